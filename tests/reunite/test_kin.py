"""The family finds whom the name does not; and only who can be a relative counts as one."""

from collections.abc import Callable

import pytest
from tests.reunite.conftest import person

from kinward.model.description import Description, Relation, Relative
from kinward.reunite.index import Index

IndexOf = Callable[..., Index]


def sought(relation: Relation, name: str, **said: object) -> Description:
    return person("q", **said, relatives=(Relative(relation, name),))  # type: ignore[arg-type]


def kin_bits(index: Index, request: Description, wanted: str) -> float:
    ranked = next(one for one in index.rank(request, 50).ranked if one.person == wanted)
    return sum(reason.weight_bits for reason in ranked.reasons if reason.comparison == "relative")


@pytest.mark.parametrize(
    ("relation", "child_age", "relative_age", "relative_sex", "is_one"),
    [
        (Relation.MOTHER, 8, 34, "f", True),
        (Relation.MOTHER, 8, 14, "f", False),  # no parent of an eight-year-old is fourteen
        (Relation.MOTHER, 8, 34, "m", False),
        (Relation.MOTHER, 8, None, "", True),  # what is not known contradicts nothing
        (Relation.CHILD, 40, 12, "f", True),
        (Relation.CHILD, 40, 35, "f", False),
        (Relation.SIBLING, 8, 30, "f", True),
        (Relation.SIBLING, 8, 61, "f", False),
        (Relation.GRANDPARENT, 8, 61, "f", True),
        (Relation.GRANDPARENT, 8, 28, "f", False),
    ],
)
def test_a_relative_counts_only_if_they_can_be_one(
    index_of: IndexOf, relation: Relation, child_age: int, relative_age: int | None, relative_sex: str, *, is_one: bool
) -> None:  # fmt: skip
    index = index_of(
        person("child", given="Նարեկ", family="Սարգսյան", age=child_age, household="h"),
        person("kin", given="Անահիտ", family="Սարգսյան", age=relative_age, sex=relative_sex, household="h"),
    )
    request = sought(relation, "Анаит Саргсян", given="Нарек", family="Саргсян")
    assert (kin_bits(index, request, "child") > 0) is is_one


def test_nobody_is_their_own_relative(index_of: IndexOf) -> None:
    index = index_of(
        person("child", given="Անահիտ", family="Սարգսյան", household="h"),
        person("other", given="Գոռ", household="h"),
    )
    request = sought(Relation.SIBLING, "Анаит", given="Анаит", family="Саргсян")
    assert kin_bits(index, request, "child") < 0


def test_the_surname_that_was_weighed_is_not_weighed_again(index_of: IndexOf) -> None:
    family = [
        person("child", given="Նարեկ", family="Սարգսյան", household="h"),
        person("kin", given="Անահիտ", family="Սարգսյան", household="h"),
    ]
    index = index_of(*family, *(person(f"o{n}", given="Արամ", family="Բալայան") for n in range(300)))
    shared = sought(Relation.MOTHER, "Анаит Саргсян", given="Нарек", family="Саргсян")
    without = sought(Relation.MOTHER, "Анаит", given="Нарек", family="Саргсян")
    assert kin_bits(index, shared, "child") == pytest.approx(kin_bits(index, without, "child"))


def test_a_child_known_by_a_home_name_alone_is_found_through_the_family(index_of: IndexOf) -> None:
    """A thousand children fit the child's own words better; only one of them has this mother and this brother."""
    crowd = [
        person(f"c{n}", given="Նարեկ" if n % 2 else "Արամ", family="Սարգսյան", age=7 + n % 3, place="Մարտունի", household=f"h{n}")
        for n in range(1_000)
    ]  # fmt: skip
    family = [
        person("child", given="Վահագն", family="Սարգսյան", age=9, household="real"),
        person("mother", given="Շողակաթ", family="Սարգսյան", sex="f", age=36, household="real"),
        person("brother", given="Գեղամ", family="Սարգսյան", sex="m", age=13, household="real"),
    ]
    request = person(
        "q", home="Նարո", family="Саргсян", age=8, place="Мартуни",
        relatives=(Relative(Relation.MOTHER, "Шогакат"), Relative(Relation.SIBLING, "Гегам Саргсян")),
    )  # fmt: skip
    index = index_of(*crowd, *family)
    alone = [
        one.person
        for one in index.rank(person("q", home="Նարո", family="Саргсян", age=8, place="Мартуни"), 10).ranked
    ]
    assert "child" not in alone
    assert "child" in [one.person for one in index.rank(request, 10).ranked]
