"""What a housing officer talks about: who needs a roof, which rooms there are, and what was proposed and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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

    ``size`` counts people; ``adults`` and ``children`` add up to it when both are known. ``relatives_placed_at`` is
    the id of a site. With ``own_lodging_until`` they have a bed of their own and need ours from that day on.
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


@dataclass(frozen=True, slots=True)
class Room:
    """A room with a door. Unknown accessible or winterised counts as no: it cannot be promised.

    ``available_until`` is the first day on which nobody may sleep there. ``m2`` None: the beds were counted, the
    floor was not measured.
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


class WhyUnplaced(StrEnum):
    """Why a household has no room in a plan."""

    CHILD_PROTECTION = "child_protection"  # no adult: never placed by a program
    NOTHING_FITS = "nothing_fits"  # no room or set of rooms could lawfully hold them, even if all were free
    NONE_LEFT = "none_left"  # some could, but they went to earlier bands or bring more points to others


@dataclass(frozen=True, slots=True)
class Placement:
    """A household in rooms of one site from a day. ``points`` is what this place adds to the plan's objective.

    ``until`` is the first day on which it may no longer sleep there (a room that closes, or winter for a room that
    is not winterised); None while nothing is known to end it.
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
    plan on that day, which is larger, because a bed in somebody else's room houses nobody.
    """

    day: date
    people_in_need: int
    beds: int
    people_in_rooms: int
    missing_beds: int
    missing_places: int
