"""``kinward demo``: the Lachin crossing of 2023 with synthetic people, in a database of its own."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli import serve
from kinward.cli.outward import complaining, progress, said
from kinward.demo.account import account
from kinward.demo.cast import TRACING
from kinward.demo.facts import CrossingFacts, crossing_facts
from kinward.demo.generator import FEWEST_PEOPLE
from kinward.demo.run import SEED, Clock, make_accounts, run
from kinward.demo.stopwatch import Stopwatch
from kinward.model.problem import BadInputError, Message, Problem

_HOST = "127.0.0.1"


@complaining
def demo(
    people: Annotated[str, typer.Option(help="How many synthetic people cross, or all: 100,632.")] = "12000",
    until: Annotated[
        str, typer.Option(help="Stop the replay at this local time, YYYY-MM-DDTHH:MM.", show_default=False)
    ] = "",
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Print the account and stop.")] = False,
    seed: Annotated[int, typer.Option(help="The same seed, the same people and decisions.", min=0)] = SEED,
    port: Annotated[int, typer.Option(help="The port of the pages.", min=0, max=65535)] = 8000,
    folder: Annotated[
        Path,
        typer.Option(
            help="Where its database and keys lie, whatever KINWARD_HOME says; its own database there is made anew."
        ),
    ] = Path("kinward-demo"),
    verbose: Annotated[bool, typer.Option("--verbose", help="Say where the time went.")] = False,
) -> None:
    """Replay the Lachin crossing of 2023: real counts, synthetic people, decisions by simulated officers.

    Uses a database of its own in the folder, never yours, and then serves the pages with one account for each role.
    """
    facts = crossing_facts()
    many, end = _asked(people, until, facts)
    name_what_the_pages_ask_for(facts)
    watch = Stopwatch()
    with watch.timing("database"):
        file = wiring.start_demo(folder)
        server = None if no_serve else serve.bound(_HOST, port)
        _say_where(make_accounts(), file)
    clock = Clock(end)
    with wiring.clock_of(clock.now):
        with progress(said(Message("published counts replayed"))) as reached:
            lived = run(many, end, seed, clock, watch, reached)
        for line in account(lived.replay, lived.then, lived.outcome):
            print(line)
        if verbose:
            _say_the_time(watch)
        if server is not None:
            started = wiring.real_time()
            with wiring.clock_of(lambda: end + (wiring.real_time() - started)):
                serve.run(server, _HOST)


def name_what_the_pages_ask_for(facts: CrossingFacts) -> None:
    """The pages speak the time of the crossing, and what is typed into them is shared as the replay shares its own."""
    os.environ.setdefault("KINWARD_TIME_ZONE", facts.zone_name)
    os.environ.setdefault("KINWARD_TRACING_SERVICE", TRACING)


def _asked(people: str, until: str, facts: CrossingFacts) -> tuple[int, datetime]:
    """How many and until when. Raises BadInputError with everything wrong, also a database of somebody's own."""
    problems = []
    if os.environ.get("KINWARD_DATABASE_URL"):
        what = Message("KINWARD_DATABASE_URL names a database, and the demo writes synthetic people")
        problems.append(
            Problem(what, Message("unset it: the demo makes a database of its own in its folder"))
        )
    many = facts.people if people == "all" else int(people) if people.isascii() and people.isdigit() else 0
    if not FEWEST_PEOPLE <= many <= facts.people:
        do = Message(
            "give a number from {least} to {most}, or all", {"least": FEWEST_PEOPLE, "most": facts.people}
        )
        problems.append(Problem(Message("so many people cannot cross"), do, column="--people"))
    end = _moment(until, facts)
    if end is None:
        first, last = (
            at.strftime("%Y-%m-%dT%H:%M")
            for at in (facts.arrived.moments[0] + timedelta(hours=1), facts.replay_until)
        )
        do = Message("write a moment from {first} to {last}, Armenian time", {"first": first, "last": last})
        problems.append(Problem(Message("the replay cannot stop then"), do, column="--until"))
    if problems or end is None:
        raise BadInputError(problems)
    return many, end


def _moment(until: str, facts: CrossingFacts) -> datetime | None:
    if not until:
        return facts.replay_until
    try:
        moment = datetime.fromisoformat(until)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=facts.zone)
    inside = facts.arrived.moments[0] + timedelta(hours=1) <= moment <= facts.replay_until
    return moment if inside else None


def _say_the_time(watch: Stopwatch) -> None:
    print()
    for name, seconds in watch.seconds.items():
        print(f"{name:<18}{seconds:8.1f} s")
    print(f"{'together':<18}{watch.total:8.1f} s")


def _say_where(accounts: list[tuple[str, str, str, str]], file: Path) -> None:
    """One account for each role: they exist in this file only, and only until the next demo."""
    print(said(Message("accounts in {file}, until the next demo:", {"file": str(file)})))
    for name, password, organisation, desk in accounts:
        print(f"  {name:<26}{password:<20}{organisation}, {desk}")
    print(flush=True)
