"""One person registered twice: every person against everyone, exactly, without weighing every pair.

No pair is left out by a rule of thumb (blocking). A sum of weights can only reach the threshold where at least one of
its parts is high enough; the people for whom one part is, are found by the value of that part and weighed in full.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kinward.reunite.birth import birth_outcomes, intervals_of
from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import Steps, in_steps
from kinward.reunite.people import People
from kinward.reunite.scan import Looked, Names, WeightsOf, exchanged_bits, sex_steps, shared_evidence
from kinward.reunite.spoken import Form, Spoken

_PARTS_KEPT_MOST = 2_000  # parts of common names are used again; 2,000 x 10,000 entries of int16 are 40 MB
_IN_ONE_GO = 256


@dataclass(frozen=True, slots=True)
class _Stop:
    taken: int
    top: int
    people: int


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of the sum: the weight of each entry; the entries that speak for, best first, and where to stop."""

    steps: Steps
    entries: Numbers
    stops: tuple[_Stop, ...]
    rows: Numbers
    postings: "_Postings"


_Pair = tuple[_Part, _Part]


class _Postings:
    """For one column: which people have an entry."""

    def __init__(self, entry_of_row: Numbers) -> None:
        self._order = np.argsort(entry_of_row, kind="stable")
        self._starts = np.searchsorted(
            entry_of_row[self._order], np.arange(int(entry_of_row.max(initial=0)) + 2)
        )

    def counts(self) -> Numbers:
        counts: Numbers = np.diff(self._starts)
        return counts

    def people(self, entries: Numbers) -> list[Numbers]:
        return [self._order[self._starts[entry] : self._starts[entry + 1]] for entry in entries.tolist()]


