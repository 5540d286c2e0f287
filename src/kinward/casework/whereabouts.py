"""Where somebody is said to be, and whether somebody reports them dead: dated, with the source, closing nothing."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kinward.casework.facts import facts_of_person
from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id, moment_of, moment_text
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line

KINDS = ("site", "host_address", "hospital", "reported_detained", "stayed_behind", "left_country", "unknown")
FATES = ("alive", "reported_dead", "confirmed_dead", "unknown")
_RESTRICTED = frozenset({"reported_detained"})


@dataclass(frozen=True, slots=True)
class WhereaboutsForm:
    """One entry of the history: what kind of place, which, since when, and who says so."""

    form_id: UUID
    person: str
    kind: str
    place: str
    source: str
    since: datetime | None = None


def record_whereabouts(outside: Outside, actor: Actor, form: WhereaboutsForm, purpose: Purpose) -> None:
    """Add to the history; earlier entries stay. A detention is recorded by roles that may record one."""
    line = outside.views.people([form.person]).get(form.person)
    facts = facts_of_person(line, outside.now()) if line else None
    restricted = form.kind in _RESTRICTED
    action = Action.RECORD_DEATH_OR_DETENTION if restricted else Action.RECORD_WHEREABOUTS
    opened(outside, actor, action, facts, purpose, form.person)
    problems = [] if form.kind in KINDS else [_not_one_of("kind", KINDS)]
    for name, text in (("place", form.place), ("source", form.source)):
        if wrong := wrong_with_line(name, text):
            problems.append(Problem(wrong.what, wrong.do, column=name))
    if not form.source.strip():
        problems.append(
            Problem(Message("nobody is named who said it"), Message("write who said it"), column="source")
        )
    if form.since is not None and form.since > outside.now():
        problems.append(
            Problem(Message("this moment is still to come"), Message("check date and time"), column="since")
        )
    if problems:
        raise BadInputError(problems)
    value = {
        "kind": form.kind, "place": form.place, "source": form.source,
        "since": moment_text(form.since or moment_of(form.form_id)),
    }  # fmt: skip
    # A detention stands in a field of its own, sealed: the other entries of the history are shown to more people.
    kind, field = ("fate_stated", "detention") if restricted else ("person_stated", "whereabouts")
    draft = Draft(
        derived_id(form.form_id, 1), kind, UUID(form.person), {"said": [said(field, value)]}, purpose.value,
        outside.now(),
    )  # fmt: skip
    outside.journal.append([draft], actor)


def state_fate(
    outside: Outside, actor: Actor, form_id: UUID, person: str, fate: str, source: str, purpose: Purpose
) -> None:
    """A report of death closes nothing; a confirmation by an authority needs somebody other than who reported it."""
    line = outside.views.people([person]).get(person)
    said_before = outside.journal.record(UUID(person), "person").ever("fate") if line else ()
    facts = facts_of_person(line, outside.now()) if line else None
    if facts is not None:
        facts = replace(facts, decided_by=frozenset(statement.by for statement in said_before))
    action = Action.CONFIRM_DEATH if fate == "confirmed_dead" else Action.RECORD_DEATH_OR_DETENTION
    opened(outside, actor, action, facts, purpose, person)
    problems = [] if fate in FATES else [_not_one_of("fate", FATES)]
    if wrong := wrong_with_line("source", source):
        problems.append(Problem(wrong.what, wrong.do, column="source"))
    if not source.strip():
        do = Message("write who said it")
        problems.append(Problem(Message("nobody is named who said it"), do, column="source"))
    if problems:
        raise BadInputError(problems)
    draft = Draft(
        derived_id(form_id, 1), "fate_stated", UUID(person),
        {"said": [said("fate", {"fate": fate, "source": source})]}, purpose.value, outside.now(),
    )  # fmt: skip
    outside.journal.append([draft], actor)


def _not_one_of(field: str, known: tuple[str, ...]) -> Problem:
    return Problem(
        Message("there is no such entry"),
        Message("one of: {known}", {"known": ", ".join(known)}),
        column=field,
    )
