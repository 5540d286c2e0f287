"""The words of one language, of places and of known speakers, in the shape in which sentences are searched for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kinward.cite.tokens import Token, lone_words

Table = Mapping[str, Any]
# A language without such an ending: no word of a report ends with NUL, which report files refuse.
_NO_ENDING = "\0"
_NOTHING: tuple[tuple[tuple[str, ...], str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found at tokens ``start`` to ``end`` (exclusive), and what it means."""

    start: int
    end: int
    meaning: str
    also: str = ""  # other meanings of the same phrase, joined by +


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases and their meanings; the longest that fits wins. A word ending in * stands for all that begin so."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    by_stem: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    stems: tuple[tuple[tuple[str, ...], str], ...]
    by_last: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]

    def at(self, tokens: Sequence[Token], i: int) -> Hit | None:
        """The longest phrase that begins at token ``i``."""
        if i >= len(tokens):
            return None
        best: Hit | None = None
        for words, meaning in self.by_first.get(tokens[i].low, _NOTHING):
            if _fits(words, tokens, i):
                best = _hit(i, i + len(words), meaning)
                break
        for words, meaning in self.by_stem.get(tokens[i].low[:2], _NOTHING) if self.by_stem else _NOTHING:
            longer = best is None or len(words) > best.end - best.start
            if longer and _fits(words, tokens, i):
                best = _hit(i, i + len(words), meaning)
        return best

    def ending(self, tokens: Sequence[Token], end: int) -> Hit | None:
        """The longest phrase whose last token is the one before ``end``."""
        if not 0 < end <= len(tokens):
            return None
        for words, meaning in self.by_last.get(tokens[end - 1].low, _NOTHING):
            start = end - len(words)
            if start >= 0 and _fits(words, tokens, start):
                return _hit(start, end, meaning)
        for words, meaning in self.stems:
            start = end - len(words)
            if start >= 0 and _fits(words, tokens, start):
                return _hit(start, end, meaning)
        return None

    def all(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """Every phrase between two tokens, from the left, without overlaps."""
        stop = len(tokens) if end is None else min(end, len(tokens))
        i = max(start, 0)
        while i < stop:
            hit = self.at(tokens, i)
            if hit and hit.end <= stop:
                yield hit
                i = hit.end
            else:
                i += 1

    def first(self, tokens: Sequence[Token], start: int = 0, end: int | None = None) -> Hit | None:
        """The leftmost phrase between two tokens."""
        return next(self.all(tokens, start, end), None)


def _hit(start: int, end: int, meaning: str) -> Hit:
    first, _, also = meaning.partition("+")
    return Hit(start, end, first, also)


def _fits(words: Sequence[str], tokens: Sequence[Token], start: int) -> bool:
    if start + len(words) > len(tokens):
        return False
    return all(
        tokens[start + k].low.startswith(word[:-1])
        if len(word) > 1 and word[-1] == "*"
        else tokens[start + k].low == word
        for k, word in enumerate(words)
    )


def phrases(meanings: Iterable[tuple[str, str]]) -> Phrases:
    """A table of (phrase, meaning). The first meaning of a phrase stands; a hit has the others as ``also``."""
    firsts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    lasts: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    stems: list[tuple[tuple[str, ...], str]] = []
    by_stem: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    joined: dict[tuple[str, ...], str] = {}
    for phrase, meaning in meanings:
        words = lone_words(phrase)
        if words:
            joined[words] = f"{joined[words]}+{meaning}" if words in joined else meaning
    for words, meaning in joined.items():
        if any(len(word) > 1 and word.endswith("*") for word in words):
            stems.append((words, meaning))
            by_stem.setdefault(words[0].removesuffix("*")[:2], []).append((words, meaning))
            continue
        firsts.setdefault(words[0], []).append((words, meaning))
        lasts.setdefault(words[-1], []).append((words, meaning))
    ordered = tuple(sorted(stems, key=_longest))
    return Phrases(_longest_first(firsts), _longest_first(by_stem), ordered, _longest_first(lasts))


def _longest(entry: tuple[tuple[str, ...], str]) -> int:
    return -len(entry[0])


def _longest_first(
    table: Mapping[str, list[tuple[tuple[str, ...], str]]],
) -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    return {word: tuple(sorted(entries, key=_longest)) for word, entries in table.items()}


@dataclass(frozen=True, slots=True)
class CountRule:
    """Phrases that say what is counted, and what they count when the sentence looks ahead."""

    kind: str
    ahead: str
    units: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """A known speaker or place: one name for all its names, its country, and what it is."""

    name: str
    country: str | None
    kind: str | None
    what: str  # person, body, country, adjective, seat, region


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the grammar looks up. Made once per language; nothing in it changes."""

    language: str
    order: str
    tell_by: frozenset[str]
    letters: frozenset[str]
    table: Table
    sets: Mapping[str, frozenset[str]]
    lists: Mapping[str, Phrases]
    count_rules: tuple[CountRule, ...]
    topics: tuple[tuple[str, bool], ...]
    actors: Mapping[str, Actor]
    actor_phrases: Phrases
    outlets: tuple[Table, ...]
    group: frozenset[str] = field(default_factory=frozenset)
    decimal: frozenset[str] = field(default_factory=frozenset)
    past: str = _NO_ENDING  # "-ed"
    participle: str = _NO_ENDING  # how a word that goes with another verb ends: "-ing"
    adverb: str = _NO_ENDING
    as_of: str = _NO_ENDING

    def has(self, name: str, word: str) -> bool:
        """Whether a word stands in the named list."""
        return word in self.sets[name]

    def look(self, name: str) -> Phrases:
        """The named table of phrases."""
        return self.lists[name]


def read_words(language: Table, places: Table, actors: Table, outlets: Table) -> Words:
    """Compile the tables of ``resources/cite`` into what the grammar searches by."""
    named = _actors(places, actors)
    grammar = language.get("grammar", {})
    rules = tuple(
        CountRule(rule["kind"], rule.get("ahead", rule["kind"]), frozenset(rule.get("units", ())))
        for rule in language.get("counts", ())
    )
    return Words(
        language=language["language"],
        order=language["order"],
        tell_by=frozenset(language["tell_by"]),
        letters=frozenset(language.get("letters", "")),
        table=language,
        sets=_sets(language),
        lists=_lists(language),
        count_rules=rules,
        topics=tuple((topic["topic"], topic["planning"]) for topic in language.get("topics", ())),
        actors=named,
        actor_phrases=phrases((name, name) for name in named),
        outlets=tuple(outlets["outlets"]),
        group=frozenset(language["numbers"]["group"]),
        decimal=frozenset(language["numbers"]["decimal"]),
        past=grammar.get("past_ending", _NO_ENDING),
        participle=grammar.get("participle_ending", _NO_ENDING),
        adverb=grammar.get("adverb_ending", _NO_ENDING),
        as_of=grammar.get("as_of", _NO_ENDING),
    )


def _at(language: Table, path: str) -> Any:  # noqa: ANN401  # a TOML value
    found: Any = language
    for part in path.split("."):
        found = found.get(part, {}) if isinstance(found, Mapping) else {}
    return found or []


# The lists that are asked "is this word in it?" and those that are searched as phrases, by their path in the table.
_SETS = (
    "not_units.words", "not_units.stop", "currency.marks", "currency.codes", "percent.labels_before",
    "elided.heads", "elided.of_people", "speech.not_after", "speech.plain", "speech.present", "speech.carriers", "speech.show",
    "speech.that", "speech.lead_anyone", "speech.lead_of_carriers", "speech.put_at", "speech.adverbs", "speech.openers", "speech.clause_words", "speech.to_whom",
    "speakers.he", "speakers.him", "speech.base", "speech.sure", "speech.named_only", "grammar.plurals", "grammar.after_base", "not_units.aged_people", "speakers.it", "speakers.they", "speakers.we", "range.between", "range.from", "range.and",
    "range.to", "range.change", "clauses.relative", "clauses.condition", "clauses.join", "dates.before",
    "dates.starts", "dates.between", "dates.and", "dates.of", "dates.clock", "dates.last", "dates.next",
    "dates.published", "dates.year_words", "dates.up_to", "grammar.how_often", "grammar.unlikely", "dates.hour", "dates.as_of_behind", "dates.month_needs", "places.route_words", "places.event_words", "places.kind_words",
    "numbers.and", "numbers.articles", "numbers.half", "numbers.quarter", "numbers.of", "numbers.several", "numbers.alone", "numbers.approximate", "numbers.endings", "numbers.prefixes", "speech.quote_end", "speech.content_opens",
    "modality.question", "grammar.passive", "grammar.says_not", "grammar.no_such", "modality.if_endings", "modality.may_endings", "grammar.are", "speech.proper", "grammar.to", "grammar.orders", "grammar.have", "grammar.denied_things", "grammar.registry", "grammar.stock_for", "percent.always_labels", "grammar.stock", "grammar.by", "grammar.cannot", "grammar.cannot_alone", "grammar.possessives", "grammar.denies_number", "grammar.one_site", "grammar.given_to", "grammar.hosts", "grammar.at_home", "grammar.causes", "grammar.numbering", "grammar.camp", "grammar.takes", "grammar.moves", "grammar.compares", "grammar.revises", "currency.owed", "grammar.also_did", "grammar.may", "grammar.no_place", "grammar.noun_subjects", "grammar.leaves_behind", "grammar.across", "grammar.receives", "grammar.wants", "grammar.ends_object", "grammar.mine", "grammar.quoted", "not_units.rate", "elided.counting", "grammar.served_by", "grammar.served_verbs", "grammar.about_at", "grammar.no_speech_before", "grammar.relative", "grammar.told", "grammar.joins", "grammar.of_the", "grammar.ends_inverted", "grammar.articles", "grammar.finite", "grammar.day_openers", "grammar.no_name", "grammar.no_lone_name", "grammar.citing", "grammar.ends_name", "grammar.source_label", "grammar.after_number", "grammar.contrast", "grammar.not_subject", "grammar.subject_verbs", "grammar.here", "grammar.auxiliaries", "grammar.exceeds", "grammar.adverbial", "grammar.own_pronouns", "grammar.reason_subjects", "grammar.name_particles", "grammar.government", "grammar.own_before", "grammar.breakaway", "grammar.prepositions", "grammar.conjunctions", "grammar.ends_names", "grammar.determiners", "grammar.clausal", "grammar.of", "grammar.puts", "grammar.estimate", "grammar.light", "grammar.clause_starts", "grammar.neighbours", "grammar.trailing", "grammar.before_infinitive", "people_by_ending.not_people", "abbreviations.words",
)  # fmt: skip
_LISTS = (
    "not_units.partitive", "not_units.rates", "percent.words", "percent.fraction", "elided.links", "elided.pronouns", "elided.including", "elided.counting", "percent.contact",
    "modality.future", "modality.conditional", "modality.possible", "modality.unclear", "modality.feared", "modality.asked", "modality.foreseen", "modality.supposed", "modality.negated",
    "modality.not_negating", "speech.lead", "speech.lead_behind", "speech.adverbial", "elided.whom", "relations.supports", "speech.foresees", "percent.share_of", "percent.samples", "speech.as_saying", "speech.when", "speakers.titles", "places.origin", "places.route", "places.destination",
    "places.at", "clauses.reason", "percent.contact", "elided.counting", "clauses.season", "clauses.season_near", "elided.heads", "dates.before", "dates.past_day",
)  # fmt: skip


def _sets(language: Table) -> dict[str, frozenset[str]]:
    return {path: frozenset(_at(language, path)) for path in _SETS}


def _keyed(language: Table, path: str) -> Phrases:
    return phrases((word, key) for key, words in dict(_at(language, path)).items() for word in words)


def _lists(language: Table) -> dict[str, Phrases]:
    lists = {path: phrases((word, word) for word in _at(language, path)) for path in _LISTS}
    for path in ("rates", "hedges.before", "hedges.after", "units", "speakers.kinds", "speakers.again"):
        lists[path] = _keyed(language, path)
    stances = {k: v for k, v in dict(_at(language, "speech")).items() if k in STANCES}
    lists["speech"] = phrases((word, stance) for stance, words in stances.items() for word in words)
    numbers = language["numbers"]
    lists["unit_counts"] = _keyed(language, "unit_counts")
    lists["vague"] = phrases((word, str(low)) for word, low in numbers["vague"].items())
    lists["counts"] = phrases(
        (word, str(n)) for n, rule in enumerate(language.get("counts", ())) for word in rule["words"]
    )
    lists["topics"] = phrases(
        (word, str(n)) for n, topic in enumerate(language.get("topics", ())) for word in topic["words"]
    )
    dates = language["dates"]
    lists["months"] = phrases((word, str(n)) for n, names in enumerate(dates["months"], 1) for word in names)
    lists["weekdays"] = phrases((word, str(n)) for n, names in enumerate(dates["weekdays"]) for word in names)
    lists["relative"] = phrases((word, str(days)) for word, days in dates["relative"].items())
    return lists


STANCES = (
    "asserts",
    "estimates",
    "predicts",
    "denies",
    "rejects",
    "fears",
    "guarantees",
    "claims",
    "accuses",
    "criticises",
    "uncertain",
)


def _actors(places: Table, actors: Table) -> dict[str, Actor]:
    found: dict[str, Actor] = {}
    for person in actors["people"]:
        actor = Actor(person["name"], person["country"], None, "person")
        found |= dict.fromkeys((person["name"].lower(), *(a.lower() for a in person.get("also", ()))), actor)
    for body in actors["bodies"]:
        actor = Actor(body["name"], None, body["kind"], "body")
        found |= dict.fromkeys((body["name"].lower(), *(a.lower() for a in body.get("also", ()))), actor)
    for region in places["regions"]:
        actor = Actor(region["name"], region["state"], None, "region")
        for name in (region["name"], *region.get("also", ())):
            found.setdefault(name.lower(), actor)
    for country in places["countries"]:
        name = country["name"]
        for kind, names in (
            ("country", (name, *country.get("also", ()))),
            ("adjective", country.get("adjectives", ())),
            ("seat", country.get("seats", ())),
        ):
            for each in names:
                found.setdefault(each.lower(), Actor(name, name, None, kind))
    return found
