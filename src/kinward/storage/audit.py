"""Reads journal, quarantine and read log as they are stored, and asks ``protect.chains`` whether they are whole."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from django.db import connection, models

from kinward.model.event import FIRST_HASH
from kinward.model.problem import Message
from kinward.model.protection import hash_of_disclosure
from kinward.protect.chains import (
    ERASURE,
    Body,
    Entry,
    Head,
    Link,
    faults_of_body,
    faults_of_chain,
    faults_of_journal,
)
from kinward.storage.bulk import columns_of
from kinward.storage.journal import event_from, header_row, quarantine_hash
from kinward.storage.models import JournalErasure, JournalEvent, JournalQuarantine, ReadLogEntry
from kinward.storage.readlog import disclosure_from, disclosure_row

_Value = TypeVar("_Value")


def verify(against: Head | None) -> Iterator[Message]:
    """Everything wrong with journal, quarantine and read log; nothing when all is as it was written."""
    decided = first_decisions()
    kept = against or Head()
    known = against is not None
    yield from faults_of_journal(_entries(), decided, (kept.journal, kept.journal_hash) if known else None)
    yield from _quarantine(decided, (kept.quarantine, kept.quarantine_hash) if known else None)
    yield from faults_of_chain(
        "read log", _disclosures(), (kept.read_log, kept.read_log_hash) if known else None
    )
    yield from _left_over()


def head() -> Head:
    """Where the three chains stand now."""
    return Head(
        *_end(JournalEvent, "position_hash"), *_end(JournalQuarantine, "hash"), *_end(ReadLogEntry, "hash")
    )


def first_decisions() -> dict[str, str]:
    """For everyone who was erased the first decision that said so."""
    decisions = JournalEvent.objects.filter(kind=ERASURE).order_by("-position")
    return dict(decisions.values_list("subject", "id"))


def _end(model: type[models.Model], column: str) -> tuple[int, str]:
    last = model._default_manager.order_by("-position").values_list("position", column).first()
    return last or (0, FIRST_HASH)


# ----------------------------------------------------------------------------------------- rows as they are stored


def _entries() -> Iterator[Entry]:
    for row, body in _with_bodies(JournalEvent):
        event = _exactly(row, lambda row: event_from(JournalEvent(**row), None), header_row)
        yield Entry(row["position"], event, body)


def _quarantine(decided: Mapping[str, str], kept: tuple[int, str] | None) -> Iterator[Message]:
    links: list[Link] = []  # as long as the quarantine, which is short
    for row, body in _with_bodies(JournalQuarantine):
        links.append(Link(row["position"], row["previous_hash"], row["hash"], quarantine_hash(row)))
        decision = decided.get(row["subject"]) if row["kind"] != ERASURE else None
        yield from faults_of_body("quarantine", row["position"], body, row["body_hash"], decision)
    yield from faults_of_chain("quarantine", links, kept)


def _disclosures() -> Iterator[Link]:
    columns = columns_of(ReadLogEntry)
    for values in _rows(f"SELECT {_named(columns)} FROM read_log ORDER BY position"):  # noqa: S608  # our names
        row = dict(zip(columns, values, strict=True))
        entry = _exactly(row, lambda row: disclosure_from(ReadLogEntry(**row)), disclosure_row)
        due = hash_of_disclosure(replace(entry, hash="")) if entry else ""
        yield Link(row["position"], row["previous_hash"], row["hash"], due)


def _left_over() -> Iterator[Message]:
    """Bodies and erasures that belong to nothing."""
    for table, what in (
        ("journal_body", "there is a body without an event: {event}"),
        (JournalErasure._meta.db_table, "there is an erasure without an event: {event}"),
    ):
        lost = (
            f"SELECT t.event FROM {table} t LEFT JOIN journal_event e ON e.id = t.event "  # noqa: S608  # our names
            "LEFT JOIN journal_quarantine q ON q.id = t.event WHERE e.id IS NULL AND q.id IS NULL"
        )
        for (event,) in _rows(lost):
            yield Message(what, {"event": str(event)[:36]})


def _with_bodies(model: type[models.Model]) -> Iterator[tuple[dict[str, Any], Body]]:
    columns = columns_of(model)
    question = (
        f"SELECT {_named(columns, 'e.')}, b.salt, b.body, x.erased_by "  # noqa: S608  # names from our models
        f"FROM {model._meta.db_table} e LEFT JOIN journal_body b ON b.event = e.id "
        "LEFT JOIN journal_erasure x ON x.event = e.id ORDER BY e.position"
    )
    for values in _rows(question):
        salt, body, erased_by = values[len(columns) :]
        yield dict(zip(columns, values, strict=False)), Body(salt, body, erased_by or "")


def _named(columns: Sequence[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def _rows(question: str) -> Iterator[Sequence[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(question)
        while rows := cursor.fetchmany(2_000):
            yield from rows


def _exactly(
    row: Mapping[str, Any],
    read: Callable[[Mapping[str, Any]], _Value],
    written: Callable[[_Value], Mapping[str, Any]],
) -> _Value | None:
    """The value in a row, or None when writing it again would not give the same characters.

    Hashes are taken over values. A moment in another time zone or an id in capitals is the same value, and yet
    somebody has been at it.
    """
    try:
        value = read(row)
        return value if written(value) == row else None
    except (ValueError, TypeError, AttributeError):
        return None
