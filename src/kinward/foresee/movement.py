"""A map of flight: places, roads, closures and where the fighting is, day by day, and how many were counted where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class PlaceKind(StrEnum):
    """What a place is on the map. People end their flight in camps; markers only bend a road."""

    CONFLICT = "conflict"
    TOWN = "town"
    CAMP = "camp"
    FORWARD = "forward"
    MARKER = "marker"


class ClosureKind(StrEnum):
    """What is shut for some days."""

    COUNTRY = "country"
    PLACE = "place"
    ROAD = "road"
    CAMP = "camp"
    REDIRECTION = "redirection"


@dataclass(frozen=True, slots=True)
class Place:
    """A place. ``people`` is who lives there, or how many a camp holds (0: not said)."""

    name: str
    country: str
    kind: PlaceKind
    people: int


@dataclass(frozen=True, slots=True)
class Road:
    """A road between two places (by index), both ways. ``forced``: whoever stands at ``start`` goes on to ``end``.

    ``people_per_day`` is how many pass each way in a day; None: nobody said.
    """

    start: int
    end: int
    km: float
    forced: bool = False
    people_per_day: float | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Shut from ``begins`` until the day before ``ends`` (None: for good). Places by index, countries by name."""

    kind: ClosureKind
    first: str
    second: str
    begins: int
    ends: int | None

    def holds(self, day: int) -> bool:
        """Whether it is shut on a day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Movement:
    """Everything read of one flight: the map, what happened on it, and what was counted.

    ``intensity`` is the fighting by day and place, ``counts`` people by day and counted place, ``counted`` which places
    those are, ``total`` all of them by day.
    """

    name: str
    first_day: date
    days: int
    places: tuple[Place, ...]
    roads: tuple[Road, ...]
    closures: tuple[Closure, ...]
    intensity: Floats
    counted: tuple[int, ...]
    counts: Ints
    total: Ints

    def __post_init__(self) -> None:
        assert self.intensity.shape == (self.days, len(self.places))
        assert self.counts.shape == (self.days, len(self.counted))
        assert self.total.shape == (self.days,)

    @property
    def camps(self) -> tuple[int, ...]:
        """Where a flight ends."""
        return tuple(i for i, place in enumerate(self.places) if place.kind is PlaceKind.CAMP)


def arrivals_by_day(total: Sequence[int] | Ints) -> Ints:
    """How many set out each day, so that as many have come as were counted; the first day has who was there already.

    A total that goes down is owed: so many fewer come on the days after.
    """
    result, owed = np.zeros(len(total), dtype=np.int64), 0
    for day, more in enumerate(np.diff(np.asarray(total), prepend=0)):
        coming = int(more) - owed
        owed = max(0, -coming)
        result[day] = max(0, coming)
    return result


def fighting_since(intensity: Floats) -> Ints:
    """For each day and place the day on which the present fighting began; -1 where there is none."""
    since = np.full(intensity.shape, -1, dtype=np.int64)
    for day in range(len(intensity)):
        before = since[day - 1] if day else np.full(intensity.shape[1], -1)
        since[day] = np.where(intensity[day] > 0, np.where(before >= 0, before, day), -1)
    return since


def open_roads(movement: Movement, day: int) -> tuple[tuple[int, int, int], ...]:
    """Every road that may be entered on a day, one way: its start, its end and its number in ``movement.roads``."""
    shut = [closure for closure in movement.closures if closure.holds(day)]
    return tuple(
        (start, end, number)
        for number, road in enumerate(movement.roads)
        for start, end in ((road.start, road.end), (road.end, road.start))
        if not any(_shuts(closure, movement.places[start], movement.places[end]) for closure in shut)
    )


def _shuts(closure: Closure, start: Place, end: Place) -> bool:
    """Both ways, whichever way the road is entered."""
    if closure.kind is ClosureKind.COUNTRY:
        return {start.country, end.country} == {closure.first, closure.second}
    if closure.kind is ClosureKind.PLACE:
        return closure.first in {start.name, end.name}
    return closure.kind is ClosureKind.ROAD and {start.name, end.name} == {closure.first, closure.second}


def camp_open(movement: Movement, place: int, day: int) -> bool:
    """Whether a camp takes people on a day."""
    name = movement.places[place].name
    return not any(
        closure.kind is ClosureKind.CAMP and closure.first == name and closure.holds(day)
        for closure in movement.closures
    )


def fading(since: Ints, day: int, by_month: Sequence[float], month_days: int) -> Floats:
    """For each place how much of the fighting's first effect is left on a day; 0 where there is none."""
    months = np.minimum((day - since) // month_days, len(by_month) - 1)
    return np.where(since >= 0, np.asarray(by_month)[months], 0.0)
