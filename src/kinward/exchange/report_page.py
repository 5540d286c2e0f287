"""A web page as the text that is read aloud: no scripts, menus or forms; blocks become lines."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser

_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<article", "<div", "<p>", "<p ")


def is_page(name: str, text: str) -> bool:
    """Whether a text is a web page, by its name or its first letters."""
    head = text[:2000].lstrip().lower()
    markup = head.startswith(_HTML_STARTS) or (head.startswith("<?xml") and "<html" in head)
    return name.lower().endswith((".html", ".htm", ".xhtml")) or markup


_SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "svg",
        "iframe",
        "head",
        "figcaption",
        "select",
    )
)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "br",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "main",
        "blockquote",
        "td",
        "th",
        "dt",
        "dd",
        "title",
        "hr",
    )
)
_VOID = frozenset(
    ("br", "hr", "img", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed", "track")
)
_PUBLISHED = frozenset(
    (
        "article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dcterms.created",
        "pubdate",
        "publish-date",
        "parsely-pub-date",
        "dc.date.issued",
        "og:published_time",
    )
)


@dataclass(slots=True)
class WebPage:
    """The text of a page as it is read aloud, and the day its own metadata gives."""

    text: str = ""
    published: str | None = None


class _Reading(HTMLParser):
    """Collects the text; scripts, menus and forms are passed over, blocks become lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: list[str] = []
        self.page = WebPage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._note_metadata(dict(attrs))
        if tag == "time" and self.page.published is None:
            self._note_day(dict(attrs).get("datetime"))
        if tag in _SILENT and tag not in _VOID:
            self.silent.append(tag)
        elif tag in _BLOCKS and not self.silent:
            self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif tag in _BLOCKS and not self.silent:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(" ".join(data.split()) if data.strip() else " ")
            if data[-1:].isspace():
                self.pieces.append(" ")
            if data[:1].isspace() and data.strip():
                self.pieces.insert(len(self.pieces) - (2 if data[-1:].isspace() else 1), " ")

    def _note_metadata(self, attributes: dict[str, str | None]) -> None:
        name = (
            attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        ).lower()
        if name in _PUBLISHED:
            self._note_day(attributes.get("content"))

    def _note_day(self, text: str | None) -> None:
        if text and is_date(text[:10]):
            self.page.published = self.page.published or text[:10]


def read_page(html: str) -> WebPage:
    """The words of a web page line by line, with what its markup says of its day."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    lines = (" ".join(line.split()) for line in "".join(reading.pieces).split("\n"))
    reading.page.text = "\n\n".join(line for line in lines if line and line != "-") + "\n"
    return reading.page


def is_date(text: str) -> bool:
    """Whether it is a day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
