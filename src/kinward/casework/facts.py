"""What protection must know of a record before it is shown: facts about it, and no value of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from kinward.casework.ports import HouseholdLine, Outside, PersonLine, RequestLine
from kinward.model.event import Actor
from kinward.model.partial import ADULT_YEARS
from kinward.model.protection import FIELD_SENSITIVITY, Action, Allowed, Purpose, RecordFacts
from kinward.model.record import Record
from kinward.protect.authorise import authorise

_Thing = TypeVar("_Thing")


def those_to_show(
    outside: Outside,
    actor: Actor,
    action: Action,
    things: Iterable[tuple[_Thing, RecordFacts]],
    purpose: Purpose,
) -> list[tuple[_Thing, Allowed]]:
    """Of a list what may be shown, each row written into the read log; the rest is left out without a word."""
    now = outside.now()
    shown: list[tuple[_Thing, Allowed]] = []
    entries = []
    for thing, facts in things:
        answer = authorise(actor, action, facts, purpose, now)
        if isinstance(answer, Allowed):
            shown.append((thing, answer))
            entries.append((facts.kind, facts.id, tuple(sorted(answer.shown)), "shown"))
    if entries:
        outside.read_log.disclose_all(actor, action, purpose, entries)
    return shown


# What a list shows of a person, and so what the read log says that it showed.
PERSON_FIELDS_IN_A_LINE = ("name", "sex", "age", "born", "place")


def facts_of_person(
    person: PersonLine, now: datetime, fields: Iterable[str] = PERSON_FIELDS_IN_A_LINE
) -> RecordFacts:
    """What authorise must know of a person; no value of it."""
    return RecordFacts(
        kind="person",
        id=person.id,
        controller=person.organisation,
        shared_with=frozenset(person.shared_with),
        desk=person.desk,
        written_at=datetime.fromisoformat(person.registered_at) if person.registered_at else None,
        child=is_perhaps_a_child(person, now.date()),
        held=person.restricted,
        restricted=is_guarded(person),
        fields={field: FIELD_SENSITIVITY[field] for field in fields},
    )


def is_guarded(person: PersonLine) -> bool:
    """Alone or without an adult, with a status of child protection, or of an institution: child protection's own cases."""
    return person.alone or bool(person.protection_status) or bool(person.group)


def is_perhaps_a_child(person: PersonLine, today: date) -> bool:
    """Under 18, or perhaps so by the roughest of the ages said. Nothing known of the age: perhaps so."""
    return age_tells_child(person, today) is not False


def pair_is_perhaps_a_child(sides: Iterable[PersonLine], today: date) -> bool:
    """Two records that may be one person: a child when either says so, and when neither says anything of an age.

    What one side knows answers for the other: an enquirer who says no age looks for the man of 40 who was found.
    """
    told = {age_tells_child(person, today) for person in sides}
    return True in told or False not in told


def age_tells_child(person: PersonLine, today: date) -> bool | None:
    """Whether this record alone says that it is a child's, or perhaps so; None when it says nothing of an age."""
    if person.alone or person.protection_status:
        return True
    if not person.born_latest:
        return None
    return years_of_youngest(person.born_latest, today) < ADULT_YEARS


def years_of_youngest(born_latest: str, today: date) -> int:
    """Whole years of somebody born on this day (ISO)."""
    born = date.fromisoformat(born_latest)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def facts_of_household(record: Record) -> RecordFacts | None:
    """What authorise must know of a household; None when nothing was ever said of it.

    Its people are asked for one by one: a hold on one of them hides that one and not the headcount.
    """
    if not record.statements:
        return None
    first = min(record.statements, key=lambda statement: (statement.written_at, statement.key))
    adults = (record.latest("headcount") or {}).get("adults")
    return RecordFacts(
        kind="household",
        id=str(record.subject),
        controller=first.organisation,
        desk=first.device,
        written_at=first.written_at,
        child=adults == 0,
        fields={
            statement.field: FIELD_SENSITIVITY[statement.field]
            for statement in record.statements
            if statement.field in FIELD_SENSITIVITY
        },
    )


HOUSEHOLD_FIELDS_IN_A_LINE = (
    "size",
    "headcount",
    "needs",
    "wish_region",
    "wish_site",
    "community",
    "arrival",
    "lodging",
    "placement",
)


def facts_of_household_line(line: HouseholdLine, in_charge: Iterable[str] = ()) -> RecordFacts:
    """What authorise must know of a household in a list; ``in_charge`` are the accounts in charge of where it sleeps.

    A hold on one of its people is a hold on the whole: where the others sleep tells where that one does.
    """
    return RecordFacts(
        kind="household",
        id=line.id,
        controller=line.organisation,
        desk=line.desk,
        child=line.adults == 0,
        held=line.held,
        in_charge=frozenset(in_charge),
        fields={name: FIELD_SENSITIVITY[name] for name in HOUSEHOLD_FIELDS_IN_A_LINE},
    )


def household_shown(line: HouseholdLine, answer: Allowed) -> HouseholdLine:
    """The household with what is not shown left out as if nobody had said it; how many people it is stays."""
    columns: dict[str, dict[str, Any]] = {
        "headcount": {"adults": None, "children": None},
        "needs": {"needs": ()},
        "wish_region": {"wish_region": ""},
        "wish_site": {"wish_site": ""},
        "community": {"community": ""},
        "arrival": {"arrived_at": ""},
        "lodging": {"lodging_until": ""},
        "placement": {
            "site": "",
            "rooms": (),
            "from_day": "",
            "until": "",
            "reasons": (),
            "decided_by": "",
            "override": {},
        },
    }
    left_out: dict[str, Any] = {}
    for name, empty in columns.items():
        if name not in answer.shown:
            left_out |= empty
    return replace(line, **left_out)


def facts_of_request(
    request: RequestLine, controller: str, *, child: bool = False, held: bool = False
) -> RecordFacts:
    """What authorise must know of a tracing request."""
    return RecordFacts(
        kind="request",
        id=request.id,
        controller=controller,
        desk=request.desk,
        written_at=datetime.fromisoformat(request.opened_at).astimezone(UTC) if request.opened_at else None,
        child=child,
        held=held,
        fields={name: FIELD_SENSITIVITY[name] for name in ("enquirer", "sought", "relation")},
    )
