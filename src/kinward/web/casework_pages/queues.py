"""Child protection's queues: children who seem to be alone, and people about whom nobody is to be told."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from kinward.casework.child_protection import decide_child_protection
from kinward.casework.hold import lift_holds
from kinward.casework.paging import page_of
from kinward.casework.see_person import see_person
from kinward.casework.see_queues import see_children_to_assess, see_children_under_care, see_holds
from kinward.web.casework_pages.asked import Asked, Field, moved_on, shown_form, tried
from kinward.web.visit import Visit

STATUS = (
    Field(
        "status", _("What do you decide?"), "pick",
        choices=(
            ("unaccompanied", _("Unaccompanied: without parents and other relatives, and no adult is responsible by law or custom")),
            ("separated", _("Separated: without parents and the usual caregiver, but with another relative")),
            ("with_caregiver", _("With their caregiver")),
        ),
    ),
    Field("reason", _("Why?"), "text"),
)  # fmt: skip
LIFT = (Field("reason", _("Why is it safe now?"), "text", first=True),)


STATUS_WORDS = {
    "unaccompanied": _("unaccompanied"), "separated": _("separated"), "with_caregiver": _("with a caregiver"),
}  # fmt: skip


def children(visit: Visit) -> HttpResponse:
    """Children to assess, the longest waiting first; then those under care, with what was decided."""
    page = see_children_to_assess(visit.outside, visit.actor, visit.purpose)
    care = see_children_under_care(visit.outside, visit.actor, visit.purpose)
    counts = [(words, sum(one.status == status for one in care)) for status, words in STATUS_WORDS.items()]
    return visit.show(
        "casework/children.html",
        page=page,
        care=page_of(care, visit.page_number),
        counts=counts,
        status_words=STATUS_WORDS,
    )


def child(visit: Visit, person: UUID) -> HttpResponse:
    """One child: is there anybody responsible?"""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)
    asked = None
    if visit.request.method == "POST":
        asked = sent = Asked(visit.request.POST)

        def write() -> bool:
            decide_child_protection(
                visit.outside,
                visit.actor,
                sent.form_id(),
                str(person),
                sent.text("status"),
                sent.text("reason"),
            )
            return True

        if tried(asked, write):
            return moved_on(visit, "child", person=person)
    form = shown_form(visit, STATUS, asked=asked)
    decided = [one for one in reversed(page.history) if one.field == "protection_status"]
    return visit.show(
        "casework/child.html",
        page=page,
        form=form,
        decided=decided,
        status_words=STATUS_WORDS,
        status=422 if asked else 200,
    )


def holds(visit: Visit) -> HttpResponse:
    """Everyone under "tell nobody"."""
    return visit.show("casework/holds.html", rows=see_holds(visit.outside, visit.actor, visit.purpose))


def lift(visit: Visit, person: UUID) -> HttpResponse:
    """Lift the holds on somebody; whoever placed one of them cannot."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)
    asked = None
    if visit.request.method == "POST":
        asked = sent = Asked(visit.request.POST)

        def write() -> int:
            return lift_holds(
                visit.outside, visit.actor, sent.form_id(), str(person), sent.text("reason"), visit.purpose
            )

        if tried(asked, write):
            return moved_on(visit, "holds")
    form = shown_form(visit, LIFT, asked=asked)
    return visit.show("casework/lift.html", page=page, form=form, status=422 if asked else 200)
