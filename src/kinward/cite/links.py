"""What belongs together: the same figure told again, a denial and what it denies, a part and its whole."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kinward.cite.claims import Draft
from kinward.model.report import ASK, LIKELY, SURE, Claim, Counts, Figure, Report, Stance

# Figures of one family may restate each other: "120,000 will leave" and "where 120,000 could be housed".
_MOVING = frozenset(
    (
        Counts.LEAVING, Counts.EXPECTED_TO_LEAVE, Counts.EXPECTED_TO_ARRIVE, Counts.FLED, Counts.ARRIVED,
        Counts.NEED_HOUSING, Counts.DISPLACED, Counts.POPULATION, Counts.REMAINING, Counts.PRESENT,
    )
)  # fmt: skip
_ON_THE_ROAD = frozenset(
    (Counts.LEAVING, Counts.FLED, Counts.EXPECTED_TO_LEAVE, Counts.EXPECTED_TO_ARRIVE, Counts.ARRIVED)
)
_AHEAD = frozenset((Counts.LEAVING, Counts.EXPECTED_TO_LEAVE, Counts.EXPECTED_TO_ARRIVE, Counts.NEED_HOUSING))


def linked(
    report: Report, figures: Sequence[Figure], drafts: Sequence[Draft]
) -> tuple[tuple[Figure, ...], tuple[Claim, ...]]:
    """Tie figures to the figure they restate and claims to what they speak of; number the claims."""
    alike: dict[tuple[object, ...], list[Figure]] = {}
    for f in figures:
        alike.setdefault((f.unit, f.value, f.low, f.high), []).append(f)
    spoken = {key: [f for f in same if f.speaker.text is not None] for key, same in alike.items()}
    tied = [
        replace(
            f,
            restates=_restated(f, alike[key], spoken[key]),
            equivalent_of=_equivalent(f, figures[:n], report.text),
            part_of=_part(f, figures[:n]),
        )
        for n, f in enumerate(figures)
        for key in [(f.unit, f.value, f.low, f.high)]
    ]
    by_id = {f.id: f for f in tied}
    return tuple(_with_origin(f, by_id) for f in tied), tuple(_claims(report, drafts))


def _with_origin(figure: Figure, by_id: Mapping[str, Figure]) -> Figure:
    """Those who go down the road in a restatement leave from where the figure it restates said."""
    restated = by_id.get(figure.restates or "")
    if restated is None or figure.place.origin or figure.counts not in _ON_THE_ROAD:
        return figure
    origin = restated.place.origin
    reasons = (*figure.reasons, f"origin: as in {restated.id}") if origin else figure.reasons
    return replace(figure, place=replace(figure.place, origin=origin), reasons=reasons)


def _restated(figure: Figure, figures: Sequence[Figure], spoken: Sequence[Figure]) -> str | None:
    """A figure nobody is named for goes back to the same number said by somebody; else to its first mention.

    ``figures`` are those of one number and unit in the order of the text, ``spoken`` those of them with a speaker.
    """
    if figure.speaker.text is None and spoken:
        said = next((f for f in spoken if f is not figure and _same(f, figure)), None)
        if said is not None:
            return said.id
    earlier = (
        f
        for f in figures
        if f is not figure
        and f.span.start < figure.span.start
        and f.speaker.identity == figure.speaker.identity
        and _same(f, figure)
    )
    first = next(earlier, None)
    return first.id if first is not None else None


def _same(a: Figure, b: Figure) -> bool:
    if a.unit != b.unit or (a.value, a.low, a.high) != (b.value, b.low, b.high) or a.value is None:
        return False
    denied = {Stance.DENIES, Stance.REJECTS}
    if (a.stance in denied) != (b.stance in denied):
        return False
    return a.counts == b.counts or ({a.counts, b.counts} <= _MOVING and bool({a.counts, b.counts} & _AHEAD))


def _equivalent(figure: Figure, before: Sequence[Figure], text: str) -> str | None:
    """“500 families (2,500 people)”: one group in two units, never to be added up."""
    last = next((f for f in reversed(before) if f.number_span.end <= figure.number_span.start), None)
    if last is None or last.unit == figure.unit:
        return None
    between = text[last.number_span.end : figure.number_span.start]
    bracket = "(" in between and ")" not in between
    return last.id if bracket and len(between) < 60 and "\n" not in between else None


def _part(figure: Figure, before: Sequence[Figure]) -> str | None:
    """“..., including 142,300 on Sunday”: part of the whole before it."""
    if not any("including" in reason for reason in figure.reasons):
        return None
    start = figure.number_span.start
    whole = next((f for f in reversed(before) if f.number_span.end <= start and f.unit == figure.unit), None)
    return whole.id if whole else None


def _claims(report: Report, drafts: Sequence[Draft]) -> list[Claim]:
    claims: list[Claim] = []
    for n, draft in enumerate(drafts, 1):
        topic, relation = _related(draft, claims)
        claims.append(
            Claim(
                id=f"C{n}", report=report.file, span=draft.span, span_text=draft.span.of(report.text),
                speaker=draft.speaker, stance=draft.stance, topic=topic, relates_to=draft.hangs_on or relation,
                toward=draft.toward, said_on=draft.said_on, planning_relevant=draft.planning_relevant, reasons=(draft.reason,),
                confidence_by_field={
                    "source": LIKELY if draft.speaker.elided or draft.speaker.resolved else SURE,
                    "date": SURE if draft.said_on else LIKELY if draft.speaker.text is None else ASK,
                },
            )
        )  # fmt: skip
    return claims


def _related(draft: Draft, before: Sequence[Claim]) -> tuple[str, str | None]:
    """A denial answers the last fear or accusation of another; a fear answers the last guarantee."""
    if draft.speaker.text is None:
        return draft.topic, None
    others = [
        c for c in before[-6:] if c.speaker.identity != draft.speaker.identity and c.speaker.text is not None
    ]
    if draft.stance == Stance.DENIES:
        answered = [
            c for c in others if c.stance in {Stance.FEARS, Stance.ACCUSES, Stance.CLAIMS, Stance.CRITICISES}
        ]
        if answered:
            return answered[-1].topic, f"denies {answered[-1].id}"
    if draft.stance == Stance.FEARS:
        answered = [c for c in others if c.stance == Stance.GUARANTEES]
        if answered:
            return draft.topic, f"contradicts {answered[-1].id}"
    return draft.topic, None
