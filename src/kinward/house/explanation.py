"""Explains one household: where it is and why, what else there was, what each rule took away, what would change it.

Everything is reckoned again by the functions that decided, from the same question, plan and prices; the points of
``now`` are those of the placement, to the last bit that a sum has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from kinward.house.demand import RELAXABLE, Demand
from kinward.house.desk import Desk
from kinward.house.explain import reasons_child_protection, rules_leave, terms_of
from kinward.house.plan import until_of
from kinward.house.policy import adults_of
from kinward.house.question import question_of
from kinward.house.supply import place_together
from kinward.model.housing import (
    Explanation,
    HouseholdToHouse,
    HousingPlan,
    HousingQuestion,
    Offer,
    Placement,
    PriceTable,
    Room,
    RuleRemoved,
    Unplaced,
    WhyUnplaced,
)
from kinward.model.problem import Message

ALTERNATIVES = 3


class Explainer:
    """Explains the households of one plan; what they share is reckoned once."""

    def __init__(self, question: HousingQuestion, plan: HousingPlan, prices: PriceTable) -> None:
        """Take what the plan was asked, what it answered and the prices it answered with."""
        self.question, self.plan, self.prices = question, plan, prices
        self.asked = question_of(question)
        self._households = {one.id: one for one in question.households}
        self._placed = {one.household: one for one in plan.placements}
        self._unplaced = {one.household: one for one in plan.unplaced}
        self._desks: dict[int, Desk] = {}
        self._number = {one.id: number for number, one in enumerate(self.asked.asking)}

    def explains(self, household: str) -> bool:
        """Whether the plan decided about this household."""
        return household in self._placed or household in self._unplaced

    def of(self, household: str) -> Explanation:
        """The explanation for a household the plan decided about."""
        one = self._households[household]
        if adults_of(one) == 0:
            return self._to_child_protection(one)
        placement, unplaced = self._placed.get(household), self._unplaced.get(household)
        number = int(self.asked.bands[self._number[household]])
        band = self.question.policy.bands[number]
        desk = self._before(number)
        demand = desk.demand_of(self._met(one))
        now = None if placement is None else self._offer_of(demand, placement, number)
        here = frozenset({placement.site}) if placement else frozenset()
        others = self._left.offers(self._met(one), most=ALTERNATIVES, not_sites=here)
        free = here | {offer.site for offer in others}
        taken = desk.offers(self._met(one), most=ALTERNATIVES, not_sites=free)
        removed, lawful = self._removed(demand)
        earlier = self._rooms_of_earlier_bands(number)
        waiting = self._waiting[number]
        return Explanation(
            household=household,
            policy=self.question.policy.version,
            as_of=self.question.as_of,
            band=band.name,
            band_says=band.says,
            why_unplaced=unplaced.why if unplaced else None,
            now=now,
            others=others,
            others_taken=taken,
            removed=removed,
            sites_lawful=lawful,
            place_in_band=waiting.index(household) + 1 if unplaced else None,
            waiting_in_band=len(waiting),
            would_change=tuple(_changes(one, unplaced, now, others, taken, removed, lawful, earlier)),
            reasons=(placement.reasons if placement else unplaced.reasons if unplaced else ()),
        )

    def _before(self, band: int) -> Desk:
        """The rooms that were free when the turn of this band came."""
        if band not in self._desks:
            self._desks[band] = Desk(self.question, self.prices, quota=frozenset(self.prices.bands[band]))
        return self._desks[band]

    def _rooms_of_earlier_bands(self, band: int) -> int:
        return len(self.prices.bands[0]) - len(self.prices.bands[band]) if self.prices.bands else 0

    @cached_property
    def _left(self) -> Desk:
        """The rooms the plan left over."""
        given = {room for one in self.plan.placements for room in one.rooms}
        return Desk(replace(self.question, taken=self.question.taken | given), self.prices)

    def _met(self, one: HouseholdToHouse) -> HouseholdToHouse:
        """With the sites of those it must never meet among its refusals, as the plan placed them."""
        never = self.asked.apart.never_with.get(one.id, frozenset())
        sites = {self._placed[other].site for other in never if other in self._placed}
        return replace(one, refuses=one.refuses | sites) if sites else one

    @cached_property
    def served(self) -> tuple[str, ...]:
        """Everybody the plan was asked about and no adult is missing from, in the order in which rooms would reach them.

        Band by band: first those the plan has rooms for, then those who wait, most net points first, then who has
        needed a roof longest.
        """
        best: dict[int, float] = {}
        keys: list[tuple[int, bool, float, int, str]] = []
        waiting = {one.household for one in self.plan.unplaced if one.why is not WhyUnplaced.CHILD_PROTECTION}
        for household in sorted(waiting | (self._placed.keys() & self._number.keys())):
            number = self._number[household]
            row, band = int(self.asked.row_of[number]), int(self.asked.bands[number])
            if row not in best:
                best[row] = self._before(band).best_net(self.asked.demand, row)
            arrived = int(self.asked.demand.from_day[row])
            keys.append((band, household in waiting, -best[row], arrived, household))
        return tuple(household for *_, household in sorted(keys))

    @cached_property
    def _waiting(self) -> dict[int, tuple[str, ...]]:
        """By band, who waits, in the order in which they would be served if rooms came free."""
        waiting: dict[int, list[str]] = {band: [] for band in range(len(self.question.policy.bands))}
        for household in self.served:
            if household in self._unplaced:
                waiting[int(self.asked.bands[self._number[household]])].append(household)
        return {band: tuple(own) for band, own in waiting.items()}

    def _offer_of(self, demand: Demand, placement: Placement, band: int) -> Offer:
        rooms = [self._room[room] for room in placement.rooms]
        policy = self.question.policy
        places, holds = place_together(
            rooms, self.asked.geography, policy, first_day=self.question.as_of.toordinal()
        )
        empty = np.array([holds]) - demand.size
        terms = terms_of(demand, places, empty, policy)[0]
        points = sum(term.points for term in terms)
        price = self.prices.of(band, placement.rooms)
        starts = int(max(demand.from_day[0], places.opens[0]))
        return Offer(
            placement.site,
            placement.rooms,
            placement.from_day,
            until_of(places, 0, starts, policy, waived=bool(demand.winter_waived[0])),
            points,
            price,
            points - price,
            int(empty[0]),
            terms,
        )

    @cached_property
    def _room(self) -> dict[str, Room]:
        return {room.id: room for room in self.question.rooms}

    def _removed(self, demand: Demand) -> tuple[tuple[RuleRemoved, ...], int]:
        """Rule by rule the sites at which it forbids every room, and how many sites no rule forbids altogether."""
        supply = self._before(0).supply
        left = rules_leave(demand, supply, supply.how_many, self.question.policy)
        return left.removed, left.sites_lawful

    def _to_child_protection(self, one: HouseholdToHouse) -> Explanation:
        reasons = reasons_child_protection()
        return Explanation(
            one.id, self.question.policy.version, self.question.as_of, "", "", WhyUnplaced.CHILD_PROTECTION,
            None, (), (), (), 0, None, 0, reasons[1:], reasons,
        )  # fmt: skip


def explain(question: HousingQuestion, plan: HousingPlan, prices: PriceTable, household: str) -> Explanation:
    """Why this household sleeps where it does, or waits (see ``Explainer`` for many of one plan)."""
    return Explainer(question, plan, prices).of(household)


def _changes(
    one: HouseholdToHouse,
    unplaced: Unplaced | None,
    now: Offer | None,
    others: Sequence[Offer],
    taken: Sequence[Offer],
    removed: Sequence[RuleRemoved],
    lawful: int,
    earlier: int,
) -> Iterator[Message]:
    if unplaced is not None and unplaced.why is WhyUnplaced.KEPT_FOR_EXPECTED and others:
        yield Message(
            "rooms at {site} would be theirs if {points} fewer points were expected of them from others",
            {"site": others[0].site, "points": _whole(-others[0].net)},
        )
    if unplaced is not None and lawful:
        yield Message(
            "one more room for a household of {people}, or several at one site, at any of {sites} sites the rules allow them"
            if one.size > 1
            else "one more room at any of {sites} sites the rules allow them",
            {"people": one.size, "sites": lawful},
        )
    if unplaced is not None and earlier:
        yield Message("{rooms} rooms went to earlier bands before their turn came", {"rooms": earlier})
    if taken:
        short = (now.net if now else 0.0) - taken[0].net
        if short > 0:
            yield Message(
                "rooms at {site} went to others to whom they bring more: they lack {points} points there",
                {"site": taken[0].site, "points": _whole(short)},
            )
        else:
            yield Message(
                "rooms at {site} would have suited them by {points} points more; they went to others when all were "
                "weighed together",
                {"site": taken[0].site, "points": _whole(-short)},
            )
    for rule in removed:
        if rule.rule in RELAXABLE and rule.sites:
            yield Message(
                "the rule {rule} closes {sites} sites to them; only two named people may set it aside, with a reason",
                {"rule": rule.rule.value, "sites": rule.sites},
            )


def _whole(points: float) -> str:
    return f"{points:.0f}"
