"""Other languages: their separators, hedges, months and verbs are tables, and the grammar is the same."""

import pytest
from tests.cite.conftest import Read

# number, value, qualifier, unit, counts, speaker
_Said = tuple[str, float | None, str, str, str | None, str | None]
_SAID: dict[str, tuple[str, list[_Said]]] = {
    "ru": (
        (
            "Правительство Армении сообщило, что по состоянию на 26 сентября в страну прибыли 28 120 человек. "
            "По данным УВКБ ООН, около 19 тысяч беженцев покинули Карабах. Премьер-министр Никол Пашинян заявил в "
            "пятницу (22 сентября), что страна готова принять не менее 40 тыс. семей."
        ),
        [
            ("28 120", 28_120, "as_stated", "people", "arrived", "Правительство Армении"),
            ("19 тысяч", 19_000, "about", "people", "fled", "УВКБ ООН"),
            ("40 тыс.", 40_000, "at_least", "households", "capacity", "Премьер-министр Никол Пашинян"),
        ],
    ),
    "fr": (
        (
            "Plus de 100 000 personnes ont fui le Haut-Karabakh, selon le HCR. Le gouvernement arménien a annoncé "
            "vendredi que 28.120 réfugiés étaient arrivés. L'ONU estime qu'entre 50 et 1.000 personnes restent sur place."
        ),
        [
            ("100 000", 100_000, "more_than", "people", "fled", "le HCR"),
            ("28.120", 28_120, "as_stated", "people", "arrived", "Le gouvernement arménien"),
            ("50 et 1.000", None, "range", "people", "remaining", "L'ONU"),
        ],
    ),
    "es": (
        (
            "Más de 28.120 personas han llegado a Armenia, según el Gobierno. El primer ministro dijo el viernes (22 de "
            "septiembre) que hay plazas para al menos 40.000 familias. Miles de personas huyeron."
        ),
        [
            ("28.120", 28_120, "more_than", "people", "arrived", "el Gobierno"),
            ("40.000", 40_000, "at_least", "households", "capacity", "El primer ministro"),
            ("Miles", None, "vague", "people", "fled", None),
        ],
    ),
    "tr": (
        "Hükümet, 28.120 kişinin Ermenistan'a giriş yaptığını açıkladı. Binlerce kişi kaçtı. 100 bin kişi yerinden edildi.",
        [
            ("28.120", 28_120, "as_stated", "people", "arrived", "Hükümet"),
            ("Binlerce", None, "vague", "people", "fled", None),
            ("100 bin", 100_000, "as_stated", "people", "displaced", None),
        ],
    ),
    "az": (
        "Hökumət 28.120 nəfərin daxil olduğunu bildirdi. Təxminən 3 min ailə gəldi.",
        [
            ("28.120", 28_120, "as_stated", "people", "arrived", "Hökumət"),
            ("3 min", 3_000, "about", "households", "arrived", None),
        ],
    ),
    "hy": (
        (
            "Հայաստան է մուտք գործել 28 120 մարդ: Մոտ 3000 ընտանիք տեղավորվել է հյուրանոցներում: "
            "Ըստ վարչապետի՝ առնվազն 40 հազար ընտանիք կարող է գալ:"
        ),
        [
            ("28 120", 28_120, "as_stated", "people", "arrived", None),
            ("3000", 3_000, "about", "households", "present", None),
            ("40 հազար", 40_000, "at_least", "households", None, "վարչապետի"),
        ],
    ),
    "ar": (
        "قالت الحكومة إن أكثر من ٢٨٬١٢٠ شخصا وصلوا إلى أرمينيا. نزح نحو 100 ألف شخص من الإقليم.",
        [
            ("٢٨٬١٢٠", 28_120, "more_than", "people", "arrived", "الحكومة"),
            ("100 ألف", 100_000, "about", "people", "displaced", None),
        ],
    ),
}


