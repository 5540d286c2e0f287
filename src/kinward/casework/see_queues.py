"""What waits for a child-protection officer: children who seem to be alone, and people who asked that nobody be told."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import (
    PERSON_FIELDS_IN_A_LINE,
    facts_of_household_line,
    facts_of_person,
    those_to_show,
)
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside, PersonLine
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose, RecordFacts
from kinward.protect.authorise import PAGE, those_shown

_SHOWN_MOST = 200
_EVERYBODY = 1_000_000


@dataclass(frozen=True, slots=True)
class CountedWithoutAdult:
    """A household counted without an adult of whom ``to_name`` are not written by name yet."""

    household: HouseholdLine
    code: str
    to_name: int


@dataclass(frozen=True, slots=True)
class ChildrenToAssess:
    """Who waits to be assessed, the longest waiting first, and whom a desk only counted so far."""

    children: tuple[PersonLine, ...]
    counted: tuple[CountedWithoutAdult, ...]

    @property
    def waiting(self) -> int:
        """How many children, by name or counted only."""
        return len(self.children) + sum(one.to_name for one in self.counted)


@dataclass(frozen=True, slots=True)
class ChildUnderCare:
    """A child whose status an officer decided, by whom and when."""

    person: PersonLine
    status: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class HoldSeen:
    """A hold that stands: why, who placed it and when. ``by_me`` because whoever placed it cannot lift it."""

    reason: str
    by: str
    placed_at: str
    by_me: bool


@dataclass(frozen=True, slots=True)
class HeldPerson:
    """Somebody under one hold or several."""

    person: PersonLine
    holds: tuple[HoldSeen, ...]

    @property
    def may_lift(self) -> bool:
        """Whether this worker placed none of them: it takes two people."""
        return not any(hold.by_me for hold in self.holds)


def see_children_to_assess(outside: Outside, actor: Actor, purpose: Purpose) -> ChildrenToAssess:
    """Children a desk wrote as "seems to be alone" or counted without an adult. Raises NothingHereError."""
    action = Action.SEE_CHILDREN_TO_ASSESS
    opened(outside, actor, action, PAGE, purpose)
    children, counted = _to_assess(outside)
    households = those_to_show(outside, actor, Action.SEE_HOUSEHOLD, counted, purpose)
    return ChildrenToAssess(
        tuple(child for child, _ in those_to_show(outside, actor, action, children, purpose)),
        tuple(one for one, _ in households),
    )


def count_children_to_assess(outside: Outside, actor: Actor, purpose: Purpose) -> int:
    """How many children wait for this officer; nobody's record is shown by it."""
    children, counted = _to_assess(outside)
    now = outside.now()
    seen = those_shown(actor, Action.SEE_CHILDREN_TO_ASSESS, children, purpose, now)
    of_households = those_shown(actor, Action.SEE_HOUSEHOLD, counted, purpose, now)
    return len(seen) + sum(one.to_name for one, _ in of_households)


def _to_assess(
    outside: Outside,
) -> tuple[list[tuple[PersonLine, RecordFacts]], list[tuple[CountedWithoutAdult, RecordFacts]]]:
    now, fields = outside.now(), (*PERSON_FIELDS_IN_A_LINE, "alone")
    waiting = outside.views.children_to_assess(_EVERYBODY)
    counted = [
        (CountedWithoutAdult(line, code_of(UUID(line.id)), many), facts_of_household_line(line))
        for line, many in outside.views.counted_without_adult(_EVERYBODY)
    ]
    return [(child, facts_of_person(child, now, fields)) for child in waiting], counted


def see_children_under_care(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[ChildUnderCare, ...]:
    """Every child whose status was decided, the newest decision first. Raises NothingHereError."""
    action = Action.SEE_CHILDREN_TO_ASSESS
    opened(outside, actor, action, PAGE, purpose)
    now, fields = outside.now(), (*PERSON_FIELDS_IN_A_LINE, "protection_status")
    lines = outside.views.children_under_care(_EVERYBODY)
    things = [(child, facts_of_person(child, now, fields)) for child in lines]
    shown = [child for child, _ in those_to_show(outside, actor, action, things, purpose)]
    records = outside.journal.records([UUID(child.id) for child in shown], "person")
    found = []
    for child in shown:
        decided = max(
            records[UUID(child.id)].standing("protection_status"), key=lambda one: (one.happened_at, one.key)
        )
        found.append(
            ChildUnderCare(child, child.protection_status, decided.by, decided.happened_at.isoformat())
        )
    return tuple(sorted(found, key=lambda one: (one.at, one.person.id), reverse=True))


def see_holds(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[HeldPerson, ...]:
    """Everyone under a hold whom this worker may see. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOLDS, PAGE, purpose)
    now = outside.now()
    fields = (*PERSON_FIELDS_IN_A_LINE, "hold")
    held = outside.views.people_under_hold(_SHOWN_MOST)
    things = [(person, facts_of_person(person, now, fields)) for person in held]
    shown = [person for person, _ in those_to_show(outside, actor, Action.SEE_HOLDS, things, purpose)]
    records = outside.journal.records([UUID(person.id) for person in shown], "person")
    return tuple(
        HeldPerson(
            person,
            tuple(
                HoldSeen(s.value["reason"], s.by, s.happened_at.isoformat(), s.by == actor.account)
                for s in records[UUID(person.id)].standing("hold")
            ),
        )
        for person in shown
    )
