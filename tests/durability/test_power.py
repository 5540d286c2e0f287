"""Saved means saved, also when the generator stops at that moment."""

import pytest
from tests.durability.power import Recording, cut_power, record, weakened
from tests.storage.databases import Database

pytestmark = pytest.mark.durability

CUTS = 200
SAVES = 24


@pytest.fixture
def recording(sqlite_database: Database) -> Recording:
    made = record(sqlite_database.settings, SAVES)
    said = " ".join(made.statements).upper()
    assert "SYNCHRONOUS=FULL" in said, "the pragmas were not recorded"
    assert "BEGIN IMMEDIATE" in said
    # A save is two transactions: the read log has it before anything is written, then the journal with its views.
    assert sum(s.upper().startswith("COMMIT") for s in made.statements) == 2 * SAVES
    return made


def test_power_cuts_lose_no_save_that_was_acknowledged(recording: Recording) -> None:
    full = cut_power(recording, CUTS, seed=1)
    assert full.acknowledged > 10 * CUTS
    assert (full.lost, full.half_applied, full.corrupt) == (0, 0, 0)


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_weaker_settings_do_lose_or_this_harness_proves_nothing(
    recording: Recording, synchronous: str
) -> None:
    weak = cut_power(weakened(recording, synchronous), CUTS // 4, seed=2)
    assert weak.lost > 0
    assert weak.cuts_with_loss > 0
