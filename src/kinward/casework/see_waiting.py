"""Which households have rooms proposed and which still wait, band by band, each with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import facts_of_household_line, household_shown, those_to_show
from kinward.casework.housing_question import end_of
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.housing import Band
from kinward.model.problem import Message
from kinward.model.protection import Action, Allowed, Purpose
from kinward.protect.authorise import PAGE, authorise

# A page of this many households is read in one go; deciding them brings the next.
HOUSEHOLDS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class WaitingHousehold:
    """A household with what is proposed for it, or why it waits. ``only_a_bed``: no more of it is shown than its size."""

    line: HouseholdLine
    code: str
    site: str
    rooms: tuple[str, ...]
    reasons: tuple[Message, ...]
    may_decide: bool
    only_a_bed: bool


@dataclass(frozen=True, slots=True)
class BandQueue:
    """How many households of a band wait. ``says`` is the band's rule in words."""

    name: str
    says: str
    households: int


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Rooms proposed, overrides that want a second signature, and those without a room: of one band, or of all.

    ``*_in_all`` count also those beyond the first page.
    """

    proposed: tuple[WaitingHousehold, ...]
    overrides: tuple[WaitingHousehold, ...]
    waiting: tuple[WaitingHousehold, ...]
    proposed_in_all: int
    waiting_in_all: int
    queues: tuple[BandQueue, ...]
    band: str
    may_plan: bool


@dataclass(frozen=True, slots=True)
class HousingQueue:
    """The two numbers of this work, counted in one way for every page."""

    proposed: int
    without_room: int


def see_waiting(
    outside: Outside, actor: Actor, purpose: Purpose, bands: Sequence[Band] = (), band: str = ""
) -> WaitingPage:
    """Who has rooms proposed and who still waits, in one band's queue or all. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSING_PLAN, PAGE, purpose)
    views, own, by = outside.views, actor.organisation, end_of_today(outside)
    proposed, proposed_in_all = views.households_in_states(["proposed"], own, HOUSEHOLDS_A_PAGE)
    overrides, _in_all = views.households_in_states(["override_asked"], own, HOUSEHOLDS_A_PAGE)
    number = next((at for at, one in enumerate(bands) if one.name == band), None)
    waiting, waiting_in_all = views.households_without_room(
        own, by, bands=bands, band=number, most=HOUSEHOLDS_A_PAGE
    )
    queues = tuple(
        BandQueue(one.name, one.says, views.households_without_room(own, by, bands=bands, band=at)[1])
        for at, one in enumerate(bands)
    )
    return WaitingPage(
        _shown(outside, actor, purpose, proposed),
        _shown(outside, actor, purpose, overrides),
        _shown(outside, actor, purpose, waiting),
        proposed_in_all,
        waiting_in_all,
        queues,
        band if number is not None else "",
        isinstance(authorise(actor, Action.PLAN_HOUSING, PAGE, purpose, outside.now()), Allowed),
    )


def housing_queue(outside: Outside, actor: Actor) -> HousingQueue:
    """What waits for a housing officer of this organisation now."""
    _lines, proposed = outside.views.households_in_states(["proposed"], actor.organisation, 0)
    _lines, without = outside.views.households_without_room(actor.organisation, end_of_today(outside))
    return HousingQueue(proposed, without)


def end_of_today(outside: Outside) -> str:
    """Whoever wants a roof from tonight on waits; whoever has a bed of their own until next week does not yet."""
    return end_of(outside.now().astimezone(outside.zone).date(), outside.zone)


def _shown(
    outside: Outside, actor: Actor, purpose: Purpose, lines: Sequence[HouseholdLine]
) -> tuple[WaitingHousehold, ...]:
    sites = {site.id: site.name for site in outside.views.sites(sorted({line.site for line in lines}))}
    wanted = sorted({room for line in lines for room in line.rooms})
    numbers = {room.id: room.number for room in outside.views.rooms(ids=wanted)}
    with_facts = [(line, facts_of_household_line(line)) for line in lines]
    now = outside.now()
    found = []
    for line, answer in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, with_facts, purpose):
        facts, seen = facts_of_household_line(line), household_shown(line, answer)
        may_decide = authorise(actor, Action.DECIDE_PLACEMENT, facts, purpose, now)
        found.append(
            WaitingHousehold(
                seen,
                code_of(UUID(line.id)),
                sites.get(seen.site, ""),
                tuple(numbers.get(room, room) for room in seen.rooms),
                seen.reasons,
                isinstance(may_decide, Allowed),
                only_a_bed=bool(answer.masked),
            )
        )
    return tuple(found)
