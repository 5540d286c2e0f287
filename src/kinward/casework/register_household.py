"""Write down everyone who came to the desk together: the headcount first, persons when there is time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kinward.casework.facts import age_tells_child, facts_of_household, years_of_youngest
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, Written
from kinward.model.code import code_of
from kinward.model.description import Relation
from kinward.model.event import Actor, Draft, derived_id, moment_of, moment_text
from kinward.model.housing import NEEDS
from kinward.model.partial import ADULT_YEARS
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, LegalBasis, PermissionGiver, Purpose
from kinward.model.written_name import NameKind
from kinward.protect.authorise import new_record
from kinward.register.as_said import (
    Said,
    Wrong,
    age_said,
    born_said,
    line_said,
    name_said,
    parted,
    relative_said,
    said,
    sex_said,
    wrong_with_line,
)

# Nobody stands at a desk with more people than this; a bus is several households, an institution is a group.
PEOPLE_MOST = 60
_LINES = ("crossing", "wish_region", "community", "form_number", "typist")


@dataclass(frozen=True, slots=True)
class PersonForm:
    """One line of the form as typed; empty is unknown. ``names`` are (text, kind) in the order of the form."""

    names: tuple[tuple[str, NameKind], ...] = ()
    sex: str = ""
    age: str = ""
    born: str = ""
    place: str = ""
    address_before: str = ""
    phones: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    relatives: tuple[tuple[str, str], ...] = ()
    companions: tuple[str, ...] = ()
    relation_to_first: str = ""
    seems_alone: bool = False
    whereabouts: str = ""
    tell_nobody: bool = False


@dataclass(frozen=True, slots=True)
class HouseholdForm:
    """A form of the desk. ``form_id`` is made by the client: sending it twice makes one household.

    ``people`` counts everyone who is there, ``persons`` those written by name; more may follow. ``happened_at`` is
    when they were at the desk, earlier than now when paper is typed in; without it, the moment the form was opened.
    ``joins`` is the household they say is theirs, ``first`` its first person when that one was written down before.
    """

    form_id: UUID
    crossing: str
    arrived_at: datetime
    people: int
    persons: tuple[PersonForm, ...] = ()
    adults: int | None = None
    needs: tuple[str, ...] = ()
    wish_region: str = ""
    community: str = ""
    wants_roof: bool = False
    wants_roof_from: datetime | None = None
    own_lodging_until: date | None = None
    form_number: str = ""
    typist: str = ""
    happened_at: datetime | None = None
    joins: UUID | None = None
    first: UUID | None = None
    # Whom the receiving side may tell for tracing. Everyone's record is shared with the tracing service on the basis
    # of public interest (RFL Code of Conduct 2015, 3.1). Whoever said "tell nobody" is shared too, so that an officer
    # of the service can ask them in private: the hold keeps everybody else of the service out (decision 10).
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Registered:
    """What the desk prints: the household and each person's code, in the order of the form."""

    household: UUID
    people: tuple[UUID, ...]
    codes: tuple[str, ...]
    written: Written = field(repr=False)


def register_household(outside: Outside, actor: Actor, form: HouseholdForm) -> Registered:
    """Write a form into the journal. Raises BadInputError with everything wrong in it, NothingHereError without leave."""
    now = outside.now()
    opened(outside, actor, Action.REGISTER_HOUSEHOLD, new_record("household", actor, now), Purpose.REGISTER)
    return _written(outside, actor, form, household_drafts(form, now))


