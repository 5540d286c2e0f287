"""Puts what a plan is asked in a fixed order and turns it into numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from kinward.house.demand import Apart, Demand, Geography, Ints, demand_of, gathering_regions
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.policy import adults_of, band_of
from kinward.house.stage import Ahead
from kinward.house.supply import Supply, place_together, supply_of
from kinward.model.housing import (
    ExpectedHouseholds,
    HardRule,
    HouseholdToHouse,
    HousingQuestion,
    Move,
    Policy,
    Room,
    Stay,
    WhyMoved,
)

# Who must leave where they are does not weigh it against the new rooms.
MUST_LEAVE = frozenset({WhyMoved.SITE_CLOSING, WhyMoved.SAFETY})


@dataclass(frozen=True, slots=True)
class Question:
    """The input in a fixed order, and as numbers. ``everyone`` counts those too who keep their rooms."""

    everyone: tuple[HouseholdToHouse, ...]
    asking: tuple[HouseholdToHouse, ...]
    bands: Ints
    row_of: Ints
    demand: Demand
    rooms: tuple[Room, ...]
    taken: frozenset[str]
    geography: Geography
    apart: Apart
    stays: Mapping[str, Stay]
    moves: Mapping[str, Move]
    expected: tuple[ExpectedHouseholds, ...]
    policy: Policy
    as_of: date

    def supply(self, taken: frozenset[str] | set[str], band: int | None = None) -> Supply:
        """The rooms not taken, combined as far as households of the band (or of any) need it."""
        sizes = self.demand.size if band is None else self.demand.size[self.demand.band == band]
        return self.supply_for(taken, int(sizes.max()) if len(sizes) else 0)

    def supply_for(self, taken: frozenset[str] | set[str], size_most: int) -> Supply:
        """The rooms not taken, combined as far as households of this size need it."""
        return supply_of(
            (room for room in self.rooms if room.id not in taken),
            self.geography,
            self.policy,
            first_day=self.as_of.toordinal(),
            size_most=size_most,
        )

    def rows_for(self, chosen: Sequence[HouseholdToHouse], apart: Apart) -> tuple[Demand, Ints]:
        """These households as rows, with more sites closed to some than the question itself closes."""
        bands = [band_of(one, self.policy) for one in chosen]
        return demand_of(chosen, bands, self.geography, self.policy, self.as_of, apart)


def question_of(question: HousingQuestion) -> Question:
    """Put households and rooms in order and turn them into numbers."""
    everyone = sorted(question.households, key=lambda one: one.id)
    assert len({one.id for one in everyone}) == len(everyone), "a household that stands twice"
    every_room = tuple(sorted(question.rooms, key=lambda room: (room.site, room.id)))
    assert len({room.id for room in every_room}) == len(every_room), "a room that stands twice"
    stays = {stay.household: stay for stay in question.stays}
    moves = {move.household: move for move in question.moves}
    assert all(move.why in question.policy.move_only_if for move in question.moves), "a move for no reason"
    asking = [one for one in everyone if adults_of(one) != 0 and (one.id not in stays or one.id in moves)]
    bands = [band_of(one, question.policy) for one in asking]
    geography = _geography(every_room, asking, bands, len(question.policy.bands), question.settled)
    apart = _apart(question, stays, moves)
    demand, row_of = demand_of(asking, bands, geography, question.policy, question.as_of, apart)
    return Question(
        everyone=tuple(everyone),
        asking=tuple(asking),
        bands=np.array(bands, np.int64),
        row_of=row_of,
        demand=demand,
        rooms=every_room,
        taken=question.taken | {room for stay in question.stays for room in stay.rooms},
        geography=geography,
        apart=apart,
        stays=stays,
        moves=moves,
        expected=question.expected,
        policy=question.policy,
        as_of=question.as_of,
    )


def _apart(question: HousingQuestion, stays: Mapping[str, Stay], moves: Mapping[str, Move]) -> Apart:
    """What holds for single households. "Never with" binds both, whoever of the two said it."""
    never: dict[str, set[str]] = {}
    for one in question.households:
        for other in one.never_with - {one.id}:
            never.setdefault(one.id, set()).add(other)
            never.setdefault(other, set()).add(one.id)
    relaxed: dict[str, frozenset[HardRule]] = {}
    for each in question.relaxations:
        relaxed[each.household] = relaxed.get(each.household, frozenset()) | {each.rule}
    leaving = {
        household: frozenset({stays[household].site})
        for household, move in moves.items()
        if move.why in MUST_LEAVE and household in stays
    }
    return Apart(relaxed, leaving, {one: frozenset(others) for one, others in never.items()})


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


def expected_ahead(asked: Question, band: int, *, and_earlier: bool = False) -> Ahead:
    """The expected households of this band, ``and_earlier`` ones if asked for; a later band's keep no room."""
    first = 0 if and_earlier else band
    mine = [
        one
        for one in asked.expected
        if adults_of(one.like) != 0 and first <= band_of(one.like, asked.policy) <= band
    ]
    likes = [one.like for one in mine]
    demand, row_of = demand_of(
        likes, [band] * len(likes), asked.geography, asked.policy, asked.as_of, Apart()
    )
    many = np.bincount(row_of, weights=[one.how_many for one in mine], minlength=len(demand))
    return Ahead(replace(demand, how_many=np.zeros(len(demand), np.int64)), many.astype(np.float64))


def points_where_they_stay(stay: Stay, asked: Question) -> float:
    """What the rooms they sleep in bring by this policy; minus infinity where it forbids them by now."""
    number = next(at for at, one in enumerate(asked.asking) if one.id == stay.household)
    rooms = [room for room in asked.rooms if room.id in stay.rooms]
    if len(rooms) < len(stay.rooms):
        return -np.inf
    who = asked.demand.rows(asked.row_of[[number]])
    places, holds = place_together(rooms, asked.geography, asked.policy, first_day=asked.as_of.toordinal())
    empty = np.maximum(holds - who.size, 0)
    return float((points_of_pairs(who, places, asked.policy) + empty_bed_points(empty, asked.policy))[0])
