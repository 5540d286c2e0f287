"""The same human in two records: forgotten in both when they ask for it, and told when one was left."""

from dataclasses import replace
from uuid import UUID

import pytest

from kinward import wiring
from kinward.casework.erase_person import erase_person
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.see_proposals import see_request
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.model.event import Actor, Draft
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
CASEWORKER = Actor("caseworker", "Yerevan 1", "receiving side", frozenset({"tracing_caseworker"}))
RIGHTS = Actor("rights", "office", "receiving side", frozenset({"data_protection_officer"}))
NAREK = PersonForm(names=(("Narek", NameKind.GIVEN),), age="41")


def arrive(outside: Outside, desk: Actor = DESK) -> str:
    return str(
        register_household(
            outside, desk, HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 1, (NAREK,))
        ).people[0]
    )


def seek(outside: Outside, caseworker: Actor = CASEWORKER) -> tuple[str, str]:
    form = TracingForm(wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(NAREK, "mother"),))
    request = str(take_tracing_request(outside, caseworker, form).requests[0])
    return request, outside.views.requests(None, 1, [request])[0].sought


def join(outside: Outside, outcome: str = "confirmed", **sides: str) -> None:
    value = {
        "probability": 0.9,
        "weight_bits": 20.0,
        "restricted": False,
        "reasons": [],
        "algorithm": "by hand",
        **sides,
    }
    proposal = wiring.new_id()
    for kind, field, said in (
        ("proposal_made", "proposal", value), ("proposal_decided", "decision", {"outcome": outcome, "reason": ""}),
    ):  # fmt: skip
        body = {"said": [{"field": field, "value": said}]}
        outside.journal.append(
            [Draft(wiring.new_id(), kind, proposal, body, "trace", wiring.now())], CASEWORKER
        )


@pytest.mark.parametrize("with_linked", [False, True])
def test_records_joined_by_a_confirmed_proposal_go_too_when_asked_for(
    outside: Outside, with_linked: bool
) -> None:
    first, twice, somebody_else = arrive(outside), arrive(outside), arrive(outside)
    request, sought = seek(outside)
    join(outside, about="tracing", request=request, person=first)
    join(outside, about="duplicate", person=first, other=twice)
    join(outside, "refused", about="duplicate", person=first, other=somebody_else)
    done = erase_person(outside, RIGHTS, wiring.new_id(), UUID(first), "asked", with_linked=with_linked)
    linked = {UUID(sought), UUID(twice)}
    assert (set(done.linked), set(done.linked_left)) == ((linked, set()) if with_linked else (set(), linked))
    erased = {
        one
        for one, line in outside.views.people([first, twice, sought, somebody_else]).items()
        if line.erased
    }
    assert erased == ({first, twice, sought} if with_linked else {first})
    assert outside.views.requests(None, 1, [request])[0].status == "closed", (
        "nobody is to be found by it again"
    )
    assert all((line.names == ()) for line in outside.views.people(sorted(erased)).values())


def test_another_controllers_search_is_its_own_to_close_and_it_sees_that_the_record_is_gone(
    outside: Outside,
) -> None:
    theirs = replace(CASEWORKER, organisation="tracing service", device="Yerevan 2")
    person = arrive(outside)
    request, _sought = seek(outside, theirs)
    join(outside, about="tracing", request=request, person=person)
    done = erase_person(outside, RIGHTS, wiring.new_id(), UUID(person), "asked")
    assert (done.requests_closed, done.linked_left) == ((), ()), (
        "who searches for whom is told to nobody else"
    )
    assert outside.views.requests(None, 1, [request])[0].status == "open"
    (seen,) = see_request(outside, theirs, request, Purpose.TRACE).proposals
    assert seen.erased


def test_linked_records_can_be_erased_later(outside: Outside) -> None:
    first, twice = arrive(outside), arrive(outside)
    join(outside, about="duplicate", person=first, other=twice)
    erase_person(outside, RIGHTS, wiring.new_id(), UUID(first), "asked")
    later = erase_person(outside, RIGHTS, wiring.new_id(), UUID(first), "asked", with_linked=True)
    assert (later.already, later.linked) == (True, (UUID(twice),))


def test_what_another_organisation_wrote_is_left_and_said(outside: Outside) -> None:
    first = arrive(outside)
    theirs = arrive(outside, Actor("registrar 2", "Vayk 2", "another", frozenset({"registrar"})))
    join(outside, about="duplicate", person=first, other=theirs)
    done = erase_person(outside, RIGHTS, wiring.new_id(), UUID(first), "asked", with_linked=True)
    assert (done.linked, done.linked_left) == ((), (UUID(theirs),))
