"""Which spellings are one name, and which are used for it at home (Рубик for Ռուբեն)."""

from dataclasses import dataclass

from kinward.names.folding import fold
from kinward.names.lettering import NameTables


@dataclass(frozen=True, slots=True)
class Kindred:
    """``full``: names this is a full spelling of; ``home``: names it is used for at home; ``stem``: names a surname is made from."""

    full: frozenset[str]
    home: frozenset[str]
    stem: frozenset[str]


_NOBODY: frozenset[str] = frozenset()
_BARE_LETTERS_FEWEST = 2  # fewer say nothing


def kindred(folded: str, tables: NameTables) -> Kindred:
    """The names of the table that a folded spelling may stand for."""
    full, home = tables.full.get(folded, _NOBODY), tables.home.get(folded, _NOBODY)
    return Kindred(
        full, home or (_NOBODY if full else _shortened_again(folded, tables)), _stem_names(folded, tables)
    )


def _shortened_again(folded: str, tables: NameTables) -> frozenset[str]:
    """The names behind a name at home that was made from another one (vovik from vova)."""
    ends = tables.endings
    for ending in ends.home_again:
        bare = folded.removesuffix(ending)
        if bare != folded and len(bare) >= ends.home_again_letters_fewest:
            return _NOBODY.union(*(tables.home.get(bare + end, _NOBODY) for end in ends.home_ends))
    return _NOBODY


def _stem_names(folded: str, tables: NameTables) -> frozenset[str]:
    """The names a surname is made from; with an ending that makes surnames of its own, that ending beside them."""
    ends = tables.endings
    for ending in sorted((*ends.stems, *ends.own_stems), key=len, reverse=True):
        if folded.endswith(ending) and (
            names := _made_from(fold(folded.removesuffix(ending), tables), ending, tables)
        ):
            return names if ending in ends.stems else frozenset(f"{name} {ending}" for name in names)
    return _NOBODY


def _made_from(bare: str, ending: str, tables: NameTables) -> frozenset[str]:
    if len(bare) > _BARE_LETTERS_FEWEST and bare in tables.roots:
        return tables.roots[bare]
    if len(bare) < _BARE_LETTERS_FEWEST or ending not in tables.endings.cutting_stems:
        return _NOBODY
    return frozenset().union(*(tables.roots.get(bare + end, _NOBODY) for end in tables.endings.stem_ends))


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
