"""Someone calls: who are you, whom do you look for, and who must not learn of it?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kinward.casework.facts import facts_of_person
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, Written
from kinward.casework.register_household import PersonForm, described
from kinward.model.code import code_of
from kinward.model.description import Relation
from kinward.model.event import Actor, Draft, derived_id, moment_of
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.model.written_name import NameKind
from kinward.protect.authorise import new_record
from kinward.register.as_said import Said, Wrong, line_said, name_said, parted, said, wrong_with_line

_SOUGHT_MOST = 20
# What a call asks of whoever works on it: who must not learn, how to call back, and what to tell the person found.
ASKED_BY_THE_CALL = ("must_not_learn", "call_back", "message")


@dataclass(frozen=True, slots=True)
class SoughtForm:
    """One sought person as the enquirer says it; ``relation`` is what the enquirer is to them, empty when not said."""

    person: PersonForm
    relation: str = ""
    last_contact_on: date | None = None
    last_contact_place: str = ""
    last_contact_with: str = ""


@dataclass(frozen=True, slots=True)
class TracingForm:
    """A call of two minutes. ``form_id`` is made by the client: sending it twice makes one request."""

    form_id: UUID
    enquirer_name: str
    call_back: str
    sought: tuple[SoughtForm, ...]
    must_not_learn: str = ""
    message: str = ""
    enquirer_person: UUID | None = None
    happened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """What the enquirer is told: "received", and a code to ask again with. Never whether anybody was found."""

    requests: tuple[UUID, ...]
    codes: tuple[str, ...]
    written: Written


def take_tracing_request(outside: Outside, actor: Actor, form: TracingForm) -> Requested:
    """Write the request down. Raises BadInputError with everything wrong in it, NothingHereError without leave.

    Somebody registered may be named as the enquirer only by who may open that record.
    """
    now = outside.now()
    opened(outside, actor, Action.TAKE_TRACING_REQUEST, new_record("request", actor, now), Purpose.TRACE)
    if form.enquirer_person is not None:
        known = str(form.enquirer_person)
        line = outside.views.people([known]).get(known)
        facts = facts_of_person(line, now) if line and not line.erased else None
        opened(outside, actor, Action.SEE_PERSON, facts, Purpose.TRACE, known)
    drafts = tracing_drafts(form, now)
    written = outside.journal.append(drafts, actor)
    requests = tuple(draft.subject for draft in drafts if draft.kind == "tracing_request_opened")
    return Requested(requests, tuple(code_of(request) for request in requests), written)


def codes_of(outside: Outside, form_id: UUID) -> tuple[str, ...]:
    """The codes of the requests of a form that is written down, in its order; it shows nothing else of them."""
    requests = [derived_id(form_id, 100 + number) for number in range(_SOUGHT_MOST)]
    known = {line.id for line in outside.views.requests(None, _SOUGHT_MOST, [str(one) for one in requests])}
    return tuple(code_of(request) for request in requests if str(request) in known)


def request_of(form: TracingForm, number: int) -> UUID:
    """The identity of the request for the n-th sought person."""
    return derived_id(form.form_id, 100 + number)


def sought_of(form: TracingForm, number: int) -> UUID:
    """The identity of the n-th sought person as described here."""
    return derived_id(form.form_id, 200 + number)


def tracing_drafts(form: TracingForm, now: datetime) -> list[Draft]:
    """The events of a call: the enquirer, each sought person, each request. One person per body."""
    happened_at = form.happened_at or moment_of(form.form_id)
    enquirer = form.enquirer_person or derived_id(form.form_id, 0)
    said_by_enquirer, problems = _enquirer_said(form)
    drafts: list[Draft] = []
    purpose = Purpose.TRACE.value
    if form.enquirer_person is None:
        body: dict[str, Any] = {"said": said_by_enquirer}
        drafts.append(
            Draft(derived_id(form.form_id, 1), "enquirer_recorded", enquirer, body, purpose, happened_at)
        )
    elif asked := [one for one in said_by_enquirer if one["field"] in ASKED_BY_THE_CALL]:
        # Of somebody registered only what this call asks for; it is theirs, and is erased with them.
        drafts.append(
            Draft(
                derived_id(form.form_id, 1), "enquirer_recorded", enquirer, {"said": asked}, purpose, happened_at
            )
        )  # fmt: skip
    for number, sought in enumerate(form.sought):
        statements, wrong = parted((*_sought_said(sought), *described(sought.person, happened_at.date())))
        problems += [Problem(w.what, w.do, row=number + 1, column=w.field) for w in wrong]
        problems += _wrong_with_sought(sought, number, now.date())
        drafts += [
            Draft(
                derived_id(form.form_id, 300 + number), "sought_person_described", sought_of(form, number),
                {"said": statements}, purpose, happened_at,
            ),
            Draft(
                derived_id(form.form_id, 400 + number), "tracing_request_opened", request_of(form, number),
                {
                    "said": [
                        said("enquirer", str(enquirer)),
                        said("sought", str(sought_of(form, number))),
                        *([said("relation", sought.relation)] if sought.relation else []),
                    ]
                },
                purpose, happened_at,
            ),
        ]  # fmt: skip
    if happened_at > now:
        do = Message("check date and time")
        problems.append(Problem(Message("this moment is still to come"), do, column="happened_at"))
    if problems:
        raise BadInputError(problems)
    return drafts


def _enquirer_said(form: TracingForm) -> tuple[list[Said], list[Problem]]:
    found: list[Said | Wrong] = [
        said("recorded_as", "enquirer"),
        name_said(form.enquirer_name, NameKind.WHOLE),
    ]
    if form.call_back:
        found += [line_said("call_back", form.call_back), line_said("phone", form.call_back)]
    if form.must_not_learn:
        found.append(line_said("must_not_learn", form.must_not_learn))
    if form.message:
        found.append(line_said("message", form.message))
    kept, wrong = parted(found)
    problems = [Problem(w.what, w.do, column=w.field) for w in wrong]
    if not form.call_back and form.enquirer_person is None:
        do = Message("ask for a number, or for a person who can be called")
        problems.append(Problem(Message("there is no way to call back"), do, column="call_back"))
    if not 1 <= len(form.sought) <= _SOUGHT_MOST:
        do = Message("describe between 1 and {most} people", {"most": _SOUGHT_MOST})
        problems.append(Problem(Message("nobody is sought"), do, column="sought"))
    return kept, problems


def _sought_said(sought: SoughtForm) -> list[Said | Wrong]:
    contact = {
        "on": sought.last_contact_on.isoformat() if sought.last_contact_on else "",
        "place": sought.last_contact_place,
        "with": sought.last_contact_with,
    }
    statements: list[Said | Wrong] = [said("recorded_as", "sought")]
    lines = {"last_contact_place": sought.last_contact_place, "last_contact_with": sought.last_contact_with}
    wrong = [found for name, text in lines.items() if (found := wrong_with_line(name, text))]
    if any(contact.values()) and not wrong:
        statements.append(said("last_contact", contact))
    return [*statements, *wrong]


def _wrong_with_sought(sought: SoughtForm, number: int, today: date) -> list[Problem]:
    problems = []
    person = sought.person
    if not (
        any(text for text, _kind in person.names) or person.phones or person.documents or person.relatives
    ):
        what = Message("nothing is said that could be searched for")
        do = Message("give a name, a home name, a telephone number, a document or a relative")
        problems.append(Problem(what, do, row=number + 1, column="name"))
    if sought.last_contact_on is not None and sought.last_contact_on > today:
        do = Message("check date and time")
        problems.append(
            Problem(Message("this day is still to come"), do, row=number + 1, column="last_contact_on")
        )
    if sought.relation and sought.relation not in {relation.value for relation in Relation}:
        known = ", ".join(relation.value for relation in Relation)
        what, do = Message("there is no such relation"), Message("one of: {known}", {"known": known})
        problems.append(Problem(what, do, row=number + 1, column="relation"))
    return problems
