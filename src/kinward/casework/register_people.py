"""A spreadsheet of people goes into the journal: each row once, however often the file is given."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kinward.casework.facts import years_of_youngest
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.register_household import shared_for_tracing
from kinward.model.description import Description
from kinward.model.event import Actor, Draft, canonical, derived_id, moment_text
from kinward.model.partial import ADULT_YEARS
from kinward.model.protection import Action, LegalBasis, Purpose
from kinward.model.record import Record
from kinward.model.written_name import NameKind
from kinward.protect.authorise import PAGE
from kinward.register.as_said import Said, said

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ImportForm:
    """A file as it was read. ``device`` and ``organisation`` of the actor and a row's id make the person's identity."""

    people: Sequence[Description]
    arrived_at: datetime
    crossing: str = ""
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the rows: people who are new, people of whom something new is said, people known just so."""

    rows: int
    new: int
    said_more: int
    known: int
    households: int


def register_people(
    outside: Outside, actor: Actor, form: ImportForm, done: Callable[[int], None] = lambda _rows: None
) -> Imported:
    """Write every row. A row that is known already writes nothing; one that says more adds it beside what stands.

    Raises NothingHereError without leave.
    """
    opened(outside, actor, Action.IMPORT_PEOPLE, PAGE, Purpose.REGISTER)
    households = _households(actor, form.people)
    counts: Counter[str] = Counter()
    for start in range(0, len(form.people), _AT_ONCE):
        part = form.people[start : start + _AT_ONCE]
        identities = [identity_of(actor, "person", person.id) for person in part]
        records = outside.journal.records(identities, "person")
        drafts: list[Draft] = []
        for identity, person in zip(identities, part, strict=True):
            kind, draft = _person(
                identity,
                person,
                records.get(identity) or Record(identity, "person", ()),
                households[person.id],
                form,
                actor,
            )
            counts[kind] += 1
            drafts += [draft] if draft else []
        outside.journal.append(drafts, actor)
        done(start + len(part))
    written = _write_households(outside, actor, form, households)
    return Imported(len(form.people), counts["new"], counts["said_more"], counts["known"], written)


def identity_of(actor: Actor, kind: str, row_id: str) -> UUID:
    """The same row of the same desk and organisation is the same person, whatever day the file is given.

    A UUIDv7 whose time is nought: when somebody came is not hidden in it, and what a desk says later stands later.
    """
    text = canonical([actor.organisation, actor.device, kind, row_id])
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest()[:10], "big")
    return derived_id(UUID(int=digest), 0)


def _households(actor: Actor, people: Sequence[Description]) -> Mapping[str, UUID]:
    """Each row's household; whoever names none is counted by themselves."""
    return {
        person.id: identity_of(actor, "household", person.household)
        if person.household
        else identity_of(actor, "alone", person.id)
        for person in people
    }


def _person(
    identity: UUID, person: Description, record: Record, household: UUID, form: ImportForm, actor: Actor
) -> tuple[str, Draft | None]:
    described = list(_described(person, actor))
    if not record.statements and not record.erased:
        statements = [
            said("recorded_as", "registered"),
            said("household", str(household)),
            said("arrival", {"crossing": form.crossing, "at": moment_text(form.arrived_at)}),
            *described,
            *(shared_for_tracing(recipient, LegalBasis.PUBLIC_INTEREST) for recipient in form.shared_with),
        ]
        return "new", _draft(identity, "person_registered", 1, statements, form)
    more = [statement for statement in described if not record.erased and not _is_said(statement, record)]
    if not more:
        return "known", None
    number = int.from_bytes(hashlib.sha256(canonical(more).encode()).digest()[:6], "big")
    return "said_more", _draft(identity, "person_stated", number, more, form)


def _draft(subject: UUID, kind: str, number: int, statements: Sequence[Said], form: ImportForm) -> Draft:
    event = derived_id(subject, number)
    return Draft(event, kind, subject, {"said": list(statements)}, Purpose.REGISTER.value, form.arrived_at)


