"""Charts as numbers for SVG: pure functions from counts and ranges to paths, ticks and labels; templates draw them.

Every coordinate is text with a point, whatever the reader's language, because SVG has no language.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import pairwise

Point = tuple[datetime, float]

_SEEN = 0.15  # units: less than a sixth of a pixel on any screen the page is made for
# Bands from the widest in, as (low, high) keys of a spread. A chart leaves out a band whose keys are not there.
_BANDS = (("90", "p05", "p95"), ("80", "p10", "p90"), ("50", "p25", "p75"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its label. ``at`` is the coordinate across it."""

    at: str
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place in the picture."""

    x: str
    y: str
    text: str
    anchor: str = "start"
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A line across: a number somebody said, such as places announced."""

    value: float
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Band:
    """A range as a closed path. ``share`` is how much of what may happen lies in it."""

    share: str
    path: str


@dataclass(frozen=True, slots=True)
class FanChart:
    """A fan chart ready to draw."""

    width: str
    height: str
    left: str
    right: str
    top: str
    bottom: str
    now: str
    bands: tuple[Band, ...]
    past: str
    middle: str
    persistence: str
    dots: tuple[tuple[str, str, str], ...]
    levels: tuple[tuple[str, Label], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Fan:
    """What a fan chart shows. ``ahead`` holds a spread for each moment; ``dots`` are counts with who stated them."""

    now: datetime
    past: Sequence[Point]
    ahead: Sequence[tuple[datetime, Mapping[str, float]]]
    persistence: Sequence[Point]
    dots: Sequence[tuple[datetime, float, str]] = ()
    levels: Sequence[Level] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """How the reader's language writes what a chart says."""

    number: Callable[[float], str]
    day: Callable[[datetime], str]
    now: str
    persistence: str
    shares: Mapping[str, str]
    zone: tzinfo


def fan_chart(fan: Fan, wording: Wording, *, width: int, height: int) -> FanChart:
    """The chart ``width`` by ``height`` units; time runs from left to right in every language."""
    narrow = width < 500
    # On the left there is room for a number of six digits, so that no line runs through one.
    left, right, top, bottom = 56, width - (130 if narrow else 150), 14, height - 26
    begins, ends = _span(fan)
    highest = _nice_top(fan)

    def x(at: datetime) -> float:
        return left + (right - left) * ((at - begins) / (ends - begins))

    def y(value: float) -> float:
        return bottom - (bottom - top) * min(value, highest) / highest

    def line(points: Sequence[Point]) -> str:
        return _path([(x(at), y(value)) for at, value in points])

    last = fan.ahead[-1] if fan.ahead else None
    return FanChart(
        width=_n(width),
        height=_n(height),
        left=_n(left),
        right=_n(right),
        top=_n(top),
        bottom=_n(bottom),
        now=_n(x(fan.now)),
        bands=_bands(fan, x, y),
        past=line(fan.past),
        middle=line([(at, spread["p50"]) for at, spread in fan.ahead]),
        persistence=line(_until_top(fan.persistence, highest)),
        dots=tuple((_n(x(at)), _n(y(value)), who) for at, value, who in fan.dots if begins <= at <= ends),
        levels=tuple(_level(level, y, left, narrow=narrow) for level in fan.levels if level.value <= highest),
        across=_days(begins, ends, x, wording, narrow=narrow),
        up=_heights(highest, y, wording, tuple(y(level.value) for level in fan.levels)),
        labels=_end_labels(last, fan, wording, (x, y), highest) if last else (),
    )


def _span(fan: Fan) -> tuple[datetime, datetime]:
    moments = [
        fan.now,
        *(at for at, _ in fan.past),
        *(at for at, _, _ in fan.dots),
        *(at for at, _ in fan.ahead),
    ]
    begins, ends = min(moments), max(moments)
    return begins, max(ends, begins + timedelta(hours=1))


def _nice_top(fan: Fan) -> float:
    """The height of the chart: a round number above everything but the persistence line, which may leave it."""
    values = [
        *(value for _, value in fan.past), *(value for _, value, _ in fan.dots),
        *(spread.get("p95", spread["p50"]) for _, spread in fan.ahead), *(level.value * 1.08 for level in fan.levels), 1.0,
    ]  # fmt: skip
    return _round_up(max(values) * 1.02)


def _round_up(value: float) -> float:
    size = 10.0 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * size >= value)


def _until_top(points: Sequence[Point], highest: float) -> list[Point]:
    """The line up to where it leaves the picture."""
    kept: list[Point] = []
    for at, value in points:
        if value > highest:
            if kept:
                before, low = kept[-1]
                kept.append((before + (at - before) * ((highest - low) / (value - low)), highest))
            break
        kept.append((at, value))
    return kept


def _bands(fan: Fan, x: Callable[[datetime], float], y: Callable[[float], float]) -> tuple[Band, ...]:
    if not fan.ahead:
        return ()
    there = fan.ahead[0][1]
    bands = []
    for share, low, high in _BANDS:
        if low in there and high in there:
            up = [(x(at), y(spread[high])) for at, spread in fan.ahead]
            down = [(x(at), y(spread[low])) for at, spread in reversed(fan.ahead)]
            bands.append(Band(share, _path([*up, *down]) + "Z"))
    return tuple(bands)


def _level(level: Level, y: Callable[[float], float], left: float, *, narrow: bool) -> tuple[str, Label]:
    at = y(level.value)
    return _n(at), Label(_n(left + 4), _n(at - 6), level.short if narrow else level.text, kind="level")


