"""How fast and how right beside Splink 5 on the same people: default settings, and the evidence table compiled to it.

    python bench/splink.py                              12,000 people, 300 requests
    python bench/splink.py --people 100000 --requests 2000

speed      pairs a second, whole batch: kinward weighs everyone, Splink those its blocking rules let through
identical  from descriptions to the ten best of each request, both weighing every pair of --same-people and
           --same-requests (20,501 by 496 are 10 million): the pairs are counted in both, and those kinward ranks are
           compared with Splink's pair by pair
right      first place and first ten across scripts, for Splink's defaults on names as written and on our keys
first      with --first-equal alone, on the train split: how often an equal spelling is the first of both
Splink has two threads and stays in DuckDB: no pair but the best becomes a row of Python. Kinward is one process, and two
where it says so. CPU seconds are printed beside wall time: ratios of CPU hold on a machine that does other things too.
"""

# ruff: noqa: E402 - the path is set right before anything of ours is imported

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":  # this file is called splink too: its folder must not stand before Splink
    sys.path[0] = str(ROOT)

from bench.find import pairs_per_second
from bench.tracing.dataset import SEED_OF_SPLIT, Dataset, Truth, dataset
from bench.tracing.families import TODAY
from bench.tracing.run import ask_kinward, described
from bench.tracing.scoring import TOP, Answer, is_cross_script, recall

from kinward import wiring
from kinward.exchange.splink_run import arrow
from kinward.exchange.splink_settings import levels_by_weight, splink_rows, splink_settings
from kinward.model.description import Description
from kinward.reunite.adding import is_fast
from kinward.reunite.index import Index, Ranking
from kinward.reunite.spoken import spoken

T = TypeVar("T")
Described = Sequence[Description]
_PAIRS_SHOWN = 1e6
_IN_BOTH = frozenset(levels_by_weight(splink_settings(wiring.evidence_table()))) | {"family_of_woman"}


def main() -> None:
    """Measure speed and results, or say what is missing."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=12_000)
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--same-people", type=int, default=20_500)
    options.add_argument("--same-requests", type=int, default=500)
    options.add_argument("--right", type=int, default=1, help="0 leaves out who is right")
    options.add_argument("--first-equal", action="store_true", help="count that and nothing else")
    options.add_argument("--split", choices=sorted(SEED_OF_SPLIT), default="test")
    options.add_argument("--shared", type=Path, help="not used: this data is made here")
    asked = options.parse_args()
    if asked.first_equal:
        first_equal(asked.people)
        return
    try:
        import splink  # noqa: F401 - an extra
    except ImportError:
        print("SKIPPED: Splink is not installed (pip install 'kinward[splink]')")
        return
    found, people, requests, truth = _made(asked.split, asked.people, asked.requests)
    ours = compiled(people, requests)
    defaults = with_defaults(found, {one.id for one in requests})
    for name, pairs in (("Splink, its defaults", defaults), ("Splink, our table on our keys", ours)):
        print(f"{name}: {said(pairs.seconds, pairs.cpu, pairs.count)}")
    exhaustive(people, requests, ours)
    if asked.right:
        answers, _ = ask_kinward(people, requests)
        show("kinward", truth, answers)
        show("Splink, our table on our keys", truth, ours.answers(truth))
        show("Splink, its defaults", truth, defaults.answers(truth))
    if asked.same_people:
        _, people, requests, _ = _made(asked.split, asked.same_people, asked.same_requests)
        identical(people, requests)


def first_equal(people: int) -> None:
    """Of true pairs with an equal spelling of a name, how many have it first in both: _FIRST_EQUAL of the settings."""
    found = dataset("train", people, per_pair=300)
    registered, requests = described(found)
    tables, table = wiring.name_tables(), wiring.evidence_table()
    digits = int(table.comparisons["phone"].figures["digits_compared"])
    person_of = {one.id: one for one in registered}
    request_of = {one.id: one for one in requests}
    pairs = [
        (spoken(request_of[row.request], tables, digits), spoken(person_of[row.person], tables, digits))
        for row in found.truth
        if row.person
    ]
    for name in ("given", "family", "father"):
        folds = [[[fold for fold, _ in getattr(one, name)] for one in pair] for pair in pairs]
        equal = [(mine[0], theirs[0]) for mine, theirs in folds if set(mine) & set(theirs)]
        first = sum(mine == theirs for mine, theirs in equal)
        print(f"{name}: {first / len(equal):.3f} of {len(equal):,} true pairs with an equal spelling")


def _made(split: str, people: int, requests: int) -> tuple[Dataset, Described, Described, Sequence[Truth]]:
    found = dataset(split, people, per_pair=max(1, requests // 30), sparse=False)
    truth = [row for row in found.truth if is_cross_script(row) and row.person][:requests]
    registered, everything = described(found)
    wanted = {row.request for row in truth}
    sought = [request for request in everything if request.id in wanted]
    print(f"\n{len(registered):,} people, {len(sought):,} requests across scripts")
    return found, registered, sought, truth


@dataclass(frozen=True)
class Scored:
    """How many pairs Splink weighed, how many of them different ones, the best ten of each request, and what it cost."""

    count: int
    different: int
    best: Sequence[dict[str, Any]]
    seconds: float
    cpu: float

    def answers(self, truth: Sequence[Truth]) -> dict[str, Answer]:
        """The best ten of each request."""
        best: dict[str, list[str]] = {row.request: [] for row in truth}
        for row in self.best:
            best[row["request"]].append(row["person"])
        return {request: Answer(people) for request, people in best.items()}


def compiled(people: Described, requests: Described, *, everyone: bool = False) -> Scored:
    """Kinward's table in Splink: keys, blocking (or every pair) and weighing."""
    tables, table = wiring.name_tables(), wiring.evidence_table()
    settings = splink_settings(table)
    if everyone:
        settings["blocking_rules_to_generate_predictions"] = [{"blocking_rule": "1=1"}]
        settings["retain_intermediate_calculation_columns"] = False
    sought, here = (
        arrow(splink_rows(rows, tables, table, TODAY, sought=is_sought))
        for rows, is_sought in ((requests, True), (people, False))
    )
    return _scored(sought, here, settings, trained=True)


