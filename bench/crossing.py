"""How earlier forecasts of real crossings would have fared: error, CRPS and coverage, with simpler rules beside.

    python bench/crossing.py --shared ../shared [--seed 0] [--json]

Rolling origin: at every count the forecast sees what was known then, and its ranges 12, 24, 48 and 72 hours ahead are
compared with the truth (straight line between the counts around it; of equal moments the first). Karabakh 2023 by the
hour; Ukraine 2022 by border and in total, by the day, with no planning claims at all. Without the folder it skips aloud.
"""

import argparse
import csv
import json
import math
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from scipy.optimize import OptimizeWarning, curve_fit

from kinward import wiring
from kinward.exchange.crossing import read_claims, read_counts
from kinward.foresee.crossing import forecast_crossing
from kinward.foresee.persistence import persistence
from kinward.foresee.pool import largest_pool, sort_claims
from kinward.foresee.priors import CrossingPriors, crossing_priors
from kinward.foresee.scores import crps
from kinward.model.forecast import CumulativeCount, PlanningClaim
from kinward.resources.tables import table

HORIZONS = (12, 24, 48, 72)
_YEREVAN = ZoneInfo("Asia/Yerevan")
_UKRAINE = {
    "Poland": "Refugee_leaving_Ukraine_-_Poland.csv",
    "Moldova": "Refugee_leaving_Ukraine_-_Moldova.csv",
    "Russia": "Refugee_leaving_Ukraine_-_Russia.csv",
    "Belarus": "Refugee_leaving_Ukraine_-_Belarus.csv",
    "Ukraine, all": "UKR-_Refugees_-_By_date_(Cumulative).csv",
}
# The bars of Karabakh stand on these origins; the hours before (the road had not opened up yet) are reported apart.
_BARS_FROM = datetime(2023, 9, 26, 15, tzinfo=_YEREVAN)
_BARS_UNTIL = datetime(2023, 9, 30, 23, 59, tzinfo=_YEREVAN)
_TRUTH_UNTIL = datetime(2023, 10, 2, tzinfo=_YEREVAN)
# When 40,000 had come, and between which bulletins 40,000 were in state rooms (37,749 on 1 October at noon, "approximate",
# 47,322 at 15:00; 32,200 the day before).
_PLACES = 40_000
_FULL_SEEN_AT = datetime(2023, 9, 26, 20, tzinfo=_YEREVAN)
_FULL_HOURS = 672
_ARRIVED_AT = datetime(2023, 9, 27, 5, 55, tzinfo=_YEREVAN)
_HOUSED_FROM, _HOUSED_UNTIL = (
    datetime(2023, 9, 30, tzinfo=_YEREVAN),
    datetime(2023, 10, 1, 15, tzinfo=_YEREVAN),
)
_BAR_HOURS = {"arrivals": 36, "state rooms": 8 * 24}
_SEEDS = 4


@dataclass(frozen=True, slots=True)
class Series:
    """One crossing: its counts, the claims made about it, and the moments from which it is foreseen."""

    name: str
    counts: tuple[CumulativeCount, ...]
    claims: tuple[PlanningClaim, ...]
    truth_until: datetime


@dataclass(slots=True)
class Scores:
    """Errors of one rule at one horizon: share of the truth, people (CRPS), and how often the range held."""

    errors: list[float] = field(default_factory=list)
    crps: list[float] = field(default_factory=list)
    held: list[bool] = field(default_factory=list)


