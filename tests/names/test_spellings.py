"""Common names are nearer to themselves than to other names, whoever wrote them and in whichever script.

Shares were measured when the tables were last changed and are floors: a change that loses a spelling shows here. Which
place a spelling takes among all people is measured by ``python -m tests.names.retrieval``.
"""

from functools import cache

import pytest
from rapidfuzz.distance import JaroWinkler, Levenshtein
from tests.names.spelling_pairs import HALVES, names_of

from kinward import wiring
from kinward.names.folding import readings, skeleton
from kinward.names.kindred import kindred

TABLES = wiring.name_tables()
FLOORS = {
    ("armenian", "hy", "ru"): 0.99,
    ("armenian", "hy", "latin"): 0.99,
    ("armenian", "hy", "fa"): 0.98,
    ("armenian", "hy", "ar"): 0.98,
    ("armenian", "hy", "ka"): 0.98,
    ("armenian", "hy", "az"): 0.99,
    ("azerbaijani", "az", "latin"): 0.99,
    ("azerbaijani", "az", "cyrl"): 0.99,
    ("azerbaijani", "az", "ru"): 0.99,
    ("azerbaijani", "az", "fa"): 0.97,
    ("georgian", "ka", "latin"): 0.99,
    ("georgian", "ka", "ru"): 0.99,
    ("turkish", "tr", "latin"): 0.99,
    ("turkish", "tr", "hy"): 0.97,
    ("persian_arabic", "written", "latin"): 0.98,
    ("persian_arabic", "written", "hy"): 0.98,
    ("slavic", "ru", "uk"): 0.98,
    ("slavic", "ru", "latin"): 0.98,
}


@cache
def forms(text: str) -> tuple[str, ...]:
    return tuple(reading.replace(" ", "") for reading in readings(text, TABLES))


@cache
def likeness(one: str, other: str) -> float:
    """Half letters, half consonants of the folded forms, as the index compares them; 1 when the tables know."""
    best = 0.0
    for mine in forms(one):
        for theirs in forms(other):
            mine_kin, their_kin = kindred(mine, TABLES), kindred(theirs, TABLES)
            if mine == theirs or mine_kin.full & their_kin.full or mine_kin.stem & their_kin.stem:
                return 1.0
            letters = JaroWinkler.normalized_similarity(mine, theirs)
            bones = Levenshtein.normalized_similarity(skeleton(mine, TABLES), skeleton(theirs, TABLES))
            best = max(best, (letters + bones) / 2)
    return best


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize(("language", "own", "other"), FLOORS)
def test_a_spelling_is_nearest_to_its_own_name(language: str, own: str, other: str, half: str) -> None:
    names = [name for name in names_of(language) if name.half == half]
    missed, count = [], 0
    for name in names:
        rivals = [
            rival.spellings[own][0]
            for rival in names
            if rival.is_family is name.is_family and rival is not name
        ]
        for spelling in name.spellings[other]:
            count += 1
            mine = max(likeness(spelling, text) for text in name.spellings[own])
            if mine < 1 and any(likeness(spelling, rival) > mine for rival in rivals):
                missed.append((name.key, spelling))
    assert 1 - len(missed) / count >= FLOORS[language, own, other], missed


def test_the_halves_are_large_enough_to_measure() -> None:
    for language in ("armenian", "azerbaijani", "georgian", "turkish", "persian_arabic"):
        halves = [name.half for name in names_of(language)]
        assert min(halves.count(half) for half in HALVES) >= 40
    armenian = names_of("armenian")
    for column in ("ru", "latin", "fa", "ar"):
        assert sum(len(name.spellings[column]) for name in armenian) >= 300
