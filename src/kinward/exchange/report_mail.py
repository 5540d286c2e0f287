"""A letter - saved from a mail program or pasted with its head - as its text and the day it was sent.

Who sent it is not read: an address is a person's, and whoever passes a report on does not speak in it.
"""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate

from kinward.exchange.report_page import is_date, read_page
from kinward.exchange.report_piece import Piece
from kinward.model.problem import BadInputError, Message, Problem

_HEAD = re.compile(
    r"(?:From|Date|Sent|Subject|To|Cc|Reply-To|Return-Path|Received|Message-ID|MIME-Version|Delivered-To): ?\S",
    re.IGNORECASE,
)
_HEADS_LEAST = 2
# A report that was passed on five times is nested five deep; parts inside parts beyond this are no letter.
_PARTS_MOST = 50
_QUOTED = re.compile(r"(?:> ?)+")


def is_mail(name: str, text: str) -> bool:
    """Whether a text opens with the head of a letter."""
    head = text.lstrip().split("\n", 12)[:12]
    return name.lower().endswith(".eml") or (
        _HEAD.match(text.lstrip()) is not None
        and sum(_HEAD.match(line) is not None for line in head) >= _HEADS_LEAST
    )


def letter_of_mail(name: str, content: bytes) -> Piece:
    """The subject and the body; marks of quoting are taken off. Raises BadInputError for what is no letter."""
    plain = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.lower().count(b"multipart/") > _PARTS_MOST:
        raise _refusal(name)
    letter = message_from_bytes(plain, policy=policy.default)
    assert isinstance(letter, EmailMessage), "the default policy makes this kind of message"
    body = _body(name, letter)
    subject = " ".join(str(letter["subject"] or "").split())
    text = _unquoted(body.replace("\r\n", "\n")).split("\n-- \n")[0].strip() + "\n"
    return Piece(
        f"{subject}\n\n{text}" if subject else text, _day(str(letter["date"] or letter["sent"] or ""))
    )


def _unquoted(body: str) -> str:
    """Without the marks of quoting; where they begin or end somebody else writes, so a blank line stands there."""
    lines: list[str] = []
    depth = 0
    for line in body.split("\n"):
        marks = _QUOTED.match(line)
        now = marks[0].count(">") if marks else 0
        if now != depth:
            lines.append("")
        depth = now
        lines.append(line[marks.end() :] if marks else line)
    return "\n".join(lines)


def _body(name: str, letter: EmailMessage) -> str:
    try:
        part = letter.get_body(("plain", "html"))
        text = part.get_content() if part is not None else ""
    except (LookupError, KeyError, UnicodeError, ValueError):
        raise _refusal(name) from None
    if not isinstance(text, str):
        raise _refusal(name)
    return read_page(text).text if part is not None and part.get_content_subtype() == "html" else text


def _day(text: str) -> str | None:
    read = parsedate(text)
    day = f"{read[0]:04d}-{read[1]:02d}-{read[2]:02d}" if read else ""
    return day if is_date(day) else None


def _refusal(name: str) -> BadInputError:
    what, do = Message("the letter cannot be read"), Message("paste its text")
    return BadInputError([Problem(what, do, name)])
