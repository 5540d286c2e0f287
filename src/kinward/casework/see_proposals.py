"""Is this the person who is sought? Both sides next to each other, every reason with its weight, and who decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from uuid import UUID

from kinward.casework.facts import (
    PERSON_FIELDS_IN_A_LINE,
    facts_of_person,
    facts_of_request,
    is_guarded,
    is_perhaps_a_child,
    pair_is_perhaps_a_child,
    those_to_show,
)
from kinward.casework.kin_there import kin_there, written
from kinward.casework.opening import opened
from kinward.casework.paging import Paged, page_of
from kinward.casework.ports import Outside, PersonLine, ProposalLine, RequestLine
from kinward.casework.take_tracing_request import ASKED_BY_THE_CALL
from kinward.casework.weigh_again import PROBABILITY_LEAST, Kept, as_last_said
from kinward.model.description import Description, Reason
from kinward.model.event import Actor, moment_text
from kinward.model.protection import FIELD_SENSITIVITY, Action, Allowed, Purpose, RecordFacts
from kinward.model.record import Statement
from kinward.names.tables import NameTables
from kinward.protect.authorise import PAGE, authorise, those_shown
from kinward.reunite.explanation import said_of

_PROPOSAL_FIELDS = ("proposal", "decision", "contact_step")
_SHOWN_MOST = 200
_EVERY = 1_000_000
# A pair below one in ten is looked at after everything else: mostly namesakes. How much work is offered, not how sure
# anybody is; the same bound under which a tracing proposal is not made at all.
LIKELY_FROM = PROBABILITY_LEAST
# The level of a relative or companion who is not among the people around (resources/reunite/evidence.toml).
_NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal in a list: the two sides as lines. A side is None when this worker may not see who it is.

    ``proposal`` has the odds and reasons that were said last.
    """

    proposal: ProposalLine
    sought: PersonLine | None
    person: PersonLine | None
    may_decide: bool = False
    erased: bool = False
    """Whoever keeps the record of the person found has erased it: nobody can be asked through it any more."""


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What somebody wrote of a proposal: the decision or a step after it, with the reason or note."""

    what: str
    by: str
    at: str
    note: str


@dataclass(frozen=True, slots=True)
class AskedByTheCall:
    """What the enquirer asked for, said last first: for whoever may see the request and who asks."""

    must_not_learn: tuple[str, ...] = ()
    call_back: tuple[str, ...] = ()
    message: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedBefore:
    """Why this pair was refused before, by whom and when, and what speaks for it now that did not then."""

    by: str
    at: str
    reason: str
    new: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal opened: reasons with both values, longest first, and what was decided so far."""

    proposal: ProposalLine
    request: RequestLine | None
    sought: PersonLine | None
    enquirer: PersonLine | None
    person: PersonLine | None
    reasons: tuple[Reason, ...]
    others: tuple[ProposalSeen, ...]
    may_decide: bool
    may_take_step: bool = False
    """Not while a death or detention is reported, but by child protection: no program brings such news."""
    at_first: float = 0.0
    """The chance it was proposed with; ``proposal`` has today's."""
    not_registered: float | None = None
    """The chance, said with today's, that nobody registered is the sought person; None of a duplicate."""
    refused_before: RefusedBefore | None = None
    decisions: tuple[SaidOf, ...] = ()
    """Every decision on it, the newest first: a later one stands beside the earlier."""
    steps: tuple[SaidOf, ...] = ()
    """What happened after a yes, the newest first."""
    asked: AskedByTheCall = AskedByTheCall()


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A tracing request opened, with its proposals, likeliest first.

    ``none_of_these`` is the chance that it is none of those who are shown and wait for a decision.
    """

    request: RequestLine
    enquirer: PersonLine | None
    sought: PersonLine | None
    proposals: tuple[ProposalSeen, ...]
    none_of_these: float = 1.0
    asked: AskedByTheCall = AskedByTheCall()


def see_request(outside: Outside, actor: Actor, request: str, purpose: Purpose) -> RequestPage:
    """Open one request. Raises NothingHereError."""
    line, people = _request_and_people(outside, request)
    facts = _facts(outside, line, people.get(line.sought)) if line else None
    opened(outside, actor, Action.SEE_TRACING_REQUEST, facts, purpose, request)
    assert line is not None
    proposals: tuple[ProposalSeen, ...] = ()
    if _may_see_proposals(outside, actor, purpose):
        found = outside.views.proposals(about="tracing", request=request, most=_SHOWN_MOST)
        proposals = proposals_shown(outside, actor, found, purpose)
    enquirer, sought = (
        _side(outside, actor, people.get(side), purpose, "tracing") for side in (line.enquirer, line.sought)
    )
    _record_people(outside, actor, Action.SEE_TRACING_REQUEST, purpose, [enquirer, sought])
    waiting = [one.proposal.probability for one in proposals if one.proposal.outcome in {"", "unsure"}]
    asked = _asked_by(outside, actor, Action.SEE_TRACING_REQUEST, purpose, enquirer)
    return RequestPage(line, enquirer, sought, proposals, max(0.0, 1.0 - sum(waiting)), asked)


def _asked_by(
    outside: Outside, actor: Actor, action: Action, purpose: Purpose, enquirer: PersonLine | None
) -> AskedByTheCall:
    """Nothing of an enquirer whom this worker may not see: whoever calls back there is child protection."""
    if enquirer is None:
        return AskedByTheCall()
    record = outside.journal.record(UUID(enquirer.id), "person")
    found = {
        field: tuple(
            str(one.value)
            for one in sorted(
                record.standing(field), key=lambda one: (one.happened_at, one.key), reverse=True
            )
        )
        for field in ASKED_BY_THE_CALL
    }
    _record_people(outside, actor, action, purpose, [enquirer], [field for field in found if found[field]])
    return AskedByTheCall(**found)


def see_proposals(
    outside: Outside, actor: Actor, purpose: Purpose, *, about: str, restricted: bool = False, page: int = 1
) -> Paged[ProposalSeen]:
    """Proposals nobody has decided: first those this worker may decide, likeliest first. Raises NothingHereError.

    ``about`` is tracing or duplicate; ``restricted`` is child protection's queue of the hidden.
    """
    action = _action_of(about, restricted=restricted)
    opened(outside, actor, action, PAGE, purpose)
    waiting = _waiting(outside, actor, purpose, about, restricted)
    return _shown_of(outside, actor, waiting, page, purpose, action)


def see_duplicates(
    outside: Outside, actor: Actor, purpose: Purpose, *, unlikely: bool = False, page: int = 1
) -> tuple[Paged[ProposalSeen], int]:
    """Pairs that may be one person from ``LIKELY_FROM`` on, or those below it; and how many the other part has."""
    opened(outside, actor, Action.SEE_DUPLICATES, PAGE, purpose)
    waiting = _waiting(outside, actor, purpose, "duplicate", restricted=None)
    parts = [
        [one for one in waiting if (one.line.probability >= LIKELY_FROM) is likely]
        for likely in (True, False)
    ]
    asked, other = reversed(parts) if unlikely else parts
    return _shown_of(outside, actor, asked, page, purpose, Action.SEE_DUPLICATES), len(other)


def count_proposals(
    outside: Outside, actor: Actor, purpose: Purpose, about: str, *, restricted: bool = False
) -> int:
    """How many wait for this worker: what somebody else decides does not, nor a pair that hardly is one person."""
    waiting = _waiting(outside, actor, purpose, about, None if about == "duplicate" else restricted)
    least = LIKELY_FROM if about == "duplicate" else 0.0
    return sum(one.may_decide and one.line.probability >= least for one in waiting)


@dataclass(frozen=True, slots=True)
class Visible:
    """A proposal that this worker may see, what protection knows of it, and whether they may decide it."""

    line: ProposalLine
    facts: RecordFacts
    action: Action
    may_decide: bool


def _waiting(
    outside: Outside, actor: Actor, purpose: Purpose, about: str, restricted: bool | None
) -> list[Visible]:
    found = outside.views.proposals(about=about, outcome="", restricted=restricted, most=_EVERY)
    visible = visible_proposals(outside, actor, purpose, found)
    return sorted(visible, key=lambda one: not one.may_decide)


def visible_proposals(
    outside: Outside, actor: Actor, purpose: Purpose, proposals: Sequence[ProposalLine]
) -> list[Visible]:
    """Of these proposals those that this worker may see, in the same order; nothing is shown by it yet."""
    facts, now = facts_of_proposals(outside, proposals), outside.now()
    visible = []
    for line in proposals:
        action = _action_of(line.about, restricted=line.restricted)
        if isinstance(authorise(actor, action, facts[line.id], purpose, now), Allowed):
            decide = Action.DECIDE_DUPLICATE if line.about == "duplicate" else Action.DECIDE_PROPOSAL
            may_decide = isinstance(authorise(actor, decide, facts[line.id], purpose, now), Allowed)
            visible.append(Visible(line, facts[line.id], action, may_decide))
    return visible


def _shown_of(
    outside: Outside,
    actor: Actor,
    visible: Sequence[Visible],
    page: int,
    purpose: Purpose,
    action: Action,
) -> Paged[ProposalSeen]:
    """One page of what is visible, each row written into the read log."""
    here = page_of(visible, page)
    may_decide = {one.line.id: one.may_decide for one in here.rows}
    rows = proposals_shown(outside, actor, [one.line for one in here.rows], purpose, action)
    seen = [replace(one, may_decide=may_decide[one.proposal.id]) for one in rows]
    return here.with_rows(sorted(seen, key=lambda one: not one.may_decide))


def see_proposal(
    outside: Outside, tables: NameTables, actor: Actor, proposal: str, purpose: Purpose
) -> ProposalPage:
    """Open one proposal with its reasons. Raises NothingHereError.

    Of a person whom this worker may not be shown nothing stands there, neither a name nor the value of a reason.
    """
    line = next(iter(outside.views.proposals(ids=[proposal])), None)
    action = _action_of(line.about, restricted=line.restricted) if line else Action.SEE_PROPOSALS
    facts = facts_of_proposal(outside, line) if line else None
    allowed = opened(outside, actor, action, facts, purpose, proposal)
    assert line is not None
    assert facts is not None
    request, people = _request_and_people(outside, line.request) if line.request else (None, {})
    mine = request.sought if request else line.other
    sides = outside.views.people([line.person, mine])
    decide = Action.DECIDE_DUPLICATE if line.about == "duplicate" else Action.DECIDE_PROPOSAL
    siblings = outside.views.proposals(request=line.request, about="tracing") if line.request else []
    others = proposals_shown(outside, actor, [one for one in siblings if one.id != line.id], purpose)
    shown = {
        side: _side(outside, actor, sides.get(side), purpose, line.about) for side in (mine, line.person)
    }
    enquirer = _side(outside, actor, people.get(request.enquirer), purpose, "tracing") if request else None
    visible = frozenset(side for side in shown if shown[side])
    kept = as_last_said(outside, [line]).get(line.id)
    today = _as_now(line, kept, counts_hidden=_may_see_hidden(outside, actor, purpose))
    around = _kin_shown(outside, tables, actor, shown[mine], shown[line.person], purpose)
    reasons = reasons_shown(outside, tables, today, mine, visible, around)
    _record_people(outside, actor, action, purpose, around)
    _record_people(outside, actor, action, purpose, [enquirer])
    _record_people(outside, actor, action, purpose, [shown[mine]], _compared(reasons, "mine"))
    _record_people(outside, actor, action, purpose, [shown[line.person]], _compared(reasons, "theirs"))
    return ProposalPage(
        proposal=today,
        request=request,
        sought=shown[mine],
        enquirer=enquirer,
        person=shown[line.person],
        reasons=reasons,
        others=others,
        may_decide=isinstance(authorise(actor, decide, facts, purpose, outside.now()), Allowed),
        may_take_step=isinstance(
            authorise(actor, Action.RECORD_CONTACT_STEP, facts, purpose, outside.now()), Allowed
        ),
        at_first=float(kept.first.value["probability"]) if kept else line.probability,
        not_registered=_not_registered(kept, counts_hidden=_may_see_hidden(outside, actor, purpose)),
        refused_before=_refused_before(outside, actor, action, purpose, kept, reasons),
        decisions=said_of_decisions(outside, line.id) if "decision" in allowed.shown else (),
        steps=said_of_steps(outside, line.id) if "contact_step" in allowed.shown else (),
        asked=_asked_by(outside, actor, action, purpose, enquirer),
    )


def said_of_decisions(outside: Outside, proposal: str) -> tuple[SaidOf, ...]:
    """Every decision on a proposal, the newest first."""
    record = outside.journal.record(UUID(proposal), "proposal")
    return _newest_first(record.ever("decision"), "outcome", "reason")


def said_of_steps(outside: Outside, proposal: str) -> tuple[SaidOf, ...]:
    """Every step after a yes, the newest first."""
    record = outside.journal.record(UUID(proposal), "proposal")
    return _newest_first(record.ever("contact_step"), "step", "note")


def _newest_first(statements: Iterable[Statement], what: str, note: str) -> tuple[SaidOf, ...]:
    ordered = sorted(statements, key=lambda one: (one.happened_at, one.key), reverse=True)
    return tuple(
        SaidOf(one.value[what], one.by, moment_text(one.happened_at), one.value.get(note, ""))
        for one in ordered
    )


def _may_see_hidden(outside: Outside, actor: Actor, purpose: Purpose) -> bool:
    """Whether hidden people count in the odds this worker reads: only who may see their proposals learns that they fit."""
    asked = authorise(actor, Action.SEE_RESTRICTED_PROPOSALS, PAGE, purpose, outside.now())
    return isinstance(asked, Allowed)


def _as_now(line: ProposalLine, kept: Kept | None, *, counts_hidden: bool) -> ProposalLine:
    """The proposal with the odds and reasons that were said last."""
    if kept is None:
        return line
    said = kept.said
    among_all = said.get("among_all") if counts_hidden else None
    return replace(
        line,
        probability=among_all[0] if among_all else said["probability"],
        weight_bits=said["weight_bits"],
        reasons=tuple(said["reasons"]),
        algorithm=said["algorithm"],
    )


def _not_registered(kept: Kept | None, *, counts_hidden: bool) -> float | None:
    if kept is None:
        return None
    among_all = kept.said.get("among_all") if counts_hidden else None
    nobody: float | None = among_all[1] if among_all else kept.said.get("not_registered")
    return nobody


def _refused_before(
    outside: Outside,
    actor: Actor,
    action: Action,
    purpose: Purpose,
    kept: Kept | None,
    reasons: Sequence[Reason],
) -> RefusedBefore | None:
    """The refusal that this proposal comes back after, and the reasons that are new since; the read log has it."""
    again = kept.said.get("again") if kept else None
    if not again:
        return None
    record = outside.journal.record(UUID(again["proposal"]), "proposal")
    decision = max(record.ever("decision"), key=lambda one: (one.happened_at, one.key), default=None)
    if decision is None:
        return None
    outside.read_log.disclose(
        actor, action, purpose, "proposal", again["proposal"], ("proposal", "decision"), "shown"
    )
    new = {(comparison, level) for comparison, level in again["new"]}
    return RefusedBefore(
        decision.by,
        moment_text(decision.happened_at),
        decision.value.get("reason", ""),
        tuple(reason for reason in reasons if (reason.comparison, reason.level) in new),
    )


def _record_people(
    outside: Outside,
    actor: Actor,
    action: Action,
    purpose: Purpose,
    people: Iterable[PersonLine | None],
    more: Iterable[str] = (),
) -> None:
    """Who was shown, person by person: the read log answers "who read of me?", and not only "who read a proposal?"."""
    fields = tuple({*PERSON_FIELDS_IN_A_LINE, *more})
    shown = {person.id: person for person in people if person is not None}
    entries = [("person", person, fields, "shown") for person in shown]
    if entries:
        outside.read_log.disclose_all(actor, action, purpose, entries)


# The fields whose values a comparison shows; those that every line shows are recorded with the line.
_FIELDS_COMPARED: Mapping[str, tuple[str, ...]] = {
    "father": ("relative",), "place": ("address_before",), "last_seen": ("last_contact",), "phone": ("phone",),
    "document": ("document",), "identifier": ("identifier",), "address": ("address_before",),
    "relative": ("relative",), "companion": ("companion",),
}  # fmt: skip


def _compared(reasons: Iterable[Reason], side: Literal["mine", "theirs"]) -> set[str]:
    """Beyond the line: the fields of one side whose values stand in a reason."""
    spoken = (reason for reason in reasons if (reason.mine if side == "mine" else reason.theirs))
    return {field for reason in spoken for field in _FIELDS_COMPARED.get(reason.comparison, ())}


def reasons_shown(
    outside: Outside,
    tables: NameTables,
    proposal: ProposalLine,
    mine: str,
    shown: frozenset[str],
    around: Sequence[PersonLine] = (),
) -> tuple[Reason, ...]:
    """The comparisons the event kept, with the values of those ``shown`` as their records stand now; longest first.

    ``around`` are those of the person's household who may be shown: a relative who was named may be one of them.
    """
    described: Mapping[str, Description] = {
        one.id: one for one in outside.views.descriptions([mine, proposal.person]) if one.id in shown
    }
    return tuple(
        Reason(
            kept["comparison"], kept["level"], kept["weight_bits"],
            _value(kept["comparison"], described.get(mine), tables),
            ", ".join(
                text
                for text in (
                    _value(kept["comparison"], described.get(proposal.person), tables),
                    *written(_there(kept, described.get(mine), around, tables)),
                )
                if text
            ),
        )
        for kept in sorted(proposal.reasons, key=lambda kept: -abs(kept["weight_bits"]))
    )  # fmt: skip


def _there(
    kept: Mapping[str, Any], mine: Description | None, around: Sequence[PersonLine], tables: NameTables
) -> tuple[PersonLine, ...]:
    """Who of those around is the relative or companion that a reason speaks of."""
    if mine is None or kept["level"] == _NOT_THERE:
        return ()
    return kin_there(kept["comparison"], mine, around, tables)


def _kin_shown(
    outside: Outside,
    tables: NameTables,
    actor: Actor,
    mine: PersonLine | None,
    person: PersonLine | None,
    purpose: Purpose,
) -> tuple[PersonLine, ...]:
    """Of the person's household those whom the sought person's record names and whom this worker may see."""
    if mine is None or person is None or not person.household:
        return ()
    others = outside.views.people(outside.views.household_members(person.household)).values()
    now = outside.now()
    things = [(one, facts_of_person(one, now)) for one in others if one.id != person.id]
    shown = [one for one, _ in those_shown(actor, Action.SEE_PERSON, things, purpose, now)]
    request = next(iter(outside.views.descriptions([mine.id])), None)
    if request is None:
        return ()
    named = [kin_there(comparison, request, shown, tables) for comparison in ("relative", "companion")]
    return tuple({one.id: one for kin in named for one in kin}.values())


def facts_of_proposal(outside: Outside, proposal: ProposalLine) -> RecordFacts:
    """What authorise must know of a proposal: whose request, whether a child or somebody held is in it."""
    return facts_of_proposals(outside, [proposal])[proposal.id]


def facts_of_proposals(outside: Outside, proposals: Sequence[ProposalLine]) -> dict[str, RecordFacts]:
    """The same for many, in few questions; by the proposal's id."""
    asked = [proposal.request for proposal in proposals if proposal.request]
    requests = {one.id: one for one in outside.views.requests(None, len(asked), asked)} if asked else {}
    sides = {
        one.id: (one.person, one.other or (requests[one.request].sought if one.request in requests else ""))
        for one in proposals
    }
    whom = sorted({person for pair in sides.values() for person in pair if person})
    people = outside.views.people(whom, named=False)
    today = outside.now().date()
    grave = outside.views.dead_or_detained(sorted(people))
    return {
        one.id: replace(
            _facts_of_proposal(
                one,
                requests.get(one.request),
                [people[person] for person in sides[one.id] if person in people],
                today,
            ),
            death_or_detention=bool(grave & set(sides[one.id])),
        )
        for one in proposals
    }


