"""A reliability diagram: what caseworkers were shown, against what they decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from kinward.casework.see_calibration import SHOWN_FROM, see_calibration
from kinward.reunite.calibration import DECISIONS_LEAST, OF_EACH_LEAST, Bin
from kinward.web.visit import Visit


@dataclass(frozen=True, slots=True)
class BinDrawn:
    """A bin as a point with its interval; coordinates of 100 to either side, as text, whatever the language."""

    bin: Bin
    x: str
    y: str
    least: str
    most: str


def calibration(visit: Visit) -> HttpResponse:
    """Does it happen as often as it is said?"""
    page = see_calibration(visit.outside, visit.actor, visit.purpose)
    return visit.show(
        "casework/calibration.html",
        page=page,
        bins=drawn(page.told.bins),
        refused=page.told.decisions - page.told.confirmed,
        shown_from=SHOWN_FROM,
        scaled_from=DECISIONS_LEAST,
        of_each=OF_EACH_LEAST,
    )


def drawn(bins: Sequence[Bin]) -> list[BinDrawn]:
    """The bins that anything was decided in, from the least likely."""
    return [
        BinDrawn(one, _at(one.shown), _at(1 - one.share), _at(1 - one.least), _at(1 - one.most))
        for one in bins
        if one.decisions
    ]


def _at(share: float) -> str:
    return f"{100 * share:.1f}"
