"""How much each thing that agrees or disagrees says about whether this is the sought person: the one evidence table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

Steps = npt.NDArray[np.int16]
Codes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: ``m`` among true pairs, ``u`` among strangers.

    ``at`` is the least likeness of the level; ``gap_years`` the widest gap between two birth intervals, below 0
    where the level is not about gaps.
    """

    name: str
    m: float
    u: float
    at: int = 0
    gap_years: float = 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row of the evidence table: its levels from strongest to weakest and the sentence a caseworker reads."""

    id: str
    sentence: str
    levels: tuple[Level, ...]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class EvidenceTable:
    """All comparisons and the few numbers they share (resources/reunite/evidence.toml has their provenance)."""

    comparisons: Mapping[str, Comparison]
    m_least: float
    u_people: float
    bits_per_step: float
    tempering: float
    not_registered: float
    no_duplicate: float
    likeness_steps: int
    same: int
    known: int
    home: int
    short: int


def weight_bits(m: float, u: float) -> float:
    """The weight of one outcome: log2 of how much likelier it is among true pairs than among strangers."""
    return log2(m / u)


def sentence(
    table: EvidenceTable,
    comparison: str,
    level: str,
    bits: float,
    mine: str,
    theirs: str,
    translated: Callable[[str], str] = str,
) -> str:
    """The reason as a caseworker reads it, both values side by side and the weight.

    Also for reasons kept without values: the caller puts in what the views say today. ``translated`` puts the
    sentence and the level into the reader's language.
    """
    return translated(table.comparisons[comparison].sentence).format(
        mine=mine or "?", theirs=theirs or "?", level=translated(level), bits=f"{bits:+.1f}"
    )


def evidence_table(raw: Mapping[str, Any]) -> EvidenceTable:
    """Read the table. ``raw`` is resources/reunite/evidence.toml, parsed. Raises ValueError if it contradicts itself."""
    least = float(raw["m_least"])
    comparisons = {name: _comparison(name, row, least) for name, row in raw["comparison"].items()}
    likeness = raw["likeness"]
    return EvidenceTable(
        comparisons=comparisons,
        m_least=least,
        u_people=float(raw["u_people"]),
        bits_per_step=float(raw["bits_per_step"]),
        tempering=float(raw["tempering"]),
        not_registered=float(raw["not_registered"]),
        no_duplicate=float(raw["no_duplicate"]),
        likeness_steps=int(likeness["steps"]),
        same=int(likeness["same"]),
        known=int(likeness["known"]),
        home=int(likeness["home"]),
        short=int(likeness["short"]),
    )


_LEVEL_WORDS = frozenset({"sentence", "levels"})


def _comparison(name: str, row: Mapping[str, Any], least: float) -> Comparison:
    levels = tuple(
        Level(
            level["name"],
            max(least, float(level["m"])),
            float(level.get("u", 1.0)),
            int(level.get("at", 0)),
            float(level.get("gap_years", 0.0)),
        )
        for level in row["levels"]
    )
    if any(not 0 < level.u <= 1 or level.m > 1 for level in levels):
        raise ValueError(f"evidence.toml: {name}: m and u are chances")
    if [level.at for level in levels] != sorted((level.at for level in levels), reverse=True):
        raise ValueError(f"evidence.toml: {name}: levels stand from the strongest to the weakest")
    figures = {key: float(value) for key, value in row.items() if key not in _LEVEL_WORDS}
    return Comparison(name, row["sentence"], levels, figures)


def in_steps(bits: float, table: EvidenceTable) -> int:
    """Bits as whole int16 steps."""
    return round(bits / table.bits_per_step)


@dataclass(frozen=True, slots=True)
class Weights:
    """For one sought value: the weight of each likeness code 0..255, in int16 steps, and the level each code is at."""

    steps: Steps
    level_of_code: Codes


def weights_of_likeness(
    comparison: Comparison, table: EvidenceTable, people_at_code: npt.NDArray[np.float64] | None = None
) -> Weights:
    """The weight of every likeness for one sought name.

    ``people_at_code[c]`` counts registered people whose value has likeness code c to the sought one. The table's u
    stands for ``u_people`` imaginary people beside them, so a small register leans on the table, a large one on itself:
    this is the frequency of the name, for every degree of likeness at once.
    """
    at = [level.at for level in comparison.levels]
    bits = _bits_of_levels(comparison, table, people_at_code)
    codes = np.arange(256)
    level_of_code = np.full(256, len(at) - 1, dtype=np.uint8)
    for number in range(len(at) - 1, -1, -1):
        level_of_code[codes >= at[number]] = number
    graded = [number for number, least in enumerate(at) if least <= table.likeness_steps]
    steps = np.array([bits[level] for level in level_of_code])
    letters = codes <= table.likeness_steps
    anchors = [*reversed([at[number] for number in graded])]
    heights = [*reversed([bits[number] for number in graded])]
    steps[letters] = np.interp(codes[letters], anchors, heights)
    return Weights(np.round(steps / table.bits_per_step).astype(np.int16), level_of_code)


def _bits_of_levels(
    comparison: Comparison, table: EvidenceTable, people_at_code: npt.NDArray[np.float64] | None
) -> list[float]:
    above: npt.NDArray[np.float64] = (
        np.zeros(257) if people_at_code is None else np.append(np.cumsum(people_at_code[::-1])[::-1], 0.0)
    )
    everyone = above[0] + table.u_people
    bits: list[float] = []
    for number, level in enumerate(comparison.levels):
        last = number == len(comparison.levels) - 1
        u = 1.0 if last else (above[level.at] + table.u_people * level.u) / everyone
        weight = weight_bits(level.m, u)
        # A weaker likeness never weighs more than a stronger one.
        bits.append(min(weight, bits[-1]) if bits else weight)
    # ... and a stronger one never less than a plain difference (nearly everyone may be from one town).
    return [max(weight, bits[-1]) for weight in bits]
