"""In which regions will rooms be asked for? Who is still to ask, divided as those before them went, and how unsure that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kinward.foresee.priors import Floats
from kinward.model.forecast import HourAhead, RegionAhead, RegionSaid, Spread

_POINTS = (0.025, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.975)
_DRAWS = 4000


@dataclass(frozen=True, slots=True)
class RegionPriors:
    """How much what was counted and claimed tells of those still to come; numbers in resources/foresee/crossing.toml."""

    rooms_before: float
    rooms_tell_most: float
    claim_weighs_rooms: float


def region_priors(table: Mapping[str, Any]) -> RegionPriors:
    """Read the part ``regions`` of ``foresee/crossing.toml``."""
    return RegionPriors(**table["regions"])


def rooms_by_region(
    hours: Sequence[HourAhead], said: Sequence[RegionSaid], priors: RegionPriors, rng: np.random.Generator
) -> tuple[RegionAhead, ...]:
    """By region how many more people will have asked for a state room by each hour, in the order of names.

    ``hours`` begins with the moment of the forecast. The shares are a Dirichlet: a little for every region, the rooms
    taken there (at most ``rooms_tell_most`` in all: who comes later may come from elsewhere), and each claimed share as so
    many rooms. Regions that nobody named get nobody; without any the answer is empty.
    """
    regions = sorted({one.region for one in said})
    if not regions or not hours:
        return ()
    shares = rng.dirichlet(_weights(regions, said, priors), _DRAWS)
    more = _more_people(hours, rng)
    counted = {
        region: round(_middle(one.rooms for one in said if one.region == region)) for region in regions
    }
    return tuple(
        RegionAhead(
            region,
            counted[region],
            _spread(shares[:, [column]].T, 4)[0],
            tuple(_spread(more * shares[:, column])),
            tuple(sorted({one.source_id for one in said if one.region == region and one.source_id})),
        )
        for column, region in enumerate(regions)
    )


def _weights(regions: Sequence[str], said: Sequence[RegionSaid], priors: RegionPriors) -> Floats:
    rooms: Floats = np.array(
        [_middle(one.rooms for one in said if one.region == region) for region in regions]
    )
    claimed: Floats = np.array(
        [_middle(one.share for one in said if one.region == region) for region in regions]
    )
    claimed *= priors.claim_weighs_rooms
    whole = rooms.sum()
    result: Floats = rooms * min(1.0, priors.rooms_tell_most / whole) if whole else rooms
    return result + claimed + priors.rooms_before


def _middle(values: Iterable[float | None]) -> float:
    """Between what several say of one thing; 0 when nobody says anything."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def _more_people(hours: Sequence[HourAhead], rng: np.random.Generator) -> Floats:
    """Draws of how many more than now, by hour and draw: a future that is high at one hour is high at all."""
    ranks = rng.random(_DRAWS)
    totals = np.array([np.interp(ranks, _POINTS, _points(hour.state_rooms)) for hour in hours])
    result: Floats = np.maximum(totals - totals[0], 0.0)
    return result


def _points(spread: Spread) -> list[float]:
    low = spread.p05 if spread.p025 is None else spread.p025
    high = spread.p95 if spread.p975 is None else spread.p975
    return [low, spread.p05, spread.p10, spread.p25, spread.p50, spread.p75, spread.p90, spread.p95, high]


def _spread(rows: Floats, digits: int = 0) -> list[Spread]:
    points = np.quantile(rows, _POINTS, axis=1).T
    return [Spread(*(round(float(row[at]), digits) for at in (1, 2, 3, 4, 5, 6, 7, 0, 8))) for row in points]
