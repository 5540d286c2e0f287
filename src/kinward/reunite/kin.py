"""A request and a registration are small families: relatives and companions named, against the people around."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinward.model.description import Description, Reason, Relation, Sex
from kinward.model.partial import DAYS_PER_YEAR
from kinward.names.tables import NameTables
from kinward.reunite.columns import Chains, Growing, Numbers
from kinward.reunite.evidence import Codes, Comparison, EvidenceTable, weight_bits
from kinward.reunite.people import NameColumn, People
from kinward.reunite.spoken import SEX_BIT, Form, family_forms_of_relative, given_forms_of_relative

Bits = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
_BOTH, _THERE, _GIVEN_ONLY, _ABSENT = 0, 1, 2, 3
_NOTHING_SAID = -1
# Fewer than one of so many people are looked at one household after another.
_FEW_OF = 32
# A parent is older than the child by this at least. The WHO counts births to mothers from 10 to 14 as the youngest it
# counts at all; nearly all of those are of girls of 12 and more.
_PARENT_OLDER_YEARS = 12
# Between the oldest and the youngest child of two parents: a mother's childbearing years are counted as 15 to 49.
_SIBLINGS_APART_YEARS = 35
_GENERATIONS_UP = {Relation.MOTHER: 1, Relation.FATHER: 1, Relation.GRANDPARENT: 2, Relation.CHILD: -1}
_SEX_OF = {Relation.MOTHER: Sex.FEMALE, Relation.FATHER: Sex.MALE}


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in the request whose given name was said.

    ``family_is_new``: their surname is not the sought person's own, so that it is evidence by itself.
    """

    shown: str
    given: tuple[Form, ...]
    family: tuple[Form, ...]
    family_is_new: bool
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class KinWeights:
    """For one comparison: weight and level of each named one (rows) for each candidate (columns).

    Level -1: nothing is said for or against, since nobody around the candidate is known. ``nearest`` is who of those
    around is most like the named one.
    """

    comparison: Comparison
    named: tuple[Named, ...]
    bits: Bits
    levels: npt.NDArray[np.int8]
    nearest: Numbers

    def of_candidates(self) -> Bits:
        """The sum for each candidate."""
        total: Bits = self.bits.sum(axis=0)
        return total


def relatives_named(request: Description, own: Sequence[Form], tables: NameTables) -> tuple[Named, ...]:
    """The relatives whose given name was said; ``own`` is the sought person's family name."""
    found = (
        _named(f"{one.relation}: {one.name}", one.name, own, tables, one.relation)
        for one in request.relatives
    )
    return tuple(one for one in found if one.given)


def companions_named(request: Description, own: Sequence[Form], tables: NameTables) -> tuple[Named, ...]:
    """The companions whose given name was said."""
    found = (_named(name, name, own, tables, None) for name in request.companions)
    return tuple(one for one in found if one.given)


def _named(
    shown: str, name: str, own: Sequence[Form], tables: NameTables, relation: Relation | None
) -> Named:
    family = family_forms_of_relative(name, tables)
    is_new = bool(own) and set(family).isdisjoint(own)
    return Named(shown, given_forms_of_relative(name, tables), family, is_new, relation)


