"""A hard rule is set aside for one household: by a named person with the reason, and only once a second one signs."""

from datetime import date
from uuid import UUID

from kinward.casework.decide_placement import given, raise_if_otherwise, typed, write_decisions
from kinward.casework.facts import facts_of_household_line
from kinward.casework.giving_rooms import Against, Giving, against_giving, giving_of
from kinward.casework.opening import NothingHereError, opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.housing import Policy
from kinward.model.placement import GIVEN, PlacementState
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import with_first_say
from kinward.register.as_said import said, wrong_with_line

OVERRIDE_OUTCOMES = ("signed", "refused")


def ask_override(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    household: str,
    rooms: tuple[str, ...],
    from_day: date,
    reason: str,
    *,
    policy: Policy,
) -> tuple[str, ...]:
    """Ask that this household gets these rooms though a rule forbids it; the rooms are held until somebody signs.

    Returns the names of the rules. Raises BadInputError without a reason, when no rule stands in the way (then
    somebody simply gives the rooms), and for what no signature changes: a room that is another household's.
    """
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    opened(outside, actor, Action.ASK_OVERRIDE, facts, Purpose.HOUSE, household)
    if line is None:
        raise NothingHereError
    _raise_without_reason(reason)
    site = next((room.site for room in outside.views.rooms(ids=rooms[:1])), "")
    giving = Giving(line, site, rooms, from_day.isoformat())
    against = against_giving(outside, actor, [giving], policy).get(line.id, ())
    rules = tuple(dict.fromkeys(one.rule for one in against if one.rule))
    value = given(giving, [one.what for one in against]) | {
        "state": PlacementState.OVERRIDE_ASKED.value,
        "override": {"rules": list(rules), "reason": reason.strip(), "asked_by": actor.account},
    }
    draft = Draft(
        derived_id(form_id, 0), "override_asked", UUID(household), {"said": [said("placement_proposal", value)]},
        Purpose.HOUSE.value, outside.now(),
    )  # fmt: skip

    def check() -> None:
        _raise_if_in_rooms(line)
        raise_if_otherwise(outside, {line.id: line}, frozenset({line.state}))
        _raise_if_nothing_to_set_aside(against_giving(outside, actor, [giving], policy).get(line.id, ()))

    outside.journal.append([draft], actor, check=check)
    return rules


def sign_override(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    household: str,
    outcome: str,
    reason: str = "",
    *,
    policy: Policy,
) -> int:
    """A second person gives the rooms against the rule, or refuses; returns 1, or 0 for a form sent twice.

    Raises NothingHereError for whoever asked: nobody signs their own; BadInputError when the rooms cannot be given
    any more or another rule stands in the way than the one that was asked to be set aside.
    """
    assert outcome in OVERRIDE_OUTCOMES, outcome
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = None
    if line is not None:
        facts = with_first_say(facts_of_household_line(line), line.override.get("asked_by", ""))
    opened(outside, actor, Action.SIGN_OVERRIDE, facts, Purpose.HOUSE, household)
    if line is None:
        raise NothingHereError
    giving = giving_of(line)
    if outcome == "signed":
        value = given(giving, line.reasons) | {"override": dict(line.override)}
    else:
        # No site: it was an officer and not the household who refused it.
        value = {"state": PlacementState.REFUSED.value, "reasons": typed(reason)}

    def check() -> None:
        raise_if_otherwise(outside, {line.id: line}, frozenset({PlacementState.OVERRIDE_ASKED.value}))
        if outcome == "signed":
            _raise_if_more_against(line, against_giving(outside, actor, [giving], policy).get(line.id, ()))

    return write_decisions(outside, actor, form_id, {line.id: value}, check)


def _raise_without_reason(reason: str) -> None:
    problems = []
    if not reason.strip():
        do = Message("write why these rooms are right for them all the same")
        problems.append(Problem(Message("a rule is not set aside without a reason"), do, column="reason"))
    elif wrong := wrong_with_line("reason", reason.strip()):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    if problems:
        raise BadInputError(problems)


def _raise_if_in_rooms(line: HouseholdLine) -> None:
    if line.state in GIVEN:
        what = Message("they have rooms: nobody who unpacked is moved without a reason")
        raise BadInputError([Problem(what, Message("give them other rooms instead"))])


def _raise_if_nothing_to_set_aside(against: tuple[Against, ...]) -> None:
    problems = [
        Problem(one.what, Message("no signature changes that: choose other rooms"))
        for one in against
        if not one.rule
    ]
    if not against:
        what = Message("no rule stands in the way of these rooms")
        problems.append(Problem(what, Message("give them the rooms")))
    if problems:
        raise BadInputError(problems)


def _raise_if_more_against(line: HouseholdLine, against: tuple[Against, ...]) -> None:
    known = set(line.override.get("rules", ()))
    problems = [
        Problem(one.what, Message("ask again for the rule that stands in the way now"))
        for one in against
        if one.rule not in known
    ]
    if problems:
        raise BadInputError(problems)
