"""``kinward cite`` from the outside: an account for people, JSON for programs, exit code 2 for what it cannot read."""

import json
from pathlib import Path

from typer.testing import CliRunner

from kinward.cli.app import app

_TEXT = "UNHCR said on Friday (September 22) that at least 40,000 people had fled.\n"


def _report(tmp_path: Path, text: str = _TEXT) -> str:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_account_says_who_said_what(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["cite", _report(tmp_path), "--published", "2023-09-25"])
    assert result.exit_code == 0
    assert "at least 40,000" in result.stdout
    assert "UNHCR, said 2023-09-22" in result.stdout


def test_json_has_the_documented_keys(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["cite", _report(tmp_path), "--json"])
    found = json.loads(result.stdout)
    assert set(found) == {"document", "figures", "claims", "relations", "refused", "questions"}
    assert found["figures"][0]["said_on"] == "--09-22"
    assert found["document"]["published"] is None


def test_a_report_without_figures_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["cite", _report(tmp_path, "It was quiet.\n")])
    assert result.exit_code == 0
    assert "No figures or claims" in result.stdout


def test_a_file_that_is_no_report_ends_with_2(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(b"%PDF-1.7")
    result = CliRunner().invoke(app, ["cite", str(path)])
    assert result.exit_code == 2
    assert "report.txt: this is a PDF file" in result.stderr
    assert "Traceback" not in result.output
