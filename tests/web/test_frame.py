"""What holds for every page: headers, no inline code, no name in a log, signing in, languages."""

import io
import logging
import re
from datetime import timedelta
from importlib import resources

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from tests.web.conftest import SignedIn
from tests.web.small_crossing import PASSWORD

from kinward import wiring
from kinward.casework import see_today
from kinward.web.logs import NoNames
from kinward.web.routes import PAGES
from kinward.web.throttle import TRIES, WITHIN, Throttle

CANARY = "Կանարյան"


def _plain_pages() -> list[str]:
    return [reverse(page.name) for page in PAGES if "<" not in page.path]


def test_every_answer_carries_the_protecting_headers(as_role: SignedIn) -> None:
    client = as_role("analyst")
    for path in (*_plain_pages(), reverse("sign-in"), "/nowhere/", "/static/kinward/nothing.css"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), path
        assert "unsafe" not in policy
        assert "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        if not path.startswith("/static/"):
            assert headers["Cache-Control"] == "no-store", path


def test_no_page_has_inline_code_or_asks_another_host(as_role: SignedIn) -> None:
    for role in ("analyst", "housing_officer", "registrar", "child_protection_officer"):
        client = as_role(role)
        for path in _plain_pages():
            body = client.get(path).content.decode()
            assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", body), path
            assert not re.findall(r'(?:src|href|action)="(?!/|#|\?|data:)[^"]*"', body), path


def test_a_page_is_small(as_role: SignedIn) -> None:
    client = as_role("analyst")
    fixed = sum(
        len(resources.files("kinward.web").joinpath(f"static/kinward/{file}").read_bytes())
        for file in ("kinward.css", "fonts/latin-regular.woff2", "fonts/latin-bold.woff2", "icon.svg")
    )
    for path in _plain_pages():
        answer = client.get(path)
        is_page = answer.headers["Content-Type"].startswith("text/html")  # a file is asked for and kept
        assert not is_page or fixed + len(answer.content) < 100_000, path


def test_what_is_shipped_may_be_kept_and_is_found_without_collecting() -> None:
    answer = Client().get("/static/kinward/kinward.css")
    answer.close()
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("crossing")
def test_signing_in_goes_where_somebody_wanted_and_nowhere_else() -> None:
    client = Client()
    name = {"name": "analyst", "password": PASSWORD}
    assert client.post("/sign-in/", {**name, "next": "/ledger/"}).headers["Location"] == "/ledger/"
    for elsewhere in ("https://example.org/", "//example.org", "javascript:alert(1)", "\\\\example.org"):
        assert client.post("/sign-in/", {**name, "next": elsewhere}).headers["Location"] == "/"


@pytest.mark.usefixtures("crossing")
def test_a_wrong_password_says_nothing_of_which_part_was_wrong() -> None:
    bodies = {
        re.sub('value="[^"]*"', "", Client().post("/sign-in/", sent).content.decode())
        for sent in (
            {"name": "analyst", "password": "wrong password"},
            {"name": "nobody", "password": "wrong password"},
        )
    }
    assert len(bodies) == 1


@pytest.mark.usefixtures("crossing")
def test_after_five_wrong_passwords_even_the_right_one_waits() -> None:
    client = Client()
    for _ in range(TRIES):
        assert client.post("/sign-in/", {"name": "analyst", "password": "wrong"}).status_code == 200
    assert client.post("/sign-in/", {"name": "Analyst", "password": PASSWORD}).status_code == 429
    assert client.post("/sign-in/", {"name": "auditor", "password": PASSWORD}).status_code == 302


def test_the_wait_ends_by_itself() -> None:
    throttle, now = Throttle(), wiring.now()
    for second in range(TRIES):
        throttle.failed("name x", now + timedelta(seconds=second))
    assert throttle.waits_until("name x", TRIES, now + timedelta(minutes=14)) is not None
    assert throttle.waits_until("name x", TRIES, now + WITHIN + timedelta(seconds=1)) is None


@pytest.mark.usefixtures("crossing")
def test_forms_without_their_secret_are_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"name": "analyst", "password": PASSWORD})
    assert answer.status_code == 403
    assert "from before you signed in" in answer.content.decode()


def test_signing_out_ends_the_session_and_needs_a_form(as_role: SignedIn) -> None:
    client = as_role("analyst")
    client.get("/sign-out/")
    assert client.get("/").status_code == 200
    client.post("/sign-out/")
    assert client.get("/").status_code == 302


def test_the_language_is_remembered_and_arabic_runs_from_right_to_left(as_role: SignedIn) -> None:
    client = as_role("analyst")
    client.post("/language/", {"language": "hy", "next": "/ledger/"})
    assert '<html lang="hy" dir="ltr">' in client.get("/ledger/").content.decode()
    client.post("/language/", {"language": "ar"})
    assert '<html lang="ar" dir="rtl">' in client.get("/").content.decode()


def test_no_log_line_repeats_what_anybody_typed(as_role: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(NoNames())
    logging.getLogger("django").addHandler(handler)

    def breaks(*_anything: object) -> None:
        raise ValueError(CANARY)

    try:
        client = as_role("analyst")
        client.raise_request_exception = False
        client.get(f"/people/{CANARY}/")
        client.get("/ledger/", {"q": CANARY})
        client.post(f"/households-waiting/?{CANARY}", {"reason": CANARY, "outcome": CANARY})
        client.get("/", headers={"host": f"{CANARY.encode().hex()}.example"})
        monkeypatch.setattr(see_today, "_latest", breaks)
        broken = client.get("/")
    finally:
        logging.getLogger("django").removeHandler(handler)
    assert broken.status_code == 500
    assert CANARY not in broken.content.decode()
    assert "ValueError" in written.getvalue()
    assert CANARY not in written.getvalue()
    assert CANARY.encode().hex() not in written.getvalue()


def test_a_logged_exception_is_a_class_and_lines_of_code() -> None:
    record = logging.makeLogRecord({"name": "django.request", "msg": CANARY, "levelname": "ERROR"})
    record.request = HttpRequest()
    assert CANARY not in NoNames().format(record)
