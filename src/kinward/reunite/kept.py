"""What was said of everyone registered, kept small: what many say stands once, what few say is packed."""

import json
from collections.abc import Hashable
from datetime import date
from typing import Any, Generic, TypeVar

import numpy as np

from kinward.model.description import Description, Relation, Relative
from kinward.reunite.columns import Growing, Hashed

V = TypeVar("V", bound=Hashable)
# Said by nearly everyone, in words that many share.
_SHARED = ("given_names", "family_names", "father_names", "home_names", "sexes", "born", "places")
# Said by few, or of one person only.
_OWN = ("whole_names", "former_names", "addresses_before", "phones", "documents", "identifiers", "companions")


class _Interned(Generic[V]):
    """A value per row, equal ones kept once."""

    def __init__(self, first: V) -> None:
        self._number_of: dict[V, int] = {first: 0}
        self._values: list[V] = [first]
        self._rows = Growing(np.int32)

    def put(self, row: int, value: V) -> None:
        number = self._number_of.get(value)
        if number is None:
            number = self._number_of[value] = len(self._values)
            self._values.append(value)
        self._rows.put(row, number)

    def at(self, row: int) -> V:
        return self._values[self._rows.at(row)]

    def number_at(self, row: int) -> int:
        return self._rows.at(row)


class Kept:
    """Descriptions by row. A description that is taken out is the one that was put in."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._shared = {name: _Interned[tuple[Any, ...]](()) for name in _SHARED}
        self._households = _Interned[str]("")
        self._own: list[bytes] = []
        self._ids: list[str | None] = []
        self._row_of = Hashed()
        self._restricted = bytearray()

    def __len__(self) -> int:
        """How many rows there are, empty ones included."""
        return len(self._ids)

    def put(self, row: int, said: Description) -> None:
        """Keep what was said of one person in an empty row."""
        if row == len(self._ids):
            self._ids.append(None)
            self._restricted.append(0)
            self._own.append(b"")
        self._ids[row] = said.id
        self._row_of.add(said.id, row)
        self._restricted[row] = said.restricted
        for name, column in self._shared.items():
            column.put(row, getattr(said, name))
        self._households.put(row, said.household)
        self._own[row] = _packed(said)

    def take_away(self, row: int) -> None:
        """Forget one person; what only they said is gone at once."""
        self._row_of.discard(self.id_at(row), row)
        self._ids[row] = None
        for column in self._shared.values():
            column.put(row, ())
        self._households.put(row, "")
        self._own[row] = b""

    def id_at(self, row: int) -> str:
        """The id of one person."""
        found = self._ids[row]
        assert found is not None, "an empty row"
        return found

    def row_of(self, person: str) -> int | None:
        """The row of an id, if somebody here has it."""
        return next((row for row in self._row_of.of(person) if self._ids[row] == person), None)

    def household_at(self, row: int) -> int:
        """The number of one person's household; 0 for none."""
        return self._households.number_at(row)

    def is_restricted(self, row: int) -> bool:
        """Whether there is a reason for care."""
        return bool(self._restricted[row])

    def restricted(self) -> bytearray:
        """By row, 1 where there is a reason for care."""
        return self._restricted

    def at(self, row: int) -> Description:
        """What was said of one person."""
        said: dict[str, Any] = _unpacked(self._own[row]) if self._own[row] else {}
        for name, column in self._shared.items():
            if values := column.at(row):
                said[name] = values
        return Description(
            self.id_at(row), household=self._households.at(row), restricted=self.is_restricted(row), **said
        )


def _packed(said: Description) -> bytes:
    """What few say, as JSON by the place of its field; nothing where nothing was said."""
    own: dict[str, Any] = {
        str(place): values for place, name in enumerate(_OWN) if (values := getattr(said, name))
    }
    if said.relatives:
        own["relatives"] = [(relative.relation.value, relative.name) for relative in said.relatives]
    if said.last_contact_on or said.last_contact_place:
        own["last"] = [said.last_contact_on and said.last_contact_on.isoformat(), said.last_contact_place]
    return json.dumps(own, ensure_ascii=False, separators=(",", ":")).encode() if own else b""


def _unpacked(packed: bytes) -> dict[str, Any]:
    own = json.loads(packed)
    relatives, last = own.pop("relatives", ()), own.pop("last", ())
    said: dict[str, Any] = {_OWN[int(at)]: tuple(values) for at, values in own.items()}
    if relatives:
        said["relatives"] = tuple(Relative(Relation(relation), name) for relation, name in relatives)
    if last:
        on, said["last_contact_place"] = last
        said["last_contact_on"] = date.fromisoformat(on) if on else None
    return said
