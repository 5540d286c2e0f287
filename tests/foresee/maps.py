"""Small maps written as FabFlee folders, and Flee's rules once more for single people: slow, and easy to read."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from kinward.foresee.compatible import CompatibleRules
from kinward.foresee.movement import Movement, arrivals_by_day

LOCATIONS = (
    "#name,region,country,latitude,longitude,location_type,conflict_date,population\n"
    "Alt,R,Here,0,0,conflict_zone,0,5000\n"
    "Bel,R,Here,0,0,town,,100\n"
    "Cor,R,There,0,0,camp,,3000\n"
    "Dur,R,There,0,0,camp,,900\n"
)
ROUTES = "#name1,name2,distance,forced_redirection\nAlt,Bel,90,0\nBel,Cor,120,0\nBel,Dur,450,0\n"
FILES = {
    "input_csv/sim_period.csv": "StartDate,2031-03-01\nLength,40\n",
    "input_csv/locations.csv": LOCATIONS,
    "input_csv/routes.csv": ROUTES,
    "input_csv/closures.csv": "#closure_type,name1,name2,closure_start,closure_end\n",
    "input_csv/conflicts.csv": "#Day,Alt\n" + "".join(f"{day},1\n" for day in range(40)),
    "source_data/data_layout.csv": "total,refugees.csv\nCor,cor.csv\nDur,dur.csv\n",
    "source_data/refugees.csv": "2031-03-01,0\n2031-04-09,2600\n",
    "source_data/cor.csv": "2031-03-01,0\n2031-04-09,1950\n",
    "source_data/dur.csv": "2031-03-01,0\n2031-04-09,650\n",
}


def written(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """The small map in a folder, some files changed or (None) left out."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def one_by_one(movement: Movement, rules: CompatibleRules, rng: np.random.Generator) -> list[int]:
    """Every person alone, on a map with one place of fighting (0), no closures, no markers; camps never fill. Where they end."""
    roads: dict[int, list[tuple[int, float]]] = {place: [] for place in range(len(movement.places))}
    for road in movement.roads:
        roads[road.start].append((road.end, road.km))
        roads[road.end].append((road.start, road.km))
    leaves = {"conflict": rules.leaves_fighting, "town": rules.leaves_town, "camp": rules.leaves_camp}
    people: list[list[float]] = []  # place, memory, kilometres left on a road (0: none)
    for day, many in enumerate(arrivals_by_day(movement.total)):
        people += [[0, 0.0, 0.0] for _ in range(int(many) if day else 0)]
        fades = rules.fades_by_month[min(day // rules.month_days, len(rules.fades_by_month) - 1)]
        for one in people:
            today, forced = 0.0, False
            while True:
                place = int(one[0])
                if one[2] == 0.0:
                    kind = movement.places[place].kind.value
                    if rng.random() >= (1.0 if forced and kind == "town" else leaves[kind]):
                        break
                    weights = np.array(
                        [
                            (rules.fighting_weight**fades if end == 0 else 1.0)
                            / (rules.softening_km + km) ** rules.distance_power
                            for end, km in roads[place]
                        ]
                    )
                    chosen = int(rng.choice(len(weights), p=weights / weights.sum()))
                    one[0], one[2] = roads[place][chosen]
                if one[2] >= rules.km_per_day:
                    one[2] -= rules.km_per_day
                    one[2] = one[2] or 1e-9
                    today += rules.km_per_day
                    break
                today += one[2]
                one[2] = 0.0
                if today >= rules.km_per_day:
                    break
                forced = (one[1] + today / rules.km_per_day) / 2 < 0.5
            one[1] = (one[1] + today / rules.km_per_day) / 2
    return [
        sum(int(one[0]) == place and one[2] == 0.0 for one in people) for place in range(len(movement.places))
    ]
