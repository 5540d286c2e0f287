"""A search ends: contact is restored, or the enquirer no longer looks. A report of death never ends one by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from kinward.casework.facts import facts_of_request, is_perhaps_a_child
from kinward.casework.opening import opened_all
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line

STATUSES = ("contact_restored", "withdrawn", "open")


@dataclass(frozen=True, slots=True)
class Closing:
    """How one search ended, or that it goes on. ``form_id`` is made by the client."""

    form_id: UUID
    request: str
    status: str
    reason: str


def close_request(
    outside: Outside, actor: Actor, form_id: UUID, request: str, status: str, reason: str, purpose: Purpose
) -> None:
    """Write how the search ended, or that it goes on (``open``). Nothing of it is forgotten.

    Raises BadInputError with every problem, NothingHereError without leave.
    """
    close_requests(outside, actor, [Closing(form_id, request, status, reason)], purpose)


def close_requests(outside: Outside, actor: Actor, closings: Sequence[Closing], purpose: Purpose) -> int:
    """Write how several searches ended: all of it or nothing. Returns how many were new."""
    ids = [closing.request for closing in closings]
    lines = {line.id: line for line in outside.views.requests(None, len(ids), ids)}
    people = outside.views.people([line.sought for line in lines.values()])
    today = outside.now().date()
    facts = {
        line.id: facts_of_request(
            line,
            line.organisation,
            child=line.sought in people and is_perhaps_a_child(people[line.sought], today),
            held=line.sought in people and people[line.sought].restricted,
        )
        for line in lines.values()
    }
    opened_all(outside, actor, Action.CLOSE_TRACING_REQUEST, [(facts.get(one), one) for one in ids], purpose)
    problems = [
        replace(problem, row=number) if len(closings) > 1 else problem
        for number, closing in enumerate(closings, start=1)
        for problem in _wrong_with(closing)
    ]
    if problems:
        raise BadInputError(problems)
    drafts = [
        Draft(
            derived_id(one.form_id, 1), "tracing_request_stated", UUID(one.request),
            {"said": [said("request_status", {"status": one.status, "reason": one.reason.strip()})]},
            purpose.value, outside.now(),
        )
        for one in closings
    ]  # fmt: skip
    return len(outside.journal.append(drafts, actor).events)


def _wrong_with(closing: Closing) -> list[Problem]:
    problems = []
    if closing.status not in STATUSES:
        known = Message("one of: {known}", {"known": ", ".join(STATUSES)})
        problems.append(Problem(Message("there is no such end of a search"), known, column="status"))
    if not closing.reason.strip():
        do = Message("write in a few words why")
        problems.append(Problem(Message("there is no reason"), do, column="reason"))
    if wrong := wrong_with_line("reason", closing.reason):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    return problems
