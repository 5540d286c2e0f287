"""Who asks the state for a roof and when, so that the published counts of people in state places are met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from kinward.demo.draws import Draws
from kinward.demo.facts import CountCurve
from kinward.demo.synthetic import Party, PartyKind, Registration, RoofRequest


@dataclass(frozen=True, slots=True)
class _Lodgers:
    """Forms that will sleep under one roof; ready when the last of them is registered."""

    ready_at: datetime
    parties: tuple[Party, ...]
    people: int


def roofs_asked_for(
    draws: Draws, parties: Sequence[Party], rows: Mapping[str, Registration], housed: CountCurve
) -> list[RoofRequest]:
    """Requests for a state roof: at every published moment as many people have asked as were housed then.

    When no household fits the last few places, they stay open until the next count: never more than said. A real
    state places people a while after they ask; the published counts are of people already placed.
    """
    waiting = sorted(_lodgers(parties), key=lambda lodgers: lodgers.ready_at)
    by_size: dict[int, list[_Lodgers]] = {}
    asked: list[tuple[datetime, _Lodgers]] = []
    people = at = 0
    for (start, _), (end, target) in pairwise(zip(housed.moments, housed.counts, strict=True)):
        while at < len(waiting) and waiting[at].ready_at <= end:
            by_size.setdefault(waiting[at].people, []).append(waiting[at])
            at += 1
        while (chosen := _one_of_at_most(draws, by_size, target - people)) is not None:
            people += chosen.people
            earliest = max(start, chosen.ready_at)
            seconds = int((end - earliest).total_seconds() * draws.unit())
            asked.append((end - timedelta(seconds=seconds), chosen))
    asked.sort(key=lambda pair: (pair[0], pair[1].parties[0].id))
    return [
        _request(number, moment, lodgers, rows) for number, (moment, lodgers) in enumerate(asked, start=1)
    ]


def lodging_days(
    draws: Draws,
    parties: Sequence[Party],
    roofs: Sequence[RoofRequest],
    shares: Mapping[str, float],
    longest: Sequence[int],
) -> tuple[Party, ...]:
    """The same parties with the last day of their own lodging: the day they ask, or when their hosts can no more."""
    asked = {party: roof.asked_at.date() for roof in roofs for party in roof.parties}
    return tuple(
        replace(party, own_lodging_until=asked.get(party.id) or _hosts_until(draws, party, shares, longest))
        if party.kind is PartyKind.HOUSEHOLD and party.car
        else party
        for party in parties
    )


def _hosts_until(draws: Draws, party: Party, shares: Mapping[str, float], days: Sequence[int]) -> date | None:
    if not draws.happens(shares["hosts_until_a_day"]):
        return None
    return party.registered_at.date() + timedelta(days=draws.whole(days[0], days[1]))


def _lodgers(parties: Sequence[Party]) -> list[_Lodgers]:
    own = [party for party in parties if party.kind is PartyKind.HOUSEHOLD and party.car]
    together: dict[str, list[Party]] = {}
    for party in own:
        together.setdefault(party.joins or party.id, []).append(party)
    return [
        _Lodgers(max(p.registered_at for p in group), tuple(group), sum(p.headcount for p in group))
        for group in together.values()
    ]


def _one_of_at_most(draws: Draws, by_size: dict[int, list[_Lodgers]], people: int) -> _Lodgers | None:
    """Anybody who fits, each household with the same chance."""
    fitting = [size for size, lodgers in by_size.items() if lodgers and size <= people]
    if not fitting:
        return None
    number = draws.below(sum(len(by_size[size]) for size in fitting))
    for size in fitting:
        if number < len(by_size[size]):
            lodgers = by_size[size]
            lodgers[number], lodgers[-1] = lodgers[-1], lodgers[number]
            return lodgers.pop()
        number -= len(by_size[size])
    raise AssertionError("the sizes add up to the number drawn from")


def _request(
    number: int, moment: datetime, lodgers: _Lodgers, rows: Mapping[str, Registration]
) -> RoofRequest:
    needs = sorted(
        {need for party in lodgers.parties for row in party.registrations for need in rows[row].needs}
    )
    return RoofRequest(
        id=f"h{number:06d}",
        asked_at=moment,
        parties=tuple(party.id for party in lodgers.parties),
        people=lodgers.people,
        wish_region=next((party.wish_region for party in lodgers.parties if party.wish_region), ""),
        needs=tuple(needs),
    )
