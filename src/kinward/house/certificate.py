"""How good could any plan be? A certified limit on the points of all bands together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kinward.house.demand import Demand, Floats
from kinward.house.effort import Effort
from kinward.house.exact import best_plan, pairs_of
from kinward.house.prices import (
    COLD,
    COLDER,
    COLDEST_OF_ALL,
    COOL,
    Market,
    bound_at,
    improve,
    market_of,
    no_terms,
)
from kinward.house.supply import Supply
from kinward.model.housing import Policy

# Prices start where the bands' own stages left them, so there is no need to begin warm. The limit in any order is
# there for comparison; the one with the bands' floors is the certificate, so it is looked at longer.
ANY_ORDER = {
    Effort.USUAL: (COOL, COLD),
    Effort.LONG: (COOL, COLD, COLDER, *COLDEST_OF_ALL),
}
FLOORS = {
    Effort.USUAL: (COLD, COLDER),
    Effort.LONG: (COLD, COLDER, *COLDEST_OF_ALL),
}
# A plan certified to be within this share of the best needs no sharper certificate.
ENOUGH = 0.005


@dataclass(frozen=True, slots=True)
class Certificate:
    """``bound``: for plans that leave each earlier band its points; ``any_order``: for any plan at all."""

    bound: float
    any_order: float


def certify(
    demand: Demand,
    supply: Supply,
    policy: Policy,
    reached: Mapping[int, float],
    start: Floats,
    effort: Effort = Effort.USUAL,
) -> Certificate:
    """The limit for these households before these rooms, when each band but the last keeps what it ``reached``.

    ``start`` are prices to begin with. A band's floor counts as a second price: its points are worth more than once,
    and what they are worth more is taken off again for the floor (the Lagrangian of "at least so many points").
    """
    if not len(demand) or not len(supply.rooms_of_kind):
        return Certificate(0.0, 0.0)
    if effort is Effort.NO_CERTIFICATE:
        return Certificate(float("inf"), float("inf"))
    market = market_of(demand, supply, policy)
    floors = {band: points for band, points in reached.items() if band != max(reached)}
    least = sum(reached.values())
    pairs = pairs_of(market)
    if pairs is not None:
        any_order = best_plan(market, pairs)[1]
        bound = best_plan(market, pairs, floors)[1] if floors else any_order
    else:
        bound, any_order = _by_prices(market, floors, start, least * (1 + ENOUGH), effort)
    assert bound >= least * (1 - 1e-6), "a bound below a plan that exists"
    return Certificate(max(bound, least), max(any_order, bound, least))


def _by_prices(
    market: Market, floors: Mapping[int, float], start: Floats, enough: float, effort: Effort
) -> tuple[float, float]:
    """Limits with and without the floors, each improved only until it is ``enough``."""
    terms = replace(no_terms(market), prices=start)
    any_order = bound_at(market, terms, {})
    for softness in ANY_ORDER[effort]:
        if any_order > enough:
            terms = improve(market, terms, {}, softness)
            any_order = min(any_order, bound_at(market, terms, {}))
    bound = any_order
    for softness in FLOORS[effort]:
        if bound > enough:
            terms = improve(market, terms, floors, softness)
            bound = min(bound, bound_at(market, terms, floors))
    return bound, any_order
