"""Does everything add up after a step? Nobody is lost between the road, the desks, the telephone and the rooms."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from kinward.casework.ports import Totals, Views
from kinward.demo.material import Material


@dataclass(frozen=True, slots=True)
class Sums:
    """The views' totals after a step, and every sum that was not right (none, or the replay is worth nothing).

    ``waiting`` are people who crossed and are not written by name; ``twice`` are rows of people written before.
    """

    at: datetime
    totals: Totals
    waiting: int
    twice: int
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offices:
    """What the simulated offices say that they did by now: requests taken, proposals made and decided."""

    requests: int
    proposals: int
    duplicates: int
    decided: int


class Auditor:
    """Counts the synthetic crossing by itself, and compares the views with it."""

    def __init__(self, made: Material) -> None:
        """Count once: every question is then a search in a sorted list."""
        crossing = made.crossing
        self._made = made
        self._crossed = _Counted((car.crossed_at, car.headcount) for car in crossing.cars)
        self._rows = _Counted((row.registered_at, 1) for row in crossing.registrations)
        first = {
            crossing.truth.person_of[row.id]: row.registered_at for row in reversed(crossing.registrations)
        }
        self._people = _Counted((at, 1) for at in first.values())
        rows = {row.id: row.registered_at for row in crossing.registrations}
        asking = {party for roof in crossing.roofs for party in roof.parties}
        self._asking = _Counted(
            (rows[party.registrations[0]], party.headcount)
            for party in crossing.parties
            if party.id in asking
        )

    def check(self, views: Views, at: datetime, did: Offices) -> Sums:
        """The totals at a moment with everything that does not add up."""
        totals = views.totals()
        crossed, rows, people = (counted.by(at) for counted in (self._crossed, self._rows, self._people))
        twice = rows - people
        waiting = totals.arrived - (totals.registered - twice)
        undecided = totals.proposals_waiting + totals.proposals_restricted + totals.duplicates_waiting
        pairs = (
            ("people who arrived", totals.arrived, crossed),
            ("people written by name", totals.registered, rows),
            ("people who wait for a desk", waiting, crossed - people),
            ("requests", totals.requests_open + totals.requests_closed, did.requests),
            ("proposals", len(views.pairs_proposed("tracing")), did.proposals),
            ("duplicates", len(views.pairs_proposed("duplicate")), did.duplicates),
            ("proposals that wait", undecided, did.proposals + did.duplicates - did.decided),
            (
                "people who want a roof",
                totals.people_placed + totals.people_waiting_for_roof + totals.people_no_longer_asking,
                self._asking.by(at),
            ),
        )
        faults = [
            f"{name}: {found} in the views, {true} in truth" for name, found, true in pairs if found != true
        ]
        return Sums(at, totals, waiting, twice, (*faults, *self._against_published(at, totals)))

    def _against_published(self, at: datetime, totals: Totals) -> Iterator[str]:
        """At each published moment the arrivals are the published count, scaled to the people of this replay."""
        facts = self._made.facts
        scaled = facts.arrived.scaled(self._made.people, facts.people)
        published = dict(zip(scaled.moments, scaled.counts, strict=True)).get(at)
        if published is not None and published != totals.arrived:
            yield f"people who arrived: {totals.arrived} in the views, {published} published"


class _Counted:
    """How many by when."""

    def __init__(self, events: Iterable[tuple[datetime, int]]) -> None:
        ordered = sorted(events)
        self._moments: Sequence[datetime] = [at for at, _ in ordered]
        self._sums = [0, *accumulate(many for _, many in ordered)]

    def by(self, at: datetime) -> int:
        return self._sums[bisect_right(self._moments, at)]
