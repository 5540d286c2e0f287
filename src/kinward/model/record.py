"""Everything said about one person, household, room ...: each value with who said it, and what replaced it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from kinward.model.event import Event


class Statement(NamedTuple):
    """One value of one field, with its speaker. ``key`` is ``event:number`` and never changes.

    ``replaced_by`` is the event that corrected it; a value nobody replaced stands, also beside others. A tuple, since
    a hundred thousand people are two million statements and a frozen dataclass takes four times as long to make.
    """

    key: str
    field: str
    value: Any
    event: UUID
    kind: str
    by: str
    device: str
    organisation: str
    happened_at: datetime
    written_at: datetime
    replaced_by: UUID | None = None

    @property
    def stands(self) -> bool:
        """Whether nobody has replaced it."""
        return self.replaced_by is None


@dataclass(frozen=True, slots=True)
class Record:
    """All statements about one subject, in the order of their event ids, the same whatever order they came in."""

    subject: UUID
    subject_kind: str
    statements: tuple[Statement, ...]
    erased: bool = False

    def standing(self, field: str) -> tuple[Statement, ...]:
        """What is said of a field and was not replaced; two entries are a disagreement, none is unknown."""
        return tuple(s for s in self.statements if s.field == field and s.stands)

    def latest(self, field: str) -> Any:  # noqa: ANN401  # any JSON value
        """The standing value said last, or None. Only for fields where the newest word counts."""
        standing = self.standing(field)
        return max(standing, key=lambda s: (s.happened_at, s.key)).value if standing else None

    def ever(self, field: str) -> tuple[Statement, ...]:
        """Everything ever said of a field, replaced or not."""
        return tuple(s for s in self.statements if s.field == field)


def record_of(subject: UUID, subject_kind: str, events: Iterable[Event]) -> Record:
    """Fold events about one subject into what is known of it. The order they come in does not matter.

    A body is ``{"said": [{"field": ..., "value": ...}, ...], "replaces": [statement keys]}``. An ``erased``
    statement ends the record: nothing said before or after it is kept, in whatever order they arrive.
    """
    ordered = sorted(events, key=lambda event: event.id)
    if any(event.kind == "person_erased" for event in ordered):
        return Record(subject, subject_kind, (), erased=True)
    replaced: dict[str, UUID] = {}
    for event in ordered:
        for key in _body(event).get("replaces", ()):
            # Of two corrections of one value the first by id is named; both values they brought stand.
            replaced.setdefault(key, event.id)
    return Record(subject, subject_kind, tuple(_statements(ordered, replaced)))


def _statements(events: Iterable[Event], replaced: Mapping[str, UUID]) -> Iterable[Statement]:
    for event in events:
        own = str(event.id)
        for number, said in enumerate(_body(event).get("said", ())):
            key = f"{own}:{number}"
            yield Statement(
                key, said["field"], said["value"], event.id, event.kind, event.actor, event.device,
                event.organisation, event.happened_at, event.device_at, replaced.get(key),
            )  # fmt: skip


def _body(event: Event) -> Mapping[str, Any]:
    return event.body or {}
