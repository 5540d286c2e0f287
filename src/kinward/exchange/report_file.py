"""One guarded way to open a report, as text or as a web page, so that every letter keeps its place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

from kinward.exchange.tables import known_binary
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.report import Report
from kinward.model.written_name import why_not_a_line

# The longest situation reports run to 100 pages of 4,000 characters; a hundred times a news story is no report.
CHARACTERS_MOST = 500_000
BYTES_MOST = 8 * 1024 * 1024
# A line this long is not prose: pages that put a whole report in one line stay under it.
LINE_CHARACTERS_MOST = 60_000
# Newlines, tabs, form feeds and carriage returns occur in text files; other control characters do not.
# NEL (U+0085) ends lines in texts from mainframes.
_ORDINARY_CONTROLS = frozenset("\t\n\r\f\v\x85")
_OVERRIDES = frozenset("\u202d\u202e")
_Wrong = Callable[..., None]
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body", "<?xml", "<article", "<div", "<p>", "<p ")


def read_report_file(
    path: Path, published: str | None = None, outlet: str | None = None, today: date | None = None
) -> Report:
    """Open a UTF-8 text or HTML file as a report.

    Raises BadInputError when the file is missing, empty, too large, binary or not UTF-8, when ``published``
    is no date or comes after ``today``, and when ``outlet`` has invisible characters in it. Line ends are kept as they stand, so spans count the code points of the text as decoded.
    """
    problems: list[Problem] = []
    _refuse_no_date(published, problems, today)
    _refuse_no_line(outlet, problems)
    content = _content_of(path, problems)
    if content is None:
        raise BadInputError(problems)
    return _report(path.name, content, published, outlet, problems)


def read_report_bytes(
    name: str, content: bytes, published: str | None = None, outlet: str | None = None
) -> Report:
    """As ``read_report_file``, of bytes that somebody sent under a name. Raises BadInputError with every problem."""
    problems: list[Problem] = []
    _refuse_no_date(published, problems)
    _refuse_no_line(outlet, problems)
    return _report(name, content, published, outlet, problems)


def _report(
    name: str, content: bytes, published: str | None, outlet: str | None, problems: list[Problem]
) -> Report:
    text = _decoded(name, content, problems)
    if text is None or problems:
        raise BadInputError(problems)
    if not _is_html(Path(name), text):
        return Report(name, text, published, outlet)
    page = _page(text)
    _refuse_hidden_letters(page.text, name, problems)
    if problems:
        raise BadInputError(problems)
    if not page.text.strip():
        raise BadInputError(
            [
                Problem(
                    Message("the page has no text in it"),
                    Message("save the article itself, or its text"),
                    name,
                )
            ]
        )
    return Report(name, page.text, published or page.published, outlet)


def _refuse_hidden_letters(text: str, name: str, problems: list[Problem]) -> None:
    """A page may also write them as &#x202e;, where the row of the file does not show them."""
    if strange := next((letter for letter in text if _is_strange(letter)), None):
        what = Message("there is an invisible character U+{code} in it", {"code": f"{ord(strange):04X}"})
        problems.append(Problem(what, Message("this is not plain text; save the report again as text"), name))


def _refuse_no_line(outlet: str | None, problems: list[Problem]) -> None:
    if why := why_not_a_line(outlet or ""):
        problems.append(Problem(why, Message("type it again without that character"), column="outlet"))


def _refuse_no_date(published: str | None, problems: list[Problem], today: date | None = None) -> None:
    if published is not None and _is_date(published):
        if today is not None and date.fromisoformat(published) > today:
            what = Message("the day of publication is still to come")
            problems.append(Problem(what, Message("write it as YYYY-MM-DD"), column="published"))
    elif published is not None:
        problems.append(
            Problem(
                Message("the day of publication is not a date"),
                Message("write it as YYYY-MM-DD"),
                column="published",
            )
        )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _content_of(path: Path, problems: list[Problem]) -> bytes | None:
    def wrong(what: Message, do: Message) -> None:
        problems.append(Problem(what, do, path.name))

    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= BYTES_MOST else b""
    except OSError as error:
        wrong(
            Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"}),
            Message("check the path and that you may read it"),
        )
        return None
    if size > BYTES_MOST:
        wrong(
            Message("the file has {bytes} bytes, more than {most}", {"bytes": size, "most": BYTES_MOST}),
            Message("give one report at a time"),
        )
        return None
    return content


def _decoded(name: str, content: bytes, problems: list[Problem]) -> str | None:
    def wrong(what: Message, do: Message, row: int | None = None) -> None:
        problems.append(Problem(what, do, name, row))

    if (kind := known_binary(content)) is not None:
        wrong(
            Message("this is a {kind} file, not text", {"kind": kind}),
            Message("save the report as plain text or HTML"),
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        wrong(Message("the file is not UTF-8 text"), Message("save it again as plain text in UTF-8"), row)
        return None
    _refuse_unreadable(text, wrong)
    return text if not problems else None


def _refuse_unreadable(text: str, wrong: _Wrong) -> None:
    if not text.strip():
        wrong(Message("the file is empty"), Message("give a report with some text in it"))
        return
    if len(text) > CHARACTERS_MOST:
        wrong(
            Message(
                "the report has {characters} characters, more than {most}",
                {"characters": len(text), "most": CHARACTERS_MOST},
            ),
            Message("give one report at a time"),
        )
        return
    for row, line in enumerate(text.split("\n"), start=1):
        if len(line) > LINE_CHARACTERS_MOST:
            wrong(
                Message(
                    "the line has {characters} characters, more than {most}",
                    {"characters": len(line), "most": LINE_CHARACTERS_MOST},
                ),
                Message("break the report into paragraphs"),
                row,
            )
        strange = next((c for c in line if _is_strange(c)), None)
        if strange is not None:
            wrong(
                Message("there is an invisible character U+{code} in it", {"code": f"{ord(strange):04X}"}),
                Message("this is not plain text; save the report again as text"),
                row,
            )
            return


def _is_strange(letter: str) -> bool:
    """Control characters, and those that make a text read otherwise than it is kept.

    Marks and embeddings of direction stay: newspapers in Arabic and Hebrew write them around numbers and names.
    """
    if letter in _OVERRIDES:
        return True
    return (ord(letter) < 32 or 0x7F <= ord(letter) < 0xA0) and letter not in _ORDINARY_CONTROLS


def _is_html(path: Path, text: str) -> bool:
    head = text[:2000].lstrip().lower()
    return path.suffix.lower() in {".html", ".htm", ".xhtml"} or head.startswith(_HTML_STARTS)


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
class _Page:
    """The text of a page as it is read aloud, and the day its own metadata gives."""

    text: str = ""
    published: str | None = None


class _Reading(HTMLParser):
    """Collects the text; scripts, menus and forms are passed over, blocks become lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: list[str] = []
        self.page = _Page()

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
        if text and _is_date(text[:10]):
            self.page.published = self.page.published or text[:10]


def _page(html: str) -> _Page:
    reading = _Reading()
    reading.feed(html)
    reading.close()
    lines = (" ".join(line.split()) for line in "".join(reading.pieces).split("\n"))
    reading.page.text = "\n\n".join(line for line in lines if line and line != "-") + "\n"
    return reading.page
