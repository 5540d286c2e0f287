"""Today: one picture of the whole, from the road to the rooms, and what waits for a person."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_noop as _

from kinward.casework.see_today import TodayPage, Waiting, see_today
from kinward.web.charts import Part, bar, river
from kinward.web.drawing import arrivals_chart
from kinward.web.visit import Visit

# What each queue asks of a person, in the words of who does it.
_ASKS = {
    "proposals": _("proposals: is this the person they look for?"),
    "restricted": _("proposals about somebody under protection"),
    "follow_up": _("confirmed: to ask, to hear, to tell"),
    "duplicates": _("pairs: is this one person, registered twice?"),
    "children": _("children who seem to be alone, to be assessed"),
    "claims": _("figures and claims read from reports, to accept or reject"),
    "placements": _("households with rooms proposed, to decide"),
    "households": _("households waiting for a roof"),
}


@dataclass(frozen=True, slots=True)
class Queue:
    """One line of "what waits for a person"."""

    many: int
    asks: str
    address: str


def today(visit: Visit) -> HttpResponse:
    """The first page after signing in."""
    page = see_today(visit.outside, visit.actor, visit.purpose)
    counts = [count for same in page.latest_counts.values() for count in same]
    return visit.show(
        "today.html",
        page=page,
        reaches=river(_heights(page)),
        bars=_bars(page),
        chart=arrivals_chart(page.forecast, page.counts, hours=72, width=660, height=300)
        if page.forecast
        else None,
        latest=counts,
        queues=[_queue(waiting) for waiting in page.waiting],
    )


def _heights(page: TodayPage) -> list[float]:
    """People before the road, past it, past the desks, and asking for a roof: what the river loses at each.

    Where these desks wrote down only a few of all who came, the road is left out: beside it they would be a thread.
    """
    coming = page.coming_range[1] if page.coming_range else 0.0
    totals = page.totals
    asking = min(totals.people_placed + totals.people_waiting_for_roof, totals.registered)
    here = [totals.arrived, totals.registered, asking, totals.people_moved_in]
    return [totals.arrived + coming, *here] if page.sees_most else [float(many) for many in here]


def _bars(page: TodayPage) -> dict[str, tuple[Part, ...]]:
    """The same shares as bars, for a page too narrow for a river."""
    totals = page.totals
    coming = round(page.coming_range[1]) if page.coming_range else 0
    return {
        "road": bar((("flow", page.arrived_anywhere), ("stays", coming))),
        "desk": bar((("flow", totals.registered), ("stays", page.to_register))),
        "roof": bar(
            (
                ("flow", totals.people_moved_in),
                ("stays", page.promised + totals.people_waiting_for_roof),
            )
        ),
    }


def _queue(waiting: Waiting) -> Queue:
    try:
        address = reverse(waiting.page)
    except NoReverseMatch:
        address = ""
    return Queue(waiting.many, _ASKS[waiting.what], address)
