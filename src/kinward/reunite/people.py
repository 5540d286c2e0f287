"""Everyone who is registered as rows of small numbers: what each said, folded, with equal values kept once."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from kinward.model.description import Sex
from kinward.model.partial import DAYS_PER_YEAR
from kinward.names.kindred import kindred, same_place
from kinward.names.tables import NameTables
from kinward.reunite.birth import Intervals, calendar_of
from kinward.reunite.columns import Column, Growing, Hashed, Numbers
from kinward.reunite.evidence import Codes, EvidenceTable
from kinward.reunite.spellings import Spellings
from kinward.reunite.spoken import SEX_BIT, Form, Spoken
from kinward.reunite.weighing import CODES, Counts, Weighing

# A woman counts as grown, so that her family name may have changed, from this age: the youngest age of marriage with
# consent in the family codes of the region is 16-17.
GROWN_YEARS = 16


_BYTES_KEPT_MOST = 8 << 20  # likenesses kept for each column


def likeness_to_all(forms: Iterable[Form], spellings: Spellings) -> Codes:
    """The best likeness of any of the sought forms to each spelling."""
    best, *rows = [spellings.likeness(form, at_home=at_home) for form, at_home in forms]
    for row in rows:
        best = np.maximum(best, row)
    return best


class NameColumn:
    """A column of written names (or places) over a vocabulary of spellings."""

    def __init__(self, spellings: Spellings) -> None:
        """Start with nobody; several columns may share one vocabulary."""
        self.spellings = spellings
        self.column: Column[int] = Column()
        self._numbers = Growing()
        self._values_of: dict[tuple[Form, ...], tuple[int, ...]] = {(): ()}
        self._coded: OrderedDict[tuple[Form, ...], Codes] = OrderedDict()
        self._coded_at = (0, 0)

    def put(self, row: int, forms: tuple[Form, ...]) -> int:
        """Write one person's forms; the number of their entry."""
        values = self._values_of.get(forms)
        if values is None:
            values = tuple(self.spellings.add(form, at_home=at_home) for form, at_home in forms)
            self._values_of[forms] = values
        entry = self.column.put(row, values)
        if len(self.column.values) > self._numbers.size:
            self._numbers.extend(self.column.values[self._numbers.size :])
        return entry

    def codes(self, forms: Sequence[Form]) -> Codes:
        """The best likeness of each entry to any of some sought forms; unknown (entry 0) is 0.

        Kept for names asked again while the column stays as it is.
        """
        now = (len(self.spellings), len(self.column.entries))
        if now != self._coded_at:
            self._coded.clear()
            self._coded_at = now
        key = tuple(forms)
        codes = self._coded.get(key)
        if codes is None:
            of_value = likeness_to_all(forms, self.spellings).take(self._numbers.now(), mode="clip")
            codes = self._coded[key] = self.column.best(of_value)
            if len(self._coded) * len(codes) > _BYTES_KEPT_MOST:
                self._coded.popitem(last=False)
        return codes

    def people_at_code(self, forms: Sequence[Form]) -> Counts:
        """How many people have each likeness (0 to 255) to some sought forms; the unknown are nobody's namesakes."""
        codes, people = self.codes(forms), self.column.people()
        like = np.flatnonzero(codes)  # few of all names
        found: Counts = np.zeros(CODES)
        found += np.bincount(codes[like], weights=people[like], minlength=CODES)
        found[0] = self.column.known - found.sum()
        return found

    def spellings_of(self, values: Numbers) -> Numbers:
        """The numbers of the spellings that stand behind numbers of values."""
        return self._numbers.now()[values]


class BirthColumn:
    """A column of birth intervals (ordinals of the first and last day)."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.column: Column[tuple[int, int]] = Column()
        self._first, self._last = Growing(np.int32), Growing(np.int32)
        self._calendar, self._width_of = Growing(np.int32), Growing(np.int32)
        self._widths: dict[int, int] = {}
        # By entry, over all its intervals: the earliest and the latest day; 0 for "unknown".
        self._earliest, self._latest = Growing(np.int32), Growing(np.int32)
        self._earliest.append(0)
        self._latest.append(0)

    def entry(self, intervals: Sequence[tuple[int, int]]) -> int:
        """The number of the entry of somebody's intervals."""
        entry = self.column.entry(tuple(intervals))
        for first, last in self.column.values[self._first.size :]:
            self._first.append(first)
            self._last.append(last)
            self._width_of.append(self._widths.setdefault(last - first + 1, len(self._widths)))
        if entry >= self._earliest.size:
            self._earliest.append(min(first for first, _ in intervals))
            self._latest.append(max(last for _, last in intervals))
        return entry

    def intervals(self) -> Intervals:
        """Each distinct interval."""
        known = self._calendar.size
        if known < self._first.size:
            self._calendar.extend(calendar_of(self._first.now()[known:]))
        widths = np.fromiter(self._widths, np.int32)
        return Intervals(
            self._first.now(), self._last.now(), self._calendar.now(), widths, self._width_of.now()
        )

    def bounds(self, entries: Numbers) -> tuple[Numbers, Numbers]:
        """The earliest and the latest day somebody may be born, for some entries; 0 where nothing is known."""
        return self._earliest.now()[entries], self._latest.now()[entries]


