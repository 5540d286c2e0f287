"""One pass over everyone: the weights of every comparison are looked up and added, nobody is left out beforehand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinward.reunite.adding import Totals, added
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
from kinward.reunite.spoken import Form, Spoken

RULED_OUT = np.int16(-32_000)  # an empty row
_ABOVE_ZERO = 1 << 14  # more than any weight in steps, to keep sums of weight and level positive
UNKNOWN = 255  # the level of what was not said


@dataclass(frozen=True, slots=True)
class Looked:
    """One comparison of one sought person with everyone: an entry's weight and level, and which entry each row has.

    The level is asked for those alone who are shown. ``hers``: every other entry is a grown woman's.
    """

    comparison: str
    steps: Steps
    level_of: Callable[[int], int]
    rows: Numbers
    theirs: str
    hers: bool = False

    def of(self, rows: Numbers) -> Steps:
        """The weight for some rows."""
        return looked_up(self.steps, self.rows[rows])

    def is_hers(self, row: int) -> bool:
        """Is this row weighed as a grown woman's?"""
        return self.hers and bool(self.rows[row] & 1)

    def at(self, row: int) -> tuple[int, int]:
        """Weight in steps and level number for one row."""
        entry = int(self.rows[row])
        return int(self.steps[entry]), self.level_of(entry)


@dataclass(frozen=True, slots=True)
class Shared:
    """One comparison of equal values (a phone, a number): who has one of them, and who has another of the same kind."""

    comparison: str
    steps_equal: int
    equal: Numbers
    steps_different: Steps
    kinds: Numbers

    def over_different(self) -> tuple[Numbers, Steps]:
        """Who has one of the values, and what that weighs more than having another of its kind."""
        return self.equal, (self.steps_equal - self.steps_different[self.kinds[self.equal]]).astype(np.int16)

    def of(self, rows: Numbers) -> Steps:
        """The weight for some rows."""
        weights = looked_up(self.steps_different, self.kinds[rows])
        if len(self.equal):
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
    """All evidence of one sought person, and its sum for everyone, or for ``only`` some rows.

    Whoever is looked at is looked at by their row among everyone; ``totals`` alone is parallel to ``only``.
    """

    straight: tuple[Looked, ...]
    exchanged: tuple[Looked, ...]
    others: tuple[Looked, ...]
    shared: tuple[Shared, ...]
    exchanged_steps: int
    totals: Totals

    def is_exchanged(self, row: int) -> bool:
        """Do given and family name fit better in each other's place?"""
        if not self.exchanged:
            return False
        straight, exchanged = (
            sum(look.at(row)[0] for look in looks) for looks in (self.straight, self.exchanged)
        )
        return exchanged + self.exchanged_steps > straight


PeopleAtCode = Callable[[], npt.NDArray[np.float64]]
WeightsOf = Callable[[Comparison, tuple[Form, ...], str, PeopleAtCode], Weights]


def scan(sought: Spoken, people: People, weights_of: WeightsOf, only: Numbers | None = None) -> Scan:
    """Weigh everyone, or ``only`` some rows. ``weights_of`` gives the weights of a sought name, from the frequencies it knows."""
    table = people.evidence
    names = Names(sought, people, weights_of)
    straight, exchanged = names.straight(), names.exchanged()
    by_sex_and_birth = [*sex_evidence(sought, people), *birth_evidence(sought, people)]
    others = names.others()
    penalty = in_steps(exchanged_bits(table), table)
    size = people.size if only is None else len(only)
    columns = _by_rows([*others, *by_sex_and_birth])
    pairs = _paired(straight, exchanged)
    shared = tuple(shared_evidence(sought, people))
    if only is not None:
        columns = [(rows[only], steps) for rows, steps in columns]
        pairs = [(rows[only], here, there) for rows, here, there in pairs]
    elif shared:
        columns.append((people.kinds.rows(), np.add.reduce([group.steps_different for group in shared])))
    totals = added(pairs, columns, penalty, size)
    for group in shared:
        if only is None:
            rows, more = group.over_different()
            totals[rows] += more
        else:
            totals += group.of(only)
    if only is None and people.absent:
        totals[np.fromiter(people.absent, np.intp)] = RULED_OUT
    return Scan(tuple(straight), tuple(exchanged), (*others, *by_sex_and_birth), shared, penalty, totals)