def _facts_of_proposal(
    proposal: ProposalLine, request: RequestLine | None, sides: Sequence[PersonLine], today: date
) -> RecordFacts:
    return RecordFacts(
        kind="proposal",
        id=proposal.id,
        controller=request.organisation if request else next((one.organisation for one in sides), ""),
        shared_with=_both_shared_with(sides) if proposal.about == "duplicate" else frozenset(),
        child=pair_is_perhaps_a_child(sides, today),
        # The restricted queue is where somebody held may be proposed; elsewhere a hold placed since closes it.
        held=any(person.restricted for person in sides),
        # A proposal made before somebody was written as alone is from then on child protection's too.
        restricted=proposal.restricted or any(is_guarded(person) for person in sides),
        fields={name: FIELD_SENSITIVITY[name] for name in _PROPOSAL_FIELDS},
    )


def _both_shared_with(sides: Sequence[PersonLine]) -> frozenset[tuple[str, str]]:
    """The organisations that may open both records of a pair, each with the purpose for which it may."""
    of_each = [
        frozenset({*((person.organisation, purpose.value) for purpose in Purpose), *person.shared_with})
        for person in sides
    ]
    return frozenset.intersection(*of_each) if len(of_each) > 1 else frozenset()


def proposals_shown(
    outside: Outside,
    actor: Actor,
    proposals: Sequence[ProposalLine],
    purpose: Purpose,
    action: Action | None = None,
) -> tuple[ProposalSeen, ...]:
    requests = {
        one.id: one
        for one in outside.views.requests(
            None, len(proposals) or 1, [p.request for p in proposals if p.request]
        )
    }
    mine = {p.id: requests[p.request].sought if p.request in requests else p.other for p in proposals}
    people = outside.views.people([*mine.values(), *(p.person for p in proposals)])
    today = outside.now().date()
    seen = []
    counts_hidden = _may_see_hidden(outside, actor, purpose)
    kept = as_last_said(outside, proposals)
    as_now = [_as_now(one, kept.get(one.id), counts_hidden=counts_hidden) for one in proposals]
    for proposal in sorted(as_now, key=lambda one: (-one.probability, -one.weight_bits, one.id)):
        sides = [people[one] for one in (proposal.person, mine[proposal.id]) if one in people]
        facts = _facts_of_proposal(proposal, requests.get(proposal.request), sides, today)
        asked = action or _action_of(proposal.about, restricted=proposal.restricted)
        if isinstance(authorise(actor, asked, facts, purpose, outside.now()), Allowed):
            one, other = (
                _side(outside, actor, people.get(side), purpose, proposal.about)
                for side in (mine[proposal.id], proposal.person)
            )
            found = people.get(proposal.person)
            gone = found is not None and found.erased
            seen.append((ProposalSeen(proposal, one, other, erased=gone), facts))
    asked_for = action or Action.SEE_PROPOSALS
    shown = [one for one, _ in those_to_show(outside, actor, asked_for, seen, purpose)]
    people_shown = [side for one in shown for side in (one.sought, one.person)]
    _record_people(outside, actor, asked_for, purpose, people_shown)
    return tuple(shown)


