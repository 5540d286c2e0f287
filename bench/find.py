"""How often the sought person stands first, or among the first ten, per pair of scripts; and how fast. Peers beside it.

    python -m bench.find                    100,632 synthetic people, 4,000 requests
    python -m bench.find --people 12000     smaller

Two measurements, both written without the tables that fold names:
  whole    the synthetic crossing of kinward.demo (its own transliterations, misspellings, rough ages, families)
  names    bench/names/spellings.csv: full names as they are usually written in eight languages, sought by name alone
           among 100,000 other people, of whom every combination of these given and family names is one
The peers see the same people: equal names after casefold, and anyascii with Jaro-Winkler (rapidfuzz) over everyone.
"""

import argparse
import csv
import itertools
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from kinward import wiring
from kinward.demo.facts import crossing_facts
from kinward.demo.files import PEOPLE_COLUMNS, REQUEST_COLUMNS, people_rows, request_rows
from kinward.demo.generator import synthesise
from kinward.demo.synthetic import SyntheticCrossing
from kinward.exchange.people import read_people, read_requests
from kinward.exchange.tables import csv_text
from kinward.model.description import Description
from kinward.resources.tables import table
from kinward.reunite.index import Index

SPELLINGS = Path(__file__).parent / "names" / "spellings.csv"
TODAY = date(2024, 3, 1)  # after the last registration of the replay
TOP = 10
DISTRACTORS = 100_000
T = TypeVar("T")
Scores = npt.NDArray[np.float32]
Finder = Callable[[Description], Sequence[str]]


def main() -> None:
    """Run both measurements and print a table of each."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=100_632)
    options.add_argument("--requests", type=int, default=4_000)
    options.add_argument("--peer-requests", type=int, default=200, help="the slow peer answers only so many")
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    measure_whole(asked.people, asked.requests, asked.peer_requests, asked.seed)
    measure_names()


def measure_whole(people: int, requests: int, peer_requests: int, seed: int) -> None:
    """Requests with all that enquirers said, per pair of scripts."""
    crossing = synthesise(wiring.chance(seed), people, crossing_facts(), requests=requests)
    registered, sought = _descriptions(crossing)
    index, seconds = _timed(lambda: _index(registered))
    print(f"\nwhole: {len(registered)} registrations indexed in {seconds:.1f} s")
    rankings, seconds = _timed(lambda: list(index.rank_many(sought, TOP)))
    print(
        f"{len(sought)} requests weighed against everyone in {seconds:.1f} s, {1000 * seconds / len(sought):.1f} ms each"
    )
    answers = {
        request.id: [ranked.person for ranked in ranking.ranked]
        for request, ranking in zip(sought, rankings, strict=True)
    }
    _print_places("kinward", _by_scripts(crossing, sought, answers.__getitem__))
    for name, finder in peers(registered):
        some = sought[:peer_requests]
        found, seconds = _timed(lambda finder=finder, some=some: {one.id: finder(one) for one in some})  # type: ignore[misc]
        _print_places(
            f"{name} ({1000 * seconds / len(some):.0f} ms)",
            _by_scripts(crossing, some, found.__getitem__),
            only_all=True,
        )


def measure_names() -> None:
    """Full names alone, among many that differ little."""
    with SPELLINGS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    registered = [Description(f"true{number}", whole_names=(row["hy"],)) for number, row in enumerate(rows)]
    registered += _distractors([row["hy"] for row in rows])
    index = _index(registered)
    print(f"\nnames alone: {len(rows)} full names among {len(registered)} people")
    languages = [language for language in rows[0] if language != "hy"]
    finders: list[tuple[str, Finder]] = [
        ("kinward", lambda one: [ranked.person for ranked in index.rank(one, TOP).ranked]),
        *peers(registered),
    ]
    for name, finder in finders:
        places = {
            language: [
                _place(finder(Description("q", whole_names=(row[language],))), {f"true{number}"})
                for number, row in enumerate(rows)
            ]
            for language in languages
        }
        _print_places(name, places)


def peers(registered: Sequence[Description]) -> Iterator[tuple[str, Finder]]:
    """What others do: equality of names, and a romaniser with Jaro-Winkler over everyone."""
    names = [_written(person) for person in registered]
    yield "equal names", _finder(registered, [name.casefold() for name in names], _by_equality, str.casefold)
    yield (
        "anyascii + Jaro-Winkler",
        _finder(registered, [_ascii(name) for name in names], _by_likeness, _ascii),
    )


def _finder(
    registered: Sequence[Description],
    names: Sequence[str],
    score: Callable[[str, Sequence[str]], Scores],
    prepare: Callable[[str], str],
) -> Finder:
    def find(request: Description) -> Sequence[str]:
        scores = score(prepare(_written(request)), names)
        return [registered[at].id for at in np.argsort(-scores, kind="stable")[:TOP] if scores[at] > 0]

    return find


def _by_equality(sought: str, names: Sequence[str]) -> Scores:
    return np.array([name == sought for name in names], np.float32)


def _by_likeness(sought: str, names: Sequence[str]) -> Scores:
    scores: Scores = cdist([sought], names, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)[0]
    return scores


def _ascii(name: str) -> str:
    return anyascii(name).casefold()


def _written(said: Description) -> str:
    return " ".join(
        (*said.given_names, *said.home_names[: not said.given_names], *said.family_names)
    ) or " ".join(said.whole_names)


def _distractors(names: Sequence[str]) -> Iterable[Description]:
    """Every combination of the sought names, then combinations of the generator's names, up to DISTRACTORS."""
    given, family = zip(*(name.split() for name in names), strict=True)
    hard = {f"{one} {other}" for one in given for other in family} - set(names)
    tables = table("demo/given_names.toml"), table("demo/families.toml")
    more_given = sorted(set(_armenian_words(tables[0])))
    more_family = sorted({f"{stem}{tables[1]['ending']}" for stem in str(tables[1]["stems"]).split()})
    soft = (f"{one} {other}" for other, one in itertools.product(more_family, more_given))
    chosen = itertools.islice(
        (name for name in itertools.chain(sorted(hard), soft) if name not in set(names)), DISTRACTORS
    )
    return [Description(f"other{number}", whole_names=(name,)) for number, name in enumerate(chosen)]


