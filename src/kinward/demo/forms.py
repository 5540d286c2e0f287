"""What the crews and the telephone typed, as the forms that a real desk would send."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kinward.casework.group_arrival import GroupForm, group_drafts
from kinward.casework.open_site import RoomForm, SiteForm
from kinward.casework.register_household import (
    HouseholdForm,
    PersonForm,
    household_drafts,
)
from kinward.casework.take_tracing_request import SoughtForm, TracingForm
from kinward.demo.cast import TRACING
from kinward.demo.synthetic import Party, PartyKind, Registration, Request, SyntheticCrossing, SyntheticSites
from kinward.model.event import Draft, derived_id
from kinward.model.protection import Purpose
from kinward.model.written_name import NameKind
from kinward.register.as_said import said

_GROUPS = {PartyKind.CHILDRENS_HOME: "childrens_home", PartyKind.HOSPITAL: "hospital"}
_ADULT_FROM_YEARS = 18
_BRIDGE = "Kornidzor"


class Identities:
    """The ids that the clients of the replay make: a UUIDv7 of the true moment, its rest from seed and name.

    The same seed gives the same ids, so that two replays differ in nothing but the salts of their bodies.
    """

    def __init__(self, seed: int) -> None:
        """Ids of one replay."""
        self._seed = seed

    def of(self, name: str, at: datetime) -> UUID:
        """The id of one form."""
        rest = int.from_bytes(hashlib.sha256(f"{self._seed}:{name}".encode()).digest()[:10], "big")
        value = (int(at.timestamp() * 1000) << 80) | rest
        value = (value & ~(0xF << 76)) | (0x7 << 76)
        return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


@dataclass(slots=True)
class Home:
    """Who sleeps under one roof as the desks know it by now."""

    people: int = 0
    adults: int = 0
    needs: set[str] = field(default_factory=set)


class Paper:
    """Makes the drafts of every form, and remembers which id belongs to whom of the synthetic crossing."""

    def __init__(self, crossing: SyntheticCrossing, identities: Identities) -> None:
        """Nothing is written yet."""
        self._ids = identities
        self._rows = {row.id: row for row in crossing.registrations}
        self._parties = {party.id: party for party in crossing.parties}
        self._roof_of = {party: roof for roof in crossing.roofs for party in roof.parties}
        self._homes: dict[UUID, Home] = {}
        self._first_bus: dict[str, UUID] = {}
        self.person_of_row: dict[str, UUID] = {}
        self.row_of_person: dict[str, str] = {}
        for party in crossing.parties:
            self._name_the_rows(party)

    # ------------------------------------------------------------------------------------------------ at the bridge

    def headcount(self, party: Party, now: datetime) -> Draft:
        """Everyone of a car is counted when it crosses, before there is time for names."""
        if party.kind in _GROUPS:
            return group_drafts(self._group_form(party, party.arrived_at), now)[0]
        form = HouseholdForm(
            form_id=self._bridge_form(party), crossing=_BRIDGE, arrived_at=party.arrived_at, people=party.headcount,
            adults=self._adults(party), happened_at=party.arrived_at,
        )  # fmt: skip
        return household_drafts(form, now)[0]

    # ------------------------------------------------------------------------------------------------- at the desk

    def registration(self, party: Party, rows: Sequence[str], now: datetime) -> list[Draft]:
        """The household as it says now, and these rows of the form. Rows typed later are sent later."""
        if party.kind in _GROUPS:
            group = self._group_form(party, self._at_the_desk(party))
            return _those_of(group_drafts(group, now), self._events_of(party, rows))
        first = rows[0] == party.registrations[0]
        form = self._household_form(party, first=first)
        drafts = household_drafts(form, now)
        wanted = self._events_of(party, rows) | ({drafts[0].id} if first else set())
        chosen = _those_of(drafts, wanted)
        if first and _joins(party) and party.car:
            chosen.append(self._joined(party, form.happened_at or now))
        return chosen

    def _household_form(self, party: Party, *, first: bool) -> HouseholdForm:
        household = self.household(party)
        needs = {need for row in party.registrations for need in self._rows[row].needs}
        home = self._homes.setdefault(household, Home())
        if first:
            home.people += party.headcount
            home.adults += self._adults(party)
            home.needs |= needs
        roof = self._roof_of.get(party.id)
        return HouseholdForm(
            form_id=self._desk_form(party),
            crossing=_BRIDGE,
            arrived_at=party.arrived_at,
            people=home.people,
            adults=home.adults,
            persons=tuple(_person(self._rows[row]) for row in party.registrations),
            needs=tuple(sorted(home.needs)),
            wish_region=party.wish_region,
            community=self._community(party),
            wants_roof=roof is not None,
            wants_roof_from=roof.asked_at if roof else None,
            own_lodging_until=party.own_lodging_until,
            happened_at=self._at_the_desk(party),
            joins=household,
            shared_with=(TRACING,),
        )

    def household(self, party: Party) -> UUID:
        """Where a form's people belong: to those they say are theirs, to their own car, or (at a second desk) anew."""
        if _joins(party):
            return self.household(self._parties[party.joins])
        return derived_id(self._bridge_form(party) if party.car else self._desk_form(party), 0)

    def _joined(self, party: Party, at: datetime) -> Draft:
        """The car's own headcount is nobody's household any more; that so many arrived in it still stands."""
        own = self._bridge_form(party)
        body = {"said": [said("size", 0), said("headcount", {"adults": 0, "children": 0})]}
        return Draft(
            derived_id(own, 10), "household_stated", derived_id(own, 0), body, Purpose.REGISTER.value, at
        )

    def _group_form(self, party: Party, happened_at: datetime) -> GroupForm:
        form = self._bridge_form(party)
        group = self._first_bus.setdefault(party.group_name, derived_id(form, 0))
        persons = [self._rows[row] for row in party.registrations]
        return GroupForm(
            form_id=form, institution=party.group_name, group_kind=_GROUPS[party.kind], crossing=_BRIDGE,
            arrived_at=party.arrived_at, people=party.headcount,
            carers=sum("carer" in row.care for row in persons), roll=len(party.roll),
            persons=tuple(_person(row) for row in persons), happened_at=happened_at, joins=group,
            shared_with=(TRACING,),
        )  # fmt: skip

    def _name_the_rows(self, party: Party) -> None:
        """Who will be who, before anything is written: a request may name its enquirer's slip."""
        form = self._bridge_form(party) if party.kind in _GROUPS else self._desk_form(party)
        for number, row in enumerate(party.registrations):
            person = derived_id(form, 1000 + number)
            self.person_of_row[row] = person
            self.row_of_person[str(person)] = row

    def _events_of(self, party: Party, rows: Sequence[str]) -> set[UUID]:
        form = self._bridge_form(party) if party.kind in _GROUPS else self._desk_form(party)
        numbers = [party.registrations.index(row) for row in rows]
        return {derived_id(form, thousands + number) for number in numbers for thousands in (2000, 3000)}

    def _bridge_form(self, party: Party) -> UUID:
        return self._ids.of(f"car {party.id}", party.arrived_at)

    def _desk_form(self, party: Party) -> UUID:
        return self._ids.of(f"form {party.id}", self._at_the_desk(party))

    def _at_the_desk(self, party: Party) -> datetime:
        return self._rows[party.registrations[0]].registered_at

    def _adults(self, party: Party) -> int:
        rows = [self._rows[row] for row in party.registrations]
        grown = sum(
            "to_be_assessed" not in row.care and years_typed(row) >= _ADULT_FROM_YEARS for row in rows
        )
        # A desk sees a grown person even where it writes a round age.
        return max(1, grown) if party.kind is PartyKind.HOUSEHOLD else grown

    def _community(self, party: Party) -> str:
        return next((place for row in party.registrations if (place := self._rows[row].place)), "")

    # --------------------------------------------------------------------------------------------- on the telephone

    def request(self, request: Request) -> TracingForm:
        """A call of two minutes; the enquirer is named by their slip when they showed one."""
        slip = request.enquirer_registration
        return TracingForm(
            form_id=self._ids.of(f"call {request.id}", request.made_at),
            enquirer_name=request.enquirer_name,
            call_back=request.enquirer_phone,
            sought=(_sought(request),),
            must_not_learn=request.must_not_learn,
            enquirer_person=self.person_of_row[slip] if slip else None,
            happened_at=request.made_at,
        )


