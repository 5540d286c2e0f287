"""What is counted and claimed of a crossing, and the ranges foreseen from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ClaimMeaning(StrEnum):
    """What a planning claim counts, as far as the crossing is concerned."""

    POOL = "pool"
    CAPACITY = "capacity"
    QUEUE = "queue"
    OTHER = "other"


class ClaimUnit(StrEnum):
    """What a planning claim is counted in."""

    PEOPLE = "people"
    FAMILIES = "families"
    HOURS = "hours"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CumulativeCount:
    """What one speaker said at one moment: totals since the crossing began. None is "did not say", never 0.

    ``at`` has a time zone. ``hour_known`` is False when the source did not say the hour and somebody placed it.
    ``source_id`` names the row, figure or event it rests on.
    """

    at: datetime
    arrivals: int | None = None
    vehicles: int | None = None
    registered: int | None = None
    state_housed: int | None = None
    speaker: str = ""
    hour_known: bool = True
    source_id: str = ""

    def __post_init__(self) -> None:
        assert self.at.tzinfo is not None, "a moment without its time zone"


@dataclass(frozen=True, slots=True)
class PlanningClaim:
    """A figure somebody planned with. ``low`` alone is "at least", ``high`` alone "at most", both a range or point.

    ``role`` is what a named person marked it to plan with: low, recommended or high; empty when nobody did.
    """

    said_on: date
    meaning: ClaimMeaning
    unit: ClaimUnit
    low: int | None = None
    high: int | None = None
    speaker: str = ""
    text: str = ""
    source_id: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle 90 % and what lies inside, of one quantity at one moment; ``p025`` to ``p975`` the middle 95 %."""

    p05: float
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    p95: float
    p025: float | None = None
    p975: float | None = None


@dataclass(frozen=True, slots=True)
class HourAhead:
    """What is foreseen for one moment. People everywhere; ``registration_backlog`` is None when nobody counts desks.

    ``persistence`` goes on at the latest rate; ``persistence_capped`` stops at the largest pool that was claimed.
    Both are None while fewer than two counts are known.
    """

    at: datetime
    arrivals: Spread
    state_rooms: Spread
    on_the_road: Spread
    wait_hours: Spread
    registration_backlog: Spread | None
    persistence: float | None
    persistence_capped: float | None


@dataclass(frozen=True, slots=True)
class RegionSaid:
    """What one source says of a region: rooms taken there so far, or the share (0 to 1) of those who will go there.

    Several of one region are the same thing said by several, never to be added up.
    """

    region: str
    rooms: int | None = None
    share: float | None = None
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class RegionAhead:
    """How many more people will have asked for a state room in a region, at each hour from the forecast's moment on.

    ``rooms_counted`` and ``sources`` are what its ``share`` rests on.
    """

    region: str
    rooms_counted: int
    share: Spread
    people: tuple[Spread, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodAhead:
    """How many arrive within an hour, a shift of eight hours or a day that begins at a moment."""

    begins: datetime
    hours: int
    arrivals: Spread


@dataclass(frozen=True, slots=True)
class PassMoments:
    """When a number is passed. None is "not within the hours looked at".

    ``probability`` is that of passing within them. ``persistence`` is when the plain rate would pass it.
    ``already`` means that the counts themselves passed it: then the three moments are the one read from them.
    ``p05_if`` and ``p95_if`` are the range among the futures in which it is passed at all within them.
    """

    number: int
    p05: datetime | None
    p50: datetime | None
    p95: datetime | None
    probability: float
    already: bool = False
    persistence: datetime | None = None
    p05_if: datetime | None = None
    p95_if: datetime | None = None


class NotUsed(StrEnum):
    """Why a count or a claim took no part."""

    AFTER_AS_OF = "after_as_of"
    SUPERSEDED = "superseded_by_same_speaker"
    NOT_OF_THE_CROSSING = "not_of_the_crossing"
    CAPACITY_NEVER_CAPS = "capacity_never_limits_arrivals"
    NO_NUMBER = "no_number"
    NOTHING_COUNTED = "nothing_counted"
    BEFORE_FIRST_ARRIVALS = "before_first_count_of_arrivals"
    TOO_OLD = "too_old_to_matter"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A count or claim that took no part, by its place in what was given, and why."""

    index: int
    source_id: str
    why: NotUsed


@dataclass(frozen=True, slots=True)
class ClaimWeight:
    """How much of the pool rested on a claim before the counts spoke, and after. Index None: "no claim is right"."""

    index: int | None
    source_id: str
    before: float
    after: float


class Quarrel(StrEnum):
    """How two counts disagree."""

    SAME_MOMENT = "same_moment"
    GOES_DOWN = "goes_down"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two counts that cannot both be exact; both are kept. Indices into the counts given; ``quantity`` says which total."""

    kind: Quarrel
    quantity: str
    first: int
    second: int
    first_value: int
    second_value: int


@dataclass(frozen=True, slots=True)
class CrossingForecast:
    """The crossing from ``as_of`` on, hour by hour, and everything it rests on."""

    as_of: datetime
    hours: tuple[HourAhead, ...]
    arrivals_pass: tuple[PassMoments, ...]
    state_rooms_pass: tuple[PassMoments, ...]
    counts_used: tuple[int, ...]
    count_sources: tuple[str, ...]
    counts_left_out: tuple[LeftOut, ...]
    claims_used: tuple[int, ...]
    claim_sources: tuple[str, ...]
    claims_left_out: tuple[LeftOut, ...]
    pool: Spread
    pool_weights: tuple[ClaimWeight, ...]
    share_in_state_rooms: Spread
    state_rooms_counted: bool
    disagreements: tuple[Disagreement, ...] = ()
    speakers: Mapping[str, int] = field(default_factory=dict)
    periods: tuple[PeriodAhead, ...] = ()
