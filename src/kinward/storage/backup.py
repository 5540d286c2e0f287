"""A copy of everything that cannot be made again, sealed to two people, and proved by opening it.

The copy is a SQLite database with journal, read log and private tables, whatever the installation runs on; the views
are made again when it is restored. It is never written anywhere unsealed.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from pyrage import x25519

from kinward.model.event import Actor, Draft, moment_text
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Purpose
from kinward.protect.chains import ERASURE
from kinward.storage import audit
from kinward.storage.bulk import columns_of
from kinward.storage.database import another_database, sqlite_at, working_in
from kinward.storage.files import write_anew, write_new
from kinward.storage.journal import DjangoJournal
from kinward.storage.keys import identities_of, recipients_of
from kinward.storage.models import Account, Incarnation, JournalEvent
from kinward.storage.views import all_view_tables

NewId = Callable[[], UUID]

# After this an erased person is in no backup any more (research: reliability, section 5, retention).
AGED_DAYS = 35

_NAME = "kinward-%Y%m%dT%H%M%SZ.age"
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy, and what the audit finds wrong in it; a journal with a fault is still better kept than not."""

    content: bytes
    faults: tuple[Message, ...]


def make_backup(recipients: Sequence[str]) -> Copy:
    """The sealed copy, verified by opening it. Raises BadInputError for recipients, or for a damaged database."""
    keys = recipients_of(recipients)
    content = _copy_of_sqlite() if connection.vendor == "sqlite" else _copy_of_any()
    # A key that nobody keeps: with it the copy is opened here once, as a custodian would, and then it is gone.
    once = x25519.Identity.generate()
    sealed = bytes(pyrage.encrypt(content, [*keys, once.to_public()]))
    opened = bytes(pyrage.decrypt(sealed, [once]))
    assert opened == content, "age gave back other bytes than it was given"
    return Copy(sealed, _faults_of(opened))


def open_backup(sealed: bytes, identities: str) -> Copy:
    """The copy in a backup. Raises BadInputError when no identity fits or the copy is damaged."""
    try:
        content = bytes(pyrage.decrypt(sealed, identities_of(identities)))
    except pyrage.DecryptError:
        raise _refusal(
            Message("this backup does not open"),
            Message("give the identity of one of its recipients, and a file that was copied whole"),
        ) from None
    return Copy(content, _faults_of(content))


def restored(
    content: bytes, erased: Iterable[str], journal: DjangoJournal, actor: Actor, now: datetime, new_id: NewId
) -> bytes:
    """The whole database as a SQLite file: tables of this version, new streams, nobody who was erased, views."""
    with _opened(content) as copy, working_in(copy):
        _make_ready(erased, journal, actor, now, new_id)
        journal.rebuild()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # what was erased a moment ago leaves the pages too
        return _serialized(copy.connection)


def restore_rows(
    content: bytes, erased: Iterable[str], journal: DjangoJournal, actor: Actor, now: datetime, new_id: NewId
) -> None:
    """The same into an empty, migrated database that is not a file. Raises BadInputError when it is not empty."""
    if any(table._default_manager.exists() for table in _kept_tables()):
        raise _refusal(
            Message("the database is not empty"),
            Message("make a new database, name it in KINWARD_DATABASE_URL and run kinward migrate"),
        )
    target = connections["default"]
    with _opened(content) as copy, transaction.atomic():
        with working_in(copy):
            _make_ready(erased, journal, actor, now, new_id)
        _copy_rows(copy, target)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Account]):
                cursor.execute(statement)
        journal.rebuild()


