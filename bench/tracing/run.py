"""Who finds the sought person across scripts: Kinward and its peers on the same synthetic people, one command.

    python bench/tracing/run.py                            12,000 people of the test split, and names alone among 100,000
    python bench/tracing/run.py --people 100000 --peers 0  larger, kinward alone
    python bench/tracing/run.py --write                    puts what was measured into docs/benchmark.md

Splink, which needs its extra, is measured by bench/splink.py on the same data.
"""

# ruff: noqa: E402 - the path is set right before anything of ours is imported

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":  # the folder of this file must not stand before the standard library
    sys.path[0] = str(ROOT)

from bench.tracing.dataset import SEED_OF_SPLIT, Dataset, Truth, dataset, write
from bench.tracing.families import TODAY
from bench.tracing.names import TASKS, names_alone
from bench.tracing.peers import answers as answers_of
from bench.tracing.peers import peers
from bench.tracing.scoring import TOP, Answer, by, is_cross_script, recall, sureness

from kinward import wiring
from kinward.exchange.people import read_people, read_requests
from kinward.model.description import Description
from kinward.reunite.index import Index

PAGE = ROOT / "docs" / "benchmark.md"
_BEGIN, _END = "<!-- measured: begin -->", "<!-- measured: end -->"
_HEAD = "| {} | first place (95 %) | first ten (95 %) | n |\n|---|---|---|---|"

Described = Sequence[Description]


def main() -> None:
    """Make the data, ask everybody, print the tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=12_000)
    options.add_argument("--per-pair", type=int, default=300)
    options.add_argument(
        "--peers", type=int, default=60, help="requests for each pair that the slow peers answer"
    )
    options.add_argument("--names", type=int, default=300, help="names sought alone; 0 leaves them out")
    options.add_argument("--split", choices=sorted(SEED_OF_SPLIT), default="test")
    options.add_argument("--write", action="store_true", help="into docs/benchmark.md")
    options.add_argument("--shared", type=Path, help="not used: this data is made here")
    asked = options.parse_args()
    lines = [*measure_families(asked.split, asked.people, asked.per_pair, asked.peers)]
    if asked.names:
        lines += measure_names(asked.split, asked.names, asked.peers)
    if asked.write:
        _write(lines)


def measure_families(split: str, people: int, per_pair: int, peer_requests: int) -> list[str]:
    """Requests as enquirers make them, for people of eight origins in one register."""
    found = dataset(split, people, per_pair)
    registered, sought = described(found)
    lines = _said(
        f"### {len(found.people):,} people, {len(found.requests):,} requests, split `{split}`\n",
        _HEAD.format("kinward, by kind of request"),
    )
    answers, note = ask_kinward(registered, sought)
    full = [row for row in found.truth if row.kind == "full"]
    lines += _table(by(found.truth, lambda row: row.kind), answers)
    lines += _table(
        by(full, lambda row: f"full, {'across scripts' if is_cross_script(row) else 'one script'}"), answers
    )
    lines += _said(f"\nFull requests: {sureness(full, answers).shown()}. {note}\n")
    lines += _said(_HEAD.format("kinward, full requests: asked -> registered"))
    lines += _table(by(full, lambda row: f"{row.origin} names, {row.asked} -> {row.registered}"), answers)
    if peer_requests:
        some = _some(full, peer_requests)
        lines += _said("", _HEAD.format("peers, full requests across scripts")) + _table(
            {"kinward": some}, answers
        )
        lines += _peers(registered, sought, {"": some})
    return lines


def measure_names(split: str, sought_count: int, peer_requests: int) -> list[str]:
    """Full names alone among 100,000 that differ little."""
    lines = _said("\n### Names alone among 100,000 different ones\n", _HEAD.format("asked -> registered"))
    for origin in TASKS:
        found = names_alone(split, origin, sought_count)
        registered, sought = described(found)
        answers, _ = ask_kinward(registered, sought)
        pairs = by(found.truth, lambda row: f"{row.origin} names, {row.asked} -> {row.registered}")
        lines += _table({f"kinward: {pair}": rows for pair, rows in pairs.items()}, answers)
        if peer_requests and origin == "hy":
            lines += _peers(registered, sought, {pair: rows[:peer_requests] for pair, rows in pairs.items()})
    return lines


def described(found: Dataset) -> tuple[Described, Described]:
    """People and requests as `kinward find` reads them from its files."""
    with tempfile.TemporaryDirectory() as folder:
        write(found, Path(folder))
        return (
            read_people(Path(folder) / "people.csv", TODAY),
            read_requests(Path(folder) / "requests.csv", TODAY),
        )


def ask_kinward(people: Described, requests: Described) -> tuple[dict[str, Answer], str]:
    """The best ten for each request, and what it cost."""
    start = time.process_time()
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    for person in people:
        index.add(person)
    indexed = time.process_time() - start
    start = time.process_time()
    found = {
        request.id: Answer(
            [ranked.person for ranked in ranking.ranked],
            ranking.ranked[0].probability if ranking.ranked else None,
        )
        for request, ranking in zip(requests, index.rank_many(requests, TOP), strict=True)
    }
    each = 1000 * (time.process_time() - start) / max(1, len(requests))
    return found, f"CPU: {indexed:.1f} s to index, {each:.1f} ms for a request with its reasons"


def _peers(people: Described, requests: Described, asked: Mapping[str, Sequence[Truth]]) -> list[str]:
    by_id = {request.id: request for request in requests}
    lines: list[str] = []
    for name, likeness in peers(people):
        for pair, rows in asked.items():
            found = answers_of(likeness, people, [by_id[row.request] for row in rows])
            lines += _table({f"{name}: {pair}" if pair else name: rows}, found)
    return lines


def _some(truth: Sequence[Truth], per_pair: int) -> list[Truth]:
    """The first of each pair across scripts whose sought person is registered."""
    across = [row for row in truth if row.person and is_cross_script(row)]
    pairs = by(across, lambda row: f"{row.origin} {row.asked} {row.registered}")
    return [row for rows in pairs.values() for row in rows[:per_pair]]


def _table(groups: Mapping[str, Sequence[Truth]], answers: Mapping[str, Answer]) -> list[str]:
    return _said(*(f"| {name} | {recall(rows, answers).shown()} |" for name, rows in groups.items()))


def _said(*lines: str) -> list[str]:
    print("\n".join(lines), flush=True)
    return list(lines)


def _write(lines: Sequence[str]) -> None:
    before, rest = PAGE.read_text(encoding="utf-8").split(_BEGIN)
    after = rest.split(_END)[1]
    PAGE.write_text("\n".join((f"{before}{_BEGIN}", *lines, f"{_END}{after}")), encoding="utf-8")


if __name__ == "__main__":
    main()
