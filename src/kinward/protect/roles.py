"""Who may do what: one table of roles, actions and conditions. What is not written here is refused.

It is Python and not TOML on purpose. A table that says who sees whom must not be edited on a laptop at the border:
a change here is reviewed, mypy knows every word of it, and tests/protect/matrix.txt shows what it changes.

How to read it: ``Grant(role, conditions...)`` under an action lets that role do it when every condition holds.
``at_most`` shows less of the record than the role otherwise sees. Two grants for one role are two ways to be let in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose, RecordFacts, RefusalCode, Role, Sensitivity

# A registrar mends what was written on this shift or the one before; a day covers both (issue 2, section 2).
DESK_MEMORY = timedelta(hours=24)

Condition = Callable[[Actor, RecordFacts, datetime], RefusalCode | None]


@dataclass(frozen=True, slots=True, init=False)
class Grant:
    """A role may, when all conditions hold, see fields up to ``at_most`` of what it is shown."""

    role: Role
    conditions: tuple[Condition, ...]
    at_most: Sensitivity

    def __init__(self, role: Role, *conditions: Condition, at_most: Sensitivity = Sensitivity.SEALED) -> None:
        """Written as it is read: the role, then its conditions."""
        object.__setattr__(self, "role", role)
        object.__setattr__(self, "conditions", conditions)
        object.__setattr__(self, "at_most", at_most)


# ------------------------------------------------------------------------------------------------ conditions


def desk_wrote_it_today(actor: Actor, record: RecordFacts, now: datetime) -> RefusalCode | None:
    """This desk wrote it in the last 24 hours"""
    if not record.desk or record.desk != actor.device or record.written_at is None:
        return RefusalCode.OTHER_DESK
    # A clock that was set back must not open what an hour ago was closed, so the distance counts both ways.
    return None if abs(now - record.written_at) < DESK_MEMORY else RefusalCode.TOO_OLD


def nobody_holds_it(_actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """No hold stands and it is not a restricted record"""
    if record.held:
        return RefusalCode.HELD
    return RefusalCode.RESTRICTED if record.restricted else None


def adult(_actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """Nobody under 18 is decided about"""
    return RefusalCode.CHILD if record.child else None


def own_case(actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """The case is theirs, or nobody has taken it yet"""
    return None if not record.in_charge or actor.account in record.in_charge else RefusalCode.OTHER_CASE


def in_charge(actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """They are in charge of the site"""
    return None if actor.account in record.in_charge else RefusalCode.NOT_IN_CHARGE


def second_person(actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """Somebody else had the first say"""
    return RefusalCode.SECOND_PERSON if actor.account in record.decided_by else None


def not_dead_or_detained(_actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """No death or detention is reported: such news is brought by a person, never by a program"""
    return RefusalCode.DEATH_OR_DETENTION if record.death_or_detention else None


def agreed_to_contact(_actor: Actor, record: RecordFacts, _now: datetime) -> RefusalCode | None:
    """The person found said yes (for a child: the best-interest step did)"""
    return None if record.sought_person_agreed else RefusalCode.NOT_AGREED


# ------------------------------------------------------------------------------------------- roles in themselves

# An account with one of these roles has no other one that counts: who runs the machine or checks the others
# sees no person by also being a caseworker. Two hats need two accounts.
EXCLUSIVE_ROLES = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})

# Which purposes are a role's own when it opens a record about people.
PURPOSES: Mapping[Role, frozenset[Purpose]] = {
    Role.REGISTRAR: frozenset({Purpose.REGISTER, Purpose.TRACE}),  # a desk also takes tracing requests
    Role.DATA_STEWARD: frozenset({Purpose.REGISTER}),
    Role.SITE_MANAGER: frozenset({Purpose.HOUSE}),
    Role.TRACING_CASEWORKER: frozenset({Purpose.TRACE}),
    Role.CHILD_PROTECTION_OFFICER: frozenset({Purpose.PROTECT, Purpose.TRACE}),
    Role.HOUSING_OFFICER: frozenset({Purpose.HOUSE}),
    Role.ANALYST: frozenset(),
    Role.AUDITOR: frozenset({Purpose.AUDIT}),
    Role.DATA_PROTECTION_OFFICER: frozenset({Purpose.DATA_RIGHTS}),
    Role.ADMINISTRATOR: frozenset(),
}


# For what else a record may be opened that was shared for something: whoever traces a child has to protect it while
# doing so. Further use must be compatible with what it was given for (ICRC Handbook on Data Protection, 2nd ed. 2020,
# on purpose limitation); nothing else is here.
COVERED_BY: Mapping[Purpose, frozenset[Purpose]] = {Purpose.PROTECT: frozenset({Purpose.TRACE})}


class Showing(StrEnum):
    """How much of a field is shown."""

    SHOWN = "shown"
    MASKED = "masked"
    HIDDEN = "hidden"


_S, _M, _H = Showing.SHOWN, Showing.MASKED, Showing.HIDDEN

# Which classes of fields a role is shown of a record it may open. Masked: "recorded" stands there instead of the
# value. Hidden: as if nothing were recorded, since that a death is recorded is itself the news.
SHOWING: Mapping[Role, Mapping[Sensitivity, Showing]] = {
    role: dict(zip(Sensitivity, row, strict=True))
    for role, row in {
        #                               technical public operational personal sensitive sealed
        Role.REGISTRAR: (_S, _S, _S, _S, _S, _H),
        Role.DATA_STEWARD: (_S, _S, _S, _S, _M, _H),
        Role.SITE_MANAGER: (_S, _S, _S, _S, _S, _H),
        Role.TRACING_CASEWORKER: (_S, _S, _S, _S, _S, _H),
        Role.CHILD_PROTECTION_OFFICER: (_S, _S, _S, _S, _S, _S),
        Role.HOUSING_OFFICER: (_S, _S, _S, _S, _S, _H),
        Role.ANALYST: (_S, _S, _S, _H, _H, _H),
        Role.AUDITOR: (_S, _S, _S, _H, _H, _H),
        Role.DATA_PROTECTION_OFFICER: (_S, _S, _S, _S, _S, _S),
        Role.ADMINISTRATOR: (_S, _S, _S, _H, _H, _H),
    }.items()
}

# -------------------------------------------------------------------------------------------------- the table

_REGISTRAR, _STEWARD, _SITE = Role.REGISTRAR, Role.DATA_STEWARD, Role.SITE_MANAGER
_TRACING, _CHILD, _HOUSING = Role.TRACING_CASEWORKER, Role.CHILD_PROTECTION_OFFICER, Role.HOUSING_OFFICER
_ANALYST, _AUDITOR, _RIGHTS = Role.ANALYST, Role.AUDITOR, Role.DATA_PROTECTION_OFFICER
_ADMINISTRATOR = Role.ADMINISTRATOR
_OPERATIONAL = Sensitivity.OPERATIONAL

TABLE: Mapping[Action, tuple[Grant, ...]] = {
    # --- write down. What a desk writes it need not be able to read back.
    Action.REGISTER_HOUSEHOLD: (Grant(_REGISTRAR), Grant(_STEWARD)),
    Action.REGISTER_PERSON: (Grant(_REGISTRAR), Grant(_STEWARD), Grant(_CHILD)),
    Action.REGISTER_GROUP: (Grant(_REGISTRAR), Grant(_STEWARD), Grant(_CHILD)),
    Action.IMPORT_PEOPLE: (Grant(_REGISTRAR), Grant(_STEWARD)),
    Action.CORRECT_VALUE: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_STEWARD, nobody_holds_it),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.RECORD_WHEREABOUTS: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_SITE, in_charge),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
    ),
    Action.PRINT_PAPER_FORMS: (
        Grant(_REGISTRAR),
        Grant(_STEWARD),
        Grant(_SITE),
        Grant(_ADMINISTRATOR),
    ),  # empty forms hold nobody's data
    # --- look up. A search is let in as a page; every row is then asked for with SEE_PERSON.
    Action.SEARCH_PEOPLE: tuple(Grant(r) for r in (_REGISTRAR, _STEWARD, _SITE, _TRACING, _CHILD, _RIGHTS)),
    Action.SEE_PERSON: (
        # A desk must not be a place to find out who is present, so it sees its own day and nothing else.
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_STEWARD, nobody_holds_it),
        Grant(_SITE, in_charge, nobody_holds_it),
        # Who sleeps under a hold must still be counted and fed: the manager sees that a bed is taken, no name.
        Grant(_SITE, in_charge, at_most=_OPERATIONAL),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.SEE_HOUSEHOLD: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_STEWARD, nobody_holds_it),
        Grant(_SITE, in_charge, nobody_holds_it),
        Grant(_SITE, in_charge, at_most=_OPERATIONAL),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_HOUSING, nobody_holds_it),
        Grant(_HOUSING, at_most=_OPERATIONAL),  # a household under a hold needs a roof too
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.SEE_GROUP: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_STEWARD, nobody_holds_it),
        Grant(_CHILD),
        Grant(_HOUSING, at_most=_OPERATIONAL),  # how many beds, not which home
        Grant(_RIGHTS),
    ),
    Action.SEE_DUPLICATES: (Grant(_STEWARD, nobody_holds_it), Grant(_CHILD)),
    Action.DECIDE_DUPLICATE: (Grant(_STEWARD, nobody_holds_it), Grant(_CHILD)),
    # --- bring together
    Action.TAKE_TRACING_REQUEST: (Grant(_REGISTRAR), Grant(_TRACING), Grant(_CHILD)),
    Action.SEE_TRACING_REQUEST: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.CLOSE_TRACING_REQUEST: (Grant(_TRACING, own_case, nobody_holds_it), Grant(_CHILD)),
    Action.SEE_PROPOSALS: (Grant(_TRACING, own_case, nobody_holds_it), Grant(_CHILD)),
    Action.SEE_RESTRICTED_PROPOSALS: (Grant(_CHILD),),
    # A child is never matched by one person alone with a stranger on the telephone.
    Action.DECIDE_PROPOSAL: (Grant(_TRACING, own_case, nobody_holds_it, adult), Grant(_CHILD)),
    Action.RECORD_CONTACT_STEP: (
        Grant(_TRACING, own_case, nobody_holds_it, adult, not_dead_or_detained),
        Grant(_CHILD),
    ),
    Action.TELL_ENQUIRER: (
        Grant(_TRACING, own_case, nobody_holds_it, adult, not_dead_or_detained, agreed_to_contact),
        Grant(_CHILD, nobody_holds_it, not_dead_or_detained, agreed_to_contact),
    ),
    # --- protect. Whoever meets a frightened person can place a hold; two people are needed to lift it.
    Action.SEE_CHILDREN_TO_ASSESS: (Grant(_CHILD),),
    Action.DECIDE_CHILD_PROTECTION: (Grant(_CHILD),),
    Action.SEE_DEATH_OR_DETENTION: (Grant(_CHILD), Grant(_RIGHTS)),
    Action.RECORD_DEATH_OR_DETENTION: (
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
    ),
    Action.CONFIRM_DEATH: (Grant(_CHILD, second_person),),
    Action.PLACE_HOLD: (
        # Only on a record that the role can open: a hold "placed" on a hidden one would tell that it is there.
        Grant(_REGISTRAR, desk_wrote_it_today, nobody_holds_it),
        Grant(_STEWARD, nobody_holds_it),
        Grant(_SITE, in_charge),
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.SEE_HOLDS: (Grant(_CHILD), Grant(_RIGHTS)),
    Action.LIFT_HOLD: (Grant(_CHILD, second_person), Grant(_RIGHTS, second_person)),
    # A desk writes whom a registration is shared with as it registers; later only who can see what stands changes it.
    Action.GIVE_PERMISSION: (
        Grant(_TRACING, own_case, nobody_holds_it, adult),
        Grant(_CHILD),
        Grant(_RIGHTS, adult),
    ),
    Action.WITHDRAW_PERMISSION: (
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.SEE_PERMISSIONS: (
        Grant(_TRACING, own_case, nobody_holds_it),
        Grant(_CHILD),
        Grant(_RIGHTS),
    ),
    Action.ERASE_PERSON: (Grant(_RIGHTS),),
    # --- house
    Action.SEE_SITES: tuple(Grant(r) for r in (_REGISTRAR, _SITE, _HOUSING, _CHILD, _ANALYST)),
    Action.SEE_SITE_ROLL: (Grant(_SITE, in_charge), Grant(_HOUSING, at_most=_OPERATIONAL)),
    Action.DESCRIBE_SITE: (Grant(_HOUSING),),
    Action.STATE_ROOM: (Grant(_SITE, in_charge), Grant(_HOUSING)),
    Action.PLAN_HOUSING: (Grant(_HOUSING),),
    Action.SEE_HOUSING_PLAN: (Grant(_HOUSING),),
    # Children without an adult and institutions' groups are never placed by a planner.
    Action.DECIDE_PLACEMENT: (Grant(_HOUSING, adult), Grant(_CHILD)),
    Action.CHECK_IN: (Grant(_SITE, in_charge), Grant(_HOUSING)),
    Action.STATE_WISHES: (Grant(_HOUSING, nobody_holds_it),),
    # A hard rule is set aside by one person with a reason and given effect by another.
    Action.ASK_OVERRIDE: (Grant(_HOUSING, adult),),
    Action.SIGN_OVERRIDE: (Grant(_HOUSING, second_person, adult),),
    # Whoever hears "never under one roof with them" writes it down; to read who and why is child protection's.
    Action.SEE_NEVER_WITH: (Grant(_CHILD), Grant(_RIGHTS)),
    Action.STATE_NEVER_WITH: (Grant(_HOUSING), Grant(_CHILD)),
    # As a hold is lifted: not by whoever wrote it down.
    Action.END_NEVER_WITH: (Grant(_CHILD, second_person), Grant(_RIGHTS, second_person)),
    Action.GIVE_QUOTA: (Grant(_HOUSING),),
    Action.RETURN_QUOTA: (Grant(_HOUSING),),
    # --- foresee and cite: counts and published words, nobody's record
    Action.SEE_TODAY: tuple(Grant(role) for role in Role),
    Action.STATE_COUNT: (Grant(_ANALYST), Grant(_HOUSING)),
    Action.SEE_FORECAST: tuple(Grant(r) for r in (_ANALYST, _HOUSING, _SITE, _STEWARD)),
    Action.MAKE_FORECAST: (Grant(_ANALYST), Grant(_HOUSING)),
    Action.READ_REPORT: (Grant(_ANALYST),),
    Action.DECIDE_CLAIM: (Grant(_ANALYST),),
    Action.SEE_LEDGER: (Grant(_ANALYST), Grant(_HOUSING), Grant(_AUDITOR)),
    # --- keep. Who runs the machine sees no person; who checks the others sees who read, never what.
    Action.VERIFY_AUDIT: (Grant(_AUDITOR), Grant(_RIGHTS), Grant(_ADMINISTRATOR)),
    Action.SEE_READ_LOG: (Grant(_AUDITOR), Grant(_RIGHTS)),
    Action.MANAGE_ACCOUNTS: (Grant(_ADMINISTRATOR),),
    Action.MAKE_BACKUP: (Grant(_ADMINISTRATOR),),
    Action.RESTORE_BACKUP: (Grant(_ADMINISTRATOR),),
    Action.REBUILD_VIEWS: (Grant(_ADMINISTRATOR),),
}

_PAGE = frozenset({"page"})
_PERSON = frozenset({"person"})
_ANYBODY = frozenset({"person", "household", "group"})
_REQUEST = frozenset({"request"})

# Of which kinds of record each action is asked. ``page`` is a list or a form before there is a record.
KINDS_OF: Mapping[Action, frozenset[str]] = {
    **dict.fromkeys(Action, _PAGE),
    Action.REGISTER_HOUSEHOLD: _PAGE | {"household"},
    Action.REGISTER_PERSON: _PAGE | _PERSON,
    Action.REGISTER_GROUP: _PAGE | {"group"},
    Action.CORRECT_VALUE: _ANYBODY | _REQUEST,
    Action.RECORD_WHEREABOUTS: _PERSON,
    Action.SEE_PERSON: _PERSON,
    Action.SEE_HOUSEHOLD: _PAGE | {"household"},
    Action.SEE_GROUP: _PAGE | {"group"},
    Action.SEE_DUPLICATES: _PAGE | {"proposal"},
    Action.DECIDE_DUPLICATE: frozenset({"proposal"}),
    Action.TAKE_TRACING_REQUEST: _PAGE | _REQUEST,
    Action.SEE_TRACING_REQUEST: _PAGE | _REQUEST,
    Action.CLOSE_TRACING_REQUEST: _REQUEST,
    Action.SEE_PROPOSALS: _PAGE | _REQUEST | {"proposal"},
    Action.SEE_RESTRICTED_PROPOSALS: _PAGE | _REQUEST | {"proposal"},
    Action.DECIDE_PROPOSAL: frozenset({"proposal"}),
    Action.RECORD_CONTACT_STEP: frozenset({"proposal"}),
    Action.TELL_ENQUIRER: _REQUEST | {"proposal"},
    Action.SEE_CHILDREN_TO_ASSESS: _PAGE | _PERSON,
    Action.DECIDE_CHILD_PROTECTION: _PERSON,
    Action.SEE_DEATH_OR_DETENTION: _PAGE | _PERSON,
    Action.RECORD_DEATH_OR_DETENTION: _PERSON,
    Action.CONFIRM_DEATH: _PERSON,
    Action.PLACE_HOLD: _PERSON,
    Action.SEE_HOLDS: _PAGE | _PERSON,
    Action.LIFT_HOLD: _PERSON,
    Action.GIVE_PERMISSION: _PERSON,
    Action.WITHDRAW_PERMISSION: _PERSON,
    Action.SEE_PERMISSIONS: _PERSON,
    Action.ERASE_PERSON: _PERSON,
    Action.SEE_SITES: _PAGE | {"site", "room"},
    Action.SEE_SITE_ROLL: frozenset({"site"}),
    Action.DESCRIBE_SITE: _PAGE | {"site", "room"},
    Action.STATE_ROOM: frozenset({"room", "site"}),
    Action.PLAN_HOUSING: _PAGE | {"plan"},
    Action.SEE_HOUSING_PLAN: _PAGE | {"plan"},
    Action.DECIDE_PLACEMENT: frozenset({"household", "group"}),
    Action.CHECK_IN: frozenset({"household"}),
    Action.STATE_WISHES: frozenset({"household"}),
    Action.ASK_OVERRIDE: frozenset({"household"}),
    Action.SIGN_OVERRIDE: frozenset({"household"}),
    Action.SEE_NEVER_WITH: frozenset({"household"}),
    Action.STATE_NEVER_WITH: frozenset({"household"}),
    Action.END_NEVER_WITH: frozenset({"household"}),
    Action.GIVE_QUOTA: _PAGE | {"room"},
    Action.RETURN_QUOTA: _PAGE | {"room"},
    Action.STATE_COUNT: _PAGE | {"count"},
    Action.SEE_FORECAST: _PAGE | {"forecast"},
    Action.MAKE_FORECAST: _PAGE | {"forecast"},
    Action.READ_REPORT: _PAGE | {"report"},
    Action.DECIDE_CLAIM: frozenset({"claim"}),
    Action.SEE_LEDGER: _PAGE | {"claim", "report"},
    Action.SEE_READ_LOG: _PAGE | {"read_log"},
    Action.MANAGE_ACCOUNTS: _PAGE | {"account"},
}

# Records of these kinds are somebody's: the purpose must be the role's own and the controller the actor's.
ABOUT_PEOPLE = frozenset({"person", "household", "group", "request", "proposal"})

# Looking and changing are two actions: leave to write never shows more of a record than leave to see it.
ACTIONS_THAT_SHOW = frozenset(action for action in Action if action.value.startswith("see_"))
