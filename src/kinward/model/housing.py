"""What a housing officer talks about: who needs a roof, which rooms there are, and what was proposed and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from kinward.model.problem import Message


class Need(StrEnum):
    """What somebody in the household cannot do without."""

    MOBILITY = "mobility"
    WINTER = "winter"
    HOSPITAL = "hospital"
    ELECTRICITY = "electricity"


NEEDS = frozenset(need.value for need in Need)


@dataclass(frozen=True, slots=True)
class HouseholdToHouse:
    """People who sleep under one roof and ask for one. Empty text and None mean unknown, never "no".

    ``size`` counts people; ``adults`` and ``children`` add up to it when both are known; ``infants`` (under 2) and
    ``school_age`` (6 to 17) are some of the children, ``older`` (60 and over) some of the adults.
    ``relatives_placed_at`` and ``wish_site`` are sites. ``refuses`` are sites and regions they said no to, and
    ``never_with`` households that must never sleep at the same site: both are sealed and shown to nobody else.
    With ``own_lodging_until`` they have a bed of their own and need ours from that day on.
    """

    id: str
    size: int
    adults: int | None = None
    children: int | None = None
    needs: frozenset[Need] = frozenset()
    wish_region: str = ""
    community: str = ""
    relatives_placed_at: str = ""
    arrived_on: date | None = None
    own_lodging_until: date | None = None
    infants: int | None = None
    school_age: int | None = None
    older: int | None = None
    head_sex: str = ""
    wish_site: str = ""
    refuses: frozenset[str] = frozenset()
    never_with: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """A room with a door. Unknown accessible or winterised counts as no: it cannot be promised.

    ``available_until`` is the first day on which nobody may sleep there. ``m2`` None: the beds were counted, the
    floor was not measured. ``hospital_km``, ``school_km`` and ``backup_power`` are those of the site.
    """

    id: str
    site: str
    region: str = ""
    tier: str = ""
    beds: int = 0
    m2: float | None = None
    accessible: bool | None = None
    winterised: bool | None = None
    available_from: date | None = None
    available_until: date | None = None
    blocked: bool = False
    floor: int | None = None
    lock: bool | None = None
    heating: str = ""
    hospital_km: float | None = None
    school_km: float | None = None
    backup_power: bool | None = None


class SiteType(StrEnum):
    """The kinds of site the camp-coordination cluster counts world-wide; ``Site.tier`` is the country's own word."""

    PLANNED_CAMP = "planned_camp"
    SELF_SETTLED_CAMP = "self_settled_camp"
    COLLECTIVE_CENTRE = "collective_centre"
    RECEPTION_CENTRE = "reception_centre"
    EVACUATION_CENTRE = "evacuation_centre"
    HOST_FAMILY = "host_family"
    RENTED = "rented"


@dataclass(frozen=True, slots=True)
class Site:
    """What is known of a building as a whole; each of its rooms inherits it. None and "" are unknown.

    ``permission_until`` is the first day on which the owner no longer lets anybody sleep there.
    ``winter_inspected_on`` is when somebody saw that it can be slept in in winter: without it no room counts as
    winterised, when the table of sites has that column at all.
    """

    id: str
    region: str = ""
    tier: str = ""
    site_type: SiteType | None = None
    opens_on: date | None = None
    permission_until: date | None = None
    winter_inspected_on: date | None = None
    hospital_km: float | None = None
    school_km: float | None = None
    backup_power: bool | None = None


def rooms_at_sites(
    rooms: Iterable[Room], sites: Iterable[Site], *, inspected: bool = False
) -> tuple[Room, ...]:
    """The rooms with what their sites add; a room's own word on region and tier goes before its site's.

    With ``inspected`` the sites say which were inspected for winter, and only there a room counts as winterised.
    """
    by_id = {site.id: site for site in sites}
    return tuple(
        _at_site(room, by_id[room.site], inspected=inspected) if room.site in by_id else room
        for room in rooms
    )


def _at_site(room: Room, site: Site, *, inspected: bool) -> Room:
    opens = [day for day in (room.available_from, site.opens_on) if day is not None]
    closes = [day for day in (room.available_until, site.permission_until) if day is not None]
    return replace(
        room,
        region=room.region or site.region,
        tier=room.tier or site.tier,
        available_from=max(opens, default=None),
        available_until=min(closes, default=None),
        winterised=room.winterised if site.winter_inspected_on or not inspected else False,
        hospital_km=room.hospital_km if site.hospital_km is None else site.hospital_km,
        school_km=room.school_km if site.school_km is None else site.school_km,
        backup_power=room.backup_power if site.backup_power is None else site.backup_power,
    )


class WhyMoved(StrEnum):
    """The only reasons for which somebody placed may be given other rooms."""

    CONSENT = "consent"
    SITE_CLOSING = "site_closing"
    SAFETY = "safety"
    REUNIFICATION = "reunification"


