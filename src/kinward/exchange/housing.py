"""Reads the spreadsheets of households and rooms, and writes the plan; every fault in them is told at once."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
    row_numbers,
)
from kinward.house.demand import RELAXABLE
from kinward.house.policy import read_policy
from kinward.model.housing import (
    HardRule,
    HouseholdToHouse,
    HousingPlan,
    Move,
    Need,
    Placement,
    Policy,
    Relaxation,
    Room,
    Site,
    SiteType,
    Stay,
    WhyMoved,
)
from kinward.model.problem import BadInputError, Message, Problem

HOUSEHOLD_COLUMNS = (
    "id", "size", "adults", "children", "needs", "wish_region", "community", "relatives_placed_at", "arrived_on",
    "own_lodging_until", "infants", "school_age", "older", "head_sex", "wish_site", "refuses", "never_with",
)  # fmt: skip
ROOM_COLUMNS = (
    "id", "site", "region", "tier", "beds", "m2", "accessible", "winterised", "available_from", "available_until",
    "blocked", "floor", "lock", "heating", "hospital_km", "school_km", "backup_power",
)  # fmt: skip
SITE_COLUMNS = (
    "id", "region", "tier", "site_type", "opens_on", "permission_until", "winter_inspected_on", "hospital_km", "school_km",
    "backup_power",
)  # fmt: skip
PLACED_COLUMNS = ("household", "rooms", "from", "until", "may_move", "allowed_by")
RELAXATION_COLUMNS = ("household", "rule", "reason", "allowed_by", "signed_by")
PLAN_COLUMNS = ("household", "site", "rooms", "from", "reason")
# Larger ones are groups (an institution on the move): they keep together and a person places them.
HOUSEHOLD_PEOPLE_MOST = 99
# A gymnasium of the largest kind; more beds in one room is a slip of the finger.
BEDS_MOST = 5_000
M2_MOST = 50_000
KM_MOST = 2_000
FLOOR_LEAST, FLOOR_MOST = -5, 100
SEXES = frozenset({"f", "m", "x"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Who sleeps where already, and who of them may look for other rooms."""

    stays: tuple[Stay, ...] = ()
    moves: tuple[Move, ...] = ()


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


def read_sites(path: Path) -> tuple[tuple[Site, ...], bool]:
    """The sites of a file, and whether it says which were inspected for winter. Raises BadInputError."""
    table, problems = read_table(path, SITE_COLUMNS, ("id",))
    refuse_repeated_ids(table, problems)
    found = tuple(_site(row, problems) for row in table.rows)
    problems.raise_if_any()
    return found, "winter_inspected_on" in table.columns


def read_placed(path: Path, rooms: Iterable[Room], policy: Policy) -> Placed:
    """Who sleeps in which of these rooms already. Raises BadInputError with every problem."""
    table, problems = read_table(path, PLACED_COLUMNS, ("household", "rooms"))
    site_of = {room.id: room.site for room in rooms}
    stays: list[Stay] = []
    moves: list[Move] = []
    given: dict[str, int] = {}
    seen: dict[str, int] = {}
    for row in table.rows:
        stay = _stay(row, site_of, given, problems)
        before = seen.setdefault(stay.household, row["household"].row)
        if before != row["household"].row:
            _add(problems, row["household"], Message("this household stands in row {row} too", {"row": before}),
                 Message("a household is placed once: take one row out"))  # fmt: skip
        stays.append(stay)
        moves += _move(row, policy, problems)
    problems.raise_if_any()
    return Placed(tuple(stays), tuple(moves))


def read_relaxations(path: Path, households: Iterable[HouseholdToHouse]) -> tuple[Relaxation, ...]:
    """Which hard rules two named people set aside for whom. Raises BadInputError with every problem."""
    table, problems = read_table(path, RELAXATION_COLUMNS, RELAXATION_COLUMNS)
    known = {one.id for one in households}
    found = tuple(_relaxation(row, known, problems) for row in table.rows)
    problems.raise_if_any()
    return tuple(each for each in found if each is not None)


