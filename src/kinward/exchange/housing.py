"""Reads the spreadsheets of households and rooms, and writes the plan; every fault in them is told at once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kinward.exchange.tables import (
    Cell,
    Problems,
    Table,
    Together,
    day_of,
    listed,
    read_table,
    refuse_repeated_ids,
)
from kinward.house.policy import read_policy
from kinward.model.housing import HouseholdToHouse, HousingPlan, Need, Policy, Room
from kinward.model.problem import BadInputError, Message, Problem

HOUSEHOLD_COLUMNS = (
    "id", "size", "adults", "children", "needs", "wish_region", "community", "relatives_placed_at", "arrived_on",
    "own_lodging_until",
)  # fmt: skip
ROOM_COLUMNS = (
    "id", "site", "region", "tier", "beds", "m2", "accessible", "winterised", "available_from", "available_until",
    "blocked",
)  # fmt: skip
PLAN_COLUMNS = ("household", "site", "rooms", "from", "reason")
# Larger ones are groups (an institution on the move): they keep together and a person places them.
HOUSEHOLD_PEOPLE_MOST = 99
# A gymnasium of the largest kind; more beds in one room is a slip of the finger.
BEDS_MOST = 5_000
M2_MOST = 50_000


def read_households(path: Path) -> tuple[HouseholdToHouse, ...]:
    """The households of a file. Raises BadInputError with every problem."""
    table, problems = read_table(path, HOUSEHOLD_COLUMNS, ("id", "size"))
    refuse_repeated_ids(table, problems)
    found = tuple(_household(row, problems) for row in table.rows)
    problems.raise_if_any()
    return found


def read_rooms(path: Path) -> tuple[Room, ...]:
    """The rooms of a file. Raises BadInputError with every problem."""
    table, problems = read_table(path, ROOM_COLUMNS, ("id", "site", "beds"))
    refuse_repeated_ids(table, problems)
    _refuse_sites_in_two_regions(table, problems)
    found = tuple(_room(row, problems) for row in table.rows)
    problems.raise_if_any()
    return found


def read_policy_file(path: Path) -> Policy:
    """The policy of a TOML file. Raises BadInputError with every problem."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        raise _refusal(what, Message("check the path and that you may read it"), path) from None
    except UnicodeDecodeError:
        raise _refusal(
            Message("the file is not UTF-8 text"), Message("save it again as UTF-8"), path
        ) from None
    except tomllib.TOMLDecodeError as error:
        what = Message("this is not TOML: {reason}", {"reason": str(error)})
        raise _refusal(what, Message("compare it with the policy that ships with Kinward"), path) from None
    return read_policy(table, path.name)


def read_all(
    households: Path, rooms: Path, policy: Path
) -> tuple[tuple[HouseholdToHouse, ...], tuple[Room, ...], Policy]:
    """All three files. Raises BadInputError with every problem of every file."""
    together = Together()
    found_households: tuple[HouseholdToHouse, ...] = ()
    found_rooms: tuple[Room, ...] = ()
    found_policy: Policy | None = None
    with together.reading():
        found_households = read_households(households)
    with together.reading():
        found_rooms = read_rooms(rooms)
    with together.reading():
        found_policy = read_policy_file(policy)
    together.raise_if_any()
    assert found_policy is not None, "a policy that was not refused was read"
    return found_households, found_rooms, found_policy


