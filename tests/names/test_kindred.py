"""Names at home belong to their full names, and a town has the names all sides give it."""

import unicodedata

import pytest

from kinward import wiring
from kinward.model.written_name import Script, script_of
from kinward.names.folding import fold
from kinward.names.kindred import home_stems, kindred
from kinward.names.places import place_ids
from kinward.resources.tables import table

TABLES = wiring.name_tables()


@pytest.mark.parametrize(
    ("home", "full"), [("Рубик", "Ռուբեն"), ("Սաքո", "Саркис"), ("Володя", "Vladimir"), ("Hovik", "Ованес")]
)
def test_a_name_at_home_may_stand_for_its_full_name(home: str, full: str) -> None:
    assert kindred(fold(home, TABLES), TABLES).home & kindred(fold(full, TABLES), TABLES).full


def test_surnames_made_from_one_name_are_one_name() -> None:
    stems = [kindred(fold(name, TABLES), TABLES).stem for name in ("Հովհաննիսյան", "Оганесян", "Ованнесян")]
    assert stems[1] & stems[2]


def test_what_a_name_at_home_leaves_begins_the_full_name() -> None:
    assert "nar" in home_stems(fold("Նարիկ", TABLES), TABLES)


@pytest.mark.parametrize(
    "names",
    [
        ("Ստեփանակերտ", "Степанакерт", "Xankəndi", "г. Ханкенди", "Khankendi"),
        ("Շուշի", "Шуша", "Şuşa", "Shushi town"),
        ("Мартакерт, ул. Азатамартикнери 5", "Ağdərə"),
    ],
)
def test_every_sides_name_means_the_same_place(names: tuple[str, ...]) -> None:
    assert frozenset.intersection(*(place_ids(name, TABLES) for name in names))


@pytest.mark.parametrize(
    ("again", "name"), [("Вовик", "Владимир"), ("Сашик", "Александр"), ("Sashik", "Alexander")]
)
def test_a_name_at_home_is_shortened_again(again: str, name: str) -> None:
    assert kindred(fold(again, TABLES), TABLES).home & kindred(fold(name, TABLES), TABLES).full


def test_a_full_name_is_no_shortened_one() -> None:
    for name in ("Հասմիկ", "Генрик", "Арсен"):
        assert not kindred(fold(name, TABLES), TABLES).home, name


def test_no_spelling_in_the_tables_mixes_scripts() -> None:
    given = [
        word
        for lines in table("names/given.toml").values()
        for line in lines
        for word in line.split()
        if word != "|"
    ]
    places = [name for names in table("names/places.toml")["places"].values() for name in names]
    for text in given + places:
        assert script_of(text) is not Script.MIXED, text
        assert unicodedata.is_normalized("NFC", text), text


def test_every_line_of_a_name_is_reached_by_each_of_its_spellings() -> None:
    for lines in table("names/given.toml").values():
        for line in lines:
            full, _, home = line.partition("|")
            name = full.split()[0]
            assert all(name in kindred(fold(word, TABLES), TABLES).full for word in full.split()), line
            assert all(name in kindred(fold(word, TABLES), TABLES).home for word in home.split()), line
