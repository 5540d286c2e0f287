"""A use is allowed while a permission for it stands; a hold stands until it is lifted itself."""

from datetime import UTC, datetime, timedelta

from kinward.model.kinds import KINDS
from kinward.model.protection import FIELD_SENSITIVITY, Hold, LegalBasis, Permission, PermissionGiver, Purpose
from kinward.protect.permissions import holds_that_stand, recipients

NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def permission(recipient: str, given: datetime, withdrawn: datetime | None = None) -> Permission:
    return Permission(
        "p1",
        Purpose.TRACE.value,
        recipient,
        LegalBasis.CONSENT,
        PermissionGiver.SELF,
        given,
        withdrawn,
    )


def test_nothing_said_is_nobody_allowed() -> None:
    assert recipients((), Purpose.TRACE, NOW) == frozenset()


def test_a_permission_counts_for_its_purpose_and_recipient_from_when_it_was_given() -> None:
    facts = (permission("tracing service", NOW - HOUR), permission("somebody later", NOW + HOUR))
    assert recipients(facts, Purpose.TRACE, NOW) == {"tracing service"}
    assert recipients(facts, Purpose.HOUSE, NOW) == frozenset()


def test_a_permission_withdrawn_counts_no_more_from_that_moment() -> None:
    withdrawn = (permission("tracing service", NOW - HOUR, NOW),)
    assert recipients(withdrawn, Purpose.TRACE, NOW - timedelta(seconds=1)) == {"tracing service"}
    assert recipients(withdrawn, Purpose.TRACE, NOW) == frozenset()


def test_lifting_one_hold_leaves_the_other() -> None:
    first = Hold("h1", "p1", "asked at the desk", "arev", NOW - HOUR, NOW)
    second = Hold("h2", "p1", "asked on the telephone", "nune", NOW - HOUR)
    assert holds_that_stand((first, second), NOW) == (second,)
    assert holds_that_stand((first,), NOW) == ()


def test_every_field_that_can_be_stated_has_a_class_and_no_class_stands_for_nothing() -> None:
    stated = frozenset().union(*(kind.fields for kind in KINDS.values()))
    assert stated - FIELD_SENSITIVITY.keys() == set(), "give the new field a class in FIELD_SENSITIVITY"
    assert FIELD_SENSITIVITY.keys() - stated == set(), "take the class of a field that is gone out"
