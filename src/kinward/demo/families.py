"""Households and kin before the crossing: who they are, who belongs to whom, where they lived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kinward.demo.draws import Draws, Weighted, zipf
from kinward.demo.synthetic import Fate
from kinward.resources.tables import table

REFERENCE_DAY = date(2023, 9, 24)  # ages are drawn for the first day of the crossing
_DAYS_PER_YEAR = 365.2425
# Where one generation's names end and the next begin; the name lists are made for these (demo/given_names.toml).
_OLD_BORN_BEFORE = 1956
_YOUNG_BORN_FROM = 1990
# Parents of neighbours stay in reach this long: enough to be found by a fitting couple, short enough to be quick.
_ELDERS_IN_REACH = 400
# A mother is 18 to 44 years older than her child. Registrars of UNICEF-supported surveys use 15-49 as the fertile ages;
# the narrower range keeps the synthetic families ordinary.
_MOTHER_OLDER = (18.5, 43.0)


class Human:
    """Somebody while the crossing is being made up; becomes a ``TruePerson`` at the end."""

    __slots__ = (
        "age", "born", "car", "care", "family", "family_at_birth", "fate", "father", "father_name", "given", "home",
        "household", "id", "mother", "needs", "place", "role", "russian", "sex", "spouse", "whereabouts",
    )  # fmt: skip

    def __init__(self, sex: str, age: float, role: str) -> None:
        """``role`` is the place in the household: elder, adult or child; names and kin follow."""
        self.id = ""
        self.household = ""
        self.sex = sex
        self.age = age
        self.born = REFERENCE_DAY - timedelta(days=int(age * _DAYS_PER_YEAR) + 1)
        self.role = role
        self.given = self.family = self.family_at_birth = self.father_name = self.home = ""
        self.russian = False
        self.mother: Human | None = None
        self.father: Human | None = None
        self.spouse: Human | None = None
        self.place = ""
        self.fate = Fate.CROSSED
        self.car = ""
        self.needs: tuple[str, ...] = ()
        self.care: tuple[str, ...] = ()
        self.whereabouts = ""

    def __lt__(self, other: "Human") -> bool:
        """Ids are given in the order of making, so this order is the same for a seed."""
        return self.id < other.id


Household = list[Human]


@dataclass(frozen=True, slots=True)
class _Kind:
    elders: Weighted[int]
    adults: int
    first_adult_years: tuple[int, int]
    children: Weighted[int]


class Population:
    """Makes households one after the other; neighbours may be kin."""

    def __init__(self, draws: Draws, households: Mapping[str, Any]) -> None:
        """``households`` as in demo/households.toml; names and places from their own tables."""
        self._draws = draws
        self._habits: Mapping[str, float] = households["habits"]
        kinds = households["kinds"]
        self._kinds = Weighted([_kind(kind) for kind in kinds], [kind["weight"] for kind in kinds])
        self._names = _Names()
        self._place = _places()
        self._elders: list[tuple[Human, Human | None]] = []

    def household(self) -> Household:
        """One more household, elders first, then adults, then children."""
        draws = self._draws
        kind = draws.weighted(self._kinds)
        place = draws.weighted(self._place)
        members = self._elders_alone(draws.weighted(kind.elders)) if kind.adults == 0 else self._family(kind)
        for member in members:
            if not member.place:
                member.place = place
            member.home = self._names.at_home(draws, member.given)
        return members

    def one_adult(self) -> Household:
        """A household of one, to make numbers meet exactly."""
        man = self._person(self._sex(0.5), self._draws.between(22, 62), "adult")
        self._name_of_own(man)
        man.place = self._draws.weighted(self._place)
        return [man]

    def childrens_home(self, children: int) -> Household:
        """Children of a residential home: no household of their own, no parents here."""
        place = self._draws.weighted(self._place)
        group = [
            self._person(self._sex(0.48), self._draws.between(4, 17.5), "child") for _ in range(children)
        ]
        for child in group:
            self._name_of_own(child)
            child.place = place
            child.home = self._names.at_home(self._draws, child.given)
        return group

    def outsider(self, sex: str, age: float) -> Human:
        """Somebody elsewhere: a friend abroad, a neighbour, a cousin. Not part of the population."""
        human = self._person(sex, age, "adult")
        self._name_of_own(human)
        return human

    def _person(self, sex: str, age: float, role: str) -> Human:
        human = Human(sex, age, role)
        human.given = self._names.given(self._draws, sex, human.born.year)
        return human

    def _sex(self, female: float) -> str:
        return "f" if self._draws.happens(female) else "m"

    def _name_of_own(self, human: Human) -> None:
        """A family name and father's name that come from outside the population."""
        family = self._names.family(self._draws)
        human.family = human.family_at_birth = family
        human.father_name = self._names.given(self._draws, "m", human.born.year - 29)

    def _elders_alone(self, count: int) -> Household:
        draws = self._draws
        if count == 1:
            alone = self._person(
                self._sex(self._habits["older_alone_is_a_woman"]), draws.between(64, 94), "elder"
            )
            self._name_of_own(alone)
            self._within_reach(alone, None)
            return [alone]
        man = self._person("m", draws.between(64, 89), "elder")
        woman = self._person("f", max(60.0, man.age - draws.between(0, 7)), "elder")
        self._name_of_own(man)
        self._marry(man, woman)
        self._within_reach(man, woman)
        return [man, woman]

    def _within_reach(self, one: Human, other: Human | None) -> None:
        self._elders.append((one, other))
        if len(self._elders) > _ELDERS_IN_REACH:
            self._elders.pop(0)

    def _family(self, kind: _Kind) -> Household:
        draws = self._draws
        low, high = kind.first_adult_years
        one_parent_sex = (
            self._sex(self._habits["one_parent_is_the_mother"]) if len(kind.children.values) > 1 else "m"
        )
        sex = "m" if kind.adults == 2 else one_parent_sex
        if kind.adults == 1 and len(kind.children.values) == 1:
            sex = self._sex(0.42)
        first = self._person(sex, draws.between(low, high), "adult")
        elders = self._parents_of(first, draws.weighted(kind.elders))
        adults = [first]
        if kind.adults == 2:
            wife = self._wife_of(first)
            adults.append(wife)
        children = self._children_of(adults, draws.weighted(kind.children))
        return [*elders, *adults, *children]

    def _parents_of(self, first: Human, count: int) -> Household:
        """Elders under the same roof; else perhaps elders next door; else only their names."""
        draws = self._draws
        if count == 0:
            if not (
                draws.happens(self._habits["grown_child_of_elders_next_door"]) and self._join_elders(first)
            ):
                self._name_of_own(first)
            return []
        mother = self._person("f", first.age + draws.between(20, 36), "elder")
        self._name_of_own(mother)
        if count == 1 and draws.happens(0.75):  # the widow more often than the widower
            elders = [mother]
            self._name_of_own(first)
            first.mother = mother
            if mother.family_at_birth == mother.family:
                mother.family = first.family
            return elders
        father = self._person("m", max(mother.age, first.age + 21) + draws.between(0, 5), "elder")
        self._name_of_own(father)
        _child_of(first, father)
        if count == 1:
            return [father]
        self._marry(father, mother)
        first.mother = mother
        return [father, mother]

    def _join_elders(self, first: Human) -> bool:
        one, other = self._draws.one_of(self._elders) if self._elders else (None, None)
        if one is None:
            return False
        mother = one if one.sex == "f" else other
        father = one if one.sex == "m" else None
        gap = (mother or one).age - first.age
        if not _MOTHER_OLDER[0] <= gap <= _MOTHER_OLDER[1] or (father and father.age - first.age < 19):
            return False
        if father:
            _child_of(first, father)
        else:
            self._name_of_own(first)
            first.family = first.family_at_birth = one.family
        first.mother = mother
        first.place = one.place
        return True

    def _wife_of(self, man: Human) -> Human:
        draws = self._draws
        wife = self._person("f", max(19.0, man.age - draws.between(-2, 8)), "adult")
        mixed = draws.happens(self._habits["mixed_with_a_russian"])
        if mixed:
            wife.given, wife.family, wife.father_name = self._names.russian_woman(draws)
            wife.family_at_birth, wife.russian = wife.family, True
        self._marry(man, wife)
        return wife

    def _marry(self, man: Human, woman: Human) -> None:
        man.spouse, woman.spouse = woman, man
        if not woman.family_at_birth:
            self._name_of_own(woman)
        if self._draws.happens(self._habits["wife_takes_husbands_name"]):
            woman.family = man.family

    def _children_of(self, adults: Sequence[Human], count: int) -> Household:
        draws = self._draws
        parent = adults[0]
        mother = next((adult for adult in adults if adult.sex == "f"), None)
        father = next((adult for adult in adults if adult.sex == "m"), None)
        bearing = mother or parent
        oldest = min(bearing.age - 18.5, (father.age - 19.5) if father else 99.0, 34.0)
        youngest = max(0.0, bearing.age - 43.0)
        children: Household = []
        if oldest < youngest or oldest < 0.05:
            return children
        absent_father = "" if father else self._names.given(draws, "m", int(parent.born.year))
        taken: set[str] = set()
        for age in _birth_ages(draws, count, youngest, oldest):
            child = self._person(self._sex(0.485), age, "child" if age < 18 else "adult")
            while child.given in taken:
                child.given = self._names.given(draws, child.sex, child.born.year)
            taken.add(child.given)
            child.mother, child.father = mother, father
            child.family = child.family_at_birth = (father or parent).family
            child.father_name = father.given if father else absent_father
            children.append(child)
        return children


