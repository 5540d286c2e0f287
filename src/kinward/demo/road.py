"""Who sits in which car, and when each car crosses, so that every published count is met to the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kinward.demo.draws import Draws
from kinward.demo.facts import CountCurve
from kinward.demo.families import Household
from kinward.demo.synthetic import Car, PartyKind

# How far ahead in the queue a car is looked for that fills a count exactly: a few minutes of the road at full flow.
_AHEAD = 300
_BUS_SEATS = 45


@dataclass(slots=True)
class Seats:
    """People who travel together; ``place`` is where in the whole queue, 0 first, 1 last."""

    place: float
    members: Household
    kind: PartyKind
    joins_household: bool = True


def seats_of_household(draws: Draws, members: Household, habits: Mapping[str, float]) -> list[Seats]:
    """A household in one car, or in two that arrive within hours or days apart."""
    place = draws.unit()
    adults = sum(1 for member in members if member.role != "child")
    if adults < 2 or not draws.happens(habits["split_between_cars"]):
        return [Seats(place, members, PartyKind.HOUSEHOLD)]
    first, second = _two_cars(draws, members)
    days = draws.happens(habits["split_days_apart"])
    later = place + (draws.between(0.15, 0.6) if days else draws.between(0.002, 0.04))
    if later > 1.0:
        place, later = max(0.0, place - (later - place)), place
    finds = draws.happens(habits["finds_again_at_the_desk"])
    return [Seats(place, first, PartyKind.HOUSEHOLD), Seats(later, second, PartyKind.HOUSEHOLD, finds)]


def _two_cars(draws: Draws, members: Household) -> tuple[Household, Household]:
    """Each car has an adult; a child may sit in either."""
    adults = [m for m in members if m.role != "child"]
    children = [m for m in members if m.role == "child"]
    cut = draws.whole(1, len(adults) - 1)
    first, second = adults[:cut], adults[cut:]
    for child in children:
        (first if draws.happens(0.5) else second).append(child)
    return first, second


def seats_of_group(members: Household, place: float, kind: PartyKind) -> list[Seats]:
    """A group in as many buses or ambulances as it needs, one behind the other."""
    return [
        Seats(place + number * 1e-6, members[start : start + _BUS_SEATS], kind)
        for number, start in enumerate(range(0, len(members), _BUS_SEATS))
    ]


def in_order(queue: Sequence[Seats], curve: CountCurve) -> list[Seats]:
    """The queue in the order of crossing, rearranged a little so that a car ends at every count of the curve."""
    waiting = sorted(queue, key=lambda seats: seats.place)
    targets = [count for before, count in pairwise(curve.counts) if count > before]
    ordered: list[Seats] = []
    crossed = at = 0
    for target in targets:
        while crossed < target:
            room = target - crossed
            if len(waiting[at].members) > room:
                _bring_forward(waiting, at, room)
            ordered.append(waiting[at])
            crossed += len(waiting[at].members)
            at += 1
    assert at == len(waiting), "the curve ends with the last car"
    return ordered


def _bring_forward(waiting: list[Seats], at: int, room: int) -> None:
    """Put a car of exactly this many next; without one, part a car that has adults for both halves."""
    near = range(at, min(at + _AHEAD, len(waiting)))
    for other in near:
        if len(waiting[other].members) == room:
            waiting.insert(at, waiting.pop(other))
            return
    partable = [o for o in near if len(waiting[o].members) > room]
    best = max(partable, key=lambda other: _adults_for_both(waiting[other].members, room))
    whole = waiting.pop(best)
    members = sorted(whole.members, key=lambda m: (m.role == "child", m.id))
    front = [members[0], *members[len(members) - room + 1 :]] if room > 1 else [members[0]]
    back = [m for m in members if m not in front]
    waiting[at:at] = [
        Seats(whole.place, front, whole.kind, whole.joins_household),
        Seats(whole.place, back, whole.kind),
    ]


def _adults_for_both(members: Household, room: int) -> int:
    adults = sum(1 for m in members if m.role != "child")
    return min(adults, 2) * 10 - abs(len(members) - room)


def cars_of(ordered: Sequence[Seats], curve: CountCurve) -> list[Car]:
    """Each car with its moment; everybody in it gets its id."""
    cars: list[Car] = []
    crossed = 0
    for number, seats in enumerate(ordered, start=1):
        crossed += len(seats.members)
        car = Car(f"c{number:06d}", curve.when(crossed), len(seats.members), seats.kind)
        for member in seats.members:
            member.car = car.id
        cars.append(car)
    return cars
