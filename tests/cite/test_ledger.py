"""Side by side: nothing averaged, nobody counted twice, nobody speaking over another."""

from dataclasses import replace

from tests.cite.conftest import Read

from kinward.cite.ledger import ledger_of
from kinward.model.report import ReviewState

_TWO_DAYS = (
    "The Armenian government said 6,650 people had entered Armenia by Monday (September 25). "
    "The Armenian government said 28,120 people had entered Armenia by Tuesday (September 26). "
    "UNHCR said 19,000 people had entered Armenia by Tuesday (September 26)."
)


def test_a_later_word_replaces_an_earlier_one_of_the_same_speaker_only(read: Read) -> None:
    rows = ledger_of(read(_TWO_DAYS, "2023-09-26").figures).rows
    replaced = {e.speaker: e.superseded_by for row in rows for e in row.entries if row.date == "2023-09-25"}
    assert replaced == {"Government of Armenia": "report.txt#F2"}
    today = [e.superseded_by for row in rows for e in row.entries if row.date == "2023-09-26"]
    assert today == [None, None]


def test_speakers_who_disagree_stand_side_by_side(read: Read) -> None:
    (row,) = [r for r in ledger_of(read(_TWO_DAYS, "2023-09-26").figures).rows if r.date == "2023-09-26"]
    assert (row.speakers, row.lowest, row.highest) == (2, 19_000, 28_120)
    assert "speakers disagree; both stand" in row.flags


def test_saying_it_again_makes_it_no_truer(read: Read) -> None:
    text = "UNHCR said 300 people fled to Goris. UNHCR said again that 300 people fled to Goris. UNHCR said 300 people fled to Goris."
    (row,) = ledger_of(read(text).figures).rows
    assert (row.speakers, row.mentions, len(row.entries)) == (1, 3, 1)


def test_a_rejected_figure_is_left_out_and_no_other(read: Read) -> None:
    first, *rest = read(_TWO_DAYS, "2023-09-26").figures
    rows = ledger_of((replace(first, state=ReviewState.REJECTED), *rest)).rows
    assert sum(row.mentions for row in rows) == len(rest)


def test_a_denied_number_is_shown_as_denied(read: Read) -> None:
    (row,) = ledger_of(read("The ministry denied that 5,000 people had fled.").figures).rows
    assert row.entries[0].denied
    assert (row.lowest, row.highest) == (None, None)


def test_a_bound_leaves_the_row_open_above(read: Read) -> None:
    (row,) = ledger_of(read("UNHCR said at least 300 people fled.").figures).rows
    assert (row.lowest, row.highest) == (300, None)


def test_two_bounds_make_no_shortfall(read: Read) -> None:
    text = "UNHCR said at least 120,000 people will arrive in Armenia. Pashinyan said there was space for at least 40,000 people."
    assert ledger_of(read(text).figures).shortfalls == ()


def test_reports_are_kept_apart(read: Read) -> None:
    one = read("UNHCR said 300 people fled.", file="a.txt").figures
    two = read("UNHCR said 300 people fled.", file="b.txt").figures
    (row,) = ledger_of((*one, *two)).rows
    assert row.entries[0].figures == ("a.txt#F1", "b.txt#F1")
    assert row.speakers == 1


def test_one_speaker_with_two_numbers_for_a_day_is_flagged(read: Read) -> None:
    text = "The Armenian government said 13,350 people had entered Armenia by Tuesday (September 26). One release of the Armenian government said 13,550 people had entered Armenia by Tuesday (September 26)."
    (row,) = ledger_of(read(text, "2023-09-26").figures).rows
    assert [e.value for e in row.entries] == [13_350, 13_550]
    assert any("several numbers" in flag for flag in row.flags)
