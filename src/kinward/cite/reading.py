"""Reads one report: every figure and claim with its exact letters, its speaker, its hedge and its date."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kinward.cite.claims import Draft, claims_in
from kinward.cite.cues import Cue, cues_in
from kinward.cite.dates import Calendar, DateMention, Day, calendar_of, dates_in, period_of, questions_about
from kinward.cite.links import linked
from kinward.cite.measures import (
    Clause,
    Counted,
    Measure,
    clause_around,
    ends_with,
    is_set_against,
    is_the_whole,
    measure,
    measure_of,
    per_of,
    unit_beside,
    unit_left_out,
    unit_of_item,
    unit_of_label,
    unit_of_note,
)  # fmt: skip
from kinward.cite.pieces import in_pieces
from kinward.cite.places import place_in, place_of_row, roles_in
from kinward.cite.quantities import Quantity, is_said_to_be_none, quantities_in, tokens_taken
from kinward.cite.relations import relations_in
from kinward.cite.speakers import Memory, Spoken, elided_speaker, speaker_of, spoken
from kinward.cite.tokens import Sentence, Token, sentences_of, tokens_of
from kinward.cite.words import Hit, Words
from kinward.model.problem import Message
from kinward.model.report import (
    ASK,
    LIKELY,
    SURE,
    Counts,
    Figure,
    Modality,
    Period,
    Place,
    Qualifier,
    Question,
    Reading,
    Report,
    SourceKind,
    Span,
    Speaker,
    Stance,
    Unit,
)  # fmt: skip

# A dateline: "GENEVA, Sept 12 (Reuters) - " before the first sentence.
_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-ÞА-ЯԱ-Ֆ](?:[^.!?:\n]|(?<=\b[A-Z][a-z]{2})\.|(?<=\bSept)\.){1,70}?)\s+[-–—]{1,2}\s+(?:\([A-Z]{2,12}\)\s+[-–—]{1,2}\s+)?"
)
_SAMPLE_CHARACTERS = 20_000
_SLUG = re.compile(r"[A-Z][A-Z /]{2,30}:\s+")


def read_report(report: Report, languages: Mapping[str, Words]) -> Reading:
    """Propose figures and claims from a report. The same report and tables always give the same proposals."""
    words = languages[language_of(report.text, languages)]
    outlet = report.outlet or outlet_of(report, words)
    sentences = tuple(_trimmed(report.text, words))
    dated = [(s, dates_in(s.tokens, report.text, words)) for s in sentences]
    own = own_day(report.text, words)
    calendar = calendar_of(report.published, own, [m for _, found in dated for m in found])
    memory = Memory(outlet, roles_in(sentences, words))
    figures, drafts = _read_all(report, dated, calendar, memory, words)
    figures, claims = linked(report, figures, drafts)
    relations = tuple(relations_in(report, sentences, memory.nobody(), words))
    mentions = [m for _, found in dated for m in found]
    inferred, why = _inferred(calendar, own)
    questions = (*questions_about(calendar, mentions, report.file), *_open_figures(figures))
    return Reading(report, words.language, outlet, inferred, why, figures, claims, questions, relations)


def language_of(text: str, languages: Mapping[str, Words]) -> str:
    """The language most of whose function words and letters stand in the text; English when none does."""
    sample = re.findall(r"[^\W\d_]+", text[:_SAMPLE_CHARACTERS].lower())
    scores = {
        name: sum(word in words.tell_by for word in sample)
        + sum(not words.letters.isdisjoint(word) for word in sample) / 2
        for name, words in languages.items()
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else "en"


def outlet_of(report: Report, words: Words) -> str | None:
    """The outlet that a slug, a dateline or the file's name gives away."""
    head = report.text[:600]
    for outlet in words.outlets:
        if any(re.search(rf"^\s*{re.escape(slug)}", head, re.MULTILINE) for slug in outlet.get("slugs", ())):
            return str(outlet["name"])
        if any(f"({mark})" in head.lower() for mark in outlet["datelines"]):
            return str(outlet["name"])
    name = report.file.lower()
    return next((str(o["name"]) for o in words.outlets if any(mark in name for mark in o["file"])), None)


def own_day(text: str, words: Words) -> Day | None:
    """The day in a dateline or a "Published:" line near the top, with as much of it as is written."""
    for sentence in sentences_of(text[:1500], words.sets["abbreviations.words"])[:8]:
        found = dates_in(sentence.tokens, text, words)
        if not found:
            continue
        line = text[sentence.span.start : sentence.span.end]
        dateline = _DATELINE.match(line)
        early = dateline is not None and found[0].span.end <= sentence.span.start + dateline.end()
        labelled = words.has("dates.published", sentence.tokens[0].low) and found[0].start <= 3
        alone = (
            found[0].first.year is not None
            and len(sentence.tokens) <= found[0].end - found[0].start + 6
            and sentence.role in {"heading", "title"}
        )
        if found[0].first.day and (early or labelled or alone):
            return found[0].first
    return None


def _trimmed(text: str, words: Words) -> Iterator[Sentence]:
    """The sentences without slugs and datelines."""
    sentences = sentences_of(text, words.sets["abbreviations.words"])
    labels = [_SLUG.match(s.span.of(text)) for s in sentences if s.first_in_block]
    # "PRESIDENT VISITS CAMP: " once is a headline; where labels take turns it is a transcript.
    transcript = sum(found is not None and _is_a_turn(found[0], words) for found in labels) > 1
    for sentence in sentences:
        line = sentence.span.of(text)
        opening = _slug(line, words, transcript=transcript) or (
            _dateline(line) if sentence.first_in_block else None
        )
        cut = sentence.span.start + opening.end() if opening else 0
        spoken_here = [t for t in sentence.tokens if t.start >= cut and not _quotes_a_line(t, text)]
        kept = in_pieces(spoken_here, text, words)
        if kept:
            yield replace(sentence, tokens=kept)


