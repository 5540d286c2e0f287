"""Says in words why a household sleeps where it does, or why it has no room: recomputed by the rules that decided."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kinward.house.demand import NOWHERE, Demand, Ints
from kinward.house.points import (
    empty_bed_points,
    forbidden,
    forbidden_by_rule,
    points_by_term,
    points_by_whole_term,
)
from kinward.house.policy import adults_of
from kinward.house.supply import NO_ROOM, Flags, Places, Supply
from kinward.model.housing import (
    HardRule,
    HouseholdToHouse,
    Need,
    Policy,
    Room,
    RuleRemoved,
    Term,
    WhyUnplaced,
)
from kinward.model.problem import Message

# Each sentence stands in a Message, so that it is gathered for translation.
TERMS = {
    "roof": Message("a roof {points}"),
    "tier": Message("this kind of room {points}"),
    "winterised": Message("winterised {points}"),
    "wish_region": Message("the region they wish for {points}"),
    "relatives_same_site": Message("relatives at the same site {points}"),
    "relatives_same_region": Message("relatives in the same region {points}"),
    "community_region": Message("the region their community gathers in {points}"),
    "night_waiting": Message("nights of waiting {points}"),
    "wish_site": Message("the site they wish for {points}"),
    "school_near": Message("a school near for the children {points}"),
}
# One room, and several.
RULES = {
    "accessible": (
        Message("{rooms} free room is not accessible (a need of this household)"),
        Message("{rooms} free rooms are not accessible (a need of this household)"),
    ),
    "winterised": (
        Message("{rooms} free room is not winterised (a need of this household)"),
        Message("{rooms} free rooms are not winterised (a need of this household)"),
    ),
    "winter": (
        Message("{rooms} free room is not winterised and winter would have begun"),
        Message("{rooms} free rooms are not winterised and winter would have begun"),
    ),
    "closed": (
        Message("{rooms} free room closes before they could move in"),
        Message("{rooms} free rooms close before they could move in"),
    ),
    "hospital": (
        Message("{rooms} free room is too far from a hospital (a need of this household)"),
        Message("{rooms} free rooms are too far from a hospital (a need of this household)"),
    ),
    "electricity": (
        Message("{rooms} free room has no power of its own (a need of this household)"),
        Message("{rooms} free rooms have no power of their own (a need of this household)"),
    ),
    "refused": (
        Message("{rooms} free room is at a site they said no to, or that is closed to them"),
        Message("{rooms} free rooms are at sites they said no to, or that are closed to them"),
    ),
}
NOT_JUDGED = {
    Need.HOSPITAL: Message("whether a hospital is near enough could not be judged: the rooms do not say"),
    Need.ELECTRICITY: Message("whether electricity is safe there could not be judged: the rooms do not say"),
}


def _taken_by(rule: str, rooms: int) -> Message:
    one, many = RULES[rule]
    return Message((one if rooms == 1 else many).text, {"rooms": rooms})


def reasons_child_protection() -> tuple[Message, ...]:
    """For a household without an adult."""
    return (
        Message(
            "no adult is in this household: handed to child protection, a program gives children no room"
        ),
        Message("needed: a child-protection officer's decision on who cares for them"),
    )


def reasons_placed(demand: Demand, places: Places, empty: Ints, policy: Policy) -> list[tuple[Message, ...]]:
    """Points term by term for each household at the place beside it; they add up to the placement's points."""
    each = points_by_term(demand, places, policy)
    whole = points_by_whole_term(demand, places, policy)
    cost = empty_bed_points(empty, policy)
    return [
        tuple(
            _placed(
                {name: float(points[at]) for name, points in each.items()},
                {name: float(points[at]) for name, points in whole.items()},
                int(demand.size[at]),
                int(empty[at]),
                float(cost[at]),
            )
        )
        for at in range(len(demand))
    ]


def _placed(
    each: Mapping[str, float], whole: Mapping[str, float], size: int, empty: int, cost: float
) -> Iterator[Message]:
    yield Message("points of this place for each person: {each}", {"each": _plain(sum(each.values()))})
    for name, points in each.items():
        if points:
            yield Message(TERMS[name].text, {"points": _signed(points)})
    for name, points in whole.items():
        if points:
            yield Message(TERMS[name].text, {"points": _signed(points)})
    if empty:
        yield Message("beds that stay empty: {empty} {points}", {"empty": empty, "points": _signed(cost)})
    total = sum(each.values()) * size + sum(whole.values()) + cost
    yield Message("in all {points} for a household of {people}", {"points": _plain(total), "people": size})


