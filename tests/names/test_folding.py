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


def test_a_latin_name_without_signs_keeps_its_other_readings() -> None:
    assert fold("Джавид", TABLES) in readings("Cavid", TABLES)
    assert fold("Աշոտ", TABLES) in readings("Achot", TABLES)
    assert fold("Арутюнян", TABLES) in readings("Arutjunjan", TABLES)


def test_a_name_is_shown_in_latin_letters_and_latin_is_left_alone() -> None:
    assert romanised("Խաչատուր Ղազարյան", TABLES) == "Khachatur Ghazaryan"
    assert romanised("Хачатур", TABLES) == "Khachatur"
    assert romanised("Gérard Kévorkian", TABLES) == "Gérard Kévorkian"
