"""A server that dies loses nothing it has answered for, and makes nobody twice."""

import pytest
from tests.durability.kills import kill_often
from tests.storage.databases import Database

pytestmark = pytest.mark.durability

# Twenty in bench/durability.py; each start of the program costs a second or two of the test run.
KILLS = 4


def test_a_killed_server_loses_nothing_it_acknowledged(sqlite_database: Database) -> None:
    found = kill_often(sqlite_database, KILLS, seed=1)
    assert found.acknowledged > 4 * KILLS
    assert found.retried > 0, "nothing was ever on its way when the server died"
    assert (found.lost, found.doubled, found.faults) == (0, 0, 0)
