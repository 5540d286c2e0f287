"""Why somebody is proposed: every comparison that says something, with both values and its weight."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from kinward.model.description import Description, Reason, Relation
from kinward.model.partial import PartialDate
from kinward.names.dividing import divide
from kinward.names.tables import NameTables
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.scan import UNKNOWN, Looked, Scan

_DAYS_OF_A_YEAR = 366


class Saying:
    """What one description says in each comparison, put into words once."""

    def __init__(self, said: Description, tables: NameTables) -> None:
        """Nothing is put into words before it is asked for."""
        self._said, self._tables = said, tables
        self._words: dict[str, str] = {}

    def of(self, comparison: str) -> str:
        """As ``said_of``."""
        if comparison not in self._words:
            self._words[comparison] = said_of(comparison, self._said, self._tables)
        return self._words[comparison]


def said_of(comparison: str, said: Description, tables: NameTables) -> str:
    """What a description says in a comparison, as it was written; undivided names are divided as for weighing."""
    whole = [divide(name, tables) for name in (*said.whole_names, *said.former_names)]
    match comparison:
        case "given":
            values: Iterable[object] = (
                *said.given_names,
                *chain(*(part.given for part in whole)),
                *said.home_names,
                *chain(*(part.home for part in whole)),
            )
        case "family" | "family_of_woman":
            values = (*said.family_names, *chain(*(part.family for part in whole)))
        case "father":
            named = (relative.name for relative in said.relatives if relative.relation is Relation.FATHER)
            values = (*said.father_names, *chain(*(part.father for part in whole))) or tuple(named)
        case "relative":
            values = (f"{relative.relation}: {relative.name}" for relative in said.relatives)
        case _:
            values = _PLAIN[comparison](said) if comparison in _PLAIN else ()
    return ", ".join(dict.fromkeys(str(value) for value in values))


def _born(born: PartialDate) -> str:
    """``1972-1993`` for a rough age: nobody who said "about forty" meant a day."""
    if (born.latest - born.earliest).days > _DAYS_OF_A_YEAR:
        return f"{born.earliest.year}-{born.latest.year}"
    return str(born)


_PLAIN: Mapping[str, Callable[[Description], Iterable[object]]] = {
    "place": lambda said: said.places or said.addresses_before,
    "last_seen": lambda said: (said.last_contact_place,) if said.last_contact_place else (),
    "sex": lambda said: said.sexes,
    "age": lambda said: map(_born, said.born),
    "phone": lambda said: said.phones,
    "document": lambda said: said.documents,
    "identifier": lambda said: said.identifiers,
    "address": lambda said: said.addresses_before,
    "companion": lambda said: said.companions,
}


def reasons_at(row: int, found: Scan, request: Saying, person: Saying, table: EvidenceTable) -> list[Reason]:
    """The reasons of one scan for one person. Their weights sum to the person's total."""
    exchanged = found.is_exchanged(row)
    looks = found.exchanged if exchanged else found.straight
    reasons = [
        reason for look in (*looks, *found.others) for reason in _of_look(look, row, request, person, table)
    ]
    if exchanged:
        level = table.comparisons["exchanged"].levels[0]
        reasons.append(Reason("exchanged", level.name, found.exchanged_steps * table.bits_per_step))
    for group in found.shared:
        steps, number = group.at(row)
        if number != UNKNOWN:
            comparison = table.comparisons[group.comparison]
            both = request.of(comparison.id), person.of(comparison.id)
            reasons.append(
                Reason(comparison.id, comparison.levels[number].name, steps * table.bits_per_step, *both)
            )
    return reasons


def _of_look(
    look: Looked, row: int, request: Saying, person: Saying, table: EvidenceTable
) -> Sequence[Reason]:
    steps, level = look.at(row)
    if level == UNKNOWN:
        return ()
    comparison = table.comparisons["family_of_woman" if look.is_hers(row) else look.comparison]
    theirs = person.of({"born": "age"}.get(look.theirs, look.theirs))
    bits = steps * table.bits_per_step
    return (Reason(comparison.id, comparison.levels[level].name, bits, request.of(look.comparison), theirs),)
