"""Chance in small coins: one seeded generator, drawn in blocks so that a hundred thousand people take seconds."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

_T = TypeVar("_T")
# One call for many numbers: a single draw from numpy costs about a microsecond more than a list access.
_BLOCK = 65_536


class Weighted(Generic[_T]):
    """Values with their shares; shares need not add up to one."""

    __slots__ = ("cumulative", "values")

    def __init__(self, values: Sequence[_T], shares: Sequence[float]) -> None:
        """Keep the running sum of the shares."""
        assert values, "nothing to choose from"
        assert len(values) == len(shares), "each value has one share"
        self.values = tuple(values)
        self.cumulative = tuple(accumulate(shares))


def zipf(values: Sequence[_T], offset: float) -> Weighted[_T]:
    """The first value is the most frequent; the share of rank r is 1 / (r + offset)."""
    return Weighted(values, [1.0 / (rank + offset) for rank in range(1, len(values) + 1)])


class Draws:
    """The coins, dice and urns of the synthetic crossing; the same seed gives the same crossing."""

    __slots__ = ("_block", "_next", "_rng")

    def __init__(self, rng: np.random.Generator) -> None:
        """Draw from ``rng``, which nobody else should use meanwhile."""
        self._rng = rng
        self._block: list[float] = []
        self._next = 0

    def unit(self) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        if self._next == len(self._block):
            self._block = self._rng.random(_BLOCK).tolist()
            self._next = 0
        value = self._block[self._next]
        self._next += 1
        return value

    def happens(self, share: float) -> bool:
        """True in this share of the cases."""
        return self.unit() < share

    def below(self, count: int) -> int:
        """A whole number from 0 to ``count`` - 1."""
        return int(self.unit() * count)

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.unit() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """A number from ``low`` to ``high``."""
        return low + self.unit() * (high - low)

    def normal(self, sigma: float) -> float:
        """A normal deviate with mean 0 (Box and Muller)."""
        return sigma * math.sqrt(-2.0 * math.log(1.0 - self.unit())) * math.cos(2.0 * math.pi * self.unit())

    def one_of(self, values: Sequence[_T]) -> _T:
        """Any of them, with equal chances."""
        return values[int(self.unit() * len(values))]

    def weighted(self, urn: Weighted[_T]) -> _T:
        """One of the urn's values by its share."""
        return urn.values[bisect_right(urn.cumulative, self.unit() * urn.cumulative[-1])]

    def shuffled(self, values: Sequence[_T]) -> list[_T]:
        """The same values in another order."""
        return [
            value for _, _, value in sorted((self.unit(), place, value) for place, value in enumerate(values))
        ]
