"""One entry of the journal: who wrote what about whom, when, for which purpose, chained to the entry before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

FIRST_HASH = "0" * 64

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a named account, at a device, for an organisation that controls the data."""

    account: str
    device: str
    organisation: str
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants written, before the journal gives it its place. ``id`` is made by the client.

    ``subject`` is the one person, household, site ... the body speaks of; a body speaks of one person at most.
    ``saw`` names the events the writer had in front of them. ``happened_at`` may be earlier than now.
    """

    id: UUID
    kind: str
    subject: UUID
    body: Body
    purpose: str
    happened_at: datetime
    saw: tuple[UUID, ...] = ()


class Event(NamedTuple):
    """A draft with its place in a stream (made on the device) and its position (commit order here).

    ``body`` is None once the person it spoke of has been erased; the chain still holds, since it covers
    SHA-256 of salt and body and not the body itself. A tuple: every event is made three times on its way in.
    """

    id: UUID
    stream: UUID
    seq: int
    previous_hash: str
    hash: str
    kind: str
    schema_version: int
    subject: UUID
    actor: str
    device: str
    organisation: str
    purpose: str
    happened_at: datetime
    device_at: datetime
    body_hash: str
    saw: tuple[UUID, ...] = ()
    body: Body | None = None
    salt: str | None = None
    position: int = 0
    received_at: datetime | None = None
    position_hash: str = ""


# Made once: json.dumps makes a new one for every call with arguments, and a large wave is a million calls.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """The one way to write a JSON value: sorted keys, no spaces, real letters."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=4_096)  # a form's events share their moments
def moment_text(moment: datetime) -> str:
    """The one way to write a moment: UTC, microseconds, so that text sorts as time does and hashes alike."""
    assert moment.tzinfo is not None, "a moment without a time zone"
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of_body(salt: str, body: str) -> str:
    """SHA-256 over the salt and the canonical body: tells nothing of the body once the salt is gone."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def place_in_position_chain(previous: str, position: int, received_at: datetime, event_hash: str) -> str:
    """The chain over commit order: what this database received, in which order and when."""
    return hashlib.sha256(
        f"{previous}\n{position}\n{moment_text(received_at)}\n{event_hash}".encode()
    ).hexdigest()


def hash_of_header(event: Event) -> str:
    """SHA-256 over everything the device wrote, the hash before it and the body's hash."""
    header: Sequence[Any] = (
        str(event.id), str(event.stream), event.seq, event.previous_hash, event.kind, event.schema_version,
        str(event.subject), event.actor, event.device, event.organisation, event.purpose,
        moment_text(event.happened_at), moment_text(event.device_at), event.body_hash, [str(s) for s in event.saw],
    )  # fmt: skip
    return hashlib.sha256(canonical(header).encode()).hexdigest()


def derived_id(form: UUID, number: int) -> UUID:
    """The n-th identity of a form: the same form sent twice names the same events, so that it makes one.

    A UUIDv7 like the form's own: its 48 bits of time, the rest from SHA-256 of form and number.
    """
    rest = int.from_bytes(hashlib.sha256(f"{form}:{number}".encode()).digest()[:10], "big")
    value = (form.int >> 80 << 80) | rest
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def moment_of(identity: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond (RFC 9562, 5.7).

    A form that says no moment of its own speaks of the moment it was opened, so that sending it twice says the same.
    """
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=identity.int >> 80)
