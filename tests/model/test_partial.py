"""Rough dates and ages stay as rough as they were said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinward.model.partial import AgeInterval, Basis, PartialDate, rough_age_years

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2015-03-09", date(2015, 3, 9), date(2015, 3, 9)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_partial_date_covers_every_day_it_may_be(text: str, earliest: date, latest: date) -> None:
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest) == (earliest, latest)
    assert PartialDate.parse(str(read)) == read


@pytest.mark.parametrize(
    "text", ["", "15", "2015-13", "2015-02-30", "2015-3-9-1", "٢٠١٥", "2015-00", "-2015", "1e3"]
)
def test_what_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


@given(DAYS, st.integers(0, 110))
def test_everyone_of_that_age_was_born_in_the_interval(birthday: date, age_years: int) -> None:
    """Somebody born on any day is, on their birthday and the day before the next, inside the interval of their age."""
    try:
        on_birthday = birthday.replace(year=birthday.year + age_years)
    except ValueError:  # 29 February
        on_birthday = birthday.replace(year=birthday.year + age_years, day=28)
    born = AgeInterval(age_years, age_years, on_birthday).born()
    # A calendar year is not a whole number of days: the interval is exact to one day at either end.
    assert (born.earliest - birthday).days <= 1
    assert (birthday - born.latest).days <= 1


def test_an_estimated_age_stays_an_estimate() -> None:
    assert AgeInterval(6, 10, date(2023, 9, 26), Basis.ESTIMATED).born().basis is Basis.ESTIMATED


@given(st.integers(0, 120))
def test_a_guess_reaches_to_both_sides_of_what_was_said(about: int) -> None:
    low, high = rough_age_years(about)
    assert 0 <= low <= about <= high
    assert high - about >= 2
    assert high - about <= 10


def test_an_interval_that_ends_before_it_begins_is_broken_code() -> None:
    with pytest.raises(AssertionError):
        PartialDate(date(2015, 1, 2), date(2015, 1, 1))