class Families:
    """Who belongs to whom: the people of each household, and the relatives and companions each person named.

    Whoever is around somebody is a number: of a row if registered, below 0 if only named.
    """

    def __init__(self, people: People) -> None:
        """Start with nobody."""
        self._people = people
        self._household_of = Growing(np.int32)
        self._households = 0
        self._members = Chains()
        self._named = Chains()
        self._given, self._family = NameColumn(people.names), NameColumn(people.names)
        self._owner_of = Growing(np.int32)
        self._free: list[int] = []

    def put(self, row: int, person: Description, household: int) -> None:
        """Write the household of one person, by its number (0 for none), and whom they named."""
        if household:
            self._household_of.put(row, household)
            self._members.add(household, row)
            self._households = max(self._households, household)
        for name in names_around(person):
            self._put_named(row, name)

    def _put_named(self, row: int, name: str) -> None:
        tables = self._people.tables
        given = given_forms_of_relative(name, tables)
        if not given:
            return
        number = self._free.pop() if self._free else self._owner_of.size
        self._owner_of.put(number, row)
        self._given.put(number, given)
        self._family.put(number, family_forms_of_relative(name, tables))
        self._named.add(row, number)

    def take_away(self, row: int) -> None:
        """Forget the household of one person, and whom they named."""
        if number := self._household_of.at(row):
            self._members.remove(number, row)
            self._household_of.put(row, 0)
        for one in self._named.of(row):
            self._named.remove(row, one)
            self._given.column.take_away(one)
            self._family.column.take_away(one)
            self._free.append(one)

    def are_together(self, row: int, other: int) -> bool:
        """Whether two people are of one household."""
        number = self._household_of.at(row)
        return number > 0 and number == self._household_of.at(other)

    def members(self, row: int) -> list[int]:
        """The rows of one person's household, themselves too; nobody if they have none."""
        number = self._household_of.at(row)
        return self._members.of(number) if number else []

    def around(self, rows: Numbers) -> "Around":
        """Everybody around each of some people: of their household with a given name, and whom they named."""
        self._household_of.reach(self._people.size)
        whose, who = self._members.of_many(self._household_of.now()[rows])
        some = (who != rows[whose]) & (self._people.given.column.rows()[who] > 0)
        whose_named, named = self._named.of_many(rows)
        whose, who = np.concatenate([whose[some], whose_named]), np.concatenate([who[some], ~named])
        order = np.argsort(whose, kind="stable")
        return Around(self, self._people, rows, whose[order], who[order])

    def given_spellings(self, who: int) -> tuple[int, ...]:
        """The numbers of the spellings of the given name of somebody around somebody."""
        column, row = (self._people.given, who) if who >= 0 else (self._given, ~who)
        return column.column.values_of(column.column.entry_at(row))

    def names(self, *, given: bool) -> tuple[NameColumn, NameColumn]:
        """The column of given or family names of the registered, and of those who were only named."""
        if given:
            return self._people.given, self._given
        return self._people.family, self._family

    def with_kin_called(self, names: Sequence[Sequence[Form]], least: float, rows: Numbers) -> Mask:
        """For some rows: is somebody of one of these names in the household, or named by them? They themselves count."""
        people = self._people
        self._household_of.reach(people.size)
        named, called = _called(self._given, names, least), _called(people.given, names, least)
        households = self._household_of.now()[rows]
        hit = np.zeros(len(rows), bool)
        if (
            len(rows) * _FEW_OF > people.size
        ):  # then looking at everyone is less than going from one to the next
            owners = np.zeros(people.size, bool)
            owners[
                self._owner_of.now()[np.flatnonzero(named.take(self._given.column.rows(), mode="clip"))]
            ] = True
            hit |= owners[rows]
            theirs = np.zeros(self._households + 1, bool)
            who = np.flatnonzero(called.take(people.given.column.rows(), mode="clip"))
            theirs[self._household_of.now()[who]] = True
            theirs[0] = False
            hit |= theirs[households]
            return hit
        whose, who = self._members.of_many(households)
        hit[whose[called[people.given.column.rows()[who]]]] = True
        whose, who = self._named.of_many(rows)
        hit[whose[named[self._given.column.rows()[who]]]] = True
        return hit

    def name_of(self, row: int, number: int, person: Description) -> str:
        """The name, as it was written, of somebody whom a person named."""
        written = [
            name for name in names_around(person) if given_forms_of_relative(name, self._people.tables)
        ]
        return written[self._named.of(row)[::-1].index(number)]


def _called(column: NameColumn, names: Sequence[Sequence[Form]], least: float) -> Mask:
    """Which entries of a column are like one of some names."""
    called = np.zeros(len(column.column.entries), bool)
    for forms in names:
        called |= column.codes(forms) >= least
    return called