def _is_said(statement: Said, record: Record) -> bool:
    """Whether this was ever said of them, replaced or not: a correction is not undone by the file it corrected."""
    ever = [one.value for one in record.ever(statement["field"])]
    if statement["field"] == "born":
        return any(_overlap(statement["value"], value) for value in ever)
    return statement["value"] in ever


def _overlap(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """An age without its day moves with the calendar; as long as the births it allows meet, it is the same age."""
    return one["earliest"] <= other["latest"] and other["earliest"] <= one["latest"]


def _described(person: Description, actor: Actor) -> Iterable[Said]:
    names = (
        (NameKind.WHOLE, person.whole_names), (NameKind.GIVEN, person.given_names),
        (NameKind.FAMILY, person.family_names), (NameKind.FATHER, person.father_names),
        (NameKind.HOME, person.home_names), (NameKind.FORMER, person.former_names),
    )  # fmt: skip
    yield from (said("name", {"text": text, "kind": kind.value}) for kind, texts in names for text in texts)
    yield from (said("sex", sex.value) for sex in person.sexes)
    for born in person.born:
        yield said(
            "born",
            {
                "earliest": born.earliest.isoformat(), "latest": born.latest.isoformat(), "basis": born.basis.value,
                "said": str(born),
            },
        )  # fmt: skip
    yield from (said("place", {"text": place}) for place in person.places)
    lines = (
        ("address_before", person.addresses_before), ("phone", person.phones), ("document", person.documents),
        ("identifier", (*person.identifiers, _number_there(person, actor))), ("companion", person.companions),
    )  # fmt: skip
    yield from (said(field, text) for field, texts in lines for text in texts)
    yield from (
        said("relative", {"relation": relative.relation.value, "name": relative.name})
        for relative in person.relatives
    )


def _number_there(person: Description, actor: Actor) -> str:
    """The row's own id as a typed number, so that the organisation finds its people again."""
    return f"{actor.organisation} {actor.device}".replace(":", " ") + f":{person.id}"


def _write_households(
    outside: Outside, actor: Actor, form: ImportForm, households: Mapping[str, UUID]
) -> int:
    """A headcount for every household of the file that is new or has grown; returns how many households it names."""
    members: dict[UUID, list[Description]] = {}
    for person in form.people:
        members.setdefault(households[person.id], []).append(person)
    ids = list(members)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        records = outside.journal.records(part, "household")
        drafts = [
            draft
            for household in part
            if (
                draft := _household(
                    household,
                    members[household],
                    records.get(household) or Record(household, "household", ()),
                    form,
                )
            )
        ]
        outside.journal.append(drafts, actor)
    return len(ids)


def _household(
    household: UUID, people: Sequence[Description], record: Record, form: ImportForm
) -> Draft | None:
    size, before = len(people), int(record.latest("size") or 0)
    if size <= before:
        return None
    told = [_is_child(person, form.arrived_at) for person in people]
    known = None not in told
    headcount = {
        "adults": told.count(False) if known else None,
        "children": told.count(True) if known else None,
    }
    statements = [said("size", size), said("headcount", headcount)]
    # Whoever the file names beyond those counted before has arrived besides them.
    arrival = {
        "crossing": form.crossing, "at": moment_text(form.arrived_at), "people": size - before, "form_number": "",
        "typist": "",
    }  # fmt: skip
    statements.append(said("arrival", arrival))
    if not before:
        statements.append(said("lodging", {"wants_roof": False, "from": "", "until": ""}))
    return _draft(household, "household_arrived", size, statements, form)


def _is_child(person: Description, on: datetime) -> bool | None:
    if not person.born:
        return None
    return years_of_youngest(max(born.latest for born in person.born).isoformat(), on.date()) < ADULT_YEARS
