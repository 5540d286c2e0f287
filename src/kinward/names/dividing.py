"""A whole name that nobody has divided comes apart into given, father's and family name, as far as it shows."""

from dataclasses import dataclass

from kinward.model.written_name import script_of
from kinward.names.folding import fold
from kinward.names.lettering import Endings, NameTables


@dataclass(frozen=True, slots=True)
class NameParts:
    """Parts as written. A name of one word is family or given by its ending; the order of the words decides last."""

    given: tuple[str, ...] = ()
    father: tuple[str, ...] = ()
    family: tuple[str, ...] = ()


def divide(text: str, tables: NameTables) -> NameParts:
    """Divide a whole name. Every word goes to exactly one part; titles are dropped."""
    ends = tables.endings
    words = _joined(text.replace(",", " , ").split(), tables)
    if "," in words:
        cut = words.index(",")
        before, after = words[:cut], [word for word in words[cut + 1 :] if word != ","]
        if before and after:
            rest, father = _without_father(after, ends, tables)
            return NameParts(tuple(rest), father, (" ".join(before),))
        words = before + after
    rest, father = _without_father(words, ends, tables)
    if len(rest) == 1:
        is_family = bool(father) or _family_rank(fold(rest[0], tables), ends) <= _STRONG
        return NameParts((), father, tuple(rest)) if is_family else NameParts(tuple(rest), father, ())
    if not rest:
        return NameParts((), father, ())
    at = _family_at(rest, ends, tables)
    others = [word for number, word in enumerate(rest) if number != at]
    return NameParts(tuple(others), father, (rest[at],))


_STRONG, _WEAK, _NONE = 0, 1, 2


def father_forms(text: str, tables: NameTables) -> tuple[str, ...]:
    """A father's name as written and without the ending of a patronymic or genitive, folded."""
    words = [word for word in text.split() if fold(word, tables) not in tables.endings.father_followers]
    forms: list[str] = []
    for word in words:
        forms.append(fold(word, tables))
        forms.append(_bare_patronymic(fold(word, tables), tables.endings))
        if bare := _bare_genitive(word, tables.endings):
            forms.append(fold(bare, tables))
    return tuple(form for form in dict.fromkeys(forms) if form)


def _joined(words: list[str], tables: NameTables) -> list[str]:
    """Titles go, and a particle (Ter, von) joins the word after it."""
    found: list[str] = []
    held = ""
    for word in words:
        folded = fold(word, tables)
        if word != "," and (folded in tables.endings.titles or not folded):
            continue
        if folded in tables.endings.particles and word != words[-1]:
            held = f"{held}{word}-"
            continue
        found.append(held + word)
        held = ""
    return found + ([held.rstrip("-")] if held else [])


def _without_father(words: list[str], ends: Endings, tables: NameTables) -> tuple[list[str], tuple[str, ...]]:
    for number, word in enumerate(words):
        folded = fold(word, tables)
        if number and folded in ends.father_followers:
            return words[: number - 1] + words[number + 1 :], (words[number - 1],)
        if len(words) > 1 and any(folded.endswith(e) and len(folded) > len(e) + 2 for e in ends.father):
            return words[:number] + words[number + 1 :], (word,)
    if len(words) == 3:
        for number in (1, 2):
            if number == 2 and _family_rank(fold(words[2], tables), ends) == _STRONG:
                continue
            if _bare_genitive(words[number], ends):
                return words[:number] + words[number + 1 :], (words[number],)
    return words, ()


def _bare_patronymic(folded: str, ends: Endings) -> str:
    for ending in ends.father:
        if folded.endswith(ending) and len(folded) > len(ending) + 2:
            return folded.removesuffix(ending)
    return folded


def _bare_genitive(word: str, ends: Endings) -> str:
    if script_of(word) != ends.genitive_script:
        return ""
    for ending in ends.genitive:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word.removesuffix(ending)
    return ""


def _family_rank(folded: str, ends: Endings) -> int:
    if len(folded) < ends.family_letters_fewest:
        return _NONE
    if folded.endswith(ends.strong_family):
        return _STRONG
    return _WEAK if folded.endswith(ends.family) else _NONE


def _family_at(words: list[str], ends: Endings, tables: NameTables) -> int:
    """The word most like a family name; of equals the last, since most scripts here write the given name first."""
    ranks = [_family_rank(fold(word, tables), ends) for word in words]
    known = [fold(word, tables) in tables.full or fold(word, tables) in tables.home for word in words]
    scores = [rank + (1.5 if is_given else 0.0) for rank, is_given in zip(ranks, known, strict=True)]
    best = min(scores)
    return max(number for number, score in enumerate(scores) if score == best)
