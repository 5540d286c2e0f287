"""Appends what happened, with its views, in one transaction; nothing is ever changed."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from kinward.casework.ports import SentBeforeError, Written
from kinward.model.event import (
    FIRST_HASH,
    Actor,
    Draft,
    Event,
    canonical,
    hash_of_body,
    hash_of_header,
    moment_text,
    place_in_position_chain,
)
from kinward.model.kinds import KINDS, fields_not_of, subject_kind_of
from kinward.model.record import Record, record_of
from kinward.names.keys import NAMES_VERSION
from kinward.protect.chains import ERASURE
from kinward.storage import models, views
from kinward.storage.bulk import in_chunks, insert, select_in
from kinward.storage.models import (
    Incarnation,
    JournalBody,
    JournalErasure,
    JournalEvent,
    JournalQuarantine,
    Person,
)

# One writer at a time: any number nobody else uses, spelled "kinward" on a telephone (5464927 3).
_WRITER_LOCK = 54649273

# The views depend on how they are projected and on how names are folded: another version of either makes them again.
VIEWS_VERSION = f"{views.PROJECTION_VERSION} {NAMES_VERSION}"


_KINDS_OF_HEADCOUNT = tuple(kind.name for kind in KINDS.values() if "headcount" in kind.fields)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device's stream stands: its next event goes behind this."""

    stream: UUID
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Apart:
    """What cannot go into the journal and is not thrown away either: an event, and why a person must look at it."""

    event: str
    kind: str
    subject: str
    actor: str
    device: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """What became of another device's events. ``wanted`` names per stream the seq that has to come first."""

    events: tuple[Event, ...]
    repeated: tuple[UUID, ...]
    quarantined: tuple[UUID, ...]
    wanted: Mapping[UUID, int]


@dataclass(slots=True)
class Sorting:
    """Sorts another device's events: new here, known, too early, or to be looked at by a person.

    ``ends`` is where each stream stands here (seq and hash), ``hashes`` the hash of each event that is known.
    """

    ends: dict[UUID, tuple[int, str]]
    hashes: dict[UUID, str]
    fresh: list[Event] = field(default_factory=list)
    repeated: list[UUID] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)
    wanted: dict[UUID, int] = field(default_factory=dict)

    def take(self, event: Event, keys_of: views.KeysOf) -> None:
        """Put one event where it belongs."""
        seq, last = self.ends.get(event.stream, (0, FIRST_HASH))
        if self.hashes.get(event.id) == event.hash == hash_of_header(event):
            self.repeated.append(event.id)
        elif event.seq > seq + 1:
            self.wanted[event.stream] = seq + 1
        elif reason := self._why_not(event, seq, last, keys_of):
            self.apart.append(
                Apart(
                    str(event.id), event.kind, str(event.subject), event.actor, event.device,
                    _body_text(event), reason,
                )
            )  # fmt: skip
        else:
            self.fresh.append(event)
            self.hashes[event.id] = event.hash
            self.ends[event.stream] = (event.seq, event.hash)

    def _why_not(self, event: Event, seq: int, last: str, keys_of: views.KeysOf) -> str:
        if event.id in self.hashes:
            return "same id, other event"
        if event.seq <= seq:
            return "another event stands in its place"
        if event.previous_hash != last or hash_of_header(event) != event.hash:
            return "not what its chain says"
        if event.body is not None and hash_of_body(event.salt or "", _body_text(event)) != event.body_hash:
            return "other body than its chain says"
        return "" if _can_be_read(event, keys_of) else "body cannot be read"


