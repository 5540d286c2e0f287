"""Buildings and rooms in the regions of Armenia, as many beds as a plan speaks of."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from kinward.demo.draws import Draws, Weighted
from kinward.demo.facts import CrossingFacts
from kinward.demo.synthetic import Room, Site, SyntheticSites
from kinward.resources.tables import table


def synthesise_sites(rng: np.random.Generator, places: int, facts: CrossingFacts) -> SyntheticSites:
    """About ``places`` beds (never fewer, at most one site more), spread over the regions as the published totals were.

    ``facts`` is ``crossing_facts()``. The same seed gives the same sites.
    """
    draws = Draws(rng)
    settings = table("demo/sites.toml")
    tiers = settings["tiers"]
    by_share = Weighted(tiers, [tier["share"] / _beds_per_site(tier) for tier in tiers])
    shares = region_shares(facts, settings["regions"]["without_published_places_share"])
    sites: list[Site] = []
    rooms: list[Room] = []
    owed = {region: share * places for region, share in shares.items()}
    names = {region.id: region.names for region in facts.regions}
    beds = 0
    while beds < places:
        # The region that is furthest behind its share gets the next site, so that small regions are not left to luck.
        region = max(owed, key=lambda key: owed[key])
        tier = draws.weighted(by_share)
        site = _site(draws, len(sites) + 1, names[region], region, tier)
        added = _rooms(draws, site, tier, settings["blocked"], places - beds)
        sites.append(site)
        rooms.extend(added)
        new = sum(room.beds for room in added)
        owed[region] -= new
        beds += new
    return SyntheticSites(tuple(sites), tuple(rooms))


def region_shares(facts: CrossingFacts, without: float) -> dict[str, float]:
    """Each region's share of places: its latest published count; a region without any gets ``without``."""
    latest = {r.id: r.state_accommodated[-1][1] if r.state_accommodated else 0 for r in facts.regions}
    known = sum(latest.values())
    unpublished = sum(1 for count in latest.values() if not count)
    left = 1.0 - without * unpublished
    return {region: left * count / known if count else without for region, count in latest.items()}


def _beds_per_site(tier: Mapping[str, Any]) -> float:
    low, high = tier["rooms"]
    return float(low + high) / 2 * _beds_per_room(tier)


def _beds_per_room(tier: Mapping[str, Any]) -> float:
    if "hall_beds" in tier:
        low, high = tier["hall_beds"]
        return float(low + high) / 2
    chances: Sequence[float] = tier["beds"]
    return sum(beds * chance for beds, chance in enumerate(chances, start=1)) / sum(chances)


def _site(draws: Draws, number: int, names: Mapping[str, str], region: str, tier: Mapping[str, Any]) -> Site:
    opens = draws.weighted(Weighted(range(len(tier["opens"])), tier["opens"]))
    return Site(
        id=f"s{number:04d}",
        name=f"{tier['name']['en']} {number}, {names['en']} / {tier['name']['hy']} {number}, {names['hy']}",
        region=region,
        tier=tier["id"],
        opens_on=date(2023, 9, 24) + timedelta(days=opens),
    )


def _rooms(
    draws: Draws, site: Site, tier: Mapping[str, Any], blocked: Mapping[str, Any], at_most: int
) -> list[Room]:
    """The site's rooms; it ends early when the plan's places are reached."""
    low, high = tier["rooms"]
    rooms: list[Room] = []
    beds = 0
    for number in range(1, draws.whole(low, high) + 1):
        if beds >= at_most:
            break
        room = _room(draws, site, tier, blocked, number)
        rooms.append(room)
        beds += room.beds
    return rooms


def _room(draws: Draws, site: Site, tier: Mapping[str, Any], blocked: Mapping[str, Any], number: int) -> Room:
    if "hall_beds" in tier:
        beds = draws.whole(*tier["hall_beds"])
    else:
        beds = 1 + draws.weighted(Weighted(range(len(tier["beds"])), tier["beds"]))
    return Room(
        id=f"{site.id}-{number:03d}",
        site=site.id,
        region=site.region,
        tier=site.tier,
        beds=beds,
        m2=round(beds * draws.between(*tier["m2_per_bed"]), 1),
        accessible=draws.happens(tier["accessible"]),
        winterised=draws.happens(tier["winterised"]),
        lock=draws.happens(tier["lock"]),
        available_from=site.opens_on,
        available_until=date.fromisoformat(tier["closes"]) if "closes" in tier else None,
        blocked=draws.one_of(blocked["reasons"]) if draws.happens(blocked["share"]) else "",
    )