def _quotes_a_line(token: Token, text: str) -> bool:
    """The ``>`` before the lines of somebody else's letter."""
    if token.low != ">":
        return False
    line = text[text.rfind("\n", 0, token.start) + 1 : token.start]
    return not line.strip("> ") and text[token.end : token.end + 1] in {" ", ">", "\n", ""}


def _is_a_turn(label: str, words: Words) -> bool:
    named = [token for token in tokens_of(label) if token.kind == "word"]
    return bool(named) and (_takes_turns(named[0], words) or _takes_turns(named[-1], words))


def _slug(line: str, words: Words, *, transcript: bool = False) -> re.Match[str] | None:
    """“SUDAN CRISIS: ”; but "UNICEF: " and, in a transcript, "DEPUTY SPOKESPERSON: " are who says it."""
    found = _SLUG.match(line)
    label = found[0].rstrip(": \n").lower() if found else ""
    actor = words.actors.get(label)
    turn = found is not None and transcript and _is_a_turn(found[0], words)
    return None if turn or (actor and actor.what == "body") else found


def _dateline(line: str) -> re.Match[str] | None:
    found = _DATELINE.match(line)
    if found is None:
        return None
    place = found["place"]
    first = place.split(",")[0].split("(")[0].split("/")[0].strip()
    return (
        found
        if first.isupper() and len(first) > 2 and ("," in place or "(" in place or len(place) < 25)
        else None
    )


def _inferred(calendar: Calendar, own: Day | None) -> tuple[str | None, Message | None]:
    if calendar.anchor is not None and own is not None:
        return calendar.anchor.isoformat(), Message("the report's own dateline")
    if calendar.anchor_day is None:
        return None, None
    month, day = calendar.anchor_day
    years = ", ".join(str(y) for y in calendar.years)
    if years:
        why = Message(
            "the latest day the report names; its weekdays fit {years}; the year must come from a person or the page",
            {"years": years},
        )
    else:
        why = Message("the latest day the report names; the year must come from a person or the page")
    return f"--{month:02d}-{day:02d}", why


def _open_figures(figures: Sequence[Figure]) -> Iterator[Question]:
    for figure in figures:
        asked = question_about(figure.number_text, figure.confidence_by_field)
        if asked is not None and figure.planning_relevant:
            yield Question(figure.id, asked)


def question_about(number_text: str, confidence: Mapping[str, str]) -> Message | None:
    """What a person should check of one figure, or None. One sentence for each field: a translator needs them whole."""
    asked = [name for name, sure in confidence.items() if sure == ASK]
    number = {"number": number_text}
    if not asked:
        return None
    if len(asked) > 1:
        return Message("{number}: please check what it counts, who says it and when.", number)
    if asked == ["counts"]:
        return Message("{number}: please check what it counts.", number)
    if asked == ["source"]:
        return Message("{number}: please check who says it.", number)
    return Message("{number}: please check when it was said.", number)


# --------------------------------------------------------------------------------------- sentence by sentence


