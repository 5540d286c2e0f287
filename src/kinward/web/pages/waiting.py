"""The households that wait, band by band: rooms proposed, to accept or refuse, and overrides to sign."""

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from kinward import wiring
from kinward.casework.decide_placement import decide_placements
from kinward.casework.plan_housing import plan_housing
from kinward.casework.see_waiting import see_waiting
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.forms_sent import number_of_form, sent_before
from kinward.web.visit import Visit

_MOST_AT_ONCE = 200


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
    return HttpResponseRedirect(f"{reverse('waiting-households')}?planned=yes")


def _waiting(visit: Visit, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    wiring.price_soon(visit.actor.device)
    priced, asked = wiring.housing_desk(visit.actor.device).priced, visit.request.GET
    number = asked.get("page", "")
    page = see_waiting(
        visit.outside, visit.actor, visit.purpose, wiring.housing_policy().bands, asked.get("band", ""),
        served=priced.served if priced else {}, page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )  # fmt: skip
    return visit.show(
        "waiting_households.html", page=page, problems=problems, form_id=visit.outside.new_id(),
        planned=asked.get("planned") == "yes",
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