def looked_up(steps: Steps, entries: Numbers) -> Steps:
    """The weight of each entry; they are in range, and "clip" skips the check."""
    weights: Steps = steps.take(entries, mode="clip")
    return weights


def _by_rows(looks: Iterable[Looked]) -> list[tuple[Numbers, Steps]]:
    """Comparisons that look at one column are one look-up."""
    found: dict[int, tuple[Numbers, Steps]] = {}
    for look in looks:
        key = look.rows.ctypes.data
        rows, steps = found.get(key, (look.rows, None))
        found[key] = rows, look.steps if steps is None else steps + look.steps
    return list(found.values())


def _paired(straight: Sequence[Looked], exchanged: Sequence[Looked]) -> list[tuple[Numbers, Steps, Steps]]:
    """By column: its rows, the weights of its entries as they stand and in the other's place."""
    here = {look.theirs: look for look in straight}
    there = {look.theirs: look for look in exchanged}
    found = []
    for column in dict.fromkeys([*here, *there]):
        one = here.get(column) or there[column]
        nothing = np.zeros_like(one.steps)
        found.append(
            (
                one.rows,
                here[column].steps if column in here else nothing,
                there[column].steps if column in there else nothing,
            )
        )
    return found


def exchanged_bits(table: EvidenceTable) -> float:
    """What it costs that given and family name stand in each other's place."""
    level = table.comparisons["exchanged"].levels[0]
    return weight_bits(level.m, level.u)


class Names:
    """The comparisons of written names of one sought person."""

    def __init__(self, sought: Spoken, people: People, weights_of: WeightsOf) -> None:
        """``weights_of`` gives the weights of a sought name, from the frequencies it knows."""
        self.sought = sought
        self.people = people
        self.weights_of = weights_of

    def look(self, comparison: str, forms: tuple[Form, ...], names: NameColumn, column: str) -> list[Looked]:
        """Weights of each entry of a column for the sought forms; nothing when the sought one is unknown."""
        if not forms or not len(names.spellings):
            return []
        steps, level_of = self._steps_and_levels(comparison, forms, names, column)
        if column == "family":  # by row they stand twice, for grown women and for others
            return [
                Looked(
                    comparison,
                    _twice(steps, steps),
                    lambda at: level_of(at >> 1),
                    self._family_rows(),
                    column,
                )
            ]
        return [Looked(comparison, steps, level_of, names.column.rows(), column)]

    def looks(self) -> list[tuple[str, str, tuple[Form, ...]]]:
        """Comparison, column and forms of everything that is compared."""
        sought = self.sought
        all_looks = [
            ("given", "given", sought.given),
            ("given", "family", sought.given),
            ("family", "family", sought.family),
            ("family_of_woman", "family", sought.family),
            ("family", "given", sought.family),
            ("father", "father", sought.father),
            ("place", "place", sought.place),
            ("last_seen", "place", () if sought.place else sought.last_seen),
        ]
        return [look for look in all_looks if look[2]]

    def straight(self) -> list[Looked]:
        """Given against given, family against family name."""
        return self.look("given", self.sought.given, self.people.given, "given") + self.family()

    def exchanged(self) -> list[Looked]:
        """Given against family, family against given name."""
        given = self.look("given", self.sought.given, self.people.family, "family")
        return given + self.look("family", self.sought.family, self.people.given, "given")

    def others(self) -> list[Looked]:
        """Father's name and places."""
        sought, people = self.sought, self.people
        last_seen = () if sought.place else sought.last_seen
        return [
            *self.look("father", sought.father, people.father, "father"),
            *self.look("place", sought.place, people.place, "place"),
            *self.look("last_seen", last_seen, people.place, "place"),
        ]

    def family(self) -> list[Looked]:
        """Family against family name; those of grown women have weights of their own."""
        names, forms = self.people.family, self.sought.family
        if not forms or not len(names.spellings):
            return []
        steps, level_of = self._steps_and_levels("family", forms, names, "family")
        of_hers, level_of_hers = self._steps_and_levels("family_of_woman", forms, names, "family")

        def level_at(at: int) -> int:
            return level_of_hers(at >> 1) if at & 1 else level_of(at >> 1)

        return [Looked("family", _twice(steps, of_hers), level_at, self._family_rows(), "family", hers=True)]

    def _family_rows(self) -> Numbers:
        return self.people.family_or_hers.now()

    def _steps_and_levels(
        self, comparison: str, forms: tuple[Form, ...], names: NameColumn, column: str
    ) -> tuple[Steps, Callable[[int], int]]:
        codes = names.codes(forms)
        rule = self.people.evidence.comparisons[comparison]
        weights = self.weights_of(rule, forms, column, lambda: names.people_at_code(forms))
        steps = weights.steps.take(codes, mode="clip")
        steps[0] = 0
        return steps, lambda at: int(weights.level_of_code[codes[at]]) if at else UNKNOWN


