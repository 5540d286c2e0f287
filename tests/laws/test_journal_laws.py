"""Whatever is sent, twice, changed or out of turn: the journal keeps it once, keeps it apart, or says what it waits for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from tests.laws.histories import EXAMPLES, Migrated, actor_at, elsewhere, steps
from tests.storage.writing import all_views

from kinward import wiring
from kinward.model.event import Draft
from kinward.storage.models import JournalEvent, JournalQuarantine

LAW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def migrated(migrated_sqlite: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Migrated]:
    with django_db_blocker.unblock():
        yield Migrated.of(migrated_sqlite)


@LAW
@given(history=steps(most=25), data=st.data())
def test_everything_sent_is_written_known_or_kept_apart(
    migrated: Migrated, history: list[tuple[str, Draft]], data: st.DataObject
) -> None:
    with migrated.copied():
        journal = wiring.journal()
        for device, draft in history:
            changed = data.draw(st.booleans()) and data.draw(st.booleans())
            sent = [draft, elsewhere(draft, "changed")] if changed else [draft]
            got = journal.append(sent, actor_at(device))
            assert len(got.events) + len(got.repeated) + len(got.quarantined) == len(sent)
        ids = {draft.id for _device, draft in history}
        assert JournalEvent.objects.count() == len(ids)
        assert wiring.audit_faults(wiring.audit_head()) == []
        before, events, apart = all_views(), JournalEvent.objects.count(), JournalQuarantine.objects.count()
        for device, draft in history:  # the whole day again
            journal.append([draft], actor_at(device))
        assert (all_views(), JournalEvent.objects.count(), JournalQuarantine.objects.count()) == (
            before,
            events,
            apart,
        )


@LAW
@given(history=steps(most=20), data=st.data())
def test_events_that_come_dropped_doubled_and_out_of_order_all_arrive_in_the_end(
    migrated: Migrated, history: list[tuple[str, Draft]], data: st.DataObject
) -> None:
    with migrated.copied():
        events = [e for device, d in history for e in wiring.journal().append([d], actor_at(device)).events]
        there = all_views()
    with migrated.copied():
        journal = wiring.journal()
        for _ in range(4):  # a bad line: any part, in any order, some twice
            journal.receive(data.draw(st.lists(st.sampled_from(events), max_size=len(events))))
            assert JournalQuarantine.objects.count() == 0
        journal.receive(events)  # a good one
        assert all_views() == there
        assert JournalEvent.objects.count() == len(events)
        assert wiring.audit_faults() == []
