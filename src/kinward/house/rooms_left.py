"""The rooms still free, and for each size and place the combination of them that brings most after paying."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kinward.house.demand import Demand, Floats, Ints
from kinward.house.fitting import Fitting, fitting_of
from kinward.house.points import points_of_pairs
from kinward.house.supply import NO_ROOM, SITE, Places, Supply, uses_of
from kinward.model.housing import Policy


@dataclass(slots=True)
class _Choices:
    """For one size: what the best combination of each place brings after paying, kept up to date."""

    fitting: Fitting
    places: Places
    net: Floats
    best: Floats
    stale: set[int]


class RoomsLeft:
    """Free rooms at given prices of combinations; taking a room makes only its own site be looked at again."""

    def __init__(self, supply: Supply, free: Ints, price: Floats, policy: Policy) -> None:
        """Begin with so many free rooms of each kind."""
        self.supply, self.price, self.policy = supply, price, policy
        # The last count is that of NO_ROOM: nobody needs any of it.
        self._count = np.append(free, 0)
        self._uses = uses_of(supply.members)
        self._choices: dict[int, _Choices] = {}

    @property
    def free(self) -> Ints:
        """Free rooms of each kind; not to be changed."""
        return self._count[:-1]

    def nets(self, demand: Demand) -> tuple[Floats, Places]:
        """For a single household: what each place brings it at best after paying, and the places."""
        chosen = self._chosen(int(demand.size[0]))
        if not len(chosen.best):
            return chosen.best, chosen.places
        return points_of_pairs(demand, chosen.places, self.policy) + chosen.best, chosen.places

    def way(self, size: int, place: int) -> int:
        """The combination that is best at this place (by its number in ``nets``)."""
        chosen = self._chosen(size)
        fitting = chosen.fitting
        first = int(fitting.starts[place])
        more = place + 1 < len(fitting.starts)
        last = int(fitting.starts[place + 1]) if more else len(fitting.combinations)
        return int(fitting.combinations[first + int(np.argmax(chosen.net[first:last]))])

    def has(self, way: int) -> bool:
        """Whether its rooms are all free still."""
        members = self.supply.members[way].tolist()
        return all(kind == NO_ROOM or self._count[kind] >= members.count(kind) for kind in members)

    def take(self, way: int) -> None:
        """The rooms of this combination are free no longer."""
        self.change((kind for kind in self.supply.members[way].tolist() if kind != NO_ROOM), -1)

    def change(self, kinds: Iterable[int], by: int) -> None:
        """One room more or less of each of these kinds."""
        for kind in kinds:
            self._count[kind] += by
            site = int(self.supply.kinds[kind][SITE])
            for chosen in self._choices.values():
                chosen.stale.add(site)

    def _chosen(self, size: int) -> _Choices:
        if size not in self._choices:
            self._choices[size] = self._fresh(size)
        chosen = self._choices[size]
        if chosen.stale:
            self._refresh(chosen, np.array(sorted(chosen.stale), np.int64))
            chosen.stale.clear()
        return chosen

    def _fresh(self, size: int) -> _Choices:
        fitting = fitting_of(self.supply, self.policy, size)
        if self.supply.loose[fitting.combinations].any():
            fitting = fitting_of(self.supply.without_loose(), self.policy, size)
        net = self._net(fitting, np.arange(len(fitting.combinations)))
        best = np.maximum.reduceat(net, fitting.starts) if len(net) else np.empty(0)
        return _Choices(fitting, self.supply.places.rows(fitting.places), net, best, set())

    def _refresh(self, chosen: _Choices, sites: Ints) -> None:
        """Reckon again what these sites offer; the places of a site stand together."""
        fitting = chosen.fitting
        ends = np.append(fitting.starts, len(fitting.combinations))
        first = np.searchsorted(chosen.places.site, sites)
        last = np.searchsorted(chosen.places.site, sites + 1)
        places = _ranges(first, last)
        if not len(places):
            return
        begin, end = ends[places], ends[places + 1]
        ways = _ranges(begin, end)
        net = self._net(fitting, ways)
        chosen.net[ways] = net
        chosen.best[places] = np.maximum.reduceat(net, np.cumsum(end - begin) - (end - begin))

    def _net(self, fitting: Fitting, part: Ints) -> Floats:
        """What empty beds and the price take off; minus infinity where the rooms are not free any more."""
        ways = fitting.combinations[part]
        have = self._count[self.supply.members[ways]]
        there = (have >= self._uses[ways]).all(axis=1)
        return np.where(there, fitting.empty[part] - self.price[ways], -np.inf)


def _ranges(first: Ints, last: Ints) -> Ints:
    """The whole numbers of each range [first, last), one range after the other."""
    lengths = last - first
    begins = np.repeat(first - (np.cumsum(lengths) - lengths), lengths)
    numbers: Ints = begins + np.arange(len(begins))
    return numbers
