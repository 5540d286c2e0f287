"""Proposes rooms for every household, band by band, with a reason for everyone and a limit no plan can pass."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from kinward.house.certificate import Certificate, certify
from kinward.house.demand import Demand, Floats, Ints
from kinward.house.effort import Effort
from kinward.house.explain import (
    NOT_JUDGED,
    Refusals,
    not_judged,
    reasons_child_protection,
    reasons_known,
    reasons_placed,
)
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.policy import adults_of
from kinward.house.price_table import table_of_stages
from kinward.house.question import MUST_LEAVE, Question, expected_ahead, points_where_they_stay, question_of
from kinward.house.stage import Stage, house_band
from kinward.house.supply import (
    ANY_NIGHTS,
    FOREVER,
    NO_ROOM,
    Flags,
    Kind,
    Places,
    Supply,
)
from kinward.model.housing import (
    BandOutcome,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Placement,
    Policy,
    PriceTable,
    Room,
    Stay,
    Unplaced,
    WhyUnplaced,
)

Reached = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Given:
    """One household's rooms as the stage gave them."""

    household: int
    rooms: tuple[str, ...]
    combination: int


@dataclass(slots=True)
class _SoFar:
    """What the bands before have got."""

    gone: set[str]
    site_of: dict[str, str]
    placements: list[Placement] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    stayed: list[Stay] = field(default_factory=list)
    kept: dict[Kind, float] = field(default_factory=dict)

    def keep(self, stage: Stage) -> None:
        """Those expected in this band will have their rooms before a later band's may."""
        if stage.kept is not None:
            for kind, rooms in zip(stage.supply.kinds, stage.kept.tolist(), strict=True):
                self.kept[kind] = self.kept.get(kind, 0.0) + rooms


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
    """The plan for a question without stays, moves, relaxations or expected arrivals (see ``answer``)."""
    question = HousingQuestion(tuple(households), tuple(rooms), policy, as_of, taken, settled or {})
    return _answered(question, Effort.USUAL, reached)[0]


def answer(
    question: HousingQuestion,
    *,
    effort: Effort = Effort.USUAL,
    reached: Reached = lambda _done, _of: None,
) -> tuple[HousingPlan, PriceTable]:
    """Propose rooms for each household once: placed, unplaced with a reason, or handed to child protection.

    Returns the plan and the prices that led to it. The order of the input is of no consequence, and a household of
    a later band never changes what an earlier band gets. ``reached`` hears how many stages are done.
    """
    plan, stages = _answered(question, effort, reached)
    return plan, table_of_stages(stages, question.policy, question.as_of)


def _answered(
    question: HousingQuestion, effort: Effort, reached: Reached
) -> tuple[HousingPlan, Sequence[Stage]]:
    asked = question_of(question)
    so_far = _SoFar(set(asked.taken), {stay.household: stay.site for stay in asked.stays.values()})
    steps = len(asked.policy.bands) + 1
    for band in range(len(asked.policy.bands)):
        reached(band, steps)
        _house(band, asked, so_far, effort)
    reached(len(asked.policy.bands), steps)
    whole = asked.supply(asked.taken)
    totals = {band: stage.total for band, stage in enumerate(so_far.stages)}
    certificate = certify(asked.demand, whole, asked.policy, totals, _prices_of(so_far.stages, whole), effort)
    bounds = [max(stage.bound, stage.total) for stage in so_far.stages]
    plan = _plan(asked, so_far.placements, whole, certificate, bounds, so_far.stayed)
    reached(steps, steps)
    return plan, so_far.stages


