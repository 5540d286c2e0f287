"""Has anybody changed, removed or reordered what was written? Three chains, and a head kept elsewhere to know by.

A chain alone does not stop somebody who rewrites all of it, or cuts its end off; the head that lies elsewhere does.
The head is HMACed, so that whoever holds the database cannot write a new one (research: reliability, section 5).
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from kinward.model.event import (
    FIRST_HASH,
    Event,
    canonical,
    hash_of_body,
    hash_of_header,
    place_in_position_chain,
)
from kinward.model.problem import Message

# The one kind of event whose body stays when somebody is erased: it is the decision to do so.
ERASURE = "person_erased"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the three chains stood: how many entries, and the hash of the last."""

    journal: int = 0
    journal_hash: str = FIRST_HASH
    quarantine: int = 0
    quarantine_hash: str = FIRST_HASH
    read_log: int = 0
    read_log_hash: str = FIRST_HASH


class HeadNotOursError(Exception):
    """The head was not made with this key, or somebody changed it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a chain: its place, the hash it says came before, its own, and the one its content gives."""

    position: int
    previous_hash: str
    hash: str
    hash_of_content: str


@dataclass(frozen=True, slots=True)
class Body:
    """What is stored of a body. ``body`` is None when there is no row; ``erased_by`` names the decision, if any."""

    salt: str | None
    body: str | None
    erased_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored entry of the journal. ``event`` is None when the row no longer reads as an event."""

    position: int
    event: Event | None
    body: Body


# ------------------------------------------------------------------------------------------------------- checking


def faults_of_chain(name: str, links: Iterable[Link], kept: tuple[int, str] | None) -> Iterator[Message]:
    """What is wrong with a chain. ``kept`` is the position and hash of the head that was kept elsewhere.

    Without it a chain that was rewritten from some place on, or whose end was cut off, looks whole: it cannot know
    what it no longer holds. Entries after the kept head are new and fine.
    """
    position, previous, at_kept = 0, FIRST_HASH, FIRST_HASH
    for link in links:
        position += 1
        at: Mapping[str, str | int] = {"chain": name, "position": link.position}
        if link.position != position:
            yield Message("the {chain} has a gap before position {position}", at)
            position = link.position
        if link.previous_hash != previous:
            yield Message("the {chain} was reordered or cut before position {position}", at)
        if link.hash_of_content != link.hash:
            yield Message("the {chain} was changed at position {position}", at)
        previous = link.hash
        if kept is not None and link.position == kept[0]:
            at_kept = link.hash
    if kept is not None and (position < kept[0] or at_kept != kept[1]):
        yield Message(
            "the {chain} is not the one the head was taken from: it was cut or rewritten", {"chain": name}
        )


def faults_of_journal(
    entries: Iterable[Entry], decided: Mapping[str, str], kept: tuple[int, str] | None
) -> Iterator[Message]:
    """What is wrong with the journal: its order, each device's stream, each header, each body.

    ``decided`` names for every erased person the first decision that says so: exactly their bodies are gone.
    """
    found: list[Message] = []
    yield from _told(found, faults_of_chain("journal", _positions(entries, decided, found), kept))


def faults_of_body(
    name: str, position: int, body: Body, body_hash: str, decision: str | None
) -> Iterator[Message]:
    """What is wrong with one body: it is there and whole, or gone because the person was erased."""
    at: Mapping[str, str | int] = {"chain": name, "position": position}
    if body.erased_by and body.erased_by != decision:
        yield Message("the erasure at position {position} of the {chain} rests on no decision", at)
    if body.body is None or body.salt is None:
        yield Message("the body at position {position} of the {chain} is gone", at)
    elif body.body == "" and body.salt == "":
        if decision is None:
            yield Message("the body at position {position} of the {chain} was blanked without a decision", at)
        elif not body.erased_by:
            yield Message("the erasure at position {position} of the {chain} was taken back", at)
    elif decision is not None:
        yield Message("the body at position {position} of the {chain} was erased and is back", at)
    elif hash_of_body(body.salt, body.body) != body_hash:
        yield Message("the body at position {position} of the {chain} was changed", at)


def _positions(entries: Iterable[Entry], decided: Mapping[str, str], found: list[Message]) -> Iterator[Link]:
    """The chain of commit order; what is wrong with an entry by itself goes to ``found`` on the way."""
    streams: dict[str, tuple[int, str]] = {}
    previous = FIRST_HASH
    for entry in entries:
        at = {"position": entry.position}
        event = entry.event
        if event is None or event.received_at is None:
            found.append(Message("the event at position {position} was changed", at))
            continue
        seq, last = streams.get(str(event.stream), (0, FIRST_HASH))
        if event.seq != seq + 1 or event.previous_hash != last:
            found.append(
                Message(
                    "the event at position {position} does not follow the one before it in its stream", at
                )
            )
        if hash_of_header(event) != event.hash:
            found.append(Message("the event at position {position} was changed", at))
        streams[str(event.stream)] = (event.seq, event.hash)
        decision = decided.get(str(event.subject)) if event.kind != ERASURE else None
        found += faults_of_body("journal", entry.position, entry.body, event.body_hash, decision)
        due = place_in_position_chain(previous, event.position, event.received_at, event.hash)
        yield Link(event.position, previous, event.position_hash, due)
        previous = event.position_hash


def _told(found: list[Message], chain: Iterable[Message]) -> Iterator[Message]:
    """The faults of a chain and those found on the way along it, as they come."""
    for fault in chain:
        yield fault
        yield from found
        found.clear()
    yield from found


# ------------------------------------------------------------------------------------------- a head kept elsewhere


def sealed(head: Head, key: bytes) -> str:
    """The head as one line to print on the shift sheet or send elsewhere."""
    content = canonical({field.name: getattr(head, field.name) for field in fields(head)})
    whole = canonical({"head": content, "mac": _mac(content, key)})
    return base64.urlsafe_b64encode(whole.encode()).decode()


def unsealed(line: str, key: bytes) -> Head:
    """The head in a line. Raises HeadNotOursError when its HMAC does not fit."""
    try:
        parts: Mapping[str, str] = json.loads(base64.urlsafe_b64decode(line.strip().encode()))
        content = parts["head"]
        if not hmac.compare_digest(parts["mac"], _mac(content, key)):
            raise HeadNotOursError
        said: Mapping[str, Any] = json.loads(content)
        return Head(**said)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise HeadNotOursError from None


def _mac(content: str, key: bytes) -> str:
    return hmac.new(key, b"kinward head\n" + content.encode(), hashlib.sha256).hexdigest()
