"""What was said beside what was decided."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kinward.reunite.calibration import (
    DECISIONS_LEAST,
    Decided,
    Platt,
    interval,
    learnt,
    reliability,
    together,
)

CHANCES = st.floats(0.0, 1.0)


def decisions(count: int, truth: Platt, seed: int = 5) -> list[Decided]:
    draws = np.random.Generator(np.random.PCG64(seed))
    said = draws.uniform(0.1, 0.999, count)
    return [Decided(float(p), bool(draws.random() < truth.of(float(p)))) for p in said]


def test_too_few_decisions_teach_nothing() -> None:
    as_it_is = Platt(1.0, 0.0, 0, 0)
    assert learnt(decisions(DECISIONS_LEAST - 1, as_it_is)) is None
    assert learnt([Decided(0.9, confirmed=True)] * 1000) is None


def test_too_sure_is_learnt_and_corrected() -> None:
    truth = Platt(0.6, -0.8, 0, 0)
    platt = learnt(decisions(800, truth))
    assert platt is not None
    assert platt.decisions == 800
    unseen = decisions(4000, truth, seed=6)
    scaled = [Decided(platt.of(one.probability), one.confirmed) for one in unseen]
    assert reliability(unseen).error > 0.1
    assert reliability(scaled).error < 0.04


def test_who_was_right_all_along_is_hardly_moved() -> None:
    platt = learnt(decisions(2000, Platt(1.0, 0.0, 0, 0)))
    assert platt is not None
    assert all(abs(platt.of(p) - p) < 0.04 for p in (0.1, 0.3, 0.5, 0.9, 0.99))


@settings(max_examples=100, deadline=None)
@given(st.lists(CHANCES, max_size=5), CHANCES, st.floats(0.1, 3), st.floats(-3, 3))
def test_candidates_and_nobody_never_contradict(
    parts: list[float], nobody: float, slope: float, offset: float
) -> None:
    whole = sum(parts) + nobody
    parts, nobody = ([p / whole for p in parts], nobody / whole) if whole > 1 else (parts, nobody)
    for platt in (None, Platt(slope, offset, 200, 100)):
        scaled, left = together(parts, nobody, platt)
        assert 0 <= left <= 1
        assert sum(scaled) + left <= 1 + 1e-9
        order = sorted(range(len(parts)), key=parts.__getitem__)
        assert [scaled[at] for at in order] == sorted(scaled)


@given(st.floats(0.01, 0.99), st.floats(0.2, 2), st.floats(-2, 2))
def test_scaling_has_a_way_back(chance: float, slope: float, offset: float) -> None:
    platt = Platt(slope, offset, 200, 100)
    assert platt.before(platt.of(chance)) == pytest.approx(chance, abs=1e-3)


@given(st.integers(0, 500), st.integers(1, 500))
def test_an_interval_holds_its_share(hits: int, of: int) -> None:
    least, most = interval(min(hits, of), of)
    assert 0 <= least <= min(hits, of) / of + 1e-9
    assert min(hits, of) / of - 1e-9 <= most <= 1


def test_every_decision_stands_in_one_bin() -> None:
    told = reliability([Decided(p, confirmed=p > 0.5) for p in (0.0, 0.1, 0.5, 0.7, 0.99, 0.995, 1.0)])
    assert sum(one.decisions for one in told.bins) == told.decisions == 7
    assert told.bins[-1].decisions == 3
    assert not told.bins[-1].is_enough
