"""What is said of somebody, in the shape that can be compared: a registered person or a sought one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kinward.model.partial import PartialDate


class Sex(StrEnum):
    """As recorded; unknown is None, never a letter."""

    FEMALE = "f"
    MALE = "m"
    OTHER = "x"


class Relation(StrEnum):
    """What the other is to this person: ``MOTHER`` reads "their mother is the other"."""

    MOTHER = "mother"
    FATHER = "father"
    CHILD = "child"
    SIBLING = "sibling"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative as named by somebody; ``name`` is undivided text in any script."""

    relation: Relation
    name: str


@dataclass(frozen=True, slots=True)
class Description:
    """Everything comparable that is known of one human. Empty tuples and None mean unknown, never "no".

    Several values in one field are several things people said (two desks, two spellings); any may be right.
    ``born`` holds birth intervals, whether they came from a date or from an age on a day.
    ``documents`` are ``type:issuer:number``, ``identifiers`` are ``scheme:value``.
    """

    id: str
    whole_names: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    family_names: tuple[str, ...] = ()
    father_names: tuple[str, ...] = ()
    home_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    sexes: tuple[Sex, ...] = ()
    born: tuple[PartialDate, ...] = ()
    places: tuple[str, ...] = ()
    addresses_before: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    relatives: tuple[Relative, ...] = ()
    companions: tuple[str, ...] = ()
    last_contact_on: date | None = None
    last_contact_place: str = ""
    household: str = ""
    # Reasons for care, not evidence: whoever is under a hold, written as alone, has a status of child protection or
    # came with an institution is scored, but proposed to the restricted queue only: otherwise a telephone call about
    # a child would tell that the child is here.
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison: which, how close, its weight in bits, and the two values side by side.

    ``mine`` and ``theirs`` are shown, never stored: an event keeps ``comparison``, ``level`` and ``weight_bits``.
    """

    comparison: str
    level: str
    weight_bits: float
    mine: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A registered person proposed for a request, with how sure and why. Probability is one-of-everyone."""

    request: str
    person: str
    rank: int
    probability: float
    weight_bits: float
    reasons: tuple[Reason, ...]
    restricted: bool = False
