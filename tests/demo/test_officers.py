"""The simulated officers leave some work for whoever opens the pages after the crossing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.storage.databases import Database

from kinward import wiring
from kinward.casework.register_household import HouseholdForm, PersonForm, register_household
from kinward.demo.answers import Answers
from kinward.demo.cast import simulated_cast
from kinward.demo.facts import CrossingFacts
from kinward.demo.forms import Identities
from kinward.demo.officers import Officers
from kinward.demo.synthetic import SyntheticCrossing
from kinward.resources.tables import table

_CHILDREN = 12


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_some_children_stay_in_the_queue_however_often_an_officer_comes(
    sqlite_database: Database, facts: CrossingFacts, crossing: SyntheticCrossing, share: float
) -> None:
    assert sqlite_database.kind == "sqlite"
    now = wiring.outside()
    cast = simulated_cast(facts.desks)
    desk = next(iter(cast.desks.values()))
    alone = PersonForm(age="8", seems_alone=True)
    people: list[UUID] = []
    for _ in range(_CHILDREN):
        people += register_household(
            now, desk, HouseholdForm(wiring.new_id(), "Goris", now.now(), 1, (alone,))
        ).people
    later = replace(now, now=lambda: wiring.now() + timedelta(days=2))
    answers = Answers(crossing.truth, {}, {})
    officers = Officers(later, cast, answers, Identities(1), wiring.chance(1))
    rates: Mapping[str, Any] = table("demo/decisions.toml")
    officers._rates = {**rates, "children": {**rates["children"], "left_open": share}}
    decided = officers.assess_children()
    assert officers.assess_children() == 0, "whom an officer left is left"
    waiting = {child.id for child in now.views.children_to_assess(_CHILDREN)}
    assert decided + len(waiting) == _CHILDREN
    assert waiting == {str(one) for one in people if int(one.hex[-8:], 16) / 2**32 < share}
