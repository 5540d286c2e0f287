"""The card of one household: its roof or why not yet, three offers and why each, its wishes, and what is decided."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.check_in import check_in
from kinward.casework.decide_placement import decide_placements, give_rooms
from kinward.casework.never_with import end_never_with, state_never_with
from kinward.casework.override_rule import OVERRIDE_OUTCOMES, ask_override, sign_override
from kinward.casework.see_household_card import (
    see_household_card,
    see_offers,
    see_rooms_to_choose,
    see_sites_to_wish_for,
)
from kinward.casework.state_household import WishesForm, state_wishes
from kinward.model.housing import WhyMoved
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.casework_pages.asked import Asked, Field, shown_form, written
from kinward.web.casework_pages.registration import NEEDS
from kinward.web.forms_sent import number_of_form
from kinward.web.pages.occupancy import looks_again
from kinward.web.shown import word
from kinward.web.visit import Visit

_ROOMS_MOST = 10

WISHES = (
    Field(
        "wish_region",
        _("Where do they want to go?"),
        hint=_(
            "A region of the list, in any spelling. Anything else is kept as they said it and weighs nothing."
        ),
    ),
    Field("needs", _("Does anybody need"), "ticks", choices=NEEDS),
    Field("wants_roof", _("They ask for a roof"), "tick"),
    Field(
        "own_lodging_until",
        _("From which day?"),
        "day",
        hint=_("The day on which their own lodging ends. Empty when they need a roof now."),
        size="small",
    ),
)
WISH_SITE = Field("wish_site", _("Do they ask for one site by name?"), "choose")
REFUSES = (
    Field(
        "refuses",
        _("Where do they never want to go?"),
        "choose",
        hint=_(
            "One site or a whole region. No plan proposes it to them from now on; by hand rooms there can be given."
        ),
    ),
    Field("refuses_why", _("Why not there, if they say?")),
)
APART = (
    Field(
        "other",
        _("With whom may they never sleep at one site? The code of the other household"),
        "code",
        size="small",
    ),
    Field(
        "reason",
        _("Why?"),
        hint=_("Only child protection reads it. Both are kept apart from now on, and neither is told why."),
    ),
)


def card(visit: Visit, household: UUID) -> HttpResponse:
    """The card itself."""
    return _card(visit, household)


def decide(visit: Visit, household: UUID) -> HttpResponse:
    """Accept or refuse proposed rooms, give others, sign an override, or write down that they moved on."""
    if visit.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    acts: dict[str, Callable[[Visit, UUID], object]] = {
        "placed": _proposed, "refused": _proposed, "give": _give, "signed": _sign, "override_refused": _sign,
        "moved_in": _came, "no_show": _came, "moved_on": _came,
    }  # fmt: skip
    try:
        acts.get(visit.request.POST.get("act", ""), _no_such_act)(visit, household)
    except BadInputError as refusal:
        return _card(visit, household, refusal.problems)
    return HttpResponseRedirect(reverse("household-card", args=[household]))


def _no_such_act(_visit: Visit, _household: UUID) -> None:
    raise BadInputError([Problem(Message("there is no such decision"), Message("reload the page"))])


def _card(visit: Visit, household: UUID, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    page = see_household_card(visit.outside, visit.actor, visit.purpose, str(household))
    offers, wants_offers = None, page.may_decide and not page.only_a_bed and page.line.adults != 0
    if wants_offers:
        wiring.price_soon()
        offers = see_offers(
            visit.outside, visit.actor, visit.purpose, str(household), wiring.housing_desk(visit.actor.device)
        )
    answer = visit.show(
        "household_card.html", page=page, offers=offers, wants_offers=wants_offers, problems=problems, form_id=visit.outside.new_id(),
        move_reasons=[(one.value, word(one.value)) for one in WhyMoved], status=422 if problems else 200,
    )  # fmt: skip
    # Where somebody may be typing why rooms are refused, nothing is loaded under their hands.
    waits = wants_offers and offers is None and not problems and page.line.state != "proposed"
    return looks_again(answer) if waits else answer


def _proposed(visit: Visit, household: UUID) -> None:
    sent = visit.request.POST
    outcome, reason = sent["act"], sent.get("reason", "").strip()[:300]
    if outcome == "refused" and not reason:
        do = Message("write what the household or you said against it")
        raise BadInputError([Problem(Message("a refusal needs its reason"), do)])
    decide_placements(
        visit.outside, visit.actor, number_of_form(visit), [str(household)], outcome, reason,
        policy=wiring.housing_policy(),
    )  # fmt: skip


def _give(visit: Visit, household: UUID) -> None:
    sent = visit.request.POST
    give_rooms(
        visit.outside, visit.actor, number_of_form(visit), str(household), tuple(sent.getlist("room")[:_ROOMS_MOST]),
        _from_day(visit), policy=wiring.housing_policy(), move=sent.get("move", ""),
    )  # fmt: skip


def _sign(visit: Visit, household: UUID) -> None:
    sent = visit.request.POST
    outcome = "signed" if sent["act"] == "signed" else "refused"
    assert outcome in OVERRIDE_OUTCOMES
    sign_override(
        visit.outside, visit.actor, number_of_form(visit), str(household), outcome, sent.get("reason", "").strip()[:300],
        policy=wiring.housing_policy(),
    )  # fmt: skip


def _came(visit: Visit, household: UUID) -> None:
    check_in(visit.outside, visit.actor, number_of_form(visit), [str(household)], visit.request.POST["act"])


def _from_day(visit: Visit) -> date:
    try:
        return date.fromisoformat(visit.request.POST.get("from", ""))
    except ValueError:
        return timezone.localtime(visit.outside.now()).date()


def choose(visit: Visit, household: UUID) -> HttpResponse:
    """Choose other rooms by hand; against a rule only with a reason, and then a second person signs."""
    problems: tuple[Problem, ...] = ()
    site = visit.request.GET.get("site", "")
    if visit.request.method == "POST":
        try:
            if visit.request.POST.get("act") == "override":
                _ask(visit, household)
            else:
                _give(visit, household)
            return HttpResponseRedirect(reverse("household-card", args=[household]))
        except BadInputError as refusal:
            problems, site = refusal.problems, visit.request.POST.get("site", "")
    policy = wiring.housing_policy()
    page = see_rooms_to_choose(visit.outside, visit.actor, visit.purpose, str(household), site, policy)
    return visit.show(
        "household_rooms.html", page=page, problems=problems, form_id=visit.outside.new_id(),
        chosen=visit.request.POST.getlist("room"), typed=visit.request.POST,
        move_reasons=[(one.value, word(one.value)) for one in WhyMoved],
        from_day=_from_day(visit).isoformat(), status=422 if problems else 200,
    )  # fmt: skip


def _ask(visit: Visit, household: UUID) -> None:
    sent = visit.request.POST
    ask_override(
        visit.outside, visit.actor, number_of_form(visit), str(household), tuple(sent.getlist("room")[:_ROOMS_MOST]),
        _from_day(visit), sent.get("reason", "").strip()[:300], policy=wiring.housing_policy(),
    )  # fmt: skip


def wishes(visit: Visit, household: UUID) -> HttpResponse:
    """What they wish and need, and from when they need a roof."""
    page = see_household_card(visit.outside, visit.actor, visit.purpose, str(household))
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        if written(asked, lambda form: _state_wishes(visit, household, form)):
            return HttpResponseRedirect(reverse("household-card", args=[household]))
    line = page.line
    sites = see_sites_to_wish_for(visit.outside, visit.actor, visit.purpose, str(household))
    named = tuple((site.id, ", ".join(filter(None, (site.region, site.name)))) for site in sites)
    regions = tuple(dict.fromkeys(site.region for site in sites if site.region))
    whole = tuple((one, gettext("all of {region}").format(region=one)) for one in regions)
    nothing = (("", "–"),)
    fields = (
        replace(WISHES[0], choices=tuple((one, one) for one in regions)),
        replace(WISH_SITE, choices=(*nothing, *named)),
        replace(REFUSES[0], choices=(*nothing, *whole, *named)),
        REFUSES[1],
        *WISHES[1:],
    )
    known = {
        "wish_region": line.wish_region,
        "wish_site": line.wish_site,
        "needs": line.needs,
        "wants_roof": "yes" if line.wants_roof else "",
        "own_lodging_until": line.lodging_until,
    }
    form = shown_form(visit, fields, asked=asked, known=known)
    return visit.show(
        "household_form.html", page=page, form=form, asks=form.part(*(one.name for one in fields)),
        question=_("What do they wish and need?"), status=422 if asked else 200,
    )  # fmt: skip


def _state_wishes(visit: Visit, household: UUID, asked: Asked) -> None:
    until = asked.day("own_lodging_until")
    if asked.problems:
        raise BadInputError(asked.problems)
    form = WishesForm(
        asked.form_id(),
        asked.text("wish_region"),
        asked.texts("needs"),
        asked.ticked("wants_roof"),
        until,
        asked.text("wish_site"),
        asked.text("refuses"),
        asked.text("refuses_why"),
    )
    state_wishes(visit.outside, visit.actor, str(household), form)


def apart(visit: Visit, household: UUID) -> HttpResponse:
    """With whom they may never sleep at one site: whoever hears it writes it down, child protection reads it."""
    page = see_household_card(visit.outside, visit.actor, visit.purpose, str(household))
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        if written(asked, lambda form: _state_apart(visit, household, form)):
            return HttpResponseRedirect(reverse("household-card", args=[household]))
    form = shown_form(visit, APART, asked=asked)
    return visit.show(
        "household_form.html", page=page, form=form, asks=form.part(*(one.name for one in APART)),
        question=_("Who may never sleep where they sleep?"), status=422 if asked else 200,
    )  # fmt: skip


def _state_apart(visit: Visit, household: UUID, asked: Asked) -> None:
    if asked.text("end"):
        end_never_with(
            visit.outside, visit.actor, asked.form_id(), str(household), asked.text("end"), asked.text("reason"),
            visit.purpose,
        )  # fmt: skip
        return
    state_never_with(
        visit.outside, visit.actor, asked.form_id(), str(household), asked.text("other"), asked.text("reason"),
        visit.purpose,
    )  # fmt: skip
