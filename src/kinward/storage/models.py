"""Every table: the journal, the read log, a view (a function of the journal) or private to this installation.

Ids and moments are text (UUIDs in their usual spelling, UTC with microseconds), so that SQLite and PostgreSQL
keep, sort and hash exactly the same characters.
"""

from typing import ClassVar, Literal

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from kinward.model.lengths import LONGEST
from kinward.model.protection import Sensitivity

TECHNICAL = Sensitivity.TECHNICAL
PUBLIC = Sensitivity.PUBLIC
OPERATIONAL = Sensitivity.OPERATIONAL
PERSONAL = Sensitivity.PERSONAL
SENSITIVE = Sensitivity.SENSITIVE
SEALED = Sensitivity.SEALED

TableClass = Literal["journal", "read log", "view", "private"]


def _id(*, primary: bool = False, index: bool = False) -> "models.CharField[str, str]":
    return models.CharField(max_length=36, primary_key=primary, db_index=index and not primary)


def _key() -> "models.CharField[str, str]":
    return models.CharField(max_length=48, primary_key=True)


def _moment(*, index: bool = False) -> "models.CharField[str, str]":
    return models.CharField(max_length=32, db_index=index)


def _word(length: int = 64, *, index: bool = False) -> "models.CharField[str, str]":
    return models.CharField(max_length=length, db_index=index)


# ------------------------------------------------------------------------------------------------ the journal


class JournalEvent(models.Model):
    """One entry of the journal without its body. Never changed; the database refuses."""

    id = _id(primary=True)
    stream = _id()
    seq = models.BigIntegerField()
    previous_hash = _word()
    hash = _word()
    kind = _word(index=True)
    schema_version = models.IntegerField()
    subject = _id(index=True)
    actor = _word(150)
    device = _word(100)
    organisation = _word(100)
    purpose = _word()
    happened_at = _moment()
    device_at = _moment()
    received_at = _moment()
    body_hash = _word()
    saw = models.TextField()
    position = models.BigIntegerField(unique=True)
    position_hash = _word()

    table_class: ClassVar[TableClass] = "journal"
    sensitivity: ClassVar = dict.fromkeys(
        [
            "id",
            "stream",
            "seq",
            "previous_hash",
            "hash",
            "kind",
            "schema_version",
            "subject",
            "device",
            "organisation",
            "purpose",
            "happened_at",
            "device_at",
            "received_at",
            "body_hash",
            "saw",
            "position",
            "position_hash",
        ],
        TECHNICAL,
    ) | {"actor": OPERATIONAL}

    class Meta:
        db_table = "journal_event"
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="journal_stream_seq")]


class JournalBody(models.Model):
    """What an event says. The one table of the journal that can lose something: an erased body and its salt."""

    event = _id(primary=True)
    salt = _word()
    body = models.TextField()

    table_class: ClassVar[TableClass] = "journal"
    sensitivity: ClassVar = {"event": TECHNICAL, "salt": TECHNICAL, "body": SENSITIVE}

    class Meta:
        db_table = "journal_body"


class JournalErasure(models.Model):
    """Names the bodies that an ``erased`` decision allows to be blanked."""

    event = _id(primary=True)
    erased_by = _id(index=True)

    table_class: ClassVar[TableClass] = "journal"
    sensitivity: ClassVar = {"event": TECHNICAL, "erased_by": TECHNICAL}

    class Meta:
        db_table = "journal_erasure"


class JournalQuarantine(models.Model):
    """An event that came with an id we know and another body: kept apart, never dropped, for a person to look at."""

    id = _id(primary=True)
    event = _id(index=True)
    subject = _id(index=True)
    kind = _word()
    actor = _word(150)
    device = _word(100)
    received_at = _moment()
    reason = _word()
    body_hash = _word()
    previous_hash = _word()
    hash = _word()
    position = models.BigIntegerField(unique=True)

    table_class: ClassVar[TableClass] = "journal"
    sensitivity: ClassVar = dict.fromkeys(
        [
            "id",
            "event",
            "subject",
            "kind",
            "device",
            "received_at",
            "reason",
            "body_hash",
            "previous_hash",
            "hash",
            "position",
        ],
        TECHNICAL,
    ) | {"actor": OPERATIONAL}

    class Meta:
        db_table = "journal_quarantine"


