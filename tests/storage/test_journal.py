"""What the journal promises to whoever writes into it."""

import threading
from dataclasses import replace

import pytest
from django.db import connections
from tests.storage.databases import Database
from tests.storage.writing import (
    DESK,
    OTHER_DESK,
    all_views,
    answer,
    draft,
    erasure,
    household_form,
    name_said,
    person_form,
    registered,
)

from kinward import wiring
from kinward.casework.register_household import register_household
from kinward.model.event import Draft
from kinward.storage.models import Incarnation, JournalBody, JournalEvent, JournalQuarantine, ViewsVersion


def other_body(known: Draft, text: str) -> Draft:
    return replace(known, body={"said": [{"field": "note", "value": text}]})


def test_the_same_form_sent_twice_makes_one_household(database: Database) -> None:
    del database
    form = household_form(person_form(), person_form("Anna"))
    first = register_household(wiring.outside(), DESK, form)
    views, events = all_views(), JournalEvent.objects.count()
    again = register_household(wiring.outside(), DESK, form)
    assert (again.household, again.people, again.codes) == (first.household, first.people, first.codes)
    assert JournalEvent.objects.count() == events
    assert JournalQuarantine.objects.count() == 0
    assert all_views() == views


def test_the_same_id_with_another_body_is_kept_apart_once_and_changes_nothing(database: Database) -> None:
    del database
    journal = wiring.journal()
    known = draft("person_registered", wiring.new_id(), name_said("Narek"))
    assert len(journal.append([known], DESK).events) == 1
    before = all_views()
    assert journal.append([known], DESK).repeated == (known.id,)
    for _ in range(3):  # a desk that retries does not fill the quarantine
        assert journal.append([other_body(known, "first")], DESK).quarantined == (known.id,)
    journal.append([other_body(known, "second")], OTHER_DESK)
    assert all_views() == before
    kept = JournalBody.objects.filter(event__in=JournalQuarantine.objects.values("id"))
    assert sorted("first" in body for body in kept.values_list("body", flat=True)) == [False, True]
    assert wiring.audit_faults() == []


def test_a_batch_that_says_two_things_under_one_id_keeps_both(database: Database) -> None:
    del database
    known = draft("person_registered", wiring.new_id(), name_said("Narek"))
    written = wiring.journal().append([known, other_body(known, "x")], DESK)
    assert [event.id for event in written.events] == [known.id]
    assert written.quarantined == (known.id,)


def test_appending_from_many_threads_keeps_the_chains_whole(database: Database) -> None:
    failures: list[BaseException] = []

    def desk(number: int) -> None:
        try:
            actor = replace(DESK, device=f"desk-{number % 3}")
            for _ in range(8):
                registered(person_form(), actor=actor)
        except BaseException as failure:  # noqa: BLE001  # told by the test, not by the thread
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=desk, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    # Each form makes two events and one entry of the read log, on three devices.
    assert JournalEvent.objects.count() == 6 * 8 * 2, database.kind
    assert Incarnation.objects.count() == 3
    assert wiring.audit_faults(wiring.audit_head()) == []


def test_values_that_disagree_both_stand_and_a_correction_replaces(database: Database) -> None:
    del database
    journal, person = wiring.journal(), wiring.new_id()
    eight = draft("person_registered", person, ("age", {"said": "8"}))
    nine = draft("person_stated", person, ("age", {"said": "9"}))
    journal.append([eight], DESK)
    journal.append([nine], OTHER_DESK)
    rows = answer("SELECT value, by, replaced_by FROM stated_value WHERE field = 'age' ORDER BY value")
    assert rows == [('{"said":"8"}', "registrar-1", ""), ('{"said":"9"}', "registrar-2", "")]
    right = draft("person_stated", person, ("age", {"said": "9"}), replaces=(f"{eight.id}:0",))
    journal.append([right], DESK)
    standing = answer("SELECT value FROM stated_value WHERE replaced_by = ''")
    assert standing == [('{"said":"9"}',), ('{"said":"9"}',)]
    assert answer("SELECT value, replaced_by FROM stated_value WHERE replaced_by <> ''") == [
        ('{"said":"8"}', str(right.id))
    ]


def test_a_late_event_about_somebody_erased_is_blanked_as_it_arrives(database: Database) -> None:
    del database
    journal, person = wiring.journal(), wiring.new_id()
    first = draft("person_registered", person, name_said("Canary"))
    journal.append([first], DESK)
    journal.append([erasure(person)], DESK)
    journal.append([draft("person_stated", person, name_said("Canary"))], OTHER_DESK)
    # The id of an event about somebody else, with a body about the erased one: kept apart, and blank.
    elsewhere = draft("person_registered", wiring.new_id(), name_said("Anna"))
    journal.append([elsewhere], DESK)
    journal.append(
        [
            replace(
                elsewhere,
                subject=person,
                body={"said": [dict(zip(("field", "value"), name_said("Canary"), strict=True))]},
            )
        ],
        DESK,
    )
    assert JournalQuarantine.objects.count() == 1
    bodies = list(JournalBody.objects.exclude(event=elsewhere.id).values_list("body", flat=True))
    assert sorted(bool(body) for body in bodies) == [False, False, False, True]  # the decision itself
    assert "Canary" not in "".join(bodies)
    assert answer("SELECT erased FROM person WHERE id = '" + str(person) + "'")[0][0]
    assert wiring.audit_faults() == []


def test_an_erasure_blanks_what_was_quarantined_and_never_what_it_names_of_others(database: Database) -> None:
    del database
    journal = wiring.journal()
    one, other = wiring.new_id(), wiring.new_id()
    mine = draft("person_registered", one, name_said("Canary"))
    theirs = draft("person_registered", other, name_said("Anna"))
    journal.append([mine, theirs], DESK)
    journal.append([other_body(mine, "Canary again")], DESK)
    wrongly = {"events": [str(theirs.id)], "reason": "x"}
    journal.append([draft("person_erased", one, ("erased", wrongly))], DESK)
    assert "Canary" not in "".join(JournalBody.objects.values_list("body", flat=True))
    assert JournalBody.objects.get(event=str(theirs.id)).body != ""
    assert wiring.audit_faults() == []


def test_a_repeat_about_somebody_erased_adds_nothing(database: Database) -> None:
    del database
    journal, person = wiring.journal(), wiring.new_id()
    first = draft("person_registered", person, name_said("Canary"))
    journal.append([first], DESK)
    journal.append([erasure(person)], DESK)
    assert journal.append([first], DESK).repeated == (first.id,)
    assert JournalEvent.objects.count() == 2


def test_views_of_another_version_are_made_again_at_the_start(sqlite_database: Database) -> None:
    del sqlite_database
    registered(person_form())
    before = all_views()
    assert wiring.rebuild_if_older()
    assert not wiring.rebuild_if_older()
    ViewsVersion.objects.update(version="0 names-0")
    assert wiring.rebuild_if_older()
    assert all_views() == before


def test_a_body_may_only_state_what_its_kind_states(sqlite_database: Database) -> None:
    del sqlite_database
    with pytest.raises(AssertionError):
        wiring.journal().append([draft("fate_stated", wiring.new_id(), ("sex", "f"))], DESK)
    assert JournalEvent.objects.count() == 0
