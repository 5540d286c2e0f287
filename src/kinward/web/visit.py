"""One visit to one page: who asks, for which purpose, and how the page is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kinward.casework.ports import Outside
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose


@dataclass(frozen=True, slots=True)
class Visit:
    """What a view gets in the place of Django's request: the actor is known and may try the page's action."""

    request: HttpRequest
    actor: Actor
    outside: Outside
    action: Action
    purpose: Purpose

    @property
    def page_number(self) -> int:
        """Which page of a long list is asked for, from 1; anything else that stands there is the first."""
        asked = str(self.request.GET.get("page", ""))
        return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 6 else 1

    def show(self, template: str, /, *, status: int = 200, **named: Any) -> HttpResponse:  # noqa: ANN401
        """The page. ``template`` is a path below ``templates/kinward``; what is named is known in it by name."""
        return render(self.request, f"kinward/{template}", {"visit": self, **named}, status=status)


View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Page:
    """A page and who may ask for it.

    ``path`` is Django's; identities in it are UUIDs or codes, never words somebody said. ``purposes`` are tried in
    this order: the first that is the visitor's role's own is written down. ``menu`` are the words under which the
    page stands in the menu of those who may open it; a page without them is reached from another.
    """

    path: str
    name: str
    view: View
    action: Action
    purposes: tuple[Purpose, ...]
    menu: str = ""


def actor_of(user: AbstractBaseUser | AnonymousUser) -> Actor:
    """The account as casework knows it. An account's desk is the device whose journal stream it writes."""
    return Actor(
        account=user.get_username(),
        device=getattr(user, "desk", ""),
        organisation=getattr(user, "organisation", ""),
        roles=frozenset(str(getattr(user, "roles", "")).split()),
    )
