"""Tries a change out: the same plan with a school opened, a hotel lost, or a fifth more arrivals. Decides nothing."""

from collections import Counter
from dataclasses import replace

from kinward.house.effort import Effort
from kinward.house.plan import answer
from kinward.model.housing import HouseholdToHouse, HousingPlan, HousingQuestion, WhatIf, WhatIfOutcome


def what_if(question: HousingQuestion, change: WhatIf, *, before: HousingPlan | None = None) -> WhatIfOutcome:
    """The plan with the change beside the plan without it; ``before`` saves reckoning that one again."""
    if before is None:
        before, _ = answer(question, effort=Effort.NO_CERTIFICATE)
    changed = changed_question(question, change)
    after, _ = answer(changed)
    return WhatIfOutcome(
        name=change.name,
        people=after.people,
        people_housed=_housed(after, changed),
        people_before=before.people,
        people_housed_before=_housed(before, question),
        gap=after.gap,
        waiting_by_size=_waiting(after, changed),
        waiting_by_size_before=_waiting(before, question),
    )


def changed_question(question: HousingQuestion, change: WhatIf) -> HousingQuestion:
    """The question as it would be. Whoever stays at a site that is lost asks for a roof again."""
    lost = change.sites_lost
    rooms = tuple(room for room in question.rooms if room.site not in lost)
    stays = tuple(stay for stay in question.stays if stay.site not in lost)
    return replace(
        question,
        households=_more(question.households, change.arrivals_more, {stay.household for stay in stays}),
        rooms=(*rooms, *change.rooms_opened),
        stays=stays,
    )


def _more(
    households: tuple[HouseholdToHouse, ...], share: float, staying: set[str]
) -> tuple[HouseholdToHouse, ...]:
    """So many more like those there are, taken evenly from all of them; or so many fewer of those who have no rooms.

    The share is one of everybody. Whoever sleeps somewhere has come: fewer arrivals undo none of them.
    """
    ordered = sorted(households, key=lambda one: (one.size, one.id))
    if share < 0:
        asking = [one for one in ordered if one.id not in staying]
        left = max(0.0, 1 + share * len(ordered) / max(1, len(asking)))
        kept = [one for number, one in enumerate(asking, start=1) if _passed(number, left)]
        return (*(one for one in ordered if one.id in staying), *kept)
    # More pluses than any id has: no copy is called like somebody else.
    beside = "+" * (1 + max((one.id.count("+") for one in ordered), default=0))
    again = [
        replace(
            one,
            id=f"{one.id}{beside}{copy}",
            relatives_placed_at="",
            never_with=frozenset(),
            refuses=frozenset(),
        )
        for copy in range(1, int(share) + 2)
        for number, one in enumerate(ordered, start=1)
        if _passed(number, min(1.0, share - (copy - 1)))
    ]
    return (*households, *again)


def _passed(number: int, share: float) -> bool:
    """Whether a whole number was passed on the way to the ``number``-th household: true for that share of all."""
    return share > 0 and int(number * share + 1e-9) > int((number - 1) * share + 1e-9)


def _housed(plan: HousingPlan, question: HousingQuestion) -> int:
    """People with rooms, those who keep theirs and those who get some."""
    size_of = {one.id: one.size for one in question.households}
    return plan.people_housed + sum(size_of.get(stay.household, 0) for stay in plan.stays)


def _waiting(plan: HousingPlan, question: HousingQuestion) -> dict[int, int]:
    size_of = {one.id: one.size for one in question.households}
    return dict(sorted(Counter(size_of[one.household] for one in plan.unplaced).items()))
