"""Who may be told of somebody, for what and on whose word: given as a fact, withdrawn as another, never deleted."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import PERSON_FIELDS_IN_A_LINE, facts_of_person
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import Outside, PersonLine
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, LegalBasis, PermissionGiver, Purpose
from kinward.register.as_said import said, wrong_with_line


@dataclass(frozen=True, slots=True)
class PermissionSeen:
    """One permission as it was given; ``withdrawn_at`` is empty while it stands."""

    key: str
    purpose: str
    recipient: str
    basis: str
    giver: str
    by: str
    given_at: str
    withdrawn_at: str


@dataclass(frozen=True, slots=True)
class PermissionForm:
    """A permission as somebody gives it. ``form_id`` is made by the client."""

    form_id: UUID
    purpose: str
    recipient: str
    basis: str
    giver: str


def see_permissions(
    outside: Outside, actor: Actor, person: str, purpose: Purpose
) -> tuple[PersonLine, tuple[PermissionSeen, ...]]:
    """Every permission ever given, the newest first. Raises NothingHereError."""
    line = _opened(outside, actor, Action.SEE_PERMISSIONS, person, purpose)
    record = outside.journal.record(UUID(person), "person")
    withdrawn: dict[str, str] = {}
    for statement in sorted(
        record.ever("permission_withdrawal"), key=lambda one: one.happened_at, reverse=True
    ):
        withdrawn[statement.value["permission"]] = statement.happened_at.isoformat()
    given = sorted(record.ever("permission"), key=lambda one: (one.happened_at, one.key), reverse=True)
    return line, tuple(
        PermissionSeen(
            one.key, one.value["purpose"], one.value["recipient"], one.value["basis"], one.value["giver"], one.by,
            one.happened_at.isoformat(), withdrawn.get(one.key, ""),
        )
        for one in given
    )  # fmt: skip


def give_permission(
    outside: Outside, actor: Actor, person: str, form: PermissionForm, purpose: Purpose
) -> None:
    """Write that this organisation may use the record for this. Raises BadInputError with everything wrong."""
    _opened(outside, actor, Action.GIVE_PERMISSION, person, purpose)
    problems = []
    for column, chosen, words in (
        ("purpose", form.purpose, Purpose), ("basis", form.basis, LegalBasis), ("giver", form.giver, PermissionGiver),
    ):  # fmt: skip
        known = [word.value for word in words]
        if chosen not in known:
            do = Message("one of: {known}", {"known": ", ".join(known)})
            problems.append(Problem(Message("there is no such word here"), do, column=column))
    if not form.recipient.strip():
        do = Message("write the organisation as its accounts name it")
        problems.append(Problem(Message("nobody is named who may be told"), do, column="recipient"))
    if wrong := wrong_with_line("recipient", form.recipient, 100):
        problems.append(Problem(wrong.what, wrong.do, column="recipient"))
    if problems:
        raise BadInputError(problems)
    value = {
        "purpose": form.purpose, "recipient": form.recipient.strip(), "basis": form.basis, "giver": form.giver,
    }  # fmt: skip
    _write(outside, actor, form.form_id, "permission_given", person, "permission", value, purpose)


def withdraw_permission(
    outside: Outside, actor: Actor, form_id: UUID, person: str, permission: str, purpose: Purpose
) -> None:
    """Write that one permission ends now. Raises BadInputError when this person never gave it."""
    _opened(outside, actor, Action.WITHDRAW_PERMISSION, person, purpose)
    record = outside.journal.record(UUID(person), "person")
    if permission not in {one.key for one in record.ever("permission")}:
        do = Message("reload the page and choose one that stands")
        raise BadInputError([Problem(Message("there is no such permission"), do, column="permission")])
    value = {"permission": permission}
    _write(outside, actor, form_id, "permission_withdrawn", person, "permission_withdrawal", value, purpose)


def _opened(outside: Outside, actor: Actor, action: Action, person: str, purpose: Purpose) -> PersonLine:
    line = outside.views.people([person]).get(person)
    fields = (*PERSON_FIELDS_IN_A_LINE, "permission")
    facts = facts_of_person(line, outside.now(), fields) if line and not line.erased else None
    opened(outside, actor, action, facts, purpose, person)
    if line is None:
        raise NothingHereError
    return line


def _write(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    kind: str,
    person: str,
    field: str,
    value: dict[str, str],
    purpose: Purpose,
) -> None:
    body = {"said": [said(field, value)]}
    draft = Draft(derived_id(form_id, 1), kind, UUID(person), body, purpose.value, outside.now())
    outside.journal.append([draft], actor)
