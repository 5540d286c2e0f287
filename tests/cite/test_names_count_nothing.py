"""The name of an organisation is no verb: the Red Cross does not make anybody arrive."""

from pathlib import Path

from typer.testing import CliRunner

from kinward.cli.app import app


def test_the_red_cross_counts_no_arrivals(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("The Red Cross said it feared that 12 children were singing.\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["cite", str(report), "--published", "2023-09-25"]).output
    assert "AFFECTED" in said
    assert "ARRIVED" not in said
    assert "12: please check what it counts." in said