def erased_in_present_database() -> set[str]:
    """Who was erased here so far; nobody when there is no database yet or it cannot be read."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return set()
    with suppress(DatabaseError):
        if JournalEvent._meta.db_table in connection.introspection.table_names():
            return set(audit.first_decisions())
    return set()


def put_in_place(content: bytes, file: Path, now: datetime) -> Path | None:
    """Let a restored file take the place of the database in one step; returns where the one it replaced is kept.

    Raises BadInputError when a Kinward is running on it.
    """
    _let_go_of(file)
    fresh = file.with_name(file.name + ".restoring")
    fresh.unlink(missing_ok=True)
    write_new(content, fresh)
    aside = file.with_name(f"{file.name}.replaced-{now:%Y%m%dT%H%M%S%fZ}") if file.exists() else None
    if aside is not None:
        os.link(file, aside)
        for left_over in (
            "-wal",
            "-shm",
        ):  # of a file too damaged to be closed: never to be read with the new one
            if (log := file.with_name(file.name + left_over)).exists():
                log.replace(aside.with_name(aside.name + left_over))
    fresh.replace(file)
    return aside


# --------------------------------------------------------------------------------------------------------- copying


def _copy_of_sqlite() -> bytes:
    """The pages of the running database at one moment, while desks go on writing; views and sign-ins left out."""
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:")
    try:
        connection.connection.backup(copy)
        for table in (
            *(view._meta.db_table for view in all_view_tables()),
            "views_version",
            "django_session",
        ):
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608  # names from our models
        copy.commit()
        copy.execute("VACUUM")
        return _serialized(copy)
    finally:
        copy.close()


def _copy_of_any() -> bytes:
    """The rows of another database at one moment, in a SQLite database made for them."""
    with another_database(sqlite_at(":memory:")) as copy:
        with working_in(copy):
            call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _copy_rows(connections["default"], copy)
        return _serialized(copy.connection)


def _copy_rows(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    for table in _kept_tables():
        with working_in(source):
            rows = table._default_manager.order_by("pk").values_list(*columns_of(table))
            for chunk in _chunks(rows.iterator(chunk_size=_ROWS_AT_ONCE)):
                with working_in(target):
                    _insert(table, chunk)


def _kept_tables() -> list[type[models.Model]]:
    views = set(all_view_tables())
    ours = apps.get_app_config("storage").get_models()
    return [table for table in ours if table not in views and table._meta.db_table != "views_version"]


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    chunk: list[Sequence[Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _insert(table: type[models.Model], rows: Iterable[Sequence[Any]]) -> None:
    fields = table._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    gaps = ", ".join(["%s"] * len(fields))
    question = f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({gaps})'  # noqa: S608  # our names
    prepared = [
        tuple(field.get_db_prep_save(value, connection) for field, value in zip(fields, row, strict=True))
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(question, prepared)


def _serialized(copy: sqlite3.Connection) -> bytes:
    if not _is_sound(copy):
        raise _refusal(
            Message("the database is damaged and cannot be copied"),
            Message("stop, keep the file as it is, and restore the last backup beside it"),
        )
    content = bytearray(copy.serialize())
    # Bytes 18 and 19 say how the file is written; 2 is a write-ahead log, which a database in memory cannot have
    # (SQLite file format 1.3.3, and the note on sqlite3_deserialize).
    content[18:20] = b"\x01\x01"
    return bytes(content)


# --------------------------------------------------------------------------------------------------------- opening


@contextmanager
def _opened(content: bytes) -> Iterator[BaseDatabaseWrapper]:
    with another_database(sqlite_at(":memory:")) as copy:
        copy.ensure_connection()
        copy.connection.deserialize(content)
        yield copy


def _faults_of(content: bytes) -> tuple[Message, ...]:
    """What the audit finds. Raises BadInputError when the copy cannot be read at all."""
    faults = None
    with suppress(sqlite3.DatabaseError, DatabaseError), _opened(content) as copy, working_in(copy):
        faults = tuple(audit.verify(None)) if _is_sound(copy.connection) else None
    if faults is None:
        raise _refusal(Message("the copy is damaged"), Message("take an older one"))
    return faults


def _is_sound(copy: sqlite3.Connection) -> bool:
    return bool(copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _let_go_of(file: Path) -> None:
    """Bring the write-ahead log home and make sure nobody else has the database open."""
    connections["default"].close()
    if not file.exists():
        return
    own = sqlite3.connect(file, timeout=2, isolation_level=None)
    try:
        own.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError:
        raise _refusal(
            Message("a Kinward is running on this database"), Message("stop kinward serve first")
        ) from None
    except sqlite3.DatabaseError:
        return  # a damaged file is why somebody restores
    finally:
        own.close()


def _make_ready(
    erased: Iterable[str], journal: DjangoJournal, actor: Actor, now: datetime, new_id: NewId
) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    _begin_new_streams(now, new_id)
    gone = set(audit.first_decisions())
    for person in sorted(set(erased) - gone):
        bodies = [str(body) for body in journal.bodies_about(UUID(person))]
        said = {
            "field": "erased",
            "value": {"events": bodies, "reason": "erased before this backup was restored"},
        }
        body = {"said": [said]}
        journal.append([Draft(new_id(), ERASURE, UUID(person), body, Purpose.DATA_RIGHTS.value, now)], actor)


def _begin_new_streams(now: datetime, new_id: NewId) -> None:
    """A restored device does not remember what it wrote after the backup, so it must not go on in the same stream."""
    devices = list(Incarnation.objects.filter(current=True).values_list("device", flat=True))
    Incarnation.objects.filter(current=True).update(current=False)
    for device in devices:
        Incarnation.objects.create(
            stream=str(new_id()), device=device, started_at=moment_text(now), current=True
        )


# ------------------------------------------------------------------------------------------- names and tombstones


def name_of(moment: datetime) -> str:
    """What a backup in a folder is called."""
    return moment.astimezone(UTC).strftime(_NAME)


def aged(names: Iterable[str], now: datetime) -> list[str]:
    """Which of these backups are older than AGED_DAYS. By name: copying a file changes its own date."""
    oldest = now - timedelta(days=AGED_DAYS)
    return sorted(name for name in names if (made := _made_at(name)) is not None and made < oldest)


def _made_at(name: str) -> datetime | None:
    try:
        return datetime.strptime(name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def tombstones_in(file: Path) -> dict[str, str]:
    """Person and decision of every line of a tombstone file; an absent file has none. Raises BadInputError."""
    if not file.exists():
        return {}
    found: dict[str, str] = {}
    problems = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            said = json.loads(line)
            found[str(UUID(said["person"]))] = str(UUID(said["decision"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            what, do = (
                Message("this line is no tombstone"),
                Message("mend it: an erased person must not come back"),
            )
            problems.append(Problem(what, do, file.name, number))
    if problems:
        raise BadInputError(problems)
    return found


def keep_tombstones(file: Path) -> int:
    """Write down outside the database who was erased, ids only, so that no restore forgets it; returns how many new."""
    known = tombstones_in(file)
    fresh = {person: by for person, by in audit.first_decisions().items() if person not in known}
    if fresh:
        everyone = (*known.items(), *sorted(fresh.items()))
        lines = (json.dumps({"person": person, "decision": decision}) + "\n" for person, decision in everyone)
        write_anew("".join(lines).encode(), file)
    return len(fresh)


def _refusal(what: Message, do: Message) -> BadInputError:
    return BadInputError([Problem(what, do)])
