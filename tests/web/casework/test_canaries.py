"""Names that could only have come from a form are looked for where no name may ever stand."""

import io
import logging
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from tests.storage.databases import Database
from tests.web.casework.conftest import Desk, SignedIn

from kinward import wiring
from kinward.casework.ports import Outside
from kinward.model.protection import Role
from kinward.web.casework_pages import PAGES, people
from kinward.web.logs import NoNames
from kinward.web.routes import PAGES as ALL_PAGES

CANARIES = ("Zqvanarian", "Կանարեյկյան", "Канарейкян", "0997654321", "كناريّ")
EVERYTHING = " ".join(CANARIES)
FIELDS = [
    "enquirer_name",
    "call_back",
    "must_not_learn",
    "message",
    "crossing",
    "wish_region",
    "community",
    "form_number",
    "typist",
    "name",
    "place",
    "phone",
    "code",
    "reason",
    "note",
    "what",
    "value",
    "replaces",
    "kind",
    "source",
    "since",
    "fate",
    "status",
    "outcome",
    "step",
    "institution",
    "group_kind",
    "people",
    "carers",
    "roll",
    "adults",
    "needs",
    "lodging",
    "until",
    "happened_at",
    "age",
    "lines",
    "next",
    "name",
    "password",
    "language",
]
LINE = [
    "given",
    "family",
    "father",
    "home",
    "sex",
    "age",
    "place",
    "relation",
    "contact_on",
    "contact_place",
    "contact_with",
    "relative_name",
    "relative_relation",
    "phone",
    "alone",
    "tell_nobody",
    "name",
    "document",
    "companion",
    "address_before",
]
GOOD = {
    "enquirer_name": CANARIES[1], "call_back": CANARIES[3], "must_not_learn": CANARIES[0], "people": "2", "adults": "1",
    "crossing": "Goris", "lodging": "roof", "community": CANARIES[2], "p0-given": CANARIES[1], "p0-family": CANARIES[0],
    "p0-age": "30", "p0-place": CANARIES[2], "p0-phone": CANARIES[3], "p0-relation": "mother", "lines": "1",
    "reason": CANARIES[0], "note": CANARIES[2], "source": CANARIES[1], "kind": "hospital", "place": CANARIES[2],
    "fate": "reported_dead", "status": "separated", "outcome": "unsure", "step": "asked", "what": "home",
    "value": CANARIES[4], "name": CANARIES[2], "institution": CANARIES[0], "group_kind": "hospital",
}  # fmt: skip


def bad() -> dict[str, str]:
    """Every field wrong and full of names, with letters that nothing may keep."""
    fields = [*FIELDS, *(f"p{number}-{name}" for number in range(3) for name in LINE)]
    return dict.fromkeys(fields, f"{EVERYTHING}\u202e\x00")


def known_ids(outside: Outside) -> dict[str, str]:
    """An identity of each kind that is really there, so that pages open and do not only refuse."""
    proposals = outside.views.proposals(about="tracing")
    someone = outside.views.people_of_desk("Goris 1", "", 1)
    household = next(iter(outside.views.households()))
    request = next(iter(outside.views.requests(None, 1)))
    nobody = "01890000-0000-7000-8000-000000000000"
    return {
        "person": someone[0].id if someone else nobody, "household": household.id, "request_id": request.id,
        "proposal_id": proposals[0].id if proposals else nobody, "form_id": nobody,
    }  # fmt: skip


def addresses(outside: Outside) -> list[str]:
    ids = known_ids(outside)
    return [
        reverse(
            page.name,
            args=[ids.get(part, str(wiring.new_id())) for part in re.findall(r"<\w+:(\w+)>", page.path)],
        )
        for page in ALL_PAGES
    ]


def has_canary(text: str) -> bool:
    return any(canary in text for canary in CANARIES)


def where_answers_lead(answer: Any) -> str:
    return " ".join(
        str(answer.headers.get(name, "")) for name in ("Location", "Kinward-Next", "Content-Disposition")
    )


