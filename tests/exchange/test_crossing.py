"""Two spreadsheets are read as people write them, and every fault is told at once."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kinward.exchange.crossing import moment, read_claims, read_counts
from kinward.model.forecast import ClaimMeaning, ClaimUnit
from kinward.resources.tables import table

YEREVAN = ZoneInfo("Asia/Yerevan")
WORDS = ("hour not stated",)
CLAIM_WORDS = table("foresee/claims.toml")
HEADER = "local_time,cum_arrivals,cum_vehicles,cum_registered,state_accommodated,who,url,note\n"
CLAIMS_HEADER = "date,claim,value_low,value_high,unit,counts,who,url\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "given.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_empty_cells_are_unknown_and_never_zero(tmp_path: Path) -> None:
    rows, problems = read_counts(
        written(tmp_path, HEADER + "2023-09-24T22:00,1050,,770,360,press,,\n"), YEREVAN, WORDS
    )
    assert not problems.found
    count = rows[0].count
    assert (count.arrivals, count.vehicles, count.registered, count.state_housed) == (1050, None, 770, 360)
    assert count.at.utcoffset() == timedelta(hours=4)
    assert count.hour_known


def test_a_note_or_a_day_alone_says_that_the_hour_is_not_known(tmp_path: Path) -> None:
    text = HEADER + "2023-09-26T15:00,19000,,,,x,,Hour not stated (day of 26 Sept)\n2023-09-27,20000,,,,x,,\n"
    rows, _ = read_counts(written(tmp_path, text), YEREVAN, WORDS)
    assert [row.count.hour_known for row in rows] == [False, False]


def test_every_fault_is_told_with_row_and_column(tmp_path: Path) -> None:
    text = (
        "local_time,cum_arrivals,cum_vehicles,weather\n"
        "yesterday,100,,\n2023-09-24T22:00,-5,,\n2023-09-24T23:00,1.5,,\n2023-09-25T00:00,100,99999999999999999,\n"
    )
    _, problems = read_counts(written(tmp_path, text), YEREVAN, WORDS)
    assert [(one.row, one.column) for one in problems.found] == [
        (1, "weather"), (2, "local_time"), (3, "cum_arrivals"), (4, "cum_arrivals"), (5, "cum_vehicles"),
    ]  # fmt: skip


def test_a_total_that_goes_down_is_not_a_fault(tmp_path: Path) -> None:
    text = HEADER + "2023-09-24T22:00,1050,,,,a,,\n2023-09-24T23:00,900,,,,b,,\n"
    _, problems = read_counts(written(tmp_path, text), YEREVAN, WORDS)
    assert not problems.found


def test_claims_keep_their_bounds_and_units(tmp_path: Path) -> None:
    text = CLAIMS_HEADER + (
        '2023-09-21,"preparing, to receive",40000,40000,families,capacity,PM,\n'
        "2023-09-22,over,40000,,people,capacity,PM,\n2023-09-26,queue,12,,hours,queue,agency,\n"
    )
    rows, problems = read_claims(written(tmp_path, text), CLAIM_WORDS)
    assert not problems.found
    families, at_least, wait = (row.claim for row in rows)
    assert (families.unit, families.meaning) == (ClaimUnit.FAMILIES, ClaimMeaning.CAPACITY)
    assert (at_least.low, at_least.high) == (40_000, None)
    assert (wait.unit, wait.meaning, wait.said_on) == (ClaimUnit.HOURS, ClaimMeaning.QUEUE, date(2023, 9, 26))


def test_unclear_claims_are_asked_about(tmp_path: Path) -> None:
    text = CLAIMS_HEADER + "soon,x,9,5,crowds,hopes,y,\n2023-09-21,x,-1,,people,pool,y,\n"
    _, problems = read_claims(written(tmp_path, text), CLAIM_WORDS)
    assert {(one.row, one.column) for one in problems.found} == {
        (2, "date"), (2, "unit"), (2, "counts"), (2, "value_low"), (3, "value_low"),
    }  # fmt: skip


def test_a_header_alone_means_that_nobody_claimed_anything(tmp_path: Path) -> None:
    rows, problems = read_claims(written(tmp_path, CLAIMS_HEADER), CLAIM_WORDS)
    assert (rows, problems.found) == ((), [])


@pytest.mark.parametrize("text", ["", "\n", "date,claims\n"])
def test_an_empty_or_misnamed_claims_file_is_a_fault(tmp_path: Path, text: str) -> None:
    _, problems = read_claims(written(tmp_path, text), CLAIM_WORDS)
    assert problems.found


def test_a_moment_with_an_offset_is_the_same_instant() -> None:
    assert moment("2023-09-26T16:00Z", YEREVAN) == moment("2023-09-26T20:00", YEREVAN)
    assert moment("26 Sept", YEREVAN) is None