def refuse_rooms_without_site(path: Path, rooms: Iterable[Room], sites: Iterable[Site]) -> None:
    """Raises BadInputError with every room whose site is not in the table of sites."""
    known = {site.id for site in sites}
    wrong = [number for number, room in enumerate(rooms) if room.site not in known]
    rows = row_numbers(path) if wrong else ()
    problems = [
        Problem(
            Message("the site of this room is not in the table of sites"),
            Message("add the site there, or correct its id here"),
            path.name,
            rows[number],
            "site",
        )
        for number in wrong
    ]
    if problems:
        raise BadInputError(problems)


def refuse_unknown_companions(
    path: Path, households: Iterable[HouseholdToHouse], placed: Iterable[Stay] = ()
) -> None:
    """Raises BadInputError where somebody must never meet a household that nobody knows."""
    everyone = tuple(households)
    known = {one.id for one in everyone} | {stay.household for stay in placed}
    wrong = [
        (number, one.never_with - known) for number, one in enumerate(everyone) if one.never_with - known
    ]
    rows = row_numbers(path) if wrong else ()
    problems = [
        Problem(
            Message("{count} of these households are in no file", {"count": len(unknown)}),
            Message("write ids of households asking or placed"),
            path.name,
            rows[number],
            "never_with",
        )
        for number, unknown in wrong
    ]
    if problems:
        raise BadInputError(problems)


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
    placed: dict[str, Stay | Placement] = {stay.household: stay for stay in plan.stays}
    placed.update((one.household, one) for one in plan.placements)
    for household in households:
        one = placed.get(household.id)
        if one is None:
            yield household.id, "", "", "", words[household.id]
        else:
            day = "" if one.from_day == date.min else one.from_day.isoformat()
            yield household.id, one.site, ";".join(one.rooms), day, words[household.id]


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
        infants=_some_of(row["infants"], children, problems),
        school_age=_some_of(row["school_age"], children, problems),
        older=_some_of(row["older"], adults, problems),
        head_sex=_one_of(row["head_sex"], SEXES, problems),
        wish_site=row["wish_site"].text,
        refuses=frozenset(listed(row["refuses"])),
        never_with=frozenset(listed(row["never_with"])),
    )


def _some_of(cell: Cell, of: int | None, problems: Problems) -> int | None:
    """A count that is part of another count, where that is known."""
    count = _count(cell, problems, low=0, high=HOUSEHOLD_PEOPLE_MOST)
    if count is not None and of is not None and count > of:
        _add(problems, cell, Message("these are {count}, more than the {of} they are part of", {"count": count, "of": of}),
             Message("correct the number that is wrong, or leave unknown ones empty"))  # fmt: skip
    return count


def _one_of(cell: Cell, known: frozenset[str], problems: Problems) -> str:
    if cell.text and cell.text not in known:
        _add(problems, cell, Message("this word is not known here"),
             Message("write one of: {known}", {"known": ", ".join(sorted(known))}))  # fmt: skip
        return ""
    return cell.text


def _add(problems: Problems, cell: Cell, what: Message, do: Message) -> None:
    problems.add(what, do, cell)


def _site(row: Mapping[str, Cell], problems: Problems) -> Site:
    kind = _one_of(row["site_type"], frozenset(SiteType), problems)
    opens = day_of(row["opens_on"], problems)
    until = day_of(row["permission_until"], problems)
    if opens and until and until <= opens:
        _add(problems, row["permission_until"], Message("the permission ends before the site opens"),
             Message("correct one of the two days"))  # fmt: skip
    return Site(
        id=row["id"].text,
        region=row["region"].text,
        tier=row["tier"].text,
        site_type=SiteType(kind) if kind else None,
        opens_on=opens,
        permission_until=until,
        winter_inspected_on=day_of(row["winter_inspected_on"], problems),
        hospital_km=_decimal(row["hospital_km"], problems, KM_MOST),
        school_km=_decimal(row["school_km"], problems, KM_MOST),
        backup_power=_yes_no(row["backup_power"], problems),
    )


