"""Somebody who asked to be forgotten is in no file of the installation any more."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from tests.storage.databases import Database
from tests.storage.writing import (
    DESK,
    ORGANISATION,
    RIGHTS,
    all_views,
    draft,
    name_said,
    person_form,
    registered,
    requested,
)

from kinward import wiring
from kinward.casework.erase_person import erase_person
from kinward.casework.opening import NothingHereError
from kinward.model.event import Actor
from kinward.model.problem import BadInputError
from kinward.storage.models import JournalQuarantine, Person, TracingRequest

CANARIES = ("Kanarienvogel", "Կանարիան")


def everywhere(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(home.rglob("*")) if file.is_file())


def canaries_in(content: bytes, canaries: Iterable[str] = CANARIES) -> list[str]:
    return [canary for canary in canaries if canary.encode() in content or canary.lower().encode() in content]


@pytest.fixture
def wiring_accounts(database: Database) -> Database:
    wiring.add_account("rights-1", ["data_protection_officer"], "office", ORGANISATION)
    return database


def somebody_with_a_history() -> UUID:
    """In journal, views, quarantine and a request, and written over once."""
    person = registered(
        person_form(CANARIES[0], CANARIES[1], phones=("+374 77 123 456",)), person_form("Anna")
    ).people[0]
    journal = wiring.journal()
    known = journal.events_about(person)[0]
    journal.append([draft("person_stated", person, name_said(CANARIES[0] + " again"))], DESK)
    quarreling = draft("person_registered", person, name_said(CANARIES[0] + " otherwise"))
    journal.append(
        [type(quarreling)(known.id, known.kind, person, quarreling.body, "register", known.happened_at)], DESK
    )
    assert JournalQuarantine.objects.count() == 1
    return person


def test_no_byte_of_an_erased_name_is_left_in_any_file(sqlite_database: Database) -> None:
    wiring.add_account("rights-1", ["data_protection_officer"], "office", ORGANISATION)
    person = somebody_with_a_history()
    registered(*(person_form(f"Other{n}") for n in range(30)))  # so that pages are split and reused
    assert set(canaries_in(everywhere(sqlite_database.home))) == set(CANARIES)
    erased, gone = wiring.erase("rights-1", str(person), "asked for it in writing")
    assert (erased.bodies, gone) == (3, True)
    assert canaries_in(everywhere(sqlite_database.home)) == []  # the write-ahead log is still there
    connection.close()
    assert canaries_in(everywhere(sqlite_database.home)) == []
    assert wiring.audit_faults() == []


def test_an_erased_person_is_in_no_view_and_stays_out_of_them(wiring_accounts: Database) -> None:
    person = somebody_with_a_history()
    wiring.erase("rights-1", str(person), "asked")
    everything = wiring.outside()
    assert canaries_in(str(all_views()).encode()) == []
    assert everything.views.people([str(person)])[str(person)].erased
    before = all_views()
    wiring.journal().rebuild()
    assert all_views() == before
    assert wiring_accounts.home.joinpath("tombstones.jsonl").read_text().count(str(person)) == 1


def test_open_requests_by_and_for_an_erased_person_are_closed(wiring_accounts: Database) -> None:
    del wiring_accounts
    by = requested(person_form("Narek"), caller=CANARIES[0]).requests[0]
    sought = requested(person_form(CANARIES[0])).requests[0]
    other = requested(person_form("Somebody")).requests[0]
    people = {
        str(by): TracingRequest.objects.get(id=str(by)).enquirer,
        str(sought): TracingRequest.objects.get(id=str(sought)).sought,
    }
    for request, person in people.items():
        erased, _gone = wiring.erase("rights-1", person, "asked")
        assert [str(one) for one in erased.requests_closed] == [request]
    status = dict(TracingRequest.objects.values_list("id", "status"))
    assert status == {str(by): "closed", str(sought): "closed", str(other): "open"}


def test_erasing_twice_is_erasing_once(wiring_accounts: Database) -> None:
    person = somebody_with_a_history()
    wiring.erase("rights-1", str(person), "asked")
    again, _gone = wiring.erase("rights-1", str(person), "asked")
    assert again.already
    assert len(wiring_accounts.home.joinpath("tombstones.jsonl").read_text().splitlines()) == 1


def test_only_a_data_protection_officer_of_the_organisation_may_erase(database: Database) -> None:
    del database
    person = registered(person_form()).people[0]
    for actor in (DESK, Actor("x", "office", "Somebody Else", RIGHTS.roles)):
        with pytest.raises(NothingHereError):
            erase_person(wiring.outside(), actor, wiring.new_id(), person, "asked")
    with pytest.raises(NothingHereError):
        erase_person(wiring.outside(), RIGHTS, wiring.new_id(), wiring.new_id(), "asked")
    erase_person(wiring.outside(), RIGHTS, wiring.new_id(), person, "asked")
    with pytest.raises(NothingHereError):  # nor may they learn that it was done
        erase_person(wiring.outside(), DESK, wiring.new_id(), person, "asked")


def test_a_reason_is_needed(sqlite_database: Database) -> None:
    del sqlite_database
    person = registered(person_form()).people[0]
    for reason in ("", "  ", "a\x00b"):
        with pytest.raises(BadInputError):
            erase_person(wiring.outside(), RIGHTS, wiring.new_id(), person, reason)
    assert not Person.objects.get(id=str(person)).erased
