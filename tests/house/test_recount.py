"""The recount finds what it is there to find: each rule is broken once on purpose."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from kinward.house.plan import plan_housing
from kinward.house.recount import recount
from kinward.model.housing import HouseholdToHouse, HousingPlan, Need, Placement, Policy, Room

CROSSING = date(2023, 9, 26)
HOUSEHOLDS = (
    HouseholdToHouse("a", 3, 2, 1, arrived_on=CROSSING),
    HouseholdToHouse("b", 2, 2, 0, frozenset({Need.MOBILITY}), arrived_on=CROSSING),
    HouseholdToHouse("c", 9, 8, 1, arrived_on=CROSSING),
    HouseholdToHouse("d", 2, 0, 2),
)
ROOMS = (
    Room("r1", "s", beds=3),
    Room("r2", "s", beds=2, accessible=True, winterised=True),
    Room("r3", "t", beds=3, m2=7.0),
    Room("r4", "t", beds=3, blocked=True),
    Room("r5", "t", beds=3, available_until=CROSSING),
)


def first(plan: HousingPlan, **changed: object) -> HousingPlan:
    return replace(plan, placements=(replace(plan.placements[0], **changed), *plan.placements[1:]))  # type: ignore[arg-type]


def second(plan: HousingPlan, **changed: object) -> HousingPlan:
    return replace(plan, placements=(plan.placements[0], replace(plan.placements[1], **changed)))  # type: ignore[arg-type]


BROKEN: list[tuple[str, Callable[[HousingPlan], HousingPlan]]] = [
    ("stands in the plan 0 times", lambda plan: replace(plan, placements=plan.placements[1:])),
    ("stands in the plan 2 times", lambda plan: replace(plan, placements=(*plan.placements, plan.placements[0]))),
    ("nobody of this id", lambda plan: first(plan, household="stranger")),
    ("is given 2 times", lambda plan: first(plan, rooms=plan.placements[1].rooms)),
    ("not all at the site", lambda plan: first(plan, rooms=("r1", "r3"))),
    ("a household of 3 in rooms for 2", lambda plan: first(plan, site="t", rooms=("r3",))),
    ("is blocked", lambda plan: first(plan, site="t", rooms=("r4",))),
    ("is closed by then", lambda plan: first(plan, site="t", rooms=("r5",))),
    ("it has 4 rooms", lambda plan: first(plan, site="t", rooms=("r3", "r4", "r5", "r3"))),
    ("is not accessible", lambda plan: second(plan, rooms=("r1",))),
    ("is not winterised", lambda plan: first(plan, from_day=date(2023, 11, 2))),
    ("it starts on", lambda plan: first(plan, from_day=CROSSING - timedelta(days=1))),
    ("does not exist", lambda plan: first(plan, rooms=("r9",))),
    ("no adult", lambda plan: first(plan, household="d")),
    ("people: 17 said, 16 counted", lambda plan: replace(plan, people=17)),
    ("points do not add up", lambda plan: replace(plan, objective=plan.objective + 1, bound=plan.bound + 1)),
    ("bound is below", lambda plan: replace(plan, bound=plan.objective / 2)),
]  # fmt: skip


@pytest.fixture
def plan(policy: Policy) -> HousingPlan:
    return plan_housing(HOUSEHOLDS, ROOMS, policy, as_of=CROSSING)


def test_an_honest_plan_is_clean(plan: HousingPlan, policy: Policy) -> None:
    assert recount(plan, HOUSEHOLDS, ROOMS, policy, as_of=CROSSING) == ()
    assert [one.household for one in plan.placements] == ["a", "b"]


@pytest.mark.parametrize(("said", "broken"), BROKEN, ids=[said for said, _ in BROKEN])
def test_a_broken_rule_is_found(
    said: str, broken: Callable[[HousingPlan], HousingPlan], plan: HousingPlan, policy: Policy
) -> None:
    breaches = recount(broken(plan), HOUSEHOLDS, ROOMS, policy, as_of=CROSSING)
    assert any(said in str(breach.what) for breach in breaches)


def test_a_room_taken_before_is_found(plan: HousingPlan, policy: Policy) -> None:
    breaches = recount(plan, HOUSEHOLDS, ROOMS, policy, as_of=CROSSING, taken=frozenset({"r1"}))
    assert [str(breach.what) for breach in breaches] == ["room r1 was taken before"]


def test_the_recount_uses_none_of_the_planner() -> None:
    import kinward.house.recount as module

    foreign = {value.__module__ for value in vars(module).values() if hasattr(value, "__module__")}
    assert not {name for name in foreign if name.startswith("kinward.house")} - {"kinward.house.recount"}
    assert Placement.__module__ in foreign
