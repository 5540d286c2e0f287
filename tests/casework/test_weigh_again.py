"""One request's odds never contradict each other, a refusal stays, nobody meets twice, and hidden people leave no trace."""

from dataclasses import replace

import pytest

from kinward import wiring
from kinward.casework.correct_value import correct_value
from kinward.casework.decide_proposal import decide_proposal
from kinward.casework.meet import Meeting
from kinward.casework.ports import Outside, ProposalLine
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.see_proposals import see_proposal, see_request
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.casework.weigh_again import kept_proposals
from kinward.model.event import Actor
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind
from kinward.reunite.calibration import Decided

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
CASEWORKER = Actor("caseworker", "Yerevan 1", "receiving side", frozenset({"tracing_caseworker"}))
OFFICER = Actor("officer", "Yerevan 2", "receiving side", frozenset({"child_protection_officer"}))
NAREK = PersonForm(
    names=(("Narek", NameKind.GIVEN), ("Sargsyan", NameKind.FAMILY)), sex="m", age="41", place="Martakert",
)  # fmt: skip

LIKE_HIM = replace(NAREK, sex="")  # a little less sure
VAGUE = PersonForm(names=(("Narek", NameKind.GIVEN),), sex="m")


def arrive(outside: Outside, *persons: PersonForm) -> str:
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), len(persons), persons)
    return str(register_household(outside, DESK, form).people[0])


def seek(outside: Outside, sought: PersonForm = NAREK) -> str:
    form = TracingForm(wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(sought, "mother"),))
    return str(take_tracing_request(outside, CASEWORKER, form).requests[0])


def crowd(outside: Outside) -> None:
    for number in range(15):
        arrive(outside, PersonForm(names=(("Davit", NameKind.GIVEN),), age=str(20 + number)))


def proposals(outside: Outside, request: str) -> dict[str, ProposalLine]:
    return {line.person: line for line in outside.views.proposals(request=request)}


def said(outside: Outside, request: str) -> dict[str, dict[str, float]]:
    kept = kept_proposals(outside, [request])[request]
    return {one.line.person: dict(one.said) for one in kept if one.line.outcome in {"", "unsure"}}


def refuse(outside: Outside, proposal: str) -> None:
    decide_proposal(
        outside, CASEWORKER, wiring.new_id(), proposal, "refused", "another village", Purpose.TRACE
    )


def test_the_odds_of_one_request_are_said_again_together(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside)
    first = arrive(outside, NAREK)
    assert wiring.meet_now().proposals == 1
    alone = said(outside, request)[first]["probability"]
    second = arrive(outside, LIKE_HIM)
    met = wiring.meet_now()
    assert (met.proposals, met.weighed_again) == (1, 1)
    now = said(outside, request)
    assert now[first]["probability"] < alone
    assert sum(one["probability"] for one in now.values()) + now[second]["not_registered"] <= 1
    assert now[first]["not_registered"] == now[second]["not_registered"]
    page = see_request(outside, CASEWORKER, request, Purpose.TRACE)
    assert [one.proposal.person for one in page.proposals] == [first, second]
    shown = sum(one.proposal.probability for one in page.proposals)
    assert shown + page.none_of_these == pytest.approx(1.0)
    assert page.none_of_these >= now[first]["not_registered"]
    opened = see_proposal(
        outside, wiring.name_tables(), CASEWORKER, page.proposals[0].proposal.id, Purpose.TRACE
    )
    assert (opened.at_first, opened.proposal.probability) == (alone, now[first]["probability"])
    assert opened.not_registered == now[first]["not_registered"]


def test_a_refusal_leaves_its_chance_to_the_others(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside, VAGUE)
    first, second = arrive(outside, NAREK), arrive(outside, LIKE_HIM)
    wiring.meet_now()
    before = said(outside, request)
    refuse(outside, proposals(outside, request)[first].id)
    assert wiring.meet_now().weighed_again == 1
    after = said(outside, request)
    assert set(after) == {second}
    assert after[second]["probability"] > before[second]["probability"]
    assert after[second]["not_registered"] > before[second]["not_registered"]


