"""Statements without a number of their own: why people leave, what is guaranteed, feared, denied or not known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinward.cite.cues import Cue
from kinward.cite.dates import Calendar
from kinward.cite.tokens import Sentence, Token
from kinward.cite.words import Words
from kinward.model.report import Figure, Span, Speaker, Stance


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim before it has its number and its links. ``hangs_on`` is the figure it is said of."""

    span: Span
    speaker: Speaker
    stance: Stance
    topic: str
    planning_relevant: bool
    said_on: str | None
    hangs_on: str | None
    reason: str
    toward: str | None = None


def claims_in(
    sentence: Sentence,
    cues: Sequence[tuple[Cue, Speaker]],
    figures: Sequence[Figure],
    calendar: Calendar,
    nobody: Speaker,
    words: Words,
) -> Iterator[Draft]:
    """The claims of one sentence, in its order."""
    if sentence.role in {"title", "heading"} and not cues:
        return
    found = [
        *_season(sentence, nobody, words),
        *_stated(sentence, cues, figures, calendar, words),
        *_reason(sentence, cues, figures, nobody, words),
        *_consequence(sentence, cues, figures, nobody, words),
        *_unclear(sentence, cues, figures, nobody, words),
    ]
    yield from sorted(found, key=lambda draft: draft.span)


def topic_of(tokens: Sequence[Token], words: Words, default: str | None = None) -> tuple[str, bool]:
    """The topic a claim touches first in the table's order, and whether a planner needs it."""
    found = [int(hit.meaning) for hit in words.look("topics").all(tokens)]
    if not found:
        return (default, True) if default else words.topics[-1] if words.topics else ("other", True)
    return words.topics[min(found)]


def _stated(
    sentence: Sentence,
    cues: Sequence[tuple[Cue, Speaker]],
    figures: Sequence[Figure],
    calendar: Calendar,
    words: Words,
) -> Iterator[Draft]:
    """Somebody says it, and no figure in this sentence carries the same words."""
    tokens = sentence.tokens
    done = False
    for cue, speaker in cues:
        if cue.rule in {"list", "quotation", "bracket", "owned", "turn"} or speaker.text is None or done:
            continue
        start, end = _extent(tokens, cue, words)
        if any(start <= _index(tokens, f.number_span.start) < end for f in figures):
            continue
        stance = complement_stance(tokens, cue, words)
        topic, planning = topic_of(tokens[start:end], words)
        said_on = calendar.iso(cue.said_on.first) if cue.said_on else None
        yield Draft(
            Span(tokens[start].start, tokens[end - 1].end),
            speaker,
            stance,
            topic,
            planning,
            said_on,
            None,
            f"claim: {cue.rule}",
            _toward(tokens, cue, stance, words),
        )
        done = cue.rule != "relative"


_DONE_TO_SOMEBODY = frozenset(
    (Stance.ACCUSES, Stance.CRITICISES, Stance.DENIES, Stance.REJECTS, Stance.GUARANTEES, Stance.FEARS)
)
_LONGEST_OBJECT_TOKENS = 8


def _toward(tokens: Sequence[Token], cue: Cue, stance: Stance, words: Words) -> str | None:
    """“accused Russian media of fighting ...”: whom it is said of; the object of the verb that gives the stance."""
    if stance not in _DONE_TO_SOMEBODY or cue.rule not in {"before", "elided", "relative", "participle"}:
        return None
    verbs = [
        h for h in words.look("speech").all(tokens, cue.start, cue.content[1]) if h.meaning == stance.value
    ]
    start = verbs[0].end if verbs else cue.end
    end = start
    while (
        end < min(cue.content[1], start + _LONGEST_OBJECT_TOKENS)
        and tokens[end].kind == "word"
        and tokens[end].low not in words.sets["grammar.ends_object"]
    ):
        end += 1
    found = [t.text for t in tokens[start:end]]
    return " ".join(found) if found else None


def _index(tokens: Sequence[Token], at: int) -> int:
    return next((k for k, t in enumerate(tokens) if t.start >= at), len(tokens))


def _extent(tokens: Sequence[Token], cue: Cue, words: Words) -> tuple[int, int]:
    if cue.rule in {"after", "inverted", "lead", "citing", "headline"}:
        return 0, len(tokens)
    if cue.source is None:
        return 0, cue.content[1]
    end = cue.content[1]
    while end > cue.end and tokens[end - 1].low in words.sets["grammar.neighbours"]:
        end -= 1
    return cue.source[0], max(end, cue.end)


