"""The sum for everyone: a look-up per column, added up. By numba where it is installed (``kinward[fast]``), else by numpy.

Both give the same numbers: they add the same whole numbers.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import Steps

Totals = npt.NDArray[np.int16]
# For each column its rows, the weights of its entries as they stand and in the other name's place.
Pair = tuple[Numbers, Steps, Steps]
# Above anything one name can weigh against; four times this is what half a number can hold.
_MIDDLE = 1 << 14


def added_by_numpy(
    pairs: Sequence[Pair], others: Sequence[tuple[Numbers, Steps]], penalty: int, size: int
) -> Totals:
    """Given and family name as they stand or, where that fits better, in each other's place; and all the others.

    Both sums of names are made in one pass: they lie in the two halves of a number, far enough above 0 not to mix.
    """
    totals = _either_way(pairs, penalty) if pairs else np.zeros(size, np.int16)
    for rows, steps in others:
        totals += steps.take(rows, mode="clip")  # entries are in range; "clip" skips the check
    return totals


def _either_way(pairs: Sequence[Pair], penalty: int) -> Totals:
    both: npt.NDArray[np.uint32] | None = None
    for rows, here, there in pairs:
        cost = 0 if both is not None else penalty
        halves = np.stack([there + np.int16(_MIDDLE + cost), here + np.int16(_MIDDLE)], axis=1)
        looked = halves.view(np.uint32).ravel().take(rows, mode="clip")
        both = looked if both is None else np.add(both, looked, out=both)
    assert both is not None
    of_one = both.view(np.uint16)
    best: npt.NDArray[np.uint16] = np.maximum(of_one[::2], of_one[1::2])
    best -= np.uint16(_MIDDLE * len(pairs))
    return best.view(np.int16)


def added_by_numba(
    pairs: Sequence[Pair], others: Sequence[tuple[Numbers, Steps]], penalty: int, size: int
) -> Totals:
    """The same, of at most two names and four other columns. Raises ImportError where there is no numba."""
    add, _ = _compiled()
    totals = np.zeros(size, np.int16)
    if not size or not (pairs or others):
        return totals
    # What was not said weighs nothing, looked up in a column that is there.
    rows, steps = pairs[0][:2] if pairs else others[0]
    nothing = np.zeros_like(steps)
    names = [*pairs, *[(rows, nothing, nothing)] * (2 - len(pairs))]
    rest = [*others, *[(rows, nothing)] * (4 - len(others))]
    columns = [
        part for rows, here, there in names for part in (_unsigned(rows), np.stack([here, there], axis=1))
    ]
    columns += [part for rows, steps in rest for part in (_unsigned(rows), steps)]
    add(*columns, penalty if pairs else -_MIDDLE, totals)
    return totals


def _unsigned(rows: Numbers) -> npt.NDArray[np.generic]:
    """Machine code asks of every number with a sign whether it counts from the end, which takes as long as the look-up."""
    unsigned: npt.NDArray[np.generic] = rows.view(f"u{rows.itemsize}")
    return unsigned


def _add(
    given: Numbers, of_given: Steps, family: Numbers, of_family: Steps,
    father: Numbers, of_father: Steps, place: Numbers, of_place: Steps, born: Numbers, of_born: Steps,
    kinds: Numbers, of_kinds: Steps, penalty: int, totals: Totals,
) -> None:  # fmt: skip
    for row in range(len(totals)):
        straight = of_given[given[row], 0] + of_family[family[row], 0]
        exchanged = of_given[given[row], 1] + of_family[family[row], 1] + penalty
        names = max(straight, exchanged) + of_father[father[row]]
        totals[row] = names + of_place[place[row]] + of_born[born[row]] + of_kinds[kinds[row]]


def counted_by_numpy(totals: Totals, least: int) -> Numbers:
    """How many people have each total from the ``least`` there is up."""
    return np.bincount(np.subtract(totals, least, dtype=np.intp), minlength=1)


def counted_by_numba(totals: Totals, least: int) -> Numbers:
    """The same. Raises ImportError where there is no numba."""
    _, count = _compiled()
    people = np.zeros(int(totals.max(initial=least)) - least + 1, np.intp)
    count(totals, least, people)
    return people


def _count(totals: Totals, least: int, people: Numbers) -> None:
    for row in range(len(totals)):
        people[totals[row] - least] += 1


@cache
def _compiled() -> tuple[Callable[..., None], Callable[..., None]]:
    """One pass over everyone as machine code, kept beside the package for the next start where that can be written."""
    from numba import njit  # half a second: not before somebody is weighed

    try:
        return njit(nogil=True, cache=True)(_add), njit(nogil=True, cache=True)(_count)
    except RuntimeError:
        # No folder to keep it in: compiled again at every start, which takes a second or two.
        return njit(nogil=True)(_add), njit(nogil=True)(_count)


@cache
def is_fast() -> bool:
    """Whether numba is installed."""
    try:
        _compiled()
    except ImportError:
        return False
    return True


def added(pairs: Sequence[Pair], others: Sequence[tuple[Numbers, Steps]], penalty: int, size: int) -> Totals:
    """By whichever is there."""
    by = added_by_numba if is_fast() else added_by_numpy
    return by(pairs, others, penalty, size)


def counted(totals: Totals, least: int) -> Numbers:
    """By whichever is there."""
    by = counted_by_numba if is_fast() else counted_by_numpy
    return by(totals, least)
