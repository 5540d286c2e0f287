"""The page of files names every column, and its examples run as the README prints them."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinward.cli import find
from kinward.cli.app import app
from kinward.exchange import crossing, housing, people

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
COMMANDS = re.findall(
    r"^\.venv/bin/kinward ((?:find|house|foresee|cite)\b.*(?:\n {4,}.*)*)",
    (ROOT / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
COLUMNS = (
    people.PEOPLE_COLUMNS, housing.HOUSEHOLD_COLUMNS, housing.ROOM_COLUMNS, housing.PLAN_COLUMNS,
    housing.SITE_COLUMNS, housing.PLACED_COLUMNS, housing.RELAXATION_COLUMNS,
    crossing.ARRIVAL_COLUMNS, crossing.CLAIM_COLUMNS, find.COLUMNS,
)  # fmt: skip


def test_every_column_is_explained() -> None:
    assert not {column for columns in COLUMNS for column in columns if f"`{column}`" not in PAGE}


def test_the_readme_shows_the_four_commands() -> None:
    assert [command.split()[0] for command in COMMANDS] == ["find", "house", "foresee", "cite"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs_as_printed(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "docs" / "examples", tmp_path / "docs" / "examples")
    policies = "src/kinward/resources/policies"
    shutil.copytree(ROOT / policies, tmp_path / policies)
    monkeypatch.chdir(tmp_path)
    answer = CliRunner().invoke(app, shlex.split(command.replace("\\\n", " ")))
    assert answer.exit_code == 0, answer.output
