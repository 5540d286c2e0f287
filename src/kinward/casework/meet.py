"""Registered people meet open requests, both ways, after every change: what fits becomes a proposal with reasons.

The people are kept in memory beside the journal's position up to which they are known. Whoever writes - a page, a
command in another process, a desk that comes back on line - need not tell: the next look catches up by position.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from math import log2
from typing import Any
from uuid import UUID

from kinward.casework.ports import Outside
from kinward.model.description import Description, Ranked
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.protection import Purpose
from kinward.register.as_said import said
from kinward.reunite.index import Index, Ranking

# A proposal below one in ten is noise on a caseworker's desk; above, somebody should look. Calibration belongs to
# "Reunite"; this is how much work is offered, not how sure anybody is.
PROBABILITY_LEAST = 0.10
# The five best of a request: with more, the tenth is read by nobody.
PROPOSALS_PER_REQUEST_MOST = 5
_IN_A_WAVE = 3
_DRAFTS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Met:
    """What a look brought: how many people and requests were new or changed, and how many proposals were made."""

    people: int = 0
    requests: int = 0
    proposals: int = 0
    restricted: int = 0
    duplicates: int = 0


@dataclass
class Meeting:
    """Everyone registered and every open request, in memory. One look at a time: ``lock`` comes from wiring.

    Two people are proposed as one when ``duplicate_bits_least`` more bits agree than single out one of everyone.
    """

    index: Index
    algorithm: str
    duplicate_bits_least: float
    lock: AbstractContextManager[Any]
    sought: dict[str, Description] = field(default_factory=dict)
    position: int = 0
    request_of: dict[str, str] = field(default_factory=dict)
    # Known in memory, not yet met: a search catches up too, and must not make anybody miss their proposals.
    people_to_meet: set[str] = field(default_factory=set)
    requests_to_meet: set[str] = field(default_factory=set)
    people_to_compare: set[str] = field(default_factory=set)

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

    A pair that was refused is not proposed again. Everyone is weighed; whoever is held, alone or in an institution is
    proposed to the restricted queue only. Without ``propose_duplicates`` nobody is compared for a second registration now: those who
    are new wait for the next look that does, since a whole day together costs little more than one hour.
    """
    with meeting.looking():
        _catch_up(outside, meeting)
        people = sorted(person for person in meeting.people_to_meet if person in meeting.index)
        requests = sorted(request for request in meeting.requests_to_meet if request in meeting.sought)
        meeting.people_to_compare.update(people)
        drafts = _met(outside, meeting, people, requests, done)
        restricted = sum(bool(draft.body["said"][0]["value"]["restricted"]) for draft in drafts)
        twice = _compared(outside, meeting) if propose_duplicates else []
        for start in range(0, len(drafts) + len(twice), _DRAFTS_AT_ONCE):
            outside.journal.append((drafts + twice)[start : start + _DRAFTS_AT_ONCE], machine)
        meeting.people_to_meet.clear()
        meeting.requests_to_meet.clear()
        if propose_duplicates:
            meeting.people_to_compare.clear()
        return Met(len(people), len(requests), len(drafts), restricted, len(twice))


def _met(
    outside: Outside,
    meeting: Meeting,
    people: Sequence[str],
    requests: Sequence[str],
    done: Callable[[int], None],
) -> list[Draft]:
    if not people and not requests:
        return []
    already = outside.views.pairs_proposed("tracing")
    rankings = [*_rank_new_requests(meeting, requests, done), *_rank_wave(meeting, people, requests)]
    return list(_tracing_drafts(outside, meeting, rankings, already))


def _compared(outside: Outside, meeting: Meeting) -> list[Draft]:
    people = sorted(person for person in meeting.people_to_compare if person in meeting.index)
    return list(_duplicate_drafts(outside, meeting, people)) if people else []


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


