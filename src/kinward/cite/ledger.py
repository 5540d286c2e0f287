"""The ledger: one row per question and day, the speakers side by side, nothing averaged and nobody counted twice."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kinward.model.problem import Message
from kinward.model.report import Counts, Figure, Modality, Place, Qualifier, ReviewState, Stance, Unit

# What asks for roofs and what offers them; the difference is only ever a bound.
_DEMAND = (Counts.EXPECTED_TO_ARRIVE, Counts.EXPECTED_TO_LEAVE, Counts.NEED_HOUSING, Counts.LEAVING)
_NOT_ASSERTED = frozenset((Stance.DENIES, Stance.REJECTS))
# Counted one by one, so that a number that is not round belongs to one moment.
_COUNTED = frozenset(
    (
        Counts.ARRIVED,
        Counts.REGISTERED,
        Counts.NOT_REGISTERED,
        Counts.PRESENT,
        Counts.KILLED,
        Counts.RELOCATED,
    )
)
# These only grow: a smaller number on a later day takes something back.
_CUMULATIVE = frozenset((Counts.ARRIVED, Counts.REGISTERED, Counts.KILLED))
# A number that ends in three noughts is rounded and may well be said twice.
_ROUND = 1000

SPEAKERS_DISAGREE = Message("speakers disagree; both stand")
DENIED_HERE = Message("a number here is denied, not said")


# What is counted, in what unit, where and on which day.
_Question = tuple[Counts, Unit, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One speaker's word on one question: the figures that say it, the clearest first."""

    speaker: str | None
    speaker_kind: str
    figures: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    said_on: str | None
    superseded_by: str | None = None
    denied: bool = False

    @property
    def mentions(self) -> int:
        """How often it was said; saying it again makes it no truer."""
        return len(self.figures)


@dataclass(frozen=True, slots=True)
class Row:
    """One question on one day. ``speakers`` counts independent voices, ``mentions`` how often they were heard."""

    counts: Counts
    unit: Unit
    place: str | None
    date: str | None
    entries: tuple[Entry, ...]
    speakers: int
    mentions: int
    lowest: float | None
    highest: float | None
    flags: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Demand against announced room. ``at_most`` says that the true shortfall can only be smaller."""

    demand: str
    capacity: str
    places_missing: float
    bound: str  # at most, at least, about; exactly only where both were said to be exact
    sentence: Message


@dataclass(frozen=True, slots=True)
class Ledger:
    """All rows in the order of their first figure, and the shortfalls they imply."""

    rows: tuple[Row, ...]
    shortfalls: tuple[Shortfall, ...]


def ledger_of(figures: Sequence[Figure]) -> Ledger:
    """Lay proposed or accepted figures side by side. Rejected ones are left out; every other is in one row.

    Restatements fold into the figure they restate. A later word replaces an earlier one only by the same speaker
    on the same measure and place, and the earlier stays, marked. Where no place was read, figures of different
    reports stand in different rows: they may be told of different crises, and are not set against each other. A rate
    stands apart from counts.
    """
    kept = [f for f in figures if f.state != ReviewState.REJECTED]
    groups: dict[tuple[_Question, str | None, str | None], list[list[Figure]]] = {}
    for family in _families(kept):
        head = family[0]
        apart = head.report if _where(head.place) is None else None
        question = (head.counts, head.unit, _where(head.place), _day(head))
        groups.setdefault((question, apart, head.per), []).append(family)
    superseded = _superseded(kept)
    doubts = _doubts(kept)
    rows = tuple(
        _as_rate(_row(question, families, superseded, doubts))
        if per
        else _row(question, families, superseded, doubts)
        for (question, _apart, per), families in groups.items()
    )
    assert sum(row.mentions for row in rows) == len(kept), "a figure fell out of the ledger"
    return Ledger(rows, shortfalls_of(kept))


def _as_rate(row: Row) -> Row:
    return replace(row, flags=(*row.flags, Message("a rate, not a count: never to be set against counts")))


def key_of(figure: Figure) -> str:
    """One name for a figure among several reports."""
    return f"{figure.report}#{figure.id}"


def independent_speakers(figures: Iterable[Figure]) -> int:
    """How many different voices stand behind some figures: outlets repeating a speaker add none."""
    return len({f.speaker.identity for f in figures if f.speaker.text is not None})


def _families(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Each figure with those that restate it; a figure restated and itself restating belongs to the first."""
    by_id = {(f.report, f.id): f for f in figures}
    families: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        root, seen = figure, {figure.id}
        while root.restates and (root.report, root.restates) in by_id and root.restates not in seen:
            root = by_id[root.report, root.restates]
            seen.add(root.id)
        families.setdefault((root.report, root.id), []).append(figure)
    merged: dict[tuple[object, ...], list[Figure]] = {}
    for (report, head), members in families.items():
        first = by_id[report, head]
        members.sort(key=lambda f: (f.id != first.id, f.span))
        same = (
            first.speaker.identity,
            first.counts,
            first.unit,
            _where(first.place),
            _day(first),
            first.value,
            first.low,
            first.high,
            first.stance in _NOT_ASSERTED,
        )
        if first.speaker.identity is not None and same in merged:
            merged[same] += members
        else:
            merged[(*same, report, head) if first.speaker.identity is None else same] = members
    yield from sorted(merged.values(), key=lambda members: figures.index(members[0]))


