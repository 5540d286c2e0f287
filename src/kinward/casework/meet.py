"""Registered people meet open requests, both ways, after every change: what fits becomes a proposal with reasons.

The people are kept in memory beside the journal's position up to which they are known. Whoever writes - a page, a
command in another process, a desk that comes back on line - need not tell: the next look catches up by position.
Up to which position they have met stands in the newest proposal, so that a restart makes nobody meet again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from math import log2
from typing import Any
from uuid import UUID

from kinward.casework.ports import Outside, ProposalLine
from kinward.casework.see_calibration import decision_of
from kinward.casework.weigh_again import (
    PROBABILITY_LEAST,
    PROPOSALS_PER_REQUEST_MOST,
    Kept,
    Saying,
    as_last_said,
    kept_proposals,
    reasons_kept,
    said_of_proposal,
    sayings,
)
from kinward.model.description import Description
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.protection import Purpose
from kinward.register.as_said import said
from kinward.reunite.calibration import Decided, Platt, learnt
from kinward.reunite.index import Index, Ranking

_IN_A_WAVE = 3
_DRAFTS_AT_ONCE = 2_000
_EVERY = 1_000_000
# Once somebody likely was refused or is hidden, somebody of one in a thousand may be the likeliest of those left.
_PROBABILITY_LEAST_OF_THE_REST = 0.001
# So many of one request are ranked at most, however many were proposed for it before.
_RANKED_MOST = 30
# How far back the newest proposal is looked for, in events: a little, then sixteen times as much, and so on.
_BACK_FIRST, _BACK_MORE = 256, 16


@dataclass(frozen=True, slots=True)
class Met:
    """What a look brought: how many people and requests were new or changed, and how many proposals were made.

    ``weighed_again`` counts proposals that stood already and whose odds are others now.
    """

    people: int = 0
    requests: int = 0
    proposals: int = 0
    restricted: int = 0
    duplicates: int = 0
    weighed_again: int = 0


@dataclass
class Meeting:
    """Everyone registered and every open request, in memory. One look at a time: ``lock`` comes from wiring.

    Two people are proposed as one when ``duplicate_bits_least`` more bits agree than single out one of everyone.
    ``scaling`` is the model's own; once there are enough decisions here, theirs takes its place.
    """

    index: Index
    algorithm: str
    duplicate_bits_least: float
    lock: AbstractContextManager[Any]
    scaling: Platt | None = None
    sought: dict[str, Description] = field(default_factory=dict)
    position: int = 0
    # Up to these positions everyone has met, and was compared for a second registration.
    met: int = 0
    compared: int = 0
    decided: dict[str, Decided] = field(default_factory=dict)
    request_of: dict[str, str] = field(default_factory=dict)
    # Known in memory, not yet met: a search catches up too, and must not make anybody miss their proposals.
    people_to_meet: set[str] = field(default_factory=set)
    requests_to_meet: set[str] = field(default_factory=set)
    people_to_compare: set[str] = field(default_factory=set)
    requests_decided: set[str] = field(default_factory=set)

    @property
    def platt(self) -> Platt | None:
        """How the chances are scaled now: by the decisions of this place, or else as the model says."""
        return learnt(list(self.decided.values())) or self.scaling

    @contextmanager
    def looking(self) -> Iterator[Index]:
        """The index, while nobody else changes or asks it."""
        with self.lock:
            yield self.index


def meet(
    outside: Outside,
    meeting: Meeting,
    machine: Actor,
    *,
    propose_duplicates: bool = True,
    done: Callable[[int], None] = lambda _: None,
) -> Met:
    """Catch up with the journal and write a proposal for every pair that fits and was never proposed.

    A pair that was refused is proposed again only when something new speaks for it. Everyone is weighed; whoever is
    held, alone or in an institution is proposed to the restricted queue only. Without ``propose_duplicates`` nobody is
    compared for a second registration now: those who are new wait for the next look that does, since a whole day
    together costs little more than one hour.
    """
    with meeting.looking():
        _catch_up(outside, meeting)
        people = sorted(person for person in meeting.people_to_meet if person in meeting.index)
        requests = sorted(request for request in meeting.requests_to_meet if request in meeting.sought)
        meeting.people_to_compare.update(people)
        found = _met(outside, meeting, people, requests, done)
        before = (meeting.met, meeting.compared)
        meeting.met = meeting.position
        # Somebody waits for these; whether anybody is here twice may take a moment longer.
        _write(outside, meeting, machine, found, before)
        meeting.people_to_meet.clear()
        meeting.requests_to_meet.clear()
        meeting.requests_decided.clear()
        twice: list[Saying] = []
        if propose_duplicates:
            twice = _compared(outside, meeting)
            before = (meeting.met, meeting.compared)
            meeting.compared = meeting.position
            _write(outside, meeting, machine, twice, before)
            meeting.people_to_compare.clear()
        new = [one for one in found if one.fresh]
        restricted = sum(bool(one.value["restricted"]) for one in new)
        again = len(found) - len(new)
        return Met(len(people), len(requests), len(new), restricted, len(twice), again)


def _write(
    outside: Outside, meeting: Meeting, machine: Actor, found: Sequence[Saying], before: tuple[int, int]
) -> None:
    """Write what was found. Only the last of several parts says up to where everyone has met now.

    A process that ends in between thus makes the others meet again, and nobody miss their proposal.
    """
    platt = meeting.platt
    scaled = platt and {
        "slope": round(platt.slope, 4),
        "offset": round(platt.offset, 4),
        "decisions": platt.decisions,
    }
    for start in range(0, len(found), _DRAFTS_AT_ONCE):
        last = start + _DRAFTS_AT_ONCE >= len(found)
        met, compared = (meeting.met, meeting.compared) if last else before
        inputs = {
            "position": meeting.position,
            "people": len(meeting.index),
            "met": met,
            "compared": compared,
        }
        drafts = [
            Draft(
                one.event, "proposal_made", one.proposal,
                {"said": [said("proposal", one.value | {"algorithm": meeting.algorithm, "scaled": scaled, "inputs": inputs})]},
                Purpose.TRACE.value, outside.now(),
            )
            for one in found[start : start + _DRAFTS_AT_ONCE]
        ]  # fmt: skip
        outside.journal.append(drafts, machine)


def _met(
    outside: Outside,
    meeting: Meeting,
    people: Sequence[str],
    requests: Sequence[str],
    done: Callable[[int], None],
) -> list[Saying]:
    decided = sorted(
        request
        for request in meeting.requests_decided
        if request in meeting.sought and request not in meeting.requests_to_meet
    )
    if not people and not requests and not decided:
        return []
    before = _Before(outside)
    found: list[Saying] = []
    for request, ranking in (
        *_rank_whole(meeting, [*requests, *decided], before, done),
        *_rank_wave(meeting, people, {*requests, *decided}, before),
    ):
        kept = before.of(request)
        found += sayings(outside, meeting.sought[request], ranking, kept, meeting.platt)
    return found


class _Before:
    """The proposals that stand already, read when a request is asked for."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self._requests = {request for request, _person in outside.views.pairs_proposed("tracing")}
        hidden = outside.views.proposals(about="tracing", restricted=True, most=_EVERY)
        refused = outside.views.proposals(about="tracing", outcome="refused", most=_EVERY)
        self._with_some_out = {line.request for line in (*hidden, *refused)}
        self._kept: dict[str, list[Kept]] = {}

    def of(self, request: str) -> list[Kept]:
        """The proposals of one request."""
        if request not in self._requests:
            return []
        if request not in self._kept:
            self._kept |= {request: [], **kept_proposals(self._outside, [request])}
        return self._kept[request]

    def lets_the_next_one_up(self, request: str) -> bool:
        """Whether somebody proposed before may be out of the odds of the others."""
        return request in self._with_some_out


