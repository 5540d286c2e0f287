"""Divides the free rooms among desks that may lose the network, so that no room can be given twice."""

from collections.abc import Iterable, Mapping

from kinward.house.supply import capacity_of, usable
from kinward.model.housing import Policy, Room


def quotas(
    rooms: Iterable[Room],
    shares: Mapping[str, float],
    policy: Policy,
    *,
    taken: frozenset[str] = frozenset(),
    kept_at_centre: float = 0.0,
) -> dict[str, frozenset[str]]:
    """Which rooms each desk alone may give; ``shares`` say how many of the next households each desk expects.

    Rooms are dealt one at a time, region by region and size by size, each to the desk that is furthest behind its
    share of rooms of that region and size so far, so that every desk has rooms for families of every size. What is
    ``kept_at_centre`` (a share of all) is dealt to nobody. Every free room is dealt to one desk at most.
    """
    assert shares, "nobody to deal to"
    assert 0 <= kept_at_centre < 1, "a share of the rooms"
    assert all(share >= 0 for share in shares.values()), "a share below nothing"
    whole = sum(shares.values())
    assert whole > 0, "somebody must expect somebody"
    wanted = {desk: share / whole * (1 - kept_at_centre) for desk, share in sorted(shares.items())}
    dealt: dict[str, set[str]] = {desk: set() for desk in wanted}
    everywhere = dict.fromkeys(wanted, 0)
    total = 0
    by_sort: dict[tuple[str, int, bool], list[str]] = {}
    for room in sorted(rooms, key=lambda room: (room.site, room.id)):
        if usable(room, policy) and room.id not in taken:
            sort = (room.region, capacity_of(room, policy), room.accessible is True)
            by_sort.setdefault(sort, []).append(room.id)
    for _, same in sorted(by_sort.items()):
        here = dict.fromkeys(wanted, 0)
        for number, name in enumerate(same, start=1):
            total += 1
            behind = {
                desk: (share * number - here[desk], share * total - everywhere[desk])
                for desk, share in wanted.items()
            }
            desk = max(behind, key=lambda desk: (behind[desk], desk))
            if behind[desk][0] + behind[desk][1] <= 0:
                continue
            dealt[desk].add(name)
            here[desk] += 1
            everywhere[desk] += 1
    return {desk: frozenset(own) for desk, own in dealt.items()}
