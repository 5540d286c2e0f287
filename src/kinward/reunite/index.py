"""Everyone registered, ready to be weighed against a request in one pass; nobody is left out beforehand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from kinward.model.description import Description, Ranked, Reason
from kinward.names.folding import romanised
from kinward.names.tables import NameTables
from kinward.reunite.duplicates import DuplicateSearch
from kinward.reunite.evidence import (
    Comparison,
    EvidenceTable,
    Weights,
    in_steps,
    weight_bits,
    weights_of_likeness,
)
from kinward.reunite.explanation import reasons_at
from kinward.reunite.kin import KinWeights, Spelled, companions_named, kin_reasons, relatives_named, weigh_kin
from kinward.reunite.people import People
from kinward.reunite.posterior import bits_needed, one_of_everyone
from kinward.reunite.scan import RULED_OUT, PeopleAtCode, Scan, WeightsOf, scan
from kinward.reunite.spoken import Form, Spoken, family_forms_of_relative, given_forms_of_relative, spoken
from kinward.reunite.wave import Wave

# Relatives, companions and addresses are compared for so many of the best; the research found the sought person among
# them in 99.5 of 100 requests at 100,000 people.
NEARLY = 200
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
        self._said: list[Description | None] = []
        self._row_of: dict[str, int] = {}
        self._free: list[int] = []
        self._households: dict[str, list[int]] = {}
        self._named_by: list[list[tuple[int | str, Spelled]]] = []
        self._scanned_at: dict[tuple[tuple[Form, ...], ...], int] = {}
        self._counted: dict[tuple[str, str, tuple[Form, ...]], tuple[int, Weights]] = {}

    def __len__(self) -> int:
        """How many people are registered here."""
        return len(self._row_of)

    def __contains__(self, person: str) -> bool:
        """Is somebody with this id registered here?"""
        return person in self._row_of

    def add(self, person: Description) -> None:
        """Add one person. Their id must be new."""
        assert person.id not in self._row_of, "the person is here already: replace"
        row = self._free.pop() if self._free else self._people.size
        self._people.put(row, spoken(person, self._tables, self._phone_digits))
        if row == len(self._said):
            self._said.append(None)
            self._named_by.append([])
        self._said[row] = person
        self._named_by[row] = self._named(person)
        self._row_of[person.id] = row
        if person.household:
            self._households.setdefault(person.household, []).append(row)

    def remove(self, person: str) -> None:
        """Forget one person."""
        row = self._row_of.pop(person)
        said = self._at(row)
        self._people.take_away(row)
        self._said[row] = None
        self._free.append(row)
        if said.household:
            self._households[said.household].remove(row)

    def replace(self, person: Description) -> None:
        """Put what is known now in place of what was known of this person; adds them if they are new."""
        if person.id in self._row_of:
            self.remove(person.id)
        self.add(person)

    def rank(self, request: Description, top: int, not_registered: float | None = None) -> Ranking:
        """The ``top`` people (fewer if fewer are registered) of everyone, best first, with reasons.

        ``not_registered`` is the chance, before any evidence, that the sought person is not registered at all.
        """
        found = scan(self._spoken(request), self._people, self._weights_counted_now)
        rows = _best_rows(found.totals, min(len(self), max(NEARLY, 4 * top)))
        return self._ranking(request, found, rows, top, not_registered)

    def rank_many(
        self, requests: Sequence[Description], top: int, done: Callable[[int], None] = lambda _: None
    ) -> Iterable[Ranking]:
        """As ``rank`` for each request in turn, faster: names asked for together are compared together."""
        batch = 64  # 64 x 3 names x 40,000 spellings of float32 are 31 MB at once
        for start in range(0, len(requests), batch):
            part = requests[start : start + batch]
            said = [self._spoken(request) for request in part]
            self._prepare(self._people, part, said)
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
        rows = [self._row_of[person] for person in ids]
        wave = People(self._tables, self._evidence, self._today)
        for at, row in enumerate(rows):
            said = self._people.spoken[row]
            assert said is not None
            wave.put(at, said)
        here = np.array(rows, np.intp)
        around = [[self._folds(given) for _, (given, _) in self._around(row)] for row in rows]
        bound = Wave(wave, around, self._weights_counted_before, self._tables)
        found: list[Ranking] = []
        for start in range(0, len(requests), 256):
            part = requests[start : start + 256]
            said_of = [self._spoken(request) for request in part]
            self._count_missing(said_of)
            wave.names.prepare(
                [form for one in said_of for form in (*one.given, *one.family, *one.father)]
                + [form for request in part for form in bound.forms(request)]
            )
            for request, sought in zip(part, said_of, strict=True):
                if bound.most_bits(request, sought) < needed:
                    found.append(Ranking((), prior))
                    continue
                scanned = scan(sought, wave, self._weights_counted_before)
                best = _best_rows(scanned.totals, min(len(rows), max(top, _NEARLY_IN_A_WAVE)))
                reach = scanned.totals[best] * self._evidence.bits_per_step + self._bits_to_come(request)
                best = best[reach >= needed]
                found.append(self._ranking(request, scanned, best, top, not_registered, here, needed))
        return found

    def duplicates(
        self, ids: Iterable[str], threshold_bits: float, done: Callable[[int], None] = lambda _: None
    ) -> list[Ranked]:
        """Pairs that may be one person registered twice: each of ``ids`` against everyone, exactly.

        A pair stands once, under the one of the two whose name made it weigh more; ``request`` and ``person`` are the
        two ids, ``rank`` counts within ``request``. Two people of one household lose bits for having been written
        together, and a pair below ``threshold_bits`` after that is not proposed. Probability is one of everyone else.
        """
        search = DuplicateSearch(self._people, self._weights_counted_once())
        best: dict[tuple[int, int], tuple[float, int, int]] = {}
        for row, other, bits in search.search([self._row_of[person] for person in ids], threshold_bits, done):
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
        sought = self._people.spoken[row]
        assert sought is not None
        found = scan(sought, self._people, self._weights_counted_now)
        weights = found.totals.astype(np.float32) * np.float32(table.bits_per_step)
        weights[row] = RULED_OUT  # nobody is their own duplicate
        for other in self._households.get(mine.household, ()):
            weights[other] += self._together_bits(row, other)
        chances, _ = one_of_everyone(weights, max(1, len(self) - 1), table, table.no_duplicate)
        pairs: list[Ranked] = []
        for rank, (weight, other) in enumerate(
            sorted(others, key=lambda pair: (-pair[0], self._at(pair[1]).id)), 1
        ):
            theirs = self._at(other)
            reasons = reasons_at(other, found, mine, theirs, self._tables, table)
            if bits := self._together_bits(row, other):
                level = table.comparisons["together"].levels[0].name
                reasons.append(Reason("together", level, bits, _shown(mine), _shown(theirs)))
            reasons.sort(key=lambda reason: -abs(reason.weight_bits))
            restricted = mine.restricted or theirs.restricted
            pairs.append(
                Ranked(mine.id, theirs.id, rank, float(chances[other]), weight, tuple(reasons), restricted)
            )
        return pairs

    def _together_bits(self, row: int, other: int) -> float:
        """What it weighs, for a duplicate, that two people were written together in one household."""
        household = self._at(row).household
        if not household or household != self._at(other).household:
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
                counted[key] = weights_of_likeness(comparison, self._evidence, people_at())
            return counted[key]

        return weights_of

    def _at(self, row: int) -> Description:
        said = self._said[row]
        assert said is not None, "an empty row"
        return said

    def _spoken(self, request: Description) -> Spoken:
        return spoken(request, self._tables, self._phone_digits)

    def _prepare(self, people: People, requests: Iterable[Description], said: Iterable[Spoken]) -> None:
        forms = [form for one in said for form in (*one.given, *one.family, *one.father)]
        for request in requests:
            for name in (*(relative.name for relative in request.relatives), *request.companions):
                forms.extend(given_forms_of_relative(name, self._tables))
                forms.extend(family_forms_of_relative(name, self._tables))
        people.names.prepare(forms)

    def _weights_counted_now(
        self, comparison: Comparison, forms: tuple[Form, ...], column: str, people_at: PeopleAtCode
    ) -> Weights:
        weights = weights_of_likeness(comparison, self._evidence, people_at())
        self._counted[(comparison.id, column, forms)] = (len(self), weights)
        return weights

    def _weights_counted_before(
        self, comparison: Comparison, forms: tuple[Form, ...], column: str, _people_at: PeopleAtCode
    ) -> Weights:
        return self._counted[(comparison.id, column, forms)][1]

    def _count_missing(self, sought: Iterable[Spoken]) -> None:
        """Count the frequencies of names that were never counted, or when the register was less than half as big."""
        for said in sought:
            key = (said.given, said.family, said.father, said.place, said.last_seen)
            if self._scanned_at.get(key, 0) < len(self) * _COUNTED_SHARE_LEAST or key not in self._scanned_at:
                scan(said, self._people, self._weights_counted_now)
                self._scanned_at[key] = len(self)

    def _ranking(
        self,
        request: Description,
        found: Scan,
        rows: npt.NDArray[np.intp],
        top: int,
        not_registered: float | None,
        here: npt.NDArray[np.intp] | None = None,
        needed: float = -np.inf,
    ) -> Ranking:
        """Weigh the nearly best more closely, order them and say how sure.

        ``here`` tells a wave's rows in the index; who stays below ``needed`` bits is left out.
        """
        table = self._evidence
        prior = table.not_registered if not_registered is None else not_registered
        if not len(rows):
            bits = found.totals.astype(np.float32) * np.float32(table.bits_per_step)
            return Ranking((), one_of_everyone(bits, len(self), table, prior)[1])
        rows = self._within_reach(request, found, rows, top)
        in_index = rows if here is None else here[rows]
        closer = _Closer(
            self._kin(request, in_index),
            self._addresses(request, in_index) if request.addresses_before else {},
        )
        weights = found.totals.astype(np.float32) * np.float32(table.bits_per_step)
        weights[rows] += closer.bits(len(rows))
        chances, nobody = one_of_everyone(weights, len(self), table, prior)
        bits = weights[rows]
        if bits.max() < needed:
            return Ranking((), nobody)
        nearly = np.argsort(-bits, kind="stable")[: 2 * top + _NAMESAKES_SHOWN_MOST]
        cut = max(float(bits[nearly[-1]]), needed)
        order = self._ordered(request, bits, in_index, np.flatnonzero(bits >= cut).tolist())
        candidates = [
            _Candidate(self._at(int(in_index[at])), at, int(rows[at]), int(in_index[at]), float(bits[at]))
            for at in order
        ]
        ranked = tuple(
            Ranked(
                request.id, one.said.id, place + 1, float(chances[one.row]), one.bits,
                tuple(self._reasons(request, found, closer, one, candidates)), one.said.restricted,
            )
            for place, one in enumerate(candidates[:top])
        )  # fmt: skip
        return Ranking(ranked, nobody)

    def _within_reach(
        self, request: Description, found: Scan, rows: npt.NDArray[np.intp], top: int
    ) -> npt.NDArray[np.intp]:
        """Without those whom relatives, companions and addresses could not lift among the ``top``."""
        if len(rows) <= top:
            return rows
        comparisons = self._evidence.comparisons
        address = comparisons["address"].levels[-1]
        least = (
            (request.relatives, comparisons["relative"].figures["bits_least"]),
            (request.companions, comparisons["companion"].figures["bits_least"]),
            (request.addresses_before, weight_bits(address.m, address.u)),
        )
        span = self._bits_to_come(request) - sum(bits for said, bits in least if said)
        totals = found.totals[rows].astype(np.int32)
        last_of_top = np.partition(totals, len(totals) - top)[len(totals) - top]
        span += comparisons["namesake"].figures["within_bits"]  # namesakes of the last of the top stay
        near: npt.NDArray[np.intp] = rows[totals >= last_of_top - in_steps(span, self._evidence)]
        return near

    def _ordered(
        self, request: Description, bits: npt.NDArray[np.float32], rows: npt.NDArray[np.intp], some: list[int]
    ) -> list[int]:
        """Best first. Of equals, whose name is nearer as it was written (folding makes Աննա and Հաննա equal), then by id."""
        mine = _romanised_names(request, self._tables)
        equals = Counter(bits[at].item() for at in some)

        def nearness(at: int) -> float:
            if equals[bits[at].item()] == 1 or not mine:
                return 0.0
            return JaroWinkler.normalized_similarity(
                mine, _romanised_names(self._at(int(rows[at])), self._tables)
            )

        return sorted(some, key=lambda at: (-bits[at], -nearness(at), self._at(int(rows[at])).id))

    def _reasons(
        self,
        request: Description,
        found: Scan,
        closer: "_Closer",
        one: "_Candidate",
        candidates: Sequence["_Candidate"],
    ) -> list[Reason]:
        """The strongest reason first, whichever way it speaks; namesakes last."""
        reasons = reasons_at(one.row, found, request, one.said, self._tables, self._evidence)
        if any(kin.named for kin in closer.kin):
            around = [
                (who if isinstance(who, str) else _shown(self._at(who)), spelled)
                for who, spelled in self._around(one.in_index)
            ]
            for kin in closer.kin:
                reasons += kin_reasons(kin, one.at, around, self._people)
        if one.at in closer.addresses:
            reasons.append(closer.addresses[one.at])
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

    def _kin(self, request: Description, rows: npt.NDArray[np.intp]) -> tuple[KinWeights, ...]:
        """Relatives and companions, weighed against the people around each candidate."""
        if not request.relatives and not request.companions:
            return ()
        around = [[spelled for _, spelled in self._around(int(row))] for row in rows]
        father_is_known = self._people.father.column.rows()[rows] > 0
        own = self._spoken(request).family
        comparisons = self._evidence.comparisons
        return tuple(
            weigh_kin(comparisons[comparison], named, around, father_is_known, self._people, self._evidence)
            for comparison, named in (
                ("relative", relatives_named(request, own, self._tables, self._people)),
                ("companion", companions_named(request, own, self._tables, self._people)),
            )
        )

    def _around(self, row: int) -> list[tuple[int | str, Spelled]]:
        """The household's other members (by row), and the relatives and companions this person named (by name)."""
        given, family = self._people.given_spellings, self._people.family_spellings
        members = self._households.get(self._at(row).household, ())
        found: list[tuple[int | str, Spelled]] = [
            (other, (given[other], family[other])) for other in members if other != row and given[other]
        ]
        return found + self._named_by[row]

    def _folds(self, spellings: Sequence[int]) -> list[str]:
        return [self._people.names.folds[number] for number in spellings]

    def _named(self, person: Description) -> list[tuple[int | str, Spelled]]:
        add = self._people.names.add
        found: list[tuple[int | str, Spelled]] = []
        for name in (*(relative.name for relative in person.relatives), *person.companions):
            if given := given_forms_of_relative(name, self._tables):
                family = family_forms_of_relative(name, self._tables)
                found.append(
                    (name, (tuple(add(form) for form, _ in given), tuple(add(form) for form, _ in family)))
                )
        return found

    def _addresses(self, request: Description, rows: npt.NDArray[np.intp]) -> dict[int, Reason]:
        comparison = self._evidence.comparisons["address"]
        thresholds = (comparison.figures["same_at"], comparison.figures["near_at"])
        mine = self._spoken(request).address
        found: dict[int, Reason] = {}
        for at, row in enumerate(rows):
            said = self._people.spoken[int(row)]
            if said is None or not said.address or not mine:
                continue
            likeness = fuzz.token_set_ratio(mine, said.address)
            level = comparison.levels[sum(likeness < threshold for threshold in thresholds)]
            bits = in_steps(weight_bits(level.m, level.u), self._evidence) * self._evidence.bits_per_step
            theirs = ", ".join(self._at(int(row)).addresses_before)
            found[at] = Reason("address", level.name, bits, ", ".join(request.addresses_before), theirs)
        return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One of the nearly best: their place in that list, in the scan and in the index."""

    said: Description
    at: int
    row: int
    in_index: int
    bits: float


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


def _best_rows(totals: npt.NDArray[np.int16], count: int) -> npt.NDArray[np.intp]:
    """The rows with the ``count`` highest totals, and those as good as the last of them; empty rows never."""
    if count <= 0:
        return np.zeros(0, np.intp)
    lowest = int(RULED_OUT)
    people_at = np.bincount(totals.astype(np.intp) - lowest)  # by total: counting is faster than sorting
    at_least = np.cumsum(people_at[:0:-1])  # from the highest total down to the one above "empty"
    enough = int(np.searchsorted(at_least, count))
    threshold = lowest + max(1, len(people_at) - 1 - enough)
    return np.flatnonzero(totals >= threshold)[:_AS_GOOD_MOST]


def _shown(said: Description) -> str:
    names = (*said.given_names[:1], *said.family_names[:1]) or said.whole_names[:1] or said.home_names[:1]
    return " ".join(names)


def _romanised_names(said: Description, tables: NameTables) -> str:
    names = (*said.given_names, *said.family_names) or said.whole_names or said.home_names
    return " ".join(romanised(name, tables) for name in names).casefold()


def _namesakes(mine: _Candidate, candidates: Sequence[_Candidate], table: EvidenceTable) -> list[Reason]:
    """Others whom the request fits almost as well: said, so that nobody decides without comparing."""
    comparison = table.comparisons["namesake"]
    if mine.bits <= 0:
        return []  # who hardly fits has no namesakes
    within = comparison.figures["within_bits"]
    twin, namesake = comparison.levels
    found: list[Reason] = []
    for other in candidates:
        if other.said.id == mine.said.id or abs(other.bits - mine.bits) > within:
            continue
        household = mine.said.household and mine.said.household == other.said.household
        is_twin = bool(household and set(mine.said.born) & set(other.said.born))
        found.append(Reason("namesake", (twin if is_twin else namesake).name, 0.0, "", _shown(other.said)))
    return found[:_NAMESAKES_SHOWN_MOST]
