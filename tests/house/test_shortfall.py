"""What is missing on which day."""

from datetime import date

from kinward.house.plan import plan_housing
from kinward.house.shortfall import shortfall
from kinward.model.housing import HouseholdToHouse, Policy, Room, ShortfallOnDay

FIRST, SECOND, THIRD = date(2023, 9, 26), date(2023, 9, 27), date(2023, 9, 28)


def test_beds_are_enough_and_families_still_have_no_room(policy: Policy) -> None:
    households = [
        HouseholdToHouse("a", 2, 2, 0, arrived_on=FIRST),
        HouseholdToHouse("b", 2, 2, 0, arrived_on=SECOND),
        HouseholdToHouse("child", 1, 0, 1, arrived_on=FIRST),
    ]
    rooms = [Room("hall", "s", beds=10, available_until=THIRD)]
    plan = plan_housing(households, rooms, policy, as_of=FIRST)
    days = shortfall(households, rooms, plan, policy, first=FIRST, last=THIRD)
    housed_first = plan.placements[0].household == "a"
    assert days[1] == ShortfallOnDay(SECOND, 4, 10, 2, 0, 2, places_for_this_mix=2)
    assert days[2] == ShortfallOnDay(THIRD, 4, 0, 0, 4, 4, stays_ending=2)
    assert days[0].people_in_rooms == (2 if housed_first else 0)


def test_winter_closes_the_rooms_that_are_not_winterised(policy: Policy) -> None:
    households = [HouseholdToHouse("a", 2, 2, 0, arrived_on=FIRST)]
    rooms = [Room("r", "s", beds=2)]
    plan = plan_housing(households, rooms, policy, as_of=FIRST)
    before, after = shortfall(
        households, rooms, plan, policy, first=date(2023, 10, 31), last=date(2023, 11, 1)
    )
    assert (before.missing_places, after.missing_places, after.beds) == (0, 2, 0)
