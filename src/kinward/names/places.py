"""Which place somebody meant, whichever side's name they used."""

from kinward.names.folding import fold
from kinward.names.lettering import NameTables

_WORDS_MOST = 3  # no name in the table has more words


def place_ids(text: str, tables: NameTables) -> frozenset[str]:
    """The places of the table that the text names; empty when it names none we know."""
    found = [tables.places[spelling] for spelling in known_spellings(text, tables)]
    return frozenset().union(*found)


def spelling_of_place(text: str, tables: NameTables) -> str:
    """The whole text as one folded spelling, without words such as "village" or "district"."""
    return "".join(_telling_words(text, tables))


def known_spellings(text: str, tables: NameTables) -> tuple[str, ...]:
    """The longest folded spellings in the text that the table knows as places: an address often holds one."""
    words = _telling_words(text, tables)
    for size in range(min(_WORDS_MOST, len(words)), 0, -1):
        runs = ("".join(words[start : start + size]) for start in range(len(words) - size + 1))
        if found := tuple(dict.fromkeys(run for run in runs if run in tables.places)):
            return found
    return ()


def _telling_words(text: str, tables: NameTables) -> list[str]:
    words = fold(text, tables).split()
    return [word for word in words if word not in tables.place_words] or words
