"""How well did it go, now that the truth may be looked at: who was found, who was wrongly named, who got a roof."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from math import sqrt

from kinward.casework.housing_question import end_of, household_to_house, room_to_plan
from kinward.casework.ports import HouseholdLine
from kinward.demo.replay import Replay
from kinward.house.arrival_order import first_come_first_served
from kinward.house.shortfall import may_be_slept_in
from kinward.house.supply import capacity_of, usable
from kinward.model.description import Description
from kinward.model.housing import HousingPlan
from kinward.model.placement import GIVEN

_TOP = 10
_Z = 1.959964  # two-sided 95 % of the normal distribution
_EVERY = 1_000_000


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval of Wilson (1927) at 95 %."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; 0 of 0 is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence."""
        if not self.of:
            return 0.0, 1.0
        middle = self.value + _Z**2 / (2 * self.of)
        off = _Z * sqrt(self.value * (1 - self.value) / self.of + _Z**2 / (4 * self.of**2))
        whole = 1 + _Z**2 / self.of
        return max(0.0, (middle - off) / whole), min(1.0, (middle + off) / whole)


@dataclass(frozen=True, slots=True)
class Found:
    """Of requests whose person is registered: in the first place, and among the first ten of everyone."""

    first: Share
    among_ten: Share


@dataclass(frozen=True, slots=True)
class NotHere:
    """Requests for people who are not registered, by what became of them: nothing proposed, refused, wrongly confirmed ..."""

    requests: int
    nothing_proposed: int
    refused: int
    undecided: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Twice:
    """People written twice (true pairs) against pairs proposed: how many were found, how many proposals were right."""

    found: Share
    right: Share


@dataclass(frozen=True, slots=True)
class Roofs:
    """People in rooms, beside who would have been in the order of arrival; rules broken by the recount of every plan.

    ``gap`` is that of all plans together; ``gap_most`` of the worst, which may have had a handful of rooms left.
    ``beds_missing`` is what a count of beds says on the last day, where ``asked`` less ``in_rooms`` have no place.
    ``regions`` are (region, people in rooms there, people said to be in places of the state there), of ``regions_said_at``.
    """

    asked: int
    in_rooms: int
    first_come: int
    breaches: int
    gap: float
    gap_most: float
    beds_missing: int = 0
    regions: tuple[tuple[str, int, int], ...] = ()
    regions_said_at: datetime | None = None


def found(replay: Replay) -> tuple[Found, Mapping[tuple[str, str], Found]]:
    """Everyone against every open request: over all, and by the script of the register and that of the request."""
    truth = replay.made.crossing.truth
    script = {row.id: row.script for row in replay.made.crossing.registrations}
    asked_in = {request.id: request.script for request in replay.made.crossing.requests}
    places: dict[tuple[str, str], list[int | None]] = {}
    asked = [one for one in sorted(replay.answers.request_of) if _registered(replay, one)]
    with replay.meeting.looking() as index:
        rankings = index.rank_many(_described(replay, asked), _TOP)
        for request, ranking in zip(asked, rankings, strict=True):
            person = replay.answers.sought(request)
            first_row = truth.registrations_of[person][0]
            pair = (script[first_row], asked_in[replay.answers.request_of[request]])
            right = [r.rank for r in ranking.ranked if replay.answers.true_person(r.person) == person]
            places.setdefault(pair, []).append(min(right, default=None))
    by_pair = {pair: _found(own) for pair, own in sorted(places.items())}
    return _found([place for own in places.values() for place in own]), by_pair


def _described(replay: Replay, requests: Sequence[str]) -> list[Description]:
    """What each of these requests says of the sought person, whether it is still open or not."""
    sought = [replay.sought_in[request] for request in requests]
    described = {one.id: one for one in replay.outside.views.descriptions(sought)}
    return [described[person] for person in sought]


def _registered(replay: Replay, request: str) -> bool:
    """Whether the sought person is written by name by now."""
    rows = replay.made.crossing.truth.registrations_of.get(replay.answers.sought(request), ())
    return any(str(replay.paper.person_of_row[row]) in replay.meeting.index for row in rows)


