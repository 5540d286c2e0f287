"""Say something else of a person: a second value beside the first, or a correction that names what it replaces."""

from collections.abc import Sequence
from uuid import UUID

from kinward.casework.facts import facts_of_person
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.register_household import PersonForm, described
from kinward.model.event import Actor, Draft, derived_id, moment_of
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import parted

# What somebody may say of a person after the registration, and so what a correction may replace. A hold, a permission,
# a report of death and a status of child protection end by an action of their own, with a second person where it asks one.
CORRECTED = frozenset(
    {"name", "sex", "age", "born", "place", "address_before", "phone", "companion", "document"}
)


def correct_value(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    person: str,
    form: PersonForm,
    purpose: Purpose,
    replaces: Sequence[str] = (),
) -> None:
    """Write what was said now. Without ``replaces`` (keys of statements) both values stand and both are shown.

    Raises BadInputError with every problem, NothingHereError without leave.
    """
    line = outside.views.people([person]).get(person)
    facts = facts_of_person(line, outside.now()) if line else None
    opened(outside, actor, Action.CORRECT_VALUE, facts, purpose, person)
    now = outside.now()
    statements, wrong = parted(described(form, moment_of(form_id).date()))
    problems = [Problem(item.what, item.do, column=item.field) for item in wrong]
    record = outside.journal.record(UUID(person), "person")
    known = {statement.key for statement in record.statements if statement.field in CORRECTED}
    if not statements and not replaces:
        problems.append(Problem(Message("nothing is said"), Message("write the value that you know")))
    if set(replaces) - known:
        problems.append(Problem(Message("what it replaces is not there"), Message("load the page again")))
    if problems:
        raise BadInputError(problems)
    body = {"said": statements, "replaces": list(replaces)}
    draft = Draft(derived_id(form_id, 1), "person_stated", UUID(person), body, purpose.value, now)
    outside.journal.append([draft], actor)
