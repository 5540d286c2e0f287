"""Names and places that go together among the people here: that several of them agree says less than each by itself.

A village shares its surnames, a people its given names. Of 100,000 registered 7,000 may be Georgian: every Georgian name
is then rare, but who has one of them has the others too. How much more often two of the sought names are met together
than by chance is counted among the people registered; nobody says which people there are.
"""

from itertools import combinations
from math import log2

import numpy as np

from kinward.reunite.people import NameColumn, People
from kinward.reunite.scan import Scan
from kinward.reunite.spoken import Form, Spoken

# So many rows, evenly spread, are counted: at 65,536 a community of 1 in 30 shows some 40 people who share two names.
_COUNTED_MOST = 1 << 16
# Half a person beside what was counted and beside what chance expects (Jeffreys' prior of a count): where nothing was
# counted nothing is lost.
_BESIDE = 0.5
_NAMES_AND_PLACES = frozenset({"given", "family", "family_of_woman", "father", "place", "last_seen"})


def bits_together(sought: Spoken, people: People, agree_at: float) -> float:
    """How many bits likelier than by chance two of the sought names and places are met together; never below 0.

    People with exactly two of them are counted, so that neither the sought person nor their brothers and sisters tell
    how common their own names are. ``agree_at`` is the least likeness of names that agree.
    """
    columns = [one for one in _columns(sought, people) if one[1] and len(one[0].spellings)]
    if len(columns) < 2 or not people.count:
        return 0.0
    step = -(-people.size // _COUNTED_MOST)
    agreeing = np.zeros(len(range(0, people.size, step)), np.uint8)
    of_each: list[int] = []
    for names, forms in columns:
        agrees = (names.codes(forms) >= agree_at).view(np.uint8)
        here = agrees.take(names.column.rows()[: people.size : step], mode="clip")
        of_each.append(int(np.count_nonzero(here)))
        agreeing += here
    together = int(np.count_nonzero(agreeing == 2))
    if len(columns) == 2:
        together = max(0, together - 1)  # the sought person themselves, perhaps
    by_chance = sum(one * other for one, other in combinations(of_each, 2)) * step / people.count
    return max(0.0, log2((together + _BESIDE) / (by_chance + _BESIDE)))


def bits_said_already(found: Scan, row: int, bits: float, bits_per_step: float) -> float:
    """What the names and places of somebody weigh too much, by how many ``bits`` two of them go together.

    The one that weighs most tells the community; each other one is as common as in that community, and never speaks
    against by that.
    """
    looks = [look for look in (*found.straight, *found.others) if look.comparison in _NAMES_AND_PLACES]
    weights = sorted((look.at(row)[0] * bits_per_step for look in looks), reverse=True)
    return sum(min(bits, weight) for weight in weights[1:] if weight > 0)


def _columns(sought: Spoken, people: People) -> list[tuple[NameColumn, tuple[Form, ...]]]:
    return [
        (people.given, sought.given),
        (people.family, sought.family),
        (people.father, sought.father),
        (people.place, sought.place or sought.last_seen),
    ]
