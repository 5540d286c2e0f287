"""The one evidence table: weights that a statistician and a caseworker can both read."""

import copy
from math import log2

import numpy as np
import pytest

from kinward import wiring
from kinward.model.partial import PartialDate
from kinward.resources.tables import table
from kinward.reunite.birth import birth_outcomes, intervals_of
from kinward.reunite.evidence import evidence_table, weight_bits, weights_of_likeness
from kinward.reunite.posterior import one_of_everyone

EVIDENCE = wiring.evidence_table()
NAMES = ("given", "family", "family_of_woman", "father", "place")


def test_a_weight_is_how_much_likelier_among_true_pairs() -> None:
    assert weight_bits(0.8, 0.1) == log2(8)


def test_no_fault_rules_a_person_out() -> None:
    for comparison in EVIDENCE.comparisons.values():
        for level in comparison.levels:
            assert level.m >= 1e-4
            assert weight_bits(level.m, level.u) > -14


def test_a_zero_in_the_table_is_floored() -> None:
    raw = copy.deepcopy(table("reunite/evidence.toml"))
    raw["comparison"]["sex"]["levels"][-1]["m"] = 0.0
    assert evidence_table(raw).comparisons["sex"].levels[-1].m == 1e-4


def test_a_table_that_contradicts_itself_is_refused() -> None:
    raw = copy.deepcopy(table("reunite/evidence.toml"))
    raw["comparison"]["given"]["levels"].reverse()
    with pytest.raises(ValueError, match="strongest"):
        evidence_table(raw)
    raw = copy.deepcopy(table("reunite/evidence.toml"))
    raw["comparison"]["sex"]["levels"][0]["u"] = 2.0
    with pytest.raises(ValueError, match="chances"):
        evidence_table(raw)


@pytest.mark.parametrize("name", NAMES)
def test_more_alike_never_weighs_less(name: str) -> None:
    counts = np.zeros(256)
    for crowded in (None, counts, counts + 1000):
        weights = weights_of_likeness(EVIDENCE.comparisons[name], EVIDENCE, crowded)
        assert (np.diff(weights.steps.astype(int)) >= 0).all()
        assert (np.diff(weights.level_of_code.astype(int)) <= 0).all()


def test_chances_of_true_pairs_are_chances() -> None:
    for name in (*NAMES, "sex", "last_seen"):
        assert sum(level.m for level in EVIDENCE.comparisons[name].levels) <= 1.7, name


def bits(mine: str, theirs: str) -> tuple[float, str]:
    first, second = PartialDate.parse(mine), PartialDate.parse(theirs)
    comparison = EVIDENCE.comparisons["age"]
    weights, levels = birth_outcomes(
        [(first.earliest.toordinal(), first.latest.toordinal())],
        intervals_of(np.array([second.earliest.toordinal()]), np.array([second.latest.toordinal()])),
        comparison,
    )  # fmt: skip
    return float(weights[0]), comparison.levels[levels[0]].name


def test_a_birthday_says_more_than_a_year_and_a_year_more_than_nothing() -> None:
    assert (
        bits("2015-03-09", "2015-03-09")[0]
        > bits("2015-03", "2015-03-09")[0]
        > bits("2015", "2015-03-09")[0]
        > 0
    )


def test_day_and_month_exchanged_is_a_slip_not_a_mismatch() -> None:
    assert bits("2015-03-09", "2015-09-03")[1] == "slip of one figure"
    assert bits("1985-03-09", "1958-03-09")[1] == "slip of one figure"
    assert bits("1985-03-09", "1958-07-21")[1] == "too far apart"


def test_birth_weights_fall_with_the_gap() -> None:
    falling = [bits("1980", str(year))[0] for year in (1980, 1982, 1985, 1990, 2010)]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] < -5


def test_everyone_and_nobody_together_are_certain() -> None:
    chances, nobody = one_of_everyone(np.array([12.0, 3.0, -8.0]), 3, EVIDENCE, 0.3)
    assert chances.sum() + nobody == pytest.approx(1.0)
    assert chances[0] > chances[1] > chances[2]


def test_more_strangers_make_less_sure() -> None:
    few, many = (one_of_everyone(np.array([12.0]), people, EVIDENCE, 0.3)[0][0] for people in (100, 100_000))
    assert few > many


def bits_of(comparison: str, level: str) -> float:
    return next(
        weight_bits(one.m, one.u) for one in EVIDENCE.comparisons[comparison].levels if one.name == level
    )


def test_a_shared_phone_is_weak_and_a_document_does_not_decide_alone() -> None:
    """A phone is a household's; a child travels with the mother's document."""
    assert 4 < bits_of("phone", "same") < 8 < bits_of("document", "same")
    alone = np.array([bits_of("document", "same")])
    (chance,), _ = one_of_everyone(alone, 100_000, EVIDENCE, EVIDENCE.not_registered)
    assert chance < 0.9


def test_a_slip_of_the_pen_is_outweighed_by_a_name() -> None:
    for comparison, level in (("sex", "different"), ("document", "different"), ("father", "different")):
        assert -bits_of(comparison, level) < bits_of("given", "same")


def test_another_surname_of_a_grown_woman_says_less_than_another_surname() -> None:
    assert bits_of("family", "different") + 1 < bits_of("family_of_woman", "different") < 0
    assert bits_of("family_of_woman", "same") < bits_of("family", "same")
