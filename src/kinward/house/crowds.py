"""What many households would choose at given prices, reckoned once for all who weigh places alike.

Two households of one size, band and needs value every place alike but for a few: the region they wish for, where their
relatives or their village are, the one site they asked for. So the value of all places is reckoned once for each such
kind of household, region by region, and each household adds what is its own. The answer is that of looking at every
pair of household and place, for a fiftieth of the work: 35,000 households before 3,000 places need no sampling.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kinward.house.demand import COLUMNS, NOWHERE, Demand, Floats, Ints
from kinward.house.fitting import Fitting
from kinward.house.points import place_points
from kinward.house.supply import Flags, Places, Supply
from kinward.model.housing import Policy

Single = NDArray[np.float32]

# What a household may have of its own; all else is alike for a kind.
OWN = ("wish", "wish_site", "relatives", "near", "gathers")
# Values of households at places worked on at once, so that memory stays small.
CHOICES_AT_ONCE = 400_000
# exp(-60) is nothing here, and still an ordinary number in single precision; smaller ones are a hundred times slower.
COLDEST = np.float32(-60.0)
# A place that a rule forbids brings so little; a number rather than minus infinity, which has no difference to itself.
FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class Choice:
    """What softened households would take: their gains added up, rooms by combination, points by band."""

    gain: float
    taken: Floats
    points: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """Kinds of households of one size and band before the places that suit them, the places region by region.

    ``worth`` has a row for each kind, from number ``first`` on; ``order`` are its columns as places of the fitting;
    ``starts``, ``lengths`` and ``regions`` say where each region stands.
    """

    band: int
    first: int
    fitting: Fitting
    worth: Single
    order: Ints
    starts: Ints
    lengths: Ints
    regions: Ints
    sites: "AtSites"


@dataclass(frozen=True, slots=True)
class AtSites:
    """For households with points of their own at a site: which row, which of its two such sites, and the places there.

    ``places`` are columns of the block, NOWHERE where a site has fewer than others.
    """

    row: Ints
    column: Ints
    kind: Ints
    places: Ints


@dataclass(frozen=True, slots=True)
class Own:
    """What each household adds for itself, a row each: points by region, and more points at single sites.

    Regions are columns, NOWHERE where there is none; no row names a region or a site twice. ``there`` is what the
    site's region brings to that household already. All points are for the whole household and not below 0.
    """

    region: Ints
    region_points: Floats
    site: Ints
    site_points: Floats
    there: Floats


@dataclass(frozen=True, slots=True)
class Crowds:
    """All households of a market: rows of kind, band, weight and what is their own; and the blocks of the kinds."""

    blocks: tuple[Block, ...]
    kind: Ints
    band: Ints
    weight: Floats
    own: Own
    kinds: int
    regions: int
    region_of_site: Ints


def crowds_of(
    groups: Sequence[tuple[slice, Fitting]], demand: Demand, weight: Floats, supply: Supply, policy: Policy
) -> Crowds:
    """The households in crowds; each group is rows of one size and band, and what suits that size."""
    rows = np.concatenate([np.arange(part.start, part.stop) for part, _ in groups] or [np.empty(0, np.int64)])
    some = demand.rows(rows)
    regions = np.unique(supply.places.region)
    # The last number is that of no site: whoever names none, or one without a free room, finds no region there.
    last = max(
        int(column.max(initial=NOWHERE)) for column in (supply.places.site, some.relatives, some.wish_site)
    )
    region_of_site = np.full(last + 2, NOWHERE)
    region_of_site[supply.places.site] = np.searchsorted(regions, supply.places.region)
    own = _own(some, regions, region_of_site, policy)
    kind = np.zeros(len(rows), np.int64)
    blocks: list[Block] = []
    kinds, at = 0, 0
    for part, fitting in groups:
        here = slice(at, at + part.stop - part.start)
        for block in _blocks(some, here, fitting, supply, policy, own, kind, kinds, regions):
            blocks.append(block)
            kinds += len(block.worth)
        at = here.stop
    return Crowds(tuple(blocks), kind, some.band, weight[rows], own, kinds, len(regions), region_of_site)


def _blocks(
    demand: Demand,
    here: slice,
    fitting: Fitting,
    supply: Supply,
    policy: Policy,
    own: Own,
    kind: Ints,
    first: int,
    regions: Ints,
) -> Iterator[Block]:
    """Blocks for these rows; writes their kinds into ``kind``."""
    places = supply.places.rows(fitting.places)
    order = np.lexsort((places.site, places.region))
    places = places.rows(order)
    named, starts, lengths = np.unique(places.region, return_index=True, return_counts=True)
    mine = demand.rows(here)
    kinds, number = _kinds(mine, policy)
    kind[here] = first + number
    step = max(1, CHOICES_AT_ONCE // len(places))
    for begin in range(0, len(kinds), step):
        rows = np.flatnonzero((number >= begin) & (number < begin + step))
        worth = place_points(kinds.rows(slice(begin, begin + step)), places, policy)
        yield Block(
            int(mine.band[0]),
            first + begin,
            fitting,
            np.maximum(worth, FORBIDDEN).astype(np.float32),
            order,
            starts,
            lengths,
            np.searchsorted(regions, named),
            _at_sites(rows + here.start, number[rows] - begin, own.site[rows + here.start], places),
        )


def _at_sites(rows: Ints, kind: Ints, site: Ints, places: Places) -> AtSites:
    at, column = np.nonzero(site >= 0)
    by_site = np.argsort(places.site, kind="stable")
    ordered = places.site[by_site]
    begin = np.searchsorted(ordered, site[at, column])
    end = np.searchsorted(ordered, site[at, column], side="right")
    most = int((end - begin).max(initial=0))
    inside = begin[:, None] + np.arange(most)
    there = np.where(inside < end[:, None], by_site[np.minimum(inside, len(by_site) - 1)], NOWHERE)
    return AtSites(rows[at], column, kind[at], there)


def _kinds(demand: Demand, policy: Policy) -> tuple[Demand, Ints]:
    """Those who differ in nothing but what is their own, once each, without it; and which of them is whose."""
    left_out = {"how_many", "alone", *(OWN if _only_adds(policy) else ())}
    table = np.column_stack([getattr(demand, name) for name in COLUMNS if name not in left_out])
    _, first, kind = np.unique(table, axis=0, return_index=True, return_inverse=True)
    kinds = demand.rows(first)
    if _only_adds(policy):
        nowhere = np.full(len(first), NOWHERE)
        kinds = replace(kinds, **dict.fromkeys(OWN, nowhere))
    return kinds, kind.reshape(-1)


def _only_adds(policy: Policy) -> bool:
    """Whether what is a household's own only ever makes places better: else each household is its own kind."""
    points = policy.points
    return (
        min(points.wish_region, points.community_region, points.wish_site, points.relatives_same_region) >= 0
        and points.relatives_same_site >= points.relatives_same_region
    )