def filled(at: SignedIn) -> Desk:
    """A desk that has written canaries by name, and a request that looks for them."""
    registrar = at("registrar")
    household = registrar.household(people="2")
    line = {name.replace("-", "__"): value for name, value in GOOD.items() if name.startswith("p0-")}
    registrar.names(household, **line)
    registrar.call(**line)
    return registrar


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What would stand on standard error, as Kinward's own handlers write it."""
    written = io.StringIO()
    handlers = {
        handler for name in ("django", "waitress", "kinward") for handler in logging.getLogger(name).handlers
    }
    # pytest listens too, in its own way.
    own = [
        one
        for one in handlers
        if isinstance(one, logging.StreamHandler) and isinstance(one.formatter, NoNames)
    ]
    # Not by setStream, which flushes the stream before: an earlier test's, that may be closed by now.
    before = [(handler, handler.stream) for handler in own]
    assert before, "nobody writes a log"
    for handler in own:
        handler.stream = written
    yield written
    for handler, stream in before:
        handler.stream = stream


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of temporary files, empty at the start."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def files_with_canaries(*folders: Path) -> list[str]:
    """Files that are not the database itself."""
    encoded = [canary.encode() for canary in CANARIES]
    return [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and ".sqlite3" not in path.name and any(one in path.read_bytes() for one in encoded)
    ]


def test_no_name_stands_in_a_log_an_address_or_a_file(
    at: SignedIn, outside: Outside, empty: Database, elsewhere: Path, log: io.StringIO
) -> None:
    filled(at)
    paths, leads = addresses(outside), ""
    for role in Role:
        desk = at(role.value)
        for path in paths:
            leads += where_answers_lead(desk.get(path))
        for path in paths:
            for content in (bad(), GOOD, {}):
                # A hold would hide the person from every page after it.
                if path.endswith("/hold/") and content is GOOD:
                    continue
                form = {"form": str(wiring.new_id())} if content else {}
                leads += where_answers_lead(desk.client.post(path, content | form))
    assert not has_canary(leads)
    assert not has_canary(log.getvalue())
    assert not files_with_canaries(elsewhere, empty.home)
    assert not has_canary(read_log())


def read_log() -> str:
    from kinward.storage.models import ReadLogEntry

    return "\n".join(map(str, ReadLogEntry.objects.values_list()))


def test_what_breaks_names_nobody(
    at: SignedIn, outside: Outside, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    filled(at)
    officer = at("child_protection_officer")
    officer.client.raise_request_exception = False

    def breaks(*_args: object, **_named: object) -> None:
        raise ValueError(EVERYTHING)

    monkeypatch.setattr(people, "search_people", breaks)
    monkeypatch.setattr(people, "see_person", breaks)
    answers = [
        officer.post("/people/", name=EVERYTHING), officer.get(f"/people/{known_ids(outside)['person']}/"),
        officer.get(f"/people/{EVERYTHING}/"),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [500, 500, 404]
    assert not any(has_canary(answer.content.decode()) for answer in answers)
    assert "ValueError" in log.getvalue(), "that it broke is written down"
    assert not has_canary(log.getvalue())


def test_a_meeting_that_breaks_off_names_nobody(
    monkeypatch: pytest.MonkeyPatch, empty: Database, log: io.StringIO
) -> None:
    def breaks(*_args: object, **_named: object) -> None:
        raise ValueError(EVERYTHING)

    assert empty.kind == "sqlite"
    monkeypatch.setattr(wiring, "meet_now", breaks)
    monkeypatch.setattr(wiring, "RETRY_SECONDS", ())
    wiring._a_look_is_wanted.set()
    wiring._look("")
    assert "the meeting broke off" in log.getvalue()
    assert not has_canary(log.getvalue())


def test_titles_of_pages_name_nobody(at: SignedIn, outside: Outside) -> None:
    filled(at)
    officer = at("child_protection_officer")
    for path in addresses(outside)[: len(PAGES)]:
        title = re.search(r"<title>(.*?)</title>", officer.get(path).content.decode(), re.DOTALL)
        assert title is None or not has_canary(title[1]), path
