"""Movement over published maps: errors in both modes beside Flee's and the frozen share, leaving each out, and the cost.

    python bench/routes.py --shared ../shared [--members 1000] [--json]

Flee's own numbers (djgroen/flee 02cd2cbd, full population or a tenth, one run each, same class of machine) are typed below;
where Flee is at hand, run it beside this. ``own, left out`` chooses the powers of attraction and the width of the ensemble
on the other maps only; ``no capacities`` hides what each camp holds, which the published maps know only afterwards.
"""

import argparse
import json
import sys
import time
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from kinward import wiring
from kinward.exchange.routes import read_movement
from kinward.foresee.compatible import CompatibleRules, compatible_rules, move_compatibly
from kinward.foresee.heading import HeadingRules, heading_rules, move_by_heading
from kinward.foresee.movement import Movement
from kinward.foresee.routes import foresee_routes
from kinward.resources.tables import table

# Rescaled error of Flee as published and measured (mean of runs where there were several), and its CPU seconds at the
# full population of mali2012.
FLEE_ERRORS = {"mali2012": 0.316, "burundi2015": 0.470, "car2013": 0.368, "ssudan2013": 0.546}
FLEE_SECONDS = 131.6
_POWERS = ((0.0, 0.3, 0.5, 0.7, 1.0), (0.5, 1.0, 2.0))
_WIDTHS = (0.4, 0.6, 0.8, 1.0)
_MEMBERS_FOR_WIDTH = 40


def main() -> None:
    """Measure everything and print it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--shared", type=Path, default=Path("../shared"))
    options.add_argument("--members", type=int, default=1000)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    folder = asked.shared / "data" / "flee"
    found = [name for name in FLEE_ERRORS if (folder / name).is_dir()]
    if not found:
        print(f"SKIPPED: {folder} is not there; give --shared DIR", file=sys.stderr)
        return
    maps = {name: read_movement(folder / name).movement for name in found}
    tables = table("foresee/routes.toml")
    own, compatible = heading_rules(tables["own"]), compatible_rules(tables["compatible"])
    results = {
        "errors": errors(maps, own, compatible),
        "cost": cost(maps[found[0]], found[0], own, compatible, asked.members),
    }
    print(json.dumps(results, indent=1) if asked.json else "\n".join(_lines(results)))


def errors(
    maps: dict[str, Movement], own: HeadingRules, compatible: CompatibleRules
) -> dict[str, dict[str, Any]]:
    """By map: rescaled errors of every rule."""
    scanned = {name: _scanned(movement, own) for name, movement in maps.items()}
    held = {name: _held_by_width(movement, own) for name, movement in maps.items()}
    result = {}
    for name, movement in maps.items():
        others = [other for other in maps if other != name]
        by_flee = foresee_routes(movement, compatible, 1, wiring.chance(0))
        ours = foresee_routes(movement, own, 1, wiring.chance(0))
        powers = _best_powers([scanned[other] for other in others])
        width = _best_width([held[other] for other in others])
        result[name] = {
            "flee": FLEE_ERRORS[name],
            "compatible": round(by_flee.error_rescaled, 3),
            "frozen_share_day7": ours.frozen_share_day7 and round(ours.frozen_share_day7, 3),
            "frozen_share_day30": ours.frozen_share_day30 and round(ours.frozen_share_day30, 3),
            "own": round(ours.error_rescaled, 3),
            "own_left_out": round(scanned[name][powers], 3),
            "powers_left_out": powers,
            "own_no_capacities": round(_error(_without_capacities(movement), own), 3),
            "width_left_out": width,
            "within_90_left_out": round(held[name][width], 2),
        }
    return result


def _error(movement: Movement, rules: HeadingRules) -> float:
    return foresee_routes(movement, rules, 1, wiring.chance(0)).error_rescaled


def _scanned(movement: Movement, own: HeadingRules) -> dict[tuple[float, float], float]:
    return {
        (capacity, distance): _error(movement, replace(own, capacity_power=capacity, distance_power=distance))
        for capacity, distance in product(*_POWERS)
    }


def _best_powers(scans: list[dict[tuple[float, float], float]]) -> tuple[float, float]:
    """The powers with the smallest sum of errors, each map's as a share of its own smallest."""
    return min(product(*_POWERS), key=lambda powers: sum(scan[powers] / min(scan.values()) for scan in scans))


