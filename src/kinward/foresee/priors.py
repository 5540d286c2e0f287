"""What is believed about a crossing before its own counts speak, read from the commented table of priors."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_Z95 = 1.6448536269514722  # standard normal: 95 % lie below


@dataclass(frozen=True, slots=True)
class LogRange:
    """A lognormal by its middle 90 %; on the log-odds scale when it is a share."""

    mean: float
    sd: float

    @classmethod
    def of(cls, low_high: Sequence[float]) -> Self:
        """From the 5 % and 95 % points."""
        low, high = (math.log(end) for end in low_high)
        return cls((low + high) / 2, (high - low) / (2 * _Z95))

    @classmethod
    def of_shares(cls, low_high: Sequence[float]) -> Self:
        """From the 5 % and 95 % points of a share between 0 and 1."""
        low, high = (math.log(end / (1 - end)) for end in low_high)
        return cls((low + high) / 2, (high - low) / (2 * _Z95))

    def draw(self, rng: np.random.Generator, many: int) -> Floats:
        """Logarithms (or log-odds), not the values themselves."""
        return rng.normal(self.mean, self.sd, many)

    @property
    def median(self) -> float:
        """The value half-way, on the plain scale."""
        return math.exp(self.mean)


@dataclass(frozen=True, slots=True)
class RoadPriors:
    """The narrowest place: vehicles per hour, people in each, the night, wandering and jumps."""

    vehicles_per_hour: LogRange
    people_per_vehicle: LogRange
    night_share: LogRange
    night_from_hour: float
    night_until_hour: float
    wander_per_day: float
    unsteady_hourly: float
    jump_every_hours: float
    jump_log_sd: float
    first_wait_hours: LogRange
    reported_wait_log_sd: float


@dataclass(frozen=True, slots=True)
class DeparturePriors:
    """How soon people set out, and whether leaving gathers speed: the hazard grows as time to the power ``gathers``."""

    mean_hours: LogRange
    gathers: LogRange
    began_hours_before: float
    wander_per_day: float
    jump_every_hours: float
    jump_log_sd: float


@dataclass(frozen=True, slots=True)
class PoolPriors:
    """How far to trust planning figures, and how large a family is."""

    claim_log_error: float
    none_right_weight: float
    none_right_log_error: float
    no_claim_log_scale: float
    asked_again_every_hours: float
    people_per_family: LogRange
    channel_words: tuple[str, ...]
    role_weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RoomPriors:
    """Take-up of state rooms: how many at first, how long after arriving, and how long others are hosted."""

    share_in_the_end: LogRange
    mean_hours_hosted: LogRange
    mean_hours_to_room: LogRange
    wander_per_day: float
    returns_within_hours: float


@dataclass(frozen=True, slots=True)
class CountPriors:
    """How exact a reported total is."""

    hour_off: float
    hour_unknown_off: float
    slip_share_of_added: float
    slip_share_of_whole: float
    tail_degrees: float


@dataclass(frozen=True, slots=True)
class CrossingPriors:
    """Everything believed beforehand; the numbers and their sources stand in resources/foresee/crossing.toml."""

    road: RoadPriors
    departure: DeparturePriors
    pool: PoolPriors
    registered_per_hour: LogRange
    registration_wander_per_day: float
    rooms: RoomPriors
    counts: CountPriors
    particles: int
    particles_ahead: int
    remembers_hours: float
    silent_hours_most: float


def crossing_priors(table: Mapping[str, Any]) -> CrossingPriors:
    """Read the table ``foresee/crossing.toml``. A missing entry is a broken program (KeyError), not bad input."""
    registration, particles = table["registration"], table["particles"]
    return CrossingPriors(
        road=_road(table["road"]),
        departure=_departure(table["departure"]),
        pool=_pool(table["pool"]),
        registered_per_hour=LogRange.of(registration["people_per_hour"]),
        registration_wander_per_day=registration["wander_per_day"],
        rooms=_rooms(table["state_rooms"]),
        counts=_counts(table["counts"]),
        particles=particles["many"],
        particles_ahead=particles["ahead"],
        remembers_hours=24.0 * particles["remembers_days"],
        silent_hours_most=24.0 * table["counts"]["silence_days_most"],
    )


def _road(entry: Mapping[str, Any]) -> RoadPriors:
    return RoadPriors(
        vehicles_per_hour=LogRange.of(entry["vehicles_per_hour"]),
        people_per_vehicle=LogRange.of(entry["people_per_vehicle"]),
        night_share=LogRange.of(entry["night_share"]),
        night_from_hour=entry["night_hours"][0],
        night_until_hour=entry["night_hours"][1],
        wander_per_day=entry["wander_per_day"],
        unsteady_hourly=entry["unsteady_hourly"],
        jump_every_hours=entry["jump_every_hours"],
        jump_log_sd=entry["jump_log_sd"],
        first_wait_hours=LogRange.of(entry["first_wait_hours"]),
        reported_wait_log_sd=entry["reported_wait_log_sd"],
    )


def _departure(entry: Mapping[str, Any]) -> DeparturePriors:
    low, high = entry["gathers"]
    return DeparturePriors(
        mean_hours=LogRange.of(entry["mean_hours"]),
        gathers=LogRange((low + high) / 2, (high - low) / (2 * _Z95)),
        began_hours_before=entry["began_hours_before"],
        wander_per_day=entry["wander_per_day"],
        jump_every_hours=entry["jump_every_hours"],
        jump_log_sd=entry["jump_log_sd"],
    )


def _pool(entry: Mapping[str, Any]) -> PoolPriors:
    return PoolPriors(
        claim_log_error=entry["claim_log_error"],
        none_right_weight=entry["none_right_weight"],
        none_right_log_error=entry["none_right_log_error"],
        no_claim_log_scale=entry["no_claim_log_scale"],
        asked_again_every_hours=entry["asked_again_every_hours"],
        people_per_family=LogRange.of(entry["people_per_family"]),
        channel_words=tuple(entry["channel_words"]),
        role_weights=dict(entry["role_weights"]),
    )


def _rooms(entry: Mapping[str, Any]) -> RoomPriors:
    return RoomPriors(
        share_in_the_end=LogRange.of_shares(entry["share_in_the_end"]),
        mean_hours_hosted=LogRange.of([24.0 * days for days in entry["mean_days_hosted"]]),
        mean_hours_to_room=LogRange.of(entry["mean_hours_to_room"]),
        wander_per_day=entry["wander_per_day"],
        returns_within_hours=entry["returns_within_hours"],
    )


def _counts(entry: Mapping[str, Any]) -> CountPriors:
    return CountPriors(
        hour_off=entry["hour_off"],
        hour_unknown_off=entry["hour_unknown_off"],
        slip_share_of_added=entry["slip_share_of_added"],
        slip_share_of_whole=entry["slip_share_of_whole"],
        tail_degrees=entry["tail_degrees"],
    )
