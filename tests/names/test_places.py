"""One place said in four scripts is one place; two places stay two."""

import pytest

from kinward import wiring
from kinward.names.places import place_key, said_of_one_place

TABLES = wiring.name_tables()


@pytest.mark.parametrize(
    "said",
    [
        ("Степанакерт", "Ստեփանակերտ", "Stepanakert", "Xankəndi"),
        ("Сюник", "Սյունիք", "syunik", "SYUNIK region"),
        ("Verin Horatagh", "Верин Оратаг"),
    ],
)
def test_one_place_has_one_key(said: tuple[str, ...]) -> None:
    assert len({place_key(text, TABLES) for text in said}) == 1


def test_two_places_have_two_and_no_letters_none() -> None:
    assert place_key("Goris", TABLES) != place_key("Sisian", TABLES)
    assert place_key("12", TABLES) == place_key("", TABLES) == ""


def test_places_are_counted_under_the_spelling_said_most() -> None:
    said = ["Чартар", "Ճարտար", "Ճարտար", "Goris", "12", "13"]
    assert said_of_one_place(said, TABLES) == {
        "Чартар": "Ճարտար", "Ճարտար": "Ճարտար", "Goris": "Goris", "12": "12", "13": "13",
    }  # fmt: skip
