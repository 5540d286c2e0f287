"""Small pages that keep things right: who read what, who may be told of somebody, and a room that cannot be slept in."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kinward.casework.permissions import (
    PermissionForm,
    give_permission,
    see_permissions,
    withdraw_permission,
)
from kinward.casework.see_read_log import see_read_log
from kinward.casework.state_room import block_room, see_room_to_state, state_room
from kinward.model.protection import Action, LegalBasis, PermissionGiver, Purpose
from kinward.web.casework_pages.asked import Asked, Field, shown_form, written
from kinward.web.guard import may_try
from kinward.web.shown import word
from kinward.web.visit import Visit

READ_BY = (
    Field("person", _("Whose record? Its id, or the code of the slip"), "code", size="small"),
    Field("account", _("Who read? The name of the account"), size="small"),
)
BLOCK = (
    Field(
        "blocked",
        _("Why can nobody sleep there?"),
        hint=_("Leave it empty when people may sleep there again."),
    ),
)


def read_log(visit: Visit) -> HttpResponse:
    """Who read what, newest first. Asked by POST, so that no identity stands in a server's own log."""
    asked = Asked(visit.request.POST)
    entries = see_read_log(
        visit.outside, visit.actor, visit.purpose, person=asked.text("person"), account=asked.text("account")
    )
    form = shown_form(visit, READ_BY, asked=asked)
    return visit.show("read_log.html", entries=entries, form=form, asks=form.part("person", "account"))


def room(visit: Visit, room_id: UUID) -> HttpResponse:
    """Block a room with the reason, or open it again."""
    page = see_room_to_state(visit.outside, visit.actor, str(room_id))
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        if written(asked, lambda form: _state(visit, form, room_id, is_blocked=bool(page.room.blocked))):
            return HttpResponseRedirect(reverse("site", args=[page.site.id]))
    form = shown_form(visit, BLOCK, asked=asked)
    return visit.show(
        "room.html", page=page, form=form, asks=form.part("blocked"), status=422 if asked else 200
    )


def _state(visit: Visit, asked: Asked, room_id: UUID, *, is_blocked: bool) -> None:
    write = state_room if is_blocked else block_room
    write(visit.outside, visit.actor, asked.form_id(), str(room_id), asked.text("blocked"))


def permissions(visit: Visit, person: UUID) -> HttpResponse:
    """Who may be told of somebody, and since when no more."""
    return _permissions(visit, person)


def give(visit: Visit, person: UUID) -> HttpResponse:
    """Somebody may be told from now on."""
    return _changed(
        visit,
        person,
        lambda asked: give_permission(
            visit.outside, visit.actor, str(person),
            PermissionForm(
                asked.form_id(), asked.text("purpose"), asked.text("recipient"), asked.text("basis"), asked.text("giver")
            ),
            visit.purpose,
        ),
    )  # fmt: skip


def withdraw(visit: Visit, person: UUID) -> HttpResponse:
    """One permission ends."""
    return _changed(
        visit,
        person,
        lambda asked: withdraw_permission(
            visit.outside, visit.actor, asked.form_id(), str(person), asked.text("permission"), visit.purpose
        ),
    )


def _changed(visit: Visit, person: UUID, write: Callable[[Asked], None]) -> HttpResponse:
    if visit.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    asked = Asked(visit.request.POST)
    if written(asked, write):
        return HttpResponseRedirect(reverse("permissions", args=[person]))
    return _permissions(visit, person, asked)


def _permissions(visit: Visit, person: UUID, asked: Asked | None = None) -> HttpResponse:
    line, seen = see_permissions(visit.outside, visit.actor, str(person), visit.purpose)
    fields = (
        Field("recipient", _("Which organisation may be told?")),
        Field(
            "purpose",
            _("What for?"),
            "choose",
            choices=_choices(Purpose.TRACE, Purpose.PROTECT, Purpose.HOUSE),
        ),
        Field("basis", _("On what basis?"), "choose", choices=_choices(*LegalBasis)),
        Field("giver", _("Who gave it?"), "choose", choices=_choices(*PermissionGiver)),
    )
    form = shown_form(visit, fields, asked=asked)
    return visit.show(
        "permissions.html", person=line, permissions=seen, form=form, asks=form.part(*(one.name for one in fields)),
        may_give=may_try(visit.actor, Action.GIVE_PERMISSION),
        may_withdraw=may_try(visit.actor, Action.WITHDRAW_PERMISSION), status=422 if asked else 200,
    )  # fmt: skip


def _choices(*words: Purpose | LegalBasis | PermissionGiver) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, word(one.value)) for one in words)
