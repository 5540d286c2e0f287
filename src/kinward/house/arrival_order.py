"""What happens without a plan: whoever arrives first takes the site they like best that can still hold them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from kinward.house.demand import Demand, Floats, Ints
from kinward.house.plan import plan_of_choices
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.question import Question, question_of
from kinward.house.supply import NO_ROOM, Flags, Supply, uses_of
from kinward.model.housing import HouseholdToHouse, HousingPlan, HousingQuestion, Policy, Room

# From points, capacity, empty beds and site of each possible combination to how much it is liked; the highest is taken.
Liking = Callable[[Floats, Ints, Ints, Ints], Floats]


def first_come_first_served(
    households: Iterable[HouseholdToHouse], rooms: Iterable[Room], policy: Policy, *, as_of: date
) -> HousingPlan:
    """Each household in order of arrival takes its best-liked site that can hold it, there the tightest rooms.

    The hard rules hold here too; only bands and foresight are missing. The plan's bound is infinite: nobody asked.
    """
    return in_arrival_order(households, rooms, policy, as_of=as_of, likes=site_first(policy))


def site_first(policy: Policy) -> Liking:
    """What a household likes by itself: what the place brings to it, not which beds stay empty for others.

    Of sites it likes equally it takes the first by id; there somebody gives it the tightest rooms of that standard.
    """

    def liking(points: Floats, _capacity: Ints, empty: Ints, sites: Ints) -> Floats:
        own = points - empty_bed_points(empty, policy)
        first = int(np.argmax(own))
        here = (sites == sites[first]) & (own >= own[first] - 1e-9)
        return np.where(here, -empty.astype(np.float64), -np.inf)

    return liking


def in_arrival_order(
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    *,
    as_of: date,
    likes: Liking,
    then_likes: Liking | None = None,
) -> HousingPlan:
    """Everyone in order of arrival (then id) takes what they like best of what is left.

    With ``then_likes`` whoever found nothing by the first liking is asked once more, by this one.
    """
    question = question_of(HousingQuestion(tuple(households), tuple(rooms), policy, as_of))
    supply = question.supply(frozenset())
    left = _WaysLeft(supply, supply.how_many)
    sites = supply.places.site[supply.place]
    given: list[tuple[int, int]] = []
    without: Sequence[int] = _by_arrival(question)
    for liking in (likes, then_likes):
        if liking is not None:
            found = _taken_in_order(without, liking, question, supply, left, sites)
            given += found
            housed = {household for household, _ in found}
            without = [household for household in without if household not in housed]
    return plan_of_choices(question, supply, given)


def _taken_in_order(
    households: Sequence[int],
    likes: Liking,
    question: Question,
    supply: Supply,
    left: "_WaysLeft",
    sites: Ints,
) -> list[tuple[int, int]]:
    """Who takes which combination, one household after the other."""
    given: list[tuple[int, int]] = []
    for household in households:
        row = int(question.row_of[household])
        ways = left.ways(int(question.demand.size[row]))
        if not len(ways):
            continue
        points = _points_of_ways(question.demand, row, ways, supply, question.policy)
        lawful = points > -np.inf
        empty = supply.capacity[ways] - question.demand.size[row]
        liked = np.where(lawful, likes(points, supply.capacity[ways], empty, sites[ways]), -np.inf)
        if liked.max() == -np.inf:
            continue
        way = int(ways[np.argmax(liked)])
        left.take(way)
        given.append((household, way))
    return given


def _by_arrival(question: Question) -> Sequence[int]:
    days = question.demand.from_day[question.row_of]
    order: list[int] = np.lexsort((np.arange(len(days)), days)).tolist()
    return order


def _points_of_ways(demand: Demand, row: int, ways: Ints, supply: Supply, policy: Policy) -> Floats:
    """Points of each of these combinations for a household of this row; minus infinity where forbidden."""
    one = demand.rows(slice(row, row + 1))
    points = points_of_pairs(one, supply.places.rows(supply.place[ways]), policy)
    return points + empty_bed_points(supply.capacity[ways] - one.size, policy)


class _WaysLeft:
    """The rooms still free, and the combinations that can still be made of them."""

    def __init__(self, supply: Supply, free: Ints) -> None:
        """Begin with so many free rooms of each kind."""
        self.supply, self.free = supply, free.copy()
        self._uses = uses_of(supply.members)
        firm = np.flatnonzero(~supply.loose)
        self._alive = firm[self._possible(firm)]
        self._by_size: dict[int, Ints] = {}

    def _possible(self, combinations: Ints) -> Flags:
        have = np.append(self.free, 0)[self.supply.members[combinations]]
        return np.asarray((have >= self._uses[combinations]).all(axis=1), np.bool_)

    def ways(self, size: int) -> Ints:
        """Combinations for so many people that can still be made."""
        if size not in self._by_size:
            capacity, smallest = self.supply.capacity[self._alive], self.supply.smallest[self._alive]
            self._by_size[size] = self._alive[(capacity >= size) & (capacity - smallest < size)]
        ways = self._by_size[size]
        self._by_size[size] = ways[self._possible(ways)]
        return self._by_size[size]

    def has(self, combination: int) -> bool:
        """Whether its rooms are all free still."""
        members = self.supply.members[combination].tolist()
        return all(kind == NO_ROOM or self.free[kind] >= members.count(kind) for kind in members)

    def take(self, combination: int) -> None:
        """Its rooms are free no longer."""
        for kind in self.supply.members[combination]:
            if kind != NO_ROOM:
                self.free[kind] -= 1
