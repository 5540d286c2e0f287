"""The chain covers what was written and lets a body go."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinward.model.event import Event, canonical, derived_id, hash_of_body, hash_of_header, moment_text

NOON = datetime(2023, 9, 26, 12, tzinfo=UTC)
EVENT = Event(
    id=UUID(int=1), stream=UUID(int=2), seq=1, previous_hash="0" * 64, hash="", kind="person_registered",
    schema_version=1, subject=UUID(int=3), actor="desk", device="goris", organisation="receiving", purpose="register",
    happened_at=NOON, device_at=NOON, body_hash=hash_of_body("salt", "{}"), saw=(UUID(int=4),),
)  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"id": UUID(int=9)}, {"stream": UUID(int=9)}, {"seq": 2}, {"previous_hash": "1" * 64}, {"kind": "hold_placed"},
        {"schema_version": 2}, {"subject": UUID(int=9)}, {"actor": "x"}, {"device": "x"}, {"organisation": "x"},
        {"purpose": "x"}, {"happened_at": NOON + timedelta(microseconds=1)}, {"device_at": NOON - timedelta(days=1)},
        {"body_hash": "x"}, {"saw": ()},
    ],
)  # fmt: skip
def test_every_part_of_the_header_is_in_the_hash(changed: dict[str, object]) -> None:
    assert hash_of_header(EVENT._replace(**changed)) != hash_of_header(EVENT)  # type: ignore[arg-type]


def test_the_hash_holds_when_the_body_is_gone() -> None:
    assert hash_of_header(EVENT._replace(body=None, salt=None)) == hash_of_header(EVENT)


def test_the_same_moment_in_another_zone_hashes_alike() -> None:
    yerevan = NOON.astimezone(timezone(timedelta(hours=4)))
    assert hash_of_header(EVENT._replace(happened_at=yerevan)) == hash_of_header(EVENT)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_moments_sort_as_text(one: datetime, other: datetime) -> None:
    assert (moment_text(one) < moment_text(other)) == (one < other)
    assert datetime.fromisoformat(moment_text(one)) == one


def test_the_same_body_under_another_salt_hashes_otherwise() -> None:
    assert hash_of_body("a", "{}") != hash_of_body("b", "{}")
    assert canonical({"b": 1, "a": "Նարեկ"}) == '{"a":"Նարեկ","b":1}'


@given(st.uuids(), st.integers(0, 5_000), st.integers(0, 5_000))
def test_a_form_names_its_events_once_and_for_all(form: UUID, one: int, other: int) -> None:
    assert (derived_id(form, one) == derived_id(form, other)) == (one == other)
    assert derived_id(form, one).version == 7
    assert derived_id(form, one).bytes[:6] == form.bytes[:6]