def complement_stance(tokens: Sequence[Token], cue: Cue, words: Words) -> Stance:
    """“says it will guarantee”, “say they fear”: the speaker's own act inside a plain “says” is the stance."""
    stance = Stance(cue.stance)
    if stance != Stance.ASSERTS:
        return stance
    start = cue.content[0]
    while start < len(tokens) and words.has("speech.that", tokens[start].low):
        start += 1
    if start >= len(tokens) or tokens[start].low not in words.sets["grammar.own_pronouns"]:
        return stance
    hit = words.look("speech").first(tokens, start + 1, min(start + 6, cue.content[1]))
    return Stance(hit.meaning) if hit else stance


def _reason(
    sentence: Sentence,
    cues: Sequence[tuple[Cue, Speaker]],
    figures: Sequence[Figure],
    nobody: Speaker,
    words: Words,
) -> Iterator[Draft]:
    """“... will leave as they do not want to live there”: why people move, said by whoever gives the figure."""
    tokens = sentence.tokens
    for hit in words.look("clauses.reason").all(tokens):
        moving = words.look("counts").first(tokens, 0, hit.start)
        if not figures or moving is None:
            continue
        pronoun = tokens[hit.end - 1].low in words.sets["grammar.reason_subjects"]
        start = hit.end - 1 if pronoun else hit.end
        end = _clause_end(tokens, start)
        said = [s for c, s in cues if c.covers(start)]
        if end - start >= 3:
            yield Draft(
                Span(tokens[start].start, tokens[end - 1].end), said[-1] if said else nobody, Stance.ASSERTS,
                "reason_for_leaving", planning_relevant=True, said_on=None, hangs_on=None, reason="claim: reason given",
            )  # fmt: skip
        return


def _clause_end(tokens: Sequence[Token], start: int) -> int:
    for k in range(start, len(tokens)):
        if tokens[k].low in {".", ",", ";", "!", "?"}:
            return k
    return len(tokens)


def _consequence(
    sentence: Sentence,
    cues: Sequence[tuple[Cue, Speaker]],
    figures: Sequence[Figure],
    nobody: Speaker,
    words: Words,
) -> Iterator[Draft]:
    """“If all go, the country could face a crisis”: the outlet's own prediction hangs on its condition."""
    tokens = sentence.tokens
    if not words.has("clauses.condition", tokens[0].low):
        return
    comma = next((k for k, t in enumerate(tokens) if t.low == ","), None)
    if comma is None or comma + 3 >= len(tokens):
        return
    start = comma + 1
    if any(f.number_span.start >= tokens[start].start for f in figures) or any(
        c.start >= start for c, _ in cues
    ):
        return
    topic, planning = topic_of(tokens[start:], words, "humanitarian_situation")
    said = [s for c, s in cues if c.covers(start)]
    on = next((f.id for f in figures if f.number_span.end <= tokens[comma].start), None)
    yield Draft(
        Span(tokens[start].start, tokens[-1].end), said[-1] if said else nobody, Stance.PREDICTS, topic, planning, None,
        f"condition {on}" if on else None, "claim: consequence of a condition",
    )  # fmt: skip


def _unclear(
    sentence: Sentence,
    cues: Sequence[tuple[Cue, Speaker]],
    figures: Sequence[Figure],
    nobody: Speaker,
    words: Words,
) -> Iterator[Draft]:
    """“it was not clear where ...”: a gap in what is known is worth as much as a figure."""
    hit = words.look("modality.unclear").first(sentence.tokens)
    if hit is None or cues:
        return
    tokens = sentence.tokens
    inside = [f for f in figures if f.span.start <= tokens[hit.start].start < f.span.end]
    span = inside[0].span if inside else sentence.span
    topic, planning = topic_of(
        [t for t in tokens if span.start <= t.start < span.end], words, "open_question"
    )
    yield Draft(
        span,
        nobody,
        Stance.UNKNOWN,
        topic,
        planning,
        None,
        inside[0].id if inside else None,
        "claim: not known",
    )


def _season(sentence: Sentence, nobody: Speaker, words: Words) -> Iterator[Draft]:
    """“With winter approaching”: the season sets the date by which roofs must hold."""
    tokens = sentence.tokens
    hit = words.look("clauses.season").first(tokens)
    if hit is None:
        return
    near = words.look("clauses.season_near").first(
        tokens, max(0, hit.start - 4), min(len(tokens), hit.end + 6)
    )
    if near is None:
        return
    start = hit.start
    stops = words.sets["grammar.clause_starts"] | words.sets["speech.that"] | words.sets["speech.plain"]
    while start > 0 and tokens[start - 1].low not in stops:
        start -= 1
    end = _clause_end(tokens, max(hit.end, near.end))
    yield Draft(
        Span(tokens[start].start, tokens[end - 1].end), nobody, Stance.ASSERTS, "season_constraint", planning_relevant=True, said_on=None,
        hangs_on=None, reason="claim: season",
    )  # fmt: skip