def _house(band: int, asked: Question, so_far: _SoFar, effort: Effort) -> None:
    """Give one band its rooms, and note what is gone."""
    chosen = np.flatnonzero(asked.bands == band)
    demand, row_of, conflicts = _rows_of_band(chosen, asked, so_far)
    supply = asked.supply(so_far.gone, band)
    ahead = replace(expected_ahead(asked, band), before=so_far.kept)
    stage = house_band(demand, supply, asked.policy, ahead=ahead, conflicts=conflicts, effort=effort)
    given = _to_households(stage, chosen, row_of)
    placements = _placements(stage.supply, given, asked)
    kept = {one.household for one in placements if not _worth_moving(one, asked)}
    so_far.stayed += [asked.stays[household] for household in sorted(kept)]
    moved = [one for one in placements if one.household not in kept]
    so_far.gone.update(room for one in moved for room in one.rooms)
    so_far.site_of.update((one.household, one.site) for one in moved)
    so_far.placements += moved
    so_far.stages.append(stage)
    so_far.keep(stage)


def _rows_of_band(
    chosen: Ints, asked: Question, so_far: _SoFar
) -> tuple[Demand, Ints, list[tuple[int, int]]]:
    """The band's households as rows, which row each is in, and the pairs of rows that must never meet."""
    households = [asked.asking[number] for number in chosen.tolist()]
    apart = asked.apart
    if not apart.never_with:
        rows, row_of = np.unique(asked.row_of[chosen], return_inverse=True)
        return asked.demand.rows(rows), row_of, []
    met = {
        one.id: frozenset(
            so_far.site_of[other] for other in apart.never_with[one.id] if other in so_far.site_of
        )
        for one in households
        if one.id in apart.never_with
    }
    closed = {
        household: apart.closed_sites.get(household, frozenset()) | sites for household, sites in met.items()
    }
    demand, row_of = asked.rows_for(households, replace(apart, closed_sites={**apart.closed_sites, **closed}))
    row = {one.id: int(row_of[number]) for number, one in enumerate(households)}
    pairs = {
        (min(row[one], row[other]), max(row[one], row[other]))
        for one in met
        for other in apart.never_with[one]
        if other in row
    }
    return demand, row_of, sorted(pairs)


def _worth_moving(one: Placement, asked: Question) -> bool:
    """Whether the new rooms beat those they have by what a move costs; who must leave does not compare."""
    move = asked.moves.get(one.household)
    if move is None or move.why in MUST_LEAVE:
        return True
    stay = asked.stays[one.household]
    now = points_where_they_stay(stay, asked)
    return one.points >= now - asked.policy.move_points


def plan_of_choices(
    question: Question,
    supply: Supply,
    choices: Sequence[tuple[int, int]],
) -> HousingPlan:
    """The plan in which these households (by number) took these combinations, in this order; without a bound."""
    free = [list(reversed(rooms)) for rooms in supply.rooms_of_kind]
    given = [_Given(household, _rooms_of(way, supply, free), way) for household, way in choices]
    unknown = float("inf")
    return _plan(
        question,
        _placements(supply, given, question),
        supply,
        Certificate(unknown, unknown),
        [unknown] * len(question.policy.bands),
        [],
    )


def _prices_of(stages: Sequence[Stage], whole: Supply) -> Floats:
    """Prices for all rooms: what the last band that could still have a kind of room would have paid."""
    known: dict[Kind, float] = {}
    for stage in stages:
        known.update(zip(stage.supply.kinds, stage.prices.tolist(), strict=True))
    return np.array([known.get(kind, 0.0) for kind in whole.kinds])


def _to_households(stage: Stage, chosen: Ints, row_of: Ints) -> list[_Given]:
    """Hand the rooms of each combination to households by name, both in a fixed order; most points first."""
    free = [list(reversed(rooms)) for rooms in stage.supply.rooms_of_kind]
    waiting: dict[int, list[int]] = {}
    for household, own in zip(reversed(chosen.tolist()), reversed(row_of.tolist()), strict=True):
        waiting.setdefault(own, []).append(household)
    given: list[_Given] = []
    for at in np.lexsort((-stage.points, stage.given[:, 0])).tolist():
        row, way, times = (int(x) for x in stage.given[at])
        given += [_Given(waiting[row].pop(), _rooms_of(way, stage.supply, free), way) for _ in range(times)]
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
    by_id = {room.id: room for room in question.rooms}
    out = []
    for at, one in enumerate(given):
        household = question.asking[one.household]
        band = question.policy.bands[int(who.band[at])]
        own = [by_id[room] for room in one.rooms]
        silent = not_judged(household, own, question.policy)
        known = reasons_known(household, band.says, question.demand, int(rows[at]), silent)
        out.append(
            Placement(
                household=household.id,
                site=own[0].site,
                rooms=one.rooms,
                from_day=date.fromordinal(int(starts[at])),
                until=until_of(
                    places, at, int(starts[at]), question.policy, waived=bool(who.winter_waived[at])
                ),
                band=band.name,
                points=float(points[at]),
                reasons=(*reasons[at], *known),
            )
        )
    return out


