"""Who may be a child is treated as one until somebody says an age."""

from dataclasses import replace
from datetime import date

import pytest

from kinward.casework.facts import is_perhaps_a_child, pair_is_perhaps_a_child
from kinward.casework.ports import PersonLine

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
