"""What casework needs from outside: the journal, the views, the read log, clock and identity."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Protocol
from uuid import UUID

import numpy as np

from kinward.model.description import Description
from kinward.model.event import Actor, Draft, Event
from kinward.model.housing import Band
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Disclosure
from kinward.model.record import Record


@dataclass(frozen=True, slots=True)
class Written:
    """What became of drafts: written now, known already with the same body, or kept apart for a person."""

    events: tuple[Event, ...]
    repeated: tuple[UUID, ...] = ()
    quarantined: tuple[UUID, ...] = ()


class SentBeforeError(BadInputError):
    """Something was sent again under the identity of what is written, and it says something else.

    What came first stands; what came now is in the quarantine for a person, and whoever sent it is told.
    """

    def __init__(self, written: Written) -> None:
        """Keep what became of the drafts."""
        self.written = written
        do = Message("what was sent first is saved; say on a new form what is right now")
        super().__init__([Problem(Message("this form was sent before, with other words"), do)])


class Journal(Protocol):
    """The append-only truth and the records folded from it."""

    def append(
        self,
        drafts: Sequence[Draft],
        actor: Actor,
        *,
        device_at: datetime | None = None,
        check: Callable[[], None] | None = None,
    ) -> Written:
        """Write drafts and their views in one transaction, or nothing. Raises SentBeforeError, once it is written.

        ``check`` runs inside it before anything is written, while nobody else can write, and raises to refuse.
        """
        ...

    def record(self, subject: UUID, subject_kind: str) -> Record:
        """What is known of one subject."""
        ...

    def records(self, subjects: Sequence[UUID], subject_kind: str) -> Mapping[UUID, Record]:
        """What is known of several subjects."""
        ...

    def events_about(self, subject: UUID) -> Sequence[Event]:
        """All events about one subject, by position."""
        ...

    def bodies_about(self, subject: UUID) -> Sequence[UUID]:
        """Every body that speaks of somebody, in journal and quarantine, but for decisions to erase them."""
        ...

    def changed_since(self, position: int, subject_kind: str) -> tuple[list[str], int]:
        """Subjects of a kind with events after a position, and the journal's last position.

        A household that is counted anew is news of its people.
        """
        ...


class ReadLog(Protocol):
    """The record of who was shown what."""

    def disclose(
        self,
        actor: Actor,
        action: str,
        purpose: str,
        subject_kind: str,
        subject: str,
        fields: Iterable[str],
        answer: str,
    ) -> None:
        """Chain one entry: names of fields, never values."""
        ...

    def disclose_all(
        self, actor: Actor, action: str, purpose: str, shown: Iterable[tuple[str, str, tuple[str, ...], str]]
    ) -> None:
        """Chain one entry for every record of a list: (subject kind, subject, fields, answer)."""
        ...

    def entries(
        self, organisation: str, *, subject: str = "", actor: str = "", most: int
    ) -> Sequence[Disclosure]:
        """What accounts of an organisation opened, newest first; of one record, or by one account."""
        ...


@dataclass(frozen=True, slots=True)
class NameLine:
    """A written name with the form it is shown in beneath."""

    text: str
    kind: str
    script: str
    romanised: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list: enough to tell two people apart. Values that disagree stand in one tuple."""

    id: str
    code: str
    recorded_as: str
    names: tuple[NameLine, ...]
    sexes: tuple[str, ...]
    ages: tuple[str, ...]
    places: tuple[str, ...]
    household: str
    group: str
    desk: str
    organisation: str
    registered_at: str
    restricted: bool
    alone: bool
    """Written as alone at a desk, or of a household that was counted without an adult."""
    protection_status: str
    erased: bool
    born_latest: str = ""
    """The youngest day of birth that any standing age or date allows, ISO; "" when nothing is known."""
    shared_with: tuple[tuple[str, str], ...] = ()
    """Organisations that a standing permission names, each with the purpose it was given for."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A tracing request in a list."""

    id: str
    enquirer: str
    sought: str
    relation: str
    opened_at: str
    opened_by: str
    desk: str
    status: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal with its reasons as comparison, level and bits; the values are shown from the records."""

    id: str
    about: str
    request: str
    person: str
    other: str
    probability: float
    weight_bits: float
    reasons: tuple[Mapping[str, Any], ...]
    algorithm: str
    restricted: bool
    made_at: str
    outcome: str
    contact_step: str


@dataclass(frozen=True, slots=True)
class HouseholdLine:
    """A household in a list, with its current placement if it has one; ``adults`` None when nobody counted."""

    id: str
    people: int
    adults: int | None
    children: int | None
    needs: tuple[str, ...]
    wish_region: str
    wish_site: str
    community: str
    lodging_until: str
    wants_roof: bool
    wants_roof_from: str
    arrived_at: str
    desk: str
    organisation: str
    state: str = ""
    site: str = ""
    rooms: tuple[str, ...] = ()
    from_day: str = ""
    reasons: tuple[Message, ...] = ()
    held: bool = False
    """Whether a hold stands on anybody of it."""
    until: str = ""
    """The first day on which they may no longer sleep there; "" while nothing is known to end it."""
    decided_by: str = ""
    decided_at: str = ""
    override: Mapping[str, Any] = field(default_factory=dict)
    """Which hard rules somebody set aside for this placement, why, and who asked for it."""


@dataclass(frozen=True, slots=True)
class AgesLine:
    """How many people of a household are under 2, from 6 to 17, and 60 or over; a rough age counts where it may be so."""

    infants: int = 0
    school_age: int = 0
    older: int = 0


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room with who is in it from when (a household id), if anybody."""

    id: str
    site: str
    number: str
    tier: str
    beds: int
    m2: float | None
    accessible: bool
    winterised: bool
    available_from: str
    available_until: str
    blocked: str
    floor: int | None = None
    lock: bool | None = None
    heating: str = ""
    quota: str = ""
    """The desk that alone may give this room; "" when the centre may."""
    region: str = ""
    hospital_km: float | None = None
    school_km: float | None = None
    backup_power: bool | None = None
    """Region, distances and power are those of its site."""
    household: str = ""
    state: str = ""
    from_day: str = ""
    until: str = ""
    """From which day on they may no longer sleep there, ISO; "" when nothing is known to end their stay."""


