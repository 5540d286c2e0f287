"""Foresee the crossing from the counts stated and the claims a person accepted, and keep the forecast as an event."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import ClaimLine, CountLine, Outside
from kinward.casework.state_count import counts_that_stand
from kinward.foresee.crossing import forecast_crossing
from kinward.foresee.pool import announced_places
from kinward.foresee.priors import CrossingPriors
from kinward.foresee.record import body_of_forecast
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.model.event import Actor, Draft, derived_id, moment_text
from kinward.model.forecast import ClaimMeaning, ClaimUnit, CrossingForecast, CumulativeCount, PlanningClaim
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import said

ALGORITHM = "pool-road-rooms particle filter"
HOURS_AHEAD = 336

# Which accepted figures say how many may come, and which how many places there are. Denied or conditional figures
# never stand for what somebody asserts.
_MEANING = {
    "expected_to_leave": ClaimMeaning.POOL,
    "expected_to_arrive": ClaimMeaning.POOL,
    "leaving": ClaimMeaning.POOL,
    "population": ClaimMeaning.POOL,
    "capacity": ClaimMeaning.CAPACITY,
}
_ASSERTED = frozenset({"asserts", "estimates", "predicts", "guarantees", "claims"})
_UNITS = {"people": ClaimUnit.PEOPLE, "families": ClaimUnit.FAMILIES, "households": ClaimUnit.FAMILIES}
_MEASURES = {
    "arrived": "arrivals", "registered": "registered", "in_state_rooms": "state_housed", "vehicles": "vehicles"
}  # fmt: skip


def make_forecast(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    as_of: datetime,
    priors: CrossingPriors,
    *,
    zone: tzinfo,
    seed: int = 0,
) -> CrossingForecast:
    """Forecast from what was known by ``as_of``, and write it down with what it rests on.

    Raises NothingCountedError when no arrivals were stated by then, NothingHereError without leave.
    """
    now = outside.now()
    opened(outside, actor, Action.MAKE_FORECAST, new_record("forecast", actor, now), Purpose.FORESEE)
    forecast = forecast_of(outside, as_of.astimezone(zone), priors, seed)
    value = {"as_of": moment_text(as_of), "algorithm": ALGORITHM, "content": body_of_forecast(forecast)}
    draft = Draft(
        derived_id(form_id, 1), "forecast_made", derived_id(form_id, 0), {"said": [said("forecast", value)]},
        Purpose.FORESEE.value, now,
    )  # fmt: skip
    outside.journal.append([draft], actor)
    return forecast


def forecast_of(
    outside: Outside, as_of: datetime, priors: CrossingPriors, seed: int = 0, scenario: Scenario = AS_IT_IS
) -> CrossingForecast:
    """The forecast alone, nothing written."""
    claims = _claims_decided(outside, as_of)
    passes = tuple(announced_places(claims, as_of.date(), priors.pool))
    return forecast_crossing(
        counts_by_moment(counts_that_stand(outside.views.counts())), claims, as_of,
        hours=HOURS_AHEAD, passes=passes, rng=outside.chance(seed), priors=priors,
        scenario=scenario,
    )  # fmt: skip


def forecast_again(
    outside: Outside, made: CrossingForecast, priors: CrossingPriors, zone: tzinfo, scenario: Scenario
) -> CrossingForecast:
    """A forecast that was made, made again from what it knew then (nothing stated or accepted since), supposing something.

    With nothing supposed it is that forecast, as far as it was made with the seed that pages make it with.
    """
    as_of = made.as_of.astimezone(zone)
    known = {*made.count_sources, *(one.source_id for one in made.counts_left_out)}
    claimed = {*made.claim_sources, *(one.source_id for one in made.claims_left_out)}
    counts = [
        one for one in counts_by_moment(counts_that_stand(outside.views.counts())) if one.source_id in known
    ]
    claims = [one for one in _claims_decided(outside, as_of) if one.source_id in claimed]
    return forecast_crossing(
        counts, claims, as_of,
        hours=len(made.hours) - 1, passes=tuple(one.number for one in made.state_rooms_pass),
        rng=outside.chance(0), priors=priors, scenario=scenario,
    )  # fmt: skip


def _claims_decided(outside: Outside, as_of: datetime) -> list[PlanningClaim]:
    decided = [claim for state in ("accepted", "edited") for claim in outside.views.claims(state=state)]
    return planning_claims(decided, as_of.date())


def counts_by_moment(lines: Iterable[CountLine]) -> list[CumulativeCount]:
    """Counts that one speaker stated for one moment, side by side in one value."""
    together: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for line in lines:
        at = together[line.at, line.speaker]
        at.setdefault(_MEASURES[line.measure], line.value)
        at.setdefault("source_id", line.id)
    return [
        CumulativeCount(at=datetime.fromisoformat(at), speaker=speaker, **values)
        for (at, speaker), values in sorted(together.items())
    ]


def planning_claims(lines: Sequence[ClaimLine], today: date) -> list[PlanningClaim]:
    """Accepted figures that say how many may come or how many places there are."""
    return [
        claim
        for line in lines
        if line.kind == "figure" and (claim := _planning_claim(line, today)) is not None
    ]


def _planning_claim(line: ClaimLine, today: date) -> PlanningClaim | None:
    content: Mapping[str, Any] = line.content
    meaning = _MEANING.get(content.get("counts") or "")
    unit = _UNITS.get(content.get("unit") or "")
    if meaning is None or unit is None or content.get("stance") not in _ASSERTED or not line.speaker:
        return None
    low, high = (_whole(content.get(bound)) for bound in ("low", "high"))
    value = _whole(content.get("value"))
    if low is None and high is None:
        low = high = value
    return PlanningClaim(
        said_on=_day(content.get("said_on") or "") or today,
        meaning=meaning, unit=unit, low=low, high=high, speaker=line.speaker, source_id=line.id,
        role=content.get("role") or "",
    )  # fmt: skip


def _day(said_on: str) -> date | None:
    """The day; None for one without its year, or words that somebody wrote in its place."""
    try:
        return date.fromisoformat(said_on)
    except ValueError:
        return None


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)
