"""Households as rows of numbers: those that differ in nothing a rule or a point asks about share one row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kinward.model.housing import HardRule, HouseholdToHouse, Need, Policy

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


# Rules that two named people may set aside for a household; a room that closes or a refusal cannot be.
RELAXABLE = frozenset({
    HardRule.ACCESSIBLE, HardRule.WINTERISED, HardRule.WINTER, HardRule.HOSPITAL, HardRule.ELECTRICITY,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Apart:
    """What holds for single households: rules set aside, sites that are closed to them, and whom they never meet."""

    relaxed: Mapping[str, frozenset[HardRule]] = field(default_factory=dict)
    closed_sites: Mapping[str, frozenset[str]] = field(default_factory=dict)
    never_with: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Demand:
    """One row per kind of household, all columns equally long; ``how_many`` households are of that kind.

    ``from_day`` is the ordinal of the first day they need a roof; ``wish``, ``near`` and ``gathers`` are regions,
    ``relatives`` and ``wish_site`` sites, each NOWHERE when there is none. ``refuses`` is a row of ``refused``, which
    says for every set of refusals which sites it closes. ``alone`` is 0, or a number of its own for a household that
    must be told from all others. ``school`` counts children of school age.
    """

    size: Ints
    band: Ints
    accessible: Ints
    winterised: Ints
    hospital: Ints
    power: Ints
    winter_waived: Ints
    from_day: Ints
    wish: Ints
    wish_site: Ints
    relatives: Ints
    near: Ints
    gathers: Ints
    school: Ints
    refuses: Ints
    alone: Ints
    how_many: Ints
    refused: NDArray[np.bool_]

    def rows(self, chosen: Ints | slice) -> Self:
        """These rows only."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in COLUMNS})

    def and_rows(self, more: Self) -> Self:
        """These rows and others after them; the others' refusals are left out (nobody expected has refused)."""
        both = {name: np.concatenate([getattr(self, name), getattr(more, name)]) for name in COLUMNS}
        both["refuses"][len(self) :] = 0
        return replace(self, **both)

    def refusing(self, row: int, site: int) -> Self:
        """The same rows, but this one may not sleep at this site either."""
        closed = self.refused[self.refuses[row]].copy()
        closed[site] = True
        refuses = self.refuses.copy()
        refuses[row] = len(self.refused)
        return replace(self, refuses=refuses, refused=np.vstack([self.refused, closed]))

    def __len__(self) -> int:
        """How many kinds."""
        return len(self.size)


COLUMNS = (
    "size", "band", "accessible", "winterised", "hospital", "power", "winter_waived", "from_day", "wish", "wish_site",
    "relatives", "near", "gathers", "school", "refuses", "alone", "how_many",
)  # fmt: skip


def demand_of(
    households: Sequence[HouseholdToHouse],
    bands: Sequence[int],
    geography: Geography,
    policy: Policy,
    as_of: date,
    apart: Apart,
) -> tuple[Demand, Ints]:
    """The kinds of households, and for each household the row it is in."""
    refusals = _Refusals(geography)
    rows = [
        _row(one, band, geography, policy, as_of, apart, refusals, number)
        for number, (one, band) in enumerate(zip(households, bands, strict=True), start=1)
    ]
    table = np.array(rows, np.int64).reshape(-1, len(COLUMNS) - 1)
    if len(table) == 1:  # a desk asks for one at a time, and sorting one row takes longer than all the rest
        alone = dict(zip(COLUMNS, table.T, strict=False))
        return Demand(**alone, how_many=np.ones(1, np.int64), refused=refusals.table()), np.zeros(1, np.int64)
    kinds, row_of, how_many = np.unique(table, axis=0, return_inverse=True, return_counts=True)
    columns = dict(zip(COLUMNS, np.ascontiguousarray(kinds.T), strict=False))
    return Demand(**columns, how_many=how_many, refused=refusals.table()), row_of.reshape(-1)


class _Refusals:
    """Numbers the sets of sites that are closed to somebody; number 0 closes none."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self.known: dict[frozenset[int], int] = {frozenset(): 0}

    def number(self, names: frozenset[str]) -> int:
        if not names:
            return 0
        return self.known.setdefault(self._sites(names), len(self.known))

    def _sites(self, names: frozenset[str]) -> frozenset[int]:
        """A name may be that of a site or of a region; both count when both are called so."""
        regions = {
            self.geography.region_number[name] for name in names if name in self.geography.region_number
        }
        of_regions = (
            self.geography.site_number[site]
            for site, region in (self.geography.region_of_site.items() if regions else ())
            if region in regions
        )
        named = (self.geography.site_number[name] for name in names if name in self.geography.site_number)
        return frozenset((*named, *of_regions))

    def table(self) -> NDArray[np.bool_]:
        closed = np.zeros((len(self.known), max(1, len(self.geography.site_number))), np.bool_)
        for sites, number in self.known.items():
            closed[number, sorted(sites)] = True
        return closed


def first_day_of_need(household: HouseholdToHouse, as_of: date) -> date:
    """Arrival or the end of their own lodging, whichever is later, and never before the day of planning."""
    return max(day for day in (household.arrived_on, household.own_lodging_until, as_of) if day is not None)


def needs_accessible(household: HouseholdToHouse, policy: Policy) -> bool:
    """Whether the policy asks for accessible rooms for one of their needs."""
    return not household.needs.isdisjoint(policy.accessible_for)


def needs_winterised(household: HouseholdToHouse, policy: Policy) -> bool:
    """Whether the policy asks for winterised rooms for one of their needs, on any day."""
    return not household.needs.isdisjoint(policy.winterised_for)


def needs_power(household: HouseholdToHouse, policy: Policy) -> bool:
    """Whether the policy asks for a site with power of its own for one of their needs."""
    return not household.needs.isdisjoint(policy.backup_power_for)


def _row(
    household: HouseholdToHouse,
    band: int,
    geography: Geography,
    policy: Policy,
    as_of: date,
    apart: Apart,
    refusals: _Refusals,
    number: int,
) -> tuple[int, ...]:
    relatives = household.relatives_placed_at
    relaxed = apart.relaxed.get(household.id, frozenset())
    assert relaxed <= RELAXABLE, "a rule that nobody can set aside"
    closed = household.refuses | apart.closed_sites.get(household.id, frozenset())
    return (
        household.size,
        band,
        needs_accessible(household, policy) and HardRule.ACCESSIBLE not in relaxed,
        needs_winterised(household, policy) and HardRule.WINTERISED not in relaxed,
        Need.HOSPITAL in household.needs and HardRule.HOSPITAL not in relaxed,
        needs_power(household, policy) and HardRule.ELECTRICITY not in relaxed,
        HardRule.WINTER in relaxed,
        first_day_of_need(household, as_of).toordinal(),
        geography.region_number.get(household.wish_region, NOWHERE),
        geography.site_number.get(household.wish_site, NOWHERE) if policy.points.wish_site else NOWHERE,
        geography.site_number.get(relatives, NOWHERE),
        geography.region_of_site.get(relatives, NOWHERE),
        geography.gathers_in.get((band, household.community), NOWHERE),
        (household.school_age or 0) if policy.points.school_near else 0,
        refusals.number(closed),
        number if household.id in apart.never_with else 0,
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
