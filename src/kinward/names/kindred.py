"""Which spellings are one name, and which are used for it at home (Рубик for Ռուբեն)."""

from dataclasses import dataclass

from kinward.names.lettering import NameTables


@dataclass(frozen=True, slots=True)
class Kindred:
    """``full``: names this is a full spelling of; ``home``: names it is used for at home; ``stem``: names a surname is made from."""

    full: frozenset[str]
    home: frozenset[str]
    stem: frozenset[str]


_NOBODY: frozenset[str] = frozenset()


def kindred(folded: str, tables: NameTables) -> Kindred:
    """The names of the table that a folded spelling may stand for."""
    return Kindred(
        tables.full.get(folded, _NOBODY), tables.home.get(folded, _NOBODY), _stem_names(folded, tables)
    )


def _stem_names(folded: str, tables: NameTables) -> frozenset[str]:
    for ending in tables.endings.stems:
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            return tables.full.get(folded.removesuffix(ending), _NOBODY)
    return _NOBODY


def home_stems(folded: str, tables: NameTables) -> tuple[str, ...]:
    """What a name at home leaves of the full name when its ending is taken off (narik -> nar)."""
    fewest = tables.endings.home_stem_letters_fewest
    return tuple(
        dict.fromkeys(
            folded.removesuffix(ending)
            for ending in tables.endings.home
            if folded.endswith(ending) and len(folded) - len(ending) >= fewest
        )
    )


def same_place(folded: str, tables: NameTables) -> Kindred:
    """The places of the table that a folded spelling may name."""
    return Kindred(tables.places.get(folded, _NOBODY), _NOBODY, _NOBODY)
