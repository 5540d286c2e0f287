"""Changes journal and read log behind Kinward's back in every way we could think of, and asks the audit each time.

Half of the tamperings recompute every later hash, as somebody with all the code and all the time would. The head lies
elsewhere, HMACed, so they cannot make a new one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np
from django.db import connection, transaction
from tests.storage.writing import DESK, OTHER_DESK, draft, erasure, name_said, person_form, registered

from kinward import wiring
from kinward.model.event import FIRST_HASH, hash_of_body, hash_of_header, moment_text, place_in_position_chain
from kinward.model.protection import hash_of_disclosure
from kinward.protect.chains import sealed, unsealed
from kinward.storage import audit
from kinward.storage.bulk import columns_of
from kinward.storage.database import another_database, sqlite_at, working_in
from kinward.storage.journal import event_from, quarantine_hash
from kinward.storage.models import JournalBody, JournalEvent, JournalQuarantine, ReadLogEntry
from kinward.storage.readlog import disclosure_from

_TABLES = ("journal_event", "journal_body", "journal_erasure", "journal_quarantine", "read_log")
_KEY = b"a key that is not on this machine"
_WAYS = ("edit", "insert", "delete", "swap", "cut tail")


@dataclass(frozen=True, slots=True)
class Account:
    """How many of which tampering were tried and found; ``missed`` describes those that were not."""

    tried: Counter[str]
    found: Counter[str]
    missed: tuple[str, ...]


@contextmanager
def unguarded_copy(file: str) -> Iterator[None]:
    """The database in memory with its triggers gone: what somebody has who holds the disk."""
    import sqlite3

    with another_database(sqlite_at(":memory:")) as copy:
        copy.ensure_connection()
        source = sqlite3.connect(file)
        source.backup(copy.connection)
        source.close()
        with working_in(copy), connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
            yield


def some_history() -> None:
    """Two desks, a quarrel, an erasure and a few looks at people."""
    first = registered(person_form(), person_form("Anna", tell_nobody=True))
    registered(person_form("Mariam"), actor=OTHER_DESK)
    journal = wiring.journal()
    known = journal.events_about(first.people[0])[0]
    for text in ("otherwise", "and otherwise again"):
        other = draft("person_registered", first.people[0], name_said(text))
        journal.append([replace(other, id=known.id)], DESK)
    journal.append([draft("person_stated", first.people[1], ("age", {"said": "9"}))], OTHER_DESK)
    journal.append([erasure(first.people[1])], DESK)
    for subject in first.people:
        wiring.outside().read_log.disclose(
            DESK, "see_person", "trace", "person", str(subject), ["name"], "shown"
        )


def tamper_often(times: int, seed: int) -> Account:
    """Try ``times`` tamperings, each undone again; the audit is asked with the head that was kept."""
    chance = wiring.chance(seed)
    kept = sealed(audit.head(), _KEY)
    assert list(audit.verify(unsealed(kept, _KEY))) == [], "found before anything was changed"
    before = _contents()
    tried: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: list[str] = []
    while tried.total() < times:
        with transaction.atomic():
            way, told = _tamper(chance)
            changed = _contents() != before
            if changed:
                tried[way] += 1
                if next(audit.verify(unsealed(kept, _KEY)), None) is not None:
                    found[way] += 1
                else:
                    missed.append(told)
            transaction.set_rollback(True)
    return Account(tried, found, tuple(missed))


def _contents() -> list[Any]:
    with connection.cursor() as cursor:
        rows = []
        for table in _TABLES:
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            rows.append(cursor.fetchall())
        return rows


def _tamper(chance: np.random.Generator) -> tuple[str, str]:
    way = str(chance.choice(_WAYS))
    table = str(chance.choice(_TABLES, p=(0.35, 0.2, 0.05, 0.1, 0.3)))
    if way == "cut tail":
        table = str(chance.choice(["journal_event", "journal_quarantine", "read_log"]))
    told = _HANDS[way](table, chance)
    recomputed = bool(chance.integers(2))
    if recomputed:
        _recompute_everything()
    return (
        f"{way}{', hashes recomputed' if recomputed else ''}",
        f"{way} {table} {told} recomputed={recomputed}",
    )


# ------------------------------------------------------------------------------------------------------- the hands


@cache
def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _some_row(table: str, chance: np.random.Generator) -> dict[str, Any]:
    columns = _columns(table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        rows = cursor.fetchall()
    return dict(zip(columns, rows[int(chance.integers(len(rows)))], strict=True))


def _key_of(table: str) -> str:
    return {"journal_event": "id", "journal_quarantine": "id", "read_log": "position"}.get(table, "event")


def _told(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def _edit(table: str, chance: np.random.Generator) -> str:
    row, key = _some_row(table, chance), _key_of(table)
    column = str(chance.choice(_columns(table)))
    value = _other(row[column], chance)
    try:
        with transaction.atomic():
            _told(f'UPDATE {table} SET "{column}" = %s WHERE {key} = %s', value, row[key])
    except Exception:  # noqa: BLE001  # a key that is taken: nothing was changed, another is tried
        pass
    return f"{column} of {row[key]}: {row[column]!r} -> {value!r}"


def _other(value: Any, chance: np.random.Generator) -> Any:
    if isinstance(value, int):
        return value + int(chance.choice([-1, 1, 7]))
    ways: list[Callable[[str], str]] = [
        lambda text: text + "x",
        lambda text: text[:-1],
        lambda text: "",
        lambda text: text.upper(),
        lambda text: text.replace("+00:00", "Z"),
        lambda text: f"{text} ",
        lambda text: text[::-1],
        lambda text: text.replace("a", "e", 1),
    ]
    return ways[int(chance.integers(len(ways)))](str(value))


def _insert(table: str, chance: np.random.Generator) -> str:
    row, key = _some_row(table, chance), _key_of(table)
    row[key] = str(wiring.new_id()) if key != "position" else row[key]
    if "position" in row:
        last = _some_last(table)
        # Before the end: whoever adds behind the head has only done what every desk does.
        row["position"] = _make_room(table, int(chance.integers(1, last + 1)))
    if "seq" in row:
        row["seq"] += 1000
    if "actor" in row:
        row["actor"] = "somebody else"
    names = ", ".join(f'"{column}"' for column in row)
    _told(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(row))})", *row.values())
    if table == "journal_event" and chance.integers(2):  # with a body that fits
        _told("INSERT INTO journal_body (event, salt, body) VALUES (%s, 'salt', '{}')", row["id"])
        _told("UPDATE journal_event SET body_hash = %s WHERE id = %s", hash_of_body("salt", "{}"), row["id"])
    return f"{row[key]} at {row.get('position')}"


def _some_last(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT MAX(position) FROM {table}")
        return int(cursor.fetchone()[0] or 0)


def _make_room(table: str, at: int) -> int:
    _told(f"UPDATE {table} SET position = -position WHERE position >= %s", at)
    _told(f"UPDATE {table} SET position = 1 - position WHERE position < 0")
    return at


def _delete(table: str, chance: np.random.Generator) -> str:
    row, key = _some_row(table, chance), _key_of(table)
    _told(f"DELETE FROM {table} WHERE {key} = %s", row[key])
    if table == "journal_event" and chance.integers(2):  # thoroughly
        _told("DELETE FROM journal_body WHERE event = %s", row["id"])
        _told("DELETE FROM journal_erasure WHERE event = %s", row["id"])
    if "position" in row and chance.integers(2):
        _told(f"UPDATE {table} SET position = -position WHERE position > %s", row["position"])
        _told(f"UPDATE {table} SET position = -position - 1 WHERE position < 0")
    return str(row[key])


def _swap(table: str, chance: np.random.Generator) -> str:
    one, other, key = _some_row(table, chance), _some_row(table, chance), _key_of(table)
    column = "position" if "position" in one else "body" if "body" in one else "erased_by"
    if key == "position":
        _told(f"UPDATE {table} SET position = -1 WHERE position = %s", one[key])
        _told(f"UPDATE {table} SET position = %s WHERE position = %s", one[key], other[key])
        _told(f"UPDATE {table} SET position = %s WHERE position = -1", other[key])
    else:
        _told(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s", -1 if column == "position" else "", one[key]
        )
        _told(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", one[column], other[key])
        _told(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", other[column], one[key])
    return f"{one[key]} with {other[key]}"


def _cut_tail(table: str, chance: np.random.Generator) -> str:
    last = _some_last(table)
    after = int(chance.integers(0, last)) if last else 0
    if table != "read_log":
        _told(f"DELETE FROM journal_body WHERE event IN (SELECT id FROM {table} WHERE position > %s)", after)
        _told(
            f"DELETE FROM journal_erasure WHERE event IN (SELECT id FROM {table} WHERE position > %s)", after
        )
    _told(f"DELETE FROM {table} WHERE position > %s", after)
    return f"after {after}"


_HANDS: dict[str, Callable[[str, np.random.Generator], str]] = {
    "edit": _edit, "insert": _insert, "delete": _delete, "swap": _swap, "cut tail": _cut_tail,
}  # fmt: skip


# ------------------------------------------------------------------------------------------------ with fitting hashes


def _recompute_everything() -> None:
    """Write every chain again so that it fits what now stands there, from the first entry on."""
    try:
        with transaction.atomic():
            _recompute_journal()
            _recompute_quarantine()
            _recompute_read_log()
    except (ValueError, TypeError, AttributeError):
        return  # what stands there can no longer be read at all


def _recompute_journal() -> None:
    bodies = {row.event: row for row in JournalBody.objects.all()}
    streams: dict[str, tuple[int, str]] = {}
    order = FIRST_HASH
    rows = list(JournalEvent.objects.order_by("position"))
    _told("UPDATE journal_event SET seq = -seq - 100000")
    for position, row in enumerate(rows, start=1):
        body = bodies.get(row.id)
        seq, previous = streams.get(row.stream, (0, FIRST_HASH))
        event = event_from(row, None)._replace(seq=seq + 1, previous_hash=previous)
        if body is not None and body.body:
            event = event._replace(body_hash=hash_of_body(body.salt, body.body))
        event = event._replace(hash=hash_of_header(event))
        received = datetime.fromisoformat(row.received_at)
        order = place_in_position_chain(order, position, received, event.hash)
        streams[row.stream] = (seq + 1, event.hash)
        _told(
            "UPDATE journal_event SET seq = %s, previous_hash = %s, body_hash = %s, hash = %s, position_hash = %s, "
            "happened_at = %s, device_at = %s, received_at = %s WHERE id = %s",
            event.seq, previous, event.body_hash, event.hash, order, moment_text(event.happened_at),
            moment_text(event.device_at), moment_text(received), row.id,
        )  # fmt: skip


def _recompute_quarantine() -> None:
    previous = FIRST_HASH
    bodies = {row.event: row for row in JournalBody.objects.all()}
    for row in JournalQuarantine.objects.order_by("position"):
        content = {column: getattr(row, column) for column in columns_of(JournalQuarantine)}
        body = bodies.get(row.id)
        if body is not None and body.body:
            content["body_hash"] = hash_of_body(body.salt, body.body)
        content["previous_hash"] = previous
        previous = quarantine_hash(content)
        _told(
            "UPDATE journal_quarantine SET previous_hash = %s, hash = %s, body_hash = %s WHERE id = %s",
            content["previous_hash"], previous, content["body_hash"], row.id,
        )  # fmt: skip


def _recompute_read_log() -> None:
    previous = FIRST_HASH
    for row in ReadLogEntry.objects.order_by("position"):
        entry = replace(disclosure_from(row), previous_hash=previous)
        due = hash_of_disclosure(entry)
        _told(
            "UPDATE read_log SET previous_hash = %s, hash = %s WHERE position = %s",
            previous,
            due,
            row.position,
        )
        previous = due


def mend_the_order() -> None:
    """Number the journal anew and compute its order's hashes again, but no device's own chain."""
    order = FIRST_HASH
    for position, row in enumerate(JournalEvent.objects.order_by("position"), start=1):
        order = place_in_position_chain(order, position, datetime.fromisoformat(row.received_at), row.hash)
        _told(
            "UPDATE journal_event SET position = %s, position_hash = %s WHERE id = %s",
            position,
            order,
            row.id,
        )
