"""Questions to the views, asked the same way on SQLite and PostgreSQL."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, NullIf, Substr

from kinward.casework.ports import (
    ClaimLine,
    CountLine,
    ForecastLine,
    HouseholdLine,
    NameLine,
    PersonLine,
    ProposalLine,
    ReportLine,
    RequestLine,
    RoomLine,
    SiteLine,
    Totals,
)
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.partial import Basis, PartialDate
from kinward.model.problem import Message
from kinward.storage import models
from kinward.storage.bulk import in_chunks

_EVERYONE = 10_000_000
# Whose arrivals count people: a person's own arrival is part of one of these.
_COUNTED_TOGETHER = ("household", "group")


class DjangoViews:
    """The views in Django's database."""

    # ------------------------------------------------------------------------------------------------- people

    def people(self, ids: Sequence[str]) -> dict[str, PersonLine]:
        """Those people, by id; unknown ids are left out."""
        found: dict[str, PersonLine] = {}
        for chunk in in_chunks(list(ids)):
            names = _names_of(chunk)
            values = _values_of(chunk, ("sex", "born", "age", "place"))
            shared = _shared_with(chunk)
            for row in models.Person.objects.filter(id__in=list(chunk)):
                found[row.id] = _person_line(row, names[row.id], values[row.id], shared[row.id])
        return found

    def person_by_code(self, code: str) -> str | None:
        """The id behind a slip's code."""
        return models.Person.objects.filter(code=code, erased=False).values_list("id", flat=True).first()

    def household_by_code(self, code: str) -> str | None:
        """The id behind the code of a household's slip."""
        return models.Household.objects.filter(code=code).values_list("id", flat=True).first()

    def people_of_desk(self, desk: str, since: str, most: int) -> list[PersonLine]:
        """Whom a desk registered since a moment, newest first."""
        ids = list(
            models.Person.objects.filter(desk=desk, registered_at__gte=since, erased=False)
            .order_by("-registered_at", "id")
            .values_list("id", flat=True)[:most]
        )
        lines = self.people(ids)
        return [lines[i] for i in ids]

    def households_of_desk(self, desk: str, since: str, most: int) -> list[HouseholdLine]:
        """Households that this desk wrote down since a moment, newest first, whenever they arrived."""
        written = models.JournalEvent.objects.filter(
            kind="household_arrived", device=desk, received_at__gte=since
        )
        ids = list(written.order_by("-position").values_list("subject", flat=True)[:most])
        lines = {line.id: line for line in self.households(ids=ids)}
        return [lines[household] for household in ids if household in lines]

    def people_under_hold(self, most: int) -> list[PersonLine]:
        """Everyone on whom a hold stands, the oldest registration first."""
        rows = models.Person.objects.filter(restricted=True, erased=False).order_by("registered_at", "id")
        ids = list(rows.values_list("id", flat=True)[:most])
        lines = self.people(ids)
        return [lines[i] for i in ids]

    def household_members(self, household: str) -> list[str]:
        """Ids of the people of a household."""
        return list(
            models.Person.objects.filter(household=household, erased=False)
            .order_by("id")
            .values_list("id", flat=True)
        )

    def children_to_assess(self, most: int) -> list[PersonLine]:
        """Children written as alone whose status nobody has decided."""
        ids = list(
            models.Person.objects.filter(alone=True, protection_status="", erased=False)
            .order_by("registered_at", "id")
            .values_list("id", flat=True)[:most]
        )
        lines = self.people(ids)
        return [lines[i] for i in ids]

    def descriptions(
        self, ids: Sequence[str] | None = None, recorded_as: str = "registered"
    ) -> Iterable[Description]:
        """What can be compared of these people, or of everyone recorded so."""
        if ids is None:
            ids = list(
                models.Person.objects.filter(recorded_as=recorded_as, erased=False)
                .order_by("id")
                .values_list("id", flat=True)
            )
        for chunk in in_chunks(list(ids)):
            names = _names_of(chunk)
            values = _values_of(chunk, _COMPARED)
            people = {
                row["id"]: row
                for row in models.Person.objects.filter(id__in=list(chunk), erased=False).values(
                    "id", "household", "restricted", "alone", "protection_status", "group"
                )
            }
            for person in chunk:
                if person in people:
                    yield _description(people[person], names[person], values[person])

    def recorded_as(self, ids: Sequence[str], kind: str) -> list[str]:
        """Which of these people were recorded so: registered, enquirer or sought."""
        rows = models.Person.objects.filter(recorded_as=kind)
        return [
            person
            for chunk in in_chunks(list(ids))
            for person in rows.filter(id__in=list(chunk)).values_list("id", flat=True)
        ]

    # --------------------------------------------------------------------------------- requests and proposals

    def requests(self, status: str | None, most: int, ids: Sequence[str] | None = None) -> list[RequestLine]:
        """Tracing requests, newest first."""
        rows = models.TracingRequest.objects.order_by("-opened_at", "id")
        if status is not None:
            rows = rows.filter(status=status)
        if ids is not None:
            rows = rows.filter(id__in=list(ids))
        return [
            RequestLine(
                r.id,
                r.enquirer,
                r.sought,
                r.relation,
                r.opened_at,
                r.opened_by,
                r.desk,
                r.status,
                r.organisation,
            )
            for r in rows[:most]
        ]

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
        rows = models.Proposal.objects.order_by("-probability", "-weight_bits", "id")
        given = {"about": about, "request": request, "outcome": outcome, "restricted": restricted}
        rows = rows.filter(**{name: value for name, value in given.items() if value is not None})
        if person is not None:
            rows = rows.filter(Q(person=person) | Q(other=person))
        if ids is not None:
            rows = rows.filter(id__in=list(ids))
        return [
            ProposalLine(
                r.id, r.about, r.request, r.person, r.other, r.probability, r.weight_bits,
                tuple(json.loads(r.reasons)), r.algorithm, r.restricted, r.made_at, r.outcome, r.contact_step,
            )
            for r in rows[:most]
        ]  # fmt: skip

    def pairs_proposed(self, about: str) -> set[tuple[str, str]]:
        """(request or person, person or other) of every proposal ever made, so that none is made twice."""
        rows = models.Proposal.objects.filter(about=about).values_list("request", "person", "other")
        return {
            (request, person) if about == "tracing" else (person, other) for request, person, other in rows
        }

    # ---------------------------------------------------------------------------------- households, sites, rooms

    def households_in_states(
        self, states: Sequence[str], organisation: str, most: int
    ) -> tuple[list[HouseholdLine], int]:
        """Those of an organisation whose placement is in one of these states, the longest waiting first; how many."""
        placed = models.Placement.objects.filter(current=True, state__in=list(states))
        rows = models.Household.objects.filter(organisation=organisation, id__in=placed.values("household"))
        first = list(
            rows.annotate(since=Coalesce(NullIf("wants_roof_from", Value("")), "arrived_at"))
            .order_by("since", "id")
            .values_list("id", flat=True)[:most]
        )
        lines = {line.id: line for line in self.households(ids=first)}
        return [lines[household] for household in first], rows.count()

    def households(
        self,
        *,
        state: str | None = None,
        ids: Sequence[str] | None = None,
        wanting_roof_by: str | None = None,
        most: int | None = None,
    ) -> list[HouseholdLine]:
        """Households with their current placement. ``state=""`` means none."""
        rows = models.Household.objects.order_by("arrived_at", "id")
        if ids is not None:
            rows = rows.filter(id__in=list(ids))
        if wanting_roof_by is not None:
            rows = rows.filter(wants_roof=True, wants_roof_from__lte=wanting_roof_by)
        placed = models.Placement.objects.filter(current=True)
        if state:
            placed = placed.filter(state=state)
            rows = rows.filter(id__in=placed.values("household"))
        elif state == "":
            rows = rows.exclude(id__in=placed.values("household"))
        chosen = list(rows.values_list(*_HOUSEHOLD_COLUMNS)[: most or _EVERYONE])
        current: dict[str, tuple[Any, ...]] = {}
        for chunk in in_chunks([row[0] for row in chosen]):
            here = placed.filter(household__in=list(chunk))
            found = here.values_list("household", "state", "site", "rooms", "from_day", "reason")
            current |= {row[0]: row[1:] for row in found}
        held = _households_held()
        return [_household_line(row, current.get(row[0]), held=row[0] in held) for row in chosen]

    def sites(
        self, ids: Sequence[str] | None = None, rooms: Sequence[RoomLine] | None = None
    ) -> list[SiteLine]:
        """Sites with their rooms counted: all, or these; ``rooms`` are theirs, if they were read already."""
        chosen = models.Site.objects.order_by("region", "name", "id")
        placed = models.Placement.objects.filter(current=True, state="placed")
        if ids is not None:
            chosen, placed = chosen.filter(id__in=list(ids)), placed.filter(site__in=list(ids))
        if rooms is None:
            rooms = self.rooms() if ids is None else [room for one in ids for room in self.rooms(one)]
        own: dict[str, list[RoomLine]] = defaultdict(list)
        for room in rooms:
            own[room.site].append(room)
        people: dict[str, int] = dict(
            placed.values_list("site").annotate(Sum("people")).values_list("site", "people__sum")
        )
        return [
            SiteLine(
                site.id, site.name, site.site_type, site.region, site.place, len(own[site.id]),
                sum(r.beds for r in own[site.id]), _in_state(own[site.id], "placed"),
                _in_state(own[site.id], "proposed"), sum(bool(r.blocked) for r in own[site.id]),
                people.get(site.id, 0),
                tuple(site.in_charge.split()),
            )
            for site in chosen
        ]  # fmt: skip

    def rooms(self, site: str | None = None) -> list[RoomLine]:
        """Rooms, of one site or all, with who is in them."""
        placed = models.Placement.objects.filter(current=True, state__in=("placed", "proposed"))
        rows = models.Room.objects.order_by("site", "number", "id")
        if site is not None:
            placed, rows = placed.filter(site=site), rows.filter(site=site)
        occupied = placed.order_by("at", "key").values_list("rooms", "household", "state", "from_day")
        inside = {room: tuple(who) for names, *who in occupied for room in _entries(names)}
        return [RoomLine(*row, *inside.get(row[0], ("", "", ""))) for row in rows.values_list(*_ROOM_COLUMNS)]

    def plans(self, most: int) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Housing plans (id, made at, summary), newest first."""
        rows = models.HousingPlan.objects.order_by("-made_at", "id")[:most]
        return [(row.id, row.made_at, json.loads(row.summary)) for row in rows]

    # ------------------------------------------------------------------------------- reports, claims, forecasts

    def reports(self) -> list[ReportLine]:
        """All reports read, newest first."""
        return [
            ReportLine(r.id, r.title, r.outlet, r.published, r.language, r.text, r.read_at)
            for r in models.Report.objects.order_by("-read_at", "id")
        ]

    def claims(
        self, *, report: str | None = None, state: str | None = None, ids: Sequence[str] | None = None
    ) -> list[ClaimLine]:
        """Figures and claims."""
        rows = models.Claim.objects.order_by("report", "span_start", "id")
        if report is not None:
            rows = rows.filter(report=report)
        if state is not None:
            rows = rows.filter(state=state)
        if ids is not None:
            rows = rows.filter(id__in=list(ids))
        return [
            ClaimLine(c.id, c.report, c.kind, c.state, c.speaker, c.stance, c.topic, json.loads(c.content))
            for c in rows
        ]

    def counts(self, measure: str | None = None) -> list[CountLine]:
        """Stated counts by moment."""
        rows = models.StatedCount.objects.order_by("at", "id")
        if measure is not None:
            rows = rows.filter(measure=measure)
        return [CountLine(c.id, c.measure, c.at, c.value, c.speaker, c.source) for c in rows]

    def forecasts(self, most: int) -> list[ForecastLine]:
        """Forecasts, newest first."""
        rows = models.Forecast.objects.order_by("-as_of", "-made_at", "id")[:most]
        return [ForecastLine(f.id, f.as_of, f.made_at, f.algorithm, json.loads(f.content)) for f in rows]

    # ---------------------------------------------------------------------------------------------------- sums

    def totals(self) -> Totals:
        """What everything adds up to."""
        people = models.Person.objects.filter(erased=False)
        waiting = models.Proposal.objects.filter(outcome="")
        wants = models.Household.objects.filter(wants_roof=True)
        placed = models.Placement.objects.filter(current=True)
        by_state = {
            state: (many, people)
            for state, many, people in placed.values_list("state").annotate(Count("people"), Sum("people"))
        }
        in_rooms = by_state.get("placed", (0, 0))[1]
        rooms = models.Room.objects.aggregate(n=Count("id"), beds=Sum("beds"))
        inside = placed.filter(state__in=("placed", "proposed")).values_list("rooms", flat=True)
        taken = {room for names in inside for room in _entries(names)}
        blocked = set(models.Room.objects.exclude(blocked="").values_list("id", flat=True))
        return Totals(
            arrived=_arrived(),
            registered=people.filter(recorded_as="registered").count(),
            enquirers=people.filter(recorded_as="enquirer").count(),
            requests_open=models.TracingRequest.objects.filter(status="open").count(),
            requests_closed=models.TracingRequest.objects.exclude(status="open").count(),
            proposals_waiting=waiting.filter(about="tracing", restricted=False).count(),
            proposals_restricted=waiting.filter(about="tracing", restricted=True).count(),
            duplicates_waiting=waiting.filter(about="duplicate").count(),
            children_to_assess=people.filter(alone=True, protection_status="").count(),
            households=models.Household.objects.count(),
            households_want_roof=wants.count(),
            households_placed=by_state.get("placed", (0, 0))[0],
            households_proposed=by_state.get("proposed", (0, 0))[0],
            households_waiting=by_state.get("waiting", (0, 0))[0],
            people_placed=in_rooms,
            people_waiting_for_roof=_sum(wants) - in_rooms,
            rooms=rooms["n"] or 0,
            beds=rooms["beds"] or 0,
            rooms_free=(rooms["n"] or 0) - len(taken | blocked),
            held=people.filter(restricted=True).count(),
        )

    def arrivals_by_hour(self) -> list[tuple[str, int]]:
        """(hour as ``YYYY-MM-DDTHH``, people who arrived in it) from headcounts and groups."""
        rows = models.Arrival.objects.filter(subject_kind__in=_COUNTED_TOGETHER).values_list(
            Substr("at", 1, 13)
        )
        return sorted(rows.annotate(Sum("people")))

    def last_position(self) -> int:
        """The journal's last position: what a copy in memory was made from."""
        last: int | None = models.JournalEvent.objects.aggregate(last=Max("position"))["last"]
        return last or 0


