"""The database itself refuses to change what was written, whoever asks it to."""

import pytest
from django.db import DatabaseError, connection, transaction
from tests.storage.databases import Database
from tests.storage.writing import DESK, draft, erasure, person_form, registered

from kinward import wiring
from kinward.storage.guards import GuardsMissingError, install_guards, require_guards

KEPT = {
    "journal_event": "actor",
    "journal_body": "body",
    "journal_erasure": "erased_by",
    "journal_quarantine": "reason",
    "read_log": "actor",
}


@pytest.fixture
def written(database: Database) -> Database:
    """Something in every table that is kept."""
    one, other = registered(person_form(), person_form("Anna")).people
    known = wiring.journal().events_about(other)[0]
    again = draft("person_registered", other, ("sex", "x"))
    again = type(again)(known.id, again.kind, other, again.body, "register", again.happened_at)
    wiring.journal().append([again], DESK)
    wiring.journal().append([erasure(one)], DESK)
    return database


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_what_was_written_cannot_be_changed_or_deleted(written: Database) -> None:
    for table, column in KEPT.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table}")
            assert cursor.fetchone()[0], f"nothing in {table}: a refusal would prove nothing"
        assert refused(f"UPDATE {table} SET {column} = 'x'"), table
        assert refused(f"DELETE FROM {table}"), table
    assert wiring.audit_faults() == []


@pytest.mark.usefixtures("postgres_database")
@pytest.mark.postgres
def test_postgresql_refuses_to_truncate() -> None:
    registered(person_form())
    for table in KEPT:
        assert refused(f"TRUNCATE {table}"), table


@pytest.mark.usefixtures("sqlite_database")
def test_sqlite_refuses_to_replace_by_inserting() -> None:
    registered(person_form())
    for table in ("journal_event", "journal_body", "read_log"):
        assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"), table
        assert refused(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1"), table


def test_a_body_can_only_be_blanked_whole_and_only_when_a_decision_names_it(written: Database) -> None:
    del written
    assert refused("UPDATE journal_body SET body = '' WHERE body <> ''")
    assert refused("UPDATE journal_body SET body = '', salt = '' WHERE body <> ''")
    assert refused("UPDATE journal_body SET body = 'x', salt = 'y' WHERE body = ''")


def test_missing_guards_refuse_the_start_and_migrate_puts_them_back(database: Database) -> None:
    require_guards()
    on_table = "" if database.kind == "sqlite" else " ON journal_event"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER keep_journal_event_update{on_table}")
    with pytest.raises(GuardsMissingError, match="keep_journal_event_update"):
        require_guards()
    wiring.migrate()
    require_guards()


@pytest.mark.usefixtures("sqlite_database")
def test_a_guard_that_guards_nothing_is_no_guard_on_sqlite() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_read_log_delete")
        cursor.execute(
            "CREATE TRIGGER keep_read_log_delete BEFORE DELETE ON read_log WHEN 0 BEGIN SELECT 1; END"
        )
    with pytest.raises(GuardsMissingError, match="keep_read_log_delete"):
        require_guards()
    install_guards()
    require_guards()


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_database")
@pytest.mark.parametrize(
    "how", ["DISABLE TRIGGER keep_read_log_delete", "ENABLE REPLICA TRIGGER keep_read_log_delete"]
)
def test_a_guard_that_guards_nothing_is_no_guard_on_postgresql(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE read_log {how}")
    with pytest.raises(GuardsMissingError, match="keep_read_log_delete"):
        require_guards()
