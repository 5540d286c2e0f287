"""``kinward cite``: who says how many, when and through whom, read out of a report for a person to accept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cite.ledger import Ledger, key_of, ledger_of
from kinward.cite.listing import listing
from kinward.cli.outward import complaining
from kinward.exchange.report_file import read_report_file
from kinward.exchange.tables import json_text
from kinward.model.report import Claim, Figure, Qualifier, Reading, Speaker, Stance

_HEDGES = {
    Qualifier.AS_STATED: "{n}",
    Qualifier.EXACT: "exactly {n}",
    Qualifier.ABOUT: "about {n}",
    Qualifier.AT_LEAST: "at least {n}",
    Qualifier.MORE_THAN: "more than {n}",
    Qualifier.ALMOST: "almost {n}",
    Qualifier.AT_MOST: "at most {n}",
    Qualifier.LESS_THAN: "less than {n}",
}


@complaining
def cite(
    file: Annotated[Path, typer.Argument(help="A report as text or HTML, UTF-8.")],
    published: Annotated[
        str | None,
        typer.Option(help="The day the report was published, YYYY-MM-DD. Without it no year is guessed."),
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it, when the file does not tell.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> None:
    """Propose the figures and claims of a report, each with its speaker and its exact letters."""
    report = read_report_file(file, published, outlet, wiring.now().date())
    reading = wiring.reading_of(report)
    if as_json:
        print(json_text(listing(reading)), end="")
        return
    for line in account(reading):
        print(line)


def account(reading: Reading) -> Iterator[str]:
    """A reading as a person wants it: who said what, side by side, then what to ask."""
    day = reading.report.published or reading.published_inferred or "day unknown"
    yield f"{reading.report.file} | {reading.outlet or 'outlet unknown'} | {day}"
    yield ""
    if not reading.figures and not reading.claims:
        yield "No figures or claims found in it."
    yield from _figures(ledger_of(reading.figures), reading.figures)
    claims = [c for c in reading.claims if c.planning_relevant]
    if claims:
        yield "CLAIMS"
        for claim in claims:
            yield from _claim(claim)
    folded = len(reading.claims) - len(claims)
    if folded:
        yield f"  ({folded} political claims folded; --json shows them)"
    if reading.questions:
        yield "ASK"
        for question in reading.questions:
            yield f"  {question.text}"


def _figures(ledger: Ledger, figures: tuple[Figure, ...]) -> Iterator[str]:
    named = {key_of(f): f for f in figures}
    for row in ledger.rows:
        where = f", {row.place}" if row.place else ""
        yield f"{row.counts.replace('_', ' ').upper()} ({row.unit}{where}){' on ' + row.date if row.date else ''}"
        for entry in row.entries:
            figure = named[entry.figures[0]]
            tail = f"  [{entry.mentions} mentions]" if entry.mentions > 1 else ""
            yield f"  {number_of(figure):<24} {said_by(figure.speaker, figure.said_on)}{_mood(figure)}{tail}"
        for flag in row.flags:
            yield f"  ! {flag}"
    for shortfall in ledger.shortfalls:
        yield f"SHORTFALL  {shortfall.sentence}"
    if ledger.rows:
        yield ""


def number_of(figure: Figure) -> str:
    """A figure as it was hedged, never as a bare number it was not."""
    if figure.qualifier == Qualifier.VAGUE:
        return f"“{figure.number_text}”"
    if figure.qualifier == Qualifier.RANGE:
        return f"{_n(figure.low)} to {_n(figure.high)}"
    return _HEDGES[figure.qualifier].format(n=_n(figure.value))


def _n(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,}"


def said_by(speaker: Speaker, said_on: str | None) -> str:
    """Whose word it is, through whom, and when they said it."""
    who = speaker.text or "nobody named"
    if speaker.resolved:
        who = f"{who} ({speaker.resolved})"
    via = f", via {speaker.via}" if speaker.via else ""
    return f"{who}{via}{', said ' + said_on if said_on else ''}"


def _mood(figure: Figure) -> str:
    told = [] if figure.stance == Stance.ASSERTS else [figure.stance.value]
    told += [] if figure.modality == "realis" else [figure.modality.value]
    return f"  ({', '.join(told)})" if told else ""


def _claim(claim: Claim) -> Iterator[str]:
    said = " ".join(claim.span_text.split())
    who = claim.speaker.text or "nobody named"
    resolved = f" ({claim.speaker.resolved})" if claim.speaker.resolved else ""
    tail = "" if claim.speaker.text and claim.speaker.text in said and not resolved else f" - {who}{resolved}"
    relation = f" [{claim.relates_to}]" if claim.relates_to else ""
    yield f"  {claim.id:<4}{claim.stance.value:<13}{said}{tail}{relation}"
