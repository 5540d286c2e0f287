"""What is known of a building as a whole: until when people may sleep there, fit for winter, how far to a hospital."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import Outside, SiteLine
from kinward.casework.see_sites import facts_of_site
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What somebody knows now; None is unknown. ``permission_until`` is the first day on which nobody may sleep there."""

    permission_until: date | None = None
    winter_inspected_on: date | None = None
    hospital_km: float | None = None
    school_km: float | None = None
    backup_power: bool | None = None


def see_site_to_state(outside: Outside, actor: Actor, site: str) -> SiteLine:
    """The site somebody is about to say something of. Raises NothingHereError."""
    line = next(iter(outside.views.sites([site])), None)
    opened(
        outside,
        actor,
        Action.DESCRIBE_SITE,
        facts_of_site(line, actor) if line else None,
        Purpose.HOUSE,
        site,
    )
    if line is None:
        raise NothingHereError
    return line


def state_site(outside: Outside, actor: Actor, form_id: UUID, site: str, facts: SiteFacts) -> None:
    """Write down what changed. Whoever sleeps there stays until somebody decides; no new household is planned past its end.

    Raises BadInputError for an inspection that is still to come, NothingHereError without leave.
    """
    line = see_site_to_state(outside, actor, site)
    now = outside.now()
    if facts.winter_inspected_on and facts.winter_inspected_on > now.astimezone(outside.zone).date():
        what, do = Message("this day is still to come"), Message("write the day somebody looked at it")
        raise BadInputError([Problem(what, do, column="winter_inspected_on")])
    new = {
        "permission_until": facts.permission_until.isoformat() if facts.permission_until else "",
        "winter_inspected_on": facts.winter_inspected_on.isoformat() if facts.winter_inspected_on else "",
        "hospital_km": facts.hospital_km,
        "school_km": facts.school_km,
        "backup_power": facts.backup_power,
    }
    statements = [said(name, value) for name, value in new.items() if value != getattr(line, name)]
    if statements:
        draft = Draft(
            derived_id(form_id, 0), "site_stated", UUID(site), {"said": statements}, Purpose.HOUSE.value, now
        )
        outside.journal.append([draft], actor)
