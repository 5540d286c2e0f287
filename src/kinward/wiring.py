"""The only place that picks storage, clock, chance and identity."""

import gettext
import glob
import logging
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from kinward.casework.erase_person import Erased, erase_person
from kinward.casework.housing_desk import Change, HousingDesk, reprice, wants_repricing
from kinward.casework.meet import Meeting, Met, catch_up, meet, warm_up
from kinward.casework.ports import Outside
from kinward.casework.see_calibration import decisions
from kinward.casework.see_occupancy import look_ahead
from kinward.casework.try_housing import try_change
from kinward.cite.proposer import Proposer, with_second_reader
from kinward.cite.publication import day_in_heading
from kinward.cite.reading import question_about as _question_about
from kinward.cite.reading import read_report
from kinward.cite.words import Words, read_words
from kinward.exchange.crossing import HOUR_COLUMNS, REGION_HOUR_COLUMNS, hour_rows, region_rows
from kinward.exchange.report_file import read_report_bytes
from kinward.exchange.tables import csv_text
from kinward.foresee.priors import CrossingPriors, crossing_priors
from kinward.foresee.regions import RegionPriors, region_priors
from kinward.foresee.scenario import Scenario, scenario_of
from kinward.house.policy import read_policy
from kinward.model.code import code_as_typed
from kinward.model.description import Description
from kinward.model.event import Actor
from kinward.model.forecast import CrossingForecast, RegionAhead
from kinward.model.housing import Policy
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Role
from kinward.model.report import Reading, Report
from kinward.names.keys import NAMES_VERSION, NameKeys
from kinward.names.keys import keys as name_keys
from kinward.names.places import place_key
from kinward.names.tables import NameTables
from kinward.names.tables import name_tables as prepared_name_tables
from kinward.protect.chains import sealed, unsealed
from kinward.resources.tables import table
from kinward.reunite.calibration import DECISIONS_LEAST, OF_EACH_LEAST
from kinward.reunite.calibration import learnt as learnt_scaling
from kinward.reunite.evidence import EvidenceTable
from kinward.reunite.evidence import evidence_table as prepared_evidence_table
from kinward.reunite.index import Index
from kinward.reunite.learning import learnt_weights
from kinward.reunite.model import Model, Training, reviewed_model

if TYPE_CHECKING:  # importing it for real needs Django to be set up first
    from wsgiref.types import WSGIApplication

    from kinward.storage.accounts import AccountLine
    from kinward.storage.backup import Copy
    from kinward.storage.journal import DjangoJournal


def real_time() -> datetime:
    """The moment on the clock of this machine, in UTC, also during a replay."""
    return datetime.now(UTC)


_clocks: list[Callable[[], datetime]] = [real_time]  # one; a replay puts its own in its place


def now() -> datetime:
    """The moment, in UTC."""
    return _clocks[0]()


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562): the first 48 bits are the millisecond, the rest is chance."""
    milliseconds = int(now().timestamp() * 1000)
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)


def chance(seed: int) -> np.random.Generator:
    """Reproducible chance: the same seed, the same draws."""
    return np.random.default_rng(seed)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = resources.files("kinward.web").joinpath("locale")
    return gettext.translation("django", str(folder), [language], fallback=True)


def language() -> str:
    """The user's language on a terminal: KINWARD_LANGUAGE, else LANG."""
    return (os.environ.get("KINWARD_LANGUAGE") or os.environ.get("LANG", "en"))[:2].lower()


def translated(text: str) -> str:
    """A sentence in the user's language; itself when there is no translation."""
    return translated_into(text, language())


def translated_into(text: str, into: str) -> str:
    """A sentence in a language; itself when there is no translation."""
    return _catalogue(into).gettext(text) if text else ""


def languages() -> tuple[str, ...]:
    """The languages there are: English, in which the sentences are written, and those with a translation."""
    folder = resources.files("kinward.web").joinpath("locale")
    return ("en", *sorted(entry.name for entry in folder.iterdir() if entry.joinpath("LC_MESSAGES").is_dir()))


def speaks(wanted: str) -> bool:
    """Whether there is a translation into a language."""
    return wanted in languages()


@cache
def name_tables() -> NameTables:
    """Letters, names and places from the shipped tables."""
    parts = ("letters", "folding", "dividing", "given", "places")
    return prepared_name_tables({part: table(f"names/{part}.toml") for part in parts})


# ------------------------------------------------------------------------------------------------------ the database


