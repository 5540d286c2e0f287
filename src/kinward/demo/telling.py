"""What is said of somebody at a desk or on the telephone: rough, in one hand, with gaps and slips."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinward.demo.draws import Draws, Weighted
from kinward.demo.families import Human
from kinward.demo.writing import Hand, Writing
from kinward.resources.tables import table

# Nobody's number: no Armenian or Russian number begins with 0 after the country code (national numbering plans, ITU E.164
# communications), so a synthetic number can never ring.
_NOBODYS_PREFIX = {"am": "+374 00", "ru": "+7 000"}
# A guessed age of an adult is off by about 6 % of it; of a child by less than a year (our choice).
_AGE_OFF_SHARE = 0.06
_CHILD_UNTIL = 13
_BORN_AS = Weighted(("day", "year", "month"), (0.80, 0.15, 0.05))


@dataclass(frozen=True, slots=True)
class Said:
    """The comparable part of a row; fields as in ``Registration``."""

    given: str
    family: str
    father: str
    home: str
    sex: str
    age: str
    born: str
    place: str


class Telling:
    """Turns true people into what somebody says of them."""

    def __init__(self, draws: Draws, writing: Writing) -> None:
        """Share one source of chance with the rest of the crossing."""
        self.draws = draws
        self.writing = writing
        self._place_names: dict[str, dict[str, Any]] = {
            place["hy"]: place
            for district in table("demo/places.toml")["districts"]
            for place in district["places"]
        }

    def name(self, name: str, hand: Hand, sex: str = "m") -> str:
        """A name in this hand, without slips; a Russian-style family name ends as its bearer's sex asks."""
        written = self.writing.write(self.draws, name, hand)
        if hand.script == "Cyrl" and sex == "f" and written.endswith("ов"):
            return written + "а"
        return written

    def slipped(self, text: str, hand: Hand) -> str:
        """The same with one slip of the hand."""
        return self.writing.misspell(self.draws, text, hand.script)

    def place(self, armenian: str, hand: Hand) -> str:
        """The village or town; now and then by its other name."""
        known = self._place_names.get(armenian)
        if known is None:
            return self.name(armenian, hand)
        others: list[str] = [name for name in known.get("other", ()) if _same_letters(name, hand.script)]
        if others and self.draws.happens(0.08):
            return self.draws.one_of(others)
        key = {"Cyrl": "ru", "Latn": "en"}.get(hand.script, "")
        listed: str = known.get(key, "")
        return listed or self.name(armenian, hand)

    def age_and_birth(self, human: Human, on: date, shares: Mapping[str, float]) -> tuple[str, str]:
        """Either an age in years, ``~`` when rough, or a date of birth as far as it is said."""
        draws = self.draws
        years = years_on(human.born, on)
        coin = draws.unit()
        if coin < shares["rough_age"]:
            return f"~{self._rough_years(years, shares)}", ""
        if coin < shares["rough_age"] + shares["age_in_years_only"]:
            return str(years), ""
        said = self._birth(human.born)
        # A slip into a day that has not come yet is seen at once and mended.
        return "", said if said <= on.isoformat() else human.born.isoformat()

    def _rough_years(self, years: int, shares: Mapping[str, float]) -> int:
        draws = self.draws
        if years < _CHILD_UNTIL:
            return max(0, years + round(draws.normal(0.6)))
        guess = max(10, round(years + draws.normal(_AGE_OFF_SHARE * years)))
        if years >= 18 and draws.happens(shares["heaped_on_five"]):
            guess = max(20, 5 * round(guess / 5))
        return min(guess, 100)

    def _birth(self, born: date) -> str:
        draws = self.draws
        as_said = draws.weighted(_BORN_AS)
        if as_said == "year":
            return str(born.year)
        if as_said == "month":
            return f"{born.year}-{born.month:02d}"
        if born.day <= 12 and draws.happens(0.01):  # day and month swapped, the slip that stays a date
            return date(born.year, born.day, born.month).isoformat()
        if draws.happens(0.02) and not (born.month == 2 and born.day == 29):  # last digit of the year misread
            return born.replace(year=max(1920, born.year - draws.one_of((1, -1)))).isoformat()
        return born.isoformat()

    def phone(self, country: str = "am") -> str:
        """A number that nobody has."""
        return f"{_NOBODYS_PREFIX[country]} {self.draws.whole(0, 999):03d} {self.draws.whole(0, 999):03d}"


def years_on(born: date, on: date) -> int:
    """Whole years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _same_letters(name: str, script: str) -> bool:
    first = ord(name[0])
    return {"Armn": 0x530 <= first < 0x590, "Cyrl": 0x400 <= first < 0x530, "Latn": first < 0x250}.get(
        script, False
    )
