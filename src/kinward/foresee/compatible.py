"""Movement by Flee's published rules, for cohorts: all who stand at one place with the same day behind them are drawn at once.

Nobody has a name here and everybody at a place weighs the same roads, so that a multinomial draw for all of them is the
same law as a draw for each. Cost follows the map and not the people.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import numpy as np

from kinward.foresee.movement import (
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

# So many ways through markers are followed from one place; a web of markers has more than anybody could count.
_WAYS_MOST = 2000
# Below this share of its room free nobody who chose a camp sets out for it that day.
_TOO_FULL = 0.5


@dataclass(frozen=True, slots=True)
class CompatibleRules:
    """The settings of Flee's validation runs; see resources/foresee/routes.toml."""

    km_per_day: float
    softening_km: float
    distance_power: float
    leaves_town: float
    leaves_fighting: float
    leaves_camp: float
    leaves_forward: float
    fighting_weight: float
    fades_by_month: tuple[float, ...]
    month_days: int
    capacity_times: float
    nearly_full: float
    steps_of_day: int
    steps_of_memory: int


def compatible_rules(table: Mapping[str, Any]) -> CompatibleRules:
    """Read the table ``compatible`` of ``foresee/routes.toml``."""
    return CompatibleRules(**{**table, "fades_by_month": tuple(table["fades_by_month"])})


def move_compatibly(
    movement: Movement, rules: CompatibleRules, members: int, rng: np.random.Generator
) -> Ints:
    """People by day, counted place and member of the ensemble, as at the end of each day."""
    crowd = _Crowd.at_first(movement, rules, members)
    coming = arrivals_by_day(movement.total)
    # Who is there on the first day is put into the camps as counted.
    coming[0] = 0
    maps = _Maps(movement, rules)
    result = np.empty((movement.days, len(movement.counted), members), dtype=np.int64)
    for day in range(movement.days):
        today = maps.on(day)
        crowd.set_out(int(coming[day]), today.origins, rng)
        crowd.live(day, today, rng)
        result[day] = crowd.here[list(movement.counted)].sum(axis=1)
    return result


# ------------------------------------------------------------------------------------------ the map of a day
@dataclass(frozen=True, slots=True)
class _Way:
    """From a place to one it is weighed against: markers between are passed without a thought."""

    end: int
    km: float
    roads: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Today:
    """What everybody meets on a day. Ways are in columns beside their place (rows), ``weight`` 0 where there are fewer."""

    leaves: Floats
    forced_on: np.ndarray[Any, np.dtype[np.bool_]]
    many_ways: Ints
    end: Ints
    km: Floats
    weight: Floats
    room: Floats
    origins: Floats
    open: frozenset[tuple[int, int]]

    @property
    def chances(self) -> Floats:
        """The chance of each way among it and those to its right."""
        return _one_after_another(self.weight)


def _one_after_another(weight: Floats) -> Floats:
    rest = np.cumsum(weight[:, ::-1], axis=1)[:, ::-1]
    return np.divide(weight, rest, out=np.zeros_like(weight), where=rest > 0)