def until_of(places: Places, at: int, starts: int, policy: Policy, *, waived: bool) -> date | None:
    """The first day on which nobody may sleep on in this place: it closes, winter comes, or the stay has lasted."""
    ends = [date.fromordinal(int(places.closes[at]))] if places.closes[at] < FOREVER else []
    if not places.winterised[at] and policy.winterised_from and not waived:
        ends.append(policy.winterised_from)
    if places.nights[at] < ANY_NIGHTS:
        ends.append(date.fromordinal(starts + int(places.nights[at])))
    return min(ends, default=None)


def _unplaced(
    question: Question, placements: Sequence[Placement], whole: Supply, stayed: Sequence[Stay]
) -> list[Unplaced]:
    placed = {placement.household for placement in placements} | {stay.household for stay in stayed}
    refusals = Refusals(whole, question.policy)
    free = _left_over(refusals, placements, whole, question)
    out = [
        Unplaced(one.id, WhyUnplaced.CHILD_PROTECTION, "", reasons_child_protection())
        for one in question.everyone
        if adults_of(one) == 0 and one.id not in question.stays
    ]
    for number, one in enumerate(question.asking):
        if one.id in placed:
            continue
        row = int(question.row_of[number])
        why = refusals.of(question.demand, row, free)
        band = question.policy.bands[int(question.bands[number])]
        silent = (
            not_judged(one, question.rooms, question.policy) if one.needs & NOT_JUDGED.keys() else frozenset()
        )
        known = tuple(reasons_known(one, band.says, question.demand, row, silent))
        out.append(Unplaced(one.id, why.why, band.name, (*why.reasons, *known)))
    return sorted(out, key=lambda one: one.household)


def _left_over(
    refusals: Refusals, placements: Sequence[Placement], whole: Supply, question: Question
) -> Flags:
    """Which kinds of room have some left, where rooms were kept for households expected; else none counts."""
    if not question.expected:
        return np.zeros(len(refusals.single_kinds), np.bool_)
    given = {room for one in placements for room in one.rooms}
    left = np.array([any(room not in given for room in rooms) for rooms in whole.rooms_of_kind], np.bool_)
    of_single: Flags = left[refusals.single_kinds]
    return of_single


def _plan(
    question: Question,
    placements: Sequence[Placement],
    whole: Supply,
    certificate: Certificate,
    bounds: Sequence[float],
    stayed: Sequence[Stay],
) -> HousingPlan:
    outcomes = _outcomes(question, placements, bounds)
    everyone = {one.id for one in question.everyone}
    keeps = [stay for stay in question.stays.values() if stay.household not in question.moves]
    plan = HousingPlan(
        policy=question.policy.version,
        households=len(everyone),
        people=sum(one.size for one in question.everyone),
        placements=tuple(sorted(placements, key=lambda one: one.household)),
        unplaced=tuple(_unplaced(question, placements, whole, stayed)),
        objective=sum(outcome.points for outcome in outcomes),
        bound=certificate.bound,
        bound_any_order=certificate.any_order,
        bands=outcomes,
        stays=tuple(
            sorted(
                (stay for stay in (*keeps, *stayed) if stay.household in everyone),
                key=lambda stay: stay.household,
            )
        ),
    )
    counted = len(plan.placements) + len(plan.unplaced) + len(plan.stays)
    assert counted == plan.households, "somebody was lost or stands twice"
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
