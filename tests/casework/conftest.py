"""A database of a test's own, and the meeting of this process emptied before it."""

from collections.abc import Iterator

import pytest
from tests.storage.databases import Database

from kinward import wiring
from kinward.casework.ports import Outside


@pytest.fixture(autouse=True)
def _own_meeting() -> Iterator[None]:
    wiring.meeting.cache_clear()
    yield
    wiring.meeting.cache_clear()


@pytest.fixture
def outside(sqlite_database: Database) -> Outside:
    """The outside of this test's database."""
    assert sqlite_database.kind == "sqlite"
    return wiring.outside()
