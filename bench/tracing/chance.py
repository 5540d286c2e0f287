"""Chance, drawn in bulk: one generator of numpy behind small questions."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
_DRAWN_AT_ONCE = 1 << 16


class Chance:
    """Numbers from one seed, in the order they are asked for."""

    def __init__(self, rng: np.random.Generator) -> None:
        """``rng`` decides everything."""
        self._rng = rng
        self._drawn: list[float] = []
        self._at = 0

    def share(self) -> float:
        """A number from 0 up to 1."""
        if self._at == len(self._drawn):
            self._drawn, self._at = self._rng.random(_DRAWN_AT_ONCE).tolist(), 0
        self._at += 1
        return self._drawn[self._at - 1]

    def happens(self, share: float) -> bool:
        """True in that share of the cases."""
        return self.share() < share

    def below(self, count: int) -> int:
        """A whole number from 0 up to ``count``."""
        return int(self.share() * count)

    def between(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + self.below(most - least + 1)

    def one_of(self, values: Sequence[T]) -> T:
        """One of them, each as likely."""
        return values[self.below(len(values))]

    def some_of(self, values: Sequence[T], count: int) -> list[T]:
        """Several different ones, in any order."""
        rest = list(values)
        return [rest.pop(self.below(len(rest))) for _ in range(min(count, len(rest)))]


class Weighted(Generic[T]):
    """Values with shares."""

    def __init__(self, values: Sequence[T], shares: Sequence[float]) -> None:
        """Shares need not add up to 1."""
        assert values, "at least one value"
        assert len(values) == len(shares), "a share for each"
        self.values = tuple(values)
        self._sums = list(accumulate(shares))

    def showing(self, values: Sequence[T]) -> "Weighted[T]":
        """Other values with the same shares."""
        other = Weighted(values, [1.0] * len(values))
        other._sums = self._sums
        return other

    def draw(self, chance: Chance) -> T:
        """One of them, by its share."""
        return self.values[min(len(self.values) - 1, bisect(self._sums, chance.share() * self._sums[-1]))]


def weighted(text: str) -> Weighted[str]:
    """``a*.7 b*.3`` or ``a|b*.3``: values with their share, 1 where none stands."""
    parts = [
        part.rpartition("*") if "*" in part else (part, "", "1") for part in text.replace("|", " ").split()
    ]
    return Weighted([value for value, _, _ in parts], [float(share) for _, _, share in parts])


def by_rank(values: Sequence[T], offset: float, power: float = 1.0) -> Weighted[T]:
    """The most frequent first: a Zipf law flattened at the top."""
    return Weighted(values, [1 / (rank + offset) ** power for rank in range(1, len(values) + 1)])