@dataclass(frozen=True, slots=True)
class Stay:
    """A household that sleeps somewhere already: it keeps its rooms, and no plan moves it."""

    household: str
    site: str
    rooms: tuple[str, ...]
    from_day: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Leave to look for other rooms for a household that has some, why, and who gave it."""

    household: str
    why: WhyMoved
    allowed_by: str


class HardRule(StrEnum):
    """A hard rule by name: what removes a site from a household's choice."""

    ACCESSIBLE = "accessible"
    WINTERISED = "winterised"
    WINTER = "winter"
    HOSPITAL = "hospital"
    ELECTRICITY = "electricity"
    CLOSED = "closed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One hard rule set aside for one household by two named people; the program never does it by itself."""

    household: str
    rule: HardRule
    reason: str
    allowed_by: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class ExpectedHouseholds:
    """So many more households like this one are expected: they enter the prices and get no room."""

    like: HouseholdToHouse
    how_many: float


@dataclass(frozen=True, slots=True)
class Band:
    """A place in the strict order: each band is housed before the next may take what it left.

    A household belongs to the first band whose every stated condition it meets; a band without a condition takes
    everyone. ``says`` is the rule in words, as the family may read it.
    """

    name: str
    says: str
    needs_any: frozenset[Need] = frozenset()
    children_at_least: int = 0
    adults_at_most: int | None = None
    infants_at_least: int = 0
    older_at_least: int = 0


@dataclass(frozen=True, slots=True)
class Points:
    """What a place brings, in points per person unless said; points belong to a place, never to a person."""

    roof: float
    winterised: float
    wish_region: float
    relatives_same_site: float
    relatives_same_region: float
    community_region: float
    night_waiting: float
    nights_counted_at_most: int
    bed_left_empty: float  # per bed, not per person
    empty_beds_counted_at_most: int
    tier_unlisted: float
    tier: Mapping[str, float] = field(default_factory=dict)
    wish_site: float = 0.0
    school_near: float = 0.0  # per school-age child, not per person
    school_near_km: float = 3.0


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules by which rooms are given, as approved: strict bands, hard rules, points inside a band."""

    version: str
    approved_by: str
    reason: str
    min_m2_per_person: float
    rooms_per_household_most: int
    accessible_for: frozenset[Need]
    winterised_for: frozenset[Need]
    winterised_from: date | None
    bands: tuple[Band, ...]
    points: Points
    hospital_km_most: float | None = None
    backup_power_for: frozenset[Need] = frozenset()
    nights_at_most: Mapping[str, int] = field(default_factory=dict)
    move_only_if: frozenset[WhyMoved] = frozenset(WhyMoved)
    move_points: float = 0.0
    fairness_gap_points: float = 5.0


class WhyUnplaced(StrEnum):
    """Why a household has no room in a plan."""

    CHILD_PROTECTION = "child_protection"  # no adult: never placed by a program
    NOTHING_FITS = "nothing_fits"  # no room or set of rooms could lawfully hold them, even if all were free
    NONE_LEFT = "none_left"  # some could, but they went to earlier bands or bring more points to others
    KEPT_FOR_EXPECTED = (
        "kept_for_expected"  # some are free, and kept for households expected that need them more
    )


@dataclass(frozen=True, slots=True)
class HousingQuestion:
    """Everything a plan is asked; the same question has the same answer.

    ``as_of`` is the day of planning: nobody gets a room before it. ``taken`` are rooms that are left alone, and
    ``settled`` says in which region a community already lives. ``stays`` are households that sleep somewhere and
    keep their rooms, unless one of ``moves`` lets them look for others. ``expected`` enter the prices only.
    """

    households: tuple[HouseholdToHouse, ...]
    rooms: tuple[Room, ...]
    policy: Policy
    as_of: date
    taken: frozenset[str] = frozenset()
    settled: Mapping[str, str] = field(default_factory=dict)
    stays: tuple[Stay, ...] = ()
    moves: tuple[Move, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    expected: tuple[ExpectedHouseholds, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceTable:
    """What each room is worth to those who wait and are expected, in points, by band and room.

    A band's prices do not look at later bands. A room without a price in a band was not free for it.
    """

    policy: str
    as_of: date
    bands: tuple[Mapping[str, float], ...]

    def of(self, band: int, rooms: Iterable[str]) -> float:
        """The price of these rooms together for this band; what has none there costs what an earlier band would pay."""
        return sum(
            next((self.bands[own][room] for own in range(band, -1, -1) if room in self.bands[own]), 0.0)
            for room in rooms
        )


@dataclass(frozen=True, slots=True)
class Placement:
    """A household in rooms of one site from a day. ``points`` is what this place adds to the plan's objective.

    ``until`` is the first day on which it may no longer sleep there (a room that closes, winter for a room that is
    not winterised, the most nights of its tier); None while nothing is known to end it.
    """

    household: str
    site: str
    rooms: tuple[str, ...]
    from_day: date
    until: date | None
    band: str
    points: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A household without a room in this plan, and why."""

    household: str
    why: WhyUnplaced
    band: str
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class BandOutcome:
    """How one band fared. ``bound`` is certified: with the rooms earlier bands left, no plan brings it more points."""

    name: str
    households: int
    people: int
    households_housed: int
    people_housed: int
    points: float
    bound: float


