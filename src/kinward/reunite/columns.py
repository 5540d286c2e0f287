"""One fact of everyone as a column of small numbers: equal values share a number and are compared once."""

from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

V = TypeVar("V", bound=Hashable)
T = TypeVar("T", bound=np.generic)
_FIRST_ROOM = 1024
# Numbers are of the width numpy indexes with: a narrower one would be widened anew at every look-up.
Numbers = npt.NDArray[np.intp]


class Growing:
    """Whole numbers in a row that grows at its end."""

    def __init__(self) -> None:
        """Start empty."""
        self._room: Numbers = np.zeros(_FIRST_ROOM, np.intp)
        self.size = 0

    def append(self, number: int) -> None:
        """Add a number at the end."""
        self.reach(self.size + 1)
        self._room[self.size - 1] = number

    def reach(self, size: int) -> None:
        """Be at least so long; new places hold 0."""
        if size > len(self._room):
            self._room = np.concatenate([self._room, np.zeros(max(size, len(self._room)), np.intp)])
        self.size = max(self.size, size)

    def now(self) -> Numbers:
        """The numbers as they stand; writing into them writes here."""
        return self._room[: self.size]


class Column(Generic[V]):
    """Per person the number of an entry; an entry is a tuple of values (several spellings); entry 0 is "unknown"."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._number_of: dict[tuple[V, ...], int] = {(): 0}
        self.entries: list[tuple[V, ...]] = [()]
        self._value_number: dict[V, int] = {}
        self.values: list[V] = []
        self._flat = Growing()
        self._starts = Growing()
        self._people = Growing()
        self._people.append(0)
        self._rows = Growing()

    def put(self, row: int, values: Sequence[V]) -> None:
        """Write the value of one person, replacing the one before."""
        entry = self._entry(tuple(values))
        self._rows.reach(row + 1)
        rows, people = self._rows.now(), self._people.now()
        people[entry] += 1
        rows[row] = entry

    def take_away(self, row: int) -> None:
        """Forget the value of one person."""
        self._people.now()[self.entry_at(row)] -= 1
        self._rows.now()[row] = 0

    def _entry(self, values: tuple[V, ...]) -> int:
        number = self._number_of.get(values)
        if number is None:
            number = len(self.entries)
            self._number_of[values] = number
            self.entries.append(values)
            self._starts.append(self._flat.size)
            for value in values:
                self._flat.append(self._number(value))
            self._people.append(0)
        return number

    def _number(self, value: V) -> int:
        if value not in self._value_number:
            self._value_number[value] = len(self.values)
            self.values.append(value)
        return self._value_number[value]

    def people(self) -> Numbers:
        """How many people have each entry."""
        return self._people.now()

    def rows(self) -> Numbers:
        """The entry of each person."""
        return self._rows.now()

    def entry_at(self, row: int) -> int:
        """The entry of one person."""
        return int(self._rows.now()[row])

    def values_of(self, entry: int) -> tuple[V, ...]:
        """The values of one entry."""
        return self.entries[entry]

    def best(self, of_value: npt.NDArray[T]) -> npt.NDArray[T]:
        """The best of each entry's values (0 for "unknown"); ``of_value`` is parallel to ``values``."""
        out = np.zeros(len(self.entries), of_value.dtype)
        if len(self.entries) > 1:
            out[1:] = np.maximum.reduceat(of_value[self._flat.now()], self._starts.now())
        return out
