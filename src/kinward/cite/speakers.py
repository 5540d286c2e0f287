"""Who a speaker is: one name for all the ways a report writes it, and what they are to the people who move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kinward.cite.cues import Cue
from kinward.cite.tokens import Token
from kinward.cite.words import Words
from kinward.model.report import SourceKind, Speaker


@dataclass(frozen=True, slots=True)
class Roles:
    """Which states people leave and which they reach, as the report itself tells."""

    origin: frozenset[str] = frozenset()
    receiving: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Heard:
    """A speaker heard earlier in the report, to whom "he", "the ministry" or a bare surname may point."""

    speaker: Speaker
    person: str | None
    plural: bool
    body: bool


@dataclass(slots=True)
class Memory:
    """Those heard so far, in order. It lives for one report."""

    outlet: str | None
    roles: Roles
    heard: list[Heard] = field(default_factory=list)

    def nobody(self) -> Speaker:
        """No one is named: the outlet itself tells it."""
        return Speaker(None, SourceKind.OUTLET, None, None, self.outlet)

    def last(self, *, person: bool = False, body: bool = False, plural: bool = False) -> Heard | None:
        """The last one heard of the kind a pronoun asks for."""
        for heard in reversed(self.heard):
            if (person and heard.person) or (body and heard.body) or (plural and heard.plural):
                return heard
            if not (person or body or plural):
                return heard
        return None


def speaker_of(tokens: Sequence[Token], text: str, memory: Memory, words: Words) -> Speaker:
    """Who these words name. A pronoun, "the ministry" or a surname is resolved to somebody heard before."""
    tokens = _without_possessive(tokens)
    written = text[tokens[0].start : tokens[-1].end]
    pointed = _pointed(tokens, memory, words)
    if pointed is not None:
        old = pointed.speaker
        named = pointed.person or old.resolved or old.text
        speaker = replace(old, text=written, resolved=named if named != written else None, elided=False)
    else:
        speaker = _named(tokens, written, memory, words)
    memory.heard.append(_heard(speaker, tokens, pointed, words))
    return speaker


def _without_possessive(tokens: Sequence[Token]) -> Sequence[Token]:
    """“the ministry's figures” are the ministry's word: the speaker is the ministry."""
    last = tokens[-1]
    if not last.low.endswith("'s"):
        return tokens
    return (*tokens[:-1], replace(last, text=last.text[:-2], low=last.low[:-2], end=last.end - 2))


def _pointed(tokens: Sequence[Token], memory: Memory, words: Words) -> Heard | None:
    if len(tokens) == 1:
        return _pronoun(tokens[0], memory, words)
    again = words.look("speakers.again").at(tokens, 0)
    if again and again.end == len(tokens):
        kin = tokens[-1].low
        same = [h for h in memory.heard if h.speaker.text and kin in h.speaker.text.lower()]
        person = again.meaning == "person"
        kind = words.look("speakers.kinds").first(tokens[-1:])
        if not person and not same and kind is not None and kind.meaning == "government":
            return next((h for h in reversed(memory.heard) if h.body and h.speaker.kind in _STATES), None)
        return same[-1] if same else memory.last(person=person, body=not person)
    surname = tokens[-1].text if tokens[-1].text[0].isupper() else ""
    same = [h for h in memory.heard if h.person and surname and h.person.split()[-1] == surname]
    return same[-1] if same and _person(tokens, words) else None


# "The Government" after a sentence of IOM's is not IOM.
_STATES = frozenset(
    (
        SourceKind.PARTY_TO_CONFLICT,
        SourceKind.RECEIVING_STATE,
        SourceKind.ORIGIN_STATE,
        SourceKind.THIRD_STATE,
        SourceKind.GOVERNMENT,
    )
)


def _pronoun(token: Token, memory: Memory, words: Words) -> Heard | None:
    """“He”, “it”, “they”, or the bare surname of somebody named before."""
    if words.has("speakers.he", token.low) or words.has("speakers.him", token.low):
        return memory.last(person=True)
    if words.has("speakers.it", token.low):
        return memory.last(body=True)
    if words.has("speakers.they", token.low):
        return memory.last(plural=True) or memory.last()
    same = [h for h in memory.heard if h.person and token.text in h.person.split()]
    return same[-1] if same else None


def _heard(speaker: Speaker, tokens: Sequence[Token], pointed: Heard | None, words: Words) -> Heard:
    if pointed is not None:
        return pointed
    person = _person(tokens, words)
    last = tokens[-1].low
    plural = (
        person is None and last.endswith("s") and not last.endswith("ss") and tokens[-1].text.islower()
    ) or last.endswith("ians")
    return Heard(speaker, person, plural, person is None and not plural)


def _person(tokens: Sequence[Token], words: Words) -> str | None:
    """The name of a human among these words: capitals after a title, or a name we know."""
    for hit in words.actor_phrases.all(tokens):
        actor = words.actors[hit.meaning]
        if actor.what == "person":
            return actor.name
    titles = list(words.look("speakers.titles").all(tokens))
    comma = next((k for k, t in enumerate(tokens) if t.low == ","), len(tokens))
    if titles and titles[-1].end <= comma:
        start = titles[-1].end
        run = _capitals(tokens, start, comma, words)
        return " ".join(t.text for t in run) if run and start + len(run) == comma else None
    head = _capitals(tokens, 0, comma, words)
    apposed_title = any(t.start > comma for t in titles)
    two_names = (
        len(head) == comma
        and 2 <= comma <= 4
        and words.actor_phrases.first(head) is None
        and words.look("speakers.kinds").first(head) is None
    )
    return (
        " ".join(t.text for t in head)
        if head and len(head) == comma and (apposed_title or two_names)
        else None
    )


def _capitals(tokens: Sequence[Token], start: int, end: int, words: Words) -> list[Token]:
    run: list[Token] = []
    for token in tokens[start:end]:
        if not token.text[0].isupper() and token.low not in words.sets["grammar.name_particles"]:
            break
        run.append(token)
    return run


def _named(tokens: Sequence[Token], written: str, memory: Memory, words: Words) -> Speaker:
    person = _person(tokens, words)
    country, body, seat = _known_names(tokens, words)
    kind = _kind(tokens, country, body, memory.roles, words)
    resolved = f"Government of {country}" if seat and country and len(tokens) <= 2 else None
    identity = person or body or resolved or _country_word(tokens, country, words) or _bare(tokens, words)
    return Speaker(written, kind, identity, resolved, memory.outlet, country=country)


def _bare(tokens: Sequence[Token], words: Words) -> str:
    return " ".join(t.low for t in tokens if t.low not in words.sets["grammar.articles"])


def _country_word(tokens: Sequence[Token], country: str | None, words: Words) -> str | None:
    """“Azerbaijan says” and “the Azerbaijani government says” are one speaker: its government."""
    if country is None:
        return None
    lows = {t.low for t in tokens}
    only_country = len([t for t in tokens if t.low not in words.sets["grammar.articles"]]) <= len(
        country.split()
    )
    return f"Government of {country}" if only_country or lows & words.sets["grammar.government"] else None


def _known_names(tokens: Sequence[Token], words: Words) -> tuple[str | None, str | None, bool]:
    country: str | None = None
    body: str | None = None
    seat = False
    for hit in words.actor_phrases.all(tokens):
        actor = words.actors[hit.meaning]
        # "chad" and "us" are also ordinary words: a name begins with a capital.
        if not tokens[hit.start].text[0].isupper():
            continue
        if actor.what == "body":
            body = body or actor.name
        elif actor.what != "region" or country is None:
            country = country or actor.country
            seat = seat or actor.what == "seat"
    if country is None:
        for token in tokens:
            bare = token.low.removesuffix("'s")
            if bare in words.actors and token.text[0].isupper():
                actor = words.actors[bare]
                country, body = (
                    (actor.country, body) if actor.what != "body" else (country, body or actor.name)
                )
    return country, body, seat


def _kind(
    tokens: Sequence[Token], country: str | None, body: str | None, roles: Roles, words: Words
) -> SourceKind:
    spoken = {hit.meaning for hit in words.look("speakers.kinds").all(tokens)}
    official = "government" in spoken
    head = _head(tokens, words)
    peoples = head.text[0].isupper() and _is_people(head, words) and not official
    if "party_to_conflict" in spoken:
        return SourceKind.PARTY_TO_CONFLICT
    if body:
        return _kind_of_body(tokens, words)
    if country is not None and not peoples and (official or not spoken):
        return _role(country, roles)
    if official:
        return SourceKind.GOVERNMENT
    if peoples:
        return SourceKind.AFFECTED_POPULATION
    order = ("affected_population", "humanitarian_org", "outlet", "other")
    return SourceKind(next((kind for kind in order if kind in spoken), "other"))


def _head(tokens: Sequence[Token], words: Words) -> Token:
    """The noun that carries the phrase: "Armenians" in "the Armenians on the road"."""
    for k, token in enumerate(tokens):
        if k and token.low in words.sets["grammar.prepositions"] | words.sets["numbers.of"]:
            return tokens[k - 1]
    return tokens[-1]


def _kind_of_body(tokens: Sequence[Token], words: Words) -> SourceKind:
    named = [words.actors[hit.meaning] for hit in words.actor_phrases.all(tokens)]
    return SourceKind(next((actor.kind for actor in named if actor.kind), "other"))


def _is_people(token: Token, words: Words) -> bool:
    endings: Mapping[str, Iterable[str]] = words.table.get("people_by_ending", {"endings": ()})
    return any(token.low.endswith(e) for e in endings["endings"]) and not words.has(
        "people_by_ending.not_people", token.low
    )


def _role(country: str, roles: Roles) -> SourceKind:
    if country in roles.origin:
        return SourceKind.ORIGIN_STATE
    if country in roles.receiving:
        return SourceKind.RECEIVING_STATE
    return SourceKind.THIRD_STATE if roles.origin or roles.receiving else SourceKind.GOVERNMENT


def elided_speaker(verb: str, before: "Spoken | None", memory: Memory, text: str, words: Words) -> Speaker:
    """Who "But rejects ..." leaves out: whoever the sentence before was about.

    When that sentence reports in the past what somebody does in the present ("said that Russia considers"), and
    the verb left alone is in the present, it goes on with the one inside, not with the one who was reporting.
    """
    if before is None:
        heard = memory.last()
        return replace(heard.speaker, elided=True) if heard else memory.nobody()
    inner = before.inner
    tense = words.has("speech.present", verb)
    if inner is not None and tense and not before.present:
        return replace(_named(inner, text[inner[0].start : inner[-1].end], memory, words), elided=True)
    return replace(before.speaker, elided=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The sentence before: who spoke, whether in the present, and the actor its content begins with."""

    speaker: Speaker
    present: bool
    inner: tuple[Token, ...] | None


def spoken(cue: Cue, speaker: Speaker, tokens: Sequence[Token], words: Words) -> Spoken:
    """What the next sentence may need to know of this one."""
    start = cue.content[0]
    while start < len(tokens) and (
        words.has("speech.that", tokens[start].low)
        or tokens[start].low in words.sets["grammar.articles"] | {","}
    ):
        start += 1
    hit = words.actor_phrases.at(tokens, start)
    capital = hit is not None and tokens[start].text[0].isupper()
    goes_on = hit is not None and hit.end < len(tokens) and words.has("speech.present", tokens[hit.end].low)
    inner = tuple(tokens[start : hit.end]) if hit and capital and goes_on else None
    return Spoken(speaker, words.has("speech.present", tokens[cue.start].low), inner)
