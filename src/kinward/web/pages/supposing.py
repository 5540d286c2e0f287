"""What if something changed on the road, at the desks or in the rooms; how earlier forecasts fared; the hours as a file."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.see_forecast import see_forecast
from kinward.casework.see_record import see_record
from kinward.casework.see_regions import rooms_asked_by_region
from kinward.casework.suppose import Supposed, suppose
from kinward.foresee.crossing import NothingCountedError
from kinward.foresee.scenario import Scenario, scenario_of, wrong_fields
from kinward.foresee.scores import better
from kinward.model.forecast import PassMoments, Spread
from kinward.model.problem import Message, Problem
from kinward.web.shown import moment, number, probability_words, rounded
from kinward.web.templatetags.kinward import moment_or_later
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
    """One day ahead in words, as it is and as supposed: with as many digits as tell the two apart."""

    days: int
    arrived: tuple[str, str]
    in_rooms: tuple[str, str]
    wait_hours: tuple[str, str]
    unregistered: tuple[str, str] | None


def what_if(visit: Visit) -> HttpResponse:
    """The supposition stands in the address, so that it can be sent to somebody and looked at again."""
    sent = visit.request.GET
    named = wiring.scenarios()
    problems: tuple[Problem, ...] = ()
    name = sent.get("scenario", "")
    scenario = named.get(name, Scenario())
    entry, wrong = _changes(sent)
    if (name and name not in named) or set(sent) - {"scenario", *(slider.name for slider in SLIDERS)}:
        what = Message("the address supposes something that there is none of here")
        problems = (Problem(what, Message("choose a name or move a slider")),)
    elif wrong:
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
    if supposed is not None and (fewer := _fewer_than_came(supposed)) is not None:
        problems = (*problems, fewer)
    return visit.show(
        "what_if.html", problems=problems, named=sorted(named), chosen=scenario,
        sliders=[_drawn(scenario, one) for one in SLIDERS], supposed=supposed,
        days=_days(supposed) if supposed else (), passes=_passes(supposed) if supposed else (),
        status=422 if problems else 200,
    )  # fmt: skip


def _fewer_than_came(supposed: Supposed) -> Problem | None:
    """Fewer in all than have come already is no supposition; it is computed with those who have left, and said."""
    everybody, came = supposed.scenario.everybody_comes, round(supposed.as_it_is.hours[0].arrivals.p05)
    if everybody is None or everybody >= came:
        return None
    what = Message(
        "{everybody} are fewer than have come already: {came}", {"everybody": everybody, "came": came}
    )
    return Problem(what, Message("move it again"))


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
            _ranges(before.arrivals, after.arrivals),
            _ranges(before.state_rooms, after.state_rooms),
            (number(round(before.wait_hours.p50, 1)), number(round(after.wait_hours.p50, 1))),
            _middles(before.registration_backlog, after.registration_backlog),
        )
        for days in _DAYS_SHOWN
        if days * 24 < len(pairs)
        for before, after in (pairs[days * 24],)
    ]


# Four digits are the most that a foreseen number is shown with, however little moved.
_DIGITS_MOST = 4


def _ranges(before: Spread, after: Spread) -> tuple[str, str]:
    width = _told_apart(before, after)
    first, second = (
        f"{rounded(one.p50, width)} ({rounded(one.p05, width)}–{rounded(one.p95, width)})"
        for one in (before, after)
    )
    return first, second


def _middles(before: Spread | None, after: Spread | None) -> tuple[str, str] | None:
    if before is None or after is None:
        return None
    width = _told_apart(before, after)
    return rounded(before.p50, width), rounded(after.p50, width)


def _told_apart(before: Spread, after: Spread) -> float:
    """The width by which ``rounded`` shows the two middles apart, when they are."""
    moved = abs(after.p50 - before.p50)
    largest = max(before.p95, after.p95)
    if moved < 1 or largest < 1:
        return math.inf
    least: float = 10.0 ** (math.floor(math.log10(largest)) + 1 - _DIGITS_MOST)
    # ``rounded`` steps by a fifth of the width at most.
    return 5 * max(moved, least)


def _passes(supposed: Supposed) -> list[tuple[str, str, str, str]]:
    """The places announced, those supposed, and when each is passed."""
    pairs = zip(supposed.as_it_is.state_rooms_pass, supposed.supposed.state_rooms_pass, strict=True)
    return [
        (number(before.number), _places(supposed, before.number), _when(before), _when(after))
        for before, after in pairs
    ]


def _places(supposed: Supposed, announced: int) -> str:
    if not supposed.scenario.changes_places:
        return ""
    crossing = supposed.supposed
    (_, first), *later = supposed.scenario.places_supposed(announced, crossing.as_of, len(crossing.hours) - 1)
    if not later:
        return gettext("{places} places").format(places=number(first))
    return gettext("{places} places, from {moment} on {then}").format(
        places=number(first), moment=moment(later[0][0]), then=number(later[0][1])
    )


def _when(passes: PassMoments) -> str:
    """When a number is passed: one moment when the counts say it, no range between never and never."""
    if passes.already:
        return gettext("passed at {moment}").format(moment=moment(passes.p50))
    likely = probability_words(passes.probability)
    if passes.p05 is None:
        return f"{moment_or_later(None)} ({likely})"
    return f"{moment(passes.p05)} – {moment_or_later(passes.p95)} ({likely})"


_BETTER = {"forecast": _("the forecast"), "persistence": _("at this rate"), "": "–"}


def record(visit: Visit) -> HttpResponse:
    """How each earlier forecast fared beside what was counted later."""
    page = see_record(visit.outside, visit.actor, visit.purpose)
    rows = [(one, one.as_of + timedelta(hours=one.hours_ahead), round(one.came)) for one in page.fared]
    records = [(one, _BETTER[better(one)]) for one in page.by_horizon]
    return visit.show("forecast_record.html", page=page, rows=rows, records=records)


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
