"""How well two rough birth dates fit: intervals that overlap by chance say little, narrow ones that meet say much."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kinward.model.partial import DAYS_PER_YEAR
from kinward.reunite.evidence import Comparison, Level

Bits = npt.NDArray[np.float32]
Days = npt.NDArray[np.integer]
_EPOCH = date(1970, 1, 1).toordinal()
_YEAR = np.float32(1 / DAYS_PER_YEAR)
# A day as one number: its year, four bits of the month, five of the day of the month.
_MONTH_BITS, _DAY_BITS = 9, 5
_MONTHS = 12
_MONTH_AND_DAY, _DAY = (1 << _MONTH_BITS) - 1, (1 << _DAY_BITS) - 1


@dataclass(frozen=True, slots=True)
class Intervals:
    """Birth intervals side by side: first and last day as ordinals, ``calendar_of`` the first.

    Few widths are as many as there are kinds of saying an age: each stands once in ``widths`` (days).
    """

    first: Days
    last: Days
    calendar: Days
    widths: Days
    width_of: Days

    def at(self, some: npt.NDArray[np.intp]) -> "Intervals":
        """Some of them, by their places."""
        return Intervals(
            self.first[some], self.last[some], self.calendar[some], self.widths, self.width_of[some]
        )


def intervals_of(first: Days, last: Days) -> Intervals:
    """Intervals from ``first`` to ``last`` (ordinals of days)."""
    widths, width_of = np.unique(last - first + 1, return_inverse=True)
    return Intervals(first, last, calendar_of(first), widths, width_of)


def calendar_of(days: Days) -> Days:
    """Year, month and day of the month of ordinals of days, each packed into one number."""
    stamps = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    year = stamps.astype("datetime64[Y]").astype(np.intp) + 1970
    month, day = months.astype(np.intp) % 12 + 1, (stamps - months).astype(np.intp) + 1
    packed: Days = (year << _MONTH_BITS | month << _DAY_BITS | day).astype(np.int32)
    return packed


def birth_outcomes(
    sought: Sequence[tuple[int, int]], theirs: Intervals, comparison: Comparison
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """Weight in bits and level number of each interval. Of several sought ones the one that fits best counts."""
    bits, levels = births_outcomes(sought, theirs, comparison)
    if len(sought) == 1:
        return bits[0], levels[0]
    best = np.argmax(bits, axis=0)[None, :]
    return np.take_along_axis(bits, best, axis=0)[0], np.take_along_axis(levels, best, axis=0)[0]


def births_outcomes(
    sought: Sequence[tuple[int, int]], theirs: Intervals, comparison: Comparison
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """The same for each sought interval, one a row.

    The level is decided by the gap; its chance among strangers by how wide both intervals and the level are.
    """
    begins, ends = np.array(sought, theirs.first.dtype).reshape(-1, 2).T[:, :, None]
    by_gap = [(number, level) for number, level in enumerate(comparison.levels) if level.gap_years >= 0]
    gap = np.maximum(theirs.first - ends, begins - theirs.last)
    at = np.zeros(gap.shape, np.int32)
    for _, level in by_gap[:-1]:  # few levels: asking each is fastest
        at += gap > _days_within(level.gap_years)
    numbers = np.array([number for number, _ in by_gap], np.int32)
    levels = numbers.take(at)
    weights = _bits_by_width(ends - begins + 1, theirs.widths, [level for _, level in by_gap], comparison)
    # Overlap of two wide guesses is no evidence against.
    weights[:, numbers == 0] = np.maximum(weights[:, numbers == 0], 0)
    at *= len(theirs.widths)
    at += theirs.width_of
    at += np.arange(len(sought), dtype=np.int32)[:, None] * weights[0].size
    bits = weights.take(at, mode="clip")
    exact = np.flatnonzero(begins[:, 0] == ends[:, 0])
    if len(exact):
        slip = next(number for number, level in enumerate(comparison.levels) if level.gap_years < 0)
        slips = _slips(calendar_of(begins[exact]), theirs.calendar)
        slips &= (theirs.first == theirs.last) & (levels[exact] > 0)
        row, place = np.nonzero(slips)
        bits[exact[row], place] = np.log2(comparison.levels[slip].m / comparison.levels[slip].u)
        levels[exact[row], place] = slip
    return bits, levels


def _days_within(gap_years: float) -> int:
    """The most whole days that are no more than these years."""
    days = round(gap_years * DAYS_PER_YEAR) + 1
    while np.float32(days) * _YEAR > np.float32(gap_years):
        days -= 1
    return days


def _bits_by_width(mine: Days, widths: Days, levels: Sequence[Level], comparison: Comparison) -> Bits:
    """The weight for each width of a sought interval, each level by gap, and each width of theirs (days)."""
    figures = comparison.figures
    narrowest = np.float32(figures["narrowest_years"])
    widest = np.array([level.gap_years for level in levels], np.float32)
    m = np.array([level.m for level in levels], np.float32)
    chance = (2 * widest)[None, :, None] + np.maximum(narrowest, mine.astype(np.float32) * _YEAR)[:, :, None]
    chance = chance + np.maximum(narrowest, widths.astype(np.float32) * _YEAR)
    chance /= np.float32(figures["years_of_ages"])
    bits: Bits = np.log2(m[:, None] / np.minimum(chance, 1))
    return bits


def _slips(mine: Days, theirs: Days) -> npt.NDArray[np.bool_]:
    """Different days that are the same in two of day, month and year, or by day and month exchanged. One of mine a row."""
    month, day = mine >> _DAY_BITS & _MONTH_AND_DAY >> _DAY_BITS, mine & _DAY
    exchanged = np.where(day <= _MONTHS, mine & ~_MONTH_AND_DAY | day << _DAY_BITS | month, -1)
    slips: npt.NDArray[np.bool_] = theirs == exchanged
    for same in (~_DAY, ~(_MONTH_AND_DAY ^ _DAY), _MONTH_AND_DAY):
        slips |= theirs & same == mine & same
    return slips