def enquirers_shown(
    outside: Outside, actor: Actor, requests: Sequence[RequestLine], purpose: Purpose
) -> dict[str, PersonLine]:
    """Who asks in these requests, of those whom this worker may see, by id; written into the read log."""
    people = outside.views.people(sorted({request.enquirer for request in requests}))
    now = outside.now()
    things = [(person, facts_of_person(person, now)) for person in people.values()]
    shown = [one for one, _ in those_shown(actor, Action.SEE_PERSON, things, purpose, now)]
    _record_people(outside, actor, Action.SEE_PROPOSALS, purpose, shown)
    return {one.id: one for one in shown}


def _side(
    outside: Outside, actor: Actor, person: PersonLine | None, purpose: Purpose, about: str
) -> PersonLine | None:
    """One side of a proposal or the enquirer, if this worker may see that person; held ones are child protection's."""
    if person is None:
        return None
    now = outside.now()
    action = Action.SEE_DUPLICATES if about == "duplicate" else Action.SEE_PERSON
    facts = facts_of_person(person, now)
    if action is Action.SEE_DUPLICATES:
        facts = replace(facts, kind="proposal")
    return person if isinstance(authorise(actor, action, facts, purpose, now), Allowed) else None


def _request_and_people(
    outside: Outside, request: str
) -> tuple[RequestLine | None, Mapping[str, PersonLine]]:
    line = next(iter(outside.views.requests(None, 1, [request])), None)
    if line is None:
        return None, {}
    return line, outside.views.people([line.enquirer, line.sought])


def _facts(outside: Outside, request: RequestLine, sought: PersonLine | None) -> RecordFacts:
    child = sought is not None and is_perhaps_a_child(sought, outside.now().date())
    return facts_of_request(
        request, request.organisation, child=child, held=bool(sought and sought.restricted)
    )


def _may_see_proposals(outside: Outside, actor: Actor, purpose: Purpose) -> bool:
    return isinstance(authorise(actor, Action.SEE_PROPOSALS, PAGE, purpose, outside.now()), Allowed)


def _action_of(about: str, *, restricted: bool) -> Action:
    if about == "duplicate":
        return Action.SEE_DUPLICATES
    return Action.SEE_RESTRICTED_PROPOSALS if restricted else Action.SEE_PROPOSALS


def _value(comparison: str, described: Description | None, tables: NameTables) -> str:
    return said_of(comparison, described, tables) if described is not None else ""
