"""Reads a folder in the format of FabFlee: places, roads, closures, fighting and counts; tells every fault at once."""

import csv
import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

from kinward.exchange.tables import Problems, day_in, known_binary
from kinward.foresee.movement import Closure, ClosureKind, Floats, Ints, Movement, Place, PlaceKind, Road
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.written_name import why_not_a_line

# The largest published map has some hundred places over three years; a file beyond this is not a map.
_BYTES_MOST = 64 * 1024 * 1024
_DAYS_MOST = 20_000
_PLACES_MOST = 5_000
_PEOPLE_MOST = 8_000_000_000
_KM_MOST = 40_000.0
# Days far outside mean "always" or "never" in published files.
_DAY_FARTHEST = 1e9
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$", re.ASCII)

_TYPES = {
    "camp": PlaceKind.CAMP, "conflict": PlaceKind.CONFLICT, "forward": PlaceKind.FORWARD,
    "marker": PlaceKind.MARKER, "town": PlaceKind.TOWN, "default": PlaceKind.TOWN, "flood": PlaceKind.TOWN,
}  # fmt: skip
_CLOSURES = {
    "country": ClosureKind.COUNTRY, "location": ClosureKind.PLACE, "link": ClosureKind.ROAD,
    "camp": ClosureKind.CAMP, "idpcamp": ClosureKind.CAMP, "remove_forced_redirection": ClosureKind.REDIRECTION,
}  # fmt: skip
# Which of the two names of a closure are places; one name where nothing is said here.
_NAMED = {ClosureKind.ROAD: (1, 2), ClosureKind.REDIRECTION: (1, 2), ClosureKind.COUNTRY: ()}
# Where a place's people, a road's length and so on stand: the format goes by position, not by the words of the header.
_LOCATION_COLUMNS = (
    "name",
    "region",
    "country",
    "latitude",
    "longitude",
    "location_type",
    "conflict_date",
    "population",
)
_ROUTE_COLUMNS = ("name1", "name2", "distance", "forced_redirection")
_CLOSURE_COLUMNS = ("closure_type", "name1", "name2", "closure_start", "closure_end")