def main() -> None:
    """Run everything and print one table per series."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    if not (asked.shared / "data" / "karabakh").is_dir():
        print(f"SKIPPED: {asked.shared}/data/karabakh is not there; give --shared DIR", file=sys.stderr)
        return
    priors = crossing_priors(table("foresee/crossing.toml"))
    results = evaluate(asked.shared / "data", priors, asked.seed)
    full = when_full(karabakh(asked.shared / "data"), priors, range(asked.seed, asked.seed + _SEEDS))
    if asked.json:
        print(json.dumps({**results, "when_full": full}, indent=1))
    else:
        print("\n".join([*_lines(results), *_lines_of_full(full)]))


def when_full(series: Series, priors: CrossingPriors, seeds: Iterable[int]) -> list[dict[str, object]]:
    """When 40,000 have come and when 40,000 are in state rooms, by what was known on the evening of the third day."""
    found: list[dict[str, object]] = []
    for seed in seeds:
        forecast = forecast_crossing(
            series.counts,
            series.claims,
            _FULL_SEEN_AT,
            hours=_FULL_HOURS,
            passes=(_PLACES,),
            rng=wiring.chance(seed),
            priors=priors,
        )
        for what, passes, happened in (
            ("arrivals", forecast.arrivals_pass, _ARRIVED_AT),
            ("state rooms", forecast.state_rooms_pass, _HOUSED_FROM),
        ):
            early, late = passes[0].p05, passes[0].p95
            hours = (late - early).total_seconds() / 3600 if early and late else None
            until = happened if what == "arrivals" else _HOUSED_UNTIL
            inside = early is not None and early <= until and (late is None or late >= happened)
            most = _BAR_HOURS[what]
            found.append(
                {
                    "seed": seed,
                    "what": what,
                    "from": early and early.astimezone(_YEREVAN).isoformat(timespec="minutes"),
                    "until": late and late.astimezone(_YEREVAN).isoformat(timespec="minutes"),
                    "hours_wide": hours and round(hours, 1),
                    "contains_what_happened": inside,
                    "bar": "met" if inside and hours is not None and hours <= most else "MISSED",
                }
            )
    return found


def _lines_of_full(full: Sequence[dict[str, object]]) -> list[str]:
    lines = [f"{_PLACES:,} seen from {_FULL_SEEN_AT:%d %b %H:%M}; bars: {_BAR_HOURS} hours wide at most"]
    lines += [
        f"  seed {one['seed']}, {one['what']}: {one['from']} to {one['until']}, {one['hours_wide']} hours,"
        f" contains what happened: {one['contains_what_happened']}; {one['bar']}"
        for one in full
    ]
    return lines


def evaluate(data: Path, priors: CrossingPriors, seed: int) -> dict[str, object]:
    """Scores by series, phase, rule and horizon, and the coverage pooled over all series."""
    began, forecasts = time.process_time(), 0
    pooled: dict[str, list[float]] = {}
    early: list[float] = []
    by_series: dict[str, object] = {}
    for series in (karabakh(data), *ukraine(data)):
        moments = _origins(series)
        first_36 = series.counts[0].at + timedelta(hours=36)
        phases: dict[str, dict[str, dict[int, Scores]]] = {}
        for origin in moments:
            forecasts += 1
            scores = phases.setdefault(_phase(series, origin), {})
            needed = _score(series, origin, scores, priors, seed)
            (early if origin <= first_36 else pooled.setdefault(series.name, [])).extend(needed)
        by_series[series.name] = {phase: _summary(scores) for phase, scores in phases.items()}
    return {
        "series": by_series,
        "covered_90_pooled": _covered([one for ones in pooled.values() for one in ones]),
        "covered_90_first_36_hours": _covered(early) if early else None,
        "scaled_on_the_other_series": _scaled(pooled),
        "forecasts": forecasts,
        "cpu_seconds_each": round((time.process_time() - began) / forecasts, 3),
    }


def _covered(needed: Sequence[float], scale: float = 1.0) -> float:
    """The share of ranges that hold when each side is ``scale`` times as wide."""
    return round(float(np.mean(np.array(needed) <= scale)), 3)


def _scaled(pooled: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """For each series the width that would have held nine in ten times on all the others, and what it does here."""
    result = {}
    for name, needed in pooled.items():
        others = [one for other, ones in pooled.items() if other != name for one in ones]
        scale = float(np.quantile(others, 0.9)) if others else 1.0
        result[name] = {
            "scale": round(scale, 2),
            "covered_as_it_is": _covered(needed),
            "covered_scaled": _covered(needed, scale),
        }
    return result


# ------------------------------------------------------------------------------------------ the series
def karabakh(data: Path) -> Series:
    """Lachin, by the hour, with its planning claims."""
    words = table("foresee/crossing.toml")["counts"]["hour_unknown_words"]
    counts, problems = read_counts(data / "karabakh" / "arrivals.csv", _YEREVAN, words)
    problems.raise_if_any()
    claims, problems = read_claims(data / "karabakh" / "planning_claims.csv", table("foresee/claims.toml"))
    problems.raise_if_any()
    return Series("Karabakh", tuple(r.count for r in counts), tuple(r.claim for r in claims), _TRUTH_UNTIL)


def ukraine(data: Path) -> Iterable[Series]:
    """Four borders and the total, by the day; the first 60 days, one origin a day. No claims."""
    for name, file in _UKRAINE.items():
        path = data / "ukraine-2022" / file
        if not path.is_file():
            print(f"SKIPPED: {path} is not there", file=sys.stderr)
            continue
        with path.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        counts = tuple(
            CumulativeCount(_day(row["data_date"]), int(float(row[_total_column(row)])), speaker="UNHCR")
            for row in rows
            if row[_total_column(row)]
        )
        kept = tuple(count for count in counts if count.at <= counts[0].at + timedelta(days=60))
        yield Series(name, kept, (), kept[-1].at)


def _total_column(row: dict[str, str]) -> str:
    return next(name for name in ("cumulative_refugees", "individuals") if name in row)


def _day(text: str) -> datetime:
    form = "%Y-%m-%d" if text[:4].isdigit() else "%B %d, %Y"
    return datetime.strptime(text, form).replace(tzinfo=UTC)


def _origins(series: Series) -> list[datetime]:
    """Every moment with a count, from the second on, with some truth 12 hours later."""
    moments = sorted({count.at for count in series.counts if count.arrivals is not None})
    last = series.truth_until - timedelta(hours=HORIZONS[0])
    return [at for at in moments[1:] if at <= last and (series.name != "Karabakh" or at <= _BARS_UNTIL)]


def _phase(series: Series, origin: datetime) -> str:
    if series.name == "Karabakh":
        return "before 26 Sept 15:00" if origin < _BARS_FROM else "26 Sept 15:00 - 30 Sept"
    return "all"


def truth_at(series: Series, at: datetime) -> float | None:
    """The total at a moment, on a straight line between the counts around it; None when nobody knows."""
    firsts: dict[datetime, int] = {}
    for count in series.counts:
        if count.arrivals is not None:
            firsts.setdefault(count.at, count.arrivals)
    moments = sorted(firsts)
    if at > series.truth_until or at > moments[-1]:
        return None
    seconds = [moment.timestamp() for moment in moments]
    return float(np.interp(at.timestamp(), seconds, [float(firsts[moment]) for moment in moments]))


# ------------------------------------------------------------------------------------------ the scores
def _score(
    series: Series, origin: datetime, scores: dict[str, dict[int, Scores]], priors: CrossingPriors, seed: int
) -> list[float]:
    """Add one origin's errors to the scores; tells how many times as wide each range had to be to hold (1: just)."""
    forecast = forecast_crossing(
        series.counts,
        series.claims,
        origin,
        hours=HORIZONS[-1],
        passes=(),
        rng=wiring.chance(seed),
        priors=priors,
    )
    plain = _plain_rules(series, origin, priors)
    needed = []
    for horizon in HORIZONS:
        at = origin + timedelta(hours=horizon)
        truth = truth_at(series, at)
        if truth is None:
            continue
        spread = forecast.hours[horizon].arrivals
        inside = spread.p05 <= truth <= spread.p95
        side = spread.p95 - spread.p50 if truth > spread.p50 else spread.p50 - spread.p05
        needed.append(abs(truth - spread.p50) / max(side, 1e-9))
        _add(scores, "kinward", horizon, abs(spread.p50 - truth) / truth, crps(spread, truth), held=inside)
        for name, rule in plain.items():
            off = abs(rule(at) - truth)
            _add(scores, name, horizon, off / truth, off)
    return needed


