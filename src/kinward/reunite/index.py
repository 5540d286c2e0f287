"""Everyone registered, ready to be weighed against a request in one pass; nobody is left out beforehand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from kinward.model.description import Description, Ranked, Reason
from kinward.names.folding import romanised
from kinward.names.tables import NameTables
from kinward.reunite.adding import Totals, counted
from kinward.reunite.columns import Numbers
from kinward.reunite.community import bits_said_already, bits_together
from kinward.reunite.duplicates import DuplicateSearch
from kinward.reunite.evidence import Comparison, EvidenceTable, Weights, in_steps, weight_bits
from kinward.reunite.explanation import Saying, reasons_at
from kinward.reunite.kept import Kept
from kinward.reunite.kin import (
    Families,
    KinWeights,
    companions_named,
    kin_reasons,
    names_around,
    relatives_named,
    weigh_kin,
)
from kinward.reunite.people import People
from kinward.reunite.posterior import bits_needed, one_of_everyone
from kinward.reunite.scan import RULED_OUT, Names, PeopleAtCode, Scan, WeightsOf, scan
from kinward.reunite.spoken import Form, Spoken, folded_address, given_forms_of_relative, spoken
from kinward.reunite.wave import Wave

# Addresses are compared for so many of the best, and relatives and companions too; the research found the sought
# person among them in 99.5 of 100 requests at 100,000 people. Whoever has a relative so called around is looked at
# from further down.
NEARLY = 200
_NEARLY_BY_KIN = 600
_NEARLY_IN_A_WAVE = 32
_AS_GOOD_MOST = (
    5_000  # a request that says next to nothing fits everybody equally: more need not be looked at
)
_NAMESAKES_SHOWN_MOST = 3
# A wave is weighed with frequencies counted when at least this share of today's people was registered.
_COUNTED_SHARE_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best of everyone for one request, and the probability that nobody registered is the sought person."""

    ranked: tuple[Ranked, ...]
    not_registered: float


