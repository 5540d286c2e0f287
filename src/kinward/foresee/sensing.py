"""A reported count speaks: particles that foretold it multiply, those that did not die out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kinward.foresee.priors import CountPriors, Floats
from kinward.foresee.road import STAY_PUT, Row, hold_together

# Never let fewer than this share of the particles speak at once; a surprise is taken in several small steps.
_ALIVE_AT_LEAST = 0.35
_STEPS_MOST = 30
# Copies move apart by this share of the spread, so that a belief never freezes, and shrink towards the middle by as much,
# so that the spread stays what it was (Liu and West 2001).
_APART = 0.08


@dataclass(frozen=True, slots=True)
class Sighting:
    """One total as said: which row it speaks of, the value, what was added since the total before, hours it may be off."""

    row: Row
    value: float
    added: float
    hours_off: float


def rounded_to(value: float) -> int:
    """The last place somebody bothered to write: 66,500 is rounded to 100, 19,000 to 1,000; never more than a tenth."""
    whole = int(value)
    if whole == 0:
        return 1
    place = 1
    while whole % (place * 10) == 0 and place * 10 <= whole / 10:
        place *= 10
    return place


def log_likelihood(level: Floats, per_hour: Floats, sighting: Sighting, priors: CountPriors) -> Floats:
    """How well each particle foretold a total: Student's t around its own, wider where an hour matters more."""
    exactness = (
        (priors.slip_share_of_added * sighting.added) ** 2
        + (priors.slip_share_of_whole * sighting.value) ** 2
        + rounded_to(sighting.value) ** 2 / 12
        + 1.0
    )
    spread = np.sqrt(exactness + (sighting.hours_off * per_hour) ** 2)
    off = (level - sighting.value) / spread
    tail = priors.tail_degrees
    result: Floats = -(tail + 1) / 2 * np.log1p(off**2 / tail) - np.log(spread)
    return result


def wait_log_likelihood(wait_hours: Floats, said_hours: float, log_sd: float) -> Floats:
    """How well each particle foretold a wait on the road."""
    off = (np.log(np.maximum(wait_hours, 0.05)) - math.log(said_hours)) / log_sd
    # What one traveller said: heavy tails, as of few degrees of freedom.
    result: Floats = -2.0 * np.log1p(off**2 / 3.0)
    return result


def take_in(
    state: Floats, block: Sequence[Row], judged: Callable[[Floats], Floats], rng: np.random.Generator
) -> None:
    """The particles after a count spoke (changes ``state``, in the rows of ``block`` only).

    They are drawn in proportion to how well they foretold it, in tempered steps.
    """
    left = 1.0
    for _ in range(_STEPS_MOST):
        logs = judged(state)
        logs -= logs.max()
        share = left if _alive(logs * left) >= _ALIVE_AT_LEAST else _largest_share(logs, left)
        _redraw(state, block, logs * share, rng)
        left -= share
        if left <= 1e-9:
            break


def _alive(logs: Floats) -> float:
    weights = np.exp(logs)
    return float(weights.sum() ** 2 / (weights**2).sum() / len(logs))


def _largest_share(logs: Floats, left: float) -> float:
    low, high = 0.0, left
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if _alive(logs * middle) >= _ALIVE_AT_LEAST else (low, middle)
    return max(low, left * 1e-4)


def _redraw(state: Floats, block: Sequence[Row], logs: Floats, rng: np.random.Generator) -> None:
    """Systematic resampling, then every copy moves a little."""
    weights = np.exp(logs)
    edges = np.cumsum(weights / weights.sum())
    many = state.shape[1]
    chosen = np.minimum(np.searchsorted(edges, (np.arange(many) + rng.random()) / many), many - 1)
    # Systematic draws keep the order; blocks drawn in the same order would be coupled by it.
    rng.shuffle(chosen)
    for row in block:
        state[row] = state[row, chosen]
    _move_apart(state, [row for row in block if row not in STAY_PUT], rng)
    hold_together(state)


def _move_apart(state: Floats, rows: Sequence[Row], rng: np.random.Generator) -> None:
    """Beliefs held together move together: what a count said of two of them at once must not be lost by moving each alone."""
    if not rows:
        return
    beliefs = state[list(rows)]
    middle = beliefs.mean(axis=1, keepdims=True)
    apart = beliefs - middle
    spread = apart @ apart.T / apart.shape[1]
    values, vectors = np.linalg.eigh(spread)
    noise = (vectors * np.sqrt(np.maximum(values, 0.0))) @ rng.standard_normal(beliefs.shape)
    state[list(rows)] = middle + math.sqrt(1 - _APART**2) * apart + _APART * noise
