"""What the tests of the pages share."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from tests.storage.databases import Database

from kinward.web import throttle

SignedIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _nobody_failed_yet() -> None:
    throttle.SIGN_INS.failures.clear()


@pytest.fixture
def as_role(crossing: Database) -> SignedIn:
    """A browser in which somebody with this role is signed in."""
    assert crossing.kind == "sqlite"

    def signed_in(role: str) -> Client:
        client = Client()
        client.force_login(get_user_model()._default_manager.get(name=role))
        return client

    return signed_in
