"""A backup opens for each of its custodians, brings everything back, and nobody who was erased."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.storage.databases import Database, copied_postgres, copied_sqlite, everything_in
from tests.storage.test_erasing import CANARIES, canaries_in, everywhere
from tests.storage.writing import DESK, ORGANISATION, all_views, draft, person_form, registered

from kinward import wiring
from kinward.model.problem import BadInputError
from kinward.storage.backup import aged, name_of
from kinward.storage.models import Account, Incarnation, JournalEvent, Person, ReadLogEntry


@pytest.fixture(scope="module")
def custodians() -> tuple[tuple[str, str], tuple[str, str]]:
    return wiring.new_identity(), wiring.new_identity()


Custodians = tuple[tuple[str, str], tuple[str, str]]


def kept(custodians: Custodians) -> bytes:
    copy = wiring.backed_up([recipient for _identity, recipient in custodians])
    assert copy.faults == ()
    return copy.content


def contents() -> tuple[list[str], list[str], list[str], dict[str, list[str]]]:
    return (
        list(JournalEvent.objects.order_by("position").values_list("position_hash", flat=True)),
        list(ReadLogEntry.objects.order_by("position").values_list("hash", flat=True)),
        list(Account.objects.order_by("name").values_list("name", flat=True)),
        all_views(),
    )


def something_in() -> None:
    wiring.add_account("rights-1", ["data_protection_officer"], "office", ORGANISATION)
    registered(person_form(), person_form("Anna", tell_nobody=True))
    one = registered(person_form("Mariam")).people[0]
    wiring.erase("rights-1", str(one), "asked")


def test_each_custodian_alone_can_restore_everything(
    sqlite_database: Database, custodians: Custodians
) -> None:
    del sqlite_database
    something_in()
    before, backup = contents(), kept(custodians)
    for identity, _recipient in custodians:
        registered(person_form("Later"))
        faults, aside = wiring.restore(backup, identity, None)
        assert (faults, contents()) == ((), before)
        assert aside is not None
        assert aside.exists()
    wiring.open_database()
    assert wiring.audit_faults() == []


def test_a_backup_is_sealed_and_leaves_out_what_can_be_made_again(
    sqlite_database: Database, custodians: Custodians
) -> None:
    del sqlite_database
    registered(person_form(CANARIES[0]))
    assert canaries_in(kept(custodians)) == []


def test_a_restored_device_goes_on_in_a_new_stream(sqlite_database: Database, custodians: Custodians) -> None:
    del sqlite_database
    registered(person_form())
    backup = kept(custodians)
    lost = (
        wiring.journal().append([draft("person_registered", wiring.new_id(), ("sex", "f"))], DESK).events[0]
    )
    wiring.restore(backup, custodians[0][0], None)
    after = (
        wiring.journal().append([draft("person_registered", wiring.new_id(), ("sex", "m"))], DESK).events[0]
    )
    assert after.stream != lost.stream
    assert after.seq == 1
    assert Incarnation.objects.filter(device=DESK.device, current=True).count() == 1
    # What the lost database had sent to somebody else comes back from there, into its old stream.
    assert [e.id for e in wiring.journal().receive([lost]).events] == [lost.id]
    assert wiring.audit_faults() == []


@pytest.mark.parametrize("remembered_by", ["the database", "the installation", "a file"])
def test_an_erased_person_does_not_come_back(
    sqlite_database: Database, custodians: Custodians, remembered_by: str, tmp_path: Path
) -> None:
    wiring.add_account("rights-1", ["data_protection_officer"], "office", ORGANISATION)
    person = registered(person_form(CANARIES[0], CANARIES[1]), person_form("Anna")).people[0]
    backup = kept(custodians)
    wiring.erase("rights-1", str(person), "asked")
    tombstones = sqlite_database.home / "tombstones.jsonl"
    elsewhere = None
    if remembered_by == "the database":
        tombstones.unlink()
    elif remembered_by == "a file":
        elsewhere = tombstones.rename(tmp_path / "carried.jsonl")
    if remembered_by != "the database":
        from django.db import connections

        connections["default"].close()
        sqlite_database.file.unlink()
    _faults, aside = wiring.restore(backup, custodians[1][0], elsewhere)
    assert Person.objects.get(id=str(person)).erased
    assert Person.objects.filter(erased=False).count() == 1
    wiring.journal().rebuild()
    assert canaries_in(str(all_views()).encode()) == []
    if aside is not None:
        aside.unlink()
    assert canaries_in(everywhere(sqlite_database.home)) == []
    assert str(person) in tombstones.read_text()
    assert wiring.audit_faults() == []


@pytest.mark.postgres
def test_a_backup_of_postgresql_restores_to_sqlite_and_to_postgresql(
    migrated_postgres: str, migrated_sqlite: Path, postgres_database: Database, postgres_url: str,
    custodians: Custodians, tmp_path: Path,
) -> None:  # fmt: skip
    del postgres_database
    something_in()
    before, backup = contents(), kept(custodians)
    for kind in ("sqlite", "postgres"):
        folder = tmp_path / kind
        folder.mkdir()
        other = (
            copied_sqlite(migrated_sqlite, folder)
            if kind == "sqlite"
            else copied_postgres(postgres_url, migrated_postgres, folder)
        )
        with other:
            wiring.restore(backup, custodians[0][0], None)
            assert contents() == before, kind
            wiring.add_account("next", ["registrar"], "desk", ORGANISATION)
            wiring.open_database()
            assert wiring.audit_faults() == []
            again = kept(custodians)
            if kind == "postgres":  # nothing is ever restored over what is there
                with pytest.raises(BadInputError):
                    wiring.restore(again, custodians[0][0], None)


@pytest.mark.postgres
def test_a_backup_of_sqlite_restores_to_postgresql(
    sqlite_database: Database,
    postgres_url: str,
    migrated_postgres: str,
    custodians: Custodians,
    tmp_path: Path,
) -> None:
    del sqlite_database
    something_in()
    before, backup = contents(), kept(custodians)
    with copied_postgres(postgres_url, migrated_postgres, tmp_path):
        wiring.restore(backup, custodians[0][0], None)
        assert contents() == before


def test_two_different_keys_are_needed(sqlite_database: Database, custodians: Custodians) -> None:
    del sqlite_database
    one = custodians[0][1]
    for recipients in ([], [one], [one, one.upper()], [one, "age1nonsense"], ["x", "y"]):
        with pytest.raises(BadInputError):
            wiring.backed_up(recipients)


def test_what_does_not_open_or_is_damaged_restores_nothing(
    sqlite_database: Database, custodians: Custodians
) -> None:
    registered(person_form())
    backup = kept(custodians)
    before = sqlite_database.file.read_bytes()
    stranger = wiring.new_identity()[0]
    half, flipped = backup[: len(backup) // 2], backup[:5000] + bytes([backup[5000] ^ 1]) + backup[5001:]
    for content, identity in (
        (backup, stranger), (backup, "no key"), (b"", custodians[0][0]), (half, custodians[0][0]),
        (flipped, custodians[0][0]),
    ):  # fmt: skip
        with pytest.raises(BadInputError):
            wiring.restore(content, identity, None)
    assert sqlite_database.file.read_bytes() == before


def test_a_journal_that_was_changed_is_still_backed_up_but_not_silently(
    sqlite_database: Database, custodians: Custodians
) -> None:
    from django.db import connection

    del sqlite_database
    registered(person_form())
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_journal_event_update")
        cursor.execute("UPDATE journal_event SET actor = 'somebody else' WHERE position = 1")
    copy = wiring.backed_up([recipient for _identity, recipient in custodians])
    assert len(copy.faults) == 1
    with pytest.raises(BadInputError):
        wiring.restore(copy.content, custodians[0][0], None)
    faults, _aside = wiring.restore(copy.content, custodians[0][0], None, accept_faults=True)
    assert faults == copy.faults
    wiring.open_database()  # the guards are back


def test_a_tombstone_that_cannot_be_read_stops_a_restore(
    sqlite_database: Database, custodians: Custodians
) -> None:
    registered(person_form())
    backup = kept(custodians)
    (sqlite_database.home / "tombstones.jsonl").write_text(json.dumps({"person": "x"}) + "\n")
    with pytest.raises(BadInputError):
        wiring.restore(backup, custodians[0][0], None)


def test_backups_age_by_their_name() -> None:
    now = datetime(2023, 11, 1, 12, tzinfo=UTC)
    names = [name_of(now - timedelta(days=days)) for days in (0, 34, 35, 36, 400)]
    assert aged([*names, "kinward-notes.txt", "other.age"], now) == sorted(names[3:])


def test_a_restore_survives_a_database_file_that_is_ruined(
    sqlite_database: Database, custodians: Custodians
) -> None:
    registered(person_form())
    before, backup = contents(), kept(custodians)
    from django.db import connections

    connections["default"].close()
    sqlite_database.file.write_bytes(b"ruined" * 1000)
    _faults, aside = wiring.restore(backup, custodians[0][0], None)
    assert contents() == before
    assert aside is not None
    assert aside.read_bytes().startswith(b"ruined")
    with everything_in(sqlite_database.settings):
        wiring.open_database()
