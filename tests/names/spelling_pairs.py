"""Common names as they are written in each script: tests/names/spellings/*.csv, one name a line, in two halves.

The lines were written before the tables of names were tuned. Half of them was looked at while tuning ("seen"), the other
half is only measured ("kept"): which half a line belongs to is decided by the checksum of its first spelling.
Words only: no line is a person, and full names are combined.

The lists in "fresh" were written later by somebody who had seen neither these lists nor the tables. They were measured
before anything was changed by them (docs/names.md) and are only measured.
"""

import csv
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "spellings"
HALVES = ("kept", "seen")
FRESH = "fresh"


@dataclass(frozen=True)
class Name:
    """One name: its spellings by column (a script or a practice), and whether it is a family name."""

    key: str
    is_family: bool
    spellings: dict[str, tuple[str, ...]]

    @property
    def half(self) -> str:
        """Seen while tuning, or kept."""
        return HALVES[zlib.crc32(self.key.encode()) & 1 ^ 1]


def names_of(language: str, folder: Path = FOLDER) -> Sequence[Name]:
    """Every line of a language, in the order of the file."""
    kinds, is_fresh = ("given", "family"), folder.name == FRESH
    if (folder / f"{language}.csv").exists():
        rows = _rows(folder / f"{language}.csv")
        return [_name(row, row.pop("kind") == "family", is_fresh) for row in rows]
    return [
        _name(row, kind == "family", is_fresh)
        for kind in kinds
        for row in _rows(folder / f"{language}_{kind}.csv")
    ]


# One spelling, which may have a space in it. In the fresh lists no spelling has one.
_WHOLE = frozenset({"written", "tr", "hy"})


def names_in(language: str, part: str) -> Sequence[Name]:
    """The names of one of HALVES, or the fresh ones."""
    if part == FRESH:
        return names_of(language, FOLDER / FRESH)
    return [name for name in names_of(language) if name.half == part]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _name(row: dict[str, str], is_family: bool, is_fresh: bool) -> Name:
    first = next(iter(row.values()))
    whole: frozenset[str] = frozenset() if is_fresh else _WHOLE
    spellings = {column: (text,) if column in whole else tuple(text.split()) for column, text in row.items()}
    return Name(first, is_family, spellings)
