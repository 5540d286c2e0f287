"""Weights learnt from requests and registrations that nobody has sorted: what true pairs have in common, by EM.

Nobody tells which pairs are true. Each round takes the chance of every candidate under the weights of the round before
(one of everyone, or nobody), counts the levels of the likely pairs, and makes weights of the counts (Winkler 1988). The
weights it starts from stand beside the counts as so many imaginary pairs, so that little data changes little.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kinward.model.description import Ranked
from kinward.reunite.evidence import Comparison, EvidenceTable, Level
from kinward.reunite.index import Ranking

# With fewer requests the imaginary pairs decide anyway.
REQUESTS_LEAST = 100
# The weights we begin with count as so many true pairs, and as so many pairs of strangers.
PAIRS_BEFORE = 150.0
STRANGERS_BEFORE = 2_000.0
_ROUNDS_MOST = 200
_STILL = 1e-5  # no chance moves more in a round: learnt
_NOT_REGISTERED = (0.02, 0.9)  # outside nobody would run a tracing service

# Levels of these exclude each other and leave no other: their m sum to 1.
_LIKENESS = ("given", "family", "family_of_woman", "father", "place")
_PARTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_LIKENESS, ()),
    "age": (),
    "sex": ("same", "different"),
    "phone": (),
    "document": (),
    "identifier": (),
    "address": (),
}
# A relative is there or not; how much of the name was said decides between the levels of "there".
_THERE_OR_NOT = ("relative", "companion")
_NAMED = ("given", "family", "family_of_woman")

Outcome = tuple[str, str]
Counts = dict[Outcome, float]


@dataclass(frozen=True, slots=True)
class Learnt:
    """The table after learning, and how many rounds it took."""

    table: EvidenceTable
    rounds: int


@dataclass(frozen=True, slots=True)
class _Request:
    """The candidates of one request: bits, outcomes, and the mass of everyone else where "nobody" has 1."""

    bits: npt.NDArray[np.float64]
    outcomes: tuple[tuple[Outcome, ...], ...]
    rest: float


def learnt_weights(
    table: EvidenceTable, rankings: Sequence[Ranking], strangers: Iterable[Ranking], people: int
) -> Learnt:
    """Learn m of every level, the chance of "not registered", and u from pairs of strangers.

    ``rankings`` are the best of everyone for each request under ``table``; ``strangers`` rank people drawn by chance.
    """
    assert len(rankings) >= REQUESTS_LEAST, "too few requests to learn from"
    requests = [_request(ranking) for ranking in rankings]
    counts, now, rounds = Counts(), table, 0
    for rounds in range(1, _ROUNDS_MOST + 1):  # noqa: B007  # told afterwards
        counts, nobody = _expected(requests, table, now, people)
        beside = PAIRS_BEFORE * table.not_registered / (1 - table.not_registered)
        share = (nobody + beside) / (len(requests) + beside + PAIRS_BEFORE)
        after = replace(
            _with_m(table, counts),
            not_registered=min(_NOT_REGISTERED[1], max(_NOT_REGISTERED[0], share)),
        )
        moved = _farthest(now, after)
        now = after
        if moved < _STILL:
            break
    return Learnt(_with_u(now, _levels_of(strangers)), rounds)


def _request(ranking: Ranking) -> _Request:
    nobody = max(ranking.not_registered, 1e-12)
    rest = 1 - sum(one.probability for one in ranking.ranked) - ranking.not_registered
    return _Request(
        np.array([one.weight_bits for one in ranking.ranked]),
        tuple(tuple(_outcomes(one)) for one in ranking.ranked),
        max(0.0, rest) / nobody,
    )


def _outcomes(one: Ranked) -> Iterable[Outcome]:
    """Each comparison once, at its level; names in each other's place are an outcome of their own."""
    outcomes = {(reason.comparison, reason.level) for reason in one.reasons}
    yield from sorted(outcomes)
    if any(comparison in _NAMED for comparison, _ in outcomes) and ("exchanged", "exchanged") not in outcomes:
        yield ("exchanged", "")


def _expected(
    requests: Sequence[_Request], before: EvidenceTable, now: EvidenceTable, people: int
) -> tuple[Counts, float]:
    """How many true pairs are expected at each outcome, and how many requests seek nobody registered."""
    gains = _gains(before, now)
    each = (1 - now.not_registered) / now.not_registered / max(1, people)
    # The others' mass was told relative to the chance of "nobody" that the ranking was made with.
    others = (1 - now.not_registered) / now.not_registered
    others /= (1 - before.not_registered) / before.not_registered
    counts: Counts = defaultdict(float)
    nobody = 0.0
    for request in requests:
        gained = [sum(gains.get(outcome, 0.0) for outcome in outcomes) for outcomes in request.outcomes]
        mass = np.exp2(np.minimum((request.bits + np.array(gained)) * now.tempering, 500.0)) * each
        whole = float(mass.sum()) + request.rest * others + 1.0
        nobody += 1.0 / whole
        for chance, outcomes in zip((mass / whole).tolist(), request.outcomes, strict=True):
            for outcome in outcomes:
                counts[outcome] += chance
    return counts, nobody


