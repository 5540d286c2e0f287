"""How long it takes to make all views again, to check every chain, and to back up and restore, at one size.

    python bench/rebuild.py [--people 20000] [--shared DIR]

Synthetic households of one to six through the same drafts as a desk's. Rebuilt views are compared with the live ones.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kinward import wiring

_T = TypeVar("_T")


def main() -> int:
    """Fill, rebuild, verify, back up, restore; each with its seconds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=20_000)
    asked.add_argument("--shared", help="not needed here")
    chosen = asked.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["KINWARD_HOME"] = home
        file = Path(home) / "kinward.sqlite3"
        wiring.start_django(f"sqlite:///{file}")
        wiring.migrate()
        from tests.storage.writing import all_views

        events = timed("append", lambda: _fill(chosen.people))
        before = all_views()
        print(
            f"{events:,} events, {sum(map(len, before.values())):,} rows of views, {file.stat().st_size / 1e6:.0f} MB"
        )
        timed("rebuild", wiring.journal().rebuild)
        same = all_views() == before
        faults = timed("verify every chain", lambda: wiring.audit_faults(wiring.audit_head()))
        keys = [wiring.new_identity(), wiring.new_identity()]
        copy = timed("backup, opened once", lambda: wiring.backed_up([recipient for _key, recipient in keys]))
        timed("restore, views and all", lambda: wiring.restore(copy.content, keys[1][0], None))
        restored = all_views() == before
    print(
        f"backup {len(copy.content) / 1e6:.0f} MB   faults {len(faults)}   rebuilt == live {same}   restored == live {restored}"
    )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")
    return 0 if same and restored and not faults else 1


def timed(what: str, act: Callable[[], _T]) -> _T:
    """Do it and print its seconds."""
    started = time.perf_counter()
    done = act()
    print(f"{what:24} {time.perf_counter() - started:7.1f} s")
    return done


def _fill(people: int) -> int:
    from tests.storage.writing import DESK, household_form, person_form

    from kinward.casework.register_household import household_drafts

    written, drafts, events = 0, [], 0
    while written < people:
        size = 1 + written % 6
        form = household_form(*(person_form(f"Name{written % 997}", age="~30") for _ in range(size)))
        drafts += household_drafts(form, wiring.now())
        written += size
        if len(drafts) > 1_000 or written >= people:
            events += len(wiring.journal().append(drafts, DESK).events)
            drafts = []
    return events


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    sys.exit(main())
