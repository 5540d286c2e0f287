"""Movement by Kinward's own rules: people choose a camp, take the shortest open road, queue where it is narrow, and are sent on.

A cohort is all who stand at one place and head for the same camp; a step costs as much for ten of them as for ten thousand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kinward.foresee.movement import (
    ClosureKind,
    Floats,
    Ints,
    Movement,
    PlaceKind,
    arrivals_by_day,
    camp_open,
    fading,
    fighting_since,
    open_roads,
)

_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class HeadingRules:
    """Settings of the own mode; see resources/foresee/routes.toml."""

    capacity_power: float
    distance_power: float
    softening_km: float
    full_at: float
    nearly_full: float
    km_per_day: float
    steps_of_day: int
    attraction_log_sd: float
    origin_log_sd: float
    fades_by_month: tuple[float, ...]
    month_days: int


def heading_rules(table: Mapping[str, Any]) -> HeadingRules:
    """Read the table ``own`` of ``foresee/routes.toml``."""
    return HeadingRules(**{**table, "fades_by_month": tuple(table["fades_by_month"])})


def move_by_heading(movement: Movement, rules: HeadingRules, members: int, rng: np.random.Generator) -> Ints:
    """People by day, counted place and member of the ensemble. Reads the map, what happened on it and the daily total only.

    The daily total is read as a whole: how many flee in all says above which room a camp draws no more people.

    One member alone follows the middle of what is believed; several differ in what attracts and whence people come.
    """
    maps = _Maps(movement, rules)
    crowd = _Crowd(movement, rules, members, rng)
    coming = arrivals_by_day(movement.total)
    columns = [movement.camps.index(place) for place in movement.counted]
    result = np.empty((movement.days, len(columns), members), dtype=np.int64)
    for day in range(movement.days):
        today = maps.on(day)
        crowd.set_out(int(coming[day]), today, there_already=day == 0)
        for _ in range(rules.steps_of_day):
            crowd.step(today)
        result[day] = crowd.in_camp[columns]
    return result


# ------------------------------------------------------------------------------------------ the map of a day
@dataclass(frozen=True, slots=True)
class _Headings:
    """Where everybody could head: by place and camp the distance, the next place, the steps to it and the road."""

    km: Floats
    next_place: Ints
    steps: Ints
    road: Ints


@dataclass(frozen=True, slots=True)
class _Today:
    """A day: the roads open on it, whence people flee, which camps take them.

    ``sent_on`` is for each place the camp (by column) that everybody there is led to, _NOWHERE where nobody is.
    """

    by_road: _Headings
    origins: Floats
    open_camps: np.ndarray[Any, np.dtype[np.bool_]]
    sent_on: Ints


class _Maps:
    """The map of each day; its roads are found anew only when a closure changes."""

    def __init__(self, movement: Movement, rules: HeadingRules) -> None:
        self.movement, self.rules = _with_named_roads(movement), rules
        self.since = fighting_since(movement.intensity)
        self._made: dict[tuple[Any, ...], _Today] = {}
        self._roads: dict[tuple[bool, ...], _Headings] = {}

    def on(self, day: int) -> _Today:
        """The map of a day."""
        fades = fading(self.since[day], day, self.rules.fades_by_month, self.rules.month_days)
        drives = fades * self.movement.intensity[day]
        shut = tuple(one.holds(day) for one in self.movement.closures)
        key = (shut, drives.tobytes())
        if key not in self._made:
            self._made[key] = self._make(day, shut, drives)
        return self._made[key]

    def _make(self, day: int, shut: tuple[bool, ...], drives: Floats) -> _Today:
        movement = self.movement
        if shut not in self._roads:
            self._roads[shut] = self._headings(day)
        headings = self._roads[shut]
        people = np.array([place.people for place in movement.places], dtype=np.float64)
        is_camp = np.array([place.kind is PlaceKind.CAMP for place in movement.places])
        led = self._led(day)
        return _Today(
            headings,
            origins=np.where(is_camp, 0.0, np.maximum(people, 1.0)) * drives,
            open_camps=np.array(
                [camp_open(movement, camp, day) and led[camp] == _NOWHERE for camp in movement.camps]
            ),
            sent_on=led,
        )

    def _headings(self, day: int) -> _Headings:
        movement, rules = self.movement, self.rules
        camps, places = np.array(movement.camps), len(movement.places)
        shortest: dict[tuple[int, int], int] = {}
        for start, end, number in open_roads(movement, day):
            known = shortest.get((start, end))
            if known is None or movement.roads[number].km < movement.roads[known].km:
                shortest[start, end] = number
        starts, ends = [start for start, _ in shortest], [end for _, end in shortest]
        # Towards the camps: the graph is the same both ways, so that the way back from a camp is the way to it.
        lengths = [max(movement.roads[number].km, 1e-3) for number in shortest.values()]
        graph = csr_array((lengths, (ends, starts)), shape=(places, places))
        far, before = dijkstra(graph, indices=camps, return_predecessors=True)
        next_place = np.where(before.T >= 0, before.T, _NOWHERE).astype(np.int64)
        road = np.full(next_place.shape, _NOWHERE, dtype=np.int64)
        for place in range(places):
            for column, onward in enumerate(next_place[place]):
                if onward != _NOWHERE:
                    road[place, column] = shortest[place, int(onward)]
        km = np.array([one.km for one in movement.roads])
        steps = np.maximum(1, np.rint(km[road] / rules.km_per_day * rules.steps_of_day)).astype(np.int64)
        return _Headings(far.T, next_place, steps, road)

    def _led(self, day: int) -> Ints:
        """To which camp whoever stands at a place is led on."""
        movement = self.movement
        result = np.full(len(movement.places), _NOWHERE, dtype=np.int64)
        ended = {
            frozenset((one.first, one.second))
            for one in movement.closures
            if one.kind is ClosureKind.REDIRECTION and one.holds(day)
        }
        for road in movement.roads:
            ends = frozenset((movement.places[road.start].name, movement.places[road.end].name))
            if road.forced and ends not in ended and road.end in movement.camps:
                result[road.start] = movement.camps.index(road.end)
        return result


def _with_named_roads(movement: Movement) -> Movement:
    """A closure of a place that names a second place shuts the road between them, not the whole place.

    In the published maps "Bujumbura, Lusenda" is a lake crossing; shutting the city in would leave nobody to flee.
    """
    names = {place.name for place in movement.places}
    closures = tuple(
        replace(one, kind=ClosureKind.ROAD)
        if one.kind is ClosureKind.PLACE and one.second in names and one.second != one.first
        else one
        for one in movement.closures
    )
    return replace(movement, closures=closures)


# ------------------------------------------------------------------------------------------ the people
class _Crowd:
    """Everybody: at a place heading for a camp, on a road, in a camp, or at home with nowhere to go; by member."""

    def __init__(
        self, movement: Movement, rules: HeadingRules, members: int, rng: np.random.Generator
    ) -> None:
        self.rules, self.rng, self.members = rules, rng, members
        self.camps = np.array(movement.camps)
        self.capacity = np.array([movement.places[camp].people for camp in movement.camps], dtype=np.float64)
        # Room for more than everybody who flees draws nobody: published maps write a million for "no limit".
        self.attracts = np.minimum(self.capacity, max(1.0, float(movement.total.max(initial=0))))
        self.passing = np.array(
            [np.inf if one.people_per_day is None else one.people_per_day for one in movement.roads]
        )
        self.heading = np.zeros((len(movement.places), len(self.camps), members), dtype=np.int64)
        self.in_camp = np.zeros((len(self.camps), members), dtype=np.int64)
        self.at_home = np.zeros((len(movement.places), members), dtype=np.int64)
        self.coming_out: dict[int, list[tuple[int, int, Ints]]] = {}
        self.now = 0
        apart = 0.0 if members == 1 else 1.0
        self.liking = apart * rules.attraction_log_sd * rng.standard_normal((len(self.camps), members))
        self.driven = np.exp(
            apart * rules.origin_log_sd * rng.standard_normal((len(movement.places), members))
        )

    def set_out(self, many: int, today: _Today, *, there_already: bool) -> None:
        """So many flee; who fled before the first day is where they headed."""
        origins = today.origins[:, None] * self.driven
        zones = np.flatnonzero(today.origins)
        if many and len(zones):
            shares = origins[zones] / origins[zones].sum(axis=0)
            self.at_home[zones] += self.rng.multinomial(many, shares.T, size=self.members).T
        room = self._room(today)
        for place in np.flatnonzero(self.at_home.any(axis=1)):
            chosen = self._choose(self.at_home[place], today.by_road.km[place], room)
            self.at_home[place] -= chosen.sum(axis=0)
            if there_already:
                self.in_camp += chosen
            else:
                self.heading[place] += chosen

    def _room(self, today: _Today) -> Floats:
        """How much of its attraction each camp keeps: less as it fills, none when full or shut. A camp of unknown size never fills."""
        holds = self.capacity * self.rules.full_at
        left = (holds[:, None] - self.in_camp) / np.maximum(holds * (1 - self.rules.nearly_full), 1.0)[
            :, None
        ]
        result: Floats = (
            np.where(holds[:, None] > 0, np.clip(left, 0.0, 1.0), 1.0) * today.open_camps[:, None]
        )
        return result

    def _choose(self, people: Ints, km: Floats, room: Floats) -> Ints:
        """Where so many at one place head, by camp and member; nobody where no camp is left."""
        rules = self.rules
        size = np.maximum(self.attracts, 1.0) if self.capacity.any() else np.ones(len(self.capacity))
        with np.errstate(divide="ignore"):
            logs = rules.capacity_power * np.log(size) - rules.distance_power * np.log(
                km + rules.softening_km
            )
        weight = (
            np.exp(logs[:, None] - np.max(logs, initial=-700.0, where=np.isfinite(logs)) + self.liking) * room
        )
        whole = weight.sum(axis=0)
        able = whole > 0
        chances = np.divide(weight, whole, out=np.zeros_like(weight), where=able)
        chances[-1] += ~able
        chosen: Ints = self.rng.multinomial(np.where(able, people, 0), chances.T).T
        return chosen

    def step(self, today: _Today) -> None:
        """Some hours: who was on a road comes out of it, everybody else sets off again."""
        for place, column, people in self.coming_out.pop(self.now, ()):
            self._come(place, column, people, today)
        self._set_off(today)
        self.now += 1

    def _come(self, place: int, column: int, people: Ints, today: _Today) -> None:
        """Into the camp as far as there is room, or on; whoever is led elsewhere heads there from now on."""
        led = int(today.sent_on[place])
        if place == self.camps[column] and led == _NOWHERE:
            self._enter(place, column, people, today)
        else:
            self.heading[place, column if led == _NOWHERE else led] += people

    def _enter(self, place: int, column: int, people: Ints, today: _Today) -> None:
        self.in_camp[column] += people
        holds = self.capacity[column] * self.rules.full_at
        if holds <= 0:
            return
        over = np.minimum(people, np.maximum(self.in_camp[column] - int(holds), 0))
        if not over.any():
            return
        # Sent on to a camp with room; where none is left they stay, in too full a camp.
        on = self._choose(over, today.by_road.km[place], self._room(today))
        self.in_camp[column] -= on.sum(axis=0)
        self.heading[place] += on

    def _set_off(self, today: _Today) -> None:
        used: dict[tuple[int, int], Ints] = {}
        for place, column in np.argwhere(self.heading.any(axis=2)):
            place_, column_ = int(place), int(column)
            people, onward = self.heading[place_, column_], int(today.by_road.next_place[place_, column_])
            if place_ == self.camps[column_]:
                self.heading[place_, column_] = 0
                self.in_camp[column_] += people
            elif onward == _NOWHERE:
                self._think_again(place_, column_, today)
            else:
                going = self._let_through(onward, int(today.by_road.road[place_, column_]), people, used)
                self.heading[place_, column_] = people - going
                when = self.now + int(today.by_road.steps[place_, column_])
                self.coming_out.setdefault(when, []).append((onward, column_, going))

    def _think_again(self, place: int, column: int, today: _Today) -> None:
        """The road to where they headed is shut: to another camp, if one can be reached; otherwise they wait."""
        people = self.heading[place, column].copy()
        chosen = self._choose(people, today.by_road.km[place], self._room(today))
        self.heading[place, column] -= chosen.sum(axis=0)
        self.heading[place] += chosen

    def _let_through(self, onward: int, road: int, people: Ints, used: dict[tuple[int, int], Ints]) -> Ints:
        """As many as the road still passes in this step; the others queue."""
        if not np.isfinite(self.passing[road]):
            return people.copy()
        # Whole people, and in a day exactly as many as said.
        steps = self.rules.steps_of_day
        first, last = (
            int(self.passing[road] * part // steps) for part in (self.now % steps, self.now % steps + 1)
        )
        already = used.setdefault((road, onward), np.zeros(self.members, dtype=np.int64))
        going: Ints = np.minimum(people, np.maximum(last - first - already, 0))
        already += going
        return going
