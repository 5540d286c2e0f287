"""``kinward demo``: a database of its own, or a sentence that says what is wrong."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kinward import wiring
from kinward.cli.demo import name_what_the_pages_ask_for
from kinward.demo.cast import RECEIVING, TRACING
from kinward.demo.facts import crossing_facts


def demo(folder: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KINWARD_")}
    return subprocess.run(
        [sys.executable, "-m", "kinward", "demo", "--no-serve", *words],
        cwd=folder, env=inherited | {"PYTHONUTF8": "1", "KINWARD_LANGUAGE": "en"} | environment,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_it_refuses_a_database_of_somebodys_own(tmp_path: Path) -> None:
    refused = demo(tmp_path, KINWARD_DATABASE_URL="postgres://ministry@host/people")
    assert refused.returncode == 2
    assert "KINWARD_DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("--people", "12"), ("--people", "many"), ("--until", "2024-01-01")])
def test_it_says_what_cannot_be(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = demo(tmp_path, *words)
    assert refused.returncode == 2
    assert words[0] in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_it_writes_in_its_own_folder_only_and_gives_everyone_a_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    told = demo(
        tmp_path, "--people", "300", "--until", "2023-09-25T06:00", KINWARD_HOME=str(home), HOME=str(home)
    )
    assert told.returncode == 0, told.stderr
    assert list(home.iterdir()) == []
    assert (tmp_path / "kinward-demo" / "demo.sqlite3").exists()
    accounts = [line.split() for line in told.stdout.splitlines() if line.startswith("  ")][:10]
    assert {account[0] for account in accounts} >= {"registrar", "tracing_caseworker", "administrator"}
    assert len({account[1] for account in accounts}) == 10
    assert "KINWARD   replay to 25 Sep 06:00" in told.stdout


def test_its_pages_share_with_its_tracing_service_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("KINWARD_TRACING_SERVICE", "KINWARD_TIME_ZONE"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    name_what_the_pages_ask_for(crossing_facts())
    assert wiring.tracing_service(RECEIVING) == TRACING
    monkeypatch.setenv("KINWARD_TRACING_SERVICE", "red cross")
    name_what_the_pages_ask_for(crossing_facts())
    assert wiring.tracing_service(RECEIVING) == "red cross"
