"""A child-protection officer decides what a desk may only suspect: unaccompanied, separated, or with their people."""

from uuid import UUID

from kinward.casework.facts import facts_of_person
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line

# IASC / Inter-Agency Guiding Principles on Unaccompanied and Separated Children (ICRC 2004): the words are fixed.
STATUSES = ("unaccompanied", "separated", "with_caregiver")


def decide_child_protection(
    outside: Outside, actor: Actor, form_id: UUID, person: str, status: str, reason: str
) -> None:
    """Write the officer's decision. Raises BadInputError for another word, NothingHereError without leave."""
    line = outside.views.people([person]).get(person)
    facts = facts_of_person(line, outside.now()) if line else None
    opened(outside, actor, Action.DECIDE_CHILD_PROTECTION, facts, Purpose.PROTECT, person)
    problems = []
    if status not in STATUSES:
        known = Message("one of: {known}", {"known": ", ".join(STATUSES)})
        problems.append(Problem(Message("there is no such status"), known, column="status"))
    if wrong := wrong_with_line("reason", reason):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    if problems:
        raise BadInputError(problems)
    own = derived_id(form_id, 1)
    ever = outside.journal.record(UUID(person), "person").ever("protection_status")
    # Sent twice it says the same twice: what it replaced the first time, and not itself.
    before = [one for one in ever if one.event != own and (one.stands or one.replaced_by == own)]
    body = {
        "said": [said("protection_status", status)],
        "reason": reason,
        "replaces": [statement.key for statement in before],
    }
    draft = Draft(
        own,
        "child_protection_decided",
        UUID(person),
        body,
        Purpose.PROTECT.value,
        outside.now(),
    )
    outside.journal.append([draft], actor)
