"""Readings, divisions and names shown hold for any text a human or a machine may send."""

import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kinward import wiring
from kinward.names.dividing import divide, father_forms
from kinward.names.folding import fold, readings, romanised
from kinward.names.kindred import kindred

TABLES = wiring.name_tables()
LETTERS = "".join(sorted(TABLES.letters))
MARKS = " -'’()\"«»,.\u200c\u0308\u030c\u0327\u05f3"
TEXT = st.text(max_size=30) | st.text(alphabet=LETTERS + LETTERS.upper() + MARKS, max_size=24)


@settings(max_examples=150)
@given(TEXT)
@example("()")
@example("«")
@example("ﷲ")
@example("Ǆ̌")
def test_every_reading_is_a_fold_and_the_first_is_the_fold(text: str) -> None:
    found = readings(text, TABLES)
    assert found[0] == fold(text, TABLES)
    for reading in found:
        assert fold(reading, TABLES) == reading


@settings(max_examples=150)
@given(TEXT)
def test_readings_and_parts_do_not_depend_on_composition(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert readings(composed, TABLES) == readings(decomposed, TABLES)
    assert romanised(composed, TABLES) == romanised(decomposed, TABLES)
    assert _folded_parts(composed) == _folded_parts(decomposed)


@settings(max_examples=150)
@given(TEXT)
def test_every_text_is_divided_and_has_kin(text: str) -> None:
    parts = divide(text, TABLES)
    father_forms(text, TABLES)
    kindred(fold(text, TABLES), TABLES)
    assert all(
        fold(word, TABLES) for part in (parts.given, parts.father, parts.family, parts.home) for word in part
    )


def _folded_parts(text: str) -> list[list[str]]:
    parts = divide(text, TABLES)
    return [
        [fold(word, TABLES) for word in part]
        for part in (parts.given, parts.father, parts.family, parts.home)
    ]
