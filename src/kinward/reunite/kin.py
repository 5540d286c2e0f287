"""Relatives and companions named in a request, against the people around each of the nearly best."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from kinward.model.description import Description, Reason, Relation
from kinward.names.tables import NameTables
from kinward.reunite.evidence import Codes, Comparison, EvidenceTable, weight_bits
from kinward.reunite.people import People
from kinward.reunite.spoken import Form, family_forms_of_relative, given_forms_of_relative

Bits = npt.NDArray[np.float32]
# The spellings of the given and of the family name of somebody around a candidate.
Spelled = tuple[tuple[int, ...], tuple[int, ...]]
_BOTH, _THERE, _GIVEN_ONLY, _ABSENT = 0, 1, 2, 3
_NOTHING_SAID = -1


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in the request whose given name was said, and the share of everyone who is called so.

    ``family_is_new``: their surname is not the sought person's own, so that it is evidence by itself.
    """

    shown: str
    given: tuple[Form, ...]
    family: tuple[Form, ...]
    family_is_new: bool
    share: float
    is_father: bool = False


@dataclass(frozen=True, slots=True)
class KinWeights:
    """For one comparison: weight and level of each named one (rows) for each candidate (columns).

    Level -1: nothing is said for or against, since nobody around the candidate is known.
    """

    comparison: Comparison
    named: tuple[Named, ...]
    bits: Bits
    levels: npt.NDArray[np.int8]

    def of_candidates(self) -> Bits:
        """The sum for each candidate."""
        total: Bits = self.bits.sum(axis=0)
        return total


def relatives_named(
    request: Description, own: Sequence[Form], tables: NameTables, people: People
) -> tuple[Named, ...]:
    """The relatives whose given name was said; ``own`` is the sought person's family name."""
    found = (
        _named(f"{relative.relation}: {relative.name}", relative.name, own, tables, people, relative.relation)
        for relative in request.relatives
    )
    return tuple(chain(*found))


def companions_named(
    request: Description, own: Sequence[Form], tables: NameTables, people: People
) -> tuple[Named, ...]:
    """The companions whose given name was said."""
    return tuple(chain(*(_named(name, name, own, tables, people) for name in request.companions)))


def _named(
    shown: str,
    name: str,
    own: Sequence[Form],
    tables: NameTables,
    people: People,
    relation: Relation | None = None,
) -> list[Named]:
    given, family = given_forms_of_relative(name, tables), family_forms_of_relative(name, tables)
    if not given:
        return []
    share = people.share_of_given([form for form, _ in given])
    is_new = bool(own) and set(family).isdisjoint(own)
    return [Named(shown, given, family, is_new, share, relation is Relation.FATHER)]


def weigh_kin(
    comparison: Comparison,
    named: tuple[Named, ...],
    around: Sequence[Sequence[Spelled]],
    father_is_known: npt.NDArray[np.bool_],
    people: People,
    table: EvidenceTable,
) -> KinWeights:
    """Weigh each named one against the people around each candidate.

    A father says nothing more where the candidate's father's name is known: that was weighed. The sum of a candidate
    is capped both ways, so that one household is not counted many times.
    """
    bits = np.zeros((len(named), len(around)), np.float32)
    levels = np.full((len(named), len(around)), _NOTHING_SAID, np.int8)
    known = np.array([at for at, others in enumerate(around) if others], np.intp)
    if len(known) and named:
        crowd = _Crowd([around[at] for at in known], people)
        for row, somebody in enumerate(named):
            here = crowd.levels(comparison, somebody)
            weights = _bits(comparison, somebody, here, crowd.counts)
            if somebody.is_father:
                weights[father_is_known[known]], here[father_is_known[known]] = 0, _NOTHING_SAID
            bits[row, known], levels[row, known] = weights, here
    least, most = comparison.figures["bits_least"], comparison.figures["bits_most"]
    capped = np.diff(np.clip(np.cumsum(bits, axis=0), least, most), axis=0, prepend=np.float32(0))
    step = table.bits_per_step
    return KinWeights(comparison, named, (np.round(capped / step) * step).astype(np.float32), levels)


