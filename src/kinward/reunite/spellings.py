"""Every distinct folded spelling once, and how alike each of them is to a sought one."""

from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from kinward.names.folding import skeleton
from kinward.names.kindred import Kindred, home_stems
from kinward.names.tables import NameTables
from kinward.reunite.columns import Growing
from kinward.reunite.evidence import Codes, EvidenceTable

Shares = npt.NDArray[np.float32]
_VOWELS = frozenset("aeiou")
# A name written without its short vowels (Arabic script) is compared by its consonants, a little less sure.
CONSONANTS_ONLY_TRUST = 0.92
_CONSONANTS_FEWEST = 3
_BYTES_KEPT_MOST = 48 << 20  # rows of likeness kept for names asked again: some thousand
_ROUNDING = 1e-3  # what bounds in float32 may be off, with room
_BUCKETS = 32  # of letters: folded forms are a to z nearly always, and sharing a bucket only loosens a bound
_PREFIX = 4  # Jaro-Winkler looks at so many first letters
_PREFIX_WEIGHT = 0.1


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
        self._skeleton_of = Growing()
        self._poor = Growing(np.int8)  # 1 where a spelling has no vowels
        self._fold_letters, self._bone_letters = _Letters(), _Letters()
        # Below the weakest level of all, likenesses weigh the same.
        levels = chain.from_iterable(one.levels for one in evidence.comparisons.values())
        self._least = min(level.at for level in levels if level.at) / evidence.likeness_steps - _ROUNDING
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
        self._poor.append(int(is_vowel_poor(folded)))
        self._fold_letters.append(folded)
        bones = skeleton(folded, self._tables)
        if bones not in self._skeleton_number:
            self._skeleton_number[bones] = len(self._skeletons)
            self._skeletons.append(bones)
            self._bone_letters.append(bones)
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
        self.prepare((key,))
        self._rows.move_to_end(key)
        row = self._rows[key]
        while len(self._rows) > 1 and len(self._rows) * len(self) > _BYTES_KEPT_MOST:
            self._rows.popitem(last=False)
        return row

    def prepare(self, sought: Iterable[tuple[str, bool]]) -> None:
        """Work out, or extend, the rows of sought spellings."""
        if not self.folds:
            return
        for key in sought:
            known = self._rows.get(key)
            if known is None or len(known) < len(self):
                self._extend(key, 0 if known is None else len(known))

    def _extend(self, key: tuple[str, bool], start: int) -> None:
        folded, at_home = key
        fresh = self._by_letters(folded, start)
        row = np.concatenate([self._rows[key], fresh]) if start else fresh
        self._rows[key] = self._with_known(folded, row, start, at_home=at_home)

    def _by_letters(self, folded: str, start: int) -> Codes:
        """Half Jaro-Winkler of the folded forms, half Levenshtein of the consonant skeletons.

        Only where the letters they have in common leave room for a likeness that weighs more than a plain difference:
        the others get 0, which weighs the same.
        """
        steps = self._evidence.likeness_steps
        bones = skeleton(folded, self._tables)
        bone_of = self._skeleton_of.now()[start:]
        poor = self._poor.now()[start:] > 0 if not is_vowel_poor(folded) else np.ones(len(bone_of), bool)
        most_by_letters = self._fold_letters.jaro_winkler_most(folded, start)
        most_by_bones = self._bone_letters.levenshtein_most(bones, 0).take(bone_of, mode="clip")
        likely = (most_by_letters + most_by_bones) / 2 >= self._least
        likely |= poor & (most_by_bones * CONSONANTS_ONLY_TRUST >= self._least)
        near = np.flatnonzero(likely)
        codes = np.zeros(len(bone_of), np.uint8)
        if not len(near):
            return codes
        # Consonants exactly first: few distinct ones, and most spellings fall away by them.
        near_bones = bone_of[near]
        there = np.zeros(len(self._skeletons), bool)
        there[near_bones] = True
        some = np.flatnonzero(there)
        skeletons = list(map(self._skeletons.__getitem__, some.tolist()))
        by_bones = np.zeros(len(self._skeletons), np.float32)
        by_bones[some] = _one_to_many(bones, skeletons, Levenshtein.normalized_similarity)
        consonants = by_bones.take(near_bones, mode="clip")
        still = (most_by_letters[near] + consonants) / 2 >= self._least
        still |= poor[near] & (consonants * CONSONANTS_ONLY_TRUST >= self._least)
        near, consonants = near[still], consonants[still]
        if not len(near):
            return codes
        folds = list(map(self.folds.__getitem__, (near + start).tolist()))
        letters = _one_to_many(folded, folds, JaroWinkler.normalized_similarity)
        letters += consonants
        letters *= steps / 2
        trusted = consonants * (steps * CONSONANTS_ONLY_TRUST)
        codes[near] = np.maximum(letters, trusted, out=letters, where=poor[near])
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