def _where(place: Place) -> str | None:
    return place.destination or place.place or place.origin or place.event


def _of_one_crisis(a: Figure, b: Figure) -> bool:
    """Whether two figures may be set against each other: one report tells both, or they name a place in common."""
    places = {a.place.destination, a.place.place, a.place.origin, a.place.event} - {None}
    return a.report == b.report or not places.isdisjoint(
        {b.place.destination, b.place.place, b.place.origin, b.place.event}
    )


def _day(figure: Figure) -> str | None:
    return (figure.event.end if figure.event else None) or figure.said_on


def _superseded(figures: Sequence[Figure]) -> dict[str, str]:
    """Earlier words of the same speaker on the same measure and place, and what replaces each."""
    replaced: dict[str, str] = {}
    same: dict[tuple[object, ...], list[Figure]] = {}
    for figure in figures:
        same.setdefault((figure.speaker.identity, figure.counts, figure.unit), []).append(figure)
    for old in figures:
        later = [f for f in same[old.speaker.identity, old.counts, old.unit] if _replaces(f, old)]
        if later:
            replaced[key_of(old)] = key_of(max(later, key=lambda f: _day(f) or ""))
    return replaced


def _replaces(new: Figure, old: Figure) -> bool:
    same = (
        new.speaker.identity is not None
        and new.speaker.identity == old.speaker.identity
        and (new.counts, new.unit, _where(new.place)) == (old.counts, old.unit, _where(old.place))
        and new.part_of is None
        and old.part_of is None
        and _of_one_crisis(new, old)
    )
    earlier, later = _day(old), _day(new)
    comparable = earlier is not None and later is not None and len(earlier) == len(later)
    return same and comparable and (earlier or "") < (later or "")


def _doubts(figures: Sequence[Figure]) -> dict[str, list[Message]]:
    """What cannot all be true, by the key of each figure it is asked of."""
    found: dict[str, list[Message]] = {}
    points = [f for f in figures if f.value is not None and f.stance not in _NOT_ASSERTED]
    by_speaker: dict[str, list[Figure]] = {}
    for figure in points:
        if figure.speaker.identity is not None:
            by_speaker.setdefault(figure.speaker.identity, []).append(figure)
    told = [pair for own in by_speaker.values() for a in own for b in own for pair in _between(a, b)]
    for figure, doubt in (
        *told,
        *_parts_too_large(points),
        *_lost_digits(points),
        *_parts_that_do_not_sum(points),
    ):
        asked = found.setdefault(key_of(figure), [])
        if doubt not in asked:
            asked.append(doubt)
    return found


