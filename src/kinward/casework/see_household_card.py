"""One household and its roof: where it sleeps or why not yet, three offers and why each, what it wishes and refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kinward.casework.facts import facts_of_household_line, household_shown
from kinward.casework.giving_rooms import against_alone
from kinward.casework.housing_desk import HousingDesk, offer, with_names
from kinward.casework.never_with import KeptApart, see_never_with
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside, RoomLine, SiteLine
from kinward.casework.see_sites import FREE, state_on
from kinward.casework.see_waiting import in_turn
from kinward.house.explain import RulesLeave
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.housing import Offer, Policy, WhyUnplaced
from kinward.model.placement import GIVEN, HOLDS_ROOMS
from kinward.model.problem import Message
from kinward.model.protection import Action, Allowed, Purpose
from kinward.protect.authorise import authorise, with_first_say


@dataclass(frozen=True, slots=True)
class RoomsNamed:
    """Rooms by the numbers on their doors, with the site they are at."""

    site: str
    name: str
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """What the page shows. ``only_a_bed``: somebody is under a hold, and no more than the size is shown.

    ``wish_heard`` is the region of ours that the wish names, in our spelling; "" when it names none. ``refused`` are sites
    and whole regions. ``apart`` is None for whoever may not see with whom this household may never sleep at one site.
    """

    line: HouseholdLine
    code: str
    place: RoomsNamed | None
    wish_heard: str
    wish_site: RoomsNamed | None
    refused: tuple[RoomsNamed, ...]
    apart: tuple[KeptApart, ...] | None
    only_a_bed: bool
    may_decide: bool
    may_sign: bool
    may_state: bool
    may_keep_apart: bool

    @property
    def holds_rooms(self) -> bool:
        """Whether rooms are proposed or given."""
        return self.line.state in HOLDS_ROOMS

    @property
    def given(self) -> bool:
        """Whether a person gave them rooms."""
        return self.line.state in GIVEN


def see_household_card(outside: Outside, actor: Actor, purpose: Purpose, household: str) -> HouseholdCard:
    """Everything about a household's roof that this worker may see. Raises NothingHereError."""
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    answer = opened(outside, actor, Action.SEE_HOUSEHOLD, facts, purpose, household)
    if line is None or facts is None:
        raise NothingHereError
    seen, now = household_shown(line, answer), outside.now()
    refused = outside.views.refused_sites([household]).get(household, ()) if not answer.masked else ()

    def may(action: Action) -> bool:
        about = with_first_say(facts, line.override.get("asked_by", ""))
        return isinstance(authorise(actor, action, about, purpose, now), Allowed)

    return HouseholdCard(
        seen,
        code_of(UUID(line.id)),
        _named(outside, seen.site, seen.rooms) if seen.site and seen.rooms else None,
        _region_of_ours(outside, seen.wish_region),
        _named(outside, seen.wish_site, ()) if seen.wish_site else None,
        tuple(_named(outside, site, ()) for site in refused),
        see_never_with(outside, actor, purpose, household) if may(Action.SEE_NEVER_WITH) else None,
        bool(answer.masked),
        may(Action.DECIDE_PLACEMENT),
        line.state == "override_asked" and may(Action.SIGN_OVERRIDE),
        may(Action.STATE_WISHES),
        may(Action.STATE_NEVER_WITH),
    )


def _named(outside: Outside, site: str, rooms: Sequence[str]) -> RoomsNamed:
    line = next(iter(outside.views.sites([site])), None)
    numbers = {room.id: room.number for room in outside.views.rooms(ids=rooms)} if rooms else {}
    return RoomsNamed(site, line.name if line else site, tuple(numbers.get(room, "") for room in rooms))


def _region_of_ours(outside: Outside, wish: str) -> str:
    key = outside.place_key(wish)
    return next((one for one in outside.views.regions() if key and outside.place_key(one) == key), "")


@dataclass(frozen=True, slots=True)
class RoomToChoose:
    """A free room at the site in view, with what speaks against it for this household; space is judged together."""

    room: RoomLine
    against: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ChooseRooms:
    """Sites with free rooms, and of the one in view every room that is free. ``given``: they have rooms and would move."""

    household: str
    code: str
    people: int
    given: bool
    may_ask: bool
    sites: tuple[SiteLine, ...]
    site: SiteLine | None
    rooms: tuple[RoomToChoose, ...]


