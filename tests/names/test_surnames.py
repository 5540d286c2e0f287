"""The commonest Armenian surnames are one name, however Russian, Western Armenian and Latin practice write them."""

import pytest

from kinward import wiring
from kinward.model.description import Description
from kinward.names.folding import fold
from kinward.names.kindred import kindred
from kinward.reunite.index import Index

TABLES = wiring.name_tables()
ONE_NAME = {
    "Հովհաննիսյան": "Оганесян Оганнисян Ованнисян Ованесян Оганесянц Hovhannisyan Hovhannesyan Hovanisian Hovannisian "
    "Oganesyan Oganesian Oganisyan Ohannesian",
    "Հովհանջանյան": "Оганджанян Ованджанян Hovhanjanyan Ogandzhanyan",
    "Հարությունյան": "Арутюнян Арутунян Harutyunyan Arutunian Arutyunyan Haroutiounian",
    "Սարգսյան": "Саркисян Саргсян Саргисян Sargsyan Sarkisian Sarkissian Sargisyan",
    "Գևորգյան": "Геворкян Геворгян Գեւորգեան Gevorgyan Gevorkian Kevorkian",
    "Հակոբյան": "Акопян Hakobyan Akopyan Hagopian Agopian",
    "Հովսեփյան": "Овсепян Осепян Hovsepyan Ovsepyan Hovsepian",
    "Մկրտչյան": "Мкртчян Мкртичян Mkrtchyan Mkrtchian Mkrtichyan Mgrdichian",
    "Պողոսյան": "Погосян Poghosyan Pogosyan Boghosian",
    "Գրիգորյան": "Григорян Grigoryan Krikorian",
    "Պետրոսյան": "Петросян Petrosyan Bedrossian",
    "Տեր-Պետրոսյան": "Тер-Петросян Ter-Petrosyan Ter-Petrosian",
    "Կարապետյան": "Карапетян Karapetyan Garabedian Karabetyan",
    "Զաքարյան": "Закарян Захарян Zakaryan Zakarian",
    "Եղիազարյան": "Егиазарян Yeghiazaryan Eghiazaryan Yegiazaryan",
    "Երիցյան": "Ерицян Yeritsyan Eritsian",
    "Համբարձումյան": "Амбарцумян Гамбарцумян Hambardzumyan Ambartsumyan Hampartsoumian",
    "Խաչատրյան": "Хачатрян Хачатурян Khachatryan Hachatryan Khatchatourian",
    "Ղազարյան": "Казарян Газарян Ghazaryan Kazaryan Gazaryan",
    "Բաղդասարյան": "Багдасарян Baghdasaryan Bagdasarian Paghtasarian",
    "Ավետիսյան": "Аветисян Avetisyan Avedissian",
    "Ստեփանյան": "Степанян Stepanyan Stepanyants",
    "Վարդանյան": "Варданян Вартанян Vardanyan Vartanian",
    "Մանուկյան": "Манукян Manukyan Manoukian Manougian",
    "Դավթյան": "Давтян Давидян Davtyan Davidian",
    "Գալստյան": "Галстян Галустян Galstyan Kalustian",
    "Ասատրյան": "Асатрян Асатурян Asatryan Asadourian",
    "Առաքելյան": "Аракелян Arakelyan Aragelian",
    "Գասպարյան": "Гаспарян Каспарян Gasparyan Kasparian",
    "Հայրապետյան": "Айрапетян Hayrapetyan Airapetian",
    "Ներսիսյան": "Нерсисян Нерсесян Nersisyan Nersessian",
    "Թադևոսյան": "Тадевосян Татевосян Tadevosyan",
    "Ղուկասյան": "Гукасян Ghukasyan Kukasyan",
    "Մարգարյան": "Маргарян Маркарян Margaryan Markarian",
    "Մովսիսյան": "Мовсисян Мовсесян Movsisyan Movsesian",
    "Միքայելյան": "Микаелян Mikayelyan Mikaelian",
    "Սահակյան": "Саакян Sahakyan Saakyan",
    "Աբրահամյան": "Абрамян Абраамян Abrahamyan Abramyan",
    "Շահնազարյան": "Шахназарян Shahnazaryan",
}


@pytest.mark.parametrize(
    ("armenian", "other"),
    [(armenian, other) for armenian, others in ONE_NAME.items() for other in others.split()],
)
def test_a_common_surname_is_one_name_in_every_practice(armenian: str, other: str) -> None:
    one, two = fold(armenian, TABLES), fold(other, TABLES)
    assert one == two or kindred(one, TABLES).stem & kindred(two, TABLES).stem


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Հովհաննիսյան", "Օհանյան"),
        ("Սարգսյան", "Սահակյան"),
        ("Մկրտչյան", "Մարտիրոսյան"),
        ("Ղազարյան", "Զաքարյան"),
    ],
)
def test_other_surnames_stay_apart(one: str, two: str) -> None:
    first, second = fold(one, TABLES), fold(two, TABLES)
    assert first != second
    assert not kindred(first, TABLES).stem & kindred(second, TABLES).stem


def test_a_search_weighs_the_commonest_surname_as_one_name() -> None:
    index = Index(wiring.name_tables(), wiring.evidence_table(), wiring.now().date())
    index.add(Description("p", whole_names=("Aram Hovhannisyan",)))
    reasons = index.rank(Description("r", whole_names=("Арам Оганесян",)), 1).ranked[0].reasons
    family = next(reason for reason in reasons if reason.comparison == "family")
    assert family.level == "one name"
    assert family.weight_bits > 3


def test_a_name_at_home_in_brackets_is_weighed_as_one() -> None:
    index = Index(wiring.name_tables(), wiring.evidence_table(), wiring.now().date())
    index.add(Description("p", whole_names=("Ռուբեն Սարգսյան",)))
    index.add(Description("q", whole_names=("Արման Սարգսյան",)))
    found = index.rank(Description("r", whole_names=("Р. (Рубик) Саргсян",)), 2).ranked
    assert found[0].person == "p"
    given = next(reason for reason in found[0].reasons if reason.comparison == "given")
    assert given.level == "home name"
    assert "Рубик" in given.mine
