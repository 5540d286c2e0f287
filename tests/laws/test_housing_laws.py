"""What holds for every plan, whatever the households and rooms."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kinward.house.arrival_order import first_come_first_served
from kinward.house.explanation import Explainer
from kinward.house.plan import answer, plan_housing
from kinward.house.policy import band_of, read_policy
from kinward.house.recount import recount, recount_answer
from kinward.model.housing import HouseholdToHouse, HousingQuestion, Need, Room, Stay
from kinward.resources import tables

CROSSING = date(2023, 10, 28)  # winter begins within the days drawn
POLICY = read_policy(tables.table("policies/lachin-2023.toml"))
FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.one_of(st.none(), st.integers(0, 9).map(lambda days: CROSSING + timedelta(days=days)))
REGIONS = st.sampled_from(["", "north", "south"])


@st.composite
def households(draw: st.DrawFn, prefix: str = "h") -> list[HouseholdToHouse]:
    made = []
    for number in range(draw(st.integers(0, 9))):
        size = draw(st.integers(1, 8))
        adults = draw(st.one_of(st.none(), st.integers(0, size)))
        arrived = draw(DAYS)
        lodging = draw(DAYS)
        made.append(
            HouseholdToHouse(
                f"{prefix}{number}", size, adults, None if adults is None else size - adults,
                draw(st.frozensets(st.sampled_from(Need), max_size=2)), draw(REGIONS), draw(st.sampled_from(["", "x"])),
                draw(st.sampled_from(["", "s0", "s1", "elsewhere"])), arrived,
                lodging if arrived is None or lodging is None or lodging >= arrived else None,
                refuses=draw(st.frozensets(st.sampled_from(["s0", "s1", "north"]), max_size=1)),
                never_with=draw(st.frozensets(st.sampled_from([f"{prefix}{n}" for n in range(3)]), max_size=1)),
            )
        )  # fmt: skip
    return made


@st.composite
def rooms(draw: st.DrawFn) -> list[Room]:
    made = []
    for number in range(draw(st.integers(0, 9))):
        site = draw(st.integers(0, 2))
        opens = draw(DAYS)
        nights = draw(st.one_of(st.none(), st.integers(1, 5)))
        closes = None if nights is None else (opens or CROSSING) + timedelta(days=nights)
        made.append(
            Room(
                f"r{number}", f"s{site}", ("north", "south", "")[site], draw(st.sampled_from(["hotel", "barn"])),
                draw(st.integers(0, 6)), draw(st.one_of(st.none(), st.floats(1, 40))), draw(st.one_of(st.none(), st.booleans())),
                draw(st.one_of(st.none(), st.booleans())), opens, closes,
                draw(st.integers(0, 9)) == 0,
                hospital_km=draw(st.sampled_from([None, 3.0, 99.0])),
                backup_power=draw(st.one_of(st.none(), st.booleans())),
            )
        )  # fmt: skip
    return made


@FEW
@given(households(), rooms())
def test_nobody_is_lost_no_rule_broken_and_no_room_shared(
    asking: list[HouseholdToHouse], free: list[Room]
) -> None:
    plan = plan_housing(asking, free, POLICY, as_of=CROSSING)
    assert recount(plan, asking, free, POLICY, as_of=CROSSING) == ()
    assert plan.bound >= plan.objective
    assert all(one.reasons for one in plan.placements)
    assert all(one.reasons for one in plan.unplaced)


@FEW
@given(households(), rooms())
def test_every_explanation_recomputes_to_the_points_that_decided(
    asking: list[HouseholdToHouse], free: list[Room]
) -> None:
    question = HousingQuestion(tuple(asking), tuple(free), POLICY, CROSSING)
    plan, prices = answer(question)
    explainer = Explainer(question, plan, prices)
    for one in plan.placements:
        now = explainer.of(one.household).now
        assert now is not None
        assert abs(now.points - one.points) < 1e-9
        assert abs(sum(term.points for term in now.terms) - one.points) < 1e-9
    for waits in plan.unplaced:
        assert explainer.of(waits.household).now is None


@FEW
@given(households(), rooms())
def test_nobody_who_stays_is_moved(asking: list[HouseholdToHouse], free: list[Room]) -> None:
    first = plan_housing(asking[::2], free, POLICY, as_of=CROSSING)
    stays = tuple(
        Stay(one.household, one.site, one.rooms, one.from_day, one.until) for one in first.placements
    )
    question = HousingQuestion(tuple(asking), tuple(free), POLICY, CROSSING, stays=stays)
    plan, _ = answer(question)
    assert recount_answer(question, plan) == ()
    assert plan.stays == tuple(sorted(stays, key=lambda stay: stay.household))


@FEW
@given(households(), rooms(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_of_no_consequence(
    asking: list[HouseholdToHouse], free: list[Room], chance: object
) -> None:
    plan = plan_housing(asking, free, POLICY, as_of=CROSSING)
    chance.shuffle(asking)  # type: ignore[attr-defined]
    chance.shuffle(free)  # type: ignore[attr-defined]
    assert plan_housing(asking, free, POLICY, as_of=CROSSING) == plan


@FEW
@given(households(), households("later"), rooms())
def test_a_later_band_never_changes_what_an_earlier_one_gets(
    asking: list[HouseholdToHouse], more: list[HouseholdToHouse], free: list[Room]
) -> None:
    lowest = max((band_of(one, POLICY) for one in asking), default=-1)
    later = [one for one in more if band_of(one, POLICY) > lowest]
    before = plan_housing(asking, free, POLICY, as_of=CROSSING)
    after = plan_housing([*asking, *later], free, POLICY, as_of=CROSSING)
    mine = {one.id for one in asking}
    assert tuple(one for one in after.placements if one.household in mine) == before.placements


@FEW
@given(households(), rooms())
def test_a_second_wave_takes_nothing_from_the_first(asking: list[HouseholdToHouse], free: list[Room]) -> None:
    first = plan_housing(asking[::2], free, POLICY, as_of=CROSSING)
    taken = frozenset(room for one in first.placements for room in one.rooms)
    second = plan_housing(asking[1::2], free, POLICY, as_of=CROSSING, taken=taken)
    assert recount(second, asking[1::2], free, POLICY, as_of=CROSSING, taken=taken) == ()


@FEW
@given(households(), rooms())
def test_first_come_first_served_keeps_the_hard_rules_too(
    asking: list[HouseholdToHouse], free: list[Room]
) -> None:
    plan = first_come_first_served(asking, free, POLICY, as_of=CROSSING)
    assert recount(plan, asking, free, POLICY, as_of=CROSSING) == ()
