"""Common names as they are written in each script: tests/names/spellings/*.csv, one name a line, in two halves.

The lines were written before the tables of names were tuned. Half of them was looked at while tuning ("seen"), the other
half is only measured ("kept"): which half a line belongs to is decided by the checksum of its first spelling.
Words only: no line is a person, and full names are combined.
"""

import csv
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "spellings"
HALVES = ("kept", "seen")


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


def names_of(language: str) -> Sequence[Name]:
    """Every line of a language, in the order of the file."""
    kinds = ("given", "family")
    if (FOLDER / f"{language}.csv").exists():
        return [_name(row, row.pop("kind") == "family") for row in _rows(language)]
    return [_name(row, kind == "family") for kind in kinds for row in _rows(f"{language}_{kind}")]


def _rows(file: str) -> list[dict[str, str]]:
    with (FOLDER / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _name(row: dict[str, str], is_family: bool) -> Name:
    first = next(iter(row.values()))
    whole = {"written", "tr", "hy"}  # one spelling, which may have a space in it
    spellings = {column: (text,) if column in whole else tuple(text.split()) for column, text in row.items()}
    return Name(first, is_family, spellings)
