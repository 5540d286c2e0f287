"""The choice of a crowd, reckoned once for all who weigh places alike, is that of every household before every place."""

from dataclasses import replace

import numpy as np
import pytest
from tests.house.test_prices import CROSSING, world

from kinward.house import prices
from kinward.house.points import place_points
from kinward.house.prices import Market, Terms, market_of, price_of_combinations
from kinward.house.question import question_of
from kinward.model.housing import HousingQuestion, Policy

COLD = 10.0


def market(policy: Policy, seed: int) -> Market:
    """Households that wish for a region and a site, have relatives, and refuse some sites."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    households, rooms = world(seed, 80, 60)
    own = [
        replace(
            one,
            wish_site=f"s{rng.integers(15)}" if rng.random() < 0.3 else "",
            relatives_placed_at=f"s{rng.integers(15)}" if rng.random() < 0.3 else "",
            refuses=frozenset({f"s{rng.integers(15)}"}) if rng.random() < 0.2 else frozenset(),
            community=f"c{rng.integers(4)}",
        )
        for one in households
    ]
    asked = question_of(HousingQuestion(tuple(own), tuple(rooms), policy, CROSSING))
    # The last two sites have nothing free, and somebody has relatives there.
    gone = frozenset(room.id for room in rooms if room.site in {"s14", "s13"})
    return market_of(asked.demand, asked.supply(gone), policy)


def one_by_one(of: Market, terms: Terms) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Gain, softened gain, what is taken and points, looking at every household and combination."""
    cost = price_of_combinations(terms.prices, of.supply)
    greedy = soft = 0.0
    taken, points = np.zeros(len(cost)), np.zeros(len(terms.extra))
    for group in of.groups:
        ways = group.fitting.combinations
        worth = place_points(of.demand.rows(group.rows), of.supply.places, of.policy)[
            :, of.supply.place[ways]
        ]
        worth = worth + group.fitting.empty
        net = worth * (1 + terms.extra[group.band]) - cost[ways]
        weight = of.weight[group.rows]
        top = np.maximum(net.max(axis=1), 0)
        each = np.exp((net - top[:, None]) / COLD)
        whole = each.sum(axis=1) + np.exp(-top / COLD)
        greedy += float(top @ weight)
        soft += float((top + COLD * np.log(whole)) @ weight)
        share = each / whole[:, None] * weight[:, None]
        taken[ways] += share.sum(axis=0)
        points[group.band] += float((share * np.where(np.isfinite(worth), worth, 0)).sum())
    return greedy, soft, taken, points


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("wish_region", [25.0, -5.0])
def test_a_crowd_chooses_as_its_households_do_one_by_one(
    policy: Policy, seed: int, wish_region: float
) -> None:
    rules = replace(policy, points=replace(policy.points, wish_region=wish_region))
    of = market(rules, seed)
    rng = np.random.default_rng(seed)  # noqa: TID251
    terms = Terms(
        rng.random(len(of.supply.kinds)) * 300, np.array([0.3, 0.1, *[0.0] * (len(rules.bands) - 2)])
    )
    greedy, soft, taken, points = one_by_one(of, terms)
    everybody = np.ones(len(terms.extra), np.bool_)
    choice = prices._choose(of, terms, COLD, everybody)
    bound = prices.bound_at(of, terms, {}) - float(terms.prices @ of.supply.how_many)
    assert greedy <= bound <= greedy * (1 + 1e-5)
    assert choice.gain == pytest.approx(soft, rel=1e-5)
    assert choice.taken == pytest.approx(taken, abs=1e-3)
    assert choice.points == pytest.approx(points, rel=1e-4)
