"""Do the roofs last, what if something changed, and is everybody served alike: counts, reckoned beside the pages."""

from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext, pgettext

from kinward import wiring
from kinward.casework.housing_desk import Change
from kinward.casework.see_occupancy import OccupancyPage, see_occupancy
from kinward.casework.try_housing import TryPage, raise_if_nothing_to_try, see_try
from kinward.model.housing import FairnessRow
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.day_charts import DayChart, Line, day_chart
from kinward.web.shown import day_of, number
from kinward.web.visit import Visit

# A week is read line by line, the rest is in the picture.
_DAYS_IN_TABLE = 14
_LOOKS_AGAIN_SECONDS = "3"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in two widths; the style sheet shows the one that fits."""

    wide: DayChart
    narrow: DayChart


def occupancy(visit: Visit) -> HttpResponse:
    """Need against beds and against places that fit, day by day."""
    wiring.price_soon(visit.actor.device)
    page = see_occupancy(visit.outside, visit.actor, visit.purpose, wiring.housing_desk(visit.actor.device))
    chart = _chart(page) if page.outlook else None
    days = page.outlook.days[:_DAYS_IN_TABLE] if page.outlook else ()
    answer = visit.show("occupancy.html", page=page, chart=chart, days=days)
    return answer if page.outlook else looks_again(answer)


def fairness(visit: Visit) -> HttpResponse:
    """How each group fared beside all."""
    wiring.price_soon(visit.actor.device)
    page = see_occupancy(visit.outside, visit.actor, visit.purpose, wiring.housing_desk(visit.actor.device))
    rows = page.outlook.fair if page.outlook else ()
    groups: dict[str, list[FairnessRow]] = {}
    for row in rows[1:]:
        groups.setdefault(row.by, []).append(row)
    # A kind of group of which nothing was said compares nobody with anybody.
    told = [(by, own) for by, own in groups.items() if any(row.group for row in own)]
    silent = [by for by, own in groups.items() if not any(row.group for row in own)]
    answer = visit.show("fairness.html", page=page, all=rows[0] if rows else None, groups=told, silent=silent)
    return answer if page.outlook else looks_again(answer)


def looks_again(answer: HttpResponse) -> HttpResponse:
    """The same page, which the browser asks for again in a moment: what it waits for is being reckoned."""
    answer["Refresh"] = _LOOKS_AGAIN_SECONDS
    return answer


def try_out(visit: Visit) -> HttpResponse:
    """What if: the change stands in the address, so that it can be sent to somebody and looked at again."""
    sent = visit.request.GET
    problems: tuple[Problem, ...] = ()
    change: Change | None = None
    if sent:
        try:
            change = _change(sent)
        except BadInputError as refusal:
            problems, change = refusal.problems, None
    desk = wiring.housing_desk(visit.actor.device)
    wiring.price_soon(visit.actor.device)
    page = see_try(visit.outside, visit.actor, visit.purpose, desk, change)
    if change is not None and page.ready and page.outcome is None:
        wiring.try_soon(visit.actor.device, change)
    answer = visit.show(
        "try_housing.html", page=page, change=change, typed=sent, problems=problems, sizes=_sizes(page),
        status=422 if problems else 200,
    )  # fmt: skip
    return looks_again(answer) if change is not None and page.outcome is None else answer


def _sizes(page: TryPage) -> list[tuple[int, int, int]]:
    """Households without a room by their size: as it is, and with the change."""
    if page.outcome is None:
        return []
    before, after = page.outcome.waiting_by_size_before, page.outcome.waiting_by_size
    return [(size, before.get(size, 0), after.get(size, 0)) for size in sorted({*before, *after})]


def _change(sent: QueryDict) -> Change:
    wrong: list[Problem] = []

    def whole(name: str) -> int:
        text = sent.get(name, "").strip()
        try:
            return int(text or 0)
        except ValueError:
            what, do = Message("this is not a whole number"), Message("write it in digits, like 5")
            wrong.append(Problem(what, do, column=name))
            return 0

    change = Change(
        lose=sent.get("lose", "")[:36],
        open_rooms=whole("open_rooms"),
        open_beds=whole("open_beds"),
        open_region=sent.get("open_region", "")[:100],
        open_winterised=sent.get("open_winterised", "") == "yes",
        more_percent=whole("more_percent"),
    )
    # What cannot be read stands as nothing in the change; what is wrong with the rest is told together with it.
    unread = {problem.column for problem in wrong}
    try:
        raise_if_nothing_to_try(change)
    except BadInputError as refusal:
        wrong += [one for one in refusal.problems if one.column not in unread and (one.column or not wrong)]
    if wrong:
        raise BadInputError(wrong)
    return change


def _chart(page: OccupancyPage) -> Drawn:
    assert page.outlook is not None
    days = page.outlook.days
    lines = (
        Line("need", gettext("need a roof"), [day.on.people_in_need for day in days]),
        *(
            [Line("hosted", gettext("with those hosted"), [day.with_hosted.people_in_need for day in days])]
            if page.second_wave
            else []
        ),
        Line("beds", gettext("beds open"), [day.on.beds for day in days]),
        Line("fit", gettext("in rooms"), [day.on.people_in_rooms for day in days]),
    )
    marks = []
    if page.winter_from:
        marks.append(
            (page.winter_from, pgettext("chart", "winter: {day}").format(day=day_of(page.winter_from)))
        )

    def drawn(width: int, height: int) -> DayChart:
        return day_chart(
            [day.on.day for day in days], lines, marks, number=number, day=day_of, width=width, height=height
        )

    return Drawn(drawn(860, 340), drawn(360, 300))