# ----------------------------------------------------------------------------------------------- the read log


class ReadLogEntry(models.Model):
    """Who was shown which fields of what, for which purpose. Names of fields, never values."""

    position = models.BigIntegerField(primary_key=True)
    at = _moment(index=True)
    actor = _word(150, index=True)
    device = _word(100)
    organisation = _word(100)
    purpose = _word()
    action = _word()
    subject_kind = _word()
    subject = _id(index=True)
    fields = models.TextField()
    answer = _word()
    previous_hash = _word()
    hash = _word()

    table_class: ClassVar[TableClass] = "read log"
    sensitivity: ClassVar = dict.fromkeys(
        [
            "position",
            "at",
            "device",
            "organisation",
            "purpose",
            "action",
            "subject_kind",
            "subject",
            "fields",
            "answer",
            "previous_hash",
            "hash",
        ],
        TECHNICAL,
    ) | {"actor": OPERATIONAL}

    class Meta:
        db_table = "read_log"


# -------------------------------------------------------------------------------------------------- the views


class View(models.Model):
    """A table that ``kinward rebuild`` can make again from the journal."""

    table_class: ClassVar[TableClass] = "view"

    class Meta:
        abstract = True


class Person(View):
    """A human as recorded: registered at a desk, asking as an enquirer, or sought.

    ``born_earliest`` and ``born_latest`` hold every day of birth that anybody's word allows; "" when nobody said any.
    """

    id = _id(primary=True)
    code = _word(10, index=True)
    recorded_as = _word(16)
    registered_at = _moment(index=True)
    desk = _word(100, index=True)
    organisation = _word(100)
    household = _id(index=True)
    group = _id(index=True)
    restricted = models.BooleanField()
    alone = models.BooleanField()
    protection_status = _word(32)
    erased = models.BooleanField()
    born_earliest = _word(10)
    born_latest = _word(10)

    sensitivity: ClassVar = {
        "id": TECHNICAL, "code": PERSONAL, "recorded_as": OPERATIONAL, "registered_at": OPERATIONAL, "desk": OPERATIONAL,
        "organisation": OPERATIONAL, "household": PERSONAL, "group": PERSONAL, "restricted": SEALED,
        "alone": SENSITIVE, "protection_status": SEALED, "erased": OPERATIONAL, "born_earliest": PERSONAL,
        "born_latest": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table = "person"
        # Few are under a hold or alone, and every list of households asks whether somebody held is in it.
        indexes: ClassVar = [
            models.Index(
                fields=["household"], condition=models.Q(restricted=True), name="person_restricted_household"
            ),
            models.Index(
                fields=["recorded_as", "id"], condition=models.Q(erased=False), name="person_recorded_as"
            ),
            models.Index(
                fields=["protection_status"],
                condition=models.Q(alone=True, erased=False),
                name="person_alone",
            ),
        ]


class WrittenName(View):
    """A name as somebody wrote it, with the keys it is looked up by."""

    key = _key()
    subject = _id(index=True)
    text = _word(200)
    kind = _word(16)
    script = _word(8)
    romanised = _word(400)
    fold = _word(400, index=True)
    skeleton = _word(400, index=True)
    stands = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "text": PERSONAL, "kind": OPERATIONAL, "script": OPERATIONAL,
        "romanised": PERSONAL, "fold": PERSONAL, "skeleton": PERSONAL, "stands": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "written_name"


class StatedValue(View):
    """Any other value said of a person, kept beside those it disagrees with, with its speaker."""

    key = _key()
    subject = _id(index=True)
    field = _word(32)
    value = models.TextField()
    by = _word(150)
    device = _word(100)
    happened_at = _moment()
    replaced_by = _id()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "field": OPERATIONAL, "value": SENSITIVE, "by": OPERATIONAL,
        "device": OPERATIONAL, "happened_at": OPERATIONAL, "replaced_by": TECHNICAL,
    }  # fmt: skip

    class Meta:
        db_table = "stated_value"