def _compared(outside: Outside, meeting: Meeting) -> list[Saying]:
    people = sorted(person for person in meeting.people_to_compare if person in meeting.index)
    return list(_duplicates(outside, meeting, people)) if people else []


def catch_up(outside: Outside, meeting: Meeting) -> None:
    """Bring memory up to the journal, so that the first search of the day does not wait for it."""
    with meeting.looking():
        _catch_up(outside, meeting)


def rank_now(outside: Outside, meeting: Meeting, request: Description, top: int) -> Ranking:
    """The best of everyone for a description, now; nothing is written. The caller records the disclosure."""
    with meeting.looking():
        _catch_up(outside, meeting)
        return meeting.index.rank(request, top)


def rank_now_among(
    outside: Outside, meeting: Meeting, request: Description, people: Sequence[str], top: int
) -> Ranking:
    """As ``rank_now``, of some people only."""
    with meeting.looking():
        _catch_up(outside, meeting)
        here = [person for person in people if person in meeting.index]
        return meeting.index.rank_among([request], here, top)[0] if here else Ranking((), 1.0)


def warm_up(meeting: Meeting) -> None:
    """Count how common the names of every open request are, so that the first who registers need not wait for it."""
    with meeting.looking() as index:
        sought = list(meeting.sought.values())
    for start in range(0, len(sought), 64):
        with meeting.looking():
            index.rank_among(sought[start : start + 64], [], 1)