def _own(demand: Demand, regions: Ints, region_of_site: Ints, policy: Policy) -> Own:
    points = policy.points
    size = demand.size.astype(np.float64)[:, None]
    region = np.column_stack([demand.wish, demand.near, demand.gathers])
    site = np.column_stack([demand.relatives, demand.wish_site])
    if not _only_adds(policy):
        region, site = np.full_like(region, NOWHERE), np.full_like(site, NOWHERE)
    known = np.isin(region, regions)
    region = np.where(known, np.searchsorted(regions, region), NOWHERE)
    region, region_points = _once(
        region, size * [points.wish_region, points.relatives_same_region, points.community_region]
    )
    site = np.where(region_of_site[site] >= 0, site, NOWHERE)
    site, site_points = _once(
        site, size * [points.relatives_same_site - points.relatives_same_region, points.wish_site]
    )
    same = (region_of_site[site][:, :, None] == region[:, None, :]) & (site >= 0)[:, :, None]
    return Own(region, region_points, site, site_points, (same * region_points[:, None, :]).sum(axis=2))


def _once(where: Ints, brought: Floats) -> tuple[Ints, Floats]:
    """Whoever names the same twice names it once, with both points; none is named for nothing."""
    where, brought = where.copy(), brought.copy()
    for later in range(1, where.shape[1]):
        for earlier in range(later):
            same = (where[:, later] == where[:, earlier]) & (where[:, later] >= 0)
            brought[same, earlier] += brought[same, later]
            where[same, later] = NOWHERE
    where[brought <= 0] = NOWHERE
    return where, np.where(where >= 0, brought, 0.0)


