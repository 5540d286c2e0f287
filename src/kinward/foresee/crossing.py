"""How many will have come by when, where the queue is, and when the rooms run out: from counts and claims to ranges."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from kinward.foresee.disagree import disagreements
from kinward.foresee.passing import pass_moments
from kinward.foresee.persistence import Persistence, persistence
from kinward.foresee.pool import NO_CLAIM, PoolPart, SortedClaims, largest_pool, pool_parts, sort_claims
from kinward.foresee.priors import CrossingPriors, Floats
from kinward.foresee.road import (
    BLOCKS,
    PER_HOUR,
    Beforehand,
    Hours,
    Row,
    first_state,
    people_per_hour,
    state_share,
    step,
)
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.foresee.sensing import Sighting, log_likelihood, take_in, wait_log_likelihood
from kinward.model.forecast import (
    ClaimWeight,
    CrossingForecast,
    CumulativeCount,
    HourAhead,
    LeftOut,
    NotUsed,
    PassMoments,
    PeriodAhead,
    PlanningClaim,
    Spread,
)

_HOUR = timedelta(hours=1)
# Between two counts the crossing moves in steps of an hour, or in so many steps when they lie far apart.
_STEPS_BETWEEN_COUNTS = 12
_TOTALS = {
    Row.ARRIVED: "arrivals",
    Row.VEHICLES: "vehicles",
    Row.REGISTERED: "registered",
    Row.IN_STATE_ROOMS: "state_housed",
}


def forecast_crossing(
    counts: Sequence[CumulativeCount],
    claims: Sequence[PlanningClaim],
    as_of: datetime,
    *,
    hours: int,
    passes: Sequence[int],
    rng: np.random.Generator,
    priors: CrossingPriors,
    scenario: Scenario = AS_IT_IS,
) -> CrossingForecast:
    """Ranges for every hour from ``as_of`` on, and the moments when each number of ``passes`` is passed.

    Uses nothing said after ``as_of`` (a claim has a day only: the whole day of ``as_of`` counts as said). Counts may
    come in any order, from several speakers, and contradict each other. Raises NothingCountedError when no count
    of arrivals is known by then and after ``silent_hours_most`` before it. Method: DESIGN, decision 7; a particle filter over pool, road, desks and rooms.
    """
    known, counts_left_out = _counts_known(counts, as_of, priors)
    sorted_claims = sort_claims(claims, as_of.date(), priors.pool)
    beforehand = Beforehand(
        priors,
        pool_parts(claims, sorted_claims.pool, priors.pool),
        desks_counted=any(count.registered is not None for _, count in known),
    )
    waits = [(claims[index], _midday(claims[index], as_of)) for index in sorted_claims.queue]
    asked = _Asked(
        known,
        tuple(claims),
        as_of,
        repr(priors),
        repr(rng.bit_generator.state),
        tuple(waits),
        beforehand,
        rng,
    )
    stands, rng.bit_generator.state = _stands(asked)
    state = stands.copy()
    seen = _Seen(tuple(count for _, count in known))
    _never_below_last_count(state, seen)
    ahead = _Ahead.of(
        _supposed(state[:, : priors.particles_ahead].copy(), scenario),
        _Span(known[0][1].at, as_of, as_of + hours * _HOUR),
        (beforehand, scenario),
        rng,
    )
    plain = persistence(seen.totals("arrivals"))
    cap = largest_pool(claims, sorted_claims.pool, priors.pool)
    return CrossingForecast(
        as_of=as_of,
        hours=ahead.hours(as_of, plain, cap, desks=bool(seen.totals("registered"))),
        arrivals_pass=_passes(passes, as_of, ahead.arrived, seen.totals("arrivals")),
        state_rooms_pass=tuple(
            _rooms_pass(number, as_of, ahead.in_state_rooms, seen.totals("state_housed"), scenario)
            for number in dict.fromkeys(passes)
        ),
        counts_used=tuple(index for index, _ in known),
        count_sources=tuple(count.source_id for _, count in known if count.source_id),
        counts_left_out=counts_left_out,
        claims_used=_used(sorted_claims),
        claim_sources=tuple(claims[i].source_id for i in _used(sorted_claims) if claims[i].source_id),
        claims_left_out=sorted_claims.left_out,
        pool=_spread(np.exp(state[Row.LOG_POOL])),
        pool_weights=_weights(beforehand.parts, state),
        share_in_state_rooms=_spread(state_share(state), digits=4),
        state_rooms_counted=bool(seen.totals("state_housed")),
        disagreements=disagreements(known, tuple(_TOTALS.values())),
        speakers=dict(Counter(count.speaker for _, count in known if count.speaker)),
        periods=_periods(as_of, ahead.arrived),
    )


class NothingCountedError(Exception):
    """No count of arrivals is known at the moment asked about, so that there is nothing to go on from."""


Indexed = tuple[int, CumulativeCount]


def _counts_known(
    counts: Sequence[CumulativeCount], as_of: datetime, priors: CrossingPriors
) -> tuple[tuple[Indexed, ...], tuple[LeftOut, ...]]:
    """The counts that take part, in the order of time, and why each other does not."""
    silent = as_of - timedelta(hours=priors.silent_hours_most)
    said = [count.at for count in counts if silent <= count.at <= as_of and count.arrivals is not None]
    if not said:
        raise NothingCountedError
    oldest = as_of - timedelta(hours=priors.remembers_hours)
    recent = [at for at in said if at >= oldest]
    # A long silence: go on from the last count there was, however old it is.
    first = (
        min(recent) if len(set(recent)) > 1 else max([at for at in said if at < oldest], default=min(said))
    )
    left_out: list[LeftOut] = []
    known: list[Indexed] = []
    for index, count in enumerate(counts):
        why = _why_left_out(count, as_of, first, (silent, min(said)))
        if why is None:
            known.append((index, count))
        else:
            left_out.append(LeftOut(index, count.source_id, why))
    return tuple(sorted(known, key=lambda one: one[1].at)), tuple(left_out)


def _why_left_out(
    count: CumulativeCount, as_of: datetime, first: datetime, silent_and_very_first: tuple[datetime, datetime]
) -> NotUsed | None:
    silent, very_first = silent_and_very_first
    if count.at > as_of:
        return NotUsed.AFTER_AS_OF
    if all(getattr(count, total) is None for total in _TOTALS.values()):
        return NotUsed.NOTHING_COUNTED
    if count.at < silent:
        return NotUsed.TOO_OLD
    if count.at < very_first:
        return NotUsed.BEFORE_FIRST_ARRIVALS
    return NotUsed.TOO_OLD if count.at < first else None


def _used(claims: SortedClaims) -> tuple[int, ...]:
    return tuple(sorted((*claims.pool, *claims.queue)))


def _midday(claim: PlanningClaim, as_of: datetime) -> datetime:
    """A claim has a day, not an hour: its middle, or ``as_of`` when that comes first."""
    midday = datetime(claim.said_on.year, claim.said_on.month, claim.said_on.day, 12, tzinfo=as_of.tzinfo)
    return min(midday, as_of)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The counts that take part, by total."""

    counts: tuple[CumulativeCount, ...]

    def totals(self, name: str) -> list[tuple[datetime, int]]:
        return [(one.at, value) for one in self.counts if (value := getattr(one, name)) is not None]


