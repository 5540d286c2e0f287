"""A named person accepts, edits or rejects what was read in a report; before that nothing of it is planned with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.model.report import CLAIM_GRADES, SOURCE_GRADES, PlanningRole, ReviewState
from kinward.protect.authorise import new_record
from kinward.register.as_said import said

OUTCOMES = (ReviewState.ACCEPTED, ReviewState.EDITED, ReviewState.REJECTED)
# What a person may correct. The letters in the report and the span they stand at are not among it.
EDITABLE = frozenset(
    [
        "value",
        "low",
        "high",
        "qualifier",
        "unit",
        "counts",
        "source",
        "resolved_source",
        "identity",
        "source_kind",
        "stance",
        "said_on",
        "place",
    ]
)


# What a person may mark beside the words: what the figure stands for in planning, and the Admiralty grades of its
# source and of itself, each judged apart.
MARKS: Mapping[str, tuple[str, ...]] = {
    "role": tuple(role.value for role in PlanningRole),
    "source_grade": SOURCE_GRADES,
    "claim_grade": CLAIM_GRADES,
}


def mark_claim(outside: Outside, actor: Actor, form_id: UUID, claim: str, marks: Mapping[str, str]) -> int:
    """Mark an accepted figure as low, recommended or high and grade it; an empty mark takes one back.

    The decision it had is said again with the marks, so that whoever marked it stands in the journal.
    Raises BadInputError with every problem, NothingHereError without leave or when it is not there.
    """
    line = next(iter(outside.views.claims(ids=[claim])), None)
    facts = replace(new_record("claim", actor, outside.now()), id=claim) if line is not None else None
    opened(outside, actor, Action.DECIDE_CLAIM, facts, Purpose.CITE, claim)
    assert line is not None, "leave was given for a claim that is not there"
    problems = []
    if line.state not in {ReviewState.ACCEPTED, ReviewState.EDITED}:
        what = Message("nobody has accepted this figure")
        problems.append(Problem(what, Message("accept it first, then mark it"), column="role"))
    for field, mark in marks.items():
        if field not in MARKS or (mark and mark not in MARKS[field]):
            do = Message("one of: {known}", {"known": ", ".join(MARKS.get(field, ()))})
            problems.append(Problem(Message("there is no such mark"), do, column=field))
    if problems:
        raise BadInputError(problems)
    kept = {field: line.content[field] for field in (*EDITABLE, *MARKS) if field in line.content}
    value = {
        "outcome": line.state,
        "reason": "",
        "edits": kept | {k: mark or None for k, mark in marks.items()},
    }
    draft = Draft(
        derived_id(form_id, 0), "claim_decided", UUID(claim), {"said": [said("decision", value)]},
        Purpose.CITE.value, outside.now(),
    )  # fmt: skip
    return len(outside.journal.append([draft], actor).events)


def decide_claims(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    claims: Sequence[str],
    outcome: str,
    edits: Mapping[str, Any] | None = None,
    reason: str = "",
) -> int:
    """Decide figures or claims; ``edits`` (only with ``edited``) replace fields. Returns how many were decided.

    Raises BadInputError with every problem, NothingHereError without leave or when one is not there.
    """
    known = {line.id for line in outside.views.claims(ids=claims)}
    for claim in claims:
        facts = replace(new_record("claim", actor, outside.now()), id=claim) if claim in known else None
        opened(outside, actor, Action.DECIDE_CLAIM, facts, Purpose.CITE, claim)
    problems = []
    if outcome not in OUTCOMES:
        one_of = Message("one of: {known}", {"known": ", ".join(OUTCOMES)})
        problems.append(Problem(Message("there is no such decision"), one_of, column="outcome"))
    if (outcome == ReviewState.EDITED) != bool(edits):
        do = Message("change a field and choose edited, or accept it as it is")
        problems.append(
            Problem(Message("nothing was edited, or it was not said that it was"), do, column="outcome")
        )
    for field in sorted(set(edits or {}) - EDITABLE):
        do = Message("these can be: {known}", {"known": ", ".join(sorted(EDITABLE))})
        problems.append(Problem(Message("this field cannot be edited"), do, column=field))
    if problems:
        raise BadInputError(problems)
    value = {"outcome": outcome, "reason": reason, "edits": dict(edits or {})}
    drafts = [
        Draft(
            derived_id(form_id, number), "claim_decided", UUID(claim), {"said": [said("decision", value)]},
            Purpose.CITE.value, outside.now(),
        )
        for number, claim in enumerate(claims)
    ]  # fmt: skip
    return len(outside.journal.append(drafts, actor).events)
