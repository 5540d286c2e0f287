"""Weights learnt from pairs nobody has sorted: the truth is approached, nothing becomes impossible."""

from collections.abc import Sequence

import numpy as np
import pytest

from kinward import wiring
from kinward.model.description import Ranked, Reason
from kinward.reunite.evidence import EvidenceTable, weight_bits
from kinward.reunite.index import Ranking
from kinward.reunite.learning import Learnt, learnt_weights

TABLE = wiring.shipped_model().evidence
PEOPLE = 10_000
LEVELS = {
    "given": ("same", "close", "different"),
    "sex": ("same", "different"),
    "age": ("fits", "a few years off"),
}
TRUE = {"given": (0.5, 0.3, 0.2), "sex": (0.9, 0.1), "age": (0.7, 0.3)}
STRANGERS = {"given": (0.002, 0.01, 0.988), "sex": (0.5, 0.5), "age": (0.1, 0.9)}
AGE_BITS = {"fits": 3.0, "a few years off": -3.0}


def drawn(draws: np.random.Generator, shares: dict[str, tuple[float, ...]]) -> tuple[Reason, ...]:
    found = []
    for comparison, chances in shares.items():
        level = LEVELS[comparison][int(draws.choice(len(chances), p=chances))]
        known = next(one for one in TABLE.comparisons[comparison].levels if one.name == level)
        bits = AGE_BITS[level] if comparison == "age" else weight_bits(known.m, known.u)
        found.append(Reason(comparison, level, bits))
    # Enough else that agrees (a document) to tell true pairs from strangers.
    return tuple(found)


def rankings(draws: np.random.Generator, count: int, registered: float) -> list[Ranking]:
    """Each with the sought person, if registered, and four strangers; a number that agrees makes the true one stand out."""
    found = []
    for _ in range(count):
        candidates = [(drawn(draws, STRANGERS), 0.0) for _ in range(4)]
        if draws.random() < registered:
            candidates.insert(0, (drawn(draws, TRUE), 14.0))
        masses = [
            2 ** (TABLE.tempering * (sum(r.weight_bits for r in reasons) + more))
            for reasons, more in candidates
        ]
        prior = (1 - TABLE.not_registered) / PEOPLE
        rest = 0.02  # of the others hardly anybody fits
        whole = sum(masses) * prior + rest + TABLE.not_registered
        ranked = tuple(
            Ranked(
                "q",
                str(at),
                at + 1,
                mass * prior / whole,
                sum(r.weight_bits for r in reasons) + more,
                reasons,
            )
            for at, (mass, (reasons, more)) in enumerate(zip(masses, candidates, strict=True))
        )
        found.append(Ranking(ranked, TABLE.not_registered / whole))
    return found


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    draws = np.random.Generator(np.random.PCG64(7))
    strangers = [Ranking(tuple(one.ranked[-4:]), 1.0) for one in rankings(draws, 500, 0.0)]
    return learnt_weights(TABLE, rankings(draws, 3000, 0.8), strangers, PEOPLE)


def m_of(table: EvidenceTable, comparison: str, names: Sequence[str]) -> list[float]:
    levels = {level.name: level.m for level in table.comparisons[comparison].levels}
    return [levels[name] for name in names]


def test_what_true_pairs_have_in_common_is_approached(learnt: Learnt) -> None:
    for comparison, shares in TRUE.items():
        found = m_of(learnt.table, comparison, LEVELS[comparison])
        before = m_of(TABLE, comparison, LEVELS[comparison])
        assert np.abs(np.array(found) - shares).sum() < np.abs(np.array(before) - shares).sum() / 2, (
            comparison
        )
    assert 0.18 < learnt.table.not_registered < TABLE.not_registered - 0.02, "a fifth of them are not there"


def test_nothing_becomes_impossible_and_levels_stay_chances(learnt: Learnt) -> None:
    for name, comparison in learnt.table.comparisons.items():
        assert [level.name for level in comparison.levels] == [
            level.name for level in TABLE.comparisons[name].levels
        ]
        for level in comparison.levels:
            assert TABLE.m_least <= level.m <= 1
            assert 0 < level.u <= 1
        if name in {"given", "family", "father", "place", "age"}:
            assert sum(level.m for level in comparison.levels) == pytest.approx(1.0, abs=0.01)
    u = [level.u for level in learnt.table.comparisons["given"].levels]
    assert u == sorted(u)


def test_little_data_changes_little() -> None:
    draws = np.random.Generator(np.random.PCG64(8))
    few = learnt_weights(TABLE, rankings(draws, 100, 0.7), [], PEOPLE)
    many = learnt_weights(TABLE, rankings(draws, 1500, 0.7), [], PEOPLE)
    moved = [
        abs(m_of(table.table, "given", ["different"])[0] - m_of(TABLE, "given", ["different"])[0])
        for table in (few, many)
    ]
    assert moved[0] < moved[1]
