"""Does it happen as often as it is said? Top-1 chances against the truth, 30 % of the sought people not registered.

    python bench/calibration.py                     100,632 synthetic people, 4,000 requests
    python bench/calibration.py --people 20000 --model model.json

The people, requests and truth are the synthetic crossing of kinward.demo, which does not know how names are folded or
weighed. Nothing is fitted on the seed that is measured. A top-1 is right when it is any registration of the sought
person. Printed: the calibration error (mean distance between chance said and share right, by bin), the precision of what
is said with .99 or more, and what caseworkers' decisions would add: a Platt line learnt on one half of the requests, as
if each proposal had been decided by the truth, and measured on the other.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kinward import wiring
from kinward.casework.weigh_again import PROBABILITY_LEAST
from kinward.demo.facts import crossing_facts
from kinward.demo.files import PEOPLE_COLUMNS, REQUEST_COLUMNS, people_rows, request_rows
from kinward.demo.generator import synthesise
from kinward.demo.synthetic import SyntheticCrossing
from kinward.exchange.people import read_people, read_requests
from kinward.exchange.tables import csv_text
from kinward.model.description import Description
from kinward.reunite.calibration import Decided, Reliability, interval, learnt, reliability, together
from kinward.reunite.index import Index, Ranking

TODAY = date(2024, 3, 1)  # after the last registration of the crossing
TOP = 5
SURE = 0.99
ERROR_MOST, PRECISION_LEAST = 0.02, 0.995


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: what was ranked, which of it is right, and the chance that nobody registered is the one."""

    ranking: Ranking
    right: frozenset[str]

    @property
    def top(self) -> Decided:
        """The first of the ranking as if somebody had decided it by the truth."""
        first = self.ranking.ranked[0]
        return Decided(first.probability, first.person in self.right)


def main() -> int:
    """Measure, print, and end with 1 when a bar does not hold."""
    asked = _arguments()
    chosen = wiring.model_in(Path(asked.model)) if asked.model else wiring.model()
    crossing = synthesise(wiring.chance(asked.seed), asked.people, crossing_facts(), requests=asked.requests)
    registered, sought = descriptions(crossing)
    index = Index(wiring.name_tables(), chosen.evidence, TODAY)
    for person in registered:
        index.add(person)
    started = time.process_time()
    answers = list(answered(crossing, sought, list(index.rank_many(sought, TOP))))
    seconds = time.process_time() - started
    print(f"{len(registered)} registrations, {len(sought)} requests, seed {asked.seed}, {seconds:.1f} CPU s")
    return report(answers)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--people", type=int, default=100_632)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=20_230_924)
    parser.add_argument("--model", help="a model file instead of the one in use")
    parser.add_argument("--shared", help="not used: everything is synthetic")
    return parser.parse_args()


def descriptions(crossing: SyntheticCrossing) -> tuple[tuple[Description, ...], tuple[Description, ...]]:
    """Everyone who was ever registered and all requests, as the two files of ``kinward find``."""
    latest = datetime.max.replace(tzinfo=crossing.registrations[0].registered_at.tzinfo)
    with tempfile.TemporaryDirectory() as folder:
        people, requests = Path(folder) / "people.csv", Path(folder) / "requests.csv"
        people.write_text(csv_text(PEOPLE_COLUMNS, people_rows(crossing, latest)), encoding="utf-8")
        requests.write_text(csv_text(REQUEST_COLUMNS, request_rows(crossing, latest)), encoding="utf-8")
        return tuple(read_people(people, TODAY)), tuple(read_requests(requests, TODAY))


def answered(
    crossing: SyntheticCrossing, sought: Sequence[Description], rankings: Sequence[Ranking]
) -> Iterator[Answered]:
    """Each ranking with the registrations of the person who is really sought."""
    truth = crossing.truth
    for request, ranking in zip(sought, rankings, strict=True):
        right = truth.registrations_of.get(truth.sought_by[request.id], ())
        yield Answered(ranking, frozenset(right))


def report(answers: Sequence[Answered]) -> int:
    """Print the diagram and the bars."""
    absent = sum(not one.right for one in answers)
    print(f"not registered: {absent / len(answers):.1%} of the sought people")
    _print("top-1, as computed", reliability([one.top for one in answers]))
    said = sum(one.ranking.not_registered for one in answers)
    print(f"not registered: said {said / len(answers):.3f}, so it is {absent / len(answers):.3f}")
    print("\nwith a Platt line learnt from the decisions on the first so many requests, measured on the rest")
    half = answers[len(answers) // 2 :]
    for requests in (300, 600, len(answers) // 2):
        _print_scaled(answers[:requests], half)
    return int(not all(_bars([one.top for one in answers])))


def _print_scaled(first: Sequence[Answered], rest: Sequence[Answered]) -> None:
    decided = [
        Decided(ranked.probability, ranked.person in one.right)
        for one in first
        for ranked in one.ranking.ranked
        if ranked.probability >= PROBABILITY_LEAST
    ]
    platt = learnt(decided)
    if platt is None:
        print(f"  {len(decided)} decisions: too few")
        return
    tops = []
    for one in rest:
        scaled, _ = together(
            [each.probability for each in one.ranking.ranked], one.ranking.not_registered, platt
        )
        tops.append(Decided(scaled[0], one.top.confirmed))
    told = reliability(tops)
    before = reliability([one.top for one in rest])
    print(
        f"  {len(decided)} decisions: slope {platt.slope:.2f} offset {platt.offset:+.2f}   error {before.error:.4f} -> "
        f"{told.error:.4f}   {_precision(tops)}"
    )


def _print(name: str, told: Reliability) -> None:
    print(f"\n{name}: calibration error {told.error:.4f} over {told.decisions}")
    for one in told.bins:
        if one.decisions:
            print(
                f"  {one.low:>4.2f} - {one.high:<4.2f} {one.decisions:>6}   said {one.shown:.3f}   right {one.share:.3f} "
                f"[{one.least:.3f}, {one.most:.3f}]"
            )


def _precision(tops: Sequence[Decided]) -> str:
    sure = [one for one in tops if one.probability >= SURE]
    right = sum(one.confirmed for one in sure)
    least, most = interval(right, len(sure))
    share = right / len(sure) if sure else 0.0
    return f"of p >= {SURE} right {share:.4f} [{least:.4f}, {most:.4f}], {len(sure)}"


def _bars(tops: Sequence[Decided]) -> Iterator[bool]:
    sure = [one for one in tops if one.probability >= SURE]
    error = reliability(tops).error
    precision = sum(one.confirmed for one in sure) / len(sure) if sure else 0.0
    print(f"\ntop-1 calibration error {error:.4f}   <= {ERROR_MOST}   {_verdict(holds=error <= ERROR_MOST)}")
    print(f"{_precision(tops)}   >= {PRECISION_LEAST}   {_verdict(holds=precision >= PRECISION_LEAST)}")
    yield error <= ERROR_MOST
    yield precision >= PRECISION_LEAST


def _verdict(*, holds: bool) -> str:
    return "holds" if holds else "FAILS"


if __name__ == "__main__":
    sys.exit(main())
