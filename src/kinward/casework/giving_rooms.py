"""May these people be given these rooms, as both stand now? Asked again inside every transaction that gives any."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from kinward.casework.housing_question import household_to_house, room_to_plan
from kinward.casework.ports import HouseholdLine, Outside, RoomLine
from kinward.house.demand import needs_accessible, needs_power, needs_winterised
from kinward.house.shortfall import may_be_slept_in
from kinward.house.supply import capacity_of, far_from_hospital
from kinward.model.event import Actor
from kinward.model.housing import HouseholdToHouse, Need, Policy, Room
from kinward.model.placement import GIVEN
from kinward.model.problem import Message


@dataclass(frozen=True, slots=True)
class Giving:
    """A household, and the rooms of one site that somebody would give it from a day."""

    line: HouseholdLine
    site: str
    rooms: tuple[str, ...]
    from_day: str


@dataclass(frozen=True, slots=True)
class Against:
    """One thing that speaks against giving the rooms.

    ``rule`` names the hard rule of the policy; a named person with a second signature may set such a rule aside.
    "" is no rule but a fact: the room is another household's, blocked, or in another desk's hands.
    """

    what: Message
    rule: str = ""


def giving_of(line: HouseholdLine) -> Giving:
    """The rooms that are proposed for a household."""
    return Giving(line, line.site, line.rooms, line.from_day)


def against_giving(
    outside: Outside, actor: Actor, givings: Sequence[Giving], policy: Policy
) -> dict[str, tuple[Against, ...]]:
    """For each household what speaks against its rooms as everything stands now; nothing for those that may have them."""
    wanted = Counter(room for giving in givings for room in giving.rooms)
    rooms = {room.id: room for room in outside.views.rooms(ids=sorted(wanted))}
    apart = _kept_apart(outside, givings)
    own_quota = actor.device in outside.views.desks_with_quota()
    found: dict[str, tuple[Against, ...]] = {}
    for giving in givings:
        own = [rooms[room] for room in giving.rooms if room in rooms]
        facts = [*_facts(giving, own, wanted, actor, own_quota=own_quota), *apart.get(giving.line.id, ())]
        household = household_to_house(giving.line, outside.zone)
        against = facts or list(_rules(household, giving, own, policy))
        if against:
            found[giving.line.id] = tuple(against)
    return found


def against_alone(
    room: RoomLine, line: HouseholdLine, policy: Policy, actor: Actor, zone: tzinfo
) -> tuple[Message, ...]:
    """What speaks against a free room from today on, but for its size: rooms are taken together."""
    found = [] if room.quota in {"", actor.device} else [_in_other_hands(room).what]
    household = household_to_house(line, zone)
    return (*found, *(one.what for one in _of_room(household, room, room_to_plan(room), None, policy)))


def _in_other_hands(room: RoomLine) -> Against:
    what = "room {number} is in the hands of desk {desk}, which alone may give it"
    return Against(Message(what, {"number": room.number, "desk": room.quota}))


def _facts(
    giving: Giving, own: Sequence[RoomLine], wanted: Mapping[str, int], actor: Actor, *, own_quota: bool
) -> Iterable[Against]:
    if not giving.rooms:
        yield Against(Message("no room is named"))
    if len(own) < len(giving.rooms) or any(room.site != giving.site for room in own):
        yield Against(Message("a room is not one of this site"))
    for room in own:
        number = {"number": room.number}
        if wanted[room.id] > 1:
            yield Against(Message("room {number} is proposed for more than one household", number))
        if room.household not in {"", giving.line.id}:
            given = room.state in GIVEN
            what = (
                "room {number} was given to another household"
                if given
                else "room {number} is held for another household"
            )
            yield Against(Message(what, number))
        if room.blocked:
            yield Against(Message("room {number} is blocked", number))
        if room.quota not in {"", actor.device}:
            yield _in_other_hands(room)
        elif own_quota and room.quota != actor.device:
            # Whoever may lose the line gives from its own rooms only: the centre may be giving this one right now.
            yield Against(Message("room {number} is not among the rooms of your desk", number))


def _kept_apart(outside: Outside, givings: Sequence[Giving]) -> dict[str, list[Against]]:
    """Households for whom the site is none, since somebody sleeps there whom they may never meet. Not who, not why."""
    site_of = {giving.line.id: giving.site for giving in givings}
    pairs = outside.views.never_with(sorted(site_of))
    if not pairs:
        return {}
    others = {one for _key, household, other, _reason in pairs for one in (household, other)} - set(site_of)
    site_of |= {line.id: line.site for line in outside.views.households(ids=sorted(others)) if line.rooms}
    found: dict[str, list[Against]] = {}
    for _key, household, other, _reason in pairs:
        if site_of.get(household) and site_of.get(household) == site_of.get(other):
            for one in (household, other):
                what = Message("this site is not safe for this household; child protection knows more")
                found[one] = [Against(what)]
    return found


def _rules(
    household: HouseholdToHouse,
    giving: Giving,
    own: Sequence[RoomLine],
    policy: Policy,
) -> Iterable[Against]:
    day = date.fromisoformat(giving.from_day)
    planned = [room_to_plan(room) for room in own]
    for seen, room in zip(own, planned, strict=True):
        yield from _of_room(household, seen, room, day, policy)
    if sum(capacity_of(room, policy) for room in planned) < household.size:
        yield Against(Message("the rooms no longer hold the whole household"), "space")
    if len(own) > policy.rooms_per_household_most:
        most = {"most": policy.rooms_per_household_most}
        yield Against(Message("a household has {most} rooms at most", most), "rooms_per_household_most")


def _of_room(
    household: HouseholdToHouse, seen: RoomLine, room: Room, day: date | None, policy: Policy
) -> Iterable[Against]:
    number = {"number": seen.number}
    if day is not None and not may_be_slept_in(room, day, policy):
        what = Message("room {number} may not be slept in on the day they move in", number)
        yield Against(what, "open_and_warm")
    if needs_accessible(household, policy) and room.accessible is not True:
        yield Against(Message("room {number} is not accessible", number), "accessible")
    if needs_winterised(household, policy) and room.winterised is not True:
        yield Against(Message("room {number} is not winterised", number), "winterised")
    if Need.HOSPITAL in household.needs and far_from_hospital(room, policy):
        yield Against(Message("room {number} is too far from a hospital", number), "hospital")
    if needs_power(household, policy) and room.backup_power is False:
        yield Against(Message("room {number} has no power of its own", number), "electricity")