class DjangoJournal:
    """The journal and its views in Django's database. Thread-safe: each call is one transaction."""

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
        new_salt: Callable[[], str],
        keys_of: views.KeysOf,
    ) -> None:
        """Clock, identity, salt and name keys come from wiring."""
        self._now = now
        self._new_id = new_id
        self._new_salt = new_salt
        self._keys_of = keys_of

    # ------------------------------------------------------------------------------------------------ writing

    def append(
        self,
        drafts: Sequence[Draft],
        actor: Actor,
        *,
        device_at: datetime | None = None,
        check: Callable[[], None] | None = None,
    ) -> Written:
        """Write drafts and their views in one transaction, or nothing.

        A draft whose id is known and whose body is the same is answered as before (``repeated``); with another
        body it goes to the quarantine. Raises AssertionError for a body that states a field its kind does not have.
        """
        for draft in drafts:
            _assert_well_formed(draft)
        with transaction.atomic():
            _become_the_writer()
            known = self._known(drafts)
            fresh = [draft for draft in _first_of_each(drafts) if draft.id not in known]
            if check is not None and fresh:
                check()
            repeated, disputed = _compare_with_known(drafts, known)
            received_at = self._now()
            place = self._place(actor.device, received_at)
            texts = [canonical(draft.body) for draft in fresh]
            chained = _chained(
                zip(fresh, texts, strict=True), actor, place, device_at or received_at, self._new_salt
            )
            events = _placed(chained, received_at)
            _insert_events(events, texts)
            self._quarantine([_apart(draft, actor) for draft in disputed], received_at)
            erase_whoever_was_decided({str(draft.subject) for draft in drafts})
            self._project(events)
        return Written(tuple(events), tuple(repeated), tuple(draft.id for draft in disputed))

    def receive(self, foreign: Sequence[Event]) -> Received:
        """Take in another device's events with their ids, streams and hashes, and make their views.

        An event must follow what is here of its stream; one that comes too early is not taken (``wanted`` says
        what has to come first). One that is not what its chain says goes to the quarantine, never away.
        """
        with transaction.atomic():
            _become_the_writer()
            received_at = self._now()
            sorting = Sorting(_ends_of({str(event.stream) for event in foreign}), _hashes_of(foreign))
            for event in foreign:
                sorting.take(event, self._keys_of)
            events = _placed(sorting.fresh, received_at)
            _insert_events(events, [_body_text(event) for event in events])
            self._quarantine(sorting.apart, received_at)
            erase_whoever_was_decided({str(event.subject) for event in foreign})
            self._project(events)
        return Received(
            tuple(events),
            tuple(sorting.repeated),
            tuple(UUID(one.event) for one in sorting.apart),
            sorting.wanted,
        )

    def _known(self, drafts: Sequence[Draft]) -> dict[UUID, tuple[str, str, str]]:
        found = select_in(JournalEvent, ("id", "kind", "subject"), "id", [str(draft.id) for draft in drafts])
        bodies = dict(select_in(JournalBody, ("event", "body"), "event", [row[0] for row in found]))
        return {UUID(event): (kind, subject, bodies.get(event, "")) for event, kind, subject in found}

    def _place(self, device: str, at: datetime) -> Place:
        stream = self._stream_of(device, at)
        question = 'SELECT "seq", "hash" FROM "journal_event" WHERE "stream" = %s ORDER BY "seq" DESC LIMIT 1'
        return Place(stream, *(_first(question, [str(stream)]) or (0, FIRST_HASH)))

    def _stream_of(self, device: str, at: datetime) -> UUID:
        question = (
            'SELECT "stream" FROM "incarnation" WHERE "device" = %s AND "current" ORDER BY "stream" LIMIT 1'
        )
        current = _first(question, [device])
        if current is not None:
            return UUID(current[0])
        stream = self._new_id()
        insert(
            Incarnation,
            [{"stream": str(stream), "device": device, "started_at": moment_text(at), "current": True}],
        )
        return stream

    def _quarantine(self, apart: Sequence["Apart"], at: datetime) -> None:
        """Keep these beside the journal, each once however often it is sent."""
        if not apart:
            return
        fresh = [one for one in dict.fromkeys(apart) if not _is_in_quarantine(one)]
        end = JournalQuarantine.objects.order_by("-position").values_list("position", "hash").first()
        position, previous = end or (0, FIRST_HASH)
        for position, one in enumerate(fresh, start=position + 1):  # noqa: B020  # counts on from there
            identity, salt = str(self._new_id()), self._new_salt()
            row = {
                "id": identity, "event": one.event, "subject": one.subject, "kind": one.kind, "actor": one.actor,
                "device": one.device, "received_at": moment_text(at), "reason": one.reason,
                "body_hash": hash_of_body(salt, one.body), "previous_hash": previous, "position": position,
            }  # fmt: skip
            row["hash"] = previous = quarantine_hash(row)
            insert(JournalQuarantine, [row])
            insert(JournalBody, [{"event": identity, "salt": salt, "body": one.body}])

    # ------------------------------------------------------------------------------------------------ projecting

    def _project(self, events: Sequence[Event]) -> None:
        """Make the rows of every subject these events speak of again, from all its events."""
        by_subject: dict[tuple[UUID, str], list[Event]] = {}
        for event in events:
            by_subject.setdefault((event.subject, subject_kind_of(event.kind)), []).append(event)
        older = self._subjects_with_more({subject for subject, _kind in by_subject}, events)
        again = [key for key in by_subject if key[0] in older]
        _delete_rows(again)
        whole = _to_fold([subject for subject, _kind in again])
        rows: views.Rows = []
        for (subject, kind), fresh in by_subject.items():
            own = (
                [e for e in whole[subject] if subject_kind_of(e.kind) == kind] if subject in older else fresh
            )
            rows += views.rows_of(record_of(subject, kind, own), self._keys_of)
        for table, own_rows in views.grouped(rows).items():
            insert(table, own_rows)

    @staticmethod
    def _subjects_with_more(subjects: set[UUID], events: Sequence[Event]) -> set[UUID]:
        """Subjects that had events before these; for all others the events at hand are the whole record."""
        if not events:
            return set()
        before = events[0].position
        ids = sorted(str(subject) for subject in subjects)
        rows = select_in(
            JournalEvent, ("subject",), "subject", ids, f"AND position < {before:d} GROUP BY subject"
        )
        return {UUID(subject) for (subject,) in rows}

    def rebuild(self, progress: Callable[[int, int], None] = lambda _done, _of: None) -> int:
        """Make all views again from the journal; returns how many events were read."""
        with transaction.atomic():
            _become_the_writer()
            for table in views.all_view_tables():
                with connection.cursor() as cursor:
                    cursor.execute(f'DELETE FROM "{table._meta.db_table}"')  # noqa: S608  # names from our models
            of, done = JournalEvent.objects.count(), 0
            rows: views.Rows = []
            for record, size in _all_records():
                done += size
                rows += views.rows_of(record, self._keys_of)
                if len(rows) > 20_000:
                    _insert_all(rows)
                    rows = []
                    progress(done, of)
            _insert_all(rows)
            models.ViewsVersion.objects.update_or_create(id=1, defaults={"version": VIEWS_VERSION})
        progress(of, of)
        return done

    @staticmethod
    def views_are_of_this_version() -> bool:
        """Whether the views were made by these projections and this folding of names."""
        return models.ViewsVersion.objects.filter(id=1, version=VIEWS_VERSION).exists()

    # ------------------------------------------------------------------------------------------------- reading

    @staticmethod
    def events_about(subject: UUID) -> tuple[Event, ...]:
        """All events about one subject, by position."""
        headers = list(JournalEvent.objects.filter(subject=str(subject)).order_by("position"))
        bodies = {
            row.event: row
            for part in in_chunks([header.id for header in headers])
            for row in JournalBody.objects.filter(event__in=list(part))
        }
        return tuple(event_from(header, bodies.get(header.id)) for header in headers)

    def changed_since(self, position: int, subject_kind: str) -> tuple[list[str], int]:
        """Subjects of a kind with events after a position, and the journal's last position."""
        kinds = [kind.name for kind in KINDS.values() if kind.subject_kind == subject_kind]
        with transaction.atomic():
            last: int = JournalEvent.objects.aggregate(last=Max("position"))["last"] or 0
            rows = JournalEvent.objects.filter(position__gt=position, position__lte=last, kind__in=kinds)
            found = set(rows.values_list("subject", flat=True))
            if subject_kind == "person":  # who was counted without an adult is protected as a child alone is
                counted = JournalEvent.objects.filter(
                    position__gt=position, position__lte=last, kind__in=_KINDS_OF_HEADCOUNT
                )
                found |= set(
                    Person.objects.filter(household__in=counted.values("subject")).values_list(
                        "id", flat=True
                    )
                )
            return sorted(found), last

    def bodies_about(self, subject: UUID) -> tuple[UUID, ...]:
        """Every body that speaks of somebody, in journal and quarantine, but for decisions to erase them."""
        return tuple(UUID(identity) for identity in bodies_about(str(subject)))

    def record(self, subject: UUID, subject_kind: str) -> Record:
        """What is known of one subject; a record without statements when nothing is."""
        return self.records([subject], subject_kind).get(subject) or record_of(subject, subject_kind, ())

    def records(self, subjects: Sequence[UUID], subject_kind: str) -> dict[UUID, Record]:
        """What is known of several subjects, in few queries."""
        found: dict[UUID, Record] = {}
        for subject, events in _to_fold(subjects).items():
            own = [event for event in events if subject_kind_of(event.kind) == subject_kind]
            if own:
                found[subject] = record_of(subject, subject_kind, own)
        return found


