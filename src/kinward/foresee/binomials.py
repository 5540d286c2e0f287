"""How many of some people go one way, drawn for whole tables of mostly small counts at once."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

# Three quarters of the counts on the shared maps are below this; a power of two, so that a draw needs no division.
_SMALL, _SMALL_BITS = 32, 5
# Chances are kept to 1/256 in the table and rounded up or down by chance, so that none is too high or low on average.
_LEVELS = 256
_ROUNDING_BITS = 11
_SURE = _LEVELS << _ROUNDING_BITS
# From this variance on a binomial's third moment is all that tells it from a rounded normal.
_WIDE = 4.0

# For so few counts at once the tables cost more than they save.
_FEW = 500

Counts = NDArray[np.signedinteger[Any]]


def draw_binomials(many: Counts, chance: NDArray[np.float32], rng: np.random.Generator) -> Counts:
    """So many of ``many`` (rows by members), each with ``chance`` (the same shape, or one column for all members).

    The law is the binomial's, in three ways by what is cheapest. Below 32 people: Walker's alias method (Vose 1991, IEEE
    Trans. Softw. Eng. 17(9)) from a table of every count and chance. Above, with a variance of at least 4: a normal
    draw put right by the third moment (Cornish and Fisher 1938) and rounded. The few that are left: numpy's exact draw.
    Mean and variance are the binomial's, the variance to 2/100, or up to 1/8 too large where of fewer than 32 people
    less than one in 100 goes (tests/foresee/test_binomials.py).
    """
    if many.size < _FEW:
        exact: Counts = rng.binomial(many, chance).astype(many.dtype)
        return exact
    large = many.min(axis=1) >= _SMALL
    if not large.any():
        return _mixed(many, chance, rng)
    drawn = np.empty_like(many)
    drawn[large] = _large(many[large], chance[large], rng)
    if not large.all():
        drawn[~large] = _mixed(many[~large], chance[~large], rng)
    return drawn


def _mixed(many: Counts, chance: NDArray[np.float32], rng: np.random.Generator) -> Counts:
    """Rows of small counts, with some large ones among them."""
    drawn: Counts = _small(many, chance, rng).astype(many.dtype, copy=False)
    large = many >= _SMALL
    where = np.flatnonzero(large)
    if len(where):
        alike = chance.shape[1] == 1
        odds = np.repeat(chance[:, 0], large.sum(axis=1)) if alike else chance.reshape(-1)[where]
        drawn.reshape(-1)[where] = _large(many.reshape(-1)[where], odds, rng)
    return drawn


def _small(many: Counts, chance: NDArray[np.float32], rng: np.random.Generator) -> Counts:
    """By the alias method; one random word is the column, the threshold and the rounding of the chance."""
    word = rng.integers(0, 1 << 32, size=many.shape, dtype=np.uint32)
    entry = word & np.uint32((1 << _ROUNDING_BITS) - 1)
    entry += np.rint(chance * np.float32(_SURE)).astype(np.uint32)
    entry >>= _ROUNDING_BITS
    row = np.minimum(many, _SMALL - 1).astype(np.uint32)
    row *= _LEVELS + 1
    entry += row
    entry <<= _SMALL_BITS
    column = word >> np.uint32(32 - _SMALL_BITS)
    entry += column
    found = _aliases().take(entry.astype(np.intp))
    word >>= _ROUNDING_BITS
    word &= 0xFFFF
    np.copyto(column, found & np.uint32(_SMALL - 1), where=word >= found >> np.uint32(_SMALL_BITS))
    return column.view(np.int32)


@cache
def _aliases() -> NDArray[np.uint32]:
    """By count, chance and column: the threshold (of 2**16) below which the column is drawn, and what is drawn above it."""
    chance = np.arange(_LEVELS + 1)[:, None] / _LEVELS
    law = np.zeros((_SMALL, _LEVELS + 1, _SMALL))
    law[0, :, 0] = 1.0
    for many in range(1, _SMALL):
        law[many] = law[many - 1] * (1 - chance)
        law[many, :, 1:] += law[many - 1, :, :-1] * chance
    left = law.reshape(-1, _SMALL) * _SMALL
    rows = np.arange(len(left))
    threshold, alias = np.zeros_like(left), np.zeros(left.shape, dtype=np.uint32)
    settled = np.zeros(left.shape, dtype=bool)
    for _ in range(_SMALL):
        # The column with least is filled up to 1 from the one with most.
        least = np.where(settled, np.inf, left).argmin(axis=1)
        most = np.where(settled, -np.inf, left).argmax(axis=1)
        threshold[rows, least] = np.minimum(left[rows, least], 1.0)
        alias[rows, least] = most
        settled[rows, least] = True
        left[rows, most] -= np.where(most != least, 1.0 - threshold[rows, least], 0.0)
    kept = np.rint(threshold * (1 << 16)).astype(np.uint32)
    table: NDArray[np.uint32] = (kept << np.uint32(_SMALL_BITS) | alias).reshape(-1)
    table.setflags(write=False)
    return table


@cache
def _normal_quantiles() -> NDArray[np.float32]:
    """The standard normal at the middle of each of 2**16 equal shares, to 4.3 and with a variance of 1; half the cost of a draw."""
    quantiles = ndtri((np.arange(1 << 16) + 0.5) / (1 << 16))
    table: NDArray[np.float32] = (quantiles / quantiles.std()).astype(np.float32)
    table.setflags(write=False)
    return table


def _large(many: Counts, chance: NDArray[np.float32], rng: np.random.Generator) -> Counts:
    """Each count with its chance, in any shapes that fit."""
    # In single precision: a chance is off by less than 1/10,000,000, a thousandth of what so many people vary.
    mean = np.multiply(many, chance, dtype=np.float32)
    variance = mean * (1 - chance)
    word = rng.integers(0, 1 << 16, size=many.shape, dtype=np.uint16)
    noise = _normal_quantiles().take(word)
    # Rounding to whole people and the third moment add a twelfth and twice the square of ``skew`` to the variance.
    skew = (1 - 2 * chance) / 6
    width = variance - (np.float32(1 / 12) + 2 * skew * skew)
    np.maximum(width, 0, out=width)
    np.sqrt(width, out=width)
    width *= noise
    mean += width
    noise *= noise
    noise -= 1
    noise *= skew
    mean += noise
    np.rint(mean, out=mean)
    np.maximum(mean, 0, out=mean)
    drawn: Counts = np.minimum(mean.astype(many.dtype), many)
    few = np.nonzero(variance < _WIDE)
    drawn[few] = rng.binomial(many[few], np.broadcast_to(chance, many.shape)[few])
    return drawn
