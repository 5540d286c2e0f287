"""A later bus joins the group that came before: one that is there, and of the same organisation."""

from dataclasses import replace

import pytest
from tests.casework.test_decide_placement import DESK

from kinward import wiring
from kinward.casework.group_arrival import GroupForm, group_of, register_group
from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside


def test_a_bus_joins_only_a_group_that_its_organisation_has(outside: Outside) -> None:
    first = GroupForm(wiring.new_id(), "Home 1", "childrens_home", "Goris", wiring.now(), 5)
    register_group(outside, DESK, first)
    later = replace(first, form_id=wiring.new_id(), joins=group_of(first))
    for actor, form in (
        (replace(DESK, organisation="another"), later),
        (DESK, replace(later, joins=wiring.new_id())),
    ):
        with pytest.raises(NothingHereError):
            register_group(outside, actor, form)
    register_group(outside, replace(DESK, device="Vayk 2"), later)
    assert len(outside.journal.record(group_of(first), "group").standing("arrival")) == 2
