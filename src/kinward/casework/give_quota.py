"""Rooms in the hands of one desk: it gives them without the network, and nobody else gives them meanwhile."""

from collections.abc import Callable, Sequence
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside, RoomLine
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose, RecordFacts
from kinward.register.as_said import said, wrong_with_line


def give_quota(outside: Outside, actor: Actor, form_id: UUID, desk: str, rooms: Sequence[str]) -> int:
    """Hand these free rooms to a desk; returns how many. From then on only its device may give them.

    Raises BadInputError for rooms that are held, blocked or in another desk's hands: a room is in one hand at most,
    whatever each desk does while the line is down.
    """
    facts = RecordFacts("room", rooms[0] if rooms else "", controller=actor.organisation)
    opened(outside, actor, Action.GIVE_QUOTA, facts, Purpose.HOUSE)
    problems = []
    if not rooms:
        problems.append(Problem(Message("no room is named"), Message("tick the rooms"), column="room"))
    if not desk.strip() or wrong_with_line("desk", desk.strip(), 100):
        what = Message("no desk is named")
        problems.append(Problem(what, Message("write the desk as its accounts have it"), column="desk"))
    if problems:
        raise BadInputError(problems)

    def check() -> None:
        _raise_if_not_free(outside.views.rooms(ids=rooms), rooms)

    return _write(outside, actor, form_id, rooms, desk.strip(), check)


def return_quota(outside: Outside, actor: Actor, form_id: UUID, rooms: Sequence[str]) -> int:
    """The desk gives rooms back to the centre; returns how many. Only the desk itself: it knows what it gave away.

    Raises BadInputError for rooms that are not in the hands of the actor's desk or that it gave to somebody.
    """
    facts = RecordFacts("room", rooms[0] if rooms else "", controller=actor.organisation)
    opened(outside, actor, Action.RETURN_QUOTA, facts, Purpose.HOUSE)
    _raise_if_nothing_named(rooms)

    def check() -> None:
        found = outside.views.rooms(ids=rooms)
        problems = _rooms_that_are_not(found, rooms)
        for room in found:
            number = {"number": room.number}
            if room.quota != actor.device:
                what = Message("room {number} is not in the hands of your desk", number)
                problems.append(Problem(what, Message("only the desk that has it gives it back")))
            if room.household:
                what = Message("room {number} is held for a household", number)
                problems.append(Problem(what, Message("take it off the list")))
        if problems:
            raise BadInputError(problems)

    return _write(outside, actor, form_id, rooms, "", check)


def _raise_if_nothing_named(rooms: Sequence[str]) -> None:
    if not rooms:
        raise BadInputError([Problem(Message("no room is named"), Message("tick the rooms"), column="room")])


def _raise_if_not_free(found: Sequence[RoomLine], rooms: Sequence[str]) -> None:
    problems = _rooms_that_are_not(found, rooms)
    for room in found:
        number = {"number": room.number}
        if room.household:
            what = Message("room {number} is held for a household", number)
            problems.append(Problem(what, Message("take it off the list")))
        if room.blocked:
            problems.append(
                Problem(Message("room {number} is blocked", number), Message("take it off the list"))
            )
        if room.quota:
            what = Message(
                "room {number} is in the hands of desk {desk}, which alone may give it",
                {**number, "desk": room.quota},
            )
            problems.append(Problem(what, Message("that desk has to give it back first")))
    if problems:
        raise BadInputError(problems)


def _rooms_that_are_not(found: Sequence[RoomLine], rooms: Sequence[str]) -> list[Problem]:
    if len(found) == len(set(rooms)):
        return []
    return [Problem(Message("a room of this list is not there"), Message("reload the page"))]


def _write(
    outside: Outside, actor: Actor, form_id: UUID, rooms: Sequence[str], desk: str, check: Callable[[], None]
) -> int:
    now = outside.now()
    drafts = [
        Draft(
            derived_id(form_id, number), "quota_given", UUID(room), {"said": [said("quota", desk)]},
            Purpose.HOUSE.value, now,
        )
        for number, room in enumerate(dict.fromkeys(rooms))
    ]  # fmt: skip
    return len(outside.journal.append(drafts, actor, check=check).events)
