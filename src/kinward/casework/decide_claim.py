"""A named person accepts, edits or rejects what was read in a report; before that nothing of it is planned with."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.model.report import CLAIM_GRADES, SOURCE_GRADES, PlanningRole, ReviewState
from kinward.protect.authorise import new_record
from kinward.register.as_said import said, wrong_with_line

# ``proposed`` takes a decision back, and with it what was corrected and marked.
OUTCOMES = (ReviewState.ACCEPTED, ReviewState.EDITED, ReviewState.REJECTED, ReviewState.PROPOSED)
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


_NUMBERS = frozenset({"value", "low", "high"})
# The columns of the views (storage.models.Claim.speaker, Decision.reason).
_WORDS_MOST = 300
_REASON_MOST = 500

# What a person may mark beside the words: what the figure stands for in planning, and the Admiralty grades of its
# source and of itself, each judged apart.
MARKS: Mapping[str, tuple[str, ...]] = {
    "role": tuple(role.value for role in PlanningRole),
    "source_grade": SOURCE_GRADES,
    "claim_grade": CLAIM_GRADES,
}


def mark_claim(outside: Outside, actor: Actor, form_id: UUID, claim: str, marks: Mapping[str, str]) -> int:
    """Mark an accepted figure as low, recommended or high and grade it; an empty mark takes one back.

    The outcome it had is said again with the marks, so that whoever marked it stands in the journal.
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
    value = {"outcome": line.state, "reason": "", "edits": {k: mark or None for k, mark in marks.items()}}
    draft = Draft(
        derived_id(form_id, 0), "claim_decided", UUID(claim), {"said": [said("decision", value)]},
        Purpose.CITE.value, outside.now(),
    )  # fmt: skip
    check = partial(_raise_if_decided_otherwise, outside, [claim], line.state)
    return len(outside.journal.append([draft], actor, check=check).events)


def decide_claims(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    claims: Sequence[str],
    outcome: str,
    edits: Mapping[str, Any] | None = None,
    reason: str = "",
    *,
    shown_as: str = ReviewState.PROPOSED,
) -> int:
    """Decide figures or claims; ``edits`` (only with ``edited``) replace fields. Returns how many were decided.

    Edits of an earlier decision stand where these say nothing else. ``shown_as`` is the state in which whoever decides
    saw them: what a colleague decided meanwhile is not undone unseen. ``proposed`` takes a decision back.
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
    if outcome == shown_as == ReviewState.PROPOSED:
        what = Message("there is no decision to take back")
        problems.append(Problem(what, Message("reload the page and decide again"), column="outcome"))
    if (outcome == ReviewState.EDITED) != bool(edits):
        do = Message("change a field and choose edited, or accept it as it is")
        problems.append(
            Problem(Message("nothing was edited, or it was not said that it was"), do, column="outcome")
        )
    for field in sorted(set(edits or {}) - EDITABLE):
        do = Message("these can be: {known}", {"known": ", ".join(sorted(EDITABLE))})
        problems.append(Problem(Message("this field cannot be edited"), do, column=field))
    problems += _wrong_with_edits(edits or {})
    if wrong := wrong_with_line("reason", reason, _REASON_MOST):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
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
    check = partial(_raise_if_decided_otherwise, outside, claims, shown_as)
    return len(outside.journal.append(drafts, actor, check=check).events)


def _raise_if_decided_otherwise(outside: Outside, claims: Sequence[str], shown_as: str) -> None:
    if any(line.state != shown_as for line in outside.views.claims(ids=claims)):
        what = Message("somebody decided about this meanwhile")
        raise BadInputError([Problem(what, Message("reload the page and decide again"), column="outcome")])


def _wrong_with_edits(edits: Mapping[str, Any]) -> Iterator[Problem]:
    for field, value in edits.items():
        if value is None:
            continue
        if field in _NUMBERS:
            if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
                do = Message("write digits, or leave it empty")
                yield Problem(Message("this is not a number"), do, column=field)
        elif wrong := wrong_with_line(field, str(value), _WORDS_MOST):
            yield Problem(wrong.what, wrong.do, column=field)
        elif field == "said_on" and not is_day_said(str(value)):
            yield Problem(Message("this is not a day"), Message("write YYYY-MM-DD"), column=field)


def is_day_said(text: str) -> bool:
    """Whether this is a day as a report gives it: ``2023-09-22``, or ``--09-22`` while nobody said the year."""
    whole = f"2000{text[1:]}" if text.startswith("--") else text
    try:
        return date.fromisoformat(whole).isoformat() == whole
    except ValueError:
        return False
