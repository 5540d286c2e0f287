"""The synthetic crossing as the plain files of `kinward find` and `kinward house`, for whoever has only spreadsheets."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from kinward.demo.synthetic import Registration, Request, Room, SyntheticCrossing

PEOPLE_COLUMNS = (
    "id", "household", "given", "family", "father", "home_name", "sex", "age", "born", "as_of", "place", "phones", "documents",
)  # fmt: skip
REQUEST_COLUMNS = (
    "id", "given", "family", "father", "home_name", "sex", "age", "born", "as_of", "place", "phones", "documents", "relatives",
    "companions", "last_contact_on", "last_contact_place",
)  # fmt: skip
HOUSEHOLD_COLUMNS = (
    "id", "size", "adults", "children", "needs", "wish_region", "community", "arrived_on",
)  # fmt: skip
ROOM_COLUMNS = (
    "id", "site", "region", "tier", "beds", "m2", "accessible", "winterised", "available_from", "available_until", "blocked",
)  # fmt: skip
_ADULT_FROM_YEARS = 18
_IN_FILES = frozenset({"mother", "father", "child", "sibling", "spouse", "grandparent", "other"})


def people_rows(crossing: SyntheticCrossing, until: datetime) -> Iterator[tuple[str, ...]]:
    """Everybody registered up to ``until`` in the columns of PEOPLE_COLUMNS; each row of a duplicate stands apart."""
    return (_person(row) for row in crossing.registrations if row.registered_at <= until)


def request_rows(crossing: SyntheticCrossing, until: datetime) -> Iterator[tuple[str, ...]]:
    """Requests made up to ``until`` in the columns of REQUEST_COLUMNS; the enquirer is one of the relatives."""
    return (_request(request) for request in crossing.requests if request.made_at <= until)


def household_rows(crossing: SyntheticCrossing, until: datetime) -> Iterator[tuple[str, ...]]:
    """Households that asked the state for a roof up to ``until``, in the columns of HOUSEHOLD_COLUMNS.

    Adults and children are counted by what the desk typed; ``community`` is the place that most of them name.
    """
    rows = {row.id: row for row in crossing.registrations}
    parties = {party.id: party for party in crossing.parties}
    for roof in crossing.roofs:
        if roof.asked_at <= until:
            members = [rows[row] for party in roof.parties for row in parties[party].registrations]
            children = sum(1 for member in members if _typed_years(member) < _ADULT_FROM_YEARS)
            said = Counter(member.place for member in members if member.place).most_common(1)
            arrived = min(parties[party].arrived_at for party in roof.parties)
            yield (
                roof.id, str(roof.people), str(roof.people - children), str(children), "; ".join(roof.needs),
                roof.wish_region, said[0][0] if said else "", arrived.date().isoformat(),
            )  # fmt: skip


def _typed_years(row: Registration) -> int:
    if row.age:
        return int(row.age.lstrip("~"))
    return row.registered_at.year - int(row.born[:4])


def room_row(room: Room) -> tuple[str, ...]:
    """One room in the columns of ROOM_COLUMNS."""
    return (
        room.id, room.site, room.region, room.tier, str(room.beds), str(room.m2), _yes(room.accessible),
        _yes(room.winterised), room.available_from.isoformat(),
        room.available_until.isoformat() if room.available_until else "", _yes(bool(room.blocked)),
    )  # fmt: skip


def _person(row: Registration) -> tuple[str, ...]:
    return (
        row.id, row.party, row.given, row.family, row.father, row.home, row.sex, row.age, row.born,
        row.registered_at.date().isoformat(), row.place, row.phone, row.document,
    )  # fmt: skip


def _request(request: Request) -> tuple[str, ...]:
    named = ((request.enquirer_relation, request.enquirer_name), *request.relatives)
    relatives = "; ".join(f"{relation}:{name}" for relation, name in named if relation in _IN_FILES)
    return (
        request.id, request.given, request.family, request.father, request.home, request.sex, request.age, request.born,
        request.made_at.date().isoformat(), request.place, request.phone, request.document, relatives,
        "; ".join(request.companions), request.last_contact_on.isoformat() if request.last_contact_on else "",
        request.last_contact_place,
    )  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"
