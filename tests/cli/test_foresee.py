"""``kinward foresee crossing`` as somebody with two spreadsheets runs it."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.foresee.maps import written
from typer.testing import CliRunner, Result

from kinward.cli.app import app

HEADER = "local_time,cum_arrivals,cum_vehicles,cum_registered,state_accommodated,who,url,note\n"
CLAIMS = (
    "date,claim,value_low,value_high,unit,counts,who,url\n"
    "2031-03-01,all,60000,60000,people,pool,leaders,\n"
    "2031-03-01,ready,20000,,people,capacity,minister,\n"
    "2031-03-09,late,1,1,people,pool,late,\n"
)


def given(folder: Path, arrivals: str, claims: str = CLAIMS) -> list[str]:
    (folder / "a.csv").write_text(arrivals, encoding="utf-8")
    (folder / "c.csv").write_text(claims, encoding="utf-8")
    return ["foresee", "crossing", "--arrivals", str(folder / "a.csv"), "--claims", str(folder / "c.csv")]


def steady() -> str:
    rows = [
        f"2031-03-{1 + hour // 24:02d}T{hour % 24:02d}:00,{500 * (hour + 4)},,,,desk,,"
        for hour in range(0, 60, 4)
    ]
    return HEADER + "\n".join(rows) + "\n"


def run(arguments: list[str]) -> Result:
    return CliRunner().invoke(app, arguments)


def answered(arguments: list[str]) -> dict[str, Any]:
    result = run([*arguments, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_the_json_has_every_hour_and_what_was_ignored(tmp_path: Path) -> None:
    answer = answered([*given(tmp_path, steady()), "--as-of", "2031-03-02T20:00", "--hours", "48"])
    assert answer["as_of"] == "2031-03-02T20:00+04:00"
    moments = [datetime.fromisoformat(key) for key in answer["hours"]]
    assert len(moments) == 48
    assert all((after - before).total_seconds() == 3600 for before, after in pairwise(moments))
    for hour in answer["hours"].values():
        assert hour["p05"] <= hour["p25"] <= hour["p50"] <= hour["p75"] <= hour["p95"]
        assert hour["persistence"] > 0
    assert answer["ignored"]["arrivals_after_as_of"] == 3
    assert answer["ignored"]["claims_after_as_of"] == 1
    assert set(answer["arrivals_pass"]) == set(answer["state_rooms_pass"]) == {"20000"}
    assert answer["used"]["claims_rows"] == [2]


def test_numbers_asked_for_replace_the_announced_places(tmp_path: Path) -> None:
    options = ["--as-of", "2031-03-02T20:00", "--pass", "30000", "--pass", "9000000"]
    answer = answered([*given(tmp_path, steady()), *options])
    assert set(answer["arrivals_pass"]) == {"30000", "9000000"}
    assert answer["arrivals_pass"]["9000000"]["p95"] is None


def test_the_table_says_what_was_ignored_and_both_sides_of_a_disagreement(tmp_path: Path) -> None:
    arrivals = steady().replace("2031-03-01T08:00,6000", "2031-03-01T08:00,9000")
    result = run([*given(tmp_path, arrivals), "--as-of", "2031-03-02T20:00"])
    assert result.exit_code == 0
    assert "said after this moment (counts: 3, claims: 1)" in result.stdout
    assert "9,000 (row 4) and later less 8,000 (row 5)" in result.stdout


def test_every_reason_for_leaving_out_is_told_and_an_old_last_count_too(tmp_path: Path) -> None:
    arrivals = HEADER + "2031-02-01T00:00,,,,,x,,\n2031-02-28T00:00,,7,,,x,,\n2031-03-01T00:00,500,,,,x,,\n"
    result = run([*given(tmp_path, arrivals), "--as-of", "2031-03-02T20:00"])
    assert result.exit_code == 0, result.output
    assert "before the first count of arrivals (counts: 1, claims: 0)" in result.stdout
    assert "nothing is counted in the row (counts: 1, claims: 0)" in result.stdout
    assert "about places to stay, which do not limit who comes (counts: 0, claims: 1)" in result.stdout
    assert "The last count of arrivals is 44 hours old" in result.stdout
    fresh = run([*given(tmp_path, steady()), "--as-of", "2031-03-02T20:00"])
    assert "hours old" not in fresh.stdout


def test_a_what_if_is_named_with_the_places_it_supposes_and_the_better_line_is_named(tmp_path: Path) -> None:
    options = [*given(tmp_path, steady()), "--as-of", "2031-03-02T20:00", "--hours", "48"]
    text = " ".join(run([*options, "--scenario", "hotels-double"]).output.split())
    assert "Supposed: hotels-double." in text
    assert "people in state rooms pass 40,000 (supposed; 20,000 announced)" in text
    assert "not within these hours to not within" not in text
    # These counts go on as they went, which is what persistence says.
    assert "24 hours before the last count, persistence did better: it scored 0 " in text
    answer = answered([*options, "--scenario", "hotels-double"])
    assert list(answer["state_rooms_pass"]["20000"]["places"].values()) == [40_000]


def test_a_later_row_changes_nothing(tmp_path: Path) -> None:
    options = ["--as-of", "2031-03-02T20:00", "--hours", "24"]
    knowing = answered([*given(tmp_path, steady()), *options])
    alone = answered([*given(tmp_path, "\n".join(steady().splitlines()[:-3]) + "\n"), *options])
    assert alone["hours"] == knowing["hours"]


@pytest.mark.parametrize(
    ("arrivals", "options", "said"),
    [
        ("", (), "a.csv: the file is empty"),
        (HEADER, (), "a.csv"),
        (HEADER + "2031-04-01T00:00,5,,,,x,,\n", (), "no count of arrivals stands in the file"),
        (
            HEADER + "2031-03-01T00:00,-5,,,,x,,\nnever,5,,,,x,,\n",
            ("--pass", "0"),
            "a count cannot be below 0",
        ),
        (steady(), ("--hours", "0"), "--hours is 0"),
        (steady(), ("--tz", "Nowhere/Land"), "time zone"),
        (steady(), ("--seed", "-1"), "--seed"),
        (steady(), ("--as-of", "9999-12-31T23:00"), "--as-of cannot be read"),
        (steady(), ("--as-of", "2190-12-31T23:00"), "more than 366 days before"),
        (HEADER + "0001-01-01,5,,,,x,,\n9999-12-31,6,,,,x,,\n", (), "a.csv, row 2"),
        (HEADER + "20310301T0000,5,,,,x,,\n", (), "the time cannot be read"),
        (HEADER + "1931-03-01T00:00,5,,,,x,,\n", (), "more than 366 days before"),
    ],
)
def test_faults_end_with_two_and_a_sentence(
    tmp_path: Path, arrivals: str, options: tuple[str, ...], said: str
) -> None:
    result = run([*given(tmp_path, arrivals), "--as-of", "2031-03-02T20:00", *options])
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_count_of_another_century_is_left_out_and_does_not_hang(tmp_path: Path) -> None:
    arrivals = HEADER + "1931-03-01T00:00,5,,,,x,,\n2031-03-01T00:00,500,,,,x,,\n"
    answer = answered([*given(tmp_path, arrivals), "--as-of", "2031-03-02T20:00", "--hours", "24"])
    assert answer["ignored"]["arrivals"] == [{"row": 2, "why": "too_old_to_matter"}]


def test_faults_of_both_files_and_the_options_are_told_together(tmp_path: Path) -> None:
    arguments = given(tmp_path, HEADER + "never,5,,,,x,,\n", "date,claim,wrong\n")
    result = run([*arguments, "--as-of", "noon", "--pass", "-1"])
    assert result.exit_code == 2
    for part in ("--as-of", "--pass", "a.csv, row 2", "c.csv, row 1, column wrong"):
        assert part in result.stderr


def test_routes_tells_errors_in_json_and_every_place_and_day_in_a_file(tmp_path: Path) -> None:
    folder, out = written(tmp_path / "flight"), tmp_path / "places.csv"
    answer = answered(["foresee", "routes", str(folder), "--ensemble", "20", "--out", str(out)])
    assert {
        "mode",
        "days",
        "people",
        "error",
        "error_rescaled",
        "frozen_share_day7",
        "frozen_share_day30",
        "cpu_seconds",
    } <= set(answer)
    assert (answer["mode"], answer["days"], answer["people"]) == ("own", 40, 2600)
    rows = out.read_text(encoding="utf-8").splitlines()
    assert rows[0] == "day,date,place,p05,median,p95,counted"
    assert len(rows) == 1 + 40 * 2
    assert rows[-1].startswith("39,2031-04-09,Dur,")


def test_one_crowd_alone_is_said_to_have_no_range(tmp_path: Path) -> None:
    folder = str(written(tmp_path / "map"))
    one, many = run(["foresee", "routes", folder]), run(["foresee", "routes", folder, "--ensemble", "5"])
    assert "One crowd alone has no range" in one.stderr
    assert "within the 90 % range" not in one.stdout
    assert "One crowd alone" not in many.stderr
    assert "Counts within the 90 % range: " in many.stdout


def test_routes_refuses_a_bad_folder_with_everything_wrong_in_it_and_writes_nothing(tmp_path: Path) -> None:
    folder, out = (
        written(tmp_path / "flight", {"input_csv/routes.csv": "Alt,Here,x\n"}),
        tmp_path / "places.csv",
    )
    result = run(["foresee", "routes", str(folder), "--mode", "compatible", "--out", str(out)])
    assert result.exit_code == 2
    assert "routes.csv, row 1, column name2" in result.stderr
    assert "routes.csv, row 1, column distance" in result.stderr
    assert not out.exists()


def test_rooms_by_region_rest_on_what_was_counted_there(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text(
        "region,rooms,share_percent,who\nNorth,90,,desk\nSouth,,25,office\n", "utf-8"
    )
    options = ["--as-of", "2031-03-02T20:00", "--hours", "30", "--regions", str(tmp_path / "r.csv")]
    answer = answered([*given(tmp_path, steady()), *options, "--regions-out", str(tmp_path / "out.csv")])
    north = answer["rooms_by_region"]["North"]
    assert (north["rooms_counted"], north["rests_on"], len(north["more_people"])) == (90, ["regions:2"], 30)
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("#date+forecast,#adm1+name")
    assert len(lines) == 2 + 31 * 2


def test_regions_that_cannot_be_read_are_told_all_at_once(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("region,rooms,share_percent\n,4,\nNorth,,\nSouth,,140\n", "utf-8")
    options = ["--as-of", "2031-03-02T20:00", "--regions", str(tmp_path / "r.csv")]
    result = run([*given(tmp_path, steady()), *options])
    assert result.exit_code == 2
    assert all(f"row {row}" in result.output for row in (2, 3, 4)), result.output


def test_a_region_is_one_in_every_script_and_its_newest_word_counts(tmp_path: Path) -> None:
    rows = "region,rooms,share_percent,who\nSyunik,40,,desk\nՍյունիք,90,,desk\nСюник,110,,police\nArarat,100,,desk\n"
    (tmp_path / "r.csv").write_text(rows, "utf-8")
    options = ["--as-of", "2031-03-02T20:00", "--hours", "30", "--regions", str(tmp_path / "r.csv")]
    found = answered([*given(tmp_path, steady()), *options])["rooms_by_region"]
    assert {name: one["rooms_counted"] for name, one in found.items()} == {"Syunik": 100, "Ararat": 100}


def test_one_speaker_does_not_divide_more_than_everybody(tmp_path: Path) -> None:
    rows = "region,rooms,share_percent,who\nNorth,,90,office\nSouth,,90,office\nSouth,,90,police\n"
    (tmp_path / "r.csv").write_text(rows, "utf-8")
    result = run(
        [*given(tmp_path, steady()), "--as-of", "2031-03-02T20:00", "--regions", str(tmp_path / "r.csv")]
    )
    assert result.exit_code == 2
    assert "row 2, column share_percent: the shares that one speaker gives" in result.output
