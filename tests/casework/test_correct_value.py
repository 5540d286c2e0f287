"""A correction replaces what somebody said of a person, and nothing that protects them."""

from uuid import UUID

import pytest
from tests.casework.test_see_proposals import NAREK, OFFICER, arrive

from kinward import wiring
from kinward.casework.correct_value import correct_value
from kinward.casework.hold import place_hold
from kinward.casework.ports import Outside
from kinward.casework.register_household import PersonForm
from kinward.casework.whereabouts import state_fate
from kinward.model.problem import BadInputError
from kinward.model.protection import Purpose


@pytest.mark.parametrize("field", ["hold", "permission", "fate"])
def test_a_correction_takes_away_no_hold_no_permission_and_no_fate(outside: Outside, field: str) -> None:
    person = arrive(outside, NAREK)[0]
    place_hold(outside, OFFICER, wiring.new_id(), str(person), "afraid", Purpose.PROTECT)
    state_fate(
        outside, OFFICER, wiring.new_id(), str(person), "reported_dead", "a neighbour", Purpose.PROTECT
    )
    key = outside.journal.record(person, "person").standing(field)[0].key
    with pytest.raises(BadInputError):
        correct(outside, person, key)
    assert outside.journal.record(person, "person").standing(field)[0].key == key


def test_a_correction_replaces_the_value_it_names(outside: Outside) -> None:
    person = arrive(outside, NAREK)[0]
    correct(outside, person, outside.journal.record(person, "person").standing("age")[0].key)
    assert outside.journal.record(person, "person").standing("age") == ()


def correct(outside: Outside, person: UUID, replaces: str) -> None:
    form = PersonForm(sex="f")
    correct_value(outside, OFFICER, wiring.new_id(), str(person), form, Purpose.PROTECT, [replaces])
