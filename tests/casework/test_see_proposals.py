"""Whoever is shown stands in the read log, with what was shown; whoever is held is shown on neither side."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from kinward import wiring
from kinward.casework.child_protection import decide_child_protection
from kinward.casework.decide_proposal import decide_proposal
from kinward.casework.group_arrival import GroupForm, register_group
from kinward.casework.hold import place_hold
from kinward.casework.opening import NothingHereError
from kinward.casework.permissions import PermissionForm, give_permission
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.see_person import see_person
from kinward.casework.see_proposals import AskedByTheCall, see_proposal, see_proposals, see_request
from kinward.casework.see_queues import see_children_to_assess, see_holds
from kinward.casework.see_requests import see_requests
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.model.event import Actor
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
CASEWORKER = Actor("caseworker", "Yerevan 1", "receiving side", frozenset({"tracing_caseworker"}))
OFFICER = Actor("officer", "Yerevan 2", "receiving side", frozenset({"child_protection_officer"}))
NAREK = PersonForm(
    names=(("Narek", NameKind.GIVEN), ("Sargsyan", NameKind.FAMILY)), age="41", place="Martakert",
    phones=("+374 91 123456",),
)  # fmt: skip


MOTHER = PersonForm(names=(("Gayane", NameKind.GIVEN), ("Sargsyan", NameKind.FAMILY)), age="34")

SERVICE = "tracing service"
THEIR_CASEWORKER = replace(CASEWORKER, organisation=SERVICE)
THEIR_OFFICER = replace(OFFICER, organisation=SERVICE)


def arrive(outside: Outside, *persons: PersonForm) -> tuple[UUID, ...]:
    form = HouseholdForm(
        wiring.new_id(), "Goris", wiring.now(), len(persons), persons, shared_with=(SERVICE,)
    )
    return register_household(outside, DESK, form).people


def seek(outside: Outside, enquirer: UUID | None = None, sought: PersonForm = NAREK) -> str:
    form = TracingForm(
        wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(sought, "mother"),), enquirer_person=enquirer
    )  # fmt: skip
    return str(take_tracing_request(outside, CASEWORKER, form).requests[0])


def crowd(outside: Outside) -> None:
    for number in range(15):
        arrive(outside, PersonForm(names=(("Davit", NameKind.GIVEN),), age=str(20 + number)))


def shown_to(actor: Actor) -> dict[str, set[str]]:
    from kinward.storage.models import ReadLogEntry

    shown: dict[str, set[str]] = {}
    for entry in ReadLogEntry.objects.filter(actor=actor.account, answer="shown", subject_kind="person"):
        shown.setdefault(entry.subject, set()).update(entry.fields.split())
    return shown


def test_every_list_says_whom_it_showed(outside: Outside) -> None:
    crowd(outside)
    narek = str(arrive(outside, NAREK)[0])
    request = seek(outside)
    wiring.meet_now()
    line = outside.views.requests(None, 1, [request])[0]
    see_requests(outside, CASEWORKER, Purpose.TRACE)
    assert set(shown_to(CASEWORKER)) == {line.sought, line.enquirer}
    see_proposals(outside, CASEWORKER, Purpose.TRACE, about="tracing")
    assert set(shown_to(CASEWORKER)) == {line.sought, line.enquirer, narek}
    see_request(outside, CASEWORKER, request, Purpose.TRACE)
    assert set(shown_to(CASEWORKER)) == {line.sought, narek, line.enquirer}
    assert not shown_to(CASEWORKER)[narek] & {"alone", "protection_status", "phone", "household"}


def test_a_telephone_shown_in_a_reason_is_a_telephone_read(outside: Outside) -> None:
    crowd(outside)
    narek = str(arrive(outside, NAREK)[0])
    seek(outside)
    wiring.meet_now()
    proposal = outside.views.proposals(about="tracing")[0]
    seen = see_proposal(outside, wiring.name_tables(), CASEWORKER, proposal.id, Purpose.TRACE)
    assert any(reason.comparison == "phone" and reason.theirs for reason in seen.reasons)
    assert shown_to(CASEWORKER)[narek] == {"name", "sex", "age", "born", "place", "address_before", "phone"}


def test_an_enquirer_who_is_held_is_not_shown(outside: Outside) -> None:
    mother = arrive(outside, replace(NAREK, names=(("Anahit", NameKind.GIVEN),)))[0]
    request = seek(outside, mother)
    assert see_request(outside, CASEWORKER, request, Purpose.TRACE).enquirer is not None
    place_hold(outside, OFFICER, wiring.new_id(), str(mother), "afraid", Purpose.PROTECT)
    assert see_request(outside, CASEWORKER, request, Purpose.TRACE).enquirer is None
    assert see_request(outside, OFFICER, request, Purpose.TRACE).enquirer is not None


def test_a_sought_person_who_is_held_is_not_shown_in_a_list(outside: Outside) -> None:
    crowd(outside)
    arrive(outside, NAREK)
    request = seek(outside)
    wiring.meet_now()
    sought = outside.views.requests(None, 1, [request])[0].sought
    place_hold(outside, OFFICER, wiring.new_id(), sought, "afraid", Purpose.PROTECT)
    assert see_proposals(outside, CASEWORKER, Purpose.TRACE, about="tracing").rows == ()


@pytest.mark.parametrize("registered", [False, True])
def test_what_a_call_asks_for_is_read_where_somebody_works_on_it(outside: Outside, registered: bool) -> None:
    crowd(outside)
    arrive(outside, NAREK)
    form = TracingForm(
        wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(NAREK, "mother"),), "her husband", "I live",
        arrive(outside, MOTHER)[0] if registered else None,
    )  # fmt: skip
    request = str(take_tracing_request(outside, CASEWORKER, form).requests[0])
    wiring.meet_now()
    (proposal,) = outside.views.proposals(request=request)
    pages = (
        see_request(outside, CASEWORKER, request, Purpose.TRACE),
        see_proposal(outside, wiring.name_tables(), CASEWORKER, proposal.id, Purpose.TRACE),
    )
    for page in pages:
        assert page.asked == AskedByTheCall(("her husband",), ("+374 77 000000",), ("I live",))


def test_nobody_is_named_enquirer_whose_record_may_not_be_opened(outside: Outside) -> None:
    mother = arrive(outside, replace(NAREK, tell_nobody=True))[0]
    for somebody in (mother, wiring.new_id()):
        with pytest.raises(NothingHereError):
            seek(outside, somebody)


@pytest.mark.parametrize("care", [{"tell_nobody": True}, {"seems_alone": True, "age": "8"}])
def test_an_officer_of_the_tracing_service_sees_who_is_kept_from_its_caseworkers(
    outside: Outside, care: dict[str, Any]
) -> None:
    person = str(arrive(outside, replace(NAREK, **care))[0])
    assert see_person(outside, THEIR_OFFICER, person, Purpose.TRACE).person.id == person
    if "tell_nobody" in care:
        assert len(see_holds(outside, THEIR_OFFICER, Purpose.PROTECT)) == 1
    else:
        assert len(see_children_to_assess(outside, THEIR_OFFICER, Purpose.PROTECT).children) == 1
    with pytest.raises(NothingHereError):
        see_person(outside, THEIR_CASEWORKER, person, Purpose.TRACE)


@pytest.mark.parametrize(("tell_nobody", "basis"), [(False, "public_interest"), (True, "vital_interest")])
def test_every_registration_is_shared_for_tracing_and_says_why(
    outside: Outside, tell_nobody: bool, basis: str
) -> None:
    person = arrive(outside, replace(NAREK, tell_nobody=tell_nobody))[0]
    (permission,) = outside.journal.record(person, "person").standing("permission")
    assert (permission.value["recipient"], permission.value["basis"]) == (SERVICE, basis)


def test_a_pair_is_shown_to_whom_both_records_are_shared_with(outside: Outside) -> None:
    crowd(outside)
    arrive(outside, NAREK)
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 1, (NAREK,))
    unshared = register_household(outside, DESK, form).people[0]
    wiring.meet_now()
    assert outside.views.proposals(about="duplicate")
    assert see_proposals(outside, OFFICER, Purpose.PROTECT, about="duplicate").rows
    for purpose in ("house", "trace"):
        assert see_proposals(outside, THEIR_OFFICER, Purpose.PROTECT, about="duplicate").rows == ()
        shared = PermissionForm(wiring.new_id(), purpose, SERVICE, "public_interest", "self")
        give_permission(outside, OFFICER, str(unshared), shared, Purpose.PROTECT)
    (seen,) = see_proposals(outside, THEIR_OFFICER, Purpose.PROTECT, about="duplicate").rows
    assert seen.person is not None
    assert seen.sought is not None


ALONE = replace(NAREK, age="8", seems_alone=True)


def of_an_institution(outside: Outside) -> None:
    form = GroupForm(
        wiring.new_id(), "Home 1", "childrens_home", "Goris", wiring.now(), 1, persons=(replace(NAREK, age="8"),),
        shared_with=(SERVICE,),
    )  # fmt: skip
    register_group(outside, DESK, form)


@pytest.mark.parametrize("hidden", ["alone", "institution"])
def test_a_call_about_a_hidden_child_reaches_the_restricted_queue_only(outside: Outside, hidden: str) -> None:
    crowd(outside)
    if hidden == "alone":
        arrive(outside, ALONE)
    else:
        of_an_institution(outside)
    request = seek(outside, sought=replace(NAREK, age="8"))
    wiring.meet_now()
    assert [line.restricted for line in outside.views.proposals(about="tracing")] == [True]
    assert see_proposals(outside, CASEWORKER, Purpose.TRACE, about="tracing").rows == ()
    assert see_request(outside, CASEWORKER, request, Purpose.TRACE).proposals == ()
    (seen,) = see_proposals(outside, OFFICER, Purpose.TRACE, about="tracing", restricted=True).rows
    assert seen.person is not None
    assert seen.sought is not None
    decide_proposal(outside, OFFICER, wiring.new_id(), seen.proposal.id, "confirmed", "", Purpose.TRACE)


def test_a_proposal_made_before_the_child_was_assessed_is_hidden_too(outside: Outside) -> None:
    crowd(outside)
    child = str(arrive(outside, replace(NAREK, age="8"), MOTHER)[0])
    request = seek(outside, sought=replace(NAREK, age="8"))
    wiring.meet_now()
    (shown,) = see_request(outside, CASEWORKER, request, Purpose.TRACE).proposals
    decide_child_protection(outside, OFFICER, wiring.new_id(), child, "separated", "came with an aunt")
    assert see_request(outside, CASEWORKER, request, Purpose.TRACE).proposals == ()
    with pytest.raises(NothingHereError):
        see_proposal(outside, wiring.name_tables(), CASEWORKER, shown.proposal.id, Purpose.TRACE)
    assert see_proposal(outside, wiring.name_tables(), OFFICER, shown.proposal.id, Purpose.TRACE).may_decide