def _between(a: Figure, b: Figure) -> Iterator[tuple[Figure, Message]]:
    """What one speaker's two figures say against each other."""
    if key_of(a) == key_of(b):
        return
    if a.value == b.value and a.counts == b.counts and a.unit != b.unit:
        values: dict[str, str | int | float] = {
            "number": a.number_text,
            "unit": a.unit.value,
            "other": b.unit.value,
        }
        yield a, Message("{number} {unit} or {other}? The same speaker gives both: ask.", values)
    earlier, later = _day(a), _day(b)
    same = (a.counts, a.unit, _where(a.place)) == (b.counts, b.unit, _where(b.place))
    if (
        not same
        or not _of_one_crisis(a, b)
        or a.part_of
        or b.part_of
        or earlier is None
        or later is None
        or not earlier < later
    ):
        return
    if len(earlier) != len(later) or a.value is None or b.value is None:
        return
    days: dict[str, str | int | float] = {"number": b.number_text, "earlier": earlier, "later": later}
    if a.value == b.value and a.counts in _COUNTED and a.value % _ROUND:
        twice = Message("{number} is given for {earlier} and for {later}: which day is it?", days)
        yield a, twice
        yield b, twice
    if a.counts in _CUMULATIVE and b.value < a.value:
        lower = {"number": b.number_text, "before": a.number_text, "earlier": earlier}
        yield (
            b,
            Message(
                "{number} is lower than the {before} of {earlier}: a correction, or another measure?", lower
            ),
        )


def _parts_too_large(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Message]]:
    """“..., including” parts that together exceed their whole."""
    by_key = {(f.report, f.id): f for f in figures}
    parts: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        if figure.part_of is not None and (figure.report, figure.part_of) in by_key:
            parts.setdefault((figure.report, figure.part_of), []).append(figure)
    for key, own in parts.items():
        whole, total = by_key[key], sum(f.value or 0 for f in own)
        if total > (whole.value or 0) and all(f.unit == whole.unit for f in own):
            values: dict[str, str | int | float] = {"sum": round(total), "whole": whole.number_text}
            yield whole, Message("its parts add up to {sum}, more than {whole}: ask.", values)


def _parts_that_do_not_sum(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Message]]:
    """Who arrived is registered or waits for it: the two must make the first, when one speaker gives all three."""
    for whole in figures:
        if whole.counts != Counts.ARRIVED or whole.part_of is not None or whole.speaker.identity is None:
            continue
        own = [f for f in figures if f.speaker.identity == whole.speaker.identity and f.unit == whole.unit]
        same = [f for f in own if f.report == whole.report and _day(f) in {_day(whole), None}]
        registered = [f for f in same if f.counts == Counts.REGISTERED]
        waiting = [f for f in same if f.counts == Counts.NOT_REGISTERED]
        if len(registered) == len(waiting) == 1:
            a, b = registered[0], waiting[0]
            if (a.value or 0) + (b.value or 0) != whole.value:
                values = {"registered": a.number_text, "waiting": b.number_text, "whole": whole.number_text}
                yield (
                    whole,
                    Message(
                        "{registered} registered and {waiting} waiting do not make {whole}: ask.", values
                    ),
                )


def _lost_digits(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Message]]:
    """253 beside 3,253 for the same day: a group of digits was lost on the way."""
    alike: dict[tuple[Counts, Unit, str | None], list[Figure]] = {}
    for figure in figures:
        alike.setdefault((figure.counts, figure.unit, _day(figure)), []).append(figure)
    for own in alike.values():
        for small in own:
            tail = f"{small.value:.0f}"
            if len(tail) < _DIGITS_OF_A_GROUP or (small.value or 0) % _ROUND == 0:
                continue
            for large in own:
                longer = (large.value or 0) > (small.value or 0) and f"{large.value:.0f}".endswith(tail)
                if longer and _of_one_crisis(small, large):
                    values = {"small": small.number_text, "large": large.number_text}
                    yield small, Message("{small} ends as {large} does: were digits lost?", values)


_DIGITS_OF_A_GROUP = 3


def _row(
    key: _Question,
    families: Sequence[Sequence[Figure]],
    superseded: dict[str, str],
    doubts: dict[str, list[Message]],
) -> Row:
    counts, unit, place, day = key
    members = [f for family in families for f in family]
    asserted = [
        f for family in families for f in family[:1] if f.stance not in _NOT_ASSERTED and f.part_of is None
    ]
    lows = [
        n
        for f in asserted
        if (n := f.low if f.low is not None else f.value if f.high is None else None) is not None
    ]
    highs = [
        n
        for f in asserted
        if (n := f.high if f.high is not None else f.value if f.low is None else None) is not None
    ]
    open_above = any(
        f.qualifier in {Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.VAGUE} for f in asserted
    )
    flags: list[Message] = []
    for doubt in (d for f in members for d in doubts.get(key_of(f), [])):
        if doubt not in flags:
            flags.append(doubt)
    return Row(
        counts, unit, place, day, tuple(_entry(family, superseded) for family in families),
        independent_speakers(members), len(members), min(lows, default=None),
        None if open_above else max(highs, default=None), (*flags, *_disagreement(families)),
    )  # fmt: skip


