"""One guarded way to open somebody's spreadsheet: every fault in it is told at once, with row and column."""

import csv
import difflib
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.written_name import why_not_a_line

# A file larger than this is not a spreadsheet somebody typed: 120,000 people with every column filled are about 40 MB.
BYTES_MOST = 256 * 1024 * 1024
# A cell longer than this is a paste error; the longest free text we ask for is an address.
CELL_CHARACTERS_MOST = 10_000
ROWS_MOST = 2_000_000
# After this many the reader stops reading, not the person: no one mends the 1,001st by hand.
PROBLEMS_MOST = 1_000
# Nobody who is alive was born before 1900 (the oldest age ever proved is 122), and no plan reaches past 2199; a year
# outside is a slip of the finger, and the far ends of the calendar cannot be counted with.
YEAR_FIRST, YEAR_LAST = 1900, 2199
# What may be repeated of an unknown column: a word as columns are called, never a name with its capital letter.
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text (stripped; "" is unknown) and where it stands."""

    text: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, each a mapping from every known column to its cell; absent columns read as empty."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]


class Problems:
    """Collects what is wrong with one file."""

    def __init__(self, file: str) -> None:
        """Start with nothing wrong."""
        self.file = file
        self.found: list[Problem] = []
        # Required columns that are not there: said once, and not again of every row below.
        self.absent: frozenset[str] = frozenset()

    @property
    def full(self) -> bool:
        """Whether there are so many that reading on helps nobody."""
        return len(self.found) > PROBLEMS_MOST

    def add(
        self,
        what: Message,
        do: Message,
        cell: Cell | None = None,
        *,
        row: int | None = None,
        column: str = "",
    ) -> None:
        """Note a problem at a cell, or at a row and column; after PROBLEMS_MOST only that there are more."""
        if cell is not None:
            row, column = cell.row, cell.column
        if self.full or (cell is not None and column in self.absent):
            return
        if len(self.found) == PROBLEMS_MOST:
            what = Message(
                "there are more problems than {most}; reading stopped here", {"most": PROBLEMS_MOST}
            )
            do, column = Message("mend these first"), ""
        self.found.append(Problem(what, do, self.file, row, column))

    def raise_if_any(self) -> None:
        """Refuse the file if anything was wrong with it; from its first row to its last."""
        if self.found:
            raise BadInputError(
                [
                    *sorted(self.found[:PROBLEMS_MOST], key=lambda one: one.row or 0),
                    *self.found[PROBLEMS_MOST:],
                ]
            )


def read_table(
    path: Path, known: Sequence[str], required: Sequence[str] = (), *, problems: Problems | None = None
) -> tuple[Table, Problems]:
    """Read a UTF-8 CSV file with a header row.

    ``known`` are the columns that may stand in it, ``required`` those that must. Returns what could be read and
    every problem found on the way; the caller adds its own and then calls ``raise_if_any``. Nothing in a problem
    repeats what a cell said, since a cell may be a name.
    """
    problems = problems or Problems(path.name)
    text = _decoded(path, problems)
    if text is None:
        return Table(path.name, (), ()), problems
    # csv's own limit (131,072 characters) would end the reading; a cell too long is told with its row and column.
    csv.field_size_limit(BYTES_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Mapping[str, Cell]] = []
    columns: tuple[str, ...] = ()
    try:
        header = next(reader, [])
        columns = _columns(header, known, required, problems)
        if columns:
            rows.extend(_rows(reader, columns, known, problems))
    except csv.Error:
        problems.add(
            Message("this is not a table of comma-separated values"),
            Message(
                'close the quotation mark that is left open, and write a quotation mark inside a cell as ""'
            ),
            row=reader.line_num,
        )
    if columns and not rows and not problems.found:
        problems.add(Message("there is a header but no row below it"), Message("add at least one row"), row=1)
    return Table(path.name, columns, tuple(rows)), problems


def row_numbers(path: Path) -> tuple[int, ...]:
    """The number of each row of a file that was read without a problem: rows left blank between them count."""
    reader = csv.reader(io.StringIO(_decoded(path, Problems(path.name)) or "", newline=""), strict=True)
    next(reader, None)
    return tuple(row for row, cells in enumerate(reader, start=2) if any(cell.strip() for cell in cells))


def _decoded(path: Path, problems: Problems) -> str | None:
    try:
        size = path.stat().st_size
        if size > BYTES_MOST:
            problems.add(
                Message("the file has {bytes} bytes, more than {most}", {"bytes": size, "most": BYTES_MOST}),
                Message("split it into several files"),
            )
            return None
        content = path.read_bytes()
    except OSError as error:
        problems.add(
            Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"}),
            Message("check the path and that you may read it"),
        )
        return None
    if (kind := known_binary(content)) is not None:
        problems.add(
            Message("this is a {kind} file, not text", {"kind": kind}),
            Message('save it again as "CSV UTF-8"'),
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        problems.add(Message("the file is not UTF-8 text"), Message('save it again as "CSV UTF-8"'), row=row)
        return None
    if not text.strip():
        problems.add(Message("the file is empty"), Message("give a file with a header and at least one row"))
        return None
    return text


def known_binary(content: bytes) -> str | None:
    """PDF, zipped (docx, odt, xlsx), old Office, picture or gzip by their first bytes."""
    starts = {
        b"%PDF": "PDF",
        b"PK\x03\x04": "Word, Excel or other zipped",
        b"\xd0\xcf\x11\xe0": "Word or Excel",
        b"\x89PNG": "picture",
        b"\xff\xd8\xff": "picture",
        b"GIF8": "picture",
        b"\x1f\x8b": "gzip",
    }
    return next((kind for start, kind in starts.items() if content.startswith(start)), None)


def _columns(
    header: Sequence[str], known: Sequence[str], required: Sequence[str], problems: Problems
) -> tuple[str, ...]:
    names = tuple(name.strip() for name in header)
    if not any(name in known for name in names):
        _refuse_what_is_no_header(names, known, problems)
        return ()
    for number, name in enumerate(names, start=1):
        if name in known:
            continue
        near = difflib.get_close_matches(name[:50], known, n=1)
        shown = name if (near or _COLUMN.fullmatch(name)) and not why_not_a_line(name) else f"({number})"
        shown = shown[:50]
        do = (
            Message("did you mean {near}? otherwise take the column out", {"near": near[0]})
            if near
            else Message("the columns are: {known}", {"known": ", ".join(known)})
        )
        problems.add(Message("there is no column {name}", {"name": shown}), do, row=1, column=shown)
    for name in known:
        if names.count(name) > 1:
            problems.add(
                Message("the column {name} stands twice", {"name": name}),
                Message("keep one"),
                row=1,
                column=name,
            )
    problems.absent = frozenset(required) - frozenset(names)
    for name in required:
        if name in problems.absent:
            problems.add(
                Message("the column {name} is missing", {"name": name}), Message("add it"), row=1, column=name
            )
    return names


def _refuse_what_is_no_header(names: Sequence[str], known: Sequence[str], problems: Problems) -> None:
    """Nothing of the row is repeated: without a header it is somebody's name."""
    columns = {"known": ", ".join(known)}
    for sign, said in ((";", ";"), ("\t", "TAB"), ("|", "|")):
        if any(part.strip() in known for name in names for part in name.split(sign)):
            problems.add(
                Message("the cells are divided by {sign} and not by commas", {"sign": said}),
                Message("save it again as CSV with commas; lists inside a cell keep their semicolons"),
                row=1,
            )
            return
    problems.add(
        Message("the first row is not a header: no known column stands in it"),
        Message("the columns are: {known}", columns),
        row=1,
    )


