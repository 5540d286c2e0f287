"""What makes the index small and fast changes nothing that it says."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import JaroWinkler, Levenshtein
from tests.laws.test_reunite_laws import descriptions

from kinward import wiring
from kinward.model.description import Description
from kinward.names.folding import skeleton
from kinward.names.kindred import kindred
from kinward.reunite.columns import Chains, Hashed
from kinward.reunite.evidence import weights_of_likeness
from kinward.reunite.kept import Kept
from kinward.reunite.spellings import Spellings, is_vowel_poor
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
