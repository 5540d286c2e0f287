"""Where: what people leave, by which road, and where they go, each as the report writes it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from kinward.cite.speakers import Roles
from kinward.cite.tokens import Sentence, Token
from kinward.cite.words import Words
from kinward.model.report import Counts, Place

_LEAVING = frozenset(
    (Counts.LEAVING, Counts.FLED, Counts.EXPECTED_TO_LEAVE, Counts.DISPLACED, Counts.REMAINING)
)
_REACHING = frozenset(
    (
        Counts.ARRIVED,
        Counts.EXPECTED_TO_ARRIVE,
        Counts.CAPACITY,
        Counts.NEED_HOUSING,
        Counts.REGISTERED,
        Counts.RELOCATED,
    )
)


def place_in(clause: Sequence[Token], sentence: Sequence[Token], counts: Counts, words: Words) -> Place:
    """The places of one figure: first what its own clause says, then the event the sentence opens with."""
    origin = _after(clause, "places.origin", words)
    route = _route(clause, words)
    destination = _after(clause, "places.destination", words)
    if destination is not None and destination == route:
        destination = None
    at = _after(clause, "places.at", words)
    event = _event(sentence, words)
    if at is not None and at in {origin, route, destination}:
        at = None
    if origin is None and counts == Counts.REMAINING and at:
        origin, at = at, None
    if at is not None and destination is None and counts in _REACHING:
        destination, at = at, None
    if counts == Counts.POPULATION and at is None:
        at = _first_name(clause, words)
    if event is not None:
        at = None if at and event.endswith(at) else at
    return Place(
        origin, route, destination, at, event if at is None and not (origin or destination) else None
    )


_ROW_TOKENS = 5


def place_of_row(tokens: Sequence[Token], number: int, words: Words) -> str | None:
    """The "Syunik" of “Syunik: Refugees arrived: 12,300”; a "Total" is no place."""
    colons = [k for k in range(number) if tokens[k].low == ":"]
    if len(colons) != 2 or not 0 < colons[0] <= _ROW_TOKENS or colons[1] != number - 1:
        return None
    label = tokens[: colons[0]]
    if any(words.has("elided.heads", t.low) or words.look("units").at((t,), 0) for t in label):
        return None
    name = name_at(tokens, 0, words)
    return name if name is not None and name == _written(label) else None


def _after(tokens: Sequence[Token], table: str, words: Words) -> str | None:
    for hit in words.look(table).all(tokens):
        found = name_at(tokens, hit.end, words)
        if found and not (table == "places.at" and _is_event(found, words)):
            return found
    return None


def name_at(tokens: Sequence[Token], start: int, words: Words) -> str | None:
    """The name of a place from a token on, past "the breakaway region of"."""
    i = start
    while (
        i < len(tokens)
        and i - start < 6
        and tokens[i].text.islower()
        and words.has("places.kind_words", tokens[i].low)
    ):
        i += 1
    hit = words.actor_phrases.at(tokens, i)
    if (
        hit
        and tokens[i].text[0].isupper()
        and words.actors[hit.meaning].what in {"country", "region", "seat"}
    ):
        end = hit.end
        if end < len(tokens) and words.has("places.route_words", tokens[end].low):
            return None
        return _written(tokens[i:end])
    if hit and i < len(tokens) and words.actors[hit.meaning].what in {"body", "person", "adjective"}:
        return None
    run = []
    while (
        i < len(tokens)
        and tokens[i].kind == "word"
        and tokens[i].text[0].isupper()
        and not words.look("months").at(tokens, i)
        and not words.look("weekdays").at(tokens, i)
    ):
        run.append(tokens[i])
        i += 1
    if not run or len(run) > 4 or run[-1].low.endswith(("ians", "nis")):
        return None
    if i < len(tokens) and tokens[i].low in words.table["units"]["people"]:
        return None
    return _written(run).removesuffix("'s")


def _written(tokens: Sequence[Token]) -> str:
    return " ".join(t.text for t in tokens).replace("' ", "'").replace("’ ", "’")


def _route(tokens: Sequence[Token], words: Words) -> str | None:
    for hit in words.look("places.route").all(tokens):
        i = hit.end
        while i < len(tokens) and tokens[i].text.islower() and words.has("places.kind_words", tokens[i].low):
            i += 1
        run = i
        while run < len(tokens) and tokens[run].text[0].isupper():
            run += 1
        if run > i and run < len(tokens) and words.has("places.route_words", tokens[run].low):
            return " ".join(t.text for t in tokens[i : run + 1])
    return None


def _is_event(name: str, words: Words) -> bool:
    return words.has("places.event_words", name.rsplit(maxsplit=1)[-1].lower())


def _event(sentence: Sequence[Token], words: Words) -> str | None:
    for i, token in enumerate(sentence):
        if words.has("places.event_words", token.low) and token.text[0].isupper():
            start = i
            while start > 0 and sentence[start - 1].kind == "word" and sentence[start - 1].text[0].isupper():
                start -= 1
            if i - start >= 1:
                return " ".join(t.text for t in sentence[start : i + 1])
    return None


def _first_name(clause: Sequence[Token], words: Words) -> str | None:
    for hit in words.actor_phrases.all(clause):
        actor = words.actors[hit.meaning]
        if actor.what in {"country", "region"} and clause[hit.start].text[0].isupper():
            return " ".join(t.text for t in clause[hit.start : hit.end])
    for i in range(len(clause)):
        bare = clause[i].low.removesuffix("'s")
        if bare != clause[i].low and bare in words.actors:
            return clause[i].text[:-2]
    return None


def roles_in(sentences: Iterable[Sentence], words: Words) -> Roles:
    """Which states people leave and which they reach, by how often the report's prepositions say so."""
    origin: Counter[str] = Counter()
    receiving: Counter[str] = Counter()
    for sentence in sentences:
        moving = words.look("counts").first(sentence.tokens) is not None
        _tally(sentence.tokens, "places.origin", origin, words, weight=2 if moving else 1)
        _tally(sentence.tokens, "places.destination", receiving, words, weight=2 if moving else 0)
        _tally_regions(sentence.tokens, origin, words)
    states = frozenset(state for state, n in origin.items() if n >= max(1, receiving[state]))
    return Roles(states, frozenset(state for state, n in receiving.items() if n > 0 and state not in states))


def _tally(tokens: Sequence[Token], table: str, tally: Counter[str], words: Words, weight: int) -> None:
    for hit in words.look(table).all(tokens):
        name = name_at(tokens, hit.end, words)
        actor = words.actors.get(name.lower()) if name else None
        if actor and actor.country and actor.what in {"country", "region"}:
            tally[actor.country] += weight


def _tally_regions(tokens: Sequence[Token], tally: Counter[str], words: Words) -> None:
    """“the breakaway region of Nagorno-Karabakh”: what broke away is where people leave from."""
    for i, token in enumerate(tokens):
        if token.low in words.sets["grammar.breakaway"]:
            name = name_at(tokens, i + 1, words)
            actor = words.actors.get(name.lower()) if name else None
            if actor and actor.country:
                tally[actor.country] += 2
