"""A later decision about a figure undoes nothing of an earlier one unseen, and an edit is what a planner can read."""

from typing import Any

import pytest

from kinward import wiring
from kinward.casework.decide_claim import decide_claims, mark_claim
from kinward.casework.make_forecast import planning_claims
from kinward.casework.ports import ClaimLine, Outside
from kinward.casework.read_report import read_report
from kinward.model.event import Actor
from kinward.model.problem import BadInputError
from kinward.model.report import Report

ANALYST = Actor("analyst", "Goris 1", "receiving side", frozenset({"analyst"}))
OTHER = Actor("second analyst", "Goris 2", "receiving side", frozenset({"analyst"}))
TEXT = "The mayor said on Friday (September 22) that 300 people had arrived.\n"


def figure(outside: Outside) -> ClaimLine:
    reading = wiring.reading_of(Report("typed.txt", TEXT, None, "A newspaper"))
    read_report(outside, ANALYST, wiring.new_id(), reading)
    return next(one for one in outside.views.claims() if one.kind == "figure")


def edit(outside: Outside, actor: Actor, claim: str, shown_as: str, **edits: Any) -> None:
    decide_claims(outside, actor, wiring.new_id(), [claim], "edited", edits, shown_as=shown_as)


def now(outside: Outside, claim: str) -> ClaimLine:
    return outside.views.claims(ids=[claim])[0]


def test_a_decision_on_a_page_that_is_out_of_date_is_refused(outside: Outside) -> None:
    claim = figure(outside).id
    edit(outside, ANALYST, claim, "proposed", value=7)
    with pytest.raises(BadInputError):
        edit(outside, OTHER, claim, "proposed", stance="denies")
    with pytest.raises(BadInputError):
        decide_claims(outside, OTHER, wiring.new_id(), [claim], "accepted")
    assert (now(outside, claim).content["value"], now(outside, claim).state) == (7, "edited")


def test_what_one_corrected_and_another_marked_stands_under_a_third_edit(outside: Outside) -> None:
    claim = figure(outside).id
    edit(outside, ANALYST, claim, "proposed", value=7)
    mark_claim(outside, OTHER, wiring.new_id(), claim, {"role": "recommended"})
    edit(outside, OTHER, claim, "edited", stance="denies")
    content = now(outside, claim).content
    assert (content["value"], content["stance"], content["role"]) == (7, "denies", "recommended")


@pytest.mark.parametrize("typed", ["22 September", "22-09-2023", "2023-13-01", "20230922", "--13-01"])
def test_a_day_that_is_none_is_refused(outside: Outside, typed: str) -> None:
    with pytest.raises(BadInputError):
        edit(outside, ANALYST, figure(outside).id, "proposed", said_on=typed)


@pytest.mark.parametrize("typed", ["2023-09-22", "--09-22"])
def test_a_day_is_taken_with_or_without_its_year(outside: Outside, typed: str) -> None:
    claim = figure(outside).id
    edit(outside, ANALYST, claim, "proposed", said_on=typed, counts="expected_to_arrive")
    assert now(outside, claim).content["said_on"] == typed
    assert len(planning_claims([now(outside, claim)], wiring.now().date())) == 1


def test_a_decision_taken_back_leaves_the_proposal_as_it_was_read(outside: Outside) -> None:
    before = figure(outside)
    edit(outside, ANALYST, before.id, "proposed", value=7)
    mark_claim(outside, OTHER, wiring.new_id(), before.id, {"role": "recommended"})
    edited = now(outside, before.id)
    assert (edited.decided_by, edited.changed_by) == ("analyst", "second analyst")
    with pytest.raises(BadInputError):  # whoever saw it proposed undoes no decision unseen
        decide_claims(outside, OTHER, wiring.new_id(), [before.id], "proposed")
    decide_claims(outside, OTHER, wiring.new_id(), [before.id], "proposed", shown_as="edited")
    assert now(outside, before.id) == before
    decide_claims(outside, OTHER, wiring.new_id(), [before.id], "rejected")
    decide_claims(outside, ANALYST, wiring.new_id(), [before.id], "accepted", shown_as="rejected")
    after = now(outside, before.id)
    assert (after.state, after.content["value"], after.decided_by) == ("accepted", 300, "analyst")