class _Maps:
    """The map of each day; made anew only when fighting, its age or a closure changes."""

    def __init__(self, movement: Movement, rules: CompatibleRules) -> None:
        self.movement, self.rules = movement, rules
        self.since = fighting_since(movement.intensity)
        self._made: dict[tuple[Any, ...], _Today] = {}

    def on(self, day: int) -> _Today:
        """The map of a day."""
        fades = fading(self.since[day], day, self.rules.fades_by_month, self.rules.month_days)
        fighting = self.movement.intensity[day]
        shut = tuple(closure.holds(day) for closure in self.movement.closures)
        key = (shut, fades.tobytes(), fighting.tobytes())
        if key not in self._made:
            self._made[key] = self._make(day, fades, fighting)
        return self._made[key]

    def _make(self, day: int, fades: Floats, fighting: Floats) -> _Today:
        movement, rules = self.movement, self.rules
        kinds = [self._kind(place, day) for place in range(len(movement.places))]
        roads = open_roads(movement, day)
        ways = _ways(movement, roads)
        most = max((len(one) for one in ways), default=1) or 1
        shape = (len(kinds), most)
        end, km, weight = np.zeros(shape, dtype=np.int64), np.zeros(shape), np.zeros(shape)
        draws = rules.fighting_weight ** (fades * fighting)
        for place, there in enumerate(ways):
            for column, way in enumerate(there):
                end[place, column], km[place, column] = way.end, way.km
                weight[place, column] = draws[way.end] / (rules.softening_km + way.km) ** rules.distance_power
        people = np.array([place.people for place in movement.places], dtype=np.float64)
        camps = np.array([place.kind is PlaceKind.CAMP for place in movement.places])
        leaves = {
            PlaceKind.CONFLICT: rules.leaves_fighting, PlaceKind.TOWN: rules.leaves_town,
            PlaceKind.CAMP: rules.leaves_camp, PlaceKind.FORWARD: rules.leaves_forward, PlaceKind.MARKER: 1.0,
        }  # fmt: skip
        return _Today(
            leaves=np.array([leaves[kind] for kind in kinds]),
            forced_on=np.array([kind is PlaceKind.TOWN for kind in kinds]),
            many_ways=np.array([len(one) for one in ways]),
            end=end,
            km=km,
            weight=weight,
            room=np.where(camps & (people > 0), people * rules.capacity_times, np.inf),
            origins=np.where(camps, 0.0, people) * fades * fighting,
            open=frozenset((start, finish) for start, finish, _ in roads),
        )

    def _kind(self, place: int, day: int) -> PlaceKind:
        """What a place is on a day: with fighting a place of fighting, otherwise a town; a shut camp is a town."""
        kind = self.movement.places[place].kind
        if kind is PlaceKind.CAMP:
            return kind if camp_open(self.movement, place, day) else PlaceKind.TOWN
        if self.movement.intensity[day, place] > 0:
            return PlaceKind.CONFLICT
        return PlaceKind.TOWN if kind is PlaceKind.CONFLICT else kind


def _ways(movement: Movement, roads: Sequence[tuple[int, int, int]]) -> list[list[_Way]]:
    """For each place the ways to the next that is no marker."""
    leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, number in roads:
        leaving[start].append((end, number))
    ways: list[list[_Way]] = []
    for place in range(len(movement.places)):
        found: list[_Way] = []
        # The shortest first, so that what is cut off in a web of markers is what nobody would take.
        beyond: list[tuple[float, int, tuple[int, ...], tuple[int, ...]]] = [(0.0, place, (place,), ())]
        while beyond and len(found) + len(beyond) < _WAYS_MOST:
            km, at, seen, passed = heappop(beyond)
            for end, number in leaving[at]:
                if end in seen:
                    continue
                far = km + movement.roads[number].km
                if movement.places[end].kind is PlaceKind.MARKER:
                    heappush(beyond, (far, end, (*seen, end), (*passed, number)))
                else:
                    found.append(_Way(end, far, (*passed, number)))
        ways.append(found)
    return ways


# ------------------------------------------------------------------------------------------ the people
@dataclass(slots=True)
class _OnTheWay:
    """A cohort on a road longer than a day's travel: who they are by memory and member, and where they come out."""

    start: int
    end: int
    km_on_last_day: float
    people: Ints


