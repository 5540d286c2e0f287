"""How fast and how right beside Splink 5 on the same people: default settings, and the evidence table compiled to it.

    python bench/splink.py                              12,000 people, 300 requests
    python bench/splink.py --people 1000000 --requests 2000 --right 0   the large one: some 3 GB and half an hour

speed   pairs a second, whole batch: kinward weighs everyone, Splink those its blocking rules let through
        ... and end to end on identical pairs: kinward's own pass over exactly the pairs that Splink weighed
right   first place and first ten across scripts, for Splink's defaults on names as written and on our keys
CPU seconds are printed beside wall time: ratios of CPU hold on a machine that does other things too.
"""

# ruff: noqa: E402 - the path is set right before anything of ours is imported

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[1]
if __name__ == "__main__":  # this file is called splink too: its folder must not stand before Splink
    sys.path[0] = str(ROOT)

from bench.tracing.dataset import SEED_OF_SPLIT, Dataset, Truth, dataset
from bench.tracing.families import TODAY
from bench.tracing.run import ask_kinward, described
from bench.tracing.scoring import TOP, Answer, is_cross_script, recall

from kinward import wiring
from kinward.exchange.splink_run import arrow
from kinward.exchange.splink_settings import splink_rows, splink_settings
from kinward.model.description import Description
from kinward.reunite.index import Index

T = TypeVar("T")
Described = Sequence[Description]
_PAIRS_SHOWN = 1e6


def main() -> None:
    """Measure speed and results, or say what is missing."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=12_000)
    options.add_argument("--requests", type=int, default=300)
    options.add_argument("--right", type=int, default=1, help="0 leaves out who is right")
    options.add_argument("--split", choices=sorted(SEED_OF_SPLIT), default="test")
    options.add_argument("--shared", type=Path, help="not used: this data is made here")
    asked = options.parse_args()
    try:
        import splink  # noqa: F401 - an extra
    except ImportError:
        print("SKIPPED: Splink is not installed (pip install 'kinward[splink]')")
        return
    found = dataset(asked.split, asked.people, per_pair=max(1, asked.requests // 30), sparse=False)
    truth = [row for row in found.truth if is_cross_script(row) and row.person][: asked.requests]
    people, everything = described(found)
    wanted = {row.request for row in truth}
    requests = [request for request in everything if request.id in wanted]
    print(f"{len(people):,} people, {len(requests):,} requests across scripts")
    ours = compiled(people, requests)
    defaults = with_defaults(found, wanted)
    for name, pairs in (("Splink, its defaults", defaults), ("Splink, our table on our keys", ours)):
        print(f"{name}: {said(pairs.seconds, pairs.cpu, pairs.count)}")
    exhaustive(people, requests)
    identical(people, requests, ours)
    if asked.right:
        answers, _ = ask_kinward(people, requests)
        show("kinward", truth, answers)
        show("Splink, our table on our keys", truth, ours.answers(truth))
        show("Splink, its defaults", truth, defaults.answers(truth))


class Scored:
    """What Splink gave: its pairs, best first, and what they cost."""

    def __init__(self, rows: Sequence[dict[str, Any]], seconds: float, cpu: float) -> None:
        """Rows have request, person and bits."""
        self.rows, self.seconds, self.cpu = rows, seconds, cpu
        self.count = len(rows)

    def answers(self, truth: Sequence[Truth]) -> dict[str, Answer]:
        """The best ten of each request."""
        best: dict[str, list[str]] = {row.request: [] for row in truth}
        for row in sorted(self.rows, key=lambda row: (-row["bits"], row["person"])):
            if len(best[row["request"]]) < TOP:
                best[row["request"]].append(row["person"])
        return {request: Answer(people) for request, people in best.items()}


def compiled(people: Described, requests: Described) -> Scored:
    """Kinward's table in Splink: keys, blocking and weighing."""
    tables, table = wiring.name_tables(), wiring.evidence_table()
    settings = splink_settings(table)
    (sought, here), _, _ = timed(
        lambda: [
            arrow(splink_rows(rows, tables, table, TODAY, sought=is_sought))
            for rows, is_sought in ((requests, True), (people, False))
        ]
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
    pairs, seconds, cpu = timed(linker.inference.predict)
    columns = "source_dataset_l, unique_id_l, unique_id_r, match_weight AS bits"
    found = linker.misc.query_sql(f"SELECT {columns} FROM {pairs.physical_name}").as_record_list()
    rows = [
        {"request": left, "person": right, "bits": row["bits"]}
        for row in found
        for left, right in [_request_first(row)]
    ]
    return Scored(rows, seconds, cpu)


def _request_first(row: dict[str, Any]) -> tuple[str, str]:
    left, right = row["unique_id_l"], row["unique_id_r"]
    return (left, right) if row["source_dataset_l"] == "sought" else (right, left)


def exhaustive(people: Described, requests: Described) -> None:
    """The whole batch: everyone against everyone, with names, families, reasons and chances."""
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    _, seconds, cpu = timed(lambda: _fill(index, people))
    print(f"kinward, index: {seconds:.1f} s ({cpu:.1f} s CPU)")
    _, seconds, cpu = timed(lambda: list(index.rank_many(requests, TOP)))
    print(f"kinward, everyone: {said(seconds, cpu, len(people) * len(requests))}")


def identical(people: Described, requests: Described, ours: Scored) -> None:
    """Exactly the pairs that Splink weighed, from descriptions to weights: kinward weighs them and all others."""
    _, seconds, cpu = timed(lambda: _from_nothing(people, requests))
    print(
        f"end to end on the same {ours.count:,} pairs: Splink {ours.cpu:.1f} s CPU after its keys, kinward {cpu:.1f} s CPU"
        f" from nothing ({seconds:.1f} s), and it weighed {len(people) * len(requests):,}: {ours.cpu / cpu:.1f} x"
    )


def _from_nothing(people: Described, requests: Described) -> None:
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    _fill(index, people)
    for _ in index.rank_many(requests, TOP):
        pass


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
