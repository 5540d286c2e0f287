"""Who may do what with whose record, and what is written down when a record was shown."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kinward.model.event import FIRST_HASH, canonical, moment_text


class Role(StrEnum):
    """What somebody is here to do. An account may hold several; ``protect.roles`` says what each may."""

    REGISTRAR = "registrar"
    DATA_STEWARD = "data_steward"
    SITE_MANAGER = "site_manager"
    TRACING_CASEWORKER = "tracing_caseworker"
    CHILD_PROTECTION_OFFICER = "child_protection_officer"
    HOUSING_OFFICER = "housing_officer"
    ANALYST = "analyst"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ADMINISTRATOR = "administrator"


class Purpose(StrEnum):
    """Why somebody opens a record. It is written into the journal and the read log."""

    REGISTER = "register"
    TRACE = "trace"
    PROTECT = "protect"
    HOUSE = "house"
    FORESEE = "foresee"
    CITE = "cite"
    DATA_RIGHTS = "data_rights"
    AUDIT = "audit"
    OPERATE = "operate"


class Action(StrEnum):
    """Everything a page, a command or a route can do. Signing in is none; a new route names one of these."""

    # write down
    REGISTER_HOUSEHOLD = "register_household"
    REGISTER_PERSON = "register_person"
    REGISTER_GROUP = "register_group"
    IMPORT_PEOPLE = "import_people"
    CORRECT_VALUE = "correct_value"
    RECORD_WHEREABOUTS = "record_whereabouts"
    PRINT_PAPER_FORMS = "print_paper_forms"
    # look up
    SEARCH_PEOPLE = "search_people"
    SEE_PERSON = "see_person"
    SEE_HOUSEHOLD = "see_household"
    SEE_GROUP = "see_group"
    SEE_DUPLICATES = "see_duplicates"
    DECIDE_DUPLICATE = "decide_duplicate"
    # bring together
    TAKE_TRACING_REQUEST = "take_tracing_request"
    SEE_TRACING_REQUEST = "see_tracing_request"
    CLOSE_TRACING_REQUEST = "close_tracing_request"
    SEE_PROPOSALS = "see_proposals"
    SEE_RESTRICTED_PROPOSALS = "see_restricted_proposals"
    DECIDE_PROPOSAL = "decide_proposal"
    RECORD_CONTACT_STEP = "record_contact_step"
    TELL_ENQUIRER = "tell_enquirer"
    # protect
    SEE_CHILDREN_TO_ASSESS = "see_children_to_assess"
    DECIDE_CHILD_PROTECTION = "decide_child_protection"
    SEE_DEATH_OR_DETENTION = "see_death_or_detention"
    RECORD_DEATH_OR_DETENTION = "record_death_or_detention"
    CONFIRM_DEATH = "confirm_death"
    PLACE_HOLD = "place_hold"
    SEE_HOLDS = "see_holds"
    LIFT_HOLD = "lift_hold"
    GIVE_PERMISSION = "give_permission"
    WITHDRAW_PERMISSION = "withdraw_permission"
    SEE_PERMISSIONS = "see_permissions"
    ERASE_PERSON = "erase_person"
    # house
    SEE_SITES = "see_sites"
    SEE_SITE_ROLL = "see_site_roll"
    DESCRIBE_SITE = "describe_site"
    STATE_ROOM = "state_room"
    PLAN_HOUSING = "plan_housing"
    SEE_HOUSING_PLAN = "see_housing_plan"
    DECIDE_PLACEMENT = "decide_placement"
    CHECK_IN = "check_in"
    STATE_WISHES = "state_wishes"
    ASK_OVERRIDE = "ask_override"
    SIGN_OVERRIDE = "sign_override"
    SEE_NEVER_WITH = "see_never_with"
    STATE_NEVER_WITH = "state_never_with"
    END_NEVER_WITH = "end_never_with"
    GIVE_QUOTA = "give_quota"
    RETURN_QUOTA = "return_quota"
    # foresee and cite
    SEE_TODAY = "see_today"
    STATE_COUNT = "state_count"
    SEE_FORECAST = "see_forecast"
    MAKE_FORECAST = "make_forecast"
    READ_REPORT = "read_report"
    DECIDE_CLAIM = "decide_claim"
    SEE_LEDGER = "see_ledger"
    # keep
    VERIFY_AUDIT = "verify_audit"
    SEE_READ_LOG = "see_read_log"
    MANAGE_ACCOUNTS = "manage_accounts"
    MAKE_BACKUP = "make_backup"
    RESTORE_BACKUP = "restore_backup"
    REBUILD_VIEWS = "rebuild_views"


class Sensitivity(StrEnum):
    """What a column or a stated field can do to somebody in the wrong hands, from least to most."""

    TECHNICAL = "technical"  # identities, hashes, versions: says nothing by itself
    PUBLIC = "public"  # anybody may know it: names of regions, published figures
    OPERATIONAL = "operational"  # about the work: sites, beds, desks, who decided, how many
    PERSONAL = "personal"  # about one person or household: names, age, kin, telephone, origin
    SENSITIVE = "sensitive"  # where somebody is, health and needs, who searches for whom
    SEALED = "sealed"  # death, detention, holds, what a child said: restricted roles only


# What may be stated in a journal body (kinward.model.kinds), each with its class. A field that is missing here
# is hidden from everybody: tests/protect/test_permissions.py names it.
FIELD_SENSITIVITY: Mapping[str, Sensitivity] = {
    field_name: sensitivity
    for sensitivity, names in {
        Sensitivity.OPERATIONAL: (
            "recorded_as form_number size headcount group_kind roll carers site_type room blocked contact_step "
            "plan report figure claim count forecast request_status region permission_until in_charge quota "
            "building winter_inspected_on hospital_km school_km backup_power"
        ),
        Sensitivity.PERSONAL: (
            "name sex born age place address_before phone document identifier relative companion household group "
            "kinship arrival call_back language relation enquirer sought last_contact institution wish_region "
            "wish_site community lodging urgency"
        ),
        Sensitivity.SENSITIVE: (
            "whereabouts alone note must_not_learn message needs proposal decision placement placement_proposal "
            "permission permission_withdrawal"
        ),
        Sensitivity.SEALED: "fate detention protection_status hold hold_lifting erased never_with never_with_ending",
    }.items()
    for field_name in names.split()
}


class LegalBasis(StrEnum):
    """Why the law allows a use (ICRC Handbook on Data Protection, 2nd ed. 2020, chapter 3).

    A sought person cannot be asked before being found, so tracing does not rest on consent alone.
    """

    CONSENT = "consent"
    VITAL_INTEREST = "vital_interest"
    PUBLIC_INTEREST = "public_interest"
    LEGAL_OBLIGATION = "legal_obligation"


class PermissionGiver(StrEnum):
    """Who gave a permission: the person, a guardian, or the panel that decided in a child's best interest."""

    SELF = "self"
    GUARDIAN = "guardian"
    BEST_INTEREST_PANEL = "best_interest_panel"


