"""May this person do this with that record, now, for this purpose? No, unless the table says yes."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from kinward.model.event import Actor
from kinward.model.protection import (
    Action,
    Allowed,
    Answer,
    Purpose,
    RecordFacts,
    RefusalCode,
    Refused,
    Role,
    Sensitivity,
)
from kinward.protect.roles import (
    ABOUT_PEOPLE,
    ACTIONS_THAT_SHOW,
    COVERED_BY,
    EXCLUSIVE_ROLES,
    KINDS_OF,
    PURPOSES,
    SHOWING,
    TABLE,
    Grant,
    Showing,
)

# What stands in the place of a masked value.

# A list, or a form before there is a record. It is open to whoever has the action at all and shows no field by
# itself: every row of a list is asked for with ``those_shown``.
PAGE = RecordFacts(kind="page")

_Thing = TypeVar("_Thing")


def authorise(
    actor: Actor, action: Action, record: RecordFacts | None, purpose: Purpose, now: datetime
) -> Answer:
    """Allowed, with what is shown of the record, or refused with a code that stays inside.

    Only the ``see_...`` actions show fields; who may change a record has still to be shown it by one of those.
    ``record`` is None when there is no such record; ``PAGE`` when the action has none yet. Of several reasons
    against, the code is the one of the grant that came closest (most conditions held).
    """
    if record is None:
        return Refused(RefusalCode.NOT_FOUND)
    grants = _grants_of(actor, action)
    if not grants:
        return Refused(RefusalCode.ROLE)
    if record.kind not in KINDS_OF[action]:
        return Refused(RefusalCode.KIND)
    if record.kind in ABOUT_PEOPLE:
        return _answer_about_people(actor, action, grants, record, purpose, now)
    return Allowed() if record.kind == PAGE.kind else _answer(actor, action, grants, record, now)


def roles_that_count(actor: Actor) -> frozenset[Role]:
    """The roles of an account; an unknown word is no role, and an exclusive role leaves no other beside it."""
    roles = frozenset(role for role in Role if role in actor.roles)
    return roles & EXCLUSIVE_ROLES or roles


def new_record(kind: str, actor: Actor, now: datetime) -> RecordFacts:
    """The facts of a record that this actor is about to write."""
    return RecordFacts(kind, controller=actor.organisation, desk=actor.device, written_at=now)


def with_first_say(record: RecordFacts, account: str) -> RecordFacts:
    """The same facts with somebody who already had their say about it."""
    return replace(record, decided_by=record.decided_by | {account}) if account else record


def those_shown(
    actor: Actor,
    action: Action,
    things: Iterable[tuple[_Thing, RecordFacts]],
    purpose: Purpose,
    now: datetime,
) -> tuple[tuple[_Thing, Allowed], ...]:
    """Of a list only what this actor may see. How many were left out is not told, since that is an answer too."""
    answers = ((thing, authorise(actor, action, facts, purpose, now)) for thing, facts in things)
    return tuple((thing, answer) for thing, answer in answers if isinstance(answer, Allowed))


def _grants_of(actor: Actor, action: Action) -> tuple[Grant, ...]:
    roles = roles_that_count(actor)
    return tuple(grant for grant in TABLE.get(action, ()) if grant.role in roles)


def _answer_about_people(
    actor: Actor,
    action: Action,
    grants: tuple[Grant, ...],
    record: RecordFacts,
    purpose: Purpose,
    now: datetime,
) -> Answer:
    grants = tuple(grant for grant in grants if purpose in PURPOSES[grant.role])
    if not grants:
        return Refused(RefusalCode.PURPOSE)
    if not actor.organisation or not _has_it(actor.organisation, record, purpose):
        return Refused(RefusalCode.CONTROLLER)
    return _answer(actor, action, grants, record, now)


def _has_it(organisation: str, record: RecordFacts, purpose: Purpose) -> bool:
    """Whether the record is this organisation's own, or was shared with it for this."""
    given_for = (purpose, *COVERED_BY.get(purpose, ()))
    return organisation == record.controller or any(
        (organisation, one.value) in record.shared_with for one in given_for
    )


def _answer(
    actor: Actor, action: Action, grants: tuple[Grant, ...], record: RecordFacts, now: datetime
) -> Answer:
    let_in: list[Grant] = []
    closest, against = -1, RefusalCode.ROLE
    for grant in grants:
        held_true, refusal = _weigh(grant, actor, record, now)
        if refusal is None:
            let_in.append(grant)
        elif held_true > closest:
            closest, against = held_true, refusal
    if not let_in:
        return Refused(against)
    return _shown_of(record, let_in) if action in ACTIONS_THAT_SHOW else Allowed()


def _weigh(grant: Grant, actor: Actor, record: RecordFacts, now: datetime) -> tuple[int, RefusalCode | None]:
    """How many conditions held before the first that did not, and that one's code."""
    for number, condition in enumerate(grant.conditions):
        if refusal := condition(actor, record, now):
            return number, refusal
    return len(grant.conditions), None


def _shown_of(record: RecordFacts, let_in: Iterable[Grant]) -> Allowed:
    """Each field as the most generous grant shows it."""
    sets: dict[Showing, set[str]] = {showing: set() for showing in Showing}
    grants = tuple(let_in)
    for name, sensitivity in record.fields.items():
        ways = {_showing(grant, sensitivity) for grant in grants}
        best = next(showing for showing in Showing if showing in ways)
        sets[best].add(name)
    return Allowed(*(frozenset(sets[showing]) for showing in Showing))


_RANK = {sensitivity: rank for rank, sensitivity in enumerate(Sensitivity)}


def _showing(grant: Grant, sensitivity: Sensitivity) -> Showing:
    if _RANK[sensitivity] > _RANK[grant.at_most]:
        # A name under a hold is masked: a bed is taken by somebody. What is sealed leaves no trace.
        return Showing.HIDDEN if sensitivity is Sensitivity.SEALED else Showing.MASKED
    return SHOWING[grant.role][sensitivity]
