"""Synthetic families: who belongs together, what everybody is called, and who crossed with whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from bench.tracing.chance import Chance, Weighted
from bench.tracing.stock import Place, Stock, family_of_woman, made_home_names, nicknames, stock

TODAY = date(2023, 10, 5)
# Shares of the origins in one register: a crossing of mostly one people with some of its neighbours. Our choice, so
# that every pair of scripts has enough people in 100,000.
ORIGINS = Weighted(
    ("hy", "az", "ru", "ka", "uk", "ar", "tr", "fa"), (0.55, 0.12, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03)
)
# All shares below are our choice; they stay near the synthetic crossing of the research notes.
_WHOLE_FAMILY_TOGETHER = 0.5
_PARTY_REGISTERED = 0.87
_PERSON_REGISTERED = 0.98
_OWN_SURNAME_KEPT = 0.35
_GRANDPARENT_LIVES_WITH_THEM = 0.3


@dataclass(slots=True)
class Human:
    """One synthetic person, as they are; names in their own script (Arabic and Persian vowelled)."""

    origin: str
    sex: str
    born: date
    given: str
    family: str
    other_family: str
    father: str
    home_name: str
    nickname: str
    place: Place
    role: str
    party: int = 0
    registered_as: str = ""  # the id of the registration; empty when there is none
    registered_way: str = ""

    def age(self) -> int:
        """Whole years today."""
        return (
            TODAY.year
            - self.born.year
            - ((TODAY.month, TODAY.day) < (self.born.month, min(28, self.born.day)))
        )


@dataclass(slots=True)
class Family:
    """Grandparents, parents and children; each has a party they crossed with."""

    people: list[Human] = field(default_factory=list)


def families(chance: Chance) -> Iterator[Family]:
    """Without end."""
    while True:
        yield _family(chance, stock(ORIGINS.draw(chance)))


def _family(chance: Chance, names: Stock) -> Family:
    family, place = names.families.draw(chance), names.places.draw(chance)
    father_born = _day(chance, 1948, 1996)
    mother_born = father_born + timedelta(days=chance.between(-1_000, 3_200))
    grandfather = names.given("m", father_born.year - 26).draw(chance)
    father = _human(chance, names, "m", father_born, family, "", grandfather, place, "father")
    maiden = names.families.draw(chance)
    mother = _married(chance, names, mother_born, family, maiden, place)
    people = [father, mother]
    if chance.happens(_GRANDPARENT_LIVES_WITH_THEM):
        born = father_born - timedelta(days=chance.between(7_000, 11_000))
        people.append(_married(chance, names, born, family, names.families.draw(chance), place))
        people[-1].role = "grandparent"
    if chance.happens(_GRANDPARENT_LIVES_WITH_THEM / 2):
        born = father_born - timedelta(days=chance.between(7_500, 12_000))
        great = names.given("m", born.year - 26).draw(chance)
        people.append(_human(chance, names, "m", born, family, "", great, place, "grandparent"))
        people[-1].given = grandfather
    people += _children(chance, names, mother_born, family, father.given, place)
    _divide(chance, people)
    return Family(people)


def _children(
    chance: Chance, names: Stock, mother_born: date, family: str, father: str, place: Place
) -> list[Human]:
    found: list[Human] = []
    born = mother_born + timedelta(days=chance.between(6_800, 11_500))
    for _ in range(Weighted((0, 1, 2, 3, 4), (0.1, 0.22, 0.37, 0.22, 0.09)).draw(chance)):
        if born >= TODAY:
            break
        sex = "m" if chance.happens(0.52) else "f"
        child = _human(chance, names, sex, born, family, "", father, place, "child")
        if all(child.given != other.given for other in found):
            found.append(child)
        twins = chance.happens(0.012)
        born += timedelta(days=0 if twins else chance.between(400, 2_200))
    return found


def _married(chance: Chance, names: Stock, born: date, family: str, maiden: str, place: Place) -> Human:
    father = names.given("m", born.year - 26).draw(chance)
    hers, other = (maiden, family) if chance.happens(_OWN_SURNAME_KEPT) else (family, maiden)
    return _human(chance, names, "f", born, hers, other, father, place, "mother")


def _human(
    chance: Chance,
    names: Stock,
    sex: str,
    born: date,
    family: str,
    other_family: str,
    father: str,
    place: Place,
    role: str,
) -> Human:
    given = names.given(sex, born.year).draw(chance)
    listed = names.home_names.get(given)
    at_home = chance.one_of(listed or made_home_names(given, names.origin))
    ending = family_of_woman if sex == "f" else _as_it_is
    return Human(
        names.origin, sex, born, given, ending(family, names.origin), ending(other_family, names.origin), father,
        at_home, chance.one_of(nicknames(names.origin)), place, role,
    )  # fmt: skip


def _as_it_is(family: str, _origin: str) -> str:
    return family


def _day(chance: Chance, first_year: int, last_year: int) -> date:
    return date(first_year, 1, 1) + timedelta(days=chance.below(365 * (last_year - first_year + 1)))


def _divide(chance: Chance, people: list[Human]) -> None:
    """Parties: the whole family, or two."""
    if chance.happens(_WHOLE_FAMILY_TOGETHER):
        return
    for one in people:
        one.party = int(chance.happens(0.5))


def register(chance: Chance, family: Family, ways: dict[str, Weighted[str]]) -> None:
    """Who of the family is registered, and in which writing: a desk writes a whole party one way."""
    for party in (0, 1):
        members = [one for one in family.people if one.party == party]
        if not members or not chance.happens(_PARTY_REGISTERED):
            continue
        way = ways[members[0].origin].draw(chance)
        for one in members:
            if chance.happens(_PERSON_REGISTERED):
                one.registered_way = way
