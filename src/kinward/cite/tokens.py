"""A report cut into blocks, sentences and tokens, every piece still knowing which letters it came from."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinward.model.report import Span

# Grouped digits take their separator only before three digits (two in the South Asian 1,00,000).
_NUMBER = re.compile(
    r"\d{1,3}(?:(?:,\d{2,3})+|(?:\.\d{3})+|(?:['’]\d{3})+|(?:[ \u00a0\u202f\u2009]\d{3})+|(?:٬\d{3})+)(?:[.,٫]\d+)?(?!\d)"
    r"|\d+(?:[.,٫]\d+)?"
)
# One alternative per kind of token.
_TOKEN = re.compile(
    r"(?P<skip>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>\+\d[\d ()\-]{7,}\d)"
    r"|(?P<date>(?<![\d.,])(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2}))(?![\d.,]\d|\d))"
    r"|(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)"
    r"|(?P<ordinal>\d+(?:st|nd|rd|th)\b)"
    rf"|(?P<number>{_NUMBER.pattern})"
    # A French article or "that" run into the next word ("qu'entre", "L'ONU") is a word of its own.
    r"|(?P<word>(?:[^\W\d_]\.){2,}|\b(?:[Qq]u|[Jj]usqu|[LD]|[ldns])['’](?=\w)|[^\W\d_][\w\u0300-\u036f\u064b-\u0652]*(?:['’\u2010\u2011-]\w+)*)"
    r"|(?P<mark>\.\.\.|<=|>=|\S)"
)
_ENDS = frozenset(".?!…。։।؟")
_CLOSERS = frozenset("\"'”’»)]*")
# Channels of authorities mark their lines with pictures instead of bullets.
_PICTURE = r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
_BULLET = re.compile(
    rf"\s*(?:(?:[-•*·–—▪●◦‣]\ufe0f?|\(?\d{{1,2}}[.)]|[a-z]\))\s+|{_PICTURE}[\ufe0f\u200d]*(?:{_PICTURE}[\ufe0f\u200d]*)*\s*)"
)
# A line shorter than this that does not end a sentence is its own block, not a wrapped one: files wrapped by
# mail programs and terminals break between 60 and 80 columns.
_WRAPPED_AT_LEAST = 55
# "#2 | 9 June 2024" and "Khartoum/Oslo, 24 April 2023": a line that is little more than a date is its own block.
_DATED = re.compile(r"[^.!?]{0,30}\b(?:\d{1,2}\s+[^\W\d_]+|[^\W\d_]+\s+\d{1,2},)\s+\d{4}")
# Sentences of edited prose stay under 100 tokens; the grammar looks at every pair of words in one.
_SENTENCE_TOKENS_MOST = 250


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark, and where it stands."""

    text: str
    low: str
    start: int
    end: int
    kind: str  # skip, phone, date, clock, ordinal, number, word, mark


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence; ``block`` counts paragraphs and bullets, ``role`` tells what the block is."""

    tokens: tuple[Token, ...]
    block: int
    role: str  # title, heading, bullet, body
    first_in_block: bool
    in_quote: bool

    @property
    def span(self) -> Span:
        """From the first letter to the closing mark."""
        return Span(self.tokens[0].start, self.tokens[-1].end)


def tokens_of(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Cut a stretch of text into tokens; nothing but spaces is lost."""
    return tuple(
        Token(found[0], _plain(found[0]), found.start(), found.end(), found.lastgroup or "mark")
        for found in _TOKEN.finditer(text, start, len(text) if end is None else end)
    )


# The marks of Arabic vowels, which some writers set and others leave out.
_VOWELS = dict.fromkeys(range(0x064B, 0x0653))


def _plain(word: str) -> str:
    return (
        unicodedata.normalize("NFC", word)
        .translate(_VOWELS)
        .replace("’", "'")
        .replace("‑", "-")
        .replace("‐", "-")
        .lower()
    )


def lone_words(phrase: str) -> tuple[str, ...]:
    """A phrase of a table as the words the tokens will show."""
    if phrase.endswith("*"):
        return (*lone_words(phrase[:-1])[:-1], lone_words(phrase[:-1])[-1] + "*")
    return tuple(token.low for token in tokens_of(phrase))


