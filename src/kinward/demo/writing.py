"""How a crew or a caller writes a name: in its own script, by its own habit, sometimes wrongly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kinward.demo.draws import Draws, Weighted
from kinward.resources.tables import table

# Georgian "capitals" (Unicode Mtavruli) are for whole headlines only; Persian has none.
_SYSTEMS_WITHOUT_CAPITALS = frozenset({"georgian", "persian"})
_TABLE_OF_SCRIPT = {"Cyrl": "russian", "Geor": "georgian", "Arab": "persian"}


@dataclass(frozen=True, slots=True)
class Letters:
    """A transliteration table: pieces of a word, longest first, and the ways each is written."""

    written: Mapping[str, tuple[str, ...]]
    longest: int


@dataclass(frozen=True, slots=True)
class Hand:
    """Who holds the pen: a script and, for Latin letters, a habit."""

    script: str
    habit: str


class Writing:
    """All tables of writing.toml and the usual Russian forms, ready for use."""

    def __init__(self, tables: Mapping[str, Any], usual_in_russian: Mapping[str, Sequence[str]]) -> None:
        """``tables`` as in demo/writing.toml; ``usual_in_russian`` from a name to its Russian forms."""
        self._letters = {
            name: _letters(part["letters"]) for name, part in tables.items() if "letters" in part
        }
        self._confusions = {script: _confusions(line) for script, line in tables["confusions"].items()}
        self._habits = {
            who: Weighted(tuple(h), tuple(h.values())) for who, h in tables["latin_habits"].items()
        }
        self._usual = {name: tuple(forms) for name, forms in usual_in_russian.items()}
        shares = tables["request_scripts"]
        self.request_scripts: Weighted[str] = Weighted(tuple(shares), tuple(shares.values()))

    def hand(self, draws: Draws, script: str, who: str) -> Hand:
        """A hand writing this script; ``who`` is desk or enquirer."""
        return Hand(script, draws.weighted(self._habits[who]) if script == "Latn" else "")

    def write(self, draws: Draws, name: str, hand: Hand) -> str:
        """An Armenian name as this hand writes it when it makes no mistake."""
        if not name or hand.script == "Armn":
            return name
        if hand.script == "Latn" and hand.habit != "russian_passport":
            return self._spelled(draws, name, hand.habit)
        if hand.script in {"Cyrl", "Latn"}:
            russian = self._in_russian(draws, name)
            return russian if hand.script == "Cyrl" else self._spelled(draws, russian, "russian_passport")
        return self._spelled(draws, name, _TABLE_OF_SCRIPT[hand.script])

    def misspell(self, draws: Draws, text: str, script: str) -> str:
        """The same with one slip: a confusion of this script, or a letter dropped, doubled or swapped."""
        if len(text) < 3:
            return text
        possible = [pair for pair in self._confusions[script] if pair[0] in text[1:].lower()]
        if possible and draws.happens(0.6):  # most slips of a hand that knows the language are its confusions
            wrong, right = draws.one_of(possible)
            at = text.lower().index(wrong, 1)
            return text[:at] + right + text[at + len(wrong) :]
        at = draws.whole(1, len(text) - 2)
        slips = (
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
        return draws.one_of(slips)

    def _in_russian(self, draws: Draws, name: str) -> str:
        forms = self._usual.get(name)
        if forms is not None:
            # The first form is the usual one; the others share the rest.
            return forms[0] if len(forms) == 1 or draws.happens(0.7) else draws.one_of(forms[1:])
        if name.endswith("յան") and name[:-3] in self._usual:
            return self._in_russian(draws, name[:-3]) + "ян"
        return self._spelled(draws, name, "russian")

    def _spelled(self, draws: Draws, name: str, system: str) -> str:
        letters = self._letters[system]
        words = [_spelled_word(draws, word, letters) for word in name.lower().replace("-", " - ").split()]
        if system in _SYSTEMS_WITHOUT_CAPITALS:
            return " ".join(word for word in words if word != "-")
        return " ".join(_capital(word) for word in words).replace(" - ", "-")


def usual_writing() -> Writing:
    """The shipped tables."""
    given, families = table("demo/given_names.toml"), table("demo/families.toml")
    russian = given["russian"]
    usual: dict[str, Sequence[str]] = {
        armenian: (form,) for armenian, form in (*russian["men"], *russian["women"])
    }
    for armenian, man, woman in russian["families"]:
        usual[armenian] = (man,)
        usual[armenian + "ա"] = (woman,)
    usual |= given["usual_in_russian"]
    # A stem is also found under stem + յան; a given name that is a stem too keeps its forms as a name.
    usual |= {stem: forms for stem, forms in families["usual_in_russian"].items() if stem not in usual}
    return Writing(table("demo/writing.toml"), usual)


def _letters(line: str) -> Letters:
    pieces = line.split()
    written = {
        piece: tuple("" if form == "-" else form for form in forms.split("/"))
        for piece, forms in zip(pieces[::2], pieces[1::2], strict=True)
    }
    # ու is one letter in two signs: a rule for ո at the beginning of a word is not meant for it, and so on.
    for piece in [p for p in written if len(p) > 1 and p[0] != "^" and f"^{p[0]}" in written]:
        written.setdefault(f"^{piece}", written[piece])
    return Letters(written, max(len(piece) for piece in written))


def _confusions(line: str) -> tuple[tuple[str, str], ...]:
    pieces = line.split()
    return tuple((a, "" if b == "-" else b) for a, b in zip(pieces[::2], pieces[1::2], strict=True))


def _spelled_word(draws: Draws, word: str, letters: Letters) -> str:
    marked = f"^{word}$"
    parts: list[str] = []
    at = 0
    while at < len(marked):
        for length in range(min(letters.longest, len(marked) - at), 0, -1):
            forms = letters.written.get(marked[at : at + length])
            if forms is not None:
                parts.append(forms[0] if len(forms) == 1 else draws.one_of(forms))
                at += length
                break
        else:
            if marked[at] not in "^$":
                parts.append(marked[at])
            at += 1
    return "".join(parts)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
