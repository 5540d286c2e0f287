"""Spreadsheets of households and rooms: read whole, or refused with every fault by row and column."""

from datetime import date
from pathlib import Path

import pytest

from kinward.exchange.housing import plan_rows, read_all, read_households, read_policy_file, read_rooms
from kinward.house.plan import plan_housing
from kinward.model.housing import HouseholdToHouse, Need, Room
from kinward.model.problem import BadInputError
from kinward.resources import tables

HOUSEHOLDS = (
    "id,size,adults,children,needs,wish_region,community,relatives_placed_at,arrived_on,own_lodging_until\n"
)
ROOMS = "id,site,region,tier,beds,m2,accessible,winterised,available_from,available_until,blocked\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(caught: pytest.ExceptionInfo[BadInputError]) -> set[tuple[int | None, str]]:
    return {(problem.row, problem.column) for problem in caught.value.problems}


def test_every_column_of_a_household_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path, "h.csv", HOUSEHOLDS + "h1,3,2,1,mobility; winter,Ararat,Martuni,s1,2023-09-26,2023-10-01\n"
    )
    assert read_households(path) == (
        HouseholdToHouse("h1", 3, 2, 1, frozenset({Need.MOBILITY, Need.WINTER}), "Ararat", "Martuni", "s1",
                         date(2023, 9, 26), date(2023, 10, 1)),
    )  # fmt: skip


def test_every_column_of_a_room_is_read_and_empty_is_unknown(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "r.csv",
        ROOMS + "r1,s,Ararat,hotel,4,17.5,yes,no,2023-09-26,2023-10-01,yes\nr2,s,,,3,,,,,,\n",
    )
    assert read_rooms(path) == (
        Room(
            "r1",
            "s",
            "Ararat",
            "hotel",
            4,
            17.5,
            accessible=True,
            winterised=False,
            blocked=True,
            available_from=date(2023, 9, 26),
            available_until=date(2023, 10, 1),
        ),
        Room("r2", "s", beds=3),
    )


def test_every_fault_of_a_household_is_told_at_once(tmp_path: Path) -> None:
    rows = (
        "a,0,,,,,,,,\n" "a,3,1,1,,,,,,\n" "b,2,,,wings; mobility,,,,,\n" "c,2,,,,,,,2023-10-02,2023-10-01\n"
        "d,2,,,,,,,2.10.2023,\n" ",2,,,,,,,,\n" "f,,,,,,,,,\n" "g,two,,,,,,,,\n" "i,2,3,,,,,,,\n" "j,2,-1,,,,,,,\n"
    )  # fmt: skip
    with pytest.raises(BadInputError) as caught:
        read_households(written(tmp_path, "h.csv", HOUSEHOLDS + rows))
    assert faults(caught) == {
        (2, "size"), (3, "id"), (3, "size"), (4, "needs"), (5, "own_lodging_until"), (6, "arrived_on"), (7, "id"),
        (8, "size"), (9, "size"), (10, "size"), (11, "adults"),
    }  # fmt: skip


def test_every_fault_of_a_room_is_told_at_once(tmp_path: Path) -> None:
    rows = (
        "a,,,,3,,,,,,\n" "b,s,,,-3,,,,,,\n" "c,s,,,3,0,,,,,\n" "d,s,,,3,,maybe,,,,\n" "e,s,,,3,,,,2023-10-01,2023-10-01,\n"
        "e,s,,,3,,,,,,\n" "f,s,,,,,,,,,\n" "g;h,s,,,3,,,,,,\n" "i,t,North,,3,,,,,,\n" "j,t,South,,3,,,,,,\n"
    )  # fmt: skip
    with pytest.raises(BadInputError) as caught:
        read_rooms(written(tmp_path, "r.csv", ROOMS + rows))
    assert faults(caught) == {
        (2, "site"), (3, "beds"), (4, "m2"), (5, "accessible"), (6, "available_until"), (7, "id"), (8, "beds"),
        (9, "id"), (11, "region"),
    }  # fmt: skip


def test_a_size_left_out_is_the_sum_of_adults_and_children(tmp_path: Path) -> None:
    path = written(tmp_path, "h.csv", "id,size,adults,children\nh,,2,3\n")
    assert read_households(path)[0].size == 5


def test_three_bad_files_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        read_all(
            written(tmp_path, "h.csv", "id,size\nh,0\n"),
            written(tmp_path, "r.csv", ROOMS + "r,,,,1,,,,,,\n"),
            written(tmp_path, "p.toml", "version = "),
        )
    assert [problem.file for problem in caught.value.problems] == ["h.csv", "r.csv", "p.toml"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"hard = 1\n", b""])
def test_a_policy_that_is_not_one_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_bytes(content)
    with pytest.raises(BadInputError):
        read_policy_file(path)
    with pytest.raises(BadInputError):
        read_policy_file(tmp_path / "missing.toml")


def test_every_household_has_a_row_in_the_order_of_its_file(tmp_path: Path) -> None:
    policy = read_policy_file(written(tmp_path, "p.toml", tables.text("policies/lachin-2023.toml")))
    households = (
        HouseholdToHouse("z", 2, 2, 0),
        HouseholdToHouse("a", 5, 5, 0),
        HouseholdToHouse("m", 9, 9, 0),
    )
    rooms = (Room("r2", "s", beds=3), Room("r1", "s", beds=2), Room("r3", "s", beds=2))
    day = date(2023, 9, 26)
    plan = plan_housing(households, rooms, policy, as_of=day)
    rows = list(plan_rows(households, plan, {"z": "why z", "a": "why a", "m": "why m"}))
    assert [row[0] for row in rows] == ["z", "a", "m"]
    assert rows[1][1:] == ("s", ";".join(rows[1][2].split(";")), "2023-09-26", "why a")
    assert rows[2] == ("m", "", "", "", "why m")