@dataclass(frozen=True, slots=True)
class Permission:
    """One use of somebody's record that is allowed, as a fact. ``withdrawn_at`` ends it and deletes nothing."""

    subject: str
    purpose: str
    recipient: str
    basis: LegalBasis
    giver: PermissionGiver
    given_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """Somebody said "tell nobody". Each hold stands by itself (add-wins): only an event that names it lifts it."""

    key: str
    subject: str
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What ``authorise`` must know of a record, and no value of it.

    ``kind`` is a subject kind of ``kinward.model.kinds``, or ``page``, ``account`` or ``read_log``.
    ``controller`` is the organisation whose record it is; ``shared_with`` are the others that a standing permission
    names, each with the purpose (a word of ``Purpose``) it was given for and no other.
    ``desk`` and ``written_at`` say where and when it was first written (the moment this database received it).
    ``in_charge`` are the accounts of a request's caseworkers, or of the managers of the site somebody sleeps at.
    ``child`` means under 18 or perhaps so; of a household: without an adult. ``restricted`` is a child-protection
    case, somebody of a group, or a proposal about one of these or somebody held. ``decided_by`` are the accounts that already had their
    say (who placed the hold, who confirmed first). ``fields`` are the names it states with their classes.
    """

    kind: str
    id: str = ""
    controller: str = ""
    shared_with: frozenset[tuple[str, str]] = frozenset()
    desk: str = ""
    written_at: datetime | None = None
    in_charge: frozenset[str] = frozenset()
    child: bool = False
    held: bool = False
    restricted: bool = False
    death_or_detention: bool = False
    sought_person_agreed: bool = False
    decided_by: frozenset[str] = frozenset()
    fields: Mapping[str, Sensitivity] = field(default_factory=dict)


class RefusalCode(StrEnum):
    """Why not. For the read log and the auditor; the person asking always gets the same answer."""

    NOT_FOUND = "not_found"
    ROLE = "role"
    PURPOSE = "purpose"
    KIND = "kind"
    CONTROLLER = "controller"
    OTHER_DESK = "other_desk"
    TOO_OLD = "too_old"
    HELD = "held"
    RESTRICTED = "restricted"
    CHILD = "child"
    OTHER_CASE = "other_case"
    NOT_IN_CHARGE = "not_in_charge"
    SECOND_PERSON = "second_person"
    DEATH_OR_DETENTION = "death_or_detention"
    NOT_AGREED = "not_agreed"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes: ``shown`` fields as they are, ``masked`` ones as "recorded", ``hidden`` ones as if they were not there."""

    shown: frozenset[str] = frozenset()
    masked: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and why; the why stays inside."""

    code: RefusalCode


Answer = Allowed | Refused


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One entry of the read log: who asked for which record, why, and which fields they were shown.

    ``fields`` are names, never values; ``answer`` is ``shown`` or the code of the refusal, so that somebody who
    tries doors is seen too. ``position`` counts from 1 without a gap; ``hash`` covers ``previous_hash``.
    """

    position: int
    at: datetime
    actor: str
    device: str
    organisation: str
    purpose: str
    action: str
    subject_kind: str
    subject: str
    fields: tuple[str, ...]
    answer: str
    previous_hash: str = FIRST_HASH
    hash: str = ""


def hash_of_disclosure(entry: Disclosure) -> str:
    """SHA-256 over the hash before it, the position and everything it says."""
    content = (
        entry.previous_hash, entry.position, moment_text(entry.at), entry.actor, entry.device, entry.organisation,
        entry.purpose, entry.action, entry.subject_kind, entry.subject, entry.fields, entry.answer,
    )  # fmt: skip
    return hashlib.sha256(canonical(content).encode()).hexdigest()
