"""``kinward find``: two spreadsheets in, ranked people out; bad files end with exit code 2 and nothing written."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kinward.cli.app import app

PEOPLE = """id,given,family,sex,age,as_of,place,household,home_name
p1,Նարեկ,Սարգսյան,m,8,2023-09-26,Ստեփանակերտ,h1,
p2,Անահիտ,Սարգսյան,f,34,2023-09-26,Ստեփանակերտ,h1,
p3,,,m,~9,2023-09-26,Шуша,h3,Рубик
"""
REQUESTS = """id,name,age,as_of,place,relatives
r1,Саркисян Нарек,7-9,2023-09-26,Ханкенди,mother: Анаит
r2,Ruben Petrosyan,9,2023-09-26,Shushi,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "P.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "R.csv").write_text(REQUESTS, encoding="utf-8")
    return tmp_path


def find(folder: Path, *more: str) -> Result:
    files = ["--people", f"{folder}/P.csv", "--requests", f"{folder}/R.csv", "--out", f"{folder}/ranked.csv"]
    return CliRunner().invoke(app, ["find", *files, *more])


def ranked(folder: Path) -> list[dict[str, str]]:
    with (folder / "ranked.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_request_gets_its_rows_best_first(folder: Path) -> None:
    assert find(folder, "--top", "2").exit_code == 0
    rows = ranked(folder)
    assert list(rows[0]) == ["request", "rank", "person", "probability", "weight_bits", "reasons"]
    assert [(row["request"], row["rank"]) for row in rows] == [
        ("r1", "1"),
        ("r1", "2"),
        ("r2", "1"),
        ("r2", "2"),
    ]
    assert [row["person"] for row in rows if row["rank"] == "1"] == ["p1", "p3"]
    assert "Нарек / Նարեկ" in rows[0]["reasons"]
    assert float(rows[0]["probability"]) > 0.9


def test_fewer_people_than_asked_for_give_fewer_rows(folder: Path) -> None:
    find(folder, "--top", "10")
    assert len(ranked(folder)) == 6


def test_json_adds_the_chance_that_nobody_is_the_one(folder: Path) -> None:
    result = find(folder, "--json")
    said = json.loads(result.stdout)
    assert [request["request"] for request in said["requests"]] == ["r1", "r2"]
    for request in said["requests"]:
        total = request["not_registered"] + sum(one["probability"] for one in request["ranked"])
        assert total == pytest.approx(1, abs=1e-4)
    assert len(ranked(folder)) == 6


def test_bad_files_are_refused_whole(folder: Path) -> None:
    (folder / "P.csv").write_text("id,given,agee\np1,Նարեկ\u202e,8\np1,,\n", encoding="utf-8")
    result = find(folder)
    assert result.exit_code == 2
    assert not (folder / "ranked.csv").exists()
    assert "did you mean age?" in result.stderr
    assert "row 2, column given" in result.stderr
    assert "Նարեկ" not in result.output + result.stderr


def test_the_faults_of_both_files_and_the_options_are_told_together(folder: Path) -> None:
    (folder / "P.csv").write_text("id,age\np1,-8\n", encoding="utf-8")
    (folder / "R.csv").write_text("id,age\nr1,x\n", encoding="utf-8")
    result = find(folder, "--as-of", "9999-12-31")
    assert result.exit_code == 2
    for part in ("P.csv, row 2, column age", "R.csv, row 2, column age", "--as-of"):
        assert part in result.stderr


@pytest.mark.parametrize("taken", ["P.csv", "R.csv", "other-name.csv"])
def test_the_answer_never_takes_the_place_of_what_was_read(folder: Path, taken: str) -> None:
    (folder / "other-name.csv").symlink_to(folder / "P.csv")
    result = find(folder, "--out", f"{folder}/{taken}")
    assert result.exit_code == 2
    assert "which is read" in result.stderr
    assert (folder / "P.csv").read_text(encoding="utf-8") == PEOPLE
    assert (folder / "R.csv").read_text(encoding="utf-8") == REQUESTS


def test_an_age_without_its_day_is_counted_and_its_day_can_be_given(folder: Path) -> None:
    dated = find(folder, "--json")
    assert "as_of" not in dated.stderr
    (folder / "P.csv").write_text(PEOPLE.replace("2023-09-26", ""), encoding="utf-8")
    undated = find(folder, "--json", "--as-of", "2023-09-26")
    assert "ages without as_of: 3, taken as of 2023-09-26" in undated.stderr
    assert undated.stdout == dated.stdout
    assert find(folder, "--json").stdout != dated.stdout


def test_json_says_what_was_believed_before_any_evidence(folder: Path) -> None:
    for request in json.loads(find(folder, "--json").stdout)["requests"]:
        assert 0 < request["prior_not_registered"] < 1


def test_a_missing_file_is_said_plainly(folder: Path) -> None:
    (folder / "R.csv").unlink()
    result = find(folder)
    assert result.exit_code == 2
    assert "R.csv" in result.stderr