class DuplicateSearch:
    """Everyone as they stand now, ready to be asked who is registered twice."""

    def __init__(self, people: People, weights_of: WeightsOf, said_at: Callable[[int], Spoken]) -> None:
        """``weights_of`` as for ``scan``: sums are the same as a scan's totals. ``said_at`` tells what a row's person said."""
        self._people = people
        self._weights_of = weights_of
        self._said = said_at
        self._step = people.evidence.bits_per_step
        self._bit = in_steps(1.0, people.evidence)
        self._exchanged = in_steps(exchanged_bits(people.evidence), people.evidence)
        columns = {
            "given": people.given.column, "family": people.family.column,
            "father": people.father.column, "place": people.place.column,
        }  # fmt: skip
        self._rows = {name: column.rows().copy() for name, column in columns.items()}
        self._rows["family"] = people.family_or_hers.now().copy()
        self._postings = {name: _Postings(rows) for name, rows in self._rows.items()}
        self._births = _Births(people)
        self._sex = people.sexes(np.arange(people.size))
        self._sexes: dict[int, tuple[Steps, int]] = {}
        self._present = np.ones(people.size, bool)
        self._present[np.fromiter(people.absent, np.intp)] = False
        self._kept: OrderedDict[tuple[str, tuple[Form, ...]], tuple[_Part, ...]] = OrderedDict()

    def search(
        self, rows: Sequence[int], threshold_bits: float, done: Callable[[int], None] = lambda _: None
    ) -> Iterator[tuple[int, int, float]]:
        """Pairs (row, other row, bits) for each of ``rows`` against everyone, whose sum reaches the threshold."""
        threshold = int(np.ceil(threshold_bits / self._step))
        given = self._rows["given"]
        ordered = sorted(rows, key=lambda row: int(given[row]))  # those who share a name, one after another
        for start in range(0, len(ordered), _IN_ONE_GO):
            part = ordered[start : start + _IN_ONE_GO]
            said = [self._said(row) for row in part]
            self._prepare(said)
            for row, sought in zip(part, said, strict=True):
                others, totals = self._reaching(row, sought, threshold)
                for other, total in zip(others.tolist(), totals.tolist(), strict=True):
                    yield row, other, total * self._step
            done(min(len(ordered), start + _IN_ONE_GO))

    def _prepare(self, said: Sequence[Spoken]) -> None:
        wanted = [("given", one.given) for one in said] + [("family", one.family) for one in said]
        wanted += [("father", one.father) for one in said]
        self._people.names.prepare([form for key in wanted if key not in self._kept for form in key[1]])

    def _reaching(self, row: int, sought: Spoken, threshold: int) -> tuple[Numbers, Numbers]:
        given, given_as_family = self._parts("given", sought)
        family, family_as_given = self._parts("family", sought)
        (father,), (place,) = self._parts("father", sought), self._parts("place", sought)
        by_sex, most_by_sex = self._by_sex(sought.sexes)
        shared = shared_evidence(sought, self._people)
        spare = self._births.most(sought) + most_by_sex
        straight, exchanged, others = (given, family), (given_as_family, family_as_given), (father, place)
        candidates = _where_one_is_high((*straight, *others), threshold - spare, self._people.size)
        candidates += _where_one_is_high(
            (*exchanged, *others), threshold - spare - self._exchanged, self._people.size
        )
        rows = np.concatenate(candidates) if candidates else np.zeros(0, np.intp)
        rows = rows[self._of_names(straight, exchanged, others, rows) + spare >= threshold]
        # Who shares a phone or a number is weighed in full anyway: nothing bounds what that adds.
        rows = np.unique(np.concatenate([rows, *(group.equal for group in shared)]))
        rows = rows[(rows != row) & self._present[rows]]
        totals = self._of_names(straight, exchanged, others, rows) + self._births.steps(sought, rows)
        totals += by_sex[self._sex[rows]]
        for group in shared:
            totals += group.of(rows)
        reaching = totals >= threshold
        return rows[reaching], totals[reaching]

    def _by_sex(self, sought: int) -> tuple[Steps, int]:
        if sought not in self._sexes:
            steps, _ = sex_steps(sought, self._people.evidence)
            self._sexes[sought] = steps, int(steps.max())
        return self._sexes[sought]

    def _of_names(
        self, straight: _Pair, exchanged: _Pair, others: _Pair, rows: Numbers
    ) -> npt.NDArray[np.int32]:
        either_way = np.maximum(_sum(straight, rows), _sum(exchanged, rows) + self._exchanged)
        total: npt.NDArray[np.int32] = either_way + _sum(others, rows)
        return total

    def _parts(self, kind: str, sought: Spoken) -> tuple[_Part, ...]:
        """The parts of the sum that one field of a person makes; kept, since many share a name."""
        forms: tuple[Form, ...] = {
            "given": sought.given, "family": sought.family, "father": sought.father, "place": sought.place,
        }[kind]  # fmt: skip
        key = (kind, forms)
        parts = self._kept.pop(key, None)
        if parts is None:
            parts = tuple(self._made(kind, sought, forms))
        self._kept[key] = parts
        if len(self._kept) > _PARTS_KEPT_MOST:
            self._kept.popitem(last=False)
        return parts

    def _made(self, kind: str, sought: Spoken, forms: tuple[Form, ...]) -> Iterator[_Part]:
        people = self._people
        names = Names(sought, people, self._weights_of)
        if kind == "given":
            yield self._part(names.look("given", forms, people.given, "given"), "given")
            yield self._part(names.look("given", forms, people.family, "family"), "family")
        elif kind == "family":
            yield self._part(names.family(), "family")
            yield self._part(names.look("family", forms, people.given, "given"), "given")
        elif kind == "father":
            yield self._part(names.look("father", forms, people.father, "father"), "father")
        else:
            yield self._part(names.look("place", forms, people.place, "place"), "place")

    def _part(self, looked: Sequence[Looked], column: str) -> _Part:
        postings = self._postings[column]
        counts = postings.counts()
        # No more entries than were in use when we began.
        steps = looked[0].steps[: len(counts)] if looked else np.zeros(len(counts), np.int16)
        speaks_for = np.flatnonzero(steps > 0)
        best_first = speaks_for[np.argsort(-steps[speaks_for], kind="stable")]
        stops = _stops(steps[best_first].astype(np.int32), np.cumsum(counts[best_first]), self._bit)
        return _Part(steps, best_first, stops, self._rows[column], postings)