def name_members(outside: Outside, actor: Actor, form: HouseholdForm) -> Registered:
    """Write by name some of a household that was counted before (``form.joins``); its headcount stays.

    Raises BadInputError with everything wrong in the form, NothingHereError when this desk may not open the household.
    """
    now = outside.now()
    assert form.joins is not None, "members of no household"
    record = outside.journal.record(form.joins, "household")
    opened(
        outside, actor, Action.SEE_HOUSEHOLD, facts_of_household(record), Purpose.REGISTER, str(form.joins)
    )
    opened(outside, actor, Action.REGISTER_PERSON, new_record("person", actor, now), Purpose.REGISTER)
    own = {str(person_of(form, number)) for number in range(len(form.persons))}
    before = [person for person in outside.views.household_members(str(form.joins)) if person not in own]
    named, counted = len(before) + len(form.persons), int(record.latest("size") or 0)
    if named > counted:
        what = Message("{named} are named but {counted} counted", {"named": named, "counted": counted})
        raise BadInputError([Problem(what, Message("count again"), column="people")])
    drafts = person_drafts(form, now)
    if named == counted and (record.latest("headcount") or {}).get("adults") is None:
        drafts += _counted_by_ages(outside, form, before)
    return _written(outside, actor, form, drafts)


def _counted_by_ages(outside: Outside, form: HouseholdForm, before: Sequence[str]) -> list[Draft]:
    """How many are grown, once everybody is named and each age tells; so children who came without an adult are seen."""
    on = happened(form).date()
    lines = outside.views.people(before)
    told = [age_tells_child(lines[one], on) for one in before]
    told += [_is_child(person, on) for person in form.persons]
    if None in told:
        return []
    adults = {"adults": told.count(False), "children": told.count(True)}
    body = {"said": [said("headcount", adults)]}
    return [
        Draft(
            derived_id(form.form_id, 2), "household_stated", household_of(form), body, Purpose.REGISTER.value,
            happened(form),
        )
    ]  # fmt: skip


def _written(outside: Outside, actor: Actor, form: HouseholdForm, drafts: Sequence[Draft]) -> Registered:
    written = outside.journal.append(drafts, actor)
    people = tuple(draft.subject for draft in drafts if draft.kind == "person_registered")
    return Registered(household_of(form), people, tuple(code_of(person) for person in people), written)


def household_of(form: HouseholdForm) -> UUID:
    """The household a form speaks of: the one it joins, or one of its own."""
    return form.joins or derived_id(form.form_id, 0)


def person_of(form: HouseholdForm, number: int) -> UUID:
    """The identity of the n-th person of a form, counted from 0."""
    return derived_id(form.form_id, 1000 + number)


def household_drafts(form: HouseholdForm, now: datetime) -> list[Draft]:
    """The events of a form: one for the household, one for each person, one for each "tell nobody".

    Raises BadInputError with every problem of the form at once.
    """
    problems = list(_wrong_with_household(form, now))
    try:
        persons = person_drafts(form, now)
    except BadInputError as refusal:
        raise BadInputError([*problems, *refusal.problems]) from None
    if problems:
        raise BadInputError(problems)
    return [_household_draft(form), *persons]


def person_drafts(form: HouseholdForm, now: datetime) -> list[Draft]:
    """The events of a form's persons alone. Raises BadInputError with every problem of theirs at once."""
    happened_at = happened(form)
    persons = [_person_said(form, number, person, happened_at) for number, person in enumerate(form.persons)]
    problems = [problem for _said, problems in persons for problem in problems]
    if happened_at > now:
        problems.append(_to_come("happened_at"))
    if problems:
        raise BadInputError(problems)
    drafts: list[Draft] = []
    for number, (statements, _problems) in enumerate(persons):
        drafts.append(
            Draft(
                derived_id(form.form_id, 2000 + number), "person_registered", person_of(form, number),
                {"said": statements}, Purpose.REGISTER.value, happened_at,
            )
        )  # fmt: skip
        if form.persons[number].tell_nobody:
            body = {"said": [said("hold", {"reason": "asked at the desk"})]}
            identity = derived_id(form.form_id, 3000 + number)
            drafts.append(
                Draft(
                    identity, "hold_placed", person_of(form, number), body, Purpose.PROTECT.value, happened_at
                )
            )
    return drafts