def _rows(
    reader: Iterable[Sequence[str]], columns: Sequence[str], known: Sequence[str], problems: Problems
) -> Iterator[Mapping[str, Cell]]:
    for row, cells in enumerate(reader, start=2):
        if problems.full:
            return
        if row > ROWS_MOST:
            problems.add(
                Message("there are more than {most} rows", {"most": ROWS_MOST}),
                Message("split the file"),
                row=row,
            )
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns):
            problems.add(
                Message(
                    "the row has {cells} cells, the header {columns}",
                    {"cells": len(cells), "columns": len(columns)},
                ),
                Message("put a cell with a comma in it between quotation marks"),
                row=row,
            )
            continue
        yield _row(row, cells, columns, known, problems)


def _row(
    row: int, cells: Sequence[str], columns: Sequence[str], known: Sequence[str], problems: Problems
) -> Mapping[str, Cell]:
    found = {column: Cell("", row, column) for column in known}
    for column, raw in zip(columns, cells, strict=False):
        if column not in found:
            continue
        text = raw.strip()
        if len(text) > CELL_CHARACTERS_MOST:
            problems.add(
                Message(
                    "the cell has {length} characters, more than {most}",
                    {"length": len(text), "most": CELL_CHARACTERS_MOST},
                ),
                Message("shorten it"),
                row=row,
                column=column,
            )
            text = ""
        elif why := why_not_a_line(text):
            problems.add(why, Message("type it again without that character"), row=row, column=column)
            text = ""
        found[column] = Cell(text, row, column)
    return found


