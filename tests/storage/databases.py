"""Databases for tests: a migrated one is made once and copied for each test, so that nothing is ever flushed.

The journal refuses to be emptied, so tests that commit cannot share a database. Import ``database`` (SQLite and, where
a server answers, PostgreSQL) or ``sqlite_database`` into a conftest.
"""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from kinward import wiring
from kinward.storage.database import sqlite_at


@dataclass(frozen=True, slots=True)
class Database:
    """Where a test may write: the kind, its Django settings, and the folder that stands for ~/.kinward."""

    kind: str
    settings: Mapping[str, Any]
    home: Path

    @property
    def file(self) -> Path:
        """The SQLite file."""
        assert self.kind == "sqlite"
        return Path(str(self.settings["NAME"]))

    @property
    def url(self) -> str:
        """As KINWARD_DATABASE_URL has it."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.file}"
        chosen = self.settings
        return f"postgres://{chosen['USER']}@{chosen['HOST']}:{chosen['PORT']}/{chosen['NAME']}"

    def environment(self) -> dict[str, str]:
        """For a process of its own."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("KINWARD_")}
        return inherited | {
            "KINWARD_HOME": str(self.home), "KINWARD_DATABASE_URL": self.url, "KINWARD_LANGUAGE": "en",
            "PYTHONUTF8": "1",
        }  # fmt: skip


@contextmanager
def everything_in(chosen: Mapping[str, Any]) -> Iterator[None]:
    """Let all threads of this process work in another database."""
    own = connections.settings["default"]
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": dict(chosen)})["default"]
    try:
        yield
    finally:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = own


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Path:
    """A SQLite file with every table, view and guard in it and nothing else."""
    file = tmp_path_factory.mktemp("migrated") / "kinward.sqlite3"
    with django_db_blocker.unblock(), everything_in(sqlite_at(file)):
        wiring.migrate()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def _on_server(url: str, name: str) -> dict[str, Any]:
    from kinward.settings import _database

    return {**_database(url), "NAME": name}


def _told_server(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        for statement in statements:
            server.execute(statement.encode())


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The name of a PostgreSQL database that others are made from."""
    name = f"kinward_template_{secrets.token_hex(6)}"
    _told_server(postgres_url, f"CREATE DATABASE {name}")
    try:
        with django_db_blocker.unblock(), everything_in(_on_server(postgres_url, name)):
            wiring.migrate()
        yield name
    finally:
        _told_server(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied_sqlite(migrated: Path, folder: Path) -> Iterator[Database]:
    """A copy of the migrated file, with a home of its own."""
    file = folder / "kinward.sqlite3"
    shutil.copyfile(migrated, file)
    chosen = sqlite_at(file)
    with everything_in(chosen):
        yield Database("sqlite", chosen, folder)


@contextmanager
def copied_postgres(url: str, template: str, folder: Path) -> Iterator[Database]:
    """A copy of the migrated database, with a home of its own."""
    name = f"kinward_test_{secrets.token_hex(6)}"
    _told_server(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        chosen = _on_server(url, name)
        with everything_in(chosen):
            yield Database("postgres", chosen, folder)
    finally:
        _told_server(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def kinward_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of ~/.kinward."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("KINWARD_HOME", str(folder))
    return folder


@pytest.fixture
def sqlite_database(
    migrated_sqlite: Path, kinward_home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A SQLite database of this test's own."""
    with django_db_blocker.unblock(), copied_sqlite(migrated_sqlite, kinward_home) as database:
        yield database


@pytest.fixture
def postgres_database(
    migrated_postgres: str, postgres_url: str, kinward_home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A PostgreSQL database of this test's own; without a server the test is skipped aloud."""
    with (
        django_db_blocker.unblock(),
        copied_postgres(postgres_url, migrated_postgres, kinward_home) as database,
    ):
        yield database


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on SQLite and on PostgreSQL."""
    chosen: Database = request.getfixturevalue(f"{request.param}_database")
    return chosen
