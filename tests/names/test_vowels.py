"""Vowels that a script leaves out are put back so that every syllable can be spoken, and nothing else is touched."""

from hypothesis import given
from hypothesis import strategies as st

from kinward.names.vowels import VOWELS, Unwritten, with_vowels

CLUSTERS = frozenset({"nd", "rt"})
ARABIC = Unwritten(frozenset(), "e", CLUSTERS)
SOUNDS = st.text(alphabet="bdhkmnrstvaeiu", max_size=14)


def test_names_get_the_vowels_they_are_spoken_with() -> None:
    for written, spoken in (
        ("hsn", "hesen"), ("arma", "arma"), ("armn", "armen"), ("yrvand", "yervand"), ("rubrt", "rubert"),
        ("srkisian", "serkisian"), ("ahmd", "ahmed"), ("mhmd", "mehmed"), ("suryan", "suryan"),
    ):  # fmt: skip
        assert with_vowels(written, ARABIC) == spoken


@given(SOUNDS)
def test_only_vowels_are_added(sounds: str) -> None:
    spoken = iter(with_vowels(sounds, ARABIC))
    assert all(sound in spoken for sound in sounds)  # a subsequence
    assert [s for s in with_vowels(sounds, ARABIC) if s not in VOWELS] == [
        s for s in sounds if s not in VOWELS
    ]


@given(SOUNDS)
def test_what_can_be_spoken_is_left_alone(sounds: str) -> None:
    once = with_vowels(sounds, ARABIC)
    assert with_vowels(once, ARABIC) == once


@given(SOUNDS)
def test_no_word_begins_with_two_consonants(sounds: str) -> None:
    spoken = with_vowels(sounds, ARABIC)
    assert len(spoken) < 3 or not VOWELS.isdisjoint(spoken[:2])
