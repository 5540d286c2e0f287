"""Where a sentence says that somebody says: the verb or phrase, the words for the speaker, and what is said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kinward.cite.dates import DateMention
from kinward.cite.tokens import Sentence, Token
from kinward.cite.words import Hit, Words

_HARD = frozenset(';:—()[]"“”«»…|' + "՝")
_LONGEST_SPEAKER_TOKENS = 22


@dataclass(frozen=True, slots=True)
class Cue:
    """Somebody speaks: tokens of the verb, of the speaker (None when left out), and of what is said.

    ``rule`` is one of before, after, inverted, lead, citing, headline, bracket, relative, participle, elided.
    """

    start: int
    end: int
    stance: str
    source: tuple[int, int] | None
    content: tuple[int, int]
    rule: str
    said_on: DateMention | None = None

    def covers(self, token: int) -> bool:
        """Whether what stands at this token is part of what is said."""
        return self.content[0] <= token < self.content[1]


def cues_in(sentence: Sentence, dates: Sequence[DateMention], words: Words) -> tuple[Cue, ...]:
    """All cues of a sentence from the left, the content of each ending where the next speaker begins."""
    tokens = sentence.tokens
    found = list(_verbs_of_speech(tokens, dates, words)) + list(_leads(tokens, dates, words))
    found += list(_brackets(tokens, dates, words))
    if not found:
        found += list(_colon(sentence, words))
    found.sort(key=lambda cue: (cue.start, cue.end))
    found = [_unsaid(cue, tokens, words) for cue in _without_echoes(found, tokens, words)]
    return tuple(_bounded(found, tokens))


def _unsaid(cue: Cue, tokens: Sequence[Token], words: Words) -> Cue:
    """“Neither the army nor UNIFIL confirmed that 900 had fled”: who is named did not say it."""
    if cue.source is None or cue.stance != "asserts" or cue.rule != "before":
        return cue
    opens = cue.source[0]
    numbered = cue.source[1] > opens + 1 and tokens[opens + 1].kind != "word"  # "No. 10 said"
    nobody = words.has("grammar.says_not", _low(tokens, opens - 1)) or (
        words.has("grammar.says_not", tokens[opens].low) and not numbered
    )
    return replace(cue, stance="uncertain") if nobody else cue


def _without_echoes(cues: Sequence[Cue], tokens: Sequence[Token], words: Words) -> list[Cue]:
    """“Baku says it will guarantee”: the pronoun inside is the same speaker, not a second one."""
    kept: list[Cue] = []
    for cue in cues:
        outer = kept[-1] if kept else None
        if outer and cue.source and outer.rule in {"before", "elided", "participle"}:
            gap = [
                t.low for t in tokens[outer.content[0] : cue.source[0]] if not words.has("speech.that", t.low)
            ]
            if not gap and _points_back(tokens[cue.source[0] : cue.source[1]], words):
                continue
        kept.append(cue)
    return kept


def _points_back(found: Sequence[Token], words: Words) -> bool:
    again = words.look("speakers.again").at(found, 0)
    pronoun = len(found) == 1 and any(
        words.has(f"speakers.{p}", found[0].low) for p in ("he", "it", "they", "we")
    )
    return pronoun or (again is not None and again.end == len(found))


def _bounded(cues: Sequence[Cue], tokens: Sequence[Token]) -> Iterator[Cue]:
    length = len(tokens)
    breaks = [k for k, t in enumerate(tokens) if t.low == ";"]
    for n, cue in enumerate(cues):
        if cue.rule in {"citing", "lead"} and breaks:
            # "X said 4,000; the daily, citing Y, put it at 3,696": what is cited is cited on its side of the mark.
            opens = max((k + 1 for k in breaks if k < cue.start), default=0)
            closes = min((k for k in breaks if k >= cue.end), default=length)
            cue = replace(cue, content=(max(opens, cue.content[0]), min(closes, cue.content[1])))  # noqa: PLW2901
        colon = next((k for k in range(cue.end, length) if tokens[k].low == ":"), None)
        answered = (
            cue.stance in {"rejects", "denies", "accuses", "criticises"}
            and colon is not None
            and cue.rule == "before"
        )
        if answered and colon is not None and any(c.start > colon for c in cues):
            yield replace(cue, content=(cue.content[0], colon))
            continue
        later = [c for c in cues[n + 1 :] if c.rule == "before" and c.source and c.source[0] >= cue.end]
        if cue.rule in {"before", "elided", "participle", "relative"} and later and later[0].source:
            yield replace(cue, content=(cue.content[0], min(cue.content[1], later[0].source[0])))
        else:
            yield replace(cue, content=(cue.content[0], min(cue.content[1], length)))


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


# ------------------------------------------------------------------------------------------- verbs of speech


def _verbs_of_speech(tokens: Sequence[Token], dates: Sequence[DateMention], words: Words) -> Iterator[Cue]:
    floor = 0
    for hit in words.look("speech").all(tokens):
        if not _speaks_here(tokens, hit, words):
            continue
        cue = _cue_of(tokens, hit, floor, dates, words)
        if cue is not None:
            yield cue
            # "X, who announced it in October, insisted": the speaker of what follows stands before the "who".
            floor = floor if cue.rule == "relative" else cue.end


def _speaks_here(tokens: Sequence[Token], hit: Hit, words: Words) -> bool:
    """Whether the word is a verb of speech here, and not a noun, an adjective or a passive."""
    verb, before, after = _low(tokens, hit.start), _low(tokens, hit.start - 1), _low(tokens, hit.end)
    if words.has("speech.put_at", verb) and verb in words.sets["grammar.puts"]:
        return any(t.low in words.sets["grammar.about_at"] for t in tokens[hit.end : hit.end + 14])
    withheld = words.has("grammar.denied_things", after)  # "have denied entry to 2,300 people"
    owned = before.endswith(("'s", "s'")) and verb.endswith(
        words.past
    )  # "the region's confirmed death count"
    carrier = words.has("speech.show", after) and words.has("speech.carriers", verb)
    named = words.has("speech.proper", verb) and tokens[hit.start].text[0].isupper()  # the United States
    # "revised its toll from 30 to 37", but not "raised its flag"; "raised the toll" may be anybody's
    revised = words.has("grammar.revises", verb)
    raised = revised and words.look("elided.heads").first(tokens, hit.end, hit.end + 4) is None
    if carrier or named or owned or withheld or raised:
        return False
    opening = (
        hit.start <= 1 and words.has("speech.openers", before) and tokens[hit.start - 1].text[0].isupper()
    )
    going_on = before in words.sets["grammar.joins"] and words.has("speech.that", after)
    if opening or going_on:
        return True
    if words.has("speech.base", verb):
        return _is_plural(tokens, hit.start - 1, words) and _goes_on(tokens, hit.end, words)
    if words.has("speech.plain", verb):
        return before not in words.sets["grammar.passive"]
    noun = after in words.sets["grammar.no_speech_before"] and verb not in words.sets["grammar.told"]
    noun = noun and not (hit.meaning == "guarantees" and words.has("grammar.to", after))  # "vowed to house"
    told = words.has("speech.adverbs", before) and words.has("speech.adverbs", _low(tokens, hit.start - 2))
    told = told or (before in words.sets["grammar.noun_subjects"] and verb.endswith(words.past))
    return not noun and (told or not words.has("speech.not_after", before))  # "had earlier published"


def _is_plural(tokens: Sequence[Token], i: int, words: Words) -> bool:
    """“local authorities report”: only several people, or "they", take the bare form of the verb."""
    if words.has("speech.not_after", _low(tokens, i)):
        return False
    for k in range(i, max(-1, i - 9), -1):
        word = tokens[k].low
        if words.has("speakers.they", word) or words.has("speakers.we", word):
            return True
        if word == "," and k == i:
            opener = next((r for r in range(k - 1, 0, -1) if words.has("clauses.relative", tokens[r].low)), 0)
            return opener > 1 and _is_plural(tokens, opener - 2, words)
        if word in _HARD | {",", "."} or words.has("clauses.relative", word) or tokens[k].kind == "number":
            return False
        plural = word.endswith("s") and not word.endswith(("ss", "'s", "us", "is"))
        if plural or word in words.sets["grammar.plurals"] or word in words.sets["numbers.and"]:
            return True
    return False


def _goes_on(tokens: Sequence[Token], i: int, words: Words) -> bool:
    """After a bare "report" or "warn" comes what is said, or nothing more; after "tell" first to whom."""
    word = _low(tokens, i)
    if words.has("speech.to_whom", word) and words.has("speech.that", _low(tokens, i + 1)):
        return True
    said = i < len(tokens) and (tokens[i].kind == "number" or word in words.table["numbers"]["words"])
    said = said or words.has("numbers.half", word) or words.look("vague").at(tokens, i) is not None
    return said or word in words.sets["grammar.after_base"] or words.has("speech.that", word)


def _cue_of(
    tokens: Sequence[Token], hit: Hit, floor: int, dates: Sequence[DateMention], words: Words
) -> Cue | None:
    if words.order != "svo":
        place = _verb_last if words.order == "sov" else _verb_first
        return place(tokens, hit, dates, words)
    segment, bounded_by = _segment_before(tokens, hit.start, floor, words)
    around = _around_a_relative(tokens, hit, floor, dates, words)
    if around is not None:
        return around
    bare = segment[0] == segment[1]
    if bounded_by in words.sets["grammar.relative"] and bare:
        antecedent = _antecedent(tokens, segment[0] - 1, words)
        return _after_verb(tokens, hit, antecedent, "relative", dates, words) if antecedent else None
    when = _date_near(dates, hit.end, hit.end + 2)
    past = when.end if when is not None and not words.has("speech.that", _low(tokens, when.end)) else hit.end
    inverted = _inverted(tokens, replace(hit, end=past), segment, words) or _inverted(
        tokens, hit, segment, words
    )
    if inverted and not words.has("grammar.told", _low(tokens, hit.start)):
        said_on = when if inverted[0] >= past > hit.end else _date_near(dates, inverted[1], inverted[1] + 6)
        return Cue(hit.start, hit.end, hit.meaning, inverted, (floor, hit.start), "inverted", said_on)
    participle = _low(tokens, hit.start).endswith(words.participle)
    at_comma = _low(tokens, hit.start - 1) in {",", "—", "–"} or hit.start == 0
    going_on = floor > 0 and bare and bounded_by in words.sets["grammar.joins"]
    if participle or going_on:
        rule = "participle"
        return _after_verb(tokens, hit, None, rule, dates, words) if going_on or at_comma else None
    return _with_a_subject(tokens, hit, segment, bounded_by, floor, dates, words)


def _of_the_sentence(
    tokens: Sequence[Token], hit: Hit, floor: int, segment: tuple[int, int], bounded_by: str, words: Words
) -> tuple[int, int] | None:
    """“The ministry has set aside 3,000 acres and says that ...”: the subject of the first verb speaks."""
    if floor or segment[0] != segment[1] or not words.has("numbers.and", bounded_by):
        return None
    start = _past_openers(tokens, 0, hit.start, words)
    end = next(
        (
            k
            for k in range(start, hit.start)
            if words.has("grammar.finite", tokens[k].low) or _low(tokens, k) == ","
        ),
        start,
    )
    found = tokens[start:end]
    named = bool(found) and _looks_like_a_speaker(found, words) and _is_named(found, words)
    known = bool(found) and words.look("speakers.kinds").first(found) is not None
    return (start, end) if named or (known and _looks_like_a_speaker(found, words)) else None


def _around_a_relative(
    tokens: Sequence[Token], hit: Hit, floor: int, dates: Sequence[DateMention], words: Words
) -> Cue | None:
    """“The Red Cross, which arrived on Monday, said it feared ...”: the speaker stands before the "which"."""
    comma = hit.start - 1
    while comma > floor and words.has("speech.adverbs", _low(tokens, comma)):
        comma -= 1
    if _low(tokens, comma) not in {",", "–", "—"}:
        return None
    for opener in range(comma - 1, floor, -1):
        if tokens[opener].low in {".", ";"}:
            return None
        if not words.has("clauses.relative", tokens[opener].low) or _low(tokens, opener - 1) not in {
            ",",
            "–",
            "—",
        }:
            continue
        segment, _ = _segment_before(tokens, opener - 1, floor, words)
        source = _speaker_in(tokens, segment, words, anyone=True)
        if source is not None:
            cue = _before_or_after(tokens, hit, source, floor, dates, words)
            inside = cue.said_on is not None and opener < cue.said_on.start < hit.start
            return replace(cue, said_on=None) if inside else cue
    return None


def _with_a_subject(
    tokens: Sequence[Token],
    hit: Hit,
    segment: tuple[int, int],
    bounded_by: str,
    floor: int,
    dates: Sequence[DateMention],
    words: Words,
) -> Cue | None:
    """The speaker stands before the verb, or is left out at the head of the sentence."""
    plain = any(
        words.has(f"speech.{name}", tokens[hit.start].low) for name in ("plain", "put_at")
    ) or words.has("speech.that", _low(tokens, hit.end))
    named_only = words.has("speech.named_only", " ".join(t.low for t in tokens[hit.start : hit.end]))
    source = _speaker_in(
        tokens, segment, words, anyone=plain or words.has("speech.sure", _low(tokens, hit.start))
    )
    source = _owner(tokens, source, words)
    if named_only and source is not None and not _is_named(tokens[source[0] : source[1]], words):
        return None
    if source is None and bounded_by in words.sets["grammar.relative"] and plain:
        source = _described(tokens, floor, segment, words)
    dated = next((d for d in dates if source and source[0] < d.start and d.end == source[1]), None)
    source = (source[0], dated.start) if source and dated else source
    source = source or _of_the_sentence(tokens, hit, floor, segment, bounded_by, words)
    if source is None:
        opening = all(
            words.has("speech.openers", t.low) or words.has("speech.adverbs", t.low)
            for t in tokens[: hit.start]
        )
        return _after_verb(tokens, hit, None, "elided", dates, words) if opening and hit.start <= 3 else None
    return _before_or_after(tokens, hit, source, floor, dates, words)


def _owner(tokens: Sequence[Token], source: tuple[int, int] | None, words: Words) -> tuple[int, int] | None:
    """“IOM's first survey suggests”: IOM speaks; but "IOM's Displacement Tracking Matrix" is a name of its own."""
    if source is None:
        return None
    source = _by_whom(tokens, source, words)
    if not words.has("speech.carriers", _low(tokens, source[1] - 1)):
        return source
    for k in range(source[1] - 1, source[0] - 1, -1):
        if tokens[k].low.endswith(("'s", "s'")):
            return (source[0], k + 1)
        if tokens[k].text[0].isupper():
            return source
    return source


