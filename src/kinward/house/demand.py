"""Households as rows of numbers: those that differ in nothing a rule or a point asks about share one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kinward.model.housing import HouseholdToHouse, Policy

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
NOWHERE = -1  # no wish, no relatives, no community: equal to no site and no region


@dataclass(frozen=True, slots=True)
class Geography:
    """Sites and regions by number, and the region each community gathers in, as its bands up to this one wish."""

    site_number: Mapping[str, int]
    region_number: Mapping[str, int]
    region_of_site: Mapping[str, int]
    gathers_in: Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Demand:
    """One row per kind of household, all columns equally long; ``how_many`` households are of that kind.

    ``from_day`` is the ordinal of the first day they need a roof; ``wish``, ``near`` and ``gathers`` are regions,
    ``relatives`` a site, each NOWHERE when there is none.
    """

    size: Ints
    band: Ints
    accessible: Ints
    winterised: Ints
    from_day: Ints
    wish: Ints
    relatives: Ints
    near: Ints
    gathers: Ints
    how_many: Ints

    def rows(self, chosen: Ints | slice) -> Self:
        """These rows only."""
        return replace(self, **{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def __len__(self) -> int:
        """How many kinds."""
        return len(self.size)


def demand_of(
    households: Sequence[HouseholdToHouse],
    bands: Sequence[int],
    geography: Geography,
    policy: Policy,
    as_of: date,
) -> tuple[Demand, Ints]:
    """The kinds of households, and for each household the row it is in."""
    table = np.array(
        [_row(one, band, geography, policy, as_of) for one, band in zip(households, bands, strict=True)],
        np.int64,
    ).reshape(-1, len(fields(Demand)) - 1)
    kinds, row_of, how_many = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    columns = dict(zip((f.name for f in fields(Demand)), np.ascontiguousarray(kinds.T), strict=False))
    return Demand(**columns, how_many=how_many), row_of.reshape(-1)


def first_day_of_need(household: HouseholdToHouse, as_of: date) -> date:
    """Arrival or the end of their own lodging, whichever is later, and never before the day of planning."""
    return max(day for day in (household.arrived_on, household.own_lodging_until, as_of) if day is not None)


def needs_accessible(household: HouseholdToHouse, policy: Policy) -> bool:
    """Whether the policy asks for accessible rooms for one of their needs."""
    return not household.needs.isdisjoint(policy.accessible_for)


def needs_winterised(household: HouseholdToHouse, policy: Policy) -> bool:
    """Whether the policy asks for winterised rooms for one of their needs, on any day."""
    return not household.needs.isdisjoint(policy.winterised_for)


def _row(
    household: HouseholdToHouse, band: int, geography: Geography, policy: Policy, as_of: date
) -> tuple[int, ...]:
    relatives = household.relatives_placed_at
    return (
        household.size,
        band,
        needs_accessible(household, policy),
        needs_winterised(household, policy),
        first_day_of_need(household, as_of).toordinal(),
        geography.region_number.get(household.wish_region, NOWHERE),
        geography.site_number.get(relatives, NOWHERE),
        geography.region_of_site.get(relatives, NOWHERE),
        geography.gathers_in.get((band, household.community), NOWHERE),
    )


def gathering_regions(
    households: Iterable[HouseholdToHouse], settled: Mapping[str, str]
) -> Mapping[str, str]:
    """Where each community gathers: where it is settled already, else the region most of its people wish for."""
    wishes: dict[str, dict[str, int]] = {}
    for one in households:
        if one.community and one.wish_region:
            by_region = wishes.setdefault(one.community, {})
            by_region[one.wish_region] = by_region.get(one.wish_region, 0) + one.size
    chosen = {
        community: max(by_region.items(), key=lambda entry: (entry[1], entry[0]))[0]
        for community, by_region in wishes.items()
    }
    return {**chosen, **settled}
