"""What the synthetic crossing consists of: what desks and telephones wrote down, and apart from it, who everybody really is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PartyKind(StrEnum):
    """Who stands at the desk together."""

    HOUSEHOLD = "household"
    CHILD_ALONE = "child_alone"
    CHILDRENS_HOME = "childrens_home"
    HOSPITAL = "hospital"


class Fate(StrEnum):
    """What became of a true person by the end of the replay."""

    CROSSED = "crossed"
    STAYED_BEHIND = "stayed_behind"
    MISSING = "missing"
    DEAD = "dead"
    LEFT_EARLIER = "left_earlier"


@dataclass(frozen=True, slots=True)
class Car:
    """One car, bus or ambulance as counted at the bridge; headcounts add up to everybody who crossed."""

    id: str
    crossed_at: datetime
    headcount: int
    kind: PartyKind


@dataclass(frozen=True, slots=True)
class Registration:
    """One person as a crew typed them; an empty string is what nobody said or wrote.

    ``script`` is an ISO 15924 code; ``age`` is ``8`` or ``~40`` on the day of registration; ``born`` is
    YYYY[-MM[-DD]]; ``document`` is ``type:issuer:number``. ``relation_to_first`` is what this person is to the
    first one of the form (``child``: the first one's child), empty for the first. ``needs`` as in the household
    file (mobility, hospital, electricity). ``care`` holds ``to_be_assessed``, ``hold``, ``no_name_known``,
    ``carer``, ``alone``. ``whereabouts`` names a hospital.
    """

    id: str
    party: str
    registered_at: datetime
    script: str
    given: str
    family: str
    father: str
    home: str
    sex: str
    age: str
    born: str
    place: str
    phone: str
    document: str
    relation_to_first: str
    needs: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    whereabouts: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """One form at one desk: those who came to it together.

    ``registered_at`` is when the last of them was written. ``arrived_at`` is when their car crossed; ``car`` is
    empty when a desk writes people who were written before. ``joins`` is the earlier form they say is theirs too.
    ``own_lodging_until`` is the last day under a roof of their own or with hosts, None when open-ended.
    A group has a name and its paper ``roll``: whole names in Armenian, without those whose name nobody knew.
    """

    id: str
    kind: PartyKind
    car: str
    desk: str
    crew: str
    script: str
    arrived_at: datetime
    registered_at: datetime
    registrations: tuple[str, ...]
    joins: str = ""
    wish_region: str = ""
    own_lodging_until: date | None = None
    group_name: str = ""
    roll: tuple[str, ...] = ()

    @property
    def headcount(self) -> int:
        """How many the form names."""
        return len(self.registrations)


@dataclass(frozen=True, slots=True)
class RoofRequest:
    """A household asks the state for a roof: one form, or several that were joined. ``people`` under one roof."""

    id: str
    asked_at: datetime
    parties: tuple[str, ...]
    people: int
    wish_region: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A tracing request as the enquirer says it; fields of the sought person as in a registration.

    ``enquirer_relation`` is what the enquirer is to the sought person (``mother``: the sought person's mother).
    ``enquirer_registration`` is set when the enquirer showed their own registration slip. ``relatives`` are
    (relation, name) of the sought person, the enquirer not repeated.
    """

    id: str
    made_at: datetime
    by_telephone: bool
    script: str
    enquirer_name: str
    enquirer_phone: str
    enquirer_relation: str
    enquirer_registration: str
    given: str
    family: str
    father: str
    home: str
    sex: str
    age: str
    born: str
    place: str
    phone: str
    document: str
    relatives: tuple[tuple[str, str], ...]
    companions: tuple[str, ...]
    last_contact_on: date | None
    last_contact_place: str
    must_not_learn: str


@dataclass(frozen=True, slots=True)
class TruePerson:
    """A human of the synthetic crossing as they are. Names in Armenian; ids of kin are empty when outside it."""

    id: str
    household: str
    sex: str
    born: date
    given: str
    family: str
    family_at_birth: str
    father_name: str
    home_name: str
    mother: str
    father: str
    spouse: str
    place: str
    fate: Fate
    car: str


@dataclass(frozen=True, slots=True)
class Truth:
    """The answers, kept apart from everything that is registered.

    ``households`` name all true members, also those who did not cross. ``person_of`` a registration;
    ``registrations_of`` a person, in the order of time (two or more: a duplicate; absent: never registered).
    ``sought_by`` gives the person whom a request seeks; ``not_registered`` the requests whose person is not
    registered when the replay ends; ``before_arrival`` those made before the person crossed. ``feared`` gives, for
    a person who asked that nobody be told, whom they fear; ``asked_by_feared`` are requests by that very person.
    """

    people: Mapping[str, TruePerson]
    households: Mapping[str, tuple[str, ...]]
    person_of: Mapping[str, str]
    registrations_of: Mapping[str, tuple[str, ...]]
    sought_by: Mapping[str, str]
    not_registered: frozenset[str]
    before_arrival: frozenset[str]
    feared: Mapping[str, str]
    asked_by_feared: frozenset[str]


@dataclass(frozen=True, slots=True)
class SyntheticCrossing:
    """Everything that happens, each list in the order of time, and the truth beside it."""

    cars: tuple[Car, ...]
    parties: tuple[Party, ...]
    registrations: tuple[Registration, ...]
    roofs: tuple[RoofRequest, ...]
    requests: tuple[Request, ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Site:
    """A building that can take people."""

    id: str
    name: str
    region: str
    tier: str
    opens_on: date


@dataclass(frozen=True, slots=True)
class Room:
    """One room; fields as in the rooms file of ``kinward house``. ``until`` days are exclusive."""

    id: str
    site: str
    region: str
    tier: str
    beds: int
    m2: float
    accessible: bool
    winterised: bool
    lock: bool
    available_from: date
    available_until: date | None
    blocked: str


@dataclass(frozen=True, slots=True)
class SyntheticSites:
    """The buildings and their rooms, each room after its site."""

    sites: tuple[Site, ...]
    rooms: tuple[Room, ...]
