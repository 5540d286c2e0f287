"""Questions to the views, asked the same way on SQLite and PostgreSQL."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf, Substr

from kinward.casework.ports import (
    AgesLine,
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
    RoomsCounted,
    SiteLine,
    Totals,
)
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.housing import Band
from kinward.model.kinds import subject_kind_of
from kinward.model.partial import Basis, PartialDate
from kinward.model.placement import GIVEN, HOLDS_ROOMS, NO_LONGER_ASKS
from kinward.model.problem import Message
from kinward.model.report import ReviewState
from kinward.storage import models
from kinward.storage.bulk import in_chunks

_EVERYONE = 10_000_000
# Whose arrivals count people: a person's own arrival is part of one of these.
_COUNTED_TOGETHER = ("household", "group")


class DjangoViews:
    """The views in Django's database."""

    # ------------------------------------------------------------------------------------------------- people

    def people(self, ids: Sequence[str], *, named: bool = True) -> dict[str, PersonLine]:
        """Those people, by id; unknown ids are left out. Without ``named`` only what protection must know of them."""
        found: dict[str, PersonLine] = {}
        for chunk in in_chunks(list(dict.fromkeys(ids))):
            names = _names_of(chunk) if named else defaultdict(list)
            values = _values_of(chunk, ("sex", "born", "age", "place")) if named else {}
            shared = _shared_with(chunk)
            lone = _of_households_without_adult(chunk)
            for row in models.Person.objects.filter(id__in=list(chunk)):
                line = _person_line(row, names[row.id], values.get(row.id, {}), shared[row.id])
                found[row.id] = replace(line, alone=True) if row.id in lone else line
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
        """Children written as alone, or counted without an adult, whose status nobody has decided."""
        rows = models.Person.objects.filter(_ALONE, protection_status="", erased=False)
        ids = list(rows.order_by("registered_at", "id").values_list("id", flat=True)[:most])
        lines = self.people(ids)
        return [lines[i] for i in ids]

    def children_under_care(self, most: int) -> list[PersonLine]:
        """Everyone with a status of child protection, the newest registration first."""
        rows = models.Person.objects.filter(erased=False).exclude(protection_status="")
        ids = list(rows.order_by("-registered_at", "id").values_list("id", flat=True)[:most])
        lines = self.people(ids)
        return [lines[i] for i in ids]

    def counted_without_adult(self, most: int) -> list[tuple[HouseholdLine, int]]:
        """Households counted without an adult of whom some have no name yet, the oldest first, with how many."""
        named = models.Person.objects.filter(household=OuterRef("id"), erased=False).order_by()
        counted = Coalesce(Subquery(named.values("household").annotate(n=Count("id")).values("n")), Value(0))
        rows = models.Household.objects.filter(adults=0).annotate(named=counted).filter(people__gt=F("named"))
        found = dict(rows.order_by("arrived_at", "id").values_list("id", F("people") - F("named"))[:most])
        return [(line, found[line.id]) for line in self.households(ids=list(found))]

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
            compared = _compared_of(chunk)
            people = {
                row["id"]: row
                for row in models.Person.objects.filter(id__in=list(chunk), erased=False).values(
                    "id", "household", "restricted", "alone", "protection_status", "group"
                )
            }
            for person in _of_households_without_adult(chunk) & people.keys():
                people[person]["alone"] = True
            for person in chunk:
                if person in people:
                    yield _description(people[person], compared.get(person, {}))

    def recorded_as(self, ids: Sequence[str], kind: str) -> list[str]:
        """Which of these people were recorded so: registered, enquirer or sought."""
        rows = models.Person.objects.filter(recorded_as=kind)
        return [
            person
            for chunk in in_chunks(list(ids))
            for person in rows.filter(id__in=list(chunk)).values_list("id", flat=True)
        ]

    def dead_or_detained(self, ids: Sequence[str]) -> set[str]:
        """Of these people those of whom a death or a detention is reported, and nobody said since that they live."""
        found: set[str] = set()
        for chunk in in_chunks(list(ids)):
            said = models.Fate.objects.filter(subject__in=list(chunk), stands=True).exclude(fate="unknown")
            latest = dict(said.order_by("key").values_list("subject", "fate"))
            found |= {person for person, fate in latest.items() if fate != "alive"}
            detained = models.Whereabouts.objects.filter(kind="reported_detained", stands=True)
            found |= set(detained.filter(subject__in=list(chunk)).values_list("subject", flat=True))
        return found

    def people_called(self, fold: str, skeleton: str) -> set[str]:
        """Who is sought or asks and has a name that contains these forms of one word; an empty form finds nobody."""
        so_written = Q(pk__in=[])
        if fold:
            so_written |= Q(fold__contains=fold)
        if skeleton:
            so_written |= Q(skeleton__contains=skeleton)
        asking = models.Person.objects.filter(recorded_as__in=("sought", "enquirer"), erased=False)
        linked = models.TracingRequest.objects.values("enquirer")
        names = models.WrittenName.objects.filter(so_written, stands=True)
        return set(
            names.filter(Q(subject__in=asking.values("id")) | Q(subject__in=linked)).values_list(
                "subject", flat=True
            )
        )

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
        self, states: Sequence[str], organisation: str, most: int, site: str | None = None
    ) -> tuple[list[HouseholdLine], int]:
        """Those of an organisation whose placement is in one of these states, the longest waiting first; how many."""
        placed = models.Placement.objects.filter(current=True, state__in=list(states))
        if site is not None:
            placed = placed.filter(site=site)
        rows = models.Household.objects.filter(organisation=organisation, id__in=placed.values("household"))
        return self._longest_waiting(rows, most), rows.count()

    def without_room(self, organisation: str, by: str) -> int:
        """How many households ask for a roof by a moment and have none."""
        return _without_room(models.Household.objects.filter(organisation=organisation), by).count()

    def queue_without_room(
        self, organisation: str, by: str, bands: Sequence[Band]
    ) -> list[tuple[str, int | None]]:
        """Who asks for a roof by a moment and has none, the longest waiting first, with the number of each one's band.

        The band is the first whose every condition it meets; None for a household without an adult, which no band has.
        """
        on = date.fromisoformat(by[:10])
        rows = _without_room(models.Household.objects.filter(organisation=organisation), by)
        numbers = [When(_meets(band), then=Value(number)) for number, band in enumerate(bands)]
        band = Case(When(grown=0, then=None), *numbers, default=Value(0), output_field=IntegerField())
        counted = rows.annotate(**_COUNTED, **_aged(bands, on)).annotate(in_band=band, since=_SINCE)
        return list(counted.order_by("since", "id").values_list("id", "in_band"))

    def _longest_waiting(self, rows: "QuerySet[Any]", most: int) -> list[HouseholdLine]:
        if not most:
            return []
        first = list(rows.annotate(since=_SINCE).order_by("since", "id").values_list("id", flat=True)[:most])
        lines = {line.id: line for line in self.households(ids=first)}
        return [lines[household] for household in first]

    def households(
        self,
        *,
        state: str | None = None,
        ids: Sequence[str] | None = None,
        wanting_roof_by: str | None = None,
        most: int | None = None,
    ) -> list[HouseholdLine]:
        """Households with their current placement. ``state=""`` means none."""
        if ids is not None and state is None and wanting_roof_by is None and most is None:
            lines = [line for chunk in in_chunks(list(ids)) for line in self._household_lines(chunk)]
            return sorted(lines, key=lambda line: (line.arrived_at, line.id))
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
        chosen = list(rows.values_list("id", flat=True)[: most or _EVERYONE])
        by_id = {line.id: line for chunk in in_chunks(chosen) for line in self._household_lines(chunk)}
        return [by_id[household] for household in chosen]

    @staticmethod
    def _household_lines(ids: Sequence[str]) -> list[HouseholdLine]:
        """These few households with their current placement, their rooms and whether anybody of them is under a hold.

        By the cursor: a desk asks this several times for each decision, and Django would spend most of it on the question.
        """
        if not ids:
            return []
        found = _asked(_HOUSEHOLDS.format(gaps=_gaps(ids)), ids)
        rooms: dict[str, list[str]] = defaultdict(list)
        for household, room in _asked(_ROOMS_HELD.format(gaps=_gaps(ids)), ids):
            rooms[household].append(room)
        return [_household_line(row, rooms[row[0]]) for row in found]

    def never_with(self, households: Sequence[str] | None = None) -> list[tuple[str, str, str, str]]:
        """Pairs of households that may never sleep at one site: (key, household, other, reason); of these or all."""
        question = 'SELECT "key", "household", "other", "reason" FROM "never_with"'
        if households is None:
            return [(k, h, o, r) for k, h, o, r in _asked(question + ' ORDER BY "key"', [])]
        found: dict[str, tuple[str, str, str, str]] = {}
        for chunk in in_chunks(list(households), 200):
            gaps = _gaps(chunk)
            of_these = f' WHERE "household" IN ({gaps}) OR "other" IN ({gaps})'
            found |= {
                row[0]: (row[0], row[1], row[2], row[3])
                for row in _asked(question + of_these, [*chunk, *chunk])
            }
        return [found[key] for key in sorted(found)]

    def ages_of_households(self, day: date, households: Sequence[str] | None = None) -> dict[str, AgesLine]:
        """How many of those named in these households (or in all) may be of these ages on a day."""
        born_after = [_years_before(day, years).isoformat() for years in (2, 18, 6, 60)]
        found: dict[str, AgesLine] = {}
        for chunk in in_chunks(list(households)) if households is not None else [[]]:
            of_these = f'AND "household" IN ({_gaps(chunk)})' if chunk else ""
            for household, *counted in _asked(_AGES.format(of_these=of_these), [*born_after, *chunk]):
                found[household] = AgesLine(*counted)
        return found

    def hosted_until(self, first: str, last: str) -> list[HouseholdLine]:
        """Households whose own lodging ends between two days (ISO, both included), without rooms and not asking for any."""
        rows = models.Household.objects.filter(
            wants_roof=False, lodging_until__gte=first, lodging_until__lte=last
        )
        otherwise = models.Placement.objects.filter(current=True, state__in=HOLDS_ROOMS | NO_LONGER_ASKS)
        ids = rows.exclude(id__in=otherwise.values("household")).values_list("id", flat=True)
        return self.households(ids=list(ids))

    def desks_with_quota(self) -> frozenset[str]:
        """The desks that have rooms of their own to give."""
        return frozenset(
            row[0] for row in _asked("""SELECT DISTINCT "quota" FROM "room" WHERE "quota" > ''""", [])
        )

    def refused_sites(self, households: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The sites that each of these households (or of all) refused, as somebody wrote down."""
        question = """SELECT "household", "site" FROM "placement" WHERE "state" = 'refused' AND "site" > ''"""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        chunks = in_chunks(list(households), 400) if households is not None else [[]]
        for chunk in chunks:
            of_these = f' AND "household" IN ({_gaps(chunk)})' if chunk else ""
            for household, site in _asked(f'{question}{of_these} ORDER BY "key"', chunk):
                found[household][site] = None
        return {household: tuple(sites) for household, sites in found.items()}

    def regions(self) -> list[str]:
        """The regions that have sites, in the order of their names."""
        rows = models.Site.objects.exclude(region="").order_by("region")
        return list(rows.values_list("region", flat=True).distinct())

    def sites(self, ids: Sequence[str] | None = None) -> list[SiteLine]:
        """Sites with their rooms counted: all, or these."""
        chosen = models.Site.objects.order_by("region", "name", "id")
        rooms = models.Room.objects.all()
        taken = models.PlacementRoom.objects.all()
        placed = models.Placement.objects.filter(current=True, state__in=GIVEN)
        if ids is not None:
            wanted = list(ids)
            chosen, rooms = chosen.filter(id__in=wanted), rooms.filter(site__in=wanted)
            taken, placed = taken.filter(site__in=wanted), placed.filter(site__in=wanted)
        counted = rooms.values_list("site").annotate(
            n=Count("id"), sum=Sum("beds"), shut=Count("id", filter=~Q(blocked=""))
        )
        own = {site: sums for site, *sums in counted}
        given = {
            site: sums
            for site, *sums in taken.values_list("site").annotate(
                given=Count("room", distinct=True, filter=Q(state__in=GIVEN)),
                asked=Count("room", distinct=True, filter=~Q(state__in=GIVEN)),
            )
        }
        people: dict[str, int] = dict(placed.values_list("site").annotate(Sum("people")))
        none, nobody = (0, 0, 0), (0, 0)
        return [
            _site_line(site, own.get(site.id, none), given.get(site.id, nobody), people.get(site.id, 0))
            for site in chosen
        ]

    def rooms(self, site: str | None = None, ids: Sequence[str] | None = None) -> list[RoomLine]:
        """Rooms, of one site, these, or all, with who is in them. A room closes when its site must."""
        if ids is not None:
            chunks = [(f'WHERE r."id" IN ({_gaps(chunk)})', chunk) for chunk in in_chunks(list(ids))]
        else:
            chunks = [('WHERE r."site" = %s', [site])] if site is not None else [("", [])]
        found: dict[str, RoomLine] = {}
        for condition, values in chunks:
            # Of two households proposed for one room the later is named; one that was given the room, before all.
            for row in _asked(_ROOMS.format(condition=condition), values):
                found[row[0]] = _room_line(row)
        return sorted(found.values(), key=lambda room: (room.site, room.number, room.id))

    def housing_changes(self, position: int) -> tuple[list[str], list[str], int]:
        """Households and rooms of which something was said after a position, and the journal's last position."""
        rows = _asked(
            'SELECT "subject", "kind", "position" FROM "journal_event" WHERE "position" > %s', [position]
        )
        kinds = {subject: subject_kind_of(kind) for subject, kind, _position in rows}
        by_kind = {
            kind: sorted(one for one, of in kinds.items() if of == kind) for kind in ("household", "room")
        }
        return by_kind["household"], by_kind["room"], max((row[2] for row in rows), default=position)

    def rooms_counted(self, on: date) -> list[RoomsCounted]:
        """Rooms on a day, those alike of one site counted together by the database."""
        day = on.isoformat()
        over = models.Placement.objects.filter(current=True, until_day__gt="", until_day__lte=day)
        taken = models.PlacementRoom.objects.filter(room=OuterRef("id"), from_day__lte=day).exclude(
            household__in=over.values("household")
        )
        rows = (
            models.Room.objects.annotate(
                shut=Case(When(blocked="", then=0), default=1),
                occupied=Exists(taken.filter(state="moved_in")),
                held=Exists(taken),
            )
            .order_by()
            .values_list(
                "site", "available_from", "available_until", "shut", "occupied", "held", "winterised"
            )
            .annotate(Count("id"), Sum("beds"))
        )
        ends = _sites_close()
        return [
            RoomsCounted(
                site,
                opens,
                _earlier(closes, ends.get(site, "")),
                bool(shut),
                occupied,
                held,
                bool(warm),
                many,
                beds,
            )
            for site, opens, closes, shut, occupied, held, warm, many, beds in rows
        ]

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
        decided = _who_decided(rows.order_by().values("id"))
        return [
            ClaimLine(
                c.id, c.report, c.kind, c.state, c.speaker, c.stance, c.topic, json.loads(c.content),
                *decided.get(c.id, ()),
            )
            for c in rows
        ]  # fmt: skip

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
        given = [by_state.get(state, (0, 0)) for state in GIVEN]
        settled = placed.filter(state__in=GIVEN | NO_LONGER_ASKS)
        in_rooms = sum(people for _many, people in given)
        rooms = models.Room.objects.aggregate(n=Count("id"), beds=Sum("beds"))
        taken = Exists(models.PlacementRoom.objects.filter(room=OuterRef("id")))
        return Totals(
            arrived=_arrived(),
            registered=people.filter(recorded_as="registered").count(),
            enquirers=people.filter(recorded_as="enquirer").count(),
            requests_open=models.TracingRequest.objects.filter(status="open").count(),
            requests_closed=models.TracingRequest.objects.exclude(status="open").count(),
            proposals_waiting=waiting.filter(about="tracing", restricted=False).count(),
            proposals_restricted=waiting.filter(about="tracing", restricted=True).count(),
            duplicates_waiting=waiting.filter(about="duplicate").count(),
            children_to_assess=people.filter(_ALONE, protection_status="").count(),
            households=models.Household.objects.count(),
            households_want_roof=wants.count(),
            households_placed=sum(many for many, _people in given),
            households_proposed=by_state.get("proposed", (0, 0))[0],
            households_waiting=_without_room(models.Household.objects.all(), _LAST_MOMENT).count(),
            people_placed=in_rooms,
            people_moved_in=by_state.get("moved_in", (0, 0))[1],
            people_waiting_for_roof=_sum(wants.exclude(id__in=settled.values("household"))),
            people_no_longer_asking=sum(by_state.get(state, (0, 0))[1] for state in NO_LONGER_ASKS),
            rooms=rooms["n"] or 0,
            beds=rooms["beds"] or 0,
            rooms_free=models.Room.objects.filter(~taken, blocked="").count(),
            held=people.filter(restricted=True).count(),
        )

    def arrivals_by_hour(self) -> list[tuple[str, int]]:
        """(hour as ``YYYY-MM-DDTHH``, people who arrived in it) from headcounts and groups."""
        rows = models.Arrival.objects.filter(subject_kind__in=_COUNTED_TOGETHER).values_list(
            Substr("at", 1, 13)
        )
        return sorted(rows.annotate(Sum("people")))


# -------------------------------------------------------------------------------------------------- the pieces

_COMPARED = (
    "sex", "born", "age", "place", "address_before", "phone", "document", "identifier", "relative", "companion",
    "last_contact",
)  # fmt: skip

# The columns of a household in the order of HouseholdLine.
_HOUSEHOLD_COLUMNS = (
    "id", "people", "adults", "children", "needs", "wish_region", "wish_site", "community", "lodging_until",
    "wants_roof", "wants_roof_from", "arrived_at", "desk", "organisation",
)  # fmt: skip
# The columns of a room in the order of RoomLine; tuples, because a model instance costs ten times as much.
_ROOM_COLUMNS = (
    "id", "site", "number", "tier", "beds", "m2", "accessible", "winterised", "available_from", "available_until",
    "blocked", "floor", "lock", "heating", "quota",
)  # fmt: skip
# What a household's line shows of its placement; the rooms come beside.
_PLACEMENT_COLUMNS = ("state", "site", "from_day", "until_day", "reason", "override", "by", "at")
# Later than every moment there is: who asks at all.
_LAST_MOMENT = "9999"
# Born on these days: after the first, between the second and the third, until the fourth.
_AGES = """SELECT "household",
    SUM(CASE WHEN "born_latest" > %s THEN 1 ELSE 0 END),
    SUM(CASE WHEN "born_latest" > %s AND "born_latest" <= %s THEN 1 ELSE 0 END),
    SUM(CASE WHEN "born_earliest" > '' AND "born_earliest" <= %s THEN 1 ELSE 0 END)
    FROM "person" WHERE "household" > '' AND NOT "erased" {of_these} GROUP BY "household" """
# What a band asks about. Unknown meets no condition, so unknown adults are many and unknown children none.
_COUNTED = {
    "grown": Coalesce("adults", F("people") - F("children"), Value(1_000_000)),
    "small": Coalesce("children", F("people") - F("adults"), Value(0)),
}

# Written as alone at a desk, or of a household that was counted without an adult.
_ALONE = Q(alone=True) | Q(household__in=models.Household.objects.filter(adults=0).values("id"))
# Since when a household asks for a roof.
_SINCE = Coalesce(NullIf("wants_roof_from", Value("")), "arrived_at")

Values = Mapping[str, list[Any]]


def _of_households_without_adult(ids: Sequence[str]) -> set[str]:
    """Whom of these people a desk counted in a household without an adult."""
    counted = models.Household.objects.filter(id=OuterRef("household"), adults=0)
    of_these = models.Person.objects.filter(id__in=list(ids)).exclude(household="")
    return set(of_these.filter(Exists(counted)).values_list("id", flat=True))


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


def _shared_with(ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    shared: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = models.Permission.objects.filter(subject__in=list(ids), withdrawn_at="").order_by("key")
    for subject, recipient, purpose in rows.values_list("subject", "recipient", "purpose"):
        shared[subject].append((recipient, purpose))
    return shared


def _person_line(
    row: models.Person, names: Sequence[NameLine], values: Values, shared: Sequence[tuple[str, str]]
) -> PersonLine:
    ages = [value["said"] for field in ("age", "born") for value in values.get(field, ())]
    return PersonLine(
        row.id, row.code, row.recorded_as, tuple(names), _distinct(values.get("sex", ())), _distinct(ages),
        _distinct(value["text"] for value in values.get("place", ())), row.household, row.group, row.desk, row.organisation,
        row.registered_at, row.restricted, row.alone, row.protection_status, row.erased, row.born_latest,
        tuple(dict.fromkeys(shared)),
    )  # fmt: skip


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _compared_of(ids: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """What can be compared of some people: by person and field of a description what was said, in order."""
    found: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    names = models.WrittenName.objects.filter(subject__in=list(ids), stands=True).order_by("key")
    for subject, kind, text in names.values_list("subject", "kind", "text"):
        found[subject][f"{kind}_names"].append(text)
    values = models.StatedValue.objects.filter(
        subject__in=list(ids), field__in=_COMPARED, replaced_by=""
    ).order_by("key")
    for subject, field, value in values.values_list("subject", "field", "value"):
        read = _compared_before if field in _SHARED_BY_MANY else _compared
        found[subject][field].append(read(field, value))
    return found


def _compared(field: str, value: str) -> Any:  # noqa: ANN401  # by field
    """A stated value as a description has it."""
    said = json.loads(value)
    match field:
        case "sex":
            return Sex(said)
        case "born" | "age":
            return _born(said)
        case "place":
            return said["text"]
        case "relative":
            return Relative(Relation(said["relation"]), said["name"])
        case "last_contact":
            return date.fromisoformat(said["on"]) if said.get("on") else None, said.get("place", "")
        case _:
            return said


# A population shares these, so that each is read once; what one person has is kept nowhere.
_SHARED_BY_MANY = frozenset({"sex", "born", "age", "place"})
_compared_before = lru_cache(maxsize=1 << 16)(_compared)
# Which field of a description a stated value belongs to.
_FIELD_OF = {
    **{f"{kind}_names": f"{kind}_names" for kind in ("whole", "given", "family", "father", "home", "former")},
    "sex": "sexes", "born": "born", "age": "born", "place": "places", "address_before": "addresses_before",
    "phone": "phones", "document": "documents", "identifier": "identifiers", "relative": "relatives",
    "companion": "companions",
}  # fmt: skip


def _description(person: Mapping[str, Any], said: Mapping[str, Sequence[Any]]) -> Description:
    several = {_FIELD_OF[field]: tuple(values) for field, values in said.items() if field in _FIELD_OF}
    if "born" in said and "age" in said:
        several["born"] = (*said["born"], *said["age"])
    on, place = said["last_contact"][-1] if "last_contact" in said else (None, "")
    return Description(
        person["id"],
        **several,
        last_contact_on=on,
        last_contact_place=place,
        household=person["household"],
        restricted=any(person[why] for why in ("restricted", "alone", "protection_status", "group")),
    )


def _born(value: Mapping[str, str]) -> PartialDate:
    return PartialDate(
        date.fromisoformat(value["earliest"]),
        date.fromisoformat(value["latest"]),
        Basis(value.get("basis", "stated")),
    )


# A household in the order of HouseholdLine up to desk and organisation, then its placement and whether it is held.
_HOUSEHOLDS = (
    "SELECT "  # noqa: S608  # names from our models
    + ", ".join(f'h."{column}"' for column in _HOUSEHOLD_COLUMNS)
    + ", "
    + ", ".join(f'p."{column}"' for column in _PLACEMENT_COLUMNS)
    + """, EXISTS (SELECT 1 FROM "person" q WHERE q."household" = h."id" AND q."restricted" AND NOT q."erased")
    FROM "household" h LEFT JOIN "placement" p ON p."household" = h."id" AND p."current"
    WHERE h."id" IN ({gaps})"""
)
_ROOMS_HELD = 'SELECT "household", "room" FROM "placement_room" WHERE "household" IN ({gaps}) ORDER BY "key"'
_ROOMS = (
    "SELECT "  # noqa: S608  # names from our models
    + ", ".join(f'r."{column}"' for column in _ROOM_COLUMNS)
    + """, s."permission_until", s."region", s."hospital_km", s."school_km", s."backup_power",
    t."household", t."state", t."from_day", p."until_day"
    FROM "room" r LEFT JOIN "site" s ON s."id" = r."site" LEFT JOIN "placement_room" t ON t."room" = r."id"
    LEFT JOIN "placement" p ON p."household" = t."household" AND p."current" {condition}
    ORDER BY CASE WHEN t."state" IN ('placed', 'moved_in') THEN 1 ELSE 0 END, t."key" """
)
_LAST_OF_HOUSEHOLD = len(_HOUSEHOLD_COLUMNS)


def _asked(question: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows by the cursor; names in the question come from our models, values never stand in it."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        return list(cursor.fetchall())


def _gaps(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _household_line(row: tuple[Any, ...], rooms: Sequence[str]) -> HouseholdLine:
    said = dict(zip(_HOUSEHOLD_COLUMNS, row, strict=False))
    said |= {"needs": _entries(said["needs"]), "wants_roof": bool(said["wants_roof"])}
    state, site, from_day, until, reason, override, by, at = (one or "" for one in row[_LAST_OF_HOUSEHOLD:-1])
    return HouseholdLine(
        **said, state=state, site=site, rooms=tuple(rooms), from_day=from_day,
        reasons=_messages(reason) if reason else (), held=bool(row[-1]), until=until, decided_by=by, decided_at=at,
        override=json.loads(override) if override else {},
    )  # fmt: skip


def _site_line(site: models.Site, rooms: Sequence[int], taken: Sequence[int], people: int) -> SiteLine:
    return SiteLine(
        id=site.id, name=site.name, site_type=site.site_type, region=site.region, place=site.place,
        rooms=rooms[0], beds=rooms[1] or 0, rooms_given=taken[0], rooms_proposed=taken[1], rooms_blocked=rooms[2],
        people=people, in_charge=tuple(json.loads(site.in_charge or "[]")), permission_until=site.permission_until,
        building=site.building, winter_inspected_on=site.winter_inspected_on, hospital_km=site.hospital_km,
        school_km=site.school_km, backup_power=site.backup_power,
    )  # fmt: skip


def _without_room(rows: "QuerySet[Any]", by: str) -> "QuerySet[Any]":
    """Who asks for a roof by a moment and holds no room: the one meaning of "waiting" on every page."""
    otherwise = models.Placement.objects.filter(current=True, state__in=HOLDS_ROOMS | NO_LONGER_ASKS)
    return rows.filter(wants_roof=True, wants_roof_from__lte=by).exclude(id__in=otherwise.values("household"))


def _meets(band: Band) -> Q:
    needs = Q()
    for need in sorted(band.needs_any):
        needs |= Q(needs__contains=need.value)
    adults = Q() if band.adults_at_most is None else Q(grown__lte=band.adults_at_most)
    found = needs & Q(small__gte=band.children_at_least) & adults
    if band.infants_at_least:
        found &= Q(babies__gte=band.infants_at_least)
    return found & Q(aged__gte=band.older_at_least) if band.older_at_least else found


def _aged(bands: Sequence[Band], on: date) -> dict[str, Any]:
    """How many are under 2 and over 60 on a day, where a band asks for it."""
    people = (
        models.Person.objects.filter(household=OuterRef("id"), erased=False)
        .order_by()
        .values("household")
        .annotate(n=Count("id"))
        .values("n")
    )
    counted = {}
    if any(band.infants_at_least for band in bands):
        babies = people.filter(born_latest__gt=_years_before(on, 2).isoformat())
        counted["babies"] = Coalesce(Subquery(babies), Value(0))
    if any(band.older_at_least for band in bands):
        aged = people.filter(born_earliest__gt="", born_earliest__lte=_years_before(on, 60).isoformat())
        counted["aged"] = Coalesce(Subquery(aged), Value(0))
    return counted


def _years_before(day: date, years: int) -> date:
    """Whoever was born after it is not yet so many years old on the day."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year - years)


def _sites_close() -> dict[str, str]:
    """The sites that may be used only until a day."""
    rows = models.Site.objects.exclude(permission_until="")
    return dict(rows.values_list("id", "permission_until"))


def _room_line(row: tuple[Any, ...]) -> RoomLine:
    """In the order of _ROOMS; by position, since a whole country's rooms are read for every plan."""
    (room, site, number, tier, beds, m2, accessible, winterised, opens, closes, blocked, floor, lock, heating, quota,
     site_closes, region, hospital, school, power, household, state, from_day, until) = row  # fmt: skip
    return RoomLine(
        room, site, number, tier, beds, m2, bool(accessible), bool(winterised), opens,
        _earlier(closes, site_closes) if site_closes else closes, blocked, floor,
        None if lock is None else bool(lock), heating, quota, region or "", hospital, school,
        None if power is None else bool(power), household or "", state or "", from_day or "", until or "",
    )  # fmt: skip


def _earlier(day: str, other: str) -> str:
    return min((one for one in (day, other) if one), default="")


def _who_decided(claims: "QuerySet[Any]") -> dict[str, tuple[str, str, str, str]]:
    """Who gave each claim the outcome that stands and when, and who said it again last; nobody while it is proposed."""
    decisions: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    rows = models.Decision.objects.filter(subject_kind="claim", subject__in=claims).order_by("at", "key")
    for subject, outcome, by, at in rows.values_list("subject", "outcome", "by", "at"):
        if decisions[subject] and decisions[subject][-1][0] != outcome:
            decisions[subject].clear()
        decisions[subject].append((outcome, by, at))
    return {
        subject: (own[0][1], own[0][2], own[-1][1], own[-1][2])
        for subject, own in decisions.items()
        if own[-1][0] != ReviewState.PROPOSED
    }


def _messages(reasons: str) -> tuple[Message, ...]:
    return tuple(Message(reason["text"], reason["values"]) for reason in json.loads(reasons))


def _entries(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split("; ") if part)


def _sum(rows: "QuerySet[Any]") -> int:
    total: int | None = rows.aggregate(total=Sum("people"))["total"]
    return total or 0


def _arrived() -> int:
    """Headcounts of households and groups; a person's own arrival is part of one of them."""
    return _sum(models.Arrival.objects.filter(subject_kind__in=_COUNTED_TOGETHER))
