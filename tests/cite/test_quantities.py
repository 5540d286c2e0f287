"""Numbers as people write them: the value, the hedge, and what is no count at all."""

import pytest
from tests.cite.conftest import Read

_READ = {
    "Half a million people fled.": (500_000, "as_stated"),
    "A quarter of a million people fled.": (250_000, "as_stated"),
    "One and a half million people fled.": (1_500_000, "as_stated"),
    "Two hundred and fifty thousand people fled.": (250_000, "as_stated"),
    "Twenty-five families arrived.": (25, "as_stated"),
    "A hundred and ten families arrived.": (110, "as_stated"),
    "A hundred and ten thousand families arrived.": (110_000, "as_stated"),
    "Some 1,48,663 people fled.": (148_663, "about"),
    "11.5 lakh people were evacuated.": (1_150_000, "as_stated"),
    "Two crore people were affected.": (20_000_000, "as_stated"),
    "2.8m people fled.": (2_800_000, "as_stated"),
    "About 48 000 people fled.": (48_000, "about"),
    "28 120 people crossed.": (28_120, "as_stated"),
    "100.417 people crossed.": (100_417, "as_stated"),
    "40k people crossed.": (40_000, "as_stated"),
    "40,000+ people crossed.": (40_000, "at_least"),
    "~40,000 people crossed.": (40_000, "about"),
    "40,000 people or more crossed.": (40_000, "as_stated"),
    "No fewer than 40,000 people crossed.": (40_000, "at_least"),
    "No more than 40,000 people crossed.": (40_000, "at_most"),
    "As many as 40,000 people crossed.": (40_000, "at_most"),
    "Fewer than 40,000 people crossed.": (40_000, "less_than"),
    "Just under 40,000 people crossed.": (40_000, "almost"),
    "Well over 40,000 people crossed.": (40_000, "more_than"),
    ">40,000 people crossed.": (40_000, "more_than"),
    "So far >40,000 people crossed.": (40_000, "more_than"),
    "Many (>40,000 people) crossed.": (40_000, "more_than"),
    "Then <b>40,000 people</b> crossed.": (40_000, "as_stated"),
    '<b class="n">40,000 people</b> crossed.': (40_000, "as_stated"),
    "Exactly 40,000 people crossed.": (40_000, "exact"),
    "Only 40,000 people crossed.": (40_000, "as_stated"),
}

_NO_FIGURE = (
    "COVID-19 spread in the camps.",
    "Each family was given SYP 15,000.",
    "They need $11.3 million and 12,000 euros.",
    "60% of the refugees and 60 per cent of the children came.",
    "Two out of five households had left someone behind.",
    "One in three families has no tent.",
    "The 12-year conflict and the six-month plan go on.",
    "A 7.8-magnitude quake struck at 04:17.",
    "Call +374 10 123456 or see https://example.org/40000.",
    "It is 90 km long and 2,000 metres high.",
    "In 1988 and 1994 there was war.",
    "Resolution 2254 and Article 5 were named.",
    "They sent 10,000 mattresses and 2,000 family kits.",
    "The F-16 and the Su-25 flew for 20 minutes.",
    "On 12/09/2023 and 2023-09-12 nothing happened.",
    "Children aged 12 and those under 5 were weighed.",
)


@pytest.mark.parametrize("sentence", _READ)
def test_a_number_is_read_with_its_hedge(sentence: str, read: Read) -> None:
    (figure,) = read(sentence).figures
    assert (figure.value, figure.qualifier) == _READ[sentence]


@pytest.mark.parametrize("sentence", _NO_FIGURE)
def test_what_counts_nobody_is_no_figure(sentence: str, read: Read) -> None:
    assert read(sentence).figures == ()


def test_a_bound_stays_a_bound(read: Read) -> None:
    (low,) = read("At least 40,000 people fled.").figures
    (high,) = read("Up to 40,000 people fled.").figures
    assert (low.low, low.high) == (40_000, None)
    assert (high.low, high.high) == (None, 40_000)


def test_about_is_never_widened_by_us(read: Read) -> None:
    (figure,) = read("About 30,000 people were killed.").figures
    assert (figure.value, figure.low, figure.high) == (30_000, None, None)


def test_a_vague_number_gets_no_value(read: Read) -> None:
    (figure,) = read("Tens of thousands of people fled.").figures
    assert (figure.value, figure.low, figure.high, figure.qualifier) == (None, 20_000, None, "vague")


def test_a_scaled_number_keeps_its_precision(read: Read) -> None:
    (figure,) = read("The population is 2.8 million.").figures
    assert (figure.low, figure.high) == (2_750_000, 2_850_000)


def test_a_range_is_two_bounds_and_no_value(read: Read) -> None:
    for text in (
        "Between 70,000 and 90,000 people fled.",
        "70,000-90,000 people fled.",
        "70 to 90 thousand people fled.",
    ):
        (figure,) = read(text).figures
        assert (figure.value, figure.low, figure.high, figure.qualifier) == (None, 70_000, 90_000, "range")


def test_a_rise_from_one_number_to_another_is_two_figures(read: Read) -> None:
    figures = read("The number of refugees rose from 313,000 to 370,000.").figures
    assert [f.value for f in figures] == [313_000, 370_000]


_MEASURED = [
    ("Some 900 cars an hour crossed the bridge.", "rate", "hour"),
    ("UNHCR said 5,000 people a day were arriving.", "rate", "day"),
    ("Each day, 4,000 people cross the border.", "rate", "day"),
    ("Arrivals fell to a daily average of 300.", "rate", "day"),
    ("В Армению ежедневно прибывают 3000 человек.", "rate", "day"),
    ("The camp holds 300 people who eat twice a day.", "stock", None),
    ("The hall has 300 beds.", "capacity", None),
    ("On Monday 4,000 people crossed.", "flow", None),
    ("By Monday 40,000 people had crossed.", "cumulative", None),
    ("The death toll stood at 300 on Monday.", None, None),
    ("Some 1.2 million people are displaced.", None, None),
]


@pytest.mark.parametrize(("text", "measure", "per"), _MEASURED)
def test_a_rate_a_flow_a_stock_and_room_are_told_apart(
    text: str, measure: str | None, per: str | None, read: Read
) -> None:
    (figure,) = read(text, "2023-10-01").figures
    assert (figure.measure, figure.per) == (measure, per)
