"""What becomes of a household's rooms: from the proposal over the given room to the day somebody sleeps there."""

from enum import StrEnum


class PlacementState(StrEnum):
    """Where a household stands between asking for a roof and sleeping under one."""

    PROPOSED = "proposed"  # a program named rooms; they are held until a person decides
    OVERRIDE_ASKED = (
        "override_asked"  # a person asks for rooms against a rule; held until somebody else signs
    )
    WAITING = "waiting"
    CHILD_PROTECTION = "child_protection"  # no adult: no program gives them a room
    PLACED = "placed"  # given by a person and held for them; nobody has seen them there yet
    MOVED_IN = "moved_in"
    REFUSED = "refused"
    NO_SHOW = "no_show"
    MOVED_ON = "moved_on"


# Given by a person: no program takes these rooms away again.
GIVEN = frozenset({PlacementState.PLACED.value, PlacementState.MOVED_IN.value})
# Rooms that nobody else may have while the placement stands so.
HOLDS_ROOMS = GIVEN | {PlacementState.PROPOSED.value, PlacementState.OVERRIDE_ASKED.value}
# Who asked for a roof and came or went otherwise does not wait; whoever asks again is written down anew.
NO_LONGER_ASKS = frozenset({PlacementState.NO_SHOW.value, PlacementState.MOVED_ON.value})
