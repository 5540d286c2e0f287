"""How desks write Armenian names: checked against spellings that real passports and newspapers use."""

import pytest

from kinward import wiring
from kinward.demo.draws import Draws
from kinward.demo.writing import Hand, usual_writing

WRITING = usual_writing()


def _spellings(name: str, hand: Hand) -> set[str]:
    draws = Draws(wiring.chance(1))
    return {WRITING.write(draws, name, hand) for _ in range(200)}


@pytest.mark.parametrize(
    ("name", "hand", "usual"),
    [
        ("Սարգսյան", Hand("Cyrl", ""), "Саркисян"),
        ("Հովհաննիսյան", Hand("Cyrl", ""), "Оганесян"),
        ("Հարությունյան", Hand("Cyrl", ""), "Арутюнян"),
        ("Ղազարյան", Hand("Cyrl", ""), "Казарян"),
        ("Հրանտ", Hand("Cyrl", ""), "Грант"),
        ("Մհեր", Hand("Cyrl", ""), "Мгер"),
        ("Ոսկանյան", Hand("Cyrl", ""), "Восканян"),
        ("Հարությունյան", Hand("Latn", "passport"), "Harutyunyan"),
        ("Խաչատրյան", Hand("Latn", "bgn"), "Khach’atryan"),
        ("Մկրտչյան", Hand("Latn", "bgn"), "Mkrtch’yan"),
        ("Ուլուբաբյան", Hand("Cyrl", ""), "Улубабян"),
        ("Ունանյան", Hand("Latn", "passport"), "Unanyan"),
        ("Շուշան", Hand("Latn", "iso"), "Šowšan"),
        ("Սարգսյան", Hand("Latn", "russian_passport"), "Sarkisyan"),
        ("Խաչատրյան", Hand("Latn", "french"), "Khatchatrian"),
        ("Հակոբյան", Hand("Geor", ""), "ჰაკობიანი"),
    ],
)
def test_a_name_is_written_as_people_write_it(name: str, hand: Hand, usual: str) -> None:
    assert usual in _spellings(name, hand)


def test_an_armenian_desk_writes_what_it_hears() -> None:
    assert _spellings("Նարեկ", Hand("Armn", "")) == {"Նարեկ"}


@pytest.mark.parametrize(
    ("name", "script"), [("Հովհաննիսյան", "Armn"), ("Саркисян", "Cyrl"), ("Harutyunyan", "Latn")]
)
def test_a_slip_changes_a_name_a_little(name: str, script: str) -> None:
    draws = Draws(wiring.chance(2))
    slips = [WRITING.misspell(draws, name, script) for _ in range(100)]
    assert all(slip[:1] == name[:1] for slip in slips)
    assert sum(slip != name for slip in slips) > 90  # two equal letters swapped leave a name as it was
    assert all(abs(len(slip) - len(name)) <= 2 for slip in slips)
