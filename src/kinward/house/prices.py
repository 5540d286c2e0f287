"""What each kind of room is worth to those who need it, and from that a certified limit for any plan.

Every room gets a price in points. Each household then picks the combination of rooms that brings it most after
paying. Whatever the prices, the points left over to households plus the value of all rooms is at least what any
plan can reach (Lagrangian duality): that is the bound. Good prices make it tight, and they are found by letting
households choose almost greedily (a softened choice, colder and colder) until demand for every kind of room meets
what there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import minimize

from kinward.house.crowds import Choice, Crowds, choose, crowds_of, greedy_gain
from kinward.house.demand import Demand, Floats
from kinward.house.effort import Effort
from kinward.house.fitting import Fitting, fitting_of
from kinward.house.supply import Flags, Supply
from kinward.model.housing import Policy

# The search stops when a step lowers the bound by less than this share; the sharpest limit is looked for more patiently.
SETTLED = 1e-6
PATIENT = 1e-8


@dataclass(frozen=True, slots=True)
class Softness:
    """How greedily households choose in the search for prices, and for how many steps it looks."""

    temperature: float
    steps: int
    settled: float = SETTLED


# Softness of choice, as a share of the points of one roof, from warm to cold (research: 20, 5, 1.5 points at roof 100),
# and the most steps at each. Slots are cut at the prices and the softness of the last of FOR_A_PLAN: measured at 8,000
# households, a plan cut at any softness from 0.02 to 0.005 is within 0.1 % of the bound (large families 0.2 %), and one
# cut at colder prices with warmer choices was 0.4 % worse. The bound alone gains by being colder still.
WARM = Softness(0.2, 40)
COOL = Softness(0.05, 80)
COLD = Softness(0.015, 150)
COLDER = Softness(0.005, 150)
COLDEST_OF_ALL = (Softness(0.002, 300, PATIENT), Softness(0.001, 300, PATIENT))
FOR_A_PLAN = (WARM, COOL, COLD, COLDER)
FOR_A_BOUND = {Effort.NO_CERTIFICATE: (), Effort.USUAL: (), Effort.LONG: COLDEST_OF_ALL}
# Where n households want a room alike, its softened price is above what it brings by log(n) times the softness, one point
# where a roof is 200. A place that lacks no more than this share of a roof to pay its price is as good as paid, or
# nobody could have it. Measured in ten waves of 600 (tight): 0.1 lost 2 % of the points against 0.01, because small
# households took for a little less what large ones after them would have paid.
AS_GOOD_AS_PAID = 0.02
# The bound adds 35,000 numbers held in single precision (24 bits); this covers their rounding.
ROUNDING = 2e-6


@dataclass(frozen=True, slots=True)
class Group:
    """Households of one size and band: a slice of the rows, and what suits their size."""

    size: int
    band: int
    rows: slice
    fitting: Fitting


@dataclass(frozen=True)
class Market:
    """Households of some bands before the rooms they may choose from; ``weight`` counts households of each row.

    ``kept`` are rooms of each kind that are priced as if they were gone, for those expected who go first.
    """

    demand: Demand
    weight: Floats
    supply: Supply
    policy: Policy
    groups: tuple[Group, ...]
    kept: Floats | None = None

    @property
    def rooms(self) -> Floats:
        """Rooms of each kind that are on offer here."""
        rooms = self.supply.how_many.astype(np.float64)
        return rooms if self.kept is None else np.maximum(rooms - self.kept, 0.0)

    @cached_property
    def crowds(self) -> Crowds:
        """The households as crowds that weigh places alike."""
        groups = [(group.rows, group.fitting) for group in self.groups]
        return crowds_of(groups, self.demand, self.weight, self.supply, self.policy)

    @cached_property
    def firm(self) -> "Market":
        """Without the combinations that exist for the bound only."""
        if not self.supply.loose.any():
            return self
        without = self.supply.without_loose()
        fittings = {group.size: fitting_of(without, self.policy, group.size) for group in self.groups}
        groups = (replace(group, fitting=fittings[group.size]) for group in self.groups)
        return replace(self, groups=tuple(group for group in groups if len(group.fitting.places)))


@dataclass(frozen=True, slots=True)
class Terms:
    """Prices by kind of room, and by how much more than once each band's points count (see certificate)."""

    prices: Floats
    extra: Floats


