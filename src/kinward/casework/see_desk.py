"""What this desk wrote down in the last 24 hours, and one household of it: to add names, to print a slip, to correct."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import facts_of_household, facts_of_person, those_to_show
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside, PersonLine
from kinward.model.code import code_of
from kinward.model.event import Actor, moment_text
from kinward.model.protection import Action, Purpose
from kinward.model.record import Record
from kinward.protect.authorise import PAGE
from kinward.protect.roles import DESK_MEMORY

_SHOWN_MOST = 100
_PEOPLE_MOST = 1_000


@dataclass(frozen=True, slots=True)
class DeskHousehold:
    """A household as its desk sees it. ``named`` counts everyone written by name, ``members`` are those to be shown."""

    household: HouseholdLine
    code: str
    members: tuple[PersonLine, ...]
    named: int

    @property
    def to_name(self) -> int:
        """How many are counted but not yet written by name."""
        return max(0, self.household.people - self.named)


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """One household opened. ``first`` is the person the others' relations speak of, if anybody is written by name."""

    seen: DeskHousehold
    crossing: str
    first: UUID | None


def see_desk(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[DeskHousehold, ...]:
    """The households this desk wrote since this time yesterday, newest first. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSEHOLD, PAGE, purpose)
    since = moment_text(outside.now() - DESK_MEMORY)
    lines = outside.views.households_of_desk(actor.device, since, _SHOWN_MOST)
    records = outside.journal.records([UUID(line.id) for line in lines], "household")
    asked = [(line, facts) for line in lines if (facts := facts_of_household(records[UUID(line.id)]))]
    shown = [line for line, _ in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, asked, purpose)]
    people = outside.views.people_of_desk(actor.device, since, _PEOPLE_MOST)
    on_the_page = {line.id for line in shown}
    # The read log says who was shown: whom this desk only described in a call stands on no household here.
    members = [person for person in people if person.household in on_the_page]
    by_household = _members_shown(outside, actor, members, purpose)
    named = Counter(person.household for person in members)
    return tuple(
        DeskHousehold(line, code_of(UUID(line.id)), by_household.get(line.id, ()), named[line.id])
        for line in shown
    )


def see_household(outside: Outside, actor: Actor, household: UUID, purpose: Purpose) -> HouseholdPage:
    """Open one household with those of its people whom this worker may see. Raises NothingHereError."""
    record = outside.journal.record(household, "household")
    opened(outside, actor, Action.SEE_HOUSEHOLD, facts_of_household(record), purpose, str(household))
    line = next(iter(outside.views.households(ids=[str(household)])), None)
    if line is None:
        raise NothingHereError
    ids = outside.views.household_members(str(household))
    first = _first(outside.journal.records([UUID(person) for person in ids], "person"))
    everyone = sorted(outside.views.people(ids).values(), key=lambda person: _place(person, first))
    members = _members_shown(outside, actor, everyone, purpose).get(line.id, ())
    crossing = (record.latest("arrival") or {}).get("crossing", "")
    return HouseholdPage(DeskHousehold(line, code_of(household), members, len(ids)), crossing, first)


def _members_shown(
    outside: Outside, actor: Actor, people: Iterable[PersonLine], purpose: Purpose
) -> dict[str, tuple[PersonLine, ...]]:
    now = outside.now()
    things = [(person, facts_of_person(person, now)) for person in people]
    shown = [person for person, _ in those_to_show(outside, actor, Action.SEE_PERSON, things, purpose)]
    households = dict.fromkeys(person.household for person in shown)
    return {one: tuple(person for person in shown if person.household == one) for one in households}


def _first(records: Mapping[UUID, Record]) -> UUID | None:
    """Whom most others of the household name as their mother, spouse ...; the only one, when there is one."""
    named = Counter(
        statement.value["other"] for record in records.values() for statement in record.standing("kinship")
    )
    inside = [other for other, _times in named.most_common() if UUID(other) in records]
    if inside:
        return UUID(inside[0])
    return min(records) if records else None


def _place(person: PersonLine, first: UUID | None) -> tuple[bool, str, str]:
    """The first one, then from the oldest to the youngest."""
    return person.id != str(first), person.born_latest or "9999", person.id
