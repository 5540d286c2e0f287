"""A small register and one way to describe people in tests."""

from collections.abc import Callable
from datetime import date

import pytest

from kinward import wiring
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.partial import AgeInterval
from kinward.reunite.index import Index

DAY = date(2023, 9, 26)


def person(name: str, *, given: str = "", family: str = "", father: str = "", home: str = "", sex: str = "",
           age: int | None = None, place: str = "", household: str = "", mother: str = "", **more: object) -> Description:  # fmt: skip
    """A description from a few words; ``name`` is the id."""
    fields: dict[str, object] = {
        "given_names": (given,) if given else (),
        "family_names": (family,) if family else (),
        "father_names": (father,) if father else (),
        "home_names": (home,) if home else (),
        "sexes": (Sex(sex),) if sex else (),
        "born": (AgeInterval(age, age, DAY).born(),) if age is not None else (),
        "places": (place,) if place else (),
        "relatives": (Relative(Relation.MOTHER, mother),) if mother else (),
        "household": household,
    }
    return Description(name, **{**fields, **more})  # type: ignore[arg-type]


@pytest.fixture
def index_of() -> Callable[..., Index]:
    """An index with the people given."""

    def made(*people: Description) -> Index:
        index = Index(wiring.name_tables(), wiring.evidence_table(), DAY)
        for one in people:
            index.add(one)
        return index

    return made
