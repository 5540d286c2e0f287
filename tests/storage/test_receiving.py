"""What a desk without network wrote arrives later, as it was written there, or is kept apart with a reason."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.storage.databases import Database, copied_sqlite
from tests.storage.writing import (
    DESK,
    OTHER_DESK,
    all_views,
    draft,
    erasure,
    name_said,
    person_form,
    registered,
)

from kinward import wiring
from kinward.model.event import Event, canonical, hash_of_body, hash_of_header
from kinward.storage.models import JournalBody, JournalEvent, JournalQuarantine


@pytest.fixture
def elsewhere(sqlite_database: Database, migrated_sqlite: Path, tmp_path: Path) -> tuple[Event, ...]:
    """Seven events of a desk that works by itself; the test's own database is empty."""
    del sqlite_database
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with copied_sqlite(migrated_sqlite, folder):
        registered(person_form(), person_form("Anna"), actor=OTHER_DESK)
        registered(person_form("Mariam"), actor=OTHER_DESK)
        journal = wiring.journal()
        return tuple(e for e in every_event() if e.body) + tuple(
            journal.append([draft("person_stated", wiring.new_id(), name_said("Late"))], OTHER_DESK).events
        )


def every_event() -> list[Event]:
    journal = wiring.journal()
    subjects = dict.fromkeys(JournalEvent.objects.order_by("position").values_list("subject", flat=True))
    events = [event for subject in subjects for event in journal.events_about(type(wiring.new_id())(subject))]
    return sorted(events, key=lambda event: event.position)


def rehashed(event: Event, **changed: Any) -> Event:
    """As somebody would forge it: with hashes that fit."""
    forged = event._replace(**changed)
    body_hash = hash_of_body(forged.salt or "", canonical(forged.body))
    forged = forged._replace(body_hash=body_hash)
    return forged._replace(hash=hash_of_header(forged))


def reasons() -> list[str]:
    return list(JournalQuarantine.objects.order_by("position").values_list("reason", flat=True))


def test_events_keep_their_ids_streams_and_hashes(elsewhere: Sequence[Event]) -> None:
    registered(person_form("Here"))
    got = wiring.journal().receive(elsewhere)
    assert [(e.id, e.stream, e.seq, e.hash) for e in got.events] == [
        (e.id, e.stream, e.seq, e.hash) for e in elsewhere
    ]
    assert [e.position for e in got.events] == list(range(3, 3 + len(elsewhere)))
    assert not got.quarantined
    assert not got.wanted
    views = all_views()
    assert any("Mariam" in row for row in views["written_name"])
    wiring.journal().rebuild()
    assert all_views() == views
    assert wiring.audit_faults() == []


def test_what_comes_twice_is_known(elsewhere: Sequence[Event]) -> None:
    wiring.journal().receive(elsewhere[:4])
    got = wiring.journal().receive(elsewhere)
    assert got.repeated == tuple(e.id for e in elsewhere[:4])
    assert [e.id for e in got.events] == [e.id for e in elsewhere[4:]]


def test_what_comes_too_early_waits_and_says_for_what(elsewhere: Sequence[Event]) -> None:
    got = wiring.journal().receive([elsewhere[0], *elsewhere[3:]])
    assert [e.id for e in got.events] == [elsewhere[0].id]
    assert got.wanted == {elsewhere[0].stream: 2}
    assert not got.quarantined
    assert len(wiring.journal().receive(elsewhere[1:]).events) == len(elsewhere) - 1


def test_a_changed_body_is_kept_apart_with_its_reason(elsewhere: Sequence[Event]) -> None:
    changed = elsewhere[1]._replace(body={"said": []})
    for _ in range(2):
        got = wiring.journal().receive([elsewhere[0], changed, *elsewhere[2:]])
        assert got.quarantined == (changed.id,)
        assert got.wanted == {changed.stream: 2}
    assert reasons() == ["other body than its chain says"]
    assert wiring.audit_faults() == []


def test_a_changed_header_is_kept_apart(elsewhere: Sequence[Event]) -> None:
    wiring.journal().receive([elsewhere[0]._replace(actor="somebody else")])
    wiring.journal().receive([elsewhere[0]._replace(previous_hash="1" * 64)])
    assert set(reasons()) == {"not what its chain says"}
    assert JournalEvent.objects.count() == 0


def test_an_event_that_follows_another_past_is_kept_apart(elsewhere: Sequence[Event]) -> None:
    wiring.journal().receive(elsewhere[:3])
    forged = rehashed(elsewhere[3], previous_hash="1" * 64)
    assert wiring.journal().receive([forged]).quarantined == (forged.id,)
    assert reasons() == ["not what its chain says"]


def test_a_copied_device_that_goes_on_by_itself_is_found_out(elsewhere: Sequence[Event]) -> None:
    wiring.journal().receive(elsewhere)
    fork = rehashed(elsewhere[4], id=wiring.new_id(), body={"said": [{"field": "sex", "value": "m"}]})
    assert wiring.journal().receive([fork]).quarantined == (fork.id,)
    forged = rehashed(elsewhere[4], seq=99, body={"said": []})
    assert wiring.journal().receive([forged]).wanted == {forged.stream: len(elsewhere) + 1}
    same_id = rehashed(elsewhere[4], seq=len(elsewhere) + 1, previous_hash=elsewhere[-1].hash)
    assert wiring.journal().receive([same_id]).quarantined == (same_id.id,)
    assert reasons() == ["another event stands in its place", "same id, other event"]
    assert JournalEvent.objects.count() == len(elsewhere)


def test_a_body_that_no_view_can_be_made_of_is_kept_apart(elsewhere: Sequence[Event]) -> None:
    first = elsewhere[0]
    for body in ({"said": [{"field": "arrival", "value": 7}]}, {"said": "x"}, {"said": [{"value": 1}]}):
        broken = rehashed(first, id=wiring.new_id(), body=body)
        assert wiring.journal().receive([broken]).quarantined == (broken.id,), body
    assert set(reasons()) == {"body cannot be read"}


def test_an_event_of_a_kind_from_a_newer_kinward_is_kept(elsewhere: Sequence[Event]) -> None:
    newer = rehashed(elsewhere[0], kind="dog_registered", body={"said": [{"field": "name", "value": 3}]})
    assert len(wiring.journal().receive([newer]).events) == 1
    wiring.journal().rebuild()
    assert wiring.audit_faults() == []


def test_somebody_erased_here_is_blank_when_their_events_arrive(elsewhere: Sequence[Event]) -> None:
    mariam = next(e for e in elsewhere if "Mariam" in canonical(e.body))
    wiring.journal().append([erasure(mariam.subject)], DESK)
    wiring.journal().receive(elsewhere)
    assert "Mariam" not in "".join(JournalBody.objects.values_list("body", flat=True))
    assert wiring.audit_faults() == []
