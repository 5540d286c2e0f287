"""Nobody can quietly change, remove or reorder what was written, or that somebody looked."""

import pytest
from django.db import connection
from tests.durability.tampering import mend_the_order, some_history, tamper_often, unguarded_copy
from tests.storage.databases import Database
from tests.storage.writing import person_form, registered

from kinward import wiring
from kinward.protect.chains import Head, HeadNotOursError, sealed, unsealed


def test_every_tampering_is_found(sqlite_database: Database) -> None:
    some_history()
    connection.close()
    with unguarded_copy(str(sqlite_database.file)):
        account = tamper_often(500, seed=1)
    assert len(account.tried) == 10, "a way of tampering was never tried"
    assert account.missed == ()
    assert account.found == account.tried


def test_what_is_written_after_the_head_is_no_fault(sqlite_database: Database) -> None:
    del sqlite_database
    some_history()
    line = wiring.audit_head()
    registered(person_form("Later"))
    assert wiring.audit_faults(line) == []


def test_without_a_head_a_cut_tail_is_not_seen_and_with_it_it_is(sqlite_database: Database) -> None:
    some_history()
    line = wiring.audit_head()
    connection.close()
    with unguarded_copy(str(sqlite_database.file)), connection.cursor() as cursor:
        cursor.execute("DELETE FROM read_log WHERE position > 2")
        assert wiring.audit_faults() == []
        assert len(wiring.audit_faults(line)) == 1


def test_a_deletion_that_mends_only_the_order_breaks_the_device_s_own_chain(
    sqlite_database: Database,
) -> None:
    some_history()
    connection.close()
    with unguarded_copy(str(sqlite_database.file)), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_body WHERE event IN (SELECT id FROM journal_event WHERE position = 2)"
        )
        cursor.execute("DELETE FROM journal_event WHERE position = 2")
        mend_the_order()
        assert [str(fault) for fault in wiring.audit_faults()] == [
            "the event at position 2 does not follow the one before it in its stream"
        ]


def test_a_head_is_known_by_its_key() -> None:
    head = Head(3, "a" * 64, 0, "0" * 64, 7, "b" * 64)
    line = sealed(head, b"key")
    assert unsealed(line + "\n", b"key") == head
    for forged in (sealed(head, b"other"), line[:-8] + "AAAAAAAA", "", "x", "e30="):
        with pytest.raises(HeadNotOursError):
            unsealed(forged, b"key")