def greedy_gain(crowds: Crowds, cost: Floats, extra: Floats) -> float:
    """What all have left after paying when each takes what is best for it; exact.

    ``cost`` is the price of each combination; the points of each band count once and ``extra`` times more.
    """
    own, kind = crowds.own, crowds.kind
    region = np.full((crowds.kinds, crowds.regions), FORBIDDEN)
    at_site = np.full(own.site.shape, FORBIDDEN)
    for block in crowds.blocks:
        fitting, times = block.fitting, 1 + float(extra[block.band])
        offer = np.maximum.reduceat(fitting.empty * times - cost[fitting.combinations], fitting.starts)
        value = block.worth * np.float64(times) + offer[block.order]
        kinds = slice(block.first, block.first + len(value))
        region[kinds, block.regions] = np.maximum.reduceat(value, block.starts, axis=1)
        sites = block.sites
        if sites.places.size:
            there = np.where(sites.places >= 0, value[sites.kind[:, None], sites.places], FORBIDDEN)
            at_site[sites.row, sites.column] = there.max(axis=1)
    times_of_row = (1 + extra[crowds.band])[:, None]
    best = region.max(axis=1, initial=FORBIDDEN)[kind]
    wished = region[kind[:, None], own.region] + own.region_points * times_of_row
    asked = at_site + (own.there + own.site_points) * times_of_row
    best = np.maximum(best, np.where(own.region >= 0, wished, 0.0).max(axis=1, initial=0.0))
    best = np.maximum(best, np.where(own.site >= 0, asked, 0.0).max(axis=1, initial=0.0))
    return float(np.maximum(best, 0.0) @ crowds.weight)


@dataclass(slots=True)
class _Softened:
    """A block at given prices: ``shares`` of the places of each region before division by their ``whole``."""

    share: Floats
    shares: Single
    whole: Single
    at_site: Floats


def choose(crowds: Crowds, cost: Floats, extra: Floats, *, cold: float, asked: Flags) -> Choice:
    """Everyone's softened choice: of places with net points v, and of staying without, in proportion to exp(v / cold).

    The gain is ``cold`` times the logarithm of the sum of these. Points are reckoned for the bands that are ``asked``.
    """
    taken = np.zeros(len(cost))
    points = np.zeros(len(extra))
    region = np.full((crowds.kinds, crowds.regions), FORBIDDEN)
    site = np.full(crowds.own.site.shape, FORBIDDEN)
    soft = [_softened(block, cost, extra, region, site, cold) for block in crowds.blocks]
    gain, by_region, by_site = _rows(crowds, region, site, extra, cold, asked, points)
    for block, own in zip(crowds.blocks, soft, strict=True):
        kinds = slice(block.first, block.first + len(own.shares))
        each = (by_region[kinds, block.regions] / own.whole).astype(np.float32)
        spread = own.shares * np.repeat(each, block.lengths, axis=1)
        of_place = spread.sum(axis=0, dtype=np.float64)
        sites = block.sites
        if sites.places.size:
            here = own.at_site * by_site[sites.row, sites.column][:, None]
            of_place += np.bincount(
                sites.places.ravel() + 1, weights=here.ravel(), minlength=len(of_place) + 1
            )[1:]
        fitting_taken = np.empty(len(of_place))
        fitting_taken[block.order] = of_place
        by_combination = fitting_taken[block.fitting.of_place] * own.share
        taken[block.fitting.combinations] += by_combination
        if asked[block.band]:
            lawful = np.maximum(block.worth, 0)
            points[block.band] += float(np.einsum("ij,ij->", spread, lawful, dtype=np.float64))
            points[block.band] += float(by_combination @ block.fitting.empty)
            if sites.places.size:
                points[block.band] += float((here * lawful[sites.kind[:, None], sites.places]).sum())
    return Choice(gain, taken, points)


def _softened(
    block: Block, cost: Floats, extra: Floats, region: Floats, site: Floats, cold: float
) -> _Softened:
    """The block's places at these prices; writes what each region and each asked-for site is worth, softened."""
    fitting, times = block.fitting, 1 + float(extra[block.band])
    value = (fitting.empty * times - cost[fitting.combinations]) / cold
    best = np.maximum.reduceat(value, fitting.starts)
    share = np.exp(np.maximum(value - best[fitting.of_place], COLDEST))
    whole = np.add.reduceat(share, fitting.starts)
    wish = block.worth * np.float32(times / cold)
    wish += (best + np.log(whole)).astype(np.float32)[block.order]
    at_site = _softened_sites(block, wish, site)
    top = np.maximum.reduceat(wish, block.starts, axis=1)
    wish -= np.repeat(top, block.lengths, axis=1)
    np.maximum(wish, COLDEST, out=wish)
    np.exp(wish, out=wish)
    sums = np.add.reduceat(wish, block.starts, axis=1)
    region[block.first : block.first + len(wish), block.regions] = top + np.log(sums)
    return _Softened(share / whole[fitting.of_place], wish, sums, at_site)