def happened(form: HouseholdForm) -> datetime:
    """When they were at the desk. Never the moment of sending: a form sent twice must say the same twice."""
    return form.happened_at or moment_of(form.form_id)


def _to_come(column: str) -> Problem:
    return Problem(Message("this moment is still to come"), Message("check date and time"), column=column)


def _wrong_with_household(form: HouseholdForm, now: datetime) -> Iterable[Problem]:
    if form.people < 1:
        yield Problem(
            Message("nobody is counted"), Message("count everyone who is there, also babies"), column="people"
        )
    if form.people > PEOPLE_MOST:
        do = Message("write each household by itself; an institution is a group")
        yield Problem(
            Message("more than {most} people on one form", {"most": PEOPLE_MOST}), do, column="people"
        )
    if len(form.persons) > form.people:
        what = Message(
            "{named} are named but {counted} counted", {"named": len(form.persons), "counted": form.people}
        )
        yield Problem(what, Message("count again"), column="people")
    if form.adults is not None and not 0 <= form.adults <= form.people:
        yield Problem(Message("there are more adults than people"), Message("count again"), column="adults")
    if form.arrived_at > now:
        yield _to_come("arrived_at")
    if form.own_lodging_until is not None and form.own_lodging_until < form.arrived_at.date():
        do = Message("write the last day on which they have a place of their own")
        yield Problem(Message("this day is before they arrived"), do, column="own_lodging_until")
    if set(form.needs) - NEEDS:
        do = Message("the needs are: {known}", {"known": ", ".join(sorted(NEEDS))})
        yield Problem(Message("there is no such need"), do, column="needs")
    for name in _LINES:
        if wrong := wrong_with_line(name, getattr(form, name)):
            yield Problem(wrong.what, wrong.do, column=name)


def adults_and_children(form: HouseholdForm) -> dict[str, int | None]:
    """How many are grown: as counted, else by the ages, when everybody is named and each age tells; else unknown.

    Whoever nobody counted is not written down as grown: a household of children would then be placed by a planner.
    """
    if form.adults is not None:
        return {"adults": form.adults, "children": form.people - form.adults}
    told = [_is_child(person, happened(form).date()) for person in form.persons]
    if len(told) < form.people or None in told or form.joins is not None:
        return {"adults": None, "children": None}
    return {"adults": told.count(False), "children": told.count(True)}


def _is_child(person: PersonForm, on: date) -> bool | None:
    """By the age, whose son or daughter they are says nothing of it; None when no age is known."""
    found = [age_said(person.age, on)] if person.age else []
    found += [born_said(person.born, on)] if person.born else []
    latest = [said_of["value"]["latest"] for said_of in found if not isinstance(said_of, Wrong)]
    if latest:
        return years_of_youngest(max(latest), on) < ADULT_YEARS
    return True if person.seems_alone else None


def _household_draft(form: HouseholdForm) -> Draft:
    statements: list[Said] = [
        said("size", form.people),
        said("headcount", adults_and_children(form)),
        said(
            "lodging",
            {
                "wants_roof": form.wants_roof,
                "from": moment_text(form.wants_roof_from or form.arrived_at) if form.wants_roof else "",
                "until": form.own_lodging_until.isoformat() if form.own_lodging_until else "",
            },
        ),
    ]
    if form.joins is None:
        arrival: dict[str, Any] = {
            "crossing": form.crossing, "at": moment_text(form.arrived_at), "people": form.people,
            "form_number": form.form_number, "typist": form.typist,
        }  # fmt: skip
        statements.insert(0, said("arrival", arrival))
    for name, value in (
        ("needs", list(form.needs)),
        ("wish_region", form.wish_region),
        ("community", form.community),
    ):
        if value:
            statements.append(said(name, value))
    if form.form_number:
        statements.append(said("form_number", form.form_number))
    kind = "household_arrived" if form.joins is None else "household_stated"
    return Draft(
        derived_id(form.form_id, 1),
        kind,
        household_of(form),
        {"said": statements},
        Purpose.REGISTER.value,
        happened(form),
    )


