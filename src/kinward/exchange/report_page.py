"""A web page as the text that is read aloud: no scripts, menus or forms; blocks become lines.

A simple table - one row of headings, a label opening each row, numbers in all other cells - becomes a line for each
number, "row: heading: number". Any other table stays as its cells, one a line.
"""

import re
from dataclasses import dataclass, field
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


# What may stand in a cell of numbers: a number with its marks, a note in brackets behind it; or nothing.
_NUMBER = re.compile(
    r"[~<>≥≤≈]?\s*[$€£]?\s*\d[\d.,'\u2019\s\u00a0\u202f]*\+?\s*%?\s*(?:\([^()]*\)|\[\w+\]|\*)?"
)
_EMPTY = frozenset(("", "-", "–", "—", "n/a", "na", "...", "…"))


@dataclass(slots=True)
class _Table:
    """The cells of a table as they come; not ``simple`` once a cell spans others or holds a table."""

    opened: int
    rows: list[list[str]] = field(default_factory=list)
    caption: str = ""
    inside: str = ""
    simple: bool = True

    def add(self, data: str) -> None:
        """More letters of the caption or of the cell that is open."""
        if self.inside == "caption":
            self.caption += data
        elif self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data

    def lines(self) -> list[str] | None:
        """A line for each number, or None for a table that is not simple."""
        rows = [[" ".join(cell.split()) for cell in row] for row in self.rows if row]
        if not self.simple or len(rows) < 2 or len(rows[0]) < 2:
            return None
        heads, *body = rows
        even = all(len(row) == len(heads) for row in body)
        headed = all(heads[1:]) and not any(_NUMBER.fullmatch(head) for head in heads[1:])
        labelled = all(row[0] and not _NUMBER.fullmatch(row[0]) for row in body)
        counted = all(_NUMBER.fullmatch(c) or c.lower() in _EMPTY for row in body for c in row[1:])
        if not (even and headed and labelled and counted):
            return None
        told = [
            f"{row[0].rstrip(' :')}: {head.rstrip(' :')}: {cell}"
            for row in body
            for head, cell in zip(heads[1:], row[1:], strict=True)
            if cell.lower() not in _EMPTY
        ]
        return [" ".join(self.caption.split()), *told] if self.caption.strip() else told


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
        self.table: _Table | None = None

    def _open_in_table(self, tag: str, attrs: dict[str, str | None]) -> None:
        if self.table is None:
            self.table = _Table(len(self.pieces)) if tag == "table" else None
            return
        if tag == "table" or any((attrs.get(span) or "1").strip() != "1" for span in ("colspan", "rowspan")):
            self.table.simple = False
        elif tag == "tr":
            self.table.rows.append([])
        elif tag in {"td", "th"} and self.table.rows:
            self.table.rows[-1].append("")
        if tag in {"td", "th", "caption"}:
            self.table.inside = tag
        elif tag in _BLOCKS:
            self.table.add(" ")

    def _close_table(self) -> None:
        lines = self.table.lines() if self.table is not None else None
        if self.table is not None and lines is not None:
            self.pieces[self.table.opened :] = ["\n" + "\n".join(lines) + "\n"]
        self.table = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self._note_metadata(dict(attrs))
        if tag == "time" and self.page.published is None:
            self._note_day(dict(attrs).get("datetime"))
        if tag in _SILENT and tag not in _VOID:
            self.silent.append(tag)
        elif not self.silent:
            self._open_in_table(tag, dict(attrs))
            if tag in _BLOCKS:
                self.pieces.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]
        elif not self.silent:
            if tag in _BLOCKS:
                self.pieces.append("\n")
            if tag == "table":
                self._close_table()

    def handle_data(self, data: str) -> None:
        if not self.silent:
            if self.table is not None:
                self.table.add(data)
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