def _where_one_is_high(parts: Sequence[_Part], needed: int, everyone: int) -> list[Numbers]:
    """People for whom the sum of the parts may reach ``needed``, and many for whom it does not.

    Of each part the highest entries are taken until what the untaken ones could add up to stays below ``needed``:
    whoever has no taken entry cannot reach it. The next entries come from where they bring the fewest people per bit.
    """
    at = [0] * len(parts)
    while sum(part.stops[stop].top for part, stop in zip(parts, at, strict=True)) >= needed:
        choices = [
            (_people_per_step(part, stop), number)
            for number, (part, stop) in enumerate(zip(parts, at, strict=True))
            if stop + 1 < len(part.stops)
        ]
        if not choices:
            return [np.arange(everyone, dtype=np.intp)]
        at[min(choices)[1]] += 1
    found: list[Numbers] = []
    for part, stop in zip(parts, at, strict=True):
        found += part.postings.people(part.entries[: part.stops[stop].taken])
    return found


def _people_per_step(part: _Part, stop: int) -> float:
    here, there = part.stops[stop], part.stops[stop + 1]
    return (there.people - here.people) / max(1, here.top - there.top)


def _stops(heights: Steps, people: Numbers, bit: int) -> tuple[_Stop, ...]:
    """Where to stop taking entries, about a bit apart: how many are taken, the highest left, the people taken."""
    stops = [_Stop(0, int(heights[0]) if len(heights) else 0, 0)]
    while stops[-1].taken < len(heights):
        taken = int(np.searchsorted(-heights, -(stops[-1].top - bit), side="left"))
        taken = max(taken, stops[-1].taken + 1)
        left = int(heights[taken]) if taken < len(heights) else 0
        stops.append(_Stop(taken, left, int(people[taken - 1])))
    return tuple(stops)


def _sum(parts: Sequence[_Part], rows: Numbers) -> npt.NDArray[np.int32]:
    total = np.zeros(len(rows), np.int32)
    for part in parts:
        total += part.steps[part.rows[rows]]
    return total


class _Births:
    """Birth intervals by person, for weighing a few people against one."""

    def __init__(self, people: People) -> None:
        self._born = people.born
        self._comparison = people.evidence.comparisons["age"]
        self._per_bit = np.float32(1 / people.evidence.bits_per_step)
        self._most: dict[tuple[tuple[int, int], ...], int] = {}
        self._entry = people.births(np.arange(people.size))
        # Nearly every entry is one interval; a few have two (an age and a date that disagree).
        self._several = np.array([len(each) > 1 for each in people.born.column.entries], bool)
        first, last = people.born.bounds(np.arange(len(people.born.column.entries)))
        self._intervals = intervals_of(
            np.maximum(first, 1), np.maximum(last, 1)
        )  # the first one is "unknown"

    def most(self, sought: Spoken) -> int:
        """The most that a birth could weigh for this person, in steps."""
        if not sought.born:
            return 0
        if sought.born not in self._most:
            narrowest = np.array([day for day, _ in sought.born], np.intp)
            bits, _ = birth_outcomes(sought.born, intervals_of(narrowest, narrowest), self._comparison)
            self._most[sought.born] = int(np.rint(bits.max() * self._per_bit)) + 1
        return self._most[sought.born]

    def steps(self, sought: Spoken, rows: Numbers) -> npt.NDArray[np.int32]:
        """The weight for each of some rows, as a scan gives it."""
        total = np.zeros(len(rows), np.int32)
        known = np.flatnonzero(self._entry[rows])
        if not sought.born or not len(known):
            return total
        entries = self._entry[rows[known]]
        bits, _ = birth_outcomes(sought.born, self._intervals.at(entries), self._comparison)
        total[known] = np.rint(bits * self._per_bit)
        for at in np.flatnonzero(self._several[entries]).tolist():
            first, last = np.array(self._born.column.entries[entries[at]], np.intp).T
            bits, _ = birth_outcomes(sought.born, intervals_of(first, last), self._comparison)
            total[known[at]] = np.rint(bits.max() * self._per_bit)
        return total
