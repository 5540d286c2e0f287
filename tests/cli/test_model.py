"""``kinward model``: shown, written, learnt and taken in, as files."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kinward import wiring
from kinward.cli.app import app

GIVEN = ("Narek", "Ani", "Davit", "Mariam", "Aram", "Lusine", "Hayk", "Gohar", "Tigran", "Sona")
FAMILY = ("Sargsyan", "Hakobyan", "Petrosyan", "Grigoryan", "Baghdasaryan", "Melikyan", "Danielyan")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KINWARD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KINWARD_MODEL", raising=False)
    wiring.model.cache_clear()
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, ["model", *words])
    wiring.model.cache_clear()
    return result


def write_crossing(folder: Path) -> None:
    people, requests = ["id,given,family,age,as_of"], ["id,given,family,age,as_of"]
    for number in range(140):
        given, family = GIVEN[number % 10], FAMILY[number % 7]
        age = 5 + number // 2
        people.append(f"p{number},{given},{family},{age},2023-09-26")
        requests.append(f"r{number},{given},{family},{age + number % 2},2023-09-26")
    (folder / "P.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "R.csv").write_text("\n".join(requests[:121]) + "\n", encoding="utf-8")


def test_the_model_is_shown_with_its_weights_and_written_whole(folder: Path) -> None:
    shown = run("show")
    assert shown.exit_code == 0
    assert "reviewed" in shown.output
    assert "given name: {mine} / {theirs}" in shown.output
    assert run("export", "--out", f"{folder}/model.json").exit_code == 0
    written = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    assert written == json.loads(run("show", "--json").output)


def test_a_model_is_learnt_taken_in_and_used(folder: Path) -> None:
    write_crossing(folder)
    files = ["--people", f"{folder}/P.csv", "--requests", f"{folder}/R.csv", "--out", f"{folder}/learnt.json"]
    learnt = run("learn", *files, "--name", "learnt-1", "--as-of", "2023-09-26")
    assert learnt.exit_code == 0, learnt.output
    assert wiring.model().name == wiring.shipped_model().name, "learning changes nothing by itself"
    assert run("import", f"{folder}/learnt.json").exit_code == 0
    assert wiring.model().name == "learnt-1"
    assert wiring.model().trained.requests == 120
    assert wiring.evidence_table() != wiring.shipped_model().evidence
    assert wiring.new_meeting().algorithm.startswith("learnt-1 ")


def test_every_problem_is_told_and_nothing_is_taken_in(folder: Path) -> None:
    (folder / "broken.json").write_text('{"format": "kinward model 1", "name": ""}', encoding="utf-8")
    refused = run("import", f"{folder}/broken.json")
    assert refused.exit_code == 2
    assert "key name" in refused.output
    assert "comparisons.given" in refused.output
    assert not wiring.model_file().exists()
    write_crossing(folder)
    (folder / "few.csv").write_text("id,given\nr1,Ani\n", encoding="utf-8")
    few = run("learn", "--people", f"{folder}/P.csv", "--requests", f"{folder}/few.csv", "--out", f"{folder}/m.json",
              "--name", "few", "--as-of", "2023-09-26")  # fmt: skip
    assert few.exit_code == 2
    assert not (folder / "m.json").exists()