class Index:
    """The registered people. Not safe for several threads at once: the caller holds a lock."""

    def __init__(self, tables: NameTables, evidence: EvidenceTable, today: date) -> None:
        """Start with nobody. ``today`` only decides which women are grown (their family name may have changed)."""
        self._tables = tables
        self._evidence = evidence
        self._today = today
        self._phone_digits = int(evidence.comparisons["phone"].figures["digits_compared"])
        self._people = People(tables, evidence, today)
        self._kept = Kept()
        self._families = Families(self._people)
        self._free: list[int] = []
        self._counted: dict[tuple[str, str, tuple[Form, ...]], tuple[int, Weights]] = {}

    def __len__(self) -> int:
        """How many people are registered here."""
        return self._people.count

    def __contains__(self, person: str) -> bool:
        """Is somebody with this id registered here?"""
        return self._kept.row_of(person) is not None

    def add(self, person: Description) -> None:
        """Add one person. Their id must be new."""
        assert person.id not in self, "the person is here already: replace"
        row = self._free.pop() if self._free else self._people.size
        self._people.put(row, self._spoken(person))
        self._kept.put(row, person)
        self._families.put(row, person, self._kept.household_at(row))

    def remove(self, person: str) -> None:
        """Forget one person."""
        row = self._row(person)
        self._people.take_away(row, self._spoken_at(row))
        self._families.take_away(row)
        self._kept.take_away(row)
        self._free.append(row)

    def replace(self, person: Description) -> None:
        """Put what is known now in place of what was known of this person; adds them if they are new."""
        if person.id in self:
            self.remove(person.id)
        self.add(person)

    def rank(
        self,
        request: Description,
        top: int,
        not_registered: float | None = None,
    ) -> Ranking:
        """The ``top`` people (fewer if fewer are registered) of everyone, best first, with reasons.

        ``not_registered`` is the chance, before any evidence, that the sought person is not registered at all. Whoever
        there is a reason for care about is weighed as all are, and marked.
        """
        sought = self._spoken(request)
        self._prepare([request], [sought])
        found = scan(sought, self._people, self._weights_counted_now)
        tally = _tally(found.totals)
        rows = _best_rows(found.totals, tally, min(len(self), max(NEARLY, 4 * top)))
        rows = self._with_kin(request, found.totals, tally, rows, top)
        return self._ranking(request, sought, found, rows, top, not_registered, tally=tally)

    def rank_many(
        self, requests: Sequence[Description], top: int, done: Callable[[int], None] = lambda _: None
    ) -> Iterable[Ranking]:
        """As ``rank`` for each request in turn, faster: names asked for together are compared together."""
        batch = 64
        for start in range(0, len(requests), batch):
            part = requests[start : start + batch]
            self._prepare(part, [self._spoken(request) for request in part])
            for request in part:
                yield self.rank(request, top)
            done(min(len(requests), start + batch))

    def rank_among(
        self,
        requests: Sequence[Description],
        ids: Iterable[str],
        top: int,
        not_registered: float | None = None,
        probability_least: float = 0.0,
    ) -> list[Ranking]:
        """Each request against some people only (a wave of newly registered ones), in the order of ``requests``.

        Weights are the same as ``rank`` gives but for the frequencies of names, which are counted anew only when the
        register has doubled. The probability counts everyone else as a stranger: when a ranking is worth proposing,
        ask ``rank`` for the whole. Whoever cannot become so probable as ``probability_least`` is left out unweighed;
        where that is everyone, ``not_registered`` is what it was before any evidence.
        """
        prior = self._evidence.not_registered if not_registered is None else not_registered
        needed = bits_needed(probability_least, len(self), self._evidence, prior)
        here = np.array([self._row(person) for person in ids], np.intp)
        wave = Wave(self._people, self._families, here, self._weights_counted_before)
        found: list[Ranking] = []
        for start in range(0, len(requests), 256):
            part = requests[start : start + 256]
            said_of = [self._spoken(request) for request in part]
            self._prepare(part, said_of)
            self._count_missing(said_of)
            most = wave.most_bits(part, said_of)
            for request, sought, bits in zip(part, said_of, most.tolist(), strict=True):
                if bits < needed or not len(here):
                    found.append(Ranking((), prior))
                    continue
                scanned = scan(sought, self._people, self._weights_counted_before, here)
                of_wave = _tally(scanned.totals)
                best = _best_rows(scanned.totals, of_wave, min(len(here), max(top, _NEARLY_IN_A_WAVE)))
                reach = scanned.totals[best] * self._evidence.bits_per_step + self._bits_to_come(request)
                best = best[reach >= needed]
                found.append(
                    self._ranking(request, sought, scanned, best, top, not_registered, here, needed, of_wave)
                )
        return found

    def duplicates(
        self, ids: Iterable[str], threshold_bits: float, done: Callable[[int], None] = lambda _: None
    ) -> list[Ranked]:
        """Pairs that may be one person registered twice: each of ``ids`` against everyone, exactly.

        A pair stands once, under the one of the two whose name made it weigh more; ``request`` and ``person`` are the
        two ids, ``rank`` counts within ``request``. Two people of one household lose bits for having been written
        together, and a pair below ``threshold_bits`` after that is not proposed. Probability is one of everyone else.
        """
        search = DuplicateSearch(self._people, self._weights_counted_once(), self._spoken_at)
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        for row, other, bits in search.search([self._row(person) for person in ids], threshold_bits, done):
            weight = bits + self._together_bits(row, other)
            pair = (min(row, other), max(row, other))
            if weight >= threshold_bits and (
                pair not in best or (weight, -row) > (best[pair][0], -best[pair][1])
            ):
                best[pair] = (weight, row, other)
        others_of: dict[int, list[tuple[float, int]]] = {}
        for weight, row, other in best.values():
            others_of.setdefault(row, []).append((weight, other))
        return [pair for row in sorted(others_of) for pair in self._duplicates_of(row, others_of[row])]

    # ------------------------------------------------------------------------------------------------------ inside

    def _duplicates_of(self, row: int, others: list[tuple[float, int]]) -> list[Ranked]:
        """The proposals for one person, with reasons and probabilities from a whole scan."""
        table, mine = self._evidence, self._at(row)
        found = scan(self._spoken_at(row), self._people, self._weights_counted_now)
        found.totals[row] = RULED_OUT  # nobody is their own duplicate
        for other in self._families.members(row):
            if other != row:
                found.totals[other] += in_steps(self._together_bits(row, other), table)
        best = sorted(others, key=lambda pair: (-pair[0], self._kept.id_at(pair[1])))
        steps = found.totals[[other for _, other in best]].astype(np.int32)
        tally = _tally(found.totals)
        chances, _ = self._chances(steps, steps, tally, max(1, len(self) - 1), table.no_duplicate)
        saying = Saying(mine, self._tables)
        pairs: list[Ranked] = []
        for place, (weight, other) in enumerate(best):
            theirs = self._at(other)
            reasons = reasons_at(other, found, saying, Saying(theirs, self._tables), table)
            if bits := self._together_bits(row, other):
                level = table.comparisons["together"].levels[0].name
                reasons.append(Reason("together", level, bits, _shown(mine), _shown(theirs)))
            reasons.sort(key=lambda reason: -abs(reason.weight_bits))
            restricted = mine.restricted or theirs.restricted
            pairs.append(
                Ranked(
                    mine.id, theirs.id, place + 1, float(chances[place]), weight, tuple(reasons), restricted
                )
            )
        return pairs

    def _together_bits(self, row: int, other: int) -> float:
        """What it weighs, for a duplicate, that two people were written together in one household."""
        if not self._families.are_together(row, other):
            return 0.0
        level = self._evidence.comparisons["together"].levels[0]
        return in_steps(weight_bits(level.m, level.u), self._evidence) * self._evidence.bits_per_step

    def _weights_counted_once(self) -> WeightsOf:
        """As counting now, each name once: for a search during which nobody is added."""
        counted: dict[tuple[str, str, tuple[Form, ...]], Weights] = {}

        def weights_of(
            comparison: Comparison, forms: tuple[Form, ...], column: str, people_at: PeopleAtCode
        ) -> Weights:
            key = (comparison.id, column, forms)
            if key not in counted:
                counted[key] = self._people.weighings[comparison.id].weights(people_at())
            return counted[key]

        return weights_of

    def _row(self, person: str) -> int:
        row = self._kept.row_of(person)
        assert row is not None, "nobody here has this id"
        return row

    def _at(self, row: int) -> Description:
        return self._kept.at(row)

    def _spoken(self, request: Description) -> Spoken:
        return spoken(request, self._tables, self._phone_digits)

    def _spoken_at(self, row: int) -> Spoken:
        return self._spoken(self._at(row))

    def _prepare(self, requests: Iterable[Description], said: Iterable[Spoken]) -> None:
        """Compare all names of some requests with everyone's at once."""
        forms = [form for one in said for form in (*one.given, *one.family, *one.father)]
        for request in requests:
            for name in names_around(request):
                forms.extend(given_forms_of_relative(name, self._tables))
        self._people.names.prepare(forms)

    def _weights_counted_now(
        self, comparison: Comparison, forms: tuple[Form, ...], column: str, people_at_code: PeopleAtCode
    ) -> Weights:
        weights = self._people.weighings[comparison.id].weights(people_at_code())
        self._counted[(comparison.id, column, forms)] = (len(self), weights)
        return weights

    def _weights_counted_before(
        self, comparison: Comparison, forms: tuple[Form, ...], column: str, people_at_code: PeopleAtCode
    ) -> Weights:
        """As they were counted, unless never or when the register was less than half as big."""
        if not self._is_counted(comparison.id, column, forms):
            return self._weights_counted_now(comparison, forms, column, people_at_code)
        return self._counted[comparison.id, column, forms][1]

    def _count_missing(self, sought: Iterable[Spoken]) -> None:
        """Count the frequencies of names that were never counted, or when the register was less than half as big."""
        for said in sought:
            names = Names(said, self._people, self._weights_counted_before)
            if any(not self._is_counted(*key) for key in names.looks()):
                names.straight()
                names.exchanged()
                names.others()

    def _is_counted(self, comparison: str, column: str, forms: tuple[Form, ...]) -> bool:
        known = self._counted.get((comparison, column, forms))
        return known is not None and known[0] >= len(self) * _COUNTED_SHARE_LEAST

    def _with_kin(
        self, request: Description, totals: Totals, tally: "_Tally", rows: Numbers, top: int
    ) -> Numbers:
        """With those further down who have a relative or companion so called around and could come among the ``top``."""
        around = names_around(request)
        if not around or len(rows) <= top or len(rows) >= len(self):
            return rows
        least = self._evidence.comparisons["relative"].figures["given_at"]
        names = [forms for name in around if (forms := given_forms_of_relative(name, self._tables))]
        last = int(np.partition(totals[rows], len(rows) - top)[len(rows) - top])
        lowest = last - in_steps(self._span(request), self._evidence)
        # From the best downwards: among some thousand there are mostly as many as are wanted.
        for down_to in (max(lowest, tally.of_place(8 * _NEARLY_BY_KIN)), lowest):
            near = np.flatnonzero(totals >= down_to)
            more = near[self._families.with_kin_called(names, least, near)]
            if len(more) >= _NEARLY_BY_KIN or down_to == lowest:
                break
        together: Numbers = np.union1d(rows, more[_highest(totals[more], _NEARLY_BY_KIN)])
        return together

    def _ranking(
        self,
        request: Description,
        sought: Spoken,
        found: Scan,
        rows: Numbers,
        top: int,
        not_registered: float | None,
        here: Numbers | None = None,
        needed: float = -np.inf,
        tally: "_Tally | None" = None,
    ) -> Ranking:
        """Weigh the nearly best more closely, order them and say how sure.

        ``here`` tells a wave's rows in the index; who stays below ``needed`` bits is left out.
        """
        table = self._evidence
        prior = table.not_registered if not_registered is None else not_registered
        tally = _tally(found.totals) if tally is None else tally
        if not len(rows):
            nothing = np.zeros(0, np.int32)
            return Ranking((), self._chances(nothing, nothing, tally, len(self), prior)[1])
        rows = self._within_reach(request, found, rows, top)
        in_index = rows if here is None else here[rows]
        closer = self._closer(request, sought, in_index)
        steps = found.totals[rows] + np.rint(closer.bits(len(rows)) / table.bits_per_step).astype(np.int32)
        together = 0
        if steps.max() * table.bits_per_step >= needed:
            together = self._together_steps(sought, found, int(in_index[steps.argmax()]))
        steps += together
        chances, nobody = self._chances(found.totals[rows], steps, tally, len(self), prior, together)
        bits = (steps * table.bits_per_step).astype(np.float32)
        if bits.max() < needed:
            return Ranking((), nobody)
        nearly = np.argsort(-bits, kind="stable")[: 2 * top + _NAMESAKES_SHOWN_MOST]
        cut = max(float(bits[nearly[-1]]), needed)
        some = np.flatnonzero(bits >= cut).tolist()
        said = _Said(self._kept)
        candidates = [
            _Candidate(said, at, int(in_index[at]), float(bits[at]))
            for at in self._ordered(request, bits, in_index, some, said)
        ]
        saying = Saying(request, self._tables)
        ranked = tuple(
            Ranked(
                request.id, one.said.id, place + 1, float(chances[one.at]), one.bits,
                tuple(self._reasons(saying, found, closer, together, one, candidates)), one.said.restricted,
            )
            for place, one in enumerate(candidates[:top])
        )  # fmt: skip
        return Ranking(ranked, nobody)

    def _chances(
        self,
        before: npt.NDArray[np.integer[Any]],
        after: npt.NDArray[np.int32],
        tally: "_Tally",
        people: int,
        prior: float,
        together: int = 0,
    ) -> tuple[npt.NDArray[np.floating[Any]], float]:
        """How probable some people are whose totals a closer look moved, and nobody; ``tally`` tells of everyone.

        Everyone else loses what is said ``together``, in steps.
        """
        left = tally.without(before)
        some = np.flatnonzero(left)
        weights = np.concatenate([tally.totals[some] + together, after]) * self._evidence.bits_per_step
        times = np.concatenate([left[some], np.ones(len(after), np.intp)])
        chances, nobody = one_of_everyone(weights, people, self._evidence, prior, times)
        return chances[len(some) :], nobody

    def _together_steps(self, sought: Spoken, found: Scan, best: int) -> int:
        """What everyone loses, in steps, because the sought names and places go together here.

        Weighed by the best of all, and the same for everyone: it tells how sure, and moves nobody past another. (Each
        by their own agreements found one in two hundred fewer in first place.)
        """
        comparison = self._evidence.comparisons["together_here"]
        own = {best, *self._families.members(best)}
        bits = bits_together(sought, self._people, comparison.figures["agree_at"], sorted(own))
        if bits <= 0:
            return 0
        return -in_steps(bits_said_already(found, best, bits, self._evidence.bits_per_step), self._evidence)

    def _within_reach(self, request: Description, found: Scan, rows: Numbers, top: int) -> Numbers:
        """Without those whom relatives, companions and addresses could not lift among the ``top``."""
        if len(rows) <= top:
            return rows
        totals = found.totals[rows].astype(np.int32)
        last_of_top = np.partition(totals, len(totals) - top)[len(totals) - top]
        # Namesakes of the last of the top stay.
        span = self._span(request) + self._evidence.comparisons["namesake"].figures["within_bits"]
        near: Numbers = rows[totals >= last_of_top - in_steps(span, self._evidence)]
        return near

    def _span(self, request: Description) -> float:
        """How far apart relatives, companions and addresses can move two people, in bits."""
        comparisons = self._evidence.comparisons
        address = comparisons["address"].levels[-1]
        least = (
            (request.relatives, comparisons["relative"].figures["bits_least"]),
            (request.companions, comparisons["companion"].figures["bits_least"]),
            (request.addresses_before, weight_bits(address.m, address.u)),
        )
        return self._bits_to_come(request) - sum(bits for said, bits in least if said)

    def _ordered(
        self,
        request: Description,
        bits: npt.NDArray[np.float32],
        rows: Numbers,
        some: Sequence[int],
        said: "_Said",
    ) -> list[int]:
        """Best first. Of equals, whose name is nearer as it was written (folding makes Աննա and Հաննա equal), then by id."""
        mine = _romanised_names(request, self._tables)
        equals = Counter(bits[at].item() for at in some)

        def nearness(at: int) -> float:
            if equals[bits[at].item()] == 1 or not mine:
                return 0.0
            theirs = _romanised_names(said[int(rows[at])], self._tables)
            return JaroWinkler.normalized_similarity(mine, theirs)

        return sorted(some, key=lambda at: (-bits[at], -nearness(at), self._kept.id_at(int(rows[at]))))

    def _reasons(
        self,
        saying: Saying,
        found: Scan,
        closer: "_Closer",
        together: int,
        one: "_Candidate",
        candidates: Sequence["_Candidate"],
    ) -> list[Reason]:
        """The strongest reason first, whichever way it speaks; namesakes last."""
        reasons = reasons_at(one.row, found, saying, Saying(one.said, self._tables), self._evidence)

        def shown(who: int) -> str:
            return _shown(self._at(who)) if who >= 0 else self._families.name_of(one.row, ~who, one.said)

        for kin in closer.kin:
            reasons += kin_reasons(kin, one.at, shown)
        if one.at in closer.addresses:
            reasons.append(closer.addresses[one.at])
        if together:
            level = self._evidence.comparisons["together_here"].levels[0].name
            reasons.append(Reason("together_here", level, together * self._evidence.bits_per_step, "", ""))
        reasons.sort(key=lambda reason: -abs(reason.weight_bits))
        return reasons + _namesakes(one, candidates, self._evidence)

    def _bits_to_come(self, request: Description) -> float:
        """The most that relatives, companions and addresses can add to what a scan found."""
        comparisons = self._evidence.comparisons
        address = comparisons["address"].levels[0]
        return sum(
            most
            for said, most in (
                (request.relatives, comparisons["relative"].figures["bits_most"]),
                (request.companions, comparisons["companion"].figures["bits_most"]),
                (request.addresses_before, weight_bits(address.m, address.u)),
            )
            if said
        )

    def _closer(self, request: Description, sought: Spoken, rows: Numbers) -> "_Closer":
        """Relatives, companions and addresses of some people, weighed."""
        return _Closer(
            self._kin(request, sought.family, rows) if names_around(request) else (),
            self._addresses(request, sought.address, rows) if request.addresses_before else {},
        )

    def _kin(self, request: Description, own: Sequence[Form], rows: Numbers) -> tuple[KinWeights, ...]:
        """Relatives and companions, weighed against the people around each candidate; ``own`` is the sought family name."""
        around = self._families.around(rows)
        comparisons = self._evidence.comparisons
        named = (
            ("relative", relatives_named(request, own, self._tables)),
            ("companion", companions_named(request, own, self._tables)),
        )
        return tuple(
            weigh_kin(comparisons[comparison], some, around, self._people, self._evidence)
            for comparison, some in named
            if some
        )

    def _addresses(self, request: Description, mine: str, rows: Numbers) -> dict[int, Reason]:
        comparison = self._evidence.comparisons["address"]
        thresholds = (comparison.figures["same_at"], comparison.figures["near_at"])
        found: dict[int, Reason] = {}
        for at, row in enumerate(rows.tolist()):
            person = self._at(row)
            theirs = folded_address(person, self._tables)
            if not theirs or not mine:
                continue
            likeness = fuzz.token_set_ratio(mine, theirs)
            level = comparison.levels[sum(likeness < threshold for threshold in thresholds)]
            bits = in_steps(weight_bits(level.m, level.u), self._evidence) * self._evidence.bits_per_step
            written = ", ".join(request.addresses_before), ", ".join(person.addresses_before)
            found[at] = Reason("address", level.name, bits, *written)
        return found


