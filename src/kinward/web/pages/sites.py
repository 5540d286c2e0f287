"""The site board and one site room by room, on any day; who is expected there, and rooms in the hands of a desk."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.check_in import ARRIVAL_OUTCOMES, check_in, see_expected
from kinward.casework.give_quota import give_quota, return_quota
from kinward.casework.see_sites import Region, SiteSeen, see_site, see_sites
from kinward.casework.state_site import SiteFacts, see_site_to_state, state_site
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action
from kinward.web.casework_pages.asked import Asked, Field, shown_form, tried
from kinward.web.charts import Part, bar
from kinward.web.forms_sent import number_of_form
from kinward.web.guard import may_try
from kinward.web.shown import day_of
from kinward.web.visit import Visit

_MOST_AT_ONCE = 300
# More sites than somebody reads on one page: then one region is opened at a time.
_SITES_AT_ONCE = 60
# The slider reaches from a week back to five weeks ahead: behind that no room is promised to anybody.
_DAYS_BACK, _DAYS_AHEAD = 7, 35

STATE_SITE = (
    Field(
        "permission_until",
        _("From which day may nobody sleep here any more?"),
        "day",
        hint=_("The end of the owner’s permission, or the day it closes. Empty when no end is known."),
        size="small",
    ),
    Field("winter_inspected_on", _("When was it seen to be fit for winter?"), "day", size="small"),
    Field("hospital_km", _("Kilometres to the nearest hospital"), "number", size="tiny"),
    Field("school_km", _("Kilometres to the nearest school"), "number", size="tiny"),
    Field(
        "backup_power",
        _("Is there electricity when the line fails?"),
        "choose",
        choices=(("", _("nobody looked")), ("yes", _("yes")), ("no", _("no"))),
        size="small",
    ),
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region or a site with its bar."""

    of: Region | SiteSeen
    parts: tuple[Part, ...]
    sites: "tuple[Drawn, ...]" = ()


@dataclass(frozen=True, slots=True)
class Slider:
    """The days that the slider passes over, counted from today, and the one it stands on."""

    first: int
    last: int
    at: int
    days: tuple[tuple[int, str], ...]


def sites(visit: Visit) -> HttpResponse:
    """Every region and site, its rooms counted by state on one day."""
    on = day_asked(visit)
    page = see_sites(visit.outside, visit.actor, visit.purpose, on, wiring.housing_policy().winterised_from)
    few = sum(len(region.sites) for region in page.regions) <= _SITES_AT_ONCE
    chosen = visit.request.GET.get("region")
    regions = [
        Drawn(
            region,
            bar(region.by_state),
            tuple(Drawn(site, bar(site.by_state)) for site in region.sites)
            if few or region.name == chosen
            else (),
        )
        for region in page.regions
    ]
    return visit.show(
        "sites.html",
        page=page,
        regions=regions,
        parts=bar(page.by_state),
        slider=_slider(visit, on),
        no_day=no_day(visit),
        chosen=chosen,
    )


def site(visit: Visit, site_id: UUID) -> HttpResponse:
    """One site, room by room; a housing officer hands ticked rooms to a desk."""
    problems: tuple[Problem, ...] = ()
    if visit.request.method == "POST":
        try:
            _quota(visit)
            return HttpResponseRedirect(reverse("site", args=[site_id]))
        except BadInputError as refusal:
            problems = refusal.problems
    on = day_asked(visit)
    winter = wiring.housing_policy().winterised_from
    page = see_site(visit.outside, visit.actor, visit.purpose, str(site_id), on, winter)
    # Who may see who sleeps there is in charge of it, or of housing.
    may_state = page.shows_households and may_try(visit.actor, Action.STATE_ROOM)
    return visit.show(
        "site.html", page=page, parts=bar(page.by_state), slider=_slider(visit, on), no_day=no_day(visit), may_state=may_state,
        may_describe=may_try(visit.actor, Action.DESCRIBE_SITE), may_quota=may_try(visit.actor, Action.GIVE_QUOTA),
        own_desk=visit.actor.device, problems=problems, form_id=visit.outside.new_id(),
        status=422 if problems else 200,
    )  # fmt: skip


def _quota(visit: Visit) -> None:
    sent = visit.request.POST
    rooms = sent.getlist("room")[:_MOST_AT_ONCE]
    form_id = number_of_form(visit)
    if sent.get("act") == "return":
        return_quota(visit.outside, visit.actor, form_id, rooms)
    else:
        give_quota(visit.outside, visit.actor, form_id, sent.get("desk", ""), rooms)


