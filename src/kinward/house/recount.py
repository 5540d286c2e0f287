"""Checks a plan with pencil and paper: every rule read again from the policy, none of the planner's code used."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kinward.model.housing import HouseholdToHouse, HousingPlan, Placement, Policy, Room
from kinward.model.problem import Message


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule a plan breaks, and for whom (empty: for the plan as a whole)."""

    household: str
    what: Message


def recount(
    plan: HousingPlan,
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    policy: Policy,
    *,
    as_of: date,
    taken: frozenset[str] = frozenset(),
) -> tuple[Breach, ...]:
    """Everything wrong with the plan; empty when nothing is."""
    by_id = {one.id: one for one in households}
    by_room = {room.id: room for room in rooms}
    return (
        *_everyone_once(plan, by_id),
        *_rooms_once(plan, taken),
        *(
            breach
            for one in plan.placements
            for breach in _placement(one, by_id.get(one.household), by_room, policy, as_of)
        ),
        *_sums(plan, by_id),
    )


def _everyone_once(plan: HousingPlan, by_id: Mapping[str, HouseholdToHouse]) -> Iterator[Breach]:
    times = Counter(one.household for one in plan.placements)
    times.update(one.household for one in plan.unplaced)
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
        *_lawful(household, rooms, policy, one.from_day),
        *_in_time(household, rooms, one.from_day, as_of),
    ):
        yield Breach(one.household, what)


def _whole(
    one: Placement, household: HouseholdToHouse, rooms: list[Room], policy: Policy
) -> Iterator[Message]:
    if {room.site for room in rooms} != {one.site}:
        yield Message("its rooms are not all at the site {site}", {"site": one.site})
    if len(rooms) > policy.rooms_per_household_most:
        yield Message("it has {rooms} rooms", {"rooms": len(rooms)})
    holds = sum(_people(room, policy) for room in rooms)
    if holds < household.size:
        yield Message("{people} people in rooms for {holds}", {"people": household.size, "holds": holds})
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
) -> Iterator[Message]:
    winter = policy.winterised_from is not None and from_day >= policy.winterised_from
    for room in rooms:
        if room.blocked:
            yield Message("room {room} is blocked", {"room": room.id})
        if household.needs & policy.accessible_for and room.accessible is not True:
            yield Message("room {room} is not accessible", {"room": room.id})
        if (winter or household.needs & policy.winterised_for) and room.winterised is not True:
            yield Message("room {room} is not winterised", {"room": room.id})


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
