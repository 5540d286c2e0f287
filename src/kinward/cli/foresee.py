"""``kinward foresee crossing``: two spreadsheets in, ranges by the hour out, always beside the plain persistence line."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from kinward import wiring
from kinward.cli.foresee_routes import routes
from kinward.cli.outward import complaining, said
from kinward.exchange.crossing import (
    HOUR_COLUMNS,
    REGION_HOUR_COLUMNS,
    ClaimRow,
    CountRow,
    hour_rows,
    moment,
    read_claims,
    read_counts,
    read_regions,
    read_scenarios,
    region_rows,
)
from kinward.exchange.tables import Problems, csv_text, json_text, refuse_to_replace, write_whole
from kinward.foresee.crossing import NothingCountedError, forecast_crossing
from kinward.foresee.pool import announced_places
from kinward.foresee.priors import CrossingPriors, crossing_priors
from kinward.foresee.regions import region_priors, rooms_by_region
from kinward.foresee.scenario import AS_IT_IS, Scenario, scenario_of
from kinward.foresee.scores import Fared, Record, better, how_it_fared, track_record
from kinward.model.forecast import (
    CrossingForecast,
    HourAhead,
    LeftOut,
    NotUsed,
    PassMoments,
    Quarrel,
    RegionAhead,
    RegionSaid,
    Spread,
)
from kinward.model.problem import BadInputError, Message, Problem
from kinward.resources.tables import table

app = typer.Typer(
    help="How many by when, where the queue will be, when the rooms run out.", no_args_is_help=True
)

# Four weeks: beyond that the road no longer says anything.
HOURS_MOST = 24 * 28
# From so many hours on it is said that the last count is old.
_SILENCE_HOURS = 24
# The table shows these hours ahead; --json has every hour.
_SHOWN_HOURS = (6, 12, 24, 48, 72, 120, 168, 240, 336)


app.command()(routes)


@app.callback()
def foresee() -> None:
    """Ranges, never a single number."""


@app.command()
@complaining
def crossing(
    *,
    arrivals: Annotated[Path, typer.Option(help="Cumulative counts: local_time, cum_arrivals, ...")],
    claims: Annotated[
        Path, typer.Option(help="Planning claims: date, claim, value_low, value_high, unit, counts, ...")
    ],
    as_of: Annotated[str, typer.Option(help="Use nothing said after this moment, e.g. 2023-09-26T20:00.")],
    tz: Annotated[str, typer.Option(help="Zone of times without an offset.")] = "Asia/Yerevan",
    passes: Annotated[
        list[int] | None,
        typer.Option("--pass", help="When is this number passed? Default: places announced."),
    ] = None,
    hours: Annotated[int, typer.Option(help="How far to look ahead.")] = 336,
    scenario: Annotated[
        str | None, typer.Option(help="A named what-if: all-come, second-road, hotels-double, winter, ...")
    ] = None,
    scenarios: Annotated[
        Path | None, typer.Option(help="A TOML file with what-ifs of your own in place of the shipped ones.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed, the same ranges.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Every hour, for programs.")] = False,
    out: Annotated[Path | None, typer.Option(help="Every hour as CSV with a row of HXL tags.")] = None,
    regions: Annotated[
        Path | None,
        typer.Option(help="Where those before went: region, rooms (taken) or share_percent (claimed), who."),
    ] = None,
    regions_out: Annotated[
        Path | None, typer.Option(help="With --regions: every hour and region as CSV with a row of HXL tags.")
    ] = None,
) -> None:
    """From the counts and claims known at a moment: arrivals and people in state rooms by the hour, as 90 % ranges."""
    supposed, problems = _supposed(scenario, scenarios)
    said_of_regions, of_regions = _regions(regions, regions_out)
    problems += of_regions
    asked = _asked(arrivals, claims, as_of, tz, passes=passes, hours=hours, problems=problems)
    read = [arrivals, claims, *([scenarios] if scenarios else []), *([regions] if regions else [])]
    for written in (out, regions_out):
        if written is not None:
            refuse_to_replace(written, read)
    forecast = forecast_crossing(
        [row.count for row in asked.counts],
        [row.claim for row in asked.claims],
        asked.as_of,
        hours=hours,
        passes=asked.passes,
        rng=wiring.chance(seed),
        priors=asked.priors,
        scenario=supposed,
    )
    by_region = rooms_by_region(
        forecast.hours, said_of_regions, region_priors(table("foresee/crossing.toml")), wiring.chance(seed)
    )
    if out is not None:
        write_whole(out, csv_text(HOUR_COLUMNS, hour_rows(forecast)))
    if regions_out is not None:
        write_whole(regions_out, csv_text(REGION_HOUR_COLUMNS, region_rows(forecast, by_region)))
    if json:
        answer = {**_as_json(forecast, asked, supposed), "scenario": supposed.name or None}
        print(json_text({**answer, "rooms_by_region": _regions_as_json(forecast, by_region)}), end="")
    else:
        lines = [*_as_text(forecast, asked, supposed), *_better_lines(asked, seed), *_region_lines(by_region)]
        print("\n".join(lines))


def _regions(path: Path | None, out: Path | None) -> tuple[tuple[RegionSaid, ...], list[Problem]]:
    """What the file says of regions; and what is wrong with it."""
    if path is not None:
        said_of_regions, problems = read_regions(path, wiring.name_tables())
        return said_of_regions, list(problems.found)
    if out is None:
        return (), []
    what = Message("--regions-out is given without --regions")
    return (), [Problem(what, Message("say with --regions where those before went"))]


def _regions_as_json(forecast: CrossingForecast, regions: Sequence[RegionAhead]) -> dict[str, Any]:
    return {
        one.region: {
            "rooms_counted": one.rooms_counted,
            "share": _points(one.share),
            "rests_on": list(one.sources),
            "more_people": {
                _key(hour): _points(people)
                for hour, people in zip(forecast.hours[1:], one.people[1:], strict=True)
            },
        }
        for one in regions
    }


def _region_lines(regions: Sequence[RegionAhead]) -> list[str]:
    """By region: how many more people ask for a state room within three days and within a week."""
    if not regions:
        return []
    lines = ["", said(Message("More people who will have asked for a state room, by region:"))]
    for one in regions:
        shown = [hour for hour in (24, 72, 168) if hour < len(one.people)]
        ranges = ", ".join(f"+{hour} h {_range(one.people[hour])}" for hour in shown)
        gaps: dict[str, str | int | float] = {
            "region": one.region,
            "ranges": ranges,
            "low": f"{one.share.p05:.0%}",
            "high": f"{one.share.p95:.0%}",
            "rooms": one.rooms_counted,
        }
        lines.append(
            said(Message("  {region}: {ranges} (share {low} - {high}; rooms counted: {rooms})", gaps))
        )
    return lines


@dataclass(frozen=True, slots=True)
class _Asked:
    """Everything the command was given, read and found to be in order."""

    counts: tuple[CountRow, ...]
    claims: tuple[ClaimRow, ...]
    as_of: datetime
    passes: tuple[int, ...]
    priors: CrossingPriors


def _asked(
    arrivals: Path,
    claims: Path,
    as_of: str,
    tz: str,
    *,
    passes: Sequence[int] | None,
    hours: int,
    problems: Sequence[Problem],
) -> _Asked:
    """Read both files and the options; complain of everything at once."""
    priors_table = table("foresee/crossing.toml")
    problems = [*problems, *_option_problems(passes, hours)]
    priors = crossing_priors(priors_table)
    zone = _zone(tz, problems)
    when = moment(as_of, zone)
    if when is None:
        problems.append(
            Problem(
                Message("--as-of cannot be read"), Message("write it like 2023-09-26T20:00 or with +04:00")
            )
        )
    counts, of_counts = read_counts(arrivals, zone, priors_table["counts"]["hour_unknown_words"])
    claimed, of_claims = read_claims(claims, table("foresee/claims.toml"))
    if when is not None and not of_counts.found:
        _refuse_silence(counts, when, priors.silent_hours_most, of_counts)
    problems += [*of_counts.found, *of_claims.found]
    if problems or when is None:
        raise BadInputError(problems)
    places = announced_places([row.claim for row in claimed], when.date(), priors.pool)
    return _Asked(counts, claimed, when, tuple(passes or places), priors)


def _supposed(name: str | None, path: Path | None) -> tuple[Scenario, list[Problem]]:
    """The what-if asked for, from the shipped table or from a file; and what is wrong with either."""
    if path is not None:
        known, of_file = read_scenarios(path)
        problems = list(of_file.found)
    else:
        shipped = table("foresee/scenarios.toml")
        known, problems = {each: scenario_of(each, entry) for each, entry in shipped.items()}, []
    if name is None or name in known:
        return known.get(name or "", AS_IT_IS), problems
    if not problems:
        problems.append(
            Problem(
                Message("there is no scenario of the name given to --scenario"),
                Message("choose among: {known}", {"known": ", ".join(known)}),
            )
        )
    return AS_IT_IS, problems


def _refuse_silence(
    counts: Sequence[CountRow], as_of: datetime, hours_most: float, problems: Problems
) -> None:
    """Nobody counted arrivals by then, or the last who did is so long ago that it tells nothing."""
    known = [one.count.at for one in counts if one.count.at <= as_of and one.count.arrivals is not None]
    if not known:
        problems.add(
            Message(
                "no count of arrivals stands in the file for {as_of} or before", {"as_of": as_of.isoformat()}
            ),
            Message("choose a later --as-of, or add the first count"),
        )
    elif (as_of - max(known)).total_seconds() > hours_most * 3600:
        problems.add(
            Message(
                "the last count of arrivals is more than {days} days before {as_of}",
                {"days": round(hours_most / 24), "as_of": as_of.isoformat()},
            ),
            Message("choose an earlier --as-of, or add later counts"),
        )


def _option_problems(passes: Sequence[int] | None, hours: int) -> list[Problem]:
    found = []
    if not 1 <= hours <= HOURS_MOST:
        found.append(
            Problem(
                Message("--hours is {hours}", {"hours": hours}),
                Message("choose between 1 and {most}", {"most": HOURS_MOST}),
            )
        )
    found += [
        Problem(Message("--pass is {number}", {"number": number}), Message("give a number of people above 0"))
        for number in passes or ()
        if number <= 0
    ]
    return found


def _zone(name: str, problems: list[Problem]) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        problems.append(
            Problem(
                Message("there is no time zone of the name given to --tz"),
                Message("write it like Asia/Yerevan"),
            )
        )
        return ZoneInfo("UTC")


# ------------------------------------------------------------------------------------------ for programs
def _as_json(forecast: CrossingForecast, asked: _Asked, supposed: Scenario) -> dict[str, Any]:
    """The shape of docs: hours are arrivals; everything else about an hour stands under a key of its own."""
    ahead = forecast.hours[1:]
    return {
        "as_of": _iso(forecast.as_of),
        "hours": {_key(hour): {**_points(hour.arrivals), **_lines(hour)} for hour in ahead},
        "arrivals_pass": {str(one.number): _moments(one) for one in forecast.arrivals_pass},
        "state_rooms_pass": {
            str(one.number): {**_moments(one), **_places_as_json(forecast, one.number, supposed)}
            for one in forecast.state_rooms_pass
        },
        "state_rooms": {_key(hour): _points(hour.state_rooms) for hour in ahead},
        "on_the_road": {_key(hour): _points(hour.on_the_road) for hour in ahead},
        "wait_hours": {_key(hour): _points(hour.wait_hours) for hour in ahead},
        "registration_backlog": {
            _key(hour): _points(hour.registration_backlog) for hour in ahead if hour.registration_backlog
        },
        "arrivals_within": {
            str(long): {
                _iso(one.begins): _points(one.arrivals) for one in forecast.periods if one.hours == long
            }
            for long in sorted({one.hours for one in forecast.periods})
        },
        "now": {
            "arrivals": _points(forecast.hours[0].arrivals),
            "on_the_road": _points(forecast.hours[0].on_the_road),
            "state_rooms": _points(forecast.hours[0].state_rooms),
        },
        "pool": {**_points(forecast.pool), "rests_on": _rests_on(forecast, asked)},
        "share_in_state_rooms": _points(forecast.share_in_state_rooms),
        "state_rooms_counted": forecast.state_rooms_counted,
        "used": {
            "arrivals_rows": [asked.counts[index].row for index in forecast.counts_used],
            "claims_rows": [asked.claims[index].row for index in forecast.claims_used],
            "speakers": dict(forecast.speakers),
        },
        "ignored": _ignored(forecast, asked),
        "disagreements": [
            {
                **asdict(one),
                "first": asked.counts[one.first].row,
                "second": asked.counts[one.second].row,
            }
            for one in forecast.disagreements
        ],
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


def _key(hour: HourAhead) -> str:
    return hour.at.isoformat(timespec="minutes")


def _points(spread: Spread) -> dict[str, float | None]:
    return asdict(spread)


def _lines(hour: HourAhead) -> dict[str, float | None]:
    return {
        name: None if line is None else round(line)
        for name, line in (("persistence", hour.persistence), ("persistence_capped", hour.persistence_capped))
    }


def _moments(one: PassMoments) -> dict[str, Any]:
    return {
        "p05": _iso(one.p05),
        "p50": _iso(one.p50),
        "p95": _iso(one.p95),
        "probability": one.probability,
        "already": one.already,
        "persistence": _iso(one.persistence),
        "if_passed": {"p05": _iso(one.p05_if), "p95": _iso(one.p95_if)},
    }


def _places_as_json(forecast: CrossingForecast, number: int, supposed: Scenario) -> dict[str, Any]:
    """Under a what-if that changes them: how many places there are from which moment on."""
    if not supposed.changes_places:
        return {}
    places = supposed.places_supposed(number, forecast.as_of, len(forecast.hours) - 1)
    return {"places": {_iso(at): many for at, many in places}}


def _rests_on(forecast: CrossingForecast, asked: _Asked) -> list[dict[str, Any]]:
    return [
        {
            "claims_row": None if one.index is None else asked.claims[one.index].row,
            "who": "no claim is right" if one.index is None else asked.claims[one.index].claim.speaker,
            "weight_before": one.before,
            "weight_now": one.after,
        }
        for one in forecast.pool_weights
    ]


def _ignored(forecast: CrossingForecast, asked: _Asked) -> dict[str, Any]:
    return {
        "arrivals_after_as_of": _many(forecast.counts_left_out, NotUsed.AFTER_AS_OF),
        "claims_after_as_of": _many(forecast.claims_left_out, NotUsed.AFTER_AS_OF),
        "arrivals": [
            {"row": asked.counts[one.index].row, "why": one.why.value} for one in forecast.counts_left_out
        ],
        "claims": [
            {"row": asked.claims[one.index].row, "why": one.why.value} for one in forecast.claims_left_out
        ],
    }


def _many(left_out: Sequence[LeftOut], why: NotUsed) -> int:
    return sum(one.why is why for one in left_out)


# ------------------------------------------------------------------------------------------ for people
_WHY_LEFT_OUT = {
    NotUsed.AFTER_AS_OF: Message("said after this moment"),
    NotUsed.SUPERSEDED: Message("the same speaker gave another figure later"),
    NotUsed.NOT_OF_THE_CROSSING: Message("not about who crosses"),
    NotUsed.CAPACITY_NEVER_CAPS: Message("about places to stay, which do not limit who comes"),
    NotUsed.NO_NUMBER: Message("without a number"),
    NotUsed.NOTHING_COUNTED: Message("nothing is counted in the row"),
    NotUsed.BEFORE_FIRST_ARRIVALS: Message("before the first count of arrivals"),
    NotUsed.TOO_OLD: Message("too old to matter"),
}


def _as_text(forecast: CrossingForecast, asked: _Asked, supposed: Scenario) -> list[str]:
    used: dict[str, str | int | float] = {
        "moment": _when(forecast.as_of),
        "counts": len(forecast.counts_used),
        "speakers": len(forecast.speakers),
        "claims": len(forecast.claims_used),
    }
    shares: dict[str, str | int | float] = {
        "low": f"{forecast.share_in_state_rooms.p05:.0%}",
        "high": f"{forecast.share_in_state_rooms.p95:.0%}",
    }
    return [
        said(Message("As of {moment}. Counts: {counts}, speakers: {speakers}, claims: {claims}.", used)),
        *([said(Message("Supposed: {scenario}.", {"scenario": supposed.name}))] if supposed.name else []),
        *_left_out_lines(forecast),
        *_silence_lines(forecast, asked),
        *_disagreement_lines(forecast, asked),
        "",
        *_table_of_hours(forecast),
        "",
        *(_pass_line(_ARRIVALS_PASS, one, f"{one.number:,}") for one in forecast.arrivals_pass),
        *(
            _pass_line(_ROOMS_PASS, one, _places_words(forecast, one.number, supposed))
            for one in forecast.state_rooms_pass
        ),
        "",
        said(Message("Who comes altogether: {people}. It rests on:", {"people": _range(forecast.pool)})),
        *_pool_lines(forecast, asked),
        said(Message("Of them in state rooms in the end: {low} - {high}.", shares)),
        *_uncounted_lines(forecast),
    ]


_ARRIVALS_PASS = Message("arrivals pass")
_ROOMS_PASS = Message("people in state rooms pass")


def _left_out_lines(forecast: CrossingForecast) -> list[str]:
    """Nothing is left out in silence: every reason with how many counts and claims it took."""
    lines = []
    for why, words in _WHY_LEFT_OUT.items():
        counts, claims = _many(forecast.counts_left_out, why), _many(forecast.claims_left_out, why)
        if counts or claims:
            gaps: dict[str, str | int | float] = {"why": said(words), "counts": counts, "claims": claims}
            lines.append(said(Message("Left out: {why} (counts: {counts}, claims: {claims})", gaps)))
    return lines


def _silence_lines(forecast: CrossingForecast, asked: _Asked) -> list[str]:
    """Officials told the Lachin road every two to twelve hours; after a day of silence the range rests on what was."""
    known = [asked.counts[index].count for index in forecast.counts_used]
    last = max(count.at for count in known if count.arrivals is not None)
    hours = (forecast.as_of - last) / timedelta(hours=1)
    if hours < _SILENCE_HOURS:
        return []
    gaps: dict[str, str | int | float] = {"hours": round(hours), "moment": _when(last)}
    return [said(Message("The last count of arrivals is {hours} hours old, of {moment}.", gaps))]


def _uncounted_lines(forecast: CrossingForecast) -> list[str]:
    if forecast.state_rooms_counted:
        return []
    return [said(Message("Nobody has counted people in state rooms: other crises speak."))]


def _table_of_hours(forecast: CrossingForecast) -> list[str]:
    labels = (
        Message("arrivals 90 %"), Message("middle"), Message("persistence"), Message("capped"),
        Message("in state rooms 90 %"), Message("on the road 90 %"),
    )  # fmt: skip
    arrivals, middle, plain, capped, rooms, road = (said(label) for label in labels)
    header = f"{'':>16}  {arrivals:>19} {middle:>9} {plain:>12} {capped:>9}  {rooms:>21} {road:>19}"
    return [
        header,
        *(_hour_line(forecast.hours[hour]) for hour in _SHOWN_HOURS if hour < len(forecast.hours)),
    ]


def _hour_line(hour: HourAhead) -> str:
    line = "-" if hour.persistence is None else f"{hour.persistence:,.0f}"
    capped = "-" if hour.persistence_capped is None else f"{hour.persistence_capped:,.0f}"
    return (
        f"{_when(hour.at)}  {_range(hour.arrivals):>19} {hour.arrivals.p50:>9,.0f} {line:>12} {capped:>9}  "
        f"{_range(hour.state_rooms):>21} {_range(hour.on_the_road):>19}"
    )


def _range(spread: Spread) -> str:
    return f"{spread.p05:,.0f} - {spread.p95:,.0f}"


def _when(at: datetime | None) -> str:
    return said(Message("not within these hours")) if at is None else at.strftime("%Y-%m-%d %H:%M")


def _places_words(forecast: CrossingForecast, number: int, supposed: Scenario) -> str:
    """The number to be passed: under a what-if the one supposed, with the one announced."""
    if not supposed.changes_places:
        return f"{number:,}"
    (_, first), *later = supposed.places_supposed(number, forecast.as_of, len(forecast.hours) - 1)
    gaps: dict[str, str | int | float] = {"places": f"{first:,}", "announced": f"{number:,}"}
    if not later:
        return said(Message("{places} (supposed; {announced} announced)", gaps))
    gaps |= {"moment": _when(later[0][0]), "then": f"{later[0][1]:,}"}
    return said(Message("{places}, from {moment} on {then} (supposed; {announced} announced)", gaps))


def _pass_line(what: Message, one: PassMoments, number: str) -> str:
    """When a number is passed. A range of all futures, and of those alone in which it is passed, where the two differ."""
    gaps: dict[str, str | int | float] = {
        "what": said(what),
        "number": number,
        "first": _when(one.p05),
        "middle": _when(one.p50),
        "last": _when(one.p95),
        "chance": f"{one.probability:.0%}",
        "plain": _when(one.persistence),
        "early": _when(one.p05_if),
        "late": _when(one.p95_if),
    }
    if one.already:
        return said(Message("{what} {number}: already did, about {middle}", gaps))
    if one.p05_if is None:
        return said(Message("{what} {number}: not within these hours; persistence says {plain}", gaps))
    if one.p05 is None:
        line = Message(
            "{what} {number}: very likely not within these hours ({chance} do; those alone {early} to {late}; persistence says {plain})",
            gaps,
        )
    elif one.p95 is None:
        line = Message(
            "{what} {number}: from {first} on, its end beyond these hours, middle {middle} ({chance} pass within them; those alone {early} to {late}; persistence says {plain})",
            gaps,
        )
    else:
        line = Message("{what} {number}: {first} to {last}, middle {middle} (persistence says {plain})", gaps)
    return said(line)


# Forecasts made again from what was known so many hours before are what the counts since can be held against.
_TRIED_HOURS = (12, 24)


def _better_lines(asked: _Asked, seed: int) -> list[str]:
    """Which of the two lines did better on this crossing so far: each tried 12 and 24 hours before, on the counts since."""
    counts = [row.count for row in asked.counts if row.count.at <= asked.as_of]
    totals = sorted((one.at, float(one.arrivals)) for one in counts if one.arrivals is not None)
    last = totals[-1][0]
    fared: list[Fared] = []
    for hours in _TRIED_HOURS:
        try:
            earlier = forecast_crossing(
                counts, [row.claim for row in asked.claims], last - timedelta(hours=hours),
                hours=hours, passes=(), rng=wiring.chance(seed), priors=asked.priors,
            )  # fmt: skip
        except NothingCountedError:
            continue
        fared += how_it_fared(earlier, totals, (hours,))
    return [""] * bool(fared) + [_better_line(one) for one in track_record(fared)]


def _better_line(one: Record) -> str:
    gaps: dict[str, str | int | float] = {"hours": one.hours_ahead, "ours": f"{one.crps:,.0f}"}
    if one.persistence_crps is None:
        return said(Message("Tried {hours} hours before the last count: the forecast scored {ours}.", gaps))
    gaps["plain"] = f"{one.persistence_crps:,.0f}"
    ours = Message(
        "Tried {hours} hours before the last count, the forecast did better: it scored {ours} (CRPS, in people; lower is better), persistence {plain}.",
        gaps,
    )
    plain = Message(
        "Tried {hours} hours before the last count, persistence did better: it scored {plain} (CRPS, in people; lower is better), the forecast {ours}.",
        gaps,
    )
    return said(plain if better(one) == "persistence" else ours)


def _pool_lines(forecast: CrossingForecast, asked: _Asked) -> list[str]:
    lines = []
    for weight in forecast.pool_weights:
        if weight.index is None:
            claimed = said(Message("none of the claims is right"))
        else:
            claim = asked.claims[weight.index].claim
            claimed = f"{claim.text} {_figure(claim.low, claim.high)} {claim.unit.value} ({claim.speaker}, {claim.said_on})"
        gaps: dict[str, str | int | float] = {
            "before": f"{weight.before:>4.0%}",
            "now": f"{weight.after:>4.0%}",
            "claim": claimed,
        }
        lines.append(said(Message("  {before} before, {now} now: {claim}", gaps)))
    return lines


def _figure(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"{low:,}" if low == high else f"{low:,}-{high:,}"
    if low is not None:
        return said(Message("at least {number}", {"number": f"{low:,}"}))
    return said(Message("at most {number}", {"number": f"{high:,}"}))


def _disagreement_lines(forecast: CrossingForecast, asked: _Asked) -> list[str]:
    lines = []
    for one in forecast.disagreements:
        gaps: dict[str, str | int | float] = {
            "quantity": one.quantity,
            "first": f"{one.first_value:,}",
            "first_row": asked.counts[one.first].row,
            "second": f"{one.second_value:,}",
            "second_row": asked.counts[one.second].row,
        }
        same = Message(
            "Disagreement, both kept: {quantity} {first} (row {first_row}) at one moment {second} (row {second_row})",
            gaps,
        )
        less = Message(
            "Disagreement, both kept: {quantity} {first} (row {first_row}) and later less {second} (row {second_row})",
            gaps,
        )
        at_once = one.kind is Quarrel.SAME_MOMENT
        lines.append(said(same if at_once else less))
    return lines