class _Said(dict[int, Description]):
    """What was said of some rows, taken out when it is asked for."""

    def __init__(self, kept: Kept) -> None:
        super().__init__()
        self._kept = kept

    def __missing__(self, row: int) -> Description:
        self[row] = self._kept.at(row)
        return self[row]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One of the nearly best: their place in that list and their row in the index."""

    descriptions: _Said
    at: int
    row: int
    bits: float

    @property
    def said(self) -> Description:
        return self.descriptions[self.row]


@dataclass(frozen=True, slots=True)
class _Closer:
    """What was weighed for the nearly best only."""

    kin: tuple[KinWeights, ...]
    addresses: Mapping[int, Reason]

    def bits(self, count: int) -> npt.NDArray[np.float32]:
        """The sum for each of the nearly best."""
        total = np.zeros(count, np.float32)
        for kin in self.kin:
            total += kin.of_candidates()
        for at, reason in self.addresses.items():
            total[at] += reason.weight_bits
        return total


@dataclass(frozen=True, slots=True)
class _Tally:
    """How many people have each total, from the lowest total up; empty rows are nobody."""

    totals: Numbers
    people: Numbers

    def without(self, totals: npt.NDArray[np.integer[Any]]) -> Numbers:
        """The people, less those who have some totals."""
        people = self.people.copy()
        np.subtract.at(people, np.searchsorted(self.totals, totals), 1)
        return people

    def of_place(self, count: int) -> int:
        """The total of whoever comes at some place, the lowest if there are fewer."""
        at_least = np.cumsum(self.people[::-1])
        return int(self.totals[-1 - min(int(np.searchsorted(at_least, count)), len(at_least) - 1)])


def _tally(totals: Totals) -> _Tally:
    """Counting is faster than sorting."""
    least = int(totals.min(initial=0))
    people = counted(totals, least)
    if least == RULED_OUT:
        people[0] = 0
    there = np.flatnonzero(people)
    return _Tally(there + least, people[there])


def _best_rows(totals: Totals, tally: _Tally, count: int) -> Numbers:
    """The rows with the ``count`` highest totals, and those as good as the last of them; empty rows never.

    Of those as good as the last only so many as fill ``_AS_GOOD_MOST``, who stand first; nobody better is left out.
    """
    if count <= 0 or not len(tally.totals):
        return np.zeros(0, np.intp)
    last = tally.of_place(count)
    rows = np.flatnonzero(totals >= last)
    most = max(count, _AS_GOOD_MOST)
    if len(rows) <= most:
        return rows
    best: Numbers = np.sort(rows[_highest(totals[rows], most)])
    return best


def _highest(totals: Totals, count: int) -> Numbers:
    """The places of so many of the highest; of equals those that stand first."""
    if len(totals) <= count:
        return np.arange(len(totals))
    least = np.partition(totals, len(totals) - count)[len(totals) - count]
    above, equal = np.flatnonzero(totals > least), np.flatnonzero(totals == least)
    found: Numbers = np.concatenate([above, equal[: count - len(above)]])
    return found


def _shown(said: Description) -> str:
    names = (*said.given_names[:1], *said.family_names[:1]) or said.whole_names[:1] or said.home_names[:1]
    return " ".join(names)


def _romanised_names(said: Description, tables: NameTables) -> str:
    names = (*said.given_names, *said.family_names) or said.whole_names or said.home_names
    return " ".join(_romanised(name, tables) for name in names)


@lru_cache(maxsize=1 << 16)
def _romanised(name: str, tables: NameTables) -> str:
    return romanised(name, tables).casefold()


def _namesakes(mine: _Candidate, candidates: Sequence[_Candidate], table: EvidenceTable) -> list[Reason]:
    """Others whom the request fits almost as well: said, so that nobody decides without comparing."""
    comparison = table.comparisons["namesake"]
    if mine.bits <= 0:
        return []  # who hardly fits has no namesakes
    within = comparison.figures["within_bits"]
    twin, namesake = comparison.levels
    found: list[Reason] = []
    for other in candidates:
        if len(found) == _NAMESAKES_SHOWN_MOST:
            break
        if other.row == mine.row or abs(other.bits - mine.bits) > within:
            continue
        household = mine.said.household and mine.said.household == other.said.household
        is_twin = bool(household and set(mine.said.born) & set(other.said.born))
        found.append(Reason("namesake", (twin if is_twin else namesake).name, 0.0, "", _shown(other.said)))
    return found
