"""Who sleeps where on which day: people and rooms by site or by kind of room, from the plan and those who stay."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from kinward.house.shortfall import may_be_slept_in
from kinward.house.supply import capacity_of
from kinward.model.housing import HousingPlan, HousingQuestion, OccupancyOnDay, Placement, Room, Stay

BY: dict[str, Callable[[Room], str]] = {
    "site": lambda room: room.site,
    "tier": lambda room: room.tier,
    "region": lambda room: room.region,
}


def occupancy(
    question: HousingQuestion, plan: HousingPlan, *, first: date, last: date, by: str = "site"
) -> tuple[OccupancyOnDay, ...]:
    """Each day from ``first`` to ``last`` and each site (or tier, or region) with rooms, in that order."""
    group_of = {room.id: BY[by](room) for room in question.rooms}
    size_of = {one.id: one.size for one in question.households}
    sleeping: tuple[Placement | Stay, ...] = (*plan.placements, *_staying(question, plan))
    held = [(one.from_day, one.until, one.rooms, size_of.get(one.household, 0)) for one in sleeping]
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found += _on(day, [one for one in held if _sleeps(one[0], one[1], day)], group_of, question)
    return tuple(found)


def _staying(question: HousingQuestion, plan: HousingPlan) -> Iterable[Stay]:
    moved = {one.household: one.from_day for one in plan.placements}
    for stay in question.stays:
        leaves = moved.get(stay.household)
        if leaves is None:
            yield stay
        else:
            ends = min(stay.until, leaves) if stay.until else leaves
            yield Stay(stay.household, stay.site, stay.rooms, stay.from_day, ends)


def _sleeps(start: date, until: date | None, day: date) -> bool:
    return start <= day and (until is None or day < until)


def _on(
    day: date,
    held: list[tuple[date, date | None, tuple[str, ...], int]],
    group_of: dict[str, str],
    question: HousingQuestion,
) -> list[OccupancyOnDay]:
    people: dict[str, int] = {}
    occupied: dict[str, int] = {}
    for _, _, rooms, size in held:
        group = group_of.get(rooms[0], "")
        people[group] = people.get(group, 0) + size
        occupied[group] = occupied.get(group, 0) + len(rooms)
    open_rooms: dict[str, int] = {}
    beds: dict[str, int] = {}
    for room in question.rooms:
        group = group_of[room.id]
        opens = may_be_slept_in(room, day, question.policy)
        open_rooms[group] = open_rooms.get(group, 0) + opens
        beds[group] = beds.get(group, 0) + (capacity_of(room, question.policy) if opens else 0)
    return [
        OccupancyOnDay(
            day, group, open_rooms[group], occupied.get(group, 0), beds[group], people.get(group, 0)
        )
        for group in sorted(open_rooms)
    ]
