"""One entry of the read log: whatever it says is under its hash."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from kinward.model.protection import Disclosure, hash_of_disclosure

NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)
ENTRY = Disclosure(
    position=1,
    at=NOW,
    actor="arev",
    device="Goris 1",
    organisation="tracing service",
    purpose="trace",
    action="see_person",
    subject_kind="person",
    subject="018a",
    fields=("born", "name"),
    answer="shown",
)


def test_every_part_of_an_entry_is_under_the_hash() -> None:
    changes: dict[str, object] = {
        "position": 2, "at": NOW + timedelta(microseconds=1), "actor": "x", "device": "x", "organisation": "x",
        "purpose": "x", "action": "x", "subject_kind": "x", "subject": "x", "fields": ("born name",), "answer": "x",
        "previous_hash": "1" * 64,
    }  # fmt: skip
    assert set(changes) == set(Disclosure.__slots__) - {"hash"}
    for name, value in changes.items():
        changed = replace(ENTRY, **{name: value})  # type: ignore[arg-type]
        assert hash_of_disclosure(changed) != hash_of_disclosure(ENTRY), name


def test_the_same_moment_told_in_another_time_zone_has_the_same_hash() -> None:
    yerevan = replace(ENTRY, at=NOW.astimezone(timezone(timedelta(hours=4))))
    assert hash_of_disclosure(yerevan) == hash_of_disclosure(ENTRY)
