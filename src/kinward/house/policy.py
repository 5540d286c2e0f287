"""Reads the policy a housing officer wrote, and refuses it with every fault at once rather than guess."""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kinward.model.housing import Band, HouseholdToHouse, Need, Points, Policy, WhyMoved
from kinward.model.problem import BadInputError, Message, Problem

_HARD = (
    "min_m2_per_person",
    "rooms_per_household_most",
    "accessible_for",
    "winterised_for",
    "winterised_from",
)
_HARD_OPTIONAL = ("hospital_km_most", "backup_power_for")
_AT_LEAST = ("children_at_least", "infants_at_least", "older_at_least")
_BAND = ("name", "says", "needs_any", "adults_at_most", *_AT_LEAST)
_BONUSES = (
    "roof",
    "winterised",
    "wish_region",
    "relatives_same_site",
    "relatives_same_region",
    "community_region",
    "tier_unlisted",
)
_BONUSES_OPTIONAL = ("wish_site", "school_near")
_COSTS = ("night_waiting", "bed_left_empty")
_COUNTS = ("nights_counted_at_most", "empty_beds_counted_at_most")
_TOP = ("version", "approved_by", "reason", "hard", "band", "points", "overflow", "stability", "fairness")
# Rooms of one household: pairs and triples are enumerated per site, and a family over four rooms is no household.
ROOMS_MOST = 3
_RULE = re.compile(r"[a-z][a-z0-9_]{0,29}", re.ASCII)


def read_policy(table: Mapping[str, Any], file: str = "") -> Policy:
    """The policy a TOML table states. Raises BadInputError with every unknown key, missing rule and wrong value."""
    reading = _Reading(file)
    reading.refuse_unknown(table, _TOP, "")
    hard = reading.table(table, "hard")
    points = reading.table(table, "points")
    overflow = reading.table_if_any(table, "overflow", ("nights_at_most",))
    stability = reading.table_if_any(table, "stability", ("move_only_if", "move_points"))
    fairness = reading.table_if_any(table, "fairness", ("gap_points",))
    reading.refuse_unknown(hard, (*_HARD, *_HARD_OPTIONAL), "hard.")
    known = (*_BONUSES, *_BONUSES_OPTIONAL, *_COSTS, *_COUNTS, "tier", "school_near_km")
    reading.refuse_unknown(points, known, "points.")
    read_points = _points(points, reading)
    policy = Policy(
        version=reading.text(table, "version", ""),
        approved_by=reading.text(table, "approved_by", ""),
        reason=reading.text(table, "reason", ""),
        min_m2_per_person=reading.number(hard, "min_m2_per_person", "hard.", low=0.5, high=50),
        rooms_per_household_most=int(
            reading.number(hard, "rooms_per_household_most", "hard.", low=1, high=ROOMS_MOST, whole=True)
        ),
        accessible_for=reading.needs(hard, "accessible_for", "hard."),
        winterised_for=reading.needs(hard, "winterised_for", "hard."),
        winterised_from=reading.day(hard, "winterised_from", "hard."),
        bands=_bands(table, reading),
        points=read_points,
        hospital_km_most=reading.number(hard, "hospital_km_most", "hard.", low=0.1, high=1_000)
        if "hospital_km_most" in hard
        else None,
        backup_power_for=reading.needs(hard, "backup_power_for", "hard.")
        if "backup_power_for" in hard
        else frozenset(),
        nights_at_most=_nights(overflow, read_points, reading),
        move_only_if=_moves(stability, reading),
        move_points=reading.number(stability, "move_points", "stability.", low=-10_000, high=0)
        if "move_points" in stability
        else 0.0,
        fairness_gap_points=reading.number(fairness, "gap_points", "fairness.", low=0, high=10_000)
        if "gap_points" in fairness
        else 5.0,
    )
    reading.raise_if_any()
    return policy


def band_of(household: HouseholdToHouse, policy: Policy) -> int:
    """The number of the first band whose every condition the household meets; unknown meets no condition."""
    return next(number for number, band in enumerate(policy.bands) if _meets(household, band))


