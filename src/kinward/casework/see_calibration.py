"""Does it happen as often as we say? What caseworkers decided, beside the chances they were shown."""

from dataclasses import dataclass

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.casework.weigh_again import Kept, as_last_said
from kinward.model.event import Actor
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import PAGE
from kinward.reunite.calibration import DECISIONS_LEAST, Decided, Platt, Reliability, learnt, reliability

_EVERY = 1_000_000
# With fewer a diagram would show chance: the widest of its intervals would be half the picture.
SHOWN_FROM = 30


@dataclass(frozen=True, slots=True)
class Decision:
    """One decided proposal: the chance the caseworker was shown, and the one computed, before any scaling."""

    shown: Decided
    computed: Decided


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """The diagram of what was shown, how today's odds are scaled, and how many decisions are missing until they are."""

    told: Reliability
    scaling: Platt | None
    missing: int
    unsure: int

    @property
    def is_enough(self) -> bool:
        """Whether there are decisions enough for a diagram."""
        return self.told.decisions >= SHOWN_FROM


def decisions(outside: Outside) -> list[Decision]:
    """Every tracing proposal that a person confirmed or refused; of two decisions on one the later counts.

    Who is unsure has not decided: leaving an unsure one out says nothing, counting it as a no would.
    """
    lines = [
        line
        for outcome in ("confirmed", "refused")
        for line in outside.views.proposals(about="tracing", outcome=outcome, most=_EVERY)
    ]
    return [decision_of(one) for one in as_last_said(outside, lines).values()]


def decision_of(one: Kept) -> Decision:
    """A decision beside the chances of the moment it was made: nothing is said again of a decided proposal."""
    confirmed = one.line.outcome == "confirmed"
    shown = float(one.said["probability"])
    return Decision(Decided(shown, confirmed), Decided(float(one.said.get("uncalibrated", shown)), confirmed))


def see_calibration(outside: Outside, actor: Actor, purpose: Purpose) -> CalibrationPage:
    """The reliability diagram. It shows nobody's record, so the read log names only who was refused the page."""
    opened(outside, actor, Action.SEE_PROPOSALS, PAGE, purpose)
    decided = decisions(outside)
    unsure = len(outside.views.proposals(about="tracing", outcome="unsure", most=_EVERY))
    return CalibrationPage(
        told=reliability([one.shown for one in decided]),
        scaling=learnt([one.computed for one in decided]),
        missing=max(0, DECISIONS_LEAST - len(decided)),
        unsure=unsure,
    )