def names_around(person: Description) -> tuple[str, ...]:
    """The names of relatives and companions as they were written."""
    return (*(relative.name for relative in person.relatives), *person.companions)


class Around:
    """Everybody around some candidates: ``whose`` (the candidate's place) and ``who``, in the candidates' order."""

    def __init__(
        self, families: Families, people: People, rows: Numbers, whose: Numbers, who: Numbers
    ) -> None:
        """What is known of them is looked up once, when it is first asked for."""
        self.rows, self.whose, self.who = rows, whose, who
        self._families, self._people = families, people
        self._entries: dict[bool, tuple[Numbers, int]] = {}
        self._bounds: tuple[Numbers, ...] = ()
        self.registered = np.flatnonzero(who >= 0)

    def counts(self) -> Numbers:
        """How many are around each candidate."""
        counts: Numbers = np.bincount(self.whose, minlength=len(self.rows))
        return counts

    def codes(self, forms: Sequence[Form], *, given: bool) -> tuple[Codes, Mask]:
        """The likeness of everybody around to a name, and whether such a name of theirs is known at all."""
        column, named = self._families.names(given=given)
        entries, here = self._entries_of(given=given)
        codes: Codes = np.concatenate([column.codes(forms)[:here], named.codes(forms)])[entries]
        return codes, (entries > 0) & (entries != here)

    def _entries_of(self, *, given: bool) -> tuple[Numbers, int]:
        """Everybody's entry, of those only named after all those of the registered; and how many these are."""
        if given not in self._entries:
            column, named = self._families.names(given=given)
            here = len(column.column.entries)
            entries = np.empty(len(self.who), np.intp)
            only_named = np.flatnonzero(self.who < 0)
            entries[self.registered] = column.column.rows()[self.who[self.registered]]
            entries[only_named] = named.column.rows()[~self.who[only_named]] + here
            self._entries[given] = entries, here
        return self._entries[given]

    def sexes(self) -> Numbers:
        """The sexes, as bits, of the registered among them."""
        return self._people.sexes(self.who[self.registered])

    def born(self) -> tuple[Numbers, ...]:
        """Earliest and latest day of birth of the registered among them, then of the candidates they are around."""
        if not self._bounds:
            people = self._people
            theirs = people.born.bounds(people.births(self.who[self.registered]))
            own = people.born.bounds(people.births(self.rows))
            whose = self.whose[self.registered]
            self._bounds = (*theirs, *(bound[whose] for bound in own))
        return self._bounds


