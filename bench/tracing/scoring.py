"""Results that can be compared: recall with its interval and count, and how far stated chances are from what is true."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.tracing.dataset import Truth
from bench.tracing.letters import SCRIPT_OF

TOP = 10
SURE = 0.99
_Z = 1.96  # 95 %
_BINS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """The best ten people for one request, best first, and the chance of the first; None where a method gives none."""

    people: Sequence[str]
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class Recall:
    """How often the sought person stood first, and among the first ten."""

    count: int
    first: int
    ten: int

    def shown(self) -> str:
        """Cells of a table: ``.940 (.913-.962) | .985 (.964-.991) | 300``."""
        shares = (
            f"{_share(found, self.count)} ({_interval(found, self.count)})"
            for found in (self.first, self.ten)
        )
        return " | ".join((*shares, str(self.count)))


def recall(truth: Iterable[Truth], answers: Mapping[str, Answer]) -> Recall:
    """Over the requests whose person is registered."""
    places = [place_of(row.person, answers[row.request].people) for row in truth if row.person]
    return Recall(len(places), sum(place == 1 for place in places), sum(place <= TOP for place in places))


def place_of(person: str, ranked: Sequence[str]) -> int:
    """1 is the first; after the tenth all are alike."""
    return next((place for place, other in enumerate(ranked[:TOP], 1) if other == person), TOP + 1)


def by(truth: Iterable[Truth], key: Callable[[Truth], str]) -> dict[str, list[Truth]]:
    """Groups, in the order they first come."""
    groups: dict[str, list[Truth]] = defaultdict(list)
    for row in truth:
        groups[key(row)].append(row)
    return dict(groups)


def is_cross_script(row: Truth) -> bool:
    """Asked in another script than registered."""
    return SCRIPT_OF[row.asked] != SCRIPT_OF[row.registered]


@dataclass(frozen=True, slots=True)
class Sureness:
    """Of the first places: by how much stated chances miss what came out, and how often the sure ones are right."""

    count: int
    error: float
    sure: int
    sure_right: int

    def shown(self) -> str:
        """One line."""
        right = (
            f"{_share(self.sure_right, self.sure)} ({_interval(self.sure_right, self.sure)})"
            if self.sure
            else "-"
        )
        return f"calibration error {self.error:.3f} over {self.count}; of {self.sure} with p >= {SURE} right {right}"


def sureness(truth: Iterable[Truth], answers: Mapping[str, Answer]) -> Sureness:
    """Expected calibration error of the first place in ten equal bins; a request for a missing person is never right."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    sure = sure_right = count = 0
    for row in truth:
        answer = answers[row.request]
        if answer.chance is None or not answer.people:
            continue
        right = bool(row.person) and answer.people[0] == row.person
        bins[min(_BINS - 1, int(answer.chance * _BINS))].append((answer.chance, right))
        count += 1
        sure += answer.chance >= SURE
        sure_right += right and answer.chance >= SURE
    error = sum(
        abs(sum(chance for chance, _ in found) - sum(right for _, right in found)) for found in bins.values()
    )
    return Sureness(count, error / max(1, count), sure, sure_right)


def wilson(found: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    share, square = found / count, _Z * _Z
    centre = (share + square / (2 * count)) / (1 + square / count)
    half = _Z / (1 + square / count) * (share * (1 - share) / count + square / (4 * count * count)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)


def _interval(found: int, count: int) -> str:
    return "-".join(f"{bound:.3f}".removeprefix("0") for bound in wilson(found, count))


def _share(found: int, count: int) -> str:
    return f"{found / max(1, count):.3f}".removeprefix("0")