# -------------------------------------------------------------------------------------------------- the pieces

_COMPARED = (
    "sex", "born", "age", "place", "address_before", "phone", "document", "identifier", "relative", "companion",
    "last_contact",
)  # fmt: skip

# The columns of a household in the order of HouseholdLine.
_HOUSEHOLD_COLUMNS = (
    "id", "people", "adults", "children", "needs", "wish_region", "community", "lodging_until", "wants_roof",
    "wants_roof_from", "arrived_at", "desk", "organisation",
)  # fmt: skip
# The columns of a room in the order of RoomLine; tuples, because a model instance costs ten times as much.
_ROOM_COLUMNS = (
    "id", "site", "number", "tier", "beds", "m2", "accessible", "winterised", "available_from", "available_until",
    "blocked",
)  # fmt: skip

Values = Mapping[str, list[Any]]


def _names_of(ids: Sequence[str]) -> dict[str, list[NameLine]]:
    names: dict[str, list[NameLine]] = defaultdict(list)
    rows = models.WrittenName.objects.filter(subject__in=list(ids), stands=True).order_by("key")
    for subject, *name in rows.values_list("subject", "text", "kind", "script", "romanised"):
        names[subject].append(NameLine(*name))
    return names


def _values_of(ids: Sequence[str], fields: Sequence[str]) -> dict[str, Values]:
    values: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    rows = models.StatedValue.objects.filter(
        subject__in=list(ids), field__in=fields, replaced_by=""
    ).order_by("key")
    for subject, field, value in rows.values_list("subject", "field", "value"):
        values[subject][field].append(json.loads(value))
    return values  # type: ignore[return-value]  # a defaultdict of defaultdicts is such a mapping