def start_django(database: str | None = None) -> None:
    """Set Django up once; ``database`` is a KINWARD_DATABASE_URL that wins over the environment."""
    import django
    from django.conf import settings

    os.umask(0o077)  # SQLite makes its database, its log and their copies for everybody's eyes otherwise
    if database is not None:
        os.environ["KINWARD_DATABASE_URL"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kinward.settings")
    os.environ.setdefault("KINWARD_SECRET_KEY", secret("session.key"))
    if not settings.configured or not getattr(settings, "_kinward_started", False):
        django.setup()
        settings._kinward_started = True  # noqa: SLF001  # our own mark


def home() -> Path:
    """The folder of this installation's keys and database, made when it is not there, closed to others."""
    folder = Path(os.environ.get("KINWARD_HOME") or Path.home() / ".kinward")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


# 192 bits as token_urlsafe writes them; keys made here have 64 characters.
_KEY_CHARACTERS_LEAST = 32


def secret(name: str) -> str:
    """A random key kept in a file that only this account may read; made at first use.

    Raises BadInputError for a key that is cut short: signed with it, everything looks in order to anybody.
    """
    from kinward.storage.files import write_new as written

    file = home() / name
    if not file.exists():
        with suppress(FileExistsError):  # of two that start at once, one makes the key and both use it
            written(secrets.token_urlsafe(48).encode(), file)
    key = file.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < _KEY_CHARACTERS_LEAST:
        what = Message("the key is too short to keep anything safe")
        do = Message(
            "bring back the whole file, or remove it: then a new key is made and old heads no longer open"
        )
        raise BadInputError([Problem(what, do, file.name)])
    return key


def web_application() -> "WSGIApplication":
    """The pages, found by the dotted string of the settings: commands do not import ``web``."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    application: WSGIApplication = import_string(settings.WSGI_APPLICATION)
    return application


def migrate() -> None:
    """Bring the tables up to date; the guards are put back after every migration."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def outside() -> Outside:
    """Everything casework takes from here: storage, clock, identity, chance and tables. After start_django."""
    from django.conf import settings

    from kinward.storage.journal import CaseworkJournal
    from kinward.storage.queries import DjangoViews
    from kinward.storage.readlog import DjangoReadLog

    return Outside(
        CaseworkJournal(now=now, new_id=new_id, new_salt=new_salt, keys_of=keys_of), DjangoViews(), DjangoReadLog(now=now), now, new_id, chance, place_key_of,
        ZoneInfo(settings.TIME_ZONE),
    )  # fmt: skip


def journal() -> "DjangoJournal":
    """The journal with its clock, identity and name keys; a restore reads back into it what was written once."""
    from kinward.storage.journal import DjangoJournal

    return DjangoJournal(now=now, new_id=new_id, new_salt=new_salt, keys_of=keys_of)


def new_salt() -> str:
    """What makes the hash of a body tell nothing of it."""
    return secrets.token_hex(16)


# So many forms are some tens of megabytes; without an end every name ever written would stay in memory.
_NAMES_KEPT = 50_000


@lru_cache(_NAMES_KEPT)
def keys_of(text: str) -> NameKeys:
    """The forms a written name is shown and looked up by; the same name is written thousands of times.

    What is kept is forgotten when somebody is erased: see ``erase``.
    """
    return name_keys(text, name_tables())


@cache
def place_key_of(text: str) -> str:
    """Equal for two texts that name one place; the same few places are written thousands of times."""
    return place_key(text, name_tables())


@cache
def shipped_model() -> Model:
    """The matching model that ships: the reviewed evidence table."""
    raw = table("reunite/evidence.toml")
    return reviewed_model(raw, prepared_evidence_table(raw), NAMES_VERSION)


@cache
def model() -> Model:
    """The matching model in use here.

    The file KINWARD_MODEL names, else the one this installation took in, else the one that ships. Raises BadInputError.
    """
    chosen = os.environ.get("KINWARD_MODEL")
    own = model_file()
    if not chosen and not own.exists():
        return shipped_model()
    return model_in(Path(chosen) if chosen else own)


def model_in(path: Path) -> Model:
    """The model that a file holds. Raises BadInputError with everything wrong in it."""
    from kinward.exchange.model_file import read_model

    return read_model(path, shipped_model().evidence)


def model_file() -> Path:
    """Where ``kinward model import`` puts a model; the folder may not be there yet."""
    return Path(os.environ.get("KINWARD_HOME") or Path.home() / ".kinward") / "model.json"


# Pairs of people drawn by chance, for how often strangers are alike: 120 requests by 120 people are 14,400.
_STRANGERS = 120
_RANKED_FOR_LEARNING = 10


def model_learnt(
    name: str,
    people: Sequence[Description],
    requests: Sequence[Description],
    done: Callable[[int], None] = lambda _: None,
) -> Model:
    """The model in use with weights learnt from people and requests that nobody has sorted."""
    begun, today = model(), now().date()
    index = Index(name_tables(), begun.evidence, today)
    for person in people:
        index.add(person)
    rankings = list(index.rank_many(requests, _RANKED_FOR_LEARNING, done))
    draw = chance(len(people))
    few = draw.permutation(len(people))[:_STRANGERS]
    some = [requests[at] for at in draw.permutation(len(requests))[:_STRANGERS]]
    strangers = index.rank_among(some, [people[at].id for at in few], _STRANGERS)
    learnt = learnt_weights(begun.evidence, rankings, strangers, len(people))
    where = f"two files of people and requests, beginning from {begun.name}"
    trained = Training("learnt", where, today.isoformat(), len(people), len(requests), learnt.rounds)
    return Model(name, learnt.table, NAMES_VERSION, trained)


def model_scaled() -> Model:
    """The model in use, scaled by the decisions of this database. Raises BadInputError while there are too few."""
    decided = decisions(outside())
    platt = learnt_scaling([one.computed for one in decided])
    if platt is None:
        what = Message(
            "{decisions} proposals are confirmed or refused, too few or too much of one kind",
            {"decisions": len(decided)},
        )
        do = Message(
            "wait until there are {least}, of each kind at least {each}",
            {"least": DECISIONS_LEAST, "each": OF_EACH_LEAST},
        )
        raise BadInputError([Problem(what, do)])
    return replace(model(), platt=platt)


def evidence_table() -> EvidenceTable:
    """The one evidence table: what the model in use weighs."""
    return model().evidence


CITE_LANGUAGES = (
    "en",
    "ru",
    "fr",
    "es",
    "hy",
    "ar",
    "tr",
    "az",
)  # the first is what an unrecognised text is read in


@cache
def cite_words() -> dict[str, Words]:
    """The language packs of ``cite``, compiled once."""
    shared = (table("cite/places.toml"), table("cite/actors.toml"), table("cite/outlets.toml"))
    return {name: read_words(table(f"cite/{name}.toml"), *shared) for name in CITE_LANGUAGES}


def reports_of_bytes(
    name: str, content: bytes, published: str | None, outlet: str | None, today: date
) -> tuple[Report, ...]:
    """The reports that came with a form. Raises BadInputError with everything wrong in it."""
    return read_report_bytes(name, content, published, outlet, today)


def reading_of(report: Report, proposer: str | None = None) -> Reading:
    """The figures and claims proposed from a report; with a second reader beside the grammar when one is named.

    Raises BadInputError when no second reader of that name is installed.
    """
    reading = read_report(report, cite_words())
    if proposer is None:
        return reading
    return with_second_reader(reading, _proposer(proposer), cite_words()[reading.language])


def day_to_confirm(reading: Reading) -> date | None:
    """The day in the heading of a report whose day of publication nobody said: for a person to confirm."""
    if reading.report.published or reading.published_inferred:
        return None
    return day_in_heading(reading.report.text, cite_words()[reading.language])


def question_about(number_text: str, confidence: Mapping[str, str]) -> Message | None:
    """What a person should check of one figure before deciding, or None."""
    return _question_about(number_text, confidence)


def _proposer(name: str) -> Proposer:
    """A second reader that somebody installed on this machine under the entry point ``kinward.proposers``."""
    installed = {point.name: point for point in metadata.entry_points(group="kinward.proposers")}
    if name not in installed:
        known = ", ".join(sorted(installed)) or "-"
        what = Message("no second reader of this name is installed")
        raise BadInputError([Problem(what, Message("one of: {known}", {"known": known}), column="proposer")])
    made: Proposer = installed[name].load()()
    return made


# ------------------------------------------------------------------------------------------------- keeping it running


def open_database(database: str | None = None) -> None:
    """Start Django on a database that keeps its promises. Raises BadInputError for one that does not, or has no tables."""
    start_django(database)
    from django.db import DatabaseError

    from kinward.storage.database import UnsafeDatabaseError, require_safe_database, require_tables
    from kinward.storage.guards import require_guards

    try:
        require_tables()
        require_safe_database()
        require_guards()
    except UnsafeDatabaseError as refusal:
        raise BadInputError([Problem(refusal.what, refusal.do)]) from None
    except DatabaseError:
        what = Message("the database cannot be opened")
        do = Message("check KINWARD_HOME or KINWARD_DATABASE_URL, and whether the server runs")
        raise BadInputError([Problem(what, do)]) from None


def rebuild_if_older(progress: Callable[[int, int], None] = lambda _done, _of: None) -> bool:
    """Make the views again when another version of Kinward made them; says whether it did."""
    if journal().views_are_of_this_version():
        return False
    journal().rebuild(progress)
    return True


def require_password(account: str, password: str) -> None:
    """Whoever sits at the machine is the account they name. Raises BadInputError."""
    from kinward.storage import accounts as kept

    kept.require_password(account, password)


def erase(account: str, person: str, reason: str, *, with_linked: bool = False) -> tuple[Erased, bool]:
    """Erase somebody by id or code, on the decision of an account; and whether no byte of it is left in the files.

    Ask for the account's password first (``require_password``): the journal will name it for ever.
    """
    from kinward.storage.accounts import actor_named
    from kinward.storage.backup import keep_tombstones
    from kinward.storage.database import overwrite_what_was_freed

    everything = outside()
    code = code_as_typed(person)
    known = everything.views.person_by_code(code) if code else person
    try:
        identity = UUID(known or "")
    except ValueError:
        what, do = (
            Message("this is no person's id or code"),
            Message("take it from the slip or the person's page"),
        )
        raise BadInputError([Problem(what, do, column="person")]) from None
    erased = erase_person(
        everything, actor_named(account), new_id(), identity, reason, with_linked=with_linked
    )
    keep_tombstones(home() / "tombstones.jsonl")
    keys_of.cache_clear()
    return erased, overwrite_what_was_freed()


def head_key() -> bytes:
    """The key of heads that lie elsewhere: KINWARD_HEAD_KEY, else a file of this installation."""
    return (os.environ.get("KINWARD_HEAD_KEY") or secret("head.key")).encode()


def audit_head() -> str:
    """Where journal, quarantine and read log stand now, as one sealed line."""
    from kinward.storage.audit import head

    return sealed(head(), head_key())


def audit_faults(line: str | None = None) -> list[Message]:
    """What is wrong with journal, quarantine and read log. Raises HeadNotOursError for a head that is not ours."""
    from kinward.storage.audit import verify

    return list(verify(unsealed(line, head_key()) if line is not None else None))


def backed_up(recipients: Sequence[str]) -> "Copy":
    """Everything that cannot be made again, sealed; who was erased is written down beside it first."""
    from kinward.storage.backup import keep_tombstones, make_backup

    keep_tombstones(home() / "tombstones.jsonl")
    return make_backup(recipients)


def restore(
    backup: bytes, identities: str, tombstones: Path | None, *, accept_faults: bool = False
) -> tuple[tuple[Message, ...], Path | None]:
    """Put a backup in the place of the database; returns faults that were accepted, and where the old database is.

    Nobody comes back who was erased: by the database it replaces, by this installation's tombstones, or by those
    in a file. Raises BadInputError.
    """
    start_django()
    from django.db import connection

    from kinward.storage import backup as kept

    copy = kept.open_backup(backup, identities)
    if copy.faults and not accept_faults:
        do = Message("take another backup, or look at it with --accept-faults on another machine")
        raise BadInputError([Problem(fault, do) for fault in copy.faults])
    own = home() / "tombstones.jsonl"
    erased = set(kept.tombstones_in(own)) | set(kept.tombstones_in(tombstones) if tombstones else ())
    erased |= kept.erased_in_present_database()
    actor = Actor("kinward restore", "kinward restore", "")
    aside = None
    if connection.vendor == "sqlite":
        content = kept.restored(copy.content, erased, journal(), actor, now(), new_id)
        aside = kept.put_in_place(content, Path(str(connection.settings_dict["NAME"])), now())
    else:
        migrate()
        kept.restore_rows(copy.content, erased, journal(), actor, now(), new_id)
    kept.keep_tombstones(own)
    return copy.faults, aside


def replaced_databases() -> list[Path]:
    """Databases that a restore put aside, unsealed; nothing that is erased is erased in them."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return []
    file = Path(str(connection.settings_dict["NAME"]))
    found = file.parent.glob(f"{glob.escape(file.name)}.replaced-*Z")
    return sorted(found)


def backup_name() -> str:
    """What a backup made now is called in a folder of backups."""
    from kinward.storage.backup import name_of

    return name_of(now())


def remove_aged_backups(folder: Path) -> list[str]:
    """Remove backups older than 35 days, so that an erased person is in none; returns their names."""
    from kinward.storage.backup import aged

    names = aged((file.name for file in folder.iterdir()), now())
    for name in names:
        (folder / name).unlink()
    return names


def new_identity() -> tuple[str, str]:
    """A custodian's key for backups: the text to keep, and the recipient to give away."""
    from kinward.storage.keys import new_identity as made

    return made()


def write_new(content: bytes, file: Path) -> None:
    """Write a file that was not there, closed to others, all the way to the disk."""
    from kinward.storage.files import write_new as written

    written(content, file)


def add_account(name: str, roles: Sequence[str], desk: str, organisation: str) -> str:
    """Let somebody sign in; returns the random password. Raises BadInputError with everything wrong."""
    from kinward.storage import accounts as kept

    password = secrets.token_urlsafe(12)  # 96 bits
    kept.add_account(name, roles, desk, organisation, password)
    return password


def close_account(name: str) -> int:
    """End an account and its sign-ins; returns how many ended. Raises BadInputError."""
    from kinward.storage import accounts as kept

    return kept.close_account(name)


def accounts() -> "list[AccountLine]":
    """All accounts, by name."""
    from kinward.storage import accounts as kept

    return kept.accounts()


# ------------------------------------------------------------------------------------------- meeting, and the replay

# Bits beyond those that single out one of everyone (log2 of the register). Among 100,632 synthetic people with 1,295 pairs
# written twice 2 bits propose 4 in 5 of them and half of the proposals are right, 0 bits 9 in 10 and one of six,
# 5 bits 3 in 5 and nine of ten (bench/demo.py): a steward reads two for each that is one.
DUPLICATE_BITS_LEAST = 2.0


def machine(organisation: str) -> Actor:
    """Who writes proposals: no person, and it may decide nothing."""
    return Actor("kinward", "kinward-machine", organisation)


def new_meeting() -> Meeting:
    """Everyone registered and every open request, in memory; nobody until the first look."""
    index = Index(name_tables(), evidence_table(), now().date())
    algorithm = f"{model().name} {NAMES_VERSION}"
    return Meeting(index, algorithm, DUPLICATE_BITS_LEAST, threading.RLock(), model().platt)


@contextmanager
def clock_of(clock: Callable[[], datetime]) -> Iterator[None]:
    """Let this process live at another time: a replay of the past, and the pages that show it."""
    before = _clocks[0]
    _clocks[0] = clock
    try:
        yield
    finally:
        _clocks[0] = before


def start_demo(folder: Path) -> Path:
    """A new, empty database and new keys in a folder of their own; never this installation's. Returns the file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder.resolve() / "demo.sqlite3"
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)
    os.environ["KINWARD_HOME"] = str(folder.resolve())
    start_django(f"sqlite:///{file}")
    migrate()
    return file


# ------------------------------------------------------------------------------------- what the pages look things up in


@cache
def meeting() -> Meeting:
    """This process's one meeting: the pages search in it and new records meet in it."""
    return new_meeting()


def tracing_service(organisation: str) -> str:
    """The controller of tracing requests: KINWARD_TRACING_SERVICE; where nobody is named, whoever takes the call."""
    return os.environ.get("KINWARD_TRACING_SERVICE") or organisation


def meet_now(organisation: str = "") -> Met:
    """Everyone new meets everyone sought. Returns what it brought."""
    return meet(outside(), meeting(), machine(tracing_service(organisation)))


def warm_up_soon() -> None:
    """Read everyone into memory beside the first answers: at 100,000 people it takes tens of seconds."""
    threading.Thread(target=_warm_up, name="kinward-warm-up", daemon=True).start()


def _warm_up() -> None:
    from django.db import connection

    try:
        catch_up(outside(), meeting())
        warm_up(meeting())
    finally:
        connection.close()


_a_look_is_wanted = threading.Event()
_one_looks = threading.Lock()


# After a look that broke off: a locked database is free again in seconds, a full disk takes somebody an hour.
RETRY_SECONDS = (10, 60, 300, 1_800, 3_600)


def meet_soon(organisation: str = "") -> None:
    """Let new records meet beside the answer: whoever is on the telephone must not learn from how long a page takes."""
    _a_look_is_wanted.set()
    threading.Thread(target=_look, args=(organisation,), name="kinward-meeting", daemon=True).start()


def _look(organisation: str, tries_before: int = 0) -> None:
    from django.db import connection

    with _one_looks:
        if not _a_look_is_wanted.is_set():
            return  # the one before saw what this one was called for
        _a_look_is_wanted.clear()
        try:
            meet_now(organisation)
        except Exception:
            # The outermost shell of this thread. Nobody is lost: the next look meets whoever this one did not.
            logging.getLogger("kinward").exception("the meeting broke off")
            _look_again(organisation, tries_before)
        finally:
            connection.close()


def _look_again(organisation: str, tries_before: int) -> None:
    """On a quiet night nobody writes anything that would call for the next look, so it calls for itself."""
    _a_look_is_wanted.set()
    if tries_before < len(RETRY_SECONDS):
        again = threading.Timer(RETRY_SECONDS[tries_before], _look, (organisation, tries_before + 1))
        again.daemon = True
        again.start()


def importer(account: str, desk: str, organisation: str) -> Actor:
    """Whoever gives a file at the machine itself: it writes what a registrar writes, and reads nothing."""
    return Actor(account, desk, organisation, frozenset({Role.REGISTRAR.value}))


@cache
def housing_policy() -> Policy:
    """The rules by which rooms are given here: the file KINWARD_HOUSING_POLICY names, else the one that is shipped."""
    from kinward.exchange.housing import read_policy_file

    chosen = os.environ.get("KINWARD_HOUSING_POLICY")
    return read_policy_file(Path(chosen)) if chosen else read_policy(table("policies/lachin-2023.toml"))


@cache
def _housing_desk(device: str) -> HousingDesk:
    return HousingDesk(housing_policy(), device, threading.RLock())


def housing_desk(device: str = "") -> HousingDesk:
    """This process's price table: of the rooms in a desk's own hands where it has some, else of the centre's."""
    return _housing_desk(device if device in outside().views.desks_with_quota() else "")


_one_prices = threading.Lock()


def price_soon(device: str = "") -> None:
    """Reckon the prices of rooms beside the answer, when a wave of households has passed since the last time."""
    if wants_repricing(outside(), housing_desk(device)):
        threading.Thread(target=_price, args=(device,), name="kinward-prices", daemon=True).start()


def price_now(device: str = "") -> None:
    """Reckon the prices, then the days ahead; takes seconds."""
    reprice(outside(), housing_desk(device))
    look_ahead(outside(), housing_desk(device))


def try_soon(device: str, change: Change) -> None:
    """Try a change of the days ahead out beside the answer."""
    threading.Thread(target=_try, args=(device, change), name="kinward-what-if", daemon=True).start()


def _try(device: str, change: Change) -> None:
    from django.db import connection

    try:
        with _one_prices:  # two plans at once on two processors make every page slow
            desk = housing_desk(device)
            if desk.outlook is None or (desk.outlook.at, change) not in desk.tried:
                try_change(desk, change)
    except Exception:
        # The outermost shell of this thread: nothing is decided here, and loading the page tries again.
        logging.getLogger("kinward").exception("the change could not be tried out")
    finally:
        connection.close()


def _price(device: str) -> None:
    from django.db import connection

    if not _one_prices.acquire(blocking=False):
        return  # somebody reckons already; what came meanwhile is in the next prices
    try:
        price_now(device)
    except Exception:
        # The outermost shell of this thread: the old prices go on being used, and the next visit tries again.
        logging.getLogger("kinward").exception("the prices of rooms could not be reckoned")
    finally:
        _one_prices.release()
        connection.close()


@cache
def priors_of_crossing() -> CrossingPriors:
    """What a forecast of a crossing believes before anybody has counted."""
    return crossing_priors(table("foresee/crossing.toml"))


def priors_of_regions() -> RegionPriors:
    """How much where those before went tells of where those still to come will ask for rooms."""
    return region_priors(table("foresee/crossing.toml"))


def region_forecast_rows(forecast: CrossingForecast, regions: Sequence[RegionAhead]) -> str:
    """A forecast by region as CSV with a row of HXL tags."""
    return csv_text(REGION_HOUR_COLUMNS, region_rows(forecast, regions))


def scenarios() -> dict[str, Scenario]:
    """The named what-ifs that ship with Kinward."""
    return {name: scenario_of(name, entry) for name, entry in table("foresee/scenarios.toml").items()}


def forecast_rows(forecast: CrossingForecast) -> str:
    """A forecast as CSV with a row of HXL tags."""
    return csv_text(HOUR_COLUMNS, hour_rows(forecast))
