"""One band before the rooms that earlier bands left: who gets which rooms."""

from dataclasses import dataclass, replace

import numpy as np

from kinward.house.carve import carve
from kinward.house.demand import Demand, Floats, Ints
from kinward.house.exact import best_plan, pairs_of
from kinward.house.fill import fill
from kinward.house.flow import assign
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.prices import (
    Market,
    bound_at,
    find_prices,
    market_of,
    no_terms,
    price_of_combinations,
    wanted_at,
)
from kinward.house.supply import NO_ROOM, Supply, rooms_used
from kinward.model.housing import Policy


@dataclass(frozen=True, slots=True)
class Stage:
    """What one band gets: rows (kind of household, combination, how many), their points and a certified bound."""

    demand: Demand
    supply: Supply
    given: Ints
    points: Floats
    bound: float
    prices: Floats

    @property
    def total(self) -> float:
        """Points of the whole band."""
        return float((self.points * self.given[:, 2]).sum())


def house_band(demand: Demand, supply: Supply, policy: Policy) -> Stage:
    """The best plan outright for a few households; else by room prices, slots, flow and filling."""
    market = market_of(demand, supply, policy)
    prices = no_terms(market).prices
    if not len(demand) or not len(supply.rooms_of_kind):
        return Stage(demand, supply, np.empty((0, 3), np.int64), np.empty(0), 0.0, prices)
    pairs = pairs_of(market)
    if pairs is not None:
        given, bound = best_plan(market, pairs)
        return _stage(market, _ordered(given), bound, prices)
    prices = find_prices(market)
    by_price = _by_price(market, prices)
    return _stage(
        market, _ordered(by_price), bound_at(market, replace(no_terms(market), prices=prices), {}), prices
    )


def points_of_given(given: Ints, demand: Demand, supply: Supply, policy: Policy) -> Floats:
    """Points of each row for one household."""
    rows, combinations = given[:, 0], given[:, 1]
    who = demand.rows(rows)
    points = points_of_pairs(who, supply.places.rows(supply.place[combinations]), policy)
    return points + empty_bed_points(supply.capacity[combinations] - who.size, policy)


def _stage(market: Market, given: Ints, bound: float, prices: Floats) -> Stage:
    points = points_of_given(given, market.demand, market.supply, market.policy)
    assert np.isfinite(points).all(), "a hard rule was broken"
    return Stage(market.demand, market.supply, given, points, bound, prices)


def _by_price(market: Market, prices: Floats) -> Ints:
    demand, supply, policy = market.demand, market.supply, market.policy
    price = price_of_combinations(prices, supply)
    slots = carve(wanted_at(market, prices), supply)
    given = _trimmed(assign(demand, supply, slots, price, policy), demand, supply)
    free = supply.how_many - rooms_used(given, supply)
    waiting = demand.how_many - np.bincount(given[:, 0], weights=given[:, 2], minlength=len(demand)).astype(
        np.int64
    )
    return np.concatenate([given, fill(demand, waiting, supply, free, price, policy)])


def _trimmed(given: Ints, demand: Demand, supply: Supply) -> Ints:
    """Rooms a household does not need go back: a slot for nine given to five keeps only what holds five."""
    spare = supply.capacity[given[:, 1]] - supply.smallest[given[:, 1]] >= demand.size[given[:, 0]]
    if not spare.any():
        return given
    number = {tuple(row): n for n, row in enumerate(supply.members.tolist())}
    capacity = supply.capacity_of_kind
    trimmed = given.copy()
    for at in np.flatnonzero(spare):
        size = int(demand.size[given[at, 0]])
        kept = sorted(
            (k for k in supply.members[given[at, 1]].tolist() if k != NO_ROOM), key=lambda k: int(capacity[k])
        )
        while len(kept) > 1 and int(capacity[kept[1:]].sum()) >= size:
            kept = kept[1:]
        trimmed[at, 1] = number[(*sorted(kept), *(NO_ROOM,) * (3 - len(kept)))]
    return trimmed


def _ordered(given: Ints) -> Ints:
    return given[np.lexsort((given[:, 1], given[:, 0]))]
