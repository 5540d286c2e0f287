"""Lets somebody through to a page, or shows them the same "nothing here" that an unknown address shows."""

import functools

from django.http import HttpRequest, HttpResponse

from kinward import wiring
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import SentBeforeError
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE, roles_that_count
from kinward.protect.roles import KINDS_OF, PURPOSES, TABLE
from kinward.web.errors import nothing_here
from kinward.web.signing_in import ask_to_sign_in
from kinward.web.visit import Page, Visit, actor_of

# What is written under these may be what two records lacked to meet: one place asks for a look, after every one of them.
_NEWS_OF_PEOPLE = frozenset(
    {
        Action.REGISTER_HOUSEHOLD,
        Action.REGISTER_PERSON,
        Action.REGISTER_GROUP,
        Action.TAKE_TRACING_REQUEST,
        Action.CLOSE_TRACING_REQUEST,
        Action.CORRECT_VALUE,
        Action.PLACE_HOLD,
        Action.LIFT_HOLD,
        Action.DECIDE_CHILD_PROTECTION,
        Action.DECIDE_PROPOSAL,
        Action.DECIDE_DUPLICATE,
    }
)
_REFUSED_FROM = 400


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
        answer = page.view(visit, **kwargs)
    except NothingHereError:
        return nothing_here(request)
    except SentBeforeError:
        named = kwargs.get("household") if page.action is Action.REGISTER_PERSON else None
        return visit.show("casework/sent_before.html", household=named, status=409)
    if request.method == "POST" and page.action in _NEWS_OF_PEOPLE and answer.status_code < _REFUSED_FROM:
        wiring.meet_soon(actor.organisation)
    return answer
