"""How sure: the probability that this one of everyone is the sought person, or that nobody registered is."""

from math import inf, log2
from typing import Any

import numpy as np
import numpy.typing as npt

from kinward.reunite.evidence import EvidenceTable


def one_of_everyone(
    weights: npt.NDArray[np.floating[Any]],
    people: float,
    table: EvidenceTable,
    not_registered: float,
    counts: npt.NDArray[np.integer[Any]] | None = None,
) -> tuple[npt.NDArray[np.floating[Any]], float]:
    """Probability of each, and of nobody, given everyone's weights in bits. They sum to 1.

    ``people`` is how many are registered: those whose weights are not given count as strangers whose evidence is
    worth what it is worth for strangers on average, a likelihood ratio of 1. Before any evidence each of them is
    equally likely and ``not_registered`` is the chance that none is; weights are tempered because evidence hangs
    together (research 5). ``counts`` tells how many have each weight, where equal weights are given once.
    """
    assert 0 <= not_registered <= 1, "a chance"
    if people <= 0 or not_registered == 1:
        return np.zeros(len(weights)), 1.0
    ratios = np.exp2(np.minimum(weights * table.tempering, 500.0))
    prior = (1 - not_registered) / people
    given, sum_of_ratios = len(weights), float(ratios.sum())
    if counts is not None:
        given, sum_of_ratios = int(counts.sum()), float((ratios * counts).sum())
    rest = max(0.0, people - given) * prior
    whole = sum_of_ratios * prior + rest + not_registered
    return ratios * prior / whole, (not_registered) / whole


def bits_needed(probability: float, people: float, table: EvidenceTable, not_registered: float) -> float:
    """With fewer bits than these nobody can be so probable, whoever else is registered (the inverse of the above)."""
    if probability <= 0 or people <= 0:
        return -inf
    if probability >= 1 or not_registered >= 1:
        return inf
    if not_registered <= 0:
        return -inf
    odds = probability / (1 - probability) * not_registered * people / (1 - not_registered)
    return log2(odds) / table.tempering
