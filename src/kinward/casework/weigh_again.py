"""What becomes of one request once everyone was weighed for it: who is proposed, who again, and the odds of the others.

The odds of one request's open proposals come from one ranking, so that they never contradict each other: together with
"not registered" they are at most 1. Whenever a ranking changes them, all of them are said again, as events.

Whoever a person refused is out of the ranking until something new speaks for them; then they are a new proposal that
names the old one and what is new. Whoever is hidden (held, alone, of an institution) is out of the odds that are said
of the others: a drop from 90 to 45 per cent would tell a caseworker that somebody hidden fits.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kinward.casework.ports import Outside, ProposalLine
from kinward.model.description import Description, Ranked
from kinward.model.event import derived_id
from kinward.model.record import Record, Statement
from kinward.reunite.calibration import Platt, together
from kinward.reunite.index import Ranking

# A proposal below one in ten is noise on a caseworker's desk; above, somebody should look. This is how much work is
# offered, not how sure anybody is.
PROBABILITY_LEAST = 0.10
# The five best of a request: with more, the tenth is read by nobody.
PROPOSALS_PER_REQUEST_MOST = 5
# Odds that move by less are not worth an event of their own.
_MOVED_LEAST = 0.01
# New evidence makes a refused pair at least twice as likely as when it was refused.
_MORE_BITS_LEAST = 1.0
# What is left after the refused, computed as a difference, is noise below this.
_NOISE = 1e-5
# Below this a reason is not what somebody would call new.
_TELLING_BITS = 0.5


@dataclass(frozen=True, slots=True)
class Kept:
    """A proposal that stands: the line of the view, and what was said of it first and last."""

    line: ProposalLine
    first: Statement
    newest: Statement

    @property
    def said(self) -> Mapping[str, Any]:
        """What was said of it last."""
        value: Mapping[str, Any] = self.newest.value
        return value


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to be written: of which proposal, as which event, and what. ``fresh``: nobody has seen it before."""

    event: UUID
    proposal: UUID
    value: dict[str, Any]
    fresh: bool = field(default=True)


@dataclass(frozen=True, slots=True)
class Odds:
    """Of one candidate: as it is said, before scaling, and that nobody registered is the one.

    ``among_all`` counts hidden people too, for whoever may see them; None where it is the same.
    """

    probability: float
    uncalibrated: float
    not_registered: float
    among_all: tuple[float, float] | None = None


def kept_proposals(outside: Outside, requests: Iterable[str]) -> dict[str, list[Kept]]:
    """Every proposal of these requests with what was last said of it, by request."""
    lines = [
        line for request in requests for line in outside.views.proposals(about="tracing", request=request)
    ]
    found: dict[str, list[Kept]] = defaultdict(list)
    for one in as_last_said(outside, lines).values():
        found[one.line.request].append(one)
    return found


def as_last_said(outside: Outside, lines: Sequence[ProposalLine]) -> dict[str, Kept]:
    """These proposals, by id, with what was last said of them; erased ones are left out."""
    records = outside.journal.records([UUID(line.id) for line in lines], "proposal") if lines else {}
    found: dict[str, Kept] = {}
    for line in lines:
        record = records.get(UUID(line.id))
        if record is not None and (spoken := said_of_proposal(record)):
            found[line.id] = Kept(line, spoken[0], spoken[-1])
    return found


def said_of_proposal(record: Record) -> list[Statement]:
    """Everything the machine said of one proposal, in the order of time."""
    return sorted(record.ever("proposal"), key=lambda one: (one.happened_at, one.key))


def sayings(
    outside: Outside, request: Description, ranking: Ranking, kept: Sequence[Kept], platt: Platt | None
) -> list[Saying]:
    """What is to be written of one request after everyone was weighed for it."""
    refused = {one.line.person: one for one in _latest(kept) if one.line.outcome == "refused"}
    again = {
        one.person: new
        for one in ranking.ranked
        if one.person in refused and (new := what_is_new(one, refused[one.person]))
    }
    out = refused.keys() - again.keys()
    odds = odds_of(ranking, out, platt, hides=not request.restricted)
    standing = {one.line.person: one for one in _latest(kept) if one.line.outcome in {"", "unsure"}}
    decided = {one.line.person for one in kept if one.line.outcome == "confirmed"}
    fresh = [
        _fresh(request, one, odds[one.person], kept, refused.get(one.person), again.get(one.person, []))
        for one in _worth_proposing(ranking, odds)
        if one.person not in standing and one.person not in decided
    ]
    moved = [
        _again(outside, request, one, odds[one.person], standing[one.person])
        for one in ranking.ranked
        if one.person in standing and _differs(odds[one.person], standing[one.person], 1e-4)
    ]
    worth_it = fresh or any(
        _differs(odds[one.person], standing[one.person], _MOVED_LEAST)
        for one in ranking.ranked
        if one.person in standing
    )
    return [*fresh, *moved] if worth_it else []


