"""A room cannot be slept in, or can again: whoever is in charge of the site says so with a reason."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import Outside, RoomLine, SiteLine
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose, RecordFacts
from kinward.register.as_said import said, wrong_with_line


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A room with its site; nobody who sleeps there."""

    room: RoomLine
    site: SiteLine


def see_room_to_state(outside: Outside, actor: Actor, room: str) -> RoomPage:
    """The room somebody is about to say something of. Raises NothingHereError."""
    line = next(iter(outside.views.rooms(ids=[room])), None)
    site = next(iter(outside.views.sites([line.site])), None) if line else None
    facts = RecordFacts("room", room, in_charge=frozenset(site.in_charge)) if site else None
    opened(outside, actor, Action.STATE_ROOM, facts, Purpose.HOUSE, room)
    if line is None or site is None:
        raise NothingHereError
    return RoomPage(line, site)


def state_room(outside: Outside, actor: Actor, form_id: UUID, room: str, blocked: str) -> None:
    """Block the room for a reason, or open it again with an empty one. Who sleeps there stays until somebody decides.

    Raises BadInputError for a reason that is no line, NothingHereError without leave.
    """
    see_room_to_state(outside, actor, room)
    if wrong := wrong_with_line("blocked", blocked):
        raise BadInputError([Problem(wrong.what, wrong.do, column="blocked")])
    draft = Draft(
        derived_id(form_id, 1), "room_stated", UUID(room), {"said": [said("blocked", blocked.strip())]},
        Purpose.HOUSE.value, outside.now(),
    )  # fmt: skip
    outside.journal.append([draft], actor)


def block_room(outside: Outside, actor: Actor, form_id: UUID, room: str, reason: str) -> None:
    """As ``state_room``; raises BadInputError when no reason is given."""
    if not reason.strip():
        do = Message("write in a few words why")
        raise BadInputError([Problem(Message("there is no reason"), do, column="blocked")])
    state_room(outside, actor, form_id, room, reason)
