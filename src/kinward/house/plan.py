"""Proposes rooms for every household, band by band, with a reason for everyone and a limit no plan can pass."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from kinward.house.certificate import Certificate, certify
from kinward.house.demand import Demand, Floats, Geography, Ints, demand_of, gathering_regions
from kinward.house.explain import Refusals, reasons_child_protection, reasons_known, reasons_placed
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.policy import adults_of, band_of
from kinward.house.stage import Stage, house_band
from kinward.house.supply import FOREVER, NO_ROOM, Kind, Supply, supply_of
from kinward.model.housing import (
    BandOutcome,
    HouseholdToHouse,
    HousingPlan,
    Placement,
    Policy,
    Room,
    Unplaced,
    WhyUnplaced,
)

Reached = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Question:
    """The input in a fixed order, and as numbers."""

    asking: tuple[HouseholdToHouse, ...]
    bands: Ints
    row_of: Ints
    demand: Demand
    rooms: tuple[Room, ...]
    geography: Geography
    policy: Policy
    as_of: date

    def supply(self, taken: frozenset[str] | set[str], band: int | None = None) -> Supply:
        """The rooms not taken, combined as far as households of the band (or of any) need it."""
        sizes = self.demand.size if band is None else self.demand.size[self.demand.band == band]
        return supply_of(
            (room for room in self.rooms if room.id not in taken),
            self.geography,
            self.policy,
            first_day=self.as_of.toordinal(),
            size_most=int(sizes.max()) if len(sizes) else 0,
        )


@dataclass(frozen=True, slots=True)
class _Given:
    """One household's rooms as the stage gave them."""

    household: int
    rooms: tuple[str, ...]
    combination: int


def plan_housing(
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    *,
    as_of: date,
    taken: frozenset[str] = frozenset(),
    settled: Mapping[str, str] | None = None,
    reached: Reached = lambda _done, _of: None,
) -> HousingPlan:
    """Propose rooms for each household once: placed, unplaced with a reason, or handed to child protection.

    ``as_of`` is the day of planning: nobody gets a room before it. ``taken`` are ids of rooms already given; they
    are left alone. ``settled`` says in which region a community already lives. The order of the input is of no
    consequence, and a household of a later band never changes what an earlier band gets. ``reached`` hears how
    many stages are done.
    """
    everyone = sorted(households, key=lambda one: one.id)
    assert len({one.id for one in everyone}) == len(everyone), "a household that stands twice"
    question = ask([one for one in everyone if adults_of(one) != 0], rooms, policy, as_of, settled or {})
    stages: list[Stage] = []
    gone = set(taken)
    placements: list[Placement] = []
    steps = len(policy.bands) + 1
    for band in range(len(policy.bands)):
        reached(band, steps)
        chosen = np.flatnonzero(question.demand.band == band)
        stage = house_band(question.demand.rows(chosen), question.supply(gone, band), policy)
        given = _to_households(stage, chosen, question)
        gone.update(room for one in given for room in one.rooms)
        placements += _placements(stage.supply, given, question)
        stages.append(stage)
    reached(len(policy.bands), steps)
    whole = question.supply(taken)
    totals = {band: stage.total for band, stage in enumerate(stages)}
    certificate = certify(question.demand, whole, policy, totals, _prices_of(stages, whole))
    bounds = [max(stage.bound, stage.total) for stage in stages]
    plan = _plan(everyone, question, placements, whole, certificate, bounds)
    reached(steps, steps)
    return plan


def plan_of_choices(
    everyone: Sequence[HouseholdToHouse],
    question: Question,
    supply: Supply,
    choices: Sequence[tuple[int, int]],
) -> HousingPlan:
    """The plan in which these households (by number) took these combinations, in this order; without a bound."""
    free = [list(reversed(rooms)) for rooms in supply.rooms_of_kind]
    given = [_Given(household, _rooms_of(way, supply, free), way) for household, way in choices]
    unknown = float("inf")
    return _plan(
        everyone,
        question,
        _placements(supply, given, question),
        supply,
        Certificate(unknown, unknown),
        [unknown] * len(question.policy.bands),
    )


