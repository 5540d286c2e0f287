"""The evidence table as settings of Splink 5, and the folded keys they compare: for registers of more than one machine.

Splink compares by levels with one weight each. Where Kinward's weight rises in a straight line with likeness, or falls
with the width of two birth intervals, the line becomes bands of at most ``bits_apart``. What cannot be said in
Splink's terms stays out: given and family name in each other's place, relatives, companions and addresses, and how
frequent merely similar names are (equal ones are counted by Splink itself).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import log2
from string import ascii_uppercase
from typing import Any

import numpy as np

from kinward.model.description import Description, Sex
from kinward.model.partial import DAYS_PER_YEAR
from kinward.names.folding import skeleton
from kinward.names.kindred import Kindred, home_stems, kindred, same_place
from kinward.names.lettering import NameTables
from kinward.reunite.evidence import Comparison, EvidenceTable, Level, weight_bits, weights_of_likeness
from kinward.reunite.people import GROWN_YEARS, SHARED, shared_values
from kinward.reunite.spellings import CONSONANTS_ONLY_TRUST, is_vowel_poor
from kinward.reunite.spoken import SEX_BIT, Form, Spoken, spoken

SLOTS = (
    2  # spellings of one name that are compared letter by letter; equality is looked for among all of them
)
NAMES = ("given", "family", "father", "place", "last_seen")
_PLACES = frozenset({"place", "last_seen"})
# What stands before the condition of a level of a grown woman's family name.
OF_WOMAN = "(grown_woman_l OR grown_woman_r) AND "
# Of true pairs with an equal spelling, so many have it as the first of both (the others are spelt in several ways):
# .949, .917 and .553 of 15,226, 13,981 and 7,484 pairs, by `python bench/splink.py --first-equal`.
_FIRST_EQUAL = {"given": 0.95, "family": 0.92, "father": 0.55}
_YEARS_NEAR = 3  # of two rough ages in a blocking rule
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Functions:
    """How a backend of Splink calls what the settings need."""

    jaro_winkler: str
    overlap: str


BACKENDS = {
    "duckdb": Functions("jaro_winkler_similarity", "list_has_any"),
    "spark": Functions("jaro_winkler", "arrays_overlap"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """One level for Splink: where it holds, which level of the table it is of, how often true pairs stand there, its weight."""

    condition: str
    level: Level
    bits: float
    share: float = 1.0  # of the level's true pairs

    def chances(self) -> tuple[float, float]:
        """Among true pairs and among strangers; only their ratio weighs, and neither may be above 1."""
        m = min(self.level.m * self.share, 1.0, 2.0**self.bits)
        return m, m / 2.0**self.bits


# ------------------------------------------------------------------------------------------------------------ settings


def splink_settings(
    table: EvidenceTable, backend: str = "duckdb", *, bits_apart: float = 0.5, frequencies: bool = True
) -> dict[str, Any]:
    """Settings for linking requests with registered people. ``frequencies`` lets Splink count equal names."""
    sql = BACKENDS[backend]
    bands = {
        **{name: _name_bands(name, table, sql, bits_apart) for name in NAMES},
        "sex": _sex_bands(table.comparisons["sex"]),
        "age": _age_bands(table.comparisons["age"], bits_apart),
        **{kind: _shared_bands(table.comparisons[kind], kind, sql) for kind in SHARED},
    }
    nulls = {
        **{name: f"{name}_1_l IS NULL OR {name}_1_r IS NULL" for name in NAMES},
        "sex": "sex_l IS NULL OR sex_r IS NULL",
        "age": "born_first_l IS NULL OR born_first_r IS NULL",
        **{kind: f"NOT {sql.overlap}({kind}_kinds_l, {kind}_kinds_r)" for kind in SHARED},
    }
    return {
        "link_type": "link_only",
        "sql_dialect": backend,
        "unique_id_column_name": "unique_id",
        # The weight is then the sum of the comparisons alone; the prior is added by the posterior.
        "probability_two_random_records_match": 0.5,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in blocking_rules()],
        "comparisons": [
            _comparison(name, nulls[name], found, counted=frequencies and name in _FIRST_EQUAL)
            for name, found in bands.items()
        ],
    }


def blocking_rules() -> list[str]:
    """Pairs worth weighing: two of name, family, age and place agree in their consonants, or a number is shared."""
    near = round(_YEARS_NEAR * DAYS_PER_YEAR)
    age = f"l.born_first <= r.born_last + {near} AND r.born_first <= l.born_last + {near}"
    return [
        "l.family_1_bones = r.family_1_bones AND l.given_start = r.given_start",
        f"l.family_1_bones = r.family_1_bones AND {age}",
        f"l.given_1_bones = r.given_1_bones AND {age}",
        "l.given_1_bones = r.given_1_bones AND l.place_1_bones = r.place_1_bones",
        "l.given_1_bones = r.given_1_bones AND l.father_1_bones = r.father_1_bones",
        "l.born_day = r.born_day",
        "l.phone_1 = r.phone_1",
        "l.document_1 = r.document_1",
    ]


def levels_by_weight(settings: Mapping[str, Any]) -> dict[str, list[tuple[float, str]]]:
    """For each comparison the weight of each level in bits, and the level of the table: Splink tells weights only."""
    return {
        comparison["output_column_name"]: [
            (log2(level["m_probability"] / level["u_probability"]), level["label_for_charts"])
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        ]
        for comparison in settings["comparisons"]
    }


def _comparison(name: str, null: str, bands: Sequence[Band], *, counted: bool) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": null, "label_for_charts": "unknown", "is_null_level": True}
    ]
    if counted:  # Splink counts how many have a value only at a level that says the column is equal
        share = _FIRST_EQUAL[name]
        same = [band for band in bands if band.level.name == bands[0].level.name]  # of women, of everybody
        firsts = [replace(band, condition=_first_equal(name, band), share=share) for band in same]
        rest = (replace(band, share=1 - share) if band in same else band for band in bands)
        bands = [*firsts, *rest]
    for place, band in enumerate(bands, start=1):
        m, u = band.chances()
        level = {
            "sql_condition": band.condition if place < len(bands) else "ELSE",
            "label_for_charts": band.level.name,
            "m_probability": m,
            "u_probability": u,
        }
        if band.condition.endswith(f"{name}_1_l = {name}_1_r"):
            level["tf_adjustment_column"] = f"{name}_1"
            level["disable_tf_exact_match_detection"] = True  # its own u is what is counted better
        levels.append(level)
    return {"output_column_name": name, "comparison_levels": levels}


def _first_equal(name: str, band: Band) -> str:
    kind = OF_WOMAN if band.condition.startswith(OF_WOMAN) else ""
    return f"{kind}{name}_1_l = {name}_1_r"


def _name_bands(name: str, table: EvidenceTable, sql: Functions, bits_apart: float) -> list[Band]:
    if name != "family":
        return _likeness_bands(name, table.comparisons[name], table, sql, bits_apart)
    hers = _likeness_bands("family", table.comparisons["family_of_woman"], table, sql, bits_apart)
    everybody = _likeness_bands("family", table.comparisons["family"], table, sql, bits_apart)
    return [*(replace(band, condition=f"{OF_WOMAN}({band.condition})") for band in hers), *everybody]


def _likeness_bands(
    name: str, comparison: Comparison, table: EvidenceTable, sql: Functions, bits_apart: float
) -> list[Band]:
    """Equal, one name, at home and short forms; then plainly different, which most pairs are; then the line in bands."""
    weights = weights_of_likeness(comparison, table)
    bits = weights.steps * table.bits_per_step
    level_of = [comparison.levels[number] for number in weights.level_of_code]

    def either(mine: str, theirs: str) -> str:
        return f"{sql.overlap}({name}_{mine}_l, {name}_{theirs}_r)"

    codes = f"({table.likeness_steps} * {_likeness(name, sql)})"
    conditions = [
        (table.same, either("folds", "folds")),
        (table.known, f"{either('full', 'full')} OR {either('stem', 'stem')}"),
        (table.home, f"{either('full', 'home')} OR {either('home', 'full')} OR {either('home', 'home')}"),
        (table.short, f"{either('shortened', 'beginnings')} OR {either('beginnings', 'shortened')}"),
    ]
    weakest = max(
        code for code in range(table.likeness_steps + 1) if bits[code] == bits[0]
    )  # below this everything weighs alike
    bands = [Band(condition, level_of[code], float(bits[code])) for code, condition in conditions]
    bands.append(Band(f"{codes} < {weakest + 1}", level_of[0], float(bits[0])))
    high = table.likeness_steps
    while high > weakest:
        low = high
        while (
            low - 1 > weakest
            and bits[high] - bits[low - 1] <= bits_apart
            and level_of[low - 1] == level_of[high]
        ):
            low -= 1
        bands.append(Band(f"{codes} >= {low}", level_of[high], float((bits[high] + bits[low]) / 2)))
        high = low - 1
    return _sharing(bands)


def _sharing(bands: Sequence[Band]) -> list[Band]:
    """The true pairs of a level in equal parts among its bands: where along the line they stand is not known."""
    of_level = Counter(band.level.name for band in bands)
    return [replace(band, share=1 / of_level[band.level.name]) for band in bands]


def _likeness(name: str, sql: Functions) -> str:
    """As kinward.reunite.spellings: half Jaro-Winkler of the letters, half Levenshtein of the consonants."""
    pairs = []
    for mine in range(1, SLOTS + 1):
        for theirs in range(1, SLOTS + 1):
            left, right = f"{name}_{mine}", f"{name}_{theirs}"
            bones = (
                f"(1 - levenshtein({left}_bones_l, {right}_bones_r)"
                f" / greatest(length({left}_bones_l), length({right}_bones_r), 1.0))"
            )
            letters = f"({sql.jaro_winkler}({left}_l, {right}_r) + {bones}) / 2"
            poor = (
                f"CASE WHEN {left}_poor_l OR {right}_poor_r THEN {CONSONANTS_ONLY_TRUST} * {bones} ELSE 0 END"
            )
            pairs.append(f"coalesce(greatest({letters}, {poor}), 0)")
    return f"greatest({', '.join(pairs)})"


def _sex_bands(comparison: Comparison) -> list[Band]:
    same, other, different = comparison.levels
    x = SEX_BIT[Sex.OTHER]
    return [
        Band("(sex_l & sex_r) <> 0", same, weight_bits(same.m, same.u)),
        Band(f"((sex_l | sex_r) & {x}) <> 0", other, weight_bits(other.m, other.u)),
        Band("ELSE", different, weight_bits(different.m, different.u)),
    ]


def _shared_bands(comparison: Comparison, kind: str, sql: Functions) -> list[Band]:
    same, different = comparison.levels
    return [
        Band(f"{sql.overlap}({kind}_all_l, {kind}_all_r)", same, weight_bits(same.m, same.u)),
        Band("ELSE", different, weight_bits(different.m, different.u)),
    ]


def _age_bands(comparison: Comparison, bits_apart: float) -> list[Band]:
    """Each gap in bands of how wide the two intervals are together; exact days with one slip stand before the gaps."""
    years = comparison.figures["years_of_ages"]
    gap = f"greatest(0, born_first_r - born_last_l, born_first_l - born_last_r) / {DAYS_PER_YEAR}"
    bands: list[Band] = []
    for level in comparison.levels:
        if level.gap_years < 0:
            bands.append(Band(_SLIP, level, weight_bits(level.m, level.u)))
            continue
        within, wide = f"{gap} <= {level.gap_years}", 2 * level.gap_years
        together = 2 * comparison.figures["narrowest_years"]
        least = (
            0.0 if level.gap_years == 0 else -float("inf")
        )  # overlap of two wide guesses is not against them
        while (together + wide) * 2**bits_apart < years:
            above = (together + wide) * 2**bits_apart - wide
            bits = max(least, log2(level.m * years / (together + wide)) - bits_apart / 2)
            bands.append(Band(f"{within} AND born_width_l + born_width_r < {above:.6f}", level, bits))
            together = above
        bands.append(Band(within, level, max(least, log2(level.m))))
    fits = [band for band in bands if band.level is comparison.levels[0]]
    return _sharing(fits + [band for band in bands if band.level is not comparison.levels[0]])


_SAME = "CASE WHEN born_{0}_l = born_{0}_r THEN 1 ELSE 0 END"
_SLIP = (
    f"born_year_l IS NOT NULL AND born_year_r IS NOT NULL AND"
    f" ({' + '.join(_SAME.format(part) for part in ('year', 'month', 'dom'))} = 2"
    " OR (born_year_l = born_year_r AND born_month_l = born_dom_r AND born_dom_l = born_month_r))"
)


# ---------------------------------------------------------------------------------------------------------------- keys


def splink_rows(
    people: Iterable[Description], tables: NameTables, table: EvidenceTable, today: date, *, sought: bool
) -> Iterable[Row]:
    """Everybody's folded keys. ``sought`` people were last seen somewhere; registered ones are from there."""
    digits = int(table.comparisons["phone"].figures["digits_compared"])
    grown_before = today.toordinal() - round(GROWN_YEARS * DAYS_PER_YEAR)
    for said in people:
        yield _row(said.id, spoken(said, tables, digits), tables, grown_before, table, sought=sought)