@dataclass(slots=True)
class _Crowd:
    """Everybody: ``here`` is people by place, memory of travel and member."""

    rules: CompatibleRules
    here: Ints
    arriving: dict[int, list[_OnTheWay]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def at_first(cls, movement: Movement, rules: CompatibleRules, members: int) -> "_Crowd":
        here = np.zeros((len(movement.places), rules.steps_of_memory, members), dtype=np.int64)
        for column, place in enumerate(movement.counted):
            here[place, 0] = movement.counts[0, column]
        return cls(rules, here)

    def set_out(self, many: int, origins: Floats, rng: np.random.Generator) -> None:
        """So many flee from where there is fighting, in proportion to who lives there."""
        whole = origins.sum()
        if many <= 0 or whole <= 0:
            return
        zones = np.flatnonzero(origins)
        drawn = rng.multinomial(many, origins[zones] / whole, size=self.here.shape[2])
        self.here[zones, 0] += drawn.T

    def live(self, day: int, today: _Today, rng: np.random.Generator) -> None:
        """One day: everybody goes on from place to place until their day is used up or they stay."""
        places, memory, members = self.here.shape
        steps = self.rules.steps_of_day
        # One layer for each step of the day (who comes to a place with so many kilometres behind them), the last: who rests.
        layers = np.zeros((steps + 1, places, memory, members), dtype=np.int64)
        self._come_out(day, today, layers)
        full = _Fullness(today, self.rules, self.here.sum(axis=1))
        for step in range(steps):
            people = self.here if step == 0 else layers[step]
            if step == 0:
                people = people + layers[0]
            else:
                full.come(people)
            self._go_on(day, today, _Step(step, people, full.chances()), layers, rng)
        self.here = layers[steps]

    def _come_out(self, day: int, today: _Today, layers: Ints) -> None:
        """Whoever was on a long road; on a road shut meanwhile they are back where they began."""
        for cohort in self.arriving.pop(day, ()):
            if (cohort.start, cohort.end) in today.open:
                layers[self._step_of(cohort.km_on_last_day), cohort.end] += cohort.people
            else:
                layers[-1, cohort.start] += cohort.people

    def _step_of(self, km: float) -> int:
        steps = self.rules.steps_of_day
        return min(steps - 1, max(1, round(km / self.rules.km_per_day * steps)))

    def _memory_after(self, memory: Ints, km: float) -> Ints:
        """Memory is half of yesterday's and half of today's share of a full day."""
        many = self.rules.steps_of_memory
        after = (memory / many + km / self.rules.km_per_day) / 2
        result: Ints = np.minimum(np.rint(after * many), many - 1).astype(np.int64)
        return result

    def _go_on(self, day: int, today: _Today, now: "_Step", layers: Ints, rng: np.random.Generator) -> None:
        """Everybody who came to a place with the same kilometres behind them stays or takes a road."""
        rules, (places, memory, members) = self.rules, now.people.shape
        km = now.step / rules.steps_of_day * rules.km_per_day
        memories = np.arange(memory)
        leaves = np.repeat(today.leaves[:, None], memory, axis=1)
        if now.step:
            pressed = memories / rules.steps_of_memory + km / rules.km_per_day < 1
            leaves[today.forced_on[:, None] & pressed[None, :]] = 1.0
        leaves[today.many_ways == 0] = 0.0
        flat = np.flatnonzero(now.people)
        if not len(flat):
            return
        many = now.people.reshape(-1)[flat]
        cohort, member = np.divmod(flat, members)
        place = cohort // memory
        chance = leaves.reshape(-1)[cohort]
        going = many.copy()
        unsure = (chance < 1) & (chance > 0)
        going[chance <= 0] = 0
        going[unsure] = rng.binomial(many[unsure], chance[unsure])
        rests = (
            (places * memory) * rules.steps_of_day
            + place * memory
            + self._memory_after(memories, km)[cohort % memory]
        ) * members + member
        everybody = layers.reshape(-1)
        staying = many - going
        some = staying > 0
        np.add.at(everybody, rests[some], staying[some])
        moving = going > 0
        self._choose(
            day,
            today,
            now,
            _Going(going[moving], place[moving], cohort[moving] % memory, member[moving], rests[moving]),
            everybody,
            rng,
        )

    def _choose(
        self,
        day: int,
        today: _Today,
        now: "_Step",
        going: "_Going",
        everybody: Ints,
        rng: np.random.Generator,
    ) -> None:
        targets = self._targets(today, now)
        long_road: dict[tuple[int, int], Ints] = {}
        memory, members = now.people.shape[1:]
        for column in range(today.end.shape[1]):
            if not len(going.many):
                break
            if now.chances.ndim == 2:
                chance = now.chances[going.place, column]
            else:
                chance = now.chances[going.place, column, going.member]
            drawn = rng.binomial(going.many, chance)
            some = drawn > 0
            target = targets[going.place, column, going.memory]
            at_once = some & (target >= 0)
            np.add.at(everybody, target[at_once] * members + going.member[at_once], drawn[at_once])
            for way in np.unique(going.place[some & (target < 0)]):
                mine = some & (target < 0) & (going.place == way)
                cohort = long_road.setdefault((int(way), column), np.zeros((memory, members), dtype=np.int64))
                np.add.at(cohort, (going.memory[mine], going.member[mine]), drawn[mine])
            going = going.less(drawn)
        # Whoever chose a camp that is too full, or has no road left, stays where they are today.
        np.add.at(everybody, going.rests, going.many)
        for (start, column), people in long_road.items():
            self._enter(day, today, now, (start, column), people)

    def _targets(self, today: _Today, now: "_Step") -> Ints:
        """Where each way leads within the day, as a row of ``layers``; -1: longer than a day."""
        rules, (places, memory, _) = self.rules, now.people.shape
        behind = now.step / rules.steps_of_day * rules.km_per_day
        km = today.km + behind
        step = np.clip(
            np.rint(km / rules.km_per_day * rules.steps_of_day).astype(np.int64),
            now.step + 1,
            rules.steps_of_day,
        )
        step = np.where(km < rules.km_per_day, np.minimum(step, rules.steps_of_day - 1), rules.steps_of_day)
        step = np.where(step <= now.step, rules.steps_of_day, step)
        memories = np.arange(memory)
        result = (step[..., None] * places + today.end[..., None]) * memory + memories
        after = (memories / rules.steps_of_memory + km[..., None] / rules.km_per_day) / 2
        after = np.minimum(np.rint(after * rules.steps_of_memory), rules.steps_of_memory - 1).astype(np.int64)
        resting = (rules.steps_of_day * places + today.end[..., None]) * memory + after
        result = np.where((step == rules.steps_of_day)[..., None], resting, result)
        return np.where((today.km >= rules.km_per_day)[..., None], -1, result)

    def _enter(self, day: int, today: _Today, now: "_Step", way: tuple[int, int], people: Ints) -> None:
        """A road longer than a day's travel: out of it after so many nights."""
        km, full_day = float(today.km[way]), self.rules.km_per_day
        nights = int(km // full_day)
        moved = now.step / self.rules.steps_of_day * full_day + full_day
        for night in range(nights):
            people = self._remembering(people, moved if night == 0 else full_day)
        cohort = _OnTheWay(way[0], int(today.end[way]), km - nights * full_day, people)
        self.arriving[day + nights].append(cohort)

    def _remembering(self, people: Ints, km: float) -> Ints:
        result = np.zeros_like(people)
        np.add.at(result, self._memory_after(np.arange(len(people)), km), people)
        return result


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of the day: who came to which place in it, and the chance of each way."""

    step: int
    people: Ints
    chances: Floats


@dataclass(frozen=True, slots=True)
class _Going:
    """Cohorts that leave: how many, whence, with which memory, in which member, and where they would rest."""

    many: Ints
    place: Ints
    memory: Ints
    member: Ints
    rests: Ints

    def less(self, drawn: Ints) -> "_Going":
        """Who has not yet chosen."""
        left = self.many - drawn
        some = left > 0
        return _Going(left[some], self.place[some], self.memory[some], self.member[some], self.rests[some])


class _Fullness:
    """How many are in each camp so far today, and what that does to the chance of each way."""

    def __init__(self, today: _Today, rules: CompatibleRules, people: Ints) -> None:
        self.today, self.rules = today, rules
        self.camps = np.flatnonzero(np.isfinite(today.room))
        self.people = people[self.camps]
        self.plain = today.chances

    def come(self, people: Ints) -> None:
        """So many more have come to each place."""
        self.people += people[self.camps].sum(axis=1)

    def chances(self) -> Floats:
        """By place and way; by member too as soon as a camp is nearly full somewhere."""
        room = self.today.room[self.camps, None]
        if not (self.people > self.rules.nearly_full * room).any():
            return self.plain
        share = np.ones((len(self.today.leaves), self.people.shape[1]))
        share[self.camps] = np.clip((room - self.people) / (room * (1 - self.rules.nearly_full)), 0.0, 1.0)
        # To 1/50: members whose camps are equally full share the same chances.
        weight = self.today.weight[..., None] * share[self.today.end]
        rest = np.cumsum(weight[:, ::-1], axis=1)[:, ::-1]
        # The share of a camp too full is chosen and then not gone to: it stays in the rest and is never drawn.
        weight[share[self.today.end] < _TOO_FULL] = 0.0
        return _given_not_before(weight, rest)


def _given_not_before(weight: Floats, rest: Floats) -> Floats:
    """The chance of each way for who took none to its left, when some choose a way and stay."""
    whole = rest[:, :1]
    share = np.divide(weight, whole, out=np.zeros_like(weight), where=whole > 0)
    before = np.cumsum(share, axis=1) - share
    left = 1 - before
    result: Floats = np.clip(np.divide(share, left, out=np.zeros_like(share), where=left > 1e-12), 0.0, 1.0)
    return result
