"""Folding holds for any text a human or a machine may send."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kinward import wiring
from kinward.names.dividing import divide, father_forms
from kinward.names.folding import fold, readings, romanised, skeleton
from kinward.names.keys import keys
from kinward.names.places import place_ids

TABLES = wiring.name_tables()
ANYTHING = st.text(max_size=40)
LETTERS = "".join(sorted(TABLES.letters))
NAMES = st.text(alphabet=LETTERS + LETTERS.upper() + " -'’\u200c\u0308\u030c\u0327", max_size=24)


@settings(max_examples=300)
@given(ANYTHING | NAMES)
@example("İ")
@example("\ud800")
@example("ǰ̌ﬓ")
def test_any_text_has_keys(text: str) -> None:
    keys(text, TABLES)
    readings(text, TABLES)
    divide(text, TABLES)
    father_forms(text, TABLES)
    place_ids(text, TABLES)
    romanised(text, TABLES)


@settings(max_examples=500)
@given(ANYTHING | NAMES)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text, TABLES)
    assert fold(once, TABLES) == once


@settings(max_examples=500)
@given(ANYTHING | NAMES)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(text, TABLES) == fold(composed, TABLES) == fold(decomposed, TABLES)


@settings(max_examples=200)
@given(NAMES)
def test_capitals_do_not_matter(text: str) -> None:
    assert fold(text.casefold(), TABLES) == fold(text, TABLES)


@given(NAMES)
def test_a_skeleton_is_never_longer_than_its_name(text: str) -> None:
    folded = fold(text, TABLES)
    assert len(skeleton(folded, TABLES)) <= len(folded)


@settings(max_examples=200)
@given(st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=8), min_size=1, max_size=5))
def test_dividing_loses_no_word_but_titles(words: list[str]) -> None:
    parts = divide(" ".join(words), TABLES)
    kept = "".join((*parts.given, *parts.father, *parts.family)).replace("-", "")
    ends = TABLES.endings
    expected = [w for w in words if fold(w, TABLES) and fold(w, TABLES) not in ends.titles]
    followers = [w for w in expected if fold(w, TABLES) in ends.father_followers]
    assert len(kept) >= sum(map(len, expected)) - sum(map(len, followers))