# ------------------------------------------------------------------------------------------ up to as_of
@dataclass(frozen=True, slots=True)
class _Asked:
    """What the particles know, and the chance they are drawn by: the same gives the same."""

    known: tuple[Indexed, ...]
    claims: tuple[PlanningClaim, ...]
    as_of: datetime
    priors: str
    chance: str
    waits: tuple[tuple[PlanningClaim, datetime], ...]
    beforehand: Beforehand = field(compare=False)
    rng: np.random.Generator = field(compare=False)


@lru_cache(maxsize=2)
def _stands(asked: _Asked) -> tuple[Floats, Mapping[str, Any]]:
    """The particles and the state of chance behind them, kept for the next supposition: none changes what was counted."""
    state = _as_it_stands(asked.known, asked.waits, asked.as_of, asked.beforehand, asked.rng)
    state.flags.writeable = False
    return state, asked.rng.bit_generator.state


def _as_it_stands(
    known: Sequence[Indexed],
    waits: Sequence[tuple[PlanningClaim, datetime]],
    as_of: datetime,
    beforehand: Beforehand,
    rng: np.random.Generator,
) -> Floats:
    """The particles at ``as_of``, after everything said by then has spoken in the order of time."""
    first = next(count for _, count in known if count.arrivals is not None)
    state = first_state(first, beforehand, rng)
    priors = beforehand.priors
    said = [voice for _, count in known for voice in _count_voices(count, known, priors)]
    said += [_Voice(max(at, first.at), Row.ARRIVED, _wait_judge(claim, priors)) for claim, at in waits]
    now = first.at
    for voice in sorted(said, key=lambda one: one.at):
        _move(state, _Span(first.at, now, voice.at), beforehand, rng)
        take_in(state, BLOCKS[voice.row], voice.judged, rng)
        now = voice.at
    _move(state, _Span(first.at, now, as_of), beforehand, rng)
    return state


