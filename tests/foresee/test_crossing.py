"""The crossing forecast tells cases: a road that stays narrow, a pool that runs out, speakers who disagree."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from kinward.foresee.crossing import NothingCountedError, _stands, forecast_crossing
from kinward.foresee.priors import CrossingPriors, crossing_priors
from kinward.foresee.record import body_of_forecast, forecast_of_body
from kinward.model.event import canonical
from kinward.model.forecast import (
    ClaimMeaning,
    ClaimUnit,
    CrossingForecast,
    CumulativeCount,
    NotUsed,
    PlanningClaim,
    Quarrel,
)
from kinward.resources.tables import table
from kinward.wiring import chance

START = datetime(2031, 3, 1, tzinfo=UTC)
FEW = {**table("foresee/crossing.toml"), "particles": {"many": 1500, "ahead": 1500, "remembers_days": 28}}


def priors() -> CrossingPriors:
    return crossing_priors(FEW)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def steady(hours: int, per_hour: int, *, every: int = 4, since: int = 0) -> list[CumulativeCount]:
    return [
        CumulativeCount(at(hour), arrivals=per_hour * (hour + 4), speaker="desk", source_id=f"c{hour}")
        for hour in range(since, hours + 1, every)
    ]


def pool(
    low: int | None, high: int | None, unit: ClaimUnit = ClaimUnit.PEOPLE, who: str = "a", day: int = 1
) -> PlanningClaim:
    return PlanningClaim(
        date(2031, 3, day), ClaimMeaning.POOL, unit, low, high, who, source_id=f"k{who}{day}"
    )


def foreseen(
    counts: list[CumulativeCount],
    claims: tuple[PlanningClaim, ...] = (),
    as_of: datetime | None = None,
    *,
    hours: int = 72,
    passes: tuple[int, ...] = (),
    seed: int = 1,
) -> CrossingForecast:
    when = as_of or counts[-1].at
    rng = np.random.default_rng(seed)  # noqa: TID251  # a test makes its own chance
    return forecast_crossing(counts, claims, when, hours=hours, passes=passes, rng=rng, priors=priors())


def test_a_steady_road_goes_on_within_the_range() -> None:
    forecast = foreseen(steady(48, 500), (pool(200_000, 200_000),))
    day_later = forecast.hours[24].arrivals
    assert day_later.p05 < 500 * 76 < day_later.p95
    assert day_later.p95 - day_later.p05 < 500 * 48, (
        "a steady road must not leave two days' width after one day"
    )


def test_the_pool_stops_the_forecast_where_persistence_runs_on() -> None:
    counts = steady(48, 1000)
    claims = (pool(60_000, 60_000), pool(60_000, 60_000, who="b"))
    last = foreseen(counts, claims, hours=120).hours[-1]
    assert last.persistence == pytest.approx(52_000 + 120_000)
    assert last.persistence_capped == 60_000
    assert last.arrivals.p50 < 110_000


def test_announced_places_never_limit_who_comes() -> None:
    counts = steady(48, 1000)
    places = PlanningClaim(
        date(2031, 3, 1), ClaimMeaning.CAPACITY, ClaimUnit.PEOPLE, 40_000, None, "minister"
    )
    without, beside = foreseen(counts), foreseen(counts, (places,))
    assert beside.hours == without.hours
    assert [one.why for one in beside.claims_left_out] == [NotUsed.CAPACITY_NEVER_CAPS]


def test_nothing_said_later_changes_an_earlier_forecast() -> None:
    counts, later = steady(48, 700), steady(96, 900, since=52)
    claims, claimed_later = (pool(90_000, 90_000),), (pool(1, 1, who="late", day=20),)
    alone = foreseen(counts, claims, at(48), passes=(40_000,))
    knowing = foreseen(counts + later, claims + claimed_later, at(48), passes=(40_000,))
    assert knowing.hours == alone.hours
    assert knowing.arrivals_pass == alone.arrivals_pass
    assert len(knowing.counts_left_out) == len(later)
    assert knowing.claims_left_out[0].why is NotUsed.AFTER_AS_OF


def test_the_order_of_the_rows_does_not_matter() -> None:
    counts = steady(48, 700)
    assert foreseen(counts[::-1], as_of=at(48)).hours == foreseen(counts).hours


def test_families_are_several_people() -> None:
    counts = steady(24, 100)
    families = foreseen(counts, (pool(10_000, 10_000, ClaimUnit.FAMILIES),)).pool
    people = foreseen(counts, (pool(10_000, 10_000),)).pool
    assert 2.5 * people.p50 < families.p50 < 6.5 * people.p50


def test_at_least_stays_a_bound() -> None:
    many = priors().particles
    forecast = foreseen(steady(24, 100), (pool(80_000, None),))
    weight = {one.index: one.after for one in forecast.pool_weights}
    assert forecast.hours[-1].persistence_capped == forecast.hours[-1].persistence, "no upper end, no cap"
    assert weight[0] * many > 100
    assert forecast.pool.p50 >= 80_000


def test_one_speaker_counts_once_however_often_they_are_repeated() -> None:
    claims = tuple(pool(120_000, 120_000, who=f"leaders via agency {n}") for n in range(4))
    weights = foreseen(steady(24, 100), (*claims, pool(90_000, 90_000, who="census"))).pool_weights
    repeated = sum(one.before for one in weights if one.index is not None and one.index < 4)
    assert repeated == pytest.approx(next(one.before for one in weights if one.index == 4), abs=1e-3)


def test_a_speakers_newer_figure_replaces_their_older_one() -> None:
    forecast = foreseen(steady(48, 100), (pool(50_000, 50_000), pool(90_000, 90_000, day=2)))
    assert forecast.claims_used == (1,)
    assert forecast.claims_left_out[0].why is NotUsed.SUPERSEDED


def test_two_figures_for_one_moment_are_both_kept_and_shown() -> None:
    counts = [*steady(24, 500), CumulativeCount(at(24), arrivals=14_400, speaker="press")]
    forecast = foreseen(counts)
    assert forecast.counts_used == tuple(range(len(counts)))
    (quarrel,) = forecast.disagreements
    assert (quarrel.kind, quarrel.first_value, quarrel.second_value) == (Quarrel.SAME_MOMENT, 14_000, 14_400)


def test_a_total_that_goes_down_is_kept_and_shown() -> None:
    counts = [*steady(24, 500), CumulativeCount(at(28), arrivals=12_000, speaker="census")]
    forecast = foreseen(counts)
    assert forecast.disagreements[0].kind is Quarrel.GOES_DOWN
    assert forecast.hours[0].arrivals.p05 >= 12_000
    assert forecast.hours[0].persistence == 12_000, "persistence never goes down"


def test_one_slip_of_the_pen_does_not_turn_the_forecast() -> None:
    slipped = [*steady(44, 500), CumulativeCount(at(46), arrivals=65_000), *steady(60, 500, since=48)]
    forecast = foreseen(slipped, (pool(200_000, 200_000),))
    assert forecast.hours[24].arrivals.p50 < 60_000


def test_state_rooms_follow_arrivals_with_delay() -> None:
    counts = [
        CumulativeCount(at(hour), arrivals=500 * (hour + 4), state_housed=50 * (hour + 4))
        for hour in range(0, 49, 4)
    ]
    forecast = foreseen(counts, (pool(200_000, 200_000),), passes=(8_000,))
    rooms, arrivals = forecast.state_rooms_pass[0], forecast.arrivals_pass[0]
    assert arrivals.already
    assert rooms.p05 is not None
    assert rooms.p05 > at(50), "who arrives today sleeps in a state room some days later"


def test_a_number_already_passed_is_read_from_the_counts() -> None:
    forecast = foreseen(steady(48, 500), passes=(11_000,))
    (moments,) = forecast.arrivals_pass
    assert moments.already
    assert moments.p05 == moments.p50 == moments.p95 == at(18)


def test_a_number_beyond_reach_is_never() -> None:
    (moments,) = foreseen(steady(48, 10), passes=(5_000_000,)).arrivals_pass
    assert (moments.p05, moments.p50, moments.p95, moments.probability) == (None, None, None, 0.0)


def test_the_desks_fall_behind_when_they_are_slower_than_the_road() -> None:
    counts = [
        CumulativeCount(at(hour), arrivals=1000 * (hour + 4), registered=600 * (hour + 4))
        for hour in range(0, 49, 4)
    ]
    ahead = foreseen(counts, (pool(300_000, 300_000),)).hours
    assert ahead[0].registration_backlog is not None
    assert ahead[24].registration_backlog is not None
    assert ahead[24].registration_backlog.p50 > ahead[0].registration_backlog.p50
    assert foreseen(steady(48, 500)).hours[0].registration_backlog is None, "nobody counted desks"


def test_a_single_count_is_enough_to_begin_and_has_no_persistence() -> None:
    forecast = foreseen([CumulativeCount(at(0), arrivals=1_000)])
    assert forecast.hours[24].arrivals.p05 >= 1_000
    assert forecast.hours[24].persistence is None


def test_without_a_count_there_is_no_forecast() -> None:
    with pytest.raises(NothingCountedError):
        foreseen(steady(48, 500), as_of=at(-1))


def test_arrivals_and_rooms_never_go_back() -> None:
    hours = foreseen(steady(48, 500), (pool(60_000, 60_000),)).hours
    for before, after in pairwise(hours):
        assert before.arrivals.p05 <= after.arrivals.p05
        assert before.arrivals.p95 <= after.arrivals.p95
        assert before.state_rooms.p50 <= after.state_rooms.p50


def test_the_same_seed_gives_the_same_ranges() -> None:
    assert foreseen(steady(48, 500), seed=4) == foreseen(steady(48, 500), seed=4)
    assert foreseen(steady(48, 500), seed=4).hours != foreseen(steady(48, 500), seed=5).hours


def test_a_forecast_names_what_it_rests_on_and_survives_being_written_down() -> None:
    counts = [*steady(48, 500), CumulativeCount(at(60), arrivals=1)]
    forecast = foreseen(counts, (pool(60_000, 60_000),), at(48), passes=(30_000, 10_000))
    assert forecast.count_sources == tuple(f"c{hour}" for hour in range(0, 49, 4))
    assert forecast.claim_sources == ("ka1",)
    body = body_of_forecast(forecast)
    assert canonical(body), "an event can hold it"
    assert forecast_of_body(body) == forecast


def test_daily_series_of_months_are_foreseen_too() -> None:
    counts = [CumulativeCount(at(24 * day), arrivals=40_000 * (day + 1)) for day in range(60)]
    forecast = foreseen(counts)
    assert any(one.why is NotUsed.TOO_OLD for one in forecast.counts_left_out)
    assert forecast.hours[48].arrivals.p05 < 40_000 * 62 < forecast.hours[48].arrivals.p95


def test_a_figure_that_a_person_recommends_weighs_more_and_silences_nobody() -> None:
    def claims(role: str) -> list[PlanningClaim]:
        said = [("office", 40_000, role), ("agency", 90_000, ""), ("party", 120_000, "")]
        return [
            PlanningClaim(START.date(), ClaimMeaning.POOL, ClaimUnit.PEOPLE, n, n, who, role=mark)
            for who, n, mark in said
        ]

    def foreseen(role: str) -> CrossingForecast:
        return forecast_crossing(
            steady(24, 200),
            claims(role),
            at(24),
            hours=24,
            passes=(),
            rng=chance(0),
            priors=priors(),
        )

    plain, marked = foreseen(""), foreseen("recommended")
    before = [one.before for one in marked.pool_weights]
    assert [one.before for one in plain.pool_weights[:3]] == pytest.approx([0.2833] * 3, abs=1e-3)
    assert before == pytest.approx([0.51, 0.17, 0.17, 0.15], abs=1e-3)
    assert marked.pool.p50 < plain.pool.p50


def test_what_the_counts_told_is_kept_for_the_next_supposition_and_changes_no_answer() -> None:
    counts, claims = steady(48, 500), (pool(60_000, 60_000),)
    _stands.cache_clear()
    first, again = foreseen(counts, claims), foreseen(counts, claims)
    assert _stands.cache_info().hits == 1
    assert first == again
    later = [*counts, CumulativeCount(at(49), arrivals=26_700, speaker="desk", source_id="c49")]
    for other in (foreseen(later, claims), foreseen(counts), foreseen(counts, claims, seed=2)):
        assert other.hours != first.hours
    assert _stands.cache_info().hits == 1, "other counts, other claims, other chance: nothing is taken over"