class Kinship(View):
    """Who is whose mother, child, sibling ..., as one of them said."""

    key = _key()
    subject = _id(index=True)
    other = _id(index=True)
    relation = _word(16)
    stands = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "other": PERSONAL, "relation": PERSONAL, "stands": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "kinship"


class Arrival(View):
    """A crossing at a point and time: of a household or group as a headcount, or of a person."""

    key = _key()
    subject = _id(index=True)
    subject_kind = _word(16)
    crossing = _word(LONGEST["crossing"])
    desk = _word(100)
    at = _moment(index=True)
    people = models.IntegerField()
    form_number = _word(LONGEST["form_number"])

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "subject_kind": TECHNICAL, "crossing": OPERATIONAL,
        "desk": OPERATIONAL, "at": PERSONAL, "people": OPERATIONAL, "form_number": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table = "arrival"
        indexes: ClassVar = [models.Index(fields=["subject_kind", "at", "people"], name="arrival_kind_at")]


class Whereabouts(View):
    """Where somebody is said to be, from when, and who said so."""

    key = _key()
    subject = _id(index=True)
    kind = _word(32)
    place = _word(300)
    site = _id(index=True)
    since = _moment()
    source = _word(300)
    stands = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "kind": SENSITIVE, "place": SENSITIVE, "site": SENSITIVE,
        "since": SENSITIVE, "source": SENSITIVE, "stands": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "whereabouts"


class Fate(View):
    """Alive, reported dead, confirmed dead by an authority, unknown: restricted, and it closes nothing."""

    key = _key()
    subject = _id(index=True)
    fate = _word(32)
    source = _word(300)
    stands = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "fate": SEALED, "source": SEALED, "stands": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "fate"


class Permission(View):
    """A permission as a fact: for which purpose and recipient, on what basis, who gave it, until when."""

    key = _key()
    subject = _id(index=True)
    purpose = _word(64)
    recipient = _word(200)
    basis = _word(64)
    giver = _word(64)
    given_at = _moment()
    withdrawn_at = _moment()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "purpose": PERSONAL, "recipient": PERSONAL, "basis": PERSONAL,
        "giver": PERSONAL, "given_at": PERSONAL, "withdrawn_at": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table = "permission_fact"


class Hold(View):
    """A hold, "tell nobody": stands until an event lifts exactly this one."""

    key = _key()
    subject = _id(index=True)
    reason = _word(64)
    placed_at = _moment()
    stands = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "reason": SEALED, "placed_at": SEALED, "stands": SEALED,
    }  # fmt: skip

    class Meta:
        db_table = "hold"