def market_of(demand: Demand, supply: Supply, policy: Policy, weight: Floats | None = None) -> Market:
    """Prepare for pricing: sort the combinations by size and place. Rows stand in order of size and band.

    ``weight`` says how many households each row stands for, where that is not ``how_many``.
    """
    fittings = {size: fitting_of(supply, policy, size) for size in np.unique(demand.size).tolist()}
    counted = demand.how_many.astype(np.float64) if weight is None else weight
    edges = np.flatnonzero(np.diff(demand.size) | np.diff(demand.band)) + 1
    starts = [0, *edges.tolist()]
    groups = tuple(
        Group(int(demand.size[a]), int(demand.band[a]), slice(a, b), fittings[int(demand.size[a])])
        for a, b in zip(starts, [*edges.tolist(), len(demand)], strict=True)
        if a < b
    )
    return Market(demand, counted, supply, policy, tuple(g for g in groups if len(g.fitting.places)))


def price_of_combinations(prices: Floats, supply: Supply) -> Floats:
    """The members' prices added up; a loose member costs what its cheapest kind costs."""
    loose = [prices[kinds].min() for kinds in supply.loose_kinds]
    each = np.concatenate([prices, loose, [0.0]])
    total: Floats = each[supply.members].sum(axis=1)
    return total


def find_prices(market: Market) -> Floats:
    """Prices per kind of room at which demand nearly meets supply. Deterministic."""
    terms = no_terms(market)
    for softness in FOR_A_PLAN:
        terms = improve(market, terms, {}, softness)
    return terms.prices


def bound_from(market: Market, prices: Floats, effort: Effort) -> float:
    """The certified limit for this market, sharpened from these prices as the effort allows."""
    terms = replace(no_terms(market), prices=prices)
    bound = bound_at(market, terms, {})
    for softness in FOR_A_BOUND[effort]:
        terms = improve(market, terms, {}, softness)
        bound = min(bound, bound_at(market, terms, {}))
    return bound


def no_terms(market: Market) -> Terms:
    """Every room for nothing, every band counted once."""
    return Terms(np.zeros(len(market.supply.rooms_of_kind)), np.zeros(len(market.policy.bands)))


def improve(market: Market, start: Terms, floors: Mapping[int, float], softness: Softness) -> Terms:
    """Lower the softened bound from ``start``. ``floors`` are points that bands must keep; only their extra moves."""
    how_many = market.rooms
    cold = softness.temperature * market.policy.points.roof
    kinds = len(how_many)
    floor = np.array([floors.get(band, 0.0) for band in range(len(start.extra))])
    moves = np.array([band in floors for band in range(len(start.extra))])
    # How fast demand falls as a price rises grows with the number of rooms of the kind. Measured in these units the
    # search sees a round valley: at 35,000 households it came 2.4 % lower in a fifth fewer steps. An extra of 1
    # matters about as much as the price of one roof.
    unit = np.concatenate(
        [1 / np.sqrt(np.maximum(how_many, 1.0)), np.full(len(floor), 1 / market.policy.points.roof)]
    )

    def falls(at: Floats) -> tuple[float, Floats]:
        terms = Terms((at * unit)[:kinds], (at * unit)[kinds:])
        choice = _choose(market.firm, terms, cold, moves)
        value = float(terms.prices @ how_many - terms.extra @ floor) + choice.gain
        slope = np.concatenate(
            [how_many - rooms_taken(choice.taken, market.supply), np.where(moves, choice.points - floor, 0.0)]
        )
        return value, slope * unit

    first = np.concatenate([start.prices, start.extra]) / unit
    found = minimize(
        falls, first, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(first),
        options={"maxiter": softness.steps, "maxcor": 12, "ftol": softness.settled},
    )  # fmt: skip
    at = np.asarray(found.x, np.float64) * unit
    return Terms(at[:kinds], at[kinds:])


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
    nobody = np.zeros(len(terms.extra), np.bool_)
    cold = FOR_A_PLAN[-1].temperature * market.policy.points.roof
    return _choose(market.firm, terms, cold, nobody).taken


def bound_at(market: Market, terms: Terms, floors: Mapping[int, float]) -> float:
    """The certified limit these terms give: no plan for this market in which the bands keep their floors has more.

    Valid for any prices and extras that are not negative.
    """
    cost = price_of_combinations(terms.prices, market.supply)
    gain = greedy_gain(market.crowds, cost, terms.extra)
    kept = sum(float(terms.extra[band]) * points for band, points in floors.items())
    rounding = ROUNDING * (gain + abs(kept))
    return float(terms.prices @ market.supply.how_many) + gain - kept + rounding


def _choose(market: Market, terms: Terms, cold: float, asked: Flags) -> Choice:
    """Everyone's softened choice on these terms; points only of the bands that are ``asked`` for."""
    cost = price_of_combinations(terms.prices, market.supply)
    return choose(market.crowds, cost, terms.extra, cold=cold, asked=asked)
