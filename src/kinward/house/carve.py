"""Cuts the free rooms of each site into slots for one household each, where it is clear what is wanted there."""

import numpy as np

from kinward.house.demand import Floats, Ints
from kinward.house.supply import NO_ROOM, Supply

# A combination wanted less than this is left to the filling, which sees every combination and the price of each.
# Measured on large families: cutting up to 0.05 and making single slots of all that was left lost 1 % of the points.
WANTED_LEAST = 0.2


def carve(wanted: Floats, supply: Supply) -> Ints:
    """How many slots of each combination; no room is in two of them, and some are in none."""
    free = supply.how_many.copy()
    slots = np.zeros(len(supply.members), np.int64)
    whole = np.floor(wanted + 1e-9)
    part = wanted - whole
    sure = np.flatnonzero(whole)
    for one in sure[np.argsort(-whole[sure], kind="stable")].tolist():
        _cut(one, int(whole[one]), supply, free, slots)
    likely = np.flatnonzero(part >= WANTED_LEAST)
    for one in likely[np.argsort(-part[likely], kind="stable")].tolist():
        _cut(one, 1, supply, free, slots)
    return slots


def slots_as_given(given: Ints, supply: Supply) -> Ints:
    """The combinations of an assignment as slots, and every room it left as a slot of its own."""
    slots = np.zeros(len(supply.members), np.int64)
    np.add.at(slots, given[:, 1], given[:, 2])
    free = supply.how_many.copy()
    for column in range(3):
        members = supply.members[given[:, 1], column]
        np.subtract.at(free, members[members != NO_ROOM], given[members != NO_ROOM, 2])
    single = np.flatnonzero((supply.members[:, 1] == NO_ROOM) & ~supply.loose)
    slots[single] += free[supply.members[single, 0]]
    return slots


def _cut(one: int, times: int, supply: Supply, free: Ints, slots: Ints) -> None:
    members = [kind for kind in supply.members[one].tolist() if kind != NO_ROOM]
    possible = min([times, *(int(free[kind]) // members.count(kind) for kind in members)])
    for kind in members:
        free[kind] -= possible
    slots[one] += possible
