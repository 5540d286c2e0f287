"""The certificate is honest: compared with every possible plan of small worlds, and by price alone."""

from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest

from kinward.house import exact, stage
from kinward.house.plan import plan_housing
from kinward.model.housing import HouseholdToHouse, Need, Policy, Room

CROSSING = date(2023, 9, 26)


def world(seed: int, households: int, rooms: int) -> tuple[list[HouseholdToHouse], list[Room]]:
    rng = np.random.default_rng(seed)  # noqa: TID251
    asking = []
    for number in range(households):
        size = int(rng.integers(1, 7))
        needs = frozenset(need for need in Need if rng.random() < 0.08)
        asking.append(
            HouseholdToHouse(f"h{number:04}", size, size, 0, needs, str(rng.integers(3)) if rng.random() < 0.5 else "",
                             arrived_on=CROSSING + timedelta(days=int(rng.integers(3))))
        )  # fmt: skip
    sites = max(1, rooms // 4)
    free = []
    for number in range(rooms):
        site = int(rng.integers(sites))
        free.append(
            Room(f"r{number:04}", f"s{site}", str(site % 3), str(rng.choice(["hotel", "tent"])), int(rng.integers(1, 6)),
                 accessible=bool(rng.random() < 0.3), winterised=bool(rng.random() < 0.6),
                 available_from=CROSSING + timedelta(days=2) if rng.random() < 0.2 else None,
                 available_until=CROSSING + timedelta(days=2) if rng.random() < 0.1 else None)
        )  # fmt: skip
    return asking, free


def points_of(household: HouseholdToHouse, rooms: tuple[Room, ...], policy: Policy) -> float | None:
    """The policy read again by hand; None where a rule forbids it."""
    points = policy.points
    holds = sum(room.beds for room in rooms)
    if len({room.site for room in rooms}) > 1 or holds < household.size:
        return None
    starts = max(
        [household.arrived_on or CROSSING, *(room.available_from for room in rooms if room.available_from)]
    )
    if any(room.available_until and starts >= room.available_until for room in rooms):
        return None
    if Need.MOBILITY in household.needs and not all(room.accessible for room in rooms):
        return None
    if Need.WINTER in household.needs and not all(room.winterised for room in rooms):
        return None
    each = points.roof + min(points.tier[room.tier] for room in rooms)
    each += points.winterised * all(room.winterised for room in rooms)
    each += points.wish_region * (household.wish_region == rooms[0].region)
    each += points.night_waiting * (starts - (household.arrived_on or CROSSING)).days
    return each * household.size + points.bed_left_empty * min(
        holds - household.size, points.empty_beds_counted_at_most
    )


def best_of_all(households: list[HouseholdToHouse], rooms: list[Room], policy: Policy) -> float:
    """The most points any assignment of rooms to households has, by trying all of them; bands are ignored."""
    if not households:
        return 0.0
    first, *rest = households
    best = best_of_all(rest, rooms, policy)
    for how_many in (1, 2, 3):
        for chosen in combinations(rooms, how_many):
            points = points_of(first, chosen, policy)
            if points is not None:
                left = [room for room in rooms if room not in chosen]
                best = max(best, points + best_of_all(rest, left, policy))
    return best


@pytest.fixture
def one_band(policy: Policy) -> Policy:
    from dataclasses import replace

    return replace(policy, bands=policy.bands[-1:])


@pytest.mark.parametrize("seed", range(12))
def test_a_small_plan_is_the_best_of_all_plans(seed: int, one_band: Policy) -> None:
    households, rooms = world(seed, 4, 5)
    plan = plan_housing(households, rooms, one_band, as_of=CROSSING)
    best = best_of_all(households, rooms, one_band)
    assert plan.objective == pytest.approx(best)
    assert plan.gap < 1e-4


@pytest.mark.parametrize("seed", range(12))
def test_by_price_alone_no_plan_passes_the_bound(
    seed: int, one_band: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exact, "PAIRS_MOST", 0)
    monkeypatch.setattr(stage, "pairs_of", lambda _market: None)
    monkeypatch.setattr("kinward.house.certificate.pairs_of", lambda _market: None)
    households, rooms = world(seed, 4, 5)
    plan = plan_housing(households, rooms, one_band, as_of=CROSSING)
    best = best_of_all(households, rooms, one_band)
    assert plan.objective <= best + 1e-6
    assert plan.bound >= best - 1e-6
    assert plan.objective >= 0.7 * best


@pytest.mark.parametrize("seed", range(6))
def test_with_bands_the_bound_still_covers_every_plan_that_keeps_them(seed: int, policy: Policy) -> None:
    households, rooms = world(seed, 4, 5)
    plan = plan_housing(households, rooms, policy, as_of=CROSSING)
    assert plan.objective <= plan.bound <= plan.bound_any_order * (1 + 1e-9)
    assert plan.bound_any_order >= best_of_all(households, rooms, policy) - 1e-6
    for band in plan.bands:
        assert band.points <= band.bound * (1 + 1e-9)


def test_prices_come_near_the_outright_best_of_a_middling_world(one_band: Policy) -> None:
    households, rooms = world(99, 400, 240)
    plan = plan_housing(households, rooms, one_band, as_of=CROSSING)
    assert plan.gap < 0.03


def test_a_site_with_very_many_kinds_of_room_is_still_bounded(one_band: Policy) -> None:
    rng = np.random.default_rng(5)  # noqa: TID251
    rooms = [
        Room(f"r{n:03}", "village", "0", str(rng.choice(["hotel", "tent", "house"])), int(rng.integers(1, 9)),
             accessible=bool(rng.random() < 0.5), winterised=bool(rng.random() < 0.5),
             available_from=CROSSING + timedelta(days=int(rng.integers(4))))
        for n in range(120)
    ]  # fmt: skip
    households, _ = world(7, 150, 1)
    plan = plan_housing(households, rooms, one_band, as_of=CROSSING)
    assert plan.objective <= plan.bound
    assert plan.gap < 0.1
