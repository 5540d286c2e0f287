"""Opens a page or a record for somebody, or answers that there is nothing here; either way it is written down."""

from collections.abc import Callable, Sequence

from kinward.casework.ports import Outside
from kinward.model.event import Actor
from kinward.model.protection import Action, Allowed, Purpose, RecordFacts, Refused
from kinward.protect.authorise import PAGE, authorise


class NothingHereError(Exception):
    """Forbidden, held, erased and not found: the one refusal, and whoever asks learns nothing from it."""


def opened(  # the whole of a disclosure
    outside: Outside,
    actor: Actor,
    action: Action,
    record: RecordFacts | None,
    purpose: Purpose,
    asked_for: str = "",
) -> Allowed:
    """What may be shown of a record, after the read log has it. Raises NothingHereError, after the log has that too.

    ``record`` is None when there is no such record; ``asked_for`` is then the identity that was asked for. A page
    that shows nobody's record leaves no entry when it opens, only when it does not.
    """
    answer = authorise(actor, action, record, purpose, outside.now())
    kind, subject = (record.kind, record.id) if record else ("unknown", asked_for)
    if isinstance(answer, Refused):
        outside.read_log.disclose(actor, action, purpose, kind, subject, (), answer.code)
        raise NothingHereError
    if record is not PAGE:
        outside.read_log.disclose(actor, action, purpose, kind, subject, sorted(answer.shown), "shown")
    return answer


def opened_all(
    outside: Outside,
    actor: Actor,
    action: Action,
    records: Sequence[tuple[RecordFacts | None, str]],
    purpose: Purpose,
) -> tuple[Allowed, ...]:
    """As ``opened`` for many records (each with what was asked for) in one entry of the read log after the other.

    Raises NothingHereError when any of them may not be opened, after the log has all of them.
    """
    answers, note = _answered(outside, actor, action, records, purpose)
    note()
    allowed = tuple(answer for answer in answers if isinstance(answer, Allowed))
    if len(allowed) < len(answers):
        raise NothingHereError
    return allowed


def opened_to_decide(
    outside: Outside,
    actor: Actor,
    action: Action,
    records: Sequence[tuple[RecordFacts | None, str]],
    purpose: Purpose,
) -> Callable[[], None]:
    """As ``opened_all``, for records that are decided about and not shown; returns what writes the entries.

    The caller writes them in the transaction of the decision, so that one commit makes both last, and again by
    itself where that transaction wrote nothing.
    """
    answers, note = _answered(outside, actor, action, records, purpose)
    if any(isinstance(answer, Refused) for answer in answers):
        note()
        raise NothingHereError
    return note


def _answered(
    outside: Outside,
    actor: Actor,
    action: Action,
    records: Sequence[tuple[RecordFacts | None, str]],
    purpose: Purpose,
) -> tuple[list[Allowed | Refused], Callable[[], None]]:
    """An answer for each record, and what writes all of them to the read log."""
    now = outside.now()
    answers = [authorise(actor, action, record, purpose, now) for record, _asked_for in records]
    entries = [
        (
            record.kind if record else "unknown",
            record.id if record else asked_for,
            () if isinstance(answer, Refused) else tuple(sorted(answer.shown)),
            answer.code if isinstance(answer, Refused) else "shown",
        )
        for (record, asked_for), answer in zip(records, answers, strict=True)
    ]

    def note() -> None:
        if entries:
            outside.read_log.disclose_all(actor, action, purpose, entries)

    return answers, note
