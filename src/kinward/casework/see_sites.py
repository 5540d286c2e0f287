"""Which rooms are free, held, occupied, blocked or closing on a day: every site in counts, one site room by room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kinward.casework.facts import facts_of_household_line, household_shown, those_to_show
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside, RoomLine, RoomsCounted, SiteLine
from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Purpose, RecordFacts
from kinward.protect.authorise import PAGE, authorise

FREE, HELD, OCCUPIED, BLOCKED, CLOSED = "free", "held", "occupied", "blocked", "closed"
STATES = (OCCUPIED, HELD, FREE, BLOCKED, CLOSED)
# Two weeks are what it takes to find another roof for a site full of people and to ask each of them.
CLOSING_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SiteSeen:
    """A site with its rooms counted by state on a day; the counts sum to its rooms. ``closing`` are among them."""

    site: SiteLine
    by_state: tuple[tuple[str, int], ...]
    beds_free: int
    closing: int


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
    closing: int


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A room on a day. ``household`` is there only for who may see who sleeps in it. ``closing``: within two weeks."""

    room: RoomLine
    state: str
    closing: bool
    household: HouseholdLine | None


@dataclass(frozen=True, slots=True)
class SitePage:
    """One site, room by room."""

    on: date
    site: SiteLine
    by_state: tuple[tuple[str, int], ...]
    rooms: tuple[RoomSeen, ...]
    shows_households: bool

    @property
    def closing(self) -> int:
        """Rooms that close within two weeks of the day."""
        return sum(seen.closing for seen in self.rooms)


def see_sites(
    outside: Outside, actor: Actor, purpose: Purpose, on: date, winter_from: date | None = None
) -> SitesPage:
    """All sites by region, rooms counted. Shows nobody's record. Raises NothingHereError.

    From ``winter_from`` on, nobody may be given a room that is not winterised: it is not open then.
    """
    opened(outside, actor, Action.SEE_SITES, PAGE, purpose)
    rooms: dict[str, list[RoomsCounted]] = {}
    for alike in outside.views.rooms_counted(on):
        rooms.setdefault(alike.site, []).append(alike)
    seen = [_site_seen(site, rooms.get(site.id, []), on, winter_from) for site in outside.views.sites()]
    regions = tuple(
        Region(name, own := tuple(one for one in seen if one.site.region == name), _together(own))
        for name in sorted({one.site.region for one in seen})
    )
    beds_free, closing = sum(one.beds_free for one in seen), sum(one.closing for one in seen)
    return SitesPage(on, regions, _together(seen), beds_free, closing)


def see_site(
    outside: Outside,
    actor: Actor,
    purpose: Purpose,
    site_id: str,
    on: date,
    winter_from: date | None = None,
) -> SitePage:
    """One site, room by room; who sleeps there only for those in charge of it or of housing. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_SITES, PAGE, purpose)
    rooms = outside.views.rooms(site_id)
    site = next(iter(outside.views.sites([site_id])), None)
    if site is None:
        raise NothingHereError
    answer = authorise(actor, Action.SEE_SITE_ROLL, facts_of_site(site, actor), purpose, outside.now())
    households = (
        _households_shown(outside, actor, purpose, rooms, site) if isinstance(answer, Allowed) else {}
    )
    seen = tuple(
        RoomSeen(room, state_on(room, on, winter_from), closes_soon(room, on), households.get(room.household))
        for room in rooms
    )
    return SitePage(on, site, _counted((one.state, 1) for one in seen), seen, isinstance(answer, Allowed))


def facts_of_site(site: SiteLine, actor: Actor) -> RecordFacts:
    """What authorise must know of a site: who is in charge of it."""
    return RecordFacts("site", site.id, controller=actor.organisation, in_charge=frozenset(site.in_charge))


def state_on(room: RoomLine, on: date, winter_from: date | None = None) -> str:
    """What a room is on a day: whoever has it from a later day, or until an earlier one, leaves it free on this one."""
    day = on.isoformat()
    taken = bool(room.household) and room.from_day <= day and not (room.until and room.until <= day)
    alike = RoomsCounted(
        room.site, room.available_from, room.available_until, bool(room.blocked),
        taken and room.state == "moved_in", taken, room.winterised, 1, room.beds,
    )  # fmt: skip
    return _state_of(alike, on, winter_from)


def closes_soon(room: RoomLine | RoomsCounted, on: date) -> bool:
    """Open on the day, and closed two weeks later."""
    closes = room.available_until
    return bool(closes) and on.isoformat() < closes <= (on + CLOSING_WITHIN).isoformat()


def _state_of(alike: RoomsCounted, on: date, winter_from: date | None) -> str:
    day = on.isoformat()
    if alike.blocked:
        return BLOCKED
    if day < alike.available_from or (alike.available_until and day >= alike.available_until):
        return CLOSED
    if alike.held:
        return OCCUPIED if alike.occupied else HELD
    cold = winter_from is not None and on >= winter_from and not alike.winterised
    return CLOSED if cold else FREE


def _site_seen(site: SiteLine, rooms: Sequence[RoomsCounted], on: date, winter_from: date | None) -> SiteSeen:
    states = [(_state_of(alike, on, winter_from), alike) for alike in rooms]
    return SiteSeen(
        site,
        _counted((state, alike.rooms) for state, alike in states),
        sum(alike.beds for state, alike in states if state == FREE),
        sum(alike.rooms for alike in rooms if closes_soon(alike, on) and not alike.blocked),
    )


def _counted(states: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    sums = dict.fromkeys(STATES, 0)
    for state, many in states:
        sums[state] += many
    return tuple(sums.items())


def _together(sites: Iterable[SiteSeen]) -> tuple[tuple[str, int], ...]:
    return _counted(counted for seen in sites for counted in seen.by_state)


def _households_shown(
    outside: Outside, actor: Actor, purpose: Purpose, rooms: Sequence[RoomLine], site: SiteLine
) -> dict[str, HouseholdLine]:
    ids = sorted({room.household for room in rooms if room.household})
    lines = outside.views.households(ids=ids) if ids else []
    with_facts = [(line, facts_of_household_line(line, site.in_charge)) for line in lines]
    return {
        line.id: replace(household_shown(line, answer), reasons=())
        for line, answer in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, with_facts, purpose)
    }
