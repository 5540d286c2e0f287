"""Who may be a child is treated as one until somebody says an age."""

from dataclasses import replace
from datetime import date

import pytest

from kinward.casework.facts import (
    HOUSEHOLD_FIELDS_IN_A_LINE,
    household_shown,
    is_perhaps_a_child,
    pair_is_perhaps_a_child,
)
from kinward.casework.ports import HouseholdLine, PersonLine
from kinward.model.problem import Message
from kinward.model.protection import Allowed

TODAY = date(2023, 9, 26)
UNKNOWN = PersonLine(
    id="1", code="", recorded_as="registered", names=(), sexes=(), ages=(), places=(), household="", group="", desk="",
    organisation="", registered_at="", restricted=False, alone=False, protection_status="", erased=False,
)  # fmt: skip
ADULT, CHILD = replace(UNKNOWN, born_latest="1983-01-01"), replace(UNKNOWN, born_latest="2015-01-01")


def test_whose_age_nobody_said_is_perhaps_a_child() -> None:
    assert is_perhaps_a_child(UNKNOWN, TODAY)
    assert is_perhaps_a_child(replace(ADULT, born_latest="2006-01-01"), TODAY), (
        "one of two ages said is a child's"
    )
    assert not is_perhaps_a_child(ADULT, TODAY)


@pytest.mark.parametrize(
    ("sides", "child"),
    [
        ((UNKNOWN, UNKNOWN), True), ((), True), ((CHILD, ADULT), True), ((CHILD, UNKNOWN), True),
        ((ADULT, UNKNOWN), False), ((ADULT, ADULT), False), ((ADULT, replace(UNKNOWN, alone=True)), True),
    ],
)  # fmt: skip
def test_a_pair_is_a_childs_unless_an_age_says_otherwise(sides: tuple[PersonLine, ...], child: bool) -> None:
    assert pair_is_perhaps_a_child(sides, TODAY) is child


def test_of_a_household_under_a_hold_no_more_is_shown_than_its_size() -> None:
    """One column once had no sensitivity of its own and was shown to everybody."""
    whole = HouseholdLine(
        id="h", people=3, adults=1, children=2, needs=("winter",), wish_region="Syunik", wish_site="s", community="Goris",
        lodging_until="2023-10-01", wants_roof=True, wants_roof_from="2023-09-26", arrived_at="2023-09-25", desk="goris",
        organisation="receiving", state="placed", site="s", rooms=("r",), from_day="2023-09-26",
        reasons=(Message("because", {}),), held=True, until="2023-11-01", decided_by="officer",
        decided_at="2023-09-26", override={"rules": ["winter"]},
    )  # fmt: skip
    every = frozenset(HOUSEHOLD_FIELDS_IN_A_LINE)
    assert household_shown(whole, Allowed(every, frozenset())) == whole
    masked = household_shown(whole, Allowed(frozenset({"size"}), every - {"size"}))
    left = {name for name in HouseholdLine.__slots__ if getattr(masked, name)}
    assert left <= {
        "id", "people", "wants_roof", "wants_roof_from", "desk", "organisation", "state", "held", "decided_at",
    }  # fmt: skip