class CaseworkJournal(DjangoJournal):
    """The journal as people write into it: nobody who decides something else under an old form is left to believe it."""

    def append(
        self,
        drafts: Sequence[Draft],
        actor: Actor,
        *,
        device_at: datetime | None = None,
        check: Callable[[], None] | None = None,
    ) -> Written:
        """As ``DjangoJournal.append``. Raises SentBeforeError, once it is written, for what went to the quarantine."""
        written = super().append(drafts, actor, device_at=device_at, check=check)
        if written.quarantined:
            raise SentBeforeError(written)
        return written


# ------------------------------------------------------------------------------------------------------- the parts


def _assert_well_formed(draft: Draft) -> None:
    assert draft.kind in KINDS, f"unknown kind of event {draft.kind}"
    fields = frozenset(said["field"] for said in draft.body.get("said", ()))
    wrong = fields_not_of(draft.kind, fields)
    assert not wrong, f"{draft.kind} does not state {sorted(wrong)}"


def _become_the_writer() -> None:
    # SQLite: atomic() has begun an IMMEDIATE transaction, which is the only writer already.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER_LOCK])


def _first_of_each(drafts: Iterable[Draft]) -> Iterable[Draft]:
    first: dict[UUID, Draft] = {}
    for draft in drafts:
        first.setdefault(draft.id, draft)
    return first.values()


