"""Words cut where a language writes two together: "binden" is "bin" and "den", the Arabic "and" is a word of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kinward.cite.tokens import Token, tokens_of
from kinward.cite.words import Words

_JOINTS = "'’-"


def in_pieces(tokens: Sequence[Token], text: str, words: Words) -> tuple[Token, ...]:
    """The same letters as smaller tokens; a language without such habits gets its tokens back."""
    if not (words.sets["numbers.endings"] or words.sets["numbers.prefixes"]):
        return tuple(tokens)
    cut: list[Token] = []
    for token in tokens:
        cut += _pieces_of(token, cut[-1] if cut else None, text, words)
    return tuple(cut)


def _pieces_of(token: Token, before: Token | None, text: str, words: Words) -> Iterator[Token]:
    if token.kind != "word" or len(token.low) != len(token.text):
        yield token
        return
    prefix = token.low[:1] if token.low[:1] in words.sets["numbers.prefixes"] else ""
    if prefix and _stands_alone(token.low[1:], words):
        yield _slice(token, 0, 1)
        yield from tokens_of(text, token.start + 1, token.end)
        return
    counted = before is not None and (
        before.kind == "number" or before.low in words.table["numbers"]["words"]
    )
    scale = _scale_with_ending(token.low, words) if counted else 0
    if not scale:
        yield token
        return
    yield _slice(token, 0, scale)
    if token.low[scale] in _JOINTS:
        yield replace(_slice(token, scale, scale + 1), kind="mark")
        scale += 1
    yield _slice(token, scale, len(token.text))


def _slice(token: Token, start: int, end: int) -> Token:
    return replace(
        token,
        text=token.text[start:end],
        low=token.low[start:end],
        start=token.start + start,
        end=token.start + end,
    )


def _stands_alone(rest: str, words: Words) -> bool:
    """Whether what follows the small word is a number or a word that the grammar looks for."""
    if rest[:1].isdecimal():
        return True
    tables = ("speech", "counts", "hedges.before")
    plain = any(rest in words.look(name).by_first for name in tables)
    stems = (stem for name in tables for stem, _ in words.look(name).by_stem.get(rest[:2], ()))
    return plain or any(stem[0].endswith("*") and rest.startswith(stem[0][:-1]) for stem in stems)


def _scale_with_ending(low: str, words: Words) -> int:
    """How many letters of "binden" are the scale, 0 when it is none."""
    if low in words.table["numbers"]["scales"]:
        return 0
    scales = sorted(words.table["numbers"]["scales"], key=len, reverse=True)
    for scale in scales:
        rest = low[len(scale) :].lstrip(_JOINTS)
        if low.startswith(scale) and rest and words.has("numbers.endings", rest):
            return len(scale)
    return 0
