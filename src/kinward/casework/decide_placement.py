"""A housing officer gives a household its rooms, notes a refusal, or frees rooms that nobody sleeps in any more."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from kinward.casework.facts import facts_of_household_line
from kinward.casework.opening import opened_all
from kinward.casework.plan_housing import household_to_house, room_to_plan
from kinward.casework.ports import HouseholdLine, Outside, RoomLine, SiteLine
from kinward.house.demand import needs_accessible, needs_winterised
from kinward.house.shortfall import may_be_slept_in
from kinward.house.supply import capacity_of
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.housing import HouseholdToHouse, Policy
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said

OUTCOMES = ("placed", "refused", "no_show", "moved_on")


def decide_placements(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    households: Sequence[str],
    outcome: str,
    reason: str = "",
    *,
    policy: Policy,
) -> int:
    """Decide the current proposal or placement of these households; returns how many were decided.

    ``placed`` takes the proposed rooms. No room is given twice, and none that may not be slept in by now: households
    and rooms are looked at again inside the transaction. The same form sent twice decides once. Raises BadInputError
    with every household that has no proposal or whose room cannot be given; then nobody is decided about.
    """
    assert outcome in OUTCOMES, outcome
    lines = {line.id: line for line in outside.views.households(ids=households)}
    now = outside.now()
    records = [(facts_of_household_line(lines[one]) if one in lines else None, one) for one in households]
    opened_all(outside, actor, Action.DECIDE_PLACEMENT, records, Purpose.HOUSE)
    drafts = [
        Draft(
            derived_id(form_id, number),
            "placement_decided",
            UUID(household),
            {"said": [said("placement", _decided(lines[household], outcome, reason))]},
            Purpose.HOUSE.value,
            now,
        )
        for number, household in enumerate(households)
    ]

    def check() -> None:
        _raise_if_nothing_to_decide(outside, lines, outcome)
        if outcome == "placed":
            _raise_if_not_to_be_given(outside, lines, policy)

    return len(outside.journal.append(drafts, actor, check=check).events)


def _decided(line: HouseholdLine, outcome: str, reason: str) -> dict[str, object]:
    value: dict[str, object] = {
        "state": outcome,
        "reasons": [{"text": reason, "values": {}}] if reason else [],
    }
    if outcome == "placed":
        value |= {"site": line.site, "rooms": list(line.rooms), "from": line.from_day}
        value["reasons"] = [
            {"text": message.text, "values": dict(message.values)} for message in line.reasons
        ]
    return value


def _raise_if_nothing_to_decide(outside: Outside, lines: Mapping[str, HouseholdLine], outcome: str) -> None:
    needed = {"proposed"} if outcome in {"placed", "refused"} else {"placed", "proposed"}
    problems = []
    for line in outside.views.households(ids=list(lines)):
        if line.state not in needed:
            what = Message("there is no proposal to decide on for this household")
            problems.append(Problem(what, Message("plan again")))
        elif _place(line) != _place(lines[line.id]):
            what = Message("other rooms are proposed for this household by now")
            problems.append(Problem(what, Message("reload the page and decide again")))
    if problems:
        raise BadInputError(problems)


def _place(line: HouseholdLine) -> tuple[str, tuple[str, ...], str]:
    return line.site, line.rooms, line.from_day


def _raise_if_not_to_be_given(outside: Outside, lines: Mapping[str, HouseholdLine], policy: Policy) -> None:
    """A room must be there, free, wanted once, open and lawful for these people as both stand now."""
    sites = {site.id: site for site in outside.views.sites()}
    rooms = {
        room.id: room
        for site in sorted({line.site for line in lines.values()})
        for room in outside.views.rooms(site)
    }
    wanted = Counter(room for line in lines.values() for room in line.rooms)
    problems: list[Problem] = []
    for line in outside.views.households(ids=list(lines)):
        own = [rooms[room] for room in line.rooms if room in rooms]
        found = [what for room in own for what in _against_room(room, line, wanted[room.id])]
        found = found or list(_against_home(household_to_house(line, outside.zone), line, own, sites, policy))
        problems += [Problem(what, Message("plan again")) for what in found]
    if problems:
        raise BadInputError(problems)


def _against_room(room: RoomLine, line: HouseholdLine, wanted: int) -> Iterable[Message]:
    number = {"number": room.number}
    if wanted > 1:
        yield Message("room {number} is proposed for more than one household", number)
    if room.state == "placed" and room.household != line.id:
        yield Message("room {number} was given to another household", number)
    if room.blocked:
        yield Message("room {number} is blocked", number)


def _against_home(
    household: HouseholdToHouse,
    line: HouseholdLine,
    own: Sequence[RoomLine],
    sites: Mapping[str, SiteLine],
    policy: Policy,
) -> Iterable[Message]:
    day = date.fromisoformat(line.from_day)
    planned = [room_to_plan(room, sites) for room in own]
    for seen, room in zip(own, planned, strict=True):
        number = {"number": seen.number}
        if not may_be_slept_in(room, day, policy):
            yield Message("room {number} may not be slept in on the day they move in", number)
        if needs_accessible(household, policy) and room.accessible is not True:
            yield Message("room {number} is not accessible", number)
        if needs_winterised(household, policy) and room.winterised is not True:
            yield Message("room {number} is not winterised", number)
    if len(own) < len(line.rooms) or sum(capacity_of(room, policy) for room in planned) < line.people:
        yield Message("the rooms no longer hold the whole household")
