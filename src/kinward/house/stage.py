"""One band before the rooms that earlier bands left: who gets which rooms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from kinward.house.carve import carve, slots_as_given
from kinward.house.demand import Demand, Floats, Ints
from kinward.house.effort import Effort
from kinward.house.exact import best_plan, pairs_of
from kinward.house.fill import fill
from kinward.house.flow import assign
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.prices import (
    AS_GOOD_AS_PAID,
    Market,
    bound_from,
    find_prices,
    market_of,
    no_terms,
    price_of_combinations,
    rooms_taken,
    wanted_at,
)
from kinward.house.supply import NO_ROOM, Kind, Supply, rooms_used
from kinward.model.housing import Policy


@dataclass(frozen=True, slots=True)
class Stage:
    """What one band gets: rows (kind of household, combination, how many), their points and a certified bound.

    ``kept`` is how many rooms of each kind those of the band who are expected would take at these prices.
    """

    demand: Demand
    supply: Supply
    given: Ints
    points: Floats
    bound: float
    prices: Floats
    exactly: bool = False
    kept: Floats | None = None

    @property
    def total(self) -> float:
        """Points of the whole band."""
        return float((self.points * self.given[:, 2]).sum())


@dataclass(frozen=True, slots=True)
class Ahead:
    """Kinds of households that are expected, and how many of each: they enter the prices and get no room.

    ``before`` is how many rooms of each kind those expected in earlier bands will have taken first.
    """

    demand: Demand
    how_many: Floats
    before: Mapping[Kind, float] = field(default_factory=dict)


# Pairs of rows of a band that must never sleep at the same site.
Conflicts = Sequence[tuple[int, int]]


def house_band(
    demand: Demand,
    supply: Supply,
    policy: Policy,
    *,
    ahead: Ahead | None = None,
    conflicts: Conflicts = (),
    effort: Effort = Effort.USUAL,
) -> Stage:
    """The best plan outright for a few households; else by room prices, slots, flow and filling.

    With households expected ``ahead``, a room that is worth more to them than to anybody here is kept for them.
    """
    market = market_of(demand, supply, policy)
    prices = no_terms(market).prices
    if not len(demand) or not len(supply.rooms_of_kind):
        nobody = Stage(demand, supply, np.empty((0, 3), np.int64), np.empty(0), 0.0, prices)
        return _only_expected(nobody, market, ahead)
    kept = None
    pairs = None if ahead is not None and (len(ahead.demand) or ahead.before) else pairs_of(market)
    if pairs is not None:
        given, bound = best_plan(market, pairs)
    else:
        priced = with_expected(market, ahead)
        prices = find_prices(priced)
        given = _by_price(market, priced, prices, keeps=priced is not market)
        if priced is not market:
            kept = rooms_taken(wanted_at(priced, prices) - wanted_at(market, prices), supply)
        bound = bound_from(market, prices, effort)
    given = _ordered(_kept_apart(market, given, conflicts, prices))
    points = points_of_given(given, demand, supply, policy)
    assert np.isfinite(points).all(), "a hard rule was broken"
    return Stage(demand, supply, given, points, bound, prices, exactly=pairs is not None, kept=kept)


def _only_expected(nobody: Stage, market: Market, ahead: Ahead | None) -> Stage:
    """A band in which nobody asks: those expected in it have their rooms kept from later bands all the same."""
    if ahead is None or not len(ahead.demand) or not len(nobody.supply.rooms_of_kind):
        return nobody
    priced = with_expected(market, ahead)
    prices = find_prices(priced)
    return replace(nobody, prices=prices, kept=rooms_taken(wanted_at(priced, prices), nobody.supply))


def with_expected(market: Market, ahead: Ahead | None) -> Market:
    """The same rooms before these households and those expected; the same market when nobody is."""
    if ahead is None or not (len(ahead.demand) or ahead.before):
        return market
    both = market.demand.and_rows(ahead.demand)
    weight = np.concatenate([market.weight, ahead.how_many])
    order = np.lexsort((both.band, both.size))
    priced = market_of(both.rows(order), market.supply, market.policy, weight[order])
    return replace(priced, kept=np.array([ahead.before.get(kind, 0.0) for kind in market.supply.kinds]))


def _kept_apart(market: Market, given: Ints, conflicts: Conflicts, prices: Floats) -> Ints:
    """Of two that must never meet and were given the same site, the one with fewer points looks elsewhere."""
    place = market.supply.places.site[market.supply.place]
    demand = market.demand
    for _ in range(len(conflicts)):
        site = dict(zip(given[:, 0].tolist(), place[given[:, 1]].tolist(), strict=True))
        meeting = [pair for pair in conflicts if pair[0] in site and site[pair[0]] == site.get(pair[1])]
        if not meeting:
            break
        points = dict(
            zip(
                given[:, 0].tolist(),
                points_of_given(given, demand, market.supply, market.policy).tolist(),
                strict=True,
            )
        )
        leaves, stays = sorted(meeting[0], key=lambda row: (points[row], -row))
        demand = demand.refusing(leaves, site[stays])
        given = given[given[:, 0] != leaves]
        free = market.supply.how_many - rooms_used(given, market.supply)
        waiting = np.where(np.arange(len(demand)) == leaves, demand.how_many, 0)
        price = price_of_combinations(prices, market.supply)
        given = np.concatenate([given, fill(demand, waiting, market.supply, free, price, market.policy)])
    return given


def points_of_given(given: Ints, demand: Demand, supply: Supply, policy: Policy) -> Floats:
    """Points of each row for one household."""
    rows, combinations = given[:, 0], given[:, 1]
    who = demand.rows(rows)
    points = points_of_pairs(who, supply.places.rows(supply.place[combinations]), policy)
    return points + empty_bed_points(supply.capacity[combinations] - who.size, policy)


def _by_price(market: Market, priced: Market, prices: Floats, *, keeps: bool) -> Ints:
    """Slots for everybody priced, given to those of this market; with ``keeps`` only where it pays its price."""
    demand, supply, policy = market.demand, market.supply, market.policy
    price = price_of_combinations(prices, supply)
    net_least = -AS_GOOD_AS_PAID * policy.points.roof if keeps else -np.inf

    def flown_and_filled(slots: Ints) -> Ints:
        given = _trimmed(assign(demand, supply, slots, price, policy, keeps=keeps), demand, supply)
        free = supply.how_many - rooms_used(given, supply)
        taken = np.bincount(given[:, 0], weights=given[:, 2], minlength=len(demand)).astype(np.int64)
        more = fill(demand, demand.how_many - taken, supply, free, price, policy, net_least=net_least)
        return np.concatenate([given, more])

    first = flown_and_filled(carve(wanted_at(priced, prices), supply))
    # The filling chose for one household after the other; once more, all of them choose among its slots together.
    second = flown_and_filled(slots_as_given(first, supply))
    return max(
        (first, second),
        key=lambda given: float((points_of_given(given, demand, supply, policy) * given[:, 2]).sum()),
    )


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
