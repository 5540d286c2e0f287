"""Two households may never sleep at one site; who and why is a protected fact, and plans heed it without saying so."""

from dataclasses import dataclass
from uuid import UUID

from kinward.casework.facts import facts_of_household_line
from kinward.casework.opening import opened
from kinward.casework.ports import HouseholdLine, Outside
from kinward.model.code import code_as_typed, code_of
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import FIELD_SENSITIVITY, Action, Purpose, RecordFacts
from kinward.register.as_said import said, wrong_with_line


@dataclass(frozen=True, slots=True)
class KeptApart:
    """The other household of a pair by the code of its slip, and why; ``key`` names the statement to end."""

    key: str
    code: str
    reason: str


def see_never_with(outside: Outside, actor: Actor, purpose: Purpose, household: str) -> tuple[KeptApart, ...]:
    """With whom this household may never sleep at one site; for child protection alone. Raises NothingHereError."""
    line = next(iter(outside.views.households(ids=[household])), None)
    opened(outside, actor, Action.SEE_NEVER_WITH, _facts(line), purpose, household)
    return tuple(
        KeptApart(key, code_of(UUID(other if one == household else one)), reason)
        for key, one, other, reason in outside.views.never_with([household])
    )


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
    outside: Outside, actor: Actor, form_id: UUID, household: str, key: str, purpose: Purpose
) -> None:
    """The two may meet again. Raises BadInputError when this stands nowhere, NothingHereError without leave."""
    line = next(iter(outside.views.households(ids=[household])), None)
    opened(outside, actor, Action.SEE_NEVER_WITH, _facts(line), purpose, household)
    found = [(one, known) for known, one, _other, _reason in outside.views.never_with([household])]
    whose = next((one for one, known in found if known == key), None)
    if whose is None:
        do = Message("reload the page")
        raise BadInputError([Problem(Message("this was ended already"), do)])
    body = {"said": [], "replaces": [key]}
    draft = Draft(
        derived_id(form_id, 0), "never_with_stated", UUID(whose), body, purpose.value, outside.now()
    )
    outside.journal.append([draft], actor)


def _facts(line: HouseholdLine | None) -> RecordFacts | None:
    if line is None:
        return None
    known = facts_of_household_line(line)
    return RecordFacts(
        kind="household", id=line.id, controller=known.controller, desk=known.desk, child=known.child, held=known.held,
        fields={"never_with": FIELD_SENSITIVITY["never_with"]},
    )  # fmt: skip
