"""How often the sought person stands first, or among the first ten, per pair of scripts; and how fast. Peers beside it.

    python -m bench.find                    100,632 synthetic people, 4,000 requests
    python -m bench.find --people 12000     smaller
    python -m bench.find --register 1000000 the speed and memory of a register of a million

Four measurements; whole and names are written without the tables that fold names:
  whole    the synthetic crossing of kinward.demo (its own transliterations, misspellings, rough ages, families)
  family   the same requests without relatives, and with one; children by a home name alone, and with their family
  speed    one request after another on one core, CPU and wall; pairs a second on two cores; memory. A larger --register
           is filled up with strangers whose names, birth and place are those of others
  names    bench/names/spellings.csv: full names as they are usually written in eight languages, sought by name alone
           among 100,000 other people, of whom every combination of these given and family names is one
The peers see the same people: equal names after casefold, and anyascii with Jaro-Winkler (rapidfuzz) over everyone.
"""

import argparse
import csv
import itertools
import multiprocessing
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
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
from kinward.reunite.adding import is_fast
from kinward.reunite.index import Index

SPELLINGS = Path(__file__).parent / "names" / "spellings.csv"
TODAY = date(2024, 3, 1)  # after the last registration of the replay
TOP = 10
DISTRACTORS = 100_000
CHILD_YEARS = 18
REQUESTS_TIMED = 1_000
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
    options.add_argument(
        "--register", type=int, default=120_000, help="people registered when speed is measured"
    )
    options.add_argument("--only", choices=("whole", "family", "speed", "names"), action="append")
    asked = options.parse_args()
    only = asked.only or ("whole", "family", "speed", "names")
    if {"whole", "family", "speed"} & set(only):
        made = Made(asked.people, asked.requests, asked.seed)
        if "speed" in only:
            measure_speed(made, asked.register)
        if "whole" in only:
            measure_whole(made, asked.peer_requests)
        if "family" in only:
            measure_family(made)
    if "names" in only:
        measure_names()


class Made:
    """The synthetic crossing, and what people and enquirers said of it."""

    def __init__(self, people: int, requests: int, seed: int) -> None:
        self.crossing = synthesise(wiring.chance(seed), people, crossing_facts(), requests=requests)
        self.registered, self.sought = _descriptions(self.crossing)

    def true_rows(self, request: Description) -> set[str]:
        """The registrations of the sought person; none if they are not registered."""
        truth = self.crossing.truth
        if request.id in truth.not_registered:
            return set()
        return set(truth.registrations_of[truth.sought_by[request.id]])


def measure_whole(made: Made, peer_requests: int) -> None:
    """Requests with all that enquirers said, per pair of scripts."""
    crossing, registered, sought = made.crossing, made.registered, made.sought
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


def measure_family(made: Made) -> None:
    """What relatives add, and whether a child whose given name nobody said is found through them.

    The first relative of a request is the enquirer, who lost the sought person and so is hardly ever around them: what
    naming a relative adds is measured with those named beside the enquirer; what the enquirer adds stands before it.
    """
    index = _index(made.registered)
    asking = [one for one in made.sought if one.relatives and made.true_rows(one)]
    print(f"\nfamily: {len(asking)} requests, in which the enquirer is named as a relative or nobody is")
    for name, relatives in (("nobody named", 0), ("the enquirer named", 1)):
        requests = [replace(one, relatives=one.relatives[:relatives], companions=()) for one in asking]
        _print_places(name, {"all": _places(index, made, requests)})
    known = [
        replace(request, relatives=request.relatives[1:])
        for request in made.sought
        if len(request.relatives) > 1 and made.true_rows(request)
    ]
    print(
        f"\nfamily: {len(made.registered)} registrations, {len(known)} requests that name a relative beside the enquirer"
    )
    alone = [replace(one, relatives=(), companions=()) for one in known]
    one_named = [replace(one, relatives=one.relatives[:1], companions=()) for one in known]
    for name, requests in (
        ("nobody named", alone),
        ("one relative named", one_named),
        ("all that was said", known),
    ):
        _print_places(name, {"all": _places(index, made, requests)})
    children = [
        replace(one, given_names=(), home_names=one.home_names or ("Бубу",))
        for one in known
        if one.born and TODAY.year - one.born[0].earliest.year < CHILD_YEARS
    ]
    _print_places(
        "children by a home name alone (as said, or one nobody else knows)",
        {
            "without family": _places(
                index, made, [replace(one, relatives=(), companions=()) for one in children]
            ),
            "through family": _places(index, made, children),
        },
    )


