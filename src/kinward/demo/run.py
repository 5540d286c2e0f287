"""The whole replay from an empty database to the account."""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from kinward import wiring
from kinward.demo.account import Outcome, Seen, seen
from kinward.demo.cast import seats
from kinward.demo.facts import crossing_facts
from kinward.demo.material import material
from kinward.demo.measure import found, not_here, roofs, twice
from kinward.demo.replay import Replay
from kinward.demo.stopwatch import Stopwatch

# What a planner saw on the evening of the third day: the queue at its longest, the rooms still half empty.
ACCOUNT_AT = "2023-09-26T20:00"
SEED = 2023
REGISTRARS_DESK = "goris"
_GARBAGE_LOOKED_FOR_EVERY = 200_000


@dataclass(slots=True)
class Clock:
    """The time of the replay; the journal, the read log and every form take it from here."""

    at: datetime

    def now(self) -> datetime:
        """The moment that the replay has reached."""
        return self.at


@dataclass(frozen=True, slots=True)
class Lived:
    """A replay that is over: what was seen at one moment, and what came of it."""

    replay: Replay
    then: Seen
    outcome: Outcome


def run(
    people: int,
    until: datetime,
    seed: int,
    clock: Clock,
    watch: Stopwatch,
    reached: Callable[[int, int], None],
) -> Lived:
    """Live through it and look twice: at ACCOUNT_AT (or ``until``, if that is earlier) and at the end."""
    # A hundred thousand people are millions of small values that live to the end: looking for circles among them every
    # 700 new ones costs a tenth of the time and finds none.
    gc.set_threshold(_GARBAGE_LOOKED_FOR_EVERY)
    with watch.timing("synthetic people"):
        made = material(people, seed)
    clock.at = made.facts.arrived.moments[0]
    replay = Replay(wiring.outside(), wiring.new_meeting(), made, watch)
    replay.begin("site_manager")
    then: Seen | None = None
    look_at = min(until, datetime.fromisoformat(ACCOUNT_AT).replace(tzinfo=made.facts.zone))
    steps = replay.steps([look_at, until], until)
    for number, step in enumerate(steps, start=1):
        clock.at = step.at
        replay.take(step)
        if step.at == look_at:
            with watch.timing("account"):
                then = seen(replay)
        reached(number, len(steps))
    assert then is not None, "the account is of one of the steps"
    with watch.timing("measuring"):
        outcome = outcome_of(replay)
    return Lived(replay, then, outcome)


def outcome_of(replay: Replay) -> Outcome:
    """Everything measured at the end."""
    sums = replay.told.sums
    over_all, by_scripts = found(replay)
    return Outcome(
        at=sums[-1].at,
        totals=sums[-1].totals,
        waiting=sums[-1].waiting,
        found=over_all,
        by_scripts=by_scripts,
        not_here=not_here(replay),
        twice=twice(replay),
        roofs=roofs(replay),
        steps=len(sums),
        faults=sum(len(one.faults) for one in sums),
    )


def latest_moment() -> datetime:
    """The end of the replay, when nothing else is asked for."""
    return crossing_facts().replay_until


def make_accounts() -> list[tuple[str, str, str, str]]:
    """One account for each role: (name, password, organisation, desk)."""
    return [
        (seat.role.value, wiring.add_account(seat.role.value, [seat.role.value], seat.desk, seat.organisation),
         seat.organisation, seat.desk)
        for seat in seats(REGISTRARS_DESK)
    ]  # fmt: skip
