"""``kinward find``: two spreadsheets in, the likeliest people for every request out, with reasons. No database."""

import sys
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from kinward import wiring
from kinward.cli.outward import complaining, progress, said
from kinward.exchange.people import read_people, read_requests
from kinward.exchange.splink_run import rank_by_splink
from kinward.exchange.tables import Together, csv_text, day_option, json_text, refuse_to_replace, write_whole
from kinward.model.description import Description, Ranked, Reason
from kinward.model.problem import Message
from kinward.reunite.evidence import sentence
from kinward.reunite.index import Index, Ranking

Described = tuple[Description, ...]


class Engine(StrEnum):
    """What weighs people against requests."""

    KINWARD = "kinward"
    SPLINK_DUCKDB = "splink-duckdb"
    SPLINK_SPARK = "splink-spark"


_LEAST_DOUBT = 0.000001  # the last digit printed
_LIKELY = 0.5  # likelier than not, in the account of a run
COLUMNS = ("request", "rank", "person", "probability", "weight_bits", "reasons")


@complaining
def find(
    people: Annotated[Path, typer.Option(help="CSV of registered people (docs: kinward find).")],
    requests: Annotated[Path, typer.Option(help="CSV of requests; the columns describe the sought person.")],
    out: Annotated[Path, typer.Option(help="Where the ranked people are written.")],
    top: Annotated[
        int, typer.Option(min=1, help="How many people for each request; all of them when there are fewer.")
    ] = 10,
    as_json: Annotated[
        bool, typer.Option("--json", help="Also print JSON, which adds not_registered.")
    ] = False,
    as_of: Annotated[
        str,
        typer.Option(help="The day of ages without as_of, YYYY-MM-DD; otherwise today.", show_default=False),
    ] = "",
    engine: Annotated[
        Engine,
        typer.Option(help="What weighs: kinward everyone; Splink those who share a key (docs/scale.md)."),
    ] = Engine.KINWARD,
) -> None:
    """Rank registered people for every request, whatever script either is written in.

    Always min(TOP, number of people) rows for each request, best first. probability is the chance that this person, of
    everyone and of nobody, is the sought one; a person decides. It begins from the chance, before any evidence, that the
    sought person is not in the file at all (--json: prior_not_registered), so among very few people little evidence
    gives a high one. An age without as_of is the age on --as-of. The engines of Splink weigh no relatives and give fewer
    rows where fewer people share a key with the request.
    """
    today = wiring.now().date()
    registered, sought = _read(people, requests, out, as_of)
    rankings = _rankings(registered, sought, top, engine, today)
    write_whole(out, _csv(rankings))
    for line in _account(rankings, out):
        print(line, file=sys.stderr)
    if as_json:
        print(_json(sought, rankings), end="")


def _rankings(
    registered: Described, sought: Described, top: int, engine: Engine, today: date
) -> list[Ranking]:
    if engine is not Engine.KINWARD:
        with progress("weighing with Splink"):
            return list(
                rank_by_splink(
                    registered,
                    sought,
                    wiring.name_tables(),
                    wiring.evidence_table(),
                    today,
                    top,
                    engine.value,
                )
            )
    index = Index(wiring.name_tables(), wiring.evidence_table(), today)
    with progress("folding names") as step:
        for number, person in enumerate(registered, start=1):
            index.add(person)
            if number % 1000 == 0:
                step(number, len(registered))
    with progress("weighing everyone") as step:
        return list(index.rank_many(sought, top, done=lambda done: step(done, len(sought))))


def _read(people: Path, requests: Path, out: Path, as_of: str) -> tuple[Described, Described]:
    """Both files, or everything wrong with both and the options; ages whose day nobody wrote are counted aloud."""
    today, together = wiring.now().date(), Together()
    undated: list[int] = []
    registered: Described = ()
    sought: Described = ()
    ages_on: date | None = None
    with together.reading():
        refuse_to_replace(out, (people, requests))
    with together.reading():
        ages_on = day_option(as_of, "--as-of", latest=today)
    with progress("reading") as step:
        with together.reading():
            registered = read_people(people, today, ages_on=ages_on, undated=undated.append, progress=step)
        with together.reading():
            sought = read_requests(requests, today, ages_on=ages_on, undated=undated.append, progress=step)
    together.raise_if_any()
    if sum(undated):
        gaps: dict[str, str | int | float] = {"ages": sum(undated), "day": (ages_on or today).isoformat()}
        print(said(Message("ages without as_of: {ages}, taken as of {day}", gaps)), file=sys.stderr)
    return registered, sought


def _account(rankings: Sequence[Ranking], out: Path) -> Iterable[str]:
    """What was written, and for how many requests somebody is likely; nobody is named."""
    likely = sum(bool(one.ranked) and one.ranked[0].probability >= _LIKELY for one in rankings)
    nobody = sum(not one.ranked for one in rankings)
    values: dict[str, str | int | float] = {
        "requests": len(rankings), "likely": likely, "doubtful": len(rankings) - likely - nobody, "file": out.name,
    }  # fmt: skip
    yield said(
        Message(
            "{requests} requests: {likely} with somebody likelier than not, {doubtful} with nobody likely; written to {file}",
            values,
        )
    )
    if nobody:
        yield said(
            Message(
                "{count} requests share no key with anybody: no row is written for them; --engine kinward weighs everyone",
                {"count": nobody},
            )
        )


def _csv(rankings: Iterable[Ranking]) -> str:
    rows = (_row(ranked) for ranking in rankings for ranked in ranking.ranked)
    return csv_text(COLUMNS, rows)


def _row(ranked: Ranked) -> Sequence[Any]:
    chance, bits = f"{_short_of_certain(ranked.probability):.6f}", f"{ranked.weight_bits:.2f}"
    reasons = "; ".join(_sentence(reason) for reason in ranked.reasons)
    return (ranked.request, ranked.rank, ranked.person, chance, bits, reasons)


def _short_of_certain(probability: float) -> float:
    """No likeness of two records is certain that they are one person: what is printed never says 1."""
    return min(probability, 1 - _LEAST_DOUBT)


def _sentence(reason: Reason) -> str:
    table = wiring.evidence_table()
    return sentence(
        table,
        reason.comparison,
        reason.level,
        reason.weight_bits,
        reason.mine,
        reason.theirs,
        wiring.translated,
    )


def _json(requests: Sequence[Description], rankings: Sequence[Ranking]) -> str:
    found = [
        {
            "request": request.id,
            "not_registered": max(round(ranking.not_registered, 6), _LEAST_DOUBT),
            "prior_not_registered": wiring.evidence_table().not_registered,
            "ranked": [_ranked(ranked) for ranked in ranking.ranked],
        }
        for request, ranking in zip(requests, rankings, strict=True)
    ]
    return json_text({"requests": found})


def _ranked(ranked: Ranked) -> dict[str, Any]:
    return {
        "rank": ranked.rank,
        "person": ranked.person,
        "probability": round(_short_of_certain(ranked.probability), 6),
        "weight_bits": round(ranked.weight_bits, 3),
        "reasons": [
            {
                "comparison": reason.comparison,
                "level": reason.level,
                "weight_bits": round(reason.weight_bits, 3),
                "mine": reason.mine,
                "theirs": reason.theirs,
                "sentence": _sentence(reason),
            }
            for reason in ranked.reasons
        ],
    }