def _places(index: Index, made: Made, requests: Sequence[Description]) -> list[int]:
    return [
        _place([ranked.person for ranked in ranking.ranked], made.true_rows(request))
        for request, ranking in zip(requests, index.rank_many(requests, TOP), strict=True)
    ]


def measure_speed(made: Made, register: int) -> None:
    """One core, then two; CPU seconds beside the clock, since other people's machines are seldom idle."""
    before = _resident()
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    start = time.process_time()
    for person in itertools.islice(_crowd(made.registered), register):
        index.add(person)
    each = (time.process_time() - start) / len(index) * 1e6
    ways = "numba" if is_fast() else "numpy"
    print(
        f"\nspeed: {len(index)} people, added at {each:.0f} CPU us each, {_resident() - before:.0f} MB more resident; {ways}"
    )
    index.rank(made.sought[0], TOP)
    cpu, wall = [], []
    for request in made.sought[:REQUESTS_TIMED]:
        begun, clock = time.process_time(), time.perf_counter()
        index.rank(request, TOP)
        cpu.append(1000 * (time.process_time() - begun))
        wall.append(1000 * (time.perf_counter() - clock))
    for name, taken in (("CPU", cpu), ("clock", wall)):
        half, most = np.percentile(taken, [50, 99])
        print(
            f"  one request after another, {name}: half within {half:.1f} ms, 99 of 100 within {most:.1f} ms"
        )
    print(f"  {_resident():.0f} MB resident in all after {len(cpu)} requests")
    print(
        f"  {pairs_per_second(index, made.sought[:REQUESTS_TIMED]) / 1e6:.0f} million pairs a second by the clock on two cores"
    )


def _crowd(people: Sequence[Description]) -> Iterator[Description]:
    """The people, then strangers: given name, birth, and the rest of the household each of somebody else."""
    yield from people
    chance = wiring.chance(1)
    for copy in itertools.count(1):
        given, born, home = (chance.permutation(len(people)) for _ in range(3))
        for number, person in enumerate(people):
            other = people[home[number]]
            yield replace(
                person, id=f"{copy}-{person.id}", household=f"{copy}-{person.household}",
                given_names=people[given[number]].given_names, born=people[born[number]].born,
                family_names=other.family_names, father_names=other.father_names, places=other.places,
                phones=tuple(f"{phone}{copy}" for phone in person.phones),
                documents=tuple(f"{document}{copy}" for document in person.documents),
            )  # fmt: skip


def pairs_per_second(index: Index, requests: Sequence[Description]) -> float:
    """The whole of ranking with reasons, in two processes that share the register."""
    start = time.perf_counter()
    with multiprocessing.get_context("fork").Pool(2, _take, (index, requests)) as pool:
        pool.map(_rank_half, (0, 1))
    return len(index) * len(requests) / (time.perf_counter() - start)


_SHARED: list[tuple[Index, Sequence[Description]]] = []


def _take(index: Index, requests: Sequence[Description]) -> None:
    _SHARED.append((index, requests))


def _rank_half(half: int) -> int:
    index, requests = _SHARED[0]
    return sum(len(ranking.ranked) for ranking in index.rank_many(requests[half::2], TOP))


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


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
        places["one script" if script_of_request[request.id] == script_of_row[true[0]] else "across"].append(
            place
        )
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
