"""Between a yes and two people who speak with each other no step is left out, and no program brings bad news."""

from uuid import UUID

import pytest
from tests.casework.test_see_proposals import CASEWORKER, NAREK, OFFICER, arrive, crowd, seek

from kinward import wiring
from kinward.casework.decide_proposal import decide_proposal, take_contact_step
from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside, ProposalLine
from kinward.casework.see_proposals import see_proposal
from kinward.casework.whereabouts import state_fate
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose


def confirmed(outside: Outside) -> str:
    crowd(outside)
    arrive(outside, NAREK)
    seek(outside)
    wiring.meet_now()
    proposal = line(outside).id
    decide(outside, proposal, "confirmed")
    return proposal


def line(outside: Outside) -> ProposalLine:
    (found,) = outside.views.proposals(about="tracing")
    return found


def decide(outside: Outside, proposal: str, outcome: str) -> None:
    decide_proposal(outside, CASEWORKER, wiring.new_id(), proposal, outcome, "looked again", Purpose.TRACE)


def step(outside: Outside, proposal: str, step: str, form: UUID | None = None) -> None:
    take_contact_step(outside, CASEWORKER, form or wiring.new_id(), proposal, step, "", Purpose.TRACE)


def test_nobody_is_in_contact_before_both_sides_were_verified(outside: Outside) -> None:
    proposal, agreed = confirmed(outside), wiring.new_id()
    for _twice in range(2):
        step(outside, proposal, "agreed", agreed)
    for early in ("restored_contact", "family_reunification", "asked"):
        with pytest.raises(BadInputError):
            step(outside, proposal, early)
    step(outside, proposal, "verified")
    step(outside, proposal, "restored_contact")
    assert line(outside).contact_step == "restored_contact"


def test_a_decision_that_changes_takes_the_steps_on_the_old_one_with_it(outside: Outside) -> None:
    proposal = confirmed(outside)
    step(outside, proposal, "agreed")
    decide(outside, proposal, "refused")
    assert line(outside).contact_step == ""
    decide(outside, proposal, "confirmed")
    assert line(outside).contact_step == "", "they are asked anew"


def test_a_caseworker_takes_no_step_once_a_death_is_reported(outside: Outside) -> None:
    proposal = confirmed(outside)
    person, fates = line(outside).person, ("reported_dead", "alive")
    for fate, may in zip(fates, (False, True), strict=True):
        state_fate(outside, OFFICER, wiring.new_id(), person, fate, "a neighbour", Purpose.PROTECT)
        page = see_proposal(outside, wiring.name_tables(), CASEWORKER, proposal, Purpose.TRACE)
        assert page.may_take_step is may
        if not may:
            with pytest.raises(NothingHereError):
                step(outside, proposal, "asked")
