"""The auditor sees who read what, a site manager blocks a room, and a permission is given and withdrawn."""

import pytest
from django.urls import reverse
from tests.web.conftest import SignedIn

from kinward.casework.opening import NothingHereError
from kinward.casework.ports import Outside
from kinward.casework.see_read_log import see_read_log
from kinward.casework.state_room import state_room
from kinward.model.event import Actor
from kinward.model.protection import Purpose
from kinward.storage.models import Permission, Person


def somebody() -> Person:
    found = Person.objects.filter(recorded_as="registered", restricted=False).order_by("id").first()
    assert found is not None
    return found


def test_the_auditor_sees_who_read_a_record_and_no_value_of_it(as_role: SignedIn, outside: Outside) -> None:
    person = somebody()
    as_role("child_protection_officer").get(reverse("person", args=[person.id]))
    answer = as_role("auditor").post(reverse("read-log"), {"person": person.code, "account": ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "see_person" in text
    assert person.id in text
    assert not any(name.text in text for name in outside.views.people([person.id])[person.id].names)
    nothing = as_role("auditor").post(reverse("read-log"), {"person": "", "account": "nobody at all"})
    assert "see_person" not in nothing.content.decode()


def test_the_read_log_of_another_organisation_stays_there(outside: Outside) -> None:
    stranger = Actor("auditor", "office", "another organisation", frozenset({"auditor"}))
    assert not [
        one
        for one in see_read_log(outside, stranger, Purpose.AUDIT)
        if one.organisation != stranger.organisation
    ]
    with pytest.raises(NothingHereError):
        see_read_log(outside, Actor("a", "d", "o", frozenset({"analyst"})), Purpose.AUDIT)


def test_a_room_is_blocked_with_a_reason_and_opened_again(as_role: SignedIn, outside: Outside) -> None:
    room = next(room for room in outside.views.rooms() if not room.blocked)
    officer, address = as_role("housing_officer"), reverse("room", args=[room.id])
    assert officer.post(address, {"form": str(outside.new_id()), "blocked": " "}).status_code == 422
    for reason in ("the pipe burst", ""):
        assert officer.post(address, {"form": str(outside.new_id()), "blocked": reason}).status_code == 302
        assert next(one for one in outside.views.rooms() if one.id == room.id).blocked == reason
    stranger = Actor("somebody", "desk", "receiving side", frozenset({"site_manager"}))
    with pytest.raises(NothingHereError):
        state_room(outside, stranger, outside.new_id(), room.id, "not theirs")


def test_a_permission_is_given_and_withdrawn(as_role: SignedIn, outside: Outside) -> None:
    person = somebody()
    officer = as_role("child_protection_officer")
    sent = {
        "form": str(outside.new_id()), "recipient": "the tracing service", "purpose": "trace", "basis": "consent",
        "giver": "self",
    }  # fmt: skip
    give = reverse("give-permission", args=[person.id])
    assert officer.post(give, sent | {"basis": "because"}).status_code == 422
    for _twice in range(2):
        assert officer.post(give, sent).status_code == 302
    given = Permission.objects.get(subject=person.id, recipient="the tracing service")
    assert ("the tracing service", "trace") in outside.views.people([person.id])[person.id].shared_with
    withdraw = {"form": str(outside.new_id()), "permission": given.key}
    assert officer.post(reverse("withdraw-permission", args=[person.id]), withdraw).status_code == 302
    assert ("the tracing service", "trace") not in outside.views.people([person.id])[person.id].shared_with
    assert "withdrawn" in officer.get(reverse("permissions", args=[person.id])).content.decode()
    assert (
        officer.post(
            reverse("withdraw-permission", args=[person.id]), {"form": str(outside.new_id())}
        ).status_code
        == 422
    )
