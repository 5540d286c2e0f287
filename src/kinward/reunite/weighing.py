"""What every likeness of a name weighs, worked out for many names a second.

``evidence.weights_of_likeness`` says the same and is the one to read; a test holds the two together.
"""

import numpy as np
import numpy.typing as npt

from kinward.reunite.evidence import Comparison, EvidenceTable, Steps, Weights

Counts = npt.NDArray[np.float64]
CODES = 256


class Weighing:
    """One comparison of the evidence table, ready to weigh names whose frequencies were counted."""

    def __init__(self, comparison: Comparison, table: EvidenceTable) -> None:
        """Lay out which levels each likeness lies between; the weights follow from the counts alone."""
        self._at = np.array([level.at for level in comparison.levels], np.intp)
        self._m = np.array([level.m for level in comparison.levels])
        self._strangers = np.array([level.u for level in comparison.levels]) * table.u_people
        self._u_people = table.u_people
        self._per_bit = 1 / table.bits_per_step
        codes = np.arange(CODES)
        self.level_of_code = np.full(CODES, len(self._at) - 1, np.uint8)
        for number in range(len(self._at) - 1, -1, -1):
            self.level_of_code[codes >= self._at[number]] = number
        # The share of each level in the weight of each likeness: between two levels it passes from one to the other.
        share = np.eye(len(self._at))[self.level_of_code]
        letters = codes <= table.likeness_steps
        graded = [number for number, least in enumerate(self._at) if least <= table.likeness_steps][::-1]
        share[letters] = 0
        for place, number in enumerate(graded):
            only = np.zeros(len(graded))
            only[place] = 1
            share[letters, number] = np.interp(codes[letters], self._at[graded], only)
        self._share = share.T.copy()

    def weights(self, people_at_code: Counts) -> Weights:
        """The weight of every likeness to one name; ``people_at_code`` as for ``weights_of_likeness``."""
        return Weights(self.steps(people_at_code[None, :])[0], self.level_of_code)

    def steps(self, people_at_code: Counts) -> Steps:
        """The same for many names at once, one a row."""
        above = np.cumsum(people_at_code[:, ::-1], axis=1)[:, ::-1]
        everyone = above[:, :1] + self._u_people
        u = (above[:, self._at] + self._strangers) / everyone
        u[:, -1] = 1.0
        bits = np.minimum.accumulate(np.log2(self._m / u), axis=1)
        np.maximum(bits, bits[:, -1:], out=bits)
        steps: Steps = np.rint(bits @ self._share * self._per_bit).astype(np.int16)
        return steps