def _person_said(
    form: HouseholdForm, number: int, person: PersonForm, happened_at: datetime
) -> tuple[list[Said], list[Problem]]:
    found = [
        said("household", str(household_of(form))),
        *came_and_described(person, form.crossing, form.arrived_at, happened_at, form.shared_with),
    ]
    if person.relation_to_first and (number or form.first):
        found.append(_kinship(form, person.relation_to_first))
    return kept_and_problems(found, number)


def came_and_described(
    person: PersonForm,
    crossing: str,
    arrived_at: datetime,
    happened_at: datetime,
    shared_with: Sequence[str],
) -> list[Said | Wrong]:
    """What every registration says of a person: that they came, everything described, and whom it may be told."""
    basis = LegalBasis.VITAL_INTEREST if person.tell_nobody else LegalBasis.PUBLIC_INTEREST
    return [
        said("recorded_as", "registered"),
        said("arrival", {"crossing": crossing, "at": moment_text(arrived_at)}),
        *described(person, happened_at.date()),
        *(shared_for_tracing(recipient, basis) for recipient in shared_with),
    ]


def shared_for_tracing(recipient: str, basis: LegalBasis) -> Said:
    """That a record is shared with the tracing service, and why the law allows it."""
    value: dict[str, Any] = {
        "purpose": Purpose.TRACE.value, "recipient": recipient, "basis": basis.value,
        "giver": PermissionGiver.SELF.value,
    }  # fmt: skip
    return said("permission", value)


def kept_and_problems(found: Iterable[Said | Wrong], number: int) -> tuple[list[Said], list[Problem]]:
    """The statements of the n-th person of a form (from 0), and what is wrong in their line."""
    kept, wrong = parted(found)
    return kept, [Problem(item.what, item.do, row=number + 1, column=item.field) for item in wrong]


# What the first one of the form is to a person who is this to the first.
_OTHER_SIDE = {
    "child": "parent", "mother": "child", "father": "child", "sibling": "sibling", "spouse": "spouse",
    "grandparent": "other", "other": "other", "parent": "child", "grandchild": "grandparent",
}  # fmt: skip


def _kinship(form: HouseholdForm, relation_to_first: str) -> Said | Wrong:
    other_side = _OTHER_SIDE.get(relation_to_first)
    if other_side is None:
        known = ", ".join(relation.value for relation in Relation)
        return Wrong(
            "relation", Message("there is no such relation"), Message("one of: {known}", {"known": known})
        )
    return said("kinship", {"relation": other_side, "other": str(form.first or person_of(form, 0))})


def described(person: PersonForm, as_of: date) -> Iterable[Said | Wrong]:
    """Everything said of one person, in the order of the paper form."""
    for text, kind in person.names:
        if text:
            yield name_said(text, kind)
    if person.sex:
        yield sex_said(person.sex)
    if person.age:
        yield age_said(person.age, as_of)
    if person.born:
        yield born_said(person.born, as_of)
    yield from _lines(person)
    if person.seems_alone:
        yield said("alone", value=True)
    if person.whereabouts and (wrong := wrong_with_line("whereabouts", person.whereabouts)):
        yield wrong
    elif person.whereabouts:
        yield said("whereabouts", {"kind": "hospital", "place": person.whereabouts, "source": "registration"})
    for relation, name in person.relatives:
        yield relative_said(relation, name)


def _lines(person: PersonForm) -> Iterable[Said | Wrong]:
    columns: Sequence[tuple[str, tuple[str, ...]]] = (
        ("place", (person.place,)),
        ("address_before", (person.address_before,)),
        ("phone", person.phones),
        ("document", person.documents),
        ("identifier", person.identifiers),
        ("companion", person.companions),
    )
    return (line_said(name, text) for name, texts in columns for text in texts if text)
