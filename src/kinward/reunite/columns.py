"""One fact of everyone as a column of small numbers: equal values share a number and are compared once."""

from collections.abc import Hashable, Sequence
from itertools import chain
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

V = TypeVar("V", bound=Hashable)
T = TypeVar("T", bound=np.generic)
_FIRST_ROOM = 1024
_FEW = 2
# What stands once per person is four bytes wide: numpy widens it at every look-up, and reads half as much for it. The
# two cancel out (4.7 against 4.4 ms for five columns of a million rows); machine code only reads less.
Numbers = npt.NDArray[np.intp]


class Growing:
    """Whole numbers in a row that grows at its end."""

    __slots__ = ("_room", "size")

    def __init__(self, kind: type[np.signedinteger] | type[np.unsignedinteger] = np.intp) -> None:
        """Start empty. ``kind`` is a narrower number for what is not indexed with."""
        self._room: npt.NDArray[np.integer] = np.zeros(_FIRST_ROOM, kind)
        self.size = 0

    def append(self, number: int) -> None:
        """Add a number at the end."""
        self.put(self.size, number)

    def extend(self, numbers: Sequence[int] | npt.NDArray[np.integer]) -> None:
        """Add numbers at the end."""
        start = self.size
        self.reach(start + len(numbers))
        self._room[start : self.size] = numbers

    def put(self, at: int, number: int) -> None:
        """Write one number; places before it that were never written hold 0."""
        if at >= self.size:
            if at >= len(self._room):
                self.reach(at + 1)
            self.size = at + 1
        self._room[at] = number

    def at(self, place: int) -> int:
        """One number; 0 beyond the end."""
        return int(self._room[place]) if place < self.size else 0

    def reach(self, size: int) -> None:
        """Be at least so long; new places hold 0."""
        if size > len(self._room):
            # Rooms double, but what was never written is not in memory yet: zeros are handed out when touched.
            room = np.zeros(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self.size] = self._room[: self.size]
            self._room = room
        self.size = max(self.size, size)

    def now(self) -> Numbers:
        """The numbers as they stand; writing into them writes here."""
        return self._room[: self.size]  # type: ignore[return-value]  # of the kind asked for, intp by default


class Column(Generic[V]):
    """Per person the number of an entry; an entry is a tuple of values (several spellings); entry 0 is "unknown"."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._number_of: dict[tuple[V, ...], int] = {(): 0}
        self.entries: list[tuple[V, ...]] = [()]
        self._value_number: dict[V, int] = {}
        self.values: list[V] = []
        # Most entries are one value or two: the first and the second (or the first again) of each are looked up at
        # once, and only of those with more every one.
        self._first, self._second = Growing(), Growing()
        self._flat, self._starts, self._longer = Growing(), Growing(), Growing()
        self._people = Growing()
        self._people.append(0)
        self._rows = Growing(np.int32)
        self.known = 0  # people with a value

    def put(self, row: int, values: Sequence[V]) -> int:
        """Write the value of one person, replacing the one before; the number of the entry."""
        entry = self.entry(tuple(values))
        self._rows.put(row, entry)
        self._people.now()[entry] += 1
        self.known += entry > 0
        return entry

    def take_away(self, row: int) -> None:
        """Forget the value of one person."""
        entry = self.entry_at(row)
        self._people.now()[entry] -= 1
        self.known -= entry > 0
        self._rows.put(row, 0)

    def entry(self, values: tuple[V, ...]) -> int:
        """The number of an entry, made if it is new."""
        number = self._number_of.get(values)
        if number is None:
            number = len(self.entries)
            self._number_of[values] = number
            self.entries.append(values)
            numbers = [self._number(value) for value in values]
            self._first.append(numbers[0])
            self._second.append(numbers[-1])
            if len(numbers) > _FEW:
                self._longer.append(number)
                self._starts.append(self._flat.size)
                self._flat.extend(numbers)
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
        return self._rows.at(row)

    def values_of(self, entry: int) -> tuple[V, ...]:
        """The values of one entry."""
        return self.entries[entry]

    def best(self, of_value: npt.NDArray[T]) -> npt.NDArray[T]:
        """The best of each entry's values (0 for "unknown"); ``of_value`` is parallel to ``values``."""
        out = np.zeros(len(self.entries), of_value.dtype)
        if len(self.entries) > 1:
            of_value.take(self._first.now(), mode="clip", out=out[1:])
            np.maximum(out[1:], of_value.take(self._second.now(), mode="clip"), out=out[1:])
            if self._longer.size:
                every = of_value.take(self._flat.now(), mode="clip")
                out[self._longer.now()] = np.maximum.reduceat(every, self._starts.now())
        return out

    def flat(self, entries: Numbers) -> tuple[Numbers, Numbers]:
        """The numbers of the values of some entries, none of them "unknown", in one row; and where each entry begins."""
        values = self._value_number
        each = [[values[value] for value in self.entries[entry]] for entry in entries.tolist()]
        lengths = [len(numbers) for numbers in each]
        starts: Numbers = np.cumsum([0, *lengths])[:-1]
        return np.fromiter(chain.from_iterable(each), np.intp, sum(lengths)), starts