def _meets(household: HouseholdToHouse, band: Band) -> bool:
    return (
        (not band.needs_any or not band.needs_any.isdisjoint(household.needs))
        and (children_of(household) or 0) >= band.children_at_least
        and (household.infants or 0) >= band.infants_at_least
        and (household.older or 0) >= band.older_at_least
        and (band.adults_at_most is None or _adults_at_most(household, band.adults_at_most))
    )


def _adults_at_most(household: HouseholdToHouse, most: int) -> bool:
    adults = adults_of(household)
    return adults is not None and adults <= most


def adults_of(household: HouseholdToHouse) -> int | None:
    """Adults as stated, or as the rest of the household leaves them; None when unknown."""
    if household.adults is None and household.children is not None:
        return household.size - household.children
    return household.adults


def children_of(household: HouseholdToHouse) -> int | None:
    """Children as stated, or as the rest of the household leaves them; None when unknown."""
    if household.children is None and household.adults is not None:
        return household.size - household.adults
    return household.children


def _bands(table: Mapping[str, Any], reading: "_Reading") -> tuple[Band, ...]:
    listed = table.get("band")
    if not isinstance(listed, list) or not listed or not all(isinstance(entry, dict) for entry in listed):
        reading.add(
            Message("there is no list of bands"),
            Message("write each as [[band]], the last one for everyone"),
            "band",
        )
        return ()
    bands = tuple(_band(entry, f"band {number}: ", reading) for number, entry in enumerate(listed, start=1))
    names = [band.name for band in bands]
    for name in sorted({name for name in names if names.count(name) > 1}):
        reading.add(
            Message("two bands have the same name"), Message("give each band its own"), f"band {name}"
        )
    if not _takes_everyone(bands[-1]):
        reading.add(
            Message("the last band has a condition, so some households would be in no band"),
            Message("end with a band that has only name and says"),
            f"band {bands[-1].name}",
        )
    for band in bands[:-1]:
        if _takes_everyone(band):
            reading.add(
                Message("this band takes everyone, so the bands after it are empty"),
                Message("give it a condition or make it the last"),
                f"band {band.name}",
            )
    return bands


def _takes_everyone(band: Band) -> bool:
    at_least = (band.children_at_least, band.infants_at_least, band.older_at_least)
    return not band.needs_any and not any(at_least) and band.adults_at_most is None


def _band(entry: Mapping[str, Any], where: str, reading: "_Reading") -> Band:
    reading.refuse_unknown(entry, _BAND, where)
    most = (
        int(reading.number(entry, "adults_at_most", where, low=1, high=100, whole=True))
        if "adults_at_most" in entry
        else None
    )
    least = {
        key: int(reading.number(entry, key, where, low=1, high=100, whole=True))
        for key in _AT_LEAST
        if key in entry
    }
    needs = reading.needs(entry, "needs_any", where) if "needs_any" in entry else frozenset()
    return Band(
        reading.text(entry, "name", where),
        reading.text(entry, "says", where),
        needs,
        adults_at_most=most,
        **least,
    )


def _nights(overflow: Mapping[str, Any], points: Points, reading: "_Reading") -> dict[str, int]:
    """The most nights in a kind of room; a kind the points do not list is a slip of the pen."""
    table = reading.table(overflow, "nights_at_most", "overflow.") if overflow else {}
    for name in sorted(set(table) - set(points.tier)):
        reading.add(
            Message("no kind of room of this name stands under points.tier"),
            Message("list it there, or take it out here"),
            f"overflow.nights_at_most.{name if _RULE.fullmatch(name) else '?'}",
        )
    return {
        name: int(reading.number(table, name, "overflow.nights_at_most.", low=1, high=1_000, whole=True))
        for name in table
    }


def _moves(stability: Mapping[str, Any], reading: "_Reading") -> frozenset[WhyMoved]:
    if "move_only_if" not in stability:
        return frozenset(WhyMoved)
    value, known = stability["move_only_if"], {why.value for why in WhyMoved}
    if isinstance(value, list) and all(isinstance(entry, str) and entry in known for entry in value):
        return frozenset(WhyMoved(entry) for entry in value)
    reading.add(
        Message("this is not a list of reasons to move somebody"),
        Message("the reasons are: {known}", {"known": ", ".join(sorted(known))}),
        "stability.move_only_if",
    )
    return frozenset()