@dataclass(slots=True)
class _Progress:
    """What one sentence leaves for the next."""

    before: Spoken | None = None
    unit: Unit | None = None
    counts: Counts | None = None
    quoted: Speaker | None = None
    turn: Speaker | None = None
    headed: Counts | None = None
    block: int = -1
    last: dict[Unit, Counts] = field(default_factory=dict)
    table: bool = False
    led: tuple[int, Speaker, Counts | None, str | None, str | None] | None = None
    figures: list[Figure] = field(default_factory=list)
    by_value: dict[float | None, list[Figure]] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)

    def keep(self, found: Sequence[Figure]) -> None:
        """What was read before, also by its number."""
        for figure in found:
            self.figures.append(figure)
            self.by_value.setdefault(figure.value, []).append(figure)

    def told(self, values: set[float | None]) -> list[Figure]:
        """The figures given before with one of these numbers, in the order of the text."""
        given = [figure for value in values for figure in self.by_value.get(value, ())]
        return sorted(given, key=lambda figure: figure.number_span)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sentence with all that was found in it."""

    sentence: Sentence
    dates: tuple[DateMention, ...]
    cues: tuple[tuple[Cue, Speaker], ...]


def _read_all(
    report: Report,
    dated: Sequence[tuple[Sentence, tuple[DateMention, ...]]],
    calendar: Calendar,
    memory: Memory,
    words: Words,
) -> tuple[tuple[Figure, ...], tuple[Draft, ...]]:
    progress = _Progress()
    turns = turns_in([sentence for sentence, _ in dated], words)
    for n, (sentence, dates) in enumerate(dated):
        _take_turns(sentence, turns, report.text, memory, progress, words)
        cues = tuple(
            (cue, _speaker(cue, sentence, report.text, memory, progress, words))
            for cue in cues_in(sentence, dates, words)
        )
        heard = _Heard(sentence, dates, _with_participles(cues))
        if not heard.cues:
            heard = replace(
                heard, cues=_inherited(heard, dated[n + 1 :], report.text, memory, progress, words)
            )
        if progress.turn is not None:
            turn = Cue(0, 0, "asserts", None, (0, len(sentence.tokens)), "turn")
            heard = replace(heard, cues=(*heard.cues, (turn, progress.turn)))
        found = _figures(report, heard, calendar, memory, progress, words)
        progress.keep(found)
        progress.drafts += claims_in(sentence, heard.cues, found, calendar, memory.nobody(), words)
        _remember(heard, found, calendar, progress, words)
    return tuple(progress.figures), tuple(progress.drafts)


_LABEL_TOKENS = 6


def turns_in(sentences: Sequence[Sentence], words: Words) -> dict[int, tuple[Token, ...]]:
    """The labels of a transcript ("MS. HALDANE: ...", "Q: ...") by block; none unless hosts or titles take turns."""
    labels: dict[int, tuple[Token, ...]] = {}
    begun = False
    for sentence in sentences:
        colon = next((k for k, t in enumerate(sentence.tokens[:_LABEL_TOKENS]) if t.low == ":"), 0)
        label = sentence.tokens[:colon]
        if not label or not sentence.first_in_block or colon + 1 >= len(sentence.tokens):
            continue
        role = _takes_turns(label[0], words)
        begun = begun or role
        loud = all(t.text.isupper() or t.low in {".", "-"} for t in label) and label[0].kind == "word"
        actor = words.actors.get(" ".join(t.low for t in label))
        place = actor is not None and actor.what in {"country", "region", "seat"}
        if (begun and loud and not place) or (role and len(label) == 1 and label[0].text[0].isupper()):
            labels[sentence.block] = label
    return labels if sum(_takes_turns(label[0], words) for label in labels.values()) > 1 else {}


def _takes_turns(first: Token, words: Words) -> bool:
    return words.has("grammar.hosts", first.low) or words.look("speakers.titles").at((first,), 0) is not None


def _take_turns(
    sentence: Sentence,
    turns: Mapping[int, tuple[Token, ...]],
    text: str,
    memory: Memory,
    progress: _Progress,
    words: Words,
) -> None:
    """From a label on, whoever it names speaks; a presenter or a moderator is the outlet itself."""
    label = turns.get(sentence.block)
    if sentence.role == "heading" and label is None:
        progress.turn = None
    if label is None or not sentence.first_in_block:
        return
    host = words.has("grammar.hosts", label[0].low)
    progress.turn = None if host else speaker_of(label, text, memory, words)


def _speaker(
    cue: Cue, sentence: Sentence, text: str, memory: Memory, progress: _Progress, words: Words
) -> Speaker:
    if cue.source is None:
        verb = sentence.tokens[cue.start].low
        return elided_speaker(verb, progress.before, memory, text, words)
    return speaker_of(sentence.tokens[cue.source[0] : cue.source[1]], text, memory, words)


def _with_participles(cues: tuple[tuple[Cue, Speaker], ...]) -> tuple[tuple[Cue, Speaker], ...]:
    """“..., UNHCR said, adding that ...”: the participle has the sentence's own speaker."""
    named = [
        (cue, speaker)
        for cue, speaker in cues
        if cue.source is not None and cue.rule not in {"citing", "relative"}
    ]
    if not named:
        # "Fearing for their lives, tens of thousands fled" has no speaker.
        return tuple(pair for pair in cues if pair[0].rule != "participle" or pair[0].start > 0)
    first, by = named[0]
    return tuple(
        (replace(cue, said_on=cue.said_on or first.said_on), by)
        if cue.rule == "participle"
        else (cue, speaker)
        for cue, speaker in cues
    )


def _inherited(
    heard: _Heard,
    later: Sequence[tuple[Sentence, tuple[DateMention, ...]]],
    text: str,
    memory: Memory,
    progress: _Progress,
    words: Words,
) -> tuple[tuple[Cue, Speaker], ...]:
    """A speaker from outside the sentence: a list's lead-in, or the quotation it stands in."""
    sentence = heard.sentence
    everything = (0, len(sentence.tokens))
    if progress.led is not None and sentence.role in {"bullet", "heading"}:
        return ((Cue(0, 0, "asserts", None, everything, "list"), progress.led[1]),)
    if sentence.in_quote and progress.quoted is not None:
        return ((Cue(0, 0, "asserts", None, everything, "quotation"), progress.quoted),)
    opens = sentence.tokens[0].low in {'"', "“", "«", "„"}
    if opens and later and later[0][0].block == sentence.block:
        cues = [
            c
            for c in cues_in(later[0][0], later[0][1], words)
            if c.source is not None and c.rule in {"inverted", "after"}
        ]
        if cues and cues[0].source:
            source = later[0][0].tokens[cues[0].source[0] : cues[0].source[1]]
            return (
                (
                    Cue(0, 0, "asserts", None, everything, "quotation"),
                    speaker_of(source, text, memory, words),
                ),
            )
    if opens and progress.quoted is not None:
        return ((Cue(0, 0, "asserts", None, everything, "quotation"), progress.quoted),)
    alone = later[0][0] if later and later[0][0].block == sentence.block else None
    if alone is not None and alone.tokens[0].low in {"(", "["}:
        # "At least 41,020 people were killed. (AFAD)": the bracket closes the sentence before it.
        named = [c for c in cues_in(alone, later[0][1], words) if c.rule == "bracket" and c.start == 0]
        if named and named[0].source:
            source = alone.tokens[named[0].source[0] : named[0].source[1]]
            cue = Cue(0, 0, "asserts", None, everything, "bracket", named[0].said_on)
            return ((cue, speaker_of(source, text, memory, words)),)
    return ()