def _move(state: Floats, span: "_Span", beforehand: Beforehand, rng: np.random.Generator) -> None:
    """Let the particles live from one moment to the next."""
    gap = (span.until - span.since) / _HOUR
    if gap <= 0:
        return
    steps = min(math.ceil(gap), max(_STEPS_BETWEEN_COUNTS, math.ceil(gap / 6)))
    for number in range(steps):
        middle = span.since + (span.until - span.since) * ((number + 0.5) / steps)
        step(state, _hours(middle, span.first, gap / steps), beforehand, rng)


@dataclass(frozen=True, slots=True)
class _Span:
    """From one moment to the next, and when the first count was."""

    first: datetime
    since: datetime
    until: datetime


def _hours(middle: datetime, first: datetime, long: float) -> Hours:
    return Hours(middle.hour + middle.minute / 60, (middle - first) / _HOUR, long)


@dataclass(frozen=True, slots=True)
class _Voice:
    """One total or wait as said: when, of which row, and how well each particle foretold it."""

    at: datetime
    row: Row
    judged: Callable[[Floats], Floats]


def _count_voices(count: CumulativeCount, known: Sequence[Indexed], priors: CrossingPriors) -> list[_Voice]:
    off = priors.counts.hour_off if count.hour_known else priors.counts.hour_unknown_off
    return [
        _Voice(
            count.at,
            row,
            _total_judge(Sighting(row, float(value), _added(count, name, value, known), off), priors),
        )
        for row, name in _TOTALS.items()
        if (value := getattr(count, name)) is not None
    ]


def _total_judge(sighting: Sighting, priors: CrossingPriors) -> Callable[[Floats], Floats]:
    per_hour = PER_HOUR[sighting.row]
    return lambda state: log_likelihood(state[sighting.row], state[per_hour], sighting, priors.counts)


def _added(count: CumulativeCount, name: str, value: int, known: Sequence[Indexed]) -> float:
    """What was added since the last earlier moment at which somebody gave this total (the whole, when nobody did)."""
    earlier = [
        (other.at, total)
        for _, other in known
        if other.at < count.at and (total := getattr(other, name)) is not None
    ]
    return float(abs(value - max(earlier)[1])) if earlier else float(value)


def _wait_judge(claim: PlanningClaim, priors: CrossingPriors) -> Callable[[Floats], Floats]:
    ends = [end for end in (claim.low, claim.high) if end]
    said_hours = math.exp(sum(math.log(end) for end in ends) / len(ends))

    def judged(state: Floats) -> Floats:
        return wait_log_likelihood(_wait_hours(state), said_hours, priors.road.reported_wait_log_sd)

    return judged


def _wait_hours(state: Floats) -> Floats:
    """How long somebody waits who joins the queue now."""
    result: Floats = state[Row.ON_THE_ROAD] / np.maximum(people_per_hour(state), 1e-9)
    return result


def _never_below_last_count(state: Floats, seen: _Seen) -> None:
    """Who was counted has come: a total once said is a floor (the lowest of those said last, if they disagree)."""
    for row, name in (
        (Row.ARRIVED, "arrivals"),
        (Row.IN_STATE_ROOMS, "state_housed"),
        (Row.REGISTERED, "registered"),
    ):
        totals = seen.totals(name)
        if totals:
            last = max(at for at, _ in totals)
            np.maximum(state[row], min(value for at, value in totals if at == last), out=state[row])
    np.maximum(
        state[Row.LOG_POOL],
        np.log(state[Row.ARRIVED] + state[Row.ON_THE_ROAD] + 1.0),
        out=state[Row.LOG_POOL],
    )


