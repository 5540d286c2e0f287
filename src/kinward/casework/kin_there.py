"""Which of the people around somebody are meant by a name that an enquirer gave: "his brother Hakob" stands there."""

from collections.abc import Iterable, Sequence

from kinward.casework.ports import PersonLine
from kinward.model.description import Description
from kinward.model.written_name import NameKind
from kinward.names.folding import skeleton
from kinward.names.kindred import kindred
from kinward.names.tables import NameTables
from kinward.reunite.spoken import given_forms_of_relative

_GIVEN = frozenset({NameKind.WHOLE.value, NameKind.GIVEN.value, NameKind.HOME.value})


def kin_there(
    comparison: str, request: Description, around: Sequence[PersonLine], tables: NameTables
) -> tuple[PersonLine, ...]:
    """Of the people around the candidate those whose given name is one that the request names; in any script."""
    named: set[str] = set()
    relatives = tuple(relative.name for relative in request.relatives)
    for name in {"relative": relatives, "companion": request.companions}.get(comparison, ()):
        named |= _comparable(name, tables)
    return tuple(
        person
        for person in around
        if any(named & _comparable(line.text, tables) for line in person.names if line.kind in _GIVEN)
    )


def written(people: Iterable[PersonLine]) -> tuple[str, ...]:
    """Each by their names as they were written, a name at home or a father's left out."""
    return tuple(
        " ".join(line.text for line in person.names if line.kind in {"whole", "given", "family"})
        for person in people
    )


def _comparable(name: str, tables: NameTables) -> set[str]:
    """The forms by which two spellings of one given name meet: folded, by consonants, and as a name at home."""
    forms = {form for form, _at_home in given_forms_of_relative(name, tables)}
    for form in tuple(forms):
        forms |= (
            {f"consonants {skeleton(form, tables)}"} | kindred(form, tables).full | kindred(form, tables).home
        )
    return forms