@dataclass(frozen=True, slots=True)
class MovementRead:
    """What was read, and what in it took no part and why."""

    movement: Movement
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a file with its number, its cells stripped."""

    row: int
    cells: tuple[str, ...]

    def cell(self, number: int) -> str:
        return self.cells[number] if number < len(self.cells) else ""


class _File:
    """One file of the folder with its rows, and the problems found in it."""

    def __init__(self, folder: Path, name: str, *, needed: bool = True) -> None:
        self.problems = Problems(name)
        path = folder / name
        self.there = path.is_file()
        self.lines: tuple[_Line, ...] = ()
        self.header: tuple[str, ...] = ()
        if self.there:
            self._read(path)
        elif needed:
            self.problems.add(Message("the file is not there"), Message("add it to the folder"))

    def _read(self, path: Path) -> None:
        text = _text(path, self.problems)
        try:
            rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), start=1))
        except csv.Error:
            self.wrong(
                Message("this is not a table of comma-separated values"),
                Message("save it again as CSV with commas"),
            )
            return
        lines = []
        for row, raw in rows:
            cells = tuple(cell.strip() for cell in raw)
            if not any(cells):
                continue
            if cells[0].lstrip('"').startswith("#"):
                self.header = self.header or (cells[0].lstrip('"#').strip(), *cells[1:])
                continue
            lines.append(_Line(row, cells))
        self.lines = tuple(lines)

    def wrong(self, what: Message, do: Message, row: int | None = None, column: str = "") -> None:
        self.problems.add(what, do, row=row, column=column)

    def number(
        self,
        line: _Line,
        position: int,
        column: str,
        most: float,
        *,
        empty: float | None = None,
        least: float = 0.0,
    ) -> float | None:
        """A number from ``least`` (0) to ``most``; ``empty`` when nothing stands there; None and a problem otherwise."""
        text = line.cell(position)
        if not text and empty is not None:
            return empty
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            self.wrong(
                Message("this is not a number from 0 to {most}", {"most": most}),
                Message("write a number"),
                line.row,
                column,
            )
            return None
        return value

    def day(self, line: _Line, position: int, column: str) -> date | None:
        found = _day_in(line.cell(position))
        if found is None:
            self.wrong(Message("this is not a day"), Message("write it as YYYY-MM-DD"), line.row, column)
        return found


def _day_in(text: str) -> date | None:
    """A day as published files write it: 2014-01-05 or 2014-1-5, perhaps with an hour behind it."""
    parts = _DAY.match(text)
    return day_in("{}-{:0>2}-{:0>2}".format(*parts.groups())) if parts else None


def _text(path: Path, problems: Problems) -> str:
    """The text of a file; a problem and nothing when it cannot be read."""
    try:
        if path.stat().st_size > _BYTES_MOST:
            what = Message(
                "the file has {bytes} bytes, more than {most}",
                {"bytes": path.stat().st_size, "most": _BYTES_MOST},
            )
            problems.add(what, Message("split it into several files"))
            return ""
        content = path.read_bytes()
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        problems.add(what, Message("check the path and that you may read it"))
        return ""
    if (kind := known_binary(content)) is not None:
        problems.add(
            Message("this is a {kind} file, not text", {"kind": kind}),
            Message('save it again as "CSV UTF-8"'),
        )
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        problems.add(Message("the file is not UTF-8 text"), Message('save it again as "CSV UTF-8"'), row=row)
        return ""


@dataclass(slots=True)
class _Reading:
    """The problems and notes gathered while a folder is read."""

    files: list[_File] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def open(self, folder: Path, name: str, *, needed: bool = True) -> _File:
        file = _File(folder, name, needed=needed)
        self.files.append(file)
        return file

    def raise_if_any(self) -> None:
        found = [problem for file in self.files for problem in file.problems.found]
        if found:
            raise BadInputError(found)


def read_movement(folder: Path) -> MovementRead:
    """One instance: ``input_csv`` and ``source_data`` in ``folder``. Raises BadInputError with every problem of all files."""
    given, counted = folder / "input_csv", folder / "source_data"
    absent = [one for one in (given, counted) if not one.is_dir()]
    if absent:
        do = Message("give a folder with input_csv and source_data in it")
        raise BadInputError([Problem(Message("the folder is not there"), do, one.name) for one in absent])
    reading = _Reading()
    older = not (given / "sim_period.csv").is_file() and (given / "conflict_period.csv").is_file()
    period = _period(reading.open(given, "conflict_period.csv" if older else "sim_period.csv"))
    places_file = reading.open(given, "locations.csv")
    places = _places(places_file)
    index = {place.name: number for number, (place, _) in enumerate(places)}
    roads = _roads(reading.open(given, "routes.csv"), index)
    closures = _closures(
        reading.open(given, "closures.csv", needed=False),
        index,
        {place.country for place, _ in places},
        reading.notes,
    )
    days = period[1] if period else 0
    conflicts = reading.open(given, "conflicts.csv", needed=False)
    intensity = _intensity(conflicts, index, days, [day for _, day in places], reading.notes)
    corrections = _corrections(reading.open(given, "registration_corrections.csv", needed=False))
    series = _layout(reading, counted)
    if not places and not places_file.problems.found:
        places_file.wrong(
            Message("the file is empty"), Message("give a file with a header and at least one row")
        )
    reading.raise_if_any()
    assert period is not None, "no period is a problem"
    nouns = tuple(place for place, _ in places)
    at, counts, total = _counts(series, corrections, period, nouns, reading.notes)
    _refuse_what_leads_nowhere(nouns, intensity, at, places_file)
    reading.raise_if_any()
    movement = Movement(
        folder.resolve().name, period[0], days, nouns, roads, closures, intensity, at, counts, total
    )
    return MovementRead(movement, tuple(reading.notes))


def _period(file: _File) -> tuple[date, int] | None:
    """When it begins and how many days it lasts."""
    begins: date | None = None
    length: float | None = None
    for line in file.lines:
        word = line.cell(0).casefold()
        if word == "startdate":
            begins = file.day(line, 1, "StartDate")
        elif word == "length":
            length = file.number(line, 1, "Length", _DAYS_MOST)
    if file.there and not file.problems.found and (begins is None or not length):
        file.wrong(
            Message("StartDate and Length are expected"),
            Message("write two rows: StartDate,2012-02-29 and Length,300"),
        )
    return (begins, int(length)) if begins is not None and length else None


def _body(file: _File, first_column: str) -> Iterator[_Line]:
    """The rows without a header that somebody wrote with no # before it."""
    for number, line in enumerate(file.lines):
        if number == 0 and line.cell(0).casefold() == first_column:
            continue
        yield line


