"""What every room is worth, by band: the table from which a desk decides alone and an explanation is reckoned."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from kinward.house.demand import Floats
from kinward.house.prices import find_prices, market_of
from kinward.house.question import expected_ahead, question_of
from kinward.house.stage import Stage, with_expected
from kinward.house.supply import Supply, capacity_of, usable
from kinward.model.housing import HousingQuestion, Policy, PriceTable, RegionPrice


def table_of_stages(stages: Sequence[Stage], policy: Policy, as_of: date) -> PriceTable:
    """The prices each band paid. A band housed outright had no prices; they are found here."""
    tables = []
    for stage in stages:
        prices = stage.prices
        if stage.exactly:
            prices = find_prices(market_of(stage.demand, stage.supply, policy))
        tables.append(_by_room(prices, stage.supply))
    return PriceTable(policy.version, as_of, tuple(tables))


def prices_now(question: HousingQuestion) -> PriceTable:
    """Price every free room again for the desks, without placing anybody.

    A band's prices come from those of it and of earlier bands who wait or are expected: a later band's households
    never make a room dearer for it.
    """
    asked = question_of(question)
    supply = asked.supply(asked.taken)
    tables = []
    for band in range(len(asked.policy.bands)):
        rows = np.flatnonzero(asked.demand.band <= band)
        mine = asked.demand.rows(rows)
        demand = replace(mine, band=np.full(len(mine), band))
        ahead = expected_ahead(asked, band, and_earlier=True)
        market = with_expected(market_of(demand, supply, asked.policy), ahead)
        nothing = not len(market.demand) or not len(supply.rooms_of_kind)
        tables.append(_by_room(np.zeros(len(supply.kinds)) if nothing else find_prices(market), supply))
    return PriceTable(asked.policy.version, asked.as_of, tuple(tables))


def prices_by_region(question: HousingQuestion, prices: PriceTable) -> tuple[RegionPrice, ...]:
    """Which kind of room is missing where: for each region and size, what one more room would bring at most.

    Counted over rooms nobody had before the plan, at the last band's prices, which look at everybody.
    """
    taken = question.taken | {room for stay in question.stays for room in stay.rooms}
    found: dict[tuple[str, int], list[float]] = {}
    for room in question.rooms:
        if room.id not in taken and usable(room, question.policy):
            key = (room.region, capacity_of(room, question.policy))
            found.setdefault(key, []).append(prices.of(len(prices.bands) - 1, (room.id,)))
    return tuple(
        RegionPrice(region, people, len(worth), max(worth))
        for (region, people), worth in sorted(found.items())
    )


def _by_room(prices: Floats, supply: Supply) -> dict[str, float]:
    return {
        room: float(price)
        for price, rooms in zip(prices, supply.rooms_of_kind, strict=True)
        for room in rooms
    }
