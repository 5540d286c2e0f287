"""The kinds of event there are: what each speaks of and which fields it may state."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventKind:
    """``fields`` are what a body of this kind may state; ``private`` bodies speak of one person."""

    name: str
    subject_kind: str
    fields: frozenset[str]
    schema_version: int = 1


def _kind(name: str, subject_kind: str, fields: str) -> EventKind:
    return EventKind(name, subject_kind, frozenset(fields.split()))


# What may be said of a person at a desk or on the telephone.
_PERSON_FIELDS = (
    "recorded_as name sex born age place address_before phone document identifier relative companion household "
    "group kinship arrival whereabouts alone form_number note permission"
)

# What is known of a building as a whole, and may be known better later.
_SITE_FACTS = "permission_until building winter_inspected_on hospital_km school_km backup_power"

KINDS: dict[str, EventKind] = {
    kind.name: kind
    for kind in (
        _kind("person_registered", "person", _PERSON_FIELDS),
        _kind("person_stated", "person", _PERSON_FIELDS),
        _kind(
            "enquirer_recorded",
            "person",
            "recorded_as name phone call_back must_not_learn message note language",
        ),
        _kind("sought_person_described", "person", _PERSON_FIELDS + " last_contact"),
        _kind("fate_stated", "person", "fate detention"),
        _kind("child_protection_decided", "person", "protection_status"),
        _kind("permission_given", "person", "permission"),
        _kind("permission_withdrawn", "person", "permission_withdrawal"),
        _kind("hold_placed", "person", "hold"),
        _kind("hold_lifted", "person", "hold_lifting"),
        _kind("person_erased", "person", "erased"),
        _kind(
            "household_arrived",
            "household",
            "arrival size headcount needs wish_region wish_site community lodging form_number",
        ),
        _kind(
            "household_stated", "household", "size headcount needs wish_region wish_site community lodging"
        ),
        _kind("never_with_stated", "household", "never_with"),
        _kind("never_with_ended", "household", "never_with_ending"),
        _kind("placement_proposed", "household", "placement_proposal"),
        _kind("override_asked", "household", "placement_proposal"),
        _kind("placement_decided", "household", "placement"),
        _kind("group_arrived", "group", "institution group_kind roll arrival carers"),
        _kind("tracing_request_opened", "request", "enquirer sought relation urgency"),
        _kind("tracing_request_stated", "request", "request_status"),
        _kind("proposal_made", "proposal", "proposal"),
        _kind("proposal_decided", "proposal", "decision"),
        _kind("contact_step_taken", "proposal", "contact_step"),
        _kind("site_opened", "site", "name site_type region place in_charge " + _SITE_FACTS),
        _kind("room_described", "room", "room"),
        _kind("site_stated", "site", "in_charge " + _SITE_FACTS),
        _kind("room_stated", "room", "room blocked"),
        _kind("quota_given", "room", "quota"),
        _kind("housing_planned", "plan", "plan"),
        _kind("report_read", "report", "report"),
        _kind("figure_proposed", "claim", "figure"),
        _kind("claim_proposed", "claim", "claim"),
        _kind("claim_decided", "claim", "decision"),
        _kind("count_stated", "count", "count"),
        _kind("forecast_made", "forecast", "forecast"),
    )
}

SUBJECT_KINDS = frozenset(kind.subject_kind for kind in KINDS.values())


def subject_kind_of(kind: str) -> str:
    """What an event of this kind speaks of; a kind from a newer Kinward is kept and called ``unknown``."""
    return KINDS[kind].subject_kind if kind in KINDS else "unknown"


def fields_not_of(kind: str, fields: frozenset[str]) -> frozenset[str]:
    """The fields that a body of this kind may not state."""
    return fields - KINDS[kind].fields
