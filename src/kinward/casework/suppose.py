"""What if? The crossing foreseen again under a supposition, beside what is foreseen without it; nothing is written."""

from dataclasses import dataclass, replace
from datetime import tzinfo

from kinward.casework.make_forecast import forecast_of
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.see_forecast import newest_forecast
from kinward.foresee.priors import CrossingPriors
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.model.event import Actor
from kinward.model.forecast import CrossingForecast
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

# Enough for a middle and a range to be compared by eye, in well under a second for both.
_PARTICLES, _PARTICLES_AHEAD = 1500, 750


@dataclass(frozen=True, slots=True)
class Supposed:
    """The same crossing twice, from the same draws: as it is, and as it is supposed to be."""

    scenario: Scenario
    as_it_is: CrossingForecast
    supposed: CrossingForecast


def suppose(
    outside: Outside,
    actor: Actor,
    priors: CrossingPriors,
    scenario: Scenario,
    *,
    zone: tzinfo,
) -> Supposed:
    """Foresee with and without the supposition, from the moment of the newest forecast (from now without one).

    Raises NothingCountedError, or NothingHereError without leave.
    """
    opened(outside, actor, Action.SEE_FORECAST, PAGE, Purpose.FORESEE)
    newest = newest_forecast(outside)
    as_of = newest.content.as_of if newest else outside.now()
    quick = replace(priors, particles=_PARTICLES, particles_ahead=_PARTICLES_AHEAD)
    as_it_is, supposed = (
        forecast_of(outside, as_of.astimezone(zone), quick, scenario=one) for one in (AS_IT_IS, scenario)
    )
    return Supposed(scenario, as_it_is, supposed)
