"""Cuts the free rooms of each site into slots for one household each, as near as whole rooms come to what is wanted."""

import numpy as np

from kinward.house.demand import Floats, Ints
from kinward.house.supply import NO_ROOM, Supply

# A combination wanted less often than this at its site is noise of the softened choice.
WANTED_LEAST = 0.05


def carve(wanted: Floats, supply: Supply) -> Ints:
    """How many slots of each combination. Uses every room once: what nobody wanted becomes a slot of its own."""
    free = supply.how_many.copy()
    slots = np.zeros(len(supply.members), np.int64)
    whole = np.floor(wanted + 1e-9)
    part = wanted - whole
    members = [[kind for kind in row if kind != NO_ROOM] for row in supply.members.tolist()]
    for one in np.flatnonzero(whole)[np.argsort(-whole[np.flatnonzero(whole)], kind="stable")].tolist():
        _cut(one, int(whole[one]), members[one], free, slots)
    some = np.flatnonzero(part >= WANTED_LEAST)
    for one in some[np.argsort(-part[some], kind="stable")].tolist():
        _cut(one, 1, members[one], free, slots)
    single = np.flatnonzero((supply.members[:, 1] == NO_ROOM) & ~supply.loose)
    slots[single] += free[supply.members[single, 0]]
    return slots


def _cut(one: int, times: int, members: list[int], free: Ints, slots: Ints) -> None:
    possible = min([times, *(int(free[kind]) // members.count(kind) for kind in members)])
    for kind in members:
        free[kind] -= possible
    slots[one] += possible
