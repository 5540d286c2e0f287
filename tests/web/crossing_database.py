"""A database with the small crossing in it, made once and copied for each test of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker
from tests.storage.databases import Database, copied_sqlite
from tests.web.small_crossing import make_accounts, write_small_crossing

from kinward import wiring
from kinward.casework.ports import Outside


@pytest.fixture(scope="session")
def crossing_file(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Path:
    """The file all others are copied from."""
    folder = tmp_path_factory.mktemp("crossing")
    with django_db_blocker.unblock(), copied_sqlite(migrated_sqlite, folder) as database:
        make_accounts()
        write_small_crossing(wiring.outside())
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return database.file


@pytest.fixture
def crossing(
    crossing_file: Path, kinward_home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A database of this test's own, with a key for its sessions."""
    settings.SECRET_KEY = "a key for tests and nothing else"
    wiring._housing_desk.cache_clear()  # the prices of another test's rooms
    with (
        django_db_blocker.unblock(),
        override_settings(TIME_ZONE="Asia/Yerevan"),
        copied_sqlite(crossing_file, kinward_home) as database,
    ):
        yield database


@pytest.fixture
def outside(crossing: Database) -> Outside:
    """The outside of this test's database."""
    assert crossing.kind == "sqlite"
    return wiring.outside()