def _stay(
    row: Mapping[str, Cell], site_of: Mapping[str, str], given: dict[str, int], problems: Problems
) -> Stay:
    cell = row["rooms"]
    rooms = tuple(listed(cell))
    if not row["household"].text:
        _add(problems, row["household"], Message("the household is empty"), Message("write its id"))
    if not rooms:
        _add(problems, cell, Message("the rooms are empty"), Message("write the ids of their rooms"))
    if unknown := sum(room not in site_of for room in rooms):
        _add(problems, cell, Message("{count} of these rooms are not in the table of rooms", {"count": unknown}),
             Message("add them there, or correct the ids"))  # fmt: skip
    if len({site_of[room] for room in rooms if room in site_of}) > 1:
        _add(
            problems,
            cell,
            Message("these rooms are at more than one site"),
            Message("a household is never split"),
        )
    for room in rooms:
        before = given.setdefault(room, cell.row)
        if before != cell.row:
            _add(problems, cell, Message("a room of this row was given in row {row}", {"row": before}),
                 Message("a room holds one household"))  # fmt: skip
    start, until = day_of(row["from"], problems), day_of(row["until"], problems)
    if start and until and until <= start:
        _add(
            problems,
            row["until"],
            Message("the stay ends before it begins"),
            Message("correct one of the two days"),
        )
    return Stay(
        row["household"].text, site_of.get(rooms[0], "") if rooms else "", rooms, start or date.min, until
    )


def _move(row: Mapping[str, Cell], policy: Policy, problems: Problems) -> list[Move]:
    why = _one_of(row["may_move"], frozenset(policy.move_only_if), problems)
    if row["may_move"].text and not row["allowed_by"].text:
        _add(
            problems,
            row["allowed_by"],
            Message("nobody is named who lets them move"),
            Message("write who did"),
        )
    return [Move(row["household"].text, WhyMoved(why), row["allowed_by"].text)] if why else []


def _relaxation(row: Mapping[str, Cell], known: set[str], problems: Problems) -> Relaxation | None:
    rule = _one_of(row["rule"], frozenset(RELAXABLE), problems)
    for name in RELAXATION_COLUMNS:
        if not row[name].text:
            _add(problems, row[name], Message("this cell is empty"),
                 Message("a rule is set aside with a reason and two names, or not at all"))  # fmt: skip
    if row["household"].text and row["household"].text not in known:
        _add(problems, row["household"], Message("this household is not among those asking"),
             Message("correct the id, or take the row out"))  # fmt: skip
    if row["allowed_by"].text and row["allowed_by"].text == row["signed_by"].text:
        _add(
            problems,
            row["signed_by"],
            Message("both names are the same"),
            Message("a second person must sign"),
        )
    if not rule:
        return None
    return Relaxation(
        row["household"].text,
        HardRule(rule),
        row["reason"].text,
        row["allowed_by"].text,
        row["signed_by"].text,
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
        floor=_count(row["floor"], problems, low=FLOOR_LEAST, high=FLOOR_MOST),
        lock=_yes_no(row["lock"], problems),
        heating=row["heating"].text,
        hospital_km=_decimal(row["hospital_km"], problems, KM_MOST),
        school_km=_decimal(row["school_km"], problems, KM_MOST),
        backup_power=_yes_no(row["backup_power"], problems),
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


def _decimal(cell: Cell, problems: Problems, most: float) -> float | None:
    """A distance, which may be 0."""
    if not cell.text:
        return None
    digits = cell.text.replace(".", "", 1)
    if digits.isascii() and digits.isdigit() and float(cell.text) <= most:
        return float(cell.text)
    _add(problems, cell, Message("this is not a distance in kilometres up to {most}", {"most": most}),
         Message("write it like 4 or 4.5, or leave it empty"))  # fmt: skip
    return None


def _yes_no(cell: Cell, problems: Problems) -> bool | None:
    if cell.text.lower() in {"yes", "no", ""}:
        return {"yes": True, "no": False}.get(cell.text.lower())
    problems.add(
        Message("this is neither yes nor no"), Message("write yes, no, or leave it empty if unknown"), cell
    )
    return None