def _by_whom(tokens: Sequence[Token], source: tuple[int, int], words: Words) -> tuple[int, int]:
    """“the most recent count by the Mayor's Office”, “the data provided by Nazeli Baghdasaryan”: they speak."""
    for k in range(source[0], source[1] - 2):
        if not words.has("speech.carriers", tokens[k].low):
            continue
        at = k + 1 + tokens[k + 1].low.endswith(words.past)
        if at < source[1] - 1 and words.has("grammar.by", tokens[at].low):
            return (at + 1, source[1])
    return source


def _is_named(found: Sequence[Token], words: Words) -> bool:
    """A body or government with a name of its own; "agencies are planning for ..." names nobody."""
    hits = [h for h in words.actor_phrases.all(found) if found[h.start].text[0].isupper()]
    lone = (
        len(found) == 1 and found[0].text[0].isupper() and found[0].low not in words.sets["grammar.plurals"]
    )
    return (
        lone
        or any(words.actors[h.meaning].what != "region" for h in hits)
        or any(t.text.isupper() and len(t.text) > 2 for t in found)
    )


def _before_or_after(
    tokens: Sequence[Token],
    hit: Hit,
    source: tuple[int, int],
    floor: int,
    dates: Sequence[DateMention],
    words: Words,
) -> Cue:
    """“UNHCR said 5,000 had fled”, or “5,000 had fled, UNHCR said on Tuesday”, or with it in the middle."""
    cue = _after_verb(tokens, hit, source, "before", dates, words)
    said_before = source[0] - floor > 3 and _low(tokens, source[0] - 1) in {",", "”", '"', "»", "—", "–", "-"}
    if not said_before or _is_adverbial(tokens, floor, source[0], dates, words):
        return cue
    break_at = next((k for k in range(hit.end, len(tokens)) if tokens[k].low == ";"), len(tokens))
    if break_at < len(tokens) and _only_circumstance(tokens[:break_at], hit.end, dates, words):
        return replace(cue, content=(floor, len(tokens)), rule="after")
    rest = [t for t in tokens[cue.content[0] :] if t.low not in {".", '"', "”", "»"}]
    if not rest or _only_circumstance(tokens, hit.end, dates, words):
        said_on = cue.said_on or _date_near(dates, hit.end, len(tokens))
        return replace(cue, content=(floor, source[0]), rule="after", said_on=said_on)
    when = _date_near(dates, hit.end, hit.end + 1)
    if when is not None and _low(tokens, when.end) == ",":
        return replace(cue, content=(floor, len(tokens)), rule="after", said_on=when)
    listener = (
        hit.end + 1
        if words.has("speech.to_whom", _low(tokens, hit.end))
        or _low(tokens, hit.start) in words.sets["grammar.told"]
        else hit.end
    )
    if {_low(tokens, hit.end), _low(tokens, listener)} & {",", ".", ":"} or (
        cue.content[0] < len(tokens)
        and "," in {_low(tokens, cue.content[0] - 1), _low(tokens, cue.content[0])}
    ):
        return replace(cue, content=(floor, len(tokens)), rule="after")
    return cue


