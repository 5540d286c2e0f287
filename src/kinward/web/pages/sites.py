"""The site board, one site room by room, and the households that wait: who sleeps where, and why not yet."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.plan_housing import plan_housing
from kinward.casework.see_sites import Region, SiteSeen, see_site, see_sites, see_waiting
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action
from kinward.web.charts import Part, bar
from kinward.web.forms_sent import number_of_form, sent_before
from kinward.web.guard import may_try
from kinward.web.visit import Visit

_MOST_AT_ONCE = 200
# More sites than somebody reads on one page: then one region is opened at a time.
_SITES_AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Drawn:
    """A region or a site with its bar."""

    of: Region | SiteSeen
    parts: tuple[Part, ...]
    sites: "tuple[Drawn, ...]" = ()


def sites(visit: Visit) -> HttpResponse:
    """Every region and site, its rooms counted by state on one day."""
    page = see_sites(visit.outside, visit.actor, visit.purpose, _day_asked(visit))
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
    return visit.show("sites.html", page=page, regions=regions, parts=bar(page.by_state))


def site(visit: Visit, site_id: UUID) -> HttpResponse:
    """One site, room by room."""
    page = see_site(visit.outside, visit.actor, visit.purpose, str(site_id), _day_asked(visit))
    # Who may see who sleeps there is in charge of it, or of housing.
    may_state = page.shows_households and may_try(visit.actor, Action.STATE_ROOM)
    return visit.show("site.html", page=page, parts=bar(page.by_state), may_state=may_state)


def waiting_households(visit: Visit) -> HttpResponse:
    """Rooms proposed, to accept or refuse, and who waits; a decision carries the name of whoever is signed in."""
    if visit.request.method == "POST":
        try:
            _decide(visit)
            return HttpResponseRedirect(reverse("waiting-households"))
        except BadInputError as refusal:
            return _waiting(visit, refusal.problems)
    return _waiting(visit)


def plan(visit: Visit) -> HttpResponse:
    """Propose rooms for everyone who asks for a roof today; the same form sent twice plans once."""
    if visit.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    today = timezone.localtime(visit.outside.now()).date()
    try:
        form_id = number_of_form(visit)
        if not sent_before(visit, form_id):
            plan_housing(visit.outside, visit.actor, form_id, wiring.housing_policy(), today)
    except BadInputError as refusal:
        return _waiting(visit, refusal.problems)
    return HttpResponseRedirect(reverse("waiting-households"))


def _waiting(visit: Visit, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    page = see_waiting(visit.outside, visit.actor, visit.purpose)
    return visit.show(
        "waiting_households.html", page=page, problems=problems, form_id=visit.outside.new_id(),
        status=422 if problems else 200,
    )  # fmt: skip


def _decide(visit: Visit) -> None:
    sent = visit.request.POST
    outcome, chosen = sent.get("outcome", ""), sent.getlist("household")[:_MOST_AT_ONCE]
    reason = sent.get("reason", "").strip()[:300]
    problems = []
    if outcome not in {"placed", "refused"}:
        problems.append(Problem(Message("there is no such decision"), Message("accept or refuse the rooms")))
    if not chosen:
        problems.append(
            Problem(Message("no household is ticked"), Message("tick those whose rooms you accept"))
        )
    if outcome == "refused" and not reason:
        problems.append(
            Problem(
                Message("a refusal needs its reason"),
                Message("write what the household or you said against it"),
            )
        )
    if problems:
        raise BadInputError(problems)
    form_id = number_of_form(visit)
    decide_placements(
        visit.outside, visit.actor, form_id, chosen, outcome, reason, policy=wiring.housing_policy()
    )


def _day_asked(visit: Visit) -> date:
    """The day in the address, today at this site otherwise."""
    try:
        return date.fromisoformat(visit.request.GET.get("on", ""))
    except ValueError:
        return timezone.localtime(visit.outside.now()).date()
