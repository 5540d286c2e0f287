"""``kinward house``: two spreadsheets and a policy in, a room or a reason for every household out."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from kinward import wiring
from kinward.cli.explaining import explained, explanation_lines
from kinward.cli.outward import complaining, progress, said
from kinward.exchange.housing import (
    PLAN_COLUMNS,
    Placed,
    plan_rows,
    read_all,
    read_placed,
    read_relaxations,
    read_sites,
    refuse_rooms_without_site,
    refuse_unknown_companions,
)
from kinward.exchange.housing_words import in_the_words_of_rooms, unheard
from kinward.exchange.tables import Together, csv_text, day_option, json_text, refuse_to_replace, write_whole
from kinward.house.effort import Effort
from kinward.house.explanation import Explainer
from kinward.house.plan import answer
from kinward.house.price_table import prices_by_region
from kinward.house.recount import set_aside
from kinward.model.housing import (
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Policy,
    PriceTable,
    Relaxation,
    Room,
    rooms_at_sites,
)
from kinward.model.problem import BadInputError, Message, Problem


@complaining
def house(
    households: Annotated[Path, typer.Option(help="Households, CSV: id, size, adults, children, needs, ...")],
    rooms: Annotated[Path, typer.Option(help="Rooms, CSV: id, site, region, tier, beds, m2, ...")],
    policy: Annotated[list[Path], typer.Option(help="The rules, TOML: bands, hard rules, points. One file.")],
    out: Annotated[Path, typer.Option(help="Where to write the plan, CSV.")],
    json: Annotated[bool, typer.Option("--json", help="Print the totals as JSON.")] = False,
    as_of: Annotated[
        str,
        typer.Option(
            help="Day of planning, YYYY-MM-DD; nobody gets a room before it. Otherwise the day of the first arrival.",
            show_default=False,
        ),
    ] = "",
    sites: Annotated[
        Path | None,
        typer.Option(help="Sites, CSV: id, permission_until, hospital_km, ...", show_default=False),
    ] = None,
    placed: Annotated[
        Path | None,
        typer.Option(
            help="Who sleeps where already, CSV: household, rooms, ... Nobody is moved without leave.",
            show_default=False,
        ),
    ] = None,
    relaxations: Annotated[
        Path | None,
        typer.Option(
            help="Hard rules that two named people set aside, CSV: household, rule, reason, allowed_by, signed_by.",
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Say why this household sleeps where it does or waits. Repeat for more.",
            show_default=False,
        ),
    ] = None,
    bound: Annotated[
        bool,
        typer.Option(
            "--bound",
            help="Look several times longer; print the certified limit of each band, and which rooms are missing.",
        ),
    ] = False,
) -> None:
    """Propose rooms for every household, whole and by the policy; each row of the plan says why."""
    read = tuple(path for path in (households, rooms, *policy, sites, placed, relaxations) if path)
    question, assumed = _question(
        households,
        rooms,
        policy,
        sites,
        placed,
        relaxations,
        out=out,
        read=read,
        as_of=as_of,
        explain=explain or [],
    )
    for note in unheard(question.households, question.rooms, question.policy):
        print(said(note), file=sys.stderr)
    if assumed:
        print(said(Message("planned as of {day}", {"day": question.as_of.isoformat()})), file=sys.stderr)
    started = wiring.now()
    with progress(said(Message("bands planned"))) as reached:
        plan, prices = answer(question, effort=Effort.LONG if bound else Effort.USUAL, reached=reached)
    seconds = (wiring.now() - started).total_seconds()
    rows = plan_rows(question.households, plan, in_words(plan))
    write_whole(out, csv_text(PLAN_COLUMNS, rows))
    explainer = Explainer(question, plan, prices)
    wanted = [explainer.of(one) for one in explain or [] if explainer.explains(one)]
    if json:
        told: dict[str, Any] = dict(totals(plan, seconds))
        if bound:
            told |= _limits(question, plan, prices)
        if wanted:
            told["explanations"] = [explained(one) for one in wanted]
        print(json_text(told), end="")
        return
    _print_account(plan, seconds)
    if relaxations is not None:
        _print_set_aside(question, plan)
    if bound:
        _print_limits(question, plan, prices)
    for one in wanted:
        print("\n" + "\n".join(explanation_lines(one)))


def _question(
    households: Path,
    rooms: Path,
    policy: Sequence[Path],
    sites: Path | None,
    placed: Path | None,
    relaxations: Path | None,
    *,
    out: Path,
    read: tuple[Path, ...],
    as_of: str,
    explain: Sequence[str],
) -> tuple[HousingQuestion, bool]:
    """Everything the files say, and whether the day was assumed. Raises BadInputError with every problem of all."""
    together = Together()
    day: date | None = None
    everyone: tuple[HouseholdToHouse, ...] = ()
    every_room: tuple[Room, ...] = ()
    rules: Policy | None = None
    known = Placed()
    aside: tuple[Relaxation, ...] = ()
    with together.reading():
        day = day_option(as_of, "--as-of")
    with together.reading():
        refuse_to_replace(out, read)
    with together.reading():
        _refuse_two(policy)
    with together.reading():
        everyone, every_room, rules = read_all(households, rooms, policy[0])
    if sites is not None:
        with together.reading():
            every_site, inspected = read_sites(sites)
            refuse_rooms_without_site(rooms, every_room, every_site)
            every_room = rooms_at_sites(every_room, every_site, inspected=inspected)
    if rules is not None:
        with together.reading():
            known = read_placed(placed, every_room, rules) if placed else known
        with together.reading():
            aside = read_relaxations(relaxations, everyone) if relaxations else aside
        with together.reading():
            everyone = in_the_words_of_rooms(households, everyone, every_room, wiring.name_tables())
        with together.reading():
            refuse_unknown_companions(households, everyone, known.stays)
        with together.reading():
            _refuse_unknown(explain, everyone)
    together.raise_if_any()
    assert rules is not None, "a policy that was not refused was read"
    question = HousingQuestion(
        everyone,
        every_room,
        rules,
        day or first_known_day(everyone, every_room),
        stays=known.stays,
        moves=known.moves,
        relaxations=aside,
    )
    return question, day is None


def _refuse_two(policies: Sequence[Path]) -> None:
    if len(policies) > 1:
        what = Message("{count} policies were given", {"count": len(policies)})
        do = Message("give one: two sets of rules cannot both be kept")
        raise BadInputError([Problem(what, do, column="--policy")])


def _refuse_unknown(explain: Sequence[str], households: Iterable[HouseholdToHouse]) -> None:
    known = {one.id for one in households}
    if unknown := sum(one not in known for one in explain):
        what = Message("{count} of these households are not in the file", {"count": unknown})
        raise BadInputError([Problem(what, Message("write ids as they stand there"), column="--explain")])


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
    stays = {
        one.household: (Message("they sleep there already and nobody moves them"),) for one in plan.stays
    }
    ends = {one.household: one.until for one in plan.placements if one.until}
    reasons |= {
        household: (*reasons[household], Message("they may stay until {day}", {"day": day.isoformat()}))
        for household, day in ends.items()
    }
    return {
        household: "; ".join(said(reason) for reason in why) for household, why in (reasons | stays).items()
    }


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


def _limits(question: HousingQuestion, plan: HousingPlan, prices: PriceTable) -> dict[str, Any]:
    return {
        "objective": round(plan.objective, 3),
        "bound_any_order": round(plan.bound_any_order, 3),
        "bands": [
            {"name": band.name, "points": round(band.points, 3), "bound": round(band.bound, 3)}
            for band in plan.bands
        ],
        "rooms_missing": [
            {
                "region": row.region,
                "people": row.people,
                "rooms": row.rooms_free,
                "price": round(row.price, 1),
            }
            for row in prices_by_region(question, prices)
        ],
    }


def _print_limits(question: HousingQuestion, plan: HousingPlan, prices: PriceTable) -> None:
    for band in plan.bands:
        values = {"name": band.name, "points": f"{band.points:,.0f}", "bound": f"{band.bound:,.0f}"}
        print(
            said(
                Message(
                    "  {name}: {points} points, no plan with the same rooms has more than {bound}", values
                )
            )
        )
    print(said(Message("one more room would bring at most, where it is missed most:")))
    dearest = sorted(
        prices_by_region(question, prices), key=lambda row: (-row.price / row.people, row.region)
    )
    for row in dearest[:10]:
        region: dict[str, str | int | float] = {
            "region": row.region,
            "people": row.people,
            "price": f"{row.price:,.0f}",
        }
        print(said(Message("  {region}, for {people} people: {price} points", region)))


def _print_set_aside(question: HousingQuestion, plan: HousingPlan) -> None:
    rooms = len(set_aside(question, plan))
    given = len(question.relaxations)
    values = {"count": given, "used": rooms}
    print(said(Message("rules set aside by two people: {count}; rooms given because of it: {used}", values)))


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
    if plan.stays:
        print(said(Message("{count} households stay where they are", {"count": len(plan.stays)})))
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