def site_forms(
    sites: SyntheticSites, identities: Identities, opened_at: datetime, manager: str
) -> list[SiteForm]:
    """All sites with their rooms; ``manager`` is in charge of the first."""
    rooms: dict[str, list[RoomForm]] = {}
    for room in sites.rooms:
        rooms.setdefault(room.site, []).append(
            RoomForm(
                room.id.removeprefix(f"{room.site}-"), room.beds, room.tier, room.m2, room.accessible,
                room.winterised, room.available_from, room.available_until, room.blocked,
            )
        )  # fmt: skip
    return [
        SiteForm(
            identities.of(f"site {site.id}", opened_at), site.name, site.tier, site.region,
            in_charge=(manager,) if number == 0 else (), rooms=tuple(rooms.get(site.id, ())),
        )
        for number, site in enumerate(sites.sites)
    ]  # fmt: skip


def years_typed(row: Registration) -> int:
    """The age on the form, as a desk counts adults: from the age, else from the year of birth, else grown."""
    if row.age:
        return int(row.age.lstrip("~"))
    return row.registered_at.year - int(row.born[:4]) if row.born else _ADULT_FROM_YEARS


def _person(row: Registration) -> PersonForm:
    return PersonForm(
        names=_names(row),
        sex=row.sex,
        age=row.age,
        born=row.born,
        place=row.place,
        phones=_one(row.phone),
        documents=_one(row.document),
        relation_to_first=row.relation_to_first,
        seems_alone="to_be_assessed" in row.care,
        whereabouts=row.whereabouts,
        tell_nobody="hold" in row.care,
    )


def _sought(request: Request) -> SoughtForm:
    person = PersonForm(
        names=_names(request),
        sex=request.sex,
        age=request.age,
        born=request.born,
        place=request.place,
        phones=_one(request.phone),
        documents=_one(request.document),
        relatives=request.relatives,
        companions=request.companions,
    )
    return SoughtForm(person, request.enquirer_relation, request.last_contact_on, request.last_contact_place)


def _names(typed: Registration | Request) -> tuple[tuple[str, NameKind], ...]:
    written = (
        (typed.given, NameKind.GIVEN),
        (typed.family, NameKind.FAMILY),
        (typed.father, NameKind.FATHER),
        (typed.home, NameKind.HOME),
    )
    return tuple((text, kind) for text, kind in written if text)


def _joins(party: Party) -> bool:
    """A child who came with no adult is first to be assessed, whatever household is named: nobody joins them silently."""
    return bool(party.joins) and party.kind is PartyKind.HOUSEHOLD


def _one(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _those_of(drafts: Sequence[Draft], wanted: set[UUID]) -> list[Draft]:
    return [draft for draft in drafts if draft.id in wanted]
