"""Who gets which room, case by case."""

from dataclasses import replace
from datetime import date

from kinward.house.plan import plan_housing
from kinward.model.housing import (
    HouseholdToHouse,
    HousingPlan,
    Need,
    Placement,
    Policy,
    Room,
    Unplaced,
    WhyUnplaced,
)

CROSSING = date(2023, 9, 26)


def household(name: str, size: int, **known: object) -> HouseholdToHouse:
    return replace(HouseholdToHouse(name, size, adults=size, children=0), **known)  # type: ignore[arg-type]


def room(name: str, site: str, beds: int, **known: object) -> Room:
    return replace(Room(name, site, f"region of {site}", "centre", beds), **known)  # type: ignore[arg-type]


def planned(
    households: list[HouseholdToHouse], rooms: list[Room], policy: Policy, **more: frozenset[str]
) -> HousingPlan:
    return plan_housing(households, rooms, policy, as_of=CROSSING, **more)  # type: ignore[arg-type]


def placed(plan: HousingPlan, name: str) -> Placement:
    return next(one for one in plan.placements if one.household == name)


def unplaced(plan: HousingPlan, name: str) -> Unplaced:
    return next(one for one in plan.unplaced if one.household == name)


def words(one: Placement | Unplaced) -> str:
    return "; ".join(str(reason) for reason in one.reasons)


def test_a_family_of_seven_takes_two_rooms_of_one_site_and_is_never_split(policy: Policy) -> None:
    rooms = [room("a1", "a", 4), room("b1", "b", 4), room("b2", "b", 3)]
    one = placed(planned([household("h", 7)], rooms, policy), "h")
    assert (one.site, one.rooms) == ("b", ("b1", "b2"))


def test_two_households_never_share_a_hall_however_many_beds_it_has(policy: Policy) -> None:
    plan = planned([household("h", 2), household("i", 2)], [room("hall", "a", 100)], policy)
    assert len(plan.placements) == 1
    assert plan.unplaced[0].why is WhyUnplaced.NONE_LEFT


def test_a_small_floor_holds_fewer_than_its_beds(policy: Policy) -> None:
    rooms = [room("a1", "a", 4, m2=10.5)]
    assert planned([household("h", 3)], rooms, policy).placements
    assert unplaced(planned([household("h", 4)], rooms, policy), "h").why is WhyUnplaced.NOTHING_FITS


def test_children_without_an_adult_go_to_child_protection_and_to_no_room(policy: Policy) -> None:
    alone = household("h", 2, adults=0, children=2)
    plan = planned([alone], [room("a1", "a", 4)], policy)
    assert unplaced(plan, "h").why is WhyUnplaced.CHILD_PROTECTION
    assert "child protection" in words(unplaced(plan, "h"))
    only_children_counted = household("h", 2, adults=None, children=2)
    assert planned([only_children_counted], [room("a1", "a", 4)], policy).unplaced


def test_unknown_adults_are_not_taken_for_no_adults(policy: Policy) -> None:
    one = placed(planned([household("h", 2, adults=None, children=None)], [room("a1", "a", 2)], policy), "h")
    assert "whether an adult is among them is not written down" in words(one)


def test_a_wheelchair_never_goes_where_accessible_is_unknown(policy: Policy) -> None:
    wheels = household("h", 2, needs=frozenset({Need.MOBILITY}))
    plan = planned([wheels], [room("a1", "a", 2), room("a2", "a", 2, accessible=False)], policy)
    assert unplaced(plan, "h").why is WhyUnplaced.NOTHING_FITS
    assert "2 free rooms are not accessible" in words(unplaced(plan, "h"))
    assert placed(planned([wheels], [room("a3", "a", 2, accessible=True)], policy), "h").rooms == ("a3",)


def test_every_room_of_a_household_is_accessible_not_only_one(policy: Policy) -> None:
    wheels = household("h", 5, needs=frozenset({Need.MOBILITY}))
    assert planned([wheels], [room("a1", "a", 3, accessible=True), room("a2", "a", 3)], policy).unplaced


def test_from_november_on_only_winterised_rooms_are_given(policy: Policy) -> None:
    later = household("h", 2, arrived_on=date(2023, 11, 1))
    assert "winter" in words(unplaced(planned([later], [room("a1", "a", 2)], policy), "h"))
    assert planned([later], [room("a1", "a", 2, winterised=True)], policy).placements
    before = placed(
        planned([replace(later, arrived_on=date(2023, 10, 31))], [room("a1", "a", 2)], policy), "h"
    )
    assert before.until == date(2023, 11, 1)


