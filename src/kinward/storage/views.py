"""The views as a function of the journal: one record becomes its rows, the same rows whenever it is done.

A view's rows depend on the events about one subject only, sorted by event id. So any order in which events arrive
gives the same views, and a rebuild is the same function over all subjects. No clock, no chance, no new identity.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from django.db import models as django_models

from kinward.model.code import code_of
from kinward.model.event import canonical, moment_text
from kinward.model.placement import GIVEN, HOLDS_ROOMS
from kinward.model.record import Record, Statement
from kinward.model.written_name import script_of
from kinward.storage import models


class NameKeys(Protocol):
    """The forms a written name is shown and looked up by (``kinward.names``)."""

    @property
    def romanised(self) -> str:
        """Latin letters, for showing."""
        ...

    @property
    def fold(self) -> str:
        """What is left when scripts' confusions are merged."""
        ...

    @property
    def skeleton(self) -> str:
        """Consonant classes only."""
        ...


Row = Mapping[str, Any]
Rows = list[tuple[type[django_models.Model], Row]]
KeysOf = Callable[[str], NameKeys]

# Raise this when a function below changes what it writes: the views are rebuilt at the next start.
PROJECTION_VERSION = "10"

# Fields of a person that have a table of their own; every other field goes to ``stated_value``.
_OWN_TABLE = {
    "name", "kinship", "arrival", "whereabouts", "detention", "fate", "permission", "permission_withdrawal", "hold",
    "hold_lifting", "recorded_as", "household", "group", "alone", "protection_status",
}  # fmt: skip


def rows_of(record: Record, keys_of: KeysOf) -> Rows:
    """All rows of one record, in all tables."""
    return _ROWS[record.subject_kind](record, keys_of)


def tables_of(subject_kind: str) -> tuple[tuple[type[django_models.Model], str], ...]:
    """The tables a record of this kind writes to, each with the column that names the subject."""
    return _TABLES[subject_kind]


# -------------------------------------------------------------------------------------------------------- people


def _person(record: Record, keys_of: KeysOf) -> Rows:
    subject = str(record.subject)
    first = min(record.statements, key=lambda s: (s.happened_at, s.key), default=None)
    born = [statement.value for field in ("age", "born") for statement in record.standing(field)]
    rows: Rows = [
        (
            models.Person,
            {
                "id": subject,
                "code": code_of(record.subject),
                "recorded_as": record.latest("recorded_as") or ("erased" if record.erased else "registered"),
                "registered_at": moment_text(first.written_at) if first else "",
                "desk": first.device if first else "",
                "organisation": first.organisation if first else "",
                "household": record.latest("household") or "",
                "group": record.latest("group") or "",
                "restricted": bool(_holds(record)),
                "alone": bool(record.latest("alone")),
                "protection_status": record.latest("protection_status") or "",
                "erased": record.erased,
                "born_earliest": min((said["earliest"] for said in born if "earliest" in said), default=""),
                "born_latest": max((said["latest"] for said in born if "latest" in said), default=""),
            },
        )
    ]
    for statement in record.statements:
        rows += _person_statement(subject, statement, record, keys_of)
    return rows


def _holds(record: Record) -> tuple[Statement, ...]:
    return record.standing("hold")


def _person_statement(subject: str, statement: Statement, record: Record, keys_of: KeysOf) -> Rows:
    write = _PERSON_STATEMENT.get(statement.field)
    if write is not None:
        return write(subject, statement, record, keys_of)
    if statement.field in _OWN_TABLE:
        return []
    return [
        (
            models.StatedValue,
            {
                "key": statement.key,
                "subject": subject,
                "field": statement.field,
                "value": canonical(statement.value),
                "by": statement.by,
                "device": statement.device,
                "happened_at": moment_text(statement.happened_at),
                "replaced_by": str(statement.replaced_by or ""),
            },
        )
    ]


def _name(subject: str, statement: Statement, _record: Record, keys_of: KeysOf) -> Rows:
    text = statement.value["text"]
    keys = keys_of(text)
    row = {
        "key": statement.key, "subject": subject, "text": text, "kind": statement.value["kind"],
        "script": script_of(text).value, "romanised": keys.romanised[:400], "fold": keys.fold[:400],
        "skeleton": keys.skeleton[:400], "stands": statement.stands,
    }  # fmt: skip
    return [(models.WrittenName, row)]


