"""What desks and enquirers write down of the synthetic people: rows of `kinward find`, with gaps, guesses and slips."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.tracing.chance import Chance, Weighted
from bench.tracing.families import TODAY, Human
from bench.tracing.letters import Writing
from bench.tracing.stock import patronymic, stock

Row = dict[str, str]
PEOPLE_COLUMNS = (
    "id", "household", "name", "given", "family", "father", "home_name", "sex", "age", "born", "as_of", "place",
)  # fmt: skip
REQUEST_COLUMNS = (
    "id", "name", "given", "family", "father", "home_name", "sex", "age", "born", "as_of", "place", "relatives",
)  # fmt: skip
# A desk writes in the country's script (the first), in Russian or in Latin letters.
WAYS_OF_DESKS = {
    "hy": Weighted(("hy", "ru", "latin"), (0.55, 0.25, 0.20)),
    "az": Weighted(("az", "latin", "ru"), (0.40, 0.40, 0.20)),
    "ka": Weighted(("ka", "latin", "ru"), (0.40, 0.40, 0.20)),
    "ru": Weighted(("ru", "hy", "latin"), (0.50, 0.25, 0.25)),
    "uk": Weighted(("uk", "ru", "latin"), (0.40, 0.30, 0.30)),
    "ar": Weighted(("ar", "latin"), (0.50, 0.50)),
    "fa": Weighted(("fa", "latin"), (0.50, 0.50)),
    "tr": Weighted(("tr", "latin"), (0.40, 0.60)),
}
# Slips of the hand in a word: our choice, half of what the research notes' generator used, for letters by habit come on top.
_SLIP_AT_DESK, _SLIP_OF_ENQUIRER = 0.03, 0.05
_ALPHABET = {
    "Armn": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "Cyrl": "абвгдежзийклмнопрстуфхцчшщыьэюя",
    "Latn": "abcdefghijklmnopqrstuvwxyz",
    "Geor": "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ",
    "Arab": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a request says: each a share of the requests that say it."""

    name: str
    family: float = 0.0
    father: float = 0.0
    sex: float = 0.0
    birth: float = 0.0
    birth_exact: float = 0.0
    place: float = 0.0
    relatives: Sequence[int] = (0,)  # how many are named: one of these
    called_at_home: float = 0.0  # the given name is the one used at home
    nickname: float = 0.0  # ... and no form of the name at all
    children: bool = False
    of_party: float = 0.6  # a relative named is one who crossed with the sought person


KINDS = {
    kind.name: kind
    for kind in (
        Kind("full", 1.0, 0.75, 0.98, 0.92, 0.25, 0.8, (0, 1, 2, 2), 0.05),
        Kind("without relatives", 1.0, 0.75, 0.98, 0.92, 0.25, 0.8, (0,), 0.05),
        Kind("one relative", 1.0, 0.75, 0.98, 0.92, 0.25, 0.8, (1,), 0.05),
        Kind("name alone", 1.0),
        Kind("name, rough age, sex", 1.0, sex=1.0, birth=1.0),
        Kind("child without surname", 0.0, 0.7, 1.0, 1.0, 0.1, 0.7, children=True),
        Kind("child by home name", 0.0, 0.0, 0.9, 1.0, 0.0, 0.5, (2,), 0.75, 0.25, children=True, of_party=1.0),
    )
}  # fmt: skip