def _remember(
    heard: _Heard, found: Sequence[Figure], calendar: Calendar, progress: _Progress, words: Words
) -> None:
    sentence = heard.sentence
    main = [(cue, speaker) for cue, speaker in heard.cues if speaker.text is not None and cue.rule != "turn"]
    progress.before = None
    if main:
        cue, speaker = next(((c, s) for c, s in main if c.rule == "before"), main[0])
        progress.before = spoken(cue, speaker, sentence.tokens, words)
        progress.quoted = replace(speaker, elided=True)
    if found:
        main_one = next((f for f in found if f.unit == Unit.PEOPLE), found[-1])
        listed = any(reason.endswith(("left out: table", "left out: label")) for reason in main_one.reasons)
        progress.table = listed and main_one.unit == Unit.PEOPLE
        kept = main_one if listed else found[-1]
        progress.unit, progress.counts = kept.unit, kept.counts
    if sentence.role == "heading" and not found:
        hits = list(words.look("counts").all(sentence.tokens))
        progress.headed = Counts(words.count_rules[int(hits[0].meaning)].kind) if len(hits) == 1 else None
    elif sentence.role == "body" and sentence.first_in_block:
        progress.headed = None
    if progress.block != sentence.block:
        progress.last.clear()
    progress.last.update((figure.unit, figure.counts) for figure in found)
    progress.block = sentence.block
    if sentence.tokens[-1].low == ":":
        lead = main[0] if main else None
        day = lead[0].said_on if lead else None
        hit = words.look("counts").first(sentence.tokens)
        counts = Counts(words.count_rules[int(hit.meaning)].kind) if hit else None
        if lead:
            progress.led = (
                sentence.block,
                lead[1],
                counts,
                calendar.iso(day.first) if day else None,
                day.text if day else None,
            )
    elif sentence.role == "body":
        progress.led = None


# -------------------------------------------------------------------------------------------------- figures


def _figures(
    report: Report, heard: _Heard, calendar: Calendar, memory: Memory, progress: _Progress, words: Words
) -> list[Figure]:
    tokens = heard.sentence.tokens
    taken = frozenset(tokens_taken([(d.start, d.end) for d in heard.dates]))
    quantities = quantities_in(tokens, taken, words)
    units: list[tuple[Quantity, Counted]] = []
    for quantity in quantities:
        last = units[-1][1] if units else None
        counted = unit_beside(tokens, quantity, words) or unit_of_label(tokens, quantity, words, last)
        if counted is None:
            counted = unit_left_out(
                tokens, quantity, _spoken_of(tokens, units), _carried_unit(progress), words
            )
        if counted is None and words.order == "svo":
            counted = unit_of_note(tokens, quantity, words)
        if counted is None and progress.led is not None and heard.sentence.role == "bullet":
            counted = unit_of_item(tokens, quantity, words)
        persons = counted is not None and counted.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS}
        if counted is None and _in_a_table(heard.sentence, quantity, progress, words):
            counted = Counted(Unit.PEOPLE, quantity.hedge_end, quantity.hedge_end, "unit left out: table")
        if units and is_the_whole(tokens, units[-1][0], quantity, words, persons=persons):
            continue
        counted = _as_before(counted, _values_of(tokens, quantities, quantity, words), progress)
        if (
            counted is not None
            and not _in_a_speaker(quantity, heard.cues)
            and not _a_story(tokens, quantity, words)
        ):
            units.append((quantity, counted))
    units = _with_contrasts(tokens, quantities, units, words)
    found: list[Figure] = []
    counts: Counts | None = None
    for quantity, told in units:
        families = told.elided and told.unit == Unit.HOUSEHOLDS
        people = (
            bool(found)
            and found[-1].unit == Unit.PEOPLE
            and found[-1].number_span.end <= tokens[quantity.start].start
        )
        counted = replace(told, unit=Unit.PEOPLE) if families and people and _left_out(found[-1]) else told
        number = len(progress.figures) + len(found) + 1
        figure = _figure(
            report,
            heard,
            quantity,
            counted,
            [q for q, _ in units],
            counts,
            calendar,
            memory,
            progress,
            words,
            number,
        )
        found.append(figure)
        closed = tokens[quantity.hedge_start - 1].low in {"(", ":"} and counts is not None
        counts = counts if closed and _in_brackets(tokens, quantity) else figure.counts
    return _set_against_each_other(tokens, units, found, words)


def _left_out(figure: Figure) -> bool:
    return figure.reasons[0].startswith("unit left out")


def _in_brackets(tokens: Sequence[Token], quantity: Quantity) -> bool:
    """“4,267 inside (capacity: 389) and 70 outside”: what goes on behind the bracket is what stood before it."""
    opened = next((k for k in range(quantity.start - 1, -1, -1) if tokens[k].low in {"(", ")"}), -1)
    return opened >= 0 and tokens[opened].low == "("


def _set_against_each_other(
    tokens: Sequence[Token], units: Sequence[tuple[Quantity, Counted]], found: Sequence[Figure], words: Words
) -> list[Figure]:
    """What is denied counts what is said in its place: "not 3,597 but more than 4,000 inmates had escaped"."""
    told = list(found)
    for n, (quantity, counted) in enumerate(units[:-1]):
        before_it = words.has("grammar.contrast", tokens[quantity.hedge_end].low)
        if counted.rule.endswith("contrast") and before_it:
            told[n] = replace(told[n], counts=told[n + 1].counts)
    return told