def plan_rows(
    households: Iterable[HouseholdToHouse], plan: HousingPlan, words: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """One row per household in the order of its file; ``words`` has the reason of each in words."""
    placed = {one.household: one for one in plan.placements}
    for household in households:
        one = placed.get(household.id)
        if one is None:
            yield household.id, "", "", "", words[household.id]
        else:
            yield household.id, one.site, ";".join(one.rooms), one.from_day.isoformat(), words[household.id]


def _refusal(what: Message, do: Message, path: Path) -> BadInputError:
    return BadInputError([Problem(what, do, path.name)])


def _household(row: Mapping[str, Cell], problems: Problems) -> HouseholdToHouse:
    adults = _count(row["adults"], problems, low=0, high=HOUSEHOLD_PEOPLE_MOST)
    children = _count(row["children"], problems, low=0, high=HOUSEHOLD_PEOPLE_MOST)
    arrived = day_of(row["arrived_on"], problems)
    lodging = day_of(row["own_lodging_until"], problems)
    if arrived and lodging and lodging < arrived:
        problems.add(
            Message("their own lodging ends before they arrived"),
            Message("correct one of the two days"),
            row["own_lodging_until"],
        )
    return HouseholdToHouse(
        id=row["id"].text,
        size=_size(row, adults, children, problems),
        adults=adults,
        children=children,
        needs=_needs(row["needs"], problems),
        wish_region=row["wish_region"].text,
        community=row["community"].text,
        relatives_placed_at=row["relatives_placed_at"].text,
        arrived_on=arrived,
        own_lodging_until=lodging,
    )


def _size(row: Mapping[str, Cell], adults: int | None, children: int | None, problems: Problems) -> int:
    cell = row["size"]
    both = adults is not None and children is not None
    if not cell.text and both:
        size: int | None = (adults or 0) + (children or 0)
        if size == 0:
            problems.add(
                Message("nobody is in this household"), Message("write how many people it has"), cell
            )
        return max(1, size or 0)
    if not cell.text:
        problems.add(Message("the size is empty"), Message("write how many people it has"), cell)
        return 1
    size = _count(cell, problems, low=1, high=HOUSEHOLD_PEOPLE_MOST)
    if size is None:
        return 1
    counted = (adults or 0) + (children or 0)
    if (both and counted != size) or counted > size:
        problems.add(
            Message("{adults} adults and {children} children are not {size} people",
                    {"adults": adults or 0, "children": children or 0, "size": size}),
            Message("correct the number that is wrong, or leave unknown ones empty"),
            cell,
        )  # fmt: skip
    return size


def _needs(cell: Cell, problems: Problems) -> frozenset[Need]:
    known = {need.value for need in Need}
    said = listed(cell)
    if unknown := sum(need not in known for need in said):
        problems.add(
            Message("{count} of these needs are not known", {"count": unknown}),
            Message("the needs are: {known}", {"known": "; ".join(sorted(known))}),
            cell,
        )
    return frozenset(Need(need) for need in said if need in known)


def _room(row: Mapping[str, Cell], problems: Problems) -> Room:
    if not row["site"].text:
        problems.add(Message("the room has no site"), Message("write the id of its site"), row["site"])
    if ";" in row["id"].text:
        problems.add(
            Message("a semicolon stands in the id"),
            Message("take it out: lists of rooms are divided by it"),
            row["id"],
        )
    opens = day_of(row["available_from"], problems)
    closes = day_of(row["available_until"], problems)
    if opens and closes and closes <= opens:
        problems.add(
            Message("the room closes before it opens (the last day is not a night any more)"),
            Message("correct one of the two days"),
            row["available_until"],
        )
    if not row["beds"].text:
        problems.add(Message("the beds are empty"), Message("write how many there are"), row["beds"])
    return Room(
        id=row["id"].text,
        site=row["site"].text,
        region=row["region"].text,
        tier=row["tier"].text,
        beds=_count(row["beds"], problems, low=0, high=BEDS_MOST) or 0,
        m2=_area(row["m2"], problems),
        accessible=_yes_no(row["accessible"], problems),
        winterised=_yes_no(row["winterised"], problems),
        available_from=opens,
        available_until=closes,
        blocked=_yes_no(row["blocked"], problems) is True,
    )


def _refuse_sites_in_two_regions(table: Table, problems: Problems) -> None:
    first: dict[str, Cell] = {}
    for row in table.rows:
        cell = row["region"]
        if not cell.text or not row["site"].text:
            continue
        before = first.setdefault(row["site"].text, cell)
        if before.text != cell.text:
            problems.add(
                Message("this site stands in another region in row {row}", {"row": before.row}),
                Message("a site is in one region: correct one of the two"),
                cell,
            )


def _count(cell: Cell, problems: Problems, *, low: int, high: int) -> int | None:
    if not cell.text:
        return None
    if cell.text.isascii() and cell.text.lstrip("-").isdigit() and len(cell.text) < 12:
        number = int(cell.text) if cell.text.count("-") <= 1 else low - 1
        if low <= number <= high:
            return number
    problems.add(
        Message("this is not a whole number from {low} to {high}", {"low": low, "high": high}),
        Message("write digits only"),
        cell,
    )
    return None


def _area(cell: Cell, problems: Problems) -> float | None:
    if not cell.text:
        return None
    digits = cell.text.replace(".", "", 1)
    if digits.isascii() and digits.isdigit() and 0 < float(cell.text) <= M2_MOST:
        return float(cell.text)
    problems.add(
        Message("this is not an area in square metres above 0 and up to {most}", {"most": M2_MOST}),
        Message("write it like 18 or 17.5, or leave it empty"),
        cell,
    )
    return None


def _yes_no(cell: Cell, problems: Problems) -> bool | None:
    if cell.text.lower() in {"yes", "no", ""}:
        return {"yes": True, "no": False}.get(cell.text.lower())
    problems.add(
        Message("this is neither yes nor no"), Message("write yes, no, or leave it empty if unknown"), cell
    )
    return None
