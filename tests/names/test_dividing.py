"""A name in one piece comes apart as a reader would take it apart."""

import pytest

from kinward import wiring
from kinward.names.dividing import NameParts, divide, father_forms
from kinward.names.folding import fold

TABLES = wiring.name_tables()


@pytest.mark.parametrize(
    ("whole", "given", "father", "family"),
    [
        ("Նարեկ Սարգսյան", "Նարեկ", "", "Սարգսյան"),
        ("Սարգսյան Նարեկ", "Նարեկ", "", "Սարգսյան"),
        ("Саркисян, Нарек", "Нарек", "", "Саркисян"),
        ("Սարգսյան Նարեկ Արմենի", "Նարեկ", "Արմենի", "Սարգսյան"),
        ("Նարեկ Արմենի Սարգսյան", "Նարեկ", "Արմենի", "Սարգսյան"),
        ("Саргсян Нарек Арменович", "Нарек", "Арменович", "Саргсян"),
        ("Əliyev Vüqar Tofiq oğlu", "Vüqar", "Tofiq", "Əliyev"),
        ("Aygün Rəşid qızı Əliyeva", "Aygün", "Rəşid", "Əliyeva"),
        ("Levon Ter Petrosyan", "Levon", "", "Ter-Petrosyan"),
        ("Mkrtich Aznavour", "Mkrtich", "", "Aznavour"),
        ("Азнавур Мкртич", "Мкртич", "", "Азнавур"),
        ("Նարեկ", "Նարեկ", "", ""),
        ("Сарян", "", "", "Сарян"),
    ],
)
def test_whole_names_are_divided(whole: str, given: str, father: str, family: str) -> None:
    assert divide(whole, TABLES) == _parts(given, father, family)


@pytest.mark.parametrize(
    ("whole", "given", "father", "family"),
    [
        ("Петров Андрей Николаевич", "Андрей", "Николаевич", "Петров"),
        ("Сергей Ильич Петров", "Сергей", "Ильич", "Петров"),
        ("Марія Іванівна Шевченко", "Марія", "Іванівна", "Шевченко"),
        ("Narek Armeni Sargsyan", "Narek", "Armeni", "Sargsyan"),
        ("Саргсян Нарек Армени", "Нарек", "Армени", "Саргсян"),
        ("Алиев Вугар Тофиг оглы", "Вугар", "Тофиг", "Алиев"),
        ("გიორგი ივანეს ძე ქავთარაძე", "გიორგი", "ივანეს", "ქავთარაძე"),
        ("محمد بن سلمان آل سعود", "محمد", "سلمان", "آل-سعود"),
        ("Amina bint Hassan al-Hariri", "Amina", "Hassan", "al-Hariri"),
        ("Ali bin Hassan", "Ali", "Hassan", ""),
        ("Zine Ben Ali", "Zine", "", "Ben-Ali"),
        ("نور الدین الحريري", "نور-الدین", "", "الحريري"),
        ("Abd al-Rahman al-Halabi", "Abd-al-Rahman", "", "al-Halabi"),
        ("Füzuli Quliyev", "Füzuli", "", "Quliyev"),
        ("Մելիք Ադամյան", "Մելիք", "", "Ադամյան"),
        ("Aram Melik Shahnazaryan", "Aram", "", "Melik-Shahnazaryan"),
        ("Mr. Aram Sargsyan", "Aram", "", "Sargsyan"),
    ],
)
def test_each_people_names_the_father_in_its_own_way(
    whole: str, given: str, father: str, family: str
) -> None:
    assert divide(whole, TABLES) == _parts(given=given, father=father, family=family)


@pytest.mark.parametrize(
    ("whole", "given", "family", "home"),
    [
        ("Рубен (Рубик) Саркисян", "Рубен", "Саркисян", "Рубик"),
        ("Рубен Саркисян (дома Рубик)", "Рубен", "Саркисян", "Рубик"),
        ('Hovhannes "Hovik" Abrahamyan', "Hovhannes", "Abrahamyan", "Hovik"),
        ("Հովհաննես «Հովիկ» Աբրահամյան", "Հովհաննես", "Աբրահամյան", "Հովիկ"),
    ],
)
def test_brackets_and_quotes_hold_the_name_at_home(whole: str, given: str, family: str, home: str) -> None:
    assert divide(whole, TABLES) == _parts(given=given, family=family, home=home)


@pytest.mark.parametrize(
    "whole",
    ["Анна Петросян (урожд. Гаспарян)", "Анна Петросян (Гаспарян)", "Анна (девичья Гаспарян) Петросян"],
)
def test_a_former_family_name_in_brackets_is_a_family_name(whole: str) -> None:
    assert divide(whole, TABLES) == NameParts(("Анна",), (), ("Петросян", "Гаспарян"))


def test_a_name_wholly_in_brackets_is_still_a_name() -> None:
    assert divide("(Рубик)", TABLES) == NameParts(given=("Рубик",))


def _parts(given: str = "", father: str = "", family: str = "", home: str = "") -> NameParts:
    return NameParts(*(tuple(part for part in (each,) if part) for each in (given, father, family, home)))


def test_a_patronymic_is_compared_by_the_fathers_name() -> None:
    for written, name in (
        ("Արմենի", "Արմեն"),
        ("Арменович", "Армен"),
        ("Арменовна", "Армен"),
        ("Tofiq oğlu", "Tofiq"),
        ("Сергеевич", "Сергей"),
        ("Андреевна", "Андрей"),
        ("Юрьевич", "Юрий"),
        ("Ильич", "Илья"),
        ("Іванович", "Іван"),
        ("Armeni", "Armen"),
        ("bin Hassan", "Hassan"),
        ("Мигранович", "Միհրան"),
        ("Егишеевна", "Եղիշե"),
    ):
        assert fold(name, TABLES) in father_forms(written, TABLES)
