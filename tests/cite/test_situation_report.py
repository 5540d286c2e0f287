"""The report the project ships: its ledger was typed by hand before the machine read it."""

import pytest
from tests.cite.conftest import Read

from kinward.cite.ledger import ledger_of
from kinward.model.report import Reading
from kinward.resources.tables import text

# number, qualifier, unit, counts, who, said on, day of the event
_TYPED = [
    ("120,000", "as_stated", "people", "expected_to_arrive", None, None, None),
    (
        "120,000",
        "as_stated",
        "people",
        "expected_to_leave",
        "The leadership of the breakaway region",
        None,
        None,
    ),
    ("120,000", "as_stated", "people", "expected_to_arrive", None, None, None),
    ("120,000", "as_stated", "people", "need_housing", None, None, None),
    ("145,000", "as_stated", "people", "population", None, None, "2015"),
    (
        "40,000",
        "as_stated",
        "households",
        "capacity",
        "Armenian Prime Minister Nikol Pashinyan",
        "2023-09-21",
        None,
    ),
    ("40,000", "at_least", "people", "capacity", "Pashinyan", "2023-09-22", None),
    ("1,050", "as_stated", "people", "arrived", "the Armenian government", None, "2023-09-24"),
    ("2,906", "as_stated", "people", "arrived", "It", None, "2023-09-25"),
    ("6,650", "as_stated", "people", "arrived", "the Armenian government", None, "2023-09-25"),
    ("5,580", "as_stated", "people", "registered", "the Armenian government", None, "2023-09-25"),
    (
        "13,350",
        "as_stated",
        "people",
        "arrived",
        "One release of the Armenian government",
        None,
        "2023-09-26",
    ),
    (
        "13,550",
        "as_stated",
        "people",
        "arrived",
        "Another release of the Armenian government",
        None,
        "2023-09-26",
    ),
    ("19,000", "as_stated", "people", "arrived", "UNHCR", None, None),
    ("28,120", "as_stated", "people", "arrived", "The Armenian government", None, "2023-09-26"),
    ("20,800", "as_stated", "people", "registered", "it", None, None),
    ("3,253", "as_stated", "people", "present", "It", None, None),
]


@pytest.fixture(scope="module")
def reading(read: Read) -> Reading:
    return read(text("lachin/situation-report.txt"), "2023-09-26", "situation-report.txt")


def test_the_figures_are_those_typed_by_hand(reading: Reading) -> None:
    found = [
        (
            f.number_text,
            f.qualifier,
            f.unit,
            f.counts,
            f.speaker.text,
            f.said_on,
            f.event.end if f.event else None,
        )
        for f in reading.figures
    ]
    assert found == _TYPED


def test_120000_is_one_speaker_and_four_mentions(reading: Reading) -> None:
    (row,) = [r for r in ledger_of(reading.figures).rows if r.counts == "expected_to_leave"]
    assert (row.speakers, row.mentions) == (1, 4)
    assert row.entries[0].speaker_kind == "party_to_conflict"


def test_families_or_people_is_asked(reading: Reading) -> None:
    rows = [r for r in ledger_of(reading.figures).rows if r.counts == "capacity"]
    assert [r.unit for r in rows] == ["households", "people"]
    assert all(any("ask" in str(flag) for flag in r.flags) for r in rows)


def test_the_shortfall_is_at_most_80000(reading: Reading) -> None:
    (shortfall,) = ledger_of(reading.figures).shortfalls
    assert (shortfall.bound, shortfall.places_missing) == ("at most", 80_000)


def test_what_is_not_counted_is_claimed(reading: Reading) -> None:
    said = {(c.stance.value, c.topic) for c in reading.claims if c.planning_relevant}
    assert {
        ("asserts", "reason_for_leaving"),
        ("guarantees", "rights_of_population"),
        ("fears", "repression; ethnic cleansing"),
        ("denies", "repression; ethnic cleansing"),
        ("asserts", "family_tracing_service"),
        ("asserts", "season_constraint"),
        ("unknown", "housing_gap"),
    } <= said


def test_nothing_is_left_to_ask_about_its_dates(reading: Reading) -> None:
    assert not [q for q in reading.questions if q.about in {"published", "date"}]
