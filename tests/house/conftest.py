"""Policies and small worlds for the housing tests."""

from datetime import date

import pytest

from kinward.house.policy import read_policy
from kinward.model.housing import Policy
from kinward.resources import tables

CROSSING = date(2023, 9, 26)


@pytest.fixture(scope="session")
def policy() -> Policy:
    """The policy that ships with Kinward."""
    return read_policy(tables.table("policies/lachin-2023.toml"))
