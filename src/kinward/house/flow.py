"""Gives whole households to slots so that the points are most: a flow of single units, so nobody can be divided."""

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from kinward.house.crowds import CHOICES_AT_ONCE
from kinward.house.demand import Demand, Floats, Ints
from kinward.house.points import empty_bed_points, place_points
from kinward.house.prices import AS_GOOD_AS_PAID
from kinward.house.supply import Supply
from kinward.model.housing import Policy

# Slots offered to each kind of household, and as many more for each household of the kind. Measured: 12 for each
# household cost 1.3 % of the points, 30 cost nothing one can see; without more for kinds that many households share,
# a quarter of the points was left to the filling afterwards.
OFFERS = 30
OFFERS_EACH = 10
# At good prices many slots bring a household the same within this many roofs. Each kind is offered others of them,
# not all the same ones: a fixed sequence that looks like chance decides.
ALIKE = 0.015
# Points are rounded to a tenth for the flow, which counts in whole numbers.
PARTS_OF_A_POINT = 10


def assign(
    demand: Demand, supply: Supply, slots: Ints, price: Floats, policy: Policy, *, keeps: bool = False
) -> Ints:
    """Rows (kind of household, combination, how many): the assignment of households to slots with most points.

    With ``keeps`` the price is paid: a slot that is worth more to others stays empty for them.
    """
    groups = np.flatnonzero(slots)
    offers = [
        _offers(demand, part, supply, groups, price, policy, keeps=keeps)
        for part in _parts(demand, len(groups))
    ]
    household = np.concatenate([o[0] for o in offers]) if offers else np.empty(0, np.int64)
    group = np.concatenate([o[1] for o in offers]) if offers else np.empty(0, np.int64)
    points = np.concatenate([o[2] for o in offers]) if offers else np.empty(0)
    if not len(household):
        return np.empty((0, 3), np.int64)
    given = _solved(demand.how_many, slots[groups], household, group, points)
    used = np.flatnonzero(given)
    return np.column_stack([household[used], groups[group[used]], given[used]])


def _parts(demand: Demand, groups: int) -> list[Ints]:
    """Rows of one size that are offered about as much each."""
    step = max(1, CHOICES_AT_ONCE // max(1, groups))
    parts = []
    crowd = np.ceil(np.log2(np.maximum(demand.how_many, 1))).astype(np.int64)
    for size, many in sorted(set(zip(demand.size.tolist(), crowd.tolist(), strict=True))):
        rows = np.flatnonzero((demand.size == size) & (crowd == many) & (demand.how_many > 0))
        parts += [rows[first : first + step] for first in range(0, len(rows), step)]
    return parts


def _offers(
    demand: Demand, rows: Ints, supply: Supply, groups: Ints, price: Floats, policy: Policy, *, keeps: bool
) -> tuple[Ints, Ints, Floats]:
    """For households of one size, the slots that bring most after paying: (household, group, points)."""
    size = int(demand.size[rows[0]])
    fits = np.flatnonzero(supply.capacity[groups] >= size)
    combos = groups[fits]
    points = place_points(demand.rows(rows), supply.places, policy)[:, supply.place[combos]]
    points += empty_bed_points(supply.capacity[combos] - size, policy)
    net = points - price[combos]
    most = OFFERS + OFFERS_EACH * int(demand.how_many[rows].max(initial=0))
    if len(fits) > most:
        alike = _like_chance(rows, combos) * (ALIKE * policy.points.roof)
        best = np.argpartition(-(net + alike), most, axis=1)[:, :most]
    else:
        best = np.broadcast_to(np.arange(len(fits)), net.shape)
    chosen = np.take_along_axis(_worth_keeping(net, policy) if keeps else points, best, axis=1)
    row, column = np.nonzero(chosen > 0)
    return rows[row], fits[best[row, column]], chosen[row, column]


def _worth_keeping(net: Floats, policy: Policy) -> Floats:
    """What a slot brings after paying; one that as good as pays its price is taken, but counts for next to nothing.

    If it counted for its leeway too, many small households would outweigh a large one.
    """
    as_good = net > -AS_GOOD_AS_PAID * policy.points.roof
    return np.where(as_good, np.maximum(net, 1 / PARTS_OF_A_POINT), 0.0)


def _like_chance(rows: Ints, combos: Ints) -> Floats:
    """A number from 0 to 1 for each pair, always the same one: the fraction of a multiple of the golden ratio."""
    mixed = rows[:, None] * 0.6180339887498949 + combos[None, :] * 0.7548776662466927
    fraction: Floats = mixed - np.floor(mixed)
    return fraction


def _solved(
    how_many: Ints, room_for: Ints, household: Ints, group: Ints, points: Floats
) -> NDArray[np.int64]:
    """How many households of each offer take it. Staying without is an arc too, so there is always an answer."""
    households, groups = len(how_many), len(room_for)
    end = households + groups
    flow = min_cost_flow.SimpleMinCostFlow()
    capacity = np.minimum(how_many[household], room_for[group])
    cost = -np.rint(points * PARTS_OF_A_POINT).astype(np.int64)
    offers = flow.add_arcs_with_capacity_and_unit_cost(household, households + group, capacity, cost)
    zero = np.zeros(max(households, groups), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(households), np.full(households, end), how_many, zero[:households]
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        households + np.arange(groups), np.full(groups, end), room_for, zero[:groups]
    )
    flow.set_nodes_supplies(np.arange(households), how_many)
    flow.set_node_supply(end, -int(how_many.sum()))
    status = flow.solve()
    assert status == flow.OPTIMAL, "staying without a room is always possible"
    return np.asarray(flow.flows(offers), np.int64)
