"""A plan heeds who stays, who may move, refusals, "never with", what two people set aside, and who is expected."""

from dataclasses import replace
from datetime import date

from kinward.house.effort import Effort
from kinward.house.plan import answer
from kinward.house.recount import recount_answer, set_aside
from kinward.model.housing import (
    ExpectedHouseholds,
    HardRule,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Move,
    Need,
    Policy,
    Relaxation,
    Room,
    Site,
    Stay,
    WhyMoved,
    WhyUnplaced,
    rooms_at_sites,
)

CROSSING = date(2023, 9, 26)
TWO = (Room("a1", "a", "north", "hotel", 2), Room("b1", "b", "south", "hotel", 2))


def household(name: str, size: int = 2, **known: object) -> HouseholdToHouse:
    return replace(HouseholdToHouse(name, size, adults=size, children=0), **known)  # type: ignore[arg-type]


def asked(
    households: list[HouseholdToHouse], rooms: tuple[Room, ...], policy: Policy, **more: object
) -> HousingQuestion:
    return HousingQuestion(tuple(households), rooms, policy, CROSSING, **more)  # type: ignore[arg-type]


def planned(question: HousingQuestion) -> HousingPlan:
    plan, _ = answer(question)
    assert recount_answer(question, plan) == ()
    return plan


def sites(plan: HousingPlan) -> dict[str, str]:
    return {one.household: one.site for one in plan.placements}


def test_a_refused_site_or_region_is_never_offered_again(policy: Policy) -> None:
    assert sites(planned(asked([household("h", refuses=frozenset({"a"}))], TWO, policy))) == {"h": "b"}
    assert sites(planned(asked([household("h", refuses=frozenset({"south"}))], TWO, policy))) == {"h": "a"}
    nowhere = planned(asked([household("h", refuses=frozenset({"a", "south"}))], TWO, policy))
    assert nowhere.unplaced[0].why is WhyUnplaced.NOTHING_FITS


def test_two_who_must_never_meet_are_never_at_one_site_whoever_said_it(policy: Policy) -> None:
    rooms = (*TWO, Room("a2", "a", "north", "hotel", 2))
    pair = [
        household("h", wish_region="north", never_with=frozenset({"i"})),
        household("i", wish_region="north"),
    ]
    assert sites(planned(asked(pair, rooms, policy))) in ({"h": "a", "i": "b"}, {"h": "b", "i": "a"})
    only_one_site = planned(asked(pair, rooms[::2], policy))
    assert (len(only_one_site.placements), len(only_one_site.unplaced)) == (1, 1)


def test_never_with_holds_across_bands_and_against_those_who_stay(policy: Policy) -> None:
    rooms = (*TWO, Room("a2", "a", "north", "hotel", 2))
    ill = household("ill", needs=frozenset({Need.HOSPITAL}), wish_region="north")
    other = household("other", wish_region="north", never_with=frozenset({"ill"}))
    assert sites(planned(asked([ill, other], rooms, policy))) == {"ill": "a", "other": "b"}
    staying = asked([other], rooms, policy, stays=(Stay("ill", "a", ("a1",), CROSSING),))
    assert sites(planned(staying)) == {"other": "b"}


def test_whoever_stays_keeps_the_rooms_and_is_not_asked(policy: Policy) -> None:
    stay = Stay("h", "a", ("a1",), CROSSING)
    plan = planned(asked([household("h"), household("i"), household("j")], TWO, policy, stays=(stay,)))
    assert plan.stays == (stay,)
    assert sites(plan) in ({"i": "b"}, {"j": "b"})


def test_a_move_with_consent_must_be_worth_it_and_a_closing_site_must_be_left(policy: Policy) -> None:
    stay = (Stay("h", "a", ("a1",), CROSSING),)
    consent = (Move("h", WhyMoved.CONSENT, "officer"),)
    same = planned(asked([household("h")], TWO, policy, stays=stay, moves=consent))
    assert (sites(same), same.stays) == ({}, stay)
    relatives = household("h", 3, relatives_placed_at="b")
    rooms = (Room("a1", "a", "north", "hotel", 3), Room("b1", "b", "south", "hotel", 3))
    assert sites(planned(asked([relatives], rooms, policy, stays=stay, moves=consent))) == {"h": "b"}
    closing = (Move("h", WhyMoved.SITE_CLOSING, "officer"),)
    more = (*TWO, Room("a2", "a", "north", "hotel", 2))
    assert sites(planned(asked([household("h")], more, policy, stays=stay, moves=closing))) == {"h": "b"}


