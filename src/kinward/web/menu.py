"""What stands around every page: the menu of what this account may open, who is signed in, the languages."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kinward.web.guard import may_try
from kinward.web.routes import PAGES
from kinward.web.visit import actor_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu. ``words`` is translated by the template."""

    words: str
    address: str
    here: bool


def around(request: HttpRequest) -> dict[str, object]:
    """For every template: ``menu``, ``signed_in`` (an Actor or None) and ``languages`` (code, own name)."""
    user = getattr(request, "user", None)
    chosen = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    languages = [
        (code, name) for code, name in settings.LANGUAGES if code in {*settings.LANGUAGES_OFFERED, chosen}
    ]
    if user is None or not user.is_authenticated:
        return {"menu": (), "signed_in": None, "languages": languages}
    actor = actor_of(user)
    match = request.resolver_match
    menu = tuple(
        Entry(page.menu, reverse(page.name), here=match is not None and match.url_name == page.name)
        for page in PAGES
        if page.menu and may_try(actor, page.action)
    )
    return {"menu": menu, "signed_in": actor, "languages": languages}