def _days(
    begins: datetime, ends: datetime, x: Callable[[datetime], float], wording: Wording, *, narrow: bool
) -> tuple[Tick, ...]:
    """A tick at each local midnight; labels only where there is room for them."""
    midnight = begins.astimezone(wording.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight + timedelta(days=number) for number in range(1, (ends - begins).days + 2)]
    days = [day for day in days if begins <= day < ends]
    step = max(1, math.ceil(len(days) / (3 if narrow else 10)))
    return tuple(
        Tick(_n(x(day)), wording.day(day) if number % step == 0 else "") for number, day in enumerate(days)
    )


def _heights(
    highest: float, y: Callable[[float], float], wording: Wording, taken: Sequence[float]
) -> tuple[Tick, ...]:
    """Lines across at round numbers; where a level says its own number, the line keeps quiet."""
    step = _round_up(highest / 5)
    ticks = []
    for number in range(int(highest / step) + 1):
        at = y(step * number)
        quiet = any(-14 < at - level < 18 for level in taken)
        ticks.append(Tick(_n(at), "" if quiet else wording.number(step * number), strong=number == 0))
    return tuple(ticks)


def _end_labels(
    last: tuple[datetime, Mapping[str, float]],
    fan: Fan,
    wording: Wording,
    scales: tuple[Callable[[datetime], float], Callable[[float], float]],
    highest: float,
) -> tuple[Label, ...]:
    """The words at the right end, pushed apart so that none covers another."""
    x, y = scales
    at, spread = last
    wanted = [(y(spread["p50"]), wording.number(spread["p50"]), "middle")]
    for share, low, high in _BANDS:
        if low in spread and high in spread and share in wording.shares and share != "80":
            wanted.append(
                (y(spread[high]), f"{wording.number(spread[high])} {wording.shares[share]}", "band")
            )
            # A low end that reads as the middle or another low end says nothing more.
            if wording.number(spread[low]) not in {words for _height, words, _kind in wanted}:
                wanted.append((y(spread[low]), wording.number(spread[low]), "band"))
    line = _until_top(fan.persistence, highest)
    leaves_at_top = bool(line) and line[-1][0] < at
    if line and not leaves_at_top:
        wanted.append(
            (y(line[-1][1]), wording.persistence.format(number=wording.number(line[-1][1])), "persistence")
        )
    apart = _pushed_apart(sorted(wanted), gap=16)
    labels = [Label(_n(x(at) + 8), _n(height + 4), text, kind=kind) for height, text, kind in apart]
    if leaves_at_top:
        where, value = line[-1]
        words = wording.persistence.format(number=wording.number(fan.persistence[-1][1]))
        labels.append(Label(_n(x(where) - 8), _n(y(value) + 14), words, anchor="end", kind="persistence"))
    return tuple(labels)


def _pushed_apart(labels: Sequence[tuple[float, str, str]], gap: float) -> list[tuple[float, str, str]]:
    placed: list[tuple[float, str, str]] = []
    for height, text, kind in labels:
        lowest = placed[-1][0] + gap if placed else -math.inf
        placed.append((max(height, lowest), text, kind))
    return placed


# ------------------------------------------------------------------------------------------------------ the river


@dataclass(frozen=True, slots=True)
class Reach:
    """One stretch of the river: what flows on, and what stays behind in this stretch."""

    flow: str
    stays: str


def river(heights: Sequence[float]) -> tuple[Reach, ...]:
    """People as a river 1000 wide and 160 deep that loses, stretch by stretch, those who stay behind.

    ``heights`` is how many come into the first stretch, then into the second ..., and last how many come out; it
    never grows (more than before is drawn as before). One stretch fewer than heights.
    """
    most = max(heights[0], 1.0)
    falling = [min(heights[: number + 1]) for number in range(len(heights))]
    scaled = [152 * value / most for value in falling]
    wide = 1000 / (len(heights) - 1)
    return tuple(
        _reach(number * wide, wide, before, after) for number, (before, after) in enumerate(pairwise(scaled))
    )


def _reach(x: float, wide: float, before: float, after: float) -> Reach:
    ground = 156.0
    flow = _path([(x, ground), (x, ground - after), (x + wide, ground - after), (x + wide, ground)]) + "Z"
    top, low, end = ground - before, ground - after, x + wide * 0.78
    stays = (
        f"M{_n(x)} {_n(top)}H{_n(end - 30)}Q{_n(end)} {_n(top)} {_n(end)} {_n((top + low) / 2)}"
        f"Q{_n(end)} {_n(low)} {_n(end - 30)} {_n(low)}H{_n(x)}Z"
    )
    return Reach(flow, stays if before - after > 0.5 else "")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar of 100 units: where it begins and how wide it is."""

    kind: str
    begins: str
    wide: str
    many: int


def bar(parts: Sequence[tuple[str, int]]) -> tuple[Part, ...]:
    """Counts as pieces of a bar 100 units wide; empty ones are left out."""
    whole = sum(many for _kind, many in parts)
    found: list[Part] = []
    begins = 0.0
    for kind, many in parts:
        if many > 0:
            wide = 100 * many / whole
            found.append(Part(kind, _n(begins), _n(wide), many))
            begins += wide
    return tuple(found)


def _path(points: Sequence[tuple[float, float]]) -> str:
    told = _telling(points)
    return "".join(f"{'L' if number else 'M'}{_n(x)} {_n(y)}" for number, (x, y) in enumerate(told))


def _telling(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without the points that lie on the line between their neighbours, as far as an eye can see: the same picture, smaller."""
    kept = list(points[:1])
    for (x, y), (next_x, next_y) in pairwise(points[1:]):
        begun_x, begun_y = kept[-1]
        on_the_line = begun_y + (next_y - begun_y) * (x - begun_x) / ((next_x - begun_x) or 1.0)
        if abs(on_the_line - y) >= _SEEN:
            kept.append((x, y))
    return [*kept, *points[1:][-1:]]


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
