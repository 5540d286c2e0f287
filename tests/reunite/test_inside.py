"""What makes the index small and fast changes nothing that it says."""

from datetime import date
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler, Levenshtein
from tests.laws.test_reunite_laws import descriptions

from kinward import wiring
from kinward.model.description import Description
from kinward.model.partial import DAYS_PER_YEAR
from kinward.names.folding import skeleton
from kinward.names.kindred import kindred
from kinward.reunite.birth import birth_outcomes, intervals_of
from kinward.reunite.columns import Chains, Hashed
from kinward.reunite.evidence import weights_of_likeness
from kinward.reunite.kept import Kept
from kinward.reunite.kin import Families
from kinward.reunite.people import People
from kinward.reunite.spellings import Spellings, is_vowel_poor
from kinward.reunite.spoken import given_forms_of_relative, spoken
from kinward.reunite.weighing import Weighing

EVIDENCE, TABLES = wiring.evidence_table(), wiring.name_tables()
WORDS = st.text("aeiounrstkghmvly", min_size=1, max_size=9)


@settings(max_examples=40, deadline=None)
@given(descriptions("p1"), descriptions("p2"))
def test_what_was_kept_comes_out_as_it_went_in(first: Description, second: Description) -> None:
    kept = Kept()
    kept.put(0, first)
    kept.put(1, second)
    assert (kept.at(0), kept.at(1)) == (first, second)
    kept.take_away(0)
    kept.put(0, second)
    assert kept.at(0) == second


@settings(max_examples=60, deadline=None)
@given(WORDS, st.lists(WORDS, min_size=1, max_size=12, unique=True))
def test_a_likeness_not_worked_out_weighs_as_a_plain_difference(sought: str, words: list[str]) -> None:
    spellings = Spellings(TABLES, EVIDENCE, kindred)
    for word in words:
        spellings.add(word)
    least = min(level.at for level in EVIDENCE.comparisons["given"].levels)
    for word, code in zip(words, spellings.likeness(sought).tolist(), strict=True):
        letters = JaroWinkler.normalized_similarity(sought, word)
        bones = Levenshtein.normalized_similarity(skeleton(sought, TABLES), skeleton(word, TABLES))
        by_consonants = bones * 0.92 if is_vowel_poor(sought) or is_vowel_poor(word) else 0.0
        exact = max((letters + bones) / 2, by_consonants) * EVIDENCE.likeness_steps
        if code < EVIDENCE.short and exact >= least + 1:  # above stand the names that are known to be one
            assert abs(code - exact) <= 1.01
        if exact < least - 1:
            assert code < least or code >= EVIDENCE.short


@pytest.mark.parametrize("letters", [60, 400, 40_000])
def test_the_last_of_many_letters_is_a_small_difference(letters: int) -> None:
    written = ("hovhanesian" * letters)[: letters - 1]
    spellings = Spellings(TABLES, EVIDENCE, kindred)
    spellings.add(f"{written}a")
    assert spellings.likeness(f"{written}o")[0] > 0.9 * EVIDENCE.likeness_steps


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["given", "family", "family_of_woman", "father", "place", "last_seen"]),
    st.lists(st.integers(0, 3000), min_size=256, max_size=256),
)
def test_the_fast_weights_are_those_of_the_table(name: str, counts: list[int]) -> None:
    comparison, people_at = EVIDENCE.comparisons[name], np.array(counts, float)
    readable = weights_of_likeness(comparison, EVIDENCE, people_at)
    fast = Weighing(comparison, EVIDENCE).weights(people_at)
    assert (
        np.abs(readable.steps.astype(int) - fast.steps).max() <= 1
    )  # of 1/128 bit, where halves are rounded
    assert (readable.level_of_code == fast.level_of_code).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9)), max_size=30))
def test_a_thing_belongs_to_the_number_it_was_put_to_last(moves: list[tuple[int, int]]) -> None:
    chains, where = Chains(), dict[int, int]()
    for number, thing in moves:
        if thing in where:
            chains.remove(where.pop(thing), thing)
        chains.add(number, thing)
        where[thing] = number
    expected = [sorted(thing for thing, at in where.items() if at == number) for number in range(6)]
    assert [sorted(chains.of(number)) for number in range(6)] == expected
    places, things = chains.of_many(np.arange(6))
    assert [sorted(things[places == number].tolist()) for number in range(6)] == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 7), st.integers(0, 40)), max_size=60))