class _Crowd:
    """Everybody around every candidate, in one row, with the likeness of each to a named one."""

    def __init__(self, around: Sequence[Sequence[Spelled]], people: People) -> None:
        self.counts = np.array([len(others) for others in around], np.float32)
        self._starts = np.concatenate([[0], np.cumsum([len(others) for others in around])[:-1]]).astype(
            np.intp
        )
        everybody = list(chain.from_iterable(around))
        self._given = _Ragged([given for given, _ in everybody], people)
        self._family = _Ragged([family for _, family in everybody], people)

    def levels(self, comparison: Comparison, somebody: Named) -> npt.NDArray[np.int8]:
        """The best level that anybody around each candidate reaches."""
        given = self._given.codes(somebody.given) >= comparison.figures["given_at"]
        family = self._family.codes(somebody.family) >= comparison.figures["family_at"]
        unsaid = ~self._family.known if somebody.family else np.ones(len(given), bool)
        best = np.full(len(given), _ABSENT, np.int8)
        best[given] = _GIVEN_ONLY
        best[given & (family | unsaid)] = _THERE
        if somebody.family_is_new:
            best[given & family] = _BOTH
        levels: npt.NDArray[np.int8] = np.minimum.reduceat(best, self._starts)
        return levels


class _Ragged:
    """Several spellings for each of many people, some having none."""

    def __init__(self, spellings: Sequence[tuple[int, ...]], people: People) -> None:
        self.known = np.array([bool(each) for each in spellings], bool)
        flat = np.array(list(chain.from_iterable(spellings)), np.intp)
        self._numbers, self._where = np.unique(flat, return_inverse=True)
        lengths = [len(each) for each in spellings if each]
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
        self._people = people

    def codes(self, forms: Sequence[Form]) -> Codes:
        """The best likeness of each person to any of the forms; 0 for who has no spelling."""
        codes = np.zeros(len(self.known), np.uint8)
        if forms and len(self._numbers):
            likeness_among = self._people.names.likeness_among
            rows = [likeness_among(form, self._numbers, at_home=at_home) for form, at_home in forms]
            codes[self.known] = np.maximum.reduceat(np.maximum.reduce(rows)[self._where], self._starts)
        return codes


def _bits(comparison: Comparison, somebody: Named, levels: npt.NDArray[np.int8], counts: Bits) -> Bits:
    bits = np.full(len(levels), weight_bits(comparison.levels[_ABSENT].m, 1.0), np.float32)
    for number in (_BOTH, _THERE, _GIVEN_ONLY):
        level, here = comparison.levels[number], levels == number
        # A common name is there more often by chance, and among k people around about k times as often.
        by_chance = min(0.5, level.u * max(1.0, somebody.share / comparison.levels[_THERE].u))
        bits[here] = np.log2(level.m / (1 - (1 - by_chance) ** counts[here]))
    return bits


def kin_reasons(
    weights: KinWeights, candidate: int, around: Sequence[tuple[str, Spelled]], people: People
) -> list[Reason]:
    """The reasons for one candidate, each naming the one around who is most like the named one."""
    reasons: list[Reason] = []
    for row, somebody in enumerate(weights.named):
        number = int(weights.levels[row, candidate])
        if number == _NOTHING_SAID:
            continue
        there = "" if number == _ABSENT else _nearest(weights.comparison, somebody, around, people)
        bits = float(weights.bits[row, candidate])
        level = weights.comparison.levels[number].name
        reasons.append(Reason(weights.comparison.id, level, bits, somebody.shown, there))
    return reasons


def _nearest(
    comparison: Comparison, somebody: Named, around: Sequence[tuple[str, Spelled]], people: People
) -> str:
    crowd = _Crowd([[spelled] for _, spelled in around], people)
    return around[int(np.argmin(crowd.levels(comparison, somebody)))][0]
