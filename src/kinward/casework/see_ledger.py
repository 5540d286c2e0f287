"""Who said how many, when, through whom: speakers side by side, and each report with the words it was read from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import ClaimLine, Outside, ReportLine
from kinward.cite.ledger import Entry, Row, ledger_of, shortfalls_of
from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Purpose
from kinward.model.report import (
    Counts,
    Figure,
    Modality,
    Period,
    Place,
    Qualifier,
    ReviewState,
    SourceKind,
    Span,
    Speaker,
    Stance,
    Unit,
)
from kinward.protect.authorise import PAGE, authorise

# The questions a planner asks first; the others follow in the order in which the reports answer them.
_FIRST = (
    Counts.EXPECTED_TO_LEAVE,
    Counts.EXPECTED_TO_ARRIVE,
    Counts.LEAVING,
    Counts.CAPACITY,
    Counts.NEED_HOUSING,
)


# Stances that do something to others; plain statements, estimates and predictions stand in the ledger.
_DEEDS = frozenset(("guarantees", "accuses", "denies", "rejects", "criticises", "fears", "supports"))

_ACCEPTED = frozenset((ReviewState.ACCEPTED, ReviewState.EDITED))


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's word on one question on one day. ``figures`` begin with the clearest; the others restate it."""

    entry: Entry
    figures: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """One question on one day, everyone who answered it side by side."""

    row: Row
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Everything said about one count, day by day. ``for_planning`` is False for history and background."""

    counts: str
    days: tuple[Answered, ...]
    for_planning: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Places missing by what was said, as a bound."""

    places: float
    bound: str
    demand: ClaimLine
    capacity: ClaimLine


@dataclass(frozen=True, slots=True)
class Topic:
    """What is said without a number on one topic, speakers side by side."""

    topic: str
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """What an actor does by a word or a stand, and to whom, with the letters it was read from."""

    does: str
    toward: str
    claim: ClaimLine


@dataclass(frozen=True, slots=True)
class ActorSeen:
    """One actor under one name for all its names, and what it guarantees, denies, fears, accuses or supports."""

    name: str
    kind: str
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A report in the list with how much of it still waits for a person."""

    report: ReportLine
    proposed: int
    decided: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The ledger: questions, what is said without numbers, and the reports it all comes from."""

    questions: tuple[Question, ...]
    missing: tuple[Missing, ...]
    topics: tuple[Topic, ...]
    reports: tuple[ReportSeen, ...]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a report's text and the figures and claims read from it; several may overlap."""

    text: str
    claims: tuple[ClaimLine, ...]
    begins: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report's text in pieces beside what was read from it, what a planner needs first."""

    report: ReportLine
    pieces: tuple[Piece, ...]
    claims: tuple[ClaimLine, ...]
    waiting: int
    may_decide: bool


def see_ledger(outside: Outside, actor: Actor, purpose: Purpose) -> LedgerPage:
    """All figures and claims but the rejected ones; places missing only by what a person accepted.

    Raises NothingHereError.
    """
    opened(outside, actor, Action.SEE_LEDGER, PAGE, purpose)
    claims = outside.views.claims()
    figures = {f"{line.report}#{line.content['id']}": line for line in claims if line.kind == "figure"}
    ledger = ledger_of([figure_of(line) for line in figures.values()])
    accepted = [figure_of(line) for line in figures.values() if line.state in _ACCEPTED]
    missing = tuple(
        Missing(one.places_missing, one.bound.replace(" ", "_"), figures[one.demand], figures[one.capacity])
        for one in shortfalls_of(accepted)
    )
    return LedgerPage(
        _questions(ledger.rows, figures),
        missing,
        _topics(claims),
        _reports(outside, claims),
        _may_decide(outside, actor),
    )


