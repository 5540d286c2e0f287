"""Rooms are held until somebody came, set apart, handed to desks and given against a rule only by two people."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.casework.test_decide_placement import (
    DESK,
    OFFICER,
    POLICY,
    ROOM,
    accept,
    arrive,
    build,
    plan,
)

from kinward import wiring
from kinward.casework.check_in import check_in, see_expected
from kinward.casework.decide_placement import decide_placements, give_rooms
from kinward.casework.give_quota import give_quota, return_quota
from kinward.casework.housing_question import household_to_house, households_to_house
from kinward.casework.never_with import end_never_with, see_never_with, state_never_with
from kinward.casework.open_site import SiteForm, open_sites, room_of, site_of
from kinward.casework.opening import NothingHereError
from kinward.casework.override_rule import ask_override, sign_override
from kinward.casework.plan_housing import plan_housing
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.see_household_card import see_household_card, see_rooms_to_choose
from kinward.casework.see_sites import CLOSED, FREE, HELD, OCCUPIED, see_site, see_sites, state_on
from kinward.casework.see_today import see_today
from kinward.casework.see_waiting import housing_queue, see_waiting
from kinward.casework.state_household import WishesForm, state_wishes
from kinward.casework.state_site import SiteFacts, state_site
from kinward.house.policy import band_of
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.housing import Band
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind
from kinward.storage.models import ReadLogEntry

NAMED = PersonForm(names=(("Ani", NameKind.GIVEN),), age="30")
COLLEAGUE = replace(OFFICER, account="colleague")
MANAGER = Actor("Ani at the hotel", "Hotel 1", "receiving side", frozenset({"site_manager"}))
CHILDREN = Actor("child officer", "Yerevan 3", "receiving side", frozenset({"child_protection_officer"}))
GORIS = replace(OFFICER, account="at goris", device="Goris 7")
VAYK = replace(OFFICER, account="at vayk", device="Vayk 2")


def today() -> date:
    return wiring.now().date()


def states(outside: Outside) -> list[str]:
    return [state_on(room, today()) for room in outside.views.rooms()]


def give(outside: Outside, actor: Actor, household: str, rooms: Sequence[UUID], move: str = "") -> int:
    chosen = tuple(str(room) for room in rooms)
    return give_rooms(outside, actor, wiring.new_id(), household, chosen, today(), policy=POLICY, move=move)


def told(refusal: pytest.ExceptionInfo[BadInputError]) -> str:
    return "; ".join(str(problem.what) for problem in refusal.value.problems)


def test_a_room_is_held_until_somebody_came_and_free_again_when_nobody_did(outside: Outside) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    comes, stays_away = arrive(outside), arrive(outside)
    plan(outside)
    assert states(outside) == [HELD, HELD]
    accept(outside, comes, stays_away)
    assert states(outside) == [HELD, HELD], "given, and nobody has seen them"
    check_in(outside, OFFICER, wiring.new_id(), [comes], "moved_in")
    check_in(outside, OFFICER, wiring.new_id(), [stays_away], "no_show")
    assert sorted(states(outside)) == [FREE, OCCUPIED]
    assert housing_queue(outside, OFFICER).without_room == 0, "a person asks them first"
    form = WishesForm(wiring.new_id(), "", (), wants_roof=True)
    state_wishes(outside, OFFICER, stays_away, form)
    assert housing_queue(outside, OFFICER).without_room == 1
    plan(outside)
    assert outside.views.households(ids=[stays_away])[0].state == "proposed"


def test_who_came_is_written_down_by_the_sites_own_manager_alone(outside: Outside) -> None:
    form = SiteForm(wiring.new_id(), "Hotel", "hotel", "Syunik", in_charge=(MANAGER.account,), rooms=(ROOM,))
    open_sites(outside, OFFICER, [form])
    household = arrive(outside)
    plan(outside)
    accept(outside, household)
    site = str(site_of(form))
    page = see_expected(outside, MANAGER, Purpose.HOUSE, site, today())
    assert [(one.code, one.line.people) for one in page.households] == [(code_of(UUID(household)), 2)]
    assert not page.overdue
    late = see_expected(outside, MANAGER, Purpose.HOUSE, site, today() + timedelta(days=2))
    assert late.overdue == 1
    stranger = replace(MANAGER, account="manager of another site")
    with pytest.raises(NothingHereError):
        see_expected(outside, stranger, Purpose.HOUSE, site, today())
    with pytest.raises(NothingHereError):
        check_in(outside, stranger, wiring.new_id(), [household], "moved_in")
    assert check_in(outside, MANAGER, wiring.new_id(), [household], "moved_in") == 1
    assert not see_expected(outside, MANAGER, Purpose.HOUSE, site, today()).households


def test_where_a_household_under_a_hold_sleeps_is_on_the_list_of_the_sites_manager_alone(
    outside: Outside,
) -> None:
    rooms = (ROOM, replace(ROOM, number="102", accessible=False), replace(ROOM, number="103"))
    form = SiteForm(wiring.new_id(), "Hotel", "hotel", "Syunik", in_charge=(MANAGER.account,), rooms=rooms)
    open_sites(outside, OFFICER, [form])
    afraid = replace(NAMED, tell_nobody=True)
    arrived = HouseholdForm(
        wiring.new_id(), "Goris", wiring.now(), 1, (afraid,), adults=1, needs=("mobility",), wants_roof=True
    )
    household = str(register_household(outside, DESK, arrived).household)
    page = see_rooms_to_choose(outside, OFFICER, Purpose.HOUSE, household, str(site_of(form)), POLICY)
    against = {room.room.number: [one.text for one in room.against] for room in page.rooms}
    assert against["102"] == ["not for this household"], "what they need is hidden from the officer"
    plan(outside)
    accept(outside, household)
    site = str(site_of(form))
    assert len(see_expected(outside, MANAGER, Purpose.HOUSE, site, today()).households) == 1
    assert not see_expected(outside, OFFICER, Purpose.HOUSE, site, today()).households


def test_a_desk_gives_back_only_what_nobody_sleeps_in_and_what_there_is(outside: Outside) -> None:
    form = build(outside, ROOM)
    room = str(room_of(form, 0))
    give_quota(outside, OFFICER, wiring.new_id(), GORIS.device, [room])
    give(outside, GORIS, arrive(outside), [room_of(form, 0)])
    with pytest.raises(BadInputError) as refusal:
        return_quota(outside, GORIS, wiring.new_id(), [room])
    assert "held for a household" in told(refusal)
    with pytest.raises(BadInputError):
        return_quota(outside, GORIS, wiring.new_id(), [str(wiring.new_id())])
    assert len(outside.views.rooms()) == 1, "a room that is not there is not made"


def test_everybody_who_asked_is_in_rooms_waits_or_asks_no_more(outside: Outside) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    comes, moves_on, waits = arrive(outside), arrive(outside), arrive(outside)
    for state, sums in (("proposed", (0, 6, 0)), ("placed", (4, 2, 0)), ("moved_on", (2, 2, 2))):
        if state == "proposed":
            plan(outside)
            assert outside.views.households(ids=[waits])[0].state == "waiting"
        if state == "placed":
            accept(outside, comes, moves_on)
        if state == "moved_on":
            check_in(outside, OFFICER, wiring.new_id(), [comes, moves_on], "moved_in")
            check_in(outside, OFFICER, wiring.new_id(), [moves_on], "moved_on")
        totals = outside.views.totals()
        found = totals.people_placed, totals.people_waiting_for_roof, totals.people_no_longer_asking
        assert found == sums, state


def test_nobody_plans_for_the_households_of_another_organisation(outside: Outside) -> None:
    build(outside, ROOM)
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 2, adults=2, wants_roof=True)
    household = str(register_household(outside, replace(DESK, organisation="another office"), form).household)
    plan(outside)
    assert outside.views.households(ids=[household])[0].state == ""


def test_nobody_who_unpacked_is_moved_without_a_reason(outside: Outside) -> None:
    form = build(outside, ROOM, replace(ROOM, number="102"))
    household = arrive(outside)
    give(outside, OFFICER, household, [room_of(form, 0)])
    with pytest.raises(BadInputError) as refusal:
        give(outside, OFFICER, household, [room_of(form, 1)])
    assert "nobody who unpacked" in told(refusal)
    plan(outside)
    assert outside.views.households(ids=[household])[0].rooms == (str(room_of(form, 0)),)
    give(outside, OFFICER, household, [room_of(form, 1)], move="consent")
    assert {room.number: room.household for room in outside.views.rooms()} == {"101": "", "102": household}


def test_a_rule_is_set_aside_by_two_people_and_never_by_one(outside: Outside) -> None:
    form = build(outside, replace(ROOM, accessible=False))
    household, room = arrive(outside, needs=("mobility",)), (str(room_of(form, 0)),)
    with pytest.raises(BadInputError) as refusal:
        give(outside, OFFICER, household, [room_of(form, 0)])
    assert "not accessible" in told(refusal)

    def ask(reason: str) -> tuple[str, ...]:
        return ask_override(
            outside, OFFICER, wiring.new_id(), household, room, today(), reason, policy=POLICY
        )

    with pytest.raises(BadInputError):
        ask(" ")
    assert ask("a ramp is being built") == ("accessible",)
    assert states(outside) == [HELD]
    with pytest.raises(NothingHereError):
        sign_override(outside, OFFICER, wiring.new_id(), household, "signed", policy=POLICY)
    assert outside.views.households(ids=[household])[0].state == "override_asked"
    assert sign_override(outside, COLLEAGUE, wiring.new_id(), household, "signed", policy=POLICY) == 1
    (line,) = outside.views.households(ids=[household])
    assert (line.state, line.override["asked_by"]) == ("placed", OFFICER.account)
    other = arrive(outside, needs=("mobility",))
    with pytest.raises(BadInputError) as taken:
        ask_override(outside, OFFICER, wiring.new_id(), other, room, today(), "all the same", policy=POLICY)
    assert "another household" in told(taken)


def test_who_may_never_meet_is_kept_apart_and_neither_is_told_why(outside: Outside) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    one, other = arrive(outside), arrive(outside)
    reason = "she was threatened"
    state_never_with(outside, OFFICER, wiring.new_id(), one, code_of(UUID(other)), reason, Purpose.HOUSE)
    with pytest.raises(NothingHereError):
        see_never_with(outside, OFFICER, Purpose.HOUSE, one)
    (pair,) = see_never_with(outside, CHILDREN, Purpose.PROTECT, other)
    assert (pair.code, pair.reason) == (code_of(UUID(one)), reason)
    plan(outside)
    proposed = outside.views.households(state="proposed")
    assert len(proposed) == 1, "the only site is no site for both"
    left = other if proposed[0].id == one else one
    free = next(room for room in outside.views.rooms() if not room.household)
    with pytest.raises(BadInputError) as refusal:
        give(outside, OFFICER, left, [UUID(free.id)])
    assert "not safe" in told(refusal)
    assert reason not in told(refusal)
    waiting = see_waiting(outside, OFFICER, Purpose.HOUSE).waiting
    assert not any(reason in str(message) for seen in waiting for message in seen.reasons)
    end_never_with(outside, CHILDREN, wiring.new_id(), other, pair.key, "he has left", Purpose.PROTECT)
    assert give(outside, OFFICER, left, [UUID(free.id)]) == 1


def test_who_may_never_meet_may_do_so_again_only_by_a_second_person_with_a_reason(outside: Outside) -> None:
    one, other = arrive(outside), arrive(outside)
    form = wiring.new_id()
    state_never_with(outside, CHILDREN, form, one, code_of(UUID(other)), "threatened", Purpose.PROTECT)
    (pair,) = see_never_with(outside, CHILDREN, Purpose.PROTECT, other)
    assert not pair.may_end
    with pytest.raises(NothingHereError):
        end_never_with(outside, CHILDREN, wiring.new_id(), other, pair.key, "I was wrong", Purpose.PROTECT)
    second = replace(CHILDREN, account="second officer")
    (pair,) = see_never_with(outside, second, Purpose.PROTECT, other)
    assert pair.may_end
    with pytest.raises(BadInputError):
        end_never_with(outside, second, wiring.new_id(), other, pair.key, " ", Purpose.PROTECT)
    assert outside.views.never_with([one])
    end_never_with(outside, second, wiring.new_id(), other, pair.key, "he has left", Purpose.PROTECT)
    assert not outside.views.never_with([one])
    opened = ReadLogEntry.objects.filter(action="end_never_with", answer="shown")
    assert {entry.subject for entry in opened} >= {one, other}, "both households were opened"


def test_two_desks_without_the_network_never_give_one_room_twice(outside: Outside) -> None:
    form = build(outside, *(replace(ROOM, number=str(number)) for number in range(101, 105)))
    rooms = [room_of(form, number) for number in range(4)]
    give_quota(outside, OFFICER, wiring.new_id(), GORIS.device, [str(rooms[0])])
    give_quota(outside, OFFICER, wiring.new_id(), VAYK.device, [str(rooms[1])])
    for actor, room in ((GORIS, 1), (VAYK, 0), (OFFICER, 0), (GORIS, 2), (VAYK, 3)):
        with pytest.raises(BadInputError):
            give(outside, actor, arrive(outside), [rooms[room]])
    assert give(outside, GORIS, arrive(outside), [rooms[0]]) == 1
    assert give(outside, VAYK, arrive(outside), [rooms[1]]) == 1
    assert give(outside, OFFICER, arrive(outside), [rooms[2]]) == 1
    with pytest.raises(BadInputError):
        give_quota(outside, OFFICER, wiring.new_id(), VAYK.device, [str(rooms[0])])
    give_quota(outside, OFFICER, wiring.new_id(), GORIS.device, [str(rooms[3])])
    with pytest.raises(BadInputError):
        return_quota(outside, OFFICER, wiring.new_id(), [str(rooms[3])])
    assert return_quota(outside, GORIS, wiring.new_id(), [str(rooms[3])]) == 1
    holders = [room.household for room in outside.views.rooms() if room.household]
    assert len(holders) == len(set(holders)) == 3


def test_a_plan_of_the_centre_leaves_the_rooms_of_desks_alone(outside: Outside) -> None:
    form = build(outside, ROOM)
    give_quota(outside, OFFICER, wiring.new_id(), GORIS.device, [str(room_of(form, 0))])
    household = arrive(outside)
    plan(outside)
    assert outside.views.households(ids=[household])[0].state == "waiting"


def test_a_site_that_closes_takes_nobody_past_its_end(outside: Outside) -> None:
    form = build(outside, ROOM)
    site, last = str(site_of(form)), today() + timedelta(days=5)
    state_site(outside, OFFICER, wiring.new_id(), site, SiteFacts(permission_until=last))
    page = see_site(outside, OFFICER, Purpose.HOUSE, site, today())
    assert page.closing == 1
    assert state_on(page.rooms[0].room, last) == CLOSED
    household = arrive(outside)
    plan(outside)
    accept(outside, household)
    assert outside.views.households(ids=[household])[0].until == last.isoformat()


def test_a_stay_that_ends_leaves_the_room_on_that_day_and_a_cold_room_is_closed_by_winter(
    outside: Outside,
) -> None:
    form = build(outside, replace(ROOM, winterised=False), replace(ROOM, number="102", winterised=False))
    winter = today() + timedelta(days=20)
    cold = replace(POLICY, winterised_from=winter)
    household = arrive(outside)
    plan_housing(outside, OFFICER, wiring.new_id(), cold, today())
    decide_placements(outside, OFFICER, wiring.new_id(), [household], "placed", policy=cold)
    (line,) = outside.views.households(ids=[household])
    assert line.until == winter.isoformat()
    site = str(site_of(form))
    for day, own in ((winter - timedelta(days=1), (HELD, FREE)), (winter, (CLOSED, CLOSED))):
        page = see_site(outside, OFFICER, Purpose.HOUSE, site, day, winter)
        assert sorted(seen.state for seen in page.rooms) == sorted(own)
        board = see_sites(outside, OFFICER, Purpose.HOUSE, day, winter)
        assert {state: many for state, many in board.by_state if many} == Counter(own)
        assert board.beds_free == 2 * own.count(FREE)
    after = see_site(outside, OFFICER, Purpose.HOUSE, site, winter)
    assert [seen.state for seen in after.rooms] == [FREE, FREE], "nobody's room after their stay"


def test_promised_a_room_is_not_under_a_roof(outside: Outside) -> None:
    form = build(outside, ROOM, replace(ROOM, number="102"))
    comes, promised = arrive(outside), arrive(outside)
    for number, household in enumerate((comes, promised)):
        give(outside, OFFICER, household, [room_of(form, number)])
    check_in(outside, OFFICER, wiring.new_id(), [comes], "moved_in")
    page = see_today(outside, OFFICER, Purpose.OPERATE)
    assert (page.totals.people_placed, page.totals.people_moved_in, page.promised) == (4, 2, 2)


def test_every_household_waits_in_the_queue_of_its_band_and_in_no_other(outside: Outside) -> None:
    for people, adults, needs in (
        (1, 1, ("mobility",)), (3, 1, ()), (4, 2, ("hospital",)), (2, 2, ()), (5, None, ()), (3, 1, ("winter",)), (2, 0, ("winter",)),
    ):  # fmt: skip
        form = HouseholdForm(
            wiring.new_id(), "Goris", wiring.now(), people, adults=adults, needs=needs, wants_roof=True
        )
        register_household(outside, DESK, form)
    page = see_waiting(outside, OFFICER, Purpose.HOUSE, POLICY.bands)
    assert sum(queue.households for queue in page.queues) == page.many == 6
    assert [one.line.adults for one in page.children_alone] == [0], (
        "child protection decides, whatever they need"
    )
    assert page.waiting_in_all == housing_queue(outside, OFFICER).without_room == 7
    for number, band in enumerate(POLICY.bands):
        own = see_waiting(outside, OFFICER, Purpose.HOUSE, POLICY.bands, band.name)
        assert {band_of(household_to_house(one.line, outside.zone), POLICY) for one in own.waiting} == {
            number
        }
        assert [one.place for one in own.waiting] == list(range(1, len(own.waiting) + 1))


def test_the_ages_of_those_named_decide_the_band_of_their_household(outside: Outside) -> None:
    bands = (
        Band("infants", "Somebody under 2", infants_at_least=1),
        Band("older", "Two people of 60 or over", older_at_least=2),
        Band("everyone", "Everyone else"),
    )
    policy = replace(POLICY, bands=bands)
    for ages, band in (
        (("30", "1"), "infants"), (("30", "~2"), "infants"), (("71", "60"), "older"), (("71", "40"), "everyone"),
        (("30", ""), "everyone"), (("17", "40"), "everyone"),
    ):  # fmt: skip
        persons = tuple(PersonForm(names=(("Ani", NameKind.GIVEN),), age=age) for age in ages)
        form = HouseholdForm(
            wiring.new_id(), "Goris", wiring.now(), 3, persons, community=band, wants_roof=True
        )
        register_household(outside, DESK, form)
    lines = outside.views.households()
    asked = households_to_house(outside, lines)
    assert [one.school_age for one in asked] == [0, 0, 0, 0, 0, 1]
    assert [bands[band_of(one, policy)].name for one in asked] == [line.community for line in lines]
    for one in bands:
        own = see_waiting(outside, OFFICER, Purpose.HOUSE, bands, one.name).waiting
        assert {waits.line.community for waits in own} == {one.name}, "the queue and the planner say the same"


def test_a_site_wished_for_is_a_site_there_is_and_worth_its_points(outside: Outside) -> None:
    two = (ROOM, replace(ROOM, number="102"))
    other, own = build(outside, *two), build(outside, *two)
    wish = WishesForm(wiring.new_id(), "", (), wants_roof=True, wish_site=str(wiring.new_id()))
    with pytest.raises(BadInputError) as refusal:
        state_wishes(outside, OFFICER, arrive(outside), wish)
    assert "no such site" in told(refusal)
    for wished in (own, other):
        household = arrive(outside)
        asks = replace(wish, form_id=wiring.new_id(), wish_site=str(site_of(wished)))
        state_wishes(outside, OFFICER, household, asks)
        plan(outside)
        assert outside.views.households(ids=[household])[0].site == str(site_of(wished))


def test_a_refusal_known_beforehand_is_heeded_by_the_plan(outside: Outside) -> None:
    form = build(outside, ROOM, replace(ROOM, number="102"))
    two = [arrive(outside), arrive(outside)]
    wish = WishesForm(wiring.new_id(), "", (), wants_roof=True)
    state_wishes(outside, OFFICER, two[0], replace(wish, refuses=str(site_of(form)), refuses_why="a {brace}"))
    state_wishes(outside, OFFICER, two[1], replace(wish, form_id=wiring.new_id(), refuses="Syunik"))
    said_again = outside.journal.changed_since(0, "household")
    state_wishes(outside, OFFICER, two[1], replace(wish, form_id=wiring.new_id(), refuses="Syunik"))
    assert outside.journal.changed_since(0, "household") == said_again, "what is known is not said again"
    plan(outside)
    assert {line.state for line in outside.views.households(ids=two)} == {"waiting"}
    cards = [see_household_card(outside, OFFICER, Purpose.HOUSE, household) for household in two]
    assert [one.name for card in cards for one in card.refused] == ["Hotel Mirhav", "Syunik"]
    with pytest.raises(BadInputError) as refusal:
        state_wishes(outside, OFFICER, two[0], replace(wish, form_id=wiring.new_id(), refuses="Narnia"))
    assert "no such site or region" in told(refusal)
    free = outside.views.rooms()[0].id
    assert give(outside, OFFICER, two[0], [UUID(free)]) == 1, "a person may give it all the same"
    with pytest.raises(BadInputError) as refusal:
        state_wishes(outside, OFFICER, two[0], replace(wish, form_id=wiring.new_id(), refuses="Syunik"))
    assert "rooms are proposed or held" in told(refusal)


def test_a_wish_is_kept_as_said_and_the_card_says_which_region_it_names(outside: Outside) -> None:
    build(outside, ROOM)
    for wish, heard in (("Сюник", "Syunik"), ("Narnia", ""), ("", "")):
        household = arrive(outside)
        state_wishes(outside, OFFICER, household, WishesForm(wiring.new_id(), wish, (), wants_roof=True))
        card = see_household_card(outside, OFFICER, Purpose.HOUSE, household)
        assert (card.line.wish_region, card.wish_heard) == (wish, heard)


def test_a_refused_household_and_one_without_an_adult_wait_too(outside: Outside) -> None:
    """The page of today and the queue once counted differently: 599 households here, 622 there."""
    arrive(outside)
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 2, adults=0, wants_roof=True)
    register_household(outside, DESK, form)
    plan(outside)
    page = see_waiting(outside, OFFICER, Purpose.HOUSE)
    assert page.waiting_in_all == housing_queue(outside, OFFICER).without_room == 2
