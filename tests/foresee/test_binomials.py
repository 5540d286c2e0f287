"""Draws for whole tables have the binomial's law, whichever of the ways a count is drawn by."""

import numpy as np
import pytest
from scipy import stats

from kinward.foresee.binomials import draw_binomials
from kinward.wiring import chance

_DRAWS = 400_000


def drawn(many: int, odds: float, seed: int = 0) -> np.ndarray:
    counts = np.full((2, _DRAWS // 2), many, dtype=np.int32)
    return draw_binomials(counts, np.full((2, 1), odds, dtype=np.float32), chance(seed))


@pytest.mark.parametrize(
    ("many", "odds"), [(1, 0.5), (3, 0.3), (9, 0.07), (31, 0.7), (32, 0.02), (32, 0.5), (60, 0.9), (900, 0.3)]
)
def test_the_law_is_the_binomials(many: int, odds: float) -> None:
    seen = np.bincount(drawn(many, odds).reshape(-1), minlength=many + 1) / _DRAWS
    apart = np.abs(np.cumsum(seen) - stats.binom.cdf(np.arange(many + 1), many, odds)).max()
    # Kolmogorov's bound for chance alone at 1 in 10,000 is .0035; rounding a normal of variance 4 adds a little.
    assert apart < 0.006, apart


@pytest.mark.parametrize(
    ("many", "odds"), [(2, 0.4), (31, 0.25), (33, 0.15), (5_000, 0.001), (20_000, 0.001), (2_000_000, 0.6)]
)
def test_mean_and_variance_are_the_binomials(many: int, odds: float) -> None:
    people = drawn(many, odds).astype(float)
    variance = many * odds * (1 - odds)
    assert abs(people.mean() - many * odds) < 4.5 * (variance / _DRAWS) ** 0.5
    assert people.var() == pytest.approx(variance, rel=0.02)


def test_a_very_small_chance_of_few_people_varies_an_eighth_more_at_most() -> None:
    assert 31 * 0.001 * 0.96 < drawn(31, 0.001).var() < 31 * 0.001 * 1.16


@pytest.mark.parametrize("many", [0, 1, 31, 32, 5_000])
def test_what_is_certain_is_certain(many: int) -> None:
    assert (drawn(many, 1.0) == many).all()
    assert (drawn(many, 0.0) == 0).all()


def test_every_count_has_its_own_chance_and_the_same_seed_gives_the_same() -> None:
    many = np.tile(np.array([[4, 40, 4_000]], dtype=np.int32), (2, 1_000))
    odds = np.tile(np.array([[0.25, 0.5, 0.75]], dtype=np.float32), (2, 1_000))
    first, again = (draw_binomials(many, odds, chance(5)) for _ in range(2))
    assert (first == again).all()
    assert np.abs((first / many).reshape(-1, 3).mean(axis=0) - [0.25, 0.5, 0.75]).max() < 0.02
    assert ((first >= 0) & (first <= many)).all()
