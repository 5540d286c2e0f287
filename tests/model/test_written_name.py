"""A name stays as it was written; what hides in it is refused without repeating it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinward.model.problem import Message
from kinward.model.written_name import NameKind, Script, WrittenName, script_of, written_name


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Սարգսյան", Script.ARMENIAN),
        ("Саркисян", Script.CYRILLIC),
        ("Sargsyan", Script.LATIN),
        ("სარქისიანი", Script.GEORGIAN),
        ("سرکیسیان", Script.ARABIC),
        ("Σαρκισιάν", Script.GREEK),
        ("סרקיסיאן", Script.HEBREW),
        ("Նareк", Script.MIXED),
        ("李", Script.OTHER),
        ("123", Script.OTHER),
    ],
)
def test_the_script_is_the_one_of_the_letters(text: str, script: Script) -> None:
    assert script_of(text) is script


def test_a_name_is_kept_composed_and_otherwise_as_given() -> None:
    name = written_name(" José  María ", NameKind.GIVEN)
    assert name == WrittenName("José  María", NameKind.GIVEN, Script.LATIN)


@pytest.mark.parametrize(
    "hidden", ["\u202e", "\u2066", "\u200b", "\x00", "\x1b", "\ud800", "\U000e0041", "\ufeff"]
)
def test_invisible_and_direction_characters_are_refused_by_their_number(hidden: str) -> None:
    refused = written_name(f"Na{hidden}rek", NameKind.GIVEN)
    assert isinstance(refused, Message)
    assert "Na" not in str(refused)
    assert f"{ord(hidden):04X}" in str(refused)


@pytest.mark.parametrize("text", ["علی\u200cرضا", "क्\u200dष"])
def test_joiners_that_ordinary_names_need_are_kept(text: str) -> None:
    assert isinstance(written_name(text, NameKind.GIVEN), WrittenName)


def test_an_empty_and_an_endless_name_are_refused() -> None:
    assert isinstance(written_name("  ", NameKind.GIVEN), Message)
    assert isinstance(written_name("ա" * 201, NameKind.GIVEN), Message)


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_has_a_reason_and_keeping_is_idempotent(text: str) -> None:
    kept = written_name(text, NameKind.WHOLE)
    if isinstance(kept, WrittenName):
        assert kept.text == unicodedata.normalize("NFC", kept.text)
        assert written_name(kept.text, NameKind.WHOLE) == kept
    else:
        assert str(kept)