def _add(
    scores: dict[str, dict[int, Scores]],
    rule: str,
    horizon: int,
    error: float,
    people: float,
    *,
    held: bool = False,
) -> None:
    entry = scores.setdefault(rule, {}).setdefault(horizon, Scores())
    entry.errors.append(error)
    entry.crps.append(people)
    entry.held.append(held)


def _plain_rules(
    series: Series, origin: datetime, priors: CrossingPriors
) -> dict[str, Callable[[datetime], float]]:
    totals = [(c.at, c.arrivals) for c in series.counts if c.arrivals is not None and c.at <= origin]
    line = persistence(totals)
    assert line is not None, "an origin has two counts behind it"
    chosen = sort_claims(series.claims, origin.date(), priors.pool).pool
    cap = largest_pool(series.claims, chosen, priors.pool) or math.inf
    return {
        "persistence": line.total_at,
        "capped persistence": lambda at: min(line.total_at(at), max(cap, line.total)),
        "logistic": _logistic(totals),
    }


def _logistic(totals: Sequence[tuple[datetime, int]]) -> Callable[[datetime], float]:
    """A logistic curve fitted to everything known; the last total where it does not fit."""
    start, last = totals[0][0], float(totals[-1][1])
    hours = np.array([(at - start) / timedelta(hours=1) for at, _ in totals])
    values = np.array([float(total) for _, total in totals])

    def curve(
        hour: np.ndarray[tuple[int], np.dtype[np.float64]], log_top: float, rate: float, middle: float
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        bend = 1 + np.exp(-np.clip(rate * (hour - middle), -50, 50))
        curved: np.ndarray[tuple[int], np.dtype[np.float64]] = np.exp(np.clip(log_top, -50, 50)) / bend
        return curved

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", OptimizeWarning)
            fitted, _ = curve_fit(
                curve, hours, values, p0=(math.log(2 * last), 0.05, float(hours[-1])), maxfev=5000
            )
    except (RuntimeError, TypeError):
        return lambda _at: last
    return lambda at: float(curve(np.array([(at - start) / timedelta(hours=1)]), *fitted)[0])


# ------------------------------------------------------------------------------------------ the table
def _summary(scores: dict[str, dict[int, Scores]]) -> dict[str, object]:
    return {
        rule: {
            str(horizon): {
                "origins": len(one.errors),
                "error_percent": round(100 * float(np.mean(one.errors)), 1),
                "crps_people": round(float(np.mean(one.crps))),
                **({"covered_90": round(float(np.mean(one.held)), 2)} if rule == "kinward" else {}),
            }
            for horizon, one in sorted(by_horizon.items())
        }
        for rule, by_horizon in scores.items()
    }


def _lines(results: dict[str, object]) -> list[str]:
    lines: list[str] = []
    series = results["series"]
    assert isinstance(series, dict), "evaluate makes it"
    for name, phases in series.items():
        for phase, rules in phases.items():
            lines.append(
                f"{name}, {phase}: mean error % | CRPS people | 90 % range held, at {HORIZONS} hours"
            )
            for rule, scores in rules.items():
                of = [scores[str(horizon)] for horizon in HORIZONS if str(horizon) in scores]
                lines.append(
                    f"  {rule:<19}"
                    + " ".join(f"{one['error_percent']:6.1f}" for one in of)
                    + " | "
                    + " ".join(f"{one['crps_people']:7,}" for one in of)
                    + (
                        " | " + " ".join(f"{one['covered_90']:.2f}" for one in of)
                        if rule == "kinward"
                        else ""
                    )
                    + f"   (n {of[0]['origins']})"
                )
    lines.append(
        f"90 % ranges held, pooled over {len(series)} series: {results['covered_90_pooled']}, "
        f"first 36 hours: {results['covered_90_first_36_hours']}"
    )
    scaled = results["scaled_on_the_other_series"]
    assert isinstance(scaled, dict), "evaluate makes it"
    lines += [
        f"{name}: a width of {one['scale']} learnt on the other series would have held {one['covered_scaled']} "
        f"(as it is {one['covered_as_it_is']})"
        for name, one in scaled.items()
    ]
    lines.append(f"{results['forecasts']} forecasts, {results['cpu_seconds_each']} CPU seconds each")
    return lines


if __name__ == "__main__":
    main()
