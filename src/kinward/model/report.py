"""What a report says and who says it: figures and claims, each tied to the exact letters it was read from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kinward.model.problem import Message


class Qualifier(StrEnum):
    """How the speaker hedged a number. A bound is never a point: ``AT_LEAST`` 40,000 may be 90,000."""

    AS_STATED = "as_stated"
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ALMOST = "almost"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    RANGE = "range"
    VAGUE = "vague"


class Unit(StrEnum):
    """What is counted one by one. Families are households; a conversion to people is never made silently."""

    PEOPLE = "people"
    HOUSEHOLDS = "households"
    PLACES = "places"
    DWELLINGS = "dwellings"
    SITES = "sites"
    VEHICLES = "vehicles"


class Counts(StrEnum):
    """What happens, happened or may happen to those counted."""

    LEAVING = "leaving"
    FLED = "fled"
    DISPLACED = "displaced"
    EXPECTED_TO_LEAVE = "expected_to_leave"
    EXPECTED_TO_ARRIVE = "expected_to_arrive"
    ARRIVED = "arrived"
    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    RELOCATED = "relocated"
    PRESENT = "present"
    REMAINING = "remaining"
    HOMELESS = "homeless"
    AFFECTED = "affected"
    NEED_HOUSING = "need_housing"
    KILLED = "killed"
    CAPACITY = "capacity"
    POPULATION = "population"


class Stance(StrEnum):
    """How the speaker stands to what is said. ``UNKNOWN``: the report itself says that nobody knows."""

    ASSERTS = "asserts"
    ESTIMATES = "estimates"
    PREDICTS = "predicts"
    DENIES = "denies"
    REJECTS = "rejects"
    FEARS = "fears"
    GUARANTEES = "guarantees"
    CLAIMS = "claims"
    ACCUSES = "accuses"
    CRITICISES = "criticises"
    SUPPORTS = "supports"  # told of an actor: whom it stands by, not what it says
    HYPOTHETICAL = "hypothetical"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """Whether it is told as happened, to come, depending on something, possible, or taken for granted."""

    REALIS = "realis"
    FUTURE = "future"
    CONDITIONAL = "conditional"
    POSSIBLE = "possible"
    PRESUPPOSED = "presupposed"


class SourceKind(StrEnum):
    """What a speaker is to the people who move. ``OUTLET`` also stands for "nobody is named"."""

    OUTLET = "outlet"
    PARTY_TO_CONFLICT = "party_to_conflict"
    RECEIVING_STATE = "government_of_receiving_state"
    ORIGIN_STATE = "government_of_origin_state"
    THIRD_STATE = "third_state"
    GOVERNMENT = "government"  # of a state whose part in the movement the report does not tell
    AFFECTED_POPULATION = "affected_population"
    HUMANITARIAN_ORG = "humanitarian_org"
    OTHER = "other"


class PlanningRole(StrEnum):
    """What a person lets a figure stand for in planning, beside the others that answer the same question."""

    LOW = "low"
    RECOMMENDED = "recommended"
    HIGH = "high"


# The Admiralty code: how reliable a source is and how credible one piece of what it says, judged apart from each
# other (Joint Warfare Publication 2-00). F and 6 say that it cannot be judged.
SOURCE_GRADES = ("A", "B", "C", "D", "E", "F")
CLAIM_GRADES = ("1", "2", "3", "4", "5", "6")


class ReviewState(StrEnum):
    """Nothing read by a machine is more than proposed; only a named person moves it on."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


# How sure a field is: "sure" it stands in the words, "likely" a rule joined it, "ask" a person must look.
SURE, LIKELY, ASK = "sure", "likely", "ask"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Unicode code points of the report's text, ``end`` exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        assert 0 <= self.start <= self.end, "a span that ends before it begins"

    def of(self, text: str) -> str:
        """The letters themselves."""
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        """Whether the other lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said it, as written, with what we take it to mean.

    ``text`` is None when nobody is named; ``identity`` is one name for all the ways one speaker is written and
    what corroboration counts by. ``chain`` are those who passed it on, the outlet first.
    """

    text: str | None
    kind: SourceKind
    identity: str | None = None
    resolved: str | None = None
    via: str | None = None
    chain: tuple[str, ...] = ()
    elided: bool = False
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where: each name as the report writes it. ``inferred`` is what only the speaker's office suggests."""

    origin: str | None = None
    route: str | None = None
    destination: str | None = None
    place: str | None = None
    event: str | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """When: ISO dates, ``--09-22`` while the year is unknown, or years. ``accuracy`` is day, month or year."""

    start: str
    end: str
    accuracy: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim with a number, proposed from ``span``; the number itself stands at ``number_span``.

    ``value`` is None for a vague quantity and for a range. ``low`` and ``high`` are what was said, never a
    widening of ours: both None after "about", one of them None at a bound. ``reasons`` are the rules that fired.
    ``per`` is hour, day, week, month or year where the number is a rate; ``measure`` is stock, cumulative, flow,
    rate or capacity, None where the words do not tell.
    """

    id: str
    report: str
    span: Span
    span_text: str
    number_span: Span
    number_text: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: Unit
    counts: Counts
    place: Place
    speaker: Speaker
    stance: Stance
    modality: Modality
    said_on: str | None = None
    said_on_text: str | None = None
    event: Period | None = None
    restates: str | None = None
    equivalent_of: str | None = None
    part_of: str | None = None
    per: str | None = None
    measure: str | None = None
    planning_relevant: bool = True
    reasons: tuple[str, ...] = ()
    confidence_by_field: Mapping[str, str] = field(default_factory=dict, hash=False)
    state: ReviewState = ReviewState.PROPOSED


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement without a number of its own that a planner wants beside the figures.

    ``actor`` is who does it when that is not the speaker ("Turkey supports ..."), ``toward`` whom or what it is
    done to, both as written.
    """

    id: str
    report: str
    span: Span
    span_text: str
    speaker: Speaker
    stance: Stance
    topic: str
    relates_to: str | None = None
    actor: str | None = None
    toward: str | None = None
    said_on: str | None = None
    planning_relevant: bool = True
    reasons: tuple[str, ...] = ()
    confidence_by_field: Mapping[str, str] = field(default_factory=dict, hash=False)
    state: ReviewState = ReviewState.PROPOSED


@dataclass(frozen=True, slots=True)
class Question:
    """Something the report leaves open that a person must answer before a date or figure can be used."""

    about: str
    message: Message
    choices: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The question in English."""
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as text. ``published`` is what a person or the page's own metadata said, ISO, or None."""

    file: str
    text: str
    published: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class RefusedCandidate:
    """What a second reader proposed and its own text did not bear out, and why."""

    number_text: str
    why: Message


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything proposed from one report, in the order of its text.

    ``relations`` are who stands by whom: told of actors, said by nobody in particular, and no part of the claims.
    """

    report: Report
    language: str
    outlet: str | None
    published_inferred: str | None
    inference: Message | None
    figures: tuple[Figure, ...]
    claims: tuple[Claim, ...]
    questions: tuple[Question, ...]
    relations: tuple[Claim, ...] = ()
    refused: tuple[RefusedCandidate, ...] = ()
