"""The whole replay against its bars: time, memory, sums, truth by scripts, rooms, forecast, rebuild.

python bench/demo.py                    # 12,000 people, as in make demo
python bench/demo.py --people all       # 100,632 people and 4,000 requests
"""

import argparse
import hashlib
import resource
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter, process_time

from kinward import wiring
from kinward.demo.account import account
from kinward.demo.facts import CrossingFacts, crossing_facts
from kinward.demo.measure import Share
from kinward.demo.run import SEED, Clock, Lived, run
from kinward.demo.stopwatch import Stopwatch

DEFAULT_PEOPLE = 12_000


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the table. ``holds`` is None where a number is only reported."""

    what: str
    measured: str
    bar: str
    holds: bool | None


def main() -> int:
    """Replay, measure, print the table; 1 when a bar does not hold."""
    asked_at = process_time()
    asked = _arguments()
    facts = crossing_facts()
    people = facts.people if asked.people == "all" else int(asked.people)
    with tempfile.TemporaryDirectory(prefix="kinward-bench-") as folder:
        watch = Stopwatch()
        wiring.start_demo(Path(folder))
        clock = Clock(facts.replay_until)
        with wiring.clock_of(clock.now):
            lived = run(people, facts.replay_until, asked.seed, clock, watch, lambda _done, _of: None)
            lines = account(lived.replay, lived.then, lived.outcome)
        seconds, computed = watch.total, process_time() - asked_at
        bars = [
            *_running(people, facts, seconds, computed),
            *_outcomes(lived),
            *_foreseen(lived),
            *_rebuilt(people, facts),
        ]
    print("\n".join(lines), end="\n\n")
    for name, part in watch.seconds.items():
        print(f"  {name:<18}{part:8.1f} s")
    print()
    for bar in bars:
        verdict = {None: "", True: "holds", False: "FAILS"}[bar.holds]
        print(f"{bar.what:<58}{bar.measured:>30}   {bar.bar:<18}{verdict}")
    return int(any(bar.holds is False for bar in bars))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default=str(DEFAULT_PEOPLE), help="how many, or all")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--shared", help="not used: the facts of the replay ship with the project")
    return parser.parse_args()


def _running(people: int, facts: CrossingFacts, seconds: float, computed: float) -> Iterator[Bar]:
    most = {DEFAULT_PEOPLE: 25.0, facts.people: 180.0}.get(people)
    holds = seconds <= most if most else None
    yield Bar("seconds to the account", f"{seconds:.1f}", f"<= {most:.0f}" if most else "", holds)
    yield Bar("  of which this process computed", f"{computed:.1f}", "", None)
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    yield Bar("memory at its highest, GB", f"{gigabytes:.2f}", "< 1.5", gigabytes < 1.5)


def _outcomes(lived: Lived) -> Iterator[Bar]:
    outcome = lived.outcome
    yield Bar("steps whose sums are wrong", f"{outcome.faults} of {outcome.steps}", "0", outcome.faults == 0)
    yield Bar(
        "sought person in first place",
        _share(outcome.found.first),
        ">= .75",
        outcome.found.first.value >= 0.75,
    )
    ten = outcome.found.among_ten
    yield Bar("sought person among the first ten", _share(ten), ">= .90", ten.value >= 0.90)
    for (written, asked), pair in outcome.by_scripts.items():
        yield Bar(f"  written {written}, asked {asked}: first place", _share(pair.first), "", None)
        yield Bar(f"  written {written}, asked {asked}: first ten", _share(pair.among_ten), "", None)
    away = outcome.not_here
    yield Bar("requests for people not registered", f"{away.requests}", "", None)
    yield Bar("  nothing proposed", f"{away.nothing_proposed}", "", None)
    yield Bar("  wrongly confirmed by the simulated officer", f"{away.confirmed}", "", None)
    yield Bar("written twice: proposed", _share(outcome.twice.found), "", None)
    yield Bar("written twice: of what was proposed right", _share(outcome.twice.right), "", None)
    roofs = outcome.roofs
    yield Bar("hard rules broken by a recount of every plan", f"{roofs.breaches}", "0", roofs.breaches == 0)
    yield Bar("households split", f"{lived.then.split}", "0", lived.then.split == 0)
    more = roofs.in_rooms > roofs.first_come
    yield Bar("people in rooms", f"{roofs.in_rooms:,}", f"> {roofs.first_come:,} (fcfs)", more)
    yield Bar("gap of all plans together to their bounds", f"{roofs.gap:.2%}", "<= 10 %", roofs.gap <= 0.10)
    yield Bar("  of the worst plan", f"{roofs.gap_most:.2%}", "", None)


def _foreseen(lived: Lived) -> Iterator[Bar]:
    facts, forecast = lived.replay.made.facts, lived.then.forecast
    if forecast is None:
        yield Bar("forecast of 26 September 20:00", "none", "made", holds=False)
        return
    places = facts.planned_places
    crossed = next(one for one in forecast.arrivals_pass if one.number == places)
    housed = next(one for one in forecast.state_rooms_pass if one.number == places)
    day = [datetime(2023, 9, 27, hour, tzinfo=facts.zone) for hour in (0, 23)]
    inside = _before(crossed.p05, day[1]) and not _before(crossed.p95, day[0])
    yield Bar("40,000 arrivals, 90 %", f"{_at(crossed.p05)} - {_at(crossed.p95)}", "contains 27 Sep", inside)
    since, until = datetime(2023, 9, 30, tzinfo=facts.zone), datetime(2023, 10, 1, 15, tzinfo=facts.zone)
    touches = _before(housed.p05, until) and not _before(housed.p95, since)
    yield Bar(
        "40,000 in rooms, 90 %", f"{_at(housed.p05)} - {_at(housed.p95)}", "30 Sep-1 Oct 15:00", touches
    )


def _before(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at <= moment


def _at(at: datetime | None) -> str:
    return f"{at:%d %b %H:%M}" if at else "later"


def _rebuilt(people: int, facts: CrossingFacts) -> Iterator[Bar]:
    """All views once more, compared row by row with those that stood there."""
    before = _prints_of_views()
    started = perf_counter()
    events = wiring.journal().rebuild()
    seconds = perf_counter() - started
    most = 120.0 if people == facts.people else None
    holds = seconds <= most if most else None
    yield Bar(
        f"rebuild from {events:,} events, seconds", f"{seconds:.1f}", f"<= {most:.0f}" if most else "", holds
    )
    same = _prints_of_views() == before
    yield Bar("rebuilt views equal live views", "yes" if same else "no", "yes", same)


def _prints_of_views() -> dict[str, str]:
    """One fingerprint for each view: SHA-256 over its rows in an order of their own."""
    from django.db import connection

    from kinward.storage.views import all_view_tables

    prints = {}
    with connection.cursor() as cursor:
        for table in all_view_tables():
            cursor.execute(f'SELECT * FROM "{table._meta.db_table}" ORDER BY 1')
            whole = hashlib.sha256()
            while rows := cursor.fetchmany(5_000):
                whole.update(repr(rows).encode())
            prints[table._meta.db_table] = whole.hexdigest()
    return prints


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} ({low:.3f}-{high:.3f}) of {share.of}"


if __name__ == "__main__":
    sys.exit(main())
