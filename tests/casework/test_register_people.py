"""A spreadsheet of people: every row once, every fault at once, nothing half-written."""

from pathlib import Path

import pytest
from tests.storage.databases import Database
from typer.testing import CliRunner

from kinward import wiring
from kinward.casework.ports import Outside
from kinward.cli.app import app
from kinward.exchange.people import PEOPLE_COLUMNS

ROWS = [
    {"id": "1", "given": "Անահիտ", "family": "Սարգսյան", "sex": "f", "age": "34", "as_of": "2023-09-26", "household": "h1"},
    {"id": "2", "given": "Նարեկ", "family": "Սարգսյան", "sex": "m", "age": "~8", "household": "h1", "phones": "+374 91 123456"},
    {"id": "3", "name": "Гаяне Саркисян", "born": "1962", "relatives": "child:Нарек", "place": "Мардакерт"},
]  # fmt: skip


OURS = ("--organisation", "receiving side")


def file_of(folder: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = PEOPLE_COLUMNS) -> Path:
    lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
    path = folder / "people.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def given(path: Path, *more: str) -> str:
    result = CliRunner().invoke(app, ["register", str(path), "--desk", "Vayk 2", *OURS, *more])
    assert result.exit_code == 0, result.output
    return result.output


def test_each_row_is_a_person_and_the_counts_sum(outside: Outside, tmp_path: Path) -> None:
    told = given(file_of(tmp_path, ROWS))
    assert "3 rows = 3 new people + 0 known who say more + 0 known just so" in told
    totals = outside.views.totals()
    assert (totals.registered, totals.arrived, totals.households) == (3, 3, 2)


def test_the_same_file_twice_makes_no_second_person(outside: Outside, tmp_path: Path) -> None:
    path = file_of(tmp_path, ROWS)
    given(path)
    events = outside.journal.changed_since(0, "person")[1]
    assert "3 rows = 0 new people + 0 known who say more + 3 known just so" in given(path)
    assert outside.views.totals().registered == 3
    assert outside.journal.changed_since(0, "person")[1] == events, "nothing was written at all"


def test_a_row_that_says_more_adds_it_beside_what_stands(outside: Outside, tmp_path: Path) -> None:
    given(file_of(tmp_path, ROWS))
    more = [ROWS[0], ROWS[1] | {"father": "Արմեն"}, ROWS[2], {"id": "4", "given": "Լիլիթ", "household": "h1"}]
    told = given(file_of(tmp_path, more))
    assert "4 rows = 1 new people + 1 known who say more + 2 known just so" in told
    totals = outside.views.totals()
    assert (totals.registered, totals.arrived) == (4, 4)


def test_another_desk_with_the_same_numbers_is_other_people(outside: Outside, tmp_path: Path) -> None:
    path = file_of(tmp_path, ROWS)
    given(path)
    CliRunner().invoke(app, ["register", str(path), "--desk", "Goris 1", *OURS])
    assert outside.views.totals().registered == 6


def test_whoever_is_registered_from_a_file_meets_open_requests(
    sqlite_database: Database, outside: Outside, tmp_path: Path
) -> None:
    from kinward.casework.register_household import PersonForm
    from kinward.casework.take_tracing_request import SoughtForm, TracingForm, take_tracing_request
    from kinward.model.event import Actor
    from kinward.model.written_name import NameKind

    assert sqlite_database.kind == "sqlite"
    sought = PersonForm(
        names=(("Narek", NameKind.GIVEN), ("Sargsyan", NameKind.FAMILY)), age="8", phones=("+374 91 123456",)
    )
    caller = Actor("mother's call", "telephone 1", "receiving side", frozenset({"tracing_caseworker"}))
    form = TracingForm(wiring.new_id(), "Anahit Sargsyan", "+374 77 000000", (SoughtForm(sought, "mother"),))
    take_tracing_request(outside, caller, form)
    strangers = [{"id": str(n), "given": "Davit", "family": "Hakobyan", "age": str(n)} for n in range(20, 40)]
    assert "1 proposals for caseworkers" in given(file_of(tmp_path, [*ROWS, *strangers]))


@pytest.mark.usefixtures("outside")
def test_everything_wrong_is_told_at_once_and_nothing_is_written(outside: Outside, tmp_path: Path) -> None:
    bad = [
        ROWS[0], {"id": "1", "given": "Ани"}, {"id": "5", "given": "Ани", "age": "-3"}, {"id": "6", "sex": "q"},
        {"id": "7", "given": "x" * 300}, {"id": "8", "given": "ab\u202ec"},
    ]  # fmt: skip
    result = CliRunner().invoke(app, ["register", str(file_of(tmp_path, bad)), "--desk", "Vayk 2", *OURS])
    assert result.exit_code == 2
    for place in (
        "row 3, column id",
        "row 4, column age",
        "row 5, column sex",
        "row 6, column given",
        "row 7, column given",
    ):
        assert place in result.stderr, place
    assert "Ани" not in result.output
    assert outside.views.totals().registered == 0


@pytest.mark.usefixtures("outside")
def test_records_go_to_the_organisation_that_has_accounts(outside: Outside, tmp_path: Path) -> None:
    words = ["register", str(file_of(tmp_path, ROWS)), "--desk", "Vayk 2"]
    nobody = CliRunner().invoke(app, words)
    assert nobody.exit_code == 2
    assert "--organisation" in nobody.stderr
    wiring.add_account("ani", ["registrar"], "Vayk 2", "Migration Service")
    assert CliRunner().invoke(app, words).exit_code == 0
    line = outside.views.people_of_desk("Vayk 2", "", 1)[0]
    assert line.organisation == "Migration Service"
    other = CliRunner().invoke(app, [*words, *OURS])
    assert "no open account" in other.stderr
