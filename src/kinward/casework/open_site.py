"""Write down a building that can take people, and its rooms: beds, floor, steps, heating, from when and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import Wrong, line_said, said


@dataclass(frozen=True, slots=True)
class RoomForm:
    """A room with a door. ``available_until`` is the first day on which nobody may sleep there."""

    number: str
    beds: int
    tier: str = ""
    m2: float | None = None
    accessible: bool = False
    winterised: bool = False
    available_from: date | None = None
    available_until: date | None = None
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class SiteForm:
    """A site with its rooms. ``in_charge`` are accounts of its managers. ``form_id`` is made by the client."""

    form_id: UUID
    name: str
    site_type: str
    region: str
    place: str = ""
    in_charge: tuple[str, ...] = ()
    rooms: tuple[RoomForm, ...] = ()


def open_sites(outside: Outside, actor: Actor, forms: Sequence[SiteForm]) -> int:
    """Write sites and rooms; returns how many events were new. Raises BadInputError with everything wrong in them."""
    now = outside.now()
    opened(outside, actor, Action.DESCRIBE_SITE, new_record("site", actor, now), Purpose.HOUSE)
    problems = [
        Problem(found.what, found.do, row=number, column=found.field)
        for number, form in enumerate(forms, start=1)
        for found in _wrong(form)
    ]
    if problems:
        raise BadInputError(problems)
    drafts = [
        Draft(derived_id(form.form_id, number), kind, subject, {"said": statements}, Purpose.HOUSE.value, now)
        for form in forms
        for number, (kind, subject, statements) in enumerate(_said_of(form))
    ]
    return len(outside.journal.append(drafts, actor).events)


def site_of(form: SiteForm) -> UUID:
    """The identity of a form's site."""
    return derived_id(form.form_id, 1_000_000)


def room_of(form: SiteForm, number: int) -> UUID:
    """The identity of the n-th room of a form, counted from 0."""
    return derived_id(form.form_id, 2_000_000 + number)


def _said_of(form: SiteForm) -> Iterable[tuple[str, UUID, list[Any]]]:
    named = {"name": form.name, "site_type": form.site_type, "region": form.region, "place": form.place}
    statements = [said(field, text) for field, text in named.items() if text]
    if form.in_charge:
        statements.append(said("in_charge", list(form.in_charge)))
    yield "site_opened", site_of(form), statements
    for number, room in enumerate(form.rooms):
        yield "room_described", room_of(form, number), [said("room", _room(room, site_of(form)))]
        if room.blocked:
            yield "room_stated", room_of(form, number), [said("blocked", room.blocked)]


def _room(room: RoomForm, site: UUID) -> dict[str, Any]:
    return {
        "site": str(site), "number": room.number, "tier": room.tier, "beds": room.beds, "m2": room.m2,
        "accessible": room.accessible, "winterised": room.winterised,
        "available_from": room.available_from.isoformat() if room.available_from else "",
        "available_until": room.available_until.isoformat() if room.available_until else "",
    }  # fmt: skip


def _wrong(form: SiteForm) -> Iterable[Wrong]:
    texts = [(field, getattr(form, field)) for field in ("name", "site_type", "region", "place")]
    texts += [(field, getattr(room, field)) for room in form.rooms for field in ("number", "tier", "blocked")]
    yield from (found for field, text in texts if isinstance(found := line_said(field, text), Wrong))
    if not form.name.strip():
        yield Wrong("name", Message("the site has no name"), Message("write what people call it"))
    for room in form.rooms:
        if room.beds < 0 or (room.m2 is not None and room.m2 < 0):
            yield Wrong("beds", Message("a room cannot have less than nothing"), Message("count again"))
        if room.available_from and room.available_until and room.available_until <= room.available_from:
            yield Wrong("until", Message("the room closes before it opens"), Message("check the days"))
