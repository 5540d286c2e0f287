"""One synthetic crossing of the default size, made once for all tests here."""

import pytest

from kinward import wiring
from kinward.demo.facts import CrossingFacts, crossing_facts
from kinward.demo.generator import synthesise
from kinward.demo.synthetic import SyntheticCrossing

PEOPLE = 12_000


@pytest.fixture(scope="session")
def facts() -> CrossingFacts:
    return crossing_facts()


@pytest.fixture(scope="session")
def crossing(facts: CrossingFacts) -> SyntheticCrossing:
    return synthesise(wiring.chance(2023), PEOPLE, facts)
