"""How often the sought name stands first, or among the first ten, by name alone among 100,000 hard candidates.

    python -m tests.names.retrieval             the kept half of tests/names/spellings, every pair of scripts
    python -m tests.names.retrieval hy fa       only the registers named: hy az ka tr fa
    python -m tests.names.retrieval --half seen
    python -m tests.names.retrieval --half fresh     lists by somebody who had not seen the tables
    python -m tests.names.retrieval --letters-only   as if given.toml were empty: what rules do for names nobody listed

A register holds every given name with every family name of its language, so that each candidate shares a name with
hundreds of others, and of other languages up to 100,000. Full names are searched undivided, through the index that
``kinward find`` uses. A second line counts only the searches of which given.toml knows neither name.
"""

import argparse
import itertools
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tests.names.spelling_pairs import FOLDER, FRESH, HALVES, Name, names_in, names_of

from kinward import wiring
from kinward.model.description import Description
from kinward.names.folding import readings
from kinward.names.kindred import kindred
from kinward.names.tables import NameTables
from kinward.resources.tables import table
from kinward.reunite.index import Index

PEOPLE = 100_000
SEARCHES_FEWEST = 300
TABLES = wiring.name_tables()
OTHERS = ("armenian", "georgian", "slavic", "turkish", "azerbaijani")
# What is sought (a language and its column) in a register written in one column.
REGISTERS: dict[str, tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "hy": ("hy", ("armenian",), tuple(("armenian", c) for c in ("ru", "latin", "fa", "ar", "ka", "az", "classical"))),
    "az": ("latin", ("azerbaijani", "armenian", "georgian", "slavic"), tuple(("azerbaijani", c) for c in ("az", "cyrl", "ru", "fa"))),
    "tr": ("latin", ("turkish", "armenian", "georgian", "slavic"), tuple(("turkish", c) for c in ("tr", "ru", "hy"))),
    "fa": ("latin", ("persian_arabic", "armenian", "georgian", "slavic"), tuple(("persian_arabic", c) for c in ("written", "arabic", "ru", "hy"))),
    "ka": ("latin", OTHERS, (("georgian", "ka"), ("georgian", "ru"), ("slavic", "ru"), ("slavic", "uk"), ("slavic", "hy"), ("armenian", "az"), ("armenian", "ka"), ("armenian", "ru"))),
}  # fmt: skip
Identity = tuple[str, str]


class Pair(NamedTuple):
    """One name as it is sought and as it is registered."""

    key: str
    sought: str
    registered: str


class Search(NamedTuple):
    """A full name as it is sought, and the person it is."""

    text: str
    identity: Identity
    registered: str
    is_known: bool


