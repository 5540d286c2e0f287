"""The whole Lachin crossing with people who never existed, whose every relation and whereabouts is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kinward.demo.desks import Desks, Registry, into_hospital, queue_of_forms, registration_curve
from kinward.demo.draws import Draws
from kinward.demo.enquiries import Asked, Enquiries, World
from kinward.demo.facts import CrossingFacts
from kinward.demo.families import Household, Human, Population
from kinward.demo.lodging import lodging_days, roofs_asked_for
from kinward.demo.road import Seats, cars_of, in_order, seats_of_group, seats_of_household
from kinward.demo.synthetic import (
    Car,
    Fate,
    PartyKind,
    Registration,
    SyntheticCrossing,
    TruePerson,
    Truth,
)
from kinward.demo.telling import Telling
from kinward.demo.writing import usual_writing
from kinward.resources.tables import table

# Fewer people have no households to part, no groups and no place for a count of 1,050 scaled down.
FEWEST_PEOPLE = 300
_FEWEST_PATIENTS, _FEWEST_CHILDREN_ALONE, _FEWEST_IN_HOME, _CARERS = 3, 2, 6, 2


@dataclass(slots=True)
class _Everyone:
    """All humans while the crossing is made up; the home's children stand in no household."""

    households: list[Household]
    home: Household
    feared: dict[str, Human]

    def people(self) -> list[Human]:
        return [human for household in self.households for human in household] + self.home


def synthesise(
    rng: np.random.Generator, people: int, facts: CrossingFacts, *, requests: int | None = None
) -> SyntheticCrossing:
    """``people`` (at least FEWEST_PEOPLE) cross as the published counts say, scaled; 4,000 requests for all of them unless
    ``requests`` says how many. ``facts`` is ``crossing_facts()``. The same seed gives the same crossing.

    Cumulative people in ``cars`` equal the arrivals chain at each of its moments, cumulative rows in
    ``registrations`` (people written twice count twice, as in the published figure) the registered chain, and
    people in ``roofs`` the state accommodation chain, short by less than the smallest household at hand. Below about
    a thousand people a registration may slip past its count, since nobody is written before they have crossed.
    """
    assert FEWEST_PEOPLE <= people <= facts.people, "the crossing is scaled down, never up"
    draws = Draws(rng)
    settings = table("demo/households.toml")
    count = (
        round(settings["requests"]["for_everybody"] * people / facts.people) if requests is None else requests
    )
    population = Population(draws, settings)
    everyone = _populate(
        draws, population, settings, facts, people, round(count * settings["requests"]["not_registered"])
    )
    arrived = facts.arrived.scaled(people, facts.people)
    ordered = in_order(_seats(draws, everyone, settings, facts, people), arrived)
    cars = cars_of(ordered, arrived)
    telling = Telling(draws, usual_writing())
    forms = queue_of_forms(draws, ordered, cars, settings["crossing"]["registered_twice"])
    rows = sum(len(form.members) for form in forms)
    written = registration_curve(facts, facts.registered.scaled(people, facts.people), rows)
    desks = Registry(telling, facts, settings["desk"] | _married(settings), written).fill(forms)
    first_row = _first_rows(desks)
    world = World(
        facts=facts,
        people=everyone.people(),
        households={household[0].household: household for household in everyone.households},
        cars={car.id: car for car in cars},
        desks=desks,
        first_row=first_row,
        feared=everyone.feared,
        children_of=_children_of(everyone.people()),
    )
    asked = Enquiries(telling, population, world, settings["desk"] | settings["requests"]).make(count)
    return _assembled(draws, facts, people, cars, desks, everyone, asked, settings["lodging"])


def _assembled(
    draws: Draws,
    facts: CrossingFacts,
    people: int,
    cars: Sequence[Car],
    desks: Desks,
    everyone: _Everyone,
    asked: Sequence[Asked],
    lodging: Mapping[str, Any],
) -> SyntheticCrossing:
    housed = facts.state_housed.scaled(people, facts.people)
    roofs = roofs_asked_for(draws, desks.parties, {row.id: row for row in desks.registrations}, housed)
    parties = lodging_days(draws, desks.parties, roofs, lodging, lodging["hosts_days"])
    return SyntheticCrossing(
        cars=tuple(cars),
        parties=parties,
        registrations=desks.registrations,
        roofs=tuple(roofs),
        requests=tuple(one.request for one in asked),
        truth=_truth(everyone, desks, asked),
    )


def _married(settings: Mapping[str, Any]) -> dict[str, float]:
    key = "married_woman_under_the_other_name"
    return {key: settings["habits"][key]}