def day_of(cell: Cell, problems: Problems, *, latest: date | None = None) -> date | None:
    """The day of a cell, YYYY-MM-DD and nothing else; None and a problem otherwise, None alone when it is empty.

    ``latest`` is the last day that can be meant: today, for what has happened.
    """
    if not cell.text:
        return None
    day = day_in(cell.text)
    if day is None:
        problems.add(Message("this is not a day"), Message("write it as YYYY-MM-DD"), cell)
    elif not YEAR_FIRST <= day.year <= YEAR_LAST:
        what = Message("the year is not between {first} and {last}", {"first": YEAR_FIRST, "last": YEAR_LAST})
        problems.add(what, Message("write the day again or leave it empty"), cell)
    elif latest is not None and day > latest:
        problems.add(Message("this day is still to come"), Message("write it as YYYY-MM-DD"), cell)
    else:
        return day
    return None


def day_option(text: str, option: str, *, latest: date | None = None) -> date | None:
    """The day given with an option of a command; None when it was not given. Raises BadInputError."""
    problems = Problems("")
    day = day_of(Cell(text.strip(), 0, option), problems, latest=latest)
    if problems.found:
        raise BadInputError([Problem(one.what, one.do, column=option) for one in problems.found])
    return day


def day_in(text: str) -> date | None:
    """The day a text says as YYYY-MM-DD; None for anything else, also for other forms of ISO 8601."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def listed(cell: Cell) -> tuple[str, ...]:
    """The entries of a list cell, ``a; b; c``."""
    return tuple(part for part in (piece.strip() for piece in cell.text.split(";")) if part)


def refuse_repeated_ids(table: Table, problems: Problems, column: str = "id") -> None:
    """Every row has an id, and no id stands twice. A file without the column was refused for that already."""
    if column not in table.columns:
        return
    first: dict[str, int] = {}
    for row in table.rows:
        cell = row[column]
        if not cell.text:
            problems.add(
                Message("the {column} is empty", {"column": column}), Message("give every row its own"), cell
            )
        elif cell.text in first:
            problems.add(
                Message("the same {column} stands in row {row}", {"column": column, "row": first[cell.text]}),
                Message("give every row its own"),
                cell,
            )
        else:
            first[cell.text] = cell.row


class Together:
    """Lets several files be read one after the other, and tells what is wrong with all of them at once."""

    def __init__(self) -> None:
        """Start with nothing wrong."""
        self.found: list[Problem] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Keep a refusal for later; what was read stays what it was before."""
        try:
            yield
        except BadInputError as refusal:
            self.found += refusal.problems

    def raise_if_any(self) -> None:
        """Refuse everything if anything was wrong."""
        if self.found:
            raise BadInputError(self.found)


def refuse_to_replace(out: Path, inputs: Iterable[Path]) -> None:
    """Refuse to write the answer over a file that was read, under whatever name. Raises BadInputError."""
    for one in inputs:
        same = out.exists() and one.exists() and out.samefile(one)
        if same or out.resolve() == one.resolve():
            what = Message("the answer would take the place of this file, which is read")
            raise BadInputError([Problem(what, Message("give --out another name"), one.name)])


def write_whole(path: Path, content: str) -> None:
    """Write a file all at once or not at all: a reader never sees half of it. Raises BadInputError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kinward-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        what = Message(
            "the file cannot be written ({reason})", {"reason": error.strerror or "unknown reason"}
        )
        do = Message("choose a folder that exists and that you may write to")
        raise BadInputError([Problem(what, do, path.name)]) from None


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV text. A cell that a spreadsheet would take for a formula gets a leading apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_disarmed(cell) for cell in row])
    return out.getvalue()


def _disarmed(cell: Any) -> Any:  # noqa: ANN401  # whatever csv can write
    # OWASP ASVS 5, 1.2.10. A phone number (+374 ...) is a sign and digits and stays as it is.
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@", "\t", "＝"} and not _is_signed_number(cell):
        return f"'{cell}"
    return cell


def _is_signed_number(text: str) -> bool:
    return text[:1] in {"+", "-"} and text[1:].replace(" ", "").replace(".", "").isdigit()


def json_text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """JSON for people and programs: indented, real letters."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