def sentences_of(text: str, abbreviations: frozenset[str]) -> tuple[Sentence, ...]:
    """All sentences in order. Titles, headings and bullets end with their line; wrapped lines are joined."""
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_blocks(text)):
        tokens = tokens_of(text, start, end)
        role = _role(text[start:end], tokens, first=number == 0)
        if role == "bullet" and (mark := _BULLET.match(text, start, end)):
            tokens = tuple(t for t in tokens if t.start >= mark.end()) or tokens
        in_quote = False
        for k, piece in enumerate(_pieces(_split(tokens, text, abbreviations))):
            found.append(Sentence(piece, number, role, k == 0, in_quote))
            in_quote = _still_quoted(piece, in_quote=in_quote)
    return tuple(found)


def _still_quoted(tokens: Sequence[Token], *, in_quote: bool) -> bool:
    for token in tokens:
        if token.low in {"“", "«", "„"}:
            in_quote = True
        elif token.low in {"”", "»"}:
            in_quote = False
        elif token.low == '"':
            in_quote = not in_quote
    return in_quote


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    start: int | None = None
    end = 0
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        if not stripped:
            if start is not None:
                yield start, end
            start = None
        else:
            own = _BULLET.match(line) is not None or _DATED.fullmatch(stripped) is not None
            new = start is None or own or not _runs_on(text[start:end])
            if new and start is not None:
                yield start, end
            if new:
                start = at + len(line) - len(line.lstrip())
            end = at + len(line.rstrip())
        at += len(line)
    if start is not None:
        yield start, end


def _runs_on(before: str) -> bool:
    last = before.splitlines()[-1].strip() if before else ""
    return len(last) >= _WRAPPED_AT_LEAST and last[-1] not in _ENDS and last[-1] != ":"


def _role(block: str, tokens: Sequence[Token], *, first: bool) -> str:
    if _BULLET.match(block):
        return "bullet"
    ended = bool(tokens) and tokens[-1].low in _ENDS | _CLOSERS
    if first and len(tokens) <= 40 and (not ended or tokens[-1].low == "?"):
        return "title"
    if len(tokens) <= 16 and not ended:
        return "heading"
    return "body"


def _split(
    tokens: tuple[Token, ...], text: str, abbreviations: frozenset[str]
) -> Iterator[tuple[Token, ...]]:
    start = 0
    i = 0
    while i < len(tokens):
        if (tokens[i].low in _ENDS or _armenian_stop(tokens, i)) and not _inside_a_sentence(
            tokens, i, text, abbreviations
        ):
            end = i + 1
            while (
                end < len(tokens) and tokens[end].low in _CLOSERS and tokens[end].start == tokens[end - 1].end
            ):
                end += 1
            if end == len(tokens) or not _spoken_on(tokens, i, end):
                yield tokens[start:end]
                start = end
            i = end
        else:
            i += 1
    if start < len(tokens):
        yield tokens[start:]


def _pieces(sentences: Iterator[tuple[Token, ...]]) -> Iterator[tuple[Token, ...]]:
    """A "sentence" of a thousand words is a table that lost its lines; it is read in stretches."""
    for tokens in sentences:
        for start in range(0, len(tokens), _SENTENCE_TOKENS_MOST):
            yield tokens[start : start + _SENTENCE_TOKENS_MOST]


def _armenian_stop(tokens: Sequence[Token], i: int) -> bool:
    """Armenian closes a sentence with its own mark, for which keyboards give a colon."""
    before = tokens[i - 1].text[-1] if i else ""
    return tokens[i].low == ":" and "\u0531" <= before <= "\u0587"


def _inside_a_sentence(tokens: Sequence[Token], i: int, text: str, abbreviations: frozenset[str]) -> bool:
    if tokens[i].low != "." or i == 0 or i + 1 >= len(tokens):
        return False
    before, after = tokens[i - 1], tokens[i + 1]
    touching = before.end == tokens[i].start
    if after.start == tokens[i].end and after.low not in _CLOSERS:
        return True
    if (
        touching
        and before.kind == "word"
        and (before.low + "." in abbreviations or (len(before.text) == 1 and before.text.isupper()))
    ):
        return True
    return after.kind == "word" and after.text[0].islower() and text[tokens[i].end : after.start] == " "


def _spoken_on(tokens: Sequence[Token], mark: int, end: int) -> bool:
    """A question or cry in quotes followed by a small letter goes on: "Why?" he asked."""
    return end > mark + 1 and tokens[end].kind == "word" and tokens[end].text[0].islower()
