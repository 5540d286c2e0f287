"""What is longer than its column is refused with its reason when it is typed: PostgreSQL would break on it."""

from collections.abc import Callable

import pytest
from tests.casework.test_decide_placement import DESK, OFFICER, ROOM, build

from kinward import wiring
from kinward.casework.group_arrival import GroupForm, register_group
from kinward.casework.open_site import RoomForm, SiteForm, open_sites, room_of
from kinward.casework.ports import Outside
from kinward.casework.state_room import state_room
from kinward.model.lengths import longest
from kinward.model.problem import BadInputError


def group(outside: Outside, *, institution: str = "Home 1", crossing: str = "Goris") -> None:
    form = GroupForm(wiring.new_id(), institution, "hospital", crossing, wiring.now(), 5)
    register_group(outside, DESK, form)


def site(outside: Outside, **said: str) -> None:
    room = RoomForm(said.pop("number", "101"), 2, said.pop("tier", ""), blocked=said.pop("blocked", ""))
    named = {"name": "Hotel", "site_type": "hotel", "region": "Syunik"} | said
    open_sites(outside, OFFICER, [SiteForm(wiring.new_id(), **named, rooms=(room,))])  # type: ignore[arg-type]


def block(outside: Outside, *, blocked: str) -> None:
    state_room(outside, OFFICER, wiring.new_id(), str(room_of(build(outside, ROOM), 0)), blocked)


@pytest.mark.parametrize(
    ("write", "field"),
    [
        (block, "blocked"),
        *((group, field) for field in ("institution", "crossing")),
        *((site, field) for field in ("name", "site_type", "region", "place", "number", "tier", "blocked")),
    ],
)
def test_a_line_is_taken_up_to_its_length_and_not_beyond(
    outside: Outside, write: Callable[..., None], field: str
) -> None:
    write(outside, **{field: "x" * longest(field)})
    for wrong in ("x" * (longest(field) + 1), "a\u202eb"):
        with pytest.raises(BadInputError) as refusal:
            write(outside, **{field: wrong})
        assert field in {problem.column for problem in refusal.value.problems}
