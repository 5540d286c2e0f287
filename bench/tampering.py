"""How many of 10,000 random tamperings of journal and read log the audit finds, against a head kept elsewhere.

    python bench/tampering.py [--times 10000] [--seed 1] [--shared DIR]

Edit, insert, delete, swap, cut tail; half of them with every later hash computed again. Exit code 1 when one is missed.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from kinward import wiring


def main() -> int:
    """Tamper, ask, count."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--shared", help="not needed here")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["KINWARD_HOME"] = home
        file = f"{home}/kinward.sqlite3"
        wiring.start_django(f"sqlite:///{file}")
        wiring.migrate()
        from tests.durability.tampering import some_history, tamper_often, unguarded_copy

        some_history()
        started = time.perf_counter()
        with unguarded_copy(file):
            account = tamper_often(chosen.times, chosen.seed)
        took = time.perf_counter() - started
    print(f"{'tampering':28} {'tried':>7} {'found':>7}")
    for way in sorted(account.tried):
        print(f"{way:28} {account.tried[way]:7,} {account.found[way]:7,}")
    tried, found = account.tried.total(), account.found.total()
    print(f"{'all':28} {tried:7,} {found:7,}   {found / tried:.2%} in {took:.0f} s")
    for told in account.missed[:5]:
        print(f"missed: {told}")
    return 0 if found == tried else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
