"""Two counts that cannot both be exact: both are kept, and both are shown."""

from collections.abc import Sequence
from datetime import datetime

from kinward.model.forecast import CumulativeCount, Disagreement, Quarrel


def disagreements(
    counts: Sequence[tuple[int, CumulativeCount]], quantities: Sequence[str]
) -> tuple[Disagreement, ...]:
    """Different totals for one moment, and totals that go down. ``counts`` are (index, count) in the order of time."""
    found: list[Disagreement] = []
    for quantity in quantities:
        said = [(i, one.at, total) for i, one in counts if (total := getattr(one, quantity)) is not None]
        found += _same_moment(said, quantity) + _goes_down(said, quantity)
    return tuple(found)


def _same_moment(said: Sequence[tuple[int, datetime, int]], quantity: str) -> list[Disagreement]:
    return [
        Disagreement(Quarrel.SAME_MOMENT, quantity, first, second, value, other)
        for place, (first, at, value) in enumerate(said)
        for second, then, other in said[place + 1 :]
        if then == at and other != value
    ]


def _goes_down(said: Sequence[tuple[int, datetime, int]], quantity: str) -> list[Disagreement]:
    """Each total against the highest one said at an earlier moment."""
    found = []
    highest: tuple[int, datetime, int] | None = None
    for one in said:
        if highest is not None and one[1] > highest[1] and one[2] < highest[2]:
            found.append(Disagreement(Quarrel.GOES_DOWN, quantity, highest[0], one[0], highest[2], one[2]))
        if highest is None or one[2] >= highest[2]:
            highest = one
    return found