def odds_of(ranking: Ranking, out: Iterable[str], platt: Platt | None, *, hides: bool) -> dict[str, Odds]:
    """The odds of everyone ranked but those who are ``out``; with ``hides``, hidden people are in no odds but their own."""
    gone = set(out)
    hidden = {one.person for one in ranking.ranked if one.restricted} if hides else set()
    everyone = _conditioned(ranking, gone, platt)
    if not hidden - gone:
        return everyone
    visible = _conditioned(ranking, gone | hidden, platt)
    return {
        person: Odds(
            visible[person].probability,
            visible[person].uncalibrated,
            visible[person].not_registered,
            (odds.probability, odds.not_registered),
        )
        if person in visible
        else odds
        for person, odds in everyone.items()
    }


def _conditioned(ranking: Ranking, gone: set[str], platt: Platt | None) -> dict[str, Odds]:
    """What the chances are once it is known that it is none of those who are gone."""
    left = [one for one in ranking.ranked if one.person not in gone]
    others = 1 - sum(one.probability for one in ranking.ranked) - ranking.not_registered
    whole = sum(one.probability for one in left) + ranking.not_registered + (others if others > _NOISE else 0)
    if whole <= 0:
        return {one.person: Odds(0.0, 0.0, 1.0) for one in left}
    before = [one.probability / whole for one in left]
    scaled, nobody = together(before, ranking.not_registered / whole, platt)
    return {
        one.person: Odds(_down(now), _down(raw), _down(nobody))
        for one, now, raw in zip(left, scaled, before, strict=True)
    }


def _down(chance: float) -> float:
    """Four places, never rounded up: a sum of rounded chances stays below 1."""
    return int(chance * 10_000) / 10_000


def _latest(kept: Sequence[Kept]) -> list[Kept]:
    """Of each pair the proposal made last."""
    newest: dict[str, Kept] = {}
    for one in sorted(kept, key=lambda one: (one.first.happened_at, one.first.key)):
        newest[one.line.person] = one
    return list(newest.values())


def _worth_proposing(ranking: Ranking, odds: Mapping[str, Odds]) -> list[Ranked]:
    left = [one for one in ranking.ranked if one.person in odds]
    return [
        one for one in left[:PROPOSALS_PER_REQUEST_MOST] if odds[one.person].probability >= PROBABILITY_LEAST
    ]


def what_is_new(one: Ranked, refused: Kept) -> list[list[str]]:
    """What speaks for a refused pair that did not when it was refused: [comparison, level]; often nothing.

    A name that became rarer is no evidence, and a correction that speaks against them is none for them.
    """
    before = {(kept["comparison"], kept["level"]) for kept in refused.said["reasons"]}
    new = [
        [reason.comparison, reason.level]
        for reason in one.reasons
        if reason.weight_bits >= _TELLING_BITS and (reason.comparison, reason.level) not in before
    ]
    more = one.weight_bits - float(refused.said["weight_bits"])
    return new if more >= _MORE_BITS_LEAST else []


def _differs(odds: Odds, kept: Kept, least: float) -> bool:
    said = kept.said
    among_all = said.get("among_all")
    pairs = [(odds.probability, said["probability"]), (odds.not_registered, said.get("not_registered", -1.0))]
    if odds.among_all and among_all:
        pairs += list(zip(odds.among_all, among_all, strict=True))
    elif odds.among_all or among_all:
        return True
    return any(abs(now - before) >= least for now, before in pairs)


def _fresh(
    request: Description,
    one: Ranked,
    odds: Odds,
    kept: Sequence[Kept],
    refused: Kept | None,
    new: list[list[str]],
) -> Saying:
    """A proposal that nobody has seen; after a refusal it names the one refused and what is new."""
    pair = derived_id(UUID(request.id), int(UUID(one.person).hex[-12:], 16))
    times = sum(before.line.person == one.person for before in kept)
    identity = derived_id(pair, 1_000 + times) if times else pair
    value = _value(request, one, odds)
    if refused is not None:
        value["again"] = {"proposal": refused.line.id, "new": new}
    return Saying(derived_id(identity, 1), identity, value)


def _again(outside: Outside, request: Description, one: Ranked, odds: Odds, kept: Kept) -> Saying:
    value = _value(request, one, odds)
    if "again" in kept.said:
        value["again"] = kept.said["again"]
    return Saying(outside.new_id(), UUID(kept.line.id), value, fresh=False)


def _value(request: Description, one: Ranked, odds: Odds) -> dict[str, Any]:
    """A proposal as it is kept: comparisons, levels and bits, and no value of either person."""
    value: dict[str, Any] = {
        "about": "tracing",
        "request": request.id,
        "person": one.person,
        "probability": odds.probability,
        "uncalibrated": odds.uncalibrated,
        "not_registered": odds.not_registered,
        "weight_bits": round(one.weight_bits, 3),
        "restricted": one.restricted or request.restricted,
        "reasons": reasons_kept(one),
    }
    if odds.among_all:
        value["among_all"] = list(odds.among_all)
    return value


def reasons_kept(one: Ranked) -> list[dict[str, Any]]:
    """The reasons without any value."""
    return [
        {
            "comparison": reason.comparison,
            "level": reason.level,
            "weight_bits": round(reason.weight_bits, 3),
        }
        for reason in one.reasons
    ]
