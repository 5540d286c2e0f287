"""Simulated officers decide: they know the truth of the synthetic people, err now and then, and say that they are simulated."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np

from kinward.casework.check_in import check_in
from kinward.casework.child_protection import decide_child_protection
from kinward.casework.close_request import Closing, close_requests
from kinward.casework.decide_claim import decide_claims
from kinward.casework.decide_placement import decide_placements
from kinward.casework.decide_proposal import (
    ContactStep,
    ProposalDecision,
    decide_proposals,
    take_contact_steps,
)
from kinward.casework.ports import Outside, ProposalLine
from kinward.casework.see_proposals import facts_of_proposals
from kinward.casework.whereabouts import WhereaboutsForm, record_whereabouts
from kinward.demo.answers import Answers
from kinward.demo.cast import Cast
from kinward.demo.forms import Identities
from kinward.model.event import Actor
from kinward.model.housing import Policy
from kinward.model.protection import Purpose, RecordFacts
from kinward.resources.tables import table

_EVERY = 1_000_000
_AT_ONCE = 500
# What follows upon what, one step of the replay after the other.
_NEXT = {"": "asked", "asked": "agreed", "agreed": "verified", "verified": "restored_contact"}


class Officers:
    """Decides what waits for a person. ``answers`` is the truth, which only simulated people and measurements see."""

    def __init__(
        self,
        outside: Outside,
        cast: Cast,
        answers: Answers,
        identities: Identities,
        chance: np.random.Generator,
    ) -> None:
        """Read the rates of error once."""
        self._outside = outside
        self._cast = cast
        self._answers = answers
        self._ids = identities
        self._chance = chance
        self._rates: Mapping[str, Mapping[str, Any]] = table("demo/decisions.toml")
        self._left_open: set[str] = set()

    # ------------------------------------------------------------------------------------------------- proposals

    def decide_proposals(self, about: str) -> int:
        """Everything that waits: children, the held and the restricted by child protection, others by a caseworker."""
        waiting = self._outside.views.proposals(about=about, outcome="", most=_EVERY)
        waiting = sorted(
            (line for line in waiting if line.id not in self._left_open), key=lambda line: line.id
        )
        facts = facts_of_proposals(self._outside, waiting)
        desks: dict[Actor, list[ProposalDecision]] = {}
        for line in waiting:
            decider = self._decider(line, facts[line.id])
            decision = self._decision(line)
            if (
                decider == self._cast.children_tracing
                and _is_guarded(facts[line.id])
                and self._leaves(line.id)
            ):
                continue
            desks.setdefault(decider, []).append(decision)
        for decider, decisions in desks.items():
            purpose = Purpose.REGISTER if decider == self._cast.steward else Purpose.TRACE
            for start in range(0, len(decisions), _AT_ONCE):
                decide_proposals(self._outside, decider, decisions[start : start + _AT_ONCE], purpose)
        return sum(len(decisions) for decisions in desks.values())

    def follow_up(self) -> int:
        """Of those confirmed: asked at one step, answering at the next, verified, in contact at the fourth. Returns contacts restored.

        Whoever was confirmed by mistake says so when asked: that is what asking is for.
        """
        moving = [
            line
            for line in self._outside.views.proposals(about="tracing", outcome="confirmed", most=_EVERY)
            if line.contact_step in _NEXT
        ]
        facts = facts_of_proposals(self._outside, moving)
        by_actor: dict[Actor, list[ProposalLine]] = {}
        for line in sorted(moving, key=lambda line: line.id):
            by_actor.setdefault(self._decider(line, facts[line.id]), []).append(line)
        for actor, lines in by_actor.items():
            for start in range(0, len(lines), _AT_ONCE):
                self._move(actor, lines[start : start + _AT_ONCE])
        return sum(self._next(line) == "restored_contact" for line in moving)

    def _move(self, actor: Actor, lines: Sequence[ProposalLine]) -> None:
        steps = [
            ContactStep(self._form(f"{self._next(one)} {one.id}"), one.id, self._next(one)) for one in lines
        ]
        take_contact_steps(self._outside, actor, steps, Purpose.TRACE)
        reason = str(self._rates["proposals"]["reason_closed"])
        restored = {one.request for one in lines if self._next(one) == "restored_contact"}
        closings = [
            Closing(self._form(f"close {request}"), request, "contact_restored", reason)
            for request in sorted(restored)
        ]
        if closings:
            close_requests(self._outside, actor, closings, Purpose.TRACE)

    def _next(self, line: ProposalLine) -> str:
        step = _NEXT[line.contact_step]
        return "declined" if step == "agreed" and not self._answers.is_right(line) else step

    def _leaves(self, record: str) -> bool:
        """Whether child protection needs longer for this one than the crossing lasts: it stays in the queue."""
        share = int(UUID(record).hex[-8:], 16) / 2**32
        if share < self._rates["children"]["left_open"]:
            self._left_open.add(record)
        return record in self._left_open

    def _decider(self, line: ProposalLine, facts: RecordFacts) -> Actor:
        guarded = _is_guarded(facts)
        if line.about == "duplicate":
            return self._cast.children_receiving if guarded else self._cast.steward
        return self._cast.children_tracing if guarded or facts.child else self._cast.caseworker

    def _decision(self, line: ProposalLine) -> ProposalDecision:
        rates = self._rates["proposals" if line.about == "tracing" else "duplicates"]
        coin = float(self._chance.random())
        if self._answers.is_right(line):
            outcome = "confirmed" if coin < rates["confirms_right"] else "unsure"
        elif coin < rates["confirms_wrong"]:
            outcome = "confirmed"
        else:
            outcome = "unsure" if coin < rates["confirms_wrong"] + rates["unsure_of_wrong"] else "refused"
        reason = str(rates.get(f"reason_{outcome}", ""))
        return ProposalDecision(self._form(f"decide {line.id}"), line.id, outcome, reason)

    # -------------------------------------------------------------------------------------------- children, claims

    def assess_children(self) -> int:
        """Children whom a desk wrote as alone a day ago or earlier get the status that only an officer decides."""
        rates = self._rates["children"]
        before = self._outside.now() - timedelta(hours=rates["after_hours"])
        assessed = 0
        for child in sorted(self._outside.views.children_to_assess(_EVERY), key=lambda child: child.id):
            if child.id in self._left_open or datetime.fromisoformat(child.registered_at) > before:
                continue
            coin = float(self._chance.random())
            if self._leaves(child.id):
                continue
            status = "unaccompanied" if coin < rates["unaccompanied"] else "separated"
            if coin >= rates["unaccompanied"] + rates["separated"]:
                status = "with_caregiver"
            officer = self._cast.children_receiving
            form = self._form(f"assess {child.id}")
            decide_child_protection(self._outside, officer, form, child.id, status, rates["reason"])
            assessed += 1
        return assessed

    def accept_figures(self, report: UUID) -> int:
        """The analyst accepts every figure and claim that names its speaker; what nobody said stays proposed."""
        claims = self._outside.views.claims(report=str(report), state="proposed")
        named = [claim.id for claim in claims if claim.speaker]
        form = self._form(f"accept {report}")
        reason = "simulated analyst: compared with the report's own words"
        return decide_claims(self._outside, self._cast.analyst, form, named, "accepted", reason=reason)

    # ------------------------------------------------------------------------------------------ rooms, whereabouts

    def offer_rooms(self, day: str, policy: Policy) -> tuple[int, int]:
        """Every proposed placement is offered; a few decline. Returns how many were placed and how many refused."""
        rates = self._rates["placements"]
        proposed = sorted(line.id for line in self._outside.views.households(state="proposed"))
        declined = [one for one in proposed if self._chance.random() < rates["refused"]]
        taken = sorted(set(proposed) - set(declined))
        for name, households, reason in (
            ("placed", taken, ""),
            ("refused", declined, str(rates["reason_refused"])),
        ):
            for start in range(0, len(households), _AT_ONCE):
                chunk = households[start : start + _AT_ONCE]
                form = self._form(f"{name} {day} {start}")
                decide_placements(self._outside, self._cast.housing, form, chunk, name, reason, policy=policy)
        return len(taken), len(declined)

    def check_in(self, day: str) -> tuple[int, int]:
        """Whoever was given rooms before this day has come by now, or has not. Returns how many came and how many did not."""
        rates = self._rates["check_in"]
        expected = sorted(
            line.id for line in self._outside.views.households(state="placed") if line.from_day < day
        )
        missing = {one for one in expected if self._chance.random() < rates["did_not_come"]}
        for outcome, households, reason in (
            ("moved_in", [one for one in expected if one not in missing], ""),
            ("no_show", sorted(missing), str(rates["reason_no_show"])),
        ):
            for start in range(0, len(households), _AT_ONCE):
                chunk = households[start : start + _AT_ONCE]
                form = self._form(f"{outcome} {day} {start}")
                check_in(self._outside, self._cast.housing, form, chunk, outcome, reason)
        return len(expected) - len(missing), len(missing)

    def hear_of_those_who_stayed(self, requests: Iterable[tuple[str, UUID]]) -> int:
        """Some enquirers know that the sought person stayed behind, and say so: (request of the crossing, sought person)."""
        rates = self._rates["whereabouts"]
        told: Sequence[tuple[str, UUID]] = [
            (request, sought)
            for request, sought in requests
            if self._answers.stayed_behind(request) and self._chance.random() < rates["stayed_behind_said"]
        ]
        for request, sought in told:
            form = WhereaboutsForm(
                self._form(f"stayed {request}"),
                str(sought),
                "stayed_behind",
                "",
                "the enquirer, by telephone",
            )
            record_whereabouts(self._outside, self._cast.children_tracing, form, Purpose.TRACE)
        return len(told)

    def _form(self, name: str) -> UUID:
        return self._ids.of(name, self._outside.now())


def _is_guarded(facts: RecordFacts) -> bool:
    """Child protection's own: somebody held, alone, under care, of an institution, or reported dead or detained."""
    return facts.held or facts.restricted or facts.death_or_detention
