"""How many will come altogether: every accepted planning claim is one possible answer, and "none is right" another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kinward.foresee.priors import Floats, PoolPriors
from kinward.model.forecast import ClaimMeaning, ClaimUnit, LeftOut, NotUsed, PlanningClaim

# An "at least" may be passed by far: its error points one way only and is this much wider than a plain figure's.
_BOUND_WIDER = 2.0
NO_CLAIM = -1


@dataclass(frozen=True, slots=True)
class PoolPart:
    """One possible answer: the claim (by index, or NO_CLAIM) with its weight.

    ``log_middle`` is the middle of all claims, around which the answer lies when none is right; None without claims.
    """

    index: int
    claim: PlanningClaim | None
    weight: float
    log_middle: float | None = None


@dataclass(frozen=True, slots=True)
class SortedClaims:
    """The claims by what they do here: make the pool, tell a wait on the road, or take no part (with why)."""

    pool: tuple[int, ...]
    queue: tuple[int, ...]
    left_out: tuple[LeftOut, ...]


def sort_claims(claims: Sequence[PlanningClaim], last_day: date, priors: PoolPriors) -> SortedClaims:
    """Every claim goes somewhere. A speaker's newer figure replaces the older one on the same measure."""
    pool: list[int] = []
    queue: list[int] = []
    left_out: list[LeftOut] = []
    newest = _newest_by_speaker(claims, last_day, priors)
    for index, claim in enumerate(claims):
        why = _why_not_used(claim, last_day)
        if (
            why is None
            and claim.meaning is ClaimMeaning.POOL
            and newest[_voice(claim, priors)] > claim.said_on
        ):
            why = NotUsed.SUPERSEDED
        if why is not None:
            left_out.append(LeftOut(index, claim.source_id, why))
        elif claim.meaning is ClaimMeaning.POOL:
            pool.append(index)
        else:
            queue.append(index)
    return SortedClaims(tuple(pool), tuple(queue), tuple(left_out))


def _why_not_used(claim: PlanningClaim, last_day: date) -> NotUsed | None:
    if claim.said_on > last_day:
        return NotUsed.AFTER_AS_OF
    if claim.meaning is ClaimMeaning.CAPACITY:
        return NotUsed.CAPACITY_NEVER_CAPS
    if not _is_usable(claim):
        return NotUsed.NOT_OF_THE_CROSSING
    return None if claim.low or claim.high else NotUsed.NO_NUMBER


def _is_usable(claim: PlanningClaim) -> bool:
    if claim.meaning is ClaimMeaning.QUEUE:
        return claim.unit is ClaimUnit.HOURS
    return claim.meaning is ClaimMeaning.POOL and claim.unit in {ClaimUnit.PEOPLE, ClaimUnit.FAMILIES}


def _voice(claim: PlanningClaim, priors: PoolPriors) -> str:
    """Who speaks, without the channel: the same leadership through two agencies is one speaker."""
    voice = claim.speaker.casefold()
    for word in priors.channel_words:
        voice = voice.split(word)[0]
    return voice.strip() or f"\0{claim.source_id}\0{claim.text}"


def _newest_by_speaker(
    claims: Sequence[PlanningClaim], last_day: date, priors: PoolPriors
) -> dict[str, date]:
    newest: dict[str, date] = {}
    for claim in claims:
        if claim.meaning is ClaimMeaning.POOL and _why_not_used(claim, last_day) is None:
            voice = _voice(claim, priors)
            newest[voice] = max(newest.get(voice, claim.said_on), claim.said_on)
    return newest


def pool_parts(
    claims: Sequence[PlanningClaim], chosen: Sequence[int], priors: PoolPriors
) -> tuple[PoolPart, ...]:
    """Each speaker weighs the same, however many claims are theirs; the rest is "none is right".

    A figure that a named person marked to plan with weighs as its mark says, beside others that nobody marked.
    """
    if not chosen:
        return (PoolPart(NO_CLAIM, None, 1.0),)
    said: dict[str, int] = {}
    for index in chosen:
        voice = _voice(claims[index], priors)
        said[voice] = said.get(voice, 0) + 1
    weights = {
        index: priors.role_weights.get(claims[index].role, 1.0) / said[_voice(claims[index], priors)]
        for index in chosen
    }
    whole = sum(weights.values()) / (1 - priors.none_right_weight)
    parts = [PoolPart(index, claims[index], weight / whole) for index, weight in weights.items()]
    middle = sum(part.weight * _log_middle(claims[part.index], priors) for part in parts) / (
        1 - priors.none_right_weight
    )
    return (*parts, PoolPart(NO_CLAIM, None, priors.none_right_weight, middle))