def _catch_up(outside: Outside, meeting: Meeting) -> None:
    """Bring memory up to the journal's position, and note which registered people and open requests changed.

    At the first look only those count as changed who changed since everyone met last, by whichever process.
    """
    first = meeting.position == 0
    if first:
        meeting.met, meeting.compared = _met_before(outside, meeting.algorithm)
    changed_people, last = outside.journal.changed_since(meeting.position, "person")
    changed_requests, _ = outside.journal.changed_since(meeting.position, "request")
    described = {person.id: person for person in outside.views.descriptions(changed_people)}
    registered = set(outside.views.recorded_as(changed_people, "registered"))
    for person in changed_people:
        if person in meeting.index and (person not in registered or person not in described):
            meeting.index.remove(person)
    new_people = [person for person in changed_people if person in registered and person in described]
    for person in new_people:
        meeting.index.replace(described[person])
    again = {meeting.request_of[person] for person in changed_people if person in meeting.request_of}
    requests = _catch_up_requests(outside, meeting, {*changed_requests, *again})
    _catch_up_decisions(outside, meeting, first=first)
    if first:
        _note_those_since(outside, meeting, new_people, requests)
    else:
        meeting.people_to_meet.update(new_people)
        meeting.requests_to_meet.update(requests)
    meeting.position = max(meeting.position, last)


def _note_those_since(
    outside: Outside, meeting: Meeting, people: Sequence[str], requests: Sequence[str]
) -> None:
    """At the first look: who changed since everyone met last."""
    changed = set(outside.journal.changed_since(meeting.met, "person")[0])
    meeting.people_to_meet.update(person for person in people if person in changed)
    since = set(outside.journal.changed_since(meeting.met, "request")[0])
    since |= {meeting.request_of[person] for person in changed if person in meeting.request_of}
    meeting.requests_to_meet.update(request for request in requests if request in since)
    uncompared = set(outside.journal.changed_since(meeting.compared, "person")[0])
    meeting.people_to_compare.update(person for person in people if person in uncompared)


def _met_before(outside: Outside, algorithm: str) -> tuple[int, int]:
    """Up to which positions everyone has met and was compared, as the newest proposals say; by another algorithm: none."""
    last = outside.journal.changed_since(0, "plan")[1]
    back = _BACK_FIRST
    while True:
        since = max(0, last - back)
        proposals, _ = outside.journal.changed_since(since, "proposal")
        records = outside.journal.records([UUID(one) for one in proposals], "proposal")
        inputs = [
            one.value["inputs"]
            for record in records.values()
            for one in said_of_proposal(record)
            if one.value["algorithm"] == algorithm and "met" in one.value["inputs"]
        ]
        if inputs or not since:
            met = max((one["met"] for one in inputs), default=0)
            return met, max((one["compared"] for one in inputs), default=0)
        back *= _BACK_MORE


def _catch_up_decisions(outside: Outside, meeting: Meeting, *, first: bool) -> None:
    """What caseworkers confirmed and refused: it scales the odds, and moves those of the others of a request."""
    if first:
        lines = [
            line
            for outcome in ("confirmed", "refused")
            for line in outside.views.proposals(about="tracing", outcome=outcome, most=_EVERY)
        ]
    else:
        changed, _ = outside.journal.changed_since(meeting.position, "proposal")
        lines = outside.views.proposals(about="tracing", ids=changed, most=_EVERY) if changed else []
    decided = [line for line in lines if line.outcome in {"confirmed", "refused"}]
    moved = [line for line in decided if _moves_the_others(meeting, line)]
    for line in lines:
        meeting.decided.pop(line.id, None)
    kept = as_last_said(outside, decided)
    meeting.decided |= {proposal: decision_of(one).computed for proposal, one in kept.items()}
    if not first:
        meeting.requests_decided.update(line.request for line in moved)


