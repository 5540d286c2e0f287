"""Laws of the crossing forecast, over random histories."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kinward.foresee.crossing import forecast_crossing
from kinward.foresee.priors import crossing_priors
from kinward.foresee.record import body_of_forecast, forecast_of_body
from kinward.model.forecast import ClaimMeaning, ClaimUnit, CumulativeCount, PlanningClaim
from kinward.resources.tables import table

START = datetime(2031, 3, 1, tzinfo=UTC)
PRIORS = crossing_priors(
    {**table("foresee/crossing.toml"), "particles": {"many": 200, "ahead": 150, "remembers_days": 28}}
)
totals = st.one_of(st.none(), st.integers(0, 3_000_000))
counts = st.builds(
    lambda hours, arrivals, vehicles, registered, housed: CumulativeCount(
        START + timedelta(hours=hours), arrivals, vehicles, registered, housed
    ),
    st.integers(0, 400), totals, totals, totals, totals,
)  # fmt: skip
ends = st.one_of(st.none(), st.integers(0, 3_000_000))
claims = st.builds(
    lambda day, meaning, unit, low, more: PlanningClaim(
        date(2031, 3, 1) + timedelta(days=day), meaning, unit, low, None if more is None else (low or 0) + more
    ),
    st.integers(-3, 20), st.sampled_from(ClaimMeaning), st.sampled_from(ClaimUnit), ends, ends,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(counts, max_size=12),
    st.lists(claims, max_size=5),
    st.integers(0, 1_000_000),
    st.lists(st.integers(1, 4_000_000), max_size=3),
)
def test_whatever_is_counted_and_claimed_there_is_an_orderly_forecast(
    said: list[CumulativeCount], claimed: list[PlanningClaim], arrivals: int, passes: list[int]
) -> None:
    said.append(CumulativeCount(START, arrivals))
    as_of = START + timedelta(hours=200)
    rng = np.random.default_rng(3)  # noqa: TID251  # a test makes its own chance
    forecast = forecast_crossing(said, claimed, as_of, hours=8, passes=passes, rng=rng, priors=PRIORS)
    assert sorted([*forecast.counts_used, *(one.index for one in forecast.counts_left_out)]) == list(
        range(len(said))
    )
    assert sorted([*forecast.claims_used, *(one.index for one in forecast.claims_left_out)]) == list(
        range(len(claimed))
    )
    for hour in forecast.hours:
        for spread in (hour.arrivals, hour.state_rooms, hour.on_the_road, hour.wait_hours):
            points = [spread.p05, spread.p10, spread.p25, spread.p50, spread.p75, spread.p90, spread.p95]
            assert all(np.isfinite(points))
            assert points == sorted(points)
            assert points[0] >= 0
    assert forecast_of_body(body_of_forecast(forecast)) == forecast
