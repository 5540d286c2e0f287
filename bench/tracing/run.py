"""Who finds the sought person across scripts: Kinward and its peers on the same synthetic people, one command.

python -m bench.tracing.run                          12,000 people of the test split
python -m bench.tracing.run --people 100000
"""

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.tracing.dataset import SEED_OF_SPLIT, Dataset, Truth, dataset, write
from bench.tracing.families import TODAY
from bench.tracing.scoring import TOP, Answer, by, is_cross_script, recall, sureness

from kinward import wiring
from kinward.exchange.people import read_people, read_requests
from kinward.reunite.index import Index


def main() -> None:
    """Make the data, ask everybody, print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--people", type=int, default=12_000)
    options.add_argument("--per-pair", type=int, default=300)
    options.add_argument("--split", choices=sorted(SEED_OF_SPLIT), default="test")
    options.add_argument("--shared", type=Path, help="not used: this data is ours")
    asked = options.parse_args()
    found = dataset(asked.split, asked.people, asked.per_pair)
    print(f"{len(found.people)} people, {len(found.requests)} requests, split {asked.split}")
    answers = ask_kinward(found)
    print_results("kinward", found.truth, answers)


def ask_kinward(found: Dataset) -> dict[str, Answer]:
    """As `kinward find` does, through the same files."""
    with tempfile.TemporaryDirectory() as folder:
        write(found, Path(folder))
        people = read_people(Path(folder) / "people.csv", TODAY)
        requests = read_requests(Path(folder) / "requests.csv", TODAY)
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    start = time.process_time()
    for person in people:
        index.add(person)
    print(f"indexed in {time.process_time() - start:.1f} s of CPU")
    start = time.process_time()
    answers = {
        request.id: Answer(
            [ranked.person for ranked in ranking.ranked],
            ranking.ranked[0].probability if ranking.ranked else None,
        )
        for request, ranking in zip(requests, index.rank_many(requests, TOP), strict=True)
    }
    spent = time.process_time() - start
    print(f"asked in {spent:.1f} s of CPU, {1000 * spent / max(1, len(requests)):.2f} ms each")
    return answers


def print_results(name: str, truth: Sequence[Truth], answers: Mapping[str, Answer]) -> None:
    """Per kind, and for requests that say all per pair of writings."""
    print(f"\n{name:<34} first (95 %)        first ten (95 %)        n")
    for kind, rows in by(truth, lambda row: row.kind).items():
        print(f"{kind:<34} {recall(rows, answers).shown()}")
    full = [row for row in truth if row.kind == "full"]
    for across, rows in by(
        full, lambda row: "across scripts" if is_cross_script(row) else "one script"
    ).items():
        print(f"{across:<34} {recall(rows, answers).shown()}")
    for pair, rows in by(full, lambda row: f"{row.origin} names: {row.asked} -> {row.registered}").items():
        print(f"  {pair:<32} {recall(rows, answers).shown()}")
    print(f"full, {sureness(full, answers).shown()}")


if __name__ == "__main__":
    main()
