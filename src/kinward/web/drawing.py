"""Turns forecasts and counts into charts in the reader's language."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from kinward.casework.ports import CountLine
from kinward.casework.see_forecast import Capacity, ForecastSeen
from kinward.model.forecast import HourAhead
from kinward.web.charts import Fan, FanChart, Level, Wording, fan_chart
from kinward.web.shown import day, day_of, figure_words, number, rounded, word


@dataclass(frozen=True, slots=True)
class Drawn:
    """One chart in two widths; the style sheet shows the one that fits."""

    wide: FanChart
    narrow: FanChart


# A point every three hours is as fine as a line on a page can show, and keeps a page small.
_EVERY_HOURS = 3


def arrivals_chart(
    forecast: ForecastSeen, counts: Sequence[CountLine], *, hours: int, width: int = 860, height: int = 380
) -> Drawn:
    """Arrivals as stated, and what is foreseen for the hours after."""
    ahead = _thinned(forecast, hours)
    return _drawn(
        Fan(
            now=forecast.content.as_of,
            past=(past := _past(counts, "arrived", forecast.content.as_of)),
            ahead=_from_last_count(past, [(hour.at, asdict(hour.arrivals)) for hour in ahead]),
            persistence=[(hour.at, hour.persistence) for hour in ahead if hour.persistence is not None],
            dots=_dots(counts, "arrived", forecast.content.as_of),
        ),
        width,
        height,
    )


def state_rooms_chart(
    forecast: ForecastSeen, counts: Sequence[CountLine], capacities: Sequence[Capacity], *, hours: int
) -> Drawn:
    """People in state rooms as stated and foreseen, with the places announced as lines across."""
    ahead = _thinned(forecast, hours)
    return _drawn(
        Fan(
            now=forecast.content.as_of,
            past=(past := _past(counts, "in_state_rooms", forecast.content.as_of)),
            ahead=_from_last_count(past, [(hour.at, asdict(hour.state_rooms)) for hour in ahead]),
            persistence=(),
            dots=_dots(counts, "in_state_rooms", forecast.content.as_of),
            levels=[
                Level(
                    capacity.value,
                    capacity_words(capacity),
                    figure_words(capacity.value, capacity.qualifier, capacity.unit),
                )
                for capacity in capacities
                if capacity.unit in {"people", "places"}
            ],
        ),
        860,
        380,
    )


def capacity_words(capacity: Capacity) -> str:
    """``40,000 people, at least: Prime Minister, 22 Sept 2023``."""
    # Translators: a number of places with how it was hedged, who said it and when.
    words = pgettext("capacity", "{number} {unit}, {qualifier}: {speaker}, {day}").format(
        number=number(capacity.value),
        unit=word(capacity.unit),
        qualifier=word(capacity.qualifier),
        speaker=capacity.speaker or word("outlet"),
        day=day(capacity.said_on),
    )
    return str(words)


def _drawn(fan: Fan, width: int, height: int) -> Drawn:
    return Drawn(
        fan_chart(fan, _wording(fan), width=width, height=height),
        fan_chart(fan, _wording(fan), width=360, height=max(300, height - 60)),
    )


def _wording(fan: Fan) -> Wording:
    zone = timezone.get_current_timezone()
    last = fan.ahead[-1][1] if fan.ahead else {}
    wide = last["p95"] - last["p05"] if {"p05", "p95"} <= set(last) else math.inf
    return Wording(
        number=lambda value: rounded(value, wide),
        day=lambda at: day_of(at.astimezone(zone).date()),
        now=gettext("now"),
        persistence=gettext("{number} at this rate"),
        shares={"90": gettext("(90 %)"), "50": gettext("(50 %)")},
        zone=zone,
    )


def _from_last_count(
    past: Sequence[tuple[datetime, float]], ahead: list[tuple[datetime, dict[str, float]]]
) -> list[tuple[datetime, dict[str, float]]]:
    """The fan opens at the last count, however old it is: what came between is foreseen as well, and is no jump."""
    if not past or not ahead or past[-1][0] >= ahead[0][0]:
        return ahead
    at, value = past[-1]
    return [(at, dict.fromkeys(ahead[0][1], value)), *ahead]


def _thinned(forecast: ForecastSeen, hours: int) -> list[HourAhead]:
    until = forecast.content.as_of + timedelta(hours=hours)
    return [hour for hour in forecast.content.hours if hour.at <= until][::_EVERY_HOURS]


def _past(counts: Sequence[CountLine], measure: str, as_of: datetime) -> list[tuple[datetime, float]]:
    """The largest count stated for each moment up to then: a line needs one, the dots show all."""
    highest: dict[datetime, float] = {}
    for at, value, _speaker in _dots(counts, measure, as_of):
        highest[at] = max(value, highest.get(at, 0))
    return sorted(highest.items())


def _dots(counts: Sequence[CountLine], measure: str, as_of: datetime) -> list[tuple[datetime, float, str]]:
    return [
        (at, count.value, f"{number(count.value)}: {count.speaker}")
        for count in counts
        if count.measure == measure and (at := datetime.fromisoformat(count.at)) <= as_of
    ]
