"""Today in one picture: who is still on the road, who waits at the border, who has a roof, and what waits for a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate

from kinward.casework.opening import opened
from kinward.casework.ports import ClaimLine, CountLine, Outside, Totals
from kinward.casework.see_follow_up import count_follow_up
from kinward.casework.see_forecast import (
    Capacity,
    ForecastSeen,
    RoofsFull,
    capacities_said,
    figures_accepted,
    newest_forecast,
    number_said,
    roofs_full,
)
from kinward.casework.see_proposals import count_proposals
from kinward.casework.see_queues import count_children_to_assess
from kinward.casework.see_waiting import housing_queue
from kinward.casework.state_count import counts_that_stand
from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Purpose
from kinward.protect.authorise import PAGE, authorise, roles_that_count
from kinward.protect.roles import PURPOSES

# What counts as "how many will come altogether" among the figures people state.
_COMING = ("expected_to_leave", "expected_to_arrive", "leaving")


@dataclass(frozen=True, slots=True)
class Said:
    """A number with who said it and when."""

    value: float
    qualifier: str
    unit: str
    speaker: str
    said_on: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that waits for a person. ``page`` is where it is done."""

    what: str
    many: int
    page: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """Everything on the first page. ``until`` is the moment of the newest arrival written down here.

    ``arrived_anywhere`` is the largest count of arrivals that anybody stated: other desks may not write here.
    """

    until: datetime | None
    totals: Totals
    coming_said: tuple[Said, ...]
    coming_range: tuple[float, float, float] | None
    arrived_anywhere: int
    capacities: tuple[Capacity, ...]
    counts: tuple[CountLine, ...]
    latest_counts: Mapping[str, tuple[CountLine, ...]]
    arrived_by: tuple[tuple[datetime, int], ...]
    forecast: ForecastSeen | None
    roofs_full: tuple[RoofsFull, ...]
    waiting: tuple[Waiting, ...]

    @property
    def sees_most(self) -> bool:
        """Whether these desks wrote down most of those who arrived, so that road and desks fit one picture."""
        return 2 * self.totals.arrived >= self.arrived_anywhere

    @property
    def promised(self) -> int:
        """People who were given rooms and whom nobody has seen there yet."""
        return self.totals.people_placed - self.totals.people_moved_in

    @property
    def to_register(self) -> int:
        """People who arrived and of whom only a headcount is written down."""
        return max(0, self.totals.arrived - self.totals.registered)


def see_today(outside: Outside, actor: Actor, purpose: Purpose) -> TodayPage:
    """The whole in counts. Shows nobody's record, so that every role may open it. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_TODAY, PAGE, purpose)
    totals = outside.views.totals()
    claims = figures_accepted(outside)
    forecast = newest_forecast(outside)
    counts = counts_that_stand(outside.views.counts())
    arrived = max([totals.arrived, *(count.value for count in counts if count.measure == "arrived")])
    arrived_by = _cumulative(outside.views.arrivals_by_hour())
    return TodayPage(
        # The hour under way ends later than now; nothing of it is written down that has not happened.
        min(arrived_by[-1][0], outside.now()) if arrived_by else None,
        totals,
        _coming_said(claims),
        _coming_range(forecast, arrived),
        arrived,
        capacities := capacities_said(claims),
        tuple(counts),
        _latest(counts),
        arrived_by,
        forecast,
        roofs_full(forecast, capacities),
        _waiting(outside, actor, purpose),
    )


def _cumulative(by_hour: list[tuple[str, int]]) -> tuple[tuple[datetime, int], ...]:
    """How many had arrived at the end of each hour."""
    ends = (
        datetime.fromisoformat(f"{hour}:00").replace(tzinfo=UTC) + timedelta(hours=1)
        for hour, _people in by_hour
    )
    return tuple(zip(ends, accumulate(people for _hour, people in by_hour), strict=True))


def _coming_said(claims: tuple[ClaimLine, ...]) -> tuple[Said, ...]:
    """Each speaker's newest figure for how many come. A restatement is nobody's second voice."""
    newest: dict[str, Said] = {}
    for claim in sorted(claims, key=lambda one: str(one.content.get("said_on") or "")):
        content = claim.content
        value = number_said(claim)
        if content.get("counts") in _COMING and value and not content.get("restates"):
            newest[claim.speaker] = Said(
                value, content.get("qualifier") or "as_stated", content.get("unit") or "", claim.speaker,
                str(content.get("said_on") or ""),
            )  # fmt: skip
    return tuple(newest.values())


def _coming_range(forecast: ForecastSeen | None, arrived: int) -> tuple[float, float, float] | None:
    """How many are still to come: 5 %, middle and 95 % of the forecast's pool less who has arrived."""
    if forecast is None:
        return None
    pool = forecast.content.pool
    low, middle, high = (max(0.0, come - arrived) for come in (pool.p05, pool.p50, pool.p95))
    return low, middle, high


def _latest(counts: list[CountLine]) -> dict[str, tuple[CountLine, ...]]:
    """For each measure what was said of the newest moment; two speakers who disagree are both there."""
    latest: dict[str, tuple[CountLine, ...]] = {}
    for measure in sorted({count.measure for count in counts}):
        own = [count for count in counts if count.measure == measure]
        newest = max(count.at for count in own)
        latest[measure] = tuple(count for count in own if count.at == newest)
    return latest


_TRACING = (Purpose.TRACE, Purpose.PROTECT)
# What somebody would do at each queue, in the order of the page; where it is done, and for which purposes that page
# opens its records: a worker is told as many as they would find there.
QUEUES: tuple[tuple[str, Action, str, tuple[Purpose, ...]], ...] = (
    ("proposals", Action.SEE_PROPOSALS, "proposals", _TRACING),
    ("restricted", Action.SEE_RESTRICTED_PROPOSALS, "restricted-proposals", _TRACING),
    ("follow_up", Action.SEE_PROPOSALS, "follow-up", _TRACING),
    ("duplicates", Action.SEE_DUPLICATES, "duplicates", (Purpose.REGISTER, Purpose.PROTECT)),
    ("children", Action.SEE_CHILDREN_TO_ASSESS, "children", (Purpose.PROTECT, Purpose.DATA_RIGHTS)),
    ("claims", Action.READ_REPORT, "ledger", ()),
    ("placements", Action.SEE_HOUSING_PLAN, "waiting-households", ()),
    ("households", Action.SEE_HOUSING_PLAN, "waiting-households", ()),
)


def _waiting(outside: Outside, actor: Actor, purpose: Purpose) -> tuple[Waiting, ...]:
    """The queues this actor may work at, with what waits there for them; that others exist is not told."""
    now = outside.now()
    housing = cache(lambda: housing_queue(outside, actor))

    of_roles = {one for role in roles_that_count(actor) for one in PURPOSES[role]}

    def counted(what: str, purposes: tuple[Purpose, ...]) -> int:
        own = next((one for one in purposes if one in of_roles), purpose)
        match what:
            case "proposals" | "restricted":
                return count_proposals(outside, actor, own, "tracing", restricted=what == "restricted")
            case "follow_up":
                return count_follow_up(outside, actor, own)
            case "duplicates":
                return count_proposals(outside, actor, own, "duplicate")
            case "children":
                return count_children_to_assess(outside, actor, own)
            case "claims":
                return len(outside.views.claims(state="proposed"))
        return housing().proposed if what == "placements" else housing().without_room

    return tuple(
        Waiting(what, counted(what, purposes), page)
        for what, action, page, purposes in QUEUES
        if isinstance(authorise(actor, action, PAGE, purpose, now), Allowed)
    )
