"""``kinward cite``: who says how many, when and through whom, read out of a report for a person to accept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cite.ledger import Ledger, Row, key_of, ledger_of
from kinward.cite.listing import listing
from kinward.cli.outward import complaining, said
from kinward.exchange.report_file import read_report_file
from kinward.exchange.tables import json_text
from kinward.model.problem import Message
from kinward.model.report import Claim, Figure, Modality, Qualifier, Reading, Speaker, Stance


@complaining
def cite(
    file: Annotated[Path, typer.Argument(help="A report as text, HTML, mail or feed in UTF-8, or as PDF.")],
    published: Annotated[
        str | None,
        typer.Option(help="The day the report was published, YYYY-MM-DD. Without it no year is guessed."),
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published it, when the file does not tell.")] = None,
    proposer: Annotated[
        str | None, typer.Option(help="A second reader that is installed here, by name. Off unless named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Everything, for a program.")] = False,
) -> None:
    """Propose the figures and claims of a report, each with its speaker and its exact letters."""
    reports = read_report_file(file, published, outlet, wiring.now().date())
    readings = [wiring.reading_of(report, proposer) for report in reports]
    if as_json:
        listed = [listing(reading) for reading in readings]
        print(json_text(listed[0] if len(listed) == 1 else {"reports": listed}), end="")
        return
    for n, reading in enumerate(readings):
        if n:
            print()
        for line in account(reading):
            print(line)


def account(reading: Reading) -> Iterator[str]:
    """A reading as a person wants it, in their language: who said what, side by side, then what to ask."""
    day = reading.report.published or reading.published_inferred or said(Message("day unknown"))
    yield f"{reading.report.file} | {reading.outlet or said(Message('outlet unknown'))} | {day}"
    yield ""
    if not reading.figures and not reading.claims:
        yield said(Message("No figures or claims found in it."))
    yield from _figures(ledger_of(reading.figures), reading.figures)
    claims = [c for c in reading.claims if c.planning_relevant]
    if claims:
        yield said(Message("CLAIMS"))
        for claim in claims:
            yield from _claim(claim)
    folded = len(reading.claims) - len(claims)
    if folded:
        yield "  " + said(Message("({many} political claims folded; --json shows them)", {"many": folded}))
    if reading.relations:
        yield said(Message("ACTORS"))
        for relation in reading.relations:
            yield f"  {relation.id:<4}{_word(relation.stance):<13}{' '.join(relation.span_text.split())}"
    day_said = wiring.day_to_confirm(reading)
    if reading.questions or day_said:
        yield said(Message("ASK"))
    if day_said:
        at_its_top = {"day": day_said.isoformat()}
        yield "  " + said(
            Message(
                "Its heading says {day}: give that as --published if it is the day it was published.",
                at_its_top,
            )
        )
    if reading.questions:
        for question in reading.questions:
            yield f"  {said(question.message)}"


def _word(value: str) -> str:
    """A word of the model in the reader's language."""
    return wiring.translated(value.replace("_", " "))


def _figures(ledger: Ledger, figures: tuple[Figure, ...]) -> Iterator[str]:
    named = {key_of(f): f for f in figures}
    for row in ledger.rows:
        yield _heading(row)
        for entry in row.entries:
            figure = named[entry.figures[0]]
            many = said(Message("[{many} mentions]", {"many": entry.mentions}))
            tail = f"  {many}" if entry.mentions > 1 else ""
            yield f"  {number_of(figure):<24} {said_by(figure.speaker, figure.said_on)}{_mood(figure)}{tail}"
        for flag in row.flags:
            yield f"  ! {said(flag)}"
    for shortfall in ledger.shortfalls:
        yield f"{said(Message('SHORTFALL'))}  {said(shortfall.sentence)}"
    if ledger.rows:
        yield ""


def _heading(row: Row) -> str:
    where = f", {row.place}" if row.place else ""
    what = f"{_word(row.counts).upper()} ({_word(row.unit)}{where})"
    return said(Message("{what} on {day}", {"what": what, "day": row.date})) if row.date else what


def number_of(figure: Figure) -> str:
    """A figure as it was hedged, never as a bare number it was not."""
    if figure.qualifier == Qualifier.VAGUE:
        return f"“{figure.number_text}”"
    if figure.qualifier == Qualifier.RANGE:
        return said(Message("{low} to {high}", {"low": _n(figure.low), "high": _n(figure.high)}))
    return said(_hedged(figure.qualifier, _n(figure.value)))


def _hedged(qualifier: Qualifier, number: str) -> Message:
    """Each hedge is a sentence with a gap, because not every language puts it before the number."""
    n = {"n": number}
    hedges = {
        Qualifier.EXACT: Message("exactly {n}", n),
        Qualifier.ABOUT: Message("about {n}", n),
        Qualifier.AT_LEAST: Message("at least {n}", n),
        Qualifier.MORE_THAN: Message("more than {n}", n),
        Qualifier.ALMOST: Message("almost {n}", n),
        Qualifier.AT_MOST: Message("at most {n}", n),
        Qualifier.LESS_THAN: Message("less than {n}", n),
    }
    return hedges.get(qualifier, Message("{n}", n))


def _n(value: float | None) -> str:
    return "?" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,}"


def said_by(speaker: Speaker, said_on: str | None) -> str:
    """Whose word it is, through whom, and when they said it."""
    who = speaker.text or said(Message("nobody named"))
    if speaker.resolved:
        who = f"{who} ({speaker.resolved})"
    if speaker.via:
        who = said(Message("{who}, via {outlet}", {"who": who, "outlet": speaker.via}))
    return said(Message("{who}, said {day}", {"who": who, "day": said_on})) if said_on else who


def _mood(figure: Figure) -> str:
    told = [] if figure.stance == Stance.ASSERTS else [_word(figure.stance)]
    told += [] if figure.modality == Modality.REALIS else [_word(figure.modality)]
    return f"  ({', '.join(told)})" if told else ""


def _claim(claim: Claim) -> Iterator[str]:
    words = " ".join(claim.span_text.split())
    who = claim.speaker.text or said(Message("nobody named"))
    resolved = f" ({claim.speaker.resolved})" if claim.speaker.resolved else ""
    tail = (
        "" if claim.speaker.text and claim.speaker.text in words and not resolved else f" - {who}{resolved}"
    )
    relation = f" [{claim.relates_to}]" if claim.relates_to else ""
    yield f"  {claim.id:<4}{_word(claim.stance):<13}{words}{tail}{relation}"
