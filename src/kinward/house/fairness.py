"""Says how each group fared beside everybody: who has a room, how long they wait, what their places bring."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kinward.house.policy import adults_of
from kinward.model.housing import FairnessRow, HouseholdToHouse, HousingPlan, HousingQuestion, Need, Placement

# The groups a report looks at. Sizes are banded because each size alone is too few people to say anything of.
BY: Mapping[str, Callable[[HouseholdToHouse], str]] = {
    "sex_of_head": lambda one: one.head_sex,
    "size": lambda one: (
        "1-2" if one.size <= 2 else "3-4" if one.size <= 4 else "5-6" if one.size <= 6 else "7+"
    ),
    "disability": lambda one: "yes" if Need.MOBILITY in one.needs else "no",
    "community": lambda one: one.community,
    "arrival_day": lambda one: one.arrived_on.isoformat() if one.arrived_on else "",
}
# A group of fewer households is too small to compare, and small enough to point at somebody.
HOUSEHOLDS_LEAST = 10


@dataclass(frozen=True, slots=True)
class _Fared:
    """One household and what came of it."""

    household: HouseholdToHouse
    placement: Placement | None


def fairness(question: HousingQuestion, plan: HousingPlan) -> tuple[FairnessRow, ...]:
    """First everybody, then each group of each kind, groups of fewer than ten households together as "few"."""
    placed = {one.household: one for one in plan.placements}
    asked = {one.household for one in plan.unplaced} | placed.keys()
    fared = [
        _Fared(one, placed.get(one.id))
        for one in sorted(question.households, key=lambda one: one.id)
        if one.id in asked and adults_of(one) != 0
    ]
    if not fared:
        return ()
    everybody = _row("", "", fared, None, question)
    rows = [everybody]
    for by, group_of in BY.items():
        groups: dict[str, list[_Fared]] = {}
        for one in fared:
            groups.setdefault(group_of(one.household), []).append(one)
        rows += [
            _row(by, group, members, everybody, question)
            for group, members in sorted(_small_together(groups).items())
        ]
    return tuple(rows)


def _small_together(groups: Mapping[str, list[_Fared]]) -> dict[str, list[_Fared]]:
    large = {group: members for group, members in groups.items() if len(members) >= HOUSEHOLDS_LEAST}
    few = [one for members in groups.values() if len(members) < HOUSEHOLDS_LEAST for one in members]
    return {**large, "few": few} if few else large


def _row(
    by: str, group: str, members: Sequence[_Fared], everybody: FairnessRow | None, question: HousingQuestion
) -> FairnessRow:
    people = _people(members)
    housed = [one for one in members if one.placement]
    points = sum(one.placement.points for one in housed if one.placement)
    each_asked = points / people
    apart = (
        everybody is not None
        and everybody.points_each_asked - each_asked > question.policy.fairness_gap_points
    )
    return FairnessRow(
        by=by,
        group=group,
        households=len(members),
        people=people,
        people_housed=_people(housed),
        points_each_housed=points / max(1, _people(housed)),
        nights_waiting=_nights(housed),
        points_each_asked=each_asked,
        apart=apart,
    )


def _people(members: Iterable[_Fared]) -> int:
    return sum(one.household.size for one in members)


def _nights(housed: Sequence[_Fared]) -> float:
    """Nights between needing a roof and having one, on average over those housed of whom both days are known."""
    nights = [
        max(0, (one.placement.from_day - needed).days)
        for one in housed
        if one.placement and (needed := _needed_from(one.household))
    ]
    return sum(nights) / max(1, len(nights))


def _needed_from(household: HouseholdToHouse) -> date | None:
    """Arrival or the end of their own lodging, whichever is later; None when neither was written down."""
    said = [day for day in (household.arrived_on, household.own_lodging_until) if day is not None]
    return max(said, default=None)
