"""After the flow: everyone still waiting, best net points first, takes what rooms are left, in any combination."""

import heapq

import numpy as np

from kinward.house.demand import Demand, Floats, Ints
from kinward.house.points import empty_bed_points, points_of_pairs
from kinward.house.supply import NO_ROOM, Flags, Supply, uses_of
from kinward.model.housing import Policy


def fill(
    demand: Demand,
    waiting: Ints,
    supply: Supply,
    free: Ints,
    price: Floats,
    policy: Policy,
    *,
    net_least: float = -np.inf,
) -> Ints:
    """Rows (kind of household, combination, 1) for those who still find room. ``waiting`` and ``free`` are counts.

    Nobody takes what brings less than ``net_least`` after paying.
    """
    rooms = RoomsLeft(supply, free)
    left = waiting.copy()

    def best(row: int) -> list[tuple[float, int, int]]:
        """Most points after paying and what brings them; empty when nothing lawful is left."""
        ways = rooms.ways(int(demand.size[row]))
        if not len(ways):
            return []
        net = points_of_ways(demand, row, ways, supply, policy) - price[ways]
        top = int(np.argmax(net))
        return [(-float(net[top]), row, int(ways[top]))] if net[top] > net_least else []

    heap = [entry for row in np.flatnonzero(left).tolist() for entry in best(row)]
    heapq.heapify(heap)
    given: list[tuple[int, int, int]] = []
    while heap:
        entry = heapq.heappop(heap)
        _, row, way = entry
        # Rooms only become fewer, so what was best stays best while it is there.
        if rooms.has(way):
            rooms.take(way)
            given.append((row, way, 1))
            left[row] -= 1
            again = [entry] if left[row] else []
        else:
            again = best(row)
        for other in again:
            heapq.heappush(heap, other)
    return np.array(given, np.int64).reshape(-1, 3)


def points_of_ways(demand: Demand, row: int, ways: Ints, supply: Supply, policy: Policy) -> Floats:
    """Points of each of these combinations for a household of this row; minus infinity where forbidden."""
    one = demand.rows(slice(row, row + 1))
    points = points_of_pairs(one, supply.places.rows(supply.place[ways]), policy)
    return points + empty_bed_points(supply.capacity[ways] - one.size, policy)


class RoomsLeft:
    """The rooms still free, and the combinations that can still be made of them."""

    def __init__(self, supply: Supply, free: Ints) -> None:
        """Begin with so many free rooms of each kind."""
        self.supply, self.free = supply, free.copy()
        self._uses = uses_of(supply.members)
        firm = np.flatnonzero(~supply.loose)
        self._alive = firm[self._possible(firm)]
        self._by_size: dict[int, Ints] = {}

    def _possible(self, combinations: Ints) -> Flags:
        have = np.append(self.free, 0)[self.supply.members[combinations]]
        return np.asarray((have >= self._uses[combinations]).all(axis=1), np.bool_)

    def ways(self, size: int) -> Ints:
        """Combinations for so many people that can still be made."""
        if size not in self._by_size:
            capacity, smallest = self.supply.capacity[self._alive], self.supply.smallest[self._alive]
            self._by_size[size] = self._alive[(capacity >= size) & (capacity - smallest < size)]
        ways = self._by_size[size]
        self._by_size[size] = ways[self._possible(ways)]
        return self._by_size[size]

    def has(self, combination: int) -> bool:
        """Whether its rooms are all free still."""
        members = self.supply.members[combination].tolist()
        return all(kind == NO_ROOM or self.free[kind] >= members.count(kind) for kind in members)

    def take(self, combination: int) -> None:
        """Its rooms are free no longer."""
        for kind in self.supply.members[combination]:
            if kind != NO_ROOM:
                self.free[kind] -= 1
