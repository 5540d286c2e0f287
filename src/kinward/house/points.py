"""What a place brings to a household and which hard rule forbids it: decided here once, for plans and explanations."""

from dataclasses import fields, replace

import numpy as np

from kinward.house.demand import COLUMNS, NOWHERE, Demand, Floats, Ints
from kinward.house.supply import Flags, Places
from kinward.model.housing import Policy


def points_by_term(demand: Demand, places: Places, policy: Policy) -> dict[str, Floats]:
    """Points per person, term by term, of each household at the place beside it (see ``crossed`` for all pairs)."""
    points = policy.points
    same_site = demand.relatives == places.site
    nights = np.clip(places.opens - demand.from_day, 0, points.nights_counted_at_most)
    terms = {
        "roof": np.full(same_site.shape, points.roof),
        "tier": places.tier,
        "winterised": places.winterised * points.winterised,
        "wish_region": (demand.wish == places.region) * points.wish_region,
        "relatives_same_site": same_site * points.relatives_same_site,
        "relatives_same_region": ((demand.near == places.region) & ~same_site) * points.relatives_same_region,
        "community_region": (demand.gathers == places.region) * points.community_region,
        "night_waiting": nights * points.night_waiting,
    }
    if (demand.wish_site != NOWHERE).any():
        terms["wish_site"] = (demand.wish_site == places.site) * points.wish_site
    return {name: np.asarray(brought, np.float64) for name, brought in terms.items()}


def points_by_whole_term(demand: Demand, places: Places, policy: Policy) -> dict[str, Floats]:
    """Points that count once for the household, whatever its size, term by term."""
    if not demand.school.any():
        return {}
    near = demand.school * places.school * policy.points.school_near
    return {"school_near": np.asarray(near, np.float64)}


def forbidden_by_rule(demand: Demand, places: Places, policy: Policy) -> dict[str, Flags]:
    """Which hard rule forbids the place to the household beside it; several may."""
    starts = np.maximum(demand.from_day, places.opens)
    cold = places.winterised == 0
    winter = policy.winterised_from.toordinal() if policy.winterised_from else np.iinfo(np.int64).max
    found = {
        "accessible": (demand.accessible > 0) & (places.accessible == 0),
        "winterised": (demand.winterised > 0) & cold,
        "winter": (starts >= winter) & cold & (demand.winter_waived == 0),
        "closed": starts >= places.closes,
    }
    # The rest forbid little, and looking at every pair costs: each is asked only where somebody is concerned.
    if demand.hospital.any():
        found["hospital"] = (demand.hospital > 0) & (places.hospital == 0)
    if demand.power.any():
        found["electricity"] = (demand.power > 0) & (places.power == 0)
    if demand.refuses.any():
        found["refused"] = demand.refused[demand.refuses, places.site]
    return found


def forbidden(demand: Demand, places: Places, policy: Policy) -> Flags:
    """Whether any hard rule forbids the place to the household beside it."""
    found: Flags = np.logical_or.reduce(list(forbidden_by_rule(demand, places, policy).values()))
    return found


def points_of_pairs(demand: Demand, places: Places, policy: Policy) -> Floats:
    """Points of the place for the whole household, before empty beds; minus infinity where it is forbidden."""
    per_person: Floats = np.asarray(sum(points_by_term(demand, places, policy).values()), np.float64)
    points = per_person * demand.size
    for term in points_by_whole_term(demand, places, policy).values():
        points = points + term
    whole: Floats = np.where(forbidden(demand, places, policy), -np.inf, points)
    return whole


def place_points(demand: Demand, places: Places, policy: Policy) -> Floats:
    """``points_of_pairs`` for every household (row) at every place (column)."""
    return points_of_pairs(*crossed(demand, places), policy)


def crossed(demand: Demand, places: Places) -> tuple[Demand, Places]:
    """Turned against each other, so that every household meets every place."""
    down = {name: getattr(demand, name)[:, None] for name in COLUMNS}
    across = {f.name: getattr(places, f.name)[None, :] for f in fields(places)}
    return replace(demand, **down), replace(places, **across)


def empty_bed_points(empty: Ints, policy: Policy) -> Floats:
    """What empty beds cost, once per household; never positive."""
    counted = np.minimum(empty, policy.points.empty_beds_counted_at_most)
    return np.asarray(counted * policy.points.bed_left_empty, dtype=np.float64)
