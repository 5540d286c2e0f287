"""What was said of a person or a sought one, folded and ready to be compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from kinward.model.description import Description, Relation, Sex
from kinward.model.partial import PartialDate
from kinward.names.dividing import NameParts, divide, father_forms
from kinward.names.folding import fold, readings
from kinward.names.places import known_spellings, spelling_of_place
from kinward.names.tables import NameTables

SEX_BIT = {Sex.FEMALE: 1, Sex.MALE: 2, Sex.OTHER: 4}
_LETTERS_FEWEST = 2  # an initial says too little to be compared
_TEXTS_KEPT_MOST = 1 << 16  # a population shares its names: each distinct text is folded once
_PART_LETTERS_FEWEST = 4  # of a double surname; shorter parts (Ter) are no names

# A folded spelling and whether it is a name used at home.
Form = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Forms of one description. Empty means unknown. Birth intervals are ordinals of days."""

    given: tuple[Form, ...]
    family: tuple[Form, ...]
    father: tuple[Form, ...]
    place: tuple[Form, ...]
    last_seen: tuple[Form, ...]
    sexes: int
    born: tuple[tuple[int, int], ...]
    phones: tuple[str, ...]
    documents: tuple[str, ...]
    identifiers: tuple[str, ...]
    address: str


def spoken(said: Description, tables: NameTables, phone_digits: int) -> Spoken:
    """Fold everything that can be compared. Undivided names are divided, former names count beside today's."""
    whole = (*said.whole_names, *said.former_names)
    fathers = () if said.father_names else tuple(_fathers_among(said))
    return Spoken(
        given=_given_said(whole, said.given_names, said.home_names, tables),
        family=_family_said(whole, said.family_names, tables),
        father=_father_said(whole, said.father_names, fathers, tables),
        place=_place_said(said.places, said.addresses_before, tables),
        last_seen=_place_forms(said.last_contact_place, tables) if said.last_contact_place else (),
        sexes=sum({SEX_BIT[sex] for sex in said.sexes}),
        born=_intervals(said.born),
        phones=_unique(_digits(phone, phone_digits) for phone in said.phones) if said.phones else (),
        documents=_unique(_typed(document) for document in said.documents) if said.documents else (),
        identifiers=_unique(_typed(one) for one in said.identifiers) if said.identifiers else (),
        address=folded_address(said, tables),
    )


def folded_address(said: Description, tables: NameTables) -> str:
    """The addresses as one folded text."""
    return " ".join(fold(address, tables) for address in said.addresses_before)


# A population shares its names: what is said in the same words is folded once.
@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _given_said(
    whole: tuple[str, ...], given: tuple[str, ...], home: tuple[str, ...], tables: NameTables
) -> tuple[Form, ...]:
    names = chain(given, *(_divided(name, tables).given for name in whole))
    at_home = chain(home, *(_divided(name, tables).home for name in whole))
    return _joined(
        [_given_forms(name, tables) for name in names] + [_home_forms(name, tables) for name in at_home]
    )


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _family_said(whole: tuple[str, ...], family: tuple[str, ...], tables: NameTables) -> tuple[Form, ...]:
    names = chain(family, *(_divided(name, tables).family for name in whole))
    return _joined([_family_forms(name, tables) for name in names])


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _father_said(
    whole: tuple[str, ...], fathers: tuple[str, ...], among_relatives: tuple[str, ...], tables: NameTables
) -> tuple[Form, ...]:
    names = chain(
        fathers,
        *(_divided(name, tables).father for name in whole),
        *(_divided(name, tables).given for name in among_relatives),
    )
    return _joined([_father_forms(name, tables) for name in names])


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _place_said(places: tuple[str, ...], addresses: tuple[str, ...], tables: NameTables) -> tuple[Form, ...]:
    # An address often begins or ends with the town; only towns we know are taken from it.
    return _joined(
        [_place_forms(place, tables) for place in places]
        + [_town_forms(address, tables) for address in addresses]
    )


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def given_forms_of_relative(name: str, tables: NameTables) -> tuple[Form, ...]:
    """The given name of a relative or companion written as undivided text; empty if only a surname was said."""
    return _joined([_given_forms(part, tables) for part in divide(name, tables).given])


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def family_forms_of_relative(name: str, tables: NameTables) -> tuple[Form, ...]:
    """The family name of a relative or companion written as undivided text."""
    return _joined([_family_forms(part, tables) for part in divide(name, tables).family])


def _joined(groups: list[tuple[Form, ...]]) -> tuple[Form, ...]:
    if len(groups) == 1:
        return groups[0]
    return tuple(dict.fromkeys(chain(*groups)))


def _telling(forms: Iterable[str], *, at_home: bool = False) -> tuple[Form, ...]:
    return tuple((form, at_home) for form in dict.fromkeys(forms) if len(form) >= _LETTERS_FEWEST)


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _divided(name: str, tables: NameTables) -> NameParts:
    return divide(name, tables)


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _given_forms(name: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling(_name_forms(name, tables, _LETTERS_FEWEST))


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _home_forms(name: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling(_name_forms(name, tables, _LETTERS_FEWEST), at_home=True)


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _family_forms(name: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling(_name_forms(name, tables, _PART_LETTERS_FEWEST))


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _father_forms(name: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling(father_forms(name, tables))


def _name_forms(name: str, tables: NameTables, part_letters_fewest: int) -> list[str]:
    """Every reading as one word, and its longer words by themselves (Anna-Maria is called Anna)."""
    forms: list[str] = []
    for reading in readings(name, tables):
        words = reading.split()
        forms.append("".join(words))
        if len(words) > 1:
            forms.extend(word for word in words if len(word) >= part_letters_fewest)
    return forms


def _fathers_among(said: Description) -> Iterable[str]:
    return (relative.name for relative in said.relatives if relative.relation is Relation.FATHER)


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _place_forms(text: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling([spelling_of_place(text, tables), *known_spellings(text, tables)])


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _town_forms(address: str, tables: NameTables) -> tuple[Form, ...]:
    return _telling(known_spellings(address, tables))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


@lru_cache(maxsize=_TEXTS_KEPT_MOST)
def _intervals(born: tuple[PartialDate, ...]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(b.earliest.toordinal(), b.latest.toordinal()) for b in born}))


def _digits(phone: str, most: int) -> str:
    digits = "".join(sign if sign.isascii() else str(int(sign)) for sign in phone if sign.isdecimal())
    return digits[-most:] if len(digits) >= most - 2 else ""


def _typed(value: str) -> str:
    """``Type : issuer : AB 12-34`` and ``type:issuer:ab1234`` are one number."""
    *kinds, number = value.casefold().split(":")
    return ":".join([*(kind.strip() for kind in kinds), "".join(sign for sign in number if sign.isalnum())])
