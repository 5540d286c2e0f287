"""Checks a plan with pencil and paper: every rule read again from the policy, none of the planner's code used."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kinward.model.housing import (
    HardRule,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Move,
    Need,
    Placement,
    Policy,
    Relaxation,
    Room,
    Stay,
    WhyMoved,
)
from kinward.model.problem import Message


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule a plan breaks, and for whom (empty: for the plan as a whole)."""

    household: str
    what: Message
    rule: HardRule | None = None


def recount(
    plan: HousingPlan,
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    *,
    as_of: date,
    taken: frozenset[str] = frozenset(),
    stays: Iterable[Stay] = (),
    moves: Iterable[Move] = (),
    relaxations: Iterable[Relaxation] = (),
) -> tuple[Breach, ...]:
    """Everything wrong with the plan; empty when nothing is. What two named people set aside is not wrong."""
    aside = {(each.household, each.rule) for each in relaxations}
    found = _found(plan, tuple(households), tuple(rooms), policy, as_of, taken, tuple(stays), tuple(moves))
    return tuple(breach for breach in found if (breach.household, breach.rule) not in aside)


def recount_answer(question: HousingQuestion, plan: HousingPlan) -> tuple[Breach, ...]:
    """Everything wrong with the plan as an answer to this question."""
    return recount(
        plan,
        question.households,
        question.rooms,
        question.policy,
        as_of=question.as_of,
        taken=question.taken,
        stays=question.stays,
        moves=question.moves,
        relaxations=question.relaxations,
    )


def set_aside(question: HousingQuestion, plan: HousingPlan) -> tuple[Breach, ...]:
    """Hard rules the plan would break had two named people not set them aside: counted apart, never hidden."""
    aside = {(each.household, each.rule) for each in question.relaxations}
    found = _found(
        plan,
        question.households,
        question.rooms,
        question.policy,
        question.as_of,
        question.taken,
        question.stays,
        question.moves,
    )
    return tuple(breach for breach in found if (breach.household, breach.rule) in aside)


def _found(
    plan: HousingPlan,
    households: tuple[HouseholdToHouse, ...],
    rooms: tuple[Room, ...],
    policy: Policy,
    as_of: date,
    taken: frozenset[str],
    stays: tuple[Stay, ...],
    moves: tuple[Move, ...],
) -> Iterator[Breach]:
    by_id = {one.id: one for one in households}
    by_room = {room.id: room for room in rooms}
    yield from _everyone_once(plan, by_id)
    yield from _rooms_once(plan, taken | {room for stay in stays for room in stay.rooms})
    for one in plan.placements:
        yield from _placement(one, by_id.get(one.household), by_room, policy, as_of)
    yield from _apart(plan, by_id, stays)
    yield from _unmoved(plan, by_id, stays, moves, policy)
    yield from _sums(plan, by_id)


def _apart(
    plan: HousingPlan, by_id: Mapping[str, HouseholdToHouse], stays: tuple[Stay, ...]
) -> Iterator[Breach]:
    """Two that must never meet are at two sites."""
    moved = {one.household for one in plan.placements}
    site_of = {stay.household: stay.site for stay in stays if stay.household not in moved}
    site_of.update((one.household, one.site) for one in plan.placements)
    for one in by_id.values():
        others = one.never_with - {one.id}
        if any(other in site_of and site_of[other] == site_of.get(one.id) for other in others):
            yield Breach(one.id, Message("is at the same site as somebody it must never meet"))


def _unmoved(
    plan: HousingPlan,
    by_id: Mapping[str, HouseholdToHouse],
    stays: tuple[Stay, ...],
    moves: tuple[Move, ...],
    policy: Policy,
) -> Iterator[Breach]:
    """Whoever has rooms keeps them, unless there was leave to look for others, for a reason the policy knows."""
    leave = {move.household: move.why for move in moves}
    given = {one.household: one for one in plan.placements}
    kept = {stay.household: stay for stay in plan.stays}
    for stay in stays:
        placed, why = given.get(stay.household), leave.get(stay.household)
        if placed is None and why is None and stay.household in by_id and kept.get(stay.household) != stay:
            yield Breach(stay.household, Message("has rooms and does not stand in the plan as staying there"))
        if placed is not None and why not in policy.move_only_if:
            yield Breach(stay.household, Message("was moved without a reason that allows it"))
        must_leave = why in {WhyMoved.SITE_CLOSING, WhyMoved.SAFETY}
        if placed is not None and must_leave and placed.site == stay.site:
            yield Breach(stay.household, Message("must leave the site and was given rooms there"))


def _everyone_once(plan: HousingPlan, by_id: Mapping[str, HouseholdToHouse]) -> Iterator[Breach]:
    times = Counter(one.household for one in plan.placements)
    times.update(one.household for one in plan.unplaced)
    times.update(stay.household for stay in plan.stays)
    for household in sorted(times.keys() | by_id.keys()):
        if household not in by_id:
            yield Breach(household, Message("nobody of this id asked for a room"))
        elif times[household] != 1:
            yield Breach(household, Message("stands in the plan {times} times", {"times": times[household]}))


def _rooms_once(plan: HousingPlan, taken: frozenset[str]) -> Iterator[Breach]:
    holders = Counter(room for one in plan.placements for room in one.rooms)
    for one in plan.placements:
        for room in one.rooms:
            if holders[room] > 1:
                yield Breach(
                    one.household,
                    Message("room {room} is given {times} times", {"room": room, "times": holders[room]}),
                )
            if room in taken:
                yield Breach(one.household, Message("room {room} was taken before", {"room": room}))


