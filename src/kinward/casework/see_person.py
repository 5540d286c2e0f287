"""One person's page: every value with its speaker, the ones that disagree side by side, and their history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from kinward.casework.facts import facts_of_person, those_to_show
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside, PersonLine
from kinward.model.event import Actor
from kinward.model.protection import FIELD_SENSITIVITY, Action, Allowed, Purpose
from kinward.model.record import Record, Statement

# The order of the paper form; what is not listed comes after, by name.
_ORDER = (
    "name", "sex", "age", "born", "place", "address_before", "phone", "document", "identifier", "relative",
    "companion", "kinship", "household", "group", "arrival", "whereabouts", "detention", "fate", "alone",
    "protection_status", "hold", "permission", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ValueSeen:
    """A value as somebody said it. ``replaced`` values stand in the history only."""

    key: str
    field: str
    value: Any
    by: str
    desk: str
    happened_at: str
    written_at: str
    replaced: bool


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field with everything that stands of it. ``disagree`` when the values that stand are not the same."""

    field: str
    standing: tuple[ValueSeen, ...]
    disagree: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What this worker may see of a person; ``masked`` fields are recorded but not shown."""

    person: PersonLine
    fields: tuple[FieldSeen, ...]
    history: tuple[ValueSeen, ...]
    masked: tuple[str, ...]
    household: HouseholdLine | None
    members: tuple[PersonLine, ...]
    held: bool


# Fields of which one value is the whole truth; two standing values that differ are a disagreement. Of names,
# telephones, relatives ... somebody may well have several.
_SINGLE = frozenset({"sex", "age", "born", "place"})


def see_person(outside: Outside, actor: Actor, person: str, purpose: Purpose) -> PersonPage:
    """Open a person's page; recorded in the read log. Raises NothingHereError."""
    line = outside.views.people([person]).get(person)
    if line is None or line.erased:
        opened(outside, actor, Action.SEE_PERSON, None, purpose, person)
        raise NothingHereError
    record = outside.journal.record(UUID(person), "person")
    stated = frozenset(statement.field for statement in record.statements)
    facts = facts_of_person(line, outside.now(), (field for field in stated if field in FIELD_SENSITIVITY))
    allowed = opened(outside, actor, Action.SEE_PERSON, facts, purpose, person)
    household = _household(outside, line, allowed)
    return PersonPage(
        person=line if "name" in allowed.shown else replace(line, names=(), sexes=(), ages=(), places=()),
        fields=tuple(_fields(record, allowed)),
        history=tuple(
            _seen(s)
            for s in sorted(record.statements, key=lambda s: s.happened_at)
            if s.field in allowed.shown
        ),
        masked=tuple(sorted(allowed.masked)),
        household=household,
        members=_members(outside, actor, line, allowed, purpose),
        held=line.restricted and "hold" in allowed.shown,
    )


def _fields(record: Record, allowed: Allowed) -> Iterable[FieldSeen]:
    present = {statement.field for statement in record.statements} & allowed.shown
    ordered = [field for field in _ORDER if field in present]
    ordered += sorted(present - set(ordered) - {"recorded_as", "hold_lifting", "permission_withdrawal"})
    for field in ordered:
        standing = record.standing(field)
        if standing:
            different = len({repr(_comparable(statement.value)) for statement in standing}) > 1
            seen = tuple(_seen(statement) for statement in standing)
            yield FieldSeen(field, seen, different and field in _SINGLE)


def _comparable(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """What must be equal for two values to agree: an age of 8 said twice on two days is one age."""
    if isinstance(value, Mapping):
        return value.get("said") or value.get("text") or sorted(value.items())
    return value


def _seen(statement: Statement) -> ValueSeen:
    return ValueSeen(
        statement.key, statement.field, statement.value, statement.by, statement.device,
        statement.happened_at.isoformat(), statement.written_at.isoformat(), replaced=not statement.stands,
    )  # fmt: skip


def _household(outside: Outside, line: PersonLine, allowed: Allowed) -> HouseholdLine | None:
    if not line.household or "household" not in allowed.shown:
        return None
    return next(iter(outside.views.households(ids=[line.household])), None)


def _members(
    outside: Outside, actor: Actor, line: PersonLine, allowed: Allowed, purpose: Purpose
) -> tuple[PersonLine, ...]:
    """The others of the household whom this worker may see too."""
    if not line.household or "household" not in allowed.shown:
        return ()
    others = [other for other in outside.views.household_members(line.household) if other != line.id]
    now = outside.now()
    lines = outside.views.people(others)
    things = [(lines[other], facts_of_person(lines[other], now)) for other in others if other in lines]
    return tuple(person for person, _ in those_to_show(outside, actor, Action.SEE_PERSON, things, purpose))