def main() -> None:
    """Measure the registers asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("registers", nargs="*", default=list(REGISTERS))
    options.add_argument("--half", choices=(*HALVES, FRESH), default=HALVES[0])
    options.add_argument("--letters-only", action="store_true")
    asked = options.parse_args()
    tables = replace(TABLES, full={}, home={}, roots={}, latin={}) if asked.letters_only else TABLES
    for name in asked.registers:
        measure(*REGISTERS[name], asked.half, tables)


def measure(
    column: str, languages: Sequence[str], sought: Sequence[tuple[str, str]], half: str, tables: NameTables
) -> None:
    """Fill one register and search it."""
    sought = [one for one in sought if any(name.spellings.get(one[1]) for name in names_in(one[0], half))]
    searches = {one: list(searches_of(*one, column, half)) for one in sought}
    written: dict[Identity, set[str]] = {}
    for search in itertools.chain(*searches.values()):
        written.setdefault(search.identity, set()).add(search.registered)
    for identity, text in candidates(column, languages, FOLDER / FRESH if half == FRESH else FOLDER):
        if len(written) >= PEOPLE:
            break
        written.setdefault(identity, {text})
    index = Index(tables, wiring.evidence_table(), date(2024, 3, 1))
    identity_of: dict[str, Identity] = {}
    for identity, spellings in written.items():
        for text in sorted(spellings):
            person = f"p{len(identity_of)}"
            identity_of[person] = identity
            index.add(Description(person, whole_names=(text,)))
    print(f"register in {column}: {len(identity_of)} candidates, {half} names")
    for (language, said), found in searches.items():
        start = time.process_time()
        places = [_place(index, identity_of, search) for search in found]
        milliseconds = 1000 * (time.process_time() - start) / len(found)
        _print(f"{language}.{said}", places, f"{milliseconds:.0f} ms of processor")
        unknown = [place for place, search in zip(places, found, strict=True) if not search.is_known]
        if unknown:
            _print("  of unknown names", unknown, "")


def searches_of(language: str, said: str, column: str, half: str) -> Iterator[Search]:
    """300 full names or as many as the lists have, of every pair of spellings where there are enough; no person twice."""
    names = names_in(language, half)
    given, family = (list(_pairs(names, said, column, is_family=is_family)) for is_family in (False, True))
    every = len({one.key for one in given}) * len({one.key for one in family})
    wanted = min(every, max(SEARCHES_FEWEST, len(given), len(family)))
    people: set[Identity] = set()
    for turn in itertools.count():
        for number in range(max(len(given), len(family))):
            one = given[number % len(given)]
            other = family[(7 * number + 3 * turn + 5 * (number // len(family))) % len(family)]
            if (one.key, other.key) in people:
                continue
            people.add((one.key, other.key))
            known = is_known(one.key) or is_known(other.key)
            yield Search(f"{one.sought} {other.sought}", (one.key, other.key), f"{one.registered} {other.registered}", known)  # fmt: skip
            if len(people) >= wanted:
                return


def _pairs(names: Iterable[Name], said: str, column: str, *, is_family: bool) -> Iterator[Pair]:
    for name in names:
        if name.is_family is is_family:
            for sought, registered in itertools.product(name.spellings[said], name.spellings[column]):
                yield Pair(name.key, sought, registered)


def candidates(column: str, languages: Sequence[str], folder: Path) -> Iterator[tuple[Identity, str]]:
    """Every given with every family name of each language, then of all languages, then of the demo's names."""
    names = {language: names_of(language, folder) for language in languages}
    for own in names.values():
        yield from _combined(column, own, own)
    everybody = [name for own in names.values() for name in own]
    if column == "hy":
        everybody += [*_demo_names()]
    yield from _combined(column, everybody[::-1], everybody[::-1])


def _combined(column: str, given: Sequence[Name], family: Sequence[Name]) -> Iterator[tuple[Identity, str]]:
    for other, one in itertools.product(family, given):
        if other.is_family and not one.is_family:
            yield (one.key, other.key), f"{_chosen(one, column)} {_chosen(other, column)}"


def _chosen(name: Name, column: str) -> str:
    spellings = name.spellings[column]
    return spellings[zlib.crc32(name.key.encode()) // 2 % len(spellings)]


def _demo_names() -> Iterator[Name]:
    families = table("demo/families.toml")
    for text in sorted(set(_armenian_words(table("demo/given_names.toml")))):
        yield Name(text, is_family=False, spellings={"hy": (text,)})
    for stem in str(families["stems"]).split():
        text = f"{stem}{families['ending']}"
        yield Name(text, is_family=True, spellings={"hy": (text,)})


def _armenian_words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _armenian_words(part)
    elif isinstance(value, str):
        yield from (word for word in value.split() if word and "Ա" <= word[0] <= "Ֆ")


def is_known(text: str) -> bool:
    """Does given.toml know the name, or the name a surname is made from?"""
    kin = [kindred(folded, TABLES) for folded in readings(text, TABLES)]
    return any(one.full or one.stem for one in kin)


def _place(index: Index, identity_of: dict[str, Identity], search: Search) -> int:
    ranked = index.rank(Description("sought", whole_names=(search.text,)), 10).ranked
    found = dict.fromkeys(identity_of[one.person] for one in ranked)
    return next((place for place, one in enumerate(found, start=1) if one == search.identity), 11)


def _print(what: str, places: Sequence[int], note: str) -> None:
    shares = []
    for most in (1, 10):
        share, low, high = _wilson(sum(place <= most for place in places), len(places))
        shares.append(f"r@{most} {share:.3f} [{low:.3f}, {high:.3f}]")
    print(f"  {what:<24} {len(places):>5}   {'   '.join(shares)}   {note}", flush=True)


def _wilson(hits: int, count: int) -> tuple[float, float, float]:
    """A share with Wilson's 95 % interval."""
    z, share = 1.96, hits / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return share, centre - half, centre + half


if __name__ == "__main__":
    main()