def terms_of(demand: Demand, places: Places, empty: Ints, policy: Policy) -> list[tuple[Term, ...]]:
    """For one household, the points of each of these places line by line; they add up to the points of the place."""
    size = int(demand.size[0])
    each = np.zeros(len(places))
    lines = {
        name: (points * size + each).tolist()
        for name, points in points_by_term(demand, places, policy).items()
    }
    lines |= {
        name: (points + each).tolist()
        for name, points in points_by_whole_term(demand, places, policy).items()
    }
    costs = empty_bed_points(empty, policy).tolist()
    return [
        (
            *(
                Term(name, points[at], Message(TERMS[name].text, {"points": _signed(points[at])}))
                for name, points in lines.items()
                if points[at]
            ),
            *_empty_term(int(empty[at]), costs[at]),
        )
        for at in range(len(places))
    ]


def _empty_term(beds: int, cost: float) -> Iterator[Term]:
    if beds:
        says = Message("beds that stay empty: {empty} {points}", {"empty": beds, "points": _signed(cost)})
        yield Term("bed_left_empty", cost, says)


def not_judged(household: HouseholdToHouse, rooms: Sequence[Room], policy: Policy) -> frozenset[Need]:
    """Needs that these rooms, or the policy, say nothing about."""
    silent = set()
    if policy.hospital_km_most is None or any(room.hospital_km is None for room in rooms):
        silent.add(Need.HOSPITAL)
    if Need.ELECTRICITY not in policy.backup_power_for or any(room.backup_power is None for room in rooms):
        silent.add(Need.ELECTRICITY)
    return household.needs & silent


def reasons_known(
    household: HouseholdToHouse, policy_band: str, demand: Demand, row: int, silent: frozenset[Need]
) -> Iterator[Message]:
    """What holds whether placed or not: the band, and what could not be judged."""
    yield Message("band: {band}", {"band": policy_band})
    for need in sorted(silent):
        yield NOT_JUDGED[need]
    if adults_of(household) is None:
        yield Message("whether an adult is among them is not written down")
    if household.relatives_placed_at and demand.relatives[row] == NOWHERE:
        yield Message("the site of their relatives is not among the rooms, so nearness could not be judged")
    if household.wish_region and demand.wish[row] == NOWHERE:
        yield Message("no room is in the region they wish for")


@dataclass(frozen=True, slots=True)
class RulesLeave:
    """What the hard rules leave a household of the rooms that are free, rule by rule what they take.

    ``largest`` is how many people the largest room lawful for it holds, 0 when there is none.
    """

    rooms: int
    sites: int
    removed: tuple[RuleRemoved, ...]
    sites_lawful: int
    largest: int


