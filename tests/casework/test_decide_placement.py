"""A room is given to one household, and only while people may sleep in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.open_site import RoomForm, SiteForm, open_sites, room_of
from kinward.casework.plan_housing import asked_on, plan_housing
from kinward.casework.ports import HouseholdLine, Outside
from kinward.casework.register_household import HouseholdForm, register_household
from kinward.house.plan import answer as best_plan
from kinward.model.event import Actor, Draft
from kinward.model.problem import BadInputError

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
OFFICER = Actor("officer", "Yerevan 3", "receiving side", frozenset({"housing_officer"}))
POLICY = replace(wiring.housing_policy(), winterised_from=date(2100, 11, 1))


def arrive(outside: Outside, people: int = 2, needs: tuple[str, ...] = ()) -> str:
    form = HouseholdForm(
        wiring.new_id(), "Goris", wiring.now(), people, adults=people, needs=needs, wants_roof=True
    )
    return str(register_household(outside, DESK, form).household)


def build(outside: Outside, *rooms: RoomForm) -> SiteForm:
    form = SiteForm(wiring.new_id(), "Hotel Mirhav", "hotel", "Syunik", rooms=rooms)
    open_sites(outside, OFFICER, [form])
    return form


def plan(outside: Outside) -> None:
    plan_housing(outside, OFFICER, wiring.new_id(), POLICY, wiring.now().date())


def say(outside: Outside, kind: str, subject: UUID, field: str, value: object) -> None:
    body = {"said": [{"field": field, "value": value}]}
    outside.journal.append([Draft(wiring.new_id(), kind, subject, body, "house", wiring.now())], OFFICER)


def accept(outside: Outside, *households: str) -> int:
    return decide_placements(outside, OFFICER, wiring.new_id(), households, "placed", policy=POLICY)


def refused(outside: Outside, *households: str) -> str:
    with pytest.raises(BadInputError) as refusal:
        accept(outside, *households)
    assert not outside.views.households(state="placed")
    return "; ".join(str(problem.what) for problem in refusal.value.problems)


ROOM = RoomForm("101", 2, accessible=True, winterised=True)


def test_a_room_proposed_to_two_households_is_given_to_neither_in_one_decision(outside: Outside) -> None:
    form = build(outside, ROOM)
    households = [arrive(outside), arrive(outside)]
    day = wiring.now().date().isoformat()
    place = {
        "state": "proposed", "site": str(wiring.new_id()), "rooms": [str(room_of(form, 0))], "from": day, "plan": "p",
        "reasons": [],
    }  # fmt: skip
    place["site"] = outside.views.rooms()[0].site
    for household in households:
        say(outside, "placement_proposed", UUID(household), "placement_proposal", place)
    assert "more than one" in refused(outside, *households)


def test_two_plans_made_at_once_do_not_propose_one_room_twice(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second officer plans between the first one's looking and writing."""
    build(outside, ROOM)
    arrive(outside)
    arrive(outside)
    between: list[Callable[[], None]] = [lambda: plan(outside)]

    def slow(*args: object, **named: object) -> object:
        found = best_plan(*args, **named)  # type: ignore[arg-type]  # handed on
        if between:
            between.pop()()
        return found

    monkeypatch.setattr("kinward.casework.plan_housing.best_plan", slow)
    with pytest.raises(BadInputError):
        plan(outside)
    assert len(outside.views.households(state="proposed")) == 1


def test_a_typed_reason_is_kept_as_words_and_not_as_a_sentence_with_gaps(outside: Outside) -> None:
    build(outside, ROOM)
    household = arrive(outside)
    plan(outside)
    typed = "too small {sic"
    decide_placements(outside, OFFICER, wiring.new_id(), [household], "refused", typed, policy=POLICY)
    (reason,) = outside.views.households(ids=[household])[0].reasons
    assert (reason.values, str(reason)) == ({"words": typed}, typed)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"blocked": "the pipe burst"}, "blocked"),
        ({"available_until": "2000-01-01"}, "slept in"),
        ({"available_from": "2999-01-01"}, "slept in"),
        ({"beds": 1}, "no longer hold"),
        ({"accessible": False}, "not accessible"),
        ({"winterised": False}, "not winterised"),
    ],
)
def test_a_room_that_changed_after_it_was_proposed_is_not_given(
    outside: Outside, change: dict[str, object], told: str
) -> None:
    form = build(outside, ROOM)
    household = arrive(outside, needs=("mobility", "winter"))
    plan(outside)
    line = outside.views.rooms()[0]
    if "blocked" in change:
        say(outside, "room_stated", room_of(form, 0), "blocked", change["blocked"])
    else:
        room = {
            "site": line.site, "number": line.number, "tier": line.tier, "beds": line.beds, "m2": line.m2,
            "accessible": line.accessible, "winterised": line.winterised, "available_from": "", "available_until": "",
        }  # fmt: skip
        say(outside, "room_stated", room_of(form, 0), "room", room | change)
    assert told in refused(outside, household)


def test_what_an_officer_has_in_front_of_them_is_what_is_decided(
    outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else decides between this officer's reading and writing."""
    build(outside, ROOM)
    household = arrive(outside)
    plan(outside)
    journal = type(outside.journal)
    append = journal.append
    before: list[str] = ["refused"]

    def late(self: object, *args: object, **named: object) -> object:
        if before:
            outcome = before.pop()
            decide_placements(
                outside, OFFICER, wiring.new_id(), [household], outcome, "too far", policy=POLICY
            )
        return append(self, *args, **named)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(journal, "append", late)
    assert "no proposal" in refused(outside, household)


def test_a_decision_sent_twice_decides_once(outside: Outside) -> None:
    build(outside, ROOM)
    household = arrive(outside)
    plan(outside)
    form = wiring.new_id()
    done = [decide_placements(outside, OFFICER, form, [household], "placed", policy=POLICY) for _ in range(2)]
    assert done == [1, 0]
    lines: list[HouseholdLine] = outside.views.households(state="placed")
    assert [line.id for line in lines] == [household]


def test_the_day_is_the_day_of_this_site(outside: Outside) -> None:
    """Who came at one in the morning in Goris came on that day, which in UTC was still the evening before."""
    here = replace(outside, zone=ZoneInfo("Asia/Yerevan"))
    at = datetime(2023, 9, 27, 1, 0, tzinfo=here.zone)
    form = HouseholdForm(wiring.new_id(), "Goris", at, 2, adults=2, wants_roof=True, happened_at=at)
    register_household(outside, DESK, form)
    (asked,) = asked_on(here, date(2023, 9, 27), POLICY, OFFICER).households
    assert asked.arrived_on == date(2023, 9, 27)
    assert asked_on(here, date(2023, 9, 26), POLICY, OFFICER).households == ()


def test_whoever_refused_is_given_other_rooms_and_never_the_same_site_by_a_plan(outside: Outside) -> None:
    first = build(outside, ROOM)
    household = arrive(outside)
    plan(outside)
    decide_placements(outside, OFFICER, wiring.new_id(), [household], "refused", "too far", policy=POLICY)
    plan(outside)
    (line,) = outside.views.households(ids=[household])
    assert (line.state, line.rooms) == ("waiting", ()), "the only site is the one they refused"
    second = build(outside, ROOM)
    plan(outside)
    assert accept(outside, household) == 1
    given = {room.id for room in outside.views.rooms() if room.household == household}
    assert given == {str(room_of(second, 0))} != {str(room_of(first, 0))}
