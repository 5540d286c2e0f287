"""A sentence or two is enough to tell a language, and its numbers, hedges and units are read in it."""

import pytest
from tests.cite.conftest import Read

# text, language, number, value, low, high, qualifier, unit
_SHORT = [
    (
        "По словам губернатора, вывезено более 76 тыс. человек.",
        "ru",
        76_000,
        76_000,
        None,
        "more_than",
        "people",
    ),
    ("Почти полмиллиона жителей остались без крова.", "ru", 500_000, None, 500_000, "almost", "people"),
    ("Le centre peut accueillir jusqu'à 4 500 personnes.", "fr", 4_500, None, 4_500, "at_most", "people"),
    ("Environ 1,2 million de personnes ont été déplacées.", "fr", 1_200_000, None, None, "about", "people"),
    ("Unas 45.000 familias perdieron sus hogares.", "es", 45_000, None, None, "about", "households"),
    ("Entre 10.000 y 15.000 personas podrían huir.", "es", None, 10_000, 15_000, "range", "people"),
    (
        "AFAD, 41.020 kişinin hayatını kaybettiğini açıkladı.",
        "tr",
        41_020,
        41_020,
        41_020,
        "as_stated",
        "people",
    ),
    ("En az 300 aile evsiz kaldı.", "tr", 300, 300, None, "at_least", "households"),
    ("Ən azı 40.000 ailə yerləşdirilə bilər.", "az", 40_000, 40_000, None, "at_least", "households"),
    ("Təxminən 300 nəfər həlak olub.", "az", 300, None, None, "about", "people"),
    ("Առնվազն 300 ընտանիք կացարանի կարիք ունի:", "hy", 300, 300, None, "at_least", "households"),
    ("Գրանցվել է 20 800 մարդ:", "hy", 20_800, 20_800, 20_800, "as_stated", "people"),
    ("قالت الحكومة إن حوالي 40 ألف شخص نزحوا.", "ar", 40_000, None, None, "about", "people"),
    ("أكثر من ٥٠٠ عائلة بلا مأوى.", "ar", 500, 500, None, "more_than", "households"),
]


@pytest.mark.parametrize(("text", "language", "value", "low", "high", "qualifier", "unit"), _SHORT)
def test_a_short_text_is_read_in_its_own_language(
    text: str, language: str, value: float | None, low: float | None, high: float | None,
    qualifier: str, unit: str, read: Read,
) -> None:  # fmt: skip
    reading = read(text)
    assert reading.language == language
    (figure,) = reading.figures
    assert (figure.value, figure.low, figure.high) == (value, low, high)
    assert (figure.qualifier, figure.unit) == (qualifier, unit)


def test_an_english_headline_with_a_short_name_stays_english(read: Read) -> None:
    assert read("300 families displaced: UN").language == "en"
