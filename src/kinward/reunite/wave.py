"""A wave of newly registered people against many open requests: who cannot become probable is seen without weighing.

Requests share names, and so do the people of a wave: each part of the sum is worked out once per distinct value, for
all requests together, and added up. The bound is never below what ``scan`` and the closer look would find.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from kinward.model.description import Description
from kinward.reunite.birth import births_outcomes
from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import in_steps, weight_bits
from kinward.reunite.kin import Families
from kinward.reunite.people import NameColumn, People, likeness_to_all, shared_values
from kinward.reunite.scan import RULED_OUT, WeightsOf, exchanged_bits, sex_steps, shared_evidence
from kinward.reunite.spoken import Form, Spoken, given_forms_of_relative

Forms = tuple[Form, ...]
# For each request (rows) the weight for each person of the wave (columns).
Table = npt.NDArray[np.int16]


class Wave:
    """The new people, by the distinct values they have."""

    def __init__(self, people: People, families: Families, rows: Numbers, weights_of: WeightsOf) -> None:
        """``rows`` are the wave's; ``weights_of`` as for ``scan``, of names that were counted."""
        self._people = people
        self._rows = rows
        self._weights_of = weights_of
        self._exchanged = in_steps(exchanged_bits(people.evidence), people.evidence)
        self._hers = people.family_or_hers.now()[rows] & 1 > 0
        self._columns = {
            name: _Distinct(column, rows)
            for name, column in (
                ("given", people.given), ("family", people.family), ("father", people.father), ("place", people.place),
            )
        }  # fmt: skip
        self._births, self._birth_of = np.unique(people.births(rows), return_inverse=True)
        around = families.around(rows)
        spellings = [families.given_spellings(who) for who in around.who.tolist()]
        self._kin = np.fromiter(chain.from_iterable(spellings), np.intp)
        whose = np.repeat(around.whose, [len(each) for each in spellings])
        self._has_kin, self._kin_starts = np.unique(whose, return_index=True)
        self._hits: dict[Forms, npt.NDArray[np.bool_]] = {}

    def most_bits(self, requests: Sequence[Description], sought: Sequence[Spoken]) -> npt.NDArray[np.float64]:
        """More than this nobody of the wave can weigh, for each request."""
        if not len(self._rows):
            return np.full(len(requests), float(RULED_OUT))
        totals = self._names(sought) + self._by_sex(sought) + self._by_birth(sought)
        for place, (request, one) in enumerate(zip(requests, sought, strict=True)):
            self._add_shared(totals[place], one)
            self._add_closer(totals[place], request)
        most: npt.NDArray[np.float64] = totals.max(axis=1) * self._people.evidence.bits_per_step
        return most

    def _names(self, sought: Sequence[Spoken]) -> Table:
        given, family = [one.given for one in sought], [one.family for one in sought]
        straight = self._part("given", given, "given")
        straight += np.where(
            self._hers,
            self._part("family_of_woman", family, "family"),
            self._part("family", family, "family"),
        )
        exchanged = self._part("given", given, "family") + self._part("family", family, "given")
        exchanged += np.int16(self._exchanged)
        total: Table = np.maximum(straight, exchanged)
        total += self._part("father", [one.father for one in sought], "father")
        total += self._part("place", [one.place for one in sought], "place")
        total += self._part("last_seen", [() if one.place else one.last_seen for one in sought], "place")
        return total

    def _part(self, comparison: str, forms: Sequence[Forms], column: str) -> Table:
        """One comparison of every request, each distinct name compared once."""
        here = self._columns[column]
        some = list(dict.fromkeys(forms))
        rule = self._people.evidence.comparisons[comparison]
        weights = np.zeros((len(some), 256), np.int16)
        for place, each in enumerate(some):
            if each and here.has_spellings:
                weights[place] = self._weights_of(rule, each, column, _never_counted).steps
        steps = np.take_along_axis(weights, here.codes(some).astype(np.intp), axis=1)
        steps[:, here.unknown] = 0
        numbers = {each: place for place, each in enumerate(some)}
        table: Table = steps[[numbers[each] for each in forms]].take(here.of_person, axis=1)
        return table

    def _by_sex(self, sought: Sequence[Spoken]) -> Table:
        steps = np.stack([sex_steps(sexes, self._people.evidence)[0] for sexes in range(8)])
        theirs = self._people.sexes(self._rows)
        table: Table = steps[[one.sexes for one in sought]].take(theirs, axis=1)
        return table

    def _by_birth(self, sought: Sequence[Spoken]) -> Table:
        people = self._people
        some = list(dict.fromkeys(one.born for one in sought if one.born))
        known = np.flatnonzero(self._births)
        steps = np.zeros((len(some) + 1, len(self._births)), np.int16)
        if some and len(known):
            flat, starts = people.born.column.flat(self._births[known])
            theirs = people.born.intervals().at(flat)
            bits, _ = births_outcomes(
                list(chain.from_iterable(some)), theirs, people.evidence.comparisons["age"]
            )
            by_interval = np.rint(bits * np.float32(1 / people.evidence.bits_per_step)).astype(np.int16)
            by_entry = np.maximum.reduceat(by_interval, starts, axis=1)
            ends = np.cumsum([0, *(len(born) for born in some)])[:-1]
            steps[1:, known] = np.maximum.reduceat(by_entry, ends, axis=0)
        number = {born: place for place, born in enumerate(some, 1)}
        table: Table = steps[[number.get(one.born, 0) for one in sought]].take(self._birth_of, axis=1)
        return table

    def _add_shared(self, totals: npt.NDArray[np.int16], sought: Spoken) -> None:
        holders = [
            self._people.shared[kind].of(value)
            for kind, values in shared_values(sought).items()
            for value in values
        ]
        if any(holders):
            for group in shared_evidence(sought, self._people):
                totals += np.maximum(group.of(self._rows), 0)

    def _add_closer(self, totals: npt.NDArray[np.int16], request: Description) -> None:
        """The most that relatives, companions and addresses can add for each person."""
        evidence = self._people.evidence
        for comparison, names in (
            ("relative", [relative.name for relative in request.relatives]),
            ("companion", request.companions),
        ):
            figures = evidence.comparisons[comparison].figures
            if len(self._kin) and names:
                hit = self._called(names, figures["given_at"])
                totals += hit * np.int16(in_steps(figures["bits_most"], evidence))
        if request.addresses_before:
            same = evidence.comparisons["address"].levels[0]
            totals += np.int16(in_steps(weight_bits(same.m, same.u), evidence))

    def _called(self, names: Iterable[str], least: float) -> npt.NDArray[np.bool_]:
        """For whom somebody of one of these given names is around."""
        called = np.zeros(len(self._rows), bool)
        for name in names:
            forms = given_forms_of_relative(name, self._people.tables)
            if forms and forms not in self._hits:
                near = likeness_to_all(forms, self._people.names)[self._kin] >= least
                self._hits[forms] = np.logical_or.reduceat(near, self._kin_starts)
            if forms:
                called[self._has_kin] |= self._hits[forms]
        return called