@dataclass(frozen=True, slots=True)
class RoomsCounted:
    """How many rooms of a site are alike on a day, and their beds. ``held`` includes the occupied, no stay that is over."""

    site: str
    available_from: str
    available_until: str
    blocked: bool
    occupied: bool
    held: bool
    winterised: bool
    rooms: int
    beds: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site with its rooms counted: given, held for a decision, blocked."""

    id: str
    name: str
    site_type: str
    region: str
    place: str
    rooms: int
    beds: int
    rooms_given: int
    rooms_proposed: int
    rooms_blocked: int
    people: int
    in_charge: tuple[str, ...] = ()
    permission_until: str = ""
    """The first day on which nobody may sleep here any more; "" when nobody set one."""
    building: str = ""
    """The kind of site as camp coordination counts it world-wide; ``site_type`` is the country's own word."""
    winter_inspected_on: str = ""
    hospital_km: float | None = None
    school_km: float | None = None
    backup_power: bool | None = None


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A figure or claim with its report; ``content`` has the keys of ``kinward cite --json``.

    ``decided_by`` gave the outcome that stands, ``changed_by`` marked or corrected it last; both are accounts, empty
    while it is proposed.
    """

    id: str
    report: str
    kind: str
    state: str
    speaker: str
    stance: str
    topic: str
    content: Mapping[str, Any]
    decided_by: str = ""
    decided_at: str = ""
    changed_by: str = ""
    changed_at: str = ""


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report that somebody gave us to read."""

    id: str
    title: str
    outlet: str
    published: str
    language: str
    text: str
    read_at: str