def _row(
    identity: str, said: Spoken, tables: NameTables, grown_before: int, table: EvidenceTable, *, sought: bool
) -> Row:
    seen = () if sought and said.place else said.last_seen if sought else said.place
    forms = {"given": said.given, "family": said.family, "father": said.father, "place": said.place}
    row: Row = {"unique_id": identity, "sex": said.sexes or None}
    for name, spelled in (*forms.items(), ("last_seen", seen)):
        row |= _name_columns(name, spelled, tables)
    row["given_start"] = (row["given_1_bones"] or "")[:1] or None
    row |= _birth_columns(said.born, table)
    latest = max((last for _, last in said.born), default=0)
    # Of a registered person only: as in the index, whose family name may have changed is known of those who are here.
    row["grown_woman"] = not sought and bool(said.sexes & SEX_BIT[Sex.FEMALE]) and latest <= grown_before
    for kind, values in shared_values(said).items():
        row |= {
            f"{kind}_all": list(values),
            f"{kind}_kinds": sorted({value.rpartition(":")[0] for value in values}),
        }
        row[f"{kind}_1"] = values[0] if values else None
    return row


def _name_columns(name: str, forms: Sequence[Form], tables: NameTables) -> Row:
    kin = [(same_place if name in _PLACES else kindred)(fold, tables) for fold, _ in forms]
    at_home = [fold for fold, home in forms if home]
    fewest = tables.endings.home_stem_letters_fewest
    row: Row = {
        f"{name}_folds": list(dict.fromkeys(fold for fold, _ in forms)),
        f"{name}_full": _names(kin, "full"),
        f"{name}_home": _names(kin, "home"),
        f"{name}_stem": _names(kin, "stem"),
        f"{name}_shortened": sorted({stem for fold in at_home for stem in home_stems(fold, tables)}),
        f"{name}_beginnings": sorted({fold[:size] for fold, _ in forms for size in range(fewest, len(fold))}),
    }
    for slot in range(1, SLOTS + 1):
        fold = forms[slot - 1][0] if slot <= len(forms) else None
        row |= {
            f"{name}_{slot}": None if fold is None else fold.translate(_one_byte_each(tables)),
            f"{name}_{slot}_bones": None if fold is None else skeleton(fold, tables),
            f"{name}_{slot}_poor": fold is not None and is_vowel_poor(fold),
        }
    return row


