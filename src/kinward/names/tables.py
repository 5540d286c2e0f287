"""What we know about letters, names and places, made ready from the commented tables once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

from kinward.model.written_name import Script, script_of
from kinward.names.folding import fold, readings
from kinward.names.lettering import NameTables, letters_only

_ONLY_EQUIVALENT = {"equivalents"}
_WITHOUT_VOWELS = {Script.ARABIC, Script.HEBREW}

__all__ = ["NameTables", "name_tables"]


def name_tables(raw: Mapping[str, Any]) -> NameTables:
    """Prepare the tables. ``raw`` has the parsed resources names/{letters,folding,dividing,given,places}.toml by name.

    Raises ValueError when two lines of a table contradict each other.
    """
    bare = letters_only(raw)
    full: dict[str, set[str]] = {}
    home: dict[str, set[str]] = {}
    roots: dict[str, set[str]] = {}
    for kind, lines in raw["given"].items():
        for line in lines:
            _add_given(line, bare, full, home)
            if kind not in _ONLY_EQUIVALENT:
                _add_given(line, bare, roots, {})
    places: dict[str, set[str]] = {}
    for place, spellings in raw["places"]["places"].items():
        for spelling in spellings:
            places.setdefault(fold(spelling, bare).replace(" ", ""), set()).add(place)
    return replace(
        bare,
        full=_frozen(full),
        home=_frozen(home),
        roots=_frozen(roots),
        latin=_latin_spellings(raw["given"].values(), bare),
        places=_frozen(places),
        place_words=frozenset(fold(word, bare) for word in raw["places"]["generic_words"]),
    )


def _latin_spellings(lists: Iterable[Iterable[str]], bare: NameTables) -> dict[str, str]:
    """Of names written without vowels, the plain Latin spelling that stands first in their line, to show them by."""
    found: dict[str, str] = {}
    for line in chain(*lists):
        spellings = line.partition("|")[0].split()
        latin = next((spelling for spelling in spellings if spelling.isascii()), "")
        for spelling in spellings:
            if latin and script_of(spelling) in _WITHOUT_VOWELS:
                found.setdefault(fold(spelling, bare), latin)
    return found


def _add_given(line: str, bare: NameTables, full: dict[str, set[str]], home: dict[str, set[str]]) -> None:
    spelled, _, at_home = line.partition("|")
    name = spelled.split()[0]
    for spelling in spelled.split():
        for folded in _folds(spelling, bare):
            full.setdefault(folded, set()).add(name)
    for spelling in at_home.split():
        home.setdefault(fold(spelling, bare), set()).add(name)


def _folds(spelling: str, bare: NameTables) -> tuple[str, ...]:
    """Where vowels are unwritten, whichever vowel is put back makes the same name."""
    if script_of(spelling) in _WITHOUT_VOWELS:
        return readings(spelling, bare)
    return (fold(spelling, bare),)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items()}
