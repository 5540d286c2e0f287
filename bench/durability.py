"""What is lost when the power goes or the process is killed: acknowledged saves, per setting.

    python bench/durability.py [--cuts 200] [--kills 20] [--seed 1] [--shared DIR]

The rows NORMAL and OFF are controls: they must show loss, or the harness proves nothing. Exit code 1 when a bar is missed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kinward import wiring

if TYPE_CHECKING:  # the models behind it need Django to be set up first
    from tests.storage.databases import Database as AnyDatabase


@contextmanager
def fresh_database() -> Iterator["AnyDatabase"]:
    """A migrated SQLite database in a folder of its own."""
    from tests.storage.databases import Database, everything_in

    from kinward.storage.database import sqlite_at

    with tempfile.TemporaryDirectory() as folder:
        chosen = sqlite_at(Path(folder) / "kinward.sqlite3")
        with everything_in(chosen):
            wiring.migrate()
            yield Database("sqlite", chosen, Path(folder))


def power_cuts(cuts: int, seed: int) -> bool:
    """Print a row for each setting; says whether the bar holds."""
    from tests.durability.power import cut_power, record, weakened

    with fresh_database() as database:
        recording = record(database.settings, saves=24)
    print(
        f"power cuts: {cuts} of each, over {len(recording.statements)} recorded statements of 24 real saves"
    )
    print(
        f"{'synchronous':12} {'acknowledged':>12} {'lost':>6} {'cuts with loss':>15} {'half':>5} {'corrupt':>8} {'s':>6}"
    )
    good = True
    for setting in ("FULL", "NORMAL", "OFF"):
        started = time.perf_counter()
        found = cut_power(weakened(recording, setting), cuts, seed)
        took = time.perf_counter() - started
        print(
            f"{setting:12} {found.acknowledged:12,} {found.lost:6,} {found.cuts_with_loss:15} "
            f"{found.half_applied:5} {found.corrupt:8} {took:6.1f}"
        )
        good &= (found.lost + found.half_applied + found.corrupt == 0) == (setting == "FULL")
    return good


def kills(times: int, seed: int) -> bool:
    """Print what was lost when ``kinward serve`` was killed; says whether the bar holds."""
    from tests.durability.kills import kill_often

    with fresh_database() as database:
        started = time.perf_counter()
        found = kill_often(database, times, seed)
        took = time.perf_counter() - started
    print(f"kill -9 of kinward serve under four HTTP clients, {times} times, {took:.1f} s")
    print(
        f"acknowledged {found.acknowledged:,}   lost {found.lost}   sent again {found.retried:,}   "
        f"written but never acknowledged before the retry {found.unknown:,}   made twice {found.doubled}"
    )
    return found.lost == 0 and found.doubled == 0


def main() -> int:
    """Measure both, print both."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cuts", type=int, default=200)
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--shared", help="not needed here")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        import os

        os.environ["KINWARD_HOME"] = home
        wiring.start_django(f"sqlite:///{home}/unused.sqlite3")
        good = power_cuts(chosen.cuts, chosen.seed)
        good &= kills(chosen.kills, chosen.seed)
    return 0 if good else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
