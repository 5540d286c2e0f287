"""Movement by Flee's published rules, for cohorts: all who stand at one place with the same day behind them are drawn at once.

Nobody has a name here and everybody at a place weighs the same roads, so that a multinomial draw for all of them is the
same law as a draw for each. It is drawn way by way, each a binomial of those who took none before, for all members of the
ensemble at once (kinward.foresee.binomials). Cost follows the map and not the people.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kinward.foresee.binomials import Counts, draw_binomials
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
# Below so many members adding cell by cell is quicker than row by row.
_FEW_MEMBERS = 64


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
class _Stage:
    """A step of a day, by place and memory (rows of ``_Crowd``): who leaves, and where each way leads.

    ``target`` is a row of the day's layers by way; -1: longer than a day. After a place's last way stands where those rest
    who stay, and so does ``rests``.
    """

    leaves: Floats
    target: Ints
    rests: Ints


@dataclass(frozen=True, slots=True)
class _Today:
    """What everybody meets on a day. Ways are in columns beside their place (rows), ``weight`` 0 where there are fewer."""

    stages: tuple[_Stage, ...]
    many_ways: Ints
    end: Ints
    km: Floats
    weight: Floats
    room: Floats
    origins: Floats
    open: frozenset[tuple[int, int]]


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
        many_ways = np.array([len(one) for one in ways])
        by_place = np.where(many_ways > 0, [leaves[kind] for kind in kinds], 0.0)
        forced_on = np.array([kind is PlaceKind.TOWN for kind in kinds]) & (many_ways > 0)
        return _Today(
            stages=tuple(
                _Stage(_leaving(rules, step, by_place, forced_on), *_leading(rules, step, many_ways, end, km))
                for step in range(rules.steps_of_day)
            ),
            many_ways=many_ways,
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


def _leaving(rules: CompatibleRules, step: int, by_place: Floats, forced_on: NDArray[np.bool_]) -> Floats:
    """The chance to move on by place and memory: whoever has come a short way only does not stay in a town."""
    leaves = np.repeat(by_place[:, None], rules.steps_of_memory, axis=1)
    if step:
        memory = np.arange(rules.steps_of_memory) / rules.steps_of_memory
        leaves[forced_on[:, None] & (memory + step / rules.steps_of_day < 1)] = 1.0
    return leaves.reshape(-1)


def _leading(rules: CompatibleRules, step: int, many_ways: Ints, end: Ints, km: Floats) -> tuple[Ints, Ints]:
    """Where each way leads from a step of the day, and where those rest who stay; see ``_Stage``."""
    (places, most), memory, last = end.shape, rules.steps_of_memory, rules.steps_of_day
    behind = step / last * rules.km_per_day
    memories = np.arange(memory)
    rests = (last * places + np.arange(places)[:, None]) * memory + _memory_after(rules, memories, behind)
    far = (km + behind)[..., None]
    later = np.clip(np.rint(far / rules.km_per_day * last).astype(np.int64), step + 1, last)
    later = np.where(far < rules.km_per_day, np.minimum(later, last - 1), last)
    later = np.where(later <= step, last, later)
    carried = np.where(later == last, _memory_after(rules, memories, far), memories)
    target = (later * places + end[..., None]) * memory + carried
    target[km >= rules.km_per_day] = -1
    target = np.concatenate([target, rests[:, None]], axis=1)
    target = np.where(np.arange(most + 1)[:, None] < many_ways[:, None, None], target, rests[:, None])
    return target.transpose(0, 2, 1).reshape(places * memory, most + 1), rests.reshape(-1)


def _memory_after(rules: CompatibleRules, memory: Ints, km: float | Floats) -> Ints:
    """Memory is half of yesterday's and half of today's share of a full day."""
    many = rules.steps_of_memory
    after = (memory / many + km / rules.km_per_day) / 2
    result: Ints = np.minimum(np.rint(after * many), many - 1).astype(np.int64)
    return result


def _ways(movement: Movement, roads: Sequence[tuple[int, int, int]]) -> list[list[_Way]]:
    """For each place the ways to the next that is no marker."""
    leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, number in roads:
        leaving[start].append((end, number))
    ways: list[list[_Way]] = []
    for place in range(len(movement.places)):
        found: list[_Way] = []
        # The shortest first; where a web of markers has too many, the shortest to each end are kept beside those found.
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
        if beyond:
            known = {way.end for way in found}
            found += [way for way in _shortest_ways(movement, leaving, place) if way.end not in known]
        ways.append(found)
    return ways


def _shortest_ways(
    movement: Movement, leaving: Mapping[int, Sequence[tuple[int, int]]], place: int
) -> Iterator[_Way]:
    """The shortest way from a place to each next one that is no marker (Dijkstra, through markers only)."""
    nearest: dict[int, _Way] = {}
    settled: set[int] = set()
    beyond: list[tuple[float, int, tuple[int, ...]]] = [(0.0, place, ())]
    while beyond:
        km, at, passed = heappop(beyond)
        if at in settled:
            continue
        settled.add(at)
        for end, number in leaving[at]:
            far = km + movement.roads[number].km
            if movement.places[end].kind is PlaceKind.MARKER:
                heappush(beyond, (far, end, (*passed, number)))
            elif end != place and (end not in nearest or far < nearest[end].km):
                nearest[end] = _Way(end, far, (*passed, number))
    yield from nearest.values()


# ------------------------------------------------------------------------------------------ the people
@dataclass(slots=True)
class _OnTheWay:
    """A cohort on a road longer than a day's travel: who they are by memory and member, and where they come out."""

    start: int
    end: int
    km_on_last_day: float
    people: Counts