def ask(
    asking: Sequence[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    as_of: date,
    settled: Mapping[str, str],
) -> Question:
    """Put households and rooms in order and turn them into numbers."""
    every_room = tuple(sorted(rooms, key=lambda room: (room.site, room.id)))
    assert len({room.id for room in every_room}) == len(every_room), "a room that stands twice"
    bands = [band_of(one, policy) for one in asking]
    geography = _geography(every_room, asking, bands, len(policy.bands), settled)
    demand, row_of = demand_of(asking, bands, geography, policy, as_of)
    return Question(
        tuple(asking), np.array(bands, np.int64), row_of, demand, every_room, geography, policy, as_of
    )


def _geography(
    rooms: Sequence[Room],
    asking: Sequence[HouseholdToHouse],
    bands: Sequence[int],
    how_many: int,
    settled: Mapping[str, str],
) -> Geography:
    """A band's communities gather where it and earlier bands wish to: a later band has no say."""
    sites = {site: number for number, site in enumerate(sorted({room.site for room in rooms}))}
    regions = {
        name: number for number, name in enumerate(sorted({room.region for room in rooms if room.region}))
    }
    unnamed = len(regions)
    region_of = {room.site: regions.get(room.region, unnamed + sites[room.site]) for room in reversed(rooms)}
    gathers: dict[tuple[int, str], int] = {}
    for band in range(how_many):
        heard = [one for one, own in zip(asking, bands, strict=True) if own <= band]
        for community, region in gathering_regions(heard, settled).items():
            if region in regions:
                gathers[band, community] = regions[region]
    return Geography(sites, regions, region_of, gathers)


def _prices_of(stages: Sequence[Stage], whole: Supply) -> Floats:
    """Prices for all rooms: what the last band that could still have a kind of room would have paid."""
    known: dict[Kind, float] = {}
    for stage in stages:
        known.update(zip(stage.supply.kinds, stage.prices.tolist(), strict=True))
    return np.array([known.get(kind, 0.0) for kind in whole.kinds])


def _to_households(stage: Stage, chosen: Ints, question: Question) -> list[_Given]:
    """Hand the rooms of each combination to households by name, both in a fixed order; most points first."""
    free = [list(reversed(rooms)) for rooms in stage.supply.rooms_of_kind]
    waiting: dict[int, list[int]] = {}
    for household in range(len(question.asking) - 1, -1, -1):
        waiting.setdefault(int(question.row_of[household]), []).append(household)
    given: list[_Given] = []
    for at in np.lexsort((-stage.points, stage.given[:, 0])).tolist():
        row, way, times = (int(x) for x in stage.given[at])
        given += [
            _Given(waiting[int(chosen[row])].pop(), _rooms_of(way, stage.supply, free), way)
            for _ in range(times)
        ]
    return given


def _rooms_of(combination: int, supply: Supply, free: Sequence[list[str]]) -> tuple[str, ...]:
    return tuple(sorted(free[kind].pop() for kind in supply.members[combination].tolist() if kind != NO_ROOM))


def _placements(supply: Supply, given: Sequence[_Given], question: Question) -> list[Placement]:
    """Each household's rooms with day, points and reasons; the reasons' points add up to the placement's."""
    if not given:
        return []
    rows = question.row_of[[one.household for one in given]]
    combinations = np.array([one.combination for one in given], np.int64)
    who = question.demand.rows(rows)
    places = supply.places.rows(supply.place[combinations])
    empty = supply.capacity[combinations] - who.size
    points = points_of_pairs(who, places, question.policy) + empty_bed_points(empty, question.policy)
    assert np.isfinite(points).all(), "a hard rule was broken"
    reasons = reasons_placed(who, places, empty, question.policy)
    starts = np.maximum(who.from_day, places.opens)
    site_of = {room.id: room.site for room in question.rooms}
    out = []
    for at, one in enumerate(given):
        household = question.asking[one.household]
        band = question.policy.bands[int(who.band[at])]
        known = reasons_known(household, band.says, question.demand, int(rows[at]))
        out.append(
            Placement(
                household=household.id,
                site=site_of[one.rooms[0]],
                rooms=one.rooms,
                from_day=date.fromordinal(int(starts[at])),
                until=_until(int(places.closes[at]), bool(places.winterised[at]), question.policy),
                band=band.name,
                points=float(points[at]),
                reasons=(*reasons[at], *known),
            )
        )
    return out


def _until(closes: int, winterised: bool, policy: Policy) -> date | None:
    ends = [date.fromordinal(closes)] if closes < FOREVER else []
    if not winterised and policy.winterised_from:
        ends.append(policy.winterised_from)
    return min(ends, default=None)


def _unplaced(
    everyone: Sequence[HouseholdToHouse], question: Question, placements: Sequence[Placement], whole: Supply
) -> list[Unplaced]:
    placed = {placement.household for placement in placements}
    refusals = Refusals(whole, question.policy)
    out = [
        Unplaced(one.id, WhyUnplaced.CHILD_PROTECTION, "", reasons_child_protection())
        for one in everyone
        if adults_of(one) == 0
    ]
    for number, one in enumerate(question.asking):
        if one.id in placed:
            continue
        row = int(question.row_of[number])
        why = refusals.of(question.demand, row)
        band = question.policy.bands[int(question.bands[number])]
        known = tuple(reasons_known(one, band.says, question.demand, row))
        out.append(Unplaced(one.id, why.why, band.name, (*why.reasons, *known)))
    return sorted(out, key=lambda one: one.household)


def _plan(
    everyone: Sequence[HouseholdToHouse],
    question: Question,
    placements: Sequence[Placement],
    whole: Supply,
    certificate: Certificate,
    bounds: Sequence[float],
) -> HousingPlan:
    outcomes = _outcomes(question, placements, bounds)
    plan = HousingPlan(
        policy=question.policy.version,
        households=len(everyone),
        people=sum(one.size for one in everyone),
        placements=tuple(sorted(placements, key=lambda one: one.household)),
        unplaced=tuple(_unplaced(everyone, question, placements, whole)),
        objective=sum(outcome.points for outcome in outcomes),
        bound=certificate.bound,
        bound_any_order=certificate.any_order,
        bands=outcomes,
    )
    assert len(plan.placements) + len(plan.unplaced) == plan.households, "somebody was lost or stands twice"
    return plan


def _outcomes(
    question: Question, placements: Sequence[Placement], bounds: Sequence[float]
) -> tuple[BandOutcome, ...]:
    size_of = {one.id: one.size for one in question.asking}
    outcomes = []
    for number, band in enumerate(question.policy.bands):
        asked = [one for one, own in zip(question.asking, question.bands, strict=True) if own == number]
        housed = [one for one in placements if one.band == band.name]
        outcomes.append(
            BandOutcome(
                name=band.name,
                households=len(asked),
                people=sum(one.size for one in asked),
                households_housed=len(housed),
                people_housed=sum(size_of[one.household] for one in housed),
                points=sum(one.points for one in housed),
                bound=bounds[number],
            )
        )
    return tuple(outcomes)
