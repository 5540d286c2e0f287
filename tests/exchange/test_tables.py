"""Somebody's spreadsheet: every fault is told at once, with row and column, and nothing is half-written."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from kinward.exchange.tables import (
    CELL_CHARACTERS_MOST,
    PROBLEMS_MOST,
    csv_text,
    day_of,
    listed,
    read_table,
    refuse_repeated_ids,
    write_whole,
)
from kinward.model.problem import BadInputError, Message, Problem

KNOWN = ("id", "name", "age")


def problems_of(path: Path) -> list[Problem]:
    table, problems = read_table(path, KNOWN, ("id",))
    refuse_repeated_ids(table, problems)
    return problems.found


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_rows_and_columns_count_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table, problems = read_table(written(tmp_path, "\ufeffid,name\n1, Նարեկ \n\n2,\n"), KNOWN)
    assert not problems.found
    assert [(row["id"].text, row["name"].text, row["id"].row) for row in table.rows] == [
        ("1", "Նարեկ", 2),
        ("2", "", 4),
    ]
    assert table.rows[0]["age"].text == ""


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "id,nmae,age\n1,a,3\n1,b,4\n,c,5\n2,d,6,7\n3,na\u202eme,8\n")
    found = {(p.row, p.column, str(p.what).split(" ")[0]) for p in problems_of(path)}
    assert found == {
        (1, "nmae", "there"),
        (3, "id", "the"),
        (4, "id", "the"),
        (5, "", "the"),
        (6, "nmae", "there"),
    } - {(6, "nmae", "there")}


def test_a_hidden_character_is_told_with_row_and_column(tmp_path: Path) -> None:
    [problem] = problems_of(written(tmp_path, "id,name\n1,na\u202eme\n"))
    assert (problem.row, problem.column) == (2, "name")
    assert "202E" in str(problem.what)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"id,name\n", "no row"),
        ("id,name\n1,Նարեկ\n".encode("utf-16"), "UTF-8"),
        (b"id,name\n1,\xff\xfe\n", "UTF-8"),
        (b'id,name\n1,"open\n', "table"),
        (b"\x00\x01\x02binary", "not a header"),
        (b"name\nx\n", "missing"),
        (b"id;name;age\n1;a;3\n", "divided by ;"),
        (b"id\tname\n1\ta\n", "divided by TAB"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"id,id\n1,2\n", "twice"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, word: str) -> None:
    found = problems_of(written(tmp_path, content))
    assert any(word in str(problem.what) for problem in found)
    assert all(str(problem.do) for problem in found)


def test_a_name_of_ten_megabytes_is_refused_without_repeating_it(tmp_path: Path) -> None:
    [problem] = problems_of(written(tmp_path, "id,name\n1," + "a" * 10_000_000 + "\n"))
    assert (problem.row, problem.column) == (2, "name")
    assert "10000000 characters" in str(problem.what)
    assert len(str(problem.what)) < 200
    assert CELL_CHARACTERS_MOST < 10_000_000


def test_a_file_with_nothing_but_faults_stops_after_a_thousand(tmp_path: Path) -> None:
    content = "id,name\n" + "1,a,too many\n" * 5_000
    assert len(problems_of(written(tmp_path, content))) == PROBLEMS_MOST + 1


def test_a_thousand_faults_are_told_also_when_the_caller_finds_them(tmp_path: Path) -> None:
    table, problems = read_table(written(tmp_path, "id,age\n" + "1,x\n" * 5_000), KNOWN)
    for row in table.rows:
        problems.add(Message("wrong"), Message("mend"), row["age"])
    assert len(problems.found) == PROBLEMS_MOST + 1
    assert "more problems" in str(problems.found[-1].what)


def test_a_missing_column_is_told_once_and_not_again_of_every_row(tmp_path: Path) -> None:
    [problem] = problems_of(written(tmp_path, "name,age\na,1\nb,2\n"))
    assert (problem.row, problem.column) == (1, "id")


@pytest.mark.parametrize(
    "first", ["p1,Anna Petrosyan,f", "Աննա,anna,1", "id,Anna Petrosyan,anna@example.org"]
)
def test_a_file_without_a_header_repeats_nobodys_name(tmp_path: Path, first: str) -> None:
    found = problems_of(written(tmp_path, first + "\np2,Anahit,m\n"))
    assert found
    told = " ".join(f"{problem.column} {problem.what} {problem.do}" for problem in found)
    assert not {"Anna", "anna", "Աննա", "Petrosyan"} & set(told.replace("@", " ").split())
    assert len(found) == (2 if first.startswith("id,") else 1)


def test_a_missing_file_is_a_problem_and_not_a_traceback(tmp_path: Path) -> None:
    [problem] = problems_of(tmp_path / "nowhere.csv")
    assert "cannot be read" in str(problem.what)


def test_no_problem_repeats_what_a_cell_said(tmp_path: Path) -> None:
    canary = "Kanarjan"
    path = written(tmp_path, f"id,name\n1,{canary}\u0007\n1,{canary},{canary}\n")
    for problem in problems_of(path):
        assert canary not in str(problem.what) + str(problem.do)


def test_a_list_cell_is_split_at_semicolons(tmp_path: Path) -> None:
    table, _ = read_table(written(tmp_path, "id,name\n1,a; b;;c ;\n"), KNOWN)
    assert listed(table.rows[0]["name"]) == ("a", "b", "c")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out.csv"
    write_whole(out, "before")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(BadInputError) as refusal:
        write_whole(out, "after")
    assert "No space" in str(refusal.value.problems[0].what)
    assert out.read_text() == "before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refusal:
        write_whole(tmp_path / "nowhere" / "out.csv", "x")
    assert "cannot be written" in str(refusal.value.problems[0].what)


def test_a_file_with_people_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_whole(out, "x")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_formula_is_disarmed_and_a_telephone_number_is_not() -> None:
    text = csv_text(["a", "b"], [["=1+1", "+374 91 000000"], ["@x", "-5"]])
    assert text == "a,b\n'=1+1,+374 91 000000\n'@x,-5\n"


@pytest.mark.parametrize(
    "text",
    ["2023-09-26xxGARBAGE", "2023-W39-2", "20230926", "0001-01-01", "9999-12-31", "2023-02-30", "٢٠٢٣-٠٩-٢٦"],
)
def test_a_day_is_written_one_way_and_in_a_year_people_live_in(tmp_path: Path, text: str) -> None:
    table, problems = read_table(written(tmp_path, f"id,age\n1,{text}\n"), KNOWN)
    assert day_of(table.rows[0]["age"], problems) is None
    [problem] = problems.found
    assert (problem.row, problem.column) == (2, "age")


def test_a_day_that_has_happened_is_not_still_to_come(tmp_path: Path) -> None:
    table, problems = read_table(written(tmp_path, "id,age\n1,2023-09-27\n2,\n"), KNOWN)
    cells = [row["age"] for row in table.rows]
    assert day_of(cells[0], problems) == date(2023, 9, 27)
    assert day_of(cells[1], problems) is None
    assert not problems.found
    assert day_of(cells[0], problems, latest=date(2023, 9, 26)) is None
    assert "still to come" in str(problems.found[0].what)


def test_a_folder_in_the_place_of_the_file_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(BadInputError) as refusal:
        write_whole(tmp_path / "out.csv", "x")
    assert "cannot be written" in str(refusal.value.problems[0].what)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]
