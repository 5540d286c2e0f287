"""What is known of somebody does not depend on the order in which desks' words arrive."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kinward.model.event import Event
from kinward.model.record import record_of

SUBJECT = UUID(int=7)
START = datetime(2023, 9, 26, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A few desks' events about one person: values, corrections of earlier ones, sometimes an erasure."""
    events: list[Event] = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        said = [{"field": draw(st.sampled_from(["age", "sex", "place"])), "value": draw(st.integers(0, 3))}]
        earlier = [f"{event.id}:0" for event in events]
        replaces = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if earlier else []
        kind = draw(st.sampled_from(["person_stated"] * 9 + ["person_erased"]))
        moment = START + timedelta(minutes=draw(st.integers(0, 90)))
        events.append(_event(number, kind, {"said": said, "replaces": replaces}, moment))
    return events


def _event(number: int, kind: str, body: dict[str, object], moment: datetime) -> Event:
    return Event(
        id=UUID(int=number), stream=UUID(int=1), seq=number, previous_hash="", hash="", kind=kind, schema_version=1,
        subject=SUBJECT, actor="desk", device=f"desk-{number % 3}", organisation="o", purpose="register",
        happened_at=moment, device_at=moment, body_hash="", body=body,
    )  # fmt: skip


@given(histories().flatmap(lambda events: st.tuples(st.just(events), st.permutations(events))))
def test_any_order_gives_the_same_record(both: tuple[list[Event], list[Event]]) -> None:
    events, shuffled = both
    assert record_of(SUBJECT, "person", events) == record_of(SUBJECT, "person", shuffled)


@given(histories())
def test_nothing_said_is_lost_unless_the_person_was_erased(events: list[Event]) -> None:
    record = record_of(SUBJECT, "person", events)
    if any(event.kind == "person_erased" for event in events):
        assert record.erased
        assert record.statements == ()
    else:
        assert len(record.statements) == len(events)


@given(histories())
def test_what_stands_is_what_nobody_replaced(events: list[Event]) -> None:
    record = record_of(SUBJECT, "person", events)
    replaced = {key for event in events for key in (event.body or {})["replaces"]}
    for statement in record.statements:
        assert statement.stands == (statement.key not in replaced)


def test_two_desks_that_disagree_both_stand() -> None:
    eight = _event(1, "person_registered", {"said": [{"field": "age", "value": "8"}]}, START)
    nine = _event(2, "person_stated", {"said": [{"field": "age", "value": "9"}]}, START + timedelta(hours=1))
    record = record_of(SUBJECT, "person", [nine, eight])
    assert [s.value for s in record.standing("age")] == ["8", "9"]
    assert record.latest("age") == "9"


def test_a_correction_that_arrives_before_what_it_corrects_still_replaces_it() -> None:
    wrong = _event(1, "person_registered", {"said": [{"field": "sex", "value": "f"}]}, START)
    right = _event(
        2, "person_stated", {"said": [{"field": "sex", "value": "m"}], "replaces": [f"{wrong.id}:0"]}, START
    )
    record = record_of(SUBJECT, "person", [right, wrong])
    assert [s.value for s in record.standing("sex")] == ["m"]
    assert [s.value for s in record.ever("sex")] == ["f", "m"]
