"""Everyone's sum is the sum of what each column says, whoever adds it up."""

import numpy as np
import pytest

from kinward import wiring
from kinward.reunite.adding import (
    Pair,
    Totals,
    added_by_numba,
    added_by_numpy,
    counted_by_numba,
    counted_by_numpy,
)
from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import Steps

PEOPLE, ENTRIES, PENALTY = 300, 40, -384
Others = list[tuple[Numbers, Steps]]


def drawn(seed: int) -> tuple[list[Pair], Others]:
    """Two columns of names, one or none, and up to four others, with the highest weights a table may have."""
    rng = wiring.chance(seed)

    def rows() -> Numbers:
        return rng.integers(0, ENTRIES, PEOPLE, np.int32)  # as wide as a column's

    def steps() -> Steps:
        return rng.integers(-1700, 2600, ENTRIES).astype(np.int16)

    pairs = [(rows(), steps(), steps()) for _ in range(seed % 3)]
    return pairs, [(rows(), steps()) for _ in range(seed % 5)]


def one_by_one(pairs: list[Pair], others: Others) -> Totals:
    straight = sum((here[rows].astype(int) for rows, here, _ in pairs), np.zeros(PEOPLE, int))
    exchanged = sum((there[rows].astype(int) for rows, _, there in pairs), np.full(PEOPLE, PENALTY))
    best = np.maximum(straight, exchanged) if pairs else np.zeros(PEOPLE, int)
    for rows, steps in others:
        best = best + steps[rows]
    return best.astype(np.int16)


@pytest.mark.parametrize("seed", range(12))
def test_two_sums_in_one_number_do_not_mix(seed: int) -> None:
    pairs, others = drawn(seed)
    assert (added_by_numpy(pairs, others, PENALTY, PEOPLE) == one_by_one(pairs, others)).all()


@pytest.mark.parametrize("seed", range(12))
def test_numba_adds_the_same(seed: int) -> None:
    pytest.importorskip("numba", reason="pip install kinward[fast] to compare both ways of adding")
    pairs, others = drawn(seed)
    by_numba = added_by_numba(pairs, others, PENALTY, PEOPLE)
    assert (by_numba == added_by_numpy(pairs, others, PENALTY, PEOPLE)).all()
    least = int(by_numba.min())
    assert (counted_by_numba(by_numba, least) == counted_by_numpy(by_numba, least)).all()
