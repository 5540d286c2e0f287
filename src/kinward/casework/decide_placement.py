"""A housing officer gives a household its rooms, notes a refusal, or frees rooms that nobody sleeps in any more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from kinward.casework.facts import facts_of_household_line
from kinward.casework.giving_rooms import Giving, against_giving, giving_of
from kinward.casework.opening import opened_to_decide
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.housing import Policy
from kinward.model.placement import GIVEN, PlacementState
from kinward.model.problem import BadInputError, Message, Problem, as_typed
from kinward.model.protection import Action, Purpose
from kinward.register.as_said import said

OUTCOMES = ("placed", "refused", "no_show", "moved_on")
# Of which states a household may come to an outcome.
_FROM: Mapping[str, frozenset[str]] = {
    "placed": frozenset({"proposed"}),
    "refused": frozenset({"proposed"}),
    "no_show": frozenset({"placed", "proposed"}),
    "moved_on": frozenset({"placed", "proposed", "moved_in"}),
}


def decide_placements(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    households: Sequence[str],
    outcome: str,
    reason: str = "",
    *,
    policy: Policy,
) -> int:
    """Decide the current proposal or placement of these households; returns how many were decided.

    ``placed`` takes the proposed rooms. No room is given twice, and none that may not be slept in by now: households
    and rooms are looked at again inside the transaction. The same form sent twice decides once. Raises BadInputError
    with every household that has no proposal or whose room cannot be given; then nobody is decided about.
    """
    assert outcome in OUTCOMES, outcome
    lines = {line.id: line for line in outside.views.households(ids=households)}
    records = [(facts_of_household_line(lines[one]) if one in lines else None, one) for one in households]
    note = opened_to_decide(outside, actor, Action.DECIDE_PLACEMENT, records, Purpose.HOUSE)
    decisions = {one: _decided(lines[one], outcome, reason) for one in households}

    def check() -> None:
        now = raise_if_otherwise(outside, lines, _FROM[outcome])
        if outcome == "placed":
            _raise_if_not_to_be_given(outside, actor, [giving_of(line) for line in now], policy)

    return _noted(note, partial(write_decisions, outside, actor, form_id, decisions), check)


def give_rooms(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    household: str,
    rooms: tuple[str, ...],
    from_day: date,
    *,
    policy: Policy,
    move: str = "",
    site: str = "",
) -> int:
    """Give a household rooms that an officer chose, of one site; returns 1, or 0 for a form sent twice.

    Whoever has rooms is moved only for a reason that the policy lets pass. Raises BadInputError when a room is
    taken, held, blocked or in another desk's hands, when a hard rule forbids it, or without such a reason.
    """
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = facts_of_household_line(line) if line else None
    note = opened_to_decide(outside, actor, Action.DECIDE_PLACEMENT, [(facts, household)], Purpose.HOUSE)
    assert line is not None, "opened"
    at = site or next((room.site for room in outside.views.rooms(ids=rooms[:1])), "")
    giving = Giving(line, at, rooms, from_day.isoformat())
    value = given(giving, []) | ({"move": move} if move else {})

    def check() -> None:
        _raise_without_reason_to_move(line, move, policy)
        now = raise_if_otherwise(outside, {line.id: line}, frozenset({line.state}))
        _raise_if_not_to_be_given(outside, actor, [replace(giving, line=one) for one in now], policy)

    return _noted(note, partial(write_decisions, outside, actor, form_id, {line.id: value}), check)


def _noted(
    note: Callable[[], None], write: Callable[[Callable[[], None]], int], check: Callable[[], None]
) -> int:
    """Decide, with the read log's entry in the same transaction; where nothing was written, the entry alone."""

    def noted_check() -> None:
        note()
        check()

    try:
        decided = write(noted_check)
    except BadInputError:
        note()
        raise
    if not decided:
        note()
    return decided


def given(giving: Giving, reasons: Sequence[Message]) -> dict[str, Any]:
    """What a decision says that gives these rooms."""
    return {
        "state": PlacementState.PLACED.value,
        "site": giving.site,
        "rooms": list(giving.rooms),
        "from": giving.from_day,
        "reasons": said_of(reasons),
    }


def said_of(reasons: Sequence[Message]) -> list[dict[str, Any]]:
    """Reasons as the journal keeps them, translated when shown: a sentence of ours, and apart from it what fills its gaps."""
    return [{"text": message.text, "values": dict(message.values)} for message in reasons]


def typed(reason: str) -> list[dict[str, Any]]:
    """What a person gave as the reason, if anything."""
    return said_of([as_typed(reason)]) if reason else []


def write_decisions(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    decisions: Mapping[str, Mapping[str, Any]],
    check: Callable[[], None],
) -> int:
    """One decision for each household, all or none; returns how many were new."""
    now = outside.now()
    drafts = [
        Draft(
            derived_id(form_id, number), "placement_decided", UUID(household),
            {"said": [said("placement", value)]}, Purpose.HOUSE.value, now,
        )
        for number, (household, value) in enumerate(decisions.items())
    ]  # fmt: skip
    return len(outside.journal.append(drafts, actor, check=check).events)


def _decided(line: HouseholdLine, outcome: str, reason: str) -> dict[str, Any]:
    if outcome == PlacementState.PLACED:
        value = given(giving_of(line), line.reasons)
        return value | ({"until": line.until} if line.until else {})
    value = {"state": outcome, "reasons": typed(reason)}
    # Which site somebody refused is heeded by the next plan.
    return value | ({"site": line.site} if outcome == PlacementState.REFUSED else {})


def raise_if_otherwise(
    outside: Outside, lines: Mapping[str, HouseholdLine], needed: frozenset[str]
) -> list[HouseholdLine]:
    """The households as they stand now. Raises BadInputError where something else is decided or proposed by now."""
    problems = []
    now = outside.views.households(ids=list(lines))
    for line in now:
        if line.state not in needed:
            what = Message("there is no proposal to decide on for this household")
            problems.append(Problem(what, Message("plan again")))
        elif _place(line) != _place(lines[line.id]):
            what = Message("other rooms are proposed for this household by now")
            problems.append(Problem(what, Message("reload the page and decide again")))
    if problems:
        raise BadInputError(problems)
    return now


def _place(line: HouseholdLine) -> tuple[str, tuple[str, ...], str]:
    return line.site, line.rooms, line.from_day


def _raise_without_reason_to_move(line: HouseholdLine, move: str, policy: Policy) -> None:
    if line.state in GIVEN and move not in {reason.value for reason in policy.move_only_if}:
        what = Message("they have rooms: nobody who unpacked is moved without a reason")
        do = Message("they agree, the site closes, it is not safe, or relatives are reunited: say which")
        raise BadInputError([Problem(what, do, column="move")])


def _raise_if_not_to_be_given(
    outside: Outside, actor: Actor, givings: Sequence[Giving], policy: Policy
) -> None:
    """A room must be there, free, wanted once, open and lawful for these people as both stand now."""
    found = against_giving(outside, actor, givings, policy)
    problems = [Problem(one.what, Message("plan again")) for against in found.values() for one in against]
    if problems:
        raise BadInputError(problems)
