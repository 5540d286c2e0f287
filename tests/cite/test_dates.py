"""When it was said: the year is asked for and never supplied."""

from tests.cite.conftest import Read

_PAIRS = "The mayor said on Friday (September 22) that 300 people had arrived. It was quiet on Monday (September 25)."


def test_without_a_year_the_year_is_asked_for(read: Read) -> None:
    reading = read(_PAIRS)
    assert reading.figures[0].said_on == "--09-22"
    (question, *_) = reading.questions
    assert question.about == "published"
    assert question.choices == ("2000", "2006", "2017", "2023", "2028", "2034")


def test_the_file_name_is_shown_but_not_believed(read: Read) -> None:
    reading = read(_PAIRS, file="report-2023-09-25.txt")
    assert "2023-09-25" in reading.questions[0].text
    assert reading.figures[0].said_on == "--09-22"


def test_with_a_day_of_publication_dates_are_whole(read: Read) -> None:
    reading = read(_PAIRS, "2023-09-25")
    assert reading.figures[0].said_on == "2023-09-22"
    assert not [q for q in reading.questions if q.about in {"published", "date"}]


def test_friday_in_a_monday_story_is_the_friday_before(read: Read) -> None:
    assert read("UNHCR said on Friday that 300 people fled.", "2023-09-25").figures[0].said_on == "2023-09-22"


def test_the_weekday_of_publication_is_that_day(read: Read) -> None:
    assert read("UNHCR said on Monday that 300 people fled.", "2023-09-25").figures[0].said_on == "2023-09-25"


def test_yesterday_crosses_the_turn_of_the_year(read: Read) -> None:
    figure = read("UNHCR said yesterday that 300 people fled.", "2024-01-01").figures[0]
    assert figure.said_on == "2023-12-31"


def test_a_december_date_in_a_january_report_is_last_years(read: Read) -> None:
    assert (
        read("UNHCR said on 30 December that 300 people fled.", "2024-01-03").figures[0].said_on
        == "2023-12-30"
    )


def test_a_weekday_that_does_not_fit_its_date_is_asked_about(read: Read) -> None:
    reading = read("UNHCR said on Friday (September 22) that 300 people fled.", "2024-09-25")
    assert any(q.about == "date" for q in reading.questions)


def test_a_bare_weekday_without_a_year_uses_the_reports_own_pair(read: Read) -> None:
    text = "It was quiet on Monday (September 25). UNHCR said on Monday that 300 people fled. IOM said on Sunday that 200 people fled."
    assert [f.said_on for f in read(text).figures] == ["--09-25", "--09-24"]


def test_a_dateline_with_its_year_is_enough(read: Read) -> None:
    text = "GENEVA, 12 September 2023 - UNHCR said on Monday that 300 people fled."
    reading = read(text)
    assert reading.published_inferred == "2023-09-12"
    assert reading.figures[0].said_on == "2023-09-11"


def test_nothing_is_said_of_a_date_nobody_gave(read: Read) -> None:
    reading = read("UNHCR said 300 people fled.")
    assert reading.figures[0].said_on is None
    assert reading.published_inferred is None


def test_an_hour_of_the_day_and_the_last_day_are_periods(read: Read) -> None:
    text = "2023 թ. սեպտեմբերի 27\n\nԺամը 18:00-ի դրությամբ Հայաստան է մուտք գործել 53.629 անձ։ Վերջին մեկ օրում՝ 3.200 անձ։"
    spans = [(f.event.start, f.event.end) for f in read(text).figures if f.event]
    assert spans == [("2023-09-27", "2023-09-27"), ("2023-09-26", "2023-09-27")]
    (figure,) = read("За сутки в Армению прибыли 3200 человек.", "2023-10-01").figures
    assert figure.event is not None
    assert (figure.event.start, figure.event.end) == ("2023-09-30", "2023-10-01")