def _kinship(subject: str, statement: Statement, _record: Record, _keys_of: KeysOf) -> Rows:
    row = {
        "key": statement.key, "subject": subject, "other": statement.value["other"],
        "relation": statement.value["relation"], "stands": statement.stands,
    }  # fmt: skip
    return [(models.Kinship, row)]


def _whereabouts(subject: str, statement: Statement, _record: Record, _keys_of: KeysOf) -> Rows:
    said = statement.value
    row = {
        "key": statement.key, "subject": subject, "kind": said["kind"], "place": said.get("place", ""),
        "site": said.get("site", ""), "since": said.get("since", ""), "source": said.get("source", ""),
        "stands": statement.stands,
    }  # fmt: skip
    return [(models.Whereabouts, row)]


def _fate(subject: str, statement: Statement, _record: Record, _keys_of: KeysOf) -> Rows:
    said = statement.value
    row = {
        "key": statement.key, "subject": subject, "fate": said["fate"], "source": said.get("source", ""),
        "stands": statement.stands,
    }  # fmt: skip
    return [(models.Fate, row)]


def _permission(subject: str, statement: Statement, record: Record, _keys_of: KeysOf) -> Rows:
    said = statement.value
    withdrawn = [w for w in record.ever("permission_withdrawal") if w.value["permission"] == statement.key]
    row = {
        "key": statement.key, "subject": subject, "purpose": said["purpose"], "recipient": said["recipient"],
        "basis": said["basis"], "giver": said["giver"], "given_at": moment_text(statement.happened_at),
        "withdrawn_at": moment_text(min(w.happened_at for w in withdrawn)) if withdrawn else "",
    }  # fmt: skip
    return [(models.Permission, row)]


def _hold(subject: str, statement: Statement, _record: Record, _keys_of: KeysOf) -> Rows:
    row = {
        "key": statement.key, "subject": subject, "reason": statement.value["reason"][:64],
        "placed_at": moment_text(statement.happened_at), "stands": statement.stands,
    }  # fmt: skip
    return [(models.Hold, row)]


def _arrival(subject: str, statement: Statement, record: Record, _keys_of: KeysOf) -> Rows:
    said = statement.value
    row = {
        "key": statement.key, "subject": subject, "subject_kind": record.subject_kind,
        "crossing": said.get("crossing", ""), "desk": said.get("desk", statement.device), "at": said["at"],
        "people": said.get("people", 1), "form_number": said.get("form_number", ""),
    }  # fmt: skip
    return [(models.Arrival, row)] if statement.stands else []


_PERSON_STATEMENT: dict[str, Callable[[str, Statement, Record, KeysOf], Rows]] = {
    "name": _name,
    "kinship": _kinship,
    "whereabouts": _whereabouts,
    "detention": _whereabouts,
    "fate": _fate,
    "permission": _permission,
    "hold": _hold,
    "arrival": _arrival,
}


# ------------------------------------------------------------------------------------------ households and groups


def _household(record: Record, keys_of: KeysOf) -> Rows:
    arrivals = record.standing("arrival")
    first = min(arrivals, key=lambda s: (s.value["at"], s.key), default=None)
    begun = min(record.statements, key=lambda s: (s.written_at, s.key), default=None)
    headcount = record.latest("headcount") or {}
    lodging = record.latest("lodging") or {}
    people = int(record.latest("size") or 0)
    rows: Rows = [
        (
            models.Household,
            {
                "id": str(record.subject),
                "code": code_of(record.subject),
                "people": people,
                "adults": headcount.get("adults"),
                "children": headcount.get("children"),
                "needs": "; ".join(record.latest("needs") or ()),
                "wish_region": record.latest("wish_region") or "",
                "wish_site": record.latest("wish_site") or "",
                "community": record.latest("community") or "",
                "lodging_until": lodging.get("until", ""),
                "wants_roof": bool(lodging.get("wants_roof", False)),
                "wants_roof_from": lodging.get("from", ""),
                "arrived_at": first.value["at"] if first else "",
                "desk": first.device if first else "",
                "organisation": begun.organisation if begun else "",
                "form_number": record.latest("form_number") or "",
            },
        )
    ]
    for statement in arrivals:
        rows += _arrival(str(record.subject), statement, record, keys_of)
    return rows + _placements(record, people) + _never_with(record)


