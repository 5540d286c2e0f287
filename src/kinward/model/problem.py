"""Something wrong in what we were given: what, where, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with gaps; the edge translates ``text`` and fills in ``values``.

    Values are never personal names: a message may end up in a log.
    """

    text: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in English."""
        return filled(self.text, self.values)


def filled(text: str, values: Mapping[str, object]) -> str:
    """A sentence with its gaps filled; words that are no such sentence, as somebody once typed them, stay as they are."""
    if not values:
        return text
    try:
        return text.format(**values)
    except (AttributeError, IndexError, KeyError, ValueError):
        return text


def as_typed(words: str) -> Message:
    """What somebody typed, to stand beside sentences of ours: it is a value, so no brace in it means anything."""
    return Message("{words}", {"words": words})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file or form. ``row`` counts as a spreadsheet does: the header is row 1."""

    what: Message
    do: Message
    file: str = ""
    row: int | None = None
    column: str = ""


class BadInputError(Exception):
    """What was given cannot be used; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order of the file."""
        self.problems = tuple(problems)
        assert self.problems, "a refusal without a reason"
        super().__init__(f"{len(self.problems)} problems in what was given")