def _catch_up(outside: Outside, meeting: Meeting) -> None:
    """Bring memory up to the journal's position, and note which registered people and open requests changed."""
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
    meeting.requests_to_meet.update(_catch_up_requests(outside, meeting, {*changed_requests, *again}))
    meeting.people_to_meet.update(new_people)
    meeting.position = max(meeting.position, last)


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


def _rank_new_requests(
    meeting: Meeting, requests: Sequence[str], done: Callable[[int], None]
) -> Iterable[tuple[str, tuple[Ranked, ...]]]:
    if not requests or not len(meeting.index):
        return
    sought = [meeting.sought[request] for request in requests]
    for request, ranking in zip(
        requests, meeting.index.rank_many(sought, PROPOSALS_PER_REQUEST_MOST, done), strict=True
    ):
        yield request, ranking.ranked


def _rank_wave(
    meeting: Meeting, people: Sequence[str], just_ranked: Sequence[str]
) -> Iterable[tuple[str, tuple[Ranked, ...]]]:
    """Open requests that were not just ranked meet the people who are new; what looks good is ranked among everyone."""
    others = [request for request in meeting.sought if request not in set(just_ranked)]
    if not people or not others:
        return
    sought = [meeting.sought[request] for request in others]
    wave = meeting.index.rank_among(sought, people, _IN_A_WAVE, probability_least=PROBABILITY_LEAST)
    for request, ranking in zip(others, wave, strict=True):
        if ranking.ranked and ranking.ranked[0].probability >= PROBABILITY_LEAST:
            yield request, meeting.index.rank(meeting.sought[request], PROPOSALS_PER_REQUEST_MOST).ranked


def _tracing_drafts(
    outside: Outside,
    meeting: Meeting,
    rankings: Iterable[tuple[str, tuple[Ranked, ...]]],
    already: set[tuple[str, str]],
) -> Iterable[Draft]:
    for request, ranked in rankings:
        held = meeting.sought[request].restricted
        for one in ranked:
            if one.probability < PROBABILITY_LEAST or (request, one.person) in already:
                continue
            already.add((request, one.person))
            value = {
                "about": "tracing", "request": request, "person": one.person, "probability": round(one.probability, 4),
                "weight_bits": round(one.weight_bits, 3), "restricted": one.restricted or held,
            }  # fmt: skip
            yield _draft(outside, meeting, value, one)


def _duplicate_drafts(outside: Outside, meeting: Meeting, people: Sequence[str]) -> Iterable[Draft]:
    already = outside.views.pairs_proposed("duplicate")
    # So many bits single out one of everyone here: the larger the register, the more namesakes of one age it has.
    one_of_everyone = log2(max(2, len(meeting.index)))
    for pair in meeting.index.duplicates(people, one_of_everyone + meeting.duplicate_bits_least):
        first, second = sorted((pair.request, pair.person))
        if (first, second) in already:
            continue
        already.add((first, second))
        value = {
            "about": "duplicate", "person": first, "other": second, "probability": round(pair.probability, 4),
            "weight_bits": round(pair.weight_bits, 3), "restricted": pair.restricted,
        }  # fmt: skip
        yield _draft(outside, meeting, value, pair)


def _draft(outside: Outside, meeting: Meeting, value: dict[str, Any], one: Ranked) -> Draft:
    """A proposal as an event: comparisons, levels and bits, and no value of either person."""
    value |= {
        "reasons": [
            {"comparison": r.comparison, "level": r.level, "weight_bits": round(r.weight_bits, 3)}
            for r in one.reasons
        ],
        "algorithm": meeting.algorithm,
        "inputs": {"position": meeting.position, "people": len(meeting.index)},
    }
    identity = derived_id(UUID(one.request), int(UUID(one.person).hex[-12:], 16))
    return Draft(
        derived_id(identity, 1), "proposal_made", identity, {"said": [said("proposal", value)]}, Purpose.TRACE.value,
        outside.now(),
    )  # fmt: skip