def test_a_rule_set_aside_by_two_people_opens_a_room_and_is_counted_apart(policy: Policy) -> None:
    wheels = household("h", needs=frozenset({Need.MOBILITY}))
    assert planned(asked([wheels], TWO, policy)).unplaced
    leave = Relaxation("h", HardRule.ACCESSIBLE, "ramp on Monday", "Anna", "Karen")
    question = asked([wheels], TWO, policy, relaxations=(leave,))
    plan = planned(question)
    assert [breach.rule for breach in set_aside(question, plan)] == [HardRule.ACCESSIBLE]
    without = replace(question, relaxations=())
    assert [breach.rule for breach in recount_answer(without, plan)] == [HardRule.ACCESSIBLE]


def test_a_site_too_far_from_a_hospital_or_without_power_is_closed_to_who_needs_it(policy: Policy) -> None:
    rooms = (
        replace(TWO[0], hospital_km=31, backup_power=False),
        replace(TWO[1], hospital_km=30, backup_power=True),
    )
    for need in (Need.HOSPITAL, Need.ELECTRICITY):
        assert sites(planned(asked([household("h", needs=frozenset({need}))], rooms, policy))) == {"h": "b"}
    unknown = planned(asked([household("h", needs=frozenset({Need.HOSPITAL}))], TWO, policy))
    assert any("could not be judged" in str(reason) for reason in unknown.placements[0].reasons)


def test_a_hall_is_for_some_nights_only(policy: Policy) -> None:
    plan = planned(asked([household("h")], (Room("t", "t", "", "transit_hall", 2, winterised=True),), policy))
    assert plan.placements[0].until == date(2023, 9, 28)


def test_rooms_are_kept_for_larger_families_who_are_expected(policy: Policy) -> None:
    rooms = tuple(Room(f"r{n}", "s", "north", "hotel", 4) for n in range(3))
    single = household("single", 1)
    four = ExpectedHouseholds(household("like", 4), 12.0)
    assert sites(planned(asked([single], rooms, policy))) == {"single": "s"}
    plan = planned(asked([single], rooms, policy, expected=(four,)))
    assert plan.unplaced[0].why is WhyUnplaced.KEPT_FOR_EXPECTED
    assert "kept for households expected" in str(plan.unplaced[0].reasons[0])


def test_a_later_band_expected_keeps_no_room_from_an_earlier_one(policy: Policy) -> None:
    rooms = tuple(Room(f"r{n}", "s", "north", "hotel", 4) for n in range(3))
    ill = household("ill", 1, needs=frozenset({Need.HOSPITAL}))
    four = ExpectedHouseholds(household("like", 4), 12.0)
    assert sites(planned(asked([ill], rooms, policy, expected=(four,)))) == {"ill": "s"}


def test_a_room_is_kept_for_an_earlier_band_who_is_expected(policy: Policy) -> None:
    rooms = (Room("r0", "s", "north", "hotel", 4, accessible=True), Room("r1", "s", "north", "hotel", 4))
    like = replace(household("like", 1), needs=frozenset({Need.MOBILITY}))
    first = ExpectedHouseholds(like, 1.0)
    families = [household("f0", 4), household("f1", 4)]
    assert len(planned(asked(families, rooms, policy)).placements) == 2
    plan = planned(asked(families, rooms, policy, expected=(first,)))
    assert [one.rooms for one in plan.placements] == [("r1",)]
    assert plan.unplaced[0].why is WhyUnplaced.KEPT_FOR_EXPECTED


def test_without_a_certificate_the_plan_is_the_same_and_the_limit_infinite(policy: Policy) -> None:
    question = asked([household("h")], TWO, policy)
    plan, _ = answer(question, effort=Effort.NO_CERTIFICATE)
    assert plan.bound == float("inf")
    assert plan.placements == planned(question).placements


def test_a_site_hands_its_facts_to_its_rooms() -> None:
    room = Room("a1", "a", beds=2, winterised=True, available_until=date(2023, 12, 1))
    site = Site("a", "north", "hotel", permission_until=date(2023, 11, 15), hospital_km=4)
    joined = rooms_at_sites([room], [site], inspected=True)[0]
    assert (joined.region, joined.tier, joined.hospital_km) == ("north", "hotel", 4)
    assert joined.available_until == date(2023, 11, 15)
    assert joined.winterised is False
    assert rooms_at_sites([room], [replace(site, winter_inspected_on=CROSSING)], inspected=True)[0].winterised
