"""Who is looked for, and by whom: the requests a worker may see, found again by their code or by a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import (
    PERSON_FIELDS_IN_A_LINE,
    facts_of_person,
    facts_of_request,
    is_perhaps_a_child,
    those_to_show,
)
from kinward.casework.opening import opened
from kinward.casework.paging import Paged, page_of
from kinward.casework.ports import Outside, PersonLine, RequestLine
from kinward.model.code import code_as_typed, code_of
from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Purpose, RecordFacts
from kinward.names.keys import keys
from kinward.names.tables import NameTables
from kinward.protect.authorise import PAGE, authorise, those_shown

_EVERY = 1_000_000
# Two consonants are shared by too many names to say who is meant.
_SKELETON_FEWEST = 3


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """A request in a list. ``enquirer`` is None when this worker may not see who asks."""

    line: RequestLine
    code: str
    sought: PersonLine
    enquirer: PersonLine | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a request is looked for: by the code its enquirer was told, or by the name of the sought or of who asks."""

    code: str = ""
    name: str = ""


def see_requests(
    outside: Outside,
    actor: Actor,
    purpose: Purpose,
    status: str | None = "open",
    *,
    page: int = 1,
    wanted: Wanted | None = None,
    tables: NameTables | None = None,
) -> Paged[RequestSeen]:
    """Tracing requests this worker may see, newest first; with ``wanted`` those that fit, open or closed alike.

    ``tables`` are needed to look for a name. Of a request whose enquirer may not be seen, the enquirer's name finds
    nothing. Raises NothingHereError.
    """
    action = Action.SEE_TRACING_REQUEST
    opened(outside, actor, action, PAGE, purpose)
    called = _called(outside, wanted.name, tables) if wanted and not wanted.code else frozenset()
    lines = outside.views.requests(status, _EVERY) if wanted is None else _fitting(outside, wanted, called)
    sought = outside.views.people([line.sought for line in lines], named=False)
    today = outside.now().date()
    things = [
        (line, _facts(line, sought[line.sought], is_perhaps_a_child(sought[line.sought], today)))
        for line in lines
        if line.sought in sought
    ]
    if wanted is not None:
        # That somebody looked is written down also when nothing was found.
        asked_for = "code" if wanted.code else "name"
        outside.read_log.disclose(actor, action, purpose, "page", "", [asked_for], "shown")
        if not wanted.code:
            asking = _enquirers(outside, actor, purpose, lines).keys() & called
            things = [one for one in things if one[0].sought in called or one[0].enquirer in asking]
    facts_of = {line.id: facts for line, facts in things}
    allowed = those_shown(actor, action, things, purpose, outside.now())
    here = page_of([line for line, _answer in allowed], page)
    those_to_show(outside, actor, action, [(line, facts_of[line.id]) for line in here.rows], purpose)
    enquirers = _enquirers(outside, actor, purpose, here.rows)
    sought = outside.views.people([line.sought for line in here.rows])
    rows = [
        RequestSeen(line, code_of(UUID(line.id)), sought[line.sought], enquirers.get(line.enquirer))
        for line in here.rows
    ]
    shown = {one.id: one for row in rows for one in (row.sought, row.enquirer) if one is not None}
    entries = [("person", person, PERSON_FIELDS_IN_A_LINE, "shown") for person in shown]
    if entries:
        outside.read_log.disclose_all(actor, action, purpose, entries)
    return here.with_rows(rows)


def request_of_code(outside: Outside, actor: Actor, purpose: Purpose, code: str) -> str | None:
    """The request whose enquirer was told this code, if this worker may see it: a code typed among those of slips."""
    action = Action.SEE_TRACING_REQUEST
    lines = _of_code(outside, code)
    sought = outside.views.people([line.sought for line in lines])
    today, now = outside.now().date(), outside.now()
    for line in lines:
        person = sought.get(line.sought)
        if person is not None and isinstance(
            authorise(actor, action, _facts(line, person, is_perhaps_a_child(person, today)), purpose, now),
            Allowed,
        ):
            return line.id
    return None


def _facts(line: RequestLine, sought: PersonLine, child: bool) -> RecordFacts:  # of one fact
    return facts_of_request(line, line.organisation, child=child, held=sought.restricted)


def _of_code(outside: Outside, code: str) -> list[RequestLine]:
    """The one request of a code: the code follows from the identity and is kept nowhere."""
    typed = code_as_typed(code)
    if not typed:
        return []
    return [line for line in outside.views.requests(None, _EVERY) if code_of(UUID(line.id)) == typed]


def _fitting(outside: Outside, wanted: Wanted, called: frozenset[str]) -> list[RequestLine]:
    if wanted.code:
        return _of_code(outside, wanted.code)
    return [line for line in outside.views.requests(None, _EVERY) if called & {line.sought, line.enquirer}]


def _called(outside: Outside, name: str, tables: NameTables | None) -> frozenset[str]:
    """The sought and the enquirers in whose names every word that was typed stands, in any script and spelling."""
    assert tables is not None, "a name is looked for by the tables of names"
    found: set[str] | None = None
    for word in name.split():
        made = keys(word, tables)
        skeleton = made.skeleton if len(made.skeleton) >= _SKELETON_FEWEST else ""
        so_called = outside.views.people_called(made.fold, skeleton)
        found = so_called if found is None else found & so_called
    return frozenset(found or ())


def _enquirers(
    outside: Outside, actor: Actor, purpose: Purpose, lines: Sequence[RequestLine]
) -> dict[str, PersonLine]:
    """Who asks, of those whom this worker may see."""
    people = outside.views.people(sorted({line.enquirer for line in lines}))
    now = outside.now()
    things = [(person, facts_of_person(person, now)) for person in people.values()]
    return {one.id: one for one, _ in those_shown(actor, Action.SEE_PERSON, things, purpose, now)}
