"""Reads counts of a crossing and planning claims from two spreadsheets, and tells every fault in both at once."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from kinward.exchange.tables import YEAR_FIRST, YEAR_LAST, Cell, Problems, Table, day_of, read_table
from kinward.foresee.scenario import Scenario, scenario_of, wrong_fields
from kinward.model.forecast import (
    ClaimMeaning,
    ClaimUnit,
    CrossingForecast,
    CumulativeCount,
    PlanningClaim,
    RegionAhead,
    RegionSaid,
    Spread,
)
from kinward.model.problem import Message
from kinward.names.lettering import NameTables
from kinward.names.places import said_of_one_place

ARRIVAL_COLUMNS = (
    "local_time", "cum_arrivals", "cum_vehicles", "cum_registered", "state_accommodated", "who", "url", "note",
)  # fmt: skip
CLAIM_COLUMNS = ("date", "claim", "value_low", "value_high", "unit", "counts", "who", "url")
REGION_COLUMNS = ("region", "rooms", "share_percent", "who")
# More people than live on Earth were never counted at a border.
_PEOPLE_MOST = 8_000_000_000
# A day, or a day and a time, with or without an offset; ISO 8601's weeks and its forms without dividers are slips here.
_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)?)?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class CountRow:
    """A count with the spreadsheet row it stands in."""

    row: int
    count: CumulativeCount


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim with the spreadsheet row it stands in."""

    row: int
    claim: PlanningClaim


def read_counts(
    path: Path, zone: tzinfo, hour_unknown_words: Sequence[str]
) -> tuple[tuple[CountRow, ...], Problems]:
    """Cumulative counts; a time without an offset is local time in ``zone``. A total that goes down is not a fault."""
    table, problems = read_table(path, ARRIVAL_COLUMNS, ("local_time", "cum_arrivals"))
    rows = [
        CountRow(row["local_time"].row, count)
        for row in table.rows
        if (count := _count(row, zone, hour_unknown_words, problems)) is not None
    ]
    return tuple(rows), problems


def _count(
    row: Mapping[str, Cell], zone: tzinfo, hour_unknown_words: Sequence[str], problems: Problems
) -> CumulativeCount | None:
    at = moment(row["local_time"].text, zone)
    if at is None:
        problems.add(
            Message("the time cannot be read"), Message("write it like 2023-09-26T20:00"), row["local_time"]
        )
    arrivals, vehicles, registered, housed = (
        _whole(row[column], problems) for column in ARRIVAL_COLUMNS[1:5]
    )
    if at is None:
        return None
    note = row["note"].text.casefold()
    hour_known = len(row["local_time"].text) > len("2023-09-26") and not any(
        w in note for w in hour_unknown_words
    )
    return CumulativeCount(
        at,
        arrivals,
        vehicles,
        registered,
        housed,
        speaker=row["who"].text,
        hour_known=hour_known,
        source_id=f"arrivals:{row['who'].row}",
    )


def read_claims(path: Path, words: Mapping[str, Any]) -> tuple[tuple[ClaimRow, ...], Problems]:
    """Planning claims. ``words`` is the table foresee/claims.toml. A header without rows is "nobody claimed anything"."""
    table, problems = read_table(path, CLAIM_COLUMNS, ("date", "value_low", "unit", "counts"))
    if _only_a_header(table, problems):
        problems.found.clear()
    rows = [
        ClaimRow(row["date"].row, claim)
        for row in table.rows
        if (claim := _claim(row, words, problems)) is not None
    ]
    return tuple(rows), problems


def _only_a_header(table: Table, problems: Problems) -> bool:
    """The reader complains of one thing, and it is the missing row."""
    return (
        not table.rows
        and len(problems.found) == 1
        and bool(table.columns)
        and set(table.columns) <= set(CLAIM_COLUMNS)
        and problems.found[0].column == ""
    )


