"""What households say of sites, regions and communities, in the words of the table of rooms: in whatever script."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kinward.exchange.tables import Cell, Problems, row_numbers
from kinward.model.housing import HouseholdToHouse, Policy, Room
from kinward.model.problem import Message
from kinward.names.lettering import NameTables
from kinward.names.places import place_key, said_of_one_place


@dataclass(frozen=True, slots=True)
class _Words:
    """The sites and regions of the rooms, by how somebody may write them."""

    sites: Mapping[str, str]
    regions: Mapping[str, str]
    tables: NameTables

    def site(self, text: str) -> str:
        return self.sites.get(text) or self.sites.get(_plain(text), "")

    def region(self, text: str) -> str:
        return self.regions.get(text) or self.regions.get(place_key(text, self.tables), "")


def in_the_words_of_rooms(
    path: Path, households: Sequence[HouseholdToHouse], rooms: Sequence[Room], tables: NameTables
) -> tuple[HouseholdToHouse, ...]:
    """The households with every site, region and community spelled as the rooms (or most households) spell it.

    A wish that names nothing there stays as it is: it can bring no points, and ``unheard`` counts it. A refusal that
    names nothing there would be lost, and somebody sent where they said no to: raises BadInputError with each.
    """
    words = _words_of(rooms, tables)
    communities = said_of_one_place((one.community for one in households), tables)
    problems = Problems(path.name)
    rows: tuple[int, ...] = ()
    found = []
    for number, one in enumerate(households):
        refused = {text: words.site(text) or words.region(text) for text in sorted(one.refuses)}
        for text, known in refused.items():
            if not known:
                rows = rows or row_numbers(path)
                problems.add(
                    Message("a site or region they refuse is not in the table of rooms"),
                    Message("write it as it stands there, or take it out"),
                    Cell(text, rows[number], "refuses"),
                )
        found.append(
            replace(
                one,
                wish_region=words.region(one.wish_region) or one.wish_region,
                wish_site=words.site(one.wish_site) or one.wish_site,
                relatives_placed_at=words.site(one.relatives_placed_at) or one.relatives_placed_at,
                community=communities[one.community],
                refuses=frozenset(known for known in refused.values() if known),
            )
        )
    problems.raise_if_any()
    return tuple(found)


def unheard(
    households: Iterable[HouseholdToHouse], rooms: Iterable[Room], policy: Policy
) -> Iterator[Message]:
    """What the files say that no rule can heed: a sentence for each kind, with how many say it."""
    rooms = tuple(rooms)
    sites, regions = {room.site for room in rooms}, {room.region for room in rooms}
    counted: Counter[str] = Counter()
    for one in households:
        counted["wish_region"] += bool(one.wish_region) and one.wish_region not in regions
        counted["wish_site"] += bool(one.wish_site) and one.wish_site not in sites
        counted["relatives_placed_at"] += (
            bool(one.relatives_placed_at) and one.relatives_placed_at not in sites
        )
    for column, count in counted.items():
        if count:
            yield Message(
                "{column}: {count} households name what is not in the table of rooms, which brings them no points",
                {"column": column, "count": count},
            )
    unlisted = sorted({room.tier for room in rooms if room.tier and room.tier not in policy.points.tier})
    if unlisted and policy.points.tier:
        yield Message(
            "tier: the policy lists no points for {tiers}: {points} each, as for any kind it does not list",
            {"tiers": ", ".join(unlisted), "points": policy.points.tier_unlisted},
        )


def _words_of(rooms: Iterable[Room], tables: NameTables) -> _Words:
    rooms = tuple(rooms)
    sites = _alone((_plain(site), site) for site in {room.site for room in rooms})
    regions = _alone((place_key(region, tables), region) for region in {room.region for room in rooms})
    return _Words(
        sites | {room.site: room.site for room in rooms},
        regions | {room.region: room.region for room in rooms if room.region},
        tables,
    )


def _alone(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Where one word leads to one thing only."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, what in pairs:
        found[key].add(what)
    return {key: next(iter(these)) for key, these in found.items() if key and len(these) == 1}


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
