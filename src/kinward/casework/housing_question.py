"""What a housing plan is asked: who wants a roof, which rooms may be given, who sleeps where, who is expected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from kinward.casework.ports import AgesLine, HouseholdLine, Outside, RoomLine, SiteLine
from kinward.casework.see_forecast import newest_forecast
from kinward.house.policy import band_of
from kinward.model.event import moment_text
from kinward.model.housing import (
    ExpectedHouseholds,
    HouseholdToHouse,
    HousingQuestion,
    Need,
    Policy,
    Room,
    Stay,
)
from kinward.model.placement import GIVEN, HOLDS_ROOMS, NO_LONGER_ASKS

# Rooms are kept for those who are expected within this time; whoever comes later finds later rooms.
_AHEAD = timedelta(days=3)


def question_now(outside: Outside, policy: Policy, as_of: date, device: str = "") -> HousingQuestion:
    """Everything a plan is asked, with who is expected: they make rooms dearer and get none."""
    lines = outside.views.households(wanting_roof_by=end_of(as_of, outside.zone))
    question = question_of_lines(outside, lines, policy, as_of, device)
    return replace(question, expected=expected(outside, households_to_house(outside, lines), policy))


def question_of_lines(
    outside: Outside, lines: Sequence[HouseholdLine], policy: Policy, as_of: date, device: str = ""
) -> HousingQuestion:
    """What a plan for these households is asked: who of them has no roof, over every room that may be given."""
    sites = {site.id: site for site in outside.views.sites()}
    rooms = outside.views.rooms()
    waiting = [line for line in lines if line.state not in HOLDS_ROOMS | NO_LONGER_ASKS]
    return HousingQuestion(
        households_to_house(outside, waiting),
        tuple(room_to_plan(room) for room in rooms),
        policy,
        as_of,
        taken=rooms_out_of_reach(rooms, device),
        settled=settled(lines, sites, outside.place_key),
        stays=tuple(stay_of(line) for line in lines if line.state in HOLDS_ROOMS and line.rooms),
    )


def rooms_out_of_reach(rooms: Iterable[RoomLine], device: str) -> frozenset[str]:
    """Rooms that somebody holds, and rooms in the hands of other desks. A desk with rooms of its own gives only those."""
    rooms = list(rooms)
    return rooms_in_other_hands(rooms, device) | {room.id for room in rooms if room.household}


def rooms_in_other_hands(rooms: Sequence[RoomLine], device: str) -> frozenset[str]:
    """Rooms that are other desks' to give, whether somebody holds them or not."""
    own = device if device and any(room.quota == device for room in rooms) else ""
    return frozenset(room.id for room in rooms if room.quota != own)


def stay_of(line: HouseholdLine) -> Stay:
    """A household that has rooms and keeps them."""
    return Stay(
        line.id, line.site, line.rooms, date.fromisoformat(line.from_day),
        date.fromisoformat(line.until) if line.until else None,
    )  # fmt: skip


def settled(
    lines: Sequence[HouseholdLine], sites: Mapping[str, SiteLine], place_key: Callable[[str], str]
) -> dict[str, str]:
    """In which region most people of each community (by its key) have rooms that a person gave them."""
    people: dict[str, dict[str, int]] = {}
    for line in lines:
        region = sites[line.site].region if line.site in sites else ""
        community = place_key(line.community)
        if line.state in GIVEN and community and region:
            by_region = people.setdefault(community, {})
            by_region[region] = by_region.get(region, 0) + line.people
    return {
        community: max(sorted(by_region), key=lambda region: by_region[region])
        for community, by_region in people.items()
    }


def expected(
    outside: Outside, like: Sequence[HouseholdToHouse], policy: Policy
) -> tuple[ExpectedHouseholds, ...]:
    """Who is foreseen to ask within three days, in the mix of those who asked so far; nobody without a forecast.

    The forecast comes from ``foresee`` through the journal: the middle of its people in state rooms then, less now.
    """
    forecast, now = newest_forecast(outside), outside.now()
    if forecast is None or not like:
        return ()
    hours = forecast.content.hours
    before = [hour.state_rooms.p50 for hour in hours if hour.at <= now]
    until = [hour.state_rooms.p50 for hour in hours if now < hour.at <= now + _AHEAD]
    more = until[-1] - (before[-1] if before else hours[0].state_rooms.p50) if until else 0.0
    people = sum(one.size for one in like)
    if more <= 0 or not people:
        return ()
    alike: dict[tuple[int, int, bool, bool], list[HouseholdToHouse]] = {}
    for one in like:
        accessible = not one.needs.isdisjoint(policy.accessible_for)
        warm = not one.needs.isdisjoint(policy.winterised_for)
        alike.setdefault((one.size, band_of(one, policy), accessible, warm), []).append(one)
    day = now.astimezone(outside.zone).date()
    return tuple(
        ExpectedHouseholds(_like(same[0], number, day), len(same) * more / people)
        for number, (_key, same) in enumerate(sorted(alike.items()))
    )