def with_defaults(found: Dataset, wanted: set[str]) -> Scored:
    """As its own examples set it up: names as written, trained by its EM on this data."""
    import splink.comparison_library as cl

    from splink import block_on

    settings = {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "blocking_rules_to_generate_predictions": [
            block_on("family"), block_on("given", "born"), block_on("born", "place"), block_on("given", "place"),
        ],
        "comparisons": [
            cl.NameComparison("given"), cl.NameComparison("family"), cl.NameComparison("father"),
            cl.ExactMatch("sex"), cl.ExactMatch("born"),
            cl.ExactMatch("place").configure(term_frequency_adjustments=True),
        ],
    }  # fmt: skip
    here = arrow(_plain(row) for row in found.people)
    sought = arrow(_plain(row) for row in found.requests if row["id"] in wanted)
    return _scored(sought, here, settings, trained=False)


def _plain(row: dict[str, str]) -> dict[str, str | None]:
    """A row as written; a whole name is divided at the blank, a rough age becomes the year of birth."""
    first, _, last = row["name"].partition(" ")
    about = str(TODAY.year - int(row["age"].lstrip("~"))) if row["age"] else None
    said = {
        "given": row["given"] or first,
        "family": row["family"] or last,
        "born": row["born"][:4] or about,
    } | {name: row[name] for name in ("father", "sex", "place")}
    return {"unique_id": row["id"]} | {name: value or None for name, value in said.items()}