def _placements(record: Record, people: int) -> Rows:
    said = sorted(
        (*record.ever("placement"), *record.ever("placement_proposal")), key=lambda s: (s.happened_at, s.key)
    )
    decided = [s for s in said if s.field == "placement"]
    # Rooms that were given stand against any later proposal; whoever refused or moved on may be proposed others.
    given = decided[-1] if decided and decided[-1].value["state"] in GIVEN else None
    current = given or (said[-1] if said else None)
    rows: Rows = [
        (
            models.Placement,
            {
                "key": s.key,
                "household": str(record.subject),
                "state": s.value["state"],
                "site": s.value.get("site", ""),
                "from_day": s.value.get("from", ""),
                "until_day": s.value.get("until", ""),
                "plan": s.value.get("plan", ""),
                "reason": canonical(s.value.get("reasons", [])),
                "override": canonical(s.value["override"]) if "override" in s.value else "",
                "by": s.by,
                "at": moment_text(s.happened_at),
                "people": people,
                "current": s is current,
            },
        )
        for s in said
    ]
    return rows + (_rooms_held(record, current) if current and current.value["state"] in HOLDS_ROOMS else [])


def _rooms_held(record: Record, placement: Statement) -> Rows:
    """One row for each room that nobody else may have now."""
    said = placement.value
    return [
        (
            models.PlacementRoom,
            {
                "key": f"{placement.key}/{number}", "household": str(record.subject), "room": room,
                "site": said.get("site", ""), "state": said["state"], "from_day": said.get("from", ""),
            },
        )
        for number, room in enumerate(dict.fromkeys(said.get("rooms", ())))
    ]  # fmt: skip


def _never_with(record: Record) -> Rows:
    return [
        (
            models.NeverWith,
            {
                "key": s.key, "household": str(record.subject), "other": s.value["other"],
                "reason": s.value.get("reason", "")[:300], "by": s.by, "at": moment_text(s.happened_at),
            },
        )
        for s in record.standing("never_with")
    ]  # fmt: skip


def _group(record: Record, keys_of: KeysOf) -> Rows:
    arrivals = record.standing("arrival")
    row = {
        "id": str(record.subject), "institution": record.latest("institution") or "",
        "kind": record.latest("group_kind") or "", "roll": int(record.latest("roll") or 0),
        "carers": int(record.latest("carers") or 0),
        "arrived_at": min((s.value["at"] for s in arrivals), default=""),
    }  # fmt: skip
    rows: Rows = [(models.Group, row)]
    for statement in arrivals:
        rows += _arrival(str(record.subject), statement, record, keys_of)
    return rows


# ----------------------------------------------------------------------------------------- requests and proposals


def _request(record: Record, _keys_of: KeysOf) -> Rows:
    first = min(record.statements, key=lambda s: (s.happened_at, s.key), default=None)
    row = {
        "id": str(record.subject), "enquirer": record.latest("enquirer") or "",
        "sought": record.latest("sought") or "", "relation": record.latest("relation") or "",
        "opened_at": moment_text(first.happened_at) if first else "", "opened_by": first.by if first else "",
        "desk": first.device if first else "",
        "organisation": first.organisation if first else "", "status": (record.latest("request_status") or {}).get("status", "open"),
    }  # fmt: skip
    return [(models.TracingRequest, row)]


def _proposal(record: Record, _keys_of: KeysOf) -> Rows:
    made = sorted(record.ever("proposal"), key=lambda one: (one.happened_at, one.key))
    decisions = record.ever("decision")
    rows: Rows = [(models.Decision, _decision(record, s)) for s in decisions]
    if made:
        said = made[-1].value  # the odds of one request are said together again whenever they move
        row = {
            "id": str(record.subject), "about": said["about"], "request": said.get("request", ""),
            "person": said["person"], "other": said.get("other", ""), "probability": said["probability"],
            "weight_bits": said["weight_bits"], "reasons": canonical(said["reasons"]),
            "algorithm": said["algorithm"], "restricted": said["restricted"],
            "made_at": moment_text(made[0].happened_at),
            "outcome": (record.latest("decision") or {}).get("outcome", ""),
            "contact_step": _step_after_a_yes(record),
        }  # fmt: skip
        rows.append((models.Proposal, row))
    return rows


