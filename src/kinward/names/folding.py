"""A name in any script becomes the sounds that all scripts share, so that Հովհաննես, Ованес and Hovhannes meet."""

import unicodedata
from functools import lru_cache

from anyascii import anyascii

from kinward.model.written_name import Script, script_of
from kinward.names.lettering import Habit, NameTables, Reading

_VOWELS = frozenset("aeiou")
_WITHOUT_VOWELS = {Script.ARABIC, Script.HEBREW}
# Each round of merging shortens the text or leaves it alone, so the rounds end; this only guards a broken table.
_ROUNDS_MOST = 50
_INSIDE_A_WORD = frozenset("'’ʼʿʾ`´ʻ‘՚‌‍־ـ")


def fold(text: str, tables: NameTables) -> str:
    """The likeness form: sounds that scripts and clerks confuse are merged. Words stay apart.

    Total (any text in, no exception), idempotent, and the same for composed and decomposed text.
    """
    return _fold(text, tables, _reader_for(text, tables))


def readings(text: str, tables: NameTables) -> tuple[str, ...]:
    """Every fold the text may have, the first being ``fold``: one letter is read by several habits.

    Latin text with dots and hooks is also read without them, as passports print it (Doc 9303) and telephones type it.
    """
    first = fold(text, tables)
    script = script_of(text)
    found = [first]
    for written in _spellings(text, script):
        found.append(_fold(written, tables, tables.read))
        found.extend(
            _fold(written, tables, habit.read)
            for habit in tables.habits
            if _is_tried(habit, script, first, tables)
        )
    return tuple(dict.fromkeys(found))


def _spellings(text: str, script: Script) -> tuple[str, ...]:
    if script is not Script.LATIN or text.isascii():
        return (text,)
    return (text, anyascii(text))


def _is_tried(habit: Habit, script: Script, folded: str, tables: NameTables) -> bool:
    return habit.script is script and not (habit.unless_known and folded in tables.full)


def skeleton(folded: str, tables: NameTables) -> str:
    """The classes of the consonants of a folded name, and A for a vowel at its beginning. Words run together."""
    joined = folded.replace(" ", "")
    classes = ["A"] if joined[:1] in _VOWELS else []
    before = ""
    for letter in joined:
        here = tables.classes.get(letter, "")
        if (
            here != before
        ):  # two letters of one class side by side are one sound (kk, dt); across a vowel they are two
            classes.append(here)
        before = here
    return "".join(classes)


def romanised(text: str, tables: NameTables) -> str:
    """The name in Latin letters for a reader who knows no other; Latin text stays as it was written."""
    composed = unicodedata.normalize("NFC", text).strip()
    if all(not letter.isalpha() or "LATIN" in unicodedata.name(letter, "") for letter in composed):
        return composed
    read = _reader_for(text, tables)
    shown = (_shown(word, tables, read) for word in _words(text, tables))
    return " ".join(word[:1].upper() + word[1:] for word in shown if word)


def _shown(word: str, tables: NameTables, read: Reading) -> str:
    if script_of(word) in _WITHOUT_VOWELS and (usual := _usual_latin(_fold_word(word, tables, read), tables)):
        return usual
    return _in_latin(read(word), tables)


def _usual_latin(folded: str, tables: NameTables) -> str:
    """How a known name, or a surname made from one, is usually written: its letters alone lack the vowels."""
    for ending in ("", *tables.endings.own_stems, *tables.endings.stems):
        if folded.endswith(ending) and (usual := tables.latin.get(folded.removesuffix(ending), "")):
            return usual + _in_latin(ending, tables)
    return ""


def _in_latin(sounds: str, tables: NameTables) -> str:
    return "".join(tables.shown.get(sound, sound) for sound in sounds)


def _reader_for(text: str, tables: NameTables) -> Reading:
    letters = unicodedata.normalize("NFC", text).casefold()
    for habit in tables.habits:
        if not habit.signs.isdisjoint(letters):
            return habit.read
    return tables.read


def _fold(text: str, tables: NameTables, read: Reading) -> str:
    return " ".join(filter(None, (_fold_word(word, tables, read) for word in _words(text, tables))))


@lru_cache(
    maxsize=1 << 17
)  # a population shares its words; 100,000 people are written with some 50,000 of them
def _fold_word(word: str, tables: NameTables, read: Reading) -> str:
    folded = read(word)
    for _ in range(_ROUNDS_MOST):
        before = folded
        for pattern, by in tables.steps:
            folded = pattern.sub(by, folded)
        folded = tables.read(folded)
        if folded == before:
            break
    return folded


def _words(text: str, tables: NameTables) -> list[str]:
    """The words of a name in letters that the tables know; everything else separates words or is dropped."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFC", plain)
    return "".join(letter if letter in tables.letters else _known(letter, tables) for letter in plain).split()


def _known(letter: str, tables: NameTables) -> str:
    if letter in _INSIDE_A_WORD:
        return ""
    category = unicodedata.category(letter)
    if category[0] == "M" or category in {"Cc", "Cf", "Cs"}:
        return "" if category != "Cc" else " "
    if category[0] not in "LN":
        return " "
    base = unicodedata.normalize("NFD", letter)[0]
    if base in tables.letters:
        return base
    return "".join(sign for sign in anyascii(letter).lower() if sign in tables.letters)
