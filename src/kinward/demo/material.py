"""Everything that will happen in a replay, made up before its first step: nothing in it has seen the matcher."""

from dataclasses import dataclass

from kinward import wiring
from kinward.demo.facts import CrossingFacts, crossing_facts
from kinward.demo.generator import synthesise
from kinward.demo.sites import synthesise_sites
from kinward.demo.synthetic import SyntheticCrossing, SyntheticSites


@dataclass(frozen=True, slots=True)
class Material:
    """The published facts, ``people`` synthetic ones who cross as they say, and the rooms that wait for them."""

    facts: CrossingFacts
    crossing: SyntheticCrossing
    sites: SyntheticSites
    seed: int
    people: int


def material(people: int, seed: int) -> Material:
    """``people`` with their requests, and rooms in the same proportion to the places announced."""
    facts = crossing_facts()
    crossing = synthesise(wiring.chance(seed), people, facts)
    places = facts.planned_places * people // facts.people
    return Material(facts, crossing, synthesise_sites(wiring.chance(seed + 1), places, facts), seed, people)
