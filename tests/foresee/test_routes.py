"""Movement over a map: by Flee's rules as single people would, by our own with queues, closures and full camps."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.foresee.maps import FILES, LOCATIONS, one_by_one, written

from kinward.exchange.routes import read_movement
from kinward.foresee import compatible
from kinward.foresee.compatible import CompatibleRules, compatible_rules, move_compatibly
from kinward.foresee.heading import HeadingRules, heading_rules, move_by_heading
from kinward.foresee.movement import Movement, arrivals_by_day
from kinward.foresee.routes import foresee_routes, frozen_share, misplaced, rescaled
from kinward.resources.tables import table
from kinward.wiring import chance

COMPATIBLE: CompatibleRules = compatible_rules(table("foresee/routes.toml")["compatible"])
OWN: HeadingRules = heading_rules(table("foresee/routes.toml")["own"])
CLOSURES = "#closure_type,name1,name2,closure_start,closure_end\n"


def movement(folder: Path, **changes: str | None) -> Movement:
    return read_movement(
        written(folder, {f"input_csv/{name}.csv": text for name, text in changes.items()})
    ).movement


def test_cohorts_end_where_single_people_would(tmp_path: Path) -> None:
    roomy = movement(tmp_path, locations=LOCATIONS.replace("3000", "0").replace("900", "0"))
    cohorts = move_compatibly(roomy, COMPATIBLE, 40, chance(1))[-1].mean(axis=1)
    alone = np.mean([one_by_one(roomy, COMPATIBLE, chance(seed)) for seed in range(3)], axis=0)[[2, 3]]
    # Three times 2,600 people: a standard deviation of about 14 people at either place.
    assert np.abs(cohorts - alone).max() < 60, (cohorts, alone)


def test_an_ensemble_spreads_as_exact_multinomial_draws_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Camps with less room than people, so that how full they are differs from member to member.
    there = movement(tmp_path, locations=LOCATIONS.replace("3000", "1400"))
    quick = move_compatibly(there, COMPATIBLE, 1_500, chance(1))
    monkeypatch.setattr(compatible, "draw_binomials", lambda many, odds, rng: rng.binomial(many, odds))
    exact = move_compatibly(there, COMPATIBLE, 1_500, chance(2))
    spread = exact.var(axis=2)
    far = np.abs(quick.mean(axis=2) - exact.mean(axis=2)) / np.sqrt(2 * (spread + 0.1) / 1_500)
    assert far.max() < 4.5, far.max()
    some = spread > 1
    # The variance of 1,500 has a standard deviation of 4 %, of the ratio of two 5 %.
    assert np.abs(np.log(quick.var(axis=2)[some] / spread[some])).max() < 0.25
    assert some.sum() > 40


def test_nobody_is_lost_or_made(tmp_path: Path) -> None:
    there = movement(tmp_path)
    everybody = arrivals_by_day(there.total).sum()
    assert move_by_heading(there, OWN, 5, chance(0))[-1].sum(axis=0).max() <= everybody
    by_flee = move_compatibly(
        replace(there, counted=tuple(range(4)), counts=np.zeros((40, 4), dtype=np.int64)),
        COMPATIBLE,
        600,
        chance(0),
    )
    assert by_flee[-1].sum(axis=0).max() <= everybody
    # When setting out has ended for a week everybody has come through.
    quiet = replace(there, total=np.minimum(there.total, 1000))
    assert (move_by_heading(quiet, OWN, 5, chance(0))[-1].sum(axis=0) == 1000).all()


def test_a_narrow_road_passes_no_more_than_it_can(tmp_path: Path) -> None:
    routes = "#name1,name2,distance,forced_redirection,people_per_day,bus_seats_per_day\nAlt,Bel,90,,30,20\nBel,Cor,120,,,\nBel,Dur,120,,,\n"
    arrived = move_by_heading(movement(tmp_path, routes=routes), OWN, 3, chance(0)).sum(axis=1)
    by_day = np.diff(arrived, axis=0)
    assert by_day.max() == 50
    assert (arrived[-1] >= 50 * 35).all(), "the queue keeps the road full"


def test_a_shut_border_is_waited_at_and_crossed_when_it_opens(tmp_path: Path) -> None:
    shut = movement(tmp_path, closures=CLOSURES + "country,Here,There,0,20\n")
    for paths in (move_by_heading(shut, OWN, 3, chance(0)), move_compatibly(shut, COMPATIBLE, 3, chance(0))):
        arrived = paths.sum(axis=1)
        assert arrived[19].max() == 0
        assert arrived[25].min() > 1000


def test_who_finds_a_camp_full_is_sent_on(tmp_path: Path) -> None:
    small = movement(tmp_path, locations=LOCATIONS.replace("900", "100"))
    last = move_by_heading(small, OWN, 4, chance(0))[-1]
    assert last[1].max() <= 102
    assert last.sum(axis=0).min() > 2300


def test_by_flees_rules_nobody_sets_out_for_a_camp_nearly_full_and_who_chose_it_stays(tmp_path: Path) -> None:
    there = movement(tmp_path)
    # Dur holds 900 and a quarter more; with 1,090 less than half of its last tenth is free.
    begun = there.counts.copy()
    begun[0] = (0, 1_090)
    seen = replace(there, counted=(1, 2, 3), counts=np.insert(begun, 0, 0, axis=1))
    bel, _, dur = move_compatibly(seen, COMPATIBLE, 400, chance(4))[:15].transpose(1, 0, 2)
    assert dur.max() <= 1_090
    assert dur.min() < 1_090
    with_room = move_compatibly(replace(seen, counts=seen.counts * 0), COMPATIBLE, 400, chance(4))[14]
    assert bel[14].mean() > with_room[0].mean()


def test_everybody_is_led_on_until_the_camp_opens(tmp_path: Path) -> None:
    led = FILES["input_csv/routes.csv"] + "Dur,Cor,60,2\n"
    closures = CLOSURES + "camp,Dur,,0,20\nremove_forced_redirection,Dur,Cor,20,0\n"
    paths = move_by_heading(movement(tmp_path, routes=led, closures=closures), OWN, 3, chance(0))
    assert paths[19, 1].max() == 0
    assert paths[-1, 1].min() > 100


def test_a_marker_bends_a_road_and_nothing_else(tmp_path: Path) -> None:
    bent = movement(
        tmp_path / "bent",
        locations=LOCATIONS + "M,R,Here,0,0,marker,,\n",
        routes=FILES["input_csv/routes.csv"].replace("Bel,Cor,120", "Bel,M,70,0\nM,Cor,50"),
    )
    straight = movement(tmp_path / "straight")
    ends = [move_compatibly(one, COMPATIBLE, 60, chance(3))[-1].mean(axis=1) for one in (bent, straight)]
    assert np.abs(ends[0] - ends[1]).max() < 25


def test_the_same_seed_gives_the_same_and_members_differ(tmp_path: Path) -> None:
    there = movement(tmp_path)
    for again in (
        [move_by_heading(there, OWN, 6, chance(7)) for _ in range(2)],
        [move_compatibly(there, COMPATIBLE, 6, chance(7)) for _ in range(2)],
    ):
        assert (again[0] == again[1]).all()
        assert len({tuple(again[0][-1, :, member]) for member in range(6)}) > 1


def test_a_rule_told_the_truth_makes_no_error_and_the_scale_ends_at_two() -> None:
    counts = np.outer(np.arange(1, 60), [3, 1]) * 10
    assert frozen_share(counts, 7) == pytest.approx(0.0)
    assert misplaced(counts.astype(float), counts) == 0
    assert misplaced(rescaled(counts * 5.0, counts), counts) == pytest.approx(0.0)
    everybody_elsewhere = np.stack([counts[:, 0] * 0.0, counts.sum(axis=1)], axis=1)
    assert misplaced(
        everybody_elsewhere, np.stack([counts.sum(axis=1), counts[:, 0] * 0], axis=1)
    ) == pytest.approx(2.0)
    assert frozen_share(counts, 80) is None


def test_ranges_hold_the_middle_and_only_an_ensemble_has_a_width(tmp_path: Path) -> None:
    there = movement(tmp_path)
    one, many = (foresee_routes(there, OWN, members, chance(0)) for members in (1, 30))
    assert (one.low == one.high).all()
    assert one.within_range is None
    assert (many.low <= many.middle).all()
    assert (many.middle <= many.high).all()
    assert (many.low < many.high).any()


def test_the_split_in_the_counts_is_never_read_by_our_own_rules(tmp_path: Path) -> None:
    there = movement(tmp_path)
    swapped = replace(there, counts=there.counts[:, ::-1].copy())
    assert (move_by_heading(there, OWN, 4, chance(2)) == move_by_heading(swapped, OWN, 4, chance(2))).all()


def test_room_without_limit_draws_no_more_than_room_for_everybody(tmp_path: Path) -> None:
    ends = []
    for number, room in enumerate(("2600", "1000000")):
        there = movement(tmp_path / str(number), locations=LOCATIONS.replace("3000", room))
        ends.append(move_by_heading(there, OWN, 1, chance(0))[-1, 0, 0])
    assert abs(int(ends[0]) - int(ends[1])) < 100, ends


def test_a_web_of_markers_is_followed_only_so_far(tmp_path: Path) -> None:
    markers = [f"M{number}" for number in range(12)]
    web = LOCATIONS + "".join(f"{name},R,Here,0,0,marker,,\n" for name in markers)
    roads = [(one, other) for one in ("Alt", "Cor", *markers) for other in markers if one < other]
    routes = "".join(f"{one},{other},50,\n" for one, other in roads)
    there = movement(tmp_path, locations=web, routes=FILES["input_csv/routes.csv"] + routes)
    assert move_compatibly(there, COMPATIBLE, 2, chance(0))[-1].sum() > 0


def test_who_has_only_a_web_of_markers_to_go_through_still_arrives(tmp_path: Path) -> None:
    """A grid of 36 has more ways than are followed; it once had none, and everybody stayed."""
    side = range(6)
    web = LOCATIONS + "".join(f"M{row}{column},R,Here,0,0,marker,,\n" for row in side for column in side)
    across = "".join(f"M{row}{column},M{row}{column + 1},10,\n" for row in side for column in side[:-1])
    down = "".join(f"M{row}{column},M{row + 1}{column},10,\n" for row in side[:-1] for column in side)
    to_and_from = "Alt,M00,10,\nM55,Cor,10,\n"
    header = FILES["input_csv/routes.csv"].splitlines()[0] + "\n"
    there = movement(tmp_path, locations=web, routes=header + to_and_from + across + down)
    assert move_compatibly(there, COMPATIBLE, 2, chance(0))[-1].sum() > 0
