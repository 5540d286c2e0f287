"""Who is expected at a site, who came, and which rooms go back because nobody did; printed, it is the bus's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kinward.casework.decide_placement import raise_if_otherwise, said_of, typed, write_decisions
from kinward.casework.facts import facts_of_household_line, household_shown, those_to_show
from kinward.casework.opening import NothingHereError, opened, opened_all
from kinward.casework.ports import HouseholdLine, Outside, SiteLine
from kinward.casework.see_sites import facts_of_site
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.placement import PlacementState
from kinward.model.protection import Action, Purpose

# A room is held for the night it was given for and the day after it: a bus that left at noon is there by then.
HELD_FOR = timedelta(days=1)
# A bus and a corridor of rooms: more are read on the next page, once these are there.
_AT_ONCE = 300
_FROM: Mapping[str, frozenset[str]] = {
    "moved_in": frozenset({"placed"}),
    "no_show": frozenset({"placed"}),
    "moved_on": frozenset({"moved_in"}),
}
ARRIVAL_OUTCOMES = tuple(_FROM)


@dataclass(frozen=True, slots=True)
class Expected:
    """A household on the list: the code of its slip, how many seats, and which rooms; no name and no reason.

    ``overdue``: their room was held for longer than a night and a day.
    """

    line: HouseholdLine
    code: str
    rooms: tuple[str, ...]
    overdue: bool


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """Everyone with rooms at a site from a day on whom nobody has seen there yet."""

    site: SiteLine
    on: date
    households: tuple[Expected, ...]
    people: int
    in_all: int

    @property
    def overdue(self) -> int:
        """Households whose rooms were held long enough."""
        return sum(one.overdue for one in self.households)


def see_expected(outside: Outside, actor: Actor, purpose: Purpose, site_id: str, on: date) -> ExpectedPage:
    """Who is to come to a site by a day; for those in charge of it or of housing. Raises NothingHereError.

    A household under a hold stands only on the list of those in charge of the site: where it sleeps is hidden from
    everybody else.
    """
    site = next(iter(outside.views.sites([site_id])), None)
    facts = facts_of_site(site, actor) if site else None
    opened(outside, actor, Action.SEE_SITE_ROLL, facts, purpose, site_id)
    if site is None:
        raise NothingHereError
    lines, in_all = outside.views.households_in_states(["placed"], actor.organisation, _AT_ONCE, site_id)
    due = [line for line in lines if line.from_day <= on.isoformat()]
    numbers = {room.id: room.number for room in outside.views.rooms(site_id)}
    with_facts = [(line, facts_of_household_line(line, site.in_charge)) for line in due]
    longest_held = (on - HELD_FOR).isoformat()
    shown = tuple(
        Expected(
            household_shown(line, answer),
            code_of(UUID(line.id)),
            tuple(numbers.get(room, "") for room in line.rooms),
            line.from_day < longest_held,
        )
        for line, answer in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, with_facts, purpose)
        if "placement" in answer.shown or actor.account in site.in_charge
    )
    return ExpectedPage(site, on, shown, sum(one.line.people for one in shown), in_all)


def check_in(
    outside: Outside, actor: Actor, form_id: UUID, households: Sequence[str], outcome: str, reason: str = ""
) -> int:
    """Write down that these households came, did not come, or left again; returns how many were new.

    Whoever did not come loses the rooms and no place in the queue: what they are asked next, a person decides.
    Raises BadInputError when something else was decided about one of them by now, NothingHereError without leave.
    """
    assert outcome in ARRIVAL_OUTCOMES, outcome
    lines = {line.id: line for line in outside.views.households(ids=households)}
    sites = {site.id: site for site in outside.views.sites(sorted({line.site for line in lines.values()}))}
    records = [(_facts(lines.get(one), sites), one) for one in households]
    opened_all(outside, actor, Action.CHECK_IN, records, Purpose.HOUSE)
    decisions = {one: _decision(lines[one], outcome, reason) for one in households}

    def check() -> None:
        raise_if_otherwise(outside, lines, _FROM[outcome])

    return write_decisions(outside, actor, form_id, decisions, check)


def _facts(line: HouseholdLine | None, sites: Mapping[str, SiteLine]) -> Any:  # noqa: ANN401  # RecordFacts or None
    if line is None or line.site not in sites:
        return None
    return facts_of_household_line(line, sites[line.site].in_charge)


def _decision(line: HouseholdLine, outcome: str, reason: str) -> dict[str, Any]:
    value: dict[str, Any] = {"state": outcome, "reasons": typed(reason)}
    if outcome == PlacementState.MOVED_IN:
        value |= {"site": line.site, "rooms": list(line.rooms), "from": line.from_day, "until": line.until}
        value["reasons"] = said_of(line.reasons)
    return value
