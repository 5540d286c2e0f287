"""A second reader proposes and is checked against the text; it invents nothing and accepts nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from kinward import wiring
from kinward.cite.proposer import Candidate, with_second_reader
from kinward.model.report import Counts, Reading, Report, ReviewState, Span, Unit

_TEXT = "The mayor said 300 people had arrived.\n\nThe hall was lent to 1,250 sleepers.\n"


@dataclass
class _Reader:
    """Proposes what it was given."""

    given: Sequence[Candidate]
    name: str = "typed"
    version: str = "1"

    def propose(self, report: Report) -> Sequence[Candidate]:
        assert report.text == _TEXT
        return self.given


def _candidate(number: str, value: float | None, speaker: str | None = None) -> Candidate:
    start = _TEXT.find(number)
    span = Span(max(start, 0), max(start, 0) + len(number))
    return Candidate(span, number, value, Unit.PEOPLE, Counts.PRESENT, speaker)


def _read(*given: Candidate) -> Reading:
    reading = wiring.reading_of(Report("a.txt", _TEXT, "2023-09-25"))
    return with_second_reader(reading, _Reader(given), wiring.cite_words()["en"])


def test_what_the_grammar_passed_over_becomes_a_proposal_that_asks_for_everything() -> None:
    reading = _read(_candidate("1,250", 1250))
    added = reading.figures[-1]
    assert (added.number_text, added.value, added.state) == ("1,250", 1250, ReviewState.PROPOSED)
    assert set(added.confidence_by_field.values()) == {"ask"}
    assert added.reasons == ("proposer: typed 1",)


def test_what_both_read_is_one_figure_with_both_opinions() -> None:
    reading = _read(_candidate("300", 300, "The mayor"))
    (figure,) = reading.figures
    assert figure.counts == Counts.ARRIVED
    assert figure.reasons[-1] == "proposer: typed 1 reads counts present"


def test_an_invented_number_letter_or_speaker_is_refused_with_its_reason() -> None:
    invented = Candidate(Span(0, 3), "500", 500, Unit.PEOPLE, Counts.PRESENT)
    other_value = _candidate("1,250", 1300)
    no_count = Candidate(Span(4, 9), "mayor", 1, Unit.PEOPLE, Counts.PRESENT)
    nobody = _candidate("1,250", 1250, "the president")
    reading = _read(invented, other_value, no_count, nobody)
    assert [str(one.why) for one in reading.refused] == [
        "its letters do not stand at its place in the report",
        "the report gives another number at its place",
        "there is no count at its place in the report",
        "its speaker is not named in the report",
    ]
    assert [f.number_text for f in reading.figures] == ["300"]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 90), st.integers(0, 12), st.floats(0, 5000), st.text(max_size=6))
def test_whatever_a_second_reader_says_stands_in_the_text_or_is_refused(
    start: int, length: int, value: float, letters: str
) -> None:
    span = Span(start, start + length)
    for text in (letters, span.of(_TEXT)):
        reading = _read(Candidate(span, text, value, Unit.PEOPLE, Counts.PRESENT))
        assert len(reading.refused) + len(reading.figures) <= 3
        for figure in reading.figures:
            assert figure.number_span.of(_TEXT) == figure.number_text
            assert figure.state == ReviewState.PROPOSED