def _disagreement(families: Sequence[Sequence[Figure]]) -> Iterator[Message]:
    heads = [family[0] for family in families if family[0].part_of is None and family[0].value is not None]
    asserted = {f.value for f in heads if f.stance not in _NOT_ASSERTED}
    speakers = {f.speaker.identity for f in heads if f.speaker.identity is not None}
    own = [
        f.value
        for f in heads
        if f.speaker.identity is not None and f.speaker.identity == heads[0].speaker.identity
    ]
    if len(speakers) == 1 and len(set(own)) > 1:
        yield Message("one speaker, several numbers for this day: a later hour, or a correction?")
    if len(asserted) > 1 and len(speakers) > 1:
        yield SPEAKERS_DISAGREE
    if any(f.stance in _NOT_ASSERTED for f in heads):
        yield DENIED_HERE


def _entry(family: Sequence[Figure], superseded: dict[str, str]) -> Entry:
    head = family[0]
    return Entry(
        head.speaker.identity, head.speaker.kind.value, tuple(key_of(f) for f in family), head.value, head.low, head.high,
        head.qualifier, head.said_on, superseded.get(key_of(head)), head.stance in _NOT_ASSERTED,
    )  # fmt: skip


def shortfalls_of(figures: Sequence[Figure]) -> tuple[Shortfall, ...]:
    """The largest demand in people against each announced capacity in people of the same report or place."""
    return tuple(_shortfalls(figures))


def _shortfalls(figures: Sequence[Figure]) -> Iterator[Shortfall]:
    usable = [
        f for f in figures if f.stance not in _NOT_ASSERTED and f.unit == Unit.PEOPLE and f.restates is None
    ]
    demands = [f for f in usable if f.counts in _DEMAND and f.speaker.text is not None]
    demands = demands or [f for f in usable if f.counts in _DEMAND and f.modality != Modality.CONDITIONAL]
    rooms = [f for f in usable if f.counts == Counts.CAPACITY]
    largest_first = sorted(demands, key=lambda f: -(f.value or f.high or f.low or 0))
    for room in rooms:
        demand = next((f for f in largest_first if _of_one_crisis(f, room)), None)
        found = _missing(demand, room) if demand else None
        if found:
            yield found


def _missing(demand: Figure, room: Figure) -> Shortfall | None:
    wanted, given = _ends(demand), _ends(room)
    most = wanted[1] - given[0] if wanted[1] is not None and given[0] is not None else None
    least = wanted[0] - given[1] if wanted[0] is not None and given[1] is not None else None
    if most is not None and most == least:
        exact = demand.qualifier == room.qualifier == Qualifier.EXACT
        missing, bound = most, "exactly" if exact else "about"
    elif most is not None:
        missing, bound = most, "at most"
    elif least is not None:
        missing, bound = least, "at least"
    else:
        return None
    if missing <= 0:
        return None
    return Shortfall(key_of(demand), key_of(room), missing, bound, _sentence(bound, missing, demand, room))


def _sentence(bound: str, missing: float, demand: Figure, room: Figure) -> Message:
    values = {"places": f"{missing:,.0f}", "demand": demand.number_text, "room": room.number_text}
    if bound == "exactly":
        return Message(
            "exactly {places} places, if everyone comes and everyone needs one ({demand} against {room})",
            values,
        )
    if bound == "about":
        return Message(
            "about {places} places, if everyone comes and everyone needs one ({demand} against {room})",
            values,
        )
    if bound == "at most":
        return Message(
            "at most {places} places, if everyone comes and everyone needs one ({demand} against {room})",
            values,
        )
    return Message(
        "at least {places} places, if everyone comes and everyone needs one ({demand} against {room})", values
    )


def _ends(figure: Figure) -> tuple[float | None, float | None]:
    if figure.qualifier == Qualifier.ABOUT:
        return figure.value, figure.value
    return figure.low, figure.high