def _step_after_a_yes(record: Record) -> str:
    """The last step since somebody said yes; a decision that changes takes what followed on the old one with it."""
    decisions = sorted(record.ever("decision"), key=lambda one: (one.happened_at, one.key))
    outcomes = [one.value["outcome"] for one in decisions]
    if not outcomes or outcomes[-1] != "confirmed":
        return ""
    changed = max((number for number, one in enumerate(outcomes) if one != "confirmed"), default=-1)
    since = decisions[changed + 1].happened_at
    steps = [one for one in record.ever("contact_step") if one.happened_at >= since]
    last = max(steps, key=lambda one: (one.happened_at, one.key), default=None)
    return str(last.value["step"]) if last else ""


def _decision(record: Record, statement: Statement) -> Row:
    return {
        "key": statement.key, "subject": str(record.subject), "subject_kind": record.subject_kind,
        "outcome": statement.value["outcome"], "by": statement.by, "at": moment_text(statement.happened_at),
        "reason": statement.value.get("reason", "")[:500],
    }  # fmt: skip


# -------------------------------------------------------------------------------------------- sites, rooms, plans


def _site(record: Record, _keys_of: KeysOf) -> Rows:
    row = {
        "id": str(record.subject), "name": record.latest("name") or "", "site_type": record.latest("site_type") or "",
        "region": record.latest("region") or "", "place": record.latest("place") or "",
        "permission_until": record.latest("permission_until") or "", "building": record.latest("building") or "",
        "winter_inspected_on": record.latest("winter_inspected_on") or "",
        "hospital_km": record.latest("hospital_km"), "school_km": record.latest("school_km"),
        "backup_power": record.latest("backup_power"),
        "in_charge": canonical(list(record.latest("in_charge") or ())),
    }  # fmt: skip
    return [(models.Site, row)]


def _room(record: Record, _keys_of: KeysOf) -> Rows:
    said = record.latest("room") or {}
    row = {
        "id": str(record.subject), "site": said.get("site", ""), "number": said.get("number", ""),
        "tier": said.get("tier", ""), "beds": int(said.get("beds", 0)), "m2": said.get("m2"),
        "accessible": bool(said.get("accessible", False)), "winterised": bool(said.get("winterised", False)),
        "available_from": said.get("available_from", ""), "available_until": said.get("available_until", ""),
        "blocked": record.latest("blocked") or "", "floor": said.get("floor"), "lock": said.get("lock"),
        "heating": said.get("heating", ""), "quota": record.latest("quota") or "",
    }  # fmt: skip
    return [(models.Room, row)]


def _plan(record: Record, _keys_of: KeysOf) -> Rows:
    return [
        (
            models.HousingPlan,
            {
                "id": str(record.subject), "made_at": moment_text(s.happened_at), "algorithm": s.value["algorithm"],
                "policy": s.value["policy"], "summary": canonical(s.value["summary"]),
            },
        )
        for s in record.ever("plan")[:1]
    ]  # fmt: skip


# -------------------------------------------------------------------------------------- reports, claims, forecasts


def _report(record: Record, _keys_of: KeysOf) -> Rows:
    return [
        (
            models.Report,
            {
                "id": str(record.subject), "title": s.value["title"][:300], "outlet": s.value.get("outlet") or "",
                "published": s.value.get("published") or "", "language": s.value.get("language", ""),
                "text": s.value["text"], "read_at": moment_text(s.happened_at),
            },
        )
        for s in record.ever("report")[:1]
    ]  # fmt: skip


