"""How a name is written in another script: by the letters of a standard, by habit, or as everybody spells that name."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bench.tracing.chance import Chance, Weighted, by_rank, weighted

DATA = Path(__file__).parent / "data"
# Scripts by ISO 15924 of each way of writing.
SCRIPT_OF = {
    "hy": "Armn", "ru": "Cyrl", "uk": "Cyrl", "az-cyrl": "Cyrl", "latin": "Latn", "az": "Latn", "tr": "Latn",
    "ka": "Geor", "fa": "Arab", "ar": "Arab",
}  # fmt: skip
_SPELLINGS_OF_ONE = 24  # a name written by many people: so many spellings are drawn and then used in turn
_TURKIC = frozenset({"az", "tr"})


@cache
def data(name: str) -> dict[str, Any]:
    """One of the tables beside this file."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Rule:
    """Letters, where they stand, and what may be written for them."""

    letters: re.Pattern[str]
    written: Weighted[str]


@dataclass(frozen=True, slots=True)
class System:
    """One way of writing one language in another script."""

    origin: str
    rules: Mapping[str, tuple[Rule, ...]]

    def write(self, word: str, chance: Chance) -> str:
        """One word, in small letters."""
        out, at = [], 0
        while at < len(word):
            for rule in self.rules.get(word[at], ()):
                if found := rule.letters.match(word, at):
                    out.append(rule.written.draw(chance))
                    at = found.end()
                    break
            else:
                out.append(word[at])
                at += 1
        return "".join(out)


@cache
def system(name: str) -> System:
    """One system of letters.toml."""
    table = data("letters")
    raw = table["systems"][name]
    vowels = table["vowels"][raw["from"]]
    rules: dict[str, list[Rule]] = {}
    for text in raw["rules"].split():
        left, _, right = text.partition("=")
        rule, first = _rule(left, right, vowels)
        rules.setdefault(first, []).append(rule)
    return System(raw["from"], {first: tuple(found) for first, found in rules.items()})


_LEFT = re.compile(r"(\^)?(?:\((V|C)\))?([^$()^]+)(?:\((V|C)\))?(\$)?")


def _rule(left: str, right: str, vowels: str) -> tuple[Rule, str]:
    found = _LEFT.fullmatch(left)
    assert found, f"letters.toml: {left} is no rule"
    start, before, letters, after, end = found.groups()
    pattern = (
        (r"(?<!\w)" if start else "")
        + {"V": f"(?<=[{vowels}])", "C": rf"(?<=[^\W{vowels}])", None: ""}[before]
        + re.escape(letters)
        + {"V": f"(?=[{vowels}])", "C": rf"(?=[^\W{vowels}])", None: ""}[after]
        + (r"(?!\w)" if end else "")
    )
    written = weighted(right)
    shown = ["" if value == "-" else value.replace("_", " ") for value in written.values]
    return Rule(re.compile(pattern), written.showing(shown)), letters[0]


class Writing:
    """Writes names. Desks follow their country's papers, enquirers write as they learnt."""

    def __init__(self, chance: Chance) -> None:
        """``chance`` picks the system and the habit, name by name."""
        self._chance = chance
        self._spellings: dict[tuple[str, str, str, bool], tuple[str, ...]] = {}
        self._observed = data("observed")

    def write(self, name: str, origin: str, way: str, *, desk: bool) -> str:
        """A name of ``origin`` in its own script (Arabic and Persian: in vowelled ALA-LC), written ``way``."""
        key = (name, origin, way, desk)
        if key not in self._spellings:
            self._spellings[key] = tuple(self._draw(*key) for _ in range(_SPELLINGS_OF_ONE))
        return self._chance.one_of(self._spellings[key])

    def _draw(self, name: str, origin: str, way: str, desk: bool) -> str:
        seen: str | None = self._observed.get(origin, {}).get(name, {}).get(way)
        if seen and self._chance.happens(self._observed["share"]):
            return by_rank(seen.split(), 0.0).draw(self._chance)
        table, pair = data("letters"), f"{origin}-{way}"
        chains = (table["desk"] if desk else {}).get(pair) or table["enquirer"][pair]
        written = small(name, origin)
        for step in weighted(chains).draw(self._chance).split("+"):
            written = system(step).write(written, self._chance)
        return capitalised(written, way)


def small(name: str, language: str) -> str:
    """Small letters; Turkish and Azerbaijani have an i with and one without a dot."""
    if language in _TURKIC:
        name = name.replace("İ", "i").replace("I", "ı")
    return name.lower()


def capitalised(name: str, language: str) -> str:
    """Each word with a capital."""
    return re.sub(r"(?<![\w’'ʻ.])[ʿʾ]?\w", lambda found: _capital(found[0], language), name)


def _capital(letter: str, language: str) -> str:
    if language == "ka":
        return letter  # Georgian names are written without capitals
    return "İ" if letter == "i" and language in _TURKIC else letter.title()