@dataclass(frozen=True, slots=True)
class HousingPlan:
    """Everyone who went in, once: placed, or unplaced with a reason.

    ``objective`` is the sum of the placements' points. ``bound`` is certified: no plan that leaves every earlier
    band at least the points it has here can have more in total. ``bound_any_order`` is the same for plans that
    need not heed the bands at all: the difference is what the strict order costs, at most.
    """

    policy: str
    households: int
    people: int
    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    objective: float
    bound: float
    bound_any_order: float
    bands: tuple[BandOutcome, ...]
    stays: tuple[Stay, ...] = ()

    @property
    def gap(self) -> float:
        """How far the plan may be from the best one at most: bound / objective - 1; 0 when both are 0."""
        if self.objective > 0:
            return max(0.0, self.bound / self.objective - 1)
        return 0.0 if self.bound <= 0 else float("inf")

    @property
    def people_housed(self) -> int:
        """People with a room."""
        return sum(band.people_housed for band in self.bands)


@dataclass(frozen=True, slots=True)
class ShortfallOnDay:
    """One day's need against one day's rooms, in people.

    ``missing_beds`` is what a count of beds would say; ``missing_places`` counts the people who have no room in the
    plan on that day, which is larger, because a bed in somebody else's room houses nobody. ``places_for_this_mix``
    is how many of the people in need these rooms could hold if each household had its rooms to itself.
    """

    day: date
    people_in_need: int
    beds: int
    people_in_rooms: int
    missing_beds: int
    missing_places: int
    places_for_this_mix: int = 0
    stays_ending: int = 0


@dataclass(frozen=True, slots=True)
class OccupancyOnDay:
    """One day at one site (or tier, or region): its open rooms and beds, the rooms occupied and the people in them."""

    day: date
    group: str
    rooms: int
    rooms_occupied: int
    beds: int
    people: int


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the points of a place: its name, its points for the whole household, and the line in words."""

    name: str
    points: float
    says: Message


@dataclass(frozen=True, slots=True)
class Offer:
    """Rooms of one site for one household, and what they bring. ``net`` is points less price, and orders offers.

    ``price`` is what these rooms would bring to others who need them, in points. The terms add up to ``points``.
    """

    site: str
    rooms: tuple[str, ...]
    from_day: date
    until: date | None
    points: float
    price: float
    net: float
    empty_beds: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class RuleRemoved:
    """A hard rule, and how many sites and rooms it takes from a household's choice (free or not)."""

    rule: HardRule
    sites: int
    rooms: int
    says: Message


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one household sleeps where it does or waits: recomputed by the rules that decide.

    ``now`` is where it is in the plan, None while it waits. ``others`` are up to three more sites, best first, among
    rooms still free; ``others_taken`` says what would have suited it best among rooms that others have.
    ``place_in_band`` is its place among those of its band that wait (1 is next), None when it has rooms.
    """

    household: str
    policy: str
    as_of: date
    band: str
    band_says: str
    why_unplaced: WhyUnplaced | None
    now: Offer | None
    others: tuple[Offer, ...]
    others_taken: tuple[Offer, ...]
    removed: tuple[RuleRemoved, ...]
    sites_lawful: int
    place_in_band: int | None
    waiting_in_band: int
    would_change: tuple[Message, ...]
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """How one group fared beside all: who has a room, and what the place brings for each person who has one.

    ``apart`` says that its points per person asked are further below those of all than the policy lets pass
    unremarked.
    """

    by: str
    group: str
    households: int
    people: int
    people_housed: int
    points_each_housed: float
    nights_waiting: float
    points_each_asked: float
    apart: bool


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A named change to try out: rooms that open, sites that close, and a share of arrivals more or fewer."""

    name: str
    rooms_opened: tuple[Room, ...] = ()
    sites_lost: frozenset[str] = frozenset()
    arrivals_more: float = 0.0


@dataclass(frozen=True, slots=True)
class WhatIfOutcome:
    """The same households and rooms with and without the change, in people; nothing is decided by it."""

    name: str
    people: int
    people_housed: int
    people_before: int
    people_housed_before: int
    gap: float
    waiting_by_size: Mapping[int, int]
    waiting_by_size_before: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class RegionPrice:
    """What one more free room for so many people in a region would bring: the highest price among its rooms there."""

    region: str
    people: int
    rooms_free: int
    price: float