def _scored(sought: Any, here: Any, settings: Any, *, trained: bool) -> Scored:  # noqa: ANN401 - pyarrow and Splink
    import splink

    api = splink.DuckDBAPI()
    api._con.execute("SET threads = 2")  # noqa: SLF001 - what research/matching-engine measured with
    both = [api.register(rows, table_name=name) for rows, name in ((sought, "sought"), (here, "registered"))]
    linker = splink.Linker(both, settings, log_level=logging.ERROR)
    if not trained:
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for rule in ("l.given = r.given", "l.born = r.born AND l.sex = r.sex"):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
    request = "CASE WHEN source_dataset_l = 'sought' THEN unique_id_l ELSE unique_id_r END"
    person = "CASE WHEN source_dataset_l = 'sought' THEN unique_id_r ELSE unique_id_l END"
    place = f"row_number() OVER (PARTITION BY {request} ORDER BY match_weight DESC, {person})"

    def weighed() -> tuple[str, list[dict[str, Any]]]:
        pairs: str = linker.inference.predict().physical_name
        columns = f"{request} AS request, {person} AS person, match_weight AS bits, {place} AS place"
        best = f"SELECT * FROM (SELECT {columns} FROM {pairs}) WHERE place <= {TOP} ORDER BY request, place"
        return pairs, linker.misc.query_sql(best).as_record_list()

    (pairs, best), seconds, cpu = timed(weighed)
    counted = f"SELECT count(*) AS every, count(DISTINCT ({request}, {person})) AS different FROM {pairs}"
    (row,) = linker.misc.query_sql(counted).as_record_list()
    return Scored(row["every"], row["different"], best, seconds, cpu)


def exhaustive(people: Described, requests: Described, splink: Scored) -> None:
    """The whole batch: everyone against everyone, with names, families, reasons and chances."""
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    _, seconds, cpu = timed(lambda: _fill(index, people))
    print(f"kinward, index: {seconds:.1f} s ({cpu:.1f} s CPU); {'numba' if is_fast() else 'numpy'}")
    pairs = len(people) * len(requests)
    _, seconds, cpu = timed(lambda: list(index.rank_many(requests, TOP)))
    print(f"kinward, everyone: {said(seconds, cpu, pairs)}")
    at_two = pairs_per_second(index, requests)
    of_splink = splink.count / splink.seconds
    print(
        f"kinward, everyone, two processes: {at_two / _PAIRS_SHOWN:.1f} million pairs per second by the clock,"
        f" {at_two / of_splink:.0f} x Splink ({pairs / cpu / (splink.count / splink.cpu):.0f} x by CPU)"
    )


def identical(people: Described, requests: Described) -> None:
    """Every pair in both engines, from descriptions to the ten best of each request."""
    pairs = len(people) * len(requests)
    splink, seconds, cpu = timed(lambda: compiled(people, requests, everyone=True))
    assert splink.count == splink.different == pairs, "Splink weighed every pair once"
    mine, own_seconds, own_cpu = timed(lambda: _from_nothing(people, requests))
    assert len(mine) == len(requests), "everyone is weighed for each request"
    print(
        f"the same {pairs:,} pairs, from descriptions to the best ten: Splink {seconds:.1f} s ({cpu:.1f} s CPU),"
        f" kinward {own_seconds:.1f} s ({own_cpu:.1f} s CPU): {seconds / own_seconds:.1f} x by the clock,"
        f" {cpu / own_cpu:.1f} x by CPU"
    )
    theirs = {(row["request"], row["person"]): row["bits"] for row in splink.best}
    both = [
        abs(sum(reason.weight_bits for reason in one.reasons if reason.comparison in _IN_BOTH) - theirs[pair])
        for ranking in mine
        for one in ranking.ranked
        if (pair := (one.request, one.person)) in theirs
        and not any(reason.comparison == "exchanged" for reason in one.reasons)
    ]
    half, most = np.percentile(both, [50, 90])
    print(
        f"  {len(both):,} pairs are among the best ten of both; half of them weigh within {half:.1f} bits, nine of ten"
        f" within {most:.1f} (how frequent like names are is counted by kinward alone)"
    )


def _from_nothing(people: Described, requests: Described) -> Sequence[Ranking]:
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    _fill(index, people)
    return list(index.rank_many(requests, TOP))


def _fill(index: Index, people: Described) -> None:
    for person in people:
        index.add(person)


def timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """What came out, seconds on the clock, seconds of CPU."""
    start, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - start, time.process_time() - cpu


def said(seconds: float, cpu: float, pairs: int) -> str:
    """Pairs and pairs a second."""
    return (
        f"{pairs:,} pairs in {seconds:.1f} s ({cpu:.1f} s CPU),"
        f" {pairs / max(1e-9, cpu) / _PAIRS_SHOWN:.2f} million pairs per second of CPU"
    )


def show(name: str, truth: Sequence[Truth], answers: dict[str, Answer]) -> None:
    """One line of the table."""
    print(f"| {name} | {recall(truth, answers).shown()} |")


if __name__ == "__main__":
    main()
