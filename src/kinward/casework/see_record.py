"""How did earlier forecasts fare? Each beside what was counted later; trust is earned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.state_count import counts_that_stand
from kinward.foresee.record import forecast_of_body
from kinward.foresee.scores import Fared, Record, how_it_fared, track_record
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

HORIZONS = (12, 24, 48, 72)
# A page of forecasts made twice a day reaches back three months.
_FORECASTS_MOST = 200


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """Every forecast beside what came, newest first, and the means by horizon. ``waiting`` have no truth yet."""

    fared: tuple[Fared, ...]
    by_horizon: tuple[Record, ...]
    forecasts: int
    waiting: int


def see_record(outside: Outside, actor: Actor, purpose: Purpose) -> ForecastRecord:
    """All forecasts kept, scored against the counts of arrivals stated since. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_FORECAST, PAGE, purpose)
    totals = [
        (datetime.fromisoformat(count.at), float(count.value))
        for count in counts_that_stand(outside.views.counts())
        if count.measure == "arrived"
    ]
    forecasts = outside.views.forecasts(_FORECASTS_MOST)
    by_forecast: Mapping[str, tuple[Fared, ...]] = {
        line.id: how_it_fared(forecast_of_body(line.content), sorted(totals), HORIZONS) for line in forecasts
    }
    fared = tuple(one for line in forecasts for one in by_forecast[line.id])
    waiting = sum(not scored for scored in by_forecast.values())
    return ForecastRecord(fared, track_record(fared), len(forecasts), waiting)