def _populate(
    draws: Draws,
    population: Population,
    settings: Mapping[str, Any],
    facts: CrossingFacts,
    people: int,
    absent: int,
) -> _Everyone:
    """Exactly ``people`` who cross and ``absent`` who do not, in households; besides them nobody."""
    scale = people / facts.people
    in_home = max(_FEWEST_IN_HOME, round(facts.population["from_residential_care"] * scale))
    home = population.childrens_home(in_home)
    households: list[Household] = []
    left = people + absent - in_home
    while left > 0:
        household = population.household()
        if len(household) > left:
            household = population.one_adult()
        households.append(household)
        left -= len(household)
    _number(households, home)
    everyone = _Everyone(households, home, {})
    _absent(draws, households, absent, settings["absent"])
    for child in home:
        child.care = ("to_be_assessed",)
    _needs(draws, households, settings["needs"])
    _holds(draws, everyone, settings["crossing"]["hold_tell_nobody"])
    return everyone


def _number(households: Sequence[Household], home: Household) -> None:
    number = 0
    for place, household in enumerate(households, start=1):
        for human in household:
            number += 1
            human.id, human.household = f"p{number:06d}", f"k{place:06d}"
    for human in home:
        number += 1
        human.id = f"p{number:06d}"


def _absent(draws: Draws, households: Sequence[Household], count: int, shares: Mapping[str, float]) -> None:
    """Take people out of the crossing, never the last adult of children who cross."""
    fates = [
        (Fate.STAYED_BEHIND, shares["stayed_behind"]), (Fate.MISSING, shares["missing"]),
        (Fate.DEAD, shares["dead"]), (Fate.LEFT_EARLIER, shares["left_earlier"]),
    ]  # fmt: skip
    taken = 0
    while taken < count:
        fate = _by_share(draws, fates)
        household = draws.one_of(households)
        human = draws.one_of(household)
        if human.fate is Fate.CROSSED and _can_be_absent(draws, human, household, fate, shares["child"]):
            human.fate = fate
            taken += 1


def _by_share(draws: Draws, fates: Sequence[tuple[Fate, float]]) -> Fate:
    coin = draws.unit() * sum(share for _, share in fates)
    for fate, share in fates:
        coin -= share
        if coin < 0:
            return fate
    return fates[-1][0]


def _can_be_absent(draws: Draws, human: Human, household: Household, fate: Fate, child_share: float) -> bool:
    if human.role == "child":
        return fate in {Fate.MISSING, Fate.LEFT_EARLIER} and draws.happens(child_share)
    if fate is Fate.STAYED_BEHIND and human.role != "elder":
        return False
    others = [other for other in household if other is not human and other.fate is Fate.CROSSED]
    return not any(o.role == "child" for o in others) or any(o.role != "child" for o in others)


def _needs(draws: Draws, households: Sequence[Household], shares: Mapping[str, float]) -> None:
    for household in households:
        for human in household:
            older = human.role == "elder"
            needs = []
            if draws.happens(shares["mobility_of_older" if older else "mobility_of_others"]):
                needs.append("mobility")
            if draws.happens(shares["electricity"]):
                needs.append("electricity")
            if (human.age < 2 or human.age > 80) and draws.happens(shares["winter_of_smallest"]):
                needs.append("winter")
            human.needs = tuple(needs)
        alone = household[0]
        old_enough = alone.age >= shares["older_and_alone_from_years"]
        if len(household) == 1 and old_enough and draws.happens(shares["older_and_alone"]):
            alone.care = ("alone",)


def _holds(draws: Draws, everyone: _Everyone, share: float) -> None:
    """Women above all ask that nobody be told; their children are under the same hold. Whom they fear crosses too."""
    crossing = [
        human for household in everyone.households for human in household if human.fate is Fate.CROSSED
    ]
    men = [human for human in crossing if human.sex == "m" and 20 < human.age < 65]
    wanted = max(1, round(len(crossing) * share))
    children_of = _children_of(crossing)
    adults = [human for human in crossing if human.role == "adult" and human.age > 18]
    for human in draws.shuffled(adults):
        if len(everyone.feared) >= wanted:
            return
        feared = draws.one_of(men)
        if human.sex == "f" and feared.household != human.household:
            everyone.feared[human.id] = feared
            human.care = ("hold",)
            for child in children_of.get(human.id, ()):
                if child.role == "child":
                    child.care = ("hold",)


