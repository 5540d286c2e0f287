"""The commands that keep an installation running, as somebody at a terminal meets them."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.durability.kills import free_port, serving
from tests.storage.databases import Database
from tests.storage.test_erasing import CANARIES
from tests.storage.writing import DESK, ORGANISATION, person_form, registered
from typer.testing import CliRunner

from kinward import wiring
from kinward.cli.app import app
from kinward.storage.models import Account

SAID = CliRunner()
pytestmark = pytest.mark.usefixtures("sqlite_database")


def kinward(*words: object, code: int = 0) -> str:
    """What a command says, on both streams; its exit code must be the one expected."""
    done = SAID.invoke(app, [str(word) for word in words], env={"KINWARD_LANGUAGE": "en"})
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    return done.output


def added(name: str, *roles: str) -> str:
    options = [word for role in roles for word in ("--role", role)]
    return kinward("account", "add", name, *options, "--desk", "office", "--organisation", ORGANISATION)


def custodian(folder: Path, name: str) -> tuple[Path, str]:
    file = folder / name
    return file, kinward("backup", "--keygen", file).splitlines()[-1]


def test_migrate_says_that_the_journal_is_guarded() -> None:
    assert "guarded" in kinward("migrate")


def test_rebuild_counts_what_it_read() -> None:
    registered(person_form())
    assert "2 events" in kinward("rebuild")


def test_an_account_is_added_with_a_password_shown_once_listed_and_closed() -> None:
    password = added("maria", "registrar", "data_steward").split()[-1]
    assert Account.objects.get(name="maria").check_password(password)
    assert password not in kinward("account", "list")
    assert "maria\topen\tregistrar data_steward\toffice" in kinward("account", "list")
    assert "closed" in kinward("account", "close", "maria")
    assert "maria\tclosed" in kinward("account", "list")
    assert not Account.objects.get(name="maria").has_usable_password()
    assert "no open account" in kinward("account", "close", "maria", code=2)


def test_everything_wrong_with_an_account_is_said_at_once() -> None:
    added("maria", "registrar")
    wrong = kinward(
        "account",
        "add",
        "maria",
        "--role",
        "king",
        "--role",
        "auditor",
        "--desk",
        " ",
        "--organisation",
        "o",
        code=2,
    )
    for part in ("no such role", "stand alone", "account of this name", "desk:"):
        assert part in wrong
    assert Account.objects.count() == 1


def erasing(person: object, account: str, password: str, *more: str, code: int = 0) -> str:
    words = ["erase", str(person), "--reason", "asked", "--actor", account, "--password-stdin", *more]
    done = SAID.invoke(app, words, input=f"{password}\n", env={"KINWARD_LANGUAGE": "en"})
    assert done.exit_code == code, done.output
    assert password not in done.output
    return done.output


def test_erase_asks_for_the_right_account_and_never_says_the_name() -> None:
    person = registered(person_form(CANARIES[0])).people[0]
    clerk = added("clerk", "registrar").split()[-1]
    rights = added("rights", "data_protection_officer").split()[-1]
    assert "nothing here" in erasing(person, "clerk", clerk, code=2)
    assert "no open account" in erasing(person, "nobody", rights, code=2)
    assert "id or code" in erasing("Narek", "rights", rights, code=2)
    assert "not the password" in erasing(person, "rights", clerk, code=2)
    said = erasing(person, "rights", rights)
    assert "1 bodies blanked" in said
    assert CANARIES[0] not in said
    assert "erased before" in erasing(person, "rights", rights)


def test_erase_asks_for_the_password_without_showing_it() -> None:
    person = registered(person_form(CANARIES[0])).people[0]
    password = added("rights", "data_protection_officer").split()[-1]
    words = ["erase", str(person), "--reason", "asked", "--actor", "rights"]
    done = SAID.invoke(app, words, input=f"{password}\n", env={"KINWARD_LANGUAGE": "en"})
    assert (done.exit_code, password in done.output) == (0, False), done.output


def test_erase_takes_the_code_on_the_slip() -> None:
    code = registered(person_form(CANARIES[0])).codes[0]
    password = added("rights", "data_protection_officer").split()[-1]
    assert "blanked" in erasing(f"{code[:5]}-{code[5:]}".lower(), "rights", password)


def test_audit_head_and_verify(tmp_path: Path) -> None:
    registered(person_form())
    head = tmp_path / "head.txt"
    kinward("audit", "head", "--out", head)
    assert kinward("audit", "head").strip() == head.read_text().strip()
    assert "go on from the head" in kinward("audit", "verify", "--head", head)
    assert "without --head" in kinward("audit", "verify")


def test_verify_ends_with_one_when_something_was_changed(tmp_path: Path) -> None:
    registered(person_form())
    head = tmp_path / "head.txt"
    kinward("audit", "head", "--out", head)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_read_log_delete")
        cursor.execute("DELETE FROM read_log")
    assert "missing keep_read_log_delete" in kinward("audit", "verify", "--head", head, code=2)
    kinward("migrate")
    assert "the read log is not the one" in kinward("audit", "verify", "--head", head, code=1)


def test_a_head_of_another_key_or_a_letter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = tmp_path / "head.txt"
    kinward("audit", "head", "--out", head)
    monkeypatch.setenv("KINWARD_HEAD_KEY", "another")
    assert "not made with our key" in kinward("audit", "verify", "--head", head, code=2)
    head.write_text("Dear all,\n")
    assert "not made with our key" in kinward("audit", "verify", "--head", head, code=2)
    assert "cannot be read" in kinward("audit", "verify", "--head", tmp_path / "none", code=2)


def test_backup_and_restore(tmp_path: Path) -> None:
    registered(person_form(CANARIES[0]))
    (key, one), (_other_key, two) = custodian(tmp_path, "one.key"), custodian(tmp_path, "two.key")
    assert key.stat().st_mode & 0o077 == 0
    file = tmp_path / "all.age"
    assert "opened once" in kinward("backup", "--to", file, "--recipient", one, "--recipient", two)
    assert "new stream" in kinward("restore", file, "--identity", key)
    assert "replaces nothing" in kinward(
        "backup", "--to", file, "--recipient", one, "--recipient", two, code=2
    )
    assert "replaces nothing" in kinward("backup", "--keygen", key, code=2)


def test_backup_says_what_is_missing(tmp_path: Path) -> None:
    _key, one = custodian(tmp_path, "one.key")
    file = tmp_path / "all.age"
    assert "2 different keys" in kinward("backup", "--to", file, code=2)
    assert "2 different keys" in kinward("backup", "--to", file, "--recipient", one, code=2)
    assert "recipient 2" in kinward(
        "backup", "--to", file, "--recipient", one, "--recipient", "age1x", code=2
    )
    assert "--to FILE or --folder DIR" in kinward("backup", code=2)
    assert "no such folder" in kinward("backup", "--folder", tmp_path / "none", code=2)
    assert not file.exists()
    assert "cannot be read" in kinward("restore", file, "--identity", _key, code=2)


def test_a_folder_of_backups_loses_those_that_are_too_old(tmp_path: Path) -> None:
    recipients = [word for name in ("a", "b") for word in ("--recipient", custodian(tmp_path, name)[1])]
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "kinward-20200101T000000Z.age").write_bytes(b"old")
    (folder / "notes.age").write_bytes(b"mine")
    assert "removed" in kinward("backup", "--folder", folder, *recipients)
    names = sorted(file.name for file in folder.iterdir())
    assert len(names) == 2
    assert "notes.age" in names


def test_serve_refuses_a_journal_without_guards(sqlite_database: Database) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER keep_journal_body_delete")
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "kinward", "serve", "--port", "0"],
        env=sqlite_database.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "keep_journal_body_delete" in done.stderr
    assert "kinward migrate" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_restored_under_a_running_kinward(sqlite_database: Database, tmp_path: Path) -> None:
    registered(person_form(), actor=DESK)
    (key, one), (_other, two) = custodian(tmp_path, "one.key"), custodian(tmp_path, "two.key")
    file = tmp_path / "all.age"
    kinward("backup", "--to", file, "--recipient", one, "--recipient", two)
    connection.close()
    with serving(sqlite_database, free_port()):
        assert "is running" in kinward("restore", file, "--identity", key, code=2)
    kinward("restore", file, "--identity", key)
    assert wiring.audit_faults() == []
