"""``kinward house`` on plain files."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kinward.cli.app import app
from kinward.resources import tables

HOUSEHOLDS = """id,size,adults,children,needs,arrived_on
first,4,2,2,,2023-09-26
ill,2,2,0,hospital,2023-09-27
children,2,0,2,,2023-09-27
crowd,20,19,1,,2023-09-27
"""
ROOMS = "id,site,region,tier,beds\nr1,s,Ararat,hotel,2\nr2,s,Ararat,hotel,2\nr3,t,Syunik,tent,3\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "h.csv").write_text(HOUSEHOLDS, encoding="utf-8")
    (tmp_path / "r.csv").write_text(ROOMS, encoding="utf-8")
    (tmp_path / "p.toml").write_text(tables.text("policies/lachin-2023.toml"), encoding="utf-8")
    names = {"--households": "h.csv", "--rooms": "r.csv", "--policy": "p.toml", "--out": "plan.csv"}
    return ["house", *(part for option, name in names.items() for part in (option, str(tmp_path / name)))]


def test_every_household_gets_a_row_and_a_reason(files: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*files, "--json"])
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert list(said) == [
        "people",
        "households",
        "people_housed",
        "households_unplaced",
        "bound",
        "gap",
        "seconds",
    ]
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as plan:
        rows = {row["household"]: row for row in csv.DictReader(plan)}
    assert list(rows) == ["first", "ill", "children", "crowd"]
    assert all(row["reason"] for row in rows.values())
    housed = {name for name, row in rows.items() if row["rooms"]}
    assert (said["households_unplaced"], said["people"]) == (len(rows) - len(housed), 28)
    assert housed <= {"first", "ill"}
    assert rows["ill"]["from"] == "2023-09-27"
    assert "child protection" in rows["children"]["reason"]
    assert rows["crowd"]["rooms"] == rows["crowd"]["from"] == ""


def test_without_json_a_person_reads_the_account(files: list[str]) -> None:
    result = CliRunner().invoke(app, files)
    assert result.exit_code == 0
    assert "of 28 people in rooms" in result.stdout


def test_bad_files_are_refused_whole_and_nothing_is_written(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("id,size\nh,0\n", encoding="utf-8")
    (tmp_path / "r.csv").write_text("id,site,beds\nr,,-3\n", encoding="utf-8")
    result = CliRunner().invoke(app, files)
    assert result.exit_code == 2
    assert "h.csv, row 2, column size" in result.stderr
    assert "r.csv, row 2, column site" in result.stderr
    assert "r.csv, row 2, column beds" in result.stderr
    assert not (tmp_path / "plan.csv").exists()


def test_a_day_of_planning_that_is_none_is_refused(files: list[str]) -> None:
    assert CliRunner().invoke(app, [*files, "--as-of", "tomorrow"]).exit_code == 2


def test_the_plan_never_takes_the_place_of_what_was_read(files: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*files, "--out", str(tmp_path / "h.csv")])
    assert result.exit_code == 2
    assert (tmp_path / "h.csv").read_text(encoding="utf-8") == HOUSEHOLDS


def test_a_stale_end_of_lodging_does_not_plan_everybody_years_ago(files: list[str], tmp_path: Path) -> None:
    stale = "id,size,arrived_on,own_lodging_until\na,2,2023-09-26,\nb,2,,2019-01-01\n"
    (tmp_path / "h.csv").write_text(stale, encoding="utf-8")
    result = CliRunner().invoke(app, files)
    assert "planned as of 2023-09-26" in result.stderr
    assert "2019" not in (tmp_path / "plan.csv").read_text(encoding="utf-8")


def test_without_a_known_arrival_the_first_room_that_opens_is_the_day(
    files: list[str], tmp_path: Path
) -> None:
    (tmp_path / "h.csv").write_text("id,size,own_lodging_until\na,2,2019-01-01\n", encoding="utf-8")
    (tmp_path / "r.csv").write_text("id,site,beds,available_from\nr,s,2,2023-10-02\n", encoding="utf-8")
    assert "planned as of 2023-10-02" in CliRunner().invoke(app, files).stderr


def test_nobody_gets_a_room_before_the_day_of_planning(files: list[str], tmp_path: Path) -> None:
    assert CliRunner().invoke(app, [*files, "--as-of", "2023-10-05"]).exit_code == 0
    assert "2023-10-05" in (tmp_path / "plan.csv").read_text(encoding="utf-8")
    assert "2023-09-2" not in (tmp_path / "plan.csv").read_text(encoding="utf-8")


def test_a_household_is_explained_in_words_and_as_json(files: list[str]) -> None:
    told = CliRunner().invoke(app, [*files, "--explain", "crowd", "--explain", "ill"])
    assert told.exit_code == 0, told.output
    assert "crowd: Everyone else" in told.stdout
    assert "would change it: " in told.stdout
    said = json.loads(CliRunner().invoke(app, [*files, "--json", "--explain", "ill"]).stdout)["explanations"][
        0
    ]
    assert said["household"] == "ill"
    assert sum(said["now"]["terms"].values()) == said["now"]["points"]


def test_the_limit_of_each_band_is_printed_when_asked(files: list[str]) -> None:
    said = json.loads(CliRunner().invoke(app, [*files, "--json", "--bound"]).stdout)
    assert [band["name"] for band in said["bands"]] == ["care", "one_adult", "everyone"]
    assert sum(band["points"] for band in said["bands"]) == said["objective"] <= said["bound"]
    assert "no plan with the same rooms has more than" in CliRunner().invoke(app, [*files, "--bound"]).stdout


def test_two_policies_and_a_household_nobody_knows_are_refused_together(
    files: list[str], tmp_path: Path
) -> None:
    result = CliRunner().invoke(app, [*files, "--policy", str(tmp_path / "p.toml"), "--explain", "nobody"])
    assert result.exit_code == 2
    assert "--policy" in result.stderr
    assert "--explain" in result.stderr
    assert not (tmp_path / "plan.csv").exists()


def test_who_stays_keeps_the_rooms_and_two_people_may_set_a_rule_aside(
    files: list[str], tmp_path: Path
) -> None:
    (tmp_path / "placed.csv").write_text("household,rooms\nfirst,r1;r2\n", encoding="utf-8")
    (tmp_path / "relax.csv").write_text(
        "household,rule,reason,allowed_by,signed_by\nill,hospital,ambulance at the door,A,B\n",
        encoding="utf-8",
    )
    sites = "id,hospital_km\ns,2\nt,99\n"
    (tmp_path / "s.csv").write_text(sites, encoding="utf-8")
    more = ["--placed", str(tmp_path / "placed.csv"), "--sites", str(tmp_path / "s.csv")]
    assert CliRunner().invoke(app, [*files, *more]).exit_code == 0
    assert "ill,,," in (tmp_path / "plan.csv").read_text(encoding="utf-8")
    result = CliRunner().invoke(app, [*files, *more, "--relaxations", str(tmp_path / "relax.csv")])
    assert "rooms given because of it: 1" in result.stdout
    plan = (tmp_path / "plan.csv").read_text(encoding="utf-8")
    assert "ill,t,r3," in plan
    assert "first,s,r1;r2,," in plan


def test_every_fault_of_every_table_is_told_and_nothing_is_written(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("id,size,never_with\na,2,ghost\nb,2,\n", encoding="utf-8")
    (tmp_path / "placed.csv").write_text("household,rooms\nb,r1;r9\nc,r1\n", encoding="utf-8")
    (tmp_path / "relax.csv").write_text(
        "household,rule,reason,allowed_by,signed_by\na,closed,x,A,A\n", encoding="utf-8"
    )
    (tmp_path / "s.csv").write_text("id,site_type\ns,castle\n", encoding="utf-8")
    result = CliRunner().invoke(app, [
        *files, "--placed", str(tmp_path / "placed.csv"), "--relaxations", str(tmp_path / "relax.csv"),
        "--sites", str(tmp_path / "s.csv"),
    ])  # fmt: skip
    assert result.exit_code == 2
    for fault in (
        "h.csv, row 2, column never_with", "placed.csv, row 2, column rooms", "placed.csv, row 3, column rooms",
        "relax.csv, row 2, column rule", "relax.csv, row 2, column signed_by", "s.csv, row 2, column site_type",
    ):  # fmt: skip
        assert fault in result.stderr
    assert not (tmp_path / "plan.csv").exists()


def test_a_room_whose_site_is_in_no_table_is_refused(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id\ns\n", encoding="utf-8")
    result = CliRunner().invoke(app, [*files, "--sites", str(tmp_path / "s.csv")])
    assert result.exit_code == 2
    assert "r.csv, row 4, column site" in result.stderr


def test_a_wish_and_a_refusal_are_heard_in_any_script(files: list[str], tmp_path: Path) -> None:
    wishes = "id,size,adults,wish_region,refuses,community,arrived_on\n"
    (tmp_path / "h.csv").write_text(
        wishes
        + "a,2,2,Սյունիք,,Степанакерт,2023-09-26\nb,2,2,SYUNIK,Hotel,Ստեփանակերտ,2023-09-26\nc,2,2,Narnia,Сюник,,2023-09-26\n",
        encoding="utf-8",
    )
    (tmp_path / "r.csv").write_text(
        "id,site,region,tier,beds\nr1,hotel,Syunik,hotel,2\nr2,inn,Syunik,hotl,2\nr3,t,Ararat,tent,2\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, files)
    assert result.exit_code == 0, result.output
    assert "wish_region: 1 households name what is not in the table" in result.stderr
    assert "no points for hotl" in result.stderr
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as plan:
        rows = {row["household"]: row for row in csv.DictReader(plan)}
    assert [rows[one]["site"] for one in "abc"] == ["hotel", "inn", "t"]
    assert "the region they wish for" in rows["b"]["reason"]
    assert "they may stay until 2023-10-26" in rows["c"]["reason"], "a tent is for thirty nights"


def test_a_refusal_that_names_no_site_is_not_lost(files: list[str], tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("id,size,refuses\na,2,t\n\n\nb,2,Vaik;s\n", encoding="utf-8")
    result = CliRunner().invoke(app, files)
    assert result.exit_code == 2
    assert "h.csv, row 5, column refuses" in result.stderr, "blank rows count"
    assert "row 2" not in result.stderr
    assert not (tmp_path / "plan.csv").exists()