@dataclass(frozen=True, slots=True)
class CountLine:
    """A cumulative count as somebody stated it. ``measure``: arrived, registered or in_state_rooms."""

    id: str
    measure: str
    at: str
    value: int
    speaker: str
    source: str


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A forecast as it was made."""

    id: str
    as_of: str
    made_at: str
    algorithm: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """What the views add up to, up to a moment. People arrived = registered by name + headcount only + groups.

    People who ever asked for a roof are in rooms given to them, wait (with rooms proposed or without), or no longer ask:
    they did not come to their rooms, or moved on.
    """

    arrived: int
    registered: int
    enquirers: int
    requests_open: int
    requests_closed: int
    proposals_waiting: int
    proposals_restricted: int
    duplicates_waiting: int
    children_to_assess: int
    households: int
    households_want_roof: int
    households_placed: int
    households_proposed: int
    households_waiting: int
    people_placed: int
    """People with rooms that a person gave them; ``people_moved_in`` of them were seen there."""
    people_moved_in: int
    people_waiting_for_roof: int
    people_no_longer_asking: int
    rooms: int
    beds: int
    rooms_free: int
    held: int


class Views(Protocol):
    """Questions to the views."""

    def people(self, ids: Sequence[str], *, named: bool = True) -> dict[str, PersonLine]:
        """Those people, by id; unknown ids are left out. Without ``named`` only what protection must know of them."""
        ...

    def person_by_code(self, code: str) -> str | None:
        """The id behind a slip's code."""
        ...

    def household_by_code(self, code: str) -> str | None:
        """The id behind the code of a household's slip."""
        ...

    def people_of_desk(self, desk: str, since: str, most: int) -> list[PersonLine]:
        """Whom a desk registered since a moment, newest first."""
        ...

    def households_of_desk(self, desk: str, since: str, most: int) -> list[HouseholdLine]:
        """Households that this desk wrote down since a moment, newest first, whenever they arrived."""
        ...

    def people_under_hold(self, most: int) -> list[PersonLine]:
        """Everyone on whom a hold stands, the oldest registration first."""
        ...

    def household_members(self, household: str) -> list[str]:
        """Ids of the people of a household."""
        ...

    def children_to_assess(self, most: int) -> list[PersonLine]:
        """Children written as alone, or counted without an adult, whose status nobody has decided."""
        ...

    def children_under_care(self, most: int) -> list[PersonLine]:
        """Everyone with a status of child protection, the newest registration first."""
        ...

    def counted_without_adult(self, most: int) -> list[tuple[HouseholdLine, int]]:
        """Households counted without an adult of whom some have no name yet, the oldest first, with how many."""
        ...

    def descriptions(
        self, ids: Sequence[str] | None = None, recorded_as: str = "registered"
    ) -> Iterable[Description]:
        """What can be compared of these people, or of everyone recorded so."""
        ...

    def recorded_as(self, ids: Sequence[str], kind: str) -> list[str]:
        """Which of these people were recorded so: registered, enquirer or sought."""
        ...

    def dead_or_detained(self, ids: Sequence[str]) -> set[str]:
        """Of these people those of whom a death or a detention is reported, and nobody said since that they live."""
        ...

    def people_called(self, fold: str, skeleton: str) -> set[str]:
        """Who is sought or asks and has a name that contains these forms of one word; an empty form finds nobody."""
        ...

    def requests(self, status: str | None, most: int, ids: Sequence[str] | None = None) -> list[RequestLine]:
        """Tracing requests, newest first."""
        ...

    def proposals(
        self,
        *,
        about: str | None = None,
        request: str | None = None,
        person: str | None = None,
        outcome: str | None = None,
        restricted: bool | None = None,
        ids: Sequence[str] | None = None,
        most: int = 200,
    ) -> list[ProposalLine]:
        """Proposals, likeliest first. ``outcome=""`` means nobody has decided yet."""
        ...

    def pairs_proposed(self, about: str) -> set[tuple[str, str]]:
        """(request or person, person or other) of every proposal ever made, so that none is made twice."""
        ...

    def households(
        self,
        *,
        state: str | None = None,
        ids: Sequence[str] | None = None,
        wanting_roof_by: str | None = None,
        most: int | None = None,
    ) -> list[HouseholdLine]:
        """Households with their current placement. ``state=""`` means none."""
        ...

    def households_in_states(
        self, states: Sequence[str], organisation: str, most: int, site: str | None = None
    ) -> tuple[list[HouseholdLine], int]:
        """Those of an organisation whose placement is in one of these states, the longest waiting first; how many."""
        ...

    def without_room(self, organisation: str, by: str) -> int:
        """How many households ask for a roof by a moment and have none."""
        ...

    def queue_without_room(
        self, organisation: str, by: str, bands: Sequence[Band]
    ) -> list[tuple[str, int | None]]:
        """Who asks for a roof by a moment and has none, the longest waiting first; each one's band, None without an adult."""
        ...

    def never_with(self, households: Sequence[str] | None = None) -> list[tuple[str, str, str, str]]:
        """Pairs of households that may never sleep at one site: (key, household, other, reason); of these or all."""
        ...

    def ages_of_households(self, day: date, households: Sequence[str] | None = None) -> dict[str, AgesLine]:
        """How many of those named in these households (or in all) may be of these ages on a day."""
        ...

    def hosted_until(self, first: str, last: str) -> list[HouseholdLine]:
        """Households whose own lodging ends between two days (ISO, both included), without rooms and not asking for any."""
        ...

    def desks_with_quota(self) -> frozenset[str]:
        """The desks that have rooms of their own to give."""
        ...

    def refused_sites(self, households: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The sites that each of these households (or of all) refused."""
        ...

    def regions(self) -> list[str]:
        """The regions that have sites, in the order of their names."""
        ...

    def sites(self, ids: Sequence[str] | None = None) -> list[SiteLine]:
        """Sites with their rooms counted: all, or these."""
        ...

    def rooms(self, site: str | None = None, ids: Sequence[str] | None = None) -> list[RoomLine]:
        """Rooms, of one site, these, or all, with who is in them. A room closes when its site must."""
        ...

    def housing_changes(self, position: int) -> tuple[list[str], list[str], int]:
        """Households and rooms of which something was said after a position, and the journal's last position."""
        ...

    def rooms_counted(self, on: date) -> list[RoomsCounted]:
        """Rooms on a day, those alike of one site counted together."""
        ...

    def reports(self) -> list[ReportLine]:
        """All reports read, newest first."""
        ...

    def claims(
        self, *, report: str | None = None, state: str | None = None, ids: Sequence[str] | None = None
    ) -> list[ClaimLine]:
        """Figures and claims."""
        ...

    def counts(self, measure: str | None = None) -> list[CountLine]:
        """Stated counts by moment."""
        ...

    def forecasts(self, most: int) -> list[ForecastLine]:
        """Forecasts, newest first."""
        ...

    def plans(self, most: int) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Housing plans (id, made at, summary), newest first."""
        ...

    def totals(self) -> Totals:
        """What everything adds up to."""
        ...

    def arrivals_by_hour(self) -> list[tuple[str, int]]:
        """(hour as ``YYYY-MM-DDTHH``, people who arrived in it) from headcounts and groups."""
        ...


@dataclass(frozen=True, slots=True)
class Outside:
    """Everything casework takes from wiring, in one value."""

    journal: Journal
    views: Views
    read_log: ReadLog
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    chance: Callable[[int], np.random.Generator]
    place_key: Callable[[str], str]
    """Equal for two texts that name one place, in whatever script; "" for nothing."""
    zone: tzinfo = UTC
    """Whose days they are: somebody who came at one in the morning came on that day here, not the day before in UTC."""
