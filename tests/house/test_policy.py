"""A policy is read whole or refused with everything wrong in it."""

import copy
from datetime import date
from typing import Any

import pytest

from kinward.house.policy import band_of, read_policy
from kinward.model.housing import HouseholdToHouse, Need, Policy
from kinward.model.problem import BadInputError
from kinward.resources import tables


@pytest.fixture
def table() -> dict[str, Any]:
    return copy.deepcopy(tables.table("policies/lachin-2023.toml"))


def refused(table: dict[str, Any]) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        read_policy(table, "p.toml")
    return [problem.column for problem in caught.value.problems]


def test_the_policy_that_ships_says_what_sphere_says(policy: Policy) -> None:
    assert policy.min_m2_per_person == 3.5
    assert policy.winterised_from == date(2023, 11, 1)
    assert [band.name for band in policy.bands] == ["care", "one_adult", "everyone"]


def test_an_unknown_rule_is_refused_never_ignored(table: dict[str, Any]) -> None:
    table["hard"]["no_dogs"] = True
    table["points"]["rooof"] = 1
    table["band"][0]["income_below"] = 3
    table["colour"] = "red"
    assert refused(table) == ["colour", "hard.no_dogs", "points.rooof", "band 1: income_below"]


def test_a_key_that_is_no_rule_is_not_repeated_when_it_may_be_a_name(table: dict[str, Any]) -> None:
    table["Anna Petrosyan"] = 1
    assert refused(table) == [f"({len(table)})"]


def test_every_wrong_value_is_told_at_once(table: dict[str, Any]) -> None:
    table["hard"]["min_m2_per_person"] = -1
    table["hard"]["rooms_per_household_most"] = 4
    table["hard"]["winterised_from"] = "2023-11-01"
    table["points"]["night_waiting"] = 4
    table["points"]["tier"]["hotel"] = "good"
    del table["points"]["roof"]
    assert {
        "hard.min_m2_per_person", "hard.rooms_per_household_most", "hard.winterised_from", "points.night_waiting",
        "points.tier.hotel", "points.roof",
    } <= set(refused(table))  # fmt: skip


def test_a_household_without_a_band_is_impossible(table: dict[str, Any]) -> None:
    table["band"].pop()
    assert refused(table) == ["band one_adult"]


def test_a_place_worth_less_than_none_is_refused(table: dict[str, Any]) -> None:
    table["points"]["bed_left_empty"] = -40
    assert refused(table) == ["points.roof"]


def test_whole_numbers_are_not_half_numbers_and_not_yes(table: dict[str, Any]) -> None:
    table["points"]["nights_counted_at_most"] = 2.5
    table["points"]["roof"] = True
    assert set(refused(table)) >= {"points.nights_counted_at_most", "points.roof"}


@pytest.mark.parametrize(
    ("household", "band"),
    [
        (HouseholdToHouse("h", 2, 1, 1, frozenset({Need.WINTER})), "care"),
        (HouseholdToHouse("h", 2, 1, 1), "one_adult"),
        (HouseholdToHouse("h", 2, None, 1), "one_adult"),
        (HouseholdToHouse("h", 2, None, None), "everyone"),
        (HouseholdToHouse("h", 1, 1, 0), "everyone"),
    ],
)
def test_a_household_is_in_the_first_band_it_fits(
    household: HouseholdToHouse, band: str, policy: Policy
) -> None:
    assert policy.bands[band_of(household, policy)].name == band
