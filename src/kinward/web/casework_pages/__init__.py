"""The pages of those who register, trace, protect and look up; routes.py says how a page is added."""

from django.utils.translation import gettext_noop as _

from kinward.model.protection import Action, Purpose
from kinward.web.casework_pages import calibration, groups, people, queues, registration, tracing
from kinward.web.visit import Page

_REGISTER = (Purpose.REGISTER, Purpose.PROTECT)
_TRACE = (Purpose.TRACE, Purpose.PROTECT)
_LOOK = (Purpose.TRACE, Purpose.REGISTER, Purpose.PROTECT, Purpose.HOUSE, Purpose.DATA_RIGHTS)
# A registrar opens records to mend them, so registering comes before tracing for who may do both.
_OPEN = (Purpose.REGISTER, Purpose.TRACE, Purpose.PROTECT, Purpose.HOUSE, Purpose.DATA_RIGHTS)
_PROTECT = (Purpose.PROTECT, Purpose.DATA_RIGHTS)
_PERSON, _PROPOSAL = "<uuid:person>/", "<uuid:proposal_id>/"

PAGES: tuple[Page, ...] = (
    # at the desk
    Page(
        "register/",
        "register",
        registration.register,
        Action.REGISTER_HOUSEHOLD,
        _REGISTER,
        menu=_("Register"),
    ),
    Page("desk/", "desk", registration.desk, Action.SEE_HOUSEHOLD, _OPEN),
    Page(
        "households/<uuid:household>/names/",
        "name-members",
        registration.members,
        Action.REGISTER_PERSON,
        _REGISTER,
    ),
    Page("households/<uuid:household>/slip/", "slip", registration.slip, Action.SEE_HOUSEHOLD, _OPEN),
    Page("groups/new/", "register-group", groups.register, Action.REGISTER_GROUP, _REGISTER),
    Page("groups/<uuid:form_id>/slip/", "group-slip", groups.slip, Action.REGISTER_GROUP, _REGISTER),
    # on the telephone
    Page(
        "call/", "call", tracing.call, Action.TAKE_TRACING_REQUEST, (Purpose.TRACE,), menu=_("Somebody calls")
    ),
    Page(
        "call/<uuid:form_id>/",
        "received",
        tracing.received,
        Action.TAKE_TRACING_REQUEST,
        (Purpose.TRACE,),
    ),
    # bring together
    Page("requests/", "requests", tracing.requests, Action.SEE_TRACING_REQUEST, _TRACE, menu=_("Requests")),
    Page("requests/<uuid:request_id>/", "request", tracing.request, Action.SEE_TRACING_REQUEST, _TRACE),
    Page(
        "requests/<uuid:request_id>/close/",
        "close-request",
        tracing.close,
        Action.CLOSE_TRACING_REQUEST,
        _TRACE,
    ),
    Page("proposals/", "proposals", tracing.proposals, Action.SEE_PROPOSALS, _TRACE, menu=_("Proposals")),
    Page(
        "proposals/restricted/",
        "restricted-proposals",
        tracing.restricted,
        Action.SEE_RESTRICTED_PROPOSALS,
        _TRACE,
    ),
    Page("proposals/follow-up/", "follow-up", tracing.follow_up, Action.SEE_PROPOSALS, _TRACE),
    Page("proposals/calibration/", "calibration", calibration.calibration, Action.SEE_PROPOSALS, _TRACE),
    Page(f"proposals/{_PROPOSAL}", "proposal", tracing.proposal, Action.SEE_PROPOSALS, _TRACE),
    Page(f"proposals/{_PROPOSAL}decide/", "decide-proposal", tracing.decide, Action.DECIDE_PROPOSAL, _TRACE),
    Page(
        f"proposals/{_PROPOSAL}contact/", "contact-step", tracing.contact, Action.RECORD_CONTACT_STEP, _TRACE
    ),
    Page(
        "duplicates/",
        "duplicates",
        tracing.duplicates,
        Action.SEE_DUPLICATES,
        _REGISTER,
        menu=_("Duplicates"),
    ),
    Page(f"duplicates/{_PROPOSAL}", "duplicate", tracing.proposal, Action.SEE_DUPLICATES, _REGISTER),
    Page(
        f"duplicates/{_PROPOSAL}decide/",
        "decide-duplicate",
        tracing.decide,
        Action.DECIDE_DUPLICATE,
        _REGISTER,
    ),
    # look up
    Page("people/", "people", people.search, Action.SEARCH_PEOPLE, _LOOK, menu=_("People")),
    Page(f"people/{_PERSON}", "person", people.person, Action.SEE_PERSON, _OPEN),
    Page(f"people/{_PERSON}say/", "say", people.say, Action.CORRECT_VALUE, _OPEN),
    Page(f"people/{_PERSON}hold/", "hold", people.hold, Action.PLACE_HOLD, _OPEN),
    Page(
        f"people/{_PERSON}whereabouts/", "whereabouts", people.whereabouts, Action.RECORD_WHEREABOUTS, _OPEN
    ),
    Page(f"people/{_PERSON}death/", "death", people.death, Action.RECORD_DEATH_OR_DETENTION, _OPEN),
    # protect
    Page(
        "children/", "children", queues.children, Action.SEE_CHILDREN_TO_ASSESS, _PROTECT, menu=_("Children")
    ),
    Page(f"children/{_PERSON}", "child", queues.child, Action.DECIDE_CHILD_PROTECTION, _PROTECT),
    Page("holds/", "holds", queues.holds, Action.SEE_HOLDS, _PROTECT, menu=_("Tell nobody")),
    Page(f"holds/{_PERSON}", "lift", queues.lift, Action.LIFT_HOLD, _PROTECT),
)
