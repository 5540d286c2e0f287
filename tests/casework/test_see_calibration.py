"""The diagram is of what was decided, says when there is too little, and shows nobody."""

import pytest

from kinward import wiring
from kinward.casework.decide_proposal import decide_proposal
from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.see_calibration import decisions, see_calibration
from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
from kinward.model.event import Actor
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
CASEWORKER = Actor("caseworker", "Yerevan 1", "receiving side", frozenset({"tracing_caseworker"}))
AUDITOR = Actor("auditor", "Yerevan 3", "receiving side", frozenset({"auditor"}))


def test_who_is_unsure_counts_for_nothing_and_too_few_say_so(outside: Outside) -> None:
    for number, given in enumerate(("Narek", "Davit", "Aram")):
        person = PersonForm(
            names=((given, NameKind.GIVEN), ("Sargsyan", NameKind.FAMILY)), age=str(30 + 9 * number)
        )
        form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 1, (person,))
        register_household(outside, DESK, form)
        call = TracingForm(wiring.new_id(), "Anahit", "+374 77 000000", (SoughtForm(person),))
        take_tracing_request(outside, CASEWORKER, call)
    wiring.meet_now()
    lines = outside.views.proposals(about="tracing", outcome="")
    first = {line.request: line for line in reversed(lines)}
    for line, outcome in zip(first.values(), ("confirmed", "refused", "unsure"), strict=True):
        decide_proposal(outside, CASEWORKER, wiring.new_id(), line.id, outcome, "looked at", Purpose.TRACE)
    page = see_calibration(outside, CASEWORKER, Purpose.TRACE)
    assert (page.told.decisions, page.told.confirmed, page.unsure) == (2, 1, 1)
    assert (page.is_enough, page.scaling, page.missing) == (False, None, 198)
    assert sorted(one.shown.confirmed for one in decisions(outside)) == [False, True]
    with pytest.raises(BadInputError):
        wiring.model_scaled()


def test_whoever_does_not_trace_does_not_see_it(outside: Outside) -> None:
    with pytest.raises(NothingHereError):
        see_calibration(outside, AUDITOR, Purpose.AUDIT)