def _is_adverbial(
    tokens: Sequence[Token], floor: int, end: int, dates: Sequence[DateMention], words: Words
) -> bool:
    """“On Monday, ...” and “With winter near, ...” stand before the speaker without being said."""
    first = floor + 1 if _low(tokens, floor) in words.sets["speech.openers"] | {","} else floor
    if any(d.start <= first and d.end >= end - 1 for d in dates):
        return True
    return _low(tokens, first) in words.sets["grammar.prepositions"] | words.sets[
        "grammar.conjunctions"
    ] and not any(
        t.kind == "number" and not any(d.start <= k < d.end for d in dates)
        for k, t in enumerate(tokens[first:end], first)
    )


def _only_circumstance(
    tokens: Sequence[Token], start: int, dates: Sequence[DateMention], words: Words
) -> bool:
    """After the verb comes only when, where or to whom it was said."""
    dated = {k for d in dates for k in range(d.start, d.end)}
    rest = [t for k, t in enumerate(tokens[start:], start) if k not in dated and t.kind != "mark"]
    if any(t.kind == "number" for t in rest):
        return False
    return len(rest) <= 3 or (
        len(rest) <= 12
        and (
            rest[0].low
            in words.sets["grammar.prepositions"]
            | words.sets["speech.to_whom"]
            | words.sets["grammar.citing"]
            and not words.sets["speech.that"] & {t.low for t in rest}
        )
    )


