"""What if something changed on the road, at the desks or in the rooms; how earlier forecasts fared; the hours as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.see_forecast import see_forecast
from kinward.casework.see_record import see_record
from kinward.casework.see_regions import rooms_asked_by_region
from kinward.casework.suppose import Supposed, suppose
from kinward.foresee.crossing import NothingCountedError
from kinward.foresee.scenario import Scenario, scenario_of, wrong_fields
from kinward.model.forecast import PassMoments, Spread
from kinward.model.problem import Message, Problem
from kinward.web.visit import Visit

_DAYS_SHOWN = (1, 2, 3, 5, 7, 10, 14)


@dataclass(frozen=True, slots=True)
class Slider:
    """One thing that may be otherwise. ``none`` is where it changes nothing."""

    name: str
    label: Promise
    low: float
    high: float
    step: float
    none: float


SLIDERS = (
    Slider("everybody_comes", _("Who comes altogether (0: as the claims say)"), 0, 300_000, 5_000, 0),
    Slider("road_times", _("The road lets through, times"), 0.25, 4, 0.25, 1),
    Slider("road_changes_after_hours", _("that from, hours ahead"), 0, 168, 6, 0),
    Slider("closed_from_hours", _("The road shuts, hours ahead"), 0, 168, 6, 0),
    Slider("closed_until_hours", _("and opens, hours ahead (0: it never shuts)"), 0, 168, 6, 0),
    Slider("buses_per_hour", _("Buses an hour"), 0, 60, 5, 0),
    Slider("registration_times", _("Desks register, times"), 0.5, 4, 0.25, 1),
    Slider("hosting_ends_after_hours", _("Hosts begin to stop, hours ahead (336: not)"), 0, 336, 24, 336),
    Slider("places_times", _("Places, times those announced"), 0.25, 4, 0.25, 1),
)


@dataclass(frozen=True, slots=True)
class Day:
    """One day ahead, as it is and as supposed."""

    days: int
    arrived: tuple[Spread, Spread]
    in_rooms: tuple[Spread, Spread]
    wait_hours: tuple[Spread, Spread]
    unregistered: tuple[Spread | None, Spread | None]


def what_if(visit: Visit) -> HttpResponse:
    """The supposition stands in the address, so that it can be sent to somebody and looked at again."""
    sent = visit.request.GET
    named = wiring.scenarios()
    problems: tuple[Problem, ...] = ()
    scenario = named.get(sent.get("scenario", ""), Scenario())
    entry, wrong = _changes(sent)
    if wrong:
        problems = (Problem(Message("this is not a number from the slider"), Message("move it again")),)
    elif entry:
        scenario = scenario_of("", entry)
    supposed: Supposed | None = None
    try:
        supposed = suppose(
            visit.outside, visit.actor, wiring.priors_of_crossing(), scenario,
            zone=timezone.get_current_timezone(),
        )  # fmt: skip
    except NothingCountedError:
        what = Message("nobody has stated lately how many have arrived, so there is nothing to go on from")
        problems = (*problems, Problem(what, Message("state a count first")))
    return visit.show(
        "what_if.html", problems=problems, named=sorted(named), chosen=scenario,
        sliders=[_drawn(scenario, one) for one in SLIDERS], supposed=supposed,
        days=_days(supposed) if supposed else (), passes=_passes(supposed) if supposed else (),
        status=422 if problems else 200,
    )  # fmt: skip


def _changes(sent: QueryDict) -> tuple[Mapping[str, float], bool]:
    """What the sliders say that is not as it is; and whether one of them is no number or out of its bounds."""
    found: dict[str, float] = {}
    for slider in SLIDERS:
        text = sent.get(slider.name, "").strip()
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            return {}, True
        if not slider.low <= value <= slider.high:
            return {}, True
        if value != slider.none:
            found[slider.name] = value
    if "everybody_comes" in found:
        found["everybody_comes"] = int(found["everybody_comes"])
    return found, bool(wrong_fields(found))


def _drawn(scenario: Scenario, slider: Slider) -> tuple[Slider, str, str, str, str]:
    """A slider with its ends, its step and where it stands, as a form field writes numbers."""
    stands = getattr(scenario, slider.name)
    ends = (slider.low, slider.high, slider.step, slider.none if stands is None else stands)
    low, high, step, value = (f"{one:.15g}" for one in ends)
    return slider, low, high, step, value


def _days(supposed: Supposed) -> list[Day]:
    pairs = list(zip(supposed.as_it_is.hours, supposed.supposed.hours, strict=True))
    return [
        Day(
            days,
            (before.arrivals, after.arrivals),
            (before.state_rooms, after.state_rooms),
            (before.wait_hours, after.wait_hours),
            (before.registration_backlog, after.registration_backlog),
        )
        for days in _DAYS_SHOWN
        if days * 24 < len(pairs)
        for before, after in (pairs[days * 24],)
    ]


def _passes(supposed: Supposed) -> list[tuple[PassMoments, PassMoments]]:
    return list(zip(supposed.as_it_is.state_rooms_pass, supposed.supposed.state_rooms_pass, strict=True))


def record(visit: Visit) -> HttpResponse:
    """How each earlier forecast fared beside what was counted later."""
    page = see_record(visit.outside, visit.actor, visit.purpose)
    rows = [(one, one.as_of + timedelta(hours=one.hours_ahead)) for one in page.fared]
    return visit.show("forecast_record.html", page=page, rows=rows)


def hours(visit: Visit) -> HttpResponse:
    """The newest forecast hour by hour, as CSV with a row of HXL tags."""
    page = see_forecast(visit.outside, visit.actor, visit.purpose)
    if page.forecast is None:
        return HttpResponse("", content_type="text/csv; charset=utf-8")
    answer = HttpResponse(wiring.forecast_rows(page.forecast.content), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="forecast-hours.csv"'
    return answer


def regions(visit: Visit) -> HttpResponse:
    """How many more people will have asked for a room, by hour and region, as CSV with a row of HXL tags."""
    page = see_forecast(visit.outside, visit.actor, visit.purpose)
    if page.forecast is None:
        return HttpResponse("", content_type="text/csv; charset=utf-8")
    by_region = rooms_asked_by_region(visit.outside, page, wiring.priors_of_regions())
    rows = wiring.region_forecast_rows(page.forecast.content, by_region)
    answer = HttpResponse(rows, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="forecast-regions.csv"'
    return answer