def _softened_sites(block: Block, wish: Single, site: Floats) -> Floats:
    """Writes what the asked-for sites are worth; returns how those who go there are spread over their places."""
    sites = block.sites
    if not sites.places.size:
        return np.empty((0, 0))
    value = np.where(
        sites.places >= 0, wish[sites.kind[:, None], sites.places].astype(np.float64), 2 * FORBIDDEN
    )
    top = value.max(axis=1)
    spread = np.exp(np.maximum(value - top[:, None], COLDEST)) * (sites.places >= 0)
    whole = np.maximum(spread.sum(axis=1), 1e-300)
    site[sites.row, sites.column] = np.where(spread.any(axis=1), top + np.log(whole), FORBIDDEN)
    each: Floats = spread / whole[:, None]
    return each


def _rows(
    crowds: Crowds,
    region: Floats,
    site: Floats,
    extra: Floats,
    cold: float,
    asked: Flags,
    points: Floats,
) -> tuple[float, Floats, Floats]:
    """Each household's choice between what is alike for its kind and what is its own.

    Whoever has points of its own for a region meets that region once more, with what exp() gains by these points.
    Returns the gain, how many of each kind choose each region, and how many of each row their own sites besides.
    Adds the points of their own to ``points``.
    """
    own, kind = crowds.own, crowds.kind
    top_of_kind = region.max(axis=1, initial=FORBIDDEN)
    of_kind = np.exp(np.maximum(region - top_of_kind[:, None], COLDEST))
    whole_of_kind = of_kind.sum(axis=1)
    everywhere = top_of_kind + np.log(whole_of_kind)
    scale = ((1 + extra[crowds.band]) / cold)[:, None]
    wished = region[kind[:, None], own.region] + _log_of_more(own.region_points * scale)
    wanted = site + own.there * scale + _log_of_more(own.site_points * scale)
    among = np.concatenate(
        [
            everywhere[kind][:, None],
            np.where(own.region >= 0, wished, 2 * FORBIDDEN),
            np.where(own.site >= 0, wanted, 2 * FORBIDDEN),
        ],
        axis=1,
    )
    top = np.maximum(among.max(axis=1), 0.0)
    shares = np.exp(np.maximum(among - top[:, None], COLDEST)) * (among > FORBIDDEN / 50)
    total = shares.sum(axis=1) + np.exp(np.maximum(-top, COLDEST))
    gain = cold * float((top + np.log(total)) @ crowds.weight)
    shares *= (crowds.weight / total)[:, None]
    regions = own.region.shape[1]
    for_all, for_region, for_site = shares[:, 0], shares[:, 1 : 1 + regions], shares[:, 1 + regions :]
    of_all = np.bincount(kind, weights=for_all, minlength=crowds.kinds)
    by_region = of_kind * (of_all / whole_of_kind)[:, None]
    flat = kind[:, None] * crowds.regions + own.region
    there = own.region >= 0
    by_region += np.bincount(flat[there], weights=for_region[there], minlength=by_region.size).reshape(
        by_region.shape
    )
    if asked.any():
        brought = _own_points(crowds, region, site, everywhere, for_all, for_region, for_site)
        points += np.where(asked, np.bincount(crowds.band, weights=brought, minlength=len(points)), 0.0)
    return gain, by_region, for_site


def _own_points(
    crowds: Crowds,
    region: Floats,
    site: Floats,
    everywhere: Floats,
    for_all: Floats,
    for_region: Floats,
    for_site: Floats,
) -> Floats:
    """Points of their own that the households of each row have: whoever goes there for other reasons has them too."""
    own, kind = crowds.own, crowds.kind
    base = (region - everywhere[:, None])[kind[:, None], own.region]
    in_region = np.exp(np.minimum(base, 0.0)) * for_all[:, None] + for_region
    brought: Floats = np.where(own.region >= 0, in_region * own.region_points, 0.0).sum(axis=1)
    at_region = crowds.region_of_site[own.site]
    here = np.exp(np.minimum(site - everywhere[kind][:, None], 0.0)) * for_all[:, None] + for_site
    for column in range(own.region.shape[1]):
        same = (own.region[:, [column]] == at_region) & (own.site >= 0)
        part = np.exp(np.minimum(site - region[kind[:, None], at_region], 0.0)) * for_region[:, [column]]
        here += np.where(same, part, 0.0)
    more = here * own.site_points + for_site * own.there
    brought += np.where(own.site >= 0, more, 0.0).sum(axis=1)
    return brought


def _log_of_more(points: Floats) -> Floats:
    """The logarithm of exp(points) - 1; minus infinity for none."""
    with np.errstate(divide="ignore"):
        more: Floats = points + np.log(-np.expm1(-points))
    return more
