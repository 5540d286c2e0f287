"""A long list in pages: how many there are in all, and which of them stand on this page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ON_A_PAGE = 50

Thing = TypeVar("Thing")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Thing]):
    """Some of ``many`` things, from the ``first`` (counted from 1) on. ``page`` counts from 1."""

    rows: tuple[Thing, ...]
    many: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages there are; at least one, if an empty one."""
        return max(1, -(-self.many // ON_A_PAGE))

    @property
    def first(self) -> int:
        """The place of the first of this page among all; 0 when there is nobody."""
        return (self.page - 1) * ON_A_PAGE + 1 if self.many else 0

    @property
    def last(self) -> int:
        """The place of the last of this page among all."""
        return min(self.many, self.page * ON_A_PAGE)

    def with_rows(self, rows: Sequence[Other]) -> "Paged[Other]":
        """The same page with each row as something else."""
        return Paged(tuple(rows), self.many, self.page)


def page_of(things: Sequence[Thing], page: int) -> Paged[Thing]:
    """One page of a list; a page that is not there is the nearest that is."""
    here = min(max(1, page), max(1, -(-len(things) // ON_A_PAGE)))
    return Paged(tuple(things[(here - 1) * ON_A_PAGE : here * ON_A_PAGE]), len(things), here)