def _after_verb(
    tokens: Sequence[Token],
    hit: Hit,
    source: tuple[int, int] | None,
    rule: str,
    dates: Sequence[DateMention],
    words: Words,
) -> Cue:
    said_on = _said_on(tokens, hit, source, dates, words)
    if (
        words.has("speech.put_at", tokens[hit.start].low)
        and said_on is None
        and _low(tokens, hit.start) in words.sets["grammar.puts"]
    ):
        # "put the figure at 100,417 on Saturday", but not "... as of Saturday"
        said_on = next(
            (d for d in dates if d.start >= hit.end and not d.text.lower().startswith(words.as_of)), None
        )
        return Cue(hit.start, hit.end, hit.meaning, source, (hit.end, len(tokens)), rule, said_on)
    counted = said_on is not None and _only_a_number(tokens, hit.end, said_on.start, words)
    start = max(hit.end, said_on.end) if said_on and said_on.start >= hit.end and not counted else hit.end
    return Cue(hit.start, hit.end, hit.meaning, source, (start, len(tokens)), rule, said_on)


def _said_on(
    tokens: Sequence[Token],
    hit: Hit,
    source: tuple[int, int] | None,
    dates: Sequence[DateMention],
    words: Words,
) -> DateMention | None:
    for mention in dates:
        between = tokens[hit.end : mention.start]
        if mention.start > hit.end and _only_a_number(tokens, hit.end, mention.start, words):
            return mention  # "counted almost 5,000 last Thursday"
        after = mention.start >= hit.end and len(between) <= 8 and _is_circumstance(between, words)
        just_before = source is not None and source[1] <= mention.start and mention.end <= hit.start
        opening = source is not None and mention.end <= source[0] <= mention.end + 2 and mention.start <= 2
        if (after and _follows_on(tokens, mention, between, words)) or just_before or opening:
            return mention
    return None


def _only_a_number(tokens: Sequence[Token], start: int, end: int, words: Words) -> bool:
    at = end - 1 if _low(tokens, end - 1) in words.sets["grammar.day_openers"] else end
    while at > start and (hedge := words.look("hedges.before").ending(tokens, at)):
        at = hedge.start
    number = at - 1 >= start and tokens[at - 1].kind == "number"
    at -= number
    while at > start and (hedge := words.look("hedges.before").ending(tokens, at)):
        at = max(start, hedge.start)
    return number and at == start


def _is_circumstance(between: Sequence[Token], words: Words) -> bool:
    """Between the verb and its date may stand only to whom and where: "told reporters in Geneva on Friday"."""
    if not between:
        return True
    first = between[0].low
    return (first in words.sets["grammar.prepositions"] or words.has("speech.to_whom", first)) and not any(
        t.kind in {"number", "mark"} or words.has("speech.that", t.low) for t in between
    )


def _follows_on(
    tokens: Sequence[Token], mention: DateMention, between: Sequence[Token], words: Words
) -> bool:
    """“said on Friday that” is when it was said; “said on Friday, 300 ...” may be when it happened."""
    that = words.has("speech.that", _low(tokens, mention.end + 1))
    return bool(between) or that or _low(tokens, mention.end) != "," or mention.end + 1 >= len(tokens)


def _date_near(dates: Sequence[DateMention], start: int, end: int) -> DateMention | None:
    return next((d for d in dates if start <= d.start < end), None)


# ------------------------------------------------------------------------------------------- the speaker's words


def _segment_before(
    tokens: Sequence[Token], verb: int, floor: int, words: Words
) -> tuple[tuple[int, int], str]:
    """The tokens between the last boundary and the verb, without auxiliaries, and which word was the boundary."""
    end = verb
    while end > floor and (
        words.has("speech.adverbs", _low(tokens, end - 1))
        or _low(tokens, end - 1).endswith(words.adverb)
        or words.look("speech.adverbial").ending(tokens, end)
    ):
        adverbial = words.look("speech.adverbial").ending(tokens, end)
        end = adverbial.start if adverbial else end - 1
    start = end
    while start > floor:
        word = tokens[start - 1].low
        if word in _HARD and not (word in ")(" and end - start < 1) and not _acronym(tokens, start - 1):
            break
        demonstrative = start == 1 and words.look("speech.when").at(tokens, 0) is not None
        # "WHO" and "US" are names, "who" and "us" are not.
        named = tokens[start - 1].text.isupper() and len(word) > 1
        joins = demonstrative or named or _joins(tokens, start - 1, floor, words)
        if words.has("speech.clause_words", word) and not joins:
            return (start, end), word
        start -= 1
    return (start, end), ""


def _acronym(tokens: Sequence[Token], i: int) -> bool:
    """“the refugee agency (UNHCR) said”: the brackets belong to the speaker."""
    if _low(tokens, i) == ")":
        return _low(tokens, i - 2) == "(" and tokens[i - 1].text.isupper()
    return _low(tokens, i) == "(" and _low(tokens, i + 2) == ")" and tokens[i + 1].text.isupper()


def _joins(tokens: Sequence[Token], i: int, floor: int, words: Words) -> bool:
    """Whether an "and" stands inside a speaker: between names, or between two speakers of one sentence."""
    if _joins_names(tokens, i, words):
        return True
    if tokens[i].low not in words.sets["grammar.joins"] or i - floor > 8:
        return False
    left = [t for t in tokens[_past_openers(tokens, floor, i, words) : i] if t.low != ","]
    moving = words.look("counts").first(left) or words.look("speech").first(left)
    return not moving and all(t.kind == "word" for t in left) and _looks_like_a_speaker(left, words)


def _joins_names(tokens: Sequence[Token], i: int, words: Words) -> bool:
    word = tokens[i].low
    if word not in words.sets["grammar.joins"] or not 0 < i < len(tokens) - 1:
        return False
    after = tokens[i + 1].text
    if after in words.sets["grammar.articles"]:
        return i + 2 < len(tokens) and tokens[i + 2].text[0].isupper() and tokens[i - 1].text[0].isupper()
    return tokens[i - 1].text[0].isupper() and after[0].isupper()