def weigh_kin(
    comparison: Comparison, named: tuple[Named, ...], around: Around, people: People, table: EvidenceTable
) -> KinWeights:
    """Weigh each named one against the people around each candidate.

    A father says nothing more where the candidate's father's name is known: that was weighed. The sum of a candidate
    is capped both ways, so that one household is not counted many times.
    """
    count = len(around.rows)
    bits = np.zeros((len(named), count), np.float32)
    levels = np.full((len(named), count), _NOTHING_SAID, np.int8)
    nearest = np.zeros((len(named), count), np.intp)
    counts = around.counts()
    known = np.flatnonzero(counts)
    if len(known) and named:
        father_is_known = people.father.column.rows()[around.rows] > 0
        starts = np.searchsorted(around.whose, known)
        for place, somebody in enumerate(named):
            each = _levels(comparison, somebody, around)
            # Best level first, then who stands first: the place of the best travels with its level.
            best = np.minimum.reduceat(each.astype(np.intp) * len(each) + np.arange(len(each)), starts)
            here = (best // len(each)).astype(np.int8)
            nearest[place, known] = around.who[best % len(each)]
            weights = _bits(comparison, somebody, here, counts[known], people)
            if somebody.relation is Relation.FATHER:
                said_already = father_is_known[known]
                weights[said_already], here[said_already] = 0, _NOTHING_SAID
            bits[place, known], levels[place, known] = weights, here
    least, most = comparison.figures["bits_least"], comparison.figures["bits_most"]
    capped = np.diff(np.clip(np.cumsum(bits, axis=0), least, most), axis=0, prepend=np.float32(0))
    step = table.bits_per_step
    return KinWeights(comparison, named, (np.round(capped / step) * step).astype(np.float32), levels, nearest)


def _levels(comparison: Comparison, somebody: Named, around: Around) -> npt.NDArray[np.int8]:
    """The level that everybody around reaches."""
    given = around.codes(somebody.given, given=True)[0] >= comparison.figures["given_at"]
    if somebody.relation is not None and given.any():
        given &= _can_be(somebody.relation, around)
    levels = np.full(len(given), _ABSENT, np.int8)
    if not given.any():
        return levels
    levels[given] = _GIVEN_ONLY
    if not somebody.family:
        levels[given] = _THERE
        return levels
    codes, said = around.codes(somebody.family, given=False)
    family = codes >= comparison.figures["family_at"]
    levels[given & (family | ~said)] = _THERE
    if somebody.family_is_new:
        levels[given & family] = _BOTH
    return levels


def _can_be(relation: Relation, around: Around) -> Mask:
    """Whether everybody around can be such a relative of the candidate at all, by sex and by birth.

    A parent is older than the child; siblings are no two generations apart. What is not known contradicts nothing.
    """
    can = np.ones(len(around.registered), bool)
    if relation in _SEX_OF:
        sexes = around.sexes()
        can &= (sexes == 0) | (sexes & (SEX_BIT[_SEX_OF[relation]] | SEX_BIT[Sex.OTHER]) > 0)
    earliest, latest, own_earliest, own_latest = around.born()
    both = (latest > 0) & (own_latest > 0)
    older_most, younger_most = own_latest - earliest, latest - own_earliest  # days, at the widest
    if relation in _GENERATIONS_UP:
        up = _GENERATIONS_UP[relation]
        least = abs(up) * _PARENT_OLDER_YEARS * DAYS_PER_YEAR
        can &= ~both | ((older_most if up > 0 else younger_most) >= least)
    elif relation is Relation.SIBLING:
        apart = _SIBLINGS_APART_YEARS * DAYS_PER_YEAR
        can &= ~both | ((older_most >= -apart) & (younger_most >= -apart))
    everybody = np.ones(len(around.who), bool)
    everybody[around.registered] = can
    return everybody


def _bits(
    comparison: Comparison, somebody: Named, levels: npt.NDArray[np.int8], counts: Numbers, people: People
) -> Bits:
    bits = np.full(len(levels), weight_bits(comparison.levels[_ABSENT].m, 1.0), np.float32)
    if (levels == _ABSENT).all():
        return bits
    codes = people.given.codes(somebody.given)
    share = people.share_called(codes, comparison.figures["given_at"])
    for number in (_BOTH, _THERE, _GIVEN_ONLY):
        level, here = comparison.levels[number], levels == number
        # A common name is there more often by chance, and among k people around about k times as often.
        by_chance = min(0.5, level.u * max(1.0, share / comparison.levels[_THERE].u))
        bits[here] = np.log2(level.m / (1 - (1 - by_chance) ** counts[here]))
    return bits


def kin_reasons(weights: KinWeights, candidate: int, shown: Callable[[int], str]) -> list[Reason]:
    """The reasons for one candidate, each naming the one around who is most like the named one."""
    reasons: list[Reason] = []
    for place, somebody in enumerate(weights.named):
        number = int(weights.levels[place, candidate])
        if number == _NOTHING_SAID:
            continue
        there = "" if number == _ABSENT else shown(int(weights.nearest[place, candidate]))
        bits = float(weights.bits[place, candidate])
        level = weights.comparison.levels[number].name
        reasons.append(Reason(weights.comparison.id, level, bits, somebody.shown, there))
    return reasons
