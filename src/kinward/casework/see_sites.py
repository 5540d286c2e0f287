"""Which rooms are free, proposed, occupied or blocked on a day, and which households still wait, with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kinward.casework.facts import facts_of_household_line, household_shown, those_to_show
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside, RoomLine, SiteLine
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.problem import Message
from kinward.model.protection import Action, Allowed, Purpose, RecordFacts
from kinward.protect.authorise import PAGE, authorise

FREE, PROPOSED, OCCUPIED, BLOCKED, CLOSED = "free", "proposed", "occupied", "blocked", "closed"
STATES = (OCCUPIED, PROPOSED, FREE, BLOCKED, CLOSED)

# Whom a plan gave no room, with the states a placement then has.
_WITHOUT_A_ROOM = ("child_protection", "waiting", "refused")


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """A site with its rooms counted by state on a day; the counts sum to its rooms."""

    site: SiteLine
    by_state: tuple[tuple[str, int], ...]
    beds_free: int


@dataclass(frozen=True, slots=True)
class Region:
    """A region with its sites, and their rooms together."""

    name: str
    sites: tuple[SiteSeen, ...]
    by_state: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SitesPage:
    """The board: every region on one day."""

    on: date
    regions: tuple[Region, ...]
    by_state: tuple[tuple[str, int], ...]
    beds_free: int


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room on a day. ``household`` is there only for who may see who sleeps in it."""

    room: RoomLine
    state: str
    household: HouseholdLine | None


@dataclass(frozen=True, slots=True)
class SitePage:
    """One site, room by room."""

    on: date
    site: SiteLine
    by_state: tuple[tuple[str, int], ...]
    rooms: tuple[RoomSeen, ...]
    shows_households: bool


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
class WaitingPage:
    """Households with rooms proposed, then those without. ``*_in_all`` count also those beyond the first page."""

    proposed: tuple[WaitingHousehold, ...]
    waiting: tuple[WaitingHousehold, ...]
    proposed_in_all: int
    waiting_in_all: int
    may_plan: bool


# A page of this many households is read in one go; deciding them brings the next.
HOUSEHOLDS_A_PAGE = 40


def see_sites(outside: Outside, actor: Actor, purpose: Purpose, on: date) -> SitesPage:
    """All sites by region, rooms counted. Shows nobody's record. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_SITES, PAGE, purpose)
    everywhere = outside.views.rooms()
    rooms: dict[str, list[RoomLine]] = {}
    for room in everywhere:
        rooms.setdefault(room.site, []).append(room)
    seen = [_site_seen(site, rooms.get(site.id, []), on) for site in outside.views.sites(rooms=everywhere)]
    regions = tuple(
        Region(name, own := tuple(one for one in seen if one.site.region == name), _together(own))
        for name in sorted({one.site.region for one in seen})
    )
    return SitesPage(on, regions, _together(seen), sum(one.beds_free for one in seen))


def see_site(outside: Outside, actor: Actor, purpose: Purpose, site_id: str, on: date) -> SitePage:
    """One site, room by room; who sleeps there only for those in charge of it or of housing. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_SITES, PAGE, purpose)
    rooms = outside.views.rooms(site_id)
    site = next(iter(outside.views.sites([site_id], rooms)), None)
    if site is None:
        raise NothingHereError
    facts = RecordFacts("site", site.id, controller=actor.organisation, in_charge=frozenset(site.in_charge))
    answer = authorise(actor, Action.SEE_SITE_ROLL, facts, purpose, outside.now())
    households = (
        _households_shown(outside, actor, purpose, rooms, site) if isinstance(answer, Allowed) else {}
    )
    seen = tuple(RoomSeen(room, state_on(room, on), households.get(room.household)) for room in rooms)
    return SitePage(on, site, _counted(one.state for one in seen), seen, isinstance(answer, Allowed))


def see_waiting(outside: Outside, actor: Actor, purpose: Purpose) -> WaitingPage:
    """Who has rooms proposed and who still waits, each with its reasons. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSING_PLAN, PAGE, purpose)
    views, own = outside.views, actor.organisation
    proposed, proposed_in_all = views.households_in_states(["proposed"], own, HOUSEHOLDS_A_PAGE)
    waiting, waiting_in_all = views.households_in_states(_WITHOUT_A_ROOM, own, HOUSEHOLDS_A_PAGE)
    wanted = sorted({line.site for line in proposed if line.site})
    sites = {site.id: site for site in views.sites(wanted)}
    numbers = {room.id: room.number for site in wanted for room in views.rooms(site)}
    return WaitingPage(
        _shown(outside, actor, purpose, proposed, sites, numbers),
        _shown(outside, actor, purpose, waiting, sites, numbers),
        proposed_in_all,
        waiting_in_all,
        isinstance(authorise(actor, Action.PLAN_HOUSING, PAGE, purpose, outside.now()), Allowed),
    )


def state_on(room: RoomLine, on: date) -> str:
    """What a room is on a day: what is decided or proposed from a later day leaves it free until then."""
    day = on.isoformat()
    if room.blocked:
        return BLOCKED
    if (room.available_from and day < room.available_from) or (
        room.available_until and day >= room.available_until
    ):
        return CLOSED
    if room.household and (not room.from_day or room.from_day <= day):
        return OCCUPIED if room.state == "placed" else PROPOSED
    return FREE


def _site_seen(site: SiteLine, rooms: Sequence[RoomLine], on: date) -> SiteSeen:
    states = [state_on(room, on) for room in rooms]
    free = sum(room.beds for room, state in zip(rooms, states, strict=True) if state == FREE)
    return SiteSeen(site, _counted(states), free)


def _counted(states: Iterable[str]) -> tuple[tuple[str, int], ...]:
    found = list(states)
    return tuple((state, found.count(state)) for state in STATES)


def _together(sites: Iterable[SiteSeen]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys(STATES, 0)
    for seen in sites:
        for state, many in seen.by_state:
            sums[state] += many
    return tuple(sums.items())


def _households_shown(
    outside: Outside, actor: Actor, purpose: Purpose, rooms: Sequence[RoomLine], site: SiteLine
) -> dict[str, HouseholdLine]:
    ids = sorted({room.household for room in rooms if room.household})
    lines = outside.views.households(ids=ids) if ids else []
    with_facts = [(line, facts_of_household_line(line, site.in_charge)) for line in lines]
    return {
        line.id: household_shown(line, answer)
        for line, answer in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, with_facts, purpose)
    }


def _shown(
    outside: Outside,
    actor: Actor,
    purpose: Purpose,
    lines: Sequence[HouseholdLine],
    sites: dict[str, SiteLine],
    numbers: dict[str, str],
) -> tuple[WaitingHousehold, ...]:
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
                sites[seen.site].name if seen.site in sites else "",
                tuple(numbers.get(room, room) for room in seen.rooms),
                seen.reasons,
                isinstance(may_decide, Allowed),
                only_a_bed=bool(answer.masked),
            )
        )
    return tuple(found)
