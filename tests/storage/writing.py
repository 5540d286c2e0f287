"""What tests write into the journal: small, synthetic, and by the same door as the desk."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from kinward import wiring
from kinward.casework.register_household import (
    HouseholdForm,
    PersonForm,
    Registered,
    register_household,
)
from kinward.casework.take_tracing_request import Requested, SoughtForm, TracingForm, take_tracing_request
from kinward.model.event import Actor, Draft, canonical
from kinward.model.written_name import NameKind
from kinward.storage import views

ORGANISATION = "Neutral Tracing"
DESK = Actor("registrar-1", "goris-1", ORGANISATION, frozenset({"registrar", "tracing_caseworker"}))
OTHER_DESK = Actor("registrar-2", "vayk-1", ORGANISATION, frozenset({"registrar"}))
RIGHTS = Actor("rights-1", "office", ORGANISATION, frozenset({"data_protection_officer"}))
WHEN = datetime(2023, 9, 26, 16, tzinfo=UTC)


def person_form(given: str = "Narek", family: str = "Sargsyan", **more: Any) -> PersonForm:
    return PersonForm(((given, NameKind.GIVEN), (family, NameKind.FAMILY)), **more)


def household_form(*persons: PersonForm, people: int = 0, form_id: UUID | None = None) -> HouseholdForm:
    return HouseholdForm(
        form_id or wiring.new_id(), "Lachin road", WHEN, people or max(1, len(persons)), persons, adults=1,
        wants_roof=True, shared_with=(ORGANISATION,),
    )  # fmt: skip


def registered(*persons: PersonForm, actor: Actor = DESK, people: int = 0) -> Registered:
    return register_household(wiring.outside(), actor, household_form(*persons, people=people))


def requested(sought: PersonForm, *, caller: str = "Anahit Sargsyan", actor: Actor = DESK) -> Requested:
    form = TracingForm(wiring.new_id(), caller, "+374 77 000 000", (SoughtForm(sought, "mother"),))
    return take_tracing_request(wiring.outside(), actor, form)


def draft(
    kind: str,
    subject: UUID,
    *said: tuple[str, Any],
    replaces: tuple[str, ...] = (),
    purpose: str = "register",
) -> Draft:
    """One event that says these fields."""
    body: dict[str, Any] = {"said": [{"field": name, "value": value} for name, value in said]}
    if replaces:
        body["replaces"] = list(replaces)
    return Draft(wiring.new_id(), kind, subject, body, purpose, WHEN)


def name_said(text: str) -> tuple[str, Any]:
    return "name", {"text": text, "kind": "given"}


def erasure(subject: UUID) -> Draft:
    events = [str(body) for body in wiring.journal().bodies_about(subject)]
    return draft(
        "person_erased", subject, ("erased", {"events": events, "reason": "asked"}), purpose="data_rights"
    )


def all_views() -> dict[str, list[str]]:
    """Every row of every view, in one order."""
    rows: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in views.all_view_tables():
            name = table._meta.db_table
            cursor.execute(f'SELECT * FROM "{name}"')
            rows[name] = sorted(canonical([str(value) for value in row]) for row in cursor.fetchall())
    return rows


def answer(question: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
