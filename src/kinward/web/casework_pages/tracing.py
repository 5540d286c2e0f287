"""Somebody calls and looks for somebody; a proposal is looked at, decided by a named person, and contact restored."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.close_request import close_request
from kinward.casework.decide_proposal import decide_proposal, take_contact_step
from kinward.casework.opening import NothingHereError
from kinward.casework.see_follow_up import see_follow_up
from kinward.casework.see_proposals import (
    LIKELY_FROM,
    ProposalPage,
    see_duplicates,
    see_proposal,
    see_proposals,
    see_request,
)
from kinward.casework.see_requests import Wanted, see_requests
from kinward.casework.take_tracing_request import (
    SoughtForm,
    TracingForm,
    codes_of,
    take_tracing_request,
    tracing_drafts,
)
from kinward.model.code import code_as_typed, code_of
from kinward.model.description import Reason
from kinward.model.event import Actor
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Role
from kinward.model.written_name import NameKind, written_name
from kinward.reunite.evidence import sentence
from kinward.web.casework_pages.asked import Asked, Field, moved_on, shown_form, tried, unfocused
from kinward.web.casework_pages.person_line import AGE_AND_PLACE, NAMES, PHONE, is_empty, person_of
from kinward.web.guard import may_try
from kinward.web.templatetags.casework import document_words, person_facts_of
from kinward.web.visit import Visit

# What the enquirer is to the sought person.
ENQUIRER_IS = (
    ("", _("not said")),
    ("mother", _("their mother")), ("father", _("their father")), ("child", _("their child")),
    ("sibling", _("their brother or sister")), ("spouse", _("their spouse")),
    ("grandparent", _("their grandparent")), ("other", _("somebody else")),
)  # fmt: skip
RELATIVE_IS = (
    ("", _("not said")),
    ("mother", _("mother")), ("father", _("father")), ("child", _("child")), ("sibling", _("brother or sister")),
    ("spouse", _("spouse")), ("grandparent", _("grandparent")), ("other", _("somebody else")),
)  # fmt: skip

CALLER = (
    Field(
        "enquirer_name", _("Who is calling?"), "name", hint=_("The whole name, as they say it."), first=True
    ),
    Field("call_back", _("Number to call back"), "tel"),
    Field(
        "must_not_learn", _("Who must not learn of this?"), "name", hint=_("Ask it always. Empty if nobody.")
    ),
    Field("message", _("A message for them, if they are found"), "text"),
)
SOUGHT = (
    *NAMES,
    *AGE_AND_PLACE,
    Field("relation", _("The caller is"), "choose", choices=ENQUIRER_IS, size="small"),
    Field("contact_on", _("Last contact, which day?"), "day"),
    Field("contact_place", _("Last contact, where?"), "name"),
    Field("contact_with", _("With whom were they then?"), "name"),
    Field("relative_name", _("A relative who is or was with them"), "name"),
    Field("relative_relation", _("Who is that to them?"), "choose", choices=RELATIVE_IS, size="small"),
    PHONE,
)
_SOUGHT_MOST = 20


def call(visit: Visit) -> HttpResponse:
    """A tracing request by telephone. Nothing here tells whether somebody is registered."""
    asked, lines = None, 1
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        lines = min(max(1, asked.count("lines") or 1), _SOUGHT_MOST)
        if asked.ticked("more"):
            shown = shown_form(visit, CALLER, SOUGHT, min(lines + 1, _SOUGHT_MOST), asked=asked)
            return visit.show("casework/call.html", form=shown, lines=len(shown.lines))
        form = tried(asked, lambda: _tracing_form(asked, lines))
        if form is not None:
            now = visit.outside.now()
            # A desk of the receiving side takes the call for the tracing service, whose record it is.
            service = _for_the_service(visit.actor)
            done = tried(
                asked,
                lambda: take_tracing_request(visit.outside, service, form),
                lambda: tracing_drafts(form, now),
            )
            if done is not None:
                return moved_on(visit, "received", form_id=form.form_id)
    shown = shown_form(visit, CALLER, SOUGHT, lines, asked=asked)
    return visit.show("casework/call.html", form=shown, lines=lines, status=422 if asked else 200)


def _tracing_form(asked: Asked, lines: int) -> TracingForm:
    numbers = [number for number in range(lines) if number == 0 or not _says_nothing(asked, number)]
    return TracingForm(
        form_id=asked.form_id(),
        enquirer_name=asked.text("enquirer_name"),
        call_back=asked.text("call_back"),
        sought=tuple(_sought(asked, number) for number in numbers),
        must_not_learn=asked.text("must_not_learn"),
        message=asked.text("message"),
    )


def _says_nothing(asked: Asked, number: int) -> bool:
    """A line in which only the boxes with a first choice are filled."""
    untouched = asked.post.copy()
    for name in ("relation", "relative_relation"):
        untouched.pop(f"p{number}-{name}", None)
    return is_empty(Asked(untouched), number)


def _sought(asked: Asked, number: int) -> SoughtForm:
    # The relation of the line is the caller's, not that to a first person of a household.
    person = replace(person_of(asked, number), relation_to_first="")
    return SoughtForm(
        person=person,
        relation=asked.text(f"p{number}-relation"),
        last_contact_on=asked.day(f"p{number}-contact_on", number + 1, "last_contact_on"),
        last_contact_place=asked.text(f"p{number}-contact_place"),
        last_contact_with=asked.text(f"p{number}-contact_with"),
    )


def received(visit: Visit, form_id: UUID) -> HttpResponse:
    """What the enquirer is told: received, and a code for each person they look for."""
    codes = codes_of(visit.outside, form_id)
    if not codes:
        raise NothingHereError
    return visit.show("casework/received.html", codes=codes)


# ------------------------------------------------------------------------------------------------ requests


FIND = (
    Field("code", _("The code they were told"), "code", size="small", first=True),
    Field("name", _("Or a name: who is sought, or who asks"), "name"),
)


def _for_the_service(actor: Actor) -> Actor:
    """Whoever takes a call takes it for the tracing service, whose record it is."""
    return replace(actor, organisation=wiring.tracing_service(actor.organisation))


def _whose_calls(visit: Visit) -> Actor:
    """As whom somebody looks at requests: who only takes calls, at what this desk took for the tracing service today.

    No other role is carried over to another organisation.
    """
    if may_try(visit.actor, Action.SEE_PROPOSALS) or Role.REGISTRAR not in visit.actor.roles:
        return visit.actor
    return replace(_for_the_service(visit.actor), roles=frozenset({Role.REGISTRAR.value}))


def requests(visit: Visit) -> HttpResponse:
    """Open requests. A desk sees its own day's, open or closed alike: that one was closed is an answer too.

    One is found again by its code or a name, by POST, so that no name stands in an address.
    """
    tracing = may_try(visit.actor, Action.SEE_PROPOSALS)
    status, wanted, asked = ("open" if tracing else None), None, None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        wanted = tried(asked, lambda: _wanted(asked))
    here = see_requests(
        visit.outside, _whose_calls(visit), visit.purpose, status, page=visit.page_number, wanted=wanted,
        tables=wiring.name_tables(),
    )  # fmt: skip
    form = shown_form(visit, unfocused(FIND) if asked else FIND, asked=asked)
    return visit.show(
        "casework/requests.html",
        here=here,
        tracing=tracing,
        wanted=wanted,
        form=form,
        status_words=REQUEST_STATUS,
        may_call=may_try(visit.actor, Action.TAKE_TRACING_REQUEST),
        status=422 if form.faults else 200,
    )


def _wanted(asked: Asked) -> Wanted:
    """By which code or name a request is looked for; a code typed into the box of the name is taken as one."""
    code, name = asked.text("code"), asked.text("name")
    if not code and not name:
        do = Message("type the code or a name")
        raise BadInputError([Problem(Message("there is nothing to look for"), do, column="code")])
    if code and not code_as_typed(code):
        do = Message("type it again: ten letters and figures")
        raise BadInputError([Problem(Message("this is no code"), do, column="code")])
    if name and isinstance(why := written_name(name, NameKind.WHOLE), Message):
        do = Message("type it again without that character")
        raise BadInputError([Problem(why, do, column="name")])
    if not code and code_as_typed(name):
        return Wanted(code=name)
    return Wanted(code=code) if code else Wanted(name=name)


REQUEST_STATUS = {
    "open": _("open"), "contact_restored": _("They have found each other"),
    "withdrawn": _("The enquirer no longer looks"), "closed": _("Closed, because a record was erased"),
}  # fmt: skip


CLOSING = (
    Field(
        "status", _("How does this search end?"), "pick",
        choices=(
            ("contact_restored", _("They have found each other")), ("withdrawn", _("The enquirer no longer looks")),
            ("open", _("It does not: the search goes on")),
        ),
    ),
    Field("reason", _("Why?"), "text"),
)  # fmt: skip


def request(visit: Visit, request_id: UUID) -> HttpResponse:
    """One request; for those who trace, with its proposals."""
    return _request_opened(visit, request_id)


def close(visit: Visit, request_id: UUID) -> HttpResponse:
    """How a search ends, or that it goes on."""
    if visit.request.method != "POST":
        return _request_opened(visit, request_id)
    asked = Asked(visit.request.POST)

    def write() -> bool:
        close_request(
            visit.outside, visit.actor, asked.form_id(), str(request_id), asked.text("status"), asked.text("reason"),
            visit.purpose,
        )  # fmt: skip
        return True

    if tried(asked, write):
        return moved_on(visit, "request", request_id=request_id)
    return _request_opened(visit, request_id, asked)


def _request_opened(visit: Visit, request_id: UUID, asked: Asked | None = None) -> HttpResponse:
    page = see_request(visit.outside, _whose_calls(visit), str(request_id), visit.purpose)
    tracing = may_try(visit.actor, Action.SEE_PROPOSALS)
    relation = dict(ENQUIRER_IS).get(page.request.relation, page.request.relation)
    return visit.show(
        "casework/request.html",
        page=page,
        tracing=tracing,
        code=code_of(request_id),
        relation=relation,
        form=shown_form(visit, CLOSING, asked=asked),
        status=422 if asked else 200,
    )


def proposals(visit: Visit) -> HttpResponse:
    """Proposals that wait for a person, likeliest first."""
    here = see_proposals(visit.outside, visit.actor, visit.purpose, about="tracing", page=visit.page_number)
    officer = may_try(visit.actor, Action.SEE_RESTRICTED_PROPOSALS)
    return visit.show("casework/proposals.html", here=here, restricted=False, officer=officer)


def restricted(visit: Visit) -> HttpResponse:
    """Proposals about somebody who asked that nobody be told: child protection only."""
    here = see_proposals(
        visit.outside, visit.actor, visit.purpose, about="tracing", restricted=True, page=visit.page_number
    )
    return visit.show("casework/proposals.html", here=here, restricted=True, officer=True)


# Where a confirmed proposal stands, as a heading over those who stand there.
STANDS_WORDS = {
    "to_ask": _("Ask the person found"), "asked": _("Asked: their answer is awaited"),
    "agreed": _("Agreed: verify, then tell the enquirer"), "verified": _("Verified: bring them into contact"),
    "restored_contact": _("In contact again"), "family_reunification": _("Together again"),
    "declined": _("Declined: the enquirer learns nothing"),
}  # fmt: skip


def follow_up(visit: Visit) -> HttpResponse:
    """After a yes: who has still to be asked, who answered, whom nobody has told yet."""
    stand = str(visit.request.GET.get("stand", ""))
    page = see_follow_up(visit.outside, visit.actor, visit.purpose, stand=stand, page=visit.page_number)
    stands = [(one, STANDS_WORDS[one], many, one == page.stand) for one, many in page.counts.items()]
    return visit.show(
        "casework/follow_up.html",
        page=page,
        stands=stands,
        heading=STANDS_WORDS[page.stand],
        relations=dict(ENQUIRER_IS),
    )


def duplicates(visit: Visit) -> HttpResponse:
    """Pairs that may be one person, registered twice."""
    unlikely = "unlikely" in visit.request.GET
    here, others = see_duplicates(
        visit.outside, visit.actor, visit.purpose, unlikely=unlikely, page=visit.page_number
    )
    return visit.show(
        "casework/duplicates.html", here=here, others=others, unlikely=unlikely, least=LIKELY_FROM
    )


# ------------------------------------------------------------------------------------------------ one proposal

DECISION = (
    Field(
        "outcome", _("What do you decide?"), "pick",
        choices=(("confirmed", _("Yes, it is")), ("refused", _("No, it is not")), ("unsure", _("I cannot tell yet"))),
    ),
    Field("reason", _("Why?"), "text", hint=_("A refusal needs its reason: this pair is then proposed again only if something new speaks for it.")),
)  # fmt: skip
OUTCOMES = {"confirmed": _("Yes, it is"), "refused": _("No, it is not"), "unsure": _("I cannot tell yet")}
STEPS = (
    ("asked", _("The person found was asked")),
    ("agreed", _("They agree to contact")),
    ("declined", _("They do not want contact")),
    ("verified", _("Both sides answered questions that only they know")),
    ("restored_contact", _("They have spoken with each other")),
    ("family_reunification", _("They are together again")),
)
CONTACT = (
    Field("step", _("What happened next?"), "pick", choices=STEPS),
    Field("note", _("Note"), "text"),
)


@dataclass(frozen=True, slots=True)
class ReasonDrawn:
    """A reason as a sentence and a bar: to the end for, to the start against. Lengths of 100 to either side."""

    words: str
    bits: float
    begins: str
    wide: str
    against: bool


def proposal(visit: Visit, proposal_id: UUID) -> HttpResponse:
    """Both sides next to each other, the reasons, and what was decided."""
    return _opened(visit, proposal_id)


def decide(visit: Visit, proposal_id: UUID) -> HttpResponse:
    """The named decision: a tracing proposal or a duplicate."""
    if visit.request.method != "POST":
        return _opened(visit, proposal_id)
    asked = Asked(visit.request.POST)

    def write() -> bool:
        decide_proposal(
            visit.outside, visit.actor, asked.form_id(), str(proposal_id), asked.text("outcome"),
            asked.text("reason"), visit.purpose,
        )  # fmt: skip
        return True

    if tried(asked, write):
        return moved_on(visit, _page_of(visit), proposal_id=proposal_id)
    return _opened(visit, proposal_id, decision=asked)


def contact(visit: Visit, proposal_id: UUID) -> HttpResponse:
    """What happened after a yes."""
    if visit.request.method != "POST":
        return _opened(visit, proposal_id)
    asked = Asked(visit.request.POST)

    def write() -> bool:
        take_contact_step(
            visit.outside, visit.actor, asked.form_id(), str(proposal_id), asked.text("step"), asked.text("note"),
            visit.purpose,
        )  # fmt: skip
        return True

    if tried(asked, write):
        return moved_on(visit, "proposal", proposal_id=proposal_id)
    return _opened(visit, proposal_id, contact_step=asked)


def _page_of(visit: Visit) -> str:
    return "duplicate" if visit.action in {Action.DECIDE_DUPLICATE, Action.SEE_DUPLICATES} else "proposal"


def _opened(
    visit: Visit, proposal_id: UUID, *, decision: Asked | None = None, contact_step: Asked | None = None
) -> HttpResponse:
    page = see_proposal(visit.outside, wiring.name_tables(), visit.actor, str(proposal_id), visit.purpose)
    about_two = page.proposal.about == "duplicate"
    if about_two != (_page_of(visit) == "duplicate"):
        raise NothingHereError
    namesakes = [reason for reason in page.reasons if reason.comparison == "namesake"]
    return visit.show(
        "casework/proposal.html",
        page=page,
        about_two=about_two,
        title=gettext("Is this one person, registered twice?")
        if about_two
        else gettext("Is this the person they look for?"),
        reasons=reasons_drawn(
            [_as_said(reason, page) for reason in page.reasons if reason.comparison != "namesake"]
        ),
        namesakes=[_sentence(reason) for reason in namesakes],
        new_reasons=[_sentence(_as_said(reason, page)) for reason in page.refused_before.new]
        if page.refused_before
        else [],
        decide_at="decide-duplicate" if about_two else "decide-proposal",
        form=shown_form(visit, DECISION, asked=decision),
        steps=shown_form(visit, CONTACT, asked=contact_step),
        step_words=dict(STEPS),
        outcome_words=OUTCOMES,
        relation=dict(ENQUIRER_IS).get(page.request.relation, page.request.relation) if page.request else "",
        may_take_step=_may_take_step(page),
        status=422 if decision or contact_step else 200,
    )


def _may_take_step(page: ProposalPage) -> bool:
    return page.proposal.about == "tracing" and page.proposal.outcome == "confirmed" and page.may_take_step


def reasons_drawn(reasons: Sequence[Reason]) -> list[ReasonDrawn]:
    """Longest first; a bar of 100 is the longest of them."""
    most = max((abs(reason.weight_bits) for reason in reasons), default=1.0) or 1.0
    ordered = sorted(reasons, key=lambda reason: -abs(reason.weight_bits))
    drawn = []
    for reason in ordered:
        wide = max(1.0, 100 * abs(reason.weight_bits) / most)
        against = reason.weight_bits < 0
        begins = 100 - wide if against else 100
        drawn.append(
            ReasonDrawn(_sentence(reason), reason.weight_bits, f"{begins:.1f}", f"{wide:.1f}", against)
        )
    return drawn


def _as_said(reason: Reason, page: ProposalPage) -> Reason:
    """An age and a sex in the words that were said, not as the births they allow or a letter; documents spelled out."""
    if reason.comparison == "document":
        mine, theirs = (
            ", ".join(document_words(one) for one in side.split(", "))
            for side in (reason.mine, reason.theirs)
        )
        return replace(reason, mine=mine, theirs=theirs)
    if reason.comparison in {"relative", "companion"} and page.person and not reason.theirs:
        there = reason.level != "not there"
        return replace(
            reason, theirs=gettext("somebody of the household") if there else gettext("nobody of that name")
        )
    if reason.comparison not in {"age", "sex"}:
        return reason
    mine, theirs = (
        person_facts_of(side, reason.comparison) if side else "" for side in (page.sought, page.person)
    )
    return replace(reason, mine=mine or reason.mine, theirs=theirs or reason.theirs)


def _sentence(reason: Reason) -> str:
    return sentence(
        wiring.evidence_table(),
        reason.comparison,
        reason.level,
        reason.weight_bits,
        reason.mine,
        reason.theirs,
        gettext,
    )
