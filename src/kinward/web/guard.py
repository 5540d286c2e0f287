"""Lets somebody through to a page, or shows them the same "nothing here" that an unknown address shows."""

import functools

from django.http import HttpRequest, HttpResponse

from kinward import wiring
from kinward.casework.opening import NothingHereError, opened
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE, roles_that_count
from kinward.protect.roles import KINDS_OF, PURPOSES, TABLE
from kinward.web.errors import nothing_here
from kinward.web.signing_in import ask_to_sign_in
from kinward.web.visit import Page, Visit, actor_of


def guarded(page: Page) -> "functools.partial[HttpResponse]":
    """The page's view behind its declared action."""
    return functools.partial(_through, page)


def may_try(actor: Actor, action: Action) -> bool:
    """Whether one of the actor's roles has a grant for this action at all; which records it covers comes later."""
    roles = roles_that_count(actor)
    return any(grant.role in roles for grant in TABLE.get(action, ()))


def purpose_for(actor: Actor, page: Page) -> Purpose:
    """The first of the page's purposes that is own to one of the actor's roles; the page's first otherwise."""
    own = {purpose for role in roles_that_count(actor) for purpose in PURPOSES[role]}
    return next((purpose for purpose in page.purposes if purpose in own), page.purposes[0])


def _through(page: Page, request: HttpRequest, **kwargs: object) -> HttpResponse:
    if not request.user.is_authenticated:
        return ask_to_sign_in(request)
    actor = actor_of(request.user)
    outside = wiring.outside()
    visit = Visit(request, actor, outside, page.action, purpose_for(actor, page))
    try:
        # An action that is only ever asked of a record is asked again, of the record, by the casework function.
        if not may_try(actor, page.action) or "page" in KINDS_OF[page.action]:
            opened(outside, actor, page.action, PAGE, visit.purpose)
        return page.view(visit, **kwargs)
    except NothingHereError:
        return nothing_here(request)
