"""Every address asks for an action, and every role gets what the table of roles says: the page or "nothing here"."""

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from tests.web.conftest import SignedIn

from kinward.casework.ports import Outside
from kinward.model.protection import Action, Purpose, Role
from kinward.protect.roles import KINDS_OF, TABLE
from kinward.web.routes import OPEN, PAGES

NOBODYS = UUID("01890000-0000-7000-8000-000000000000")


def test_every_address_is_declared_with_an_action() -> None:
    declared = {page.path: page.name for page in PAGES} | {page.path: page.name for page in OPEN}
    found = {str(one.pattern): one.name for one in get_resolver().url_patterns if isinstance(one, URLPattern)}
    assert found == declared
    assert len(get_resolver().url_patterns) == len(found), "an address hides in an include()"
    assert all(page.action in Action for page in PAGES)
    assert all(page.purposes for page in PAGES)
    assert all(isinstance(purpose, Purpose) for page in PAGES for purpose in page.purposes)


def test_only_signing_in_and_the_language_are_open() -> None:
    assert {page.name for page in OPEN} == {"sign-in", "sign-out", "language"}


def test_paths_carry_identities_and_never_words() -> None:
    for page in PAGES:
        assert set(re.findall(r"<(\w+):", page.path)) <= {"uuid"}, page.path


@pytest.mark.usefixtures("crossing")
def test_who_is_not_signed_in_is_asked_to_sign_in_everywhere() -> None:
    for page in PAGES:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(_address(page.path, page.name))
            assert answer.status_code == 302, (page.name, method)
            assert answer.headers["Location"].startswith(reverse("sign-in")), (page.name, method)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_exactly_the_pages_the_table_grants(
    role: Role, as_role: SignedIn, outside: Outside
) -> None:
    client = as_role(role.value)
    for page in PAGES:
        granted = any(grant.role is role for grant in TABLE[page.action])
        answer = client.get(_address(page.path, page.name, outside))
        if not granted:
            assert answer.status_code == 404, (page.name, role)
        elif "page" in KINDS_OF[page.action] and not re.search("<", page.path):
            assert answer.status_code in {200, 405}, (page.name, role, answer.status_code)


def test_forbidden_and_not_there_look_the_same(as_role: SignedIn, outside: Outside) -> None:
    client = as_role("registrar")
    report = outside.views.reports()[0].id
    forbidden = client.get(reverse("report", args=[report]))
    unknown = client.get(reverse("report", args=[NOBODYS]))
    nowhere = client.get("/nothing/of/this/name/")
    missing = as_role("analyst").get(reverse("report", args=[NOBODYS]))
    assert {answer.status_code for answer in (forbidden, unknown, nowhere, missing)} == {404}
    bodies = {_without_secrets(answer.content.decode()) for answer in (forbidden, unknown, nowhere)}
    assert len(bodies) == 1


def _without_secrets(body: str) -> str:
    """Two pages differ in the secret of their forms and in the address the language form goes back to."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", body)


def _address(path: str, name: str, outside: Outside | None = None) -> str:
    known: dict[str, str] = {}
    if outside:
        known = {"report_id": outside.views.reports()[0].id, "site_id": outside.views.sites()[0].id}
    return reverse(name, args=[known.get(part, str(NOBODYS)) for part in re.findall(r"<\w+:(\w+)>", path)])
