"""The price table of rooms, kept in memory: a desk offers rooms at once, and the prices are reckoned again beside it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from kinward.casework.housing_question import (
    households_to_house,
    question_now,
    regions_by_key,
    rooms_in_other_hands,
)
from kinward.casework.ports import HouseholdLine, Outside
from kinward.house.desk import Desk, DeskDecision
from kinward.house.effort import Effort
from kinward.house.explain import RulesLeave
from kinward.house.explanation import Explainer
from kinward.house.plan import answer
from kinward.model.housing import (
    Explanation,
    FairnessRow,
    HousingPlan,
    HousingQuestion,
    Policy,
    PriceTable,
    ShortfallOnDay,
    WhatIfOutcome,
)
from kinward.model.placement import HOLDS_ROOMS
from kinward.model.problem import Message

# A wave: after so many households came, were placed or left, what a room is worth has moved.
WAVE = 1_000
# On a quiet night a few changes count too, once they have stood for a while.
_OLD = timedelta(minutes=30)
# A room that was not free when prices were reckoned has the price of one like it at its site, or none; one that was
# opened or described since is not offered at all. Neither is for long.
_UNPRICED = timedelta(minutes=2)
_OUT_OF_USE = "out of use"  # who "has" a stale room that nobody holds


@dataclass(frozen=True, slots=True)
class Priced:
    """What one reckoning brought: who asked, a plan nobody has decided on, and what each room is worth.

    ``served`` is everybody's number in the order in which rooms would reach them; ``regions`` are those the sites have,
    by their keys.
    """

    at: datetime
    question: HousingQuestion
    plan: HousingPlan
    prices: PriceTable
    explainer: Explainer
    served: Mapping[str, int]
    regions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day: who needs a roof, beds and places, what closes, and whose own lodging ends without a roof asked for.

    ``with_hosted`` is the same day if everybody asks whose own lodging has ended by then.
    """

    on: ShortfallOnDay
    with_hosted: ShortfallOnDay
    rooms_closing: int
    hosting_ends: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The days ahead as reckoned at a moment, with the question and plan it was reckoned from.

    Among the question's households are those who have rooms and keep them.
    """

    at: datetime
    question: HousingQuestion
    plan: HousingPlan
    days: tuple[DayAhead, ...]
    fair: tuple[FairnessRow, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants to try: a site lost, rooms opened in a region, so many per cent more arrivals."""

    lose: str = ""
    open_rooms: int = 0
    open_beds: int = 0
    open_region: str = ""
    open_winterised: bool = True
    more_percent: int = 0


