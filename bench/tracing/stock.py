"""The names, surnames, home names and places that synthetic people of each origin draw from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bench.tracing.chance import Weighted, by_rank
from bench.tracing.letters import capitalised, data, small

from kinward.resources.tables import table

# Born before, between and after: the demo's Armenian names stand by generation.
_MIDDLE_FROM, _YOUNG_FROM = 1956, 1990
_VOWELS_HY = "աեէըիոօու"
_WOMEN_RU = {
    "ов": "ова",
    "ев": "ева",
    "ёв": "ёва",
    "ин": "ина",
    "ын": "ына",
    "ский": "ская",
    "ий": "ая",
    "ой": "ая",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A town: its name at home and its usual names elsewhere, by way of writing."""

    native: str
    elsewhere: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Stock:
    """What people of one origin are called and where they are from. Arabic and Persian names are kept vowelled."""

    origin: str
    men: Mapping[str, Weighted[str]]  # by generation: old, middle, young
    women: Mapping[str, Weighted[str]]
    families: Weighted[str]
    home_names: Mapping[str, Sequence[str]]
    places: Weighted[Place]
    native: Mapping[
        str, str
    ]  # the native script of a vowelled name; empty where the name is kept in its script

    def given(self, sex: str, born_year: int) -> Weighted[str]:
        """The names people of that age have."""
        names = self.men if sex == "m" else self.women
        return names["old" if born_year < _MIDDLE_FROM else "middle" if born_year < _YOUNG_FROM else "young"]

    def in_own_script(self, name: str) -> str:
        """As the person would write it."""
        return self.native.get(name, name)


@cache
def stock(origin: str) -> Stock:
    """What there is of one origin."""
    return _armenian() if origin == "hy" else _other(origin)


def _armenian() -> Stock:
    given, families = table("demo/given_names.toml"), table("demo/families.toml")
    men = {age: by_rank(text.split(), given["zipf_offset"]) for age, text in given["men"].items()}
    women = {age: by_rank(text.split(), given["zipf_offset"]) for age, text in given["women"].items()}
    stems = [*families["stems"].split(), *_stems_of_names(" ".join(given["men"].values()).split())]
    names = [f"{stem}{families['ending']}" for stem in dict.fromkeys(stems)] + list(families["whole"].split())
    # Rare ones at the end of the list: a priest's or a prince's family puts Ter- or Melik- before its name.
    names += [f"{before}-{name}" for before in ("Տեր", "Մելիք") for name in names[:100]]
    return Stock(
        "hy", men, women, by_rank(names, families["zipf_offset"]), _home_names("hy"), _demo_places(), {}
    )


def _stems_of_names(men: Sequence[str]) -> list[str]:
    """Most surnames were a forefather's name: Davit gives Davtyan or Davityan; only the unshortened is made here."""
    return [name for name in men if name[-1] not in _VOWELS_HY and len(name) > 3]


def _demo_places() -> Weighted[Place]:
    found, people = [], []
    for district in table("demo/places.toml")["districts"]:
        for place in district["places"]:
            elsewhere = {"ru": [place["ru"]]} if "ru" in place else {}
            elsewhere |= {"latin": [place["en"]]} if "en" in place else {}
            found.append(Place(place["hy"], elsewhere))
            people.append(float(place["people"]))
    return Weighted(found, people)


def _other(origin: str) -> Stock:
    raw = data("names")[origin]
    offset = data("names")["zipf_offset"]
    native: dict[str, str] = {}
    lists = {kind: _names(raw[kind], native) for kind in ("men", "women", "families")}
    men, women = (by_rank(lists[kind], offset) for kind in ("men", "women"))
    ages = ("old", "middle", "young")
    return Stock(
        origin,
        dict.fromkeys(ages, men),
        dict.fromkeys(ages, women),
        by_rank(lists["families"], offset),
        _home_names(origin),
        _places(origin),
        native,
    )


def _names(text: str, native: dict[str, str]) -> list[str]:
    """``SCRIPT=vowelled`` remembers the script; ``_`` stands for a space."""
    found = []
    for word in dict.fromkeys(text.split()):
        script, _, vowelled = word.replace("_", " ").partition("=")
        if vowelled:
            native[vowelled] = script
        found.append(vowelled or script)
    return found


def _home_names(origin: str) -> dict[str, Sequence[str]]:
    return {name: text.split() for name, text in data("observed")["home_names"].get(origin, {}).items()}


def _places(origin: str) -> Weighted[Place]:
    raw = data("places")[origin]
    places = [
        Place(native, {way: _towns(text) for way, text in elsewhere.items()})
        for native, elsewhere in raw.items()
    ]
    return by_rank(places, data("names")["zipf_offset"])