def _places(file: _File) -> list[tuple[Place, int | None]]:
    """The places, each with the day on which fighting begins there when the file says so."""
    found: list[tuple[Place, int | None]] = []
    rows: dict[str, int] = {}
    for line in _body(file, "name"):
        name, kind = line.cell(0), _kind(line.cell(5))
        if len(line.cells) < 6:
            file.wrong(
                Message(
                    "the row has {cells} cells, the header {columns}",
                    {"cells": len(line.cells), "columns": 8},
                ),
                Message("the columns are: {known}", {"known": ", ".join(_LOCATION_COLUMNS)}),
                line.row,
            )
            continue
        if not name:
            file.wrong(Message("the name is empty"), Message("give every place its own"), line.row, "name")
        elif why := why_not_a_line(name):
            file.wrong(why, Message("type it again without that character"), line.row, "name")
        elif name in rows:
            file.wrong(
                Message("the same name stands in row {row}", {"row": rows[name]}),
                Message("give every place its own"),
                line.row,
                "name",
            )
        rows.setdefault(name, line.row)
        if kind is None:
            file.wrong(
                Message("the type of this place is not known"),
                Message(
                    "choose among: {known}",
                    {"known": "conflict_zone, town, camp, idpcamp, forwarding_hub, marker"},
                ),
                line.row,
                "location_type",
            )
        people = file.number(line, 7, "population", _PEOPLE_MOST, empty=0.0)
        fighting = (
            file.number(line, 6, "conflict_date", _DAY_FARTHEST, empty=0.0, least=-_DAY_FARTHEST)
            if kind is PlaceKind.CONFLICT
            else None
        )
        if kind is not None and people is not None:
            found.append(
                (
                    Place(name, line.cell(2), kind, int(people)),
                    None if fighting is None else max(0, int(fighting)),
                )
            )
    if len(found) > _PLACES_MOST:
        file.wrong(
            Message("there are more than {most} rows", {"most": _PLACES_MOST}), Message("split the file")
        )
    return found


def _kind(word: str) -> PlaceKind | None:
    return next((kind for part, kind in _TYPES.items() if part in word.casefold()), None)


def _place(file: _File, line: _Line, position: int, column: str, index: dict[str, int]) -> int | None:
    found = index.get(line.cell(position))
    if found is None:
        file.wrong(
            Message("no place of this name stands in locations.csv"),
            Message("write it as there, or add the place"),
            line.row,
            column,
        )
    return found


def _roads(file: _File, index: dict[str, int]) -> tuple[Road, ...]:
    roads = []
    for line in _body(file, "name1"):
        start, end = (_place(file, line, at, _ROUTE_COLUMNS[at], index) for at in (0, 1))
        km = file.number(line, 2, "distance", _KM_MOST)
        forced = file.number(line, 3, "forced_redirection", 2, empty=0.0)
        rate = _extra(file, line, "people_per_day", -1.0)
        if start is None or end is None or km is None or forced is None or rate is None:
            continue
        if start == end:
            file.wrong(
                Message("the road ends where it begins"), Message("write two places"), line.row, "name2"
            )
            continue
        # The format's manual: 1 leads everybody from the second place to the first, 2 from the first to the second.
        ends = (end, start) if forced == 1 else (start, end)
        roads.append(Road(*ends, km, forced > 0, _passing(file, line, rate)))
    if file.there and not roads and not file.problems.found:
        file.wrong(Message("the file is empty"), Message("give a file with a header and at least one row"))
    return tuple(roads)


def _extra(file: _File, line: _Line, column: str, empty: float) -> float | None:
    """A number in a column of our own, found by the word in the header; further columns belong to whoever made the map."""
    if column not in file.header[4:]:
        return empty
    return file.number(line, file.header.index(column), column, _PEOPLE_MOST, empty=empty)


def _passing(file: _File, line: _Line, rate: float) -> float | None:
    """How many pass in a day, buses included; None when nobody said."""
    seats = _extra(file, line, "bus_seats_per_day", 0.0)
    return None if rate < 0 else rate + (seats or 0.0)


