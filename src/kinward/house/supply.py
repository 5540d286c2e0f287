"""Free rooms by kind, and every way to combine up to three of them at one site for one household."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from itertools import combinations_with_replacement, groupby, product
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kinward.house.demand import Floats, Geography, Ints
from kinward.model.housing import Policy, Room

Flags = NDArray[np.bool_]
NO_ROOM = -1
FOREVER = date.max.toordinal()
# A site with more kinds of room than this has its triples formed within equal attributes only: 24 kinds are 2,924
# combinations, 60 would be 39,710. Pairs go on mixing up to 150 kinds. The bound covers every combination (``_loose``).
KINDS_MIXED_MOST = 24
KINDS_PAIRED_MOST = 150

# What two rooms of a kind share; the number of each is its column. All but the last are what a place offers.
Kind = tuple[int, int, float, int, int, int, int, int, int, int, int, int]
SITE, REGION, TIER, ACCESSIBLE, WINTERISED, OPENS, CLOSES, HOSPITAL, POWER, SCHOOL, NIGHTS, HOLDS = range(12)
ANY_NIGHTS = 10**6  # no limit to how long a household may stay


@dataclass(frozen=True, slots=True)
class Places:
    """One row per site and standard: what rooms of a combination offer together, which is what the worst offers.

    ``tier`` in points per person; ``opens`` and ``closes`` are ordinals (``closes`` is the first day without it).
    ``hospital`` and ``power`` are 0 where the site is known to have none; ``school`` is 1 where one is known to be
    near; ``nights`` is the longest stay.
    """

    site: Ints
    region: Ints
    tier: Floats
    accessible: Ints
    winterised: Ints
    opens: Ints
    closes: Ints
    hospital: Ints
    power: Ints
    school: Ints
    nights: Ints

    def rows(self, chosen: Ints) -> Self:
        """These rows only, repeats allowed."""
        return replace(self, **{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def __len__(self) -> int:
        """How many places."""
        return len(self.site)


@dataclass(frozen=True, slots=True)
class Supply:
    """Kinds of room (equal in everything that counts), and combinations of them.

    ``members`` has three columns, NO_ROOM where fewer rooms are used. A combination suits sizes above
    ``capacity - smallest``: with fewer people one of its rooms would be superfluous.
    ``loose`` marks combinations that exist for the bound only: their members are kinds of at least the same
    capacity at the site, whatever else they offer, so a plan never uses them.
    """

    kinds: tuple[Kind, ...]
    rooms_of_kind: tuple[tuple[str, ...], ...]
    capacity_of_kind: Ints
    members: Ints
    capacity: Ints
    smallest: Ints
    place: Ints
    loose: Flags
    loose_kinds: tuple[Ints, ...]
    places: Places

    @property
    def how_many(self) -> Ints:
        """Rooms of each kind."""
        return np.array([len(rooms) for rooms in self.rooms_of_kind], np.int64)

    def without_loose(self) -> Self:
        """The same rooms; combinations that exist for the bound only hold nobody."""
        return replace(self, capacity=np.where(self.loose, 0, self.capacity))


def capacity_of(room: Room, policy: Policy) -> int:
    """People a room holds: its beds, or fewer where the floor is too small for them."""
    if room.m2 is None:
        return room.beds
    # A millionth of a person forgives 10.5 / 3.5 = 2.9999999 and nothing else.
    return min(room.beds, int(room.m2 / policy.min_m2_per_person + 1e-6))


def tier_points(room: Room, policy: Policy) -> float:
    """What the policy says of this kind of room."""
    return policy.points.tier.get(room.tier, policy.points.tier_unlisted)


def usable(room: Room, policy: Policy) -> bool:
    """Whether anybody may ever be placed in it."""
    return not room.blocked and capacity_of(room, policy) > 0


def supply_of(
    rooms: Iterable[Room], geography: Geography, policy: Policy, *, first_day: int, size_most: int
) -> Supply:
    """The usable rooms by kind and their combinations. Days before ``first_day`` make no difference to anyone."""
    by_kind: dict[Kind, list[str]] = {}
    for room in rooms:
        if usable(room, policy):
            by_kind.setdefault(_kind(room, geography, policy, first_day), []).append(room.id)
    kinds = sorted(by_kind)
    table = np.array(kinds, np.float64).reshape(-1, HOLDS + 1)
    counts = np.array([len(by_kind[kind]) for kind in kinds], np.int64)
    members, oversized = _combinations(table, counts, policy.rooms_per_household_most, size_most)
    rooms_of_kind = tuple(tuple(sorted(by_kind[kind])) for kind in kinds)
    return _assembled(
        tuple(kinds), rooms_of_kind, table, members, _loose(table, oversized, policy.rooms_per_household_most)
    )


def _kind(room: Room, geography: Geography, policy: Policy, first_day: int) -> Kind:
    opens = room.available_from.toordinal() if room.available_from else first_day
    closes = room.available_until.toordinal() if room.available_until else FOREVER
    return (
        geography.site_number[room.site],
        geography.region_of_site[room.site],
        tier_points(room, policy),
        int(room.accessible is True),
        int(room.winterised is True),
        max(opens, first_day),
        closes,
        int(not far_from_hospital(room, policy)),
        int(not policy.backup_power_for or room.backup_power is not False),
        int(bool(policy.points.school_near) and near_school(room, policy)),
        policy.nights_at_most.get(room.tier, ANY_NIGHTS),
        capacity_of(room, policy),
    )


def far_from_hospital(room: Room, policy: Policy) -> bool:
    """Whether the hospital is known to be further than the policy lets it be; unknown is said, not forbidden."""
    most = policy.hospital_km_most
    return most is not None and room.hospital_km is not None and room.hospital_km > most


def near_school(room: Room, policy: Policy) -> bool:
    """Whether a school is known to be near."""
    return room.school_km is not None and room.school_km <= policy.points.school_near_km


def place_together(
    rooms: Iterable[Room], geography: Geography, policy: Policy, *, first_day: int
) -> tuple[Places, int]:
    """What these rooms of one site offer together, in one row, and how many people they hold."""
    table = np.array([_kind(room, geography, policy, first_day) for room in rooms], np.float64)
    offer = _worst_of(table, np.arange(len(table))[None, :])
    return _places(offer), int(table[:, HOLDS].sum())


def _places(offers: Floats) -> Places:
    whole = offers.astype(np.int64).T
    return Places(
        whole[SITE], whole[REGION], offers[:, TIER], *(whole[column] for column in range(ACCESSIBLE, HOLDS))
    )


def _combinations(
    table: Floats, counts: Ints, rooms_most: int, size_most: int
) -> tuple[Ints, list[tuple[int, ...]]]:
    """Members of every combination worth having, and the kinds of each site too large to have them all."""
    singles = np.full((len(table), 3), NO_ROOM, np.int64)
    singles[:, 0] = np.arange(len(table))
    found: list[Ints] = [singles]
    capacity = np.append(table[:, HOLDS], 0).astype(np.int64)
    groups, oversized = _groups(table, rooms_most, size_most)
    for (length, lengths), same in sorted(groups.items()):
        chosen = _multisets(length, lengths)
        members = np.where(chosen >= 0, np.array(same, np.int64)[:, chosen], NO_ROOM).reshape(-1, 3)
        held = capacity[members]
        enough = held.sum(axis=1) - np.where(held > 0, held, 10**6).min(axis=1) < size_most
        found.append(members[enough & _rooms_suffice(members, counts)])
    return np.unique(np.concatenate(found), axis=0), oversized


# Groups of so many kinds each, of which so many rooms at once are combined; groups alike are worked on as one array.
_Groups = dict[tuple[int, tuple[int, ...]], list[list[int]]]


def _groups(table: Floats, rooms_most: int, size_most: int) -> tuple[_Groups, list[tuple[int, ...]]]:
    """Which kinds are combined with which. A room that holds the largest household alone needs no second one."""
    groups: _Groups = {}
    oversized: list[tuple[int, ...]] = []
    several = tuple(range(2, rooms_most + 1))
    small = np.flatnonzero(table[:, HOLDS] < size_most).tolist() if several else []
    for _, site in groupby(small, key=lambda kind: table[kind, 0]):
        kinds = list(site)
        if len(kinds) <= KINDS_MIXED_MOST:
            groups.setdefault((len(kinds), several), []).append(kinds)
            continue
        oversized.append(tuple(kinds))
        if len(kinds) <= KINDS_PAIRED_MOST:
            groups.setdefault((len(kinds), (2,)), []).append(kinds)
        for _, equal in groupby(kinds, key=lambda kind: tuple(table[kind, 1:HOLDS])):
            alike = list(equal)
            groups.setdefault((len(alike), several), []).append(alike)
    return groups, oversized


@cache
def _multisets(kinds: int, lengths: tuple[int, ...]) -> Ints:
    """Every way to take so many rooms of so many kinds, with repeats."""
    ways = [
        (*way, *(NO_ROOM,) * (3 - length))
        for length in lengths
        for way in combinations_with_replacement(range(kinds), length)
    ]
    return np.array(ways, np.int64).reshape(-1, 3)


def _rooms_suffice(members: Ints, counts: Ints) -> Flags:
    """Members stand in order, so repeats are neighbours."""
    has = np.append(counts, 3)[members]
    twice = members[:, 0] == members[:, 1]
    also = (members[:, 1] == members[:, 2]) & (members[:, 1] >= 0)
    enough: Flags = (has[:, 0] >= 1 + twice + (twice & also)) & (has[:, 1] >= 1 + also)
    return enough


@dataclass(frozen=True, slots=True)
class _Loose:
    """For the bound: combinations of capacities rather than kinds, what they offer, and the kinds of each capacity."""

    members: Ints
    offers: Floats
    kinds: tuple[Ints, ...]


def _assembled(
    kinds: tuple[Kind, ...],
    rooms_of_kind: tuple[tuple[str, ...], ...],
    table: Floats,
    members: Ints,
    loose: _Loose,
) -> Supply:
    all_members = np.concatenate([members, loose.members])
    offers = np.concatenate([_worst_of(table, members), loose.offers])
    places, place = np.unique(offers, axis=0, return_inverse=True)
    capacity_of_any = np.concatenate(
        [table[:, HOLDS], [table[kinds[0], HOLDS] for kinds in loose.kinds], [0]]
    ).astype(np.int64)
    held = capacity_of_any[all_members]
    return Supply(
        kinds,
        rooms_of_kind,
        table[:, HOLDS].astype(np.int64),
        all_members,
        held.sum(axis=1),
        np.where(all_members >= 0, held, 10**6).min(axis=1) if len(held) else np.empty(0, np.int64),
        place.reshape(-1),
        np.arange(len(all_members)) >= len(members),
        loose.kinds,
        _places(places),
    )


def _worst_of(table: Floats, members: Ints) -> Floats:
    """What the rooms offer together: the lowest tier, accessible and winterised if all are, open when all are."""
    best = np.array([0, 0, np.inf, 1, 1, 0, FOREVER, 1, 1, 1, ANY_NIGHTS, 0])
    rows = np.vstack([table, best])[members]
    out = rows[:, 0, :HOLDS].copy()
    for column in (TIER, ACCESSIBLE, WINTERISED, CLOSES, HOSPITAL, POWER, SCHOOL, NIGHTS):
        out[:, column] = rows[:, :, column].min(axis=1)
    out[:, OPENS] = rows[:, :, OPENS].max(axis=1)
    return out


def _loose(table: Floats, oversized: list[tuple[int, ...]], rooms_most: int) -> _Loose:
    """At an oversized site, any rooms that offer at least so much combine and offer that much.

    Whatever rooms a household might get together there, the standard they offer together is one of those tried, and
    they are among the rooms that offer at least that; so no combination escapes the bound. The day on which they
    close and what belongs to the site are taken from the best of them.
    """
    members: list[Ints] = [np.empty((0, 3), np.int64)]
    offers: list[Floats] = [np.empty((0, HOLDS))]
    kinds: list[Ints] = []
    for site in oversized:
        for among in _standards(table, np.array(site, np.int64)):
            capacities = np.unique(table[among, HOLDS])
            ways = _multisets(len(capacities), tuple(range(2, rooms_most + 1)))
            members.append(np.where(ways >= 0, ways + len(table) + len(kinds), NO_ROOM))
            kinds += [among[table[among, HOLDS] == capacity] for capacity in capacities]
            worst = table[among, :HOLDS].min(axis=0)
            worst[OPENS:] = table[among, OPENS:HOLDS].max(axis=0)
            offers.append(np.tile(worst, (len(ways), 1)))
    return _Loose(np.concatenate(members), np.concatenate(offers), tuple(kinds))


def _standards(table: Floats, site: Ints) -> list[Ints]:
    """The kinds that offer at least a tier, accessible or not, winterised or not, open by a day: each set once."""
    tier, accessible, winterised, opens = (
        table[site, column] for column in (TIER, ACCESSIBLE, WINTERISED, OPENS)
    )
    found: dict[bytes, Ints] = {}
    for t, a, w, o in product(
        np.unique(tier), np.unique(accessible), np.unique(winterised), np.unique(opens)
    ):
        among = site[(tier >= t) & (accessible >= a) & (winterised >= w) & (opens <= o)]
        if len(among):
            found.setdefault(among.tobytes(), among)
    return list(found.values())


def rooms_used(given: Ints, supply: Supply) -> Ints:
    """Rooms by kind that an assignment (household, combination, how many) uses."""
    used = np.zeros(len(supply.rooms_of_kind), np.int64)
    for column in range(3):
        members = supply.members[given[:, 1], column]
        real = members != NO_ROOM
        np.add.at(used, members[real], given[real, 2])
    return used


def uses_of(members: Ints) -> Ints:
    """How many rooms of its own kind each member of a combination asks for, counting its equals."""
    same = [(members == members[:, [column]]).sum(axis=1) for column in range(3)]
    uses: Ints = np.where(members == NO_ROOM, 0, np.stack(same, axis=1))
    return uses