def _towns(text: str) -> list[str]:
    """Several names of one town stand with ; between them."""
    return [town.strip() for town in text.split(";")]


def family_of_woman(family: str, origin: str) -> str:
    """Where the family names of women have an ending of their own."""
    if origin == "az" and small(family, origin).endswith(("ov", "yev", "ev")):
        return f"{family}a"
    if origin in {"ru", "uk"}:
        for ending, hers in _WOMEN_RU.items():
            if family.endswith(ending):
                return family[: -len(ending)] + hers
    return family


# ------------------------------------------------------------------------------------------------- the father's name

_SOFT = {"ru": ("й", "ь"), "uk": ("й", "ь")}


def patronymic(father: str, sex: str, way: str) -> str:
    """The father's name as a middle name of that language; the name itself where there is no such custom."""
    his = sex == "m"
    made: dict[str, Callable[[str, str], str]] = {
        "ru": _russian_patronymic,
        "uk": _ukrainian_patronymic,
        "hy": lambda name, _sex: _armenian_genitive(name),
        "az": lambda name, _sex: f"{name} {'oğlu' if his else 'qızı'}",
        "az-cyrl": lambda name, _sex: f"{name} {'оғлу' if his else 'гызы'}",
        "ka": lambda name, _sex: f"{_georgian_genitive(name)} {'ძე' if his else 'ასული'}",
    }
    return made[way](father, sex) if way in made else father


def _russian_patronymic(father: str, sex: str) -> str:
    if father.endswith(("ий",)):
        stem, his, hers = f"{father[:-2]}ь", "евич", "евна"
    elif father[-1] in "йь":
        stem, his, hers = father[:-1], "евич", "евна"
    elif father[-1] in "ая":
        stem, his, hers = father[:-1], "ич", "ична"
    elif father[-1] in "еио":
        stem, his, hers = father, "евич", "евна"
    else:
        stem, his, hers = father, "ович", "овна"
    return stem + (his if sex == "m" else hers)


def _ukrainian_patronymic(father: str, sex: str) -> str:
    if father[-1] in "йь":
        return father[:-1] + ("йович" if sex == "m" else "ївна")
    stem = father[:-1] if father[-1] in "оая" else father
    return stem + ("ович" if sex == "m" else "івна")


def _armenian_genitive(father: str) -> str:
    if father.endswith("ա"):
        return f"{father}յի"
    if father[-1] in "իո":
        return f"{father}յի" if father[-1] == "ո" else f"{father[:-1]}ու"
    return f"{father[:-1]}ի" if father.endswith("ե") else f"{father}ի"


def _georgian_genitive(father: str) -> str:
    if father[-1] == "ი":
        return f"{father[:-1]}ის"
    return f"{father}ს" if father[-1] in "ოუ" else f"{father[:-1]}ის" if father[-1] in "აე" else f"{father}ის"


# ------------------------------------------------------------------------------------------------------- at home

# Where no name for home is listed: the endings with which one is made of any name, and names that are made of nothing.
_MADE = {"hy": ("իկ", "ուշ", "ո"), "ru": ("ик", "уша", "очка"), "uk": ("ик", "усь", "очка"), "az": ("ş", "iş"), "ka": ("იკო", "უნა"),
         "tr": ("iş", "oş"), "ar": (), "fa": ()}  # fmt: skip
_LAST_VOWELS = "աեիոաաяаеиоəaıiueოაიეу"
_NICKNAMES = {
    "hy": ("Բալիկ", "Ջանիկ", "Կուկլա", "Չալիկ", "Մուկի", "Տոտո", "Պուպուլ", "Ծիտիկ"),
    "ru": ("Зайка", "Чижик", "Малыш", "Кузя", "Пуся"),
    "uk": ("Котик", "Зайчик", "Малюк"),
    "az": ("Balaca", "Quzu", "Can", "Bala"),
    "ka": ("ბიჭიკო", "ჩიტო", "კუკუ"),
    "tr": ("Boncuk", "Paşa", "Kuzu"),
    "ar": ("Ḥabbūb", "Zūzū", "Nūnū"),
    "fa": ("Jūjū", "Nāzī", "Kūchūlū"),
}


def made_home_names(name: str, origin: str) -> list[str]:
    """Names for home that anybody would make of this name."""
    stem = name[:-1] if len(name) > 3 and name[-1] in _LAST_VOWELS else name
    return [capitalised(small(stem + ending, origin), origin) for ending in _MADE[origin]] or [name]


def nicknames(origin: str) -> Sequence[str]:
    """What children are called that is no form of their name."""
    return _NICKNAMES[origin]
