"""What folding needs to know: which letter sounds how, what is merged, where a name comes apart."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kinward.model.written_name import Script
from kinward.names.vowels import Unwritten, with_vowels

Reading = Callable[[str], str]


@dataclass(frozen=True, slots=True, eq=False)
class Habit:
    """Another way of reading the letters of one script; ``signs`` are letters that only this habit uses.

    ``unless_known``: a spelling that the table of given names knows as it stands is not read by this habit.
    """

    name: str
    script: Script
    signs: frozenset[str]
    unless_known: bool
    read: Reading


@dataclass(frozen=True, slots=True)
class Endings:
    """Where an undivided name comes apart; endings are folded, longest first."""

    family: tuple[str, ...]
    strong_family: tuple[str, ...]
    family_letters_fewest: int
    father: tuple[str, ...]
    father_ends: tuple[str, ...]
    father_words: Mapping[str, str]
    father_followers: frozenset[str]
    father_leaders: frozenset[str]
    surname_leaders: frozenset[str]
    particles: frozenset[str]
    particles_that_are_names: frozenset[str]
    belong_to_the_word_before: frozenset[str]
    former_cues: frozenset[str]
    home_cues: frozenset[str]
    titles: frozenset[str]
    genitive_script: str
    genitive: tuple[str, ...]
    stems: tuple[str, ...]
    own_stems: tuple[str, ...]
    cutting_stems: frozenset[str]
    stem_ends: tuple[str, ...]
    home: tuple[str, ...]
    home_stem_letters_fewest: int
    home_again: tuple[str, ...]
    home_ends: tuple[str, ...]
    home_again_letters_fewest: int


@dataclass(frozen=True, slots=True, eq=False)
class NameTables:
    """All tables of names; made by ``names.tables.name_tables`` and passed as one argument."""

    letters: frozenset[str]
    read: Reading
    habits: tuple[Habit, ...]
    steps: tuple[tuple[re.Pattern[str], str], ...]
    shown: Mapping[str, str]
    classes: Mapping[str, str]
    endings: Endings
    # folded spelling -> the names it is a full spelling of, and the names it is used for at home
    full: Mapping[str, frozenset[str]] = field(default_factory=dict)
    home: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # the same as ``full`` without names that are only equivalent: Ivanov is not made from Hovhannes
    roots: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # folded spelling of a name written without vowels -> how it is usually written in Latin letters
    latin: Mapping[str, str] = field(default_factory=dict)
    # folded spelling without spaces -> the places it may name; and words such as "village" that name none
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    place_words: frozenset[str] = frozenset()


def letters_only(raw: Mapping[str, Any]) -> NameTables:
    """The tables without names and places: enough to fold. ``raw`` as in ``name_tables``."""
    scripts: dict[str, str] = {}
    for name, letters in raw["letters"].items():
        if name == "habits":
            continue
        for key, sound in letters.items():
            if key in scripts:
                raise ValueError(f"letters.toml: {name} repeats a key of another script")
            scripts[key] = sound
    habits = tuple(
        Habit(
            name,
            Script(habit["script"]),
            frozenset(habit["signs"]),
            habit.get("unless_known", False),
            _spoken(_reading({**scripts, **habit["letters"]}), raw, habit.get("unwritten", "")),
        )
        for name, habit in raw["letters"]["habits"].items()
    )
    folding = raw["folding"]
    return NameTables(
        letters=frozenset(letter for key in scripts for letter in key.strip("^$")),
        read=_spoken(_reading(scripts), raw, ""),
        habits=habits,
        steps=tuple((re.compile(pattern), by) for pattern, by in folding["steps"]),
        shown=folding["shown"],
        classes=folding["classes"],
        endings=_endings(raw["dividing"]),
    )


def _spoken(read: Reading, raw: Mapping[str, Any], vowel: str) -> Reading:
    """``read``, and then the unwritten vowels put back; ``vowel`` is put back instead of the script's own."""
    clusters = frozenset(raw["folding"]["closing"]["clusters"])
    scripts = [
        Unwritten(
            frozenset(letter for key in raw["letters"][script] for letter in key.strip("^$")),
            vowel or own,
            clusters,
        )
        for script, own in raw["folding"]["unwritten"].items()
    ]

    def spoken(word: str) -> str:
        sounds = read(word)
        for script in scripts:
            if not script.letters.isdisjoint(word):
                return with_vowels(sounds, script)
        return sounds

    return spoken


def _endings(raw: Mapping[str, Any]) -> Endings:
    def longest_first(key: str) -> tuple[str, ...]:
        return tuple(sorted(set(raw[key]), key=lambda ending: (-len(ending), ending)))

    return Endings(
        family=longest_first("family_endings"),
        strong_family=longest_first("strong_family_endings"),
        family_letters_fewest=raw["family_letters_fewest"],
        father=longest_first("father_endings"),
        father_ends=tuple(raw["father_ends"]),
        father_words=raw["father_words"],
        father_followers=frozenset(raw["father_followers"]),
        father_leaders=frozenset(raw["father_leaders"]),
        surname_leaders=frozenset(raw["surname_leaders"]),
        particles=frozenset(raw["particles"]),
        particles_that_are_names=frozenset(raw["particles_that_are_names"]),
        belong_to_the_word_before=frozenset(raw["belong_to_the_word_before"]),
        former_cues=frozenset(raw["former_cues"]),
        home_cues=frozenset(raw["home_cues"]),
        titles=frozenset(raw["titles"]),
        genitive_script=raw["genitive_script"],
        genitive=longest_first("genitive_endings"),
        stems=longest_first("stem_endings"),
        own_stems=longest_first("own_stem_endings"),
        cutting_stems=frozenset(raw["cutting_stem_endings"]),
        stem_ends=tuple(raw["stem_ends"]),
        home=longest_first("home_endings"),
        home_stem_letters_fewest=raw["home_stem_letters_fewest"],
        home_again=longest_first("home_again"),
        home_ends=tuple(raw["home_ends"]),
        home_again_letters_fewest=raw["home_again_letters_fewest"],
    )


def _reading(letters: Mapping[str, str]) -> Reading:
    """Read one word by the longest key that fits; a key with ^ or $ beats the same letters without."""
    initial = {key[1:]: sound for key, sound in letters.items() if key.startswith("^")}
    final = {key[:-1]: sound for key, sound in letters.items() if key.endswith("$")}
    inner = {
        key: sound for key, sound in letters.items() if not key.startswith("^") and not key.endswith("$")
    }
    keys: Sequence[tuple[str, str]] = (
        [(key, f"^{re.escape(key)}") for key in initial]
        + [(key, f"{re.escape(key)}$") for key in final]
        + [(key, re.escape(key)) for key in inner]
    )
    pattern = re.compile("|".join(part for _, part in sorted(keys, key=lambda pair: -len(pair[0]))))

    def sound(found: re.Match[str]) -> str:
        text = found.group()
        if found.start() == 0 and text in initial:
            return initial[text]
        if found.end() == len(found.string) and text in final:
            return final[text]
        return inner[text]

    def read(word: str) -> str:
        return pattern.sub(sound, word)

    return read
