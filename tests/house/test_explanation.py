"""What explains is what decided: points recompute, alternatives are real, and a desk decides from the same table."""

from datetime import date

import pytest
from tests.house.test_prices import world

from kinward.house.desk import Desk
from kinward.house.explanation import Explainer, explain
from kinward.house.fairness import fairness
from kinward.house.occupancy import occupancy
from kinward.house.plan import answer
from kinward.house.price_table import prices_by_region, prices_now
from kinward.house.quotas import quotas
from kinward.house.recount import recount_answer
from kinward.house.shortfall import places_for_mix
from kinward.house.what_if import what_if
from kinward.model.housing import (
    ExpectedHouseholds,
    HardRule,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Policy,
    PriceTable,
    Room,
    WhatIf,
    WhyUnplaced,
)

CROSSING = date(2023, 9, 26)
Answered = tuple[HousingQuestion, HousingPlan, PriceTable]


@pytest.fixture(scope="module", params=[(3, 60, 30), (4, 260, 150)], ids=["outright", "by price"])
def answered(request: pytest.FixtureRequest, policy: Policy) -> Answered:
    households, rooms = world(*request.param)
    question = HousingQuestion(tuple(households), tuple(rooms), policy, CROSSING)
    plan, prices = answer(question)
    return question, plan, prices


def test_the_points_of_every_placement_recompute_term_by_term(answered: Answered) -> None:
    question, plan, prices = answered
    explainer = Explainer(question, plan, prices)
    for placement in plan.placements:
        now = explainer.of(placement.household).now
        assert now is not None
        assert now.points == pytest.approx(placement.points, abs=1e-9)
        assert sum(term.points for term in now.terms) == pytest.approx(now.points, abs=1e-9)
        assert now.net == now.points - now.price
        assert (now.rooms, now.from_day, now.until) == (placement.rooms, placement.from_day, placement.until)


def test_alternatives_are_at_other_sites_and_free_ones_are_free(answered: Answered) -> None:
    question, plan, prices = answered
    explainer = Explainer(question, plan, prices)
    given = {room for one in plan.placements for room in one.rooms}
    for household in [one.id for one in question.households]:
        told = explainer.of(household)
        offered = [offer.site for offer in (*told.others, *told.others_taken)]
        assert len(offered) == len(set(offered))
        assert told.now is None or told.now.site not in offered
        assert not {room for offer in told.others for room in offer.rooms} & given
        assert [o.net for o in told.others] == sorted((o.net for o in told.others), reverse=True)


def test_those_who_wait_have_each_a_place_of_their_own_in_their_band(answered: Answered) -> None:
    question, plan, prices = answered
    explainer = Explainer(question, plan, prices)
    places: dict[str, list[int]] = {}
    for one in plan.unplaced:
        told = explainer.of(one.household)
        assert told.place_in_band is not None
        places.setdefault(told.band, []).append(told.place_in_band)
    assert places
    assert all(sorted(own) == list(range(1, len(own) + 1)) for own in places.values())


def test_children_alone_are_explained_without_any_place(policy: Policy) -> None:
    question = HousingQuestion((HouseholdToHouse("c", 1, 0, 1),), (Room("r", "s", beds=2),), policy, CROSSING)
    told = explain(question, *answer(question), "c")
    assert told.why_unplaced is WhyUnplaced.CHILD_PROTECTION
    assert (told.now, told.others, told.place_in_band) == (None, (), None)


def test_a_rule_says_how_many_sites_it_takes_away(policy: Policy) -> None:
    rooms = tuple(Room(f"{site}1", site, "north", "hotel", 2) for site in "abc")
    refusing = HouseholdToHouse("h", 2, 2, 0, refuses=frozenset({"a", "b"}))
    question = HousingQuestion((refusing,), rooms, policy, CROSSING)
    told = explain(question, *answer(question), "h")
    assert [(one.rule, one.sites, one.rooms) for one in told.removed] == [(HardRule.REFUSED, 2, 2)]
    assert told.sites_lawful == 1


def test_a_desk_gives_no_room_twice_and_nothing_unlawful(answered: Answered) -> None:
    question, _, _ = answered
    desk = Desk(question, prices_now(question))
    for one in question.households:
        decision = desk.decide(one)
        assert (decision.takes is None) == (decision.why is not None)
        if decision.takes:
            desk.take(one.id, decision.takes.rooms)
            desk_rooms = [room for room in question.rooms if room.id in decision.takes.rooms]
            assert sum(room.beds for room in desk_rooms) >= one.size
            assert len({room.site for room in desk_rooms}) == 1


def test_a_room_given_back_is_offered_again(policy: Policy) -> None:
    question = HousingQuestion((), (Room("r", "s", "north", "hotel", 2),), policy, CROSSING)
    desk = Desk(question, prices_now(question))
    one = HouseholdToHouse("h", 2, 2, 0)
    offer = desk.decide(one).takes
    assert offer is not None
    desk.take("h", offer.rooms)
    assert desk.decide(one).why is WhyUnplaced.NONE_LEFT
    desk.give_back("h", offer.rooms)
    assert desk.decide(one).takes == offer


def test_a_desk_keeps_rooms_for_those_expected_and_two_who_must_not_meet_apart(policy: Policy) -> None:
    rooms = tuple(Room(f"r{n}", "s", "north", "hotel", 4) for n in range(3))
    four = (ExpectedHouseholds(HouseholdToHouse("like", 4, 4, 0), 12.0),)
    desk = Desk(*_priced(HousingQuestion((), rooms, policy, CROSSING, expected=four)))
    assert desk.decide(HouseholdToHouse("single", 1, 1, 0)).why is WhyUnplaced.KEPT_FOR_EXPECTED
    assert desk.decide(HouseholdToHouse("family", 4, 4, 0)).takes is not None
    desk.take("family", ("r0",))
    foe = HouseholdToHouse("foe", 4, 4, 0, never_with=frozenset({"family"}))
    assert desk.decide(foe).why is WhyUnplaced.NONE_LEFT


