"""A name as somebody wrote it: never forced into two boxes, never corrected."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kinward.model.problem import Message


class NameKind(StrEnum):
    """What a written name is to its bearer. ``WHOLE`` is a full name nobody has divided."""

    WHOLE = "whole"
    GIVEN = "given"
    FAMILY = "family"
    FATHER = "father"
    HOME = "home"
    FORMER = "former"


class Script(StrEnum):
    """ISO 15924 codes of the scripts Kinward tells apart; MIXED is a flag for the caseworker, not a fault."""

    ARMENIAN = "Armn"
    CYRILLIC = "Cyrl"
    LATIN = "Latn"
    GEORGIAN = "Geor"
    ARABIC = "Arab"
    GREEK = "Grek"
    HEBREW = "Hebr"
    MIXED = "Zyyy"
    OTHER = "Zzzz"


_SCRIPT_BY_NAME = {
    "ARMENIAN": Script.ARMENIAN, "CYRILLIC": Script.CYRILLIC, "LATIN": Script.LATIN, "GEORGIAN": Script.GEORGIAN,
    "ARABIC": Script.ARABIC, "GREEK": Script.GREEK, "HEBREW": Script.HEBREW,
}  # fmt: skip

# ZERO WIDTH NON-JOINER and JOINER are ordinary letters' neighbours in Persian (research: reliability 1.7).
_JOINERS = "‌‍"
_LONGEST_NAME = 200  # the longest civil names known stay under this; longer is a paste error


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name in NFC, with the script it was written in and what it is to its bearer."""

    text: str
    kind: NameKind
    script: Script


def written_name(text: str, kind: NameKind) -> WrittenName | Message:
    """The name as given, or why it cannot be kept. The message never repeats the name."""
    composed = unicodedata.normalize("NFC", text).strip()
    if problem := why_not_a_name(composed):
        return problem
    return WrittenName(composed, kind, script_of(composed))


def why_not_a_name(text: str) -> Message | None:
    """Why this text cannot be kept as a name, or None."""
    if not text:
        return Message("the name is empty")
    if len(text) > _LONGEST_NAME:
        return Message(
            "the name is {length} characters long, more than {most}",
            {"length": len(text), "most": _LONGEST_NAME},
        )
    return why_not_a_line(text)


def why_not_a_line(text: str) -> Message | None:
    """Why this text cannot be kept at all: NUL, control, surrogate or direction-override characters."""
    for letter in text:
        category = unicodedata.category(letter)
        invisible = category == "Cf" and letter not in _JOINERS
        if category in {"Cc", "Cs"} or invisible:
            return Message("there is an invisible character U+{code} in it", {"code": f"{ord(letter):04X}"})
    return None


@lru_cache(maxsize=65_536)  # the same names are written thousands of times
def script_of(text: str) -> Script:
    """The one script of the letters, MIXED when there are several, OTHER when we know none of them."""
    scripts = {
        _SCRIPT_BY_NAME.get(unicodedata.name(letter, "").split(" ")[0], Script.OTHER)
        for letter in text
        if letter.isalpha()
    }
    if len(scripts) == 1:
        return scripts.pop()
    return Script.MIXED if scripts else Script.OTHER
