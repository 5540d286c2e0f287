"""For a handful of households: the best plan outright, by trying cleverly all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from kinward.house.demand import Floats, Ints
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.prices import Market
from kinward.house.supply import NO_ROOM

# Pairs of household and combination up to which a plan is found outright; beyond it prices are as good and faster.
PAIRS_MOST = 3_000
# Branches looked at before the search stops with what it has; its bound stays certified. A count, not a time, so that
# the same input gives the same answer on any machine.
BRANCHES_MOST = 300
# The solver calls a plan best within a relative 1e-9; its limit is widened by more than its arithmetic can err.
CERTAIN = 1e-7


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every lawful pair of a kind of household and a combination of rooms, with its points."""

    household: Ints
    combination: Ints
    points: Floats


def pairs_of(market: Market, most: int = PAIRS_MOST) -> Pairs | None:
    """Every lawful pair, or None when there are more than ``most`` to look at."""
    demand, supply = market.demand, market.supply
    looked_at = sum(
        len(group.fitting.combinations) * (group.rows.stop - group.rows.start) for group in market.groups
    )
    if looked_at > most or supply.loose.any():
        return None
    household = [np.empty(0, np.int64)]
    combination = [np.empty(0, np.int64)]
    for group in market.groups:
        rows = np.arange(group.rows.start, group.rows.stop)
        household.append(np.repeat(rows, len(group.fitting.combinations)))
        combination.append(np.tile(group.fitting.combinations, len(rows)))
    who, what = np.concatenate(household), np.concatenate(combination)
    points = points_of_pairs(demand.rows(who), supply.places.rows(supply.place[what]), market.policy)
    points += empty_bed_points(supply.capacity[what] - demand.size[who], market.policy)
    lawful = np.isfinite(points)
    return Pairs(who[lawful], what[lawful], points[lawful])


def best_plan(
    market: Market, pairs: Pairs, at_least: Mapping[int, float] | None = None
) -> tuple[Ints, float]:
    """Rows (kind of household, combination, how many) and a certified bound.

    ``at_least`` asks for so many points in a band. Returns no rows, and a bound all the same, where the search
    found no plan within its branches.
    """
    if not len(pairs.points):
        return np.empty((0, 3), np.int64), 0.0
    once = _each_household_once(market, pairs)
    rooms = _rooms_as_they_are(market, pairs)
    floors = [_floor(market, pairs, band, least) for band, least in (at_least or {}).items()]
    found = milp(
        -pairs.points,
        integrality=np.ones(len(pairs.points), np.int64),
        bounds=Bounds(0, np.inf),
        constraints=[once, rooms, *floors],
        options={"node_limit": BRANCHES_MOST, "mip_rel_gap": 0.0},
    )
    bound = -float(found.mip_dual_bound) if found.mip_dual_bound is not None else float(np.inf)
    wide = bound * (1 + CERTAIN)
    if found.x is None:
        return np.empty((0, 3), np.int64), wide
    count = np.rint(found.x).astype(np.int64)
    used = np.flatnonzero(count)
    return np.column_stack([pairs.household[used], pairs.combination[used], count[used]]), wide


def _each_household_once(market: Market, pairs: Pairs) -> LinearConstraint:
    shape = (len(market.demand), len(pairs.points))
    ones = coo_array((np.ones(shape[1]), (pairs.household, np.arange(shape[1]))), shape=shape)
    return LinearConstraint(ones.tocsc(), ub=market.demand.how_many.astype(np.float64))


def _rooms_as_they_are(market: Market, pairs: Pairs) -> LinearConstraint:
    members = market.supply.members[pairs.combination]
    pair, column = np.nonzero(members != NO_ROOM)
    shape = (len(market.supply.rooms_of_kind), len(pairs.points))
    uses = coo_array((np.ones(len(pair)), (members[pair, column], pair)), shape=shape)
    return LinearConstraint(uses.tocsc(), ub=market.supply.how_many.astype(np.float64))


def _floor(market: Market, pairs: Pairs, band: int, least: float) -> LinearConstraint:
    mine = np.where(market.demand.band[pairs.household] == band, pairs.points, 0.0)
    return LinearConstraint(mine[None, :], lb=least - abs(least) * CERTAIN)
