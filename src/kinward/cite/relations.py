"""Who stands by whom: “Turkey, a NATO member, supports Azerbaijan” is no statement of anybody, and planners want it."""

from collections.abc import Iterator, Sequence

from kinward.cite.tokens import Sentence, Token
from kinward.cite.words import Hit, Words
from kinward.model.report import SURE, Claim, Report, Span, Speaker, Stance

TOPIC = "alliance"
_BEFORE_THE_VERB_TOKENS = 14


def relations_in(
    report: Report, sentences: Sequence[Sentence], nobody: Speaker, words: Words
) -> Iterator[Claim]:
    """Every sentence in which one named actor stands by, or takes sides with, another."""
    number = 0
    for sentence in sentences:
        for verb in words.look("relations.supports").all(sentence.tokens):
            actor = _actor_before(sentence.tokens, verb.start, words)
            toward = _actor_after(sentence.tokens, verb.end, words)
            if actor is None or toward is None or actor == toward:
                continue
            number += 1
            span = Span(sentence.tokens[actor.start].start, sentence.tokens[toward.end - 1].end)
            yield Claim(
                id=f"R{number}", report=report.file, span=span, span_text=span.of(report.text), speaker=nobody,
                stance=Stance.SUPPORTS, topic=TOPIC, actor=_written(sentence.tokens, actor, report.text),
                toward=_written(sentence.tokens, toward, report.text), planning_relevant=False,
                reasons=("relation: supports",), confidence_by_field={"source": SURE},
            )  # fmt: skip


def _named(tokens: Sequence[Token], hit: Hit, words: Words) -> bool:
    return tokens[hit.start].text[0].isupper() and words.actors[hit.meaning].what in {
        "country",
        "body",
        "seat",
        "region",
    }


def _actor_before(tokens: Sequence[Token], verb: int, words: Words) -> Hit | None:
    """The subject: the actor right before the verb, or before a remark between two commas."""
    start = max(0, verb - _BEFORE_THE_VERB_TOKENS)
    found = [h for h in words.actor_phrases.all(tokens, start, verb) if _named(tokens, h, words)]
    for hit in found:
        between = tokens[hit.end : verb]
        apposed = len(between) > 2 and between[0].low == between[-1].low == ","
        light = all(words.has("speech.adverbs", t.low) or t.low.endswith(words.adverb) for t in between)
        if light or apposed:
            return hit
    return None


def _actor_after(tokens: Sequence[Token], end: int, words: Words) -> Hit | None:
    while end < len(tokens) and words.has("grammar.articles", tokens[end].low):
        end += 1
    hit = words.actor_phrases.at(tokens, end)
    return hit if hit is not None and _named(tokens, hit, words) else None


def _written(tokens: Sequence[Token], hit: Hit, text: str) -> str:
    return text[tokens[hit.start].start : tokens[hit.end - 1].end].removesuffix("'s")
