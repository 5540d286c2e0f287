"""What others do with names, on the same people: equality, a romaniser with Jaro-Winkler, Metaphone, trigrams.

Each peer orders people by how alike the written names are; of equals those whose birth overlaps and whose sex agrees
stand first, which is more than most of these tools do. Splink stands in bench/splink.py.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from bench.tracing.scoring import TOP, Answer
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist
from scipy.sparse import csr_matrix

from kinward.model.description import Description

Scores = npt.NDArray[np.float32]
# For a batch of requests: a row of likenesses to everyone for each.
Likeness = Callable[[Sequence[Description]], Scores]
_AT_ONCE = 50
_ELSE_COUNTS = 1e-3  # birth and sex decide between equals only


def peers(people: Sequence[Description]) -> Iterator[tuple[str, Likeness]]:
    """Every peer that can be run here; says which cannot."""
    names = [written(person) for person in people]
    yield "equal names", _equal(names)
    ascii_names = [_ascii(name) for name in names]
    yield "unidecode + Jaro-Winkler", _jaro_winkler(ascii_names)
    metaphone = _metaphone()
    if metaphone:
        yield "unidecode + Metaphone", _coded(ascii_names, metaphone)
    yield "unidecode + trigrams", _trigrams(ascii_names)


def answers(
    likeness: Likeness, people: Sequence[Description], requests: Sequence[Description]
) -> dict[str, Answer]:
    """The best ten for each request."""
    born = np.array([_span(person) for person in people])
    sexes = np.array([person.sexes[0].value if person.sexes else "" for person in people])
    found: dict[str, Answer] = {}
    for start in range(0, len(requests), _AT_ONCE):
        part = requests[start : start + _AT_ONCE]
        for request, scores in zip(part, likeness(part), strict=True):
            first, last = _span(request)
            fits = (born[:, 0] <= last) & (born[:, 1] >= first)
            same = (sexes == request.sexes[0].value) if request.sexes else 0
            best = _best(scores + _ELSE_COUNTS * (fits + same) * (scores > 0))
            found[request.id] = Answer([people[at].id for at in best if scores[at] > 0])
    return found


def _best(scores: Scores) -> npt.NDArray[np.intp]:
    count = min(TOP, len(scores))
    some = np.argpartition(-scores, count - 1)[:count]
    best: npt.NDArray[np.intp] = some[np.lexsort((some, -scores[some]))]
    return best


def written(said: Description) -> str:
    """Given and family name as one text; the name at home where no other was said."""
    parts = (*said.given_names, *said.home_names[: not said.given_names], *said.family_names)
    return " ".join(parts) or " ".join(said.whole_names)


def _span(said: Description) -> tuple[int, int]:
    born = said.born[:1]
    return (born[0].earliest.toordinal(), born[0].latest.toordinal()) if born else (0, 1_000_000)


def _ascii(name: str) -> str:
    return anyascii(name).casefold()


def _equal(names: Sequence[str]) -> Likeness:
    folded = np.array([" ".join(sorted(name.casefold().split())) for name in names])

    def likeness(requests: Sequence[Description]) -> Scores:
        sought = (" ".join(sorted(written(one).casefold().split())) for one in requests)
        return np.array([folded == name for name in sought], np.float32)

    return likeness


def _jaro_winkler(names: Sequence[str]) -> Likeness:
    def likeness(requests: Sequence[Description]) -> Scores:
        sought = [_ascii(written(one)) for one in requests]
        scores: Scores = cdist(sought, names, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
        return scores

    return likeness


def _metaphone() -> Callable[[str], str] | None:
    try:
        found: Callable[[str], str] = importlib.import_module("jellyfish").metaphone
    except ImportError:
        print("SKIPPED: Metaphone needs jellyfish (pip install jellyfish)")
        return None
    return found


def _coded(names: Sequence[str], code: Callable[[str], str]) -> Likeness:
    """Codes of words: the share that both have, as phonetic indexes of person registers are searched."""
    return _shared([_codes(name, code) for name in names], lambda name: _codes(name, code))


def _codes(name: str, code: Callable[[str], str]) -> list[str]:
    return [code(word) for word in name.split()]


def _trigrams(names: Sequence[str]) -> Likeness:
    """The likeness of pg_trgm: trigrams of each word with two blanks before and one behind."""
    return _shared([_grams(name) for name in names], _grams)


def _grams(name: str) -> list[str]:
    words = (f"  {word} " for word in name.split())
    return [word[at : at + 3] for word in words for at in range(len(word) - 2)]


def _shared(pieces: Sequence[Sequence[str]], of: Callable[[str], Sequence[str]]) -> Likeness:
    """Pieces in both over pieces in either (Jaccard), for everyone at once."""
    number: dict[str, int] = {}
    for parts in pieces:
        for part in parts:
            number.setdefault(part, len(number))
    everyone = _matrix([sorted({number[part] for part in parts}) for parts in pieces], len(number))
    sizes = np.asarray(everyone.sum(axis=1)).ravel()

    def likeness(requests: Sequence[Description]) -> Scores:
        sought = [set(of(_ascii(written(one)))) for one in requests]
        mine = _matrix(
            [sorted(number[part] for part in parts if part in number) for parts in sought], len(number)
        )
        both = np.asarray((mine @ everyone.T).todense(), np.float32)
        either = np.array([len(parts) for parts in sought], np.float32)[:, None] + sizes - both
        scores: Scores = (both / np.maximum(1, either)).astype(np.float32)
        return scores

    return likeness


def _matrix(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter((number for row in rows for number in row), np.intp, int(ends[-1]))
    return csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), width))
