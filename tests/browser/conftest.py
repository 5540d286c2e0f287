"""A real Chromium at a real ``kinward serve``, on a copy of the small crossing."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from tests.web.small_crossing import PASSWORD

# Chromium as root in a container, without a word to anybody outside.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SCREENSHOTS = Path(__file__).parents[2] / "screenshots"

Scheme = Literal["light", "dark"]
Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def address(crossing_file: Path, chromium: str) -> Iterator[str]:
    """Where ``kinward serve`` answers; it is stopped afterwards."""
    assert chromium
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("KINWARD_")},
        "KINWARD_HOME": str(crossing_file.parent), "KINWARD_DATABASE_URL": f"sqlite:///{crossing_file}",
        "KINWARD_TIME_ZONE": "Asia/Yerevan", "KINWARD_LANGUAGE": "en", "PYTHONUTF8": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "kinward", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "http://" in line)
        yield said.split(" at ")[1].split()[0].rstrip("/")
        server.terminate()


@pytest.fixture(scope="module")
def browser(chromium: str, address: str) -> Iterator[Browser]:
    """One Chromium for a file's tests; each page has a profile of its own.

    The database is made before it starts and other files' tests run after it ended: while Playwright is awake in
    this thread, Django refuses its database.
    """
    assert address
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Any]:
    """The session of each role that has signed in with the keyboard: once is enough, a password is slow on purpose."""
    return {}


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of. A test that provokes a complaint takes it out again."""
    return []


@pytest.fixture
def opened(
    browser: Browser, address: str, signed_in: dict[str, Any], complaints: list[str]
) -> Iterator[Opened]:
    """Opens a page as somebody with a role. A refused or failed load, or a complaint of the console, fails the test."""
    contexts = []

    def opening(
        path: str, role: str = "", *, width: int = 1440, scheme: Scheme = "light", language: str = "en"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=address
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(f"{page.url}: {message.text}"))
        page.on("requestfailed", lambda request: complaints.extend(_failed(request)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(address) else complaints.append(request.url),
        )
        if role and role not in signed_in:
            page.goto("/sign-in/")
            ready(page)
            page.keyboard.type(role)
            page.keyboard.press("Tab")
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{address}/")
            signed_in[role] = next(one for one in context.cookies() if one["name"] == "sessionid")
        elif role:
            context.add_cookies([{"name": "sessionid", "value": signed_in[role]["value"], "url": address}])
        page.goto(path)
        ready(page)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert not complaints, complaints


def ready(page: Page) -> None:
    """Wait until the field that a page opens with has the focus: Chromium gives it only after the page has loaded."""
    page.wait_for_function(
        "!document.querySelector('[autofocus]') || document.activeElement !== document.body"
    )


def kept(page: Page, name: str) -> None:
    """Keep a screenshot to be looked at; it is not compared with another."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)


def _failed(request: Request) -> list[str]:
    """A load that failed; one that Chromium gave up itself because the next page was asked for is none."""
    gave_up = request.failure == "net::ERR_ABORTED" and request.url.split("?")[0].endswith(".svg")
    return [] if gave_up else [f"failed: {request.url} {request.failure}"]
