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
    """The same, of at most two names and three other columns. Raises ImportError where there is no numba."""
    add = _compiled()
    totals = np.zeros(size, np.int16)
    if not size or not (pairs or others):
        return totals
    # What was not said weighs nothing, looked up in a column that is there.
    rows, steps = pairs[0][:2] if pairs else others[0]
    nothing = np.zeros_like(steps)
    names = [*pairs, *[(rows, nothing, nothing)] * (2 - len(pairs))]
    rest = [*others, *[(rows, nothing)] * (3 - len(others))]
    columns = [part for column in (*names, *rest) for part in column]
    add(*columns, penalty if pairs else -_MIDDLE, totals)
    return totals


def _add(
    given: Numbers, given_here: Steps, given_there: Steps,
    family: Numbers, family_here: Steps, family_there: Steps,
    father: Numbers, of_father: Steps, place: Numbers, of_place: Steps, born: Numbers, of_born: Steps,
    penalty: int, totals: Totals,
) -> None:  # fmt: skip
    for row in range(len(totals)):
        straight = given_here[given[row]] + family_here[family[row]]
        exchanged = given_there[given[row]] + family_there[family[row]] + penalty
        best = max(straight, exchanged)
        totals[row] = best + of_father[father[row]] + of_place[place[row]] + of_born[born[row]]


@cache
def _compiled() -> Callable[..., None]:
    """One pass over everyone as machine code, kept beside the package for the next start where that can be written."""
    from numba import njit  # half a second: not before somebody is weighed

    try:
        compiled: Callable[..., None] = njit(nogil=True, cache=True)(_add)
    except RuntimeError:
        # No folder to keep it in: compiled again at every start, which takes a second or two.
        compiled = njit(nogil=True)(_add)
    return compiled


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
