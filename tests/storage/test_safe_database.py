"""A database that could lose what it says it has kept is refused before anything is written to it."""

import os
import stat
from pathlib import Path

import pytest
from django.db import connection
from tests.storage.databases import Database, everything_in

from kinward import wiring
from kinward.model.problem import BadInputError
from kinward.storage import database as safe
from kinward.storage.database import UnsafeDatabaseError, file_system_of, require_safe_database


def test_an_installation_as_it_is_made_is_accepted(database: Database) -> None:
    del database
    wiring.open_database()


@pytest.mark.parametrize(
    ("weaker", "named"),
    [
        ("PRAGMA synchronous=NORMAL", "synchronous"),
        ("PRAGMA synchronous=OFF", "synchronous"),
        ("PRAGMA foreign_keys=OFF", "foreign_keys"),
        ("PRAGMA recursive_triggers=OFF", "recursive_triggers"),
        ("PRAGMA secure_delete=OFF", "secure_delete"),
        ("PRAGMA journal_mode=DELETE", "journal_mode"),
    ],
)
def test_weaker_settings_are_refused(sqlite_database: Database, weaker: str, named: str) -> None:
    del sqlite_database
    with connection.cursor() as cursor:
        cursor.execute(weaker)
    with pytest.raises(UnsafeDatabaseError, match=named):
        require_safe_database()


def test_transactions_that_begin_without_the_write_lock_are_refused(sqlite_database: Database) -> None:
    options = {**sqlite_database.settings["OPTIONS"], "transaction_mode": "DEFERRED"}
    with (
        everything_in({**sqlite_database.settings, "OPTIONS": options}),
        pytest.raises(UnsafeDatabaseError, match="IMMEDIATE"),
    ):
        require_safe_database()


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_refused(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {sqlite_database.home} {kind} rw 0 0\n")
    monkeypatch.setattr(safe, "MOUNTS", mounts)
    with pytest.raises(UnsafeDatabaseError, match=kind):
        require_safe_database()
    with pytest.raises(BadInputError):
        wiring.open_database()


def test_a_file_named_from_the_folder_one_is_in_is_looked_up_too(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {sqlite_database.home} nfs4 rw 0 0\n")
    monkeypatch.setattr(safe, "MOUNTS", mounts)
    monkeypatch.chdir(sqlite_database.home)
    named = Path(str(sqlite_database.settings["NAME"])).name
    monkeypatch.setitem(connection.settings_dict, "NAME", named)
    with pytest.raises(UnsafeDatabaseError, match="nfs4"):
        require_safe_database()


def test_a_database_is_made_for_its_owners_eyes_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        wiring.start_django()
        (tmp_path / "kinward.sqlite3").touch()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "kinward.sqlite3").stat().st_mode) == 0o600


def test_a_database_that_a_restore_put_aside_is_named(sqlite_database: Database) -> None:
    file = Path(str(sqlite_database.settings["NAME"]))
    aside = file.with_name(f"{file.name}.replaced-20230926T200000000000Z")
    assert wiring.replaced_databases() == []
    aside.touch()
    assert wiring.replaced_databases() == [aside]


def test_the_innermost_mount_counts(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "a / ext4 rw 0 0\nb /mnt nfs rw 0 0\nc /mnt/my\\040disk btrfs rw 0 0\nd /mntx xfs rw 0 0\n"
    )
    assert file_system_of(Path("/mnt/there/kinward.sqlite3"), mounts) == "nfs"
    assert file_system_of(Path("/mnt/my disk/kinward.sqlite3"), mounts) == "btrfs"
    assert file_system_of(Path("/mnty/kinward.sqlite3"), mounts) == "ext4"
    assert file_system_of(Path("/x"), tmp_path / "none") == ""


@pytest.mark.postgres
def test_postgresql_that_answers_before_it_has_written_is_refused(postgres_database: Database) -> None:
    del postgres_database
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    with pytest.raises(UnsafeDatabaseError, match="synchronous_commit"):
        require_safe_database()


def test_a_database_without_tables_says_what_to_run(sqlite_database: Database, tmp_path: Path) -> None:
    with everything_in({**sqlite_database.settings, "NAME": str(tmp_path / "empty.sqlite3")}):
        with pytest.raises(BadInputError) as refusal:
            wiring.open_database()
        assert "migrate" in str(refusal.value.problems[0].do)


def test_a_file_that_is_no_database_is_told(sqlite_database: Database, tmp_path: Path) -> None:
    file = tmp_path / "not.sqlite3"
    file.write_bytes(b"a letter, not a database" * 100)
    with everything_in({**sqlite_database.settings, "NAME": str(file)}), pytest.raises(BadInputError):
        wiring.open_database()
