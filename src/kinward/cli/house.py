"""``kinward house``: two spreadsheets and a policy in, a room or a reason for every household out."""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, progress, said
from kinward.exchange.housing import PLAN_COLUMNS, plan_rows, read_all
from kinward.exchange.tables import Together, csv_text, day_option, json_text, refuse_to_replace, write_whole
from kinward.house.plan import plan_housing
from kinward.model.housing import HouseholdToHouse, HousingPlan, Policy, Room
from kinward.model.problem import Message


@complaining
def house(
    households: Annotated[Path, typer.Option(help="Households, CSV: id, size, adults, children, needs, ...")],
    rooms: Annotated[Path, typer.Option(help="Rooms, CSV: id, site, region, tier, beds, m2, ...")],
    policy: Annotated[Path, typer.Option(help="The rules, TOML: bands, hard rules, points.")],
    out: Annotated[Path, typer.Option(help="Where to write the plan, CSV.")],
    json: Annotated[bool, typer.Option("--json", help="Print the totals as JSON.")] = False,
    as_of: Annotated[
        str,
        typer.Option(
            help="Day of planning, YYYY-MM-DD; nobody gets a room before it. Otherwise the day of the first arrival.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Propose rooms for every household, whole and by the policy; each row of the plan says why."""
    together = Together()
    day: date | None = None
    everyone: tuple[HouseholdToHouse, ...] = ()
    every_room: tuple[Room, ...] = ()
    rules: Policy | None = None
    with together.reading():
        day = day_option(as_of, "--as-of")
    with together.reading():
        refuse_to_replace(out, (households, rooms, policy))
    with together.reading():
        everyone, every_room, rules = read_all(households, rooms, policy)
    together.raise_if_any()
    assert rules is not None, "a policy that was not refused was read"
    if day is None:
        day = first_known_day(everyone, every_room)
        print(said(Message("planned as of {day}", {"day": day.isoformat()})), file=sys.stderr)
    started = wiring.now()
    with progress(said(Message("bands planned"))) as reached:
        plan = plan_housing(everyone, every_room, rules, as_of=day, reached=reached)
    seconds = (wiring.now() - started).total_seconds()
    write_whole(out, csv_text(PLAN_COLUMNS, plan_rows(everyone, plan, in_words(plan))))
    if json:
        print(json_text(totals(plan, seconds)), end="")
    else:
        _print_account(plan, seconds)


def first_known_day(households: Iterable[HouseholdToHouse], rooms: Iterable[Room]) -> date:
    """When the first household arrived; if no arrival is known, when the first room opened; else today.

    Not when somebody's own lodging ends: one stale day there would plan everybody years ago.
    """
    days = [one.arrived_on for one in households if one.arrived_on]
    days = days or [room.available_from for room in rooms if room.available_from]
    return min(days, default=wiring.now().date())


def in_words(plan: HousingPlan) -> dict[str, str]:
    """Each household's reasons as one line in the user's language."""
    reasons = {one.household: one.reasons for one in plan.placements}
    reasons |= {one.household: one.reasons for one in plan.unplaced}
    return {household: "; ".join(said(reason) for reason in why) for household, why in reasons.items()}


def totals(plan: HousingPlan, seconds: float) -> dict[str, float | int | None]:
    """The plan in seven numbers. ``gap`` is null when nothing could be placed though the bound allows it."""
    return {
        "people": plan.people,
        "households": plan.households,
        "people_housed": plan.people_housed,
        "households_unplaced": len(plan.unplaced),
        "bound": round(plan.bound, 3),
        "gap": round(plan.gap, 6) if plan.gap != float("inf") else None,
        "seconds": round(seconds, 3),
    }


def _print_account(plan: HousingPlan, seconds: float) -> None:
    print(
        said(
            Message(
                "{housed} of {people} people in rooms; {waiting} of {households} households without, each with its reason",
                {
                    "housed": f"{plan.people_housed:,}",
                    "people": f"{plan.people:,}",
                    "waiting": f"{len(plan.unplaced):,}",
                    "households": f"{plan.households:,}",
                },
            )
        )
    )
    for band in plan.bands:
        print(
            said(
                Message(
                    "  {name}: {housed} of {people} people",
                    {"name": band.name, "housed": f"{band.people_housed:,}", "people": f"{band.people:,}"},
                )
            )
        )
    print(
        said(
            Message(
                "at most {gap} better is possible under this policy (certified); {seconds} s",
                {"gap": f"{plan.gap:.1%}", "seconds": f"{seconds:.1f}"},
            )
        )
    )