class Household(View):
    """People to sleep under one roof. ``people`` is the latest headcount; persons may follow later.

    ``adults`` and ``children`` are unknown together: nobody counted, and the ages do not tell.
    """

    id = _id(primary=True)
    code = _word(10, index=True)
    people = models.IntegerField()
    adults = models.IntegerField(null=True)
    children = models.IntegerField(null=True)
    needs = _word(200)
    wish_region = _word(LONGEST["wish_region"])
    wish_site = _id()
    community = _word(LONGEST["community"])
    lodging_until = _word(32)
    wants_roof = models.BooleanField()
    wants_roof_from = _moment(index=True)
    arrived_at = _moment(index=True)
    desk = _word(100)
    organisation = _word(100)
    form_number = _word(LONGEST["form_number"])

    sensitivity: ClassVar = {
        "id": TECHNICAL, "code": PERSONAL, "people": OPERATIONAL, "adults": OPERATIONAL, "children": OPERATIONAL, "needs": SENSITIVE,
        "wish_region": PERSONAL, "wish_site": PERSONAL, "community": PERSONAL, "lodging_until": PERSONAL, "wants_roof": OPERATIONAL,
        "wants_roof_from": OPERATIONAL, "arrived_at": PERSONAL, "desk": OPERATIONAL, "organisation": OPERATIONAL,
        "form_number": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table = "household"
        indexes: ClassVar = [models.Index(fields=["wants_roof", "people"], name="household_wants_roof")]


class Group(View):
    """An institution's children or patients with their carers, kept together; never placed by the optimiser."""

    id = _id(primary=True)
    institution = _word(LONGEST["institution"])
    kind = _word(32)
    roll = models.IntegerField()
    carers = models.IntegerField()
    arrived_at = _moment()

    sensitivity: ClassVar = {
        "id": TECHNICAL, "institution": PERSONAL, "kind": PERSONAL, "roll": OPERATIONAL, "carers": OPERATIONAL,
        "arrived_at": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "institution_group"


class TracingRequest(View):
    """Someone looks for someone."""

    id = _id(primary=True)
    enquirer = _id(index=True)
    sought = _id(index=True)
    relation = _word(16)
    opened_at = _moment(index=True)
    opened_by = _word(150)
    desk = _word(100)
    organisation = _word(100)
    status = _word(16, index=True)

    sensitivity: ClassVar = {
        "id": TECHNICAL, "enquirer": PERSONAL, "sought": PERSONAL, "relation": PERSONAL, "opened_at": PERSONAL,
        "opened_by": OPERATIONAL, "desk": OPERATIONAL, "organisation": OPERATIONAL, "status": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "tracing_request"


class Proposal(View):
    """The machine's suggestion that two records speak of one person, with its reasons as comparisons and bits."""

    id = _id(primary=True)
    about = _word(16, index=True)
    request = _id(index=True)
    person = _id(index=True)
    other = _id(index=True)
    probability = models.FloatField()
    weight_bits = models.FloatField()
    reasons = models.TextField()
    algorithm = _word(64)
    restricted = models.BooleanField()
    made_at = _moment(index=True)
    outcome = _word(16, index=True)
    contact_step = _word(32)

    sensitivity: ClassVar = {
        "id": TECHNICAL, "about": OPERATIONAL, "request": PERSONAL, "person": PERSONAL, "other": PERSONAL,
        "probability": SENSITIVE, "weight_bits": SENSITIVE, "reasons": SENSITIVE, "algorithm": OPERATIONAL,
        "restricted": SEALED, "made_at": OPERATIONAL, "outcome": SENSITIVE, "contact_step": SENSITIVE,
    }  # fmt: skip

    class Meta:
        db_table = "proposal"


class Decision(View):
    """What a named person decided about a proposal or a claim, when and why."""

    key = _key()
    subject = _id(index=True)
    subject_kind = _word(16)
    outcome = _word(16)
    by = _word(150)
    at = _moment(index=True)
    reason = _word(500)

    sensitivity: ClassVar = {
        "key": TECHNICAL, "subject": TECHNICAL, "subject_kind": TECHNICAL, "outcome": SENSITIVE, "by": OPERATIONAL,
        "at": OPERATIONAL, "reason": SENSITIVE,
    }  # fmt: skip

    class Meta:
        db_table = "decision"


class Site(View):
    """Where people sleep."""

    id = _id(primary=True)
    name = _word(LONGEST["name"])
    site_type = _word(LONGEST["site_type"])
    region = _word(LONGEST["region"], index=True)
    place = _word(LONGEST["place"])
    permission_until = _word(10)
    building = _word(32)
    winter_inspected_on = _word(10)
    hospital_km = models.FloatField(null=True)
    school_km = models.FloatField(null=True)
    backup_power = models.BooleanField(null=True)
    in_charge = models.TextField()

    sensitivity: ClassVar = {
        "id": TECHNICAL, "name": OPERATIONAL, "site_type": OPERATIONAL, "region": PUBLIC, "place": OPERATIONAL,
        "permission_until": OPERATIONAL, "building": OPERATIONAL, "winter_inspected_on": OPERATIONAL,
        "hospital_km": OPERATIONAL, "school_km": OPERATIONAL, "backup_power": OPERATIONAL, "in_charge": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "site"


class Room(View):
    """A room of a site: what holds a household. Capacity is rooms, never beds."""

    id = _id(primary=True)
    site = _id(index=True)
    number = _word(LONGEST["number"])
    tier = _word(LONGEST["tier"])
    beds = models.IntegerField()
    m2 = models.FloatField(null=True)
    accessible = models.BooleanField()
    winterised = models.BooleanField()
    available_from = _word(10)
    available_until = _word(10)
    blocked = _word(LONGEST["blocked"])
    floor = models.IntegerField(null=True)
    lock = models.BooleanField(null=True)
    heating = _word(32)
    quota = _word(LONGEST["desk"], index=True)

    sensitivity: ClassVar = dict.fromkeys(
        [
            "site",
            "number",
            "tier",
            "beds",
            "m2",
            "accessible",
            "winterised",
            "available_from",
            "available_until",
            "blocked",
            "floor",
            "lock",
            "heating",
            "quota",
        ],
        OPERATIONAL,
    ) | {"id": TECHNICAL}

    class Meta:
        db_table = "room"


class HousingPlan(View):
    """A plan as it was proposed: how many, how close to the certified bound, by which policy."""

    id = _id(primary=True)
    made_at = _moment(index=True)
    algorithm = _word(64)
    policy = _word(64)
    summary = models.TextField()

    sensitivity: ClassVar = {
        "id": TECHNICAL, "made_at": OPERATIONAL, "algorithm": TECHNICAL, "policy": OPERATIONAL, "summary": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "housing_plan"


class Placement(View):
    """A household and its rooms from a day, proposed or decided; or the reason why it waits."""

    key = _key()
    household = _id(index=True)
    state = _word(16)
    site = _id(index=True)
    from_day = _word(10)
    until_day = _word(10)
    plan = _id(index=True)
    reason = models.TextField()
    override = models.TextField()
    by = _word(150)
    at = _moment(index=True)
    people = models.IntegerField()
    current = models.BooleanField()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "household": TECHNICAL, "current": OPERATIONAL, "state": OPERATIONAL, "site": PERSONAL,
        "from_day": PERSONAL, "until_day": PERSONAL, "plan": TECHNICAL, "reason": SENSITIVE, "override": SENSITIVE,
        "by": OPERATIONAL, "at": OPERATIONAL, "people": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "placement"
        # Sums by state and by site are read from the index alone.
        indexes: ClassVar = [
            models.Index(fields=["current", "state", "site", "people"], name="placement_current_state")
        ]


class PlacementRoom(View):
    """A room that a household holds now, proposed or given: nobody else may have it."""

    key = models.CharField(max_length=52, primary_key=True)
    household = _id(index=True)
    room = _id()
    site = _id(index=True)
    state = _word(16)
    from_day = _word(10)

    sensitivity: ClassVar = {
        "key": TECHNICAL, "household": TECHNICAL, "room": PERSONAL, "site": PERSONAL, "state": OPERATIONAL,
        "from_day": PERSONAL,
    }  # fmt: skip

    class Meta:
        db_table = "placement_room"
        # Whether a room is taken on a day is read from the index alone.
        indexes: ClassVar = [models.Index(fields=["room", "state", "from_day"], name="placement_room_taken")]


class NeverWith(View):
    """Two households that may never sleep at one site; who and why is seen by child protection only."""

    key = _key()
    household = _id(index=True)
    other = _id(index=True)
    reason = _word(300)
    by = _word(150)
    at = _moment()

    sensitivity: ClassVar = {
        "key": TECHNICAL, "household": SEALED, "other": SEALED, "reason": SEALED, "by": SEALED, "at": SEALED,
    }  # fmt: skip

    class Meta:
        db_table = "never_with"


class Report(View):
    """A document that somebody gave us to read."""

    id = _id(primary=True)
    title = _word(300)
    outlet = _word(200)
    published = _word(10)
    language = _word(8)
    text = models.TextField()
    read_at = _moment()

    sensitivity: ClassVar = {
        "id": TECHNICAL, "title": OPERATIONAL, "outlet": OPERATIONAL, "published": OPERATIONAL,
        "language": OPERATIONAL, "text": OPERATIONAL, "read_at": OPERATIONAL,
    }  # fmt: skip

    class Meta:
        db_table = "report"


class Claim(View):
    """A statement by someone, with its speaker and span; proposed by the grammar, accepted by a person."""

    id = _id(primary=True)
    report = _id(index=True)
    kind = _word(16, index=True)
    span_start = models.IntegerField()
    span_end = models.IntegerField()
    speaker = _word(300)
    stance = _word(32)
    topic = _word(100)
    state = _word(16, index=True)
    content = models.TextField()

    sensitivity: ClassVar = dict.fromkeys(
        ["report", "kind", "span_start", "span_end", "speaker", "stance", "topic", "state", "content"],
        OPERATIONAL,
    ) | {"id": TECHNICAL}

    class Meta:
        db_table = "claim"


class Figure(View):
    """A claim with a number."""

    id = _id(primary=True)
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    qualifier = _word(16)
    unit = _word(32)
    counts = _word(32, index=True)
    said_on = _word(LONGEST["said_on"])

    sensitivity: ClassVar = dict.fromkeys(
        ["value", "low", "high", "qualifier", "unit", "counts", "said_on"], OPERATIONAL
    ) | {"id": TECHNICAL}

    class Meta:
        db_table = "figure"


class StatedCount(View):
    """How many had come, were registered or slept in state rooms by a moment, as somebody said."""

    id = _id(primary=True)
    measure = _word(32, index=True)
    at = _moment(index=True)
    value = models.IntegerField()
    speaker = _word(300)
    source = models.TextField()

    sensitivity: ClassVar = dict.fromkeys(["measure", "at", "value", "speaker", "source"], PUBLIC) | {
        "id": TECHNICAL
    }

    class Meta:
        db_table = "stated_count"


class Forecast(View):
    """A forecast as it was made, with the claims and counts it rests on."""

    id = _id(primary=True)
    as_of = _moment(index=True)
    made_at = _moment()
    algorithm = _word(64)
    content = models.TextField()

    sensitivity: ClassVar = dict.fromkeys(["as_of", "made_at", "algorithm", "content"], OPERATIONAL) | {
        "id": TECHNICAL
    }

    class Meta:
        db_table = "forecast"


# -------------------------------------------------------------------------------------- private to this machine


class AccountManager(BaseUserManager["Account"]):
    """How Django finds an account by its sign-in name."""


class Account(AbstractBaseUser):
    """Somebody who signs in here. Roles are words of ``kinward.model.protection.Role``, separated by spaces."""

    name = models.CharField(max_length=150, unique=True)
    roles = _word(300)
    desk = _word(100)
    organisation = _word(100)
    language = _word(8)
    is_active = models.BooleanField(default=True)

    objects: ClassVar = AccountManager()

    table_class: ClassVar[TableClass] = "private"
    sensitivity: ClassVar = {
        "id": TECHNICAL, "name": OPERATIONAL, "roles": OPERATIONAL, "desk": OPERATIONAL, "organisation": OPERATIONAL,
        "language": OPERATIONAL, "is_active": OPERATIONAL, "password": Sensitivity.SEALED, "last_login": OPERATIONAL,
    }  # fmt: skip

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar = []

    class Meta:
        db_table = "account"


class Incarnation(models.Model):
    """This device's journal stream; a restore begins a new one, so that no two events share a place."""

    stream = _id(primary=True)
    device = _word(100)
    started_at = _moment()
    current = models.BooleanField()

    table_class: ClassVar[TableClass] = "private"
    sensitivity: ClassVar = dict.fromkeys(["stream", "device", "started_at", "current"], TECHNICAL)

    class Meta:
        db_table = "incarnation"


class ViewsVersion(models.Model):
    """Which version of the projections made the views; another version rebuilds at start-up."""

    id = models.IntegerField(primary_key=True)
    version = _word(100)

    table_class: ClassVar[TableClass] = "private"
    sensitivity: ClassVar = {"id": TECHNICAL, "version": TECHNICAL}

    class Meta:
        db_table = "views_version"
