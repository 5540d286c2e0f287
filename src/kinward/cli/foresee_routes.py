"""``kinward foresee routes``: a map of places and roads in, people by place and day with their ranges out."""

import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.exchange.routes import MovementRead, read_movement
from kinward.exchange.tables import csv_text, json_text, refuse_to_replace, write_whole
from kinward.foresee.compatible import CompatibleRules, compatible_rules
from kinward.foresee.heading import HeadingRules, heading_rules
from kinward.foresee.routes import Mode, RoutesForecast, foresee_routes
from kinward.model.problem import Message
from kinward.resources.tables import table

_COLUMNS = ("day", "date", "place", "p05", "median", "p95", "counted")


@complaining
def routes(
    folder: Annotated[
        Path, typer.Argument(help="A folder with input_csv and source_data, as FabFlee writes them.")
    ],
    *,
    mode: Annotated[Mode, typer.Option(help="Rules: Kinward's own, or Flee's as published.")] = Mode.OWN,
    ensemble: Annotated[
        int, typer.Option(min=1, max=10_000, help="How many crowds live on the map at once.")
    ] = 1,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same ranges.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    out: Annotated[Path | None, typer.Option(help="Every place and day with its range, as CSV.")] = None,
) -> None:
    """People by place and day over a map of roads, with ranges, beside the rule that every share stays as it was."""
    read = read_movement(folder)
    if out is not None:
        refuse_to_replace(out, [*(folder / "input_csv").iterdir(), *(folder / "source_data").iterdir()])
    began = time.process_time()
    forecast = foresee_routes(read.movement, rules_of(mode), ensemble, wiring.chance(seed))
    answer = _answer(read, forecast, mode, ensemble, time.process_time() - began)
    if out is not None:
        write_whole(out, csv_text(_COLUMNS, _rows(read, forecast)))
    if ensemble == 1:
        one = Message(
            "One crowd alone has no range: p05, median and p95 are the same. --ensemble 20 gives one."
        )
        print(said(one), file=sys.stderr)
    print(json_text(answer) if json else "\n".join(_lines(answer)), end="\n" * (not json))


def rules_of(mode: Mode) -> CompatibleRules | HeadingRules:
    """The rules of a mode, from their table."""
    tables = table("foresee/routes.toml")
    return compatible_rules(tables["compatible"]) if mode is Mode.COMPATIBLE else heading_rules(tables["own"])


def _answer(
    read: MovementRead, forecast: RoutesForecast, mode: Mode, ensemble: int, seconds: float
) -> dict[str, Any]:
    return {
        "instance": read.movement.name,
        "mode": mode.value,
        "days": read.movement.days,
        "people": forecast.people,
        "error": round(forecast.error, 4),
        "error_rescaled": round(forecast.error_rescaled, 4),
        "frozen_share_day7": _rounded(forecast.frozen_share_day7),
        "frozen_share_day30": _rounded(forecast.frozen_share_day30),
        "cpu_seconds": round(seconds, 3),
        "ensemble": ensemble,
        "within_90_range": _rounded(forecast.within_range),
        "places": [read.movement.places[place].name for place in read.movement.counted],
        "notes": [said(note) for note in read.notes],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _rows(read: MovementRead, forecast: RoutesForecast) -> Iterator[tuple[int | str, ...]]:
    movement = read.movement
    for day in range(movement.days):
        date = (movement.first_day + timedelta(days=day)).isoformat()
        for column, place in enumerate(movement.counted):
            low, middle, high = (
                round(float(rows[day, column])) for rows in (forecast.low, forecast.middle, forecast.high)
            )
            yield day, date, movement.places[place].name, low, middle, high, int(movement.counts[day, column])


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    yield from answer["notes"]
    gaps = {name: _shown(answer[name]) for name in answer if name not in {"notes", "places"}}
    yield said(
        Message("{instance}, rules: {mode}, days: {days}, people: {people}, ensemble: {ensemble}", gaps)
    )
    yield said(Message("Misplaced (0-2): {error}, after rescaling {error_rescaled}", gaps))
    if answer["within_90_range"] is not None:
        yield said(Message("Counts within the 90 % range: {within_90_range} of all days and places", gaps))
    yield said(
        Message("Shares as on day 7 for ever: {frozen_share_day7}, as on day 30: {frozen_share_day30}", gaps)
    )
    yield said(Message("{cpu_seconds} seconds of one processor", gaps))


def _shown(value: Any) -> str | int | float:  # noqa: ANN401  # any JSON value
    return "-" if value is None else value if isinstance(value, str | float) else f"{value:,}"