def _described(
    tokens: Sequence[Token], floor: int, segment: tuple[int, int], words: Words
) -> tuple[int, int] | None:
    """“An aid worker who asked not to be named said”."""
    start = _past_openers(tokens, floor, segment[0] - 1, words)
    head = tokens[start : segment[0] - 1]
    if _somebody(head, words) or _looks_like_a_speaker(head, words):
        return start, segment[1]
    return None


def _antecedent(tokens: Sequence[Token], which: int, words: Words) -> tuple[int, int] | None:
    end = which
    if _low(tokens, end - 1) == ",":
        end -= 1
    start = end
    while start > 0 and (
        tokens[start - 1].text[0].isupper() or tokens[start - 1].low in words.sets["grammar.of_the"]
    ):
        start -= 1
    while start < end and tokens[start].low in words.sets["grammar.of"]:
        start += 1
    return (start, end) if any(t.text[0].isupper() for t in tokens[start:end]) else None


def _inverted(
    tokens: Sequence[Token], hit: Hit, segment: tuple[int, int], words: Words
) -> tuple[int, int] | None:
    """“...,” said Khachatryan."""
    before = _low(tokens, hit.start - 1)
    if before not in {",", '"', "”", "»", "—", "–", "?", "!", "'", "’"} or hit.start < 2:
        return None
    if before == "," and _low(tokens, hit.start).endswith(words.participle):
        return None  # "..., confirming the deaths of four" goes on with whoever spoke
    if (
        _low(tokens, hit.end) in words.sets["speech.that"] | {",", ""}
        or hit.end >= len(tokens)
        or tokens[hit.end].kind == "number"
    ):
        return None
    end = hit.end
    while end < len(tokens) and end - hit.end < _LONGEST_SPEAKER_TOKENS:
        word = tokens[end].low
        if (
            word in _HARD | {".", ",", "?", "!", "։", "。", "؟"}
            or word in words.sets["grammar.ends_names"]
            or words.look("speech").at(tokens, end)
        ):
            break
        if word in words.sets["grammar.ends_inverted"]:
            break
        end += 1
    end = _with_apposition(tokens, hit.end, end, words)
    closed = (
        before in {'"', "”", "»", "?", "!"}
        or _low(tokens, end) in {".", "", "։"}
        or end >= len(tokens)
        or _low(tokens, end)
        in words.sets["grammar.prepositions"] | {","} | words.sets["grammar.ends_inverted"]
    )
    named = (
        (hit.end, end)
        if _looks_like_a_speaker(tokens[hit.end : end], words) or _somebody(tokens[hit.end : end], words)
        else None
    )
    has_content = segment[0] == segment[1] or before in {'"', "”", "»"}
    return (
        named
        if closed
        and named
        and (has_content or _low(tokens, hit.start - 1) == ",")
        and _not_apposed(tokens, hit, before, words)
        else None
    )