def _claim(row: Mapping[str, Cell], words: Mapping[str, Any], problems: Problems) -> PlanningClaim | None:
    said_on = day_of(row["date"], problems)
    if not row["date"].text:
        problems.add(Message("the date is empty"), Message("write it like 2023-09-26"), row["date"])
    meaning = _meaning(row["counts"], words["counts"], problems)
    unit = _unit(row["unit"], words["unit"], problems)
    low, high = _whole(row["value_low"], problems), _whole(row["value_high"], problems)
    if low is not None and high is not None and low > high:
        problems.add(
            Message("value_low is above value_high"),
            Message("exchange the two, or leave one empty"),
            row["value_low"],
        )
    if said_on is None or meaning is None or unit is None:
        return None
    return PlanningClaim(
        said_on, meaning, unit, low, high, row["who"].text, row["claim"].text, f"claims:{row['date'].row}"
    )


def _meaning(cell: Cell, words: Mapping[str, Sequence[str]], problems: Problems) -> ClaimMeaning | None:
    for meaning, said in words.items():
        if cell.text.casefold() in said:
            return ClaimMeaning(meaning)
    known = ", ".join(word for said in words.values() for word in said)
    problems.add(
        Message("it is not clear what the claim counts"),
        Message("write one of: {known}", {"known": known}),
        cell,
    )
    return None


def _unit(cell: Cell, words: Mapping[str, Sequence[str]], problems: Problems) -> ClaimUnit | None:
    for unit, said in words.items():
        if cell.text.casefold() in said:
            return ClaimUnit(unit)
    known = ", ".join(word for said in words.values() for word in said)
    problems.add(
        Message("it is not clear in what the claim is counted"),
        Message("people or families? write one of: {known}", {"known": known}),
        cell,
    )
    return None


def moment(text: str, zone: tzinfo) -> datetime | None:
    """An ISO moment; local in ``zone`` when it has no offset; a day alone is its first minute. None: unreadable."""
    if not _MOMENT.fullmatch(text) or not YEAR_FIRST <= int(text[:4]) <= YEAR_LAST:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=zone) if at.tzinfo is None else at.astimezone(zone)
        at.timestamp()
    except (ValueError, OverflowError):
        return None
    return at


def _whole(cell: Cell, problems: Problems) -> int | None:
    """A whole number from 0 on; empty is "did not say"."""
    if not cell.text:
        return None
    digits = cell.text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        problems.add(
            Message("this is not a whole number"),
            Message("write digits only, without spaces or separators, or leave it empty"),
            cell,
        )
        return None
    if cell.text.startswith("-") and int(digits[:15]):
        problems.add(Message("a count cannot be below 0"), Message("write it again or leave it empty"), cell)
        return None
    if len(digits) > 15 or int(digits) > _PEOPLE_MOST:
        problems.add(
            Message("the number is larger than mankind"), Message("write it again or leave it empty"), cell
        )
        return None
    return int(digits)


# What an hour's row says, and the HXL tags (hxlstandard.org, 1.1) in the row below the header.
_QUANTITIES = (
    ("arrivals", "#reached+arrived"), ("state_rooms", "#reached+state_rooms"), ("on_the_road", "#population+on_road"),
    ("wait_hours", "#indicator+wait+hours"), ("registration_backlog", "#population+unregistered"),
)  # fmt: skip
_POINTS = ("p025", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "p975")
HOUR_COLUMNS = ("at", *(f"{name}_{point}" for name, _ in _QUANTITIES for point in _POINTS), "persistence")


def hour_rows(forecast: CrossingForecast) -> Iterator[tuple[str | float, ...]]:
    """A forecast as rows: the tags, then every hour. Empty is "nobody counts that"."""
    yield (
        "#date+forecast",
        *(f"{tag}+forecast+{point}" for _, tag in _QUANTITIES for point in _POINTS),
        "#reached+arrived+persistence",
    )
    for hour in forecast.hours:
        cells: list[str | float] = [hour.at.isoformat(timespec="minutes")]
        for name, _ in _QUANTITIES:
            spread: Spread | None = getattr(hour, name)
            values = [getattr(spread, point) if spread else None for point in _POINTS]
            cells += ["" if value is None else value for value in values]
        yield (*cells, "" if hour.persistence is None else round(hour.persistence))


