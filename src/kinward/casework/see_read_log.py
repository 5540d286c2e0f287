"""Who opened which record, when and for which purpose: names of fields and never a value."""

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.code import code_as_typed
from kinward.model.event import Actor
from kinward.model.protection import Action, Disclosure, Purpose, RecordFacts

SHOWN_MOST = 200


def see_read_log(
    outside: Outside, actor: Actor, purpose: Purpose, *, person: str = "", account: str = ""
) -> tuple[Disclosure, ...]:
    """The newest readings by accounts of the own organisation: all, of one person (id or code), or by one account.

    That somebody looked is written into the same log. Raises NothingHereError.
    """
    typed = code_as_typed(person)
    subject = (outside.views.person_by_code(typed) if typed else None) or person.strip().lower()
    opened(outside, actor, Action.SEE_READ_LOG, RecordFacts("read_log"), purpose)
    return tuple(
        outside.read_log.entries(actor.organisation, subject=subject, actor=account.strip(), most=SHOWN_MOST)
    )
