"""Triggers that refuse to change what was written: the database itself keeps the journal's promise."""

from typing import Any

from django.db import connection, connections

from kinward.model.problem import Message
from kinward.storage.database import UnsafeDatabaseError

APPEND_ONLY = ("journal_event", "journal_erasure", "journal_quarantine", "read_log")
BLANKABLE = "journal_body"
_GUARDED = (*APPEND_ONLY, BLANKABLE)
_OPERATIONS = ("update", "delete")


class GuardsMissingError(UnsafeDatabaseError):
    """The database would let somebody change the journal; says which triggers are not there."""

    def __init__(self, missing: list[str]) -> None:
        """Name what is missing, in order."""
        super().__init__(
            Message("the journal is not protected: missing {triggers}", {"triggers": ", ".join(missing)}),
            Message("run kinward migrate to put them back, then kinward audit verify"),
        )


def install_guards_after_migration(**_kwargs: Any) -> None:  # noqa: ANN401  # a Django signal
    """Called by Django after every migration."""
    install_guards(_kwargs.get("using", "default"))


def install_guards(alias: str = "default") -> None:
    """Put every trigger in place, replacing those that are there."""
    chosen = connections[alias]
    with chosen.cursor() as cursor:
        existing = set(chosen.introspection.table_names(cursor))
        if not existing.issuperset(_GUARDED):
            return  # a migration that stops before the journal's tables exist
        for statement in _sqlite() if chosen.vendor == "sqlite" else _postgresql():
            cursor.execute(statement)


def _name(table: str, operation: str) -> str:
    return f"keep_{table}_{operation}"


def _function(table: str, operation: str) -> str:
    return "kinward_blank" if (table, operation) == (BLANKABLE, "update") else "kinward_refuse"


def _sqlite() -> list[str]:
    statements = []
    for table in _GUARDED:
        for operation in _OPERATIONS:
            name = _name(table, operation)
            allowed = f"WHEN NOT ({_ERASING})" if (table, operation) == (BLANKABLE, "update") else ""
            statements += [
                f"DROP TRIGGER IF EXISTS {name}",
                (
                    f"CREATE TRIGGER {name} BEFORE {operation.upper()} ON {table} {allowed} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                ),
            ]
    return statements


# The one permitted change: both the body and its salt go, and an erasure names this event.
_ERASING = (
    "NEW.body = '' AND NEW.salt = '' AND NEW.event = OLD.event "
    "AND EXISTS (SELECT 1 FROM journal_erasure WHERE journal_erasure.event = OLD.event)"
)


def _postgresql() -> list[str]:
    statements = [
        (
            "CREATE OR REPLACE FUNCTION kinward_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION kinward_blank() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN IF {_ERASING} THEN RETURN NEW; END IF; "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        ),
    ]
    for table in _GUARDED:
        for operation in (*_OPERATIONS, "truncate"):
            name = _name(table, operation)
            function = _function(table, operation)
            each = "STATEMENT" if operation == "truncate" else "ROW"
            statements += [
                f"DROP TRIGGER IF EXISTS {name} ON {table}",
                (
                    f"CREATE TRIGGER {name} BEFORE {operation.upper()} ON {table} "
                    f"FOR EACH {each} EXECUTE FUNCTION {function}()"
                ),
            ]
    return statements


def require_guards() -> None:
    """Refuse to start when a trigger is missing, disabled or other than ours. Raises GuardsMissingError."""
    found = _found_on_sqlite() if connection.vendor == "sqlite" else _found_on_postgresql()
    if missing := sorted(_expected(connection.vendor) - found):
        raise GuardsMissingError([name for name, _what in missing])


def _expected(vendor: str) -> set[tuple[str, str]]:
    """Each trigger's name with what it does: its text on SQLite, its table and function on PostgreSQL."""
    if vendor == "sqlite":
        return {(text.split()[2], text) for text in _sqlite() if text.startswith("CREATE TRIGGER")}
    return {
        (_name(table, operation), f"{table} {_function(table, operation)}")
        for table in _GUARDED
        for operation in (*_OPERATIONS, "truncate")
    }


def _found_on_sqlite() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return set(cursor.fetchall())


def _found_on_postgresql() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        # tgenabled: O and A fire in an ordinary session, R only in a replica, D never.
        cursor.execute(
            "SELECT t.tgname, c.relname || ' ' || p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
        return set(cursor.fetchall())
