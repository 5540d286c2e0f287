"""Whether a proposal is right: the truth of the synthetic crossing in the identities that the journal uses."""

from collections.abc import Mapping
from dataclasses import dataclass

from kinward.casework.ports import ProposalLine
from kinward.demo.synthetic import Fate, Truth


@dataclass(frozen=True, slots=True)
class Answers:
    """``row_of_person`` and ``request_of`` lead from the journal's identities to those of the crossing."""

    truth: Truth
    row_of_person: Mapping[str, str]
    request_of: dict[str, str]

    def is_right(self, line: ProposalLine) -> bool:
        """The proposed person is the sought one, or the two are one and the same."""
        found = self.true_person(line.person)
        if line.about == "duplicate":
            return found == self.true_person(line.other)
        return found == self.sought(line.request)

    def true_person(self, person: str) -> str:
        """Who a registered person truly is."""
        return self.truth.person_of[self.row_of_person[person]]

    def sought(self, request: str) -> str:
        """Whom a request truly seeks."""
        return self.truth.sought_by[self.request_of[request]]

    def stayed_behind(self, request: str) -> bool:
        """Whether the person sought by a request of the crossing never left."""
        return self.truth.people[self.truth.sought_by[request]].fate is Fate.STAYED_BEHIND
