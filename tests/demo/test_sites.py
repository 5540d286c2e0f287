"""Synthetic rooms: about as many beds as the plan speaks of, where the state really had places."""

import pytest

from kinward import wiring
from kinward.demo.facts import CrossingFacts
from kinward.demo.sites import region_shares, synthesise_sites


def test_beds_add_up_to_the_plan(facts: CrossingFacts) -> None:
    made = synthesise_sites(wiring.chance(1), 4_000, facts)
    beds = sum(room.beds for room in made.rooms)
    assert 4_000 <= beds < 4_000 + 114  # at most one hall too many


def test_each_region_has_its_share(facts: CrossingFacts) -> None:
    made = synthesise_sites(wiring.chance(2), 40_000, facts)
    assert {site.region for site in made.sites} == {region.id for region in facts.regions}
    for region, share in region_shares(facts, 0.01).items():
        beds = sum(room.beds for room in made.rooms if room.region == region)
        assert beds / 40_000 == pytest.approx(share, abs=0.01)


def test_rooms_stand_in_their_sites_and_open_with_them(facts: CrossingFacts) -> None:
    made = synthesise_sites(wiring.chance(3), 5_000, facts)
    sites = {site.id: site for site in made.sites}
    assert len({room.id for room in made.rooms}) == len(made.rooms)
    for room in made.rooms:
        site = sites[room.site]
        assert (room.region, room.tier, room.available_from) == (site.region, site.tier, site.opens_on)
        assert room.beds > 0
        assert room.m2 > 0
        assert room.available_until is None or room.available_until > room.available_from


def test_some_rooms_are_blocked_and_say_why(facts: CrossingFacts) -> None:
    blocked = [
        room.blocked for room in synthesise_sites(wiring.chance(4), 10_000, facts).rooms if room.blocked
    ]
    assert blocked


def test_the_same_seed_gives_the_same_sites(facts: CrossingFacts) -> None:
    assert synthesise_sites(wiring.chance(5), 900, facts) == synthesise_sites(wiring.chance(5), 900, facts)
