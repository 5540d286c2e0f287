"""A named person says yes, no or not sure; then the person found is asked, and nobody is told anything before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from kinward.casework.opening import opened_all
from kinward.casework.ports import Outside, ProposalLine
from kinward.casework.see_proposals import facts_of_proposals
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line

OUTCOMES = ("confirmed", "refused", "unsure")
# After a yes: the person found is asked, may decline, is verified by questions known to both sides, and only then is
# contact restored. A family is reunified in the world, not in the database.
STEPS = ("asked", "agreed", "declined", "verified", "restored_contact", "family_reunification")
# Which steps may follow upon which; "" is a yes after which nobody was asked yet. Whoever is asked face to face answers
# at once; whoever declined may be asked again; nobody is in contact before both sides were verified.
NEXT_STEPS: Mapping[str, frozenset[str]] = {
    "": frozenset({"asked", "agreed", "declined"}),
    "asked": frozenset({"agreed", "declined"}),
    "agreed": frozenset({"verified", "declined"}),
    "declined": frozenset({"asked", "agreed"}),
    "verified": frozenset({"restored_contact", "declined"}),
    "restored_contact": frozenset({"family_reunification"}),
    "family_reunification": frozenset(),
}
_NOT_BEFORE_A_YES = ("verified", "restored_contact", "family_reunification")


@dataclass(frozen=True, slots=True)
class ProposalDecision:
    """What somebody says to one proposal. ``form_id`` is made by the client."""

    form_id: UUID
    proposal: str
    outcome: str
    reason: str = ""


def decide_proposal(
    outside: Outside, actor: Actor, form_id: UUID, proposal: str, outcome: str, reason: str, purpose: Purpose
) -> None:
    """Write the decision. A later one stands beside the earlier; a refusal needs its reason.

    Raises BadInputError with every problem, NothingHereError without leave.
    """
    decide_proposals(outside, actor, [ProposalDecision(form_id, proposal, outcome, reason)], purpose)


def decide_proposals(
    outside: Outside, actor: Actor, decisions: Sequence[ProposalDecision], purpose: Purpose
) -> int:
    """Write what somebody decided while working through a list: all of it or nothing. Returns how many were new."""
    ids = [decision.proposal for decision in decisions]
    lines = {line.id: line for line in outside.views.proposals(ids=ids, most=len(ids))}
    facts = facts_of_proposals(outside, list(lines.values()))
    for action in (Action.DECIDE_PROPOSAL, Action.DECIDE_DUPLICATE):
        asked = [(facts.get(one), one) for one in ids if _action_on(lines.get(one)) is action]
        opened_all(outside, actor, action, asked, purpose)
    problems = [
        replace(problem, row=number) if len(decisions) > 1 else problem
        for number, decision in enumerate(decisions, start=1)
        for problem in _wrong_with(decision)
    ]
    if problems:
        raise BadInputError(problems)
    drafts = [
        _draft(
            outside, one.form_id, one.proposal, "proposal_decided", "decision",
            {"outcome": one.outcome, "reason": one.reason.strip()}, purpose,
        )
        for one in decisions
    ]  # fmt: skip
    return len(outside.journal.append(drafts, actor).events)


def _action_on(line: ProposalLine | None) -> Action:
    return Action.DECIDE_DUPLICATE if line and line.about == "duplicate" else Action.DECIDE_PROPOSAL


def _wrong_with(decision: ProposalDecision) -> list[Problem]:
    problems = []
    if decision.outcome not in OUTCOMES:
        known = Message("one of: {known}", {"known": ", ".join(OUTCOMES)})
        problems.append(Problem(Message("there is no such decision"), known, column="outcome"))
    if decision.outcome == "refused" and not decision.reason.strip():
        do = Message("write in a few words what does not fit")
        problems.append(Problem(Message("a refusal has no reason"), do, column="reason"))
    if wrong := wrong_with_line("reason", decision.reason):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    return problems


@dataclass(frozen=True, slots=True)
class ContactStep:
    """What happened next with one confirmed proposal. ``form_id`` is made by the client."""

    form_id: UUID
    proposal: str
    step: str
    note: str = ""


def take_contact_step(
    outside: Outside, actor: Actor, form_id: UUID, proposal: str, step: str, note: str, purpose: Purpose
) -> None:
    """Write what happened next. Raises BadInputError when the proposal was not confirmed or the step is too early."""
    take_contact_steps(outside, actor, [ContactStep(form_id, proposal, step, note)], purpose)


def take_contact_steps(outside: Outside, actor: Actor, steps: Sequence[ContactStep], purpose: Purpose) -> int:
    """Write one step of each of several proposals: all of it or nothing. Returns how many were new."""
    ids = [one.proposal for one in steps]
    assert len(set(ids)) == len(ids), "two steps of one proposal at one moment: which came first?"
    lines = {line.id: line for line in outside.views.proposals(ids=ids, most=len(ids))}
    facts = facts_of_proposals(outside, list(lines.values()))
    opened_all(outside, actor, Action.RECORD_CONTACT_STEP, [(facts.get(one), one) for one in ids], purpose)
    problems = [
        replace(problem, row=number) if len(steps) > 1 else problem
        for number, one in enumerate(steps, start=1)
        for problem in _wrong_with_step(one)
    ]
    if problems:
        raise BadInputError(problems)
    drafts = [
        _draft(
            outside, one.form_id, one.proposal, "contact_step_taken", "contact_step",
            {"step": one.step, "note": one.note.strip()}, purpose,
        )
        for one in steps
    ]  # fmt: skip

    def check() -> None:
        """As they stand now, in the transaction; the same form sent twice is not asked again."""
        now = {line.id: line for line in outside.views.proposals(ids=ids, most=len(ids))}
        early = [
            replace(problem, row=number) if len(steps) > 1 else problem
            for number, one in enumerate(steps, start=1)
            for problem in _too_early(one, now[one.proposal])
        ]
        if early:
            raise BadInputError(early)

    return len(outside.journal.append(drafts, actor, check=check).events)


def _too_early(one: ContactStep, line: ProposalLine) -> list[Problem]:
    if line.outcome != "confirmed":
        do = Message("decide first whether it is the person")
        return [Problem(Message("nobody has confirmed this proposal"), do, column="step")]
    if one.step in NEXT_STEPS.get(line.contact_step, frozenset()):
        return []
    if one.step in _NOT_BEFORE_A_YES and line.contact_step in {"", "asked", "declined"}:
        do = Message("ask the person found first, and write down the answer")
        return [Problem(Message("the person found has not agreed"), do, column="step")]
    do = Message("first comes what is still missing: asked, agreed, verified, in contact, together")
    return [Problem(Message("this step does not follow upon the last one"), do, column="step")]


def _wrong_with_step(one: ContactStep) -> list[Problem]:
    problems = []
    if one.step not in STEPS:
        known = Message("one of: {known}", {"known": ", ".join(STEPS)})
        problems.append(Problem(Message("there is no such step"), known, column="step"))
    if wrong := wrong_with_line("note", one.note):
        problems.append(Problem(wrong.what, wrong.do, column="note"))
    return problems


def _draft(
    outside: Outside,
    form_id: UUID,
    proposal: str,
    kind: str,
    field: str,
    value: dict[str, str],
    purpose: Purpose,
) -> Draft:
    body = {"said": [said(field, value)]}
    return Draft(derived_id(form_id, 1), kind, UUID(proposal), body, purpose.value, outside.now())
