"""Which households have rooms proposed and which still wait, queue by queue in their turn, each with its reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from kinward.casework.facts import facts_of_household_line, household_shown, those_to_show
from kinward.casework.housing_question import end_of
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.code import code_of
from kinward.model.event import Actor
from kinward.model.housing import Band
from kinward.model.problem import Message
from kinward.model.protection import Action, Allowed, Purpose
from kinward.protect.authorise import PAGE, authorise

# A page of this many households is read in one go.
HOUSEHOLDS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class WaitingHousehold:
    """A household with what is proposed for it, or why it waits. ``only_a_bed``: no more of it is shown than its size."""

    line: HouseholdLine
    code: str
    site: str
    rooms: tuple[str, ...]
    reasons: tuple[Message, ...]
    may_decide: bool
    only_a_bed: bool
    place: int = 0
    """Its place in the queue of its band; 0 when it stands in none."""


@dataclass(frozen=True, slots=True)
class BandQueue:
    """How many households of a band wait. ``says`` is the band's rule in words."""

    name: str
    says: str
    households: int


@dataclass(frozen=True, slots=True)
class LastPlan:
    """When rooms were planned last, for how many households it found rooms, and for how many none."""

    at: str
    placed: int
    unplaced: int


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """Rooms proposed, overrides that want a second signature, and those without a room: of one band, or of all.

    ``proposed`` are the first of ``proposed_in_all``. ``waiting`` is one page of the queue shown: its households from
    ``first`` to ``last`` of ``many``, in the order in which rooms would reach them; ``by_prices`` is False while
    nothing is priced and they stand by how long they wait. ``children_alone`` stand in no queue: child protection
    decides. ``waiting_in_all`` counts everybody.
    """

    proposed: tuple[WaitingHousehold, ...]
    overrides: tuple[WaitingHousehold, ...]
    waiting: tuple[WaitingHousehold, ...]
    children_alone: tuple[WaitingHousehold, ...]
    proposed_in_all: int
    waiting_in_all: int
    children_alone_in_all: int
    queues: tuple[BandQueue, ...]
    band: str
    may_plan: bool
    by_prices: bool
    first: int
    last: int
    many: int
    page: int
    pages: int
    last_plan: LastPlan | None


@dataclass(frozen=True, slots=True)
class HousingQueue:
    """The two numbers of this work, counted in one way for every page."""

    proposed: int
    without_room: int


@dataclass(frozen=True, slots=True)
class InTurn:
    """Ids of those without a room: by band in the order in which rooms would reach them, and those without an adult."""

    bands: tuple[tuple[str, ...], ...]
    children_alone: tuple[str, ...]

    def place(self, household: str) -> tuple[int, int, int] | None:
        """The number of its band, its place there (1 is next) and how many stand there; None when it stands in none."""
        for number, queue in enumerate(self.bands):
            if household in queue:
                return number, queue.index(household) + 1, len(queue)
        return None


def in_turn(
    outside: Outside,
    organisation: str,
    bands: Sequence[Band],
    served: Mapping[str, int] = MappingProxyType({}),
) -> InTurn:
    """Who of an organisation waits tonight, queue by queue.

    ``served`` says in which order rooms would reach those whom the last prices knew; whoever it does not know stands
    behind them by how long they wait.
    """
    queues: list[list[str]] = [[] for _band in bands] or [[]]
    children: list[str] = []
    for household, band in outside.views.queue_without_room(organisation, end_of_today(outside), bands):
        (children if band is None else queues[band]).append(household)
    last = len(served)
    for queue in queues:
        queue.sort(key=lambda household: served.get(household, last))
    return InTurn(tuple(tuple(queue) for queue in queues), tuple(children))


