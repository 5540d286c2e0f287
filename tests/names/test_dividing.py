"""A name in one piece comes apart as a reader would take it apart."""

import pytest

from kinward import wiring
from kinward.names.dividing import NameParts, divide, father_forms
from kinward.names.folding import fold

TABLES = wiring.name_tables()


@pytest.mark.parametrize(
    ("whole", "given", "father", "family"),
    [
        ("Նարեկ Սարգսյան", "Նարեկ", "", "Սարգսյան"),
        ("Սարգսյան Նարեկ", "Նարեկ", "", "Սարգսյան"),
        ("Саркисян, Нарек", "Нарек", "", "Саркисян"),
        ("Սարգսյան Նարեկ Արմենի", "Նարեկ", "Արմենի", "Սարգսյան"),
        ("Նարեկ Արմենի Սարգսյան", "Նարեկ", "Արմենի", "Սարգսյան"),
        ("Саргсян Нарек Арменович", "Нарек", "Арменович", "Саргсян"),
        ("Əliyev Vüqar Tofiq oğlu", "Vüqar", "Tofiq", "Əliyev"),
        ("Aygün Rəşid qızı Əliyeva", "Aygün", "Rəşid", "Əliyeva"),
        ("Levon Ter Petrosyan", "Levon", "", "Ter-Petrosyan"),
        ("Mkrtich Aznavour", "Mkrtich", "", "Aznavour"),
        ("Азнавур Мкртич", "Мкртич", "", "Азнавур"),
        ("Նարեկ", "Նարեկ", "", ""),
        ("Сарян", "", "", "Сарян"),
    ],
)
def test_whole_names_are_divided(whole: str, given: str, father: str, family: str) -> None:
    parts = divide(whole, TABLES)
    expected = NameParts(*(tuple(part for part in (each,) if part) for each in (given, father, family)))
    assert parts == expected


def test_a_patronymic_is_compared_by_the_fathers_name() -> None:
    for written, name in (
        ("Արմենի", "Արմեն"),
        ("Арменович", "Армен"),
        ("Арменовна", "Армен"),
        ("Tofiq oğlu", "Tofiq"),
    ):
        assert fold(name, TABLES) in father_forms(written, TABLES)