class Desk:
    """Writes registrations and requests."""

    def __init__(self, chance: Chance, writing: Writing) -> None:
        """``chance`` decides what is left out, guessed or slipped."""
        self._chance = chance
        self._writing = writing

    def registration(self, one: Human, household: str) -> Row:
        """What a desk typed of a registered person."""
        chance, way = self._chance, one.registered_way
        given = self._name(one, one.given, way, desk=True)
        family = self._name(one, one.family, way, desk=True)
        father = self._father(one, way, desk=True) if chance.happens(0.7) else ""
        row = dict.fromkeys(PEOPLE_COLUMNS, "")
        row |= {"id": one.registered_as, "household": household, "as_of": TODAY.isoformat()}
        row |= self._whole(given, family, father, way, 0.08)
        if chance.happens(0.2) and one.age() < 18:
            row["home_name"] = self._name(one, one.home_name, way, desk=True)
        row["sex"] = self._sex(one, 0.99)
        row |= self._birth(one, 0.97, 0.7)
        row["place"] = self._place(one, way, desk=True) if chance.happens(0.92) else ""
        return row

    def request(self, number: str, kind: Kind, one: Human, family: Sequence[Human], way: str) -> Row:
        """What an enquirer said of a sought person."""
        chance = self._chance
        row = dict.fromkeys(REQUEST_COLUMNS, "")
        row |= {"id": number, "as_of": TODAY.isoformat()}
        surname = ""
        if chance.happens(kind.family):
            married_otherwise = one.other_family and chance.happens(0.12)
            surname = self._name(one, one.other_family if married_otherwise else one.family, way, desk=False)
        given = self._given(one, kind, way)
        father = self._father(one, way, desk=False) if chance.happens(kind.father) else ""
        if kind.nickname:
            row["home_name"] = given
        else:
            row |= self._whole(given, surname, father, way, 0.15 if surname else 0.0)
        row["sex"] = self._sex(one, kind.sex)
        row |= self._birth(one, kind.birth, kind.birth_exact)
        row["place"] = self._place(one, way, desk=False) if chance.happens(kind.place) else ""
        row["relatives"] = ";".join(self._relatives(one, family, kind, way))
        return row

    def _given(self, one: Human, kind: Kind, way: str) -> str:
        at = self._chance.share()
        called = one.nickname if at < kind.nickname else one.home_name
        at_home = at < kind.nickname + kind.called_at_home
        return self._name(one, called if at_home else one.given, way, desk=False)

    def _name(self, one: Human, name: str, way: str, *, desk: bool) -> str:
        names = stock(one.origin)
        written = (
            names.in_own_script(name)
            if way == one.origin
            else self._writing.write(name, one.origin, way, desk=desk)
        )
        return self._slipped(written, desk=desk)

    def _father(self, one: Human, way: str, *, desk: bool) -> str:
        if not one.father:
            return ""
        written = self._name(one, one.father, way, desk=desk)
        sons_or_daughters = self._chance.happens(0.6 if way in {"ru", "uk"} else 0.35)
        return patronymic(written, one.sex, way) if sons_or_daughters else written

    def _whole(self, given: str, family: str, father: str, way: str, share: float) -> Row:
        """Parts of a name, or the whole in one cell as forms with one line ask for it."""
        if not self._chance.happens(share):
            return {"given": given, "family": family, "father": father}
        family_first = self._chance.happens(0.7 if way in {"ru", "uk"} else 0.3)
        if way in {"ru", "uk"} and father:
            return {"name": f"{family} {given} {father}" if family_first else f"{given} {father} {family}"}
        return {"name": f"{family} {given}" if family_first else f"{given} {family}", "father": father}

    def _sex(self, one: Human, share: float) -> str:
        if not self._chance.happens(share):
            return ""
        slipped = self._chance.happens(0.01)
        return {"m": "f", "f": "m"}[one.sex] if slipped else one.sex

    def _birth(self, one: Human, share: float, exact: float) -> Row:
        chance = self._chance
        if not chance.happens(share):
            return {"as_of": ""}
        if chance.happens(exact):
            day = one.born.isoformat()
            if chance.happens(0.03):  # the year or the month slipped by one
                day = one.born.replace(year=one.born.year - 1, day=min(28, one.born.day)).isoformat()
            return {"born": day if chance.happens(0.85) else str(one.born.year), "as_of": ""}
        return {"age": f"~{self._guessed(one.age())}"}

    def _guessed(self, age: int) -> int:
        """Ages of children are a year off at times, those of grown people often round."""
        chance = self._chance
        off = chance.between(-1, 1) if age < 14 else chance.between(-3, 3)
        guess = max(0, age + (off if chance.happens(0.6) else 0))
        return round(guess / 5) * 5 if age >= 20 and chance.happens(0.35) else guess

    def _place(self, one: Human, way: str, *, desk: bool) -> str:
        place = one.place
        if way == one.origin:
            return place.native
        known = place.elsewhere.get("latin" if way == "tr" else way)
        if known:
            return self._chance.one_of(known)
        if any(sign in place.native for sign in " -") or one.origin in {"ar", "fa"}:
            return place.native  # no letters to go by: it is said as at home
        return self._writing.write(place.native, one.origin, way, desk=desk)

    def _relatives(self, one: Human, family: Sequence[Human], kind: Kind, way: str) -> list[str]:
        chance = self._chance
        count = chance.one_of(kind.relatives)
        others = [other for other in family if other is not one and relation(one, other) != "other"]
        chosen: list[Human] = []
        while others and len(chosen) < count:
            near = [other for other in others if other.party == one.party]
            other = chance.one_of(near if near and chance.happens(kind.of_party) else others)
            others.remove(other)
            chosen.append(other)
        return [f"{relation(one, other)}:{self._relative_name(other, way)}" for other in chosen]

    def _relative_name(self, other: Human, way: str) -> str:
        given = self._name(other, other.given, way, desk=False)
        if self._chance.happens(0.25):
            return given
        return f"{given} {self._name(other, other.family, way, desk=False)}"

    def _slipped(self, name: str, *, desk: bool) -> str:
        """A letter left out, doubled, exchanged with its neighbour or struck wrongly."""
        chance = self._chance
        if len(name) < 4 or not chance.happens(_SLIP_AT_DESK if desk else _SLIP_OF_ENQUIRER):
            return name
        at = chance.between(1, len(name) - 2)
        if not name[at].isalpha() or not name[at + 1].isalpha():
            return name
        what = chance.below(4)
        if what == 0:
            return name[:at] + name[at + 1 :]
        if what == 1:
            return name[:at] + name[at] + name[at:]
        if what == 2:
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        return name[:at] + chance.one_of(_alphabet(name)) + name[at + 1 :]


def _alphabet(name: str) -> str:
    return next(
        (letters for letters in _ALPHABET.values() if any(sign in letters for sign in name.lower())), name
    )


def relation(one: Human, other: Human) -> str:
    """What the other is to this person, in the words of the file."""
    older = other.role in {"father", "mother"}
    if one.role == "child":
        return "sibling" if other.role == "child" else other.role
    if one.role in {"father", "mother"}:
        if other.role == "child":
            return "child"
        return "spouse" if older else "other"
    return "other"
