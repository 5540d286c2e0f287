"""How many will be where, day by day, over a map of roads; and how far that is from what was counted, simpler rules beside."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from kinward.foresee.compatible import CompatibleRules, move_compatibly
from kinward.foresee.heading import HeadingRules, move_by_heading
from kinward.foresee.movement import Floats, Ints, Movement, arrivals_by_day

_RANGE = (0.05, 0.5, 0.95)


class Mode(StrEnum):
    """By whose rules people move: Flee's as published, or Kinward's own."""

    COMPATIBLE = "compatible"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class RoutesForecast:
    """People by day and counted place: the middle and the range of the ensemble; and the errors of the middle.

    An error is the mean over the days of misplaced people, counted at both places, as a share of all; 0 to 2. Rescaled
    is after bringing the sum of each day to that counted. The frozen share gives each place for ever its share of day 7
    or 30, scored over the days after; None when there are no such days.
    """

    low: Floats
    middle: Floats
    high: Floats
    people: int
    error: float
    error_rescaled: float
    frozen_share_day7: float | None
    frozen_share_day30: float | None
    within_range: float | None


def foresee_routes(
    movement: Movement, rules: CompatibleRules | HeadingRules, members: int, rng: np.random.Generator
) -> RoutesForecast:
    """Let ``members`` crowds live on the map and compare their middle with the counts."""
    if isinstance(rules, CompatibleRules):
        paths = move_compatibly(movement, rules, members, rng)
    else:
        paths = move_by_heading(movement, rules, members, rng)
    low, middle, high = (
        np.quantile(paths, _RANGE, axis=2) if members > 1 else (paths[..., 0].astype(float),) * 3
    )
    counts = movement.counts
    return RoutesForecast(
        low=low,
        middle=middle,
        high=high,
        people=int(arrivals_by_day(movement.total).sum()),
        error=misplaced(middle, counts),
        error_rescaled=misplaced(rescaled(middle, counts), counts),
        frozen_share_day7=frozen_share(counts, 7),
        frozen_share_day30=frozen_share(counts, 30),
        within_range=float(((low <= counts) & (counts <= high)).mean()) if members > 1 else None,
    )


def misplaced(foreseen: Floats, counts: Ints) -> float:
    """The mean over the days of the sum of differences as a share of all who were counted."""
    whole = np.maximum(counts.sum(axis=1), 1)
    return float((np.abs(foreseen - counts).sum(axis=1) / whole).mean())


def rescaled(foreseen: Floats, counts: Ints) -> Floats:
    """Each day brought to the sum that was counted; a day with nobody stays so."""
    sums = foreseen.sum(axis=1)
    factor = np.divide(counts.sum(axis=1), sums, out=np.zeros_like(sums), where=sums > 0)
    result: Floats = foreseen * factor[:, None]
    return result


def frozen_share(counts: Ints, day: int) -> float | None:
    """The error of the rule that every place keeps the share it had on a day, over the days after; it is told each total."""
    if len(counts) <= day + 1 or not counts[day].any():
        return None
    share = counts[day] / counts[day].sum()
    after = counts[day + 1 :]
    return misplaced(after.sum(axis=1)[:, None] * share, after)
