"""What-ifs change what they name from their hour on, and nothing else; a record of how forecasts fared."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.foresee.few import few

from kinward.foresee.crossing import forecast_crossing
from kinward.foresee.priors import crossing_priors
from kinward.foresee.record import body_of_forecast, forecast_of_body
from kinward.foresee.scenario import AS_IT_IS, Scenario, scenario_of, wrong_fields
from kinward.foresee.scores import better, crps, how_it_fared, total_at, track_record
from kinward.model.forecast import CrossingForecast, CumulativeCount, Spread
from kinward.resources.tables import table
from kinward.wiring import chance

ZONE = ZoneInfo("Asia/Yerevan")
START = datetime(2031, 3, 1, 6, tzinfo=ZONE)
COUNTS = tuple(
    CumulativeCount(
        START + timedelta(hours=hour), 500 * (hour + 4), state_housed=60 * hour, registered=300 * hour
    )
    for hour in range(0, 40, 4)
)
AS_OF = START + timedelta(hours=36)
PRIORS = few(crossing_priors(table("foresee/crossing.toml")))


def supposed(scenario: Scenario = AS_IT_IS, hours: int = 72) -> CrossingForecast:
    return forecast_crossing(
        COUNTS, (), AS_OF, hours=hours, passes=(6000,), rng=chance(1), priors=PRIORS, scenario=scenario
    )


PLAIN = supposed()


def test_a_shut_road_lets_nobody_through_and_the_hours_before_stay_as_they_are() -> None:
    shut = supposed(Scenario(closed_from_hours=6, closed_until_hours=30))
    assert shut.hours[:7] == PLAIN.hours[:7]
    assert shut.hours[6].arrivals == shut.hours[30].arrivals
    assert shut.hours[40].arrivals.p50 > shut.hours[30].arrivals.p50
    assert shut.hours[30].on_the_road.p50 > PLAIN.hours[30].on_the_road.p50


@pytest.mark.parametrize(
    "more", [Scenario(road_times=2.0), Scenario(buses_per_hour=20), Scenario(everybody_comes=500_000)]
)
def test_more_road_buses_or_people_never_bring_fewer(more: Scenario) -> None:
    assert supposed(more).hours[72].arrivals.p50 >= PLAIN.hours[72].arrivals.p50 * 0.98


def test_hosting_that_ends_fills_rooms_and_desks_empty_the_backlog() -> None:
    ended = supposed(Scenario(hosting_ends_after_hours=0, hosting_halves_in_days=2))
    assert ended.hours[72].state_rooms.p50 > 1.2 * PLAIN.hours[72].state_rooms.p50
    assert ended.hours[72].arrivals == PLAIN.hours[72].arrivals
    desks = supposed(Scenario(registration_times=3.0)).hours[24].registration_backlog
    before = PLAIN.hours[24].registration_backlog
    assert desks is not None
    assert before is not None
    assert desks.p50 < before.p50


def test_twice_the_places_last_longer_and_a_winter_takes_them_away_on_its_day() -> None:
    first = PLAIN.state_rooms_pass[0].p50
    twice = supposed(Scenario(places_times=2.0)).state_rooms_pass[0].p50
    winter = supposed(
        Scenario(winter_on=(AS_OF + timedelta(days=1)).date(), winter_share=0.1)
    ).state_rooms_pass[0]
    assert first is not None
    assert twice is None or twice > first
    # Whoever has more than are left then passes at the midnight itself, not before it.
    midnight = (AS_OF + timedelta(days=1)).replace(hour=0)
    assert winter.p50 == midnight
    assert Scenario(places_times=2.0).places_supposed(6000, AS_OF, 72) == ((AS_OF, 12_000),)


def test_a_number_that_counts_had_passed_before_the_change_stays_passed() -> None:
    day = (AS_OF + timedelta(days=1)).date()
    winter = Scenario(winter_on=day, winter_share=0.5)
    passed, plain = (
        forecast_crossing(
            COUNTS, (), AS_OF, hours=48, passes=(500,), rng=chance(1), priors=PRIORS, scenario=one
        ).state_rooms_pass[0]
        for one in (winter, AS_IT_IS)
    )
    assert passed == plain
    assert passed.already


def test_every_shipped_scenario_can_be_used_and_a_wrong_one_is_named() -> None:
    shipped = table("foresee/scenarios.toml")
    assert {"all-come", "second-road", "hotels-double", "winter"} <= set(shipped)
    assert all(scenario_of(name, entry) != AS_IT_IS for name, entry in shipped.items())
    assert wrong_fields({"road_times": "twice", "rode_times": 2, "winter_share": 1.5, "buses_per_hour": 3}) == (
        "road_times", "rode_times", "winter_share",
    )  # fmt: skip


def test_shifts_and_days_are_what_the_hours_say_and_are_kept_without_loss() -> None:
    by_length = {hours: [one for one in PLAIN.periods if one.hours == hours] for hours in (1, 8, 24)}
    assert [len(ones) for ones in by_length.values()] == [48, 9, 3]
    assert by_length[24][1].begins == AS_OF + timedelta(days=1)
    for period in PLAIN.periods:
        spread = period.arrivals
        assert spread.p025 is not None
        assert spread.p975 is not None
        assert 0 <= spread.p025 <= spread.p05 <= spread.p50 <= spread.p95 <= spread.p975
    assert forecast_of_body(json.loads(json.dumps(body_of_forecast(PLAIN)))).periods == PLAIN.periods


def test_a_sure_range_around_the_truth_scores_best() -> None:
    sure, wide = (
        Spread(*(100.0 + width * step for step in (-3, -2, -1, 0, 1, 2, 3))) for width in (0.0, 10.0)
    )
    assert crps(sure, 100.0) == pytest.approx(0.0)
    assert 0 < crps(wide, 100.0) < crps(sure, 130.0) == pytest.approx(30.0)


def test_the_record_waits_for_the_truth_and_means_over_forecasts() -> None:
    totals = [(one.at, float(one.arrivals or 0)) for one in COUNTS]
    assert total_at(totals, START + timedelta(hours=2)) == pytest.approx(3000)
    early = forecast_crossing(
        COUNTS, (), START + timedelta(hours=12), hours=24, passes=(), rng=chance(0), priors=PRIORS
    )
    fared = [*how_it_fared(early, totals, (12, 24)), *how_it_fared(PLAIN, totals, (12, 24))]
    assert [one.hours_ahead for one in fared] == [12, 24]
    assert fared[0].came == pytest.approx(500 * 28)
    record = track_record(fared)
    assert [(one.hours_ahead, one.many) for one in record] == [(12, 1), (24, 1)]
    assert record[0].persistence_off == pytest.approx(0.0, abs=0.01)
    assert all(one.counted for one in fared)
    between = how_it_fared(early, [totals[0], totals[-1]], (12,))
    assert not between[0].counted
    assert {better(one) for one in record} == {"persistence"}
