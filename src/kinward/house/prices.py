"""What each kind of room is worth to those who need it, and from that a certified limit for any plan.

Every room gets a price in points. Each household then picks the combination of rooms that brings it most after
paying. Whatever the prices, the points left over to households plus the value of all rooms is at least what any
plan can reach (Lagrangian duality): that is the bound. Good prices make it tight, and they are found by letting
households choose almost greedily (a softened choice, colder and colder) until demand for every kind of room meets
what there is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kinward.house.demand import Demand, Floats, Ints
from kinward.house.effort import Effort
from kinward.house.points import empty_bed_points, place_points
from kinward.house.supply import Flags, Supply
from kinward.model.housing import Policy

Single = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Softness:
    """How greedily households choose in the search for prices, and how long and how closely it looks."""

    temperature: float
    steps: int
    choices: int


# Softness of choice, as a share of the points of one roof, from warm to cold (research: 20, 5, 1.5 points at roof 100),
# the most steps at each, and how many pairs of household and place are looked at in each step. A small sample finds
# the level of prices, a larger one the differences; the bound always looks at everyone.
WARM = Softness(0.2, 40, 1_000_000)
COOL = Softness(0.05, 60, 4_000_000)
COLD = Softness(0.015, 100, 20_000_000)
COLDER = Softness(0.01, 80, 20_000_000)
COLDEST_OF_ALL = Softness(0.005, 150, 20_000_000)
BY_EFFORT = {
    Effort.NO_CERTIFICATE: (WARM, COOL, COLD),
    Effort.USUAL: (WARM, COOL, COLD, COLDER),
    Effort.LONG: (WARM, COOL, COLD, COLDER, COLDEST_OF_ALL),
}
# Softened prices of rooms that very many want overshoot what these bring by a little (a few times the coldest softness).
# A place that lacks no more than this share of a roof to pay its price is as good as paid, or nobody could have it.
AS_GOOD_AS_PAID = 0.1
# The search stops when a step lowers the bound by less than this share.
SETTLED = 1e-5
# Rows worked on at once, so that memory stays small.
CHOICES_AT_ONCE = 400_000
# exp(-60) is nothing here, and still an ordinary number in single precision; smaller ones are a hundred times slower.
COLDEST = np.float32(-60.0)
# The bound adds 35,000 numbers held in single precision (24 bits); this covers their rounding.
ROUNDING = 2e-6


@dataclass(frozen=True, slots=True)
class Fitting:
    """For one household size: the combinations that suit it, place by place, with what their empty beds cost."""

    combinations: Ints
    empty: Floats
    starts: Ints
    of_place: Ints
    places: Ints


@dataclass(frozen=True, slots=True)
class Group:
    """Households of one size and band: a slice of the rows, and what suits their size."""

    size: int
    band: int
    rows: slice
    fitting: Fitting


@dataclass(frozen=True, slots=True)
class Market:
    """Households of some bands before the rooms they may choose from; ``weight`` counts households of each row."""

    demand: Demand
    weight: Floats
    supply: Supply
    policy: Policy
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices by kind of room, and by how much more than once each band's points count (see certificate)."""

    prices: Floats
    extra: Floats


@dataclass(frozen=True, slots=True)
class Choice:
    """What softened households would take: their gains added up, rooms by combination, points by band."""

    gain: float
    taken: Floats
    points: Floats


def market_of(demand: Demand, supply: Supply, policy: Policy, weight: Floats | None = None) -> Market:
    """Prepare for pricing: sort the combinations by size and place. Rows stand in order of size and band.

    ``weight`` says how many households each row stands for, where that is not ``how_many``.
    """
    fittings = {size: fitting_of(supply, policy, size) for size in np.unique(demand.size).tolist()}
    counted = demand.how_many.astype(np.float64) if weight is None else weight
    return _market(demand, counted, supply, policy, fittings)


def _market(
    demand: Demand, weight: Floats, supply: Supply, policy: Policy, fittings: Mapping[int, Fitting]
) -> Market:
    """Rows stand in order of size and band, so each group is one slice."""
    edges = np.flatnonzero(np.diff(demand.size) | np.diff(demand.band)) + 1
    starts = [0, *edges.tolist()]
    groups = tuple(
        Group(int(demand.size[a]), int(demand.band[a]), slice(a, b), fittings[int(demand.size[a])])
        for a, b in zip(starts, [*edges.tolist(), len(demand)], strict=True)
        if a < b
    )
    return Market(demand, weight, supply, policy, tuple(g for g in groups if len(g.fitting.places)))


