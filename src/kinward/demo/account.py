"""What a planner saw at one moment and what came of it, on one screen: every number counted, none typed in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from kinward.casework.facts import age_tells_child
from kinward.casework.ports import CountLine, PersonLine, ProposalLine, Totals
from kinward.casework.see_ledger import figure_of
from kinward.casework.state_count import counts_that_stand
from kinward.cite.ledger import Row, ledger_of
from kinward.demo.measure import Found, NotHere, Roofs, Share, Twice
from kinward.demo.replay import Replay
from kinward.model.forecast import CrossingForecast, PassMoments
from kinward.model.report import Counts, Figure, SourceKind, Unit

COLUMNS, LINES = 100, 24
_LABEL = 10
_EVERY = 1_000_000
_REASONS_SHOWN = 4
_SPEAKS_BITS = 2.0
_NEARLY = 0.99
_PAIRS_SHOWN, _PAIRS_A_LINE = 8, 3
_COMING = (Counts.EXPECTED_TO_LEAVE, Counts.EXPECTED_TO_ARRIVE, Counts.LEAVING)
_KINDS = {
    SourceKind.PARTY_TO_CONFLICT: "a party to the conflict",
    SourceKind.RECEIVING_STATE: "the receiving state",
    SourceKind.HUMANITARIAN_ORG: "a humanitarian organisation",
}
_UNITS = {Unit.HOUSEHOLDS: "families", Unit.PEOPLE: "people"}


@dataclass(frozen=True, slots=True)
class Pair:
    """One proposal as an example: both sides and why."""

    proposal: ProposalLine
    sought: PersonLine
    person: PersonLine
    relation: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood in the views at one moment. ``waiting`` are synthetic people who crossed and have no name here yet."""

    at: datetime
    figures: tuple[Figure, ...]
    counts: Mapping[str, CountLine]
    totals: Totals
    waiting: int
    requests: int
    proposals: int
    proposals_waiting: int
    restored: int
    split: int
    forecast: CrossingForecast | None
    pair: Pair | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it by the end of the replay."""

    at: datetime
    totals: Totals
    waiting: int
    found: Found
    by_scripts: Mapping[tuple[str, str], Found]
    not_here: NotHere
    twice: Twice
    roofs: Roofs
    steps: int
    faults: int


def seen(replay: Replay) -> Seen:
    """Look at everything now, as the pages would."""
    views, sums = replay.outside.views, replay.told.sums[-1]
    claims = [line for line in views.claims() if line.kind == "figure" and line.state != "rejected"]
    proposals = views.proposals(about="tracing", most=_EVERY)
    forecasts = sorted(replay.told.forecasts)
    sites = {room.id: room.site for room in views.rooms()}
    in_rooms = [line for state in ("placed", "moved_in") for line in views.households(state=state)]
    return Seen(
        at=sums.at,
        figures=tuple(figure_of(line) for line in claims),
        counts=_latest(counts_that_stand(views.counts())),
        totals=sums.totals,
        waiting=sums.waiting,
        requests=len(replay.answers.request_of),
        proposals=len(proposals),
        proposals_waiting=sum(not line.outcome for line in proposals),
        restored=replay.told.restored,
        split=sum(len({sites[room] for room in line.rooms}) > 1 for line in in_rooms),
        forecast=replay.told.forecasts[forecasts[-1]] if forecasts else None,
        pair=_example(replay, proposals),
    )


def _latest(counts: Iterable[CountLine]) -> dict[str, CountLine]:
    """The newest count of each measure; of one moment the largest, for somebody counted them."""
    return {line.measure: line for line in sorted(counts, key=lambda line: (line.at, line.value))}


# ---------------------------------------------------------------------------------------------------- the example


def _example(replay: Replay, proposals: Sequence[ProposalLine]) -> Pair | None:
    """The likeliest open case of a child, best across two scripts and sought by a parent; None when there is no child."""
    views = replay.outside.views
    requests = {line.id: line for line in views.requests(None, _EVERY)}
    open_ones = [line for line in proposals if not line.restricted]
    people = views.people(
        [*(line.person for line in open_ones), *(requests[line.request].sought for line in open_ones)]
    )
    today = replay.outside.now().date()
    pairs = [
        (line, people[requests[line.request].sought], people[line.person], requests[line.request].relation)
        for line in open_ones
        if age_tells_child(people[line.person], today) and not people[line.person].restricted
    ]
    if not pairs:
        return None
    best = max(pairs, key=lambda pair: _worth_showing(*pair))
    return Pair(*best)


def _worth_showing(
    line: ProposalLine, sought: PersonLine, person: PersonLine, relation: str
) -> tuple[bool, bool, int, float]:
    scripts = {name.script for name in sought.names} & {name.script for name in person.names}
    whole = min(len(sought.names), len(person.names)) >= 2
    speaking = sum(kept["weight_bits"] >= _SPEAKS_BITS for kept in line.reasons)
    return not scripts and whole, relation in {"mother", "father"}, speaking, line.probability


def _said_of(person: PersonLine, *, place: bool = True) -> str:
    names = " ".join(name.text for kind in ("family", "given") for name in person.names if name.kind == kind)
    names = names or " ".join(name.text for name in person.names)
    places = person.places[:1] if place else ()
    return " ".join([names, *person.ages[:1]]) + "".join(f", {said}" for said in places)


# ------------------------------------------------------------------------------------------------------- the lines


def account(replay: Replay, then: Seen, outcome: Outcome) -> list[str]:
    """The account: at most LINES lines of at most COLUMNS letters."""
    zone = replay.made.facts.zone
    lines = [
        (
            f"KINWARD   replay to {_moment(then.at, zone)} | real counts, {replay.made.people:,} synthetic people"
            f" for {replay.made.facts.people:,}"
        ),
        *_labelled("SAID", _said(then.figures)),
        *_labelled("ARRIVED", _arrived(then, replay)),
        *_labelled("LOOKING", _looking(then)),
        *_labelled("ROOFS", _roofs(then)),
        *_foreseen(then, replay, zone),
        f"--------  what came of it by {_moment(outcome.at, zone)}",
        *_labelled("SUMS", _sums(outcome)),
        *_labelled("FOUND", _found(outcome)),
        *_labelled("ROOFS", _in_the_end(outcome.roofs)),
        *_labelled("REGIONS", _regions(outcome.roofs, zone)),
    ]
    assert len(lines) <= LINES, "the account is longer than a screen"
    return lines


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield f"{label:<{_LABEL}}{line}"
        label = ""


def _said(figures: Sequence[Figure]) -> Iterator[str]:
    if not figures:
        yield "nothing read yet"
        return
    rows = ledger_of(figures).rows
    coming = max(
        (row for row in rows if row.counts in _COMING and row.unit is Unit.PEOPLE and row.speakers),
        key=lambda row: row.mentions, default=None,
    )  # fmt: skip
    if coming is not None and coming.highest is not None:
        kinds = {_KINDS.get(SourceKind(entry.speaker_kind), entry.speaker_kind) for entry in coming.entries}
        yield (
            f"{coming.highest:,.0f} coming: {_many(coming.speakers, 'speaker')}, "
            f"{_many(coming.mentions, 'mention')}, {', '.join(sorted(kinds))}"
        )
    yield from _places_said([row for row in rows if row.counts is Counts.CAPACITY])


def _places_said(rows: Sequence[Row]) -> Iterator[str]:
    """One number that the same speaker gave for families and for people is a question, not two facts."""
    by_number: dict[float, list[Row]] = {}
    for row in rows:
        if row.lowest is not None:
            by_number.setdefault(row.lowest, []).append(row)
    for number, same in by_number.items():
        units = [f"{_UNITS.get(row.unit, row.unit.value)} ({_day(row.date)})" for row in same]
        asked = len({row.unit for row in same}) > 1
        yield f"{number:,.0f} places: {' or '.join(units)}{'? ASK' if asked else ''}"


def _arrived(then: Seen, replay: Replay) -> Iterator[str]:
    arrived, registered = then.counts.get("arrived"), then.counts.get("registered")
    if arrived is not None:
        text = f"{arrived.value:,}"
        if registered is not None:
            text += f"   registered {registered.value:,}   waiting {arrived.value - registered.value:,}"
        yield f"{text}   as counted"
    totals = then.totals
    yield (
        f"{totals.arrived:,}   registered {_written(totals, then.waiting)}   waiting {then.waiting:,}   here, one for every"
        f" {replay.made.facts.people / replay.made.people:.1f}"
    )


def _looking(then: Seen) -> Iterator[str]:
    yield (
        f"{_many(then.requests, 'request')}, {_many(then.proposals, 'proposal')} ({then.proposals_waiting:,} wait for"
        f" a person), {then.restored:,} in contact, {_many(then.totals.children_to_assess, 'child', 'children')} to assess"
    )
    if then.pair is None:
        return
    pair = then.pair
    by = "" if pair.relation == "other" else f", sought by the {pair.relation}"
    yield _fitting(
        f"{_said_of(pair.person)}  <->  {_said_of(pair.sought)}{by}",
        f"{_said_of(pair.person)}  <->  {_said_of(pair.sought, place=False)}{by}",
        f"{_said_of(pair.person, place=False)}  <->  {_said_of(pair.sought, place=False)}{by}",
        f"{pair.person.code}  <->  {pair.sought.code}{by}",
    )
    strongest = sorted(pair.proposal.reasons, key=lambda kept: -abs(kept["weight_bits"]))[:_REASONS_SHOWN]
    weights = [
        f"{kept['comparison'].replace('_', ' ')} {kept['weight_bits']:+.1f}"
        for kept in strongest
        if kept["weight_bits"]
    ]
    yield f"{'  '.join(weights)}  = {_chance(pair.proposal.probability)}  -> a person decides"


def _chance(probability: float) -> str:
    """Two records that fit are never certain to be one person."""
    return f"{probability:.0%}" if probability < _NEARLY else "over 99%"


def _roofs(then: Seen) -> Iterator[str]:
    totals = then.totals
    yield (
        f"{_many(totals.households_placed, 'household')} in rooms, {then.split} split,"
        f" {totals.households_waiting:,} waiting with reasons"
    )


def _foreseen(then: Seen, replay: Replay, zone: tzinfo) -> Iterator[str]:
    """When as many had come, and as many were housed, as places were announced: before it was known, and as it was."""
    facts, forecast = replay.made.facts, then.forecast
    places = facts.planned_places
    for label, passes, truth in (
        ("FULL", forecast.state_rooms_pass if forecast else (), facts.state_housed.when(places)),
        ("CROSSED", forecast.arrivals_pass if forecast else (), facts.arrived.when(places)),
    ):
        one = next((one for one in passes if one.number == places), None)
        said = _range(one, zone) if one else "no forecast yet"
        yield from _labelled(label, [f"{said}   it happened {_moment(truth, zone)}"])


def _range(one: PassMoments, zone: tzinfo) -> str:
    if one.already:
        return f"passed {_moment(one.p50, zone)}"
    return f"90 % {_moment(one.p05, zone)} - {_moment(one.p95, zone)}   persistence {_moment(one.persistence, zone)}"


def _sums(outcome: Outcome) -> Iterator[str]:
    totals = outcome.totals
    yield (
        f"{totals.arrived:,} arrived, {_written(totals, outcome.waiting)} registered, {outcome.waiting:,} waiting;"
        f" {outcome.faults} sums wrong after {outcome.steps} steps"
    )


def _found(outcome: Outcome) -> Iterator[str]:
    everyone = outcome.found
    yield (
        f"{everyone.first.of:,} sought people are registered: in first place {_share(everyone.first)},"
        f" in ten {_share(everyone.among_ten)}"
    )
    yield from _by_scripts(outcome.by_scripts)
    away = outcome.not_here
    yield (
        f"{away.requests:,} sought people are not: {away.nothing_proposed:,} nothing proposed,"
        f" {away.refused:,} refused, {away.undecided:,} open, {away.confirmed:,} wrongly confirmed"
    )
    yield (
        f"{outcome.twice.found.of:,} written twice: proposed {_share(outcome.twice.found)};"
        f" of what was proposed right {_share(outcome.twice.right)}"
    )


def _by_scripts(pairs: Mapping[tuple[str, str], Found]) -> Iterator[str]:
    """First place / first ten / of how many, for the commonest pairs; the others together."""
    ordered = sorted(pairs.items(), key=lambda one: (-one[1].first.of, one[0]))
    pieces = [f"{asked}>{written} {_pair(pair)}" for (written, asked), pair in ordered[:_PAIRS_SHOWN]]
    others = [pair for _scripts, pair in ordered[_PAIRS_SHOWN:]]
    if others:
        pieces.append(f"others {_pair(_together(others))}")
    for start in range(0, len(pieces), _PAIRS_A_LINE):
        yield "  ".join(pieces[start : start + _PAIRS_A_LINE])


def _pair(pair: Found) -> str:
    return f"{pair.first.value:.2f}/{pair.among_ten.value:.2f}/{pair.first.of}"


def _together(pairs: Sequence[Found]) -> Found:
    of = sum(pair.first.of for pair in pairs)
    return Found(
        Share(sum(pair.first.hits for pair in pairs), of),
        Share(sum(pair.among_ten.hits for pair in pairs), of),
    )


def _in_the_end(roofs: Roofs) -> Iterator[str]:
    yield (
        f"{roofs.in_rooms:,} of {roofs.asked:,} who asked are in rooms, {roofs.first_come:,} first come first served;"
        f" {roofs.beds_missing:,} beds missing"
    )
    yield f"{roofs.breaches} rules broken by a recount of every plan; the plans were at most {roofs.gap:.1%} below the best"


def _regions(roofs: Roofs, zone: tzinfo) -> Iterator[str]:
    """Percent of everybody in rooms here, and of everybody whom the bulletin counted; where it said nothing, together."""
    here, said = (max(1, sum(column)) for column in zip(*(one[1:] for one in roofs.regions), strict=True))
    pieces = [
        f"{name} {100 * own / here:.0f}/{100 * counted / said:.0f}"
        for name, own, counted in roofs.regions
        if counted
    ]
    others = sum(own for _name, own, counted in roofs.regions if not counted)
    pieces.append(f"others {100 * others / here:.0f}/-")
    lead = f"% of people in rooms, here / said {_moment(roofs.regions_said_at, zone)}"
    line = lead
    for piece in pieces:
        if len(f"{line}  {piece}") > COLUMNS - _LABEL:
            yield line
            line = piece
        else:
            line = f"{line}  {piece}"
    yield line


# ------------------------------------------------------------------------------------------------------ small things


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.2f} ({low:.2f}-{high:.2f})"


def _moment(at: datetime | None, zone: tzinfo) -> str:
    if at is None:
        return "beyond 2 weeks"
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %H:%M}"


def _day(iso: str | None) -> str:
    if not iso or not iso[-2:].isdigit():
        return "day unknown"
    day = int(iso[-2:])
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _fitting(*ways: str) -> str:
    """The first of these ways to say it that leaves room for the label."""
    return next((way for way in ways if len(way) <= COLUMNS - _LABEL), ways[-1])


def _written(totals: Totals, waiting: int) -> str:
    """``2,480 (16 twice)``: registrations, and by how many they are more than the people who are not waiting."""
    twice_written = totals.registered - (totals.arrived - waiting)
    return (
        f"{totals.registered:,} ({twice_written:,} twice)" if twice_written > 0 else f"{totals.registered:,}"
    )
