"""Everyone who is registered as rows of small numbers: what each said, folded, with equal values kept once."""

from collections.abc import Sequence
from datetime import date

from kinward.model.description import Sex
from kinward.model.partial import DAYS_PER_YEAR
from kinward.names.kindred import kindred, same_place
from kinward.names.tables import NameTables
from kinward.reunite.columns import Column, Growing, Numbers
from kinward.reunite.evidence import Codes, EvidenceTable
from kinward.reunite.spellings import Spellings
from kinward.reunite.spoken import SEX_BIT, Form, Spoken

# A woman counts as grown, so that her family name may have changed, from this age: the youngest age of marriage with
# consent in the family codes of the region is 16-17.
GROWN_YEARS = 16


class NameColumn:
    """A column of written names (or places) over a vocabulary of spellings."""

    def __init__(self, spellings: Spellings) -> None:
        """Start with nobody; several columns may share one vocabulary."""
        self.spellings = spellings
        self.column: Column[int] = Column()
        self._numbers = Growing()

    def put(self, row: int, forms: Sequence[Form]) -> None:
        """Write one person's forms."""
        self.column.put(row, [self.spellings.add(form, at_home=at_home) for form, at_home in forms])
        for number in self.column.values[self._numbers.size :]:
            self._numbers.append(number)

    def codes(self, of_spelling: Codes) -> Codes:
        """Likeness of each entry, from the likeness of each spelling; unknown (entry 0) is 0."""
        return self.column.best(of_spelling[self._numbers.now()])

    def spellings_at(self, row: int) -> tuple[int, ...]:
        """The numbers of one person's spellings."""
        return self.column.values_of(self.column.entry_at(row))


class BirthColumn:
    """A column of birth intervals (ordinals of the first and last day)."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.column: Column[tuple[int, int]] = Column()
        self._first, self._last = Growing(), Growing()

    def put(self, row: int, intervals: Sequence[tuple[int, int]]) -> None:
        """Write one person's intervals."""
        self.column.put(row, intervals)
        for first, last in self.column.values[self._first.size :]:
            self._first.append(first)
            self._last.append(last)

    def intervals(self) -> tuple[Numbers, Numbers]:
        """First and last day of each distinct interval."""
        return self._first.now(), self._last.now()


class People:
    """All rows. A removed row stays empty until somebody new takes it."""

    def __init__(self, tables: NameTables, evidence: EvidenceTable, today: date) -> None:
        """Start with nobody. ``today`` only decides which women are grown."""
        self.tables = tables
        self.evidence = evidence
        self._grown_before = today.toordinal() - round(GROWN_YEARS * DAYS_PER_YEAR)
        names = Spellings(tables, evidence, kindred)
        self.names = names
        self.given, self.family, self.father = NameColumn(names), NameColumn(names), NameColumn(names)
        self.place = NameColumn(Spellings(tables, evidence, same_place))
        self.born = BirthColumn()
        self._given_people = Growing()  # by spelling: how many have it as a given name
        self.sex = Growing()
        self.grown_woman = Growing()
        self.present = Growing()
        self.shared: dict[str, dict[str, set[int]]] = {kind: {} for kind in SHARED}
        self.kinds: dict[str, Column[str]] = {kind: Column() for kind in SHARED}
        self.spoken: list[Spoken | None] = []
        # By row, for looking around in households: the spellings of the given and of the family name.
        self.given_spellings: list[tuple[int, ...]] = []
        self.family_spellings: list[tuple[int, ...]] = []
        self.count = 0

    @property
    def size(self) -> int:
        """How many rows there are, empty ones included."""
        return len(self.spoken)

    def put(self, row: int, said: Spoken) -> None:
        """Write one person into an empty row."""
        assert row <= len(self.spoken), "rows are filled without gaps"
        if row == len(self.spoken):
            self.spoken.append(None)
        assert self.spoken[row] is None, "the row is taken"
        self.spoken[row] = said
        self.given.put(row, said.given)
        self.family.put(row, said.family)
        self.father.put(row, said.father)
        self.place.put(row, said.place)
        self.born.put(row, said.born)
        if row == len(self.given_spellings):
            self.given_spellings.append(())
            self.family_spellings.append(())
        self.given_spellings[row] = self.given.spellings_at(row)
        self.family_spellings[row] = self.family.spellings_at(row)
        self._count_given(row, 1)
        for column, number in (
            (self.sex, said.sexes),
            (self.grown_woman, self._is_grown_woman(said)),
            (self.present, 1),
        ):
            column.reach(row + 1)
            column.now()[row] = number
        for kind, values in shared_values(said).items():
            self.kinds[kind].put(row, kinds_of(values))
            for value in values:
                self.shared[kind].setdefault(value, set()).add(row)
        self.count += 1

    def take_away(self, row: int) -> None:
        """Empty one row."""
        said = self.spoken[row]
        assert said is not None, "the row is empty already"
        self._count_given(row, -1)
        for name in (self.given, self.family, self.father, self.place):
            name.column.take_away(row)
        self.born.column.take_away(row)
        for column in (self.sex, self.grown_woman, self.present):
            column.now()[row] = 0
        for kind, values in shared_values(said).items():
            self.kinds[kind].take_away(row)
            for value in values:
                self.shared[kind][value].discard(row)
        self.spoken[row] = None
        self.count -= 1

    def _count_given(self, row: int, change: int) -> None:
        self._given_people.reach(len(self.names))
        self._given_people.now()[list(self.given_spellings[row])] += change

    def share_of_given(self, folds: Sequence[str]) -> float:
        """Which share of everyone has a given name spelled so, when folded."""
        keys = (key for fold in folds for key in (fold, f"{fold}~"))
        numbers = [self.names.number_of[key] for key in keys if key in self.names.number_of]
        self._given_people.reach(len(self.names))
        called = float(self._given_people.now()[numbers].max(initial=0))
        beside = self.evidence.u_people
        return (called + beside * self.evidence.comparisons["given"].levels[0].u) / (self.count + beside)

    def _is_grown_woman(self, said: Spoken) -> int:
        born_latest = max((latest for _, latest in said.born), default=0)
        return int(bool(said.sexes & SEX_BIT[Sex.FEMALE]) and born_latest <= self._grown_before)


# What is compared by being equal or not.
SHARED = ("phone", "document", "identifier")


def shared_values(said: Spoken) -> dict[str, tuple[str, ...]]:
    """Phones and numbers, by the comparison they belong to."""
    return {"phone": said.phones, "document": said.documents, "identifier": said.identifiers}


def kinds_of(values: Sequence[str]) -> tuple[str, ...]:
    """Two different values speak against each other only when they are of one kind.

    The kind is ``type:issuer`` of a document, ``scheme`` of an identifier, and one for all phones.
    """
    return tuple(sorted({value.rpartition(":")[0] for value in values}))