def _placement(
    one: Placement,
    household: HouseholdToHouse | None,
    by_room: Mapping[str, Room],
    policy: Policy,
    as_of: date,
) -> Iterator[Breach]:
    rooms = [by_room[room] for room in one.rooms if room in by_room]
    if household is None or len(rooms) < len(one.rooms) or not rooms:
        yield Breach(one.household, Message("a room or the household does not exist"))
        return
    for what in (
        *_whole(one, household, rooms, policy),
        *_in_time(household, rooms, one.from_day, as_of),
    ):
        yield Breach(one.household, what)
    yield from _until(one, rooms, policy)
    yield from _lawful(household, rooms, policy, one.from_day)


def _whole(
    one: Placement, household: HouseholdToHouse, rooms: list[Room], policy: Policy
) -> Iterator[Message]:
    if {room.site for room in rooms} != {one.site}:
        yield Message("its rooms are not all at the site {site}", {"site": one.site})
    if len(rooms) > policy.rooms_per_household_most:
        yield Message("it has {rooms} rooms", {"rooms": len(rooms)})
    holds = sum(_people(room, policy) for room in rooms)
    if holds < household.size:
        yield Message(
            "a household of {people} in rooms for {holds}", {"people": household.size, "holds": holds}
        )
    adults = household.adults
    if adults is None and household.children is not None:
        adults = household.size - household.children
    if adults == 0:
        yield Message("no adult is in it, yet it was given a room")


def _people(room: Room, policy: Policy) -> int:
    if room.m2 is None:
        return room.beds
    return min(room.beds, math.floor(round(room.m2 / policy.min_m2_per_person, 6)))


def _lawful(
    household: HouseholdToHouse, rooms: list[Room], policy: Policy, from_day: date
) -> Iterator[Breach]:
    winter = policy.winterised_from is not None and from_day >= policy.winterised_from
    for room in rooms:
        number = {"room": room.id}
        if room.blocked:
            yield Breach(household.id, Message("room {room} is blocked", number))
        if household.needs & policy.accessible_for and room.accessible is not True:
            yield Breach(household.id, Message("room {room} is not accessible", number), HardRule.ACCESSIBLE)
        if household.needs & policy.winterised_for and room.winterised is not True:
            yield Breach(household.id, Message("room {room} is not winterised", number), HardRule.WINTERISED)
        elif winter and room.winterised is not True:
            yield Breach(household.id, Message("room {room} is not winterised", number), HardRule.WINTER)
        if household.refuses & {room.site, room.region}:
            yield Breach(
                household.id, Message("they said no to the site of room {room}", number), HardRule.REFUSED
            )
        yield from _services(household, room, policy)


def _services(household: HouseholdToHouse, room: Room, policy: Policy) -> Iterator[Breach]:
    """What is known of a site to be missing; what nobody wrote down is no breach, and said in the reasons."""
    far = (
        policy.hospital_km_most is not None
        and room.hospital_km is not None
        and room.hospital_km > policy.hospital_km_most
    )
    if Need.HOSPITAL in household.needs and far:
        what = Message("room {room} is too far from a hospital", {"room": room.id})
        yield Breach(household.id, what, HardRule.HOSPITAL)
    if household.needs & policy.backup_power_for and room.backup_power is False:
        what = Message("room {room} has no power of its own", {"room": room.id})
        yield Breach(household.id, what, HardRule.ELECTRICITY)


def _until(one: Placement, rooms: list[Room], policy: Policy) -> Iterator[Breach]:
    """The stay ends by the first day on which one of the rooms closes, goes cold, or has been lived in long enough."""
    for room in rooms:
        latest: list[tuple[date, HardRule | None]] = []
        if room.available_until is not None:
            latest.append((room.available_until, None))
        nights = policy.nights_at_most.get(room.tier)
        if nights is not None:
            latest.append((one.from_day + timedelta(days=nights), None))
        if room.winterised is not True and policy.winterised_from and one.from_day < policy.winterised_from:
            latest.append((policy.winterised_from, HardRule.WINTER))
        for day, rule in latest:
            if one.until is None or one.until > day:
                what = Message("room {room} cannot be slept in for so long", {"room": room.id})
                yield Breach(one.household, what, rule)


def _in_time(
    household: HouseholdToHouse, rooms: list[Room], from_day: date, as_of: date
) -> Iterator[Message]:
    known = [
        household.arrived_on,
        household.own_lodging_until,
        as_of,
        *(room.available_from for room in rooms),
    ]
    first = max(day for day in known if day is not None)
    if from_day != first:
        yield Message(
            "it starts on {day}, not on {first}", {"day": from_day.isoformat(), "first": first.isoformat()}
        )
    for room in rooms:
        if room.available_until is not None and from_day >= room.available_until:
            yield Message("room {room} is closed by then", {"room": room.id})


def _sums(plan: HousingPlan, by_id: Mapping[str, HouseholdToHouse]) -> Iterator[Breach]:
    housed = sum(by_id[one.household].size for one in plan.placements if one.household in by_id)
    points = sum(one.points for one in plan.placements)
    counts = (
        ("people", plan.people, sum(one.size for one in by_id.values())),
        ("households", plan.households, len(by_id)),
        ("people in rooms", plan.people_housed, housed),
        ("households in rooms", sum(band.households_housed for band in plan.bands), len(plan.placements)),
    )
    for name, said, counted in counts:
        if said != counted:
            yield Breach(
                "",
                Message(
                    "{name}: {said} said, {counted} counted", {"name": name, "said": said, "counted": counted}
                ),
            )
    if not math.isclose(points, plan.objective, rel_tol=1e-9, abs_tol=1e-6):
        yield Breach("", Message("the points do not add up to the objective"))
    if plan.bound < plan.objective * (1 - 1e-9):
        yield Breach("", Message("the bound is below the plan"))