class Chains:
    """Which things belong to a number, several to one: the people of a household, the relatives somebody named."""

    def __init__(self) -> None:
        """Start with nothing."""
        # The number of a thing plus one; 0 ends a chain. What follows a thing stands at the same number.
        self._first = Growing(np.int32)
        self._next = Growing(np.int32)
        self._next.append(0)

    def add(self, number: int, thing: int) -> None:
        """Put a thing that belongs nowhere yet to a number."""
        self._next.put(thing + 1, self._first.at(number))
        self._first.put(number, thing + 1)

    def remove(self, number: int, thing: int) -> None:
        """Take a thing away from its number."""
        after = self._next.at(thing + 1)
        if self._first.at(number) == thing + 1:
            self._first.put(number, after)
        else:
            before = next(one for one in self.of(number) if self._next.at(one + 1) == thing + 1)
            self._next.put(before + 1, after)
        self._next.put(thing + 1, 0)

    def of(self, number: int) -> list[int]:
        """The things of one number, the last put first."""
        found: list[int] = []
        at = self._first.at(number)
        while at:
            found.append(at - 1)
            at = self._next.at(at)
        return found

    def of_many(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The things of many numbers: for each thing the place of its number in ``numbers``, in order, and the thing."""
        first, after = self._first.now(), self._next.now()
        at = (
            first.take(np.minimum(numbers, len(first) - 1))
            if len(first)
            else np.zeros(len(numbers), np.int32)
        )
        at[numbers >= len(first)] = 0
        found = []
        while at.any():
            found.append(at)
            at = after.take(at, mode="clip")  # the end of a chain stays where it is
        if not found:
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        things = np.stack(found, axis=1)
        place, nth = np.nonzero(things)
        who: Numbers = things[place, nth].astype(np.intp)
        return place, who - 1


class Hashed:
    """Which rows have a text, by its 64-bit hash alone: a dictionary of texts would be most of the memory of a register.

    Two texts of one hash are taken for one text; among a million that is less likely than one in ten million.
    """

    _FREE, _GONE = 0, -1

    def __init__(self) -> None:
        """Start with nothing."""
        self._hashes = np.zeros(_FIRST_ROOM, np.int64)
        self._rows = np.zeros(_FIRST_ROOM, np.int32)  # row plus one; 0 never used, -1 taken away
        self._used = 0

    def add(self, text: str, row: int) -> None:
        """One more row that has it."""
        if 2 * (self._used + 1) > len(self._rows):
            self._grow()
        code = hash(text)
        at = code % len(self._rows)
        while self._rows[at] > 0:
            at = (at + 1) % len(self._rows)
        self._used += int(self._rows[at] == self._FREE)
        self._hashes[at], self._rows[at] = code, row + 1

    def discard(self, text: str, row: int) -> None:
        """One fewer."""
        for at in self._places(hash(text)):
            if self._rows[at] == row + 1:
                self._rows[at] = self._GONE

    def of(self, text: str) -> list[int]:
        """The rows that have it, in order."""
        return sorted({int(self._rows[at]) - 1 for at in self._places(hash(text))})

    def _places(self, code: int) -> list[int]:
        found = []
        at = code % len(self._rows)
        while self._rows[at] != self._FREE:
            if self._rows[at] > 0 and self._hashes[at] == code:
                found.append(at)
            at = (at + 1) % len(self._rows)
        return found

    def _grow(self) -> None:
        """Twice the room, without what was taken away."""
        here = self._rows > 0
        hashes, rows = self._hashes[here], self._rows[here]
        size = max(len(self._rows), 4 * len(rows))
        self._hashes, self._rows = np.zeros(size, np.int64), np.zeros(size, np.int32)
        self._used = len(rows)
        waiting = np.arange(len(rows))
        at = hashes % size
        while len(waiting):  # all that fit at once; the others look one place further
            places, first = np.unique(at[waiting], return_index=True)
            free = self._rows[places] == self._FREE
            taken = waiting[first[free]]
            self._hashes[places[free]], self._rows[places[free]] = hashes[taken], rows[taken]
            waiting = np.setdiff1d(waiting, taken, assume_unique=True)
            at[waiting] = (at[waiting] + 1) % size