def _armenian_words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _armenian_words(part)
    elif isinstance(value, str):
        yield from (word for word in value.split() if word and "Ա" <= word[0] <= "Ֆ")


def _descriptions(crossing: SyntheticCrossing) -> tuple[Sequence[Description], Sequence[Description]]:
    latest = datetime.max.replace(tzinfo=crossing.registrations[0].registered_at.tzinfo)
    with tempfile.TemporaryDirectory() as folder:
        people, requests = Path(folder) / "people.csv", Path(folder) / "requests.csv"
        people.write_text(csv_text(PEOPLE_COLUMNS, people_rows(crossing, latest)), encoding="utf-8")
        requests.write_text(csv_text(REQUEST_COLUMNS, request_rows(crossing, latest)), encoding="utf-8")
        return read_people(people, TODAY), read_requests(requests, TODAY)


def _index(people: Iterable[Description]) -> Index:
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    for person in people:
        index.add(person)
    return index


def _by_scripts(
    crossing: SyntheticCrossing, requests: Iterable[Description], answer: Callable[[str], Sequence[str]]
) -> dict[str, list[int]]:
    truth = crossing.truth
    script_of_request = {request.id: request.script for request in crossing.requests}
    script_of_row = {row.id: row.script for row in crossing.registrations}
    places: dict[str, list[int]] = defaultdict(list)
    for request in requests:
        if request.id in truth.not_registered:
            continue
        true = truth.registrations_of[truth.sought_by[request.id]]
        place = _place(answer(request.id), set(true))
        places[f"{script_of_request[request.id]} -> {script_of_row[true[0]]}"].append(place)
        places["all"].append(place)
    return dict(sorted(places.items()))


def _place(found: Sequence[str], true: set[str]) -> int:
    return next((place for place, person in enumerate(found, start=1) if person in true), TOP + 1)


def _print_places(name: str, places: dict[str, list[int]], *, only_all: bool = False) -> None:
    print(name)
    for key, found in places.items():
        if only_all and key != "all":
            continue
        first, ten = (sum(place <= most for place in found) / len(found) for most in (1, TOP))
        print(
            f"  {key:<16} {len(found):>6} sought   first {first:.3f} {_interval(first, len(found))}   first ten {ten:.3f}"
        )


def _interval(share: float, count: int) -> str:
    """Wilson's 95 % interval."""
    z = 1.96
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * (share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5
    return f"[{centre - half:.3f}, {centre + half:.3f}]"


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    main()
