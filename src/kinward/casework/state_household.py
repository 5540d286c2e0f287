"""What a household says of a roof later on: where they wish to go, until when they have a bed, whether they ask again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kinward.casework.decide_placement import typed
from kinward.casework.facts import facts_of_household_line
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.event import Actor, Draft, derived_id, moment_text
from kinward.model.housing import NEEDS
from kinward.model.placement import HOLDS_ROOMS, NO_LONGER_ASKS, PlacementState
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said, wrong_with_line

_SITE_LONGEST = (
    36  # what a placement may name as the place it is about: an id, or a region that is not longer
)


@dataclass(frozen=True, slots=True)
class WishesForm:
    """What they say now.

    ``own_lodging_until`` is the day from which they need a bed of ours; None when they need one now. ``wish_site`` is the
    id of the site they ask for. ``refuses`` is a site (its id) or a whole region to which they said no before anything
    was proposed, with ``refuses_why`` in their words.
    """

    form_id: UUID
    wish_region: str
    needs: tuple[str, ...]
    wants_roof: bool
    own_lodging_until: date | None = None
    wish_site: str = ""
    refuses: str = ""
    refuses_why: str = ""


def state_wishes(outside: Outside, actor: Actor, household: str, form: WishesForm) -> None:
    """Write down what changed; what stays the same is not said again. Raises BadInputError, NothingHereError.

    Whoever did not come or moved on and asks again waits again, from now on.
    """
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    opened(outside, actor, Action.STATE_WISHES, facts, Purpose.HOUSE, household)
    if line is None:
        raise NothingHereError
    _raise_if_wrong(outside, line, form)
    now = outside.now()
    from_moment = moment_text(now)
    statements = [*_news(line, form, from_moment)]
    drafts = []
    if statements:
        drafts.append(
            Draft(
                derived_id(form.form_id, 0), "household_stated", UUID(household), {"said": statements},
                Purpose.HOUSE.value, now,
            )
        )  # fmt: skip
    if form.wants_roof and line.state in NO_LONGER_ASKS:
        again = {"state": "waiting", "reasons": [{"text": "they ask for a roof again", "values": {}}]}
        drafts.append(
            Draft(
                derived_id(form.form_id, 1), "placement_decided", UUID(household),
                {"said": [said("placement", again)]}, Purpose.HOUSE.value, now,
            )
        )  # fmt: skip
    if form.refuses and form.refuses not in outside.views.refused_sites([household]).get(household, ()):
        why = typed(form.refuses_why.strip())
        no = {"state": PlacementState.REFUSED.value, "site": form.refuses, "reasons": why}
        drafts.append(
            Draft(
                derived_id(form.form_id, 2), "placement_decided", UUID(household),
                {"said": [said("placement", no)]}, Purpose.HOUSE.value, now,
            )
        )  # fmt: skip
    if drafts:
        outside.journal.append(drafts, actor)


def _news(line: HouseholdLine, form: WishesForm, now: str) -> list[Any]:
    until = form.own_lodging_until.isoformat() if form.own_lodging_until else ""
    found = []
    if form.wish_region.strip() != line.wish_region:
        found.append(said("wish_region", form.wish_region.strip()))
    if form.wish_site != line.wish_site:
        found.append(said("wish_site", form.wish_site))
    if set(form.needs) != set(line.needs):
        found.append(said("needs", sorted(form.needs)))
    if form.wants_roof != line.wants_roof or until != line.lodging_until:
        asks_from = (line.wants_roof_from or now) if form.wants_roof else ""
        found.append(said("lodging", {"wants_roof": form.wants_roof, "from": asks_from, "until": until}))
    return found


def _raise_if_wrong(outside: Outside, line: HouseholdLine, form: WishesForm) -> None:
    problems = []
    if wrong := wrong_with_line("wish_region", form.wish_region.strip(), 100):
        problems.append(Problem(wrong.what, wrong.do, column="wish_region"))
    if set(form.needs) - NEEDS:
        do = Message("the needs are: {known}", {"known": ", ".join(sorted(NEEDS))})
        problems.append(Problem(Message("there is no such need"), do, column="needs"))
    if form.wish_site and not outside.views.sites([form.wish_site]):
        do = Message("choose one of the list, or none")
        problems.append(Problem(Message("there is no such site"), do, column="wish_site"))
    if (
        form.refuses
        and form.refuses not in outside.views.regions()
        and not outside.views.sites([form.refuses])
    ):
        do = Message("choose one of the list, or none")
        problems.append(Problem(Message("there is no such site or region"), do, column="refuses"))
    elif len(form.refuses) > _SITE_LONGEST:
        do = Message("refuse its sites one by one")
        problems.append(Problem(Message("the name of this region is too long"), do, column="refuses"))
    elif form.refuses and line.state in HOLDS_ROOMS:
        what = Message("rooms are proposed or held for them")
        problems.append(Problem(what, Message("decide on those first, on their card"), column="refuses"))
    if wrong := wrong_with_line("refuses_why", form.refuses_why.strip(), 300):
        problems.append(Problem(wrong.what, wrong.do, column="refuses_why"))
    if problems:
        raise BadInputError(problems)
