"""What nobody counted is not written down as counted."""

from dataclasses import replace

import pytest

from kinward import wiring
from kinward.casework.housing_question import household_to_house
from kinward.casework.ports import Outside
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.casework.register_people import ImportForm, register_people
from kinward.model.description import Description
from kinward.model.event import Actor
from kinward.model.partial import PartialDate
from kinward.model.written_name import NameKind

DESK = Actor("registrar", "Goris 1", "receiving side", frozenset({"registrar"}))
ANI = PersonForm(names=(("Ani", NameKind.GIVEN),))


@pytest.mark.parametrize(
    ("people", "persons", "counted"),
    [
        (3, (), (None, None)),
        (2, (replace(ANI, age="34"),), (None, None)),
        (2, (replace(ANI, age="34"), replace(ANI, relation_to_first="child")), (None, None)),
        (2, (replace(ANI, age="34"), replace(ANI, age="8")), (1, 1)),
        (2, (replace(ANI, age="12"), replace(ANI, age="8")), (0, 2)),
        (1, (replace(ANI, seems_alone=True),), (0, 1)),
    ],
)
def test_adults_are_known_when_counted_or_when_every_age_tells(
    outside: Outside, people: int, persons: tuple[PersonForm, ...], counted: tuple[int | None, int | None]
) -> None:
    register_household(outside, DESK, HouseholdForm(wiring.new_id(), "Goris", wiring.now(), people, persons))
    line = outside.views.households()[0]
    assert (line.adults, line.children) == counted
    asked = household_to_house(line, outside.zone)
    assert (asked.adults, asked.children) == counted


def test_a_desk_that_counted_is_believed(outside: Outside) -> None:
    register_household(outside, DESK, HouseholdForm(wiring.new_id(), "Goris", wiring.now(), 3, adults=0))
    line = outside.views.households()[0]
    assert (line.adults, line.children) == (0, 3)


def test_rows_without_ages_count_no_adults(outside: Outside) -> None:
    known = Description("1", given_names=("Ani",), household="h1", born=(PartialDate.parse("1980"),))
    grown = replace(known, id="3", household="h2")
    unknown = replace(known, id="2", born=())
    register_people(outside, DESK, ImportForm((known, unknown, grown), wiring.now()))
    assert {(line.people, line.adults, line.children) for line in outside.views.households()} == {
        (2, None, None),
        (1, 1, 0),
    }


def test_children_of_a_file_who_came_without_an_adult_wait_for_an_officer(outside: Outside) -> None:
    mother = Description("1", given_names=("Ani",), household="h1", born=(PartialDate.parse("1980"),))
    child = Description("2", given_names=("Aram",), household="h1", born=(PartialDate.parse("2020"),))
    lone = Description("3", given_names=("Eva",), household="h2", born=(PartialDate.parse("2021"),))
    register_people(outside, DESK, ImportForm((mother, child, lone), wiring.now()))
    (waiting,) = outside.views.children_to_assess(5)
    assert waiting.names[0].text == "Eva"
    assert waiting.alone
    assert [one.restricted for one in outside.views.descriptions([waiting.id])] == [True]