def read_regions(path: Path, tables: NameTables) -> tuple[tuple[RegionSaid, ...], Problems]:
    """What is counted (rooms taken) and claimed (a share in per cent) of each region; one of the two in every row.

    A region is one in every script. What somebody (``who``) says again of a region replaces what they said before.
    """
    table, problems = read_table(path, REGION_COLUMNS, ("region",))
    one_name = said_of_one_place((row["region"].text for row in table.rows), tables)
    found: dict[tuple[str, str, bool], RegionSaid] = {}
    shares: Counter[str] = Counter()
    for row in table.rows:
        region, rooms = row["region"], _whole(row["rooms"], problems)
        share = _share(row["share_percent"], problems)
        if not region.text:
            problems.add(Message("the name is empty"), Message("write the region"), region)
        elif rooms is None and share is None and not (row["rooms"].text or row["share_percent"].text):
            problems.add(
                Message("neither rooms nor a share stands in the row"), Message("write one of them"), region
            )
        elif rooms is not None or share is not None:
            name, who = one_name[region.text], row["who"].text
            found[name, who, rooms is None] = RegionSaid(name, rooms, share, f"regions:{region.row}")
    for (_name, who, _is_share), said in found.items():
        shares[who] += round(1000 * (said.share or 0.0))
    for who, thousandths in shares.items():
        if thousandths > 1000:
            row = next(row for row in table.rows if row["who"].text == who and row["share_percent"].text)
            problems.add(
                Message("the shares that one speaker gives are more than a hundred per cent together"),
                Message("correct one of them"),
                row["share_percent"],
            )
    return tuple(found.values()), problems


def _share(cell: Cell, problems: Problems) -> float | None:
    """Per cent as a share; empty is "did not say"."""
    if not cell.text:
        return None
    try:
        value = float(cell.text.removesuffix("%"))
    except ValueError:
        value = -1.0
    if 0 <= value <= 100:
        return value / 100
    problems.add(
        Message("this is not a share from 0 to 100 per cent"), Message("write a number like 12.5"), cell
    )
    return None


# What a region's row says, and the HXL tags in the row below the header.
REGION_HOUR_COLUMNS = ("at", "region", *(f"people_{point}" for point in _POINTS), "rooms_counted")


def region_rows(
    forecast: CrossingForecast, regions: Sequence[RegionAhead]
) -> Iterator[tuple[str | float, ...]]:
    """The tags, then every hour and region: how many more people will have asked for a state room."""
    tags = (f"#population+asking+state_rooms+forecast+{point}" for point in _POINTS)
    yield ("#date+forecast", "#adm1+name", *tags, "#capacity+rooms+taken")
    for number, hour in enumerate(forecast.hours):
        for one in regions:
            values = [getattr(one.people[number], point) for point in _POINTS]
            at = hour.at.isoformat(timespec="minutes")
            yield (at, one.region, *("" if value is None else value for value in values), one.rooms_counted)


# A table of what-ifs that somebody typed is small; beyond this it is another file.
_SCENARIO_BYTES_MOST = 1024 * 1024


def read_scenarios(path: Path) -> tuple[dict[str, Scenario], Problems]:
    """Named what-ifs from a TOML file: a table for each name, with the fields of a scenario."""
    problems = Problems(path.name)
    try:
        if path.stat().st_size > _SCENARIO_BYTES_MOST:
            what = Message(
                "the file has {bytes} bytes, more than {most}",
                {"bytes": path.stat().st_size, "most": _SCENARIO_BYTES_MOST},
            )
            problems.add(what, Message("split it into several files"))
            return {}, problems
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        problems.add(what, Message("check the path and that you may read it"))
        return {}, problems
    except ValueError:
        problems.add(
            Message("this is not a TOML file"),
            Message("write [name] and below it lines like road_times = 2.0"),
        )
        return {}, problems
    found = {}
    for name, entry in tables.items():
        wrong = wrong_fields(entry) if isinstance(entry, dict) else (name,)
        for field in wrong:
            problems.add(
                Message("this is no field of a scenario, or it has no such value"),
                Message("the fields and their bounds stand in docs/files.md"),
                column=field[:50],
            )
        if not wrong:
            found[name] = scenario_of(name, entry)
    return found, problems
