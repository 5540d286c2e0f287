"""Who looks for whom, from where, and how they describe them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kinward.demo.desks import Desks, relation_to
from kinward.demo.draws import Draws
from kinward.demo.facts import CrossingFacts
from kinward.demo.families import Human, Population
from kinward.demo.synthetic import Car, Fate, Registration, Request
from kinward.demo.telling import Telling
from kinward.demo.writing import Hand

_BIRTH_KIN = frozenset({"mother", "father", "sibling", "grandparent"})
# The fighting began on 19 September: nobody lost contact because of it earlier.
_LOST_CONTACT_FROM = date(2023, 9, 19)
_LONGEST_BEFORE_HOURS = 36.0  # a request comes at most this long before the arrival (our choice)
_LONGEST_AFTER_HOURS = 72.0
_CAN_ASK_FROM_YEARS = 14
_SOUGHT_AGAIN = 0.04  # of the requests seek somebody whom another request seeks already (our choice)
# The separated are sought more often than others: this share of requests for people who did arrive (our choice).
_SEPARATED = 0.55
_PHONE_KNOWN, _DOCUMENT_KNOWN, _COMPANIONS_NAMED = 0.15, 0.03, 0.30  # our choice


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with its answer."""

    request: Request
    sought: Human
    before_arrival: bool
    registered: bool
    by_feared: bool


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and everything that requests are made up from. ``first_row`` is by person."""

    facts: CrossingFacts
    people: Sequence[Human]
    households: Mapping[str, Sequence[Human]]
    cars: Mapping[str, Car]
    desks: Desks
    first_row: Mapping[str, Registration]
    feared: Mapping[str, Human]
    children_of: Mapping[str, Sequence[Human]]


@dataclass(frozen=True, slots=True)
class _Enquirer:
    human: Human
    relation: str
    registration: str


class Enquiries:
    """Makes up requests one by one."""

    def __init__(
        self, telling: Telling, population: Population, world: World, shares: Mapping[str, float]
    ) -> None:
        """``shares`` is [requests] of demo/households.toml with the desk's habits of telling ages."""
        self._telling = telling
        self._draws: Draws = telling.draws
        self._population = population
        self._world = world
        self._shares = shares

    def make(self, count: int) -> list[Asked]:
        """So many requests in the order of time; their ids follow it."""
        until = self._world.facts.replay_until
        registered = [
            human
            for human in self._world.people
            if (row := self._world.first_row.get(human.id)) and row.registered_at <= until
        ]
        absent = self._draws.shuffled(
            [human for human in self._world.people if human.fate is not Fate.CROSSED]
        )
        missing = round(count * self._shares["not_registered"])
        held = [human for human in registered if human.id in self._world.feared]
        by_feared = min(len(held), max(1, round(count * self._shares["seeks_someone_held"])))
        sought = [(human, False) for human in self._repeating(absent, missing)]
        sought += [(human, True) for human in self._draws.shuffled(held)[:by_feared]]
        sought += [(human, False) for human in self._arrived(registered, count - missing - by_feared)]
        asked = [self._asked(human, by_feared=feared) for human, feared in sought]
        asked.sort(key=lambda one: (one.request.made_at, one.sought.id))
        return [_numbered(number, one) for number, one in enumerate(asked, start=1)]

    def _repeating(self, humans: Sequence[Human], count: int) -> list[Human]:
        assert humans or not count, "nobody is absent"
        return [humans[number % len(humans)] for number in range(count)]

    def _arrived(self, registered: Sequence[Human], count: int) -> list[Human]:
        """Mostly each only once; the separated, the ill and children alone first."""
        draws = self._draws
        apart = draws.shuffled([human for human in registered if self._is_apart(human)])
        chosen: list[Human] = []
        taken: set[str] = set()
        while len(chosen) < count:
            if chosen and draws.happens(_SOUGHT_AGAIN):
                chosen.append(draws.one_of(chosen))
                continue
            human = apart.pop() if apart and draws.happens(_SEPARATED) else draws.one_of(registered)
            if human.id not in taken or len(taken) >= len(registered):
                taken.add(human.id)
                chosen.append(human)
        return chosen

    def _is_apart(self, human: Human) -> bool:
        if human.care or human.whereabouts:
            return True
        return any(
            member.car != human.car
            for member in self._world.households.get(human.household, ())
            if member.fate is Fate.CROSSED
        )

    def _asked(self, sought: Human, *, by_feared: bool) -> Asked:
        made_at = self._made_at(sought)
        enquirer = (
            self._feared(sought, made_at)
            if by_feared
            else self._kin_here(sought, made_at) or self._from_outside(sought)
        )
        car = self._world.cars.get(sought.car)
        row = self._world.first_row.get(sought.id)
        return Asked(
            request=self._request(sought, enquirer, made_at),
            sought=sought,
            before_arrival=car is not None and made_at < car.crossed_at,
            registered=row is not None and row.registered_at <= self._world.facts.replay_until,
            by_feared=by_feared,
        )

    def _made_at(self, sought: Human) -> datetime:
        draws, facts = self._draws, self._world.facts
        first = facts.arrived.moments[0] + timedelta(hours=1)
        last = facts.replay_until - timedelta(minutes=5)
        if sought.fate is not Fate.CROSSED:
            near = facts.arrived.when(1 + draws.below(facts.arrived.counts[-1]))
            return _clamped(near + timedelta(hours=draws.between(-24, 48)), first, last)
        crossed = self._world.cars[sought.car].crossed_at
        if draws.happens(self._shares["before_arrival"]):
            before = crossed - timedelta(hours=draws.between(0.5, _LONGEST_BEFORE_HOURS))
            return _clamped(before, first, last)
        return _clamped(crossed + timedelta(hours=draws.between(0.2, _LONGEST_AFTER_HOURS)), first, last)

    def _feared(self, sought: Human, made_at: datetime) -> _Enquirer:
        """The very person whom the sought one fears, saying that they are family."""
        feared = self._world.feared[sought.id]
        return _Enquirer(feared, "other", self._slip(feared, made_at))

    def _slip(self, human: Human, at: datetime) -> str:
        row = self._world.first_row.get(human.id)
        return row.id if row is not None and row.registered_at <= at else ""

    def _kin_here(self, sought: Human, made_at: datetime) -> _Enquirer | None:
        """A relative from another car, at a desk or still on the road with a telephone, or one who left before."""
        if not self._draws.happens(self._shares["enquirer_is_of_the_crossing"]):
            return None
        kin = [
            human
            for _, human in self._kin(sought)
            if (human.car != sought.car or not sought.car)
            and human.fate in {Fate.CROSSED, Fate.LEFT_EARLIER}
            and human.age >= _CAN_ASK_FROM_YEARS
        ]
        if not kin:
            return None
        human = self._draws.one_of(kin)
        return _Enquirer(human, relation_to(human, sought), self._slip(human, made_at))

    def _kin(self, human: Human) -> list[tuple[str, Human]]:
        """Known relatives with what they are to this person."""
        kin = [parent for parent in (human.mother, human.father, human.spouse) if parent]
        kin += self._world.children_of.get(human.id, ())
        for parent in (human.mother, human.father):
            if parent:
                kin += [child for child in self._world.children_of.get(parent.id, ()) if child is not human]
        return [(relation_to(other, human), other) for other in dict.fromkeys(kin)]

    def _from_outside(self, sought: Human) -> _Enquirer:
        """Somebody who calls from elsewhere: kin who are not in the crossing, or a friend."""
        draws = self._draws
        possible = ["other", "sibling", "sibling"] if sought.age >= 18 else ["other", "other", "grandparent"]
        if sought.mother is None:
            possible += ["mother"] * (2 if sought.age < 45 else 0)
        if sought.father is None and sought.age < 50:
            possible.append("father")
        if sought.age > 40:
            possible += ["child", "child"]
        if sought.spouse is None and sought.age > 24:
            possible.append("spouse")
        relation = draws.one_of(possible)
        return _Enquirer(self._outsider(sought, relation), relation, "")

    def _outsider(self, sought: Human, relation: str) -> Human:
        draws = self._draws
        older = {
            "mother": 26.0, "father": 29.0, "grandparent": 55.0, "child": -27.0,
            "sibling": draws.normal(5), "other": draws.normal(12) + (20.0 if sought.age < 18 else 0.0),
        }  # fmt: skip
        sexes = {"mother": "f", "father": "m", "spouse": "f" if sought.sex == "m" else "m"}
        age = min(95.0, max(18.0, sought.age + older.get(relation, 0.0)))
        human = self._population.outsider(sexes.get(relation) or draws.one_of("fm"), age)
        if relation == "father" and sought.father_name:
            human.given, human.family = sought.father_name, sought.family_at_birth
        elif relation == "sibling":
            human.family, human.father_name = sought.family_at_birth, sought.father_name
        elif relation in {"mother", "spouse"} and draws.happens(0.8):
            human.family = sought.family_at_birth if relation == "mother" else sought.family
        elif relation == "child" and sought.sex == "m":
            human.family, human.father_name = sought.family, sought.given
        return human

    def _request(self, sought: Human, enquirer: _Enquirer, made_at: datetime) -> Request:
        draws, telling, shares = self._draws, self._telling, self._shares
        script = draws.weighted(telling.writing.request_scripts)
        hand = telling.writing.hand(draws, script, "enquirer")
        given, family, home = self._names(sought, enquirer.relation, hand)
        age, born = telling.age_and_birth(sought, made_at.date(), shares)
        country = "ru" if script == "Cyrl" and not enquirer.registration and draws.happens(0.6) else "am"
        own_phone = self._world.desks.phones.get(enquirer.human.id)
        last_on, last_at, companions = self._last_contact(sought, made_at, hand)
        return Request(
            id="",
            made_at=made_at,
            by_telephone=not enquirer.registration or draws.happens(0.3),
            script=script,
            enquirer_name=self._whole_name(enquirer.human, hand),
            enquirer_phone=own_phone or telling.phone(country),
            enquirer_relation=enquirer.relation,
            enquirer_registration=enquirer.registration,
            given=given,
            family=family,
            father=self._father(sought, hand),
            home=home,
            sex=sought.sex,
            age=age,
            born=born,
            place="" if draws.happens(shares["place_missing"]) else telling.place(sought.place, hand),
            phone=self._known(self._world.desks.phones, sought, _PHONE_KNOWN),
            document=self._known(self._world.desks.documents, sought, _DOCUMENT_KNOWN),
            relatives=self._relatives(sought, enquirer.human, hand),
            companions=companions,
            last_contact_on=last_on,
            last_contact_place=last_at,
            must_not_learn=self._must_not_learn(hand),
        )

    def _names(self, sought: Human, relation: str, hand: Hand) -> tuple[str, str, str]:
        draws, telling, shares = self._draws, self._telling, self._shares
        true_family = sought.family
        if relation in _BIRTH_KIN and draws.happens(shares["maiden_name"]):
            true_family = sought.family_at_birth
        given = telling.name(sought.given, hand)
        family = (
            "" if draws.happens(shares["family_missing"]) else telling.name(true_family, hand, sought.sex)
        )
        if draws.happens(shares["misspelled"]):
            if draws.happens(0.5) or not family:
                given = telling.slipped(given, hand)
            else:
                family = telling.slipped(family, hand)
        home = telling.name(sought.home, hand) if sought.home else ""
        if home and draws.happens(shares["only_home_name"]):
            return "", family, home
        return given, family, home if draws.happens(shares["home_name_given"]) else ""

    def _father(self, sought: Human, hand: Hand) -> str:
        return (
            ""
            if self._draws.happens(self._shares["father_missing"])
            else self._telling.name(sought.father_name, hand)
        )

    def _known(self, written: Mapping[str, str], sought: Human, share: float) -> str:
        return written.get(sought.id, "") if self._draws.happens(share) else ""

    def _whole_name(self, human: Human, hand: Hand) -> str:
        given = self._telling.name(human.given, hand)
        return f"{given} {self._telling.name(human.family, hand, human.sex)}"

    def _relatives(self, sought: Human, enquirer: Human, hand: Hand) -> tuple[tuple[str, str], ...]:
        draws = self._draws
        if not draws.happens(self._shares["names_a_relative"]):
            return ()
        kin = draws.shuffled([human for _, human in self._kin(sought) if human is not enquirer])
        named = kin[: draws.whole(1, 3)]
        return tuple((relation_to(human, sought), self._whole_name(human, hand)) for human in named)

    def _last_contact(
        self, sought: Human, made_at: datetime, hand: Hand
    ) -> tuple[date | None, str, tuple[str, ...]]:
        """When and where the enquirer last heard, and who was with them then."""
        draws = self._draws
        if draws.happens(0.25):
            return None, "", ()
        days = max(0, (made_at.date() - _LOST_CONTACT_FROM).days)
        on = _LOST_CONTACT_FROM + timedelta(days=draws.whole(0, days))
        place = sought.place if draws.happens(0.7) else "Ստեփանակերտ"
        around = [m for m in self._world.households.get(sought.household, ()) if m is not sought]
        named = draws.shuffled(around)[:2] if around and draws.happens(_COMPANIONS_NAMED) else []
        return on, self._telling.place(place, hand), tuple(self._telling.name(m.given, hand) for m in named)

    def _must_not_learn(self, hand: Hand) -> str:
        if not self._draws.happens(self._shares["must_not_learn"]):
            return ""
        return self._whole_name(self._population.outsider(self._draws.one_of("fm"), 45.0), hand)


def _clamped(moment: datetime, first: datetime, last: datetime) -> datetime:
    return min(max(moment, first), last).replace(microsecond=0)


def _numbered(number: int, asked: Asked) -> Asked:
    return replace(asked, request=replace(asked.request, id=f"q{number:05d}"))
