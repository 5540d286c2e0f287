"""The three forms of a written name that are kept beside it: to show, to compare, to look up."""

from dataclasses import dataclass

from kinward.names.folding import fold, romanised, skeleton
from kinward.names.lettering import NameTables

# Which folding made a stored key. A test keeps the outputs for a fixed sample: whoever changes them changes this too,
# and stored keys are made again.
NAMES_VERSION = "names-4"


@dataclass(frozen=True, slots=True)
class NameKeys:
    """``romanised`` is for showing, ``fold`` for likeness, ``skeleton`` for a quick look-up."""

    romanised: str
    fold: str
    skeleton: str


def keys(text: str, tables: NameTables) -> NameKeys:
    """The comparable forms of a written name. Total: any text has them, perhaps empty."""
    folded = fold(text, tables)
    return NameKeys(romanised(text, tables), folded, skeleton(folded, tables))
