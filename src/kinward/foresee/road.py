"""The crossing as it moves: home -> queue on the road -> across -> registered, and in a state room some days later."""

import math
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kinward.foresee.pool import PoolPart, draw_pool
from kinward.foresee.priors import CrossingPriors, Floats
from kinward.foresee.scenario import AS_IT_IS, Scenario
from kinward.model.forecast import CumulativeCount

_HOURS_PER_DAY = 24.0
# Beyond these a logarithm means nothing for people and vehicles; they keep exp() finite.
_LOG_MOST = 25.0


class Row(IntEnum):
    """What each particle carries. LOG_ rows are natural logarithms, the others people (or vehicles)."""

    LOG_PEOPLE_PER_HOUR = 0
    LOG_PEOPLE_PER_VEHICLE = 1
    LOG_NIGHT_SHARE = 2
    LOG_DEPARTURE_HOURS = 3
    LOG_POOL = 4
    ODDS_OF_STATE_ROOM = 5
    LOG_HOURS_TO_ROOM = 6
    LOG_REGISTERED_PER_HOUR = 7
    ARRIVED = 8
    ON_THE_ROAD = 9
    VEHICLES = 10
    IN_STATE_ROOMS = 11
    REGISTERED = 12
    CLAIM = 13
    ARRIVALS_PER_HOUR = 14
    VEHICLES_PER_HOUR = 15
    STATE_ROOMS_PER_HOUR = 16
    REGISTERED_PER_HOUR = 17
    DEPARTURE_GATHERS = 18
    LOG_HOSTING_HOURS = 19


LEVELS = (Row.ARRIVED, Row.VEHICLES, Row.IN_STATE_ROOMS, Row.REGISTERED)
# What passed per hour in the last step tells how much a wrong hour beside a count matters.
PER_HOUR = {
    Row.ARRIVED: Row.ARRIVALS_PER_HOUR,
    Row.VEHICLES: Row.VEHICLES_PER_HOUR,
    Row.IN_STATE_ROOMS: Row.STATE_ROOMS_PER_HOUR,
    Row.REGISTERED: Row.REGISTERED_PER_HOUR,
}