def see_waiting(
    outside: Outside,
    actor: Actor,
    purpose: Purpose,
    bands: Sequence[Band] = (),
    band: str = "",
    *,
    served: Mapping[str, int] = MappingProxyType({}),
    page: int = 1,
) -> WaitingPage:
    """Who has rooms proposed and who still waits, in one band's queue or all, page by page. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSING_PLAN, PAGE, purpose)
    views, own = outside.views, actor.organisation
    proposed, proposed_in_all = views.households_in_states(["proposed"], own, HOUSEHOLDS_A_PAGE)
    overrides, _in_all = views.households_in_states(["override_asked"], own, HOUSEHOLDS_A_PAGE)
    turns = in_turn(outside, own, bands, served)
    number = next((at for at, one in enumerate(bands) if one.name == band), None)
    shown = turns.bands if number is None else (turns.bands[number],)
    places = {household: at for queue in shown for at, household in enumerate(queue, start=1)}
    queue = list(places)
    pages = max(1, -(-len(queue) // HOUSEHOLDS_A_PAGE))
    page = max(1, min(page, pages))
    first = (page - 1) * HOUSEHOLDS_A_PAGE
    here = queue[first : first + HOUSEHOLDS_A_PAGE]
    return WaitingPage(
        _shown(outside, actor, purpose, proposed),
        _shown(outside, actor, purpose, overrides),
        tuple(
            replace(one, place=places[one.line.id])
            for one in _shown(outside, actor, purpose, _lines(outside, here))
        ),
        _shown(outside, actor, purpose, _lines(outside, turns.children_alone[:HOUSEHOLDS_A_PAGE])),
        proposed_in_all,
        sum(map(len, turns.bands)) + len(turns.children_alone),
        len(turns.children_alone),
        tuple(BandQueue(one.name, one.says, len(own)) for one, own in zip(bands, turns.bands, strict=False)),
        band if number is not None else "",
        isinstance(authorise(actor, Action.PLAN_HOUSING, PAGE, purpose, outside.now()), Allowed),
        bool(served),
        first + 1 if here else 0,
        first + len(here),
        len(queue),
        page,
        pages,
        _last_plan(outside),
    )


def _last_plan(outside: Outside) -> LastPlan | None:
    for _id, at, summary in outside.views.plans(1):
        return LastPlan(at, summary["households_placed"], summary["households_unplaced"])
    return None


def _lines(outside: Outside, ids: Sequence[str]) -> list[HouseholdLine]:
    """Their lines in this order."""
    lines = {line.id: line for line in outside.views.households(ids=ids)} if ids else {}
    return [lines[household] for household in ids if household in lines]


def housing_queue(outside: Outside, actor: Actor) -> HousingQueue:
    """What waits for a housing officer of this organisation now."""
    _lines, proposed = outside.views.households_in_states(["proposed"], actor.organisation, 0)
    without = outside.views.without_room(actor.organisation, end_of_today(outside))
    return HousingQueue(proposed, without)


def end_of_today(outside: Outside) -> str:
    """Whoever wants a roof from tonight on waits; whoever has a bed of their own until next week does not yet."""
    return end_of(outside.now().astimezone(outside.zone).date(), outside.zone)


def _shown(
    outside: Outside, actor: Actor, purpose: Purpose, lines: Sequence[HouseholdLine]
) -> tuple[WaitingHousehold, ...]:
    sites = {site.id: site.name for site in outside.views.sites(sorted({line.site for line in lines}))}
    wanted = sorted({room for line in lines for room in line.rooms})
    numbers = {room.id: room.number for room in outside.views.rooms(ids=wanted)}
    with_facts = [(line, facts_of_household_line(line)) for line in lines]
    now = outside.now()
    found = []
    for line, answer in those_to_show(outside, actor, Action.SEE_HOUSEHOLD, with_facts, purpose):
        facts, seen = facts_of_household_line(line), household_shown(line, answer)
        may_decide = authorise(actor, Action.DECIDE_PLACEMENT, facts, purpose, now)
        found.append(
            WaitingHousehold(
                seen,
                code_of(UUID(line.id)),
                sites.get(seen.site, ""),
                tuple(numbers.get(room, room) for room in seen.rooms),
                seen.reasons,
                isinstance(may_decide, Allowed),
                only_a_bed=bool(answer.masked),
            )
        )
    return tuple(found)