def _like(one: HouseholdToHouse, number: int, day: date) -> HouseholdToHouse:
    """Somebody like this one who is still to come: nothing of the one who came but size, needs and ages."""
    return replace(
        one, id=f"expected {number}", wish_region="", wish_site="", community="", relatives_placed_at="",
        arrived_on=day, own_lodging_until=None, refuses=frozenset(), never_with=frozenset(),
    )  # fmt: skip


def end_of(day: date, zone: tzinfo) -> str:
    """The last moment of a day there, as the views write moments."""
    return moment_text(datetime.combine(day, time.max, zone))


def household_to_house(
    line: HouseholdLine,
    zone: tzinfo,
    refuses: Iterable[str] = (),
    never_with: Iterable[str] = (),
    ages: AgesLine | None = None,
) -> HouseholdToHouse:
    """A household of the views as the planner takes it; its days are those of the zone."""
    arrived_on = datetime.fromisoformat(line.arrived_at).astimezone(zone).date() if line.arrived_at else None
    return HouseholdToHouse(
        id=line.id,
        size=line.people,
        adults=line.adults,
        children=line.children,
        needs=frozenset(Need(need) for need in line.needs),
        wish_region=line.wish_region,
        wish_site=line.wish_site,
        community=line.community,
        arrived_on=arrived_on,
        own_lodging_until=date.fromisoformat(line.lodging_until) if line.lodging_until else None,
        infants=ages.infants if ages else None,
        school_age=ages.school_age if ages else None,
        older=ages.older if ages else None,
        refuses=frozenset(refuses),
        never_with=frozenset(never_with),
    )


def households_to_house(
    outside: Outside,
    lines: Sequence[HouseholdLine],
    *,
    only: bool = False,
    regions: Mapping[str, str] | None = None,
) -> tuple[HouseholdToHouse, ...]:
    """Households with the sites they refused and whom they may never meet, as only the planner takes them.

    A community is its key, so that one written in four scripts is one; a region wished for is spelled as the sites
    spell it. ``only`` asks for these few alone; for many it is faster to read all refusals and pairs at once.
    ``regions`` are those of ``regions_by_key``, where the caller has them at hand.
    """
    ids = [line.id for line in lines] if only else None
    refused = outside.views.refused_sites(ids)
    apart: dict[str, set[str]] = {}
    for _key, one, other, _reason in outside.views.never_with(ids):
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    ages = outside.views.ages_of_households(outside.now().astimezone(outside.zone).date(), ids)
    spelled = regions_by_key(outside) if regions is None else regions
    return tuple(
        replace(
            household_to_house(
                line, outside.zone, refused.get(line.id, ()), apart.get(line.id, ()), ages.get(line.id)
            ),
            wish_region=spelled.get(outside.place_key(line.wish_region), line.wish_region),
            community=outside.place_key(line.community),
        )
        for line in lines
    )


def regions_by_key(outside: Outside) -> dict[str, str]:
    """The regions as the sites spell them, by their keys."""
    return {outside.place_key(region): region for region in outside.views.regions()}


def room_to_plan(room: RoomLine) -> Room:
    """A room of the views as the planner takes it."""
    return Room(
        id=room.id,
        site=room.site,
        region=room.region,
        tier=room.tier,
        beds=room.beds,
        m2=room.m2,
        accessible=room.accessible,
        winterised=room.winterised,
        available_from=date.fromisoformat(room.available_from) if room.available_from else None,
        available_until=date.fromisoformat(room.available_until) if room.available_until else None,
        blocked=bool(room.blocked),
        floor=room.floor,
        lock=room.lock,
        heating=room.heating,
        hospital_km=room.hospital_km,
        school_km=room.school_km,
        backup_power=room.backup_power,
    )
