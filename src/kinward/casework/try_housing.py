"""What if this school opened, that hotel closed, a fifth more came? Tried on the days ahead; nothing is decided."""

from dataclasses import dataclass
from datetime import datetime

from kinward.casework.housing_desk import Change, HousingDesk
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, SiteLine
from kinward.house.what_if import what_if
from kinward.model.event import Actor
from kinward.model.housing import Room, WhatIf, WhatIfOutcome
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

ROOMS_MOST, BEDS_MOST = 500, 40
# More than three times as many, or nobody at all, is another crisis and not a change of this one.
MORE_MOST, MORE_LEAST = 300, -100


@dataclass(frozen=True, slots=True)
class TryPage:
    """The sites one may lose, the regions one may open in, and what came of the change, once it was reckoned."""

    sites: tuple[SiteLine, ...]
    regions: tuple[str, ...]
    ready: bool
    outcome: WhatIfOutcome | None
    as_of: datetime | None


def see_try(
    outside: Outside, actor: Actor, purpose: Purpose, desk: HousingDesk, change: Change | None
) -> TryPage:
    """The form, and the outcome of a change when it is there. Raises NothingHereError."""
    opened(outside, actor, Action.SEE_HOUSING_PLAN, PAGE, purpose)
    sites = tuple(outside.views.sites())
    outlook = desk.outlook
    return TryPage(
        sites,
        tuple(sorted({site.region for site in sites if site.region})),
        outlook is not None,
        desk.tried.get((outlook.at, change)) if outlook and change else None,
        outlook.at if outlook else None,
    )


def raise_if_nothing_to_try(change: Change) -> None:
    """Raises BadInputError with everything wrong with a change."""
    problems = []
    if change.open_rooms and not 1 <= change.open_beds <= BEDS_MOST:
        what = Message("say how many beds each room has, from 1 to {most}", {"most": BEDS_MOST})
        problems.append(Problem(what, Message("count them"), column="open_beds"))
    if not 0 <= change.open_rooms <= ROOMS_MOST:
        what = Message("from 0 to {most} rooms can be opened at once", {"most": ROOMS_MOST})
        problems.append(Problem(what, Message("write a whole number"), column="open_rooms"))
    if not MORE_LEAST <= change.more_percent <= MORE_MOST:
        what = Message("between {low} and {high} per cent", {"low": MORE_LEAST, "high": MORE_MOST})
        problems.append(Problem(what, Message("write a whole number"), column="more_percent"))
    if not (change.lose or change.open_rooms or change.more_percent):
        problems.append(Problem(Message("nothing is changed"), Message("choose what to try")))
    if problems:
        raise BadInputError(problems)


def try_change(desk: HousingDesk, change: Change) -> WhatIfOutcome | None:
    """Plan again with the change beside the plan without it; takes seconds. None until the days ahead are reckoned."""
    outlook = desk.outlook
    if outlook is None:
        return None
    opened_rooms = tuple(
        Room(
            id=f"tried {number}", site="tried", region=change.open_region, tier="school", beds=change.open_beds,
            accessible=number == 0, winterised=change.open_winterised,
        )
        for number in range(change.open_rooms)
    )  # fmt: skip
    tried = WhatIf(
        "tried", opened_rooms, frozenset({change.lose} if change.lose else ()), change.more_percent / 100
    )
    outcome = what_if(outlook.question, tried, before=outlook.plan)
    with desk.lock:
        desk.tried[outlook.at, change] = outcome
    return outcome