def _moves_the_others(meeting: Meeting, line: ProposalLine) -> bool:
    """Whether the chance of one who was refused goes to the others, or is taken back. A confirmation moves nobody."""
    before = meeting.decided.get(line.id)
    was_refused = before is not None and not before.confirmed
    return was_refused != (line.outcome == "refused")


def _catch_up_requests(outside: Outside, meeting: Meeting, requests: set[str]) -> list[str]:
    lines = outside.views.requests(None, len(requests), sorted(requests)) if requests else []
    for line in lines:
        if line.status != "open":
            meeting.sought.pop(line.id, None)
    open_lines = [line for line in lines if line.status == "open" and line.sought]
    described = {
        person.id: person for person in outside.views.descriptions([line.sought for line in open_lines])
    }
    found = []
    for line in sorted(open_lines, key=lambda line: line.id):
        if line.sought in described:
            meeting.sought[line.id] = replace(described[line.sought], id=line.id)
            meeting.request_of[line.sought] = line.id
            found.append(line.id)
        else:
            meeting.sought.pop(line.id, None)
    return found


def _rank_whole(
    meeting: Meeting, requests: Sequence[str], before: _Before, done: Callable[[int], None]
) -> Iterable[tuple[str, Ranking]]:
    if not requests or not len(meeting.index):
        return
    sought = [meeting.sought[request] for request in requests]
    top = max(_top(before, request) for request in requests)
    yield from zip(requests, meeting.index.rank_many(sought, top, done), strict=True)


def _top(before: _Before, request: str) -> int:
    """So many that all proposed before may stand among them, and five more."""
    return min(_RANKED_MOST, PROPOSALS_PER_REQUEST_MOST + len(before.of(request)))


def _rank_wave(
    meeting: Meeting, people: Sequence[str], just_ranked: set[str], before: _Before
) -> Iterable[tuple[str, Ranking]]:
    """Open requests that were not just ranked meet the people who are new; what looks good is ranked among everyone."""
    others = [request for request in meeting.sought if request not in just_ranked]
    if not people or not others:
        return
    platt = meeting.platt
    plain = platt.before(PROBABILITY_LEAST) if platt else PROBABILITY_LEAST
    of_the_rest = [request for request in others if before.lets_the_next_one_up(request)]
    ordinary = [request for request in others if request not in set(of_the_rest)]
    for some, least in ((ordinary, plain), (of_the_rest, min(plain, _PROBABILITY_LEAST_OF_THE_REST))):
        sought = [meeting.sought[request] for request in some]
        wave = meeting.index.rank_among(sought, people, _IN_A_WAVE, probability_least=least)
        for request, ranking in zip(some, wave, strict=True):
            if ranking.ranked and ranking.ranked[0].probability >= least:
                yield request, meeting.index.rank(meeting.sought[request], _top(before, request))


def _duplicates(outside: Outside, meeting: Meeting, people: Sequence[str]) -> Iterable[Saying]:
    already = outside.views.pairs_proposed("duplicate")
    # So many bits single out one of everyone here: the larger the register, the more namesakes of one age it has.
    one_of_everyone = log2(max(2, len(meeting.index)))
    for pair in meeting.index.duplicates(people, one_of_everyone + meeting.duplicate_bits_least):
        first, second = sorted((pair.request, pair.person))
        if (first, second) in already:
            continue
        already.add((first, second))
        identity = derived_id(UUID(pair.request), int(UUID(pair.person).hex[-12:], 16))
        value = {
            "about": "duplicate", "person": first, "other": second, "probability": round(pair.probability, 4),
            "weight_bits": round(pair.weight_bits, 3), "restricted": pair.restricted, "reasons": reasons_kept(pair),
        }  # fmt: skip
        yield Saying(derived_id(identity, 1), identity, value)
