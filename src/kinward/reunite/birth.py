"""How well two rough birth dates fit: intervals that overlap by chance say little, narrow ones that meet say much."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from kinward.reunite.evidence import Comparison

Bits = npt.NDArray[np.float32]
Days = npt.NDArray[np.intp]


def birth_outcomes(
    sought: Sequence[tuple[int, int]], first: Days, last: Days, comparison: Comparison, days_per_year: float
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """Weight in bits and level number of each interval from ``first`` to ``last`` (ordinals of days).

    Of several sought intervals the one that fits best counts.
    """
    best, levels = _one(sought[0], first, last, comparison, days_per_year)
    for interval in sought[1:]:
        bits, level = _one(interval, first, last, comparison, days_per_year)
        better = bits > best
        best[better] = bits[better]
        levels[better] = level[better]
    return best, levels


def _one(
    sought: tuple[int, int], first: Days, last: Days, comparison: Comparison, days_per_year: float
) -> tuple[Bits, npt.NDArray[np.int32]]:
    """The level is decided by the gap; its chance among strangers by how wide both intervals and the level are."""
    figures = comparison.figures
    year = np.float32(1 / days_per_year)
    gap = np.maximum(0, np.maximum(first - sought[1], sought[0] - last)).astype(np.float32) * year
    narrowest = np.float32(figures["narrowest_years"])
    mine = np.maximum(narrowest, np.float32(sought[1] - sought[0] + 1) * year)
    together = mine + np.maximum(narrowest, (last - first + 1).astype(np.float32) * year)
    numbers = np.array([number for number, level in enumerate(comparison.levels) if level.gap_years >= 0])
    widest = np.array([comparison.levels[number].gap_years for number in numbers], np.float32)
    m = np.array([comparison.levels[number].m for number in numbers], np.float32)
    at = np.searchsorted(widest, gap)
    chance = np.minimum(1, (together + 2 * widest[at]) / np.float32(figures["years_of_ages"]))
    bits = np.log2(m[at] / chance)
    levels = numbers[at].astype(np.int32)
    # Overlap of two wide guesses is no evidence against.
    np.maximum(bits, 0, out=bits, where=levels == 0)
    if sought[0] == sought[1]:
        slip = next(number for number, level in enumerate(comparison.levels) if level.gap_years < 0)
        slips = _slips(sought, first, last) & (levels > 0)
        bits[slips] = np.log2(comparison.levels[slip].m / comparison.levels[slip].u)
        levels[slips] = slip
    return bits, levels


def _slips(sought: tuple[int, int], first: Days, last: Days) -> npt.NDArray[np.bool_]:
    """Two exact days that differ in one of day, month and year, or by day and month exchanged."""
    exact = first == last
    mine = date.fromordinal(sought[0])
    days = first.astype("int64") - date(1970, 1, 1).toordinal()
    stamps = days.astype("datetime64[D]")
    years = stamps.astype("datetime64[Y]").astype("int64") + 1970
    months = stamps.astype("datetime64[M]").astype("int64") % 12 + 1
    in_month = (stamps - stamps.astype("datetime64[M]")).astype("int64") + 1
    same = (
        (years == mine.year).astype(int)
        + (months == mine.month).astype(int)
        + (in_month == mine.day).astype(int)
    )
    turned = (years == mine.year) & (months == mine.day) & (in_month == mine.month)
    slips: npt.NDArray[np.bool_] = exact & ((same == 2) | turned)
    return slips
