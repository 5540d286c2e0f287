"""What holds for every text: spans are slices, bounds are bounds, nothing falls out of the ledger."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kinward import wiring
from kinward.cite.ledger import ledger_of
from kinward.model.report import Qualifier, Reading, Report

_PIECES = (
    "UNHCR said ", "according to the ministry, ", "He denied ", "that ", "at least ", "about ", "between 70,000 and 90,000 ",
    "40,000 ", "half a million ", "thousands of ", "2.8 million ", "people ", "families ", "had fled ", "will arrive ",
    "were killed ", "to Armenia", ", ", ". ", "\n\n", "- ", ": ", "“", "” ", "(", ") ", "on Friday (September 22) ",
    "in 2023 ", "yesterday ", "If ", "whose population is ", "including 300 on Sunday ", "Գորիս ", "🚌 ", "e\u0301 ", "\r\n",
    "said Maria Petrosyan, the mayor", "of whom ", "and ", "but ", "which ", "STORY: ", "COVID-19 ", "$500 ",
)  # fmt: skip
_texts = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=200)


def _read(text: str) -> Reading:
    return wiring.reading_of(Report("law.txt", text, "2023-09-25"))


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_a_span_is_a_slice_of_the_document(text: str) -> None:
    reading = _read(text)
    for figure in reading.figures:
        assert text[figure.span.start : figure.span.end] == figure.span_text != ""
        assert text[figure.number_span.start : figure.number_span.end] == figure.number_text != ""
        assert figure.span.contains(figure.number_span)
    for claim in reading.claims:
        assert text[claim.span.start : claim.span.end] == claim.span_text != ""


@settings(max_examples=200, deadline=None)
@given(_texts)
def test_a_bound_is_never_a_point_and_a_vague_number_has_no_value(text: str) -> None:
    for figure in _read(text).figures:
        if figure.qualifier in {Qualifier.AT_LEAST, Qualifier.MORE_THAN}:
            assert figure.low is not None
            assert figure.high is None
        if figure.qualifier in {Qualifier.AT_MOST, Qualifier.LESS_THAN, Qualifier.ALMOST}:
            assert figure.low is None
            assert figure.high is not None
        if figure.qualifier in {Qualifier.VAGUE, Qualifier.RANGE}:
            assert figure.value is None


@settings(max_examples=200, deadline=None)
@given(_texts)
def test_every_figure_stands_once_in_the_ledger(text: str) -> None:
    figures = _read(text).figures
    ledger = ledger_of(figures)
    listed = [key for row in ledger.rows for entry in row.entries for key in entry.figures]
    assert sorted(listed) == sorted(f"law.txt#{f.id}" for f in figures)
    assert all(row.speakers <= row.mentions for row in ledger.rows)


@settings(max_examples=100, deadline=None)
@given(_texts)
def test_restatements_point_at_figures_that_exist(text: str) -> None:
    figures = _read(text).figures
    names = {f.id for f in figures}
    for figure in figures:
        assert {figure.restates, figure.equivalent_of, figure.part_of} - {None} <= names - {figure.id}


@settings(max_examples=50, deadline=None)
@given(_texts)
def test_without_a_year_no_year_is_made_up(text: str) -> None:
    if any(str(year) in text for year in range(1900, 2101)):
        return
    for figure in wiring.reading_of(Report("law.txt", text)).figures:
        assert figure.said_on is None or figure.said_on.startswith("--")
        assert figure.event is None or figure.event.start.startswith("--")
