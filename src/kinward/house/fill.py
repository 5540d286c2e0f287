"""After the flow: everyone still waiting, best net points first, takes what rooms are left, in any combination."""

import heapq

import numpy as np

from kinward.house.demand import Demand, Floats, Ints
from kinward.house.rooms_left import RoomsLeft
from kinward.house.supply import Supply
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
    rooms = RoomsLeft(supply, free, price, policy)
    left = waiting.copy()

    def best(row: int) -> list[tuple[float, int, int]]:
        """Most points after paying and what brings them; empty when nothing lawful is left."""
        one = demand.rows(slice(row, row + 1))
        net, _ = rooms.nets(one)
        if not len(net):
            return []
        top = int(np.argmax(net))
        if net[top] <= net_least or net[top] == -np.inf:
            return []
        return [(-float(net[top]), row, rooms.way(int(one.size[0]), top))]

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
