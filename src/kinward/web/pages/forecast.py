"""The forecast: how many by when, when the roofs run out, and what it all rests on; to make it anew, and to count."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.make_forecast import make_forecast
from kinward.casework.see_forecast import ForecastPage, see_forecast
from kinward.casework.see_regions import rooms_asked_by_region
from kinward.casework.state_count import MEASURES, CountForm, state_counts
from kinward.foresee.crossing import NothingCountedError
from kinward.model.forecast import HourAhead, PeriodAhead, RegionAhead, Spread
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.casework_pages.asked import Asked, Field, shown_form, tried
from kinward.web.drawing import arrivals_chart, capacity_words, state_rooms_chart
from kinward.web.forms_sent import number_of_form, sent_before
from kinward.web.numbers_typed import whole_number
from kinward.web.shown import WORDS
from kinward.web.visit import Visit

# A week is what a housing officer can still act on; the table has the same days.
_HOURS_SHOWN = 7 * 24

COUNT = (
    Field("measure", _("What was counted"), "choose", choices=tuple((one, WORDS[one]) for one in MEASURES)),
    Field(
        "at",
        _("When it was so"),
        "moment",
        hint=_("Day and hour as on the clock at this site."),
        size="small",
    ),
    Field("value", _("How many altogether by then"), "count", size="small"),
    Field("speaker", _("Who said it"), hint=_("A person or an office, as they call themselves.")),
    Field("source", _("Where it stands"), hint=_("A letter, a call, an address. May stay empty.")),
    Field("checked", _("I have checked it"), "tick"),
)


def forecast(visit: Visit) -> HttpResponse:
    """The newest forecast."""
    return _shown(visit)


def make(visit: Visit) -> HttpResponse:
    """Make a forecast from what is known now; the same form sent twice makes one."""
    if visit.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        form_id = number_of_form(visit)
        if not sent_before(visit, form_id):
            _make(visit, form_id)
    except BadInputError as refusal:
        return _shown(visit, refusal.problems)
    return HttpResponseRedirect(reverse("forecast"))


def _make(visit: Visit, form_id: UUID) -> None:
    try:
        make_forecast(
            visit.outside, visit.actor, form_id, visit.outside.now(), wiring.priors_of_crossing(),
            zone=timezone.get_current_timezone(),
        )  # fmt: skip
    except NothingCountedError:
        what = Message("nobody has stated lately how many have arrived, so there is nothing to go on from")
        raise BadInputError([Problem(what, Message("state a count first"))]) from None


def count(visit: Visit) -> HttpResponse:
    """Write down a count with who said it."""
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        form = tried(asked, lambda: _count_form(asked))
        if form is not None:
            told = tried(asked, lambda: state_counts(visit.outside, visit.actor, [form]))
            if told is not None and not asked.problems:
                return HttpResponseRedirect(reverse("forecast") + "#rests")
    form_shown = shown_form(visit, COUNT, asked=asked)
    return visit.show(
        "state_count.html",
        form=form_shown,
        asks=form_shown.part(*(ask.name for ask in COUNT if ask.name != "checked" or _is_asked_about(asked))),
        status=422 if asked else 200,
    )


def _is_asked_about(asked: Asked | None) -> bool:
    """Whether the number looked like a slip: only then somebody says that it was checked."""
    return asked is not None and (
        asked.ticked("checked") or any(p.column == "checked" for p in asked.problems)
    )


def _count_form(asked: Asked) -> CountForm:
    form_id, at, value = asked.form_id(), asked.moment("at"), _whole(asked)
    do = Message("write it down")
    if at is None and not asked.text("at"):
        asked.problems.append(Problem(Message("nobody said when it was so"), do, column="at"))
    if value is None and not asked.text("value"):
        asked.problems.append(Problem(Message("there is no number"), do, column="value"))
    if not asked.text("speaker"):
        asked.problems.append(Problem(Message("nobody is named who said it"), do, column="speaker"))
    if at is None or value is None or asked.problems:
        raise BadInputError(asked.problems)
    return CountForm(
        form_id,
        asked.text("measure"),
        at,
        value,
        asked.text("speaker"),
        asked.text("source"),
        asked.ticked("checked"),
    )


def _whole(asked: Asked) -> int | None:
    """The count, with its thousands set apart as people do."""
    try:
        return whole_number(asked.text("value"))
    except ValueError:
        what, do = Message("this is not a whole number"), Message("write it in digits, like 28120")
        asked.problems.append(Problem(what, do, column="value"))
        return None


def _shown(visit: Visit, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    page = see_forecast(visit.outside, visit.actor, visit.purpose)
    drawn: dict[str, Any] = {}
    if page.forecast is not None:
        drawn = {
            "arrivals": arrivals_chart(page.forecast, page.counts, hours=_HOURS_SHOWN),
            "state_rooms": state_rooms_chart(page.forecast, page.counts, page.capacities, hours=_HOURS_SHOWN),
            "daily": _every_day(page),
            "rooms_counted_at": _last_count_if_old(page, "in_state_rooms"),
            "periods": [one for one in page.forecast.content.periods if one.hours > 1 and _soon(page, one)],
            "regions": _regions(visit, page),
            "capacities": [(capacity_words(full.capacity), full.passes) for full in page.roofs_full],
        }
    return visit.show(
        "forecast.html", page=page, problems=problems, form_id=visit.outside.new_id(),
        status=422 if problems else 200, **drawn,
    )  # fmt: skip


def _regions(visit: Visit, page: ForecastPage) -> list[tuple[RegionAhead, list[Spread]]]:
    """Each region with how many more people ask there within one, three and seven days."""
    by_region = rooms_asked_by_region(visit.outside, page, wiring.priors_of_regions())
    return [
        (one, [one.people[min(24 * days, len(one.people) - 1)] for days in (1, 3, 7)]) for one in by_region
    ]


def _soon(page: ForecastPage, period: PeriodAhead) -> bool:
    """Shifts of the next two days, days of the next week."""
    assert page.forecast is not None
    ahead = period.begins - page.forecast.content.as_of
    return ahead < timedelta(days=2 if period.hours < 24 else 7)


def _last_count_if_old(page: ForecastPage, measure: str) -> datetime | None:
    """When that was counted last, if it was more than a day before the forecast."""
    assert page.forecast is not None
    as_of = page.forecast.content.as_of
    moments = [datetime.fromisoformat(one.at) for one in page.counts if one.measure == measure]
    last = max((at for at in moments if at <= as_of), default=None)
    return last if last is not None and as_of - last > timedelta(days=1) else None


def _every_day(page: ForecastPage) -> list[HourAhead]:
    """The tables beside the pictures: each day as far as was foreseen. Every hour is in the file."""
    assert page.forecast is not None
    return list(page.forecast.content.hours[::24])