def expected(visit: Visit, site_id: UUID) -> HttpResponse:
    """Who is to come to a site; printed, it is the list for the bus. Ticked, they came or did not."""
    problems: tuple[Problem, ...] = ()
    if visit.request.method == "POST":
        try:
            _check_in(visit)
            return HttpResponseRedirect(reverse("expected", args=[site_id]))
        except BadInputError as refusal:
            problems = refusal.problems
    page = see_expected(visit.outside, visit.actor, visit.purpose, str(site_id), day_asked(visit))
    return visit.show(
        "expected.html", page=page, problems=problems, form_id=visit.outside.new_id(),
        may_check_in=may_try(visit.actor, Action.CHECK_IN), printed_at=visit.outside.now(),
        status=422 if problems else 200,
    )  # fmt: skip


def _check_in(visit: Visit) -> None:
    sent = visit.request.POST
    outcome, chosen = sent.get("outcome", ""), sent.getlist("household")[:_MOST_AT_ONCE]
    problems = []
    if outcome not in ARRIVAL_OUTCOMES:
        problems.append(Problem(Message("there is no such decision"), Message("reload the page")))
    if not chosen:
        what, do = Message("no household is ticked"), Message("tick those who came, or did not come")
        problems.append(Problem(what, do))
    if problems:
        raise BadInputError(problems)
    reason = "did not come while the room was held" if outcome == "no_show" else ""
    check_in(visit.outside, visit.actor, number_of_form(visit), chosen, outcome, reason)


def state(visit: Visit, site_id: UUID) -> HttpResponse:
    """What is known of the building as a whole: until when, fit for winter, how far to hospital and school."""
    line = see_site_to_state(visit.outside, visit.actor, str(site_id))
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        facts = tried(asked, lambda: _site_facts(asked))
        if facts is not None:
            form_id = asked.form_id()

            def write() -> bool:
                state_site(visit.outside, visit.actor, form_id, str(site_id), facts)
                return True

            if tried(asked, write) and not asked.problems:
                return HttpResponseRedirect(reverse("site", args=[site_id]))
    known = {
        "permission_until": line.permission_until, "winter_inspected_on": line.winter_inspected_on,
        "hospital_km": _plain(line.hospital_km), "school_km": _plain(line.school_km),
        "backup_power": {None: "", True: "yes", False: "no"}[line.backup_power],
    }  # fmt: skip
    form = shown_form(visit, STATE_SITE, asked=asked, known=known)
    return visit.show(
        "state_site.html", site=line, form=form, asks=form.part(*(one.name for one in STATE_SITE)),
        status=422 if asked else 200,
    )  # fmt: skip


def _site_facts(asked: Asked) -> SiteFacts:
    return SiteFacts(
        permission_until=asked.day("permission_until"),
        winter_inspected_on=asked.day("winter_inspected_on"),
        hospital_km=asked.number("hospital_km"),
        school_km=asked.number("school_km"),
        backup_power={"yes": True, "no": False}.get(asked.text("backup_power")),
    )


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def day_asked(visit: Visit) -> date:
    """The day in the address, by its date or counted from today; today at this site otherwise."""
    asked, today = visit.request.GET, timezone.localtime(visit.outside.now()).date()
    try:
        if "ahead" in asked:
            return today + timedelta(days=max(-_DAYS_BACK, min(_DAYS_AHEAD, int(asked["ahead"]))))
        return date.fromisoformat(asked.get("on", ""))
    except ValueError:
        return today


def no_day(visit: Visit) -> bool:
    """Whether the address names a day that is none, so that today is shown in its place."""
    asked = visit.request.GET
    try:
        int(asked.get("ahead", "0"))
        date.fromisoformat(asked.get("on", "2000-01-01"))
    except ValueError:
        return True
    return False


def _slider(visit: Visit, on: date) -> Slider:
    today = timezone.localtime(visit.outside.now()).date()
    at = (on - today).days
    first, last = min(-_DAYS_BACK, at), max(_DAYS_AHEAD, at)
    # A day far away, asked for by its date, makes no slider of a thousand days.
    if last - first > 4 * (_DAYS_BACK + _DAYS_AHEAD):
        first, last = at - _DAYS_BACK, at + _DAYS_AHEAD
    days = tuple((ahead, day_of(today + timedelta(days=ahead))) for ahead in range(first, last + 1))
    return Slider(first, last, at, days)
