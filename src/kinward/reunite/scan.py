"""One pass over everyone: the weights of every comparison are looked up and added, nobody is left out beforehand."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinward.model.partial import DAYS_PER_YEAR
from kinward.reunite.birth import birth_outcomes
from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import (
    Codes,
    Comparison,
    EvidenceTable,
    Steps,
    Weights,
    in_steps,
    weight_bits,
)
from kinward.reunite.people import NameColumn, People, kinds_of, shared_values
from kinward.reunite.spellings import Spellings
from kinward.reunite.spoken import Form, Spoken

Totals = npt.NDArray[np.int16]
RULED_OUT = np.int16(-32_000)  # an empty row
_ABOVE_ZERO = 1 << 14  # more than any weight in steps, to keep sums of weight and level positive
UNKNOWN = 255  # the level of what was not said


@dataclass(frozen=True, slots=True)
class Looked:
    """One comparison of one sought person with everyone: an entry's weight and level, and which entry each row has."""

    comparison: str
    steps: Steps
    levels: Codes
    rows: Numbers
    theirs: str

    def everyone(self) -> Steps:
        """The weight for each row."""
        weights: Steps = self.steps.take(
            self.rows, mode="clip"
        )  # entries are in range; "clip" skips the check
        return weights

    def is_second_half(self, row: int) -> bool:
        """Of doubled entries: does this row use the second half?"""
        return int(self.rows[row]) >= len(self.steps) // 2

    def at(self, row: int) -> tuple[int, int]:
        """Weight in steps and level number for one row."""
        entry = int(self.rows[row])
        return int(self.steps[entry]), int(self.levels[entry])


@dataclass(frozen=True, slots=True)
class Shared:
    """One comparison of equal values (a phone, a number): who has one of them, and who has another of the same kind."""

    comparison: str
    steps_equal: int
    equal: Numbers
    steps_different: Steps
    kinds: Numbers

    def everyone(self) -> Steps:
        """The weight for each row."""
        weights: Steps = self.steps_different.take(self.kinds, mode="clip")
        weights[self.equal] = self.steps_equal
        return weights

    def of(self, rows: Numbers) -> Steps:
        """The weight for some rows."""
        weights: Steps = self.steps_different[self.kinds[rows]]
        weights[np.isin(rows, self.equal)] = self.steps_equal
        return weights

    def at(self, row: int) -> tuple[int, int]:
        """Weight in steps and level number (0 equal, 1 different, UNKNOWN) for one row."""
        if row in self.equal:
            return self.steps_equal, 0
        steps = int(self.steps_different[self.kinds[row]])
        return steps, 1 if steps else UNKNOWN


@dataclass(frozen=True, slots=True)
class Scan:
    """All evidence of one sought person against everyone, and its sum."""

    straight: tuple[Looked, ...]
    exchanged: tuple[Looked, ...]
    others: tuple[Looked, ...]
    shared: tuple[Shared, ...]
    is_exchanged: npt.NDArray[np.bool_] | None
    totals: Totals


PeopleAtCode = Callable[[], npt.NDArray[np.float64]]
WeightsOf = Callable[[Comparison, tuple[Form, ...], str, PeopleAtCode], Weights]


def scan(sought: Spoken, people: People, weights_of: WeightsOf) -> Scan:
    """Weigh everyone. ``weights_of`` gives the weights of a sought name, from the frequencies it knows."""
    table = people.evidence
    names = Names(sought, people, weights_of)
    straight = names.straight()
    exchanged = names.exchanged()
    others = [
        *names.look("father", sought.father, people.father, "father"),
        *names.look("place", sought.place, people.place, "place"),
        *names.look("last_seen", () if sought.place else sought.last_seen, people.place, "place"),
        *sex_evidence(sought, people),
        *birth_evidence(sought, people),
    ]
    totals = _added(straight, people.size)
    is_exchanged = None
    if exchanged:
        penalty = np.int16(in_steps(exchanged_bits(table), table))
        other_way = _added(exchanged, people.size) + penalty
        is_exchanged = other_way > totals
        np.maximum(totals, other_way, out=totals)
    for looked in others:
        totals += looked.everyone()
    shared = tuple(shared_evidence(sought, people))
    for group in shared:
        totals += group.everyone()
    totals[people.present.now()[: people.size] == 0] = RULED_OUT
    return Scan(tuple(straight), tuple(exchanged), tuple(others), shared, is_exchanged, totals)


def exchanged_bits(table: EvidenceTable) -> float:
    """What it costs that given and family name stand in each other's place."""
    level = table.comparisons["exchanged"].levels[0]
    return weight_bits(level.m, level.u)


def likeness_to_all(forms: Iterable[Form], spellings: Spellings) -> Codes:
    """The best likeness of any of the sought forms to each spelling."""
    rows = [spellings.likeness(form, at_home=at_home) for form, at_home in forms]
    best = rows[0]
    for row in rows[1:]:
        best = np.maximum(best, row)
    return best


