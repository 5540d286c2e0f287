"""How well two rough birth dates fit: intervals that overlap by chance say little, narrow ones that meet say much."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from kinward.reunite.evidence import Comparison

Bits = npt.NDArray[np.float32]
Days = npt.NDArray[np.intp]
# The years, months and days of the month that some intervals begin with.
Calendar = tuple[Days, Days, Days]
_EPOCH = date(1970, 1, 1).toordinal()


def birth_outcomes(
    sought: Sequence[tuple[int, int]],
    first: Days,
    last: Days,
    comparison: Comparison,
    days_per_year: float,
    calendar: Calendar | None = None,
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """Weight in bits and level number of each interval from ``first`` to ``last`` (ordinals of days).

    Of several sought intervals the one that fits best counts. ``calendar`` is that of ``first``, where it is known.
    """
    bits, levels = births_outcomes(sought, first, last, comparison, days_per_year, calendar)
    if len(sought) == 1:
        return bits[0], levels[0]
    best = np.argmax(bits, axis=0)[None, :]
    return np.take_along_axis(bits, best, axis=0)[0], np.take_along_axis(levels, best, axis=0)[0]


def births_outcomes(
    sought: Sequence[tuple[int, int]],
    first: Days,
    last: Days,
    comparison: Comparison,
    days_per_year: float,
    calendar: Calendar | None = None,
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """The same for each sought interval, one a row.

    The level is decided by the gap; its chance among strangers by how wide both intervals and the level are.
    """
    figures = comparison.figures
    begins, ends = np.array(sought, np.intp).reshape(-1, 2).T[:, :, None]
    year = np.float32(1 / days_per_year)
    gap = np.maximum(first - ends, begins - last)
    gap = np.maximum(gap, 0, out=gap).astype(np.float32)
    gap *= year
    narrowest = np.float32(figures["narrowest_years"])
    mine = np.maximum(narrowest, (ends - begins + 1).astype(np.float32) * year)
    theirs = np.maximum(narrowest, (last - first + 1).astype(np.float32) * year)
    numbers = np.array([number for number, level in enumerate(comparison.levels) if level.gap_years >= 0])
    widest = np.array([comparison.levels[number].gap_years for number in numbers], np.float32)
    m = np.array([comparison.levels[number].m for number in numbers], np.float32)
    at = _level_at(gap, widest)
    chance = (2 * widest).take(at)
    chance += mine
    chance += theirs
    chance /= np.float32(figures["years_of_ages"])
    np.minimum(chance, 1, out=chance)
    bits = np.log2(m.take(at) / chance)
    levels = numbers.astype(np.int32).take(at)
    # Overlap of two wide guesses is no evidence against.
    np.maximum(bits, 0, out=bits, where=levels == 0)
    exact = np.flatnonzero(begins[:, 0] == ends[:, 0])
    if len(exact):
        slip = next(number for number, level in enumerate(comparison.levels) if level.gap_years < 0)
        slips = _slips(calendar_of(begins[exact]), calendar or calendar_of(first))
        slips &= (first == last) & (levels[exact] > 0)
        row, place = np.nonzero(slips)
        bits[exact[row], place] = np.log2(comparison.levels[slip].m / comparison.levels[slip].u)
        levels[exact[row], place] = slip
    return bits, levels


def _level_at(gap: Bits, widest: Bits) -> npt.NDArray[np.intp]:
    """The first level whose widest gap is not below this one; the levels are few, so asking each is fastest."""
    at = np.zeros(gap.shape, np.intp)
    for least in widest[:-1]:
        at += gap > least
    return at


def calendar_of(days: Days) -> Calendar:
    """Year, month and day of the month of ordinals of days."""
    stamps = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    return (
        stamps.astype("datetime64[Y]").astype(np.intp) + 1970,
        months.astype(np.intp) % 12 + 1,
        (stamps - months).astype(np.intp) + 1,
    )


def _slips(mine: Calendar, theirs: Calendar) -> npt.NDArray[np.bool_]:
    """Days that differ in one of day, month and year, or by day and month exchanged."""
    same_year, same_month, same_day = (one == other for one, other in zip(mine, theirs, strict=True))
    two_same = (same_year & (same_month ^ same_day)) | (~same_year & same_month & same_day)
    _, my_month, my_day = mine
    _, their_month, their_day = theirs
    slips: npt.NDArray[np.bool_] = two_same | (same_year & (their_month == my_day) & (their_day == my_month))
    return slips
