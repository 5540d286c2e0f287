"""For one household size: which combinations of rooms suit it, place by place."""

from dataclasses import dataclass

import numpy as np

from kinward.house.demand import Floats, Ints
from kinward.house.points import empty_bed_points
from kinward.house.supply import Supply
from kinward.model.housing import Policy


@dataclass(frozen=True, slots=True)
class Fitting:
    """For one household size: the combinations that suit it, place by place, with what their empty beds cost."""

    combinations: Ints
    empty: Floats
    starts: Ints
    of_place: Ints
    places: Ints


def fitting_of(supply: Supply, policy: Policy, size: int) -> Fitting:
    """The combinations that suit a size, place by place."""
    suits = (supply.capacity >= size) & (supply.capacity - supply.smallest < size)
    numbers = np.flatnonzero(suits)
    numbers = numbers[np.argsort(supply.place[numbers], kind="stable")]
    places, starts, counts = np.unique(supply.place[numbers], return_index=True, return_counts=True)
    empty = empty_bed_points(supply.capacity[numbers] - size, policy)
    return Fitting(numbers, empty, starts, np.repeat(np.arange(len(places)), counts), places)
