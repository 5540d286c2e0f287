"""The facts of the founding crossing are complete, sourced, and one chain of them is consistent."""

import csv
import io
from datetime import datetime

import pytest

from kinward.demo.facts import CountCurve, crossing_facts
from kinward.resources.tables import table, text

FACTS = crossing_facts()


def test_every_count_names_its_speaker_and_page() -> None:
    rows = list(csv.DictReader(io.StringIO(text("lachin/arrivals.csv"))))
    assert len(rows) == 31
    assert all(row["who"] and row["url"].startswith("https://") for row in rows)


def test_rows_that_conflict_are_both_kept_and_one_is_chosen() -> None:
    rows = list(csv.DictReader(io.StringIO(text("lachin/arrivals.csv"))))
    morning = [row["cum_arrivals"] for row in rows if row["local_time"] == "2023-09-26T08:00"]
    assert morning == ["13350", "13550"]
    at = datetime(2023, 9, 26, 8, 0, tzinfo=FACTS.zone)
    assert FACTS.arrived.counts[FACTS.arrived.moments.index(at)] == 13550


def test_the_forty_thousand_stand_as_families_and_as_people() -> None:
    claims = list(csv.DictReader(io.StringIO(text("lachin/planning_claims.csv"))))
    assert {c["unit"] for c in claims if c["value_low"] == "40000"} == {"families", "people"}
    assert FACTS.planned_places == 40_000


@pytest.mark.parametrize("curve", [FACTS.arrived, FACTS.registered, FACTS.state_housed])
def test_each_chain_rises_to_its_last_published_count(curve: CountCurve) -> None:
    assert curve.counts[0] == 0
    assert curve.moments[-1] <= FACTS.replay_until


def test_the_arrivals_end_with_everybody() -> None:
    assert FACTS.arrived.counts[-1] == FACTS.people == 100_632


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2023-09-26T20:00", 3253),
        ("2023-09-27T08:00", 4002),
        ("2023-09-28T20:00", 16853),  # the bulletin says 17,153; its regions are 300 short
        ("2023-09-29T20:00", 27396),
        ("2023-09-30T12:00", 32200),
        ("2023-10-01T12:00", 37749),
        ("2023-10-01T15:00", 28302),  # seven regions of 47,322
    ],
)
def test_regions_add_up_to_what_the_bulletin_lists(moment: str, said: int) -> None:
    regions = table("lachin/crossing.toml")["regions"]
    assert sum(region["state_accommodated"].get(moment, 0) for region in regions) == said


def test_a_curve_answers_when_the_nth_was_counted() -> None:
    first, second = FACTS.arrived.moments[0], FACTS.arrived.moments[1]
    curve = CountCurve((first, second), (0, 10))
    assert curve.when(10) == second
    assert first < curve.when(1) < curve.when(2) < second