def _one_to_many(sought: str, others: Sequence[str], scorer: Callable[..., float]) -> Shares:
    likeness: Shares = cdist([sought], others, scorer=scorer, dtype=np.float32)[0]
    return likeness


class _Letters:
    """How often each letter stands in each of many words: no two words are more alike than their letters allow.

    A word is a set of 64 bits: the first and the second time of each letter. Further times are counted without asking
    of which letter, which only loosens the bound.
    """

    def __init__(self) -> None:
        self._bits = Growing(np.uint64)
        self._further = Growing(np.int32)
        self._beginning = Growing(
            np.uint32
        )  # a byte for each of the first letters; 0 is "the word has ended"
        self._length = Growing(np.int32)

    def append(self, word: str) -> None:
        bits, further = _letter_bits(word)
        self._bits.append(bits)
        self._further.append(further)
        self._beginning.append(_beginning(word))
        self._length.append(len(word))

    def _common(self, word: str, start: int) -> Shares:
        """The most letters each word can share with this one."""
        bits, further = _letter_bits(word)
        shared = np.bitwise_count(self._bits.now()[start:] & np.uint64(bits))
        common: Shares = shared.astype(np.float32)
        if further:
            common += np.minimum(self._further.now()[start:], np.int32(further))
        return common

    def jaro_winkler_most(self, word: str, start: int) -> Shares:
        """No word from ``start`` on is more alike by Jaro-Winkler."""
        jaro: Shares = np.float32(1) / np.maximum(self._length.now()[start:], 1).astype(np.float32)
        jaro += np.float32(1 / max(1, len(word)))
        jaro *= self._common(word, start)
        jaro += 1
        jaro /= 3
        differ = self._beginning.now()[start:] ^ np.uint32(_beginning(word))
        prefix = np.zeros(len(jaro), np.int8)
        for letters in range(1, min(len(word), _PREFIX) + 1):
            prefix += differ & np.uint32((1 << 8 * letters) - 1) == 0
        jaro += prefix * np.float32(_PREFIX_WEIGHT) * (1 - jaro)
        return jaro

    def levenshtein_most(self, word: str, start: int) -> Shares:
        """No word from ``start`` on is more alike by normalised Levenshtein similarity."""
        lengths = np.maximum(self._length.now()[start:], len(word)).astype(np.float32)
        if not word:
            nothing_too: Shares = (lengths == 0).astype(np.float32)
            return nothing_too
        most: Shares = self._common(word, start) / lengths
        return most


def _letter_bits(word: str) -> tuple[int, int]:
    """Each letter's first and second time as bits, and how many further times there are."""
    bits = further = 0
    for letter, times in Counter(ord(letter) % _BUCKETS for letter in word).items():
        bits |= (1 if times == 1 else 3) << 2 * letter
        further += max(0, times - 2)
    return bits, further


def _beginning(word: str) -> int:
    return sum((ord(letter) % _BUCKETS + 1) << 8 * place for place, letter in enumerate(word[:_PREFIX]))


@lru_cache(maxsize=1 << 17)
def is_vowel_poor(folded: str) -> bool:
    """Whether a spelling seems to be written without its short vowels, as in Arabic script."""
    vowels = sum(letter in _VOWELS for letter in folded)
    return len(folded) >= _CONSONANTS_FEWEST and vowels * 4 < len(folded)
