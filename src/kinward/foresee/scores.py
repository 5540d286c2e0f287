"""How a forecast fared: how far its middle was from what came, whether its range held, and one number for both (CRPS)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from kinward.model.forecast import CrossingForecast, Spread

_LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fared:
    """One forecast beside what came so many hours later. ``off`` are shares of what came, ``crps`` people.

    ``counted``: somebody counted at that very moment; otherwise what came is read between two counts.
    """

    as_of: datetime
    hours_ahead: int
    foreseen: Spread
    came: float
    off: float
    crps: float
    held: bool
    persistence_off: float | None
    persistence_crps: float | None
    counted: bool


def crps(spread: Spread, truth: float) -> float:
    """Continuous ranked probability score from the seven points: twice the mean pinball loss along the quantiles."""
    values = [spread.p05, spread.p10, spread.p25, spread.p50, spread.p75, spread.p90, spread.p95]
    levels = (np.arange(200) + 0.5) / 200
    quantiles = np.interp(levels, _LEVELS, values)
    below = truth < quantiles
    return float(2 * np.mean((below - levels) * (quantiles - truth)))


def how_it_fared(
    forecast: CrossingForecast, totals: Sequence[tuple[datetime, float]], horizons: Sequence[int]
) -> tuple[Fared, ...]:
    """The forecast at each horizon that the totals (of arrivals, in the order of time) reach."""
    found = []
    moments = {at for at, _total in totals}
    for hours in horizons:
        came = total_at(totals, forecast.as_of + hours * _HOUR)
        if came is None or came <= 0 or hours >= len(forecast.hours):
            continue
        hour = forecast.hours[hours]
        plain = None if hour.persistence is None else abs(hour.persistence - came)
        found.append(
            Fared(
                as_of=forecast.as_of,
                hours_ahead=hours,
                foreseen=hour.arrivals,
                came=came,
                off=abs(hour.arrivals.p50 - came) / came,
                crps=crps(hour.arrivals, came),
                held=hour.arrivals.p05 <= came <= hour.arrivals.p95,
                persistence_off=None if plain is None else plain / came,
                persistence_crps=plain,
                counted=forecast.as_of + hours * _HOUR in moments,
            )
        )
    return tuple(found)


def total_at(totals: Sequence[tuple[datetime, float]], at: datetime) -> float | None:
    """The total at a moment, on a straight line between those around it, of equal moments the first; None when nobody knows yet."""
    firsts: dict[datetime, float] = {}
    for moment, total in totals:
        firsts.setdefault(moment, total)
    moments = sorted(firsts)
    if not moments or not moments[0] <= at <= moments[-1]:
        return None
    return float(
        np.interp(at.timestamp(), [one.timestamp() for one in moments], [firsts[one] for one in moments])
    )


@dataclass(frozen=True, slots=True)
class Record:
    """How all forecasts with one horizon fared: means, and the share of ranges that held."""

    hours_ahead: int
    many: int
    off: float
    crps: float
    held: float
    persistence_off: float | None
    persistence_crps: float | None


def better(record: Record) -> str:
    """``"forecast"`` or ``"persistence"``: whichever had the lower mean score (CRPS) at this horizon; empty when nobody can say."""
    if record.persistence_crps is None or record.persistence_crps == record.crps:
        return ""
    return "forecast" if record.crps < record.persistence_crps else "persistence"


def track_record(fared: Sequence[Fared]) -> tuple[Record, ...]:
    """By horizon, the nearest first."""
    records = []
    for hours in sorted({one.hours_ahead for one in fared}):
        mine = [one for one in fared if one.hours_ahead == hours]
        plain = [one for one in mine if one.persistence_off is not None and one.persistence_crps is not None]
        records.append(
            Record(
                hours_ahead=hours,
                many=len(mine),
                off=float(np.mean([one.off for one in mine])),
                crps=float(np.mean([one.crps for one in mine])),
                held=float(np.mean([one.held for one in mine])),
                persistence_off=float(np.mean([one.persistence_off for one in plain])) if plain else None,
                persistence_crps=float(np.mean([one.persistence_crps for one in plain])) if plain else None,
            )
        )
    return tuple(records)
