"""A feed (RSS or Atom) as its entries, each a report of its own with its own day."""

import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from xml.parsers import expat

from kinward.exchange.report_page import is_date, read_page
from kinward.exchange.report_piece import Piece
from kinward.model.problem import BadInputError, Message, Problem

# Feeds keep their newest 10 to 50 entries; a thousand are an archive, which nobody reviews at once.
ENTRIES_MOST = 200
_DEPTH_MOST = 40
_ENTRY = frozenset(("item", "entry"))
# The fullest text first; the names are those of RSS 2.0, its content module, Dublin Core and Atom (RFC 4287).
_TEXTS = ("encoded", "content", "description", "summary")
_DAYS = ("pubdate", "published", "date", "updated")
_START = re.compile(
    r"\s*(?:<\?xml[^>]*>)?(?:\s|<!--.*?-->|<!DOCTYPE\s[^>\[]*(?:\[.*?\]\s*)?>)*<(?:rss|feed|rdf:RDF)\b",
    re.DOTALL,
)


def is_feed(text: str) -> bool:
    """Whether a text is a feed, by its first element."""
    return _START.match(text[:4000]) is not None


def entries_of_feed(name: str, content: bytes) -> list[Piece]:
    """Every entry with a text. Raises BadInputError for broken XML, entities of its own, and too many entries."""
    feed = _Feed()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = feed.opened
    parser.EndElementHandler = feed.closed
    parser.CharacterDataHandler = feed.said
    parser.StartDoctypeDeclHandler = _refuse_entities(name)
    try:
        parser.Parse(content, True)  # noqa: FBT003  # expat takes "final" by its place
    except expat.ExpatError as error:
        raise _refusal(
            name, Message("the feed is broken"), Message("save it again from its address"), error.lineno
        ) from None
    except _TooDeepError:
        raise _refusal(
            name, Message("the feed is broken"), Message("save it again from its address")
        ) from None
    if len(feed.entries) > ENTRIES_MOST:
        what = Message(
            "the feed has {entries} entries, more than {most}",
            {"entries": len(feed.entries), "most": ENTRIES_MOST},
        )
        raise _refusal(name, what, Message("give its newest entries"))
    found = [piece for entry in feed.entries if (piece := _piece(entry, feed.title)).text.strip()]
    if not found:
        raise _refusal(
            name, Message("there is no text in it"), Message("save the article itself, or its text")
        )
    return found


class _TooDeepError(Exception):
    """Elements inside elements beyond what a feed has."""


class _Feed:
    """What the parser has heard so far: the feed's title, and one table of texts for each entry."""

    def __init__(self) -> None:
        self.title = ""
        self.entries: list[dict[str, str]] = []
        self._path: list[str] = []
        self._entry: dict[str, str] | None = None

    def opened(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins."""
        self._path.append(name.rsplit(":", 1)[-1].lower())
        if len(self._path) > _DEPTH_MOST:
            raise _TooDeepError
        if self._path[-1] in _ENTRY and self._entry is None:
            self._entry = {}

    def closed(self, name: str) -> None:
        """An element ends."""
        if name.rsplit(":", 1)[-1].lower() in _ENTRY and self._entry is not None:
            self.entries.append(self._entry)
            self._entry = None
        self._path.pop()

    def said(self, text: str) -> None:
        """Letters inside the element that is open."""
        if self._entry is not None:
            self._entry[self._path[-1]] = self._entry.get(self._path[-1], "") + text
        elif self._path[-1:] == ["title"] and self._path[-2:-1] in (["channel"], ["feed"]):
            self.title += text


def _piece(entry: dict[str, str], outlet: str) -> Piece:
    title = " ".join(entry.get("title", "").split())
    body = next((entry[key] for key in _TEXTS if entry.get(key, "").strip()), "")
    text = read_page(body).text if "<" in body else body.strip() + "\n"
    day = next((day for key in _DAYS if (day := _day(entry.get(key, "")))), None)
    return Piece(f"{title}\n\n{text}" if title else text, day, " ".join(outlet.split())[:200] or None)


def _day(text: str) -> str | None:
    """RSS writes days as mail does, Atom as ISO."""
    plain = text.strip()
    if is_date(plain[:10]):
        return plain[:10]
    try:
        return parsedate_to_datetime(plain).date().isoformat()
    except (ValueError, TypeError):
        return None


def _refuse_entities(name: str) -> Callable[..., None]:
    """A feed needs no document type; one that has it may hold entities that swell to gigabytes."""

    def refuse(*_declared: object) -> None:
        what = Message("it declares a document type of its own")
        raise _refusal(name, what, Message("save the article itself, or its text"))

    return refuse


def _refusal(name: str, what: Message, do: Message, row: int | None = None) -> BadInputError:
    return BadInputError([Problem(what, do, name, row)])