# ------------------------------------------------------------------------------------------ from as_of on
@dataclass(frozen=True, slots=True)
class _Ahead:
    """Every particle at ``as_of`` and after each hour: rows are hours, columns particles."""

    arrived: Floats
    in_state_rooms: Floats
    on_the_road: Floats
    wait_hours: Floats
    not_registered: Floats

    @classmethod
    def of(
        cls,
        state: Floats,
        span: _Span,
        given: tuple[Beforehand, Scenario],
        rng: np.random.Generator,
    ) -> "_Ahead":
        (beforehand, scenario), hours = given, round((span.until - span.since) / _HOUR)
        rows = [np.empty((hours + 1, state.shape[1])) for _ in range(5)]
        for hour in range(hours + 1):
            if hour:
                middle = span.since + (hour - 0.5) * _HOUR
                at = replace(_hours(middle, span.first, 1.0), ahead=hour - 0.5)
                step(state, at, beforehand, rng, scenario)
            rows[0][hour] = state[Row.ARRIVED]
            rows[1][hour] = state[Row.IN_STATE_ROOMS]
            rows[2][hour] = state[Row.ON_THE_ROAD]
            rows[3][hour] = _wait_hours(state)
            rows[4][hour] = state[Row.ARRIVED] - state[Row.REGISTERED]
        return cls(*rows)

    def hours(
        self, as_of: datetime, plain: Persistence | None, cap: int | None, *, desks: bool
    ) -> tuple[HourAhead, ...]:
        arrived, rooms = _spreads(self.arrived), _spreads(self.in_state_rooms)
        road, wait = _spreads(self.on_the_road), _spreads(self.wait_hours, digits=1)
        backlog = _spreads(self.not_registered) if desks else None
        result = []
        for hour, arrivals in enumerate(arrived):
            at = as_of + hour * _HOUR
            line = None if plain is None else plain.total_at(at)
            capped = (
                line
                if plain is None or line is None or cap is None
                else min(line, max(float(cap), plain.total))
            )
            result.append(
                HourAhead(
                    at,
                    arrivals,
                    rooms[hour],
                    road[hour],
                    wait[hour],
                    backlog[hour] if backlog else None,
                    line,
                    capped,
                )
            )
        return tuple(result)


_POINTS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.025, 0.975)
# Arrivals within an hour are foreseen for two days, within a shift of eight hours and a day for as long as asked.
_PERIODS = ((1, 48), (8, 10_000), (24, 10_000))


def _spreads(rows: Floats, digits: int = 0) -> list[Spread]:
    ranks = [round(point * (rows.shape[1] - 1)) for point in _POINTS]
    ordered = np.partition(rows, ranks, axis=1)[:, ranks]
    return [Spread(*(round(float(value), digits) for value in row)) for row in ordered]


def _spread(values: Floats, digits: int = 0) -> Spread:
    return _spreads(values[np.newaxis, :], digits)[0]


def _passes(
    passes: Sequence[int], as_of: datetime, paths: Floats, totals: Sequence[tuple[datetime, int]]
) -> tuple[PassMoments, ...]:
    plain = persistence(totals)
    return tuple(pass_moments(number, as_of, paths, totals, plain) for number in dict.fromkeys(passes))


def _periods(as_of: datetime, arrived: Floats) -> tuple[PeriodAhead, ...]:
    """How many arrive within each hour, shift and day; their ranges do not add up, as those of totals do not either."""
    found = []
    for long, until in _PERIODS:
        ends = arrived[: until + 1 : long]
        if len(ends) > 1:
            spreads = _spreads(np.diff(ends, axis=0))
            found += [
                PeriodAhead(as_of + number * long * _HOUR, long, one) for number, one in enumerate(spreads)
            ]
    return tuple(found)


def _rooms_pass(
    number: int, as_of: datetime, paths: Floats, totals: Sequence[tuple[datetime, int]], scenario: Scenario
) -> PassMoments:
    """When people in state rooms pass a number of places, which a what-if may multiply or take away on a day."""
    if not scenario.changes_places:
        return pass_moments(number, as_of, paths, totals, persistence(totals))
    (_, first), *later = scenario.places_supposed(number, as_of, len(paths) - 1)
    then = later[0] if later else None
    moments = pass_moments(first, as_of, paths, totals, persistence(totals), then)
    began = scenario.winter_begins(as_of)
    if moments.already and began is not None and moments.p50 is not None and moments.p50 < began <= as_of:
        # They were fewer only from that day on, whenever so many had been counted.
        moments = replace(
            moments, p05=began, p50=began, p95=began, persistence=began, p05_if=began, p95_if=began
        )
    return replace(moments, number=number)


def _supposed(state: Floats, scenario: Scenario) -> Floats:
    """The particles when it is supposed how many come altogether; never fewer than have left."""
    if scenario.everybody_comes is not None:
        gone = state[Row.ARRIVED] + state[Row.ON_THE_ROAD]
        state[Row.LOG_POOL] = np.log(np.maximum(gone + 1.0, float(scenario.everybody_comes)))
    return state


def _weights(parts: Sequence[PoolPart], state: Floats) -> tuple[ClaimWeight, ...]:
    return tuple(
        ClaimWeight(
            None if part.index == NO_CLAIM else part.index,
            part.claim.source_id if part.claim else "",
            round(part.weight, 4),
            round(float((state[Row.CLAIM] == part.index).mean()), 4),
        )
        for part in parts
    )
