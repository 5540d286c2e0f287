"""When do the roofs run out? The newest forecast with its ranges, and every count and claim it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kinward.casework.opening import opened
from kinward.casework.ports import ClaimLine, CountLine, Outside
from kinward.casework.state_count import counts_that_stand
from kinward.foresee.record import forecast_of_body
from kinward.model.event import Actor
from kinward.model.forecast import CrossingForecast, PassMoments
from kinward.model.protection import Action, Allowed, Purpose
from kinward.model.report import Unit
from kinward.protect.authorise import PAGE, authorise

# A claim takes part in a forecast, or is drawn beside it, only after a named person accepted it.
DECIDED_FOR = ("accepted", "edited")


@dataclass(frozen=True, slots=True)
class ForecastSeen:
    """A forecast as it was made."""

    id: str
    made_at: datetime
    algorithm: str
    content: CrossingForecast


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places somebody announced, with the words that make it a bound and not a number."""

    claim: str
    value: float
    qualifier: str
    unit: str
    speaker: str
    said_on: str


@dataclass(frozen=True, slots=True)
class RoofsFull:
    """When people in state rooms pass a number of places that somebody announced."""

    capacity: Capacity
    passes: PassMoments


@dataclass(frozen=True, slots=True)
class ClaimUsed:
    """A claim the forecast used, and how much of the pool rested on it before the counts spoke and after."""

    claim: ClaimLine
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """What the page shows. ``forecast`` is None until somebody made one."""

    forecast: ForecastSeen | None
    counts: tuple[CountLine, ...]
    counts_used: tuple[CountLine, ...]
    capacities: tuple[Capacity, ...]
    roofs_full: tuple[RoofsFull, ...]
    claims_used: tuple[ClaimUsed, ...]
    may_make: bool
    may_state: bool


def see_forecast(outside: Outside, actor: Actor, purpose: Purpose) -> ForecastPage:
    """The newest forecast, the counts up to now, and the claims a person accepted. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_FORECAST, PAGE, purpose)
    claims = figures_accepted(outside)
    counts = tuple(
        sorted(
            counts_that_stand(outside.views.counts()),
            key=lambda count: (count.at, count.measure, count.speaker, count.id),
        )
    )
    forecast = newest_forecast(outside)
    used = set(forecast.content.count_sources) if forecast else set()
    capacities = capacities_said(claims)
    return ForecastPage(
        forecast,
        counts,
        tuple(count for count in counts if count.id in used),
        capacities,
        roofs_full(forecast, capacities),
        _claims_used(forecast, claims),
        may_make=_may(outside, actor, Action.MAKE_FORECAST),
        may_state=_may(outside, actor, Action.STATE_COUNT),
    )


def _may(outside: Outside, actor: Actor, action: Action) -> bool:
    return isinstance(authorise(actor, action, PAGE, Purpose.FORESEE, outside.now()), Allowed)


def newest_forecast(outside: Outside) -> ForecastSeen | None:
    """The forecast made last, or None."""
    for line in outside.views.forecasts(1):
        made_at = datetime.fromisoformat(line.made_at)
        return ForecastSeen(line.id, made_at, line.algorithm, forecast_of_body(line.content))
    return None


def figures_accepted(outside: Outside) -> tuple[ClaimLine, ...]:
    """The figures that a named person accepted, as they were or with changes."""
    return tuple(
        claim for claim in outside.views.claims() if claim.state in DECIDED_FOR and claim.kind == "figure"
    )


def roofs_full(forecast: ForecastSeen | None, capacities: Sequence[Capacity]) -> tuple[RoofsFull, ...]:
    """Each announced number of places for people with the moment it is passed, smallest first.

    Places for families are another number of people, and whoever said them is asked which was meant.
    """
    if forecast is None:
        return ()
    passes = {one.number: one for one in forecast.content.state_rooms_pass}
    smallest_first = sorted(capacities, key=lambda capacity: (capacity.value, capacity.said_on))
    return tuple(
        RoofsFull(capacity, passes[round(capacity.value)])
        for capacity in smallest_first
        if capacity.unit != Unit.HOUSEHOLDS and round(capacity.value) in passes
    )


def capacities_said(claims: Sequence[ClaimLine]) -> tuple[Capacity, ...]:
    """Places announced, in the order in which they were said."""
    found = [
        Capacity(
            claim.id,
            number,
            claim.content.get("qualifier") or "as_stated",
            claim.content.get("unit") or "",
            claim.speaker,
            claim.content.get("said_on") or "",
        )
        for claim in claims
        if claim.content.get("counts") == "capacity" and (number := number_said(claim)) is not None
    ]
    return tuple(sorted(found, key=lambda said: (said.said_on, said.claim)))


def number_said(claim: ClaimLine) -> float | None:
    """The number of a figure, or the bound that was said in its place; None for words only."""
    for key in ("value", "low", "high"):
        number = claim.content.get(key)
        if number is not None:
            return float(number)
    return None


def _claims_used(forecast: ForecastSeen | None, claims: Sequence[ClaimLine]) -> tuple[ClaimUsed, ...]:
    if forecast is None:
        return ()
    weights = {weight.source_id: weight for weight in forecast.content.pool_weights}
    return tuple(
        ClaimUsed(claim, weight.before if weight else None, weight.after if weight else None)
        for claim in claims
        if claim.id in forecast.content.claim_sources
        for weight in (weights.get(claim.id),)
    )