def _shared_with(ids: Sequence[str]) -> dict[str, list[str]]:
    shared: dict[str, list[str]] = defaultdict(list)
    rows = models.Permission.objects.filter(subject__in=list(ids), withdrawn_at="").order_by("key")
    for subject, recipient in rows.values_list("subject", "recipient"):
        shared[subject].append(recipient)
    return shared


def _person_line(
    row: models.Person, names: Sequence[NameLine], values: Values, shared: Sequence[str]
) -> PersonLine:
    born = [value["latest"] for field in ("age", "born") for value in values[field]]
    ages = [value["said"] for field in ("age", "born") for value in values[field]]
    return PersonLine(
        row.id, row.code, row.recorded_as, tuple(names), _distinct(values["sex"]), _distinct(ages),
        _distinct(value["text"] for value in values["place"]), row.household, row.group, row.desk, row.organisation,
        row.registered_at, row.restricted, row.alone, row.protection_status, row.erased, max(born, default=""),
        _distinct(shared),
    )  # fmt: skip


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _description(person: Mapping[str, Any], names: Sequence[NameLine], values: Values) -> Description:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_kind[name.kind].append(name.text)
    contact = values["last_contact"][-1] if values["last_contact"] else {}
    return Description(
        id=person["id"],
        whole_names=tuple(by_kind["whole"]),
        given_names=tuple(by_kind["given"]),
        family_names=tuple(by_kind["family"]),
        father_names=tuple(by_kind["father"]),
        home_names=tuple(by_kind["home"]),
        former_names=tuple(by_kind["former"]),
        sexes=tuple(Sex(value) for value in values["sex"]),
        born=tuple(_born(value) for field in ("born", "age") for value in values[field]),
        places=tuple(value["text"] for value in values["place"]),
        addresses_before=tuple(values["address_before"]),
        phones=tuple(values["phone"]),
        documents=tuple(values["document"]),
        identifiers=tuple(values["identifier"]),
        relatives=tuple(Relative(Relation(value["relation"]), value["name"]) for value in values["relative"]),
        companions=tuple(values["companion"]),
        last_contact_on=date.fromisoformat(contact["on"]) if contact.get("on") else None,
        last_contact_place=contact.get("place", ""),
        household=person["household"],
        restricted=any(person[why] for why in ("restricted", "alone", "protection_status", "group")),
    )


