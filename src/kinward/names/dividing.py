"""A whole name that nobody has divided comes apart into given, father's, family and home name, as far as it shows."""

import re
from dataclasses import dataclass

from kinward.model.written_name import script_of
from kinward.names.folding import fold, readings
from kinward.names.lettering import Endings, NameTables

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameParts:
    """Parts as written. A name of one word is family or given by its ending; the order of the words decides last.

    ``family`` has a second entry when a former name stands in brackets; ``home`` is what brackets or quotes hold else.
    """

    given: Words = ()
    father: Words = ()
    family: Words = ()
    home: Words = ()


def divide(text: str, tables: NameTables) -> NameParts:
    """Divide a whole name. Every word goes to exactly one part; titles and words about words are dropped."""
    outside, former, home = _without_asides(text, tables)
    given, father, family = _divided(outside, tables)
    return NameParts(given, father, family + former, home)


def father_forms(text: str, tables: NameTables) -> Words:
    """A father's name as written and without the ending of a patronymic or genitive, in every reading, the fold first."""
    ends = tables.endings
    about = ends.father_followers | ends.father_leaders
    forms: list[str] = []
    for word in text.split():
        if fold(word, tables) in about:
            continue
        for folded in readings(word, tables):
            forms.append(folded)
            forms.extend(_bare_patronymics(folded, tables))
        forms.append(_bare_genitive(word, tables))
    return tuple(dict.fromkeys(filter(None, forms)))


# ------------------------------------------------------------------------------------------- brackets and quotation marks
_ASIDE = re.compile('[(\\[«“„"]([^()\\[\\]«»“”„"]+)[)\\]»”“"]')


def _without_asides(text: str, tables: NameTables) -> tuple[str, Words, Words]:
    """The text without what stands in brackets or quotation marks; former names; names at home."""
    outside = _ASIDE.sub(" ", text)
    if not fold(outside, tables):
        return _ASIDE.sub(r" \1 ", text), (), ()
    former: list[str] = []
    home: list[str] = []
    for aside in _ASIDE.findall(text):
        words = [(word, fold(word, tables)) for word in aside.split()]
        telling = [word for word, folded in words if folded not in tables.endings.home_cues]
        is_former = any(folded in tables.endings.former_cues for _, folded in words)
        names = [word for word in telling if fold(word, tables) not in tables.endings.former_cues]
        if is_former or (len(names) == 1 and _family_rank(fold(names[0], tables), tables.endings) == _STRONG):
            former.extend(names)
        else:
            home.extend(names)
    return outside, tuple(former), tuple(home)


# ------------------------------------------------------------------------------------------------- the words that remain
def _divided(text: str, tables: NameTables) -> tuple[Words, Words, Words]:
    words = _joined(text.replace(",", " , ").split(), tables)
    if "," in words:
        cut = words.index(",")
        before, after = words[:cut], [word for word in words[cut + 1 :] if word != ","]
        if before and after:
            rest, father = _without_father(after, tables)
            return tuple(rest), father, (" ".join(before),)
        words = before + after
    rest, father = _without_father(words, tables)
    if not rest:
        return (), father, ()
    if len(rest) == 1:
        is_family = _is_family(rest[0], father, tables)
        return ((), father, tuple(rest)) if is_family else (tuple(rest), father, ())
    at = _family_at(rest, tables)
    return tuple(word for number, word in enumerate(rest) if number != at), father, (rest[at],)


_STRONG, _WEAK, _NONE = 0, 1, 2


def _is_family(word: str, father: Words, tables: NameTables) -> bool:
    folded = fold(word, tables)
    if _family_rank(folded, tables.endings) == _STRONG:
        return True
    return bool(father) and not _is_given(folded, tables)


