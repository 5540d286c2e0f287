"""Propose rooms for every household that asks for a roof, with a reason for everyone; a person decides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside, RoomLine, SiteLine
from kinward.house.plan import plan_housing as best_plan
from kinward.model.event import Actor, Draft, derived_id, moment_text
from kinward.model.housing import HouseholdToHouse, HousingPlan, Need, Policy, Room, WhyUnplaced
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import said

ALGORITHM = "prices-carve-flow"
# The states of a household that a plan may give a room: never planned, waiting, or not pleased with the last rooms.
_WITHOUT_A_ROOM = frozenset({"", "waiting", "refused"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked: who wants a roof and has none, every room, and which of those are given already."""

    lines: Mapping[str, HouseholdLine]
    households: tuple[HouseholdToHouse, ...]
    rooms: tuple[Room, ...]
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as proposed: its identity in the journal, what it says, and what it was asked."""

    id: UUID
    plan: HousingPlan
    asked: Asked


def plan_housing(outside: Outside, actor: Actor, form_id: UUID, policy: Policy, as_of: date) -> Planned:
    """Plan for everyone who asks for a roof by the end of ``as_of`` and has no room, over the rooms still free.

    The plan and each household's proposal or reason become events. Raises NothingHereError without leave, and
    BadInputError when somebody else proposed, gave or blocked one of its rooms while it was reckoned.
    """
    opened(outside, actor, Action.PLAN_HOUSING, new_record("plan", actor, outside.now()), Purpose.HOUSE)
    asked = asked_on(outside, as_of)
    plan = best_plan(asked.households, asked.rooms, policy, as_of=as_of, taken=asked.taken)
    drafts = _drafts(form_id, plan, asked.lines, outside)
    outside.journal.append(drafts, actor, check=lambda: _raise_if_outdated(outside, plan, asked.lines))
    return Planned(drafts[0].subject, plan, asked)


def _raise_if_outdated(outside: Outside, plan: HousingPlan, lines: Mapping[str, HouseholdLine]) -> None:
    rooms = {room.id: room for room in outside.views.rooms()}
    wanted = [rooms.get(room) for placed in plan.placements for room in placed.rooms]
    still_free = all(room is not None and not room.household and not room.blocked for room in wanted)
    households = outside.views.households(ids=list(lines))
    if not still_free or any(line.state not in _WITHOUT_A_ROOM for line in households):
        what = Message("rooms or households of this plan were decided about while it was made")
        raise BadInputError([Problem(what, Message("plan again"))])


def asked_on(outside: Outside, as_of: date) -> Asked:
    """What a plan for the end of this day is asked."""
    by = end_of(as_of, outside.zone)
    lines = {
        line.id: line
        for line in outside.views.households(wanting_roof_by=by)
        if line.state in _WITHOUT_A_ROOM
    }
    sites = {site.id: site for site in outside.views.sites()}
    rooms = outside.views.rooms()
    return Asked(
        lines,
        tuple(household_to_house(line, outside.zone) for line in lines.values()),
        tuple(room_to_plan(room, sites) for room in rooms),
        frozenset(room.id for room in rooms if room.household),
    )


def end_of(day: date, zone: tzinfo) -> str:
    """The last moment of a day there, as the views write moments."""
    return moment_text(datetime.combine(day, time.max, zone))


def household_to_house(line: HouseholdLine, zone: tzinfo) -> HouseholdToHouse:
    """A household of the views as the planner takes it; its days are those of the zone."""
    arrived_on = datetime.fromisoformat(line.arrived_at).astimezone(zone).date() if line.arrived_at else None
    return HouseholdToHouse(
        id=line.id,
        size=line.people,
        adults=line.adults,
        children=line.children,
        needs=frozenset(Need(need) for need in line.needs),
        wish_region=line.wish_region,
        community=line.community,
        arrived_on=arrived_on,
        own_lodging_until=date.fromisoformat(line.lodging_until) if line.lodging_until else None,
    )


def room_to_plan(room: RoomLine, sites: Mapping[str, SiteLine]) -> Room:
    """A room of the views as the planner takes it."""
    return Room(
        id=room.id,
        site=room.site,
        region=sites[room.site].region if room.site in sites else "",
        tier=room.tier,
        beds=room.beds,
        m2=room.m2,
        accessible=room.accessible,
        winterised=room.winterised,
        available_from=date.fromisoformat(room.available_from) if room.available_from else None,
        available_until=date.fromisoformat(room.available_until) if room.available_until else None,
        blocked=bool(room.blocked),
    )


def _drafts(
    form_id: UUID, plan: HousingPlan, lines: Mapping[str, HouseholdLine], outside: Outside
) -> list[Draft]:
    plan_id, now, purpose = derived_id(form_id, 0), outside.now(), Purpose.HOUSE.value
    body = {
        "said": [said("plan", {"algorithm": ALGORITHM, "policy": plan.policy, "summary": summary_of(plan)})]
    }
    drafts = [Draft(derived_id(form_id, 1), "housing_planned", plan_id, body, purpose, now)]
    for number, (household, value) in enumerate(_proposals(plan, plan_id), start=2):
        # Whoever waits for the same reason as before is not told again: the journal keeps news.
        if value["state"] == "waiting" and lines[household].state == "waiting":
            continue
        draft = {"said": [said("placement_proposal", value)]}
        drafts.append(
            Draft(derived_id(form_id, number), "placement_proposed", UUID(household), draft, purpose, now)
        )
    return drafts


def _proposals(plan: HousingPlan, plan_id: UUID) -> Iterable[tuple[str, dict[str, Any]]]:
    for placed in plan.placements:
        yield (
            placed.household,
            {
                "state": "proposed",
                "site": placed.site,
                "rooms": list(placed.rooms),
                "from": placed.from_day.isoformat(),
                "plan": str(plan_id),
                "reasons": messages_kept(placed.reasons),
            },
        )
    for unplaced in plan.unplaced:
        state = "child_protection" if unplaced.why is WhyUnplaced.CHILD_PROTECTION else "waiting"
        yield (
            unplaced.household,
            {"state": state, "plan": str(plan_id), "reasons": messages_kept(unplaced.reasons)},
        )


def messages_kept(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Sentences as a journal keeps them: translated when shown, not when written."""
    return [{"text": message.text, "values": dict(message.values)} for message in messages]


def summary_of(plan: HousingPlan) -> dict[str, Any]:
    """What a plan says of itself on one line."""
    return {
        "people": plan.people,
        "households": plan.households,
        "people_housed": plan.people_housed,
        "households_placed": len(plan.placements),
        "households_unplaced": len(plan.unplaced),
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
    }
