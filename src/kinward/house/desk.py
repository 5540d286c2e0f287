"""Decides at a desk, in under a millisecond and without the centre: which free rooms suit the household best now.

The price table says what a room is worth to those who wait and are expected. A household takes the rooms that bring
it most after paying that; when none is worth its price to them, the rooms are kept and the household hears so. An
offline desk is given a quota of rooms, so that no room is given twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from kinward.house.demand import Apart, Demand, Floats, Ints
from kinward.house.explain import RulesLeave, rules_leave, terms_of
from kinward.house.plan import until_of
from kinward.house.policy import adults_of, band_of
from kinward.house.prices import AS_GOOD_AS_PAID, price_of_combinations
from kinward.house.question import Question, question_of
from kinward.house.rooms_left import RoomsLeft
from kinward.house.supply import NO_ROOM
from kinward.model.housing import (
    HouseholdToHouse,
    HousingQuestion,
    Offer,
    PriceTable,
    WhyUnplaced,
)

# Larger households than those the plan was asked about have their rooms combined too.
SIZE_LEAST = 10


@dataclass(frozen=True, slots=True)
class DeskDecision:
    """What a desk may offer, best first; ``takes`` is the first offer, unless ``why`` says why none should be taken."""

    household: str
    band: str
    offers: tuple[Offer, ...]
    takes: Offer | None
    why: WhyUnplaced | None


class Desk:
    """The rooms a desk may give, and their prices; changes as rooms are given and come back."""

    def __init__(
        self,
        question: HousingQuestion,
        prices: PriceTable,
        *,
        quota: frozenset[str] | None = None,
        size_most: int = SIZE_LEAST,
    ) -> None:
        """Begin with the rooms of the question that are not taken, or with those of a quota alone."""
        self.question: Question = question_of(question)
        gone = set(self.question.taken)
        if quota is not None:
            gone |= {room.id for room in self.question.rooms if room.id not in quota}
        largest = max([size_most, *(one.size for one in question.households)])
        self.supply = self.question.supply_for(gone, largest)
        self.prices = prices
        self._free = [set(rooms) for rooms in self.supply.rooms_of_kind]
        self._kind_of = {room: kind for kind, rooms in enumerate(self.supply.rooms_of_kind) for room in rooms}
        self._site_of = {stay.household: stay.site for stay in question.stays}
        self._site_name = {number: site for site, number in self.question.geography.site_number.items()}
        self._left = [
            RoomsLeft(
                self.supply,
                self.supply.how_many,
                price_of_combinations(self._by_kind(band), self.supply),
                question.policy,
            )
            for band in range(len(question.policy.bands))
        ]

    def decide(self, household: HouseholdToHouse, *, offers_most: int = 3) -> DeskDecision:
        """What to offer now. Deciding gives nothing away; ``take`` does."""
        if adults_of(household) == 0:
            return DeskDecision(household.id, "", (), None, WhyUnplaced.CHILD_PROTECTION)
        number = band_of(household, self.question.policy)
        band = self.question.policy.bands[number].name
        offers = self.offers(household, most=offers_most)
        if not offers:
            return DeskDecision(household.id, band, (), None, WhyUnplaced.NONE_LEFT)
        if offers[0].net < -AS_GOOD_AS_PAID * self.question.policy.points.roof:
            return DeskDecision(household.id, band, offers, None, WhyUnplaced.KEPT_FOR_EXPECTED)
        return DeskDecision(household.id, band, offers, offers[0], None)

    def offers(
        self,
        household: HouseholdToHouse,
        *,
        most: int = 3,
        not_sites: frozenset[str] = frozenset(),
        band: int | None = None,
    ) -> tuple[Offer, ...]:
        """The best rooms at each of the best sites, most net points first, at most one offer for each site."""
        demand = self.demand_of(household)
        number = int(demand.band[0]) if band is None else band
        left = self._left[number]
        net, places = left.nets(demand)
        if not_sites:
            numbers = [self.question.geography.site_number[site] for site in sorted(not_sites)]
            net = np.where(np.isin(places.site, numbers), -np.inf, net)
        size = int(demand.size[0])
        ways = [left.way(size, at) for at in _best_of_sites(net, places.site, most)]
        return self._offers(demand, np.array(ways, np.int64), number) if ways else ()

    def best_net(self, demand: Demand, row: int) -> float:
        """The most net points any free room brings to a household of this row; minus infinity when none is lawful."""
        one = demand.rows(slice(row, row + 1))
        net, _ = self._left[int(one.band[0])].nets(one)
        return float(net.max(initial=-np.inf))

    def demand_of(self, household: HouseholdToHouse) -> Demand:
        """The household as one row of numbers; sites where somebody sleeps whom it must never meet are closed to it."""
        apart = self.question.apart
        never = apart.never_with.get(household.id, frozenset()) | household.never_with
        closed = apart.closed_sites.get(household.id, frozenset()) | {
            self._site_of[other] for other in never if other in self._site_of
        }
        own = Apart(apart.relaxed, {household.id: closed} if closed else {})
        return self.question.rows_for([household], own)[0]

    def rules_leave(self, household: HouseholdToHouse) -> RulesLeave:
        """What the hard rules leave this household of the rooms that are free now."""
        return rules_leave(self.demand_of(household), self.supply, self._left[0].free, self.question.policy)

    def knows(self, room: str) -> bool:
        """Whether this room is one it may ever give: not blocked when it began, and not in other hands."""
        return room in self._kind_of

    def take(self, household: str, rooms: Iterable[str]) -> None:
        """These rooms are given to this household and are free no longer."""
        for room in rooms:
            kind = self._kind_of[room]
            assert room in self._free[kind], "a room given twice"
            self._free[kind].remove(room)
            self._changed(kind, -1)
            self._site_of[household] = self._site_name[int(self.supply.kinds[kind][0])]

    def give_back(self, household: str, rooms: Iterable[str]) -> None:
        """A household did not come or has left: its rooms are free again."""
        self._site_of.pop(household, None)
        for room in rooms:
            kind = self._kind_of[room]
            assert room not in self._free[kind], "a room that was free"
            self._free[kind].add(room)
            self._changed(kind, +1)

    def _changed(self, kind: int, by: int) -> None:
        for left in self._left:
            left.change((kind,), by)

    def _by_kind(self, band: int) -> Floats:
        """One price for all rooms of a kind: that of one this band could have had, where there is one."""
        own = self.prices.bands[band]
        seen = [next((room for room in same if room in own), same[0]) for same in self.supply.rooms_of_kind]
        return np.array([self.prices.of(band, (room,)) for room in seen], np.float64)

    def _offers(self, demand: Demand, ways: Ints, band: int) -> tuple[Offer, ...]:
        """These combinations as offers to one household."""
        places = self.supply.places.rows(self.supply.place[ways])
        empty = self.supply.capacity[ways] - demand.size
        policy = self.question.policy
        starts = np.maximum(demand.from_day, places.opens)
        waived = bool(demand.winter_waived[0])
        offers = []
        for at, terms in enumerate(terms_of(demand, places, empty, policy)):
            points, price = sum(term.points for term in terms), float(self._left[band].price[ways[at]])
            offers.append(
                Offer(
                    site=self._site_name[int(places.site[at])],
                    rooms=self._rooms(int(ways[at])),
                    from_day=date.fromordinal(int(starts[at])),
                    until=until_of(places, at, int(starts[at]), policy, waived=waived),
                    points=points,
                    price=price,
                    net=points - price,
                    empty_beds=int(empty[at]),
                    terms=terms,
                )
            )
        return tuple(offers)

    def _rooms(self, way: int) -> tuple[str, ...]:
        """The first free rooms of each kind it is made of."""
        members = [kind for kind in self.supply.members[way].tolist() if kind != NO_ROOM]
        chosen: list[str] = []
        for kind in sorted(set(members)):
            chosen += sorted(self._free[kind])[: members.count(kind)]
        return tuple(sorted(chosen))


def _best_of_sites(net: Floats, sites: Ints, most: int) -> list[int]:
    """Places in order of net points, the best of each site only; equal ones in the order of the sites."""
    chosen: list[int] = []
    seen: set[int] = set()
    net = net.copy()
    while len(chosen) < most and len(net):
        at = int(np.argmax(net))
        if net[at] == -np.inf:
            break
        if int(sites[at]) not in seen:
            seen.add(int(sites[at]))
            chosen.append(at)
        net[at] = -np.inf
    return chosen
