"""The price table of rooms, kept in memory: a desk offers rooms at once, and the prices are reckoned again beside it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kinward.casework.housing_question import households_to_house, question_now
from kinward.casework.ports import HouseholdLine, Outside
from kinward.house.desk import Desk, DeskDecision
from kinward.house.effort import Effort
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
_OUT_OF_USE = "out of use"  # who "has" a room that the table does not know as it is now


@dataclass(frozen=True, slots=True)
class Priced:
    """What one reckoning brought: who asked, a plan nobody has decided on, and what each room is worth."""

    at: datetime
    question: HousingQuestion
    plan: HousingPlan
    prices: PriceTable
    explainer: Explainer


@dataclass(frozen=True, slots=True)
class DayAhead:
    """One day: who needs a roof, beds and places, what closes, and whose own lodging ends without a roof asked for."""

    on: ShortfallOnDay
    rooms_closing: int
    hosting_ends: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """The days ahead as reckoned at a moment, with the question and plan it was reckoned from."""

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
    """This process's table. ``position`` is how much of the journal its rooms know; ``holds`` who has which of them.

    ``lock`` comes from wiring: pages and the reckoning beside them share the table. It must let its holder in again.
    """

    policy: Policy
    device: str = ""
    lock: AbstractContextManager[Any] = field(default_factory=nullcontext)
    priced: Priced | None = None
    rooms: Desk | None = None
    position: int = 0
    changed: int = 0
    holds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    outlook: Outlook | None = None
    tried: dict[tuple[datetime, Change], WhatIfOutcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """What may be offered now, and why this and nothing else. ``why`` is None when the plan had not met the household."""

    decision: DeskDecision
    why: Explanation | None
    priced_at: datetime


def reprice(outside: Outside, desk: HousingDesk) -> Priced:
    """Reckon the prices again from everything known now. Takes seconds; desks go on with the old ones meanwhile."""
    now = outside.now()
    position = outside.journal.changed_since(0, "plan")[1]
    question = question_now(outside, desk.policy, now.astimezone(outside.zone).date(), desk.device)
    plan, prices = answer(question, effort=Effort.NO_CERTIFICATE)
    priced = Priced(now, question, plan, prices, Explainer(question, plan, prices))
    rooms = Desk(question, prices)
    known = frozenset(room.id for room in question.rooms if not room.blocked)
    with desk.lock:
        desk.priced, desk.rooms, desk.position, desk.changed = priced, rooms, position, 0
        desk.known = known - question.taken - {room for stay in question.stays for room in stay.rooms}
        desk.holds = {}
        catch_up(outside, desk)
    return priced


def wants_repricing(outside: Outside, desk: HousingDesk) -> bool:
    """Whether a wave has passed, a new day has begun, or smaller changes have stood for half an hour."""
    priced = desk.priced
    if priced is None:
        return True
    now = outside.now()
    if priced.question.as_of != now.astimezone(outside.zone).date():
        return True
    return desk.changed >= WAVE or (desk.changed > 0 and now - priced.at >= _OLD)


def catch_up(outside: Outside, desk: HousingDesk) -> None:
    """Let the table know which rooms were given, came back or cannot be slept in since it last looked."""
    with desk.lock:
        if desk.rooms is None:
            return
        households, rooms, position = outside.views.housing_changes(desk.position)
        for line in outside.views.households(ids=households) if households else ():
            _holds_now(desk, line.id, line.rooms if line.state in HOLDS_ROOMS else ())
        for room in outside.views.rooms(ids=rooms) if rooms else ():
            _take_out(desk, room.id)
        desk.changed += len(households) + len(rooms)
        desk.position = position


def offer(outside: Outside, desk: HousingDesk, line: HouseholdLine) -> Offered | None:
    """The best rooms for a household among those free now; None until the first prices are there."""
    catch_up(outside, desk)
    (household,) = households_to_house(outside, [line], only=True)
    with desk.lock:
        if desk.rooms is None or desk.priced is None:
            return None
        priced, decision = desk.priced, desk.rooms.decide(household)
    why = priced.explainer.of(line.id) if priced.explainer.explains(line.id) else None
    return Offered(decision, why, priced.at)


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


def _holds_now(desk: HousingDesk, household: str, rooms: tuple[str, ...]) -> None:
    assert desk.rooms is not None
    own = tuple(room for room in rooms if room in desk.known)
    before = desk.holds.get(household, ())
    if own == before:
        return
    if before:
        desk.rooms.give_back(household, before)
    taken = {room for held in desk.holds.values() for room in held} - set(before)
    free = tuple(room for room in own if room not in taken)
    if free:
        desk.rooms.take(household, free)
    desk.holds[household] = free


def _take_out(desk: HousingDesk, room: str) -> None:
    """A room of which something new was said is offered again with the next prices, which know it."""
    assert desk.rooms is not None
    taken = {one for held in desk.holds.values() for one in held}
    if room in desk.known and room not in taken:
        desk.rooms.take(_OUT_OF_USE, (room,))
        desk.holds[_OUT_OF_USE] = (*desk.holds.get(_OUT_OF_USE, ()), room)
