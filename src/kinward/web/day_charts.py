"""Need and roofs day by day as numbers for SVG: a pure function from the days ahead to paths and labels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kinward.web.charts import Label, Tick


@dataclass(frozen=True, slots=True)
class Line:
    """One quantity over the days; drawn as steps, since a bed is there for the whole night or not at all."""

    kind: str
    words: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class DayChart:
    """A chart of days ready to draw; ``lines`` are (kind, path)."""

    width: str
    height: str
    left: str
    right: str
    top: str
    bottom: str
    lines: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, Label], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    labels: tuple[Label, ...]


def day_chart(
    days: Sequence[date],
    lines: Sequence[Line],
    marks: Sequence[tuple[date, str]],
    *,
    number: Callable[[float], str],
    day: Callable[[date], str],
    width: int,
    height: int,
) -> DayChart:
    """The chart ``width`` by ``height`` units; each line is named at its right end, ``marks`` at their day."""
    narrow = width < 500
    # Letters are some seven units wide; the words at the right end must fit in any language.
    words = max(
        (len(number(line.values[-1])) + len(line.words) + 1 for line in lines if line.values), default=0
    )
    left, right, top, bottom = (
        8.0,
        width - max(120.0, min(width * 0.6, 7.6 * words + 12)),
        26.0,
        height - 26.0,
    )
    highest = max([1.0, *(value for line in lines for value in line.values)]) * 1.08
    step = (right - left) / max(1, len(days))

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / highest

    up = _heights(highest, y, number)
    every = max(1, -(-len(days) // (3 if narrow else 9)))
    across = tuple(
        Tick(_n(left + at * step + step / 2), day(one) if at % every == 0 else "")
        for at, one in enumerate(days)
    )
    found = {one: at for at, one in enumerate(days)}
    drawn = tuple(
        (x := _n(left + found[one] * step), Label(x, _n(top - 10), words, kind="mark"))
        for one, words in marks
        if one in found
    )
    return DayChart(
        _n(width), _n(height), _n(left), _n(right), _n(top), _n(bottom),
        tuple((line.kind, _steps(line.values, left, step, y)) for line in lines),
        drawn, across, up, _ends(lines, y, right, number),
    )  # fmt: skip


def _steps(values: Sequence[float], left: float, step: float, y: Callable[[float], float]) -> str:
    path = ""
    for at, value in enumerate(values):
        path += f"{'L' if path else 'M'}{_n(left + at * step)} {_n(y(value))}H{_n(left + (at + 1) * step)}"
    return path


def _ends(
    lines: Sequence[Line], y: Callable[[float], float], right: float, number: Callable[[float], str]
) -> tuple[Label, ...]:
    """Each line's last number and name, pushed apart so that none covers another."""
    wanted = sorted(
        (
            (y(line.values[-1]), f"{number(line.values[-1])} {line.words}", line.kind)
            for line in lines
            if line.values
        ),
    )
    placed: list[Label] = []
    lowest = 0.0
    for height, words, kind in wanted:
        at = max(height, lowest)
        placed.append(Label(_n(right + 6), _n(at + 4), words, kind=kind))
        lowest = at + 17
    return tuple(placed)


def _heights(highest: float, y: Callable[[float], float], number: Callable[[float], str]) -> tuple[Tick, ...]:
    rough = highest / 4
    size = 10.0 ** (len(str(int(max(1, rough)))) - 1)
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= rough)
    ticks = []
    at = 0.0
    while at <= highest:
        ticks.append(Tick(_n(y(at)), number(at) if at else "", strong=at == 0))
        at += step
    return tuple(ticks)


def _n(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
