"""A children's home or a hospital arrives together: the roll and the carers at once, names when there is time."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.group_arrival import GroupForm, group_drafts, register_group
from kinward.model.code import code_of
from kinward.model.event import derived_id, moment_of
from kinward.web.casework_pages.asked import Asked, Field, moved_on, shown_form, tried
from kinward.web.casework_pages.person_line import OF_A_GROUP, is_empty, person_of
from kinward.web.casework_pages.registration import slip_of
from kinward.web.visit import Visit

KINDS = (
    ("childrens_home", _("a children's home")), ("hospital", _("a hospital")), ("care_home", _("a care home")),
    ("boarding_school", _("a boarding school")), ("other", _("something else")),
)  # fmt: skip
GROUP = (
    Field("institution", _("What is it called?"), "name", hint=_("Or who is in charge."), first=True),
    Field("group_kind", _("What is it?"), "pick", choices=KINDS),
    Field("people", _("How many people are there?"), "count", hint=_("Everyone, carers too."), size="tiny"),
    Field("carers", _("How many carers?"), "count", size="tiny"),
    Field("roll", _("How many names does their own roll have?"), "count", size="tiny"),
    Field("crossing", _("Crossing"), "text"),
    Field("happened_at", _("When were they at the desk?"), "moment", hint=_("Empty: now."), size="small"),
)
_LINES = 5
_LINES_MOST = 100


def register(visit: Visit) -> HttpResponse:
    """A group with as many of its people as are known; a person may have no name."""
    asked, lines = None, _LINES
    if visit.request.method == "POST":
        asked = sent = Asked(visit.request.POST)
        lines = min(max(_LINES, asked.count("lines") or 0), _LINES_MOST)
        if asked.ticked("more"):
            lines = min(lines + 10, _LINES_MOST)
            shown = shown_form(visit, GROUP, OF_A_GROUP, lines, asked=asked)
            return visit.show("casework/group.html", form=shown, lines=lines)
        form = tried(asked, lambda: _group_form(sent, lines, visit))
        if form is not None:
            now = visit.outside.now()
            done = tried(
                asked,
                lambda: register_group(visit.outside, visit.actor, form),
                lambda: group_drafts(form, now),
            )
            if done is not None:
                return moved_on(visit, "group-slip", form_id=form.form_id)
    shown = shown_form(
        visit,
        GROUP,
        OF_A_GROUP,
        lines,
        asked=asked,
        known={"crossing": visit.request.session.get("crossing", "")},
    )
    return visit.show("casework/group.html", form=shown, lines=lines, status=422 if asked else 200)


def _group_form(asked: Asked, lines: int, visit: Visit) -> GroupForm:
    form_id, happened_at = asked.form_id(), asked.moment("happened_at")
    return GroupForm(
        form_id=form_id,
        institution=asked.text("institution"),
        group_kind=asked.text("group_kind"),
        crossing=asked.text("crossing"),
        arrived_at=happened_at or moment_of(form_id),
        people=asked.count("people") or 0,
        carers=asked.count("carers") or 0,
        roll=asked.count("roll") or 0,
        persons=tuple(person_of(asked, number) for number in range(lines) if not is_empty(asked, number)),
        happened_at=happened_at,
        shared_with=(wiring.tracing_service(visit.actor.organisation),),
    )


def slip(visit: Visit, form_id: UUID) -> HttpResponse:
    """The code of a group, to give to who is in charge. It follows from the form; nothing is looked up."""
    return visit.show("casework/group_slip.html", slip=slip_of(code_of(derived_id(form_id, 0))))
