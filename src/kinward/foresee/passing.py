"""When is a number passed: read from the counts when it already was, else a range over everything that may come."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from kinward.foresee.persistence import Persistence
from kinward.foresee.priors import Floats
from kinward.model.forecast import PassMoments

_POINTS = (0.05, 0.50, 0.95)


def pass_moments(
    number: int,
    as_of: datetime,
    paths: Floats,
    totals: Sequence[tuple[datetime, int]],
    plain: Persistence | None,
    then: tuple[datetime, int] | None = None,
) -> PassMoments:
    """The 5 %, 50 % and 95 % moments for one number. ``paths`` has a row per hour from ``as_of`` on.

    ``then`` is a moment after ``as_of`` and the smaller number that is to be passed from then on. A share of particles that never passes within those hours counts as later than everything: a percentile that
    falls among them is None.
    """
    if (read := _already(number, totals)) is not None:
        return PassMoments(
            number, read, read, read, 1.0, already=True, persistence=read, p05_if=read, p95_if=read
        )
    hours = np.sort(_hours_until_either(number, as_of, paths, then))
    p05, p50, p95 = (_moment(as_of, float(hours[math.ceil(point * len(hours)) - 1])) for point in _POINTS)
    probability = float(np.isfinite(hours).mean())
    line = _plain_passes(number, plain, then) if plain else None
    passing = hours[np.isfinite(hours)]
    early, late = (
        _moment(as_of, float(passing[math.ceil(point * len(passing)) - 1])) if len(passing) else None
        for point in (_POINTS[0], _POINTS[-1])
    )
    return PassMoments(
        number,
        p05,
        p50,
        p95,
        probability=round(probability, 4),
        persistence=_whole_minute(line),
        p05_if=early,
        p95_if=late,
    )


def _already(number: int, totals: Sequence[tuple[datetime, int]]) -> datetime | None:
    """The moment the counts themselves passed it, on a straight line between the two around it; None if not yet.

    A later, lower figure takes it back: only what the last moment's lowest figure confirms is certain.
    """
    if not totals:
        return None
    last = max(at for at, _ in totals)
    if min(total for at, total in totals if at == last) < number:
        return None
    before: tuple[datetime, int] | None = None
    for at, total in sorted(totals):
        if total >= number:
            if before is None or total == before[1]:
                return at
            part = (number - before[1]) / (total - before[1])
            return _whole_minute(before[0] + (at - before[0]) * part)
        before = (at, total)
    raise AssertionError("the last total passes the number")


def _hours_until_either(
    number: int, as_of: datetime, paths: Floats, then: tuple[datetime, int] | None
) -> Floats:
    """Hours until each column passes the number, or from a moment on the smaller one: at that moment, if it is above already."""
    hours = _hours_until(number, paths)
    if then is None:
        return hours
    change = (then[0] - as_of) / timedelta(hours=1)
    result: Floats = np.minimum(hours, np.maximum(change, _hours_until(then[1], paths)))
    return result


def _plain_passes(number: int, plain: Persistence, then: tuple[datetime, int] | None) -> datetime | None:
    first = plain.passes(number)
    later = plain.passes(then[1]) if then else None
    if then is None or later is None:
        return first
    later = max(later, then[0])
    return later if first is None else min(first, later)


def _hours_until(number: int, paths: Floats) -> Floats:
    """Hours from the first row until each column passes the number, on a straight line inside the hour; or infinity."""
    passed = paths >= number
    first = passed.argmax(axis=0)
    columns = np.arange(paths.shape[1])
    after, before = paths[first, columns], paths[np.maximum(first - 1, 0), columns]
    gained = np.where(after > before, after - before, 1.0)
    hours: Floats = np.where(first > 0, first - (after - number) / gained, 0.0)
    hours[~passed.any(axis=0)] = np.inf
    return hours


def _moment(as_of: datetime, hours: float) -> datetime | None:
    return _whole_minute(as_of + timedelta(hours=hours)) if math.isfinite(hours) else None


def _whole_minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0, microsecond=0) if at is not None else None
