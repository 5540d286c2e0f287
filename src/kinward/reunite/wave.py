"""A wave of newly registered people against many open requests: who cannot become probable is seen without weighing.

Requests share names, and so do the people of a wave: each part of the sum is worked out once per distinct value and
added up per request. The bound is never below what ``scan`` and the closer look would find.
"""

from collections.abc import Callable, Hashable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from kinward.model.description import Description
from kinward.names.tables import NameTables
from kinward.reunite.columns import Numbers
from kinward.reunite.evidence import in_steps, weight_bits
from kinward.reunite.people import People, shared_values
from kinward.reunite.scan import (
    RULED_OUT,
    Looked,
    Names,
    Totals,
    WeightsOf,
    birth_evidence,
    exchanged_bits,
    sex_evidence,
    shared_evidence,
)
from kinward.reunite.spoken import Form, Spoken, given_forms_of_relative

# For each person of the wave: the folded given names of everyone around them.
Around = Sequence[Sequence[Sequence[str]]]


class Wave:
    """The new people, and the parts of the sum that were worked out already."""

    def __init__(self, people: People, around: Around, weights_of: WeightsOf, tables: NameTables) -> None:
        """``people`` holds only the wave; ``around`` is parallel to its rows; ``weights_of`` as for ``scan``."""
        self._people = people
        self._weights_of = weights_of
        self._tables = tables
        self._step = people.evidence.bits_per_step
        self._exchanged = np.int16(in_steps(exchanged_bits(people.evidence), people.evidence))
        self._parts: dict[Hashable, Totals] = {}
        self._hits: dict[tuple[Form, ...], npt.NDArray[np.bool_]] = {}
        add = people.names.add
        spellings = [[add(fold) for other in others for fold in other] for others in around]
        self._has_kin = np.array([at for at, numbers in enumerate(spellings) if numbers], np.intp)
        self._kin: Numbers = np.array(list(chain.from_iterable(spellings)), np.intp)
        lengths = [len(numbers) for numbers in spellings if numbers]
        self._kin_starts: Numbers = np.cumsum([0, *lengths])[:-1]

    def forms(self, request: Description) -> list[Form]:
        """The names of relatives and companions that ``most_bits`` will compare; they may be prepared together."""
        names = (*(relative.name for relative in request.relatives), *request.companions)
        return [form for name in names for form in given_forms_of_relative(name, self._tables)]

    def most_bits(self, request: Description, sought: Spoken) -> float:
        """More than this nobody of the wave can weigh for this request."""
        people = self._people
        totals = self._names(sought)
        totals = totals + self._part(("sex", sought.sexes), lambda: sex_evidence(sought, people))
        totals = totals + self._part(("born", sought.born), lambda: birth_evidence(sought, people))
        if any(
            value in people.shared[kind] for kind, values in shared_values(sought).items() for value in values
        ):
            for group in shared_evidence(sought, people):
                totals = totals + np.maximum(group.everyone(), 0)
        totals = totals + self._closer(request)
        return float(totals.max(initial=RULED_OUT)) * self._step

    def _names(self, sought: Spoken) -> Totals:
        names = Names(sought, self._people, self._weights_of)
        people = self._people
        given = self._part(
            ("given", sought.given), lambda: names.look("given", sought.given, people.given, "given")
        )
        family = self._part(
            ("family", sought.family),
            lambda: [look for look in names.straight() if look.comparison == "family"],
        )
        given_as_family = self._part(
            ("given as family", sought.given),
            lambda: names.look("given", sought.given, people.family, "family"),
        )
        family_as_given = self._part(
            ("family as given", sought.family),
            lambda: names.look("family", sought.family, people.given, "given"),
        )
        father = self._part(
            ("father", sought.father), lambda: names.look("father", sought.father, people.father, "father")
        )
        place = self._part(
            ("place", sought.place), lambda: names.look("place", sought.place, people.place, "place")
        )
        seen = () if sought.place else sought.last_seen
        last_seen = self._part(
            ("last seen", seen), lambda: names.look("last_seen", seen, people.place, "place")
        )
        totals: Totals = np.maximum(given + family, given_as_family + family_as_given + self._exchanged)
        return totals + father + place + last_seen

    def _part(self, key: Hashable, look: Callable[[], list[Looked]]) -> Totals:
        if key not in self._parts:
            total = np.zeros(self._people.size, np.int16)
            for looked in look():
                total += looked.everyone()
            self._parts[key] = total
        return self._parts[key]

    def _closer(self, request: Description) -> Totals:
        """The most that relatives, companions and addresses can add for each person."""
        evidence = self._people.evidence
        total = np.zeros(self._people.size, np.int16)
        for comparison, names in (
            ("relative", tuple(relative.name for relative in request.relatives)),
            ("companion", request.companions),
        ):
            figures = evidence.comparisons[comparison].figures
            most = np.int16(in_steps(figures["bits_most"], evidence))
            hit = np.zeros(self._people.size, bool)
            for name in names:
                hit |= self._hit(given_forms_of_relative(name, self._tables), figures["given_at"])
            total += hit * most
        if request.addresses_before:
            same = evidence.comparisons["address"].levels[0]
            total += np.int16(in_steps(weight_bits(same.m, same.u), evidence))
        return total

    def _hit(self, forms: tuple[Form, ...], least: float) -> npt.NDArray[np.bool_]:
        """For whom somebody of this given name is around."""
        if forms not in self._hits:
            hit = np.zeros(self._people.size, bool)
            for form, at_home in forms:
                if len(self._kin):
                    near = self._people.names.likeness(form, at_home=at_home)[self._kin] >= least
                    hit[self._has_kin] |= np.logical_or.reduceat(near, self._kin_starts)
            self._hits[forms] = hit
        return self._hits[forms]