def _closures(
    file: _File, index: dict[str, int], countries: set[str], notes: list[Message]
) -> tuple[Closure, ...]:
    found = []
    for line in _body(file, "closure_type"):
        kind = _CLOSURES.get(line.cell(0).casefold())
        if kind is None:
            file.wrong(
                Message("this kind of closure is not known"),
                Message("choose among: {known}", {"known": ", ".join(_CLOSURES)}),
                line.row,
                "closure_type",
            )
            continue
        if any(line.cell(position) not in index for position in _NAMED.get(kind, (1,))):
            # Published maps shut roads that a later version of the map has no more; Flee passes over them, too.
            notes.append(
                Message(
                    "closures.csv, row {row}: no place of this name stands in locations.csv; it shuts nothing",
                    {"row": line.row},
                )
            )
        if kind is ClosureKind.COUNTRY and not {line.cell(1), line.cell(2)} <= countries:
            # Published maps shut borders to countries they have no place in; nobody can cross those anyway.
            notes.append(
                Message("closures.csv, row {row}: no place of this country is on the map", {"row": line.row})
            )
        begins = file.number(line, 3, "closure_start", _DAY_FARTHEST, least=-_DAY_FARTHEST)
        ends = _last_day(file, line)
        if begins is not None and ends is not None:
            # An end before the beginning (0 or -1 in published files) is never reached: shut for good.
            found.append(
                Closure(kind, line.cell(1), line.cell(2), int(begins), ends if ends > begins else None)
            )
    return tuple(found)


def _last_day(file: _File, line: _Line) -> int | None:
    ends = file.number(line, 4, "closure_end", _DAY_FARTHEST, empty=-1.0, least=-_DAY_FARTHEST)
    return None if ends is None else int(ends)


def _intensity(
    file: _File, index: dict[str, int], days: int, dates: Sequence[int | None], notes: list[Message]
) -> Floats:
    """The fighting by day and place; without a file from the day each place names."""
    result: Floats = np.zeros((days, len(dates)))
    lines = file.lines
    header = file.header
    if not header and lines and lines[0].cell(0).casefold() in {"day", "day "}:
        header, lines = lines[0].cells, lines[1:]
    if not file.there:
        for place, begins in enumerate(dates):
            if begins is not None:
                result[begins:, place] = 1.0
        return result
    columns = _conflict_columns(file, header, lines, index)
    values = np.zeros((len(lines), len(dates)))
    for number, line in enumerate(lines):
        for position, place in columns.items():
            value = file.number(line, position, header[position], 1e6, empty=0.0)
            values[number, place] = value or 0.0
    if not len(values):
        file.wrong(Message("there is a header but no row below it"), Message("add at least one row"), 1)
        return result
    if len(values) < days:
        notes.append(
            Message(
                "conflicts.csv ends on day {last}: the fighting stays as it is then",
                {"last": len(values) - 1},
            )
        )
    result[:] = values[np.minimum(np.arange(days), len(values) - 1)]
    return result


def _conflict_columns(
    file: _File, header: Sequence[str], lines: Sequence[_Line], index: dict[str, int]
) -> dict[int, int]:
    """Which column speaks of which place. A place that is not on the map and never saw fighting is passed over."""
    columns: dict[int, int] = {}
    for position, name in enumerate(header):
        if position == 0 or not name:
            continue
        if name in index:
            columns[position] = index[name]
        elif any(line.cell(position) not in {"", "0", "0.0"} for line in lines):
            file.wrong(
                Message("no place of this name stands in locations.csv"),
                Message("write it as there, or add the place"),
                1,
                f"({position + 1})",
            )
    if not columns:
        file.wrong(
            Message("the first row is not a header: no known column stands in it"),
            Message("write #Day and the names of the places"),
            1,
        )
    return columns


def _corrections(file: _File) -> dict[str, list[date]]:
    """From which days a camp's counts are of people seen again, one by one; those before were too high or too low."""
    found: dict[str, list[date]] = {}
    for line in _body(file, "name"):
        if day := file.day(line, 1, "date"):
            found.setdefault(line.cell(0), []).append(day)
    return found


# Where published instances keep how many were counted in all.
_TOTALS = "refugees.csv"
Series = tuple[tuple[date, float], ...]


def _layout(reading: _Reading, folder: Path) -> dict[str, Series]:
    """The counts of each place, several files added up."""
    layout = reading.open(folder, "data_layout.csv")
    found: dict[str, Series] = {}
    totals: list[str] = []
    for line in layout.lines:
        name, files = line.cell(0), [cell for cell in line.cells[1:] if cell]
        if any(not _is_plain(one) for one in files):
            layout.wrong(
                Message("this is not the name of a file beside it"),
                Message("write the name alone, without a folder"),
                line.row,
                "file",
            )
        elif not files:
            layout.wrong(Message("no file is named for this place"), Message("add it"), line.row, "file")
        elif name.casefold() != "total":
            found[name] = _added([_series(reading.open(folder, one)) for one in files])
        else:
            totals += files
    _check_totals(reading, folder, totals or [_TOTALS])
    if layout.there and not found and not layout.problems.found:
        layout.wrong(Message("the file is empty"), Message("give a file with a header and at least one row"))
    return found