def see_actors(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[ActorSeen, ...]:
    """Everyone whose word or stand weighs on others, whoever does most first. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_LEDGER, PAGE, purpose)
    by_name: dict[str, list[ClaimLine]] = {}
    for line in outside.views.claims():
        if line.state != ReviewState.REJECTED and line.stance in _DEEDS and (name := _actor_of(line)):
            by_name.setdefault(name, []).append(line)
    seen = [
        ActorSeen(_shown_name(name, lines), _kind_of(lines), tuple(Deed(one.stance, one.content.get("toward") or "", one) for one in lines))
        for name, lines in by_name.items()
    ]  # fmt: skip
    return tuple(sorted(seen, key=lambda one: (-len(one.deeds), one.name)))


def _actor_of(line: ClaimLine) -> str:
    return str(line.content.get("actor") or line.content.get("identity") or line.speaker)


def _shown_name(name: str, lines: Sequence[ClaimLine]) -> str:
    """As the report writes it, where what tells speakers apart is only their words in small letters."""
    written = next((line.speaker for line in lines if line.speaker and not line.content.get("actor")), "")
    return written if written and name.islower() else name


def _kind_of(lines: Sequence[ClaimLine]) -> str:
    """What the actor is, from a line it said itself; a line about it tells only of the outlet."""
    own = next((line for line in lines if not line.content.get("actor")), None)
    return str(own.content.get("source_kind") or "") if own else ""


def see_report(outside: Outside, actor: Actor, purpose: Purpose, report_id: str) -> ReportPage:
    """One report with what was read from it. Raises NothingHereError, also when there is no such report."""
    opened(outside, actor, Action.SEE_LEDGER, PAGE, purpose)
    report = next((line for line in outside.views.reports() if line.id == report_id), None)
    if report is None:
        raise NothingHereError
    claims = tuple(sorted(outside.views.claims(report=report_id), key=_planning_first))
    waiting = sum(claim.state == ReviewState.PROPOSED for claim in claims)
    return ReportPage(report, pieces_of(report.text, claims), claims, waiting, _may_decide(outside, actor))


def pieces_of(text: str, claims: Sequence[ClaimLine]) -> tuple[Piece, ...]:
    """The text cut wherever a span begins or ends. Put together again the pieces are the text, letter for letter."""
    spans = [(claim, *_span(claim)) for claim in claims]
    cuts = sorted(
        {0, len(text), *(cut for _claim, start, end in spans for cut in (start, end) if cut <= len(text))}
    )
    return tuple(
        Piece(
            text[start:end],
            tuple(claim for claim, begins, ends in spans if begins <= start and end <= ends),
            tuple(claim for claim, begins, _ends in spans if begins == start),
        )
        for start, end in pairwise(cuts)
    )


def figure_of(line: ClaimLine) -> Figure:
    """A figure of the views as the ledger compares it. One speaker under two spellings is known by ``speaker``."""
    said: dict[str, Any] = dict(line.content)
    event = said.get("event")
    return Figure(
        id=said["id"],
        report=line.report,
        span=Span(*said["span"]),
        span_text=said["span_text"],
        number_span=Span(*(said.get("number_span") or said["span"])),
        number_text=said.get("number_text") or "",
        value=said.get("value"),
        low=said.get("low"),
        high=said.get("high"),
        qualifier=Qualifier(said.get("qualifier") or "as_stated"),
        unit=Unit(said.get("unit") or "people"),
        counts=Counts(said["counts"]),
        place=Place(**(said.get("place") or {})),
        speaker=Speaker(
            said.get("source"),
            SourceKind(said.get("source_kind") or "other"),
            said.get("identity") or line.speaker or None,
            via=said.get("via"),
        ),
        stance=Stance(said.get("stance") or "asserts"),
        modality=Modality(said.get("modality") or "realis"),
        said_on=said.get("said_on"),
        event=Period(event["start"], event["end"], event["accuracy"], event["text"]) if event else None,
        restates=said.get("restates"),
        equivalent_of=said.get("equivalent_of"),
        part_of=said.get("part_of"),
        per=said.get("per"),
        measure=said.get("measure"),
        planning_relevant=said.get("planning_relevant", True) is not False,
        state=ReviewState(line.state),
    )


def _questions(rows: Iterable[Row], figures: dict[str, ClaimLine]) -> tuple[Question, ...]:
    by_count: dict[Counts, list[Answered]] = {}
    for row in rows:
        voices = tuple(Voice(entry, tuple(figures[key] for key in entry.figures)) for entry in row.entries)
        by_count.setdefault(row.counts, []).append(Answered(row, voices))
    order = [*_FIRST, *(counts for counts in by_count if counts not in _FIRST)]
    return tuple(
        Question(
            counts.value, tuple(sorted(by_count[counts], key=_newest_last)), _for_planning(by_count[counts])
        )
        for counts in order
        if counts in by_count
    )


def _for_planning(days: Iterable[Answered]) -> bool:
    return any(for_planning(figure) for day in days for voice in day.voices for figure in voice.figures)


def _newest_last(answered: Answered) -> tuple[str, str]:
    return answered.row.date or "", answered.row.unit


def _topics(claims: Iterable[ClaimLine]) -> tuple[Topic, ...]:
    by_topic: dict[str, list[ClaimLine]] = {}
    for claim in claims:
        if claim.kind == "claim" and claim.state != ReviewState.REJECTED and claim.stance != Stance.SUPPORTS:
            by_topic.setdefault(claim.topic, []).append(claim)
    return tuple(Topic(topic, tuple(own)) for topic, own in by_topic.items())


def _reports(outside: Outside, claims: Sequence[ClaimLine]) -> tuple[ReportSeen, ...]:
    return tuple(
        ReportSeen(report, len(own) - (decided := sum(c.state != ReviewState.PROPOSED for c in own)), decided)
        for report in outside.views.reports()
        for own in ([claim for claim in claims if claim.report == report.id],)
    )


def _may_decide(outside: Outside, actor: Actor) -> bool:
    return isinstance(authorise(actor, Action.READ_REPORT, PAGE, Purpose.CITE, outside.now()), Allowed)


def _span(claim: ClaimLine) -> tuple[int, int]:
    start, end = claim.content["span"]
    return int(start), int(end)


def _planning_first(claim: ClaimLine) -> tuple[bool, int, int, str]:
    """What a planner needs stands first; history and politics follow, each in the order of the text."""
    return (not for_planning(claim), *_place_in_text(claim))


def for_planning(claim: ClaimLine) -> bool:
    """Whether a planner needs it; what says nothing of it does."""
    return claim.content.get("planning_relevant", True) is not False


def _place_in_text(claim: ClaimLine) -> tuple[int, int, str]:
    return (*_span(claim), claim.id)
