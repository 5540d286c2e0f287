"""A second reader beside the grammar: whatever it is, its spans must stand in the text, and it never accepts.

A proposer is off unless a person names it. It gets the report and nothing else, and what it gives back is checked:
the letters of a candidate must stand at its span, and the grammar must read the same number there. What passes
becomes a proposal for a person; what the grammar found too is marked as seen by both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kinward.cite.quantities import Quantity, quantities_in
from kinward.cite.tokens import tokens_of
from kinward.cite.words import Words
from kinward.model.problem import Message
from kinward.model.report import (
    ASK,
    Counts,
    Figure,
    Modality,
    Place,
    Qualifier,
    Reading,
    RefusedCandidate,
    Report,
    ReviewState,
    SourceKind,
    Span,
    Speaker,
    Stance,
    Unit,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a proposer thinks it read. ``speaker`` are the speaker's letters as they stand in the text, or None."""

    number_span: Span
    number_text: str
    value: float | None
    unit: Unit
    counts: Counts
    speaker: str | None = None
    low: float | None = None
    high: float | None = None
    stance: Stance = Stance.ASSERTS
    modality: Modality = Modality.REALIS


class Proposer(Protocol):
    """A reader of reports on this machine. ``name`` and ``version`` stand beside everything it proposes."""

    name: str
    version: str

    def propose(self, report: Report) -> Sequence[Candidate]:
        """Everything it reads in the report."""
        ...


def with_second_reader(reading: Reading, proposer: Proposer, words: Words) -> Reading:
    """The reading with the proposer's checked candidates added as proposals, and those that were refused."""
    refused: list[RefusedCandidate] = []
    figures = list(reading.figures)
    by = f"proposer: {proposer.name} {proposer.version}"
    for candidate in proposer.propose(reading.report):
        why = why_refused(candidate, reading.report, words)
        same = next((f for f in figures if f.number_span == candidate.number_span), None)
        if why is not None:
            refused.append(RefusedCandidate(candidate.number_text, why))
        elif same is not None:
            figures[figures.index(same)] = replace(
                same, reasons=(*same.reasons, *_opinion(same, candidate, by))
            )
        else:
            figures.append(_proposed(candidate, reading, len(figures) + 1, words, by))
    assert all(f.state == ReviewState.PROPOSED for f in figures), "a proposer accepts nothing"
    return replace(reading, figures=tuple(figures), refused=tuple(refused))


def why_refused(candidate: Candidate, report: Report, words: Words) -> Message | None:
    """Why a candidate cannot be proposed; None when its text bears it out."""
    span = candidate.number_span
    if (
        span.end > len(report.text)
        or not candidate.number_text
        or span.of(report.text) != candidate.number_text
    ):
        return Message("its letters do not stand at its place in the report")
    read = _read_again(candidate, report.text, words)
    if read is None:
        return Message("there is no count at its place in the report")
    if (read.value, read.low, read.high) != (candidate.value, *_bounds(candidate, read)):
        return Message("the report gives another number at its place")
    if candidate.speaker is not None and candidate.speaker not in report.text:
        return Message("its speaker is not named in the report")
    return None


def _bounds(candidate: Candidate, read: Quantity) -> tuple[float | None, float | None]:
    """Bounds that a candidate leaves open are the text's own."""
    if candidate.low is None and candidate.high is None and candidate.value is not None:
        return read.low, read.high
    return candidate.low, candidate.high


def _read_again(candidate: Candidate, text: str, words: Words) -> Quantity | None:
    """The quantity the grammar reads at exactly these letters, with what stands around them in their line."""
    span = candidate.number_span
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    tokens = tokens_of(text, start, len(text) if end < 0 else end)
    for quantity in quantities_in(tokens, frozenset(), words):
        if tokens[quantity.start].start == span.start and tokens[quantity.end - 1].end == span.end:
            return quantity
    return None


def _opinion(figure: Figure, candidate: Candidate, by: str) -> Iterator[str]:
    pairs = (
        ("unit", figure.unit, candidate.unit),
        ("counts", figure.counts, candidate.counts),
        ("source", figure.speaker.text, candidate.speaker),
        ("stance", figure.stance, candidate.stance),
    )
    other = [f"{name} {theirs}" for name, ours, theirs in pairs if ours != theirs]
    yield f"{by} reads {', '.join(other)}" if other else f"{by} agrees"


def _proposed(candidate: Candidate, reading: Reading, number: int, words: Words, by: str) -> Figure:
    quantity = _read_again(candidate, reading.report.text, words)
    assert quantity is not None, "checked before"
    return Figure(
        id=f"F{number}", report=reading.report.file, span=candidate.number_span, span_text=candidate.number_text,
        number_span=candidate.number_span, number_text=candidate.number_text, value=quantity.value, low=quantity.low,
        high=quantity.high, qualifier=Qualifier(quantity.qualifier), unit=candidate.unit, counts=candidate.counts,
        place=Place(), stance=candidate.stance, modality=candidate.modality, reasons=(by,),
        speaker=Speaker(
            candidate.speaker, SourceKind.OTHER if candidate.speaker else SourceKind.OUTLET, candidate.speaker,
            via=reading.outlet,
        ),
        confidence_by_field={"counts": ASK, "source": ASK, "date": ASK},
    )  # fmt: skip
