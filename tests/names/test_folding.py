"""Names that are one name meet, whoever wrote them."""

import pytest

from kinward import wiring
from kinward.names.folding import fold, readings, romanised, skeleton

TABLES = wiring.name_tables()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Հարությունյան", "Յարութիւնեան", "Арутюнян", "Harutyunyan", "Haroutiounian", "ჰარუტიუნიანი"),
        ("Սարգսյան", "Саргсян", "Sargsyan", "Sargsian"),
        ("Խաչատրյան", "Хачатрян", "Khachatryan", "Xachatryan", "ხაჩატრიანი"),
        ("Ճաղարյան", "Чагарян", "Chagharyan", "Tchagharian"),
        ("Ջանիբեկյան", "Джанибекян", "Janibekyan", "Djanibekian"),
        ("Ցատուրյան", "Цатурян", "Tsaturyan", "Tzatourian"),
        ("Նարեկ", "Нарек", "Narek", "ნარეკ"),
        ("Əliyev", "Алиев", "Aliyev", "Aliev", "Әлијев"),
        ("Cəfərov", "Джафаров", "Jafarov"),
        ("Şuşa", "Шуша", "Shusha"),
        ("گاسپاریان", "Գասպարյան", "Гаспарян"),
        ("جیوان", "Ջիվան", "Jivan"),
        ("یرواند", "Երվանդ", "Ерванд", "Yervand"),
        ("کارن", "Կարեն", "Карен"),
        ("Սիրանոյշ", "Սիրանույշ"),
        ("Smirnoff", "Смирнов", "Սմիրնով"),
        ("Щербаков", "Shcherbakov", "Schtscherbakow", "Շչերբակով", "Scherbakov"),
        ("Quliyev", "Кулиев"),
        ("Հովիկ", "Овик", "Hovig", "Hovik"),
        ("Rafiq", "Рафик", "Рафиг"),
        ("Ուիլյամ", "Վիլյամ", "Уильям", "Вільям", "William"),
        ("Walid", "Oualid", "Уалид", "Վալիդ"),
        ("Əlizadə", "Ализаде", "Alizade"),
        ("Οβανές", "Ованес"),
        ("אברהם", "Abraham"),
        ("Акопян", "אקופיאן"),
    ],
)
def test_spellings_of_one_name_fold_to_one_form(spellings: tuple[str, ...]) -> None:
    assert len({fold(spelling, TABLES) for spelling in spellings}) == 1


def test_different_names_stay_different() -> None:
    names = ["Արամ", "Արմեն", "Արման", "Արտակ", "Արթուր", "Արսեն", "Աննա", "Անի", "Նարինե", "Նունե"]
    assert len({fold(name, TABLES) for name in names}) == len(names)


def test_western_and_eastern_armenian_share_a_skeleton() -> None:
    for east, west in (
        ("Գրիգոր", "Krikor"),
        ("Պետրոս", "Bedros"),
        ("Տիգրան", "Dikran"),
        ("Ավագյան", "Avakian"),
    ):
        assert skeleton(fold(east, TABLES), TABLES) == skeleton(fold(west, TABLES), TABLES)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Гасанов", "Həsənov"),  # Russian writes г for h
        ("Шахвердян", "Շահվերդյան"),  # and х
        ("Шагинян", "Շահինյան"),
        ("Şimşek", "Simsek"),  # as passports print it
        ("Gökhan", "Goekhan"),
        ("Kuznecov", "Кузнецов"),  # ISO 9
        ("Zwetajewa", "Цветаева"),  # German
        ("حسنوف", "Hesenov"),
        ("نجفی", "Najafi"),
        ("فاطمه", "Fatemeh"),
        ("موسوی", "Musavi"),
        ("علی‌اف", "Əliyev"),
        ("الشامي", "Shami"),
        ("فاردان", "Vardan"),
        ("موسسیان", "Мовсесян"),
    ],
)
def test_letters_that_several_habits_read_keep_all_readings(one: str, other: str) -> None:
    assert {*readings(one, TABLES)} & {*readings(other, TABLES)}


def test_a_known_name_is_not_read_as_another() -> None:
    assert not {*readings("Гагик", TABLES)} & {*readings("Айк", TABLES)}
    assert not {*readings("آرمن", TABLES)} & {*readings("آرمان", TABLES)}


def test_a_latin_name_without_signs_keeps_its_other_readings() -> None:
    assert fold("Джавид", TABLES) in readings("Cavid", TABLES)
    assert fold("Աշոտ", TABLES) in readings("Achot", TABLES)
    assert fold("Арутюнян", TABLES) in readings("Arutjunjan", TABLES)


def test_a_name_is_shown_in_latin_letters_and_latin_is_left_alone() -> None:
    assert romanised("Խաչատուր Ղազարյան", TABLES) == "Khachatur Ghazaryan"
    assert romanised("Хачатур", TABLES) == "Khachatur"
    assert romanised("Gérard Kévorkian", TABLES) == "Gérard Kévorkian"
    assert romanised("Щербаков Юрий", TABLES) == "Shcherbakov Yuriy"


def test_a_name_without_vowels_is_shown_as_it_is_usually_written() -> None:
    assert romanised("محمد کریمی", TABLES) == "Muhammad Karimi"
    assert romanised("דוד", TABLES) == "David"