@dataclass(slots=True)
class _Crowd:
    """Everybody: ``here`` is people by place, memory of travel and member; place and memory together are a row."""

    rules: CompatibleRules
    here: Counts
    arriving: dict[int, list[_OnTheWay]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def at_first(cls, movement: Movement, rules: CompatibleRules, members: int) -> "_Crowd":
        kind = np.int32 if movement.total.max(initial=0) < np.iinfo(np.int32).max else np.int64
        here = np.zeros((len(movement.places), rules.steps_of_memory, members), dtype=kind)
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
        self.here[zones, 0] += drawn.T.astype(self.here.dtype)

    def live(self, day: int, today: _Today, rng: np.random.Generator) -> None:
        """One day: everybody goes on from place to place until their day is used up or they stay."""
        steps = self.rules.steps_of_day
        # One layer for each step of the day (who comes to a place with so many kilometres behind them), the last: who rests.
        layers = np.zeros((steps + 1, *self.here.shape), dtype=self.here.dtype)
        self._come_out(day, today, layers)
        full = _Fullness(today, self.rules, self.here)
        layers[0] += self.here
        for step in range(steps):
            if step:
                full.come(layers[step])
            self._go_on(_Now(day, step, today, full.weighings(), layers), rng)
        self.here = layers[steps]

    def _come_out(self, day: int, today: _Today, layers: Counts) -> None:
        """Whoever was on a long road; on a road shut meanwhile they are back where they began."""
        for cohort in self.arriving.pop(day, ()):
            if (cohort.start, cohort.end) in today.open:
                layers[self._step_of(cohort.km_on_last_day), cohort.end] += cohort.people
            else:
                layers[-1, cohort.start] += cohort.people

    def _step_of(self, km: float) -> int:
        steps = self.rules.steps_of_day
        return min(steps - 1, max(1, round(km / self.rules.km_per_day * steps)))

    def _go_on(self, now: "_Now", rng: np.random.Generator) -> None:
        """Everybody who came to a place with the same kilometres behind them stays or takes a road."""
        stage, memory = now.today.stages[now.step], self.rules.steps_of_memory
        people, everybody = now.people, now.everybody
        rows = np.flatnonzero(people.any(axis=1))
        chance = stage.leaves[rows]
        unsure = rows[(chance > 0) & (chance < 1)]
        if len(unsure):
            there = people[unsure]
            going = draw_binomials(there, stage.leaves[unsure, None].astype(np.float32), rng)
            people[unsure] = going
            there -= going
            _add(everybody, stage.rests[unsure], there)
        stuck = rows[chance <= 0]
        _add(everybody, stage.rests[stuck], people[stuck])
        moving = rows[chance > 0]
        for weighing in now.weighings:
            mine = moving[weighing.slot[moving // memory] >= 0]
            if len(mine):
                self._choose(now, mine, weighing, rng)

    def _choose(self, now: "_Now", rows: Ints, weighing: "_Weighing", rng: np.random.Generator) -> None:
        """Way by way those who leave: so many of whoever took none before; who is left at the last takes it."""
        memory, everybody = self.rules.steps_of_memory, now.everybody
        place = rows // memory
        slot = weighing.slot[place]
        # Whoever has most ways first, so that those who still choose are always the first rows.
        order = np.argsort(-weighing.last[slot], kind="stable")
        rows, place, slot = rows[order], place[order], slot[order]
        last = weighing.last[slot]
        going = now.people[rows]
        target = now.today.stages[now.step].target[rows]
        long_roads: dict[tuple[int, int], Counts] = {}
        for column in range(int(last[0]) + 1):
            still, before = int((last >= column).sum()), int((last > column).sum())
            drawn = going[:still]
            if before:
                drawn = drawn.copy()
                drawn[:before] = _drawn(going[:before], weighing, slot[:before], column, rng)
                going[:before] -= drawn[:before]
            to = target[:still, column]
            within = to >= 0
            _add(everybody, *((to, drawn) if within.all() else (to[within], drawn[within])))
            for index in np.flatnonzero(~within).tolist():
                way = (int(place[index]), column)
                if not drawn[index].any():
                    continue
                if way not in long_roads:
                    long_roads[way] = np.zeros_like(self.here[0])
                long_roads[way][rows[index] % memory] += drawn[index]
        for way, cohort in long_roads.items():
            self._enter(now, way, cohort)

    def _enter(self, now: "_Now", way: tuple[int, int], people: Counts) -> None:
        """A road longer than a day's travel: out of it after so many nights."""
        km, full_day = float(now.today.km[way]), self.rules.km_per_day
        nights = int(km // full_day)
        moved = now.step / self.rules.steps_of_day * full_day + full_day
        for night in range(nights):
            people = self._remembering(people, moved if night == 0 else full_day)
        cohort = _OnTheWay(way[0], int(now.today.end[way]), km - nights * full_day, people)
        self.arriving[now.day + nights].append(cohort)

    def _remembering(self, people: Counts, km: float) -> Counts:
        result = np.zeros_like(people)
        for before, after in enumerate(_memory_after(self.rules, np.arange(len(people)), km).tolist()):
            result[after] += people[before]
        return result


@dataclass(frozen=True, slots=True)
class _Weighing:
    """How ways are weighed at some places, each of which has a slot (-1: not among them).

    ``chance`` by slot, way and member (or one column for all) is that of a way for who took none before it, ``possible``
    whether anybody takes it; whoever has drawn for every way below ``last`` takes that one (beyond the ways: stays).
    """

    slot: Ints
    chance: NDArray[np.float32]
    possible: NDArray[np.bool_]
    last: Ints


@dataclass(frozen=True, slots=True)
class _Now:
    """A step of a day: how ways are weighed in it, and who is where in every step."""

    day: int
    step: int
    today: _Today
    weighings: tuple[_Weighing, ...]
    layers: Counts

    @property
    def everybody(self) -> Counts:
        """By row of all layers, and member; writes go through."""
        return self.layers.reshape(-1, self.layers.shape[-1])

    @property
    def people(self) -> Counts:
        """Who came in this step, by row and member; writes go through."""
        people: Counts = self.layers[self.step].reshape(-1, self.layers.shape[-1])
        return people


def _drawn(going: Counts, weighing: _Weighing, slot: Ints, column: int, rng: np.random.Generator) -> Counts:
    """So many of each row take the way in a column."""
    possible = weighing.possible[slot, column]
    if possible.all():
        return draw_binomials(going, weighing.chance[slot, column], rng)
    drawn = np.zeros_like(going)
    if possible.any():
        drawn[possible] = draw_binomials(going[possible], weighing.chance[slot[possible], column], rng)
    return drawn


def _add(everybody: Counts, rows: Ints, people: Counts) -> None:
    """People onto rows, of which some may be named more than once."""
    members = people.shape[1]
    if members < _FEW_MEMBERS:
        cells = rows[:, None] * members + np.arange(members)
        np.add.at(everybody.reshape(-1), cells.reshape(-1), people.reshape(-1))
        return
    for row, there in zip(rows.tolist(), people, strict=True):
        everybody[row] += there


class _Fullness:
    """How many are in each camp so far today, and what that does to the chance of each way."""

    def __init__(self, today: _Today, rules: CompatibleRules, here: Counts) -> None:
        self.today, self.rules = today, rules
        self.camps = np.flatnonzero(np.isfinite(today.room))
        self.room = today.room[self.camps, None]
        self.people = here[self.camps].sum(axis=1)

    def come(self, people: Counts) -> None:
        """So many more have come to each place."""
        self.people += people[self.camps].sum(axis=1)

    def weighings(self) -> tuple[_Weighing, ...]:
        """For all members together; apart for those places from which a way leads to a camp that is nearly full in any."""
        nearly = (self.people > self.rules.nearly_full * self.room).any(axis=1)
        leads = np.isin(self.today.end, self.camps[nearly]) & (self.today.weight > 0)
        apart: NDArray[np.bool_] = np.any(leads, axis=1)
        alike = _weighing(~apart, self.today.weight[..., None], self.today.many_ways)
        if not apart.any():
            return (alike,)
        share = np.ones((len(apart), self.people.shape[1]), dtype=np.float32)
        free = (self.room - self.people) / (self.room * (1 - self.rules.nearly_full))
        share[self.camps] = np.clip(free, 0.0, 1.0)
        return alike, _weighing(
            apart, self.today.weight[..., None], self.today.many_ways, share[self.today.end[apart]]
        )


def _weighing(
    places: NDArray[np.bool_], weight: Floats, many_ways: Ints, share: NDArray[np.float32] | None = None
) -> _Weighing:
    """Of some places; ``share`` is how much of a camp's usual draw is left by place, way and member."""
    slot = np.where(places, np.cumsum(places) - 1, -1)
    taken = weight[places].astype(np.float32)
    last = many_ways[places] - 1
    left = np.zeros((len(taken), 1), dtype=np.float32)
    if share is not None:
        taken = taken * share
        # The share of a camp too full is chosen and then not gone to: those stay, after all ways.
        shut = taken * (share < _TOO_FULL)
        taken -= shut
        left = shut.sum(axis=1)
        last = last + (((share < _TOO_FULL) & (weight[places] > 0)).any(axis=(1, 2)))
    chance = np.empty_like(taken)
    for way in reversed(range(taken.shape[1])):
        left = left + taken[:, way]
        np.divide(taken[:, way], np.maximum(left, np.float32(1e-30)), out=chance[:, way])
    possible: NDArray[np.bool_] = np.any(taken, axis=2)
    return _Weighing(slot, chance, possible, last)