def _spelled_out(draft: Draft) -> tuple[str, str, str]:
    return draft.kind, str(draft.subject), canonical(draft.body)


def _compare_with_known(
    drafts: Sequence[Draft], known: Mapping[UUID, tuple[str, str, str]]
) -> tuple[list[UUID], list[Draft]]:
    """Which drafts say again what is known, and which say something else under a known id."""
    repeated: list[UUID] = []
    disputed: list[Draft] = []
    seen = dict(known)
    first: dict[UUID, Draft] = {}  # a draft is spelled out only when its id comes again
    for draft in drafts:
        if draft.id not in seen and draft.id not in first:
            first[draft.id] = draft
            continue
        if draft.id not in seen:
            seen[draft.id] = _spelled_out(first[draft.id])
        mine = _spelled_out(draft)
        # An erased body ("") can be compared with nothing: the erasure stands and the repeat adds nothing.
        if seen[draft.id] == mine or seen[draft.id] == (*mine[:2], ""):
            repeated.append(draft.id)
        else:
            disputed.append(draft)
    return repeated, disputed


def _apart(draft: Draft, actor: Actor) -> Apart:
    return Apart(
        str(draft.id), draft.kind, str(draft.subject), actor.account, actor.device, canonical(draft.body),
        "same id, other body",
    )  # fmt: skip


def _ends_of(streams: set[str]) -> dict[UUID, tuple[int, str]]:
    """Where each of these streams stands here."""
    ends: dict[UUID, tuple[int, str]] = {}
    for stream in streams:
        last = JournalEvent.objects.filter(stream=stream).order_by("-seq").values_list("seq", "hash").first()
        if last:
            ends[UUID(stream)] = last
    return ends


def _hashes_of(events: Sequence[Event]) -> dict[UUID, str]:
    """The hash of each of these events that is here."""
    rows = select_in(JournalEvent, ("id", "hash"), "id", [str(event.id) for event in events])
    return {UUID(event): known for event, known in rows}


def _can_be_read(event: Event, keys_of: views.KeysOf) -> bool:
    """Whether the views can be made of it. An event of a kind from a newer Kinward waits and is no fault."""
    kind = subject_kind_of(event.kind)
    try:
        views.rows_of(record_of(event.subject, kind, [event]), keys_of)
    except (KeyError, TypeError, ValueError, AttributeError, AssertionError):
        return False
    return True


def _is_in_quarantine(one: Apart) -> bool:
    """Whether the same words came before; what was erased cannot be compared and need not come again."""
    same = JournalQuarantine.objects.filter(event=one.event, subject=one.subject, kind=one.kind)
    bodies = JournalBody.objects.filter(event__in=list(same.values_list("id", flat=True)))
    return any(body in {one.body, ""} for body in bodies.values_list("body", flat=True))


