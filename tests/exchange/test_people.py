"""A spreadsheet of people is read whole, or everything wrong with it is told at once and no name repeated."""

from datetime import date
from pathlib import Path

import pytest

from kinward.exchange.people import read_people, read_requests
from kinward.model.description import Description, Relation, Relative, Sex
from kinward.model.partial import Basis, PartialDate
from kinward.model.problem import BadInputError, Problem

TODAY = date(2023, 9, 27)


def people(folder: Path, *lines: str) -> tuple[Description, ...]:
    file = folder / "people.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_people(file, TODAY)


def problems(folder: Path, *lines: str) -> tuple[Problem, ...]:
    with pytest.raises(BadInputError) as refusal:
        people(folder, *lines)
    return refusal.value.problems


def test_every_column_is_read(tmp_path: Path) -> None:
    (one,) = people(
        tmp_path,
        "id,name,given,family,father,home_name,sex,age,born,as_of,place,address_before,phones,documents,ids,relatives,"
        "companions,last_contact_on,last_contact_place,household",
        'p1,Նարեկ Սարգսյան,Նարեկ; Нарек,Սարգսյան,Արմեն,Նարիկ,M,8,2015-03,2023-09-26,Շուշի,"Mira 5, Shusha",'
        "+374 91 234567; 097123456,passport:arm:AN1,icrc:77,mother: Anahit; other:Սուրեն,Գոռ,2023-09-24,Աղավնո,h1",
    )
    assert one == Description(
        "p1", ("Նարեկ Սարգսյան",), ("Նարեկ", "Нарек"), ("Սարգսյան",), ("Արմեն",), ("Նարիկ",), (), (Sex.MALE,),
        (PartialDate.parse("2015-03"),), ("Շուշի",), ("Mira 5, Shusha",), ("+374 91 234567", "097123456"),
        ("passport:arm:AN1",), ("icrc:77",),
        (Relative(Relation.MOTHER, "Anahit"), Relative(Relation.OTHER, "Սուրեն")), ("Գոռ",), date(2023, 9, 24),
        "Աղավնո", "h1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("age", "oldest", "youngest"),
    [("8", 2014, 2015), ("~8", 2012, 2017), ("6-10", 2012, 2017), ("0", 2022, 2023), ("6–10", 2012, 2017)],
)
def test_ages_become_birth_intervals(tmp_path: Path, age: str, oldest: int, youngest: int) -> None:
    (one,) = people(tmp_path, "id,age,as_of", f"p1,{age},2023-09-26")
    (born,) = one.born
    assert (born.earliest.year, born.latest.year) == (oldest, youngest)
    assert (born.basis is Basis.ESTIMATED) == age.startswith("~")


def test_an_age_without_a_day_is_the_age_today(tmp_path: Path) -> None:
    dated, undated = people(tmp_path, "id,age,as_of", "a,8,2023-09-27", "b,8,")
    assert dated.born == undated.born


def test_a_date_and_an_age_that_disagree_are_both_kept(tmp_path: Path) -> None:
    agreeing, disagreeing = people(
        tmp_path, "id,age,born,as_of", "a,8,2015,2023-09-26", "b,8,2005,2023-09-26"
    )
    assert agreeing.born == (PartialDate.parse("2015"),) or len(agreeing.born) == 1
    assert len(disagreeing.born) == 2


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("sex", "male"), ("age", "-3"), ("age", "200"), ("age", "123"), ("age", "10-6"), ("age", "eight"), ("age", "~6-10"), ("age", "8.5"),
        ("born", "09.03.2015"), ("born", "2015-13"), ("born", "2999"), ("born", "1700"), ("born", "1990..9999"), ("born", "1990..2050"), ("born", "0001..2015"), ("born", "2015..2010"),
        ("as_of", "yesterday"), ("as_of", "0001-01-01"), ("as_of", "2023-09-26xxGARBAGE"), ("as_of", "2023-W39-2"), ("last_contact_on", "2023-02-30"), ("last_contact_on", "2024-01-01"),
        ("documents", "AN123"), ("documents", "passport:AN1"), ("ids", "77"), ("ids", ":77"), ("phones", "12"),
        ("relatives", "Anahit"), ("relatives", "aunt:Anahit"), ("relatives", "mother:"),
        ("given", "Nar\u202eek"), ("given", "Nar\u0000ek"), ("given", "x" * 201), ("given", "x" * 10_000_000),
        ("companions", "Go\u2066r"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, column: str, cell: str) -> None:
    found = problems(tmp_path, f"id,{column},place", "p1,,Goris", f"p2,{cell},Goris")
    assert [(problem.row, problem.column) for problem in found] == [(3, column)]


@pytest.mark.parametrize(
    ("column", "cell"), [("name", ";;;"), ("phones", ";"), ("relatives", " ; "), ("ids", ";")]
)
def test_a_cell_of_semicolons_says_nothing(tmp_path: Path, column: str, cell: str) -> None:
    [problem] = problems(tmp_path, f"id,{column}", f"p1,{cell}")
    assert (problem.row, problem.column) == (2, "id")


def test_all_problems_at_once_and_no_name_repeated(tmp_path: Path) -> None:
    found = problems(
        tmp_path, "id,given,age,sex", "p1,Անահիտ,-1,q", "p1,Նարեկ\u202e,8,f", ",Գոռ,9,m", "p4,,,"
    )
    assert [(problem.row, problem.column) for problem in sorted(found, key=lambda p: (p.row or 0, p.column))] == [
        (2, "age"), (2, "sex"), (3, "given"), (3, "id"), (4, "id"), (5, "id"),
    ]  # fmt: skip
    for problem in found:
        assert "Անահիտ" not in str(problem.what) + str(problem.do)


def test_requests_have_no_household(tmp_path: Path) -> None:
    file = tmp_path / "requests.csv"
    file.write_text("id,given,household\nr1,Narek,h1\n", encoding="utf-8")
    with pytest.raises(BadInputError) as refusal:
        read_requests(file, TODAY)
    assert "household" in str(refusal.value.problems[0].what)
