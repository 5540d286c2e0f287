"""Dates and ages as people know them: rough, and from somewhere."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

DAYS_PER_YEAR = 365.2425  # Gregorian mean year
ADULT_YEARS = 18  # Convention on the Rights of the Child, article 1


class Basis(StrEnum):
    """How we know a date or an age."""

    DOCUMENT = "document"
    STATED = "stated"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Some day between ``earliest`` and ``latest``, both included."""

    earliest: date
    latest: date
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        assert self.earliest <= self.latest, "a date interval that ends before it begins"

    @classmethod
    def parse(cls, text: str, basis: Basis = Basis.STATED) -> Self:
        """Read ``2015``, ``2015-03`` or ``2015-03-09``. Raises ValueError for anything else."""
        parts = text.split("-")
        if not (
            1 <= len(parts) <= 3 and all(p.isascii() and p.isdigit() for p in parts) and len(parts[0]) == 4
        ):
            raise ValueError("a date is YYYY, YYYY-MM or YYYY-MM-DD")
        year, *rest = (int(p) for p in parts)
        if not rest:
            return cls(date(year, 1, 1), date(year, 12, 31), basis)
        if len(rest) == 1:
            last_day = calendar.monthrange(year, rest[0])[1] if 1 <= rest[0] <= 12 else 0
            return cls(date(year, rest[0], 1), date(year, rest[0], last_day), basis)
        day = date(year, rest[0], rest[1])
        return cls(day, day, basis)

    def __str__(self) -> str:
        """As it is written in a file: the shortest form that says as much."""
        first, last = self.earliest, self.latest
        if first == last:
            return first.isoformat()
        whole_months = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
        if whole_months and (first.year, first.month) == (last.year, last.month):
            return f"{first.year:04d}-{first.month:02d}"
        if whole_months and (first.month, last.month) == (1, 12):
            return f"{first.year:04d}" if first.year == last.year else f"{first.year:04d}..{last.year:04d}"
        return f"{first.isoformat()}..{last.isoformat()}"


@dataclass(frozen=True, slots=True)
class AgeInterval:
    """Whole years of age on the day ``as_of``, between ``low`` and ``high``, both included."""

    low: int
    high: int
    as_of: date
    basis: Basis = Basis.STATED

    def __post_init__(self) -> None:
        assert 0 <= self.low <= self.high, "an age interval that ends before it begins"

    def born(self) -> PartialDate:
        """The days of birth that fit: a child of 8 today was born 8 to (nearly) 9 years ago."""
        earliest = self.as_of - timedelta(days=round((self.high + 1) * DAYS_PER_YEAR) - 1)
        latest = self.as_of - timedelta(days=round(self.low * DAYS_PER_YEAR))
        return PartialDate(earliest, latest, self.basis)

    def __str__(self) -> str:
        """``8``, ``~8`` is written by whoever knows it was rough; an interval is ``6-10``."""
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


def rough_age_years(about: int) -> tuple[int, int]:
    """How far off a guessed age (``~8``) may be: two years for a child, a quarter of the age later, ten at most.

    Adults' ages are heaped on round numbers, children's are not (Myers/Whipple index literature); the
    widths are a choice, wide enough that a guess rarely excludes the person.
    """
    off = 2 if about < 12 else min(10, max(3, round(about / 4)))
    return max(0, about - off), about + off