def _log_middle(claim: PlanningClaim, priors: PoolPriors) -> float:
    ends = [math.log(end) for end in (claim.low, claim.high) if end]
    families = claim.unit is ClaimUnit.FAMILIES
    return sum(ends) / len(ends) + (priors.people_per_family.mean if families else 0.0)


def draw_pool(
    parts: Sequence[PoolPart], arrived: Floats, priors: PoolPriors, rng: np.random.Generator
) -> tuple[Floats, NDArray[np.float64]]:
    """Logarithms of the whole pool, one for each particle, and the claim each rests on. Never below who arrived."""
    many = len(arrived)
    edges = np.cumsum([part.weight for part in parts])
    which = np.searchsorted(edges / edges[-1], (np.arange(many) + 0.5) / many)
    rng.shuffle(which)
    log_pool = np.empty(many)
    for number, part in enumerate(parts):
        mine = which == number
        log_pool[mine] = _draw_part(part, np.log(np.maximum(arrived[mine], 1.0)), priors, rng)
    indices = np.array([float(part.index) for part in parts])
    return np.maximum(log_pool, np.log(np.maximum(arrived, 1.0))), indices[which]


def _draw_part(part: PoolPart, log_arrived: Floats, priors: PoolPriors, rng: np.random.Generator) -> Floats:
    many = len(log_arrived)
    error = rng.normal(0.0, 1.0, many)
    if part.claim is None:
        if part.log_middle is None:
            return log_arrived + priors.no_claim_log_scale * np.abs(error)
        return part.log_middle + priors.none_right_log_error * error
    low, high = part.claim.low, part.claim.high
    if low and high:
        value = rng.uniform(math.log(low), math.log(high), many) + priors.claim_log_error * error
    elif low:
        value = math.log(low) + _BOUND_WIDER * priors.claim_log_error * np.abs(error)
    else:
        assert high, "a claim without a number makes no pool"
        value = math.log(high) - _BOUND_WIDER * priors.claim_log_error * np.abs(error)
    if part.claim.unit is ClaimUnit.FAMILIES:
        value += priors.people_per_family.draw(rng, many)
    return value


def people_claimed(claim: PlanningClaim, priors: PoolPriors, end: int | None) -> int | None:
    """A claim's low or high end as people; families by the middle of their size, to two digits. None stays None."""
    if end is None or claim.unit not in {ClaimUnit.PEOPLE, ClaimUnit.FAMILIES}:
        return None
    if claim.unit is ClaimUnit.PEOPLE or end == 0:
        return end
    people = end * priors.people_per_family.median
    return int(round(people, 1 - math.floor(math.log10(people))))


def largest_pool(claims: Sequence[PlanningClaim], chosen: Sequence[int], priors: PoolPriors) -> int | None:
    """The largest number of people any used claim allows. None when there is none, or when one has no upper end."""
    tops = [people_claimed(claims[index], priors, claims[index].high) for index in chosen]
    known = [top for top in tops if top is not None]
    return max(known) if known and len(known) == len(tops) else None


def announced_places(
    claims: Sequence[PlanningClaim], last_day: date, priors: PoolPriors
) -> dict[int, tuple[int, ...]]:
    """The numbers of places announced by a day, as people, with the claims (by index) behind each.

    A range counts by its low end: planning for room that may not be there helps nobody.
    """
    places: dict[int, tuple[int, ...]] = {}
    for index, claim in enumerate(claims):
        number = people_claimed(claim, priors, claim.low or claim.high)
        if claim.meaning is ClaimMeaning.CAPACITY and claim.said_on <= last_day and number:
            places[number] = (*places.get(number, ()), index)
    return dict(sorted(places.items()))