def _check_totals(reading: _Reading, folder: Path, names: Sequence[str]) -> None:
    """Everyone who was counted, as published: the camps' sum is what is foreseen, but a broken file is told as any other."""
    for name in names:
        file = reading.open(folder, name, needed=False)
        if file.there:
            _series(file)
        else:
            reading.notes.append(
                Message("{file} is not there: the total is the sum of the camps", {"file": name})
            )


def _is_plain(name: str) -> bool:
    return Path(name).name == name and "\\" not in name and not name.startswith(".")


def _series(file: _File) -> Series:
    """Counts by day, in the order of days; a header and rows without a count are passed over."""
    found: dict[date, float] = {}
    for number, line in enumerate(file.lines):
        if number == 0 and not any(sign.isdigit() for sign in line.cell(0)):
            continue
        if not line.cell(1) and _day_in(line.cell(0)) is not None:
            continue
        day, value = file.day(line, 0, "date"), file.number(line, 1, "count", _PEOPLE_MOST)
        if day is not None and value is not None:
            found[day] = value
    if file.there and not found and not file.problems.found:
        file.wrong(
            Message("nobody was counted in this file"), Message("add at least one row: a day and a count")
        )
    return tuple(sorted(found.items()))


def _added(parts: Sequence[Series]) -> Series:
    """Several series of one place as one: their sum on every day on which one of them speaks."""
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return parts[0] if parts else ()
    days = sorted({day for part in parts for day, _ in part})
    return tuple((day, sum(_on(part, day) for part in parts)) for day in days)


def _on(series: Series, day: date) -> float:
    return float(
        np.interp(day.toordinal(), [one.toordinal() for one, _ in series], [value for _, value in series])
    )


def _counts(
    series: dict[str, Series],
    corrections: dict[str, list[date]],
    period: tuple[date, int],
    places: Sequence[Place],
    notes: list[Message],
) -> tuple[tuple[int, ...], Ints, Ints]:
    """People by day and counted camp, and all that were counted."""
    begins, days = period
    by_day = {
        name: _daily(_corrected(one, corrections.get(name, ()), begins), begins, days)
        for name, one in series.items()
    }
    at = tuple(
        number for number, place in enumerate(places) if place.kind is PlaceKind.CAMP and place.name in by_day
    )
    unmapped = len(by_day) - len(at)
    uncounted = sum(place.kind is PlaceKind.CAMP for place in places) - len(at)
    if unmapped:
        notes.append(Message("counted but no camp on the map: {many}; they take no part", {"many": unmapped}))
    if uncounted:
        notes.append(
            Message(
                "camps on the map that nobody counted: {many}; they are left out of the error",
                {"many": uncounted},
            )
        )
    counts = np.array([by_day[places[number].name] for number in at], dtype=np.int64).reshape(len(at), days).T
    return at, counts, counts.sum(axis=1)


def _corrected(series: Series, corrections: Sequence[date], begins: date) -> Series:
    """Counts before each correction, scaled so that the last of them agrees with the first after it.

    In the order of the file, each upon what the one before left; one before the period begins changes nothing, as in Flee.
    """
    for day in corrections:
        for (before, value), (after, corrected) in pairwise(series):
            if after == day and value > 0 and day >= begins:
                factor = corrected / value
                series = tuple((one, count * factor if one <= before else count) for one, count in series)
                break
    return series


def _daily(series: Series, begins: date, days: int) -> Ints:
    """The count of every day, on a straight line between those stated."""
    first = begins.toordinal()
    known = [one.toordinal() - first for one, _ in series]
    line = np.interp(np.arange(days), known, [value for _, value in series])
    return np.floor(line + 1e-9).astype(np.int64)


def _refuse_what_leads_nowhere(
    places: Sequence[Place], intensity: Floats, counted: Sequence[int], file: _File
) -> None:
    if not any(place.kind is PlaceKind.CAMP for place in places):
        file.wrong(
            Message("there is no camp on the map"),
            Message("give at least one place the type camp"),
            column="location_type",
        )
    elif not counted:
        file.wrong(
            Message("no camp on the map was counted"),
            Message("name the camps in data_layout.csv as in locations.csv"),
            column="name",
        )
    if not intensity.any():
        file.wrong(
            Message("there is no fighting on any day"),
            Message("give a place the type conflict_zone, or add conflicts.csv"),
            column="location_type",
        )
