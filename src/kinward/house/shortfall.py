"""How many places are missing on each day: as a count of beds says it, and as families in rooms really have it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from kinward.house.demand import first_day_of_need
from kinward.house.policy import adults_of
from kinward.house.supply import capacity_of, usable
from kinward.model.housing import (
    HouseholdToHouse,
    HousingPlan,
    Placement,
    Policy,
    Room,
    ShortfallOnDay,
    Stay,
)


def shortfall(
    households: Iterable[HouseholdToHouse],
    rooms: Iterable[Room],
    plan: HousingPlan,
    policy: Policy,
    *,
    first: date,
    last: date,
) -> tuple[ShortfallOnDay, ...]:
    """Each day from ``first`` to ``last``, both included.

    A household counts from the day it needs a roof; those handed to child protection are counted there, not here.
    The plan leaves a household without a room only when no free room or set of rooms can lawfully hold it, so the
    people without one are the places missing for this mix of families.
    """
    asking = [one for one in households if adults_of(one) != 0]
    open_rooms = [room for room in rooms if usable(room, policy)]
    return tuple(
        _on(first + timedelta(days=number), asking, open_rooms, plan, policy)
        for number in range((last - first).days + 1)
    )


def _on(
    day: date, asking: Sequence[HouseholdToHouse], rooms: Sequence[Room], plan: HousingPlan, policy: Policy
) -> ShortfallOnDay:
    size_of = {one.id: one.size for one in asking if first_day_of_need(one, date.min) <= day}
    housed: tuple[Placement | Stay, ...] = (*plan.placements, *plan.stays)
    in_rooms = sum(
        size_of.get(one.household, 0)
        for one in housed
        if one.from_day <= day and (one.until is None or day < one.until)
    )
    open_now = [room for room in rooms if may_be_slept_in(room, day, policy)]
    beds = sum(capacity_of(room, policy) for room in open_now)
    need = sum(size_of.values())
    ending = sum(size_of.get(one.household, 0) for one in housed if one.until == day)
    return ShortfallOnDay(
        day,
        need,
        beds,
        in_rooms,
        max(0, need - beds),
        need - in_rooms,
        places_for_this_mix=places_for_mix(size_of.values(), open_now, policy),
        stays_ending=ending,
    )


def places_for_mix(sizes: Iterable[int], rooms: Iterable[Room], policy: Policy) -> int:
    """How many of these people the rooms hold when each household has its rooms to itself; wishes and needs aside.

    Largest households first, each in the smallest room of all that holds it, else in the fewest rooms of one site
    that do. For single rooms no plan holds more people (the sets of households that fit are a matroid, and taking
    the heaviest first is best there); several rooms for one household make it a plan that exists, not the best.
    """
    single: Counter[int] = Counter()
    by_site: dict[str, Counter[int]] = {}
    for room in rooms:
        holds = capacity_of(room, policy)
        if holds:
            single[holds] += 1
            by_site.setdefault(room.site, Counter())[holds] += 1
    sites_with: dict[int, list[str]] = {}
    for site in sorted(by_site, reverse=True):
        for holds in by_site[site]:
            sites_with.setdefault(holds, []).append(site)
    left = _Left(single, by_site, sites_with, policy.rooms_per_household_most)
    return sum(size for size in sorted(sizes, reverse=True) if left.holds(size))


class _Left:
    """Rooms still free, by how many people each holds, everywhere and site by site."""

    def __init__(
        self,
        single: Counter[int],
        by_site: dict[str, Counter[int]],
        sites_with: dict[int, list[str]],
        rooms_most: int,
    ) -> None:
        self.single, self.by_site, self.sites_with, self.rooms_most = single, by_site, sites_with, rooms_most
        self.never: set[int] = set()

    def holds(self, size: int) -> bool:
        """Whether a household of this size finds rooms; takes them."""
        fits = [holds for holds, many in self.single.items() if holds >= size and many]
        if fits:
            self._take_anywhere(min(fits))
            return True
        if size in self.never:
            return False
        for site in sorted(self.by_site):
            if chosen := self._together(site, size):
                for holds in chosen:
                    self._take(site, holds)
                return True
        self.never.add(size)
        return False

    def _together(self, site: str, size: int) -> list[int]:
        """The largest rooms of a site until they hold everybody, the last one as small as it may be."""
        free = sorted(self.by_site[site].elements(), reverse=True)
        chosen: list[int] = []
        for rank, holds in enumerate(free[: self.rooms_most]):
            missing = size - sum(chosen)
            if holds >= missing:
                return [*chosen, min(room for room in free[rank:] if room >= missing)]
            chosen.append(holds)
        return []

    def _take_anywhere(self, holds: int) -> None:
        sites = self.sites_with[holds]
        while not self.by_site[sites[-1]][holds]:
            sites.pop()
        self._take(sites[-1], holds)

    def _take(self, site: str, holds: int) -> None:
        self.single[holds] -= 1
        self.by_site[site][holds] -= 1


def may_be_slept_in(room: Room, day: date, policy: Policy) -> bool:
    """Whether the room is open on that day, and warm enough where the policy asks for it by then."""
    cold = (
        policy.winterised_from is not None and day >= policy.winterised_from and room.winterised is not True
    )
    opened = room.available_from is None or room.available_from <= day
    closed = room.available_until is not None and day >= room.available_until
    return not room.blocked and opened and not closed and not cold