def test_refused_stays_refused_until_something_new_speaks_for_it(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside, replace(NAREK, phones=("+374 91 123456",)))
    person = arrive(outside, NAREK)
    wiring.meet_now()
    refused = proposals(outside, request)[person].id
    refuse(outside, refused)
    correct(outside, person, PersonForm(place="Shushi"))
    assert wiring.meet_now().proposals == 0, "what speaks against them is no reason to ask again"
    correct(outside, person, PersonForm(phones=("091 123456",)))
    assert wiring.meet_now().proposals == 1
    (fresh,) = (line for line in outside.views.proposals(request=request) if line.outcome == "")
    assert fresh.id != refused
    page = see_proposal(outside, wiring.name_tables(), CASEWORKER, fresh.id, Purpose.TRACE)
    assert page.refused_before is not None
    assert (page.refused_before.by, page.refused_before.reason) == ("caseworker", "another village")
    assert [reason.comparison for reason in page.refused_before.new] == ["phone"]
    refuse(outside, fresh.id)
    wiring.meeting.cache_clear()
    correct(outside, person, PersonForm(age="41"))
    assert wiring.meet_now().proposals == 0


def correct(outside: Outside, person: str, form: PersonForm) -> None:
    correct_value(outside, OFFICER, wiring.new_id(), person, form, Purpose.PROTECT)


def test_after_a_restart_only_those_meet_who_came_since(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside)
    arrive(outside, NAREK)
    assert wiring.meet_now().people == 16
    wiring.meeting.cache_clear()
    arrive(outside, LIKE_HIM)
    met = wiring.meet_now()
    assert (met.people, met.requests, met.proposals) == (1, 0, 1)
    assert len(proposals(outside, request)) == 2


def test_with_another_algorithm_everyone_meets_again(outside: Outside) -> None:
    crowd(outside)
    seek(outside)
    arrive(outside, NAREK)
    wiring.meet_now()
    other = wiring.new_meeting()
    other.algorithm = "evidence-99 names-99"
    from kinward.casework.meet import meet

    assert meet(outside, other, wiring.machine("tracing service")).people == 16


def test_somebody_hidden_who_fits_changes_nothing_that_is_said_of_the_others(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside)
    shown = arrive(outside, NAREK)
    wiring.meet_now()
    before = see_request(outside, CASEWORKER, request, Purpose.TRACE)
    hidden = arrive(outside, replace(NAREK, tell_nobody=True))
    wiring.meet_now()
    after = see_request(outside, CASEWORKER, request, Purpose.TRACE)
    assert [one.proposal.person for one in after.proposals] == [shown]
    # One more registered, and that moves the chance a little, whoever it is.
    assert after.none_of_these == pytest.approx(before.none_of_these, abs=0.01)
    officers = see_request(outside, OFFICER, request, Purpose.TRACE)
    mine = {one.proposal.person: one.proposal.probability for one in officers.proposals}
    assert set(mine) == {shown, hidden}
    assert sum(mine.values()) <= 1
    assert mine[shown] < after.proposals[0].proposal.probability / 1.5


def test_enough_decisions_scale_what_is_said(outside: Outside) -> None:
    crowd(outside)
    meeting: Meeting = wiring.meeting()
    chances = [0.15 + 0.8 * number / 300 for number in range(300)]
    # Half as often as was said.
    meeting.decided = {
        str(number): Decided(chance, number % 20 < 10 * chance) for number, chance in enumerate(chances)
    }
    request = seek(outside, VAGUE)
    person = arrive(outside, NAREK)
    wiring.meet_now()
    one = said(outside, request)[person]
    assert one["probability"] < one["uncalibrated"] - 0.05
    assert one["scaled"]["decisions"] == 300  # type: ignore[index]  # the line that was used


def test_a_decision_counts_once_and_undecided_not_at_all(outside: Outside) -> None:
    crowd(outside)
    request = seek(outside)
    first, second = arrive(outside, NAREK), arrive(outside, LIKE_HIM)
    wiring.meet_now()
    lines = proposals(outside, request)
    refuse(outside, lines[second].id)
    decide_proposal(outside, CASEWORKER, wiring.new_id(), lines[first].id, "unsure", "", Purpose.TRACE)
    wiring.meet_now()
    assert [one.confirmed for one in wiring.meeting().decided.values()] == [False]
    decide_proposal(outside, CASEWORKER, wiring.new_id(), lines[second].id, "unsure", "", Purpose.TRACE)
    wiring.meet_now()
    assert not wiring.meeting().decided
