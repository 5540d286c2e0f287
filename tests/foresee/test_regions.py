"""Rooms asked for by region: divided as those before went, never surer than what was counted."""

from datetime import UTC, datetime, timedelta

import pytest

from kinward.foresee.regions import RegionPriors, region_priors, rooms_by_region
from kinward.model.forecast import HourAhead, RegionAhead, RegionSaid, Spread
from kinward.resources.tables import table
from kinward.wiring import chance

PRIORS: RegionPriors = region_priors(table("foresee/crossing.toml"))
START = datetime(2031, 3, 1, tzinfo=UTC)


def spread(low: float, middle: float, high: float) -> Spread:
    return Spread(low, low, low, middle, high, high, high, low, high)


HOURS = [
    HourAhead(START + timedelta(hours=hour), spread(0, 0, 0), rooms, rooms, spread(0, 0, 0), None, None, None)
    for hour, rooms in enumerate(
        (spread(1000, 1000, 1000), spread(1500, 2000, 2500), spread(2000, 3000, 4000))
    )
]


def ahead(*said: RegionSaid) -> dict[str, RegionAhead]:
    return {one.region: one for one in rooms_by_region(HOURS, said, PRIORS, chance(0))}


def test_more_people_are_divided_as_the_rooms_before() -> None:
    found = ahead(RegionSaid("North", 150), RegionSaid("South", 50))
    assert found["North"].people[0].p95 == 0
    assert found["North"].people[2].p50 == pytest.approx(1500, rel=0.1)
    middles = sum(one.people[2].p50 for one in found.values())
    assert middles == pytest.approx(2000, rel=0.05)
    assert found["North"].rooms_counted == 150


def test_few_rooms_tell_less_than_many_and_many_never_everything() -> None:
    few, many = ahead(RegionSaid("N", 3), RegionSaid("S", 3)), ahead(RegionSaid("N", 90), RegionSaid("S", 90))
    most = ahead(RegionSaid("N", 90_000), RegionSaid("S", 90_000))
    widths = [one["N"].share.p95 - one["N"].share.p05 for one in (few, many, most)]
    assert widths[0] > 2 * widths[1]
    assert widths[2] > 0.08


def test_a_claimed_share_speaks_where_nothing_is_counted_and_is_named() -> None:
    found = ahead(RegionSaid("North", share=0.8, source_id="r2"), RegionSaid("South", share=0.2))
    assert 0.6 < found["North"].share.p50 < 0.9
    assert found["North"].sources == ("r2",)
    assert rooms_by_region(HOURS, (), PRIORS, chance(0)) == ()


def test_two_who_count_one_region_are_not_added_up() -> None:
    one, two = RegionSaid("North", 100), RegionSaid("North", 120)
    found = ahead(one, two, RegionSaid("South", 110))
    assert found["North"].rooms_counted == 110
    assert found["North"].share.p50 == pytest.approx(0.5, abs=0.05)
