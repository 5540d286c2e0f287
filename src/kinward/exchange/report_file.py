"""One guarded way to open a report - text, page, mail, feed or PDF - so that every letter keeps its place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from kinward.exchange.report_feed import entries_of_feed, is_feed
from kinward.exchange.report_mail import is_mail, letter_of_mail
from kinward.exchange.report_page import is_date, is_page, read_page
from kinward.exchange.report_pdf import is_pdf, text_of_pdf
from kinward.exchange.report_piece import Piece
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


def read_report_file(
    path: Path, published: str | None = None, outlet: str | None = None, today: date | None = None
) -> tuple[Report, ...]:
    """Open a file as the reports in it: one, or as many as a feed has entries.

    Text, web pages, mail and feeds in UTF-8; PDF where the extra ``pdf`` is installed. Raises BadInputError when
    the file is missing, empty, too large, of another kind or broken, when ``published`` is no date or comes after
    ``today``, and when ``outlet`` has invisible characters in it. Spans count the code points of the text as kept.
    """
    problems: list[Problem] = []
    _refuse_no_date(published, problems, today)
    _refuse_no_line(outlet, problems)
    content = _content_of(path, problems)
    if content is None:
        raise BadInputError(problems)
    return _reports(path.name, content, published, outlet, problems)


def read_report_bytes(
    name: str,
    content: bytes,
    published: str | None = None,
    outlet: str | None = None,
    today: date | None = None,
) -> tuple[Report, ...]:
    """As ``read_report_file``, of bytes that somebody sent under a name. Raises BadInputError with every problem."""
    problems: list[Problem] = []
    _refuse_no_date(published, problems, today)
    _refuse_no_line(outlet, problems)
    return _reports(name, content, published, outlet, problems)


def _reports(
    name: str, content: bytes, published: str | None, outlet: str | None, problems: list[Problem]
) -> tuple[Report, ...]:
    """Ask what kind of file it is, read its text, refuse what no report has in it."""
    if is_pdf(content):
        found = [Piece(_text_of_pdf(name, content, problems))]
    else:
        text = _decoded(name, content, problems)
        if text is None or problems:
            raise BadInputError(problems)
        found = _pieces(name, text, content)
    if problems:
        raise BadInputError(problems)
    for piece in found:
        _refuse_hidden_letters(piece.text, name, problems)
        if not piece.text.strip():
            what, do = Message("there is no text in it"), Message("save the article itself, or its text")
            problems.append(Problem(what, do, name))
    if problems:
        raise BadInputError(problems)
    many = len(found) > 1
    return tuple(
        Report(
            f"{name}#{n}" if many else name, piece.text, published or piece.published, outlet or piece.outlet
        )
        for n, piece in enumerate(found, 1)
    )


def _pieces(name: str, text: str, content: bytes) -> list[Piece]:
    if is_feed(text):
        return entries_of_feed(name, content)
    if is_mail(name, text):
        return [letter_of_mail(name, content)]
    if is_page(name, text):
        page = read_page(text)
        return [Piece(page.text, page.published)]
    return [Piece(text)]


def _text_of_pdf(name: str, content: bytes, problems: list[Problem]) -> str:
    text = text_of_pdf(name, content, CHARACTERS_MOST)
    _refuse_unreadable(text, lambda what, do, row=None: problems.append(Problem(what, do, name, row)))
    return text


def _refuse_hidden_letters(text: str, name: str, problems: list[Problem]) -> None:
    """A page may also write them as &#x202e;, where the row of the file does not show them."""
    if strange := next((letter for letter in text if _is_strange(letter)), None):
        what = Message("there is an invisible character U+{code} in it", {"code": f"{ord(strange):04X}"})
        problems.append(Problem(what, Message("this is not plain text; save the report again as text"), name))


def _refuse_no_line(outlet: str | None, problems: list[Problem]) -> None:
    if why := why_not_a_line(outlet or ""):
        problems.append(Problem(why, Message("type it again without that character"), column="outlet"))


def _refuse_no_date(published: str | None, problems: list[Problem], today: date | None = None) -> None:
    if published is not None and is_date(published):
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