class People:
    """All rows. A removed row stays empty until somebody new takes it."""

    def __init__(self, tables: NameTables, evidence: EvidenceTable, today: date) -> None:
        """Start with nobody. ``today`` only decides which women are grown."""
        self.tables = tables
        self.evidence = evidence
        self.weighings = {name: Weighing(one, evidence) for name, one in evidence.comparisons.items()}
        self._grown_before = today.toordinal() - round(GROWN_YEARS * DAYS_PER_YEAR)
        names = Spellings(tables, evidence, kindred)
        self.names = names
        self.given, self.family, self.father = NameColumn(names), NameColumn(names), NameColumn(names)
        self.place = NameColumn(Spellings(tables, evidence, same_place))
        # Family names of grown women weigh differently: by row, twice the entry and one more for a grown woman.
        self.family_or_hers = Growing(np.int32)
        self.born = BirthColumn()
        # Sex and birth together, since one look-up is cheaper than two.
        self.sex_and_born: Column[tuple[int, int]] = Column()
        self._sex_of_pair, self._born_of_pair = Growing(), Growing()
        self._sex_of_pair.append(0)
        self._born_of_pair.append(0)
        self.shared = {kind: Hashed() for kind in SHARED}
        self.kinds: Column[tuple[str, str]] = Column()
        self._comparable: dict[tuple[tuple[str, str], ...], npt.NDArray[np.bool_]] = {}
        self.absent: set[int] = set()
        self.size = 0
        self.count = 0

    def put(self, row: int, said: Spoken) -> None:
        """Write one person into an empty row."""
        assert row == self.size or row in self.absent, "rows are filled without gaps, and once"
        self.absent.discard(row)
        self.size = max(self.size, row + 1)
        self.given.put(row, said.given)
        self.family_or_hers.put(row, 2 * self.family.put(row, said.family) + self._is_grown_woman(said))
        self.father.put(row, said.father)
        self.place.put(row, said.place)
        self.sex_and_born.put(row, ((said.sexes, self.born.entry(said.born)),))
        for sexes, born in self.sex_and_born.values[self._sex_of_pair.size - 1 :]:
            self._sex_of_pair.append(sexes)
            self._born_of_pair.append(born)
        self.kinds.put(row, tuple(kinds_of(said)))
        for kind, values in shared_values(said).items():
            for value in values:
                self.shared[kind].add(value, row)
        self.count += 1

    def take_away(self, row: int, said: Spoken) -> None:
        """Empty one row. ``said`` is what was put there."""
        assert row < self.size, "nobody was ever here"
        assert row not in self.absent, "the row is empty already"
        for name in (self.given, self.family, self.father, self.place):
            name.column.take_away(row)
        self.family_or_hers.put(row, 0)
        self.sex_and_born.take_away(row)
        self.kinds.take_away(row)
        for kind, values in shared_values(said).items():
            for value in values:
                self.shared[kind].discard(value, row)
        self.absent.add(row)
        self.count -= 1

    def pairs(self) -> tuple[Numbers, Numbers]:
        """The sex and the birth entry of each entry of ``sex_and_born``."""
        return self._sex_of_pair.now(), self._born_of_pair.now()

    def sexes(self, rows: Numbers) -> Numbers:
        """The sexes, as bits, of some rows."""
        return self.pairs()[0][self.sex_and_born.rows()[rows]]

    def births(self, rows: Numbers) -> Numbers:
        """The birth entries of some rows."""
        return self.pairs()[1][self.sex_and_born.rows()[rows]]

    def share_called(self, codes: Codes, least: float) -> float:
        """Which share of everyone has a given name at least so like; ``codes`` are the likenesses of its entries."""
        called = int(self.given.column.people()[codes >= least].sum())
        beside = self.evidence.u_people
        return (called + beside * self.evidence.comparisons["given"].levels[0].u) / (self.count + beside)

    def comparable(self, kinds: Iterable[tuple[str, str]]) -> npt.NDArray[np.bool_]:
        """Which entries of ``kinds`` have one of some kinds."""
        own = tuple(sorted(kinds))
        known = self._comparable.get(own)
        if known is None or len(known) < len(self.kinds.entries):
            wanted = set(own)
            known = np.array([not wanted.isdisjoint(entry) for entry in self.kinds.entries], bool)
            self._comparable[own] = known
        return known

    def _is_grown_woman(self, said: Spoken) -> int:
        born_latest = max((latest for _, latest in said.born), default=0)
        return int(bool(said.sexes & SEX_BIT[Sex.FEMALE]) and born_latest <= self._grown_before)


# What is compared by being equal or not.
SHARED = ("phone", "document", "identifier")


def shared_values(said: Spoken) -> dict[str, tuple[str, ...]]:
    """Phones and numbers, by the comparison they belong to."""
    return {"phone": said.phones, "document": said.documents, "identifier": said.identifiers}


def kinds_of(said: Spoken) -> Iterator[tuple[str, str]]:
    """Two different values speak against each other only when they are of one kind: comparison and kind.

    The kind is ``type:issuer`` of a document, ``scheme`` of an identifier, and one for all phones.
    """
    for comparison, values in shared_values(said).items():
        if values:
            for kind in sorted({value.rpartition(":")[0] for value in values}):
                yield comparison, kind
