"""Names that go together among the people here say less together, and how much is counted."""

from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest

from kinward import wiring
from kinward.model.description import Description
from kinward.reunite import community
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


def taken_off(index: Index, sought: Description = SOUGHT) -> float:
    first = index.rank(sought, 1).ranked[0]
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


def test_the_order_of_registration_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 4,000 people a quarter is counted; couples stand in turn, as families are entered at a desk."""
    monkeypatch.setattr(community, "_COUNTED_MOST", 1_000)
    husbands = [*product(GIVEN[:2], FAMILY[:2])] * 50 + [*product(OTHER_GIVEN, OTHER_FAMILY)] * 18
    wives = [*product(GIVEN[2:4], FAMILY[:2])] * 50 + [*product(OTHER_GIVEN, OTHER_FAMILY)] * 18
    couples = [name for couple in zip(husbands, wives, strict=True) for name in couple]
    shuffled = [couples[at] for at in wiring.chance(1).permutation(len(couples))]
    found = [taken_off(register(names)) for names in (couples, couples[::-1], shuffled)]
    assert max(found) < -2
    assert max(found) - min(found) < 1


@pytest.mark.parametrize(
    ("household", "father", "place"),
    [
        ("", "Vakhtang", ()),
        ("h", "Vakhtang", ()),
        ("h", "", ("Martuni",)),  # only a household tells them from neighbours
    ],
)
def test_brothers_and_sisters_take_nothing_off(household: str, father: str, place: tuple[str, ...]) -> None:
    def one(name: str, given: str, household: str = household) -> Description:
        return Description(
            name,
            given_names=(given,),
            family_names=("Beridze",),
            father_names=(father,) if father else (),
            places=place,
            household=household,
        )

    index = register([*product(OTHER_GIVEN, OTHER_FAMILY)])
    for number, given in enumerate(("Giorgi", *GIVEN[1:7])):
        index.add(one(f"c{number}", given))
    assert taken_off(index, one("q", "Giorgi", "")) == pytest.approx(0, abs=0.1)
