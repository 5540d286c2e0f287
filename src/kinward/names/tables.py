"""What we know about letters, names and places, made ready from the commented tables once."""

from collections.abc import Mapping
from typing import Any

from kinward.names.folding import fold
from kinward.names.lettering import NameTables, letters_only

__all__ = ["NameTables", "name_tables"]


def name_tables(raw: Mapping[str, Any]) -> NameTables:
    """Prepare the tables. ``raw`` has the parsed resources names/{letters,folding,dividing,given,places}.toml by name.

    Raises ValueError when two lines of a table contradict each other.
    """
    bare = letters_only(raw)
    full: dict[str, set[str]] = {}
    home: dict[str, set[str]] = {}
    for lines in raw["given"].values():
        for line in lines:
            _add_given(line, bare, full, home)
    places: dict[str, set[str]] = {}
    for place, spellings in raw["places"]["places"].items():
        for spelling in spellings:
            places.setdefault(fold(spelling, bare).replace(" ", ""), set()).add(place)
    return NameTables(
        bare.letters, bare.read, bare.habits, bare.steps, bare.shown, bare.classes, bare.endings,
        _frozen(full), _frozen(home), _frozen(places),
        frozenset(fold(word, bare) for word in raw["places"]["generic_words"]),
    )  # fmt: skip


def _add_given(line: str, bare: NameTables, full: dict[str, set[str]], home: dict[str, set[str]]) -> None:
    spelled, _, at_home = line.partition("|")
    name = spelled.split()[0]
    for spelling in spelled.split():
        full.setdefault(fold(spelling, bare), set()).add(name)
    for spelling in at_home.split():
        home.setdefault(fold(spelling, bare), set()).add(name)


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(value) for key, value in sets.items()}
