"""Stored keys are only as good as the folding that made them: a change of folding must change its version."""

import hashlib

from kinward import wiring
from kinward.names.keys import NAMES_VERSION, NameKeys, keys
from kinward.resources.tables import table

TABLES = wiring.name_tables()
# Made with NAMES_VERSION. If this test fails, folding has changed: count NAMES_VERSION up and put the new hash here.
PINNED = ("names-4", "c537cb866f8b811a")


def test_outputs_change_only_with_the_version() -> None:
    words = [word for lines in table("names/given.toml").values() for line in lines for word in line.split()]
    places = [name for names in table("names/places.toml")["places"].values() for name in names]
    outputs = "\n".join(
        repr(keys(text, TABLES)) for text in [*words, *places, "مهدی کریمی", "Łukasz Müller", "ԱՂՋԻԿ"]
    )
    assert (NAMES_VERSION, hashlib.sha256(outputs.encode()).hexdigest()[:16]) == PINNED


def test_keys_of_a_name() -> None:
    assert keys("Նարեկ Սարգսյան", TABLES) == NameKeys("Narek Sargsyan", "narek sargsian", "NRKSRKSN")


def test_text_without_letters_has_empty_keys() -> None:
    assert keys("🎉 --", TABLES).fold == ""