def _found(places: Iterable[int | None]) -> Found:
    known = list(places)
    return Found(
        Share(sum(place == 1 for place in known), len(known)),
        Share(sum(place is not None for place in known), len(known)),
    )


def not_here(replay: Replay) -> NotHere:
    """What became of requests for people who are not registered."""
    outcomes: dict[str, set[str]] = {
        request: set() for request in replay.answers.request_of if not _registered(replay, request)
    }
    for line in replay.outside.views.proposals(about="tracing", most=_EVERY):
        if line.request in outcomes:
            outcomes[line.request].add(line.outcome)
    confirmed = sum("confirmed" in own for own in outcomes.values())
    nothing = sum(not own for own in outcomes.values())
    refused = sum(own == {"refused"} for own in outcomes.values())
    undecided = len(outcomes) - confirmed - nothing - refused
    return NotHere(len(outcomes), nothing, refused, undecided, confirmed)


def twice(replay: Replay) -> Twice:
    """Second registrations: which true pairs were proposed, and how many proposed pairs are true."""
    here = replay.meeting.index
    true: set[frozenset[str]] = set()
    for rows in replay.made.crossing.truth.registrations_of.values():
        people = [str(replay.paper.person_of_row[row]) for row in rows]
        true |= {frozenset(pair) for pair in combinations([one for one in people if one in here], 2)}
    proposed = {frozenset(pair) for pair in replay.outside.views.pairs_proposed("duplicate")}
    return Twice(Share(len(true & proposed), len(true)), Share(len(true & proposed), len(proposed)))


def roofs(replay: Replay) -> Roofs:
    """The waves together, against everyone in the order of arrival over the same rooms."""
    waves = replay.told.waves
    views = replay.outside.views
    if not waves:
        return Roofs(0, 0, 0, 0, 0.0, 0.0)
    last = waves[-1].at.astimezone(replay.made.facts.zone).date()
    lines = views.households(wanting_roof_by=end_of(last, replay.outside.zone))
    by_arrival = first_come_first_served(
        [household_to_house(line, replay.outside.zone) for line in lines],
        [room_to_plan(room) for room in views.rooms()],
        replay.policy,
        as_of=replay.made.facts.arrived.moments[0].date(),
    )
    asked = sum(line.people for line in lines)
    open_beds = sum(
        capacity_of(room, replay.policy)
        for room in map(room_to_plan, views.rooms())
        if usable(room, replay.policy) and may_be_slept_in(room, last, replay.policy)
    )
    said_at = replay.made.facts.regions_said_at
    return Roofs(
        asked=asked,
        in_rooms=views.totals().people_placed,
        first_come=by_arrival.people_housed,
        breaches=sum(len(wave.breaches) for wave in waves),
        gap=_gap([wave.planned.plan for wave in waves]),
        gap_most=max(wave.planned.plan.gap for wave in waves),
        beds_missing=max(0, asked - open_beds),
        regions=_by_region(replay, lines, said_at),
        regions_said_at=said_at,
    )


def _by_region(
    replay: Replay, lines: Sequence[HouseholdLine], said_at: datetime
) -> tuple[tuple[str, int, int], ...]:
    """Where people have rooms here, beside where a bulletin counted them; the largest region said first."""
    region_of = {site.id: site.region for site in replay.outside.views.sites()}
    here: Counter[str] = Counter()
    for line in lines:
        if line.state in GIVEN:
            here[region_of[line.site]] += line.people
    said = {
        region.id: dict(region.state_accommodated).get(said_at, 0) for region in replay.made.facts.regions
    }
    return tuple((one, here[one], said[one]) for one in sorted(said, key=lambda one: (-said[one], one)))


def _gap(plans: Sequence[HousingPlan]) -> float:
    """What all bounds together promise above what all plans reach."""
    reached = sum(plan.objective for plan in plans)
    return sum(plan.bound for plan in plans) / reached - 1 if reached else 0.0
