"""Writes down who was shown what: one chained entry, names of fields, never values."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction

from kinward.model.event import FIRST_HASH, Actor, moment_text
from kinward.model.protection import Disclosure, hash_of_disclosure
from kinward.storage.bulk import insert
from kinward.storage.models import ReadLogEntry

_READ_LOG_LOCK = 54649274  # beside the journal's writer lock


class DjangoReadLog:
    """The read log in Django's database."""

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        """The clock comes from wiring."""
        self._now = now

    def disclose(
        self,
        actor: Actor,
        action: str,
        purpose: str,
        subject_kind: str,
        subject: str,
        fields: Iterable[str],
        answer: str,
    ) -> None:
        """Chain one entry, committed before the page is shown."""
        self.disclose_all(actor, action, purpose, [(subject_kind, subject, tuple(fields), answer)])

    def disclose_all(
        self, actor: Actor, action: str, purpose: str, shown: Iterable[tuple[str, str, tuple[str, ...], str]]
    ) -> None:
        """Chain one entry for every record of a list that was shown: (subject kind, subject, fields, answer)."""
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_READ_LOG_LOCK])
            position, previous = _end()
            rows = []
            for subject_kind, subject, fields, answer in shown:
                position += 1
                entry = Disclosure(
                    position, self._now(), actor.account, actor.device, actor.organisation, purpose, action,
                    subject_kind, subject, tuple(sorted(fields)), answer, previous,
                )  # fmt: skip
                entry = replace(entry, hash=hash_of_disclosure(entry))
                previous = entry.hash
                rows.append(disclosure_row(entry))
            insert(ReadLogEntry, rows)

    @staticmethod
    def entries(organisation: str, *, subject: str = "", actor: str = "", most: int) -> list[Disclosure]:
        """What accounts of an organisation opened, newest first; of one record, or by one account."""
        rows = ReadLogEntry.objects.filter(organisation=organisation).order_by("-position")
        if subject:
            rows = rows.filter(subject=subject)
        if actor:
            rows = rows.filter(actor=actor)
        return [disclosure_from(row) for row in rows[:most]]


def _end() -> tuple[int, str]:
    """Place and hash of the newest entry. By the cursor: every look at a record asks this."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT "position", "hash" FROM "read_log" ORDER BY "position" DESC LIMIT 1')
        found = cursor.fetchone()
    return (int(found[0]), str(found[1])) if found else (0, FIRST_HASH)


def disclosure_row(entry: Disclosure) -> dict[str, object]:
    """An entry as its columns."""
    return {
        "position": entry.position, "at": moment_text(entry.at), "actor": entry.actor, "device": entry.device,
        "organisation": entry.organisation, "purpose": entry.purpose, "action": entry.action,
        "subject_kind": entry.subject_kind, "subject": entry.subject, "fields": " ".join(entry.fields),
        "answer": entry.answer, "previous_hash": entry.previous_hash, "hash": entry.hash,
    }  # fmt: skip


def disclosure_from(row: ReadLogEntry) -> Disclosure:
    """A stored entry as a value."""
    return Disclosure(
        row.position, datetime.fromisoformat(row.at), row.actor, row.device, row.organisation, row.purpose,
        row.action, row.subject_kind, row.subject, tuple(row.fields.split(" ")) if row.fields else (), row.answer, row.previous_hash, row.hash,
    )  # fmt: skip
