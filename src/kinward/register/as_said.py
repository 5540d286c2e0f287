"""What somebody said at a desk, read into values: an age stays rough, a name stays as written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kinward.model.description import Relation, Sex
from kinward.model.lengths import longest
from kinward.model.partial import AgeInterval, Basis, PartialDate, rough_age_years
from kinward.model.problem import Message
from kinward.model.written_name import NameKind, why_not_a_line, why_not_a_name, written_name

Said = Mapping[str, Any]

# The oldest person whose age was ever proven reached 122 (J. Calment, 1875-1997).
AGE_YEARS_MOST = 122
# Whoever was born before has died; an interval that begins earlier is a slip, and the ends of the calendar cannot be counted with.
BIRTH_YEAR_FIRST = 1900


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that cannot be kept: in which field, what is wrong and what to do."""

    field: str
    what: Message
    do: Message


def said(field: str, value: Any) -> Said:  # noqa: ANN401  # any JSON value
    """One statement of an event's body."""
    return {"field": field, "value": value}


def name_said(text: str, kind: NameKind) -> Said | Wrong:
    """A name as given (NFC), refused when it has invisible characters."""
    name = written_name(text, kind)
    if not text.strip():
        return Wrong(f"{kind}_name", Message("the name is empty"), Message("write it as they say it"))
    if isinstance(name, Message):
        return Wrong(f"{kind}_name", name, Message("type it again without that character"))
    return said("name", {"text": name.text, "kind": name.kind.value})


def sex_said(text: str) -> Said | Wrong:
    """``f``, ``m`` or ``x``."""
    if text in {sex.value for sex in Sex}:
        return said("sex", text)
    return Wrong("sex", Message("this is not f, m or x"), Message("write f, m or x, or leave it empty"))


def age_interval(text: str, as_of: date) -> AgeInterval | Message:
    """``8``, ``~8`` (rough) or ``6-10`` years on a day, at a desk and in a spreadsheet alike."""
    plain = text.replace(" ", "").replace("–", "-")
    rough = plain.startswith(("~", "≈"))
    parts = plain.lstrip("~≈").split("-")
    if plain.startswith("-"):
        return Message("the age is below 0")
    if (
        not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts)
        or len(parts) > 2
        or (rough and len(parts) > 1)
    ):
        return Message("this is not an age")
    low, high = int(parts[0]), int(parts[-1])
    if high > AGE_YEARS_MOST:
        return Message("nobody was ever older than {most}", {"most": AGE_YEARS_MOST})
    if low > high:
        return Message("the age ends before it begins")
    if rough:
        low, high = rough_age_years(low)
    return AgeInterval(low, high, as_of, Basis.ESTIMATED if rough else Basis.STATED)


def birth_interval(text: str, as_of: date, basis: Basis = Basis.STATED) -> PartialDate | Message:
    """The days of birth that fit ``2015``, ``2015-03``, ``2015-03-09`` or ``2014..2016``, known on the day ``as_of``."""
    first, dots, last = text.partition("..")
    try:
        earliest = PartialDate.parse(first.strip())
        latest = PartialDate.parse(last.strip()) if dots else earliest
    except ValueError:
        return Message("this is not a date of birth")
    if latest.latest < earliest.earliest:
        return Message("the birth interval ends before it begins")
    if latest.earliest > as_of:
        return Message("this date of birth is still to come")
    if as_of.year - latest.latest.year > AGE_YEARS_MOST or earliest.earliest.year < BIRTH_YEAR_FIRST:
        return Message("nobody was ever older than {most}", {"most": AGE_YEARS_MOST})
    return PartialDate(earliest.earliest, latest.latest, basis)


def age_said(text: str, as_of: date) -> Said | Wrong:
    """An age as said, with the days of birth that fit."""
    age = age_interval(text, as_of)
    if isinstance(age, Message):
        return Wrong("age", age, Message("write an age like 8, ~8 or 6-10, or leave it empty"))
    return said("age", _days(age.born(), text) | {"as_of": as_of.isoformat()})


def born_said(text: str, as_of: date, basis: Basis = Basis.STATED) -> Said | Wrong:
    """A date of birth as far as it is known on the day ``as_of``: YYYY, YYYY-MM or YYYY-MM-DD."""
    do = Message("write it as 2015, 2015-03 or 2015-03-09, or leave it empty")
    born = birth_interval(text, as_of, basis)
    if isinstance(born, Message):
        return Wrong("born", born, do)
    return said("born", _days(born, text))


def _days(born: PartialDate, words: str) -> dict[str, str]:
    return {
        "earliest": born.earliest.isoformat(), "latest": born.latest.isoformat(), "basis": born.basis.value,
        "said": words,
    }  # fmt: skip


def line_said(field: str, text: str) -> Said | Wrong:
    """A line of text kept as it is: a place, a telephone number, a document."""
    wrong = wrong_with_line(field, text)
    return wrong or said(field, {"text": text} if field == "place" else text)


def wrong_with_line(field: str, text: str, most: int | None = None) -> Wrong | None:
    """Why a line cannot be kept: an invisible character in it, or more than fits on a form or into its column."""
    most = longest(field) if most is None else most
    if why := why_not_a_line(text):
        return Wrong(field, why, Message("type it again without that character"))
    if len(text) > most:
        what = Message("this has {length} characters, more than {most}", {"length": len(text), "most": most})
        return Wrong(field, what, Message("say it in fewer words"))
    return None


def relative_said(relation: str, name: str) -> Said | Wrong:
    """A relative as named: whose name it is and what they are to this person."""
    if relation not in {known.value for known in Relation}:
        known_ones = ", ".join(known.value for known in Relation)
        return Wrong(
            "relative",
            Message("there is no such relation"),
            Message("one of: {known}", {"known": known_ones}),
        )
    if why := why_not_a_name(name):
        return Wrong("relative", why, Message("write the relative's name, or leave it empty"))
    return said("relative", {"relation": relation, "name": name})


def parted(found: Iterable[Said | Wrong]) -> tuple[list[Said], list[Wrong]]:
    """What can be kept and what cannot."""
    kept: list[Said] = []
    wrong: list[Wrong] = []
    for item in found:
        if isinstance(item, Wrong):
            wrong.append(item)
        else:
            kept.append(item)
    return kept, wrong
