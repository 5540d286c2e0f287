"""Propose rooms for every household that asks for a roof, with a reason for everyone; a person decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kinward.casework.decide_placement import said_of
from kinward.casework.housing_question import end_of, question_of_lines, rooms_out_of_reach
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.house.plan import answer as best_plan
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.housing import HouseholdToHouse, HousingPlan, HousingQuestion, Policy, Room, WhyUnplaced
from kinward.model.placement import HOLDS_ROOMS, NO_LONGER_ASKS
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import said

ALGORITHM = "prices-carve-flow"
# Whoever holds rooms keeps them, and whoever went elsewhere is asked before anything is planned for them again.
_NOT_TO_BE_PLANNED = HOLDS_ROOMS | NO_LONGER_ASKS
# Whoever waits for the same reason as before is not told again: the journal keeps news.
_NO_NEWS = frozenset({"waiting", "child_protection"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is asked, with the households' lines as the views have them."""

    lines: Mapping[str, HouseholdLine]
    question: HousingQuestion

    @property
    def households(self) -> tuple[HouseholdToHouse, ...]:
        """Who wants a roof and has none."""
        return self.question.households

    @property
    def rooms(self) -> tuple[Room, ...]:
        """Every room, taken or not."""
        return self.question.rooms

    @property
    def taken(self) -> frozenset[str]:
        """Rooms that somebody holds or that are another desk's to give."""
        return self.question.taken


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as proposed: its identity in the journal, what it says, and what it was asked."""

    id: UUID
    plan: HousingPlan
    asked: Asked


def plan_housing(outside: Outside, actor: Actor, form_id: UUID, policy: Policy, as_of: date) -> Planned:
    """Plan for everyone who asks for a roof by the end of ``as_of`` and has no room, over the rooms still free.

    Everyone whom the actor's organisation wrote down: it has no leave to decide about another's households.
    The plan and each household's proposal or reason become events. Raises NothingHereError without leave, and
    BadInputError when somebody else proposed, gave or blocked one of its rooms while it was reckoned.
    """
    opened(outside, actor, Action.PLAN_HOUSING, new_record("plan", actor, outside.now()), Purpose.HOUSE)
    asked = asked_on(outside, as_of, policy, actor)
    plan, _prices = best_plan(asked.question)
    drafts = _drafts(form_id, plan, asked.lines, outside)
    outside.journal.append(drafts, actor, check=lambda: _raise_if_outdated(outside, actor, plan, asked.lines))
    return Planned(drafts[0].subject, plan, asked)


def _raise_if_outdated(
    outside: Outside, actor: Actor, plan: HousingPlan, lines: Mapping[str, HouseholdLine]
) -> None:
    rooms = outside.views.rooms()
    gone = rooms_out_of_reach(rooms, actor.device) | {room.id for room in rooms if room.blocked}
    still_free = all(room not in gone for placed in plan.placements for room in placed.rooms)
    households = outside.views.households(ids=list(lines))
    if not still_free or any(line.state in _NOT_TO_BE_PLANNED for line in households):
        what = Message("rooms or households of this plan were decided about while it was made")
        raise BadInputError([Problem(what, Message("plan again"))])


def asked_on(outside: Outside, as_of: date, policy: Policy, actor: Actor) -> Asked:
    """What a plan for the end of this day is asked. Nobody who is here waits for somebody who is only expected."""
    lines = [
        line
        for line in outside.views.households(wanting_roof_by=end_of(as_of, outside.zone))
        if line.organisation == actor.organisation or line.state in HOLDS_ROOMS
    ]
    question = question_of_lines(outside, lines, policy, as_of, actor.device)
    asking = {one.id for one in question.households}
    return Asked({line.id: line for line in lines if line.id in asking}, question)


def _drafts(
    form_id: UUID, plan: HousingPlan, lines: Mapping[str, HouseholdLine], outside: Outside
) -> list[Draft]:
    plan_id, now, purpose = derived_id(form_id, 0), outside.now(), Purpose.HOUSE.value
    body = {
        "said": [said("plan", {"algorithm": ALGORITHM, "policy": plan.policy, "summary": summary_of(plan)})]
    }
    drafts = [Draft(derived_id(form_id, 1), "housing_planned", plan_id, body, purpose, now)]
    for number, (household, value) in enumerate(_proposals(plan, plan_id), start=2):
        if value["state"] in _NO_NEWS and lines[household].state == value["state"]:
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
                "until": placed.until.isoformat() if placed.until else "",
                "plan": str(plan_id),
                "reasons": said_of(placed.reasons),
            },
        )
    for unplaced in plan.unplaced:
        state = "child_protection" if unplaced.why is WhyUnplaced.CHILD_PROTECTION else "waiting"
        yield (
            unplaced.household,
            {"state": state, "plan": str(plan_id), "reasons": said_of(unplaced.reasons)},
        )


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
