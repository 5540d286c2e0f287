"""Every page with the action it asks for.

How a page is added:

1. A casework function gathers what the page shows (``src/kinward/casework/see_*.py``): it takes ``outside``, the actor
   and the purpose, calls ``casework.opening.opened`` for every record it shows (that authorises, writes the read log
   and raises ``NothingHereError``), and returns a frozen dataclass.
2. A view ``def name(visit: Visit, **ids) -> HttpResponse`` calls it with ``visit.outside``, ``visit.actor`` and
   ``visit.purpose`` and ends with ``return visit.show("name.html", page=...)``. It changes something only when
   ``visit.request.method == "POST"``, and then redirects. It never touches ``visit.request.user``.
3. A template ``templates/kinward/name.html`` begins with ``{% extends "kinward/base.html" %}{% load i18n kinward %}``
   and fills ``title`` (never a name of a person), ``main`` and, if need be, ``scripts``. Every string is in
   ``{% translate %}``; names go through ``{% name line %}``, messages of the core through ``{{ message|said }}``,
   numbers through ``|number``, moments through ``|moment``. No inline style, no inline script.
4. One ``Page(...)`` line in ``PLANNERS`` here, or in ``PAGES`` of ``casework_pages/__init__.py``: path, name, view,
   Action, purposes, words in the menu if it stands there. Ids in paths are UUIDs or codes; searches go by POST.

tests/web/test_routes.py fails for a route without an action and tries every page as every role.
"""

from dataclasses import dataclass

from django.urls import URLPattern, path

from kinward.web import signing_in
from kinward.web.casework_pages import PAGES as CASEWORK
from kinward.web.guard import guarded
from kinward.web.pages import PAGES as PLANNERS
from kinward.web.visit import Page, View


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One of the few pages for somebody who is not signed in. It shows nobody's record."""

    path: str
    name: str
    view: View


OPEN = (
    OpenPage("sign-in/", "sign-in", signing_in.sign_in),
    OpenPage("sign-out/", "sign-out", signing_in.sign_out),
    OpenPage("language/", "language", signing_in.choose_language),
)

PAGES: tuple[Page, ...] = (*CASEWORK, *PLANNERS)


def url_patterns() -> list[URLPattern]:
    """The addresses, made from the tables above and nothing else."""
    return [
        *(path(page.path, page.view, name=page.name) for page in OPEN),
        *(path(page.path, guarded(page), name=page.name) for page in PAGES),
    ]