def _with_apposition(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    """“said Omar Benjelloun, a relief coordinator”: the office after the comma belongs to the name."""
    named = _with_a_name(tokens, start, end, words)
    if named != end:
        return named
    titled = words.look("speakers.titles").first(tokens, end + 1, min(end + 8, len(tokens)))
    starts = (
        _low(tokens, end + 1) in words.sets["grammar.articles"]
        or _low(tokens, end + 1).endswith(("'s", "s'"))
        or (titled is not None and titled.start == end + 1)
    )
    if _low(tokens, end) != "," or not starts:
        return end
    stop = end + 1
    while (
        stop < len(tokens)
        and tokens[stop].low not in _HARD | {",", "."} | words.sets["grammar.ends_name"]
        and tokens[stop].kind != "number"
    ):
        stop += 1
    return stop if stop - end <= 14 else end


def _not_apposed(tokens: Sequence[Token], hit: Hit, before: str, words: Words) -> bool:
    """“Grandi, the High Commissioner, said Armenia needs ...” is not inverted: a speaker stands before the comma."""
    if before != ",":
        return True
    commas = [k for k in range(hit.start - 1) if _low(tokens, k) == ","]
    head = tokens[(commas[-1] + 1 if commas else 0) : hit.start - 1]
    clause = any(t.low in words.sets["grammar.finite"] for t in head)
    counted = (
        any(t.kind == "number" for t in head)
        or words.look("counts").first(head) is not None
        or words.look("vague").first(head) is not None
    )
    return clause or counted or (bool(head) and head[-1].low in {'"', "”", "»"})


def _speaker_in(
    tokens: Sequence[Token], segment: tuple[int, int], words: Words, *, anyone: bool = False
) -> tuple[int, int] | None:
    """The noun phrase of the speaker inside a segment; apposition belongs to it, openers and adverbials do not.

    ``anyone``: the verb can only be one of speech, so "a lawmaker" and "one neighbour" will do.
    """
    start, end = segment
    apposed = end > start and _low(tokens, end - 1) == ","
    aside = words.look("speech.when").ending(tokens, end - 1) if apposed else None
    if aside is not None and _low(tokens, aside.start - 1) == "," and aside.start - 1 > start:
        end, apposed = aside.start - 1, False  # "Baku, for its part, has said"
    if apposed:
        end -= 1
        if end - start > 2 and tokens[end - 1].kind == "number" and _low(tokens, end - 2) == ",":
            end -= 2  # "Fatima, 33, told"
            apposed = False
    commas = [k for k in range(start, end) if _low(tokens, k) == "," and _at_top(tokens, k, start, end)]
    if apposed and commas:
        head = commas[-2] + 1 if len(commas) > 1 else start
        titled = _looks_like_a_speaker(tokens[head : commas[-1]], words) or (
            _somebody(tokens[head : commas[-1]], words) and _is_a_name(tokens[commas[-1] + 1 : end])
        )  # "The dam's caretaker, Musa Bello, says"
        start = head if titled else commas[-1] + 1
    elif commas and not apposed:
        start = commas[-1] + 1
    start = _past_openers(tokens, start, end, words)
    found = tokens[start:end]
    if apposed and commas and commas[-1] > start and _looks_like_a_speaker(tokens[start : commas[-1]], words):
        # "A UN official, speaking on condition of anonymity, said": what they were doing is not who they are.
        doing = _low(tokens, commas[-1] + 1).endswith(words.participle)
        return (start, commas[-1]) if doing else (start, end)
    return (
        (start, end) if (anyone and _somebody(found, words)) or _looks_like_a_speaker(found, words) else None
    )


def _is_a_name(found: Sequence[Token]) -> bool:
    return 2 <= len(found) <= 4 and all(t.kind == "word" and t.text[0].isupper() for t in found)


def _somebody(found: Sequence[Token], words: Words) -> bool:
    """“a lawmaker”, “one neighbour”: a noun phrase that nothing else is known of."""
    several = (
        bool(found)
        and found[0].low not in words.sets["grammar.no_name"]
        and (
            found[0].low in words.sets["grammar.plurals"]
            or (found[0].low.endswith("s") and found[0].text.islower())
            or (
                len(found) == 2 and found[1].low.endswith("s") and found[1].text.islower()
            )  # "camp committees"
        )
    )
    return (
        1 - several < len(found) <= 6
        and (
            found[0].low in words.sets["grammar.determiners"]
            or _low(found, 0).endswith(("'s", "s'"))
            or several
        )
        and not _has_a_clause(found, words)
        and words.look("elided.heads").first(found) is None
        and (
            words.look("units").first(found) is None or words.look("speakers.kinds").first(found) is not None
        )
    )


def _has_a_clause(found: Sequence[Token], words: Words) -> bool:
    return any(t.low in words.sets["grammar.clausal"] or t.kind == "number" for t in found)


def _at_top(tokens: Sequence[Token], i: int, start: int, end: int) -> bool:
    return not (
        0 < i < len(tokens) - 1 and tokens[i - 1].kind == tokens[i + 1].kind == "number" and start <= i < end
    )


def _past_openers(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    when = words.look("speech.when").at(tokens, start)
    if when and when.end < end:
        start = when.end
    while start < end and (
        words.has("speech.openers", _low(tokens, start))
        or _low(tokens, start) in {",", "-", "–"}
        or words.look("relative").at(tokens, start)
    ):
        hit = words.look("relative").at(tokens, start)
        start = hit.end if hit else start + 1
    day = (
        words.look("weekdays").at(tokens, start + 1)
        if _low(tokens, start) in words.sets["grammar.day_openers"]
        else words.look("weekdays").at(tokens, start)
    )
    if day and day.end < end:
        start = day.end
    if _low(tokens, start) in words.sets["grammar.prepositions"]:
        # "In Geneva UNHCR said": the last run of capitals is who speaks.
        run = end
        while run > start + 2 and (
            tokens[run - 1].text[0].isupper() or tokens[run - 1].low in words.sets["grammar.of_the"]
        ):
            run -= 1
        return run if run < end and run > start + 1 else end
    return start


def _looks_like_a_speaker(found: Sequence[Token], words: Words) -> bool:
    if not found or len(found) > _LONGEST_SPEAKER_TOKENS or _has_a_clause(found, words):
        return False
    comma = next((k for k, t in enumerate(found) if t.low == ","), 0)
    if comma and found[0].text[0].isupper() and _looks_like_a_speaker(found[:comma], words):
        return True  # "Mariam, a mother of four"
    lows = {t.low for t in found}
    if len(found) == 1 and any(words.has(f"speakers.{p}", found[0].low) for p in ("he", "it", "they", "him")):
        return True
    initials = found[0].text.isupper() and len(found[0].text) > 1  # "WHO" is a speaker, "who" is none
    if lows <= words.sets["grammar.no_name"] | words.sets["speakers.we"] and not initials:
        return False
    tables = ("speakers.kinds", "speakers.titles", "speakers.again")
    known = words.actor_phrases.first(found) or any(words.look(table).first(found) for table in tables)
    if known or any(t.text[0].isupper() for t in found[1:]):
        return True
    # The "Deaths" of "Deaths confirmed: 37" confirm nothing.
    counted = len(found) == 1 and not initials and words.look("units").at(found, 0) is not None
    return (
        len(found) <= 3
        and not counted
        and found[0].text[0].isupper()
        and (initials or found[0].low not in words.sets["grammar.no_lone_name"])
    )


# -------------------------------------------------------------------------------- phrases that bring a speaker


def _leads(tokens: Sequence[Token], dates: Sequence[DateMention], words: Words) -> Iterator[Cue]:
    """“according to X”, “citing X”, “figures from X”, and “X figures show”."""
    for hit in words.look("speech.lead").all(tokens):
        near = tokens[max(0, hit.start - 3) : hit.start]
        if words.has("speech.lead_of_carriers", hit.meaning) and not any(
            words.has("speech.carriers", t.low) for t in near
        ):
            continue  # "the accommodation provided by the government" is nobody's word
        end = hit.end
        while end < len(tokens) and (
            not _ends_a_name(tokens, end, dates, words)
            or (
                words.has("grammar.by", tokens[end].low) and words.look("speech.lead").ending(tokens, end + 1)
            )
        ):
            end += 1
        end = _with_a_name(tokens, hit.end, _without_carrier(tokens, hit.end, end, words), words)
        source = _by_whom(tokens, (hit.end, end), words)
        said = words.has("speech.lead_anyone", hit.meaning) and _somebody(tokens[hit.end : end], words)
        if end > hit.end and (said or _looks_like_a_speaker(tokens[hit.end : end], words)):
            rule = "citing" if hit.meaning in words.sets["grammar.citing"] else "lead"
            stance = (
                "estimates"
                if any(t.low in words.sets["grammar.estimate"] for t in tokens[hit.start : hit.end])
                else "asserts"
            )
            yield Cue(
                hit.start, hit.end, stance, source, (0, len(tokens)), rule, _date_near(dates, end, end + 2)
            )
    yield from _behind(tokens, words)
    yield from _quoted(tokens, words)
    for i, token in enumerate(tokens):
        if not words.has("speech.carriers", token.low):
            continue
        shown = _shown(tokens, i, words)
        if shown and any(words.has("speech.carriers", t.low) for t in tokens[i + 1 : shown]):
            continue
        if shown and not (shown == i + 1 and words.look("speech").at(tokens, shown)):
            yield from _carried(tokens, i, shown, dates, words)
        yield from _owned(tokens, i, words)


def _quoted(tokens: Sequence[Token], words: Words) -> Iterator[Cue]:
    """“IRNA quoted the interior minister as saying that ...”: the minister's word, passed on."""
    for hit in words.look("speech.as_saying").all(tokens):
        verb = next(
            (
                k
                for k in range(hit.start - 1, max(-1, hit.start - 16), -1)
                if tokens[k].low in words.sets["grammar.quoted"]
            ),
            None,
        )
        if verb is None:
            continue
        source = (verb + 1, hit.start)
        found = tokens[source[0] : source[1]]
        if _looks_like_a_speaker(found, words) or _somebody(found, words):
            yield Cue(hit.start, hit.end, "asserts", source, (hit.end, len(tokens)), "citing")


def _shown(tokens: Sequence[Token], carrier: int, words: Words) -> int:
    """Where "show" stands after "government data seen by AFP", or 0."""
    for k in range(carrier + 1, min(carrier + 6, len(tokens))):
        if words.has("speech.show", tokens[k].low):
            return k
        if tokens[k].kind != "word" or tokens[k].low in words.sets["grammar.clausal"]:
            return 0
    return 0


def _owned(tokens: Sequence[Token], carrier: int, words: Words) -> Iterator[Cue]:
    """“twice the government's estimate of 430”: the number is its owner's word."""
    number = carrier + 2
    of = _low(tokens, carrier + 1) in words.sets["grammar.of_the"] | words.sets["grammar.about_at"]
    owner = next((k for k in (carrier - 1, carrier - 2) if _low(tokens, k).endswith(("'s", "s'"))), None)
    if not of or owner is None or not any(t.kind == "number" for t in tokens[number : number + 4]):
        return
    start = owner
    while start > 0 and (
        tokens[start - 1].text[0].isupper() or tokens[start - 1].low in words.sets["grammar.determiners"]
    ):
        start -= 1
    source = (start, owner + 1)
    found = tokens[start : owner + 1]
    if _looks_like_a_speaker(found, words) or _somebody(found, words):
        yield Cue(carrier, carrier + 1, "estimates", source, (carrier, number + 4), "owned")


def _with_a_name(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    """“according to the humanitarian chief, Mark Lowcock”: the name after the office."""
    titled = words.look("speakers.titles").first(tokens, start, end) is not None
    plain = tokens[end - 1].text.islower() and _somebody(
        tokens[start:end], words
    )  # "the schoolteacher, Mina Ouhaddou"
    if _low(tokens, end) != "," or not (titled or plain):
        return end
    stop = end + 1
    while stop < len(tokens) and tokens[stop].kind == "word" and tokens[stop].text[0].isupper():
        stop += 1
    return stop if 2 <= stop - end - 1 <= 4 and _low(tokens, stop) in {".", ",", ""} else end


def _carried(
    tokens: Sequence[Token], i: int, shown: int, dates: Sequence[DateMention], words: Words
) -> Iterator[Cue]:
    segment, _ = _segment_before(tokens, i, 0, words)
    start = segment[0]
    hit = words.look("speech.lead").first(tokens, max(0, i - 12), i)
    named = tokens[i].text[0].isupper() and i > start
    lone = tokens[start] if i - start == 1 else None
    if lone is not None and start == 0 and not lone.text.isupper() and not _known(tokens[:1], words):
        return  # "Our log shows", "Initial assessment shows": nobody is named
    source = _speaker_in(tokens, (start, i + 1 if named else i), words) if hit is None else None
    if source and _low(tokens, source[0] - 1) == "," and _only_circumstance(tokens, shown + 1, dates, words):
        # "33,000 have come to Chiure, IOM's bulletin showed."
        yield Cue(
            i,
            shown + 1,
            "asserts",
            source,
            (0, source[0]),
            "after",
            _date_near(dates, shown + 1, len(tokens)),
        )
    elif source:
        yield Cue(
            i,
            shown + 1,
            "asserts",
            source,
            (shown + 1, len(tokens)),
            "before",
            _date_near(dates, shown + 1, shown + 2),
        )


def _ends_a_name(tokens: Sequence[Token], i: int, dates: Sequence[DateMention], words: Words) -> bool:
    word = tokens[i].low
    if word in _HARD | {",", ".", "?", "!", "–", "-"} and not _acronym(tokens, i):
        return not (_low(tokens, i) == "." and tokens[i - 1].text in {"U", "N"})
    if any(d.start <= i < d.end for d in dates) or tokens[i].kind == "number":
        return True
    if word in words.sets["grammar.ends_name"]:
        return True
    if word in words.sets["grammar.joins"]:
        return not _joins_names(tokens, i, words)
    return word in words.sets["grammar.ends_names"]


def _without_carrier(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    """“according to UNHCR figures” is UNHCR's word."""
    at = end
    while at > start + 1 and (
        words.has("speech.carriers", _low(tokens, at - 1)) or words.has("speech.show", _low(tokens, at - 1))
    ):
        at -= 1
    return at


def _brackets(tokens: Sequence[Token], dates: Sequence[DateMention], words: Words) -> Iterator[Cue]:
    """“... (UNHCR, 30 September).” at the end of a sentence."""
    last = len(tokens) - 1 if tokens and tokens[-1].low in {".", ";"} else len(tokens)
    if last < 3 or _low(tokens, last - 1) not in {")", "]"}:
        return
    start = next((k for k in range(last - 2, -1, -1) if tokens[k].low in {"(", "["}), None)
    if start is None or last - start > 14:
        return
    inner = start + 1
    if _low(tokens, inner) in words.sets["grammar.source_label"]:
        inner += 2 if _low(tokens, inner + 1) == ":" else 1
    end = inner
    while end < last - 1 and tokens[end].low != "," and not any(d.start <= end < d.end for d in dates):
        end += 1
    named = words.actor_phrases.at(tokens, inner)
    known = (named and named.end == end) or (
        words.look("speakers.kinds").first(tokens, inner, end) and end - inner <= 6
    )
    known = known or (end == inner + 1 == last - 1 and _is_an_unknown_body(tokens, start, words))
    if known and end > inner and not any(t.kind == "number" for t in tokens[inner:end]):
        yield Cue(start, inner, "asserts", (inner, end), (0, start), "bracket", _date_near(dates, end, last))


def _is_an_unknown_body(tokens: Sequence[Token], bracket: int, words: Words) -> bool:
    """“... were killed. (DGPC)”: capitals that stand alone; inside a sentence they may only shorten a name."""
    token = tokens[bracket + 1]
    capitals = token.kind == "word" and token.text.isupper() and 3 <= len(token.text) <= 8
    unit = words.look("units").at(tokens, bracket + 1)
    return bracket == 0 and capitals and token.low not in words.actors and unit is None


def _colon(sentence: Sentence, words: Words) -> Iterator[Cue]:
    """“100,000 have fled: UN” and “UN: 100,000 have fled”."""
    tokens = sentence.tokens
    for i, token in enumerate(tokens):
        if token.low not in {":", "–", "—", "|", "-"}:
            continue
        left, right = tokens[:i], tokens[i + 1 :]
        dash = token.low != ":"
        if (
            0 < len(right) <= 9
            and sentence.role in {"title", "heading"}
            and _known(right, words)
            and not any(t.kind == "number" for t in right)
        ):
            yield Cue(i, i + 1, "asserts", (i + 1, len(tokens)), (0, i), "headline")
            return
        if not dash and _is_a_row(tokens, i, words):
            return
        if not dash and 0 < len(left) <= 9 and right and _known(left, words) and _only_a_name(left, words):
            yield Cue(i, i + 1, "asserts", (0, i), (i + 1, len(tokens)), "headline")
            return


def _is_a_row(tokens: Sequence[Token], colon: int, words: Words) -> bool:
    """“Armenia: Refugees arrived: 300” is a row of a table and nobody's word; "UNHCR: Arrived: 300" is UNHCR's."""
    later = next((k for k in range(colon + 1, len(tokens)) if tokens[k].low == ":"), 0)
    hit = words.actor_phrases.at(tokens, 0)
    place = (
        hit is not None
        and hit.end == colon
        and words.actors[hit.meaning].what in {"country", "region", "seat"}
    )
    number = later + 1 < len(tokens) and tokens[later + 1].kind == "number"
    return bool(later) and place and number


def _only_a_name(found: Sequence[Token], words: Words) -> bool:
    """“UNICEF spokesperson James Elder:” but not “Armenia must hand over maps:”."""
    if found[0].low in words.sets["grammar.adverbial"] and not found[0].text.isupper():
        return False  # "On Sudan: ..." opens a topic
    plain = (
        words.sets["grammar.of_the"]
        | words.sets["grammar.articles"]
        | words.sets["grammar.joins"]
        | {"for", ",", "in", "(", ")"}
    )
    tables = ("speakers.kinds", "speakers.titles", "speakers.again")
    named = {k for table in tables for h in words.look(table).all(found) for k in range(h.start, h.end)}
    return all(
        t.kind != "number" and (t.text[0].isupper() or t.low in plain or k in named or t.low in words.actors)
        for k, t in enumerate(found)
    )


def _known(found: Sequence[Token], words: Words) -> bool:
    if words.look("counts").first(found) is not None or words.look("units").first(found) is not None:
        return False
    if any(words.has("places.route_words", t.low) for t in found):
        return False
    actors = [words.actors[hit.meaning] for hit in words.actor_phrases.all(found)]
    named = any(actor.what != "region" for actor in actors)
    tables = ("speakers.kinds", "speakers.titles")
    return named or any(words.look(table).first(found) is not None for table in tables)


def _behind(tokens: Sequence[Token], words: Words) -> Iterator[Cue]:
    """“Dövlət Komitəsinin məlumatına görə ...”: the word for "according to" stands behind the speaker."""
    for hit in words.look("speech.lead_behind").all(tokens):
        start = hit.start
        while start > 0 and hit.start - start < 8 and tokens[start - 1].kind == "word":
            start -= 1
        found = tokens[start : hit.start]
        if start < hit.start and (_known(found, words) or found[0].text[0].isupper()) and len(found) <= 8:
            yield Cue(hit.start, hit.end, "asserts", (start, hit.start), (0, len(tokens)), "lead")


def _verb_last(tokens: Sequence[Token], hit: Hit, dates: Sequence[DateMention], words: Words) -> Cue | None:
    """Turkish and Azerbaijani: the speaker opens the sentence, the verb closes it."""
    said_on = _date_near(dates, max(0, hit.start - 3), hit.start)
    verb = said_on.start if said_on else hit.start
    closed = next((k for k in range(verb) if words.has("speech.quote_end", tokens[k].low)), None)
    if closed is not None and verb > closed + 1:
        # "..., deyə Baş Prokurorluq şənbə günü bildirib"
        return Cue(hit.start, hit.end, hit.meaning, (closed + 1, verb), (0, closed), "after", said_on)
    if words.has("speech.content_opens", _low(tokens, hit.end)) and 0 < verb <= _LONGEST_SPEAKER_TOKENS:
        # "Rövşən Rzayev deyib ki, ..."
        source = (0, verb)
        return Cue(hit.start, hit.end, hit.meaning, source, (hit.end + 1, len(tokens)), "before", said_on)
    end = 0
    while (
        end < hit.start
        and tokens[end].low not in {",", ":", "“", '"'}
        and (end == 0 or tokens[end].text[0].isupper())
        and not any(d.start <= end < d.end for d in dates)
    ):
        end += 1
    if end == 0 or not _known(tokens[:end], words):
        return None
    said_on = said_on or _date_near(dates, end, end + 3)
    return Cue(hit.start, hit.end, hit.meaning, (0, end), (end, hit.start), "before", said_on)


def _verb_first(tokens: Sequence[Token], hit: Hit, dates: Sequence[DateMention], words: Words) -> Cue | None:
    """Arabic: the verb opens the sentence, the speaker follows, then "that" or a noun for what happened."""
    end = hit.end
    while end < len(tokens) and end - hit.end < 12 and not words.has("speech.that", tokens[end].low):
        end += 1
    that = end < len(tokens) and words.has("speech.that", tokens[end].low)
    if not that:
        told = words.look("counts").first(tokens, hit.end, hit.end + 8)
        named = (
            told is not None and words.look("speakers.kinds").first(tokens, hit.end, told.start) is not None
        )
        end = told.start if told is not None and named else hit.end
    said_on = _date_near(dates, hit.end, end)
    stop = said_on.start if said_on else end
    if stop <= hit.end:
        return None
    source = (hit.end, stop)
    return Cue(hit.start, hit.end, hit.meaning, source, (end + that, len(tokens)), "before", said_on)