def _points(table: Mapping[str, Any], reading: "_Reading") -> Points:
    bonuses = {key: reading.number(table, key, "points.", low=0, high=10_000) for key in _BONUSES}
    bonuses |= {
        key: reading.number(table, key, "points.", low=0, high=10_000)
        for key in _BONUSES_OPTIONAL
        if key in table
    }
    near = (
        reading.number(table, "school_near_km", "points.", low=0.1, high=100)
        if "school_near_km" in table
        else 3.0
    )
    costs = {key: reading.number(table, key, "points.", low=-10_000, high=0) for key in _COSTS}
    counts = {
        key: int(reading.number(table, key, "points.", low=0, high=1_000, whole=True)) for key in _COUNTS
    }
    tiers = reading.table(table, "tier", "points.")
    by_tier = {name: reading.number(tiers, name, "points.tier.", low=0, high=10_000) for name in tiers}
    points = Points(
        **bonuses,
        **costs,
        nights_counted_at_most=counts["nights_counted_at_most"],
        empty_beds_counted_at_most=counts["empty_beds_counted_at_most"],
        tier=by_tier,
        school_near_km=near,
    )
    worst = (
        points.roof
        + points.night_waiting * points.nights_counted_at_most
        + points.bed_left_empty * points.empty_beds_counted_at_most
    )
    if worst <= 0:
        reading.add(
            Message(
                "the worst place for one person would be worth {worst} points, less than none",
                {"worst": worst},
            ),
            Message("raise roof, or count fewer nights or empty beds"),
            "points.roof",
        )
    return points


class _Reading:
    """Takes values out of the table and remembers what was wrong with them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(self, what: Message, do: Message, where: str) -> None:
        self.found.append(Problem(what, do, self.file, column=where))

    def raise_if_any(self) -> None:
        if self.found:
            raise BadInputError(self.found)

    def refuse_unknown(self, table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
        for number, key in enumerate(table, start=1):
            if key in known:
                continue
            near = difflib.get_close_matches(key[:60], known, n=1)
            # What is neither close to a rule nor a word as rules are called may be anything, a name too.
            shown = key[:60] if near or _RULE.fullmatch(key) else f"({number})"
            do = (
                Message("did you mean {near}? otherwise take it out", {"near": near[0]})
                if near
                else Message("the keys here are: {known}", {"known": ", ".join(known)})
            )
            self.add(Message("there is no rule of this name"), do, f"{where}{shown}")

    def table(self, table: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
        value = table.get(key)
        if isinstance(value, dict):
            return value
        self.add(Message("this part of the policy is missing"), Message("add it"), f"{where}{key}")
        return {}

    def table_if_any(self, table: Mapping[str, Any], key: str, known: Sequence[str]) -> Mapping[str, Any]:
        """A part of the policy that may be left out."""
        if key not in table:
            return {}
        found = self.table(table, key)
        self.refuse_unknown(found, known, f"{key}.")
        return found

    def text(self, table: Mapping[str, Any], key: str, where: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.add(Message("this is missing or not text"), Message('write it as "text"'), f"{where}{key}")
        return ""

    def number(
        self, table: Mapping[str, Any], key: str, where: str, *, low: float, high: float, whole: bool = False
    ) -> float:
        value = table.get(key)
        right = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if right and value is not None and low <= value <= high:
            return float(value)
        self.add(
            Message("this is missing or not a number from {low} to {high}", {"low": low, "high": high}),
            Message("write a whole number" if whole else "write a number"),
            f"{where}{key}",
        )
        return max(low, min(high, 1.0))

    def needs(self, table: Mapping[str, Any], key: str, where: str) -> frozenset[Need]:
        value = table.get(key)
        known = {need.value for need in Need}
        if isinstance(value, list) and all(isinstance(entry, str) and entry in known for entry in value):
            return frozenset(Need(entry) for entry in value)
        self.add(
            Message("this is missing or not a list of needs"),
            Message("the needs are: {known}", {"known": ", ".join(sorted(known))}),
            f"{where}{key}",
        )
        return frozenset()

    def day(self, table: Mapping[str, Any], key: str, where: str) -> date | None:
        """A day, or None where the policy leaves the rule out."""
        value = table.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.add(
            Message("this is not a day"),
            Message("write it as 2023-11-01, without quotation marks"),
            f"{where}{key}",
        )
        return None
