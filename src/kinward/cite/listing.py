"""A reading as the JSON of `kinward cite --json`: the keys and words that the documentation fixes."""

from typing import Any

from kinward.model.report import ASK, Claim, Figure, Period, Place, Reading, Speaker


def listing(reading: Reading) -> dict[str, Any]:
    """Document, figures, claims, relations between actors, and questions, ready for a JSON writer."""
    report = reading.report
    return {
        "document": {
            "file": report.file,
            "outlet": reading.outlet,
            "published": report.published,
            "published_inferred": reading.published_inferred,
            "inference": str(reading.inference) if reading.inference else None,
            "language": reading.language,
        },
        "figures": [_figure(figure) for figure in reading.figures],
        "claims": [_claim(claim) for claim in reading.claims],
        "relations": [_claim(relation) for relation in reading.relations],
        "refused": [{"number_text": r.number_text, "why": str(r.why)} for r in reading.refused],
        "questions": [
            {"about": q.about, "text": q.text, "choices": list(q.choices)} for q in reading.questions
        ],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "id": figure.id,
        "type": "figure",
        "span_text": figure.span_text,
        "span": [figure.span.start, figure.span.end],
        "number_text": figure.number_text,
        "number_span": [figure.number_span.start, figure.number_span.end],
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "qualifier": figure.qualifier.value,
        "unit": figure.unit.value,
        "counts": figure.counts.value,
        "place": _place(figure.place),
        **_speaker(figure.speaker),
        "stance": figure.stance.value,
        "modality": figure.modality.value,
        "said_on": figure.said_on,
        "said_on_text": figure.said_on_text,
        "event": _period(figure.event),
        "restates": figure.restates,
        "equivalent_of": figure.equivalent_of,
        "part_of": figure.part_of,
        "measure": figure.measure,
        "per": figure.per,
        "planning_relevant": figure.planning_relevant,
        "confidence": dict(figure.confidence_by_field),
        "notes": _notes(figure),
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "type": "claim",
        "span_text": claim.span_text,
        "span": [claim.span.start, claim.span.end],
        **_speaker(claim.speaker),
        "stance": claim.stance.value,
        "topic": claim.topic,
        "relates_to": claim.relates_to,
        "actor": claim.actor,
        "toward": claim.toward,
        "said_on": claim.said_on,
        "planning_relevant": claim.planning_relevant,
        "confidence": dict(claim.confidence_by_field),
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "source": speaker.text,
        "source_kind": speaker.kind.value,
        "resolved_source": speaker.resolved,
        "identity": speaker.identity,
        "source_elided": speaker.elided,
        "via": speaker.via,
    }


def _place(place: Place) -> dict[str, Any]:
    named = {
        "origin": place.origin,
        "route": place.route,
        "destination": place.destination,
        "place": place.place,
        "event": place.event,
    }
    found: dict[str, Any] = {key: name for key, name in named.items() if name}
    return found | {"inferred": True} if place.inferred else found


def _period(period: Period | None) -> dict[str, str] | None:
    if period is None:
        return None
    return {"start": period.start, "end": period.end, "accuracy": period.accuracy, "text": period.text}


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value == int(value) else value


def _notes(figure: Figure) -> str:
    """Why it was proposed so, and what a person should look at."""
    notes = list(figure.reasons)
    if figure.equivalent_of:
        notes.append(f"the same group as {figure.equivalent_of} in another unit")
    if figure.part_of:
        notes.append(f"part of {figure.part_of}")
    if figure.speaker.chain:
        notes.append(f"passed on by {', '.join(figure.speaker.chain)}")
    asked = sorted(name for name, sure in figure.confidence_by_field.items() if sure == ASK)
    return "; ".join([*notes, f"please check: {', '.join(asked)}"] if asked else notes)
