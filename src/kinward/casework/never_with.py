"""Two households may never sleep at one site; who and why is a protected fact, and plans heed it without saying so."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import facts_of_household_line
from kinward.casework.opening import opened, opened_all
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.code import code_as_typed, code_of
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import FIELD_SENSITIVITY, Action, Allowed, Purpose, RecordFacts
from kinward.protect.authorise import authorise, with_first_say
from kinward.register.as_said import said, wrong_with_line


@dataclass(frozen=True, slots=True)
class KeptApart:
    """The other household of a pair by the code of its slip, and why; ``key`` names the statement to end.

    ``may_end`` is False for whoever wrote it down: it takes two people.
    """

    key: str
    code: str
    reason: str
    may_end: bool


def see_never_with(outside: Outside, actor: Actor, purpose: Purpose, household: str) -> tuple[KeptApart, ...]:
    """With whom this household may never sleep at one site; for child protection alone. Raises NothingHereError."""
    line = next(iter(outside.views.households(ids=[household])), None)
    facts = _facts(line)
    opened(outside, actor, Action.SEE_NEVER_WITH, facts, purpose, household)
    assert facts is not None, "opened"
    found = []
    for key, one, other, reason in outside.views.never_with([household]):
        asked = with_first_say(facts, _stated_by(outside, one, key))
        may_end = isinstance(authorise(actor, Action.END_NEVER_WITH, asked, purpose, outside.now()), Allowed)
        code = code_of(UUID(other if one == household else one))
        found.append(KeptApart(key, code, reason, may_end))
    return tuple(found)


def state_never_with(
    outside: Outside,
    actor: Actor,
    form_id: UUID,
    household: str,
    other_code: str,
    reason: str,
    purpose: Purpose,
) -> None:
    """Write down that these two may never sleep at one site. Who writes it need not be able to read it back.

    Whoever has no leave to see such facts learns nothing from the answer, also not whether it stood already.
    Raises BadInputError for a code that is no household's, NothingHereError without leave.
    """
    line = next(iter(outside.views.households(ids=[household])), None)
    opened(outside, actor, Action.STATE_NEVER_WITH, _facts(line), purpose, household)
    code = code_as_typed(other_code)
    other = outside.views.household_by_code(code) if code else None
    problems = []
    if other is None or other == household:
        what, do = Message("this is no other household's code"), Message("take it from the slip")
        problems.append(Problem(what, do, column="other"))
    if wrong := wrong_with_line("reason", reason.strip()):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    if problems:
        raise BadInputError(problems)
    body = {"said": [said("never_with", {"other": other, "reason": reason.strip()})]}
    draft = Draft(
        derived_id(form_id, 0), "never_with_stated", UUID(household), body, purpose.value, outside.now()
    )
    outside.journal.append([draft], actor)


def end_never_with(
    outside: Outside, actor: Actor, form_id: UUID, household: str, key: str, reason: str, purpose: Purpose
) -> None:
    """The two may meet again. Raises BadInputError when this stands nowhere or no reason is given.

    Raises NothingHereError without leave to end it for both households, or for whoever wrote it down: it takes two.
    """
    pair = next((one for one in outside.views.never_with([household]) if one[0] == key), None)
    both = (household,) if pair is None else (pair[1], pair[2])
    by = _stated_by(outside, pair[1], key) if pair else ""
    lines = {line.id: line for line in outside.views.households(ids=both)}
    facts = {one: _facts(lines.get(one)) for one in both}
    asked = [(with_first_say(known, by) if known else None, one) for one, known in facts.items()]
    opened_all(outside, actor, Action.END_NEVER_WITH, asked, purpose)
    problems = []
    if pair is None:
        problems.append(Problem(Message("this was ended already"), Message("reload the page")))
    if not reason.strip():
        do = Message("write why it is safe now")
        problems.append(Problem(Message("the ending has no reason"), do, column="reason"))
    if wrong := wrong_with_line("reason", reason.strip()):
        problems.append(Problem(wrong.what, wrong.do, column="reason"))
    if problems or pair is None:
        raise BadInputError(problems)
    body = {"said": [said("never_with_ending", {"reason": reason.strip()})], "replaces": [key]}
    draft = Draft(
        derived_id(form_id, 0), "never_with_ended", UUID(pair[1]), body, purpose.value, outside.now()
    )
    outside.journal.append([draft], actor)


def _stated_by(outside: Outside, household: str, key: str) -> str:
    """Who wrote this down; the statement stands with the household it was said of first."""
    stated = outside.journal.record(UUID(household), "household").standing("never_with")
    return next((one.by for one in stated if one.key == key), "")


def _facts(line: HouseholdLine | None) -> RecordFacts | None:
    if line is None:
        return None
    known = facts_of_household_line(line)
    return RecordFacts(
        kind="household", id=line.id, controller=known.controller, desk=known.desk, child=known.child, held=known.held,
        fields={"never_with": FIELD_SENSITIVITY["never_with"]},
    )  # fmt: skip
