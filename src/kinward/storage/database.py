"""Which database, with which promises: a weaker one is refused before anything is written to it."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from kinward.model.problem import Message

# Measured in power cuts: synchronous=NORMAL lost thousands of acknowledged writes, FULL none (research: reliability
# 1.2). recursive_triggers makes INSERT OR REPLACE fire the delete triggers; secure_delete overwrites what was erased.
_REQUIRED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "secure_delete": 1,
}
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph"})
_OLDEST_POSTGRESQL = 150_000


class UnsafeDatabaseError(Exception):
    """The database would not keep what it says it has kept, or let somebody change it."""

    def __init__(self, what: Message, do: Message) -> None:
        """Say why, and what to do about it."""
        super().__init__(f"{what}; {do}")
        self.what, self.do = what, do


_TAKE_OUT = Message("take your own settings out")


def require_tables() -> None:
    """Refuse a database that nobody has migrated. Raises UnsafeDatabaseError."""
    if "journal_event" not in connection.introspection.table_names():
        raise UnsafeDatabaseError(
            Message("there are no tables in the database yet"), Message("run kinward migrate")
        )


def require_safe_database() -> None:
    """Refuse weaker settings, a network file system or a PostgreSQL that is too old. Raises UnsafeDatabaseError."""
    if connection.vendor == "postgresql":
        _require_safe_postgresql()
    else:
        _require_safe_sqlite()


def _require_safe_sqlite() -> None:
    for pragma, required in _REQUIRED.items():
        found = _told(f"PRAGMA {pragma}")
        in_memory = pragma == "journal_mode" and found == "memory"
        if found != required and not in_memory:
            gaps = {"setting": pragma, "found": found, "required": required}
            raise UnsafeDatabaseError(
                Message("SQLite runs with {setting}={found} where {required} is needed", gaps), _TAKE_OUT
            )
    mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode")
    if mode != "IMMEDIATE":
        raise UnsafeDatabaseError(Message("SQLite transactions must begin IMMEDIATE"), _TAKE_OUT)
    name = str(connection.settings_dict["NAME"])
    in_memory = name == ":memory:" or name.startswith("file:")  # a URI is how Django names one in tests
    if not in_memory and (kind := file_system_of(Path(name).resolve())) in _NETWORK_FILE_SYSTEMS:
        raise UnsafeDatabaseError(
            Message("the database lies on a network file system ({kind})", {"kind": kind}),
            Message("move it to a local disk"),
        )


def _require_safe_postgresql() -> None:
    version = int(_told("SHOW server_version_num"))
    if version < _OLDEST_POSTGRESQL:
        raise UnsafeDatabaseError(
            Message("PostgreSQL {version} is too old", {"version": version // 10_000}),
            Message("use 15 or later"),
        )
    for name in ("synchronous_commit", "fsync", "full_page_writes"):
        if _told(f"SHOW {name}") in {"off", "local"}:
            raise UnsafeDatabaseError(
                Message("PostgreSQL runs with {setting} off", {"setting": name}), Message("turn it on")
            )


def _told(question: str) -> Any:  # noqa: ANN401  # whatever the database says
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


MOUNTS = Path("/proc/self/mounts")


def file_system_of(path: Path, mounts: Path | None = None) -> str:
    """The type of the file system a path lies on; "" where the system does not say (macOS, Windows)."""
    try:
        lines = (mounts or MOUNTS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    target = str(path.parent.resolve())
    for line in lines:
        _device, escaped, found, *_rest = line.split(" ")
        mount = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), escaped)  # a space is \040
        inside = target == mount or target.startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, found
    return kind


def sqlite_at(name: Path | str) -> dict[str, Any]:
    """The settings of a SQLite file (or ``:memory:``), with the same promises as the installation's own."""
    return {**settings.KINWARD_SQLITE, "NAME": str(name)}


@contextmanager
def another_database(chosen: Mapping[str, Any]) -> Iterator[BaseDatabaseWrapper]:
    """A connection beside the installation's own; closed at the end, so that a copy in memory is gone."""
    whole = connections.configure_settings({"default": dict(chosen)})["default"]
    other: BaseDatabaseWrapper = load_backend(whole["ENGINE"]).DatabaseWrapper(whole, "default")
    try:
        yield other
    finally:
        if other.connection is not None:  # Django itself never closes a database in memory
            other.connection.close()
            other.connection = None


@contextmanager
def working_in(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything this thread does go to another database for a while: a copy that is checked or restored."""
    own = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = own


def overwrite_what_was_freed() -> bool:
    """Leave no byte of an erased body in database or write-ahead log; False when a reader was in the way.

    SQLite's secure_delete has overwritten the place in the file; the log still has the old pages until it is cut.
    PostgreSQL keeps old rows until VACUUM takes them, and its own archived log for as long as its owner keeps it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        cursor.execute("VACUUM")
    return True
