"""Somebody asks to be forgotten: the decision stays, with its number and its reason, and nothing of the person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import facts_of_person, those_to_show
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, RequestLine
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import Wrong, line_said, said

_EVERY_REQUEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure took: how many bodies, and which open requests by, for or about the person it closed.

    ``requests_closed`` are the actor's own organisation's. Another controller's search is its own to close: it finds the
    record erased, and whoever erases learns nothing of it.
    ``linked`` are other records of the same human, by confirmed proposals, that were erased too; ``linked_left`` those
    that still stand: nobody asked for them, or they are another organisation's registration.
    """

    person: UUID
    bodies: int
    requests_closed: tuple[UUID, ...]
    already: bool = False
    linked: tuple[UUID, ...] = ()
    linked_left: tuple[UUID, ...] = ()


def erase_person(
    outside: Outside, actor: Actor, form_id: UUID, person: UUID, reason: str, *, with_linked: bool = False
) -> Erased:
    """Blank every body that speaks of this person and close the organisation's open requests by, for and about them.

    The same human may stand in other records: described by whoever looked for them, or registered twice. Those that
    a confirmed proposal joins are erased too ``with_linked``, as far as this account may. ``reason`` is kept for ever
    and must not say who it was. Erasing twice is erasing once. Raises NothingHereError without leave or when there is
    nobody, BadInputError for a reason that is empty or no line.
    """
    line = outside.views.people([str(person)]).get(str(person))
    done = line is not None and line.erased
    # Nothing is left that says whose record it was; whoever may erase at all may learn that it is done.
    known = facts_of_person(line, outside.now()) if line else None
    facts = new_record("person", actor, outside.now()) if done else known
    opened(outside, actor, Action.ERASE_PERSON, facts, Purpose.DATA_RIGHTS, str(person))
    written_reason = _reason(reason)
    joined = _linked(outside, str(person))
    linked = _those_it_may_erase(outside, actor, joined) if with_linked else []
    lines = outside.views.people(joined)
    left = tuple(
        UUID(one)
        for one in joined
        if one not in linked
        # Whom another organisation's enquirers look for is not told.
        and (lines[one].organisation == actor.organisation or lines[one].recorded_as == "registered")
    )
    people = [*([] if done else [str(person)]), *linked]
    bodies = {one: outside.journal.bodies_about(UUID(one)) for one in people}
    found = _open_requests(outside, {str(person), *joined}, frozenset(people))
    requests = tuple(request for request in found if request.organisation == actor.organisation)
    drafts = [
        Draft(
            derived_id(form_id, 1 if one == str(person) else 1_000_000 + number), "person_erased", UUID(one),
            {"said": [said("erased", {"events": [str(body) for body in bodies[one]], "reason": written_reason})]},
            Purpose.DATA_RIGHTS.value, outside.now(),
        )
        for number, one in enumerate(people)
    ]  # fmt: skip
    drafts += [_closing(form_id, number, request, outside) for number, request in enumerate(requests)]
    outside.journal.append(drafts, actor)
    return Erased(
        person, sum(len(some) for some in bodies.values()), tuple(UUID(request.id) for request in requests),
        done, tuple(UUID(one) for one in linked), left,
    )  # fmt: skip


def _linked(outside: Outside, person: str) -> list[str]:
    """Other records of the same human that stand: joined by confirmed proposals, however many steps away."""
    requests = outside.views.requests(None, _EVERY_REQUEST)
    sought_in = {request.id: request.sought for request in requests}
    requests_for: dict[str, list[str]] = {}
    for request in requests:
        requests_for.setdefault(request.sought, []).append(request.id)
    found, waiting = {person}, [person]
    while waiting:
        one = waiting.pop()
        confirmed = outside.views.proposals(person=one, outcome="confirmed", most=_EVERY_REQUEST)
        for own in requests_for.get(one, ()):
            confirmed += outside.views.proposals(request=own, outcome="confirmed", most=_EVERY_REQUEST)
        sides = {
            side for two in confirmed for side in (two.person, two.other, sought_in.get(two.request, ""))
        }
        waiting += sorted(sides - found - {""})
        found |= sides - {""}
    lines = outside.views.people(sorted(found - {person}))
    return sorted(one for one, line in lines.items() if not line.erased)


def _those_it_may_erase(outside: Outside, actor: Actor, people: Sequence[str]) -> list[str]:
    lines, now = outside.views.people(people), outside.now()
    things = [(one, facts_of_person(lines[one], now, ())) for one in people]
    shown = those_to_show(outside, actor, Action.ERASE_PERSON, things, Purpose.DATA_RIGHTS)
    return [one for one, _answer in shown]


def _reason(reason: str) -> str:
    line = line_said("reason", reason.strip())
    if isinstance(line, Wrong):
        raise BadInputError([Problem(line.what, line.do, column="reason")])
    if not reason.strip():
        what = Message("there is no reason")
        raise BadInputError([Problem(what, Message("write why, but not who"), column="reason")])
    return reason.strip()


def _open_requests(outside: Outside, same: set[str], erased: frozenset[str]) -> Iterable[RequestLine]:
    """Requests for anybody who is this human, and by anybody who is erased."""
    everyone = outside.views.requests("open", _EVERY_REQUEST)
    return (request for request in everyone if request.sought in same or request.enquirer in erased)


def _closing(form_id: UUID, number: int, request: RequestLine, outside: Outside) -> Draft:
    status = said("request_status", {"status": "closed", "why": "erased"})
    return Draft(
        derived_id(form_id, 100 + number), "tracing_request_stated", UUID(request.id), {"said": [status]},
        Purpose.DATA_RIGHTS.value, outside.now(),
    )  # fmt: skip
