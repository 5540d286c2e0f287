"""At the desk: count a household in seconds, write its people line by line, give them a slip, mend what was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import segno
from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.register_household import (
    HouseholdForm,
    household_drafts,
    name_members,
    person_drafts,
    register_household,
)
from kinward.casework.see_desk import HouseholdPage, see_desk, see_household
from kinward.model.event import moment_of
from kinward.model.problem import Message, Problem
from kinward.model.protection import Action
from kinward.web.casework_pages.asked import Asked, Field, moved_on, shown_form, tried
from kinward.web.casework_pages.person_line import AT_THE_DESK, is_empty, person_of
from kinward.web.guard import may_try
from kinward.web.shown import read_moment
from kinward.web.templatetags.kinward import people as people_counted
from kinward.web.visit import Visit

NEEDS = (
    ("mobility", _("cannot climb stairs")), ("winter", _("needs a heated room")),
    ("hospital", _("needs a hospital near")), ("electricity", _("needs electricity for a device")),
)  # fmt: skip
LODGING = (
    ("roof", _("nowhere: they want a roof from tonight")),
    ("own", _("with somebody or at their own place")),
    ("later", _("at their own place now, they want a roof later")),
)

HEADCOUNT = (
    Field(
        "people",
        _("How many people are there?"),
        "count",
        hint=_("Everyone, also babies."),
        size="tiny",
        first=True,
    ),
    Field(
        "adults",
        _("How many are adults?"),
        "count",
        hint=_("18 or older. Empty if not counted."),
        size="tiny",
    ),
    Field("crossing", _("Crossing"), "text"),
    Field("needs", _("Does anybody need"), "ticks", choices=NEEDS),
    Field("lodging", _("Where do they sleep tonight?"), "pick", choices=LODGING),
    Field("until", _("Until which day, or from which day a roof?"), "day", size="small"),
    Field(
        "wish_region", _("Where do they want to go?"), "text", hint=_("A region or a town, if they said one.")
    ),
    Field(
        "community", _("With whom do they want to stay near?"), "text", hint=_("A village or a community.")
    ),
)
PAPER = (
    Field("form_number", _("Number of the paper form"), "code", size="small"),
    Field("happened_at", _("When were they at the desk?"), "moment", size="small"),
    Field("typist", _("Who types this in?"), "text"),
)
_CROSSING = "crossing"


def desk(visit: Visit) -> HttpResponse:
    """What this desk wrote in the last 24 hours."""
    households = see_desk(visit.outside, visit.actor, visit.purpose)
    return visit.show("casework/desk.html", households=households, **_may_write(visit))


def _may_write(visit: Visit) -> dict[str, bool]:
    """Which of the next steps at a desk this worker may take: no link leads to where they may not go."""
    return {
        "may_register": may_try(visit.actor, Action.REGISTER_HOUSEHOLD),
        "may_name": may_try(visit.actor, Action.REGISTER_PERSON),
    }


def register(visit: Visit) -> HttpResponse:
    """The headcount: the first form of a household."""
    fields = (*HEADCOUNT, *PAPER)
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        form = tried(asked, lambda: _household_form(asked, visit))
        if form is not None:
            now = visit.outside.now()
            done = tried(
                asked,
                lambda: register_household(visit.outside, visit.actor, form),
                lambda: household_drafts(form, now),
            )
            if done is not None:
                visit.request.session[_CROSSING] = form.crossing[:100]
                return moved_on(visit, "name-members", household=done.household)
    known = {"crossing": visit.request.session.get(_CROSSING, ""), "lodging": "roof"}
    shown = shown_form(visit, fields, asked=asked, known=known)
    return visit.show("casework/register.html", form=shown, status=422 if asked else 200)


def _household_form(asked: Asked, visit: Visit) -> HouseholdForm:
    form_id = asked.form_id()
    happened_at = asked.moment("happened_at")
    arrived_at = happened_at or moment_of(form_id)
    lodging, day = asked.text("lodging"), asked.day("until")
    if lodging == "later" and not asked.text("until"):
        what = Message("they want a roof later, and no day says from when")
        asked.problems.append(Problem(what, Message("write the day on which they need it"), column="until"))
    people, adults = asked.count("people"), asked.count("adults")
    if people is None:  # empty is nobody counted; what could not be read is one problem and not two
        people = max(1, adults or 0) if asked.text("people") else 0
    return HouseholdForm(
        form_id=form_id,
        crossing=asked.text("crossing"),
        arrived_at=arrived_at,
        people=people,
        adults=adults,
        needs=asked.texts("needs"),
        wish_region=asked.text("wish_region"),
        community=asked.text("community"),
        wants_roof=lodging in {"roof", "later"},
        wants_roof_from=timezone.make_aware(datetime.combine(day, datetime.min.time()))
        if day and lodging == "later"
        else None,
        own_lodging_until=day if lodging in {"own", "later"} else None,
        form_number=asked.text("form_number"),
        typist=asked.text("typist"),
        happened_at=happened_at,
        shared_with=(wiring.tracing_service(visit.actor.organisation),),
    )


def members(visit: Visit, household: UUID) -> HttpResponse:
    """The people of a household that is counted, line by line as the paper has them."""
    page = see_household(visit.outside, visit.actor, household, visit.purpose)
    asked = None
    lines = page.seen.to_name
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        lines = max(lines, _lines_sent(asked))
        form = tried(asked, lambda: _members_form(asked, visit, page, lines))
        if form is not None:
            if not form.persons:
                return moved_on(visit, "slip", household=household)
            now = visit.outside.now()
            done = tried(
                asked,
                lambda: name_members(visit.outside, visit.actor, form),
                lambda: person_drafts(form, now),
            )
            if done is not None:
                return moved_on(visit, "slip", household=household)
    shown = shown_form(visit, (), AT_THE_DESK, lines, asked=asked)
    return visit.show("casework/members.html", page=page, form=shown, status=422 if asked else 200)


def _lines_sent(asked: Asked) -> int:
    numbers = [
        int(head) for name in asked.post if (head := name[1:].split("-")[0]).isdecimal() and name[0] == "p"
    ]
    return min(max(numbers, default=-1) + 1, 60)


def _members_form(asked: Asked, visit: Visit, page: HouseholdPage, lines: int) -> HouseholdForm:
    household = page.seen.household
    written = [number for number in range(lines) if not is_empty(asked, number)]
    arrived_at = read_moment(household.arrived_at)
    assert arrived_at is not None
    return HouseholdForm(
        form_id=asked.form_id(),
        crossing=page.crossing,
        arrived_at=arrived_at,
        people=household.people,
        persons=tuple(person_of(asked, number) for number in written),
        joins=UUID(household.id),
        first=page.first,
        shared_with=(wiring.tracing_service(visit.actor.organisation),),
    )


# --------------------------------------------------------------------------------------------------------- slips


@dataclass(frozen=True, slots=True)
class Slip:
    """What a household takes away: its code as text and as a QR code, in two languages."""

    code: str
    picture: SafeString
    sentences: Mapping[str, tuple[str, str]]
    second_language: str


def slip(visit: Visit, household: UUID) -> HttpResponse:
    """The slip to print on A6 and give to them."""
    page = see_household(visit.outside, visit.actor, household, visit.purpose)
    return visit.show(
        "casework/slip.html",
        page=page,
        slip=slip_of(page.seen.code, page.seen.household.people),
        **_may_write(visit),
    )


def slip_of(code: str, people: int | None = None) -> Slip:
    """A code, and how many it stands for where that is counted, as a slip in the reader's language and one more."""
    here = translation.get_language() or "en"
    second = "en" if here == "hy" else "hy"
    sentences: dict[str, Callable[[], str]] = {
        "keep": lambda: gettext("Keep this slip. Show it when you come again or look for somebody."),
        "household": lambda: gettext("Household"),
    }
    if people is not None:
        sentences["people"] = lambda: people_counted(people)
    both = {name: (sentence(), _in(second, sentence)) for name, sentence in sentences.items()}
    picture = segno.make(code, micro=False, error="q").svg_inline(border=0, omitsize=True)
    return Slip(code, mark_safe(picture), both, second)  # noqa: S308  # drawn here from ten letters and digits


def _in(language: str, sentence: Callable[[], str]) -> str:
    with translation.override(language):
        return sentence()
