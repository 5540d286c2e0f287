"""How many places are missing on each day: as a count of beds says it, and as families in rooms really have it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kinward.house.demand import first_day_of_need
from kinward.house.policy import adults_of
from kinward.house.supply import capacity_of, usable
from kinward.model.housing import HouseholdToHouse, HousingPlan, Policy, Room, ShortfallOnDay


def shortfall(
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    plan: HousingPlan,
    policy: Policy,
    *,
    first: date,
    last: date,
) -> tuple[ShortfallOnDay, ...]:
    """Each day from ``first`` to ``last``, both included.

    A household counts from the day it needs a roof; those handed to child protection are counted there, not here.
    The plan leaves a household without a room only when no free room or set of rooms can lawfully hold it, so the
    people without one are the places missing for this mix of families.
    """
    asking = [one for one in households if adults_of(one) != 0]
    open_rooms = [room for room in rooms if usable(room, policy)]
    return tuple(
        _on(first + timedelta(days=number), asking, open_rooms, plan, policy)
        for number in range((last - first).days + 1)
    )


def _on(
    day: date, asking: Sequence[HouseholdToHouse], rooms: Sequence[Room], plan: HousingPlan, policy: Policy
) -> ShortfallOnDay:
    size_of = {one.id: one.size for one in asking if first_day_of_need(one, date.min) <= day}
    in_rooms = sum(
        size_of.get(one.household, 0)
        for one in plan.placements
        if one.from_day <= day and (one.until is None or day < one.until)
    )
    beds = sum(capacity_of(room, policy) for room in rooms if may_be_slept_in(room, day, policy))
    need = sum(size_of.values())
    return ShortfallOnDay(day, need, beds, in_rooms, max(0, need - beds), need - in_rooms)


def may_be_slept_in(room: Room, day: date, policy: Policy) -> bool:
    """Whether the room is open on that day, and warm enough where the policy asks for it by then."""
    cold = (
        policy.winterised_from is not None and day >= policy.winterised_from and room.winterised is not True
    )
    opened = room.available_from is None or room.available_from <= day
    closed = room.available_until is not None and day >= room.available_until
    return not room.blocked and opened and not closed and not cold