def fitting_of(supply: Supply, policy: Policy, size: int) -> Fitting:
    """The combinations that suit a size, place by place."""
    suits = (supply.capacity >= size) & (supply.capacity - supply.smallest < size)
    numbers = np.flatnonzero(suits)
    numbers = numbers[np.argsort(supply.place[numbers], kind="stable")]
    places, starts, counts = np.unique(supply.place[numbers], return_index=True, return_counts=True)
    empty = empty_bed_points(supply.capacity[numbers] - size, policy)
    return Fitting(numbers, empty, starts, np.repeat(np.arange(len(places)), counts), places)


def firm(market: Market) -> Market:
    """Without the combinations that exist for the bound only."""
    supply = market.supply
    if not supply.loose.any():
        return market
    without = supply.without_loose()
    fittings = {group.size: fitting_of(without, market.policy, group.size) for group in market.groups}
    return replace(market, groups=tuple(replace(g, fitting=fittings[g.size]) for g in market.groups))


def price_of_combinations(prices: Floats, supply: Supply) -> Floats:
    """The members' prices added up; a loose member costs what its cheapest kind costs."""
    loose = [prices[kinds].min() for kinds in supply.loose_kinds]
    each = np.concatenate([prices, loose, [0.0]])
    total: Floats = each[supply.members].sum(axis=1)
    return total


def find_prices(market: Market, effort: Effort = Effort.NO_CERTIFICATE) -> Floats:
    """Prices per kind of room at which demand nearly meets supply. Deterministic."""
    terms = no_terms(market)
    for softness in BY_EFFORT[effort]:
        terms = improve(market, terms, {}, softness)
    return terms.prices


def no_terms(market: Market) -> Terms:
    """Every room for nothing, every band counted once."""
    return Terms(np.zeros(len(market.supply.rooms_of_kind)), np.zeros(len(market.policy.bands)))


def improve(market: Market, start: Terms, floors: Mapping[int, float], softness: Softness) -> Terms:
    """Lower the softened bound from ``start``. ``floors`` are points that bands must keep; only their extra moves."""
    how_many = market.supply.how_many.astype(np.float64)
    sample = firm(_sampled(market, softness.choices))
    cold = softness.temperature * market.policy.points.roof
    worth = _worth(sample, cold)
    kinds = len(how_many)
    floor = np.array([floors.get(band, 0.0) for band in range(len(start.extra))])
    moves = np.array([band in floors for band in range(len(start.extra))])
    # An extra of 1 matters about as much as the price of one roof, so the search sees it in that measure.
    scale = market.policy.points.roof

    def falls(at: Floats) -> tuple[float, Floats]:
        terms = Terms(at[:kinds], at[kinds:] / scale)
        choice = _choose(sample, worth, terms, cold, moves)
        value = float(terms.prices @ how_many - terms.extra @ floor) + choice.gain
        slope = np.where(moves, choice.points - floor, 0.0) / scale
        return value, np.concatenate([how_many - rooms_taken(choice.taken, sample.supply), slope])

    first = np.concatenate([start.prices, start.extra * scale])
    found = minimize(
        falls, first, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(first),
        options={"maxiter": softness.steps, "maxcor": 12, "ftol": SETTLED},
    )  # fmt: skip
    return Terms(np.asarray(found.x[:kinds], np.float64), np.asarray(found.x[kinds:], np.float64) / scale)


def rooms_taken(taken: Floats, supply: Supply) -> Floats:
    """Rooms by kind when so many of each combination are taken."""
    kinds = len(supply.rooms_of_kind)
    count = np.zeros(kinds)
    for column in range(supply.members.shape[1]):
        used = supply.members[:, column]
        real = (used >= 0) & (used < kinds)
        count += np.bincount(used[real], weights=taken[real], minlength=kinds)
    return count


def wanted_at(market: Market, prices: Floats) -> Floats:
    """How many of each combination the households of this market would take at these prices, nearly greedily."""
    terms = replace(no_terms(market), prices=prices)
    cold = COLD.temperature * market.policy.points.roof
    nobody = np.zeros(len(terms.extra), np.bool_)
    taken = np.zeros(len(market.supply.members))
    for part in _in_parts(firm(market)):
        taken += _choose(part, _worth(part, cold), terms, cold, nobody).taken
    return taken


def bound_at(market: Market, terms: Terms, floors: Mapping[int, float]) -> float:
    """The certified limit these terms give: no plan for this market in which the bands keep their floors has more.

    Valid for any prices and extras that are not negative.
    """
    gain = sum(_greedy_gain(part, terms) for part in _in_parts(market))
    kept = sum(float(terms.extra[band]) * points for band, points in floors.items())
    rounding = ROUNDING * (gain + abs(kept))
    return float(terms.prices @ market.supply.how_many) + gain - kept + rounding


