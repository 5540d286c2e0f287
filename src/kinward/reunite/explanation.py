"""Why somebody is proposed: every comparison that says something, with both values and its weight."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from kinward.model.description import Description, Reason, Relation
from kinward.names.dividing import divide
from kinward.names.tables import NameTables
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.scan import UNKNOWN, Looked, Scan, exchanged_bits


def said_of(comparison: str, said: Description, tables: NameTables) -> str:
    """What a description says in a comparison, as it was written; undivided names are divided as for weighing."""
    whole = [divide(name, tables) for name in (*said.whole_names, *said.former_names)]
    match comparison:
        case "given":
            values: Iterable[object] = (
                *said.given_names,
                *chain(*(part.given for part in whole)),
                *said.home_names,
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


_PLAIN: Mapping[str, Callable[[Description], Iterable[object]]] = {
    "place": lambda said: said.places or said.addresses_before,
    "last_seen": lambda said: (said.last_contact_place,) if said.last_contact_place else (),
    "sex": lambda said: said.sexes,
    "age": lambda said: said.born,
    "phone": lambda said: said.phones,
    "document": lambda said: said.documents,
    "identifier": lambda said: said.identifiers,
    "address": lambda said: said.addresses_before,
    "companion": lambda said: said.companions,
}


def reasons_at(
    row: int, found: Scan, request: Description, person: Description, tables: NameTables, table: EvidenceTable
) -> list[Reason]:
    """The reasons of one scan for one person. Their weights sum to the person's total."""
    exchanged = found.is_exchanged is not None and bool(found.is_exchanged[row])
    looks = found.exchanged if exchanged else found.straight
    reasons = [
        reason
        for look in (*looks, *found.others)
        for reason in _of_look(look, row, request, person, tables, table)
    ]
    if exchanged:
        level = table.comparisons["exchanged"].levels[0]
        bits = round(exchanged_bits(table) / table.bits_per_step) * table.bits_per_step
        reasons.append(Reason("exchanged", level.name, bits))
    for group in found.shared:
        steps, number = group.at(row)
        if number != UNKNOWN:
            comparison = table.comparisons[group.comparison]
            mine, theirs = said_of(comparison.id, request, tables), said_of(comparison.id, person, tables)
            bits = steps * table.bits_per_step
            reasons.append(Reason(comparison.id, comparison.levels[number].name, bits, mine, theirs))
    return reasons


def _of_look(
    look: Looked,
    row: int,
    request: Description,
    person: Description,
    tables: NameTables,
    table: EvidenceTable,
) -> Sequence[Reason]:
    steps, level = look.at(row)
    if level == UNKNOWN:
        return ()
    is_hers = look.comparison == "family" and look.theirs == "family" and look.is_second_half(row)
    comparison = table.comparisons["family_of_woman" if is_hers else look.comparison]
    theirs = said_of({"born": "age"}.get(look.theirs, look.theirs), person, tables)
    bits = steps * table.bits_per_step
    mine = said_of(look.comparison, request, tables)
    return (Reason(comparison.id, comparison.levels[level].name, bits, mine, theirs),)