# A sentence this short that has no verb of its own goes on with the one before it.
_FRAGMENT_TOKENS = 12


def _goes_on(
    measured: Measure, unit: Unit, heard: _Heard, cue: Cue | None, progress: _Progress, words: Words
) -> Measure:
    """“IOM gives a lower number, 3,200 families”: with no verb of its own a number counts what the last one counted."""
    sentence = heard.sentence
    last = progress.last.get(unit) if progress.block == sentence.block else None
    keeper = cue.source if cue is not None and cue.source is not None else (0, 0)
    registry = any(words.has("grammar.registry", t.low) for t in sentence.tokens[slice(*keeper)])
    if registry and measured.sure == ASK:
        return replace(measured, counts=Counts.REGISTERED, reason="counts: by who counts", sure=LIKELY)
    brief = (cue is not None and cue.rule != "turn") or len(sentence.tokens) <= _FRAGMENT_TOKENS
    if last is None or not brief or measured.sure != ASK or measured.counts != Counts.AFFECTED:
        return measured
    return replace(measured, counts=last, reason="counts: carried over", sure=LIKELY)


# Numbers that tell of one thing are seldom thirty times as large as one another.
_LIKE_FACTOR = 30


def _told_of(quantity: Quantity, progress: _Progress) -> Counts | None:
    """What the last number of this size counted: "the figure of 28,000" does not go on with two who died."""
    size = quantity.value or quantity.low or 0
    for figure in reversed(progress.figures[-8:]):
        other = figure.value or figure.low or 0
        if min(size, other) * _LIKE_FACTOR >= max(size, other):
            return figure.counts
    return progress.counts


def _whose(counted: Counted, counts: Counts, before: Counts | None, *, same_block: bool) -> Counted:
    """“The camp will hold 84,000 families. Fewer than 200,000 have left”: another verb, and no families."""
    bare = counted.rule.endswith("left out: verb") or (
        counted.rule.endswith("left out: object") and not same_block
    )
    carried = counted.elided and counted.unit == Unit.HOUSEHOLDS and bare
    return replace(counted, unit=Unit.PEOPLE) if carried and counts != before else counted


def _with_contrasts(
    tokens: Sequence[Token],
    quantities: Sequence[Quantity],
    units: Sequence[tuple[Quantity, Counted]],
    words: Words,
) -> list[tuple[Quantity, Counted]]:
    """“not 3,597 but more than 4,000 inmates”, “are 3, not 13”: both count the same."""
    known = {q.start: (q, c) for q, c in units}
    for n, quantity in enumerate(quantities):
        if quantity.start in known or not is_set_against(tokens, quantity, words):
            continue
        near = [quantities[k] for k in (n + 1, n - 1) if 0 <= k < len(quantities)]
        other = next((q for q in near if q.start in known), None)
        at = quantity.hedge_end
        if other is not None:
            unit = known[other.start][1].unit
            known[quantity.start] = (quantity, Counted(unit, at, at, "unit left out: contrast"))
    return [known[start] for start in sorted(known)]


_LINE_TOKENS = 12


def _in_a_table(sentence: Sentence, quantity: Quantity, progress: _Progress, words: Words) -> bool:
    """“Hamdayet: 29,160” under “Total arrivals: 43,716”: a place in a table of people."""
    tokens = sentence.tokens
    label = tokens[: max(0, quantity.hedge_start - 1)]
    named = 0 < len(label) <= 4 and all(t.kind == "word" and t.text[0].isupper() for t in label)
    if (
        not named
        or tokens[len(label)].low != ":"
        or not sentence.first_in_block
        or len(tokens) > _LINE_TOKENS
    ):
        return False
    after = tokens[quantity.hedge_end].low if quantity.hedge_end < len(tokens) else ""
    plain = not any(words.has("grammar.no_place", t.low) for t in label)
    return progress.table and plain and after in {"", "(", ";", "."}


def _values_of(
    tokens: Sequence[Token], quantities: Sequence[Quantity], quantity: Quantity, words: Words
) -> set[float | None]:
    """The number and, in "from 313,000 to 370,000", its other end."""
    paired = [
        q
        for q in quantities
        if q.start == quantity.end + 1 and words.has("range.to", tokens[quantity.end].low)
    ]
    return {quantity.value, *(q.value for q in paired)} - {None}


def _as_before(counted: Counted | None, values: set[float | None], progress: _Progress) -> Counted | None:
    """A number without a unit that was given with one before keeps it."""
    if counted is None or not counted.elided or "label" in counted.rule:
        return counted
    before = progress.told(values)
    return replace(counted, unit=before[-1].unit) if before else counted


def _spoken_of(tokens: Sequence[Token], units: Sequence[tuple[Quantity, Counted]]) -> Counted | None:
    """The people or families a sentence speaks of; the schools they sleep in are not who "another 10,000" are."""
    who = [
        counted
        for quantity, counted in units
        if counted.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS}
        and (len(units) == 1 or quantity.hedge_start == 0 or tokens[quantity.hedge_start - 1].low != "(")
    ]
    return who[-1] if who else units[-1][1] if units else None


def _carried_unit(progress: _Progress) -> Unit | None:
    """People and households are spoken of on and on; a bus named once is not."""
    return progress.unit if progress.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS} else None


def _in_a_speaker(quantity: Quantity, cues: Sequence[tuple[Cue, Speaker]]) -> bool:
    return any(c.source and c.source[0] <= quantity.start < c.source[1] for c, _ in cues)


