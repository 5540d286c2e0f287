"""Somebody registered twice is found; siblings and twins are not taken for one."""

from collections.abc import Callable

import numpy as np
from tests.reunite.conftest import person

from kinward import wiring
from kinward.model.description import Description
from kinward.model.partial import PartialDate
from kinward.reunite.duplicates import DuplicateSearch
from kinward.reunite.index import Index
from kinward.reunite.scan import scan

IndexOf = Callable[..., Index]
BORN = (PartialDate.parse("1990-05-02"),)


def test_one_person_at_two_desks_is_proposed_once(index_of: IndexOf) -> None:
    index = index_of(
        person(
            "goris", given="Գայանե", family="Հակոբյան", father="Սուրեն", sex="f", born=BORN, place="Ասկերան"
        ),
        person("vayk", given="Гаяне", family="Акопян", father="Сурен", sex="f", born=BORN, place="Аскеран"),
        person("other", given="Մարո", family="Բաղդասարյան", sex="f", born=BORN, place="Ասկերան"),
    )
    pairs = index.duplicates(["goris", "vayk", "other"], 15.0)
    assert [{pair.request, pair.person} for pair in pairs] == [{"goris", "vayk"}]
    assert pairs[0].probability > 0.5
    assert abs(pairs[0].weight_bits - sum(reason.weight_bits for reason in pairs[0].reasons)) < 1e-6


def test_twins_of_one_household_are_not_one_person(index_of: IndexOf) -> None:
    twin = {
        "family": "Հակոբյան",
        "father": "Սուրեն",
        "sex": "f",
        "born": BORN,
        "place": "Ասկերան",
        "household": "h1",
    }
    index = index_of(person("a", given="Գայանե", **twin), person("b", given="Մարինե", **twin))  # type: ignore[arg-type]
    assert index.duplicates(["a", "b"], 15.0) == []


def test_only_those_asked_about_are_checked(index_of: IndexOf) -> None:
    twice = {"given": "Գայանե", "family": "Հակոբյան", "born": BORN, "sex": "f"}
    index = index_of(*(person(name, **twice) for name in "abc"))  # type: ignore[arg-type]
    assert {frozenset((p.request, p.person)) for p in index.duplicates(["a"], 12.0)} == {
        frozenset("ab"),
        frozenset("ac"),
    }


def test_a_bound_tighter_than_every_pair_loses_none(index_of: IndexOf) -> None:
    """Three hundred people with few names: pairs lie on both sides of every threshold."""
    rng = wiring.chance(11)
    index = index_of(*(_drawn(rng, number) for number in range(300)))
    inside, weigh = index._people, index._weights_counted_once()
    step = inside.evidence.bits_per_step
    totals = [scan(index._spoken_at(row), inside, weigh).totals for row in range(300)]
    for threshold in (2.0, 6.0, 9.0, 12.0, 16.0):
        found = {
            (row, other)
            for row, other, _ in DuplicateSearch(inside, weigh, index._spoken_at).search(
                range(300), threshold
            )
        }
        expected = {
            (row, int(o)) for row in range(300) for o in (totals[row] * step >= threshold).nonzero()[0]
        }
        assert found == {(row, other) for row, other in expected if row != other}


def _drawn(rng: np.random.Generator, number: int) -> Description:
    given = (
        "Նարեկ",
        "Нарек",
        "Արամ",
        "Арам",
        "Անի",
        "Ռուբեն",
        "Գայանե",
        "Гаяне",
        "Սուրեն",
        "Nune",
        "Մարո",
        "Դավիթ",
    )
    family = (
        "Սարգսյան",
        "Саркисян",
        "Գրիգորյան",
        "Բալայան",
        "Балаян",
        "Հակոբյան",
        "Ղազարյան",
        "Казарян",
        "Դավթյան",
    )
    place = ("", "Գորիս", "Шуша", "Մարտունի", "Аскеран", "Հադրութ")
    return person(
        f"p{number}", given=str(rng.choice(given)), family=str(rng.choice(family)), father=str(rng.choice(("", *given))),
        sex=str(rng.choice(("", "f", "m"))), age=int(rng.integers(1, 60)), place=str(rng.choice(place)),
    )  # fmt: skip


def test_a_shared_number_is_enough_to_be_weighed(index_of: IndexOf) -> None:
    paper = {"documents": ("passport:arm:AN1234567",), "sex": "m"}
    index = index_of(
        person("a", given="Արամ", family="Բալայան", **paper),  # type: ignore[arg-type]
        person("b", given="Արամ", **paper),  # type: ignore[arg-type]
    )
    assert len(index.duplicates(["a", "b"], 15.0)) == 1
