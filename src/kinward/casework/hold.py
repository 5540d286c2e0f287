"""Tell nobody: anybody who meets a frightened person can place a hold; lifting one needs somebody else."""

from dataclasses import replace
from uuid import UUID

from kinward.casework.facts import facts_of_person
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line


def place_hold(
    outside: Outside, actor: Actor, form_id: UUID, person: str, reason: str, purpose: Purpose
) -> None:
    """From now on nothing of this person is shown or proposed outside the restricted queue."""
    line = outside.views.people([person]).get(person)
    facts = facts_of_person(line, outside.now()) if line else None
    opened(outside, actor, Action.PLACE_HOLD, facts, purpose, person)
    if wrong := wrong_with_line("reason", reason):
        raise BadInputError([Problem(wrong.what, wrong.do, column="reason")])
    draft = Draft(
        derived_id(form_id, 1), "hold_placed", UUID(person), {"said": [said("hold", {"reason": reason})]},
        purpose.value, outside.now(),
    )  # fmt: skip
    outside.journal.append([draft], actor)


def lift_holds(
    outside: Outside, actor: Actor, form_id: UUID, person: str, reason: str, purpose: Purpose
) -> int:
    """Lift every hold that stands now, by name; one placed meanwhile elsewhere stands. Returns how many.

    Raises NothingHereError when this actor placed one of them: it takes two people.
    """
    line = outside.views.people([person]).get(person)
    record = outside.journal.record(UUID(person), "person")
    standing = record.standing("hold")
    facts = facts_of_person(line, outside.now()) if line else None
    if facts is not None:
        facts = replace(facts, decided_by=frozenset(hold.by for hold in standing))
    opened(outside, actor, Action.LIFT_HOLD, facts, purpose, person)
    if not standing:
        raise BadInputError([Problem(Message("no hold stands"), Message("nothing to do"))])
    if wrong := wrong_with_line("reason", reason):
        raise BadInputError([Problem(wrong.what, wrong.do, column="reason")])
    if not reason.strip():
        do = Message("write why it is safe now")
        raise BadInputError([Problem(Message("the lifting has no reason"), do, column="reason")])
    body = {"said": [said("hold_lifting", {"reason": reason})], "replaces": [hold.key for hold in standing]}
    draft = Draft(derived_id(form_id, 1), "hold_lifted", UUID(person), body, purpose.value, outside.now())
    outside.journal.append([draft], actor)
    return len(standing)
