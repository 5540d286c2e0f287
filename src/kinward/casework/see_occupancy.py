"""Do the roofs last? Need against beds and against places that fit, day by day; and how each group has fared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from kinward.casework.housing_desk import DayAhead, HousingDesk, Outlook
from kinward.casework.housing_question import (
    end_of,
    households_to_house,
    question_of_lines,
)
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.house.demand import Apart
from kinward.house.effort import Effort
from kinward.house.explain import terms_of
from kinward.house.fairness import fairness
from kinward.house.plan import answer
from kinward.house.question import Question, question_of
from kinward.house.shortfall import shortfall
from kinward.house.supply import place_together
from kinward.model.event import Actor
from kinward.model.housing import (
    FairnessRow,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Placement,
    Room,
    ShortfallOnDay,
    Stay,
)
from kinward.model.placement import HOLDS_ROOMS
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

# As far as somebody can still find, heat and open a building.
DAYS_AHEAD = 35


@dataclass(frozen=True, slots=True)
class OccupancyPage:
    """What the page shows; ``outlook`` is None until it was reckoned. Counts only, nobody's record."""

    outlook: Outlook | None
    winter_from: date | None

    @property
    def first_short(self) -> DayAhead | None:
        """The first day on which somebody has no place."""
        days = self.outlook.days if self.outlook else ()
        return next((day for day in days if day.on.missing_places > 0), None)

    @property
    def second_wave(self) -> int:
        """People whose hosts can no more within these days and who have not asked for a roof."""
        return sum(day.hosting_ends for day in self.outlook.days) if self.outlook else 0

    @property
    def last(self) -> DayAhead | None:
        """The last day looked at, when everybody's hosting has ended that ends within these days."""
        return self.outlook.days[-1] if self.outlook and self.outlook.days else None


def see_occupancy(outside: Outside, actor: Actor, purpose: Purpose, desk: HousingDesk) -> OccupancyPage:
    """The days ahead, as last reckoned. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSING_PLAN, PAGE, purpose)
    return OccupancyPage(desk.outlook, desk.policy.winterised_from)


def look_ahead(outside: Outside, desk: HousingDesk) -> Outlook:
    """Reckon the days ahead from everything known now; takes seconds, beside the pages."""
    now = outside.now()
    first = now.astimezone(outside.zone).date()
    last = first + timedelta(days=DAYS_AHEAD)
    lines = outside.views.households(wanting_roof_by=end_of(last, outside.zone))
    asked = question_of_lines(outside, lines, desk.policy, first)
    everyone = _everyone(outside, lines, asked)
    question = replace(asked, households=everyone)
    plan, _prices = answer(question, effort=Effort.NO_CERTIFICATE)
    whole = replace(plan, placements=(*plan.placements, *_stays_as_placements(everyone, question)), stays=())
    hosted_lines = outside.views.hosted_until(first.isoformat(), last.isoformat())
    hosted = households_to_house(outside, hosted_lines)
    all_of_them = (*everyone, *hosted)
    then = _planned_after(plan, replace(question, households=all_of_them)) if hosted else plan

    def by_day(households: Sequence[HouseholdToHouse], plan: HousingPlan) -> tuple[ShortfallOnDay, ...]:
        return shortfall(households, question.rooms, plan, desk.policy, first=first, last=last)

    closing, ends = _closing(question), Counter[str]()
    for line in hosted_lines:
        ends[line.lodging_until] += line.people
    outlook = Outlook(
        now,
        question,
        plan,
        tuple(
            DayAhead(day, with_hosted, closing.get(day.day, 0), ends[day.day.isoformat()])
            for day, with_hosted in zip(by_day(everyone, plan), by_day(all_of_them, then), strict=True)
        ),
        _communities_named(outside, lines, fairness(replace(question, stays=()), whole)),
    )
    desk.outlook = outlook
    return outlook


def _communities_named(
    outside: Outside, lines: Sequence[HouseholdLine], rows: Sequence[FairnessRow]
) -> tuple[FairnessRow, ...]:
    """Each community under the spelling that most households of it said."""
    said: dict[str, Counter[str]] = {}
    for line in lines:
        said.setdefault(outside.place_key(line.community), Counter())[line.community] += 1
    names = {key: how.most_common(1)[0][0] for key, how in said.items() if key}
    named = (
        replace(row, group=names.get(row.group, row.group)) if row.by == "community" else row for row in rows
    )
    return tuple(named)


def _planned_after(plan: HousingPlan, question: HousingQuestion) -> HousingPlan:
    """What the rooms hold that the plan left over: whoever asks later takes nothing from those who ask now."""
    given = [Stay(one.household, one.site, one.rooms, one.from_day, one.until) for one in plan.placements]
    return answer(replace(question, stays=(*question.stays, *given)), effort=Effort.NO_CERTIFICATE)[0]


def _everyone(
    outside: Outside, lines: Sequence[HouseholdLine], question: HousingQuestion
) -> tuple[HouseholdToHouse, ...]:
    """Who asks and who has rooms already."""
    staying = [line for line in lines if line.state in HOLDS_ROOMS and line.rooms]
    return (*question.households, *households_to_house(outside, staying))


def _stays_as_placements(
    everyone: Sequence[HouseholdToHouse], question: HousingQuestion
) -> tuple[Placement, ...]:
    """Where people sleep already, with what those places bring by the policy: reckoned by the terms that decide."""
    asked = question_of(replace(question, households=tuple(everyone), stays=()))
    by_id = {one.id: one for one in everyone}
    rooms = {room.id: room for room in question.rooms}
    return tuple(
        Placement(
            stay.household, stay.site, stay.rooms, stay.from_day, stay.until, "",
            _points(by_id[stay.household], stay, asked, [rooms[room] for room in stay.rooms if room in rooms]), (),
        )
        for stay in question.stays
        if stay.household in by_id
    )  # fmt: skip


def _points(one: HouseholdToHouse, stay: Stay, asked: Question, rooms: Sequence[Room]) -> float:
    if not rooms:
        return 0.0
    demand = asked.rows_for([one], Apart())[0]
    places, holds = place_together(rooms, asked.geography, asked.policy, first_day=stay.from_day.toordinal())
    terms = terms_of(demand, places, np.maximum(np.array([holds]) - demand.size, 0), asked.policy)[0]
    return float(sum(term.points for term in terms))


def _closing(question: HousingQuestion) -> Mapping[date, int]:
    found: dict[date, int] = {}
    for room in question.rooms:
        if room.available_until is not None and not room.blocked:
            found[room.available_until] = found.get(room.available_until, 0) + 1
    return found
