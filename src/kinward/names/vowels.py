"""Arabic and Hebrew letters leave vowels out; one is put back wherever a consonant cannot stand without."""

from dataclasses import dataclass

VOWELS = frozenset("aeiouəɨ")
MARKED_OFF = "·"
_NEEDS_NO_VOWEL_BEFORE = VOWELS | {"", "y"}  # the end; and sya, nya are one syllable


@dataclass(frozen=True, slots=True)
class Unwritten:
    """For one script: its letters, the vowel that is put back, and which two consonants may close a word."""

    letters: frozenset[str]
    vowel: str
    clusters: frozenset[str]


def with_vowels(sounds: str, unwritten: Unwritten) -> str:
    """The sounds as spoken: hsn hesen, armn armen, yrvand yervand. A syllable is a consonant, a vowel, a consonant.

    Before an ending that the letters mark off (hsn·ov) the word is spoken as if it ended there.
    """
    word, _, ending = sounds.partition(MARKED_OFF)
    return _spoken(word, unwritten) + ending


def _spoken(sounds: str, unwritten: Unwritten) -> str:
    body, last = (sounds[:-1], sounds[-1]) if sounds[-2:] in unwritten.clusters else (sounds, "")
    spoken: list[str] = []
    syllable_is_open = False
    for at, sound in enumerate(body):
        spoken.append(sound)
        following = body[at + 1 : at + 2]
        if sound in VOWELS:
            syllable_is_open = True
        elif following in _NEEDS_NO_VOWEL_BEFORE or (syllable_is_open and at + 2 < len(body)):
            syllable_is_open = False
        else:
            spoken.append(unwritten.vowel)
            syllable_is_open = True
    return "".join(spoken) + last