def _a_story(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """“one family”, “my three sons”: more often a story than a count."""
    spelled = tokens[quantity.start].kind == "word"
    mine = quantity.start > 0 and tokens[quantity.start - 1].low in words.sets["grammar.mine"]
    return spelled and (quantity.value == 1 or (mine and (quantity.value or 20) < 20))


def _figure(
    report: Report,
    heard: _Heard,
    quantity: Quantity,
    counted: Counted,
    others: Sequence[Quantity],
    carried: Counts | None,
    calendar: Calendar,
    memory: Memory,
    progress: _Progress,
    words: Words,
    number: int,
) -> Figure:
    tokens = heard.sentence.tokens
    cue, speaker = _cue_for(quantity.start, heard.cues) or (None, memory.nobody())
    floor = cue.content[0] if cue and cue.content[0] <= quantity.hedge_start else 0
    clause = clause_around(tokens, quantity, counted, others, floor, words)
    led_counts = progress.led[2] if progress.led and heard.sentence.role in {"bullet", "heading"} else None
    values = _values_of(tokens, others, quantity, words)
    told_before = [f.counts for f in progress.told(values) if f.unit == counted.unit]
    listed = heard.sentence.role == "bullet" or "label" in counted.rule
    of_the_last = words.look("elided.whom").first(tokens[: quantity.hedge_start]) is not None
    told = (
        next(iter(told_before), None if listed and not of_the_last else _told_of(quantity, progress))
        if counted.elided
        else None
    )
    fallback = carried or led_counts or told or (progress.headed if listed else None)
    foreseen = cue is not None and (
        words.look("speech.foresees").at(tokens, cue.start) is not None
        or (cue.stance == "predicts" and words.has("grammar.of", tokens[quantity.hedge_start - 1].low))
    )  # "warned in May of up to 100,000 more crossings"
    if cue is not None and any(
        words.has("grammar.conjunctions", t.low) for t in tokens[cue.end : quantity.start]
    ):
        foreseen = False  # "warns of a second wave as 60,000 cross"
    measured = measure(tokens, quantity, counted, clause, fallback, words, foreseen=foreseen, floor=floor)
    own = words.look("unit_counts").first(tokens, counted.start, counted.end)
    if own is None and not counted.elided:
        measured = _goes_on(measured, counted.unit, heard, cue, progress, words)
    if carried is None:
        same_block = progress.block == heard.sentence.block
        counted = _whose(counted, measured.counts, progress.counts, same_block=same_block)
    stance, modality = _stance(heard, cue, quantity, clause, measured.modality, words)
    span = _span(heard.sentence, cue, clause, quantity, others)
    number_span = Span(tokens[quantity.start].start, tokens[quantity.end - 1].end)
    said_on, said_on_text = _said_on(cue, calendar, progress)
    event = _event(heard, cue, clause, calendar, modality)
    per = per_of(tokens, quantity, counted, clause, measured.counts, words)
    when = tokens_of(event.text) if event is not None else ()
    measured_as = measure_of(measured.counts, per, when, words)
    if measured_as == "flow" and (counted.rule.endswith("figure of") or _is_as_of(heard.dates, words)):
        measured_as = None  # "the toll stood at 300 on Monday" may be of one day or of all
    around = _without_hearers(tokens, cue, _from(tokens, span), quantity, clause, words)
    found = place_in(around, tokens, measured.counts, words)
    row = place_of_row(tokens, quantity.hedge_start, words) if cue is None or cue.end == 0 else None
    found = replace(found, place=row) if row and found == Place() else found
    place = _place(found, measured.counts, speaker)
    confidence = {
        "counts": measured.sure,
        "source": _sure_of(cue, speaker),
        "date": SURE if said_on and len(said_on) == 10 else LIKELY if said_on_text is None else ASK,
    }
    planning = (
        measured.counts != Counts.KILLED
        and not _background(event, calendar)
        and stance not in {Stance.DENIES, Stance.REJECTS}
    )
    reasons = (
        counted.rule,
        measured.reason,
        f"source: {cue.rule}" if cue else "source: nobody named",
        *quantity.reasons,
    )
    return Figure(
        id=f"F{number}", report=report.file, span=span, span_text=span.of(report.text), number_span=number_span,
        number_text=number_span.of(report.text), value=quantity.value, low=quantity.low, high=quantity.high,
        qualifier=quantity.qualifier, unit=counted.unit, counts=measured.counts, place=place, speaker=speaker,
        stance=stance, modality=modality, said_on=said_on, said_on_text=said_on_text, event=event,
        per=per, measure=measured_as, planning_relevant=planning, reasons=reasons, confidence_by_field=confidence,
    )  # fmt: skip


def _is_as_of(dates: Sequence[DateMention], words: Words) -> bool:
    """Whether a date of the sentence closes a count: "as of 27 September", "Ժամը 18:00-ի դրությամբ"."""
    ends = [tokens_of(d.text) for d in dates]
    return any(
        words.has("dates.up_to", found[0].low) or words.has("dates.up_to", found[-1].low) for found in ends
    )


def _without_hearers(
    tokens: Sequence[Token], cue: Cue | None, start: int, quantity: Quantity, clause: Clause, words: Words
) -> Sequence[Token]:
    """“told reporters in N'Djamena that 30,000 had crossed”: where it was told is not where they went."""
    if cue is None or cue.rule != "before" or not start <= cue.start < quantity.hedge_start:
        return tokens[start : clause.end]
    before = range(cue.end, quantity.hedge_start)
    told = words.has("speech.to_whom", tokens[cue.end].low) and not any(
        words.look("counts").at(tokens, k) for k in before
    )
    unmarked = quantity.hedge_start if told else cue.end
    that = next((k for k in before if words.has("speech.that", tokens[k].low)), unmarked)
    return (*tokens[start : cue.end], *tokens[that : clause.end])


def _from(tokens: Sequence[Token], span: Span) -> int:
    return next(k for k, t in enumerate(tokens) if t.start >= span.start)


_WEAKEST_LAST = {
    "citing": 0,
    "before": 1,
    "inverted": 1,
    "after": 1,
    "relative": 1,
    "participle": 1,
    "elided": 1,
    "list": 2,
    "quotation": 2,
    "headline": 2,
    "lead": 2,
    "bracket": 3,
    "turn": 4,
    "owned": 0,
}


def _cue_for(token: int, cues: Sequence[tuple[Cue, Speaker]]) -> tuple[Cue, Speaker] | None:
    """The innermost one who says it; whoever is cited comes before whoever cites."""
    covering = [(c, s) for c, s in cues if c.covers(token)]
    if not covering:
        return None
    cited = [(c, s) for c, s in covering if c.rule == "citing"]
    outer = [(c, s) for c, s in covering if c.rule != "citing"]
    if cited:
        chain = tuple(s.text for _, s in outer if s.text)
        return cited[0][0], replace(cited[0][1], chain=chain)
    chosen = max(
        outer,
        key=lambda pair: (
            pair[0].content[0] > 0 or pair[0].rule in {"after", "inverted"},
            pair[0].content[0],
            -_WEAKEST_LAST[pair[0].rule],
        ),
    )
    chain = tuple(s.text for c, s in outer if s.text and c is not chosen[0])
    return chosen[0], replace(chosen[1], chain=chain)


def _sure_of(cue: Cue | None, speaker: Speaker) -> str:
    if cue is None:
        return LIKELY
    if speaker.text is None:
        return ASK
    return (
        LIKELY if speaker.resolved or speaker.elided or cue.rule in {"list", "quotation", "bracket"} else SURE
    )


def _stance(
    heard: _Heard, cue: Cue | None, quantity: Quantity, clause: Clause, modality: Modality, words: Words
) -> tuple[Stance, Modality]:
    tokens = heard.sentence.tokens
    said = cue.content[0] if cue and cue.content[0] <= clause.start else clause.start
    said = min(said, cue.source[0]) if cue and cue.source else said
    unclear = next(
        (
            h
            for h in (
                *words.look("modality.unclear").all(tokens, said, clause.end),
                *_asked(tokens, said, quantity, words),
            )
            if not _of_another(tokens, quantity, h.start, words)
        ),
        None,
    )
    if cue is None and unclear:
        return Stance.UNCERTAIN, Modality.CONDITIONAL if modality == Modality.REALIS else modality
    spoken_as = Stance(cue.stance) if cue else Stance.ASSERTS
    if spoken_as == Stance.ASSERTS and cue and (inner := _inner_stance(heard, cue, quantity, words)):
        spoken_as = inner
    if unclear and spoken_as == Stance.ASSERTS:
        return Stance.UNCERTAIN, modality
    if _negated(heard, cue, quantity, clause, words) and spoken_as in {
        Stance.ASSERTS,
        Stance.CLAIMS,
        Stance.ESTIMATES,
    }:
        return Stance.DENIES, modality
    supposed = words.look("modality.supposed").first(tokens, 0, quantity.start) is not None or ends_with(
        tokens[: quantity.start], "modality.if_endings", words
    )
    if spoken_as == Stance.ASSERTS and quantity.estimated:
        spoken_as = Stance.ESTIMATES
    elif spoken_as == Stance.ASSERTS and words.look("modality.feared").first(
        tokens, clause.start, clause.end
    ):
        spoken_as = Stance.FEARS  # "80 people are feared drowned"
    elif (
        spoken_as == Stance.ASSERTS
        and modality == Modality.FUTURE
        and words.look("modality.foreseen").first(tokens, clause.start, clause.end)
    ):
        spoken_as = Stance.PREDICTS  # "arrivals are expected to exceed 90,000"
    elif cue is None and (words.has("clauses.condition", tokens[clause.start].low) or supposed):
        return Stance.HYPOTHETICAL, Modality.CONDITIONAL
    return spoken_as, modality


def _asked(tokens: Sequence[Token], start: int, quantity: Quantity, words: Words) -> Iterator[Hit]:
    """“Asked whether 80,000 had crossed”; but "asked whether it was full, he said 5,000 had" answers."""
    for hit in words.look("modality.asked").all(tokens, start, quantity.hedge_start):
        if words.look("speech").first(tokens, hit.end, quantity.hedge_start) is None:
            yield hit


def _inner_stance(heard: _Heard, cue: Cue, quantity: Quantity, words: Words) -> Stance | None:
    """“UNHCR said it expects 50,000”: what the speaker does in their own words is the stance."""
    tokens = heard.sentence.tokens
    for hit in words.look("speech").all(tokens, cue.content[0], quantity.hedge_start):
        before = tokens[hit.start - 1].low
        withheld = hit.end < len(tokens) and words.has("grammar.denied_things", tokens[hit.end].low)
        if (
            hit.meaning != "asserts"
            and not withheld
            and (
                words.has("speakers.we", before)
                or (before in words.sets["grammar.own_before"] and hit.start - cue.content[0] <= 4)
            )
        ):
            return Stance(hit.meaning)
    return None


def _negated(heard: _Heard, cue: Cue | None, quantity: Quantity, clause: Clause, words: Words) -> bool:
    """“did not hold 5,000”, “no evidence that 300 died”: said, but not said to be so."""
    tokens = heard.sentence.tokens
    if is_set_against(tokens, quantity, words) or is_said_to_be_none(tokens, quantity.hedge_start, words):
        return True
    start = (
        cue.content[0] if cue and cue.rule in {"before", "elided", "participle", "relative"} else clause.start
    )
    excused = [range(h.start, h.end) for h in words.look("modality.not_negating").all(tokens)]
    for hit in words.look("modality.negated").all(tokens, start, clause.end):
        if (
            any(hit.start in r or hit.end - 1 in r for r in excused)
            or quantity.hedge_start <= hit.start < quantity.start
            or (
                quantity.qualifier == Qualifier.AT_MOST
                and quantity.hedge_start - 4 <= hit.start < quantity.start
            )
            or _of_another(tokens, quantity, hit.start, words)
            or _elsewhere(tokens, quantity, hit.start, words)
        ):
            continue
        return True
    return False


def _elsewhere(tokens: Sequence[Token], quantity: Quantity, negation: int, words: Words) -> bool:
    """“nobody told us where the 1.1 million should go”, “could not feed them and that water for 22,000 would stop”."""
    before = tokens[negation + 1 : quantity.hedge_start]
    asked = any(
        words.has("modality.question", t.low) and t.low not in words.sets["grammar.subject_verbs"]
        for t in before
    )
    opened = any(
        (words.has("grammar.joins", t.low) and words.has("speech.that", after.low)) or t.low == ";"
        for t, after in pairwise(before)
    )
    return asked or opened


def _of_another(tokens: Sequence[Token], quantity: Quantity, negation: int, words: Words) -> bool:
    """“2,000 are hiding and have not come forward”: what is denied behind the "and" is not the hiding."""
    if negation + 1 != quantity.hedge_start and any(
        t.kind == "number" for t in tokens[negation + 1 : negation + 2]
    ):
        return True  # "are 3, not 13" denies the 13
    between = tokens[quantity.end : negation]
    return any(t.low in words.sets["grammar.joins"] | words.sets["grammar.contrast"] for t in between)


def _span(
    sentence: Sentence, cue: Cue | None, clause: Clause, quantity: Quantity, others: Sequence[Quantity]
) -> Span:
    """The letters shown as the figure: its clause, with the speaker where the speaker opens it."""
    tokens = sentence.tokens
    if sentence.role == "title" and len(others) == 1:
        return sentence.span
    start = clause.start
    opens = (
        cue is not None
        and cue.source is not None
        and cue.rule in {"before", "headline"}
        and cue.end <= quantity.start
    )
    if opens and cue and cue.source and not any(cue.end <= q.start < quantity.start for q in others):
        start = min(start, cue.source[0])
    elif (
        clause.start > 0
        and not others[0].start < quantity.start
        and cue is not None
        and cue.rule not in {"after", "inverted", "list"}
    ):
        start = clause.start
    start = min(start, quantity.hedge_start)
    end = max(clause.end, quantity.hedge_end)
    while end - 1 > quantity.hedge_end and tokens[end - 1].low in {".", ",", ";"}:
        end -= 1
    return Span(tokens[start].start, tokens[end - 1].end)


def _said_on(cue: Cue | None, calendar: Calendar, progress: _Progress) -> tuple[str | None, str | None]:
    if cue is None:
        return None, None
    if cue.said_on is not None:
        return calendar.iso(cue.said_on.first), cue.said_on.text
    if cue.rule == "list" and progress.led is not None:
        return progress.led[3], progress.led[4]
    return None, None


def _event(
    heard: _Heard, cue: Cue | None, clause: Clause, calendar: Calendar, modality: Modality
) -> Period | None:
    """The date inside the figure's own clause, or the one the sentence opens with."""
    said_on = cue.said_on if cue else None
    free = [d for d in heard.dates if d is not said_on and not any(c.said_on is d for c, _ in heard.cues)]
    inside = [d for d in free if clause.start <= d.start < clause.end]
    opening = [
        d for d in free if d.start < clause.start and not any(c.start < d.start for c, _ in heard.cues)
    ]
    chosen = inside[:1] or opening[:1]
    return period_of(chosen[0], calendar, ahead=modality == Modality.FUTURE) if chosen else None


_HOME_COUNTS = frozenset(
    (Counts.CAPACITY, Counts.ARRIVED, Counts.REGISTERED, Counts.NOT_REGISTERED, Counts.PRESENT)
)


def _place(place: Place, counts: Counts, speaker: Speaker) -> Place:
    """What a receiving government has room for or counts is in its own country, unless it says where."""
    named = place.destination or place.place or place.origin or place.event
    at_home = speaker.kind == SourceKind.RECEIVING_STATE and speaker.country is not None
    if named or not at_home or counts not in _HOME_COUNTS:
        return place
    return replace(place, destination=speaker.country, inferred=True)


def _background(event: Period | None, calendar: Calendar) -> bool:
    """What happened years before the report is history, not planning."""
    if event is None or event.accuracy != "year":
        return False
    return calendar.anchor is None or int(event.end[:4]) < calendar.anchor.year - 1
