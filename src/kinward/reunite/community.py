"""Names and places that go together among the people here: that several of them agree says less than each by itself.

A village shares its surnames, a people its given names. Of 100,000 registered 7,000 may be Georgian: every Georgian name
is then rare, but who has one of them has the others too. How much more often two of the sought names are met together
than by chance is counted among the people registered; nobody says which people there are.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from math import log2

import numpy as np

from kinward.reunite.columns import Numbers
from kinward.reunite.people import NameColumn, People
from kinward.reunite.scan import Scan
from kinward.reunite.spoken import Form, Spoken

# About so many rows are counted: at 65,536 a community of 1 in 30 shows some 40 people who share two names.
_COUNTED_MOST = 1 << 16
# Half a person beside what was counted and beside what chance expects (Jeffreys' prior of a count): where nothing was
# counted nothing is lost.
_BESIDE = 0.5
_NAMES_AND_PLACES = frozenset({"given", "family", "family_of_woman", "father", "place", "last_seen"})
# Brothers and sisters have both, wherever they are registered.
_OF_SIBLINGS = frozenset({"family", "father"})


def bits_together(sought: Spoken, people: People, agree_at: float, own: Sequence[int] = ()) -> float:
    """How many bits likelier than by chance two of the sought names and places are met together; never below 0.

    People with exactly two of them are counted, but family and father's name: so neither the sought person nor their
    brothers and sisters tell how common their own names are. ``own`` are rows that do not count, of the household that
    is perhaps the sought person's. Where only family and father's name are sought nothing is counted. ``agree_at`` is
    the least likeness of names that agree.
    """
    columns = [one for one in _columns(sought, people) if one[2] and len(one[1].spellings)]
    pairs = [
        (one, other)
        for one, other in combinations(range(len(columns)), 2)
        if {columns[one][0], columns[other][0]} != _OF_SIBLINGS
    ]
    if not pairs or not people.count:
        return 0.0
    every = _rows_counted(people.size, _COUNTED_MOST)
    rows = _without(every, own)
    agreeing = np.zeros(len(rows), np.uint8)  # a bit for each column
    of_each: list[int] = []
    for place, (_, names, forms) in enumerate(columns):
        agrees = (names.codes(forms) >= agree_at).view(np.uint8)
        here = agrees.take(names.column.rows().take(rows, mode="clip"), mode="clip")
        of_each.append(int(np.count_nonzero(here)))
        agreeing |= here << np.uint8(place)
    counted = np.zeros(1 << len(columns), np.bool_)
    counted[[1 << one | 1 << other for one, other in pairs]] = True
    together = int(np.count_nonzero(counted.take(agreeing)))
    # Rows of people who were taken out are empty and count nobody; the own ones are all there.
    people_counted = max(1.0, len(every) * people.count / people.size - (len(every) - len(rows)))
    by_chance = sum(of_each[one] * of_each[other] for one, other in pairs) / people_counted
    return max(0.0, log2((together + _BESIDE) / (by_chance + _BESIDE)))


def bits_said_already(found: Scan, row: int, bits: float, bits_per_step: float) -> float:
    """What the names and places of somebody weigh too much, by how many ``bits`` two of them go together.

    The one that weighs most tells the community; each other one is as common as in that community, and never speaks
    against by that.
    """
    looks = [look for look in (*found.straight, *found.others) if look.comparison in _NAMES_AND_PLACES]
    weights = sorted((look.at(row)[0] * bits_per_step for look in looks), reverse=True)
    return sum(min(bits, weight) for weight in weights[1:] if weight > 0)


def _columns(sought: Spoken, people: People) -> list[tuple[str, NameColumn, tuple[Form, ...]]]:
    return [
        ("given", people.given, sought.given),
        ("family", people.family, sought.family),
        ("father", people.father, sought.father),
        ("place", people.place, sought.place or sought.last_seen),
    ]


@lru_cache(maxsize=2)
def _rows_counted(size: int, most: int) -> Numbers:
    """All of so many rows, or the about ``most`` whose mixed number is small: no order of registration falls in step.

    Mixed by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
    """
    rows = np.arange(size)
    if size <= most:
        return rows
    mixed = (rows + 1).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    chosen: Numbers = np.flatnonzero(mixed < np.uint64((most << 64) // size))
    return chosen


def _without(rows: Numbers, some: Sequence[int]) -> Numbers:
    """Rows in order, without some of them."""
    at = np.searchsorted(rows, some)
    there = [
        place
        for place, row in zip(at.tolist(), some, strict=True)
        if place < len(rows) and rows[place] == row
    ]
    return np.delete(rows, there) if there else rows