def test_rows_are_found_by_every_text_they_have(moves: list[tuple[bool, int, int]]) -> None:
    hashed, there = Hashed(), set[tuple[int, int]]()
    hashed._hashes, hashed._rows = np.zeros(2, np.int64), np.zeros(2, np.int32)  # so that it grows soon
    for put, text, row in moves:
        if put and (text, row) not in there:
            hashed.add(f"t{text}", row)
            there.add((text, row))
        elif not put:
            hashed.discard(f"t{text}", row)
            there.discard((text, row))
    for text in range(8):
        assert hashed.of(f"t{text}") == sorted(row for at, row in there if at == text)


def one_birth(mine: tuple[int, int], theirs: tuple[int, int]) -> tuple[float, str]:
    """Two intervals weighed as the table says it, one step after another."""
    age = EVIDENCE.comparisons["age"]
    gap = max(0, theirs[0] - mine[1], mine[0] - theirs[1]) / DAYS_PER_YEAR
    level = next(one for one in age.levels if one.gap_years >= gap)
    if level is not age.levels[0] and mine[0] == mine[1] and theirs[0] == theirs[1]:
        one, other = date.fromordinal(mine[0]), date.fromordinal(theirs[0])
        same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
        if same == 2 or (one.year, one.month, one.day) == (other.year, other.day, other.month):
            slip = next(one for one in age.levels if one.gap_years < 0)
            return log2(slip.m / slip.u), slip.name
    widths = [
        max(age.figures["narrowest_years"], (last - first + 1) / DAYS_PER_YEAR)
        for first, last in (mine, theirs)
    ]
    bits = log2(level.m / min(1.0, (sum(widths) + 2 * level.gap_years) / age.figures["years_of_ages"]))
    return (max(0.0, bits) if level is age.levels[0] else bits), level.name


BORN = st.tuples(st.dates(date(1925, 1, 1), date(2023, 12, 31)), st.sampled_from([0, 0, 0, 27, 30, 365, 730, 3652])).map(
    lambda said: (said[0].toordinal(), said[0].toordinal() + said[1])
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    BORN, st.lists(BORN, min_size=1, max_size=9), st.integers(0, 30), st.sampled_from([0, 31, 59, 365, -365])
)
def test_births_weighed_together_weigh_as_one_by_one(
    mine: tuple[int, int], theirs: list[tuple[int, int]], days: int, further: int
) -> None:
    theirs = [*theirs, (mine[0] + days, mine[0] + days), (mine[0] + further, mine[1] + further)]
    day = date.fromordinal(mine[0])
    if day.day <= 12:
        exchanged = day.replace(month=day.day, day=day.month).toordinal()
        theirs.append((exchanged, exchanged))
    first, last = np.array(theirs).T
    bits, levels = birth_outcomes([mine], intervals_of(first, last), EVIDENCE.comparisons["age"])
    names = [level.name for level in EVIDENCE.comparisons["age"].levels]
    for one, weight, number in zip(theirs, bits.tolist(), levels.tolist(), strict=True):
        expected, name = one_birth(mine, one)
        assert names[number] == name
        assert abs(weight - expected) < 1e-4


def test_relatives_are_found_one_by_one_and_all_at_once() -> None:
    people = People(TABLES, EVIDENCE, date(2023, 9, 26))
    families = Families(people)
    names = ("Անահիտ", "Նարեկ", "Գոռ", "Աննա", "Անի")
    for row in range(200):
        said = Description(
            f"p{row}", given_names=(names[row % 5],), companions=(names[row * 7 % 5],) if row % 3 else ()
        )
        people.put(row, spoken(said, TABLES, 8))
        families.put(row, said, row // 4 if row % 7 else 0)
    for name in names:
        forms, everyone = [given_forms_of_relative(name, TABLES)], np.arange(200)
        at_once = families.with_kin_called(forms, 207, everyone)
        assert 0 < at_once.sum() < 200
        for row in range(200):
            assert families.with_kin_called(forms, 207, np.array([row]))[0] == at_once[row]