def _joined(words: list[str], tables: NameTables) -> list[str]:
    """Titles go; a particle (Ter, von) joins the word after it, another (al-Din) the word before it."""
    ends = tables.endings
    spoken = [(word, fold(word, tables)) for word in words]
    spoken = [
        (word, folded) for word, folded in spoken if word == "," or (folded and folded not in ends.titles)
    ]
    names = sum(word != "," for word, _ in spoken)
    found: list[str] = []
    held = ""
    for number, (word, folded) in enumerate(spoken):
        following = spoken[number + 1][1] if number + 1 < len(spoken) else ""
        if following and folded in ends.particles and not _is_name_itself(folded, following, names, ends):
            held += f"{word}-"
        elif found and found[-1] != "," and not held and folded in ends.belong_to_the_word_before:
            found[-1] += f"-{word}"
        else:
            found.append(held + word)
            held = ""
    return found + ([held.rstrip("-")] if held else [])


def _is_name_itself(particle: str, following: str, names: int, ends: Endings) -> bool:
    if particle not in ends.particles_that_are_names:
        return False
    return names == 2 or _family_rank(following, ends) != _STRONG


def _without_father(words: list[str], tables: NameTables) -> tuple[list[str], Words]:
    ends = tables.endings
    folded = [fold(word, tables) for word in words]
    for number in range(1, len(words)):
        if folded[number] in ends.father_followers:
            return words[: number - 1] + words[number + 1 :], (words[number - 1],)
    if any(one in ends.father_leaders for one in folded[1:-1]):
        return _without_led(words, folded, ends)
    for number, one in enumerate(folded):
        if len(words) > 1 and _bare_patronymics(one, tables):
            return words[:number] + words[number + 1 :], (words[number],)
    if len(words) == 3:
        for number in (1, 2):
            is_surname = number == 2 and _family_rank(folded[2], ends) == _STRONG
            if not is_surname and _bare_genitive(words[number], tables):
                return words[:number] + words[number + 1 :], (words[number],)
    return words, ()


def _without_led(words: list[str], folded: list[str], ends: Endings) -> tuple[list[str], Words]:
    """Muhammad bin Salman al-Saud: the word after bin is the father; at the end of a name, ben makes a surname."""
    rest: list[str] = []
    fathers: list[str] = []
    number = 0
    while number < len(words):
        if not 0 < number < len(words) - 1 or folded[number] not in ends.father_leaders:
            rest.append(words[number])
            number += 1
        elif number + 2 == len(words) and folded[number] in ends.surname_leaders:
            rest.append(f"{words[number]}-{words[number + 1]}")
            number += 2
        else:
            fathers.append(words[number + 1])
            number += 2
    return rest, tuple(fathers)


def _bare_patronymics(folded: str, tables: NameTables) -> list[str]:
    """The father's name that a patronymic is made from; empty for every other word."""
    ends = tables.endings
    if folded in ends.father_words:
        return [ends.father_words[folded]]
    for ending in ends.father:
        if folded.endswith(ending) and len(folded) >= len(ending) + 2:
            bare = fold(folded.removesuffix(ending), tables)
            return [bare, *(bare + end for end in ends.father_ends if _is_given(bare + end, tables))]
    return []


def _bare_genitive(word: str, tables: NameTables) -> str:
    """Արմենի -> armen, folded; in other letters only when what is left is a known given name."""
    ends = tables.endings
    if script_of(word) == ends.genitive_script:
        for ending in ends.genitive:
            if word.endswith(ending) and len(word) > len(ending) + 2:
                return fold(word.removesuffix(ending), tables)
        return ""
    folded = fold(word, tables)
    bare = folded.removesuffix("i")
    return bare if bare != folded and bare in tables.full and not _is_given(folded, tables) else ""


def _is_given(folded: str, tables: NameTables) -> bool:
    return folded in tables.full or folded in tables.home


def _family_rank(folded: str, ends: Endings) -> int:
    if (
        len(folded) < ends.family_letters_fewest
        or folded.rsplit(maxsplit=1)[-1] in ends.belong_to_the_word_before
    ):
        return _NONE
    if folded.endswith(ends.strong_family):
        return _STRONG
    return _WEAK if folded.endswith(ends.family) else _NONE


def _family_at(words: list[str], tables: NameTables) -> int:
    """The word most like a family name; of equals the last, since most scripts here write the given name first."""
    folded = [fold(word, tables) for word in words]
    scores = [_family_rank(one, tables.endings) + (1.5 if _is_given(one, tables) else 0.0) for one in folded]
    best = min(scores)
    return max(number for number, score in enumerate(scores) if score == best)