def _chained(
    drafts: Iterable[tuple[Draft, str]],
    actor: Actor,
    place: Place,
    device_at: datetime,
    new_salt: Callable[[], str],
) -> list[Event]:
    """The drafts, each with its body spelled out, as the next events of the device's stream."""
    events: list[Event] = []
    previous = place.hash
    for number, (draft, text) in enumerate(drafts, start=1):
        salt = new_salt()
        event = Event(
            id=draft.id, stream=place.stream, seq=place.seq + number, previous_hash=previous, hash="",
            kind=draft.kind, schema_version=KINDS[draft.kind].schema_version, subject=draft.subject,
            actor=actor.account, device=actor.device, organisation=actor.organisation, purpose=draft.purpose,
            happened_at=draft.happened_at.astimezone(UTC), device_at=device_at.astimezone(UTC),
            body_hash=hash_of_body(salt, text), saw=draft.saw, body=draft.body, salt=salt,
        )  # fmt: skip
        previous = hash_of_header(event)
        events.append(event._replace(hash=previous))
    return events


def _placed(events: Sequence[Event], received_at: datetime) -> list[Event]:
    """The events behind all others here, in the order of this database."""
    question = 'SELECT "position", "position_hash" FROM "journal_event" ORDER BY "position" DESC LIMIT 1'
    position, position_hash = _first(question, []) or (0, FIRST_HASH)
    received_at = received_at.astimezone(UTC)
    placed: list[Event] = []
    for event in events:
        position += 1
        position_hash = place_in_position_chain(position_hash, position, received_at, event.hash)
        placed.append(event._replace(position=position, received_at=received_at, position_hash=position_hash))
    return placed


def _insert_events(events: Sequence[Event], texts: Sequence[str]) -> None:
    insert(JournalEvent, (header_row(event) for event in events))
    bodies = zip(events, texts, strict=True)
    insert(JournalBody, ({"event": str(e.id), "salt": e.salt or "", "body": text} for e, text in bodies))


def _body_text(event: Event) -> str:
    return "" if event.body is None else canonical(event.body)


def header_row(event: Event) -> dict[str, Any]:
    """An event's columns, without its body."""
    assert event.received_at is not None
    return {
        "id": str(event.id), "stream": str(event.stream), "seq": event.seq, "previous_hash": event.previous_hash,
        "hash": event.hash, "kind": event.kind, "schema_version": event.schema_version,
        "subject": str(event.subject), "actor": event.actor, "device": event.device,
        "organisation": event.organisation, "purpose": event.purpose, "happened_at": moment_text(event.happened_at),
        "device_at": moment_text(event.device_at), "received_at": moment_text(event.received_at),
        "body_hash": event.body_hash, "saw": " ".join(str(s) for s in event.saw), "position": event.position,
        "position_hash": event.position_hash,
    }  # fmt: skip


def event_from(header: JournalEvent, body: JournalBody | None) -> Event:
    """A stored entry as a value; its body is None when it was erased."""
    return Event(
        id=UUID(header.id), stream=UUID(header.stream), seq=header.seq, previous_hash=header.previous_hash,
        hash=header.hash, kind=header.kind, schema_version=header.schema_version, subject=UUID(header.subject),
        actor=header.actor, device=header.device, organisation=header.organisation, purpose=header.purpose,
        happened_at=datetime.fromisoformat(header.happened_at), device_at=datetime.fromisoformat(header.device_at),
        body_hash=header.body_hash, saw=tuple(UUID(s) for s in header.saw.split(" ")) if header.saw else (),
        body=json.loads(body.body) if body is not None and body.body else None,
        salt=body.salt if body is not None else None, position=header.position,
        received_at=datetime.fromisoformat(header.received_at), position_hash=header.position_hash,
    )  # fmt: skip


def quarantine_hash(row: Mapping[str, Any]) -> str:
    """The chain over the quarantine: every column but the hash itself."""
    return hash_of_body(row["previous_hash"], canonical({k: row[k] for k in row if k != "hash"}))


def erase_whoever_was_decided(subjects: set[str]) -> None:
    """Of those of these people who were erased, blank every body: events and quarantine, before and after.

    Not only what the decision names: an event that was written while somebody decided, or comes late from a desk
    without network, speaks of the same person. And never what it names of somebody else.
    """
    columns = ("subject", "id", "position")
    decisions = select_in(JournalEvent, columns, "subject", sorted(subjects), f"AND kind = '{ERASURE}'")
    first = {subject: event for subject, event, _ in sorted(decisions, key=itemgetter(2), reverse=True)}
    for subject, event in first.items():
        _erase_bodies(event, bodies_about(subject))