def _gains(before: EvidenceTable, now: EvidenceTable) -> dict[Outcome, float]:
    """What each outcome weighs more than when the rankings were made."""
    gains: dict[Outcome, float] = {}
    for name, comparison in now.comparisons.items():
        for old, new in zip(before.comparisons[name].levels, comparison.levels, strict=True):
            gains[name, new.name] = float(np.log2(new.m / old.m))
    return gains


def _with_m(table: EvidenceTable, counts: Mapping[Outcome, float]) -> EvidenceTable:
    comparisons = {
        name: replace(comparison, levels=_levels(comparison, counts, table.m_least))
        for name, comparison in table.comparisons.items()
    }
    return replace(table, comparisons=comparisons)


def _levels(comparison: Comparison, counts: Mapping[Outcome, float], least: float) -> tuple[Level, ...]:
    if comparison.id in _PARTED:
        return _parted(comparison, counts, least)
    if comparison.id in _THERE_OR_NOT:
        return _there_or_not(comparison, counts, least)
    if comparison.id == "exchanged":
        level = comparison.levels[0]
        yes, no = counts.get(("exchanged", level.name), 0.0), counts.get(("exchanged", ""), 0.0)
        return (
            replace(level, m=_floored((yes + PAIRS_BEFORE * level.m) / (yes + no + PAIRS_BEFORE), least)),
        )
    return comparison.levels  # said for other reasons than how often it happens


def _parted(comparison: Comparison, counts: Mapping[Outcome, float], least: float) -> tuple[Level, ...]:
    """The share of each level among likely pairs; levels that only some values can reach stay as they are."""
    learnt = _PARTED[comparison.id] or tuple(level.name for level in comparison.levels)
    believed = sum(level.m for level in comparison.levels if level.name in learnt)
    seen = sum(counts.get((comparison.id, name), 0.0) for name in learnt)
    return tuple(
        replace(
            level,
            m=_floored(
                (counts.get((comparison.id, level.name), 0.0) + PAIRS_BEFORE * level.m / believed)
                / (seen + PAIRS_BEFORE),
                least,
            ),
        )
        if level.name in learnt
        else level
        for level in comparison.levels
    )


def _there_or_not(comparison: Comparison, counts: Mapping[Outcome, float], least: float) -> tuple[Level, ...]:
    absent = comparison.levels[-1]
    seen = sum(counts.get((comparison.id, level.name), 0.0) for level in comparison.levels)
    away = counts.get((comparison.id, absent.name), 0.0)
    m = _floored((away + PAIRS_BEFORE * absent.m) / (seen + PAIRS_BEFORE), least)
    there = (1 - m) / (1 - absent.m)
    return (
        *(replace(level, m=_floored(level.m * there, least)) for level in comparison.levels[:-1]),
        replace(absent, m=m),
    )


def _floored(m: float, least: float) -> float:
    return min(1.0, max(least, m))


def _farthest(before: EvidenceTable, after: EvidenceTable) -> float:
    moved = [
        abs(old.m - new.m)
        for name, comparison in after.comparisons.items()
        for old, new in zip(before.comparisons[name].levels, comparison.levels, strict=True)
    ]
    return max([abs(before.not_registered - after.not_registered), *moved])


# ---------------------------------------------------------------------------------------------------- strangers


def _levels_of(rankings: Iterable[Ranking]) -> Counts:
    counts: Counts = defaultdict(float)
    for ranking in rankings:
        for one in ranking.ranked:
            for outcome in _outcomes(one):
                counts[outcome] += 1
    return counts


def _with_u(table: EvidenceTable, counts: Mapping[Outcome, float]) -> EvidenceTable:
    """The u of names and places (at a level or a stronger one), of sex, and of a slip of one figure.

    A shared phone or number keeps its u: among people drawn by chance it does not happen, in a household it does.
    """
    comparisons = dict(table.comparisons)
    for name in _LIKENESS:
        comparisons[name] = replace(comparisons[name], levels=_cumulative(comparisons[name], counts))
    comparisons["sex"] = _shares(comparisons["sex"], counts, ("same", "different"))
    slips = tuple(level.name for level in comparisons["age"].levels if level.gap_years < 0)
    comparisons["age"] = _shares(comparisons["age"], counts, slips)
    return replace(table, comparisons=comparisons)


def _cumulative(comparison: Comparison, counts: Mapping[Outcome, float]) -> tuple[Level, ...]:
    everyone = sum(counts.get((comparison.id, level.name), 0.0) for level in comparison.levels)
    levels, above = [], 0.0
    for level in comparison.levels[:-1]:
        above += counts.get((comparison.id, level.name), 0.0)
        levels.append(replace(level, u=(above + STRANGERS_BEFORE * level.u) / (everyone + STRANGERS_BEFORE)))
    return (*levels, comparison.levels[-1])


def _shares(comparison: Comparison, counts: Mapping[Outcome, float], names: Sequence[str]) -> Comparison:
    everyone = sum(counts.get((comparison.id, level.name), 0.0) for level in comparison.levels)
    levels = tuple(
        replace(
            level,
            u=(counts.get((comparison.id, level.name), 0.0) + STRANGERS_BEFORE * level.u)
            / (everyone + STRANGERS_BEFORE),
        )
        if level.name in names
        else level
        for level in comparison.levels
    )
    return replace(comparison, levels=levels)