def _seats(
    draws: Draws, everyone: _Everyone, settings: Mapping[str, Any], facts: CrossingFacts, people: int
) -> list[Seats]:
    """Who travels with whom: households, a children's home, a hospital's patients, children alone."""
    scale = people / facts.people
    apart: set[str] = set()
    seats: list[Seats] = []
    carers = _carers(draws, everyone.households)
    apart.update(human.id for human in carers)
    seats += seats_of_group([*carers, *everyone.home], draws.between(0.25, 0.45), PartyKind.CHILDRENS_HOME)
    patients = _patients(
        draws, everyone.households, apart, max(_FEWEST_PATIENTS, round(facts.population["patients"] * scale))
    )
    apart.update(human.id for human in patients)
    seats += seats_of_group(patients, draws.between(0.1, 0.3), PartyKind.HOSPITAL)
    alone = facts.population["unaccompanied_children"] - facts.population["from_residential_care"]
    for child in _alone(draws, everyone.households, apart, max(_FEWEST_CHILDREN_ALONE, round(alone * scale))):
        apart.add(child.id)
        seats.append(Seats(draws.between(0.1, 0.9), [child], PartyKind.CHILD_ALONE))
    for household in everyone.households:
        together = [h for h in household if h.fate is Fate.CROSSED and h.id not in apart]
        if together:
            seats += seats_of_household(draws, together, settings["crossing"])
    return seats


def _carers(draws: Draws, households: Sequence[Household]) -> Household:
    """Women of households with adults enough to spare them."""
    carers: Household = []
    while len(carers) < _CARERS:
        household = draws.one_of(households)
        adults = [h for h in household if h.role == "adult" and h.fate is Fate.CROSSED]
        women = [h for h in adults if h.sex == "f" and 25 < h.age < 62 and not h.care]
        if len(adults) > 1 and women and women[0] not in carers:
            women[0].care = ("carer",)
            carers.append(women[0])
    return carers


def _patients(draws: Draws, households: Sequence[Household], apart: set[str], count: int) -> Household:
    """Mostly men hurt in the fighting and the explosion; each leaves an adult behind for any children."""
    patients: Household = []
    while len(patients) < count:
        household = draws.one_of(households)
        here = [h for h in household if h.fate is Fate.CROSSED and h.id not in apart and h not in patients]
        adults = [h for h in here if h.role != "child"]
        if len(adults) < 2 and len(here) > 1:
            continue
        fit = [h for h in adults if not h.care and (h.sex == "m" or draws.happens(0.2))]
        if fit:
            patient = draws.one_of(fit)
            into_hospital(draws, patient)
            patients.append(patient)
    return patients


def _alone(draws: Draws, households: Sequence[Household], apart: set[str], count: int) -> Household:
    """Children who cross in a stranger's car while their family is elsewhere on the road."""
    children: Household = []
    while len(children) < count:
        household = draws.one_of(households)
        fit = [
            h for h in household
            if h.role == "child" and 4 < h.age < 16.5 and h.fate is Fate.CROSSED and h.id not in apart and not h.care
        ]  # fmt: skip
        if fit and fit[0] not in children and len(household) > 2:
            fit[0].care = ("to_be_assessed",)
            children.append(fit[0])
    return children


def _first_rows(desks: Desks) -> dict[str, Registration]:
    first: dict[str, Registration] = {}
    for row in desks.registrations:
        first.setdefault(desks.person_of[row.id], row)
    return first


def _children_of(people: Sequence[Human]) -> dict[str, list[Human]]:
    children: dict[str, list[Human]] = {}
    for human in people:
        for parent in (human.mother, human.father):
            if parent is not None:
                children.setdefault(parent.id, []).append(human)
    return children


def _truth(everyone: _Everyone, desks: Desks, asked: Sequence[Asked]) -> Truth:
    rows: dict[str, list[str]] = {}
    for row, person in desks.person_of.items():
        rows.setdefault(person, []).append(row)
    return Truth(
        people={human.id: _true_person(human) for human in everyone.people()},
        households={h[0].household: tuple(human.id for human in h) for h in everyone.households},
        person_of=desks.person_of,
        registrations_of={person: tuple(ids) for person, ids in rows.items()},
        sought_by={one.request.id: one.sought.id for one in asked},
        not_registered=frozenset(one.request.id for one in asked if not one.registered),
        before_arrival=frozenset(one.request.id for one in asked if one.before_arrival),
        feared={held: feared.id for held, feared in everyone.feared.items()},
        asked_by_feared=frozenset(one.request.id for one in asked if one.by_feared),
    )


def _true_person(human: Human) -> TruePerson:
    return TruePerson(
        id=human.id,
        household=human.household,
        sex=human.sex,
        born=human.born,
        given=human.given,
        family=human.family,
        family_at_birth=human.family_at_birth,
        father_name=human.father_name,
        home_name=human.home,
        mother=human.mother.id if human.mother else "",
        father=human.father.id if human.father else "",
        spouse=human.spouse.id if human.spouse else "",
        place=human.place,
        fate=human.fate,
        car=human.car,
    )