def bodies_about(subject: str) -> list[str]:
    """Every body that speaks of somebody, but for the decisions to erase them."""
    return [
        identity
        for table in (JournalEvent, JournalQuarantine)
        for identity in table.objects.filter(subject=subject)
        .exclude(kind=ERASURE)
        .order_by("position")
        .values_list("id", flat=True)
    ]


def _erase_bodies(decision: str, bodies: Sequence[str]) -> None:
    """First the name, then the body, or the database refuses."""
    for chunk in in_chunks(bodies):
        here = set(JournalErasure.objects.filter(event__in=list(chunk)).values_list("event", flat=True))
        fresh = [event for event in chunk if event not in here]
        insert(JournalErasure, ({"event": event, "erased_by": decision} for event in fresh))
        JournalBody.objects.filter(event__in=fresh).update(body="", salt="")


def _delete_rows(subjects: Sequence[tuple[UUID, str]]) -> None:
    """Take away the rows that these records (subject and its kind) wrote."""
    by_kind: dict[str, list[str]] = {}
    for subject, kind in subjects:
        by_kind.setdefault(kind, []).append(str(subject))
    for kind, own in by_kind.items():
        for table, column in views.tables_of(kind):
            for chunk in in_chunks(own):
                gaps = ", ".join(["%s"] * len(chunk))
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'DELETE FROM "{table._meta.db_table}" WHERE "{column}" IN ({gaps})',  # noqa: S608  # names from our models
                        list(chunk),
                    )


def _first(question: str, values: Sequence[str]) -> tuple[Any, ...] | None:
    """The first row by the cursor: every write asks this, and Django spends longer on the question than the database."""
    with connection.cursor() as cursor:
        cursor.execute(question, list(values))
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _insert_all(rows: views.Rows) -> None:
    for table, own in views.grouped(rows).items():
        insert(table, own)


# What a record is folded from; the chain's own columns are left out.
_TO_FOLD = (
    "SELECT e.id, e.kind, e.subject, e.actor, e.device, e.organisation, e.happened_at, e.device_at, b.body "
    "FROM journal_event e LEFT JOIN journal_body b ON b.event = e.id"
)


def _to_fold(subjects: Sequence[UUID]) -> dict[UUID, list[Event]]:
    """The events about each of several subjects, by position, as a record needs them."""
    found: dict[UUID, list[Event]] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks([str(subject) for subject in subjects]):
            gaps = ", ".join(["%s"] * len(chunk))
            cursor.execute(f"{_TO_FOLD} WHERE e.subject IN ({gaps}) ORDER BY e.position", list(chunk))
            for row in cursor.fetchall():
                event = _event_to_fold(row)
                found.setdefault(event.subject, []).append(event)
    return found


def _all_records() -> Iterable[tuple[Record, int]]:
    """Every record with the number of its events, reading headers and bodies side by side in subject order."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_TO_FOLD} ORDER BY e.subject, e.position")
        subject, own = "", list[Event]()
        while rows := cursor.fetchmany(5_000):
            for row in rows:
                if row[2] != subject and own:
                    yield from _records_of(own)
                    own = []
                subject = row[2]
                own.append(_event_to_fold(row))
        if own:
            yield from _records_of(own)


def _records_of(events: Sequence[Event]) -> Iterable[tuple[Record, int]]:
    for kind in sorted({subject_kind_of(event.kind) for event in events}):
        own = [event for event in events if subject_kind_of(event.kind) == kind]
        yield record_of(own[0].subject, kind, own), len(own)


_NO_ID = UUID(int=0)


def _event_to_fold(row: Sequence[Any]) -> Event:
    """An event with the columns that a record needs; the chain's own are left out."""
    return Event(
        id=UUID(row[0]), stream=_NO_ID, seq=0, previous_hash="", hash="", kind=row[1], schema_version=1,
        subject=UUID(row[2]), actor=row[3], device=row[4], organisation=row[5], purpose="",
        happened_at=datetime.fromisoformat(row[6]), device_at=datetime.fromisoformat(row[7]), body_hash="",
        body=json.loads(row[8]) if row[8] else None,
    )  # fmt: skip
