"""What waits for a child-protection officer: children who seem to be alone, and people who asked that nobody be told."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import PERSON_FIELDS_IN_A_LINE, facts_of_person, those_to_show
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, PersonLine
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

_SHOWN_MOST = 200


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


def see_children_to_assess(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[PersonLine, ...]:
    """Children a desk wrote as "seems to be alone", the longest waiting first. Raises NothingHereError."""
    action = Action.SEE_CHILDREN_TO_ASSESS
    opened(outside, actor, action, PAGE, purpose)
    now = outside.now()
    fields = (*PERSON_FIELDS_IN_A_LINE, "alone")
    waiting = outside.views.children_to_assess(_SHOWN_MOST)
    things = [(child, facts_of_person(child, now, fields)) for child in waiting]
    return tuple(child for child, _ in those_to_show(outside, actor, action, things, purpose))


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
