"""The founding crossing as counted and said: one consistent chain of counts, the desks and the regions of Armenia."""

import csv
import io
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from kinward.resources.tables import table, text


@dataclass(frozen=True, slots=True)
class CountCurve:
    """A cumulative count: how many by when. Moments rise strictly, counts never fall."""

    moments: tuple[datetime, ...]
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        assert len(self.moments) == len(self.counts) > 1, "a curve needs two counts"
        assert all(a < b for a, b in pairwise(self.moments)), "moments that do not rise"
        assert all(a <= b for a, b in pairwise(self.counts)), "a cumulative count that falls"

    def when(self, count: int) -> datetime:
        """The moment, to the second above, when the ``count``-th person was counted: even between two counts."""
        assert 1 <= count <= self.counts[-1], "nobody was counted so late"
        after = bisect_left(self.counts, count)
        low, high = self.counts[after - 1], self.counts[after]
        start, end = self.moments[after - 1], self.moments[after]
        seconds = math.ceil((end - start).total_seconds() * (count - low) / (high - low))
        return start + timedelta(seconds=seconds)

    def scaled(self, people: int, of: int) -> "CountCurve":
        """The same curve for a smaller crossing; rounded down, so that a curve below another stays below."""
        return CountCurve(self.moments, tuple(count * people // of for count in self.counts))


@dataclass(frozen=True, slots=True)
class SaidCount:
    """A cumulative count as somebody stated it, also where another contradicts it."""

    at: datetime
    measure: str
    value: int
    speaker: str
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A place where people are registered; one script per crew."""

    id: str
    names: dict[str, str]
    region: str
    crews: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of Armenia with the people in places of the state, by bulletin."""

    id: str
    names: dict[str, str]
    state_accommodated: tuple[tuple[datetime, int], ...]
    lived_in_share: float


@dataclass(frozen=True, slots=True)
class CrossingFacts:
    """All that is published (or marked as placed by us) and needed to replay the crossing."""

    zone: timezone
    zone_name: str
    people: int
    said: tuple[SaidCount, ...]
    arrived: CountCurve
    registered: CountCurve
    state_housed: CountCurve
    replay_until: datetime
    all_registered_by: datetime
    planned_places: int
    desks: tuple[Desk, ...]
    regions: tuple[Region, ...]
    population: dict[str, float]

    @property
    def regions_said_at(self) -> datetime:
        """The bulletin that counts people in places of the state in the most regions; of equals the newest."""
        listed = Counter(at for region in self.regions for at, _count in region.state_accommodated)
        return max(listed, key=lambda at: (listed[at], at))


def crossing_facts() -> CrossingFacts:
    """The Lachin crossing from the shipped tables."""
    crossing = table("lachin/crossing.toml")
    zone = timezone(timedelta(hours=crossing["utc_offset_hours"]))
    until = _moment(crossing["replay_until"], zone)
    rows = _chain(crossing, zone, until)
    return CrossingFacts(
        zone=zone,
        zone_name=crossing["time_zone"],
        people=crossing["people"],
        said=tuple(_said(zone)),
        arrived=_curve(rows, "cum_arrivals", crossing, zone),
        registered=_curve(rows, "cum_registered", crossing, zone),
        state_housed=_curve(rows, "state_accommodated", crossing, zone),
        replay_until=until,
        all_registered_by=_moment(crossing["chain"]["all_registered_by"], zone),
        planned_places=crossing["planning"]["places"],
        desks=tuple(Desk(d["id"], d["name"], d["region"], tuple(d["crews"])) for d in crossing["desks"]),
        regions=tuple(_region(region, zone) for region in crossing["regions"]),
        population={k: v for k, v in crossing["population"].items() if not isinstance(v, list)},
    )


def _moment(local: str, zone: timezone) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=zone)


def _chain(crossing: dict[str, Any], zone: timezone, until: datetime) -> list[dict[str, str]]:
    without = {(row["local_time"], str(row["cum_arrivals"])) for row in crossing["chain"]["without"]}
    rows = csv.DictReader(io.StringIO(text("lachin/arrivals.csv")))
    return [
        row
        for row in rows
        if (row["local_time"], row["cum_arrivals"]) not in without
        and _moment(row["local_time"], zone) <= until
    ]


# A column of arrivals.csv, and the measure under which casework keeps it.
_MEASURES = {
    "cum_arrivals": "arrived", "cum_vehicles": "vehicles", "cum_registered": "registered",
    "state_accommodated": "in_state_rooms",
}  # fmt: skip


def _said(zone: timezone) -> Iterator[SaidCount]:
    for row in csv.DictReader(io.StringIO(text("lachin/arrivals.csv"))):
        at = _moment(row["local_time"], zone)
        for column, measure in _MEASURES.items():
            if row[column]:
                yield SaidCount(at, measure, int(row[column]), row["who"], row["url"])


def _curve(rows: list[dict[str, str]], column: str, crossing: dict[str, Any], zone: timezone) -> CountCurve:
    counted = [(_moment(row["local_time"], zone), int(row[column])) for row in rows if row[column]]
    first = (_moment(crossing["first_crossing"], zone), 0)
    moments, counts = zip(first, *counted, strict=True)
    return CountCurve(moments, counts)


def _region(region: dict[str, Any], zone: timezone) -> Region:
    housed = sorted((_moment(local, zone), count) for local, count in region["state_accommodated"].items())
    return Region(region["id"], region["name"], tuple(housed), region.get("lived_in_share", 0.0))
