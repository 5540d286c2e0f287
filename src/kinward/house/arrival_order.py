"""What happens without a plan: whoever arrives first takes the site they like best that can still hold them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np

from kinward.house.demand import Floats, Ints
from kinward.house.fill import RoomsLeft, points_of_ways
from kinward.house.plan import plan_of_choices
from kinward.house.question import Question, question_of
from kinward.model.housing import HouseholdToHouse, HousingPlan, HousingQuestion, Policy, Room

# From points, capacity and empty beds of each possible combination to what the household likes; the highest is taken.
Liking = Callable[[Floats, Ints, Ints], Floats]


def first_come_first_served(
    households: Iterable[HouseholdToHouse], rooms: Iterable[Room], policy: Policy, *, as_of: date
) -> HousingPlan:
    """Each household in order of arrival takes its best-liked site that can hold it, there the tightest rooms.

    The hard rules hold here too; only bands and foresight are missing. The plan's bound is infinite: nobody asked.
    """
    return in_arrival_order(households, rooms, policy, as_of=as_of, likes=_site_first)


def _site_first(points: Floats, _capacity: Ints, empty: Ints) -> Floats:
    # A thousandth of a point decides between rooms of the same site and standard, never between sites.
    return points - empty * 1e-3


def in_arrival_order(
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    *,
    as_of: date,
    likes: Liking,
) -> HousingPlan:
    """Everyone in order of arrival (then id) takes what they like best of what is left."""
    question = question_of(HousingQuestion(tuple(households), tuple(rooms), policy, as_of))
    supply = question.supply(frozenset())
    left = RoomsLeft(supply, supply.how_many)
    given: list[tuple[int, int]] = []
    for household in _by_arrival(question):
        row = int(question.row_of[household])
        ways = left.ways(int(question.demand.size[row]))
        if not len(ways):
            continue
        points = points_of_ways(question.demand, row, ways, supply, policy)
        lawful = points > -np.inf
        empty = supply.capacity[ways] - question.demand.size[row]
        liked = np.where(lawful, likes(points, supply.capacity[ways], empty), -np.inf)
        if liked.max() == -np.inf:
            continue
        way = int(ways[np.argmax(liked)])
        left.take(way)
        given.append((household, way))
    return plan_of_choices(question, supply, given)


def _by_arrival(question: Question) -> Sequence[int]:
    days = question.demand.from_day[question.row_of]
    order: list[int] = np.lexsort((np.arange(len(days)), days)).tolist()
    return order
