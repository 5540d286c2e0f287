"""Whoever decides about a household has opened it, and the read log says so whether anything was decided or not."""

from dataclasses import replace
from datetime import date

import pytest

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.open_site import RoomForm, SiteForm, open_sites
from kinward.casework.opening import NothingHereError
from kinward.casework.plan_housing import plan_housing
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, register_household
from kinward.model.event import Actor
from kinward.model.problem import BadInputError

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
OFFICER = Actor("officer", "Yerevan 3", "receiving side", frozenset({"housing_officer"}))
POLICY = replace(wiring.housing_policy(), winterised_from=date(2100, 11, 1))


def looks(outside: Outside, household: str, actor: Actor = OFFICER) -> list[str]:
    """What the read log says about this household and somebody, oldest first."""
    entries = outside.read_log.entries("receiving side", subject=household, actor=actor.account, most=20)
    return [entry.answer for entry in reversed(entries) if entry.action == "decide_placement"]


def test_every_decision_is_in_the_read_log_decided_repeated_or_taken_back(outside: Outside) -> None:
    form = HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 2, adults=2, wants_roof=True)
    household = str(register_household(outside, DESK, form).household)
    room = RoomForm("101", 2, accessible=True, winterised=True)
    open_sites(outside, OFFICER, [SiteForm(wiring.new_id(), "Hotel", "hotel", "Syunik", rooms=(room,))])
    plan_housing(outside, OFFICER, wiring.new_id(), POLICY, wiring.now().date())
    form_id = wiring.new_id()
    assert decide_placements(outside, OFFICER, form_id, [household], "placed", policy=POLICY) == 1
    assert looks(outside, household) == ["shown"]
    assert decide_placements(outside, OFFICER, form_id, [household], "placed", policy=POLICY) == 0
    assert looks(outside, household) == ["shown"] * 2
    with pytest.raises(BadInputError):
        decide_placements(outside, OFFICER, wiring.new_id(), [household], "placed", policy=POLICY)
    assert looks(outside, household) == ["shown"] * 3
    with pytest.raises(NothingHereError):
        decide_placements(outside, DESK, wiring.new_id(), [household], "placed", policy=POLICY)
    assert len(looks(outside, household, DESK)) == 1
    assert looks(outside, household, DESK) != ["shown"]
