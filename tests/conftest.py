"""What tests of several rooms share: where Chromium and PostgreSQL are, and saying aloud when they are not."""

import os
import shutil
import socket

import pytest

# The databases of storage and the small crossing are made once for all rooms.
pytest_plugins = ("tests.storage.databases", "tests.web.crossing_database")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Trust on loopback is what a test machine has; another server is named in KINWARD_TEST_POSTGRES.
POSTGRES_URL = os.environ.get("KINWARD_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def where_chromium_is() -> str | None:
    """The path of a Chromium, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def postgres_answers() -> bool:
    """Whether something listens at 127.0.0.1:5432."""
    try:
        with socket.create_connection(("127.0.0.1", 5432), timeout=0.5):
            return True
    except OSError:
        return False


def pytest_report_header() -> list[str]:
    """Two lines at the top of every run: what it can and cannot try."""
    chromium = where_chromium_is()
    return [
        f"Chromium: {chromium}"
        if chromium
        else "Chromium: none here, so the pages are NOT tried in a browser",
        "PostgreSQL: answers at 127.0.0.1:5432"
        if postgres_answers()
        else "PostgreSQL: no answer at 127.0.0.1:5432, so storage is tried on SQLite ONLY",
    ]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the test is skipped aloud."""
    return where_chromium_is() or pytest.skip("no Chromium here (apt-get install chromium)")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The address of a PostgreSQL to make test databases in; without one the test is skipped aloud."""
    return POSTGRES_URL if postgres_answers() else pytest.skip("no PostgreSQL answers at 127.0.0.1:5432")
