"""The synthetic crossing meets the published counts, and its truth is true."""

import ast
import unicodedata
from bisect import bisect_right
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from kinward import demo, wiring
from kinward.demo.facts import CountCurve, CrossingFacts
from kinward.demo.generator import FEWEST_PEOPLE, synthesise
from kinward.demo.synthetic import Fate, PartyKind, SyntheticCrossing, TruePerson
from kinward.model.written_name import why_not_a_name

PEOPLE = 12_000


def _counted(moments: list[tuple[datetime, int]], at: datetime) -> int:
    return sum(count for moment, count in moments if moment <= at)


def _scaled(curve: CountCurve, facts: CrossingFacts) -> CountCurve:
    return curve.scaled(PEOPLE, facts.people)


def test_arrivals_meet_every_published_count(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    curve = _scaled(facts.arrived, facts)
    cars = [(car.crossed_at, car.headcount) for car in crossing.cars]
    assert [_counted(cars, at) for at in curve.moments] == list(curve.counts)


def test_registrations_meet_every_published_count(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    curve = _scaled(facts.registered, facts)
    rows = [(row.registered_at, 1) for row in crossing.registrations]
    assert [_counted(rows, at) for at in curve.moments] == list(curve.counts)


def test_roofs_asked_for_meet_every_published_count(
    crossing: SyntheticCrossing, facts: CrossingFacts
) -> None:
    curve = _scaled(facts.state_housed, facts)
    roofs = [(roof.asked_at, roof.people) for roof in crossing.roofs]
    short = [count - _counted(roofs, at) for at, count in zip(curve.moments, curve.counts, strict=True)]
    assert all(0 <= gap <= 1 for gap in short)


def test_everyone_who_crosses_sits_in_one_car_and_is_registered(crossing: SyntheticCrossing) -> None:
    truth = crossing.truth
    crossed = {person.id: person for person in truth.people.values() if person.fate is Fate.CROSSED}
    assert len(crossed) == PEOPLE == sum(car.headcount for car in crossing.cars)
    assert Counter(person.car for person in crossed.values()) == {c.id: c.headcount for c in crossing.cars}
    assert set(truth.registrations_of) == set(crossed)


def test_nobody_absent_sits_in_a_car(crossing: SyntheticCrossing) -> None:
    absent = [p for p in crossing.truth.people.values() if p.fate is not Fate.CROSSED]
    assert absent
    assert not any(person.car or person.id in crossing.truth.registrations_of for person in absent)


def test_households_sum_to_people_except_the_children_of_the_home(crossing: SyntheticCrossing) -> None:
    truth = crossing.truth
    inside = [person for members in truth.households.values() for person in members]
    assert len(inside) == len(set(inside))
    outside = set(truth.people) - set(inside)
    homes = [party for party in crossing.parties if party.kind is PartyKind.CHILDRENS_HOME]
    rows = {truth.person_of[row] for party in homes for row in party.registrations}
    assert outside
    assert outside < rows  # the home's carers have a household
    assert len(rows - outside) == 2


def test_forms_sum_to_rows_and_each_row_stands_on_one_form(crossing: SyntheticCrossing) -> None:
    on_forms = [row for party in crossing.parties for row in party.registrations]
    assert on_forms == [row.id for row in crossing.registrations]
    assert set(on_forms) == set(crossing.truth.person_of)


def test_nobody_is_registered_before_crossing(crossing: SyntheticCrossing) -> None:
    rows = {row.id: row for row in crossing.registrations}
    for party in crossing.parties:
        assert all(rows[row].registered_at > party.arrived_at for row in party.registrations)


def test_everything_is_in_the_order_of_time(crossing: SyntheticCrossing) -> None:
    for moments in (
        [car.crossed_at for car in crossing.cars],
        [row.registered_at for row in crossing.registrations],
        [party.registered_at for party in crossing.parties],
        [roof.asked_at for roof in crossing.roofs],
        [request.made_at for request in crossing.requests],
    ):
        assert all(earlier <= later for earlier, later in pairwise(moments))


def _years_between(parent: TruePerson, child: TruePerson) -> float:
    return (child.born - parent.born).days / 365.25


def test_children_are_younger_than_parents(crossing: SyntheticCrossing) -> None:
    people = crossing.truth.people
    for person in people.values():
        for parent in (person.mother, person.father):
            if parent:
                assert 17 < _years_between(people[parent], person) < 60
        if person.mother:
            assert _years_between(people[person.mother], person) < 45


def test_kin_agree_on_names_and_sex(crossing: SyntheticCrossing) -> None:
    people = crossing.truth.people
    for person in people.values():
        if person.father:
            assert people[person.father].sex == "m"
            assert person.father_name == people[person.father].given
        if person.mother:
            assert people[person.mother].sex == "f"
        if person.spouse:
            assert people[person.spouse].spouse == person.id


def test_the_population_is_as_published(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    people = list(crossing.truth.people.values())
    day = facts.arrived.moments[0].date()
    years = [(day - person.born).days / 365.25 for person in people]
    said = facts.population
    assert sum(p.sex == "f" for p in people) / len(people) == pytest.approx(said["female_share"], abs=0.02)
    assert sum(y < 18 for y in years) / len(people) == pytest.approx(said["children_share"], abs=0.02)
    older = sum(y >= said["older_from_years"] for y in years) / len(people)
    assert older == pytest.approx(said["older_share"], abs=0.02)
    assert max(years) < 101


def test_desks_write_armenian_russian_and_latin(crossing: SyntheticCrossing) -> None:
    shares = Counter(row.script for row in crossing.registrations)
    total = len(crossing.registrations)
    assert shares["Armn"] / total == pytest.approx(0.70, abs=0.03)
    assert shares["Cyrl"] / total == pytest.approx(0.20, abs=0.03)
    assert shares["Latn"] / total == pytest.approx(0.10, abs=0.03)


_BLOCK = {"Armn": "ARMENIAN", "Cyrl": "CYRILLIC", "Latn": "LATIN", "Geor": "GEORGIAN", "Arab": "ARABIC"}


def test_a_row_is_in_the_letters_of_its_script(crossing: SyntheticCrossing) -> None:
    rows = [(r.script, r.given + r.family + r.father + r.home) for r in crossing.registrations]
    rows += [(r.script, r.given + r.family + r.father + r.home + r.enquirer_name) for r in crossing.requests]
    for script, names in rows:
        letters = {letter for letter in names if unicodedata.category(letter)[:1] == "L"}
        # The modifier half ring of Hübschmann-Meillet is a letter that belongs to no script.
        foreign = {x for x in letters - {"ʿ"} if not unicodedata.name(x).startswith(_BLOCK[script])}
        assert not foreign, (script, names)


def test_every_name_can_be_kept(crossing: SyntheticCrossing) -> None:
    for row in crossing.registrations:
        for name in (row.given, row.family, row.father, row.home):
            assert not name or why_not_a_name(name) is None


def test_rough_ages_and_duplicates_have_their_shares(crossing: SyntheticCrossing) -> None:
    rows = crossing.registrations
    assert sum(row.age.startswith("~") for row in rows) / len(rows) == pytest.approx(0.55, abs=0.02)
    twice = sum(len(ids) > 1 for ids in crossing.truth.registrations_of.values())
    assert twice / PEOPLE == pytest.approx(0.015, abs=0.005)


def test_a_second_registration_comes_from_a_form_without_a_car(crossing: SyntheticCrossing) -> None:
    form_of = {row: party for party in crossing.parties for row in party.registrations}
    for ids in crossing.truth.registrations_of.values():
        assert form_of[ids[0]].car
        assert not any(form_of[row].car for row in ids[1:])


def test_requests_seek_whom_the_truth_says(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    truth = crossing.truth
    first = {truth.person_of[row.id]: row for row in reversed(crossing.registrations)}
    assert set(truth.sought_by) == {request.id for request in crossing.requests}
    for request in crossing.requests:
        row = first.get(truth.sought_by[request.id])
        registered = row is not None and row.registered_at <= facts.replay_until
        assert registered == (request.id not in truth.not_registered)


def test_three_in_ten_requests_seek_somebody_not_registered(crossing: SyntheticCrossing) -> None:
    assert len(crossing.requests) == round(4000 * PEOPLE / 100_632)
    share = len(crossing.truth.not_registered) / len(crossing.requests)
    assert share == pytest.approx(0.30, abs=0.002)


def test_some_requests_come_before_the_arrival(crossing: SyntheticCrossing) -> None:
    truth = crossing.truth
    crossed_at = {car.id: car.crossed_at for car in crossing.cars}
    for request in crossing.requests:
        car = truth.people[truth.sought_by[request.id]].car
        early = bool(car) and request.made_at < crossed_at[car]
        assert early == (request.id in truth.before_arrival)
    assert len(truth.before_arrival) > 0.15 * len(crossing.requests)


def test_every_request_says_something(crossing: SyntheticCrossing) -> None:
    for request in crossing.requests:
        assert request.given or request.family or request.home
        assert request.enquirer_name
        assert request.enquirer_phone


def test_a_slip_shown_was_written_before(crossing: SyntheticCrossing) -> None:
    rows = {row.id: row for row in crossing.registrations}
    shown = [request for request in crossing.requests if request.enquirer_registration]
    assert shown
    assert all(rows[r.enquirer_registration].registered_at <= r.made_at for r in shown)
    assert all(
        crossing.truth.person_of[r.enquirer_registration] != crossing.truth.sought_by[r.id] for r in shown
    )


def test_who_fears_somebody_is_under_a_hold_and_sought_by_them(crossing: SyntheticCrossing) -> None:
    truth = crossing.truth
    care = {truth.person_of[row.id]: row.care for row in crossing.registrations}
    assert truth.feared
    assert all("hold" in care[person] for person in truth.feared)
    assert truth.asked_by_feared
    assert all(truth.sought_by[request] in truth.feared for request in truth.asked_by_feared)


def test_the_groups_and_the_children_alone_are_there(crossing: SyntheticCrossing) -> None:
    kinds = {party.kind for party in crossing.parties}
    assert kinds == set(PartyKind)
    rows = {row.id: row for row in crossing.registrations}
    for party in crossing.parties:
        care = [rows[row].care for row in party.registrations]
        if party.kind is PartyKind.CHILD_ALONE:
            assert all(kept == ("to_be_assessed",) for kept in care)
        if party.kind is PartyKind.CHILDRENS_HOME:
            assert sum("carer" in kept for kept in care) == 2
            assert len(party.roll) == party.headcount
        if party.kind is PartyKind.HOSPITAL:
            assert all(rows[row].whereabouts for row in party.registrations)


def test_no_household_form_is_children_alone(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    truth = crossing.truth
    day = facts.arrived.moments[0].date()
    for party in crossing.parties:
        if party.kind is PartyKind.HOUSEHOLD:
            born = [truth.people[truth.person_of[row]].born for row in party.registrations]
            assert any((day - b).days > 17.9 * 365 for b in born)


def test_a_joined_form_is_of_the_same_true_household(crossing: SyntheticCrossing) -> None:
    truth = crossing.truth
    first = {party.id: truth.people[truth.person_of[party.registrations[0]]] for party in crossing.parties}
    joined = [party for party in crossing.parties if party.joins]
    assert joined
    assert all(first[p.id].household == first[p.joins].household for p in joined)


def test_the_same_seed_gives_the_same_crossing(facts: CrossingFacts) -> None:
    one = synthesise(wiring.chance(7), 1_000, facts)
    assert one == synthesise(wiring.chance(7), 1_000, facts)
    assert one != synthesise(wiring.chance(8), 1_000, facts)


@pytest.mark.parametrize("people", [FEWEST_PEOPLE, 777, 2_500])
def test_small_crossings_meet_the_arrivals_too(people: int, facts: CrossingFacts) -> None:
    crossing = synthesise(wiring.chance(people), people, facts)
    curve = facts.arrived.scaled(people, facts.people)
    ends = [car.crossed_at for car in crossing.cars]
    heads = [0]
    for car in crossing.cars:
        heads.append(heads[-1] + car.headcount)
    assert [heads[bisect_right(ends, at)] for at in curve.moments] == list(curve.counts)


def test_the_riddles_are_written_without_the_answers() -> None:
    for module in Path(demo.__path__[0]).glob("*.py"):
        if module.name == "replay.py":
            continue
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            named = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(n.startswith(("kinward.names", "kinward.reunite")) for n in named), module.name
