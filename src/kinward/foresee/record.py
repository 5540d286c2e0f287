"""A forecast as plain JSON, to be kept as an event, and back again without loss."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from kinward.model.forecast import (
    ClaimWeight,
    CrossingForecast,
    Disagreement,
    HourAhead,
    LeftOut,
    NotUsed,
    PassMoments,
    PeriodAhead,
    Quarrel,
    Spread,
)

_RANGES = ("arrivals", "state_rooms", "on_the_road", "wait_hours", "registration_backlog")
_LINES = ("persistence", "persistence_capped")
_MOMENTS = ("p05", "p50", "p95", "persistence", "p05_if", "p95_if")
_POINTS = tuple(point.name for point in fields(Spread))
_HOUR = timedelta(hours=1)


def body_of_forecast(forecast: CrossingForecast) -> dict[str, Any]:
    """Columns of numbers rather than a row per hour: a third of the size. Moments are ISO with their offset."""
    return {
        "as_of": forecast.as_of.isoformat(),
        "ranges": {name: _columns([getattr(hour, name) for hour in forecast.hours]) for name in _RANGES},
        "lines": {name: [getattr(hour, name) for hour in forecast.hours] for name in _LINES},
        "arrivals_pass": [_moments_out(moments) for moments in forecast.arrivals_pass],
        "state_rooms_pass": [_moments_out(moments) for moments in forecast.state_rooms_pass],
        "counts_used": list(forecast.counts_used),
        "count_sources": list(forecast.count_sources),
        "counts_left_out": [asdict(one) for one in forecast.counts_left_out],
        "claims_used": list(forecast.claims_used),
        "claim_sources": list(forecast.claim_sources),
        "claims_left_out": [asdict(one) for one in forecast.claims_left_out],
        "pool": asdict(forecast.pool),
        "pool_weights": [asdict(one) for one in forecast.pool_weights],
        "share_in_state_rooms": asdict(forecast.share_in_state_rooms),
        "state_rooms_counted": forecast.state_rooms_counted,
        "disagreements": [asdict(one) for one in forecast.disagreements],
        "speakers": dict(forecast.speakers),
        "periods": [
            {
                "hours": long,
                "arrivals": _columns([one.arrivals for one in forecast.periods if one.hours == long]),
            }
            for long in sorted({one.hours for one in forecast.periods})
        ],
    }


def forecast_of_body(body: Mapping[str, Any]) -> CrossingForecast:
    """The forecast that ``body_of_forecast`` wrote. Its moments carry the offset of then, not a zone's name."""
    as_of = datetime.fromisoformat(body["as_of"])
    return CrossingForecast(
        as_of=as_of,
        hours=_hours(as_of, body["ranges"], body["lines"]),
        arrivals_pass=tuple(_moments_in(one) for one in body["arrivals_pass"]),
        state_rooms_pass=tuple(_moments_in(one) for one in body["state_rooms_pass"]),
        counts_used=tuple(body["counts_used"]),
        count_sources=tuple(body["count_sources"]),
        counts_left_out=_left_out(body["counts_left_out"]),
        claims_used=tuple(body["claims_used"]),
        claim_sources=tuple(body["claim_sources"]),
        claims_left_out=_left_out(body["claims_left_out"]),
        pool=Spread(**body["pool"]),
        pool_weights=tuple(ClaimWeight(**one) for one in body["pool_weights"]),
        share_in_state_rooms=Spread(**body["share_in_state_rooms"]),
        state_rooms_counted=body["state_rooms_counted"],
        disagreements=tuple(
            Disagreement(**{**one, "kind": Quarrel(one["kind"])}) for one in body["disagreements"]
        ),
        speakers=dict(body["speakers"]),
        periods=tuple(
            PeriodAhead(
                as_of + number * entry["hours"] * _HOUR, entry["hours"], _row(entry["arrivals"], number)
            )
            for entry in body.get("periods", ())
            for number in range(len(entry["arrivals"]["p50"]))
        ),
    )


def _columns(spreads: Sequence[Spread | None]) -> dict[str, list[float]] | None:
    known = [spread for spread in spreads if spread is not None]
    points = [point for point in _POINTS if known and getattr(known[0], point) is not None]
    return {point: [getattr(one, point) for one in known] for point in points} if known else None


def _hours(as_of: datetime, ranges: Mapping[str, Any], lines: Mapping[str, Any]) -> tuple[HourAhead, ...]:
    rows = []
    for hour in range(len(lines[_LINES[0]])):
        spreads = {name: _row(ranges[name], hour) for name in _RANGES}
        rows.append(
            HourAhead(at=as_of + hour * _HOUR, **spreads, **{name: lines[name][hour] for name in _LINES})
        )
    return tuple(rows)


def _row(columns: Mapping[str, Sequence[float]] | None, hour: int) -> Any:  # noqa: ANN401  # Spread or None, by field
    return Spread(**{point: values[hour] for point, values in columns.items()}) if columns else None


def _left_out(entries: Sequence[Mapping[str, Any]]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(one["index"], one["source_id"], NotUsed(one["why"])) for one in entries)


def _moments_out(moments: PassMoments) -> dict[str, Any]:
    written = asdict(moments)
    return {**written, **{name: written[name] and written[name].isoformat() for name in _MOMENTS}}


def _moments_in(written: Mapping[str, Any]) -> PassMoments:
    read = {name: written.get(name) and datetime.fromisoformat(written[name]) for name in _MOMENTS}
    return PassMoments(**{**written, **read})
