"""After a yes: who has still to be asked, who has answered, and whom nobody has told yet."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from kinward.casework.opening import opened
from kinward.casework.paging import Paged, page_of
from kinward.casework.ports import Outside, PersonLine, RequestLine
from kinward.casework.see_proposals import (
    ProposalSeen,
    SaidOf,
    Visible,
    enquirers_shown,
    proposals_shown,
    said_of_decisions,
    said_of_steps,
    visible_proposals,
)
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE

_EVERY = 1_000_000
# What the last step of a confirmed proposal means for the next: nobody asked yet, the answer is awaited, the enquirer
# may be told ...; in the order in which they follow upon each other.
TO_ASK = "to_ask"
STANDS = (TO_ASK, "asked", "agreed", "verified", "restored_contact", "family_reunification", "declined")
# Where somebody has something to do: to ask, to hear the answer, to tell the enquirer, to bring them together.
OPEN = frozenset({TO_ASK, "asked", "agreed", "verified"})


@dataclass(frozen=True, slots=True)
class FollowedUp:
    """A confirmed proposal: both sides, who asks, who decided, and what happened last."""

    seen: ProposalSeen
    request: RequestLine | None
    enquirer: PersonLine | None
    decided: SaidOf | None
    step: SaidOf | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """How many confirmed proposals stand where, of those this worker may see; and one page of those at ``stand``."""

    counts: Mapping[str, int]
    stand: str
    here: Paged[FollowedUp]


def see_follow_up(
    outside: Outside, actor: Actor, purpose: Purpose, *, stand: str = "", page: int = 1
) -> FollowUp:
    """Confirmed proposals by the step they have reached, the longest waiting first. Raises NothingHereError.

    ``stand`` is one of ``STANDS``; anything else is the first at which somebody waits.
    """
    opened(outside, actor, Action.SEE_PROPOSALS, PAGE, purpose)
    visible = _confirmed(outside, actor, purpose)
    counts = Counter(_stand_of(one.line.contact_step) for one in visible)
    first = next((one for one in STANDS if counts[one]), TO_ASK)
    stand = stand if stand in STANDS else first
    own = sorted(
        (one for one in visible if _stand_of(one.line.contact_step) == stand),
        key=lambda one: (not one.may_decide, one.line.made_at, one.line.id),
    )
    here = page_of(own, page)
    may_decide = {one.line.id: one.may_decide for one in here.rows}
    rows = {
        one.proposal.id: replace(one, may_decide=may_decide[one.proposal.id])
        for one in proposals_shown(outside, actor, [one.line for one in here.rows], purpose)
    }
    asked = [one.line.request for one in here.rows]
    requests = {one.id: one for one in outside.views.requests(None, len(asked), asked)} if asked else {}
    enquirers = enquirers_shown(outside, actor, list(requests.values()), purpose)
    found = []
    for one in here.rows:
        if one.line.id not in rows:
            continue
        request = requests.get(one.line.request)
        decided, steps = said_of_decisions(outside, one.line.id), said_of_steps(outside, one.line.id)
        found.append(
            FollowedUp(
                rows[one.line.id],
                request,
                enquirers.get(request.enquirer) if request else None,
                next(iter(decided), None),
                next(iter(steps), None),
            )
        )
    return FollowUp({one: counts[one] for one in STANDS}, stand, here.with_rows(found))


def count_follow_up(outside: Outside, actor: Actor, purpose: Purpose) -> int:
    """How many confirmed proposals wait for this worker to ask, to hear or to tell."""
    return sum(one.may_decide for one in _confirmed(outside, actor, purpose, OPEN))


def _confirmed(
    outside: Outside, actor: Actor, purpose: Purpose, stands: Collection[str] = STANDS
) -> list[Visible]:
    found = outside.views.proposals(about="tracing", outcome="confirmed", most=_EVERY)
    wanted = [line for line in found if _stand_of(line.contact_step) in stands]
    return visible_proposals(outside, actor, purpose, wanted)


def _stand_of(contact_step: str) -> str:
    return contact_step or TO_ASK
