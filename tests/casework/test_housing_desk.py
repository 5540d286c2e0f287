"""A desk offers from prices in memory: what was given since is not offered again, and everybody hears why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.casework.test_decide_placement import DESK, OFFICER, POLICY, ROOM, accept, arrive, build, plan, say
from tests.casework.test_roofs import give

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.housing_desk import Change, HousingDesk, offer, reprice, wants_repricing
from kinward.casework.housing_question import households_to_house
from kinward.casework.open_site import room_of
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, register_household
from kinward.casework.see_household_card import see_offers
from kinward.casework.see_occupancy import look_ahead, see_occupancy
from kinward.casework.see_waiting import see_waiting
from kinward.casework.try_housing import raise_if_nothing_to_try, try_change
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose


def priced(outside: Outside) -> HousingDesk:
    desk = HousingDesk(POLICY)
    assert wants_repricing(outside, desk)
    reprice(outside, desk)
    return desk


def first_rooms(outside: Outside, desk: HousingDesk, household: str) -> tuple[str, ...]:
    (line,) = outside.views.households(ids=[household])
    offered = offer(outside, desk, line)
    assert offered is not None
    return offered.decision.offers[0].rooms if offered.decision.offers else ()


def test_a_room_given_by_anybody_is_offered_to_nobody_else(outside: Outside) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    waited = arrive(outside)
    desk = priced(outside)
    later = [arrive(outside), arrive(outside)]
    given = first_rooms(outside, desk, waited)
    give(outside, OFFICER, waited, [UUID(room) for room in given])
    other = first_rooms(outside, desk, later[0])
    assert other
    assert set(other).isdisjoint(given)
    give(outside, OFFICER, later[0], [UUID(room) for room in other])
    assert first_rooms(outside, desk, later[1]) == ()


def test_a_room_that_came_free_is_offered_at_once_whoever_held_it_when_prices_were_reckoned(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    gone, refuses = arrive(outside), arrive(outside)
    plan(outside)
    accept(outside, gone)
    desk = priced(outside)
    later = arrive(outside)
    assert first_rooms(outside, desk, later) == ()
    decide_placements(outside, OFFICER, wiring.new_id(), [gone], "no_show", policy=POLICY)
    decide_placements(outside, OFFICER, wiring.new_id(), [refuses], "refused", "too far", policy=POLICY)
    offered = first_rooms(outside, desk, later)
    assert offered
    give(outside, OFFICER, later, [UUID(room) for room in offered])
    another = first_rooms(outside, desk, arrive(outside))
    assert another
    assert another != offered
    soon = wiring.now() + timedelta(minutes=3)
    assert not wants_repricing(outside, desk)
    monkeypatch.setattr(wiring, "_clocks", [lambda: soon])
    assert wants_repricing(outside, desk), "a room that came free has a price of its own before long"


def test_a_room_that_was_blocked_while_somebody_held_it_is_not_offered_when_they_leave(
    outside: Outside,
) -> None:
    form = build(outside, ROOM)
    household = arrive(outside)
    plan(outside)
    desk = priced(outside)
    say(outside, "room_stated", room_of(form, 0), "blocked", "the pipe burst")
    decide_placements(outside, OFFICER, wiring.new_id(), [household], "refused", "no", policy=POLICY)
    assert first_rooms(outside, desk, arrive(outside)) == ()


def test_a_room_proposed_twice_stays_with_the_one_who_still_holds_it(outside: Outside) -> None:
    form = build(outside, ROOM)
    households = [arrive(outside), arrive(outside)]
    place = {
        "state": "proposed", "site": outside.views.rooms()[0].site, "rooms": [str(room_of(form, 0))],
        "from": wiring.now().date().isoformat(), "plan": "p", "reasons": [],
    }  # fmt: skip
    for household in households:
        say(outside, "placement_proposed", UUID(household), "placement_proposal", place)
    desk = priced(outside)
    decide_placements(outside, OFFICER, wiring.new_id(), [households[1]], "refused", "no", policy=POLICY)
    assert first_rooms(outside, desk, arrive(outside)) == ()


def test_a_room_of_which_something_new_was_said_waits_for_the_next_prices(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = build(outside, ROOM)
    household = arrive(outside)
    desk = priced(outside)
    assert first_rooms(outside, desk, household)
    say(outside, "room_stated", room_of(form, 0), "blocked", "the pipe burst")
    assert first_rooms(outside, desk, household) == ()
    say(outside, "room_stated", room_of(form, 0), "blocked", "")
    assert not wants_repricing(outside, desk)
    soon = wiring.now() + timedelta(minutes=3)
    monkeypatch.setattr(wiring, "_clocks", [lambda: soon])
    assert wants_repricing(outside, desk), "a room that may be open again is not left for half an hour"
    reprice(outside, desk)
    assert first_rooms(outside, desk, household)


def test_the_card_says_why_and_its_points_add_up(outside: Outside) -> None:
    form = build(outside, ROOM, replace(ROOM, number="102", accessible=False))
    household = arrive(outside, needs=("mobility",))
    desk = priced(outside)
    seen = see_offers(outside, OFFICER, Purpose.HOUSE, household, desk)
    assert seen is not None
    assert [one.rooms for one in seen.offers] == [("101",)]
    best = seen.offers[0].offer
    assert best.points == sum(term.points for term in best.terms)
    assert best.net == best.points - best.price
    assert [(rule.rule.value, rule.rooms) for rule in seen.left.removed] == [("accessible", 1)]
    assert (seen.left.rooms, seen.left.sites, seen.left.sites_lawful, seen.left.largest) == (2, 1, 1, 2)
    give(outside, OFFICER, arrive(outside), [room_of(form, 1)])
    seen = see_offers(outside, OFFICER, Purpose.HOUSE, household, desk)
    assert seen is not None
    assert (seen.left.rooms, seen.left.removed) == (1, ()), "a room that was given is none of the free ones"


def test_the_list_and_the_cards_count_one_queue(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kinward.casework.see_waiting.HOUSEHOLDS_A_PAGE", 4)
    build(outside, ROOM, replace(ROOM, number="102", accessible=False))
    households = [arrive(outside, people=1 + number % 2) for number in range(9)]
    desk = priced(outside)
    assert desk.priced is not None
    served = desk.priced.served
    households.append(arrive(outside))
    pages = [
        see_waiting(outside, OFFICER, Purpose.HOUSE, POLICY.bands, served=served, page=number)
        for number in (1, 2, 3, 99)
    ]
    assert [(page.first, page.last, page.many, page.pages) for page in pages[:3]] == [
        (1, 4, 10, 3), (5, 8, 10, 3), (9, 10, 10, 3),
    ]  # fmt: skip
    assert pages[3] == pages[2], "there is no page after the last"
    listed = [one for page in pages[:3] for one in page.waiting]
    assert {one.line.id for one in listed} == set(households)
    assert listed[-1].line.id == households[-1], "whoever came after the prices stands last"
    assert [one.line.id for one in listed] != households, "the order is the planner's and not the arrivals'"
    for one in listed:
        seen = see_offers(outside, OFFICER, Purpose.HOUSE, one.line.id, desk)
        assert seen is not None
        assert seen.turn is not None
        assert (seen.turn.place, seen.turn.many) == (one.place, 10)


def test_whoever_holds_rooms_has_no_number_in_a_queue(outside: Outside) -> None:
    build(outside, ROOM)
    household = arrive(outside)
    arrive(outside)
    plan(outside)
    desk = priced(outside)
    (holds,) = outside.views.households(state="proposed")
    seen = see_offers(outside, OFFICER, Purpose.HOUSE, holds.id, desk)
    assert seen is not None
    assert (seen.turn, seen.would_change) == (None, ())
    waits = next(line for line in outside.views.households() if line.id != holds.id)
    seen = see_offers(outside, OFFICER, Purpose.HOUSE, waits.id, desk)
    assert seen is not None
    assert seen.turn is not None
    assert (seen.turn.place, seen.turn.many) == (1, 1)
    assert household in {holds.id, waits.id}
    assert (seen.left.rooms, seen.left.removed) == (0, ()), "rules take nothing from no free room"


def test_the_days_ahead_count_places_that_fit_and_a_change_is_only_tried(outside: Outside) -> None:
    build(outside, replace(ROOM, beds=4))
    for _household in range(2):
        arrive(outside, people=2)
    desk = priced(outside)
    outlook = look_ahead(outside, desk)
    first = outlook.days[0].on
    assert (first.people_in_need, first.beds, first.missing_beds, first.missing_places) == (4, 4, 0, 2)
    before = outside.journal.changed_since(0, "household")
    outcome = try_change(desk, Change(open_rooms=1, open_beds=2, open_region="Syunik", open_winterised=True))
    assert outcome is not None
    assert (outcome.people_housed_before, outcome.people_housed) == (2, 4)
    assert outside.journal.changed_since(0, "household") == before


def came(outside: Outside, days_ago: int, community: str = "", **said: Any) -> str:
    at = wiring.now() - timedelta(days=days_ago)
    said = {"wants_roof": True, "people": 2, "adults": 2} | said
    form = HouseholdForm(wiring.new_id(), "Goris", at, community=community, **said)
    return str(register_household(outside, DESK, form).household)


def test_whose_hosting_ends_is_in_the_need_from_that_day_and_in_what_is_missing(outside: Outside) -> None:
    build(outside, ROOM, replace(ROOM, number="102"))
    today = wiring.now().astimezone(outside.zone).date()
    arrive(outside)
    for in_days in (3, 3, 60):
        came(
            outside,
            1,
            wants_roof=False,
            people=3,
            adults=3,
            own_lodging_until=today + timedelta(days=in_days),
        )
    desk = priced(outside)
    days = look_ahead(outside, desk).days
    assert [day.on.people_in_need for day in days[:4]] == [2, 2, 2, 2]
    assert [day.with_hosted.people_in_need for day in days[:4]] == [2, 2, 2, 8]
    assert [day.hosting_ends for day in days[:4]] == [0, 0, 0, 6]
    assert (days[4].on.missing_places, days[4].with_hosted.missing_places) == (0, 6), (
        "they take no room from who asked"
    )
    page = see_occupancy(outside, OFFICER, Purpose.HOUSE, desk)
    assert page.second_wave == 6
    assert page.last == days[-1]


def test_nights_waited_are_counted_to_the_day_they_had_rooms_and_never_below_none(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = build(outside, *(replace(ROOM, number=str(number)) for number in range(12)))
    for number in range(12):
        give(outside, OFFICER, came(outside, days_ago=number % 2 * 4), [room_of(form, number)])
    later = wiring.now() + timedelta(days=7)
    monkeypatch.setattr(wiring, "_clocks", [lambda: later])
    everybody = look_ahead(outside, HousingDesk(POLICY)).fair[0]
    assert everybody.nights_waiting == 2.0


def test_more_arrivals_are_a_share_of_everybody_who_asked_and_a_lost_site_sends_its_people_away(
    outside: Outside,
) -> None:
    two = build(outside, ROOM, replace(ROOM, number="102"))
    for number in range(2):
        give(outside, OFFICER, arrive(outside), [room_of(two, number)])
    for _household in range(3):
        arrive(outside)
    desk = priced(outside)
    look_ahead(outside, desk)
    more = try_change(desk, Change(more_percent=40))
    assert more is not None
    assert (more.people_before, more.people, more.people_housed_before, more.people_housed) == (10, 14, 4, 4)
    fewer = try_change(desk, Change(more_percent=-20))
    assert fewer is not None
    assert (fewer.people, fewer.people_housed) == (8, 4), "who has rooms has come"
    lost = try_change(desk, Change(lose=outside.views.rooms()[0].site))
    assert lost is not None
    assert (lost.people, lost.people_housed, lost.waiting_by_size) == (10, 0, {2: 5})


def test_a_place_written_in_four_scripts_is_one_community_and_one_region(outside: Outside) -> None:
    build(outside, *(replace(ROOM, number=str(number)) for number in range(14)))
    for name in 6 * ("Stepanakert", "Ստեփանակերտ") + ("Степанакерт", "Xankəndi"):
        came(outside, 1, name, wish_region="Сюник")
    asked = households_to_house(outside, outside.views.households())
    assert len({one.community for one in asked}) == 1
    assert {one.wish_region for one in asked} == {"Syunik"}
    fair = look_ahead(outside, HousingDesk(POLICY)).fair
    assert [(row.group, row.households) for row in fair if row.by == "community"] == [("Stepanakert", 14)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change(open_rooms=-3, open_beds=2), "from 0 to 500 rooms"),
        (Change(open_rooms=3), "how many beds"),
        (Change(more_percent=400), "per cent"),
        (Change(), "nothing is changed"),
    ],
)
def test_a_change_that_cannot_be_tried_is_told_why(change: Change, told: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        raise_if_nothing_to_try(change)
    assert told in "; ".join(str(problem.what) for problem in refusal.value.problems)
