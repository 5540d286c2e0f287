"""The views are a function of the journal: rebuilt or live, in whatever order the events came."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from tests.laws.histories import CANARY, EXAMPLES, Migrated, actor_at, steps
from tests.storage.writing import all_views

from kinward import wiring
from kinward.model.event import Draft, Event
from kinward.storage.models import Hold, JournalBody, Person

LAW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def migrated(migrated_sqlite: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Migrated]:
    with django_db_blocker.unblock():
        yield Migrated.of(migrated_sqlite)


def written(history: Sequence[tuple[str, Draft]]) -> list[Event]:
    """Each step in a transaction of its own; the events with the bodies they had when they were written."""
    journal = wiring.journal()
    return [event for device, draft in history for event in journal.append([draft], actor_at(device)).events]


@LAW
@given(history=steps())
def test_views_made_again_are_the_live_views(migrated: Migrated, history: list[tuple[str, Draft]]) -> None:
    with migrated.copied():
        written(history)
        live = all_views()
        wiring.journal().rebuild()
        assert all_views() == live
        assert wiring.audit_faults(wiring.audit_head()) == []


@LAW
@given(history=steps(), data=st.data())
def test_any_order_that_keeps_each_stream_gives_the_same_views(
    migrated: Migrated, history: list[tuple[str, Draft]], data: st.DataObject
) -> None:
    with migrated.copied():
        events = written(history)
        there = all_views()
    with migrated.copied():
        for batch in interleaved(events, data):
            wiring.journal().receive(batch)
        assert all_views() == there
        assert wiring.audit_faults() == []
        assert_holds_add_up(history)
        assert_erased_are_gone(history)
        wiring.journal().rebuild()
        assert all_views() == there


def interleaved(events: Sequence[Event], data: st.DataObject) -> Iterator[list[Event]]:
    """The streams shuffled into each other and cut into batches, each stream in its own order."""
    left: dict[UUID, list[Event]] = {}
    for event in events:
        left.setdefault(event.stream, []).append(event)
    while left:
        batch: list[Event] = []
        for _ in range(data.draw(st.integers(1, 8))):
            if left:
                stream = data.draw(st.sampled_from(sorted(left)))
                batch.append(left[stream].pop(0))
                left = {name: rest for name, rest in left.items() if rest}
        yield batch


def assert_holds_add_up(history: Sequence[tuple[str, Draft]]) -> None:
    """A hold stands unless an event lifts exactly this one; who is held is restricted."""
    drafts = [draft for _device, draft in history]
    gone = {draft.subject for draft in drafts if draft.kind == "person_erased"}
    lifted = {
        key for draft in drafts for key in draft.body.get("replaces", ()) if draft.kind == "hold_lifted"
    }
    standing = {
        f"{draft.id}:0": str(draft.subject)
        for draft in drafts
        if draft.kind == "hold_placed" and f"{draft.id}:0" not in lifted and draft.subject not in gone
    }
    assert dict(Hold.objects.filter(stands=True).values_list("key", "subject")) == standing
    assert set(Person.objects.filter(restricted=True).values_list("id", flat=True)) == set(standing.values())


def assert_erased_are_gone(history: Sequence[tuple[str, Draft]]) -> None:
    """Nothing said of them is in a view or a body, whether it was said before or after, and came first or last."""
    drafts = [draft for _device, draft in history]
    gone = {str(draft.subject) for draft in drafts if draft.kind == "person_erased"}
    assert set(Person.objects.filter(erased=True).values_list("id", flat=True)) == gone
    about = {
        str(draft.id) for draft in drafts if str(draft.subject) in gone and draft.kind != "person_erased"
    }
    bodies = dict(JournalBody.objects.filter(event__in=about).values_list("event", "body"))
    assert set(bodies.values()) <= {""}
    own_rows = [
        row for rows in all_views().values() for row in rows if any(f'"{person}"' in row for person in gone)
    ]
    assert not [row for row in own_rows if CANARY in row]


def test_two_corrections_of_one_value_give_the_same_views_whichever_came_first(migrated: Migrated) -> None:
    person = wiring.new_id()

    def aged(text: str, *replaces: str) -> Draft:
        body = {"said": [{"field": "age", "value": {"said": text}}], "replaces": list(replaces)}
        return Draft(wiring.new_id(), "person_stated", person, body, "register", wiring.now())

    said = aged("7")
    eight, nine = aged("8", f"{said.id}:0"), aged("9", f"{said.id}:0")
    with migrated.copied():
        first = wiring.journal().append([said], actor_at("one")).events
        streams = [
            wiring.journal().append([d], actor_at(where)).events
            for d, where in ((eight, "two"), (nine, "three"))
        ]
    found = []
    for order in (streams, streams[::-1]):
        with migrated.copied():
            for batch in (first, *order):
                wiring.journal().receive(batch)
            found.append(all_views())
    assert found[0] == found[1]
    assert len(found[0]["stated_value"]) == 3


def test_a_hold_that_one_desk_lifts_stands_when_another_placed_its_own(migrated: Migrated) -> None:
    person = wiring.new_id()

    def about(kind: str, field: str, **more: object) -> Draft:
        body = {"said": [{"field": field, "value": {"reason": "asked"}}], **more}
        return Draft(wiring.new_id(), kind, person, body, "protect", wiring.now())

    first, second = about("hold_placed", "hold"), about("hold_placed", "hold")
    lifting = about("hold_lifted", "hold_lifting", replaces=[f"{first.id}:0"])
    with migrated.copied():
        streams = [
            wiring.journal().append([first, lifting], actor_at("one")).events,
            wiring.journal().append([second], actor_at("two")).events,
        ]
    for order in (streams, streams[::-1], [streams[0][:1], streams[1], streams[0][1:]]):
        with migrated.copied():
            for batch in order:
                wiring.journal().receive(batch)
            assert Person.objects.get(id=str(person)).restricted
            assert list(Hold.objects.filter(stands=True).values_list("key", flat=True)) == [f"{second.id}:0"]