class Names:
    """The comparisons of written names of one sought person; likenesses are worked out once per name."""

    def __init__(self, sought: Spoken, people: People, weights_of: WeightsOf) -> None:
        """``weights_of`` gives the weights of a sought name, from the frequencies it knows."""
        self.sought = sought
        self.people = people
        self.weights_of = weights_of
        self._known: dict[tuple[Form, ...], Codes] = {}

    def look(self, comparison: str, forms: tuple[Form, ...], names: NameColumn, column: str) -> list[Looked]:
        """Weights of each entry of a column for the sought forms; nothing when the sought one is unknown."""
        if not forms or not len(names.spellings):
            return []
        steps, levels = self._steps_and_levels(comparison, forms, names, column)
        return [Looked(comparison, steps, levels, names.column.rows(), column)]

    def straight(self) -> list[Looked]:
        """Given against given, family against family name."""
        given = self.look("given", self.sought.given, self.people.given, "given")
        family = self.look("family", self.sought.family, self.people.family, "family")
        return given + [self._with_women(look) for look in family]

    def exchanged(self) -> list[Looked]:
        """Given against family, family against given name."""
        given = self.look("given", self.sought.given, self.people.family, "family")
        return given + self.look("family", self.sought.family, self.people.given, "given")

    def _steps_and_levels(
        self, comparison: str, forms: tuple[Form, ...], names: NameColumn, column: str
    ) -> tuple[Steps, Codes]:
        codes = names.codes(self._likeness(forms, names.spellings))
        weights = self._weights(comparison, forms, codes, names, column)
        steps, levels = weights.steps[codes], weights.level_of_code[codes]
        steps[0], levels[0] = 0, UNKNOWN
        return steps, levels

    def _with_women(self, family: Looked) -> Looked:
        """Family names of grown women have weights of their own: the entries stand twice, hers in the second half."""
        names = self.people.family
        her_steps, her_levels = self._steps_and_levels("family_of_woman", self.sought.family, names, "family")
        woman = self.people.grown_woman.now()
        return Looked(
            "family",
            np.concatenate([family.steps, her_steps]),
            np.concatenate([family.levels, her_levels]),
            family.rows + woman * len(her_steps),
            "family",
        )

    def _likeness(self, forms: tuple[Form, ...], spellings: Spellings) -> Codes:
        if forms not in self._known or len(self._known[forms]) != len(spellings):
            self._known[forms] = likeness_to_all(forms, spellings)
        return self._known[forms]

    def _weights(
        self, comparison: str, forms: tuple[Form, ...], codes: Codes, names: NameColumn, column: str
    ) -> Weights:
        def people_at_code() -> npt.NDArray[np.float64]:
            at: npt.NDArray[np.float64] = np.zeros(256)
            at += np.bincount(codes, weights=names.column.people(), minlength=256)
            at[0] -= names.column.people()[0]  # the unknown are nobody's namesakes
            return at

        return self.weights_of(self.people.evidence.comparisons[comparison], forms, column, people_at_code)


def _added(looked: Iterable[Looked], size: int) -> Totals:
    totals = np.zeros(size, np.int16)
    for look in looked:
        totals += look.everyone()
    return totals


def sex_evidence(sought: Spoken, people: People) -> list[Looked]:
    """Sex by sex."""
    if not sought.sexes:
        return []
    table = people.evidence
    comparison = table.comparisons["sex"]
    levels = np.array([_sex_level(sought.sexes, theirs) for theirs in range(8)], np.uint8)
    bits = [weight_bits(level.m, level.u) for level in comparison.levels]
    steps = np.array([in_steps(bits[level], table) for level in levels], np.int16)
    steps[0], levels[0] = 0, UNKNOWN
    return [Looked("sex", steps, levels, people.sex.now(), "sex")]


def _sex_level(mine: int, theirs: int) -> int:
    if mine & theirs:
        return 0
    return 1 if (mine | theirs) & 4 else 2


def birth_evidence(sought: Spoken, people: People) -> list[Looked]:
    """Birth interval by birth interval."""
    if not sought.born or not people.born.column.values:
        return []
    table = people.evidence
    first, last = people.born.intervals()
    bits, levels = birth_outcomes(sought.born, first, last, table.comparisons["age"], DAYS_PER_YEAR)
    # Steps and level travel together through the choice of the best of several intervals.
    steps = np.round(bits / np.float32(table.bits_per_step)).astype(np.int32)
    both = people.born.column.best((steps + _ABOVE_ZERO) * 16 + levels)
    found = ((both >> 4) - _ABOVE_ZERO).astype(np.int16)
    level = (both & 15).astype(np.uint8)
    found[0], level[0] = 0, UNKNOWN
    return [Looked("age", found, level, people.born.column.rows(), "born")]


def shared_evidence(sought: Spoken, people: People) -> list[Shared]:
    """Phones and numbers that are equal or, when they are of one kind, different."""
    values_of = shared_values(sought)
    return [_equal_or_not(comparison, values, people) for comparison, values in values_of.items() if values]


def _equal_or_not(comparison: str, values: tuple[str, ...], people: People) -> Shared:
    table = people.evidence
    same, different = table.comparisons[comparison].levels
    equal: set[int] = set().union(*(people.shared[comparison].get(value, ()) for value in values))
    # Two who share it may be one person; each further one is a stranger.
    strangers = max(0, len(equal) - 2)
    u = (strangers + table.u_people * same.u) / (people.count + table.u_people)
    column = people.kinds[comparison]
    mine = set(kinds_of(values))
    comparable = np.array([not mine.isdisjoint(kinds) for kinds in column.entries], bool)
    against = in_steps(weight_bits(different.m, different.u), table)
    return Shared(
        comparison,
        in_steps(weight_bits(same.m, max(u, same.u)), table),
        np.fromiter(sorted(equal), np.intp),
        np.where(comparable, against, 0).astype(np.int16),
        column.rows(),
    )
