"""What happens from one published count to the next: who crosses, who is written down, who calls."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kinward.demo.facts import CrossingFacts, SaidCount
from kinward.demo.synthetic import Party, Request, SyntheticCrossing

_MEETS_EVERY = timedelta(hours=12)
_FORECASTS_FROM = timedelta(days=1)  # a single evening's counts tell no rate
_FORECASTS_DAILY = 2


@dataclass(slots=True)
class Step:
    """One step of the replay, up to and including ``at``: everything since the step before.

    ``rows`` are the rows of each form that were typed, by form. ``last_of_day``: no later step on this day.
    ``meets``: the matcher looks. ``compares``: it also looks for people who stand twice, once, at the
    end: those who share a name are weighed together, and the pairs wait for whoever opens the pages.
    ``forecast``: the analyst makes one.
    """

    at: datetime
    last_of_day: bool = False
    meets: bool = True
    compares: bool = True
    forecast: bool = False
    crossed: list[Party] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    counts: list[SaidCount] = field(default_factory=list)


def steps_of(
    crossing: SyntheticCrossing, facts: CrossingFacts, also: Iterable[datetime], until: datetime
) -> list[Step]:
    """One step for each moment at which somebody published a count, and those in ``also``; none after ``until``."""
    published = {*facts.arrived.moments[1:], *facts.registered.moments, *facts.state_housed.moments}
    moments = sorted(at for at in {*published, *also} if facts.arrived.moments[0] < at <= until)
    steps = _planned(moments, facts)
    for party in crossing.parties:
        if party.car and (step := _step_at(steps, moments, party.arrived_at)):
            step.crossed.append(party)
    for row in crossing.registrations:
        if step := _step_at(steps, moments, row.registered_at):
            step.rows.setdefault(row.party, []).append(row.id)
    for request in crossing.requests:
        if step := _step_at(steps, moments, request.made_at):
            step.requests.append(request)
    for count in facts.said:
        if step := _step_at(steps, moments, count.at):
            step.counts.append(count)
    return steps


def _planned(moments: Sequence[datetime], facts: CrossingFacts) -> list[Step]:
    """Which office works when: plans in the evening, the matcher every few hours, forecasts until the rooms are full."""
    days = [at.astimezone(facts.zone).date() for at in moments]
    full = facts.state_housed.when(facts.planned_places)
    steps: list[Step] = []
    met = facts.arrived.moments[0]
    forecasts = 0
    for number, (at, day) in enumerate(zip(moments, days, strict=True)):
        last = day not in days[number + 1 :]
        meets = last or at - met >= _MEETS_EVERY
        met = at if meets else met
        at_the_end = number == len(moments) - 1
        forecast = last and at <= full and day >= facts.arrived.moments[0].date() + _FORECASTS_FROM
        # After the second forecast the one at the end is enough: each costs a second, and the picture changes less.
        forecasts += forecast
        steps.append(
            Step(at, last, meets, at_the_end, at_the_end or (forecast and forecasts <= _FORECASTS_DAILY))
        )
    return steps


def _step_at(steps: Sequence[Step], moments: Sequence[datetime], at: datetime) -> Step | None:
    number = bisect_left(moments, at)
    return steps[number] if number < len(steps) else None