def rules_leave(demand: Demand, supply: Supply, free: Ints, policy: Policy) -> RulesLeave:
    """For one household (a single row) and so many free rooms of each kind."""
    single = np.flatnonzero((supply.members[:, 1] == NO_ROOM) & ~supply.loose)
    single = single[free[supply.members[single, 0]] > 0]
    places, rooms = supply.places.rows(supply.place[single]), free[supply.members[single, 0]]

    def sites(flags: Flags) -> int:
        return int(np.unique(places.site[flags]).size)

    everywhere = np.ones(len(single), np.bool_)
    removed = []
    for rule, flags in forbidden_by_rule(demand, places, policy).items():
        flagged = np.broadcast_to(flags, everywhere.shape)
        if count := int(rooms[flagged].sum()):
            closed = sites(everywhere) - sites(~flagged)
            removed.append(RuleRemoved(HardRule(rule), closed, count, _taken_by(rule, count)))
    lawful = ~np.broadcast_to(forbidden(demand, places, policy), everywhere.shape)
    return RulesLeave(
        int(rooms.sum()), sites(everywhere), tuple(removed), sites(lawful),
        int(supply.capacity[single][lawful].max(initial=0)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Why:
    """Why households of one kind have no room."""

    why: WhyUnplaced
    reasons: tuple[Message, ...]


class Refusals:
    """Looks up why a kind of household got nothing; kinds alike in every hard rule share the answer."""

    def __init__(self, supply: Supply, policy: Policy) -> None:
        """Against all rooms that were free before the first band."""
        self.supply, self.policy = supply, policy
        self.firm = np.flatnonzero(~supply.loose)
        single = np.flatnonzero((supply.members[:, 1] == NO_ROOM) & ~supply.loose)
        self.single_kinds = supply.members[single, 0]
        self.kind_places = supply.places.rows(supply.place[single])
        self.kind_rooms = supply.how_many[supply.members[single, 0]]
        self.kind_capacity = supply.capacity[single]
        self.known: dict[tuple[int, ...], Why] = {}

    def of(self, demand: Demand, row: int, free: Flags) -> Why:
        """Why nothing was given to households of this row; ``free`` says which kinds have rooms left over."""
        why = self._whatever_was_left(demand, row)
        if why.why is WhyUnplaced.NONE_LEFT and self._left_over(demand.rows(slice(row, row + 1)), free):
            return Why(WhyUnplaced.KEPT_FOR_EXPECTED, (*_KEPT, *why.reasons[1:]))
        return why

    def _left_over(self, one: Demand, free: Flags) -> bool:
        """Whether one room left over could lawfully hold them alone: it was kept then, not overlooked."""
        fits = free & (self.kind_capacity >= int(one.size[0]))
        if not fits.any():
            return False
        return bool((fits & ~forbidden(one, self.kind_places, self.policy)).any())

    def _whatever_was_left(self, demand: Demand, row: int) -> Why:
        key = tuple(
            int(getattr(demand, name)[row])
            for name in (
                "size",
                "accessible",
                "winterised",
                "hospital",
                "power",
                "winter_waived",
                "from_day",
                "refuses",
            )
        )
        if key not in self.known:
            self.known[key] = self._why(demand.rows(slice(row, row + 1)))
        return self.known[key]

    def _why(self, one: Demand) -> Why:
        size = int(one.size[0])
        removed = {
            rule: int(self.kind_rooms[np.broadcast_to(flags, self.kind_rooms.shape)].sum())
            for rule, flags in forbidden_by_rule(one, self.kind_places, self.policy).items()
        }
        said = [_taken_by(rule, rooms) for rule, rooms in removed.items() if rooms]
        sites = self._lawful_sites(one, size)
        if not sites:
            return Why(WhyUnplaced.NOTHING_FITS, (*self._nothing(one, size), *said))
        return Why(WhyUnplaced.NONE_LEFT, (*_outbid(size, sites), *said))

    def _lawful_sites(self, one: Demand, size: int) -> int:
        """Sites that could lawfully room so many people if every room were free."""
        supply = self.supply
        fits = self.firm[(supply.capacity[self.firm] >= size)]
        fits = fits[supply.capacity[fits] - supply.smallest[fits] < size]
        places = supply.places.rows(supply.place[fits])
        return len(np.unique(places.site[~forbidden(one, places, self.policy)]))

    def _nothing(self, one: Demand, size: int) -> Iterator[Message]:
        lawful = ~forbidden(one, self.kind_places, self.policy)
        largest = int(self.kind_capacity[lawful].max()) if lawful.any() else 0
        most = self.policy.rooms_per_household_most
        yield Message(
            "no site has a room, or up to {most} rooms together, that could lawfully hold a household of {people}",
            {"most": most, "people": size},
        )
        if largest:
            yield Message("the largest room lawful for them holds {people}", {"people": largest})
        yield _needed(size, accessible=bool(one.accessible[0]), winterised=bool(one.winterised[0]))


_KEPT = (
    Message(
        "rooms that could lawfully hold them are free, and kept for households expected to which they bring more points"
    ),
)


def _outbid(size: int, sites: int) -> Sequence[Message]:
    return (
        Message(
            "{sites} sites had rooms that could lawfully hold a household of {people}, none is left: they went to earlier bands "
            "or bring more points to others of this band",
            {"sites": sites, "people": size},
        ),
        Message(
            "needed: one more room for a household of {people}, or several at one site, that the rules allow them"
            if size > 1
            else "needed: one more room that the rules allow them",
            {"people": size},
        ),
    )


def _needed(size: int, *, accessible: bool, winterised: bool) -> Message:
    people = {"people": size}
    if accessible and winterised:
        return Message("needed: rooms for {people} at one site, accessible and winterised", people)
    if accessible:
        return Message("needed: rooms for {people} at one site, accessible", people)
    if winterised:
        return Message("needed: rooms for {people} at one site, winterised", people)
    return Message("needed: rooms for {people} at one site", people)


def _plain(points: float) -> str:
    return f"{points:g}"


def _signed(points: float) -> str:
    return f"{points:+g}"
