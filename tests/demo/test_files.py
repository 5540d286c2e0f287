"""The plain files say what the crossing says, in the columns that the commands read."""

from kinward import wiring
from kinward.demo.facts import CrossingFacts
from kinward.demo.files import (
    HOUSEHOLD_COLUMNS,
    PEOPLE_COLUMNS,
    REQUEST_COLUMNS,
    ROOM_COLUMNS,
    household_rows,
    people_rows,
    request_rows,
    room_row,
)
from kinward.demo.sites import synthesise_sites
from kinward.demo.synthetic import SyntheticCrossing

# The columns of the interface table: `kinward find` (people and requests alike) and the rooms of `kinward house`.
FIND = {
    "id",
    "name",
    "given",
    "family",
    "father",
    "home_name",
    "sex",
    "age",
    "born",
    "as_of",
    "place",
    "address_before",
    "phones",
    "documents",
    "ids",
    "relatives",
    "companions",
    "last_contact_on",
    "last_contact_place",
    "household",
}
ROOMS = {
    "id",
    "site",
    "region",
    "tier",
    "beds",
    "m2",
    "accessible",
    "winterised",
    "available_from",
    "available_until",
    "blocked",
}


def test_the_columns_are_those_the_commands_know() -> None:
    assert set(PEOPLE_COLUMNS) <= FIND
    assert set(REQUEST_COLUMNS) <= FIND
    assert set(ROOM_COLUMNS) == ROOMS


def test_every_row_up_to_the_moment_is_written(crossing: SyntheticCrossing, facts: CrossingFacts) -> None:
    until = facts.registered.moments[6]  # 26 September 20:00
    people = list(people_rows(crossing, until))
    assert len(people) == facts.registered.counts[6] * 12_000 // facts.people
    assert all(len(row) == len(PEOPLE_COLUMNS) for row in people)
    requests = list(request_rows(crossing, facts.replay_until))
    assert len(requests) == len(crossing.requests)
    assert all(len(row) == len(REQUEST_COLUMNS) for row in requests)


def test_rooms_are_written_whole(facts: CrossingFacts) -> None:
    rooms = synthesise_sites(wiring.chance(1), 500, facts).rooms
    assert all(len(room_row(room)) == len(ROOM_COLUMNS) for room in rooms)


def test_households_that_ask_are_written_with_their_sizes(
    crossing: SyntheticCrossing, facts: CrossingFacts
) -> None:
    rows = list(household_rows(crossing, facts.replay_until))
    assert len(rows) == len(crossing.roofs)
    assert all(len(row) == len(HOUSEHOLD_COLUMNS) for row in rows)
    assert all(int(row[1]) == int(row[2]) + int(row[3]) for row in rows)
    assert sum(int(row[1]) for row in rows) == sum(roof.people for roof in crossing.roofs)
