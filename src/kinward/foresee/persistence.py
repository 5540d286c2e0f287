"""The plain forecast that stands beside every other: it goes on as it went in the last hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# A rate over less than this swings with every bulletin (the founding bars use the same six hours).
HOURS_AT_LEAST = 6.0


@dataclass(frozen=True, slots=True)
class Persistence:
    """The last total, when it was said, and the latest rate in people per hour (never below 0)."""

    at: datetime
    total: float
    per_hour: float

    def total_at(self, moment: datetime) -> float:
        """The total if it goes on like this."""
        return self.total + self.per_hour * (moment - self.at) / timedelta(hours=1)

    def passes(self, number: float) -> datetime | None:
        """When the number is passed if it goes on like this; None is never (or after the year 9999)."""
        if self.total >= number:
            return self.at
        if self.per_hour <= 0:
            return None
        hours = (number - self.total) / self.per_hour
        try:
            return self.at + timedelta(hours=hours)
        except OverflowError:
            return None


def persistence(totals: Sequence[tuple[datetime, int]]) -> Persistence | None:
    """From totals in the order of time; of equal moments the first counts. None for fewer than two moments.

    The rate is taken over the shortest stretch of at least six hours that ends with the last total, or over
    everything there is when that is shorter.
    """
    firsts = _first_of_equal_moments(totals)
    if len(firsts) < 2:
        return None
    at, total = firsts[-1]
    long_enough = [earlier for earlier in firsts[:-1] if at - earlier[0] >= timedelta(hours=HOURS_AT_LEAST)]
    since, before = long_enough[-1] if long_enough else firsts[0]
    per_hour = (total - before) / ((at - since) / timedelta(hours=1))
    return Persistence(at, float(total), max(0.0, per_hour))


def _first_of_equal_moments(totals: Sequence[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    firsts: dict[datetime, int] = {}
    for at, total in totals:
        firsts.setdefault(at, total)
    return sorted(firsts.items())