class _Distinct:
    """The distinct entries of a column that the wave has, and the spellings of each."""

    def __init__(self, column: NameColumn, rows: Numbers) -> None:
        self._names = column.spellings
        entries, self.of_person = np.unique(column.column.rows()[rows], return_inverse=True)
        self.unknown = entries == 0
        self.has_spellings = len(column.spellings) > 0  # nothing is counted of a column that nobody filled
        flat, self._starts = column.column.flat(entries[~self.unknown])
        self._numbers = column.spellings_of(flat)

    def codes(self, forms: Sequence[Forms]) -> npt.NDArray[np.uint8]:
        """The likeness of each entry (columns) to each sought name (rows)."""
        codes = np.zeros((len(forms), len(self.unknown)), np.uint8)
        if not len(self._numbers):
            return codes
        likeness = np.zeros((len(forms), len(self._numbers)), np.uint8)
        for place, each in enumerate(forms):
            for form, at_home in each:
                row = self._names.likeness(form, at_home=at_home)[self._numbers]
                np.maximum(likeness[place], row, out=likeness[place])
        codes[:, ~self.unknown] = np.maximum.reduceat(likeness, self._starts, axis=1)
        return codes


def _never_counted() -> npt.NDArray[np.float64]:
    raise AssertionError("names are counted before a wave is weighed")
