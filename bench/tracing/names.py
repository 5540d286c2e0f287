"""Names alone among candidates that are hard on purpose: every combination of the sought names' parts is a person too.

Each full name stands once among the candidates, so that the right one is one of 100,000 and not one of its namesakes.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, product

import numpy as np
from bench.tracing.chance import Chance
from bench.tracing.dataset import SEED_OF_SPLIT, Dataset, Truth
from bench.tracing.letters import Writing
from bench.tracing.rows import PEOPLE_COLUMNS, REQUEST_COLUMNS, Row
from bench.tracing.stock import family_of_woman, stock

# origin: the writing of the candidates, and the writings they are sought in.
TASKS = {
    "hy": ("hy", ("ru", "latin", "uk", "ka", "fa", "ar")),
    "az": ("latin", ("az", "az-cyrl", "ru", "fa")),
    "ka": ("latin", ("ka", "ru")),
    "tr": ("latin", ("tr", "ru")),
}
CANDIDATES = 100_000
_YOUNG_YEAR = 1995

Name = tuple[str, str]


def names_alone(split: str, origin: str, sought: int, candidates: int = CANDIDATES) -> Dataset:
    """``sought`` different names of one origin among ``candidates`` different names."""
    chance = Chance(np.random.Generator(np.random.PCG64(SEED_OF_SPLIT[split] + sum(origin.encode()))))
    writing = Writing(chance)
    registered, ways = TASKS[origin]
    chosen = _chosen(chance, origin, sought)
    written = [_written(name, origin, registered, writing) for name in chosen]
    others = _candidates(chosen, origin, registered, writing)
    number_of = {name: f"N{number}" for number, name in _different(written, others, candidates)}
    people = [_person(number, name) for name, number in number_of.items()]
    requests, truth = [], []
    for way in ways:
        for place, (given, family) in enumerate(chosen, 1):
            row = dict.fromkeys(REQUEST_COLUMNS, "") | {
                "id": f"{origin}-{way}-{place}",
                "given": _in(given, origin, way, writing, desk=False),
                "family": _in(family, origin, way, writing, desk=False),
            }
            requests.append(row)
            truth.append(
                Truth(row["id"], "names alone", origin, way, registered, number_of[written[place - 1]])
            )
    return Dataset(people, requests, truth)


def _chosen(chance: Chance, origin: str, count: int) -> list[Name]:
    names = stock(origin)
    found: dict[Name, None] = {}
    while len(found) < count:
        sex = "m" if chance.happens(0.5) else "f"
        family = names.families.draw(chance)
        family = family_of_woman(family, origin) if sex == "f" else family
        found.setdefault((names.given(sex, _YOUNG_YEAR).draw(chance), family))
    return list(found)


def _candidates(chosen: Sequence[Name], origin: str, way: str, writing: Writing) -> Iterable[Name]:
    """Every combination of the parts of the sought names, every other of that origin, then Armenian ones."""
    mixed = product(dict.fromkeys(name[0] for name in chosen), dict.fromkeys(name[1] for name in chosen))
    sought = set(chosen)
    yield from (_written(name, origin, way, writing) for name in mixed if name not in sought)
    for other in dict.fromkeys((origin, "hy")):
        for name in _all_of(other):
            if name not in sought:
                yield _written(name, other, way, writing)


def _all_of(origin: str) -> Iterable[Name]:
    names = stock(origin)
    of_all_ages = (names.given(sex, year).values for sex in "mf" for year in (1940, 1970, _YOUNG_YEAR))
    given = dict.fromkeys(name for values in of_all_ages for name in values)
    return ((one, family) for family, one in product(names.families.values, given))


def _different(sought: Iterable[Name], others: Iterable[Name], most: int) -> Iterable[tuple[int, Name]]:
    """Each written name once, the sought first: a second one spelt alike would be as right as the first."""
    seen: set[Name] = set()
    for name in chain(sought, others):
        if name not in seen:
            seen.add(name)
            yield len(seen), name
        if len(seen) == most:
            return


def _written(name: Name, origin: str, way: str, writing: Writing) -> Name:
    given, family = (_in(part, origin, way, writing, desk=True) for part in name)
    return given, family


def _in(name: str, origin: str, way: str, writing: Writing, *, desk: bool) -> str:
    return stock(origin).in_own_script(name) if way == origin else writing.write(name, origin, way, desk=desk)


def _person(number: str, written: Name) -> Row:
    return dict.fromkeys(PEOPLE_COLUMNS, "") | {"id": number, "given": written[0], "family": written[1]}