def _born(value: Mapping[str, str]) -> PartialDate:
    return PartialDate(
        date.fromisoformat(value["earliest"]),
        date.fromisoformat(value["latest"]),
        Basis(value.get("basis", "stated")),
    )


def _household_line(row: tuple[Any, ...], placed: tuple[Any, ...] | None, *, held: bool) -> HouseholdLine:
    state, site, rooms, from_day, reason = placed or ("", "", "", "", "[]")
    said = [*row[:4], _entries(row[4]), *row[5:]]
    return HouseholdLine(*said, *[state, site, _entries(rooms), from_day, _messages(reason), held])


def _households_held() -> set[str]:
    """Every household with somebody under a hold among its people; they are few."""
    held = models.Person.objects.filter(restricted=True, erased=False).exclude(household="")
    return set(held.values_list("household", flat=True))


def _messages(reasons: str) -> tuple[Message, ...]:
    return tuple(Message(reason["text"], reason["values"]) for reason in json.loads(reasons))


def _entries(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("; ") if part)


def _in_state(rooms: Iterable[RoomLine], state: str) -> int:
    return sum(room.state == state for room in rooms)


def _sum(rows: "QuerySet[Any]") -> int:
    total: int | None = rows.aggregate(total=Sum("people"))["total"]
    return total or 0


def _arrived() -> int:
    """Headcounts of households and groups; a person's own arrival is part of one of them."""
    return _sum(models.Arrival.objects.filter(subject_kind__in=_COUNTED_TOGETHER))