def test_own_lodging_moves_the_day_and_may_move_it_past_winter(policy: Policy) -> None:
    hosted = household("h", 2, arrived_on=CROSSING, own_lodging_until=date(2023, 10, 5))
    assert placed(planned([hosted], [room("a1", "a", 2)], policy), "h").from_day == date(2023, 10, 5)
    assert planned(
        [replace(hosted, own_lodging_until=date(2023, 12, 1))], [room("a1", "a", 2)], policy
    ).unplaced


def test_until_is_the_first_day_without_the_room(policy: Policy) -> None:
    closing = room("a1", "a", 2, available_until=date(2023, 9, 27))
    assert planned([household("h", 2, arrived_on=CROSSING)], [closing], policy).placements
    assert planned([household("h", 2, arrived_on=date(2023, 9, 27))], [closing], policy).unplaced


def test_rooms_together_open_when_the_last_of_them_opens(policy: Policy) -> None:
    rooms = [
        room("a1", "a", 2, available_from=date(2023, 9, 28)),
        room("a2", "a", 2, available_from=date(2023, 9, 30)),
    ]
    assert placed(planned([household("h", 4)], rooms, policy), "h").from_day == date(2023, 9, 30)
    rooms[0] = replace(rooms[0], available_until=date(2023, 9, 30))
    assert planned([household("h", 4)], rooms, policy).unplaced


def test_blocked_and_taken_rooms_are_left_alone(policy: Policy) -> None:
    rooms = [room("a1", "a", 2, blocked=True), room("a2", "a", 2)]
    assert placed(planned([household("h", 2)], rooms, policy), "h").rooms == ("a2",)
    assert planned([household("h", 2)], rooms, policy, taken=frozenset({"a2"})).unplaced


def test_the_band_with_needs_goes_before_the_larger_family(policy: Policy) -> None:
    ill = household("ill", 1, adults=1, children=0, needs=frozenset({Need.HOSPITAL}))
    plan = planned([household("big", 4), ill], [room("a1", "a", 4)], policy)
    assert [one.household for one in plan.placements] == ["ill"]
    assert "hospital" in words(plan.placements[0])
    assert plan.gap < 0.001
    assert plan.bound_any_order > plan.bound


def test_inside_a_band_the_room_goes_where_it_houses_most(policy: Policy) -> None:
    plan = planned(
        [household("one", 1, adults=1, children=0), household("four", 4)], [room("a1", "a", 4)], policy
    )
    assert [one.household for one in plan.placements] == ["four"]


def test_relatives_at_a_site_draw_a_household_there(policy: Policy) -> None:
    rooms = [room("a1", "a", 3), room("b1", "b", 3)]
    plan = planned([household("h", 3, relatives_placed_at="b"), household("i", 3)], rooms, policy)
    assert placed(plan, "h").site == "b"
    assert "relatives at the same site +80" in words(placed(plan, "h"))


def test_a_community_gathers_where_most_of_it_wishes_to_be(policy: Policy) -> None:
    rooms = [room(f"{site}{n}", site, 2) for site in "ab" for n in range(3)]
    wishing = [household(f"w{n}", 2, community="Stepanakert", wish_region="region of b") for n in range(2)]
    silent = household("silent", 2, community="Stepanakert")
    assert placed(planned([*wishing, silent], rooms, policy), "silent").site == "b"


def test_the_reasons_add_up_to_the_points_of_the_place(policy: Policy) -> None:
    one = placed(
        planned(
            [household("h", 3, wish_region="region of a")], [room("a1", "a", 4, winterised=True)], policy
        ),
        "h",
    )
    assert one.points == 3 * (200 + 12 + 20 + 25) - 20
    assert f"in all {one.points:g} for a household of 3" in words(one)


def test_no_rooms_and_no_households_are_plans_too(policy: Policy) -> None:
    nothing = planned([], [], policy)
    assert (nothing.people, nothing.objective, nothing.gap) == (0, 0, 0)
    assert planned([], [room("a1", "a", 2)], policy).placements == ()
    assert planned([household("h", 2)], [], policy).unplaced[0].why is WhyUnplaced.NOTHING_FITS


def test_three_households_and_two_rooms_get_the_best_there_is(policy: Policy) -> None:
    plan = planned(
        [household("h", 2), household("i", 3), household("j", 4)],
        [room("a1", "a", 3), room("b1", "b", 4)],
        policy,
    )
    assert sorted(one.household for one in plan.placements) == ["i", "j"]
    assert plan.gap < 0.001
