"""One data set: registered people, requests and the truth, for a split and a size. Written as the files of `kinward find`.

    python -m bench.tracing.dataset --people 12000 --split dev --out folder

writes people.csv, requests.csv and truth.csv (request, kind, origin, asked, registered, person; person is empty when the
sought person is not registered).
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench.tracing.chance import Chance
from bench.tracing.families import Family, Human, families, register
from bench.tracing.letters import Writing
from bench.tracing.rows import (
    KINDS,
    PEOPLE_COLUMNS,
    REQUEST_COLUMNS,
    WAYS_OF_DESKS,
    Desk,
    Kind,
    Row,
    relation,
)

# Fixed splits: rules are chosen on train, looked at on dev, and test is printed. The seeds never change.
SEED_OF_SPLIT = {"train": 20_230_924, "dev": 20_230_930, "test": 20_231_004}
NOT_REGISTERED = 0.3
CHILD_YEARS_MOST = 12
# As asked -> as registered, by origin. Every pair is printed with its count and interval.
PAIRS = {
    "hy": "hy-hy ru-hy latin-hy uk-hy ka-hy fa-hy ar-hy hy-ru ru-ru latin-ru hy-latin ru-latin latin-latin",
    "az": "az-az ru-az latin-az az-latin az-cyrl-latin ru-latin fa-latin az-ru",
    "ka": "ka-ka ru-ka latin-ka ka-latin ru-latin ka-ru",
    "ru": "ru-ru hy-ru ru-hy latin-ru ru-latin uk-ru",
    "uk": "uk-uk ru-uk latin-uk uk-latin uk-ru",
    "tr": "tr-tr latin-tr tr-latin ru-latin",
    "ar": "ar-ar latin-ar ar-latin",
    "fa": "fa-fa latin-fa fa-latin",
}
# The sparser kinds are asked for the pairs that most requests are of.
MAIN_PAIRS = (
    ("hy", "hy", "hy"),
    ("hy", "ru", "hy"),
    ("hy", "latin", "hy"),
    ("hy", "ru", "latin"),
    ("hy", "hy", "ru"),
)
SPARSE_KINDS = (
    "without relatives", "one relative", "name, rough age, sex", "child without surname", "child by home name",
)  # fmt: skip
_FAMILIES_KEPT_MOST = 40_000  # of a million people the families of so many sought ones are enough


@dataclass(frozen=True, slots=True)
class Truth:
    """Of one request: what it is and who is sought; ``person`` is empty when they are not registered."""

    request: str
    kind: str
    origin: str
    asked: str
    registered: str
    person: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows for `kinward find`, and the truth of each request in the same order."""

    people: Sequence[Row]
    requests: Sequence[Row]
    truth: Sequence[Truth]


@dataclass(frozen=True, slots=True)
class _Sought:
    one: Human
    family: Family


def dataset(split: str, people: int, per_pair: int, *, sparse: bool = True) -> Dataset:
    """``people`` registrations, and ``per_pair`` requests for registered people of every pair and kind.

    Among the requests that say all, 30 % more are for people who are not registered; ``sparse`` adds the other kinds.
    """
    chance = Chance(np.random.Generator(np.random.PCG64(SEED_OF_SPLIT[split])))
    desk = Desk(chance, Writing(chance))
    rows, kept = _registrations(chance, desk, people)
    registered, missing = _sought(kept)
    asked = _Asked(chance, desk, registered, missing)
    for origin, pairs in PAIRS.items():
        for pair in pairs.split():
            way, _, written = pair.rpartition("-")
            asked.ask(KINDS["full"], origin, way, written, per_pair, NOT_REGISTERED)
    if sparse:
        for origin, way, written in MAIN_PAIRS:
            for kind in SPARSE_KINDS:
                asked.ask(KINDS[kind], origin, way, written, per_pair, 0.0)
    return Dataset(rows, asked.rows, asked.truth)


def _registrations(chance: Chance, desk: Desk, people: int) -> tuple[list[Row], list[Family]]:
    rows: list[Row] = []
    kept: list[Family] = []
    for number, family in enumerate(families(chance)):
        register(chance, family, WAYS_OF_DESKS)
        for one in family.people:
            if one.registered_way:
                one.registered_as = f"P{len(rows) + 1}"
                rows.append(desk.registration(one, f"H{number}-{one.party}"))
        if len(kept) < _FAMILIES_KEPT_MOST:
            kept.append(family)
        if len(rows) >= people:
            return rows, kept
    raise AssertionError("families never end")


def _sought(kept: Iterable[Family]) -> tuple[dict[tuple[str, str], list[_Sought]], dict[str, list[_Sought]]]:
    registered: dict[tuple[str, str], list[_Sought]] = defaultdict(list)
    missing: dict[str, list[_Sought]] = defaultdict(list)
    for family in kept:
        for one in family.people:
            if one.registered_as:
                registered[one.origin, one.registered_way].append(_Sought(one, family))
            else:
                missing[one.origin].append(_Sought(one, family))
    return registered, missing


class _Asked:
    """Requests as they are made, each person sought once per pair and kind."""

    def __init__(
        self,
        chance: Chance,
        desk: Desk,
        registered: dict[tuple[str, str], list[_Sought]],
        missing: dict[str, list[_Sought]],
    ) -> None:
        self._chance, self._desk = chance, desk
        self._registered, self._missing = registered, missing
        self.rows: list[Row] = []
        self.truth: list[Truth] = []

    def ask(self, kind: Kind, origin: str, way: str, written: str, count: int, missing: float) -> None:
        """``count`` requests for people registered so, and so many more that a share of ``missing`` is not."""
        here = [sought for sought in self._registered[origin, written] if _fits(kind, sought)]
        for sought in self._chance.some_of(here, count):
            self._add(kind, sought, way, written, sought.one.registered_as)
        away = [sought for sought in self._missing[origin] if _fits(kind, sought)]
        for sought in self._chance.some_of(away, round(min(count, len(here)) * missing / (1 - missing))):
            self._add(kind, sought, way, written, "")

    def _add(self, kind: Kind, sought: _Sought, way: str, written: str, person: str) -> None:
        number = f"R{len(self.rows) + 1}"
        self.rows.append(self._desk.request(number, kind, sought.one, sought.family.people, way))
        self.truth.append(Truth(number, kind.name, sought.one.origin, way, written, person))


def _fits(kind: Kind, sought: _Sought) -> bool:
    one = sought.one
    if kind.children and not (one.role == "child" and 1 <= one.age() <= CHILD_YEARS_MOST):
        return False
    if min(kind.relatives) == 0:
        return True
    near = [other for other in sought.family.people if other is not one and relation(one, other) != "other"]
    if kind.of_party == 1.0:
        near = [other for other in near if other.party == one.party]
    return len(near) >= min(kind.relatives)


def write(found: Dataset, folder: Path) -> None:
    """people.csv, requests.csv and truth.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "people.csv", PEOPLE_COLUMNS, found.people)
    _write(folder / "requests.csv", REQUEST_COLUMNS, found.requests)
    columns = ("request", "kind", "origin", "asked", "registered", "person")
    _write(
        folder / "truth.csv", columns, ({name: getattr(row, name) for name in columns} for row in found.truth)
    )


def _write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write one data set."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=12_000)
    options.add_argument("--split", choices=sorted(SEED_OF_SPLIT), default="dev")
    options.add_argument("--per-pair", type=int, default=300)
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    write(dataset(asked.split, asked.people, asked.per_pair), asked.out)


if __name__ == "__main__":
    main()
