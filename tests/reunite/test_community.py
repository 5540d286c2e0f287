"""Names that go together among the people here say less together, and how much is counted."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest

from kinward import wiring
from kinward.model.description import Description
from kinward.reunite.index import Index

TODAY = date(2024, 3, 1)
GIVEN = ("Giorgi", "Davit", "Levan", "Zurab", "Irakli", "Lasha", "Otar", "Vakhtang", "Tengiz", "Malkhaz")
FAMILY = (
    "Beridze",
    "Kapanadze",
    "Gelashvili",
    "Maisuradze",
    "Lomidze",
    "Dolidze",
    "Tsiklauri",
    "Nozadze",
    "Svanidze",
    "Melikidze",
)
OTHER_GIVEN = ("Mehmet", "Osman", "Yusuf", "Halil", "Recep", "Fatih", "Kemal", "Burak", "Selim", "Bekir")
OTHER_FAMILY = ("Yilmaz", "Kaya", "Demir", "Celik", "Aydin", "Polat", "Korkmaz", "Bulut", "Keskin", "Tekin")  # fmt: skip
SOUGHT = Description("q", given_names=("Giorgi",), family_names=("Beridze",))


def register(names: Sequence[tuple[str, str]]) -> Index:
    index = Index(wiring.name_tables(), wiring.evidence_table(), TODAY)
    for number, (given, family) in enumerate(names):
        index.add(Description(f"p{number}", given_names=(given,), family_names=(family,)))
    return index


def apart() -> Index:
    """Two communities, one a tenth of all: nobody has a given name of one and a surname of the other."""
    return register([*product(GIVEN, FAMILY)] * 3 + [*product(OTHER_GIVEN, OTHER_FAMILY)] * 27)


def mixed() -> Index:
    """One community of many names: the surname tells nothing of the given name."""
    given, family = (*GIVEN, *GIVEN, *OTHER_GIVEN), (*FAMILY, *FAMILY, *OTHER_FAMILY)
    return register([(given[number % 30], family[(number * 7 + number // 30) % 30]) for number in range(300)])


def taken_off(index: Index) -> float:
    first = index.rank(SOUGHT, 1).ranked[0]
    assert sum(one.weight_bits for one in first.reasons) == pytest.approx(first.weight_bits)
    return sum(one.weight_bits for one in first.reasons if one.comparison == "together_here")


def test_names_of_one_community_say_less_together() -> None:
    assert taken_off(apart()) < -1
    assert taken_off(mixed()) == 0


def test_the_sought_person_alone_is_no_community() -> None:
    index = register([("Giorgi", "Beridze"), *product(OTHER_GIVEN, OTHER_FAMILY)])
    assert taken_off(index) == pytest.approx(0, abs=0.1)


def test_nobody_passes_another_by_it() -> None:
    ranked = apart().rank(SOUGHT, 10).ranked
    said = {
        sum(one.weight_bits for one in each.reasons if one.comparison == "together_here") for each in ranked
    }
    assert len(said) == 1
