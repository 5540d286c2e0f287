"""A named what-if: who comes, what the road lets through, how fast desks register, how long hosts host, how many places."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from kinward.foresee.priors import Floats

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Changes from the moment of the forecast on; every field at its default changes nothing.

    Hours count from that moment. ``everybody_comes`` is how many come altogether. The road lets ``road_times`` as many
    through from ``road_changes_after_hours`` on, nobody between the two ``closed`` hours, and buses carry so many more.
    Hosts stop hosting from ``hosting_ends_after_hours`` on, half of them within ``hosting_halves_in_days``. Places are
    ``places_times`` those announced, and from ``winter_on`` only ``winter_share`` of them.
    """

    name: str = ""
    everybody_comes: int | None = None
    road_times: float = 1.0
    road_changes_after_hours: float = 0.0
    closed_from_hours: float = 0.0
    closed_until_hours: float = 0.0
    buses_per_hour: float = 0.0
    people_per_bus: float = 50.0
    buses_after_hours: float = 0.0
    registration_times: float = 1.0
    hosting_ends_after_hours: float | None = None
    hosting_halves_in_days: float = 7.0
    places_times: float = 1.0
    winter_on: date | None = None
    winter_share: float = 1.0

    def lets_through(self, usually: Floats, after_hours: float, long: float) -> Floats:
        """What passes in a step of ``long`` hours, of what usually would."""
        if self.closed_from_hours <= after_hours < self.closed_until_hours:
            return np.zeros_like(usually)
        changed = usually * (self.road_times if after_hours >= self.road_changes_after_hours else 1.0)
        buses = self.buses_per_hour if after_hours >= self.buses_after_hours else 0.0
        result: Floats = changed + buses * self.people_per_bus * long
        return result

    def stops_being_hosted(self, after_hours: float, long: float) -> float:
        """The share of those with hosts who ask for a state room in a step of ``long`` hours."""
        if self.hosting_ends_after_hours is None or after_hours < self.hosting_ends_after_hours:
            return 0.0
        return float(1 - 0.5 ** (long / (24.0 * self.hosting_halves_in_days)))

    def places(self, announced: int, at: datetime) -> float:
        """How many places there are at a moment where so many were announced."""
        winter = self.winter_on is not None and at.date() >= self.winter_on
        return announced * self.places_times * (self.winter_share if winter else 1.0)

    def places_supposed(
        self, announced: int, as_of: datetime, hours: int
    ) -> tuple[tuple[datetime, int], ...]:
        """The places from ``as_of`` on, and again from the midnight in the ``hours`` after it at which they change."""
        found = [(as_of, round(self.places(announced, as_of)))]
        if (winter := self.winter_begins(as_of)) is not None and as_of < winter <= as_of + hours * _HOUR:
            found.append((winter, round(self.places(announced, winter))))
        return tuple(found)

    def winter_begins(self, as_of: datetime) -> datetime | None:
        """The midnight, in the zone of ``as_of``, from which fewer places count; None when that never happens."""
        if self.winter_on is None or self.winter_share == 1.0:
            return None
        return datetime(self.winter_on.year, self.winter_on.month, self.winter_on.day, tzinfo=as_of.tzinfo)

    @property
    def changes_places(self) -> bool:
        """Whether there are more or fewer places than announced."""
        return self.places_times != 1.0 or (self.winter_on is not None and self.winter_share != 1.0)


AS_IT_IS = Scenario()
# What may stand for a field: the smallest and largest number.
BOUNDS: Mapping[str, tuple[float, float]] = {
    "everybody_comes": (1, 100_000_000), "road_times": (0, 100), "road_changes_after_hours": (0, 10_000),
    "closed_from_hours": (0, 10_000), "closed_until_hours": (0, 10_000), "buses_per_hour": (0, 10_000),
    "people_per_bus": (1, 200), "buses_after_hours": (0, 10_000), "registration_times": (0, 100),
    "hosting_ends_after_hours": (0, 10_000), "hosting_halves_in_days": (0.1, 1000), "places_times": (0, 100),
    "winter_share": (0, 1),
}  # fmt: skip


def wrong_fields(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of a scenario's table that mean nothing or have no such value; empty when it can be used."""
    known = {field.name for field in fields(Scenario)} - {"name"}
    return tuple(name for name, value in entry.items() if name not in known or not _possible(name, value))


def _possible(name: str, value: object) -> bool:
    if name == "winter_on":
        return isinstance(value, date)
    low, high = BOUNDS[name]
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def scenario_of(name: str, entry: Mapping[str, Any]) -> Scenario:
    """A scenario from its table, in which nothing is wrong."""
    assert not wrong_fields(entry), "a scenario is checked before it is made"
    return Scenario(name=name, **entry)
