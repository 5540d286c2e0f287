"""Side by side: nothing averaged, nobody counted twice, nobody speaking over another."""

from dataclasses import replace

from tests.cite.conftest import Read

from kinward.cite.ledger import SPEAKERS_DISAGREE, ledger_of
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
    assert SPEAKERS_DISAGREE in row.flags


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
    assert any("several numbers" in str(flag) for flag in row.flags)


def _asked(text: str, read: Read, published: str = "2023-09-27") -> list[str]:
    return [str(flag) for row in ledger_of(read(text, published).figures).rows for flag in row.flags]


def test_the_same_number_on_two_days_is_asked_about(read: Read) -> None:
    text = (
        "UNHCR said 26,610 people had entered Armenia by Monday (September 25). "
        "UNHCR said 26,610 people had entered Armenia by Tuesday (September 26)."
    )
    assert any("which day is it?" in flag for flag in _asked(text, read))
    assert not any("which day" in flag for flag in _asked(text.replace("26,610", "26,000"), read))


def test_a_count_that_shrinks_is_asked_about(read: Read) -> None:
    text = (
        "UNHCR said 26,610 people had entered Armenia by Monday (September 25). "
        "UNHCR said 19,110 people had entered Armenia by Tuesday (September 26)."
    )
    assert any("is lower than the 26,610" in flag for flag in _asked(text, read))


def test_parts_that_do_not_make_the_whole_are_asked_about(read: Read) -> None:
    text = (
        "The ministry said 28,120 people had arrived. The ministry said 20,800 people were registered. "
        "The ministry said {} people were waiting to be registered."
    )
    assert any("do not make 28,120" in flag for flag in _asked(text.format("7,000"), read))
    assert _asked(text.format("7,320"), read) == []


def test_a_number_that_lost_its_first_digits_is_asked_about(read: Read) -> None:
    text = "The ministry said 3,253 people were housed in hotels. A bulletin said 253 people were housed in hotels."
    assert any("were digits lost?" in flag for flag in _asked(text, read))


def test_without_a_place_different_reports_do_not_disagree(read: Read) -> None:
    one = read("The mayor said 300 people had fled.", file="a.txt").figures
    two = read("UNHCR said 90,000 people had fled.", file="b.txt").figures
    rows = ledger_of((*one, *two)).rows
    assert [(row.speakers, row.flags) for row in rows] == [(1, ()), (1, ())]


def test_a_later_report_of_elsewhere_replaces_nothing(read: Read) -> None:
    one = read("UNHCR said on Monday (September 25) that 300 people had fled.", "2023-09-26", "a.txt").figures
    two = read("UNHCR said on Tuesday (September 26) that 90,000 people had fled.", "2023-09-26", "b.txt")
    entries = [entry for row in ledger_of((*one, *two.figures)).rows for entry in row.entries]
    assert [entry.superseded_by for entry in entries] == [None, None]


_NEEDED = "UNHCR said {} people will arrive in Armenia. Pashinyan said there was space for {} people."


def test_a_shortfall_is_exact_only_when_both_numbers_are(read: Read) -> None:
    def bounds(demand: str, room: str) -> list[str]:
        return [one.bound for one in ledger_of(read(_NEEDED.format(demand, room)).figures).shortfalls]

    assert bounds("120,000", "40,000") == ["about"]
    assert bounds("exactly 120,000", "exactly 40,000") == ["exactly"]


def test_room_in_another_crisis_is_not_set_against_a_demand(read: Read) -> None:
    demand = read("UNHCR said 120,000 people will arrive in Armenia.", file="a.txt").figures
    room = read("The ministry said there was space for 40,000 people in Turkey.", file="b.txt").figures
    assert ledger_of((*demand, *room)).shortfalls == ()


def test_a_rate_is_never_set_against_a_count(read: Read) -> None:
    text = "The ministry said 5,000 people a day had arrived in Goris. UNHCR said 42,000 people had arrived in Goris."
    rows = ledger_of(read(text).figures).rows
    assert len(rows) == 2
    assert [row.highest for row in rows if any("a rate" in flag.text for flag in row.flags)] == [5_000]
    assert not any(SPEAKERS_DISAGREE in row.flags for row in rows)