def _priced(question: HousingQuestion) -> tuple[HousingQuestion, PriceTable]:
    return question, prices_now(question)


def test_quotas_deal_every_free_room_once_and_every_size_to_every_desk(policy: Policy) -> None:
    rooms = [Room(f"r{n:03}", f"s{n % 9}", "north", "hotel", 2 + n % 3) for n in range(300)]
    dealt = quotas(rooms, {"goris": 2, "vayk": 1}, policy, taken=frozenset({"r000"}))
    assert dealt["goris"].isdisjoint(dealt["vayk"])
    assert dealt["goris"] | dealt["vayk"] == {room.id for room in rooms} - {"r000"}
    assert len(dealt["goris"]) == pytest.approx(200, abs=3)
    for beds in (2, 3, 4):
        assert any(room.beds == beds and room.id in dealt["vayk"] for room in rooms)
    kept = quotas(rooms, {"goris": 1}, policy, kept_at_centre=0.25)
    assert len(kept["goris"]) == pytest.approx(225, abs=3)


def test_two_desks_on_quotas_never_give_the_same_room(answered: Answered) -> None:
    question, _, _ = answered
    prices = prices_now(question)
    dealt = quotas(question.rooms, {"one": 1, "two": 1}, question.policy)
    given: list[str] = []
    for number, quota in enumerate(dealt.values()):
        desk = Desk(question, prices, quota=quota)
        for one in question.households[number::2]:
            if takes := desk.decide(one).takes:
                desk.take(one.id, takes.rooms)
                given += takes.rooms
    assert given
    assert len(given) == len(set(given))


def test_what_if_a_school_opens_a_hotel_is_lost_or_more_arrive(policy: Policy) -> None:
    households = tuple(HouseholdToHouse(f"h{n}", 2, 2, 0) for n in range(10))
    rooms = tuple(Room(f"r{n}", "hotel", "north", "hotel", 2) for n in range(5))
    question = HousingQuestion(households, rooms, policy, CROSSING)
    school = tuple(Room(f"c{n}", "school", "north", "school", 2) for n in range(3))
    more = what_if(question, WhatIf("open the school", rooms_opened=school))
    assert (more.people_housed_before, more.people_housed) == (10, 16)
    lost = what_if(question, WhatIf("lose the hotel", sites_lost=frozenset({"hotel"})))
    assert (lost.people_housed, lost.waiting_by_size) == (0, {2: 10})
    assert what_if(question, WhatIf("a fifth more", arrivals_more=0.2)).people == 24
    assert what_if(question, WhatIf("half", arrivals_more=-0.5)).people == 10


def test_fairness_counts_everybody_once_for_each_kind_of_group(answered: Answered) -> None:
    question, plan, _ = answered
    everybody, *groups = fairness(question, plan)
    assert everybody.people_housed == plan.people_housed
    for by in {row.by for row in groups}:
        own = [row for row in groups if row.by == by]
        assert sum(row.people for row in own) == everybody.people
        assert sum(row.people_housed for row in own) == everybody.people_housed


def test_a_group_that_fares_worse_is_marked(policy: Policy) -> None:
    favoured = tuple(HouseholdToHouse(f"a{n:02}", 4, 4, 0, head_sex="m") for n in range(12))
    others = tuple(HouseholdToHouse(f"b{n:02}", 1, 1, 0, head_sex="f") for n in range(12))
    rooms = tuple(Room(f"r{n:02}", "s", "north", "hotel", 4) for n in range(12))
    question = HousingQuestion((*favoured, *others), rooms, policy, CROSSING)
    rows = {(row.by, row.group): row for row in fairness(question, answer(question)[0])}
    assert rows["sex_of_head", "f"].apart
    assert not rows["sex_of_head", "m"].apart


def test_the_sums_of_a_day_are_those_of_the_plan(answered: Answered) -> None:
    question, plan, _ = answered
    day = date(2023, 9, 30)
    for by in ("site", "tier", "region"):
        rows = occupancy(question, plan, first=day, last=day, by=by)
        sleeping = [
            one for one in plan.placements if one.from_day <= day and (not one.until or day < one.until)
        ]
        size_of = {one.id: one.size for one in question.households}
        assert sum(row.people for row in rows) == sum(size_of[one.household] for one in sleeping)
        assert sum(row.rooms_occupied for row in rows) == sum(len(one.rooms) for one in sleeping)


def test_beds_enough_is_not_places_enough(policy: Policy) -> None:
    hall = [Room("hall", "s", beds=100)]
    assert places_for_mix([2] * 50, hall, policy) == 2
    rooms = [Room("a", "s", beds=2), Room("b", "s", beds=3), Room("c", "t", beds=3)]
    assert places_for_mix([3, 3, 2], rooms, policy) == 8
    assert places_for_mix([5, 3, 1], rooms, policy) == 8
    assert places_for_mix([6], rooms, policy) == 0


def test_what_is_missing_where_has_a_price(answered: Answered) -> None:
    question, _, prices = answered
    rows = prices_by_region(question, prices)
    assert rows
    assert all(row.price >= 0 for row in rows)
    assert sum(row.rooms_free for row in rows) == sum(1 for room in question.rooms if room.beds)


def test_the_recount_agrees(answered: Answered) -> None:
    question, plan, _ = answered
    assert recount_answer(question, plan) == ()
