"""What the journeys through the casework pages share: an empty database with an account per role, and one meeting."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.test.utils import override_settings
from pytest_django.plugin import DjangoDbBlocker
from tests.storage.databases import Database, copied_sqlite
from tests.web.small_crossing import make_accounts

from kinward import wiring
from kinward.casework.ports import Outside


@pytest.fixture(autouse=True)
def _meets_at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """New records meet before the next line of a test, in this thread."""
    wiring.meeting.cache_clear()
    monkeypatch.setattr(wiring, "meet_soon", wiring.meet_now)
    yield
    wiring.meeting.cache_clear()


@pytest.fixture
def empty(
    migrated_sqlite: Path, kinward_home: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[Database]:
    """A database with accounts and nobody in it."""
    settings.SECRET_KEY = "a key for tests and nothing else"
    with (
        django_db_blocker.unblock(),
        override_settings(TIME_ZONE="Asia/Yerevan"),
        copied_sqlite(migrated_sqlite, kinward_home) as database,
    ):
        make_accounts()
        yield database


@pytest.fixture
def outside(empty: Database) -> Outside:
    """The outside of this test's database."""
    assert empty.kind == "sqlite"
    return wiring.outside()


class Desk:
    """A browser in which somebody with a role is signed in, and what they do with it."""

    def __init__(self, role: str) -> None:
        self.client = Client()
        self.client.force_login(get_user_model()._default_manager.get(name=role))

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, follow: bool = True, **said: str | list[str]) -> Any:
        """Send a form; ``form`` is a new identity unless one is given; two underscores stand for a hyphen."""
        content = {name.replace("__", "-"): value for name, value in said.items()}
        content.setdefault("form", str(wiring.new_id()))
        return self.client.post(path, content, follow=follow)

    def household(self, **said: str | list[str]) -> str:
        """Count a household and return its id."""
        answer = self.post(
            "/register/", follow=False, **({"people": "1", "lodging": "roof", "crossing": "Goris"} | said)
        )
        assert answer.status_code == 302, answer.content.decode()
        return str(UUID(answer.headers["Location"].split("/")[2]))

    def names(self, household: str, **said: str | list[str]) -> None:
        """Write names of a household."""
        answer = self.post(f"/households/{household}/names/", follow=False, **said)
        assert answer.status_code == 302, answer.content.decode()

    def call(self, **said: str | list[str]) -> str:
        """Take a call and return the path of what the enquirer is told."""
        caller = {"enquirer_name": "Անահիտ Սարգսյան", "call_back": "+374 91 123456", "lines": "1"}
        answer = self.post("/call/", follow=False, **(caller | said))
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.headers["Location"])


SignedIn = Callable[[str], Desk]


@pytest.fixture
def at(empty: Database) -> SignedIn:
    """Somebody with this role at a desk."""
    assert empty.kind == "sqlite"
    return Desk