def _held_by_width(movement: Movement, own: HeadingRules) -> dict[float, float]:
    found = {}
    for width in _WIDTHS:
        rules = replace(own, attraction_log_sd=width, origin_log_sd=width)
        found[width] = (
            foresee_routes(movement, rules, _MEMBERS_FOR_WIDTH, wiring.chance(1)).within_range or 0.0
        )
    return found


def _best_width(scans: list[dict[float, float]]) -> float:
    """The width with which nine of ten counts of the other maps lie in the 90 % range, as nearly as can be."""
    return min(_WIDTHS, key=lambda width: abs(float(np.mean([scan[width] for scan in scans])) - 0.9))


def _without_capacities(movement: Movement) -> Movement:
    places = tuple(
        replace(place, people=0) if number in movement.camps else place
        for number, place in enumerate(movement.places)
    )
    return replace(movement, places=places)


def cost(
    movement: Movement, name: str, own: HeadingRules, compatible: CompatibleRules, members: int
) -> dict[str, Any]:
    """CPU seconds of one run and of an ensemble, and of ten times the people."""
    crowded = replace(
        movement,
        places=tuple(replace(place, people=place.people * 10) for place in movement.places),
        counts=movement.counts * 10,
        total=movement.total * 10,
    )
    few = max(1, members // 10)
    seconds = {
        "own": _seconds(move_by_heading, movement, own, members),
        "own_few": _seconds(move_by_heading, movement, own, few),
        "own_few_ten_times_the_people": _seconds(move_by_heading, crowded, own, few),
        "compatible": _seconds(move_compatibly, movement, compatible, members),
        "compatible_few": _seconds(move_compatibly, movement, compatible, few),
        "compatible_few_ten_times_the_people": _seconds(move_compatibly, crowded, compatible, few),
        "compatible_one": _seconds(move_compatibly, movement, compatible, 1),
        "compatible_one_ten_times_the_people": _seconds(move_compatibly, crowded, compatible, 1),
    }
    return {
        "map": name,
        "members": members,
        "few": few,
        **{key: round(value, 3) for key, value in seconds.items()},
        "flee_seconds": FLEE_SECONDS,
        "own_times_faster_per_run": round(FLEE_SECONDS / (seconds["own"] / members)),
        "compatible_times_faster_per_run": round(FLEE_SECONDS / (seconds["compatible"] / members)),
        "own_ten_times_the_people_costs": round(
            seconds["own_few_ten_times_the_people"] / seconds["own_few"], 2
        ),
        "compatible_ten_times_the_people_costs": round(
            seconds["compatible_few_ten_times_the_people"] / seconds["compatible_few"], 2
        ),
        "compatible_one_ten_times_the_people_costs": round(
            seconds["compatible_one_ten_times_the_people"] / seconds["compatible_one"], 2
        ),
    }


def _seconds(move: Any, movement: Movement, rules: Any, members: int) -> float:  # noqa: ANN401  # either mode with its rules
    began = time.process_time()
    move(movement, rules, members, wiring.chance(0))
    return time.process_time() - began


def _lines(results: dict[str, Any]) -> list[str]:
    keys = (
        "flee",
        "compatible",
        "frozen_share_day7",
        "frozen_share_day30",
        "own",
        "own_left_out",
        "own_no_capacities",
        "within_90_left_out",
    )
    lines = [f"{'rescaled error':<14}" + "".join(f"{key:>20}" for key in keys)]
    lines += [
        f"{name:<14}" + "".join(f"{row[key]!s:>20}" for key in keys)
        for name, row in results["errors"].items()
    ]
    lines += [
        f"{name}: chosen on the others: powers {row['powers_left_out']}, width {row['width_left_out']}"
        for name, row in results["errors"].items()
    ]
    return lines + [f"{key}: {value}" for key, value in results["cost"].items()]


if __name__ == "__main__":
    main()