# A count of one kind moves only the beliefs it speaks of (a block particle filter, Rebeschini and van Handel 2015): how
# many sleep in state rooms says next to nothing about the road, and letting it choose would starve the road of particles.
# Rooms are given to who is registered, so that counts of both speak of desks and rooms together.
_DESKS_AND_ROOMS = (
    Row.ODDS_OF_STATE_ROOM, Row.LOG_HOURS_TO_ROOM, Row.LOG_HOSTING_HOURS, Row.IN_STATE_ROOMS,
    Row.STATE_ROOMS_PER_HOUR, Row.LOG_REGISTERED_PER_HOUR, Row.REGISTERED, Row.REGISTERED_PER_HOUR,
)  # fmt: skip
BLOCKS = {
    Row.ARRIVED: (
        Row.LOG_PEOPLE_PER_HOUR, Row.LOG_NIGHT_SHARE, Row.LOG_DEPARTURE_HOURS,
        Row.DEPARTURE_GATHERS, Row.LOG_POOL, Row.CLAIM,
        Row.ARRIVED, Row.ON_THE_ROAD, Row.ARRIVALS_PER_HOUR,
    ),
    Row.VEHICLES: (Row.LOG_PEOPLE_PER_VEHICLE, Row.VEHICLES, Row.VEHICLES_PER_HOUR),
    Row.IN_STATE_ROOMS: _DESKS_AND_ROOMS,
    Row.REGISTERED: _DESKS_AND_ROOMS,
}  # fmt: skip
# Beliefs move apart a little when they are drawn; who has come, where and on whose claim (the pool) does not.
STAY_PUT = frozenset(
    {
        Row.CLAIM,
        Row.LOG_POOL,
        Row.ON_THE_ROAD,
        *PER_HOUR.keys(),
        *PER_HOUR.values(),
    }
)


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is believed before the counts speak: the table of priors, and the pool as the claims have it.

    ``desks_counted``: somebody counts who is registered. Then a room is given to who is registered, as desks do;
    otherwise nothing is known of the desks and rooms follow arrivals.
    """

    priors: CrossingPriors
    parts: tuple[PoolPart, ...]
    desks_counted: bool = False


def first_state(first: CumulativeCount, beforehand: Beforehand, rng: np.random.Generator) -> Floats:
    """Particles at the first count of arrivals, with what it tells of desks and rooms; everything else is still belief."""
    assert first.arrivals is not None, "the first count has arrivals"
    priors = beforehand.priors
    many = priors.particles
    state = np.zeros((len(Row), many))
    slip = priors.counts.slip_share_of_added
    state[Row.ARRIVED] = np.maximum(0.0, first.arrivals * (1 + rng.normal(0.0, slip, many)))
    state[Row.LOG_POOL], state[Row.CLAIM] = draw_pool(beforehand.parts, state[Row.ARRIVED], priors.pool, rng)
    for row, belief in (
        (Row.LOG_PEOPLE_PER_VEHICLE, priors.road.people_per_vehicle),
        (Row.LOG_NIGHT_SHARE, priors.road.night_share),
        (Row.LOG_DEPARTURE_HOURS, priors.departure.mean_hours),
        (Row.DEPARTURE_GATHERS, priors.departure.gathers),
        (Row.ODDS_OF_STATE_ROOM, priors.rooms.share_in_the_end),
        (Row.LOG_HOURS_TO_ROOM, priors.rooms.mean_hours_to_room),
        (Row.LOG_REGISTERED_PER_HOUR, priors.registered_per_hour),
    ):
        state[row] = belief.draw(rng, many)
    # A stream of its own: what is believed of hosting must not change what is drawn for the road.
    state[Row.LOG_HOSTING_HOURS] = priors.rooms.mean_hours_hosted.draw(rng.spawn(1)[0], many)
    state[Row.LOG_PEOPLE_PER_HOUR] = state[Row.LOG_PEOPLE_PER_VEHICLE]
    state[Row.LOG_PEOPLE_PER_HOUR] += priors.road.vehicles_per_hour.draw(rng, many)
    wait = np.exp(priors.road.first_wait_hours.draw(rng, many))
    state[Row.ON_THE_ROAD] = people_per_hour(state) * wait
    state[Row.VEHICLES] = state[Row.ARRIVED] / np.exp(state[Row.LOG_PEOPLE_PER_VEHICLE])
    state[Row.REGISTERED] = state[Row.ARRIVED] * rng.random(many)
    if first.registered is not None:
        state[Row.REGISTERED] = first.registered * (1 + rng.normal(0.0, slip, many))
    state[Row.IN_STATE_ROOMS] = state_share(state) * state[may_have_rooms(beforehand)] * rng.random(many)
    if first.state_housed is not None:
        state[Row.IN_STATE_ROOMS] = first.state_housed * (1 + rng.normal(0.0, slip, many))
        _share_of_those_housed(state, may_have_rooms(beforehand), rng)
    hold_together(state)
    return state


def _share_of_those_housed(state: Floats, of_whom: Row, rng: np.random.Generator) -> None:
    """Whoever is in a room asked for one: shares that are too small for those counted are impossible.

    How many of those who ask have a room by now is not known (anything is as likely), so that larger shares weigh less.
    """
    asked = state[Row.IN_STATE_ROOMS] / np.maximum(state[of_whom], 1.0)
    least = min(float(np.median(asked)), 0.99)
    weights = np.where(state_share(state) >= least, 1 / state_share(state), 0.0)
    if not weights.any():
        state[Row.ODDS_OF_STATE_ROOM] = math.log(least / (1 - least))
        return
    many = len(weights)
    chosen = np.searchsorted(np.cumsum(weights / weights.sum()), (np.arange(many) + rng.random()) / many)
    odds = state[Row.ODDS_OF_STATE_ROOM, np.minimum(chosen, many - 1)]
    rng.shuffle(odds)
    state[Row.ODDS_OF_STATE_ROOM] = odds


def people_per_hour(state: Floats) -> Floats:
    """What the road lets through by day."""
    result: Floats = np.exp(np.minimum(state[Row.LOG_PEOPLE_PER_HOUR], _LOG_MOST))
    return result


def state_share(state: Floats) -> Floats:
    """Who of the arrivals will be in a state room in the end."""
    result: Floats = 1 / (1 + np.exp(-state[Row.ODDS_OF_STATE_ROOM]))
    return result


def may_have_rooms(beforehand: Beforehand) -> Row:
    """Of whom a share takes a state room: those registered, as far as they are counted; otherwise all who arrived."""
    return Row.REGISTERED if beforehand.desks_counted else Row.ARRIVED


def hold_together(state: Floats) -> None:
    """What must always be true: nobody is counted before they arrive, and the pool holds all who left."""
    for row in (*LEVELS, Row.ON_THE_ROAD):
        np.maximum(state[row], 0.0, out=state[row])
    np.minimum(state[Row.LOG_POOL], _LOG_MOST, out=state[Row.LOG_POOL])
    np.maximum(state[Row.LOG_POOL], np.log(state[Row.ARRIVED] + 1.0), out=state[Row.LOG_POOL])
    room_left = np.maximum(np.exp(state[Row.LOG_POOL]) - state[Row.ARRIVED], 0.0)
    np.minimum(state[Row.ON_THE_ROAD], room_left, out=state[Row.ON_THE_ROAD])
    np.minimum(state[Row.IN_STATE_ROOMS], state[Row.ARRIVED], out=state[Row.IN_STATE_ROOMS])
    np.minimum(state[Row.REGISTERED], state[Row.ARRIVED], out=state[Row.REGISTERED])


@dataclass(frozen=True, slots=True)
class Hours:
    """The middle of a step: local hour of the day, hours since the first count; and how long the step is.

    ``ahead`` is hours after the moment of the forecast, where a what-if may change things; below 0 before it.
    """

    of_day: float
    since_first: float
    long: float
    ahead: float = -1.0


def step(
    state: Floats,
    at: Hours,
    beforehand: Beforehand,
    rng: np.random.Generator,
    scenario: Scenario = AS_IT_IS,
) -> None:
    """Let some time pass (changes ``state``)."""
    hours, priors = at.long, beforehand.priors
    _gather(state, at, priors)
    _wander(state, hours, priors, rng)
    _jump(state, hours, priors, rng)
    if scenario.everybody_comes is None:
        _draw_pool_anew(state, hours, beforehand, rng)
    before = {level: state[level].copy() for level in PER_HOUR}
    _cross(state, at, priors, rng, scenario)
    _take_rooms(state, hours * _unsteady(state, hours, priors, rng), may_have_rooms(beforehand))
    _stop_being_hosted(state, at, scenario)
    _register(state, hours * scenario.registration_times * _unsteady(state, hours, priors, rng))
    for level, per_hour in PER_HOUR.items():
        state[per_hour] = (state[level] - before[level]) / hours


def _gather(state: Floats, at: Hours, priors: CrossingPriors) -> None:
    """Leaving speeds up as neighbours leave (or slows): the hazard grows with a power of time."""
    since = at.since_first + priors.departure.began_hours_before
    mean_hours = state[Row.LOG_DEPARTURE_HOURS]
    mean_hours -= state[Row.DEPARTURE_GATHERS] * at.long / since


def _wander(state: Floats, hours: float, priors: CrossingPriors, rng: np.random.Generator) -> None:
    root_days = math.sqrt(hours / _HOURS_PER_DAY)
    noise = rng.standard_normal((4, state.shape[1]))
    state[Row.LOG_PEOPLE_PER_HOUR] += priors.road.wander_per_day * root_days * noise[0]
    state[Row.LOG_DEPARTURE_HOURS] += priors.departure.wander_per_day * root_days * noise[1]
    state[Row.LOG_REGISTERED_PER_HOUR] += priors.registration_wander_per_day * root_days * noise[2]
    rooms = priors.rooms
    back = 1 - math.exp(-hours / rooms.returns_within_hours)
    state[Row.LOG_HOURS_TO_ROOM] += back * (rooms.mean_hours_to_room.mean - state[Row.LOG_HOURS_TO_ROOM])
    state[Row.LOG_HOURS_TO_ROOM] += rooms.wander_per_day * root_days * noise[3]


def _jump(state: Floats, hours: float, priors: CrossingPriors, rng: np.random.Generator) -> None:
    """A road opens or closes, buses come, leaving speeds up or stops."""
    road, departure = priors.road, priors.departure
    chance = 1 - math.exp(-hours / road.jump_every_hours)
    again, farther = (_some(state.shape[1], chance / 2, rng) for _ in range(2))
    leaving = _some(state.shape[1], 1 - math.exp(-hours / departure.jump_every_hours), rng)
    anew = road.vehicles_per_hour.draw(rng, len(again))
    state[Row.LOG_PEOPLE_PER_HOUR, again] = anew + state[Row.LOG_PEOPLE_PER_VEHICLE, again]
    state[Row.LOG_PEOPLE_PER_HOUR, farther] += rng.normal(0.0, road.jump_log_sd, len(farther))
    state[Row.LOG_DEPARTURE_HOURS, leaving] += rng.normal(0.0, departure.jump_log_sd, len(leaving))


def _draw_pool_anew(state: Floats, hours: float, beforehand: Beforehand, rng: np.random.Generator) -> None:
    """Now and then a particle asks the claims again how many will come; as many as before set out in the next hour.

    Without it a few lucky particles would decide for one claim long before the counts can tell: what passes in an hour
    says how many set out, not how many are left. An answer below who has left already is not taken.
    """
    some = _some(state.shape[1], 1 - math.exp(-hours / beforehand.priors.pool.asked_again_every_hours), rng)
    some = np.unique(some)
    arrived = state[Row.ARRIVED, some]
    gone = arrived + state[Row.ON_THE_ROAD, some]
    log_pool, claim = draw_pool(beforehand.parts, arrived, beforehand.priors.pool, rng)
    at_home = np.exp(np.minimum(log_pool, _LOG_MOST)) - gone
    was_at_home = np.exp(state[Row.LOG_POOL, some]) - gone
    possible = (at_home > 1.0) & (was_at_home > 1.0)
    change = np.log(np.where(possible, at_home, 1.0) / np.where(possible, was_at_home, 1.0))
    belief, before = beforehand.priors.departure.mean_hours, state[Row.LOG_DEPARTURE_HOURS, some]
    # The new pace of leaving is believed as readily as the table believes it (a Metropolis step).
    gain = ((before - belief.mean) ** 2 - (before + change - belief.mean) ** 2) / (2 * belief.sd**2)
    taken = possible & (np.log(rng.random(len(some))) < gain)
    some = some[taken]
    state[Row.LOG_POOL, some] = log_pool[taken]
    state[Row.CLAIM, some] = claim[taken]
    state[Row.LOG_DEPARTURE_HOURS, some] += change[taken]


def _some(many: int, chance: float, rng: np.random.Generator) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return rng.integers(0, many, rng.binomial(many, chance))


def _cross(
    state: Floats, at: Hours, priors: CrossingPriors, rng: np.random.Generator, scenario: Scenario
) -> None:
    hours = at.long
    arrived, queue = state[Row.ARRIVED], state[Row.ON_THE_ROAD]
    at_home = np.maximum(np.exp(state[Row.LOG_POOL]) - arrived - queue, 0.0)
    # No hour is like the next: convoys, checks, a lorry across the road. One draw serves both, since only one is binding.
    unsteady = _unsteady(state, hours, priors, rng)
    mean_hours = np.exp(np.clip(state[Row.LOG_DEPARTURE_HOURS], 0.0, _LOG_MOST))
    queue += at_home * -np.expm1(-hours * unsteady / mean_hours)
    lets_through = people_per_hour(state) * hours * unsteady
    if is_night(at.of_day, priors):
        lets_through *= np.exp(state[Row.LOG_NIGHT_SHARE])
    if at.ahead >= 0:
        lets_through = scenario.lets_through(lets_through, at.ahead, hours)
    crossed = np.minimum(queue, lets_through)
    queue -= crossed
    arrived += crossed
    state[Row.VEHICLES] += crossed / np.exp(state[Row.LOG_PEOPLE_PER_VEHICLE])


def _unsteady(state: Floats, hours: float, priors: CrossingPriors, rng: np.random.Generator) -> Floats:
    """What an hour brings, as a share of what it brings in the mean."""
    result: Floats = np.exp(
        priors.road.unsteady_hourly / math.sqrt(hours) * rng.standard_normal(state.shape[1])
    )
    return result


def is_night(hour_of_day: float, priors: CrossingPriors) -> bool:
    """Whether the night share holds at this local hour."""
    begins, ends = priors.road.night_from_hour, priors.road.night_until_hour
    return begins <= hour_of_day or hour_of_day < ends


def _take_rooms(state: Floats, hours: Floats, of_whom: Row) -> None:
    wanting = np.maximum(state_share(state) * state[of_whom] - state[Row.IN_STATE_ROOMS], 0.0)
    state[Row.IN_STATE_ROOMS] += wanting * -np.expm1(
        -hours / np.exp(np.clip(state[Row.LOG_HOURS_TO_ROOM], 0.0, _LOG_MOST))
    )


def _stop_being_hosted(state: Floats, at: Hours, scenario: Scenario) -> None:
    """Hosting ends: of those who found a roof with relatives, hosts or for rent, some ask the state after all.

    The share in the end moves with them, or they would seem to be more than ever ask.
    """
    go_on = np.exp(-at.long / np.exp(np.clip(state[Row.LOG_HOSTING_HOURS], 0.0, _LOG_MOST)))
    if at.ahead >= 0:
        go_on = go_on * (1 - scenario.stops_being_hosted(at.ahead, at.long))
    in_the_end = np.minimum(1 - (1 - state_share(state)) * go_on, 1 - 1e-9)
    state[Row.ODDS_OF_STATE_ROOM] = np.log(in_the_end / (1 - in_the_end))


def _register(state: Floats, hours: Floats) -> None:
    desks = np.exp(np.minimum(state[Row.LOG_REGISTERED_PER_HOUR], _LOG_MOST)) * hours
    state[Row.REGISTERED] += np.minimum(desks, np.maximum(state[Row.ARRIVED] - state[Row.REGISTERED], 0.0))