@lru_cache(maxsize=8)
def _one_byte_each(tables: NameTables) -> dict[int, str]:
    """Folded names have letters beyond a to z (one sound, one letter); DuckDB's likenesses count bytes: capitals for those."""
    beyond = sorted(letter for letter in tables.classes if not letter.isascii())
    assert len(beyond) <= len(ascii_uppercase), "more letters than capitals"
    return {ord(letter): capital for letter, capital in zip(beyond, ascii_uppercase, strict=False)}


def _names(kin: Iterable[Kindred], kind: str) -> list[str]:
    return sorted({name for one in kin for name in getattr(one, kind)})


def _birth_columns(born: Sequence[tuple[int, int]], table: EvidenceTable) -> Row:
    """Of several intervals the narrowest: Splink compares one with one."""
    if not born:
        parts = ("first", "last", "width", "day", "year", "month", "dom")
        return {f"born_{part}": None for part in parts}
    first, last = min(born, key=lambda interval: interval[1] - interval[0])
    exact = date.fromordinal(first) if first == last else None
    narrowest = table.comparisons["age"].figures["narrowest_years"]
    return {
        "born_first": first,
        "born_last": last,
        "born_width": float(np.maximum(narrowest, (last - first + 1) / DAYS_PER_YEAR)),
        "born_day": first if exact else None,
        "born_year": exact.year if exact else None,
        "born_month": exact.month if exact else None,
        "born_dom": exact.day if exact else None,
    }