def _claim(record: Record, _keys_of: KeysOf) -> Rows:
    rows: Rows = [(models.Decision, _decision(record, s)) for s in record.ever("decision")]
    decisions = [s.value for s in sorted(record.ever("decision"), key=lambda s: (s.happened_at, s.key))]
    # What one person corrected stands under the next one's correction of something else, until a decision is taken back.
    back = max((n for n, decided in enumerate(decisions, 1) if decided["outcome"] == "proposed"), default=0)
    edits = {
        field: value for decided in decisions[back:] for field, value in decided.get("edits", {}).items()
    }
    for s in (*record.ever("figure"), *record.ever("claim"))[:1]:
        said = {**s.value["content"], **edits}
        rows.append(
            (
                models.Claim,
                {
                    "id": str(record.subject), "report": s.value["report"], "kind": s.field,
                    "span_start": said["span"][0], "span_end": said["span"][1],
                    "speaker": (said.get("resolved_source") or said.get("source") or "")[:300],
                    "stance": said.get("stance") or "", "topic": (said.get("topic") or "")[:100],
                    "state": decisions[-1]["outcome"] if decisions else "proposed", "content": canonical(said),
                },
            )
        )  # fmt: skip
        if s.field == "figure":
            row = {
                "id": str(record.subject), "value": said.get("value"), "low": said.get("low"),
                "high": said.get("high"), "qualifier": said.get("qualifier") or "", "unit": said.get("unit") or "",
                "counts": said.get("counts") or "", "said_on": said.get("said_on") or "",
            }  # fmt: skip
            rows.append((models.Figure, row))
    return rows


def _count(record: Record, _keys_of: KeysOf) -> Rows:
    return [
        (
            models.StatedCount,
            {
                "id": str(record.subject), "measure": s.value["measure"], "at": s.value["at"],
                "value": int(s.value["value"]), "speaker": s.value.get("speaker", ""),
                "source": s.value.get("source", ""),
            },
        )
        for s in record.standing("count")[:1]
    ]  # fmt: skip


def _forecast(record: Record, _keys_of: KeysOf) -> Rows:
    return [
        (
            models.Forecast,
            {
                "id": str(record.subject), "as_of": s.value["as_of"], "made_at": moment_text(s.happened_at),
                "algorithm": s.value["algorithm"], "content": canonical(s.value["content"]),
            },
        )
        for s in record.ever("forecast")[:1]
    ]  # fmt: skip


def _unknown(_record: Record, _keys_of: KeysOf) -> Rows:
    return []  # an event from a newer Kinward is kept in the journal and waits for a version that knows it


_ROWS: dict[str, Callable[[Record, KeysOf], Rows]] = {
    "person": _person,
    "household": _household,
    "group": _group,
    "request": _request,
    "proposal": _proposal,
    "site": _site,
    "room": _room,
    "plan": _plan,
    "report": _report,
    "claim": _claim,
    "count": _count,
    "forecast": _forecast,
    "unknown": _unknown,
}

_TABLES: dict[str, tuple[tuple[type[django_models.Model], str], ...]] = {
    "person": (
        (models.Person, "id"),
        (models.WrittenName, "subject"),
        (models.StatedValue, "subject"),
        (models.Kinship, "subject"),
        (models.Arrival, "subject"),
        (models.Whereabouts, "subject"),
        (models.Fate, "subject"),
        (models.Permission, "subject"),
        (models.Hold, "subject"),
    ),
    "household": (
        (models.Household, "id"),
        (models.Arrival, "subject"),
        (models.Placement, "household"),
        (models.PlacementRoom, "household"),
        (models.NeverWith, "household"),
    ),
    "group": ((models.Group, "id"), (models.Arrival, "subject")),
    "request": ((models.TracingRequest, "id"),),
    "proposal": ((models.Proposal, "id"), (models.Decision, "subject")),
    "site": ((models.Site, "id"),),
    "room": ((models.Room, "id"),),
    "plan": ((models.HousingPlan, "id"),),
    "report": ((models.Report, "id"),),
    "claim": ((models.Claim, "id"), (models.Figure, "id"), (models.Decision, "subject")),
    "count": ((models.StatedCount, "id"),),
    "forecast": ((models.Forecast, "id"),),
    "unknown": (),
}


def all_view_tables() -> tuple[type[django_models.Model], ...]:
    """Every view table once."""
    found: dict[type[django_models.Model], None] = {}
    for tables in _TABLES.values():
        found.update(dict.fromkeys(table for table, _column in tables))
    return tuple(found)


def grouped(
    rows: Iterable[tuple[type[django_models.Model], Row]],
) -> dict[type[django_models.Model], list[Row]]:
    """Rows by table, for one insert per table."""
    by_table: dict[type[django_models.Model], list[Row]] = {}
    for table, row in rows:
        by_table.setdefault(table, []).append(row)
    return by_table