def _greedy_gain(market: Market, terms: Terms) -> float:
    cost = price_of_combinations(terms.prices, market.supply)
    total = 0.0
    for group, worth in zip(market.groups, _worth(market, 1.0), strict=True):
        fitting, times = group.fitting, 1 + float(terms.extra[group.band])
        offer = np.maximum.reduceat(fitting.empty * times - cost[fitting.combinations], fitting.starts)
        best = (worth * np.float32(times) + offer.astype(np.float32)).max(axis=1)
        total += float(np.maximum(best, 0).astype(np.float64) @ market.weight[group.rows])
    return total


def _choose(market: Market, worth: Sequence[Single], terms: Terms, cold: float, asked: Flags) -> Choice:
    """Everyone's softened choice on these terms; points only of the bands that are ``asked`` for."""
    cost = price_of_combinations(terms.prices, market.supply)
    taken = np.zeros(len(cost))
    points = np.zeros(len(terms.extra))
    gain = 0.0
    for group, own in zip(market.groups, worth, strict=True):
        times = 1 + float(terms.extra[group.band])
        weight = market.weight[group.rows]
        more, brought = _choose_one_group(
            group.fitting, own, weight, cost, taken, cold=cold, times=times, asked=bool(asked[group.band])
        )
        gain += more
        points[group.band] += brought
    return Choice(gain, taken, points)


def _choose_one_group(
    fitting: Fitting,
    worth: Single,
    weight: Floats,
    cost: Floats,
    taken: Floats,
    *,
    cold: float,
    times: float,
    asked: bool,
) -> tuple[float, float]:
    """Adds what they take to ``taken``; returns their gain and, when asked, the points they would have."""
    value = (fitting.empty * times - cost[fitting.combinations]) / cold
    best = np.maximum.reduceat(value, fitting.starts)
    share = np.exp(np.maximum(value - best[fitting.of_place], COLDEST))
    whole = np.add.reduceat(share, fitting.starts)
    offer = (best + np.log(whole)).astype(np.float32)
    wish = worth * np.float32(times) + offer if times != 1 else worth + offer
    top = np.maximum(wish.max(axis=1), 0)
    wish -= top[:, None]
    np.maximum(wish, COLDEST, out=wish)
    np.exp(wish, out=wish)
    total = wish.sum(axis=1) + np.exp(np.maximum(-top, COLDEST))
    each = (weight / total).astype(np.float32)
    by_combination = np.einsum("i,ij->j", each, wish)[fitting.of_place] * share / whole[fitting.of_place]
    taken[fitting.combinations] += by_combination
    gain = cold * float((top.astype(np.float64) + np.log(total)) @ weight)
    if not asked:
        return gain, 0.0
    lawful = np.maximum(worth, COLDEST)
    points = cold * float(each @ np.einsum("ij,ij->i", wish, lawful)) + float(by_combination @ fitting.empty)
    return gain, points


def _worth(market: Market, cold: float) -> list[Single]:
    """Points of the places that suit each group, in units of ``cold``."""
    return [_worth_of(group, market, cold) for group in market.groups]


def _worth_of(group: Group, market: Market, cold: float) -> Single:
    places = market.supply.places.rows(group.fitting.places)
    worth = np.empty((group.rows.stop - group.rows.start, len(places)), np.float32)
    step = max(1, CHOICES_AT_ONCE // len(places))
    for first in range(0, len(worth), step):
        some = market.demand.rows(
            slice(group.rows.start + first, min(group.rows.stop, group.rows.start + first + step))
        )
        worth[first : first + step] = place_points(some, places, market.policy) / cold
    return worth


def _in_parts(market: Market) -> Iterator[Market]:
    """The same market, some households at a time, so that memory stays small."""
    step = max(1, CHOICES_AT_ONCE // max(1, len(market.supply.places)))
    for first in range(0, len(market.demand), step):
        part = slice(first, first + step)
        yield _part(market, market.demand.rows(part), market.weight[part])


def _part(market: Market, demand: Demand, weight: Floats) -> Market:
    nothing = np.empty(0, np.int64)
    empty = Fitting(nothing, np.empty(0), nothing, nothing, nothing)
    fittings = dict.fromkeys(np.unique(demand.size).tolist(), empty)
    fittings.update({group.size: group.fitting for group in market.groups})
    return _market(demand, weight, market.supply, market.policy, fittings)


def _sampled(market: Market, choices: int) -> Market:
    """Every so-manieth household stands for its neighbours (rows are in order of size, band and needs)."""
    households = float(market.weight.sum())
    most = max(200, choices // max(1, len(market.supply.places)))
    if len(market.demand) <= most:
        return market
    step = households / most
    marks = (np.arange(most) + 0.5) * step
    rows = np.searchsorted(np.cumsum(market.weight), marks, side="right")
    chosen, times = np.unique(rows, return_counts=True)
    return _part(market, market.demand.rows(chosen), (times * step).astype(np.float64))
