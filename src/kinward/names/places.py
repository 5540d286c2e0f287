"""Which place somebody meant, whichever side's name they used."""

from collections import Counter
from collections.abc import Iterable

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


def place_key(text: str, tables: NameTables) -> str:
    """Equal for two texts that name one place in whatever script: what the table calls it, else its folded spelling.

    Empty for a text without letters. Two places of one name have one key: it says what was said, not where it is.
    """
    ids = place_ids(text, tables)
    return "/".join(sorted(ids)) if ids else spelling_of_place(text, tables)


def said_of_one_place(texts: Iterable[str], tables: NameTables) -> dict[str, str]:
    """For each text the spelling to count it under: of all that name one place the commonest, of equals the first.

    ``texts`` with repetitions, as often as each was said.
    """
    often = Counter(texts)
    chosen: dict[str, str] = {}
    keys = {text: place_key(text, tables) for text in often}
    for text, _many in often.most_common():
        chosen.setdefault(keys[text], text)
    return {text: chosen[key] if key else text for text, key in keys.items()}