@pytest.mark.parametrize("language", _SAID)
def test_a_report_is_read_in_its_own_language(language: str, read: Read) -> None:
    text, typed = _SAID[language]
    reading = read(text, "2023-09-26")
    assert reading.language == language
    assert len(reading.figures) == len(typed)
    for figure, (number, value, qualifier, unit, counts, speaker) in zip(reading.figures, typed, strict=True):
        found = (figure.number_text, figure.value, figure.qualifier, figure.unit, figure.speaker.text)
        assert found == (number, value, qualifier, unit, speaker)
        assert counts is None or figure.counts == counts


def test_a_date_is_read_in_its_own_language(read: Read) -> None:
    assert read(_SAID["ru"][0], "2023-09-26").figures[2].said_on == "2023-09-22"
    assert read(_SAID["fr"][0], "2023-09-26").figures[1].said_on == "2023-09-22"
    assert read(_SAID["es"][0], "2023-09-26").figures[1].said_on == "2023-09-22"


def test_letters_of_no_known_language_are_read_as_english(read: Read) -> None:
    assert read("ᚠᚢᚦᚨᚱᚲ").language == "en"


# How local texts write numbers: separators, scales, endings, words written together.
_WRITTEN = [
    ("ru", "В страну прибыли 100 417 человек.", "100 417", 100_417),
    ("ru", "В страну прибыли 1,2 млн человек.", "1,2 млн", 1_200_000),
    ("ru", "В страну прибыли 40 тыс. человек из Карабаха.", "40 тыс.", 40_000),
    ("hy", "Հայաստան է մուտք գործել 100 հազար մարդ։", "100 հազար", 100_000),
    ("hy", "Հայաստան է մուտք գործել 28 120 մարդ։", "28 120", 28_120),
    ("tr", "Ülkeye 158 bin 165 kişi giriş yaptı.", "158 bin 165", 158_165),
    ("tr", "Gelen mülteci sayısı: 28 bin 12 Ekim'de.", "28 bin", 28_000),
    ("tr", "Ülkeye 80 binden fazla kişinin geldiği bildirildi.", "80 bin", 80_000),
    ("tr", "Ülkeye 100.417 kişi geldi.", "100.417", 100_417),
    ("az", "Rayona 3 min nəfər qayıdıb, bunu rəsmi bildirib.", "3 min", 3_000),
    ("az", "Rayona 40 mindən çox nəfər gəlib və yerləşib.", "40 min", 40_000),
    ("ar", "وصل إلى البلاد ٢٨٬١٢٠ شخصا.", "٢٨٬١٢٠", 28_120),
    ("ar", "وصل إلى البلاد ٥٠ ألفاً من اللاجئين، أي ٥٠ ألف شخص.", "٥٠ ألف", 50_000),
    ("fr", "Plus de 28\u202f120 personnes sont arrivées dans le pays.", "28\u202f120", 28_120),
    ("fr", "Deux cent mille personnes sont arrivées dans le pays.", "Deux cent mille", 200_000),
    ("fr", "Mille personnes sont arrivées dans le pays.", "Mille", 1_000),
    ("fr", "Une cinquantaine de familles sont arrivées dans le pays.", "Une cinquantaine", 50),
    ("es", "Llegaron a la ciudad 340 mil personas que huyeron.", "340 mil", 340_000),
    ("es", "Llegaron a la ciudad cien mil personas que huyeron.", "cien mil", 100_000),
    ("es", "Llegaron a la ciudad 4.200 personas que huyeron.", "4.200", 4_200),
]


@pytest.mark.parametrize(("language", "text", "number", "value"), _WRITTEN)
def test_a_number_is_read_as_its_country_writes_it(
    language: str, text: str, number: str, value: int, read: Read
) -> None:
    reading = read(text, "2024-05-14")
    assert reading.language == language
    assert (number, value) in [(figure.number_text, figure.value) for figure in reading.figures]
    assert all(figure.number_span.of(text) == figure.number_text for figure in reading.figures)