def see_sites_to_wish_for(outside: Outside, actor: Actor, purpose: Purpose, household: str) -> list[SiteLine]:
    """Every site a household may ask for by name, in the order of regions. Raises NothingHereError."""
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    opened(outside, actor, Action.STATE_WISHES, facts, purpose, household)
    return outside.views.sites()


def see_rooms_to_choose(
    outside: Outside, actor: Actor, purpose: Purpose, household: str, site: str, policy: Policy
) -> ChooseRooms:
    """What an officer may choose from by hand. Raises NothingHereError.

    Of a household whose needs are hidden from the officer, a room's fault is told without what it is missing.
    """
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    opened(outside, actor, Action.DECIDE_PLACEMENT, facts, purpose, household)
    if line is None or facts is None:
        raise NothingHereError
    seen = authorise(actor, Action.SEE_HOUSEHOLD, facts, purpose, outside.now())
    needs_shown = isinstance(seen, Allowed) and "needs" in seen.shown
    sites = outside.views.sites()
    at = next((one for one in sites if one.id == site), None)
    today = outside.now().astimezone(outside.zone).date()
    free = (
        [one for one in outside.views.rooms(site) if state_on(one, today, policy.winterised_from) == FREE]
        if at
        else []
    )
    may_ask = authorise(actor, Action.ASK_OVERRIDE, facts, purpose, outside.now())
    return ChooseRooms(
        line.id,
        code_of(UUID(line.id)),
        line.people,
        line.state in GIVEN,
        isinstance(may_ask, Allowed) and line.state not in GIVEN,
        tuple(one for one in sites if one.rooms > one.rooms_given + one.rooms_proposed + one.rooms_blocked),
        at,
        tuple(
            RoomToChoose(
                room,
                told if needs_shown or not told else (Message("not for this household"),),
            )
            for room in free
            for told in [against_alone(room, line, policy, actor, outside.zone)]
        ),
    )


@dataclass(frozen=True, slots=True)
class OfferSeen:
    """Rooms that may be offered, by the names on their doors, and why."""

    offer: Offer
    name: str
    region: str
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """Place ``place`` of ``many`` in the queue of a band, whose rule in words is ``says``."""

    says: str
    place: int
    many: int


@dataclass(frozen=True, slots=True)
class OffersSeen:
    """Up to three offers among the rooms free now, best first, and why these. ``kept``: none is worth its price to them.

    ``left`` is what the rules leave of the rooms free now. ``would_change`` was reckoned with the prices of
    ``priced_at``, when this household had no room. ``turn`` is None for whoever stands in no queue.
    """

    offers: tuple[OfferSeen, ...]
    kept: bool
    priced_at: datetime
    left: RulesLeave
    turn: Turn | None
    would_change: tuple[Message, ...]


def see_offers(
    outside: Outside, actor: Actor, purpose: Purpose, household: str, desk: HousingDesk
) -> OffersSeen | None:
    """What a desk may offer a household now; None while nothing is priced yet. Raises NothingHereError."""
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    opened(outside, actor, Action.DECIDE_PLACEMENT, facts, purpose, household)
    if line is None:
        raise NothingHereError
    offered = offer(outside, desk, line)
    if offered is None:
        return None
    offers = offered.decision.offers
    sites = {site.id: site for site in outside.views.sites(sorted({one.site for one in offers}))}
    wanted = sorted({room for one in offers for room in one.rooms})
    numbers = {room.id: room.number for room in outside.views.rooms(ids=wanted)} if wanted else {}
    seen = tuple(
        OfferSeen(
            one, sites[one.site].name, sites[one.site].region, tuple(numbers[room] for room in one.rooms)
        )
        for one in offers
        if one.site in sites
    )
    why = offered.why if line.state not in HOLDS_ROOMS else None
    return OffersSeen(
        seen,
        offered.decision.why is WhyUnplaced.KEPT_FOR_EXPECTED,
        offered.priced_at,
        offered.left,
        _turn(outside, line, desk),
        with_names(outside, why.would_change) if why and not seen else (),
    )


def _turn(outside: Outside, line: HouseholdLine, desk: HousingDesk) -> Turn | None:
    bands = desk.policy.bands
    served = desk.priced.served if desk.priced else {}
    place = in_turn(outside, line.organisation, bands, served).place(line.id)
    return Turn(bands[place[0]].says, place[1], place[2]) if place else None