@dataclass(slots=True)
class HousingDesk:
    """This process's table. ``position`` is how much of the journal its rooms know.

    ``holds`` says who has which rooms and ``holder`` the same by room; ``stale`` are rooms it does not know as they
    are now. ``freed`` counts rooms that came free without a price of their own, or of which something new was said.
    ``lock`` comes from wiring: pages and the reckoning beside them share the table. It must let its holder in again.
    """

    policy: Policy
    device: str = ""
    lock: AbstractContextManager[Any] = field(default_factory=nullcontext)
    priced: Priced | None = None
    rooms: Desk | None = None
    position: int = 0
    changed: int = 0
    freed: int = 0
    holds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    holder: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    outlook: Outlook | None = None
    tried: dict[tuple[datetime, Change], WhatIfOutcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be offered now, and why this and nothing else. ``why`` is None when the plan had not met the household."""

    decision: DeskDecision
    left: RulesLeave
    why: Explanation | None
    priced_at: datetime


def reprice(outside: Outside, desk: HousingDesk) -> Priced:
    """Reckon the prices again from everything known now. Takes seconds; desks go on with the old ones meanwhile."""
    now = outside.now()
    position = outside.journal.changed_since(0, "plan")[1]
    question = question_now(outside, desk.policy, now.astimezone(outside.zone).date(), desk.device)
    plan, prices = answer(question, effort=Effort.NO_CERTIFICATE)
    explainer = Explainer(question, plan, prices)
    served = {household: number for number, household in enumerate(explainer.served)}
    priced = Priced(now, question, plan, prices, explainer, served, regions_by_key(outside))
    # Rooms that somebody holds are known too: they come free while these prices are in use.
    rooms = outside.views.rooms()
    table = Desk(
        replace(
            question,
            taken=rooms_in_other_hands(rooms, desk.device),
            stays=tuple(replace(stay, rooms=()) for stay in question.stays),
        ),
        prices,
    )
    with desk.lock:
        desk.priced, desk.rooms, desk.position, desk.changed, desk.freed = priced, table, position, 0, 0
        desk.holds, desk.holder, desk.stale = {}, {}, set()
        for room in rooms:
            if room.household:
                _take(desk, room.household, room.id)
        catch_up(outside, desk)
        desk.freed = 0
    return priced


def wants_repricing(outside: Outside, desk: HousingDesk) -> bool:
    """Whether a wave has passed, a new day has begun, rooms came free, or smaller changes have stood for a while."""
    priced = desk.priced
    if priced is None:
        return True
    now = outside.now()
    if priced.question.as_of != now.astimezone(outside.zone).date():
        return True
    catch_up(outside, desk)
    age = now - priced.at
    return desk.changed >= WAVE or (desk.changed > 0 and age >= _OLD) or (desk.freed > 0 and age >= _UNPRICED)


def catch_up(outside: Outside, desk: HousingDesk) -> None:
    """Let the table know which rooms were given, came back or cannot be slept in since it last looked."""
    with desk.lock:
        if desk.rooms is None:
            return
        households, rooms, position = outside.views.housing_changes(desk.position)
        lines = outside.views.households(ids=households) if households else []
        came_back = [room for line in lines for room in _let_go(desk, line)]
        for line in lines:
            for room in line.rooms if line.state in HOLDS_ROOMS else ():
                _take(desk, line.id, room)
        # Of two households proposed for one room, one has left it: the other has it now.
        for shared in outside.views.rooms(ids=came_back) if came_back else ():
            if shared.household:
                _take(desk, shared.household, shared.id)
        desk.stale |= set(rooms)
        for id_ in (*rooms, *came_back):
            if id_ in desk.stale:
                _take(desk, _OUT_OF_USE, id_)
        desk.changed += len(households) + len(rooms)
        unpriced = sum(room not in desk.holder and not _priced(desk, room) for room in came_back)
        desk.freed += unpriced + len(rooms)
        desk.position = position


def offer(outside: Outside, desk: HousingDesk, line: HouseholdLine) -> Offered | None:
    """The best rooms for a household among those free now; None until the first prices are there."""
    catch_up(outside, desk)
    regions = desk.priced.regions if desk.priced else None
    (household,) = households_to_house(outside, [line], only=True, regions=regions)
    with desk.lock:
        if desk.rooms is None or desk.priced is None:
            return None
        priced, decision, left = desk.priced, desk.rooms.decide(household), desk.rooms.rules_leave(household)
    why = priced.explainer.of(line.id) if priced.explainer.explains(line.id) else None
    return Offered(decision, left, why, priced.at)


def with_names(outside: Outside, messages: Iterable[Message]) -> tuple[Message, ...]:
    """Sentences of the planner with a site's name in the place of its id."""
    kept = list(messages)
    wanted = sorted({str(one.values["site"]) for one in kept if "site" in one.values})
    names = {site.id: site.name for site in outside.views.sites(wanted)} if wanted else {}
    return tuple(
        Message(one.text, {**one.values, "site": names.get(str(one.values["site"]), "")})
        if "site" in one.values
        else one
        for one in kept
    )


def _let_go(desk: HousingDesk, line: HouseholdLine) -> tuple[str, ...]:
    """Rooms that this household had here and has no longer; they are free from now on."""
    assert desk.rooms is not None
    has = set(line.rooms) if line.state in HOLDS_ROOMS else set()
    gone = tuple(room for room in desk.holds.get(line.id, ()) if room not in has)
    if gone:
        desk.rooms.give_back(line.id, gone)
        desk.holds[line.id] = tuple(room for room in desk.holds[line.id] if room in has)
        for room in gone:
            del desk.holder[room]
    return gone


def _take(desk: HousingDesk, who: str, room: str) -> None:
    """A room is held, or stale: of which something new was said is offered with the next prices, which know it."""
    assert desk.rooms is not None
    if desk.rooms.knows(room) and room not in desk.holder:
        desk.rooms.take(who, (room,))
        desk.holds[who] = (*desk.holds.get(who, ()), room)
        desk.holder[room] = who


def _priced(desk: HousingDesk, room: str) -> bool:
    assert desk.priced is not None
    return any(room in band for band in desk.priced.prices.bands)