def _child_of(child: Human, father: Human) -> None:
    child.father = father
    child.family = child.family_at_birth = father.family
    child.father_name = father.given


def _birth_ages(draws: Draws, count: int, youngest: float, oldest: float) -> list[float]:
    """Ages of siblings, oldest first; at least 1.1 years apart, or they are left out."""
    ages = sorted((draws.between(youngest, oldest) for _ in range(count)), reverse=True)
    kept: list[float] = []
    for age in ages:
        if not kept or kept[-1] - age >= 1.1:
            kept.append(age)
    return kept


def _kind(kind: Mapping[str, Any]) -> _Kind:
    low, high = kind["first_adult_years"]
    return _Kind(
        Weighted(range(len(kind["elders"])), kind["elders"]),
        kind["adults"],
        (low, high),
        Weighted(range(len(kind["children"])), kind["children"]),
    )


def _places() -> Weighted[str]:
    places = [place for district in table("demo/places.toml")["districts"] for place in district["places"]]
    return Weighted([place["hy"] for place in places], [place["people"] for place in places])


class _Names:
    """Given names by sex and generation, family names, home names."""

    def __init__(self) -> None:
        given, families = table("demo/given_names.toml"), table("demo/families.toml")
        self._given: dict[tuple[str, str], Weighted[str]] = {
            (sex, generation): zipf(line.split(), given["zipf_offset"])
            for sex, lists in (("m", given["men"]), ("f", given["women"]))
            for generation, line in lists.items()
        }
        stems = [stem + families["ending"] for stem in families["stems"].split()]
        # Names without -յան are rare ones: they stand after the others.
        self._families: Weighted[str] = zipf([*stems, *families["whole"].split()], families["zipf_offset"])
        self._home: Mapping[str, Sequence[str]] = given["home_names"]
        self._russian = given["russian"]

    def given(self, draws: Draws, sex: str, born: int) -> str:
        generation = "old" if born < _OLD_BORN_BEFORE else "middle" if born < _YOUNG_BORN_FROM else "young"
        return draws.weighted(self._given[sex, generation])

    def family(self, draws: Draws) -> str:
        return draws.weighted(self._families)

    def at_home(self, draws: Draws, given: str) -> str:
        names = self._home.get(given)
        return draws.one_of(names) if names else ""

    def russian_woman(self, draws: Draws) -> tuple[str, str, str]:
        russian = self._russian
        given: str = draws.one_of(russian["women"])[0]
        family: str = draws.one_of(russian["families"])[0]
        father: str = draws.one_of(russian["men"])[0]
        return given, family + "ա", father