def _twice(steps: Steps, of_hers: Steps) -> Steps:
    """Each entry for others, then for grown women."""
    both = np.empty(2 * len(steps), np.int16)
    both[::2], both[1::2] = steps, of_hers
    return both


def sex_evidence(sought: Spoken, people: People) -> list[Looked]:
    """Sex by sex."""
    if not sought.sexes:
        return []
    steps, levels = sex_steps(sought.sexes, people.evidence)
    of_pair = people.pairs()[0]
    return [
        Looked(
            "sex",
            steps.take(of_pair, mode="clip"),
            lambda at: int(levels[of_pair[at]]),
            people.sex_and_born.rows(),
            "sex",
        )
    ]


def sex_steps(sought: int, table: EvidenceTable) -> tuple[Steps, Codes]:
    """Weight and level of each set of sexes, as bits, for a sought one."""
    if not sought:
        return np.zeros(8, np.int16), np.full(8, UNKNOWN, np.uint8)
    levels = np.array([_sex_level(sought, theirs) for theirs in range(8)], np.uint8)
    bits = [weight_bits(level.m, level.u) for level in table.comparisons["sex"].levels]
    steps = np.array([in_steps(bits[level], table) for level in levels], np.int16)
    steps[0], levels[0] = 0, UNKNOWN
    return steps, levels


def _sex_level(mine: int, theirs: int) -> int:
    if mine & theirs:
        return 0
    return 1 if (mine | theirs) & 4 else 2


def birth_evidence(sought: Spoken, people: People) -> list[Looked]:
    """Birth interval by birth interval."""
    if not sought.born or not people.born.column.values:
        return []
    table, born = people.evidence, people.born
    bits, levels = birth_outcomes(sought.born, born.intervals(), table.comparisons["age"])
    # Steps and level travel together through the choice of the best of several intervals.
    steps = np.rint(bits * np.float32(1 / table.bits_per_step)).astype(np.int32)
    both = born.column.best((steps + _ABOVE_ZERO) * 16 + levels)
    both[0] = _ABOVE_ZERO * 16
    of_pair = people.pairs()[1]
    found = ((both >> 4) - _ABOVE_ZERO).astype(np.int16).take(of_pair, mode="clip")

    def level_of(at: int) -> int:
        return int(both[of_pair[at]] & 15) if of_pair[at] else UNKNOWN

    return [Looked("age", found, level_of, people.sex_and_born.rows(), "born")]


def shared_evidence(sought: Spoken, people: People) -> list[Shared]:
    """Phones and numbers that are equal or, when they are of one kind, different."""
    values_of = shared_values(sought)
    if not any(values_of.values()):
        return []
    mine = set(kinds_of(sought))
    return [
        _equal_or_not(comparison, values, mine, people) for comparison, values in values_of.items() if values
    ]


def _equal_or_not(
    comparison: str, values: tuple[str, ...], mine: set[tuple[str, str]], people: People
) -> Shared:
    table = people.evidence
    same, different = table.comparisons[comparison].levels
    equal = {row for value in values for row in people.shared[comparison].of(value)}
    # Two who share it may be one person; each further one is a stranger.
    strangers = max(0, len(equal) - 2)
    u = (strangers + table.u_people * same.u) / (people.count + table.u_people)
    comparable = people.comparable(kind for kind in mine if kind[0] == comparison)
    against = in_steps(weight_bits(different.m, different.u), table)
    return Shared(
        comparison,
        in_steps(weight_bits(same.m, max(u, same.u)), table),
        np.fromiter(sorted(equal), np.intp),
        np.where(comparable, against, 0).astype(np.int16),
        people.kinds.rows(),
    )
