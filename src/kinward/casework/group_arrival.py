"""Write down an institution that arrives together: the roll and the carers at once, its people when there is time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside, Written
from kinward.casework.register_household import PersonForm, came_and_described, kept_and_problems
from kinward.model.event import Actor, Draft, derived_id, moment_of, moment_text
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose, RecordFacts
from kinward.model.record import Record
from kinward.protect.authorise import new_record
from kinward.register.as_said import Wrong, line_said, said, wrong_with_line

KINDS = ("childrens_home", "hospital", "care_home", "boarding_school", "other")
# The people of one bus: a coach has 50 to 60 seats. A larger institution comes in several and joins itself.
PEOPLE_MOST = 100


@dataclass(frozen=True, slots=True)
class GroupForm:
    """People who move as an institution. ``people`` counts everyone who is there, carers included.

    ``roll`` is how many names the institution's own paper has. ``joins`` is the group whose first bus came before.
    Group members stay together and are never placed by the planner: ``kinward house`` leaves them to child protection.
    """

    form_id: UUID
    institution: str
    group_kind: str
    crossing: str
    arrived_at: datetime
    people: int
    carers: int = 0
    roll: int = 0
    persons: tuple[PersonForm, ...] = ()
    happened_at: datetime | None = None
    joins: UUID | None = None
    shared_with: tuple[str, ...] = ()


def register_group(outside: Outside, actor: Actor, form: GroupForm) -> Written:
    """Write a group into the journal. Raises BadInputError with everything wrong in it, NothingHereError without leave."""
    now = outside.now()
    facts: RecordFacts | None = new_record("group", actor, now)
    if form.joins is not None:
        facts = _facts_of_group(outside.journal.record(form.joins, "group"))
    opened(outside, actor, Action.REGISTER_GROUP, facts, Purpose.REGISTER, str(group_of(form)))
    return outside.journal.append(group_drafts(form, now), actor)


def _facts_of_group(record: Record) -> RecordFacts | None:
    """What authorise must know of a group that a later bus joins; None when nothing was ever said of it."""
    first = min(record.statements, key=lambda one: (one.written_at, one.key), default=None)
    if first is None:
        return None
    return RecordFacts(
        "group", str(record.subject), controller=first.organisation, desk=first.device, written_at=first.written_at
    )  # fmt: skip


def group_of(form: GroupForm) -> UUID:
    """The group a form speaks of: the one it joins, or one of its own."""
    return form.joins or derived_id(form.form_id, 0)


def group_drafts(form: GroupForm, now: datetime) -> list[Draft]:
    """The events of a form: one for the group, one for each person, one for each "tell nobody"."""
    happened_at = form.happened_at or moment_of(form.form_id)
    problems = list(_wrong_with_group(form, now))
    persons = []
    for number, person in enumerate(form.persons):
        found = [
            said("group", str(group_of(form))),
            *came_and_described(person, form.crossing, form.arrived_at, happened_at, form.shared_with),
        ]
        kept, wrong = kept_and_problems(found, number)
        persons.append(kept)
        problems += wrong
    if problems:
        raise BadInputError(problems)
    drafts = [_group_draft(form, happened_at)]
    for number, statements in enumerate(persons):
        subject = derived_id(form.form_id, 1000 + number)
        drafts.append(
            Draft(
                derived_id(form.form_id, 2000 + number), "person_registered", subject, {"said": statements},
                Purpose.REGISTER.value, happened_at,
            )
        )  # fmt: skip
        if form.persons[number].tell_nobody:
            body = {"said": [said("hold", {"reason": "asked at the desk"})]}
            hold = derived_id(form.form_id, 3000 + number)
            drafts.append(Draft(hold, "hold_placed", subject, body, Purpose.PROTECT.value, happened_at))
    return drafts


def _group_draft(form: GroupForm, happened_at: datetime) -> Draft:
    arrival: dict[str, Any] = {
        "crossing": form.crossing, "at": moment_text(form.arrived_at), "people": form.people,
    }  # fmt: skip
    statements = [
        said("arrival", arrival),
        said("institution", form.institution),
        said("group_kind", form.group_kind),
        said("roll", form.roll),
        said("carers", form.carers),
    ]
    return Draft(
        derived_id(form.form_id, 1), "group_arrived", group_of(form), {"said": statements},
        Purpose.REGISTER.value, happened_at,
    )  # fmt: skip


def _wrong_with_group(form: GroupForm, now: datetime) -> Iterable[Problem]:
    if not 1 <= form.people <= PEOPLE_MOST:
        do = Message("count between 1 and {most}; write each bus by itself", {"most": PEOPLE_MOST})
        yield Problem(Message("this number of people cannot be"), do, column="people")
    if form.roll < 0:
        yield Problem(Message("the roll cannot be below 0"), Message("count again"), column="roll")
    if len(form.persons) > form.people or not 0 <= form.carers <= form.people:
        yield Problem(Message("more are named than counted"), Message("count again"), column="people")
    if form.group_kind not in KINDS:
        known = Message("one of: {known}", {"known": ", ".join(KINDS)})
        yield Problem(Message("there is no such kind of group"), known, column="group_kind")
    if wrong := wrong_with_line("crossing", form.crossing):
        yield Problem(wrong.what, wrong.do, column="crossing")
    named = line_said("institution", form.institution)
    if isinstance(named, Wrong):
        yield Problem(named.what, named.do, column="institution")
    elif not form.institution.strip():
        do = Message("write what it is called, or who is in charge")
        yield Problem(Message("the institution has no name"), do, column="institution")
    if form.arrived_at > now or (form.happened_at is not None and form.happened_at > now):
        yield Problem(
            Message("this moment is still to come"), Message("check date and time"), column="arrived_at"
        )
