"""What if? The crossing foreseen again under a supposition, beside what is foreseen without it; nothing is written."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from kinward.casework.make_forecast import forecast_again, forecast_of
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.see_forecast import newest_forecast
from kinward.foresee.priors import CrossingPriors
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.model.event import Actor
from kinward.model.forecast import CrossingForecast
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE


@dataclass(frozen=True, slots=True)
class Supposed:
    """The same crossing twice, from the same draws: as it is, and as it is supposed to be.

    ``as_it_is`` is the newest forecast itself; ``made_at`` is when that was made, None when nobody made one.
    """

    scenario: Scenario
    as_it_is: CrossingForecast
    supposed: CrossingForecast
    made_at: datetime | None = None


def suppose(
    outside: Outside,
    actor: Actor,
    priors: CrossingPriors,
    scenario: Scenario,
    *,
    zone: tzinfo,
) -> Supposed:
    """What would come of the supposition, beside the newest forecast (one made from now, without one).

    It starts from what that forecast knew, with as many particles and the same draws: fewer follow the counts to other
    middles and narrower ranges, and two answers to one question would stand in the same place. Raises NothingCountedError, or NothingHereError without leave.
    """
    opened(outside, actor, Action.SEE_FORECAST, PAGE, Purpose.FORESEE)
    newest = newest_forecast(outside)
    as_it_is = newest.content if newest else forecast_of(outside, outside.now().astimezone(zone), priors)
    supposed = as_it_is if scenario == AS_IT_IS else forecast_again(outside, as_it_is, priors, zone, scenario)
    return Supposed(scenario, as_it_is, supposed, newest.made_at if newest else None)
