"""Every distinct folded spelling once, and how alike each of them is to a sought one."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from kinward.names.folding import skeleton
from kinward.names.kindred import Kindred, home_stems
from kinward.names.tables import NameTables
from kinward.reunite.evidence import Codes, EvidenceTable

_VOWELS = frozenset("aeiou")
# A name written without its short vowels (Arabic script) is compared by its consonants, a little less sure.
_CONSONANTS_ONLY_TRUST = 0.92
_CONSONANTS_FEWEST = 3
_ROWS_KEPT_MOST = (
    3_000  # rows of likeness kept for names asked again: 3,000 x 40,000 spellings = 120 MB at most
)


class Spellings:
    """The vocabulary of one kind of word. Spellings are only ever added."""

    def __init__(
        self, tables: NameTables, evidence: EvidenceTable, kin_of: Callable[[str, NameTables], Kindred]
    ) -> None:
        """Start with no spelling. ``kin_of`` tells which names, or places, a spelling may stand for."""
        self._kin_of = kin_of
        self._tables = tables
        self._evidence = evidence
        self.number_of: dict[str, int] = {}
        self.folds: list[str] = []
        self._skeleton_number: dict[str, int] = {}
        self._skeletons: list[str] = []
        self._skeleton_of: list[int] = []
        self._full: dict[str, list[int]] = {}
        self._home: dict[str, list[int]] = {}
        self._stem: dict[str, list[int]] = {}
        self._home_stems: dict[str, list[int]] = {}
        self._sorted: list[tuple[str, int]] = []
        self._rows: OrderedDict[tuple[str, bool], Codes] = OrderedDict()

    def __len__(self) -> int:
        """How many distinct spellings there are."""
        return len(self.folds)

    def add(self, folded: str, *, at_home: bool = False) -> int:
        """The number of a spelling; new ones are added. ``at_home`` marks a name used at home."""
        key = f"{folded}~" if at_home else folded
        if key in self.number_of:
            return self.number_of[key]
        number = len(self.folds)
        self.number_of[key] = number
        self.folds.append(folded)
        bones = skeleton(folded, self._tables)
        if bones not in self._skeleton_number:
            self._skeleton_number[bones] = len(self._skeletons)
            self._skeletons.append(bones)
        self._skeleton_of.append(self._skeleton_number[bones])
        kin = self._kin_of(folded, self._tables)
        for names, posting in ((kin.full, self._full), (kin.home, self._home), (kin.stem, self._stem)):
            for name in names:
                posting.setdefault(name, []).append(number)
        if at_home:
            for stem in home_stems(folded, self._tables):
                self._home_stems.setdefault(stem, []).append(number)
        return number

    def likeness(self, folded: str, *, at_home: bool = False) -> Codes:
        """Likeness codes of one sought spelling to every spelling here. The row is kept; new spellings extend it."""
        key = (folded, at_home)
        row = self._rows.pop(key, None)
        if row is None or len(row) < len(self):
            row = self._extended(folded, row, at_home=at_home)
        self._rows[key] = row
        if len(self._rows) > _ROWS_KEPT_MOST:
            self._rows.popitem(last=False)
        return row

    def prepare(self, sought: Sequence[tuple[str, bool]]) -> None:
        """Work out the rows of many sought spellings at once, which costs less than one by one."""
        missing = [key for key in dict.fromkeys(sought) if key not in self._rows]
        if len(missing) < 2 or not self.folds:
            return
        by_letters = self._by_letters([key[0] for key in missing], 0)
        for key, row in zip(missing, by_letters, strict=True):
            self._rows[key] = self._with_known(key[0], row, 0, at_home=key[1])

    def likeness_among(self, folded: str, numbers: npt.NDArray[np.intp], *, at_home: bool = False) -> Codes:
        """Likeness codes to some spellings only: for a wave of newly registered people."""
        kept = self._rows.get((folded, at_home))
        if kept is not None and len(kept) == len(self):
            known: Codes = kept[numbers]
            return known
        skeletons, where = np.unique(np.asarray(self._skeleton_of, np.intp)[numbers], return_inverse=True)
        row: Codes = self._scored(
            [folded], [self.folds[n] for n in numbers], [self._skeletons[s] for s in skeletons], where
        )[0]
        place = {int(number): at for at, number in enumerate(numbers)}
        for number, code in self._special(folded, at_home=at_home):
            if number in place:
                row[place[number]] = max(row[place[number]], code)
        return row

    def _extended(self, folded: str, row: Codes | None, *, at_home: bool) -> Codes:
        start = 0 if row is None else len(row)
        fresh = self._by_letters([folded], start)[0]
        whole = fresh if row is None else np.concatenate([row, fresh])
        return self._with_known(folded, whole, start, at_home=at_home)

    def _by_letters(self, sought: Sequence[str], start: int) -> Codes:
        used = np.asarray(self._skeleton_of[start:], np.intp)
        if start == 0:
            return self._scored(sought, self.folds, self._skeletons, used)
        skeletons, where = np.unique(used, return_inverse=True)
        return self._scored(sought, self.folds[start:], [self._skeletons[s] for s in skeletons], where)

    def _scored(
        self,
        sought: Sequence[str],
        folds: Sequence[str],
        skeletons: Sequence[str],
        skeleton_at: npt.NDArray[np.intp],
    ) -> Codes:
        steps = self._evidence.likeness_steps
        letters = cdist(sought, folds, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
        bones = [skeleton(folded, self._tables) for folded in sought]
        by_skeleton = cdist(bones, skeletons, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
        consonants = by_skeleton[:, skeleton_at]
        letters += consonants
        letters *= steps / 2
        trusted = steps * _CONSONANTS_ONLY_TRUST
        poor = [at for at, folded in enumerate(folds) if _is_vowel_poor(folded)]
        letters[:, poor] = np.maximum(letters[:, poor], consonants[:, poor] * trusted)
        for row, folded in enumerate(sought):
            if _is_vowel_poor(folded):
                np.maximum(letters[row], consonants[row] * trusted, out=letters[row])
        codes: Codes = letters.astype(np.uint8)
        return codes

    def _with_known(self, folded: str, row: Codes, start: int, *, at_home: bool) -> Codes:
        for number, code in self._special(folded, at_home=at_home):
            if start <= number < len(row) and row[number] < code:
                row[number] = code
        return row

    def _special(self, folded: str, *, at_home: bool) -> list[tuple[int, int]]:
        """Spellings that are alike for another reason than their letters."""
        evidence, kin = self._evidence, self._kin_of(folded, self._tables)
        found = [
            (self.number_of[key], evidence.same) for key in (folded, f"{folded}~") if key in self.number_of
        ]
        for name in kin.full:
            found.extend((number, evidence.known) for number in self._full.get(name, ()))
            found.extend((number, evidence.home) for number in self._home.get(name, ()))
        for name in kin.home:
            found.extend((number, evidence.home) for number in self._full.get(name, ()))
            found.extend((number, evidence.home) for number in self._home.get(name, ()))
        for name in kin.stem:
            found.extend((number, evidence.known) for number in self._stem.get(name, ()))
        for size in range(self._tables.endings.home_stem_letters_fewest, len(folded)):
            found.extend((number, evidence.short) for number in self._home_stems.get(folded[:size], ()))
        if at_home:
            found.extend((number, evidence.short) for number in self._beginning_with(folded))
        return found

    def _beginning_with(self, folded: str) -> list[int]:
        if len(self._sorted) != len(self.folds):
            self._sorted = sorted((fold, number) for number, fold in enumerate(self.folds))
        found: list[int] = []
        for stem in home_stems(folded, self._tables):
            at = bisect_left(self._sorted, (stem, 0))
            while at < len(self._sorted) and self._sorted[at][0].startswith(stem):
                found.append(self._sorted[at][1])
                at += 1
        return found


@lru_cache(maxsize=1 << 17)
def _is_vowel_poor(folded: str) -> bool:
    vowels = sum(letter in _VOWELS for letter in folded)
    return len(folded) >= _CONSONANTS_FEWEST and vowels * 4 < len(folded)
