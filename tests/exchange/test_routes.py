"""A folder in FabFlee's format: read as its manual says, and every fault of all files told at once."""

from pathlib import Path

import pytest
from tests.foresee.maps import FILES, LOCATIONS, written

from kinward.exchange.routes import read_movement
from kinward.foresee.movement import PlaceKind
from kinward.model.problem import BadInputError


def test_counts_are_daily_corrected_and_summed(tmp_path: Path) -> None:
    read = read_movement(
        written(
            tmp_path,
            {
                "source_data/data_layout.csv": "total,refugees.csv\nCor,cor.csv,more.csv\nDur,dur.csv\nElsewhere,dur.csv\n",
                "source_data/cor.csv": "# counted twice\nDate,n\n2031-03-01,100\n2031-03-11,200\n2031-03-12,100\n",
                "source_data/more.csv": "2031-03-01,0\n2031-03-11,10\n",
                "input_csv/registration_corrections.csv": "Dur,2031-04-09,normalize\n",
            },
        )
    )
    assert list(read.movement.counts[[0, 5, 10, 11, 39], 0]) == [100, 155, 210, 110, 110]
    assert [str(note) for note in read.notes] == ["counted but no camp on the map: 1; they take no part"]


def test_older_and_newer_ways_of_writing_are_read(tmp_path: Path) -> None:
    read = read_movement(
        written(
            tmp_path,
            {
                "input_csv/locations.csv": "\ufeff"
                + LOCATIONS.replace("#name", "name")
                .replace(",town,,100", ",forwarding_hub,,\n")
                .replace("\n", "\r\n"),
                "input_csv/conflicts.csv": None,
                "input_csv/closures.csv": None,
            },
        )
    )
    assert [place.kind for place in read.movement.places][:2] == [PlaceKind.CONFLICT, PlaceKind.FORWARD]
    assert read.movement.intensity[:, 0].all()


def test_what_published_maps_do_is_said_and_not_refused(tmp_path: Path) -> None:
    read = read_movement(
        written(
            tmp_path,
            {
                "input_csv/closures.csv": "#type,a,b,start,end\ncountry,Here,Faraway,0,9999999\nlink,Bel,Cor,-5,3\n",
                "input_csv/conflicts.csv": "#Day,Alt,Ghost,\n0,1,0,\n",
                "source_data/cor.csv": "when,how many\n2031-3-1,0\n2031-3-5T00:00,40\n",
            },
        )
    )
    assert [str(note) for note in read.notes] == [
        "closures.csv, row 2: no place of this country is on the map",
        "conflicts.csv ends on day 0: the fighting stays as it is then",
    ]
    assert read.movement.counts[2, 0] == 20
    assert read.movement.closures[1].holds(2)


def test_every_fault_of_every_file_is_told_with_its_row(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        {
            "input_csv/locations.csv": LOCATIONS + "Alt,R,Here,0,0,castle,,many\n",
            "input_csv/routes.csv": "#name1,name2,distance\nAlt,Nowhere,90\nAlt,Bel,-4\n",
            "input_csv/closures.csv": "wall,Alt,Bel,0,3\n",
            "input_csv/conflicts.csv": "#Day,Alt,Zed\n0,1,0\n1,x,1\n",
            "input_csv/sim_period.csv": "StartDate,yesterday\nLength,40\n",
            "source_data/data_layout.csv": "total,refugees.csv\nCor,../../etc/passwd\nDur,gone.csv\n",
        },
    )
    with pytest.raises(BadInputError) as refusal:
        read_movement(folder)
    found = {(problem.file, problem.row, problem.column) for problem in refusal.value.problems}
    assert found >= {
        ("locations.csv", 6, "name"), ("locations.csv", 6, "location_type"), ("locations.csv", 6, "population"),
        ("routes.csv", 2, "name2"), ("routes.csv", 3, "distance"), ("closures.csv", 1, "closure_type"),
        ("conflicts.csv", 1, "(3)"), ("conflicts.csv", 3, "Alt"), ("sim_period.csv", 1, "StartDate"),
        ("data_layout.csv", 2, "file"), ("gone.csv", None, ""),
    }  # fmt: skip
    assert not any("passwd" in str(problem) for problem in refusal.value.problems)


@pytest.mark.parametrize(
    "name",
    [name for name in FILES if "closures" not in name and "conflicts" not in name and "refugees" not in name],
)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        read_movement(written(tmp_path, {name: None}))
    assert Path(name).name in {problem.file for problem in refusal.value.problems}


@pytest.mark.parametrize("content", [b"\x89PNG....", b"\xff\xfe\x00", b'"open,1\n', b"", b"#only,a,header\n"])
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes) -> None:
    for name in ("input_csv/locations.csv", "input_csv/routes.csv", "source_data/cor.csv"):
        folder = written(tmp_path)
        (folder / name).write_bytes(content)
        with pytest.raises(BadInputError):
            read_movement(folder)


@pytest.mark.parametrize(
    ("row", "column"), [("2012-99-99,5", "date"), ("2031-03-05,NaN", "count"), ("x", "date")]
)
def test_a_broken_total_is_refused_with_its_row(tmp_path: Path, row: str, column: str) -> None:
    folder = written(tmp_path, {"source_data/refugees.csv": f"2031-03-01,0\n{row}\n2031-04-09,2600\n"})
    with pytest.raises(BadInputError) as refusal:
        read_movement(folder)
    first = refusal.value.problems[0]
    assert (first.file, first.row, first.column) == ("refugees.csv", 2, column)


def test_without_a_total_it_is_said_that_the_camps_make_it(tmp_path: Path) -> None:
    read = read_movement(written(tmp_path, {"source_data/refugees.csv": None}))
    assert "refugees.csv is not there: the total is the sum of the camps" in [
        str(note) for note in read.notes
    ]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        read_movement(tmp_path / "nothing")


def test_a_camp_may_be_corrected_twice_and_before_the_period_not_at_all(tmp_path: Path) -> None:
    read = read_movement(
        written(
            tmp_path,
            {
                "source_data/cor.csv": "2031-02-01,800\n2031-02-20,400\n2031-03-01,400\n2031-03-11,200\n2031-03-21,100\n",
                "input_csv/registration_corrections.csv": "#name,date\nCor,2031-02-20\nCor,2031-03-11\nCor,2031-03-21\n",
            },
        )
    )
    # 200 / 400 scales what was before 11 March, then 100 / 200 everything before 21 March.
    assert list(read.movement.counts[[0, 10, 20], 0]) == [100, 100, 100]


def test_the_period_may_stand_under_its_older_name(tmp_path: Path) -> None:
    older = {
        "input_csv/sim_period.csv": None,
        "input_csv/conflict_period.csv": FILES["input_csv/sim_period.csv"],
    }
    assert read_movement(written(tmp_path, older)).movement.days == 40


def test_a_closure_of_a_place_that_is_not_on_the_map_shuts_nothing_and_is_said(tmp_path: Path) -> None:
    quoted = '"#closure_type","name1","name2","closure_start","closure_end"\n"remove_forced_redirection","Ghost","Bel",0,100\n'
    read = read_movement(written(tmp_path, {"input_csv/closures.csv": quoted}))
    assert [str(note) for note in read.notes] == [
        "closures.csv, row 2: no place of this name stands in locations.csv; it shuts nothing"
    ]
