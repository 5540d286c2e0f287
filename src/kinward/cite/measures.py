"""What a number counts: its unit, what happens to those counted, and whether it is told as happened or to come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kinward.cite.quantities import Quantity
from kinward.cite.tokens import Token
from kinward.cite.words import CountRule, Hit, Words
from kinward.model.report import ASK, LIKELY, SURE, Counts, Modality, Unit

_FARTHEST_UNIT_TOKENS = 8
_NOTE_TOKENS = 7
# What can be told of things by words that are told of people: beds neither flee nor sleep, houses do not arrive.
_OPEN_TO = {
    Unit.PLACES: ("capacity",),
    Unit.DWELLINGS: ("affected", "capacity", "need_housing", "present"),
    Unit.VEHICLES: ("affected", "arrived", "capacity", "expected_to_arrive", "fled", "present", "relocated"),
    Unit.SITES: ("affected", "need_housing", "present", "relocated", "leaving"),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """The unit of a number: tokens ``start`` to ``end`` name it; equal when the words leave it out."""

    unit: Unit
    start: int
    end: int
    rule: str

    @property
    def elided(self) -> bool:
        """Whether the unit is not written beside the number."""
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens ``start`` to ``end`` that speak of one figure; ``scope`` also takes in the clauses it depends on."""

    start: int
    end: int


# ------------------------------------------------------------------------------------------------------ units


def unit_beside(tokens: Sequence[Token], quantity: Quantity, words: Words) -> Counted | None:
    """The unit written to the right of a number, past adjectives: "40,000 forcibly displaced families"."""
    at = quantity.hedge_end
    if _low(tokens, at) in {"-", "–"}:
        at += 1
    partitive = words.look("not_units.partitive").at(tokens, at)
    at = partitive.end if partitive else at
    if partitive and at < len(tokens) and tokens[at].kind == "number":
        at += 1  # "867 of 950 shelters"
    at = _past_the_denied(tokens, at, words)
    found: Counted | None = None
    limit = min(len(tokens), at + _FARTHEST_UNIT_TOKENS)
    while at < limit:
        hit = _unit_at(tokens, at, words)
        if hit:
            found, at = hit, hit.end
        elif _low(tokens, at) == "(" and _low(tokens, at + 2) == ")" and tokens[at + 1].text.isupper():
            at += 3  # "21,352 Central African Republic (CAR) refugees"
        elif found is None and _paired(tokens, at, words):
            at += 2
        elif found is not None or _stops(tokens, at, words):
            break
        else:
            at += 1
    if found and (
        _low(tokens, found.end).startswith("'")
        or (
            words.has("not_units.words", _low(tokens, found.end))
            and not words.has("not_units.rate", _low(tokens, found.end))
        )
    ):
        return None
    return found


def _past_the_denied(tokens: Sequence[Token], i: int, words: Words) -> int:
    """“340, not 430, children”: the noun stands behind the number that is denied."""
    opens = _low(tokens, i) == "," and words.has("grammar.denies_number", _low(tokens, i + 1))
    number = opens and i + 2 < len(tokens) and tokens[i + 2].kind == "number"
    return i + 3 + (_low(tokens, i + 3) == ",") if number else i


def _paired(tokens: Sequence[Token], i: int, words: Words) -> bool:
    """“34,717 search and rescue personnel”: an "and" between two words that both belong to one noun."""
    if tokens[i].low not in words.sets["numbers.and"] or i + 2 >= len(tokens):
        return False
    hit = words.look("units").at(tokens, i + 2)
    if tokens[i + 1].low in words.table["numbers"]["words"]:
        return False
    return tokens[i + 1].kind == "word" and hit is not None and hit.meaning == "people"


def is_set_against(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """The 5 of “not 5 but 7” and of “7, not 5”: a number that is denied beside the one that is said."""
    at = quantity.hedge_start
    if not words.has("grammar.denies_number", _low(tokens, at - 1)):
        return False
    later = next(
        (k for k in range(quantity.end, len(tokens)) if tokens[k].low in words.sets["grammar.contrast"]), 0
    )
    between = tokens[quantity.end : later]
    if later and len(between) <= 8 and all(t.kind == "word" for t in between):
        return True  # "it was not 300 monks who died there but about fifty"
    return _low(tokens, quantity.hedge_end) in words.sets["grammar.contrast"] | {","} or (
        _low(tokens, at - 2) in {",", "(", "–", "—"}
        and _low(tokens, quantity.hedge_end) in {".", ",", ")", ";", ""}
    )


def is_the_whole(
    tokens: Sequence[Token], part: Quantity, quantity: Quantity, words: Words, *, persons: bool
) -> bool:
    """The 950 in "867 of 950 shelters": the measure of the part; "68 of the 412 children" gives two figures."""
    between = [t.low for t in tokens[part.hedge_end : quantity.start]]
    return (
        bool(between)
        and words.look("not_units.partitive").first(tokens, part.hedge_end, quantity.start) is not None
        and len(between) <= (1 if persons else 2)
    )


def unit_of_item(tokens: Sequence[Token], quantity: Quantity, words: Words) -> Counted | None:
    """“- 157,000 in makeshift settlements” under a list's lead-in."""
    opens = quantity.hedge_start == 0 and not _followed_by_foreign_unit(tokens, quantity.hedge_end, words)
    return (
        Counted(Unit.PEOPLE, quantity.hedge_end, quantity.hedge_end, "unit left out: list item")
        if opens
        else None
    )


def _unit_at(tokens: Sequence[Token], i: int, words: Words) -> Counted | None:
    hit = words.look("units").at(tokens, i)
    if hit:
        return Counted(Unit(hit.meaning), hit.start, hit.end, f"unit: {tokens[hit.end - 1].low}")
    token = tokens[i]
    if (
        token.kind == "word"
        and token.text[0].isupper()
        and _is_people(token, words)
        and not _adjective(tokens, i, words)
    ):
        return Counted(Unit.PEOPLE, i, i + 1, "unit: a people's name")
    return None


def _is_people(token: Token, words: Words) -> bool:
    if words.has("people_by_ending.not_people", token.low):
        return False
    return any(
        token.low.endswith(ending)
        for ending in words.table.get("people_by_ending", {"endings": ()})["endings"]
    )


def _adjective(tokens: Sequence[Token], i: int, words: Words) -> bool:
    return (
        i + 1 < len(tokens)
        and tokens[i + 1].kind == "word"
        and words.look("units").at(tokens, i + 1) is not None
    )


def _stops(tokens: Sequence[Token], i: int, words: Words) -> bool:
    token = tokens[i]
    if token.kind != "word":
        return token.low not in {'"', "“", "”", "'", "’"} and not (
            token.low == "," and i + 1 < len(tokens) and words.look("units").at(tokens, i + 2) is not None
        )
    return (
        words.has("not_units.words", token.low)
        or words.has("not_units.stop", token.low)
        or words.has("numbers.of", token.low)
    )


def unit_left_out(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, carried: Unit | None, words: Words
) -> Counted | None:
    """The unit of a number that stands alone, where the grammar vouches that it counts: else it is no figure."""
    at = quantity.hedge_end
    if before is None and _is_set_beside(tokens, quantity, words):
        return None
    for rule, found in (
        ("figure of", _headed(tokens, quantity, carried, words)),
        ("more", _pronoun(tokens, quantity, before, carried, words)),
        ("including", _including(tokens, quantity, before, words)),
        ("verb", _verb_follows(tokens, quantity, before, carried, words)),
        ("object", _verb_before(tokens, quantity, before, carried, words)),
        ("list", _in_a_row(tokens, quantity, before, words)),
        ("label of the subject", _of_the_subject(tokens, quantity, words)),
    ):
        if found is not None:
            return Counted(found, at, at, f"unit left out: {rule}")
    return None


def _is_set_beside(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """“45 latrines dug, against a need of 600”: as many latrines, which are no unit of ours."""
    near = tokens[max(0, quantity.hedge_start - 4) : quantity.hedge_start]
    opener = next((t for t in near if words.has("grammar.compares", t.low)), None)
    return opener is not None and any(t.kind == "number" and t.end <= opener.start for t in tokens)


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def _headed(tokens: Sequence[Token], quantity: Quantity, carried: Unit | None, words: Words) -> Unit | None:
    """“the number of families rose to 4,002”, “put the toll at 2,900”, “a population of just 2.8 million”."""
    at = quantity.hedge_start - (_low(tokens, quantity.hedge_start - 1) in {'"', "“", "'"})
    link = words.look("elided.links").ending(tokens, at)
    verb_bound = (
        quantity.hedge_start < quantity.start
        and _low(tokens, quantity.start - 1) in words.sets["grammar.exceeds"]
    )
    stop = link.start if link else quantity.hedge_start
    if words.order == "sov" and (head := words.look("elided.heads").ending(tokens, quantity.hedge_start)):
        # "sayısının 29.605'e yükseldiğini": the verb follows
        return _unit_of_heads(tokens, quantity, [head], head.start, carried, words)
    if (not link and not verb_bound) or _followed_by_foreign_unit(tokens, quantity.hedge_end, words):
        return None
    # "Total: Funds (USD): 4": the nearer label tells, and it is no head
    opens = max((k + 1 for k in range(stop) if tokens[k].low == ":"), default=0)
    heads = list(words.look("elided.heads").all(tokens, max(opens, stop - 16), stop))
    numbering = link is not None and any(
        words.has("grammar.numbering", t.low) for t in tokens[link.start : link.end]
    )
    if heads:
        return _unit_of_heads(tokens, quantity, heads, stop, carried, words)
    own = list(words.look("units").all(tokens, max(0, stop - 4), stop))[-1:] if numbering else []
    return Unit(own[0].meaning) if own else None  # "camp residents number 8,000"


# Nobody is so old: "the children are 12" tells an age.
_OLDEST = 120


def _of_the_subject(tokens: Sequence[Token], quantity: Quantity, words: Words) -> Unit | None:
    """“the minors registered so far are 1,290”: a noun in the plural, what it did, and how many they are."""
    link = words.look("elided.links").ending(tokens, quantity.hedge_start)
    copula = (
        link is not None and link.end - link.start == 1 and words.has("grammar.are", tokens[link.start].low)
    )
    closed = _low(tokens, quantity.hedge_end) in {"", ".", ",", ";", ")"}
    if link is None or not copula or not closed or (quantity.value or quantity.low or 0) <= _OLDEST:
        return None
    start = max((k + 1 for k in range(link.start) if tokens[k].kind == "mark"), default=0)
    said = next(
        (k for k in range(start + 1, link.start) if tokens[k].low.endswith(words.past)), link.start
    )  # "the families displaced since": families
    subject = _noun_run(tokens, start, said, words)
    verb = words.look("counts").first(tokens, subject.end, link.start) if subject else None
    finite = any(words.has("grammar.finite", t.low) for t in tokens[start : link.start])
    return Unit(subject.meaning) if subject is not None and verb is not None and not finite else None


def _unit_of_heads(
    tokens: Sequence[Token],
    quantity: Quantity,
    heads: Sequence[Hit],
    stop: int,
    carried: Unit | None,
    words: Words,
) -> Unit:
    """What is counted by a number that a noun such as "toll" or "capacity" announces."""
    dead = words.look("counts").at(tokens, quantity.hedge_end)
    killed = dead is not None and words.count_rules[int(dead.meaning)].kind == "killed"
    if killed or words.has("elided.of_people", tokens[heads[-1].end - 1].low):
        return Unit.PEOPLE
    named = _noun_run(tokens, heads[-1].end, stop, words) or _noun_run(
        tokens, max(0, heads[0].start - 3), stop, words
    )
    holds = words.look("counts").first(tokens[heads[-1].start : heads[-1].end]) is not None
    if named and named.meaning == "sites" and holds:
        return Unit.PEOPLE  # "the centre has a capacity of 1,200": not so many centres
    return Unit(named.meaning) if named else carried or Unit.PEOPLE


def _noun_run(tokens: Sequence[Token], start: int, end: int, words: Words) -> Hit | None:
    """The last noun of the first run of them: "displaced families" are families."""
    found: Hit | None = None
    for hit in words.look("units").all(tokens, start, end):
        if found is not None and hit.start > found.end:
            break
        found = hit
    return found


def _followed_by_foreign_unit(tokens: Sequence[Token], i: int, words: Words) -> bool:
    if _low(tokens, i) in {'"', "“", "«"} and i + 1 < len(tokens) and tokens[i].end == tokens[i + 1].start:
        i += 1  # 501 "attempts" a day
    word = _low(tokens, i)
    of = words.look("not_units.partitive").at(tokens, i)
    if of is not None and of.end < len(tokens) and tokens[of.end].kind == "number":
        return False  # "room for only 3,000 of the 11,000"
    ahead = i
    while (
        ahead < min(i + 2, len(tokens)) and tokens[ahead].kind == "word" and tokens[ahead].text[0].isupper()
    ):
        ahead += 1  # "3.5 million Swiss francs"
    return (
        words.has("not_units.words", word)
        or words.has("not_units.words", _low(tokens, ahead))
        or words.has("currency.codes", word)
        or words.look("percent.words").at(tokens, i) is not None
        or (
            i < len(tokens)
            and tokens[i].kind == "word"
            and not words.has("not_units.stop", word)
            and tokens[i].text.islower()
            and word not in words.sets["grammar.after_number"]
            and words.look("counts").at(tokens, i) is None
            and not (word.endswith(words.adverb) and words.look("units").at(tokens, i) is None)
        )
    )


def _pronoun(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, carried: Unit | None, words: Words
) -> Unit | None:
    partitive = words.look("not_units.partitive").at(tokens, quantity.hedge_end)
    pronouns = words.look("elided.pronouns")
    hit = pronouns.at(tokens, quantity.hedge_end) or (
        pronouns.at(tokens, partitive.end) if partitive else None
    )
    if hit is None:
        return None
    # "300 more trucks" was read as a unit already; here nothing countable follows.
    whom = words.look("elided.whom").at(tokens, quantity.hedge_end) is not None and before is not None
    does = whom and not words.has(
        "not_units.words", _low(tokens, hit.end)
    )  # "2.4 million of whom hold cards"
    if _followed_by_foreign_unit(tokens, hit.end, words) and not does:
        return None
    return before.unit if before else carried or Unit.PEOPLE


def _including(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, words: Words
) -> Unit | None:
    """“..., including 142,300 on Sunday”, “up from 20,270 a day earlier”."""
    if before is None:
        return None
    if _compared(tokens, quantity, words):
        return before.unit
    if words.look("elided.including").ending(tokens, quantity.hedge_start) is None:
        return None
    whom = words.look("elided.whom").ending(
        tokens, quantity.hedge_start
    )  # "of whom 1,980 continued to Romania"
    acted = whom is not None and not words.has("not_units.words", _low(tokens, quantity.hedge_end))
    foreign = _followed_by_foreign_unit(tokens, quantity.hedge_end, words)
    return None if foreign and not acted else before.unit


def _compared(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """“1,870 people came today (yesterday 2,240)”: the same count of another day."""
    at = quantity.hedge_start
    day = words.look("relative").ending(tokens, at) or words.look("weekdays").ending(tokens, at)
    if _low(tokens, at - 1) == ":":
        day = words.look("relative").ending(tokens, at - 1) or words.look("weekdays").ending(tokens, at - 1)
    closed = _low(tokens, quantity.hedge_end) in {")", ",", ";"}
    return day is not None and closed and _low(tokens, day.start - 1) in {"(", ",", ";"}


def _verb_follows(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, carried: Unit | None, words: Words
) -> Unit | None:
    """“28,120 had entered”, “120 injured”."""
    at = quantity.hedge_end + (_low(tokens, quantity.hedge_end) in {'"', "”", "»"})
    at = _past_rate(tokens, at, words)
    at += _low(tokens, at) in words.sets["grammar.relative"]
    while _low(tokens, at) in words.sets["grammar.auxiliaries"]:
        at += 1
    named = words.look("units").first(tokens, at, at + 3)
    if (
        named
        and named.meaning == "people"
        and at > quantity.hedge_end
        and _low(tokens, at - 1) in words.sets["grammar.are"]
        and (tokens[quantity.start].kind == "number" or before is not None)
    ):
        return Unit.PEOPLE  # "of these, 118,700 are minors"
    starts = range(_past_rate(tokens, quantity.hedge_end, words), at + 1)
    hit = next((h for k in starts if (h := words.look("counts").at(tokens, k))), None)
    spelled = tokens[quantity.start].kind == "word" and (quantity.value or quantity.low or 0) < 20
    if hit is None and _have_done(tokens, quantity, words):
        return before.unit if before else carried
    hurt = hit is not None and words.count_rules[int(hit.meaning)].kind in {"killed", "affected"}
    spelled = spelled and not (hurt and quantity.hedge_start == 0 and at > quantity.hedge_end)
    if hit is None or spelled or words.has("not_units.words", _low(tokens, at)):
        return None
    unit = before.unit if before and at > quantity.hedge_end else carried or Unit.PEOPLE
    adjective = hit.end < len(tokens) and words.has(
        "not_units.words", _low(tokens, hit.end)
    )  # "25 active partners"
    return None if adjective or _fit(hit, unit, words) is None else unit


def _have_done(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """“Of the new arrivals, 41,200 have been seen by a doctor”: only people and things in the plural have and are."""
    text = tokens[quantity.start].text
    year = len(text) == 4 and text.isdecimal() and 1900 <= int(text) <= 2100
    several = (
        words.has("grammar.have", _low(tokens, quantity.hedge_end))
        and tokens[quantity.start].kind == "number"
    )
    return several and not year and (quantity.value or quantity.low or 0) >= 20


_MOVING = frozenset(
    (
        Counts.ARRIVED,
        Counts.FLED,
        Counts.DISPLACED,
        Counts.LEAVING,
        Counts.RELOCATED,
        Counts.REGISTERED,
        Counts.EXPECTED_TO_ARRIVE,
        Counts.EXPECTED_TO_LEAVE,
    )
)
_RATE_BEFORE_TOKENS = 4


def per_of(
    tokens: Sequence[Token],
    quantity: Quantity,
    counted: Counted,
    clause: Clause,
    counts: Counts,
    words: Words,
) -> str | None:
    """Hour, day, week, month or year in “900 cars an hour”, “a daily average of 4,000 arrivals”; else None."""
    rates = words.look("rates")
    after = max(quantity.hedge_end, counted.end)
    beside = rates.at(tokens, after) or rates.at(tokens, quantity.hedge_end)
    if beside is not None and not _of_two_days(tokens, beside, words):
        return beside.meaning
    if counts not in _MOVING:
        return None
    start = max(0, quantity.hedge_start - _RATE_BEFORE_TOKENS)
    near = (*rates.all(tokens, start, quantity.hedge_start), *rates.all(tokens, after, clause.end))
    told = (
        hit
        for hit in near
        if not _of_two_days(tokens, hit, words)
        and not any(t.kind == "number" for t in tokens[hit.end : quantity.hedge_start])
        and not any(t.kind == "number" for t in tokens[after : hit.start])
    )
    return next((hit.meaning for hit in told), None)


def _of_two_days(tokens: Sequence[Token], rate: Hit, words: Words) -> bool:
    """“a day earlier” compares two days, and “twice a day” is how often."""
    return words.has("grammar.how_often", _low(tokens, rate.end)) or words.has(
        "grammar.how_often", _low(tokens, rate.start - 1)
    )


_STOCKS = frozenset(
    (
        Counts.PRESENT,
        Counts.REMAINING,
        Counts.HOMELESS,
        Counts.NEED_HOUSING,
        Counts.NOT_REGISTERED,
        Counts.POPULATION,
    )
)


def measure_of(counts: Counts, per: str | None, when: Sequence[Token], words: Words) -> str | None:
    """Rate, capacity, stock, flow or cumulative; None where the words do not tell.

    ``when`` are the words of the period it is told of: what came on Monday flows, what came by Monday adds up.
    """
    if per is not None:
        return "rate"
    if counts == Counts.CAPACITY:
        return "capacity"
    if counts in _STOCKS:
        return "stock"
    bound = words.sets["dates.up_to"]
    if not bound or counts not in _MOVING | {Counts.KILLED, Counts.AFFECTED} or counts == Counts.LEAVING:
        return None
    if when and when[0].low not in bound and when[-1].low not in bound:
        return "flow"
    return (
        None
        if counts in {Counts.DISPLACED, Counts.EXPECTED_TO_LEAVE, Counts.EXPECTED_TO_ARRIVE}
        else "cumulative"
    )


def _past_rate(tokens: Sequence[Token], i: int, words: Words) -> int:
    """Past the "a day" of "300 a day are crossing"."""
    rate = words.look("not_units.rates").at(tokens, i)
    return rate.end if rate else i


def _verb_before(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, carried: Unit | None, words: Words
) -> Unit | None:
    """“which was built for 10,000”, “beds for only 800”."""
    big = (quantity.value or quantity.low or 0) >= 20
    counting = words.look("elided.counting").ending(tokens, quantity.hedge_start)
    story = counting is not None and counting.end - counting.start > 1 and not big  # "we are nine now"
    if counting and not story and not _followed_by_foreign_unit(tokens, quantity.hedge_end, words):
        return carried or (before.unit if before else Unit.PEOPLE)
    said = words.look("speech").ending(tokens, quantity.hedge_start)
    big = (quantity.value or quantity.low or 0) >= 20
    if (
        said
        and big
        and (before or carried)
        and not _followed_by_foreign_unit(tokens, quantity.hedge_end, words)
    ):
        return before.unit if before else carried  # "I said 360,000 on Sunday"
    hit = words.look("counts").ending(tokens, quantity.hedge_start)
    spelled = tokens[quantity.start].kind == "word" and (quantity.value or quantity.low or 0) < 20
    if (
        hit is None
        or spelled
        or (quantity.value or quantity.low or 0) < 20
        or _followed_by_foreign_unit(tokens, quantity.hedge_end, words)
    ):
        return None
    rule = words.count_rules[int(hit.meaning)]
    people = rule.kind == "capacity" and not (before is not None and before.unit == Unit.HOUSEHOLDS)
    unit = Unit.PEOPLE if people else before.unit if before else carried or Unit.PEOPLE
    # "swept away 1,400 homes and killed 31": nobody kills homes.
    return unit if not rule.units or unit in rule.units or hit.also else Unit.PEOPLE


def _in_a_row(
    tokens: Sequence[Token], quantity: Quantity, before: Counted | None, words: Words
) -> Unit | None:
    """“2,000 people in Goris, 500 in Vayk and 300 in Sisian”."""
    joined = _joined(tokens, quantity, words)
    placed = not _followed_by_foreign_unit(tokens, quantity.hedge_end, words)
    big = (quantity.value or quantity.low or 0) >= 20
    return before.unit if before and joined and placed and big else None


def _joined(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """After "and" or a comma, with at most a short name between: "and Germany about 5,300"."""
    for gap in range(4):
        word = _low(tokens, quantity.hedge_start - 1 - gap)
        if word in words.sets["grammar.neighbours"]:
            return True
        finite = word in words.sets["grammar.clausal"] | words.sets["grammar.prepositions"]
        if not word or finite or words.look("speech").at(tokens, quantity.hedge_start - 1 - gap):
            return False
    return False


def unit_of_label(
    tokens: Sequence[Token], quantity: Quantity, words: Words, told: Counted | None = None
) -> Counted | None:
    """“Registered: 20,800” and “Arrivals - 28,120” in a list or table; ``told`` is the unit of the number before."""
    before = _low(tokens, quantity.hedge_start - 1)
    if before not in {":", "-", "–", "—", "=", "|"} or quantity.hedge_start < 2:
        return None
    opens = max(
        (k + 1 for k in range(quantity.hedge_start - 1) if tokens[k].low in {";", ",", "|", "("}), default=0
    )
    if quantity.hedge_start - opens > 9:
        return None
    label = tokens[opens : quantity.hedge_start - 1]
    named = words.look("units").first(label)
    counted = words.look("counts").first(label)
    if (
        named
        and counted
        and any(
            words.has("grammar.prepositions", t.low)
            or t.low in words.sets["grammar.possessives"] | words.sets["grammar.to"]
            for t in label[counted.start : named.start]
        )
    ):
        named = None  # "Returned to their homes: 4,600"
    if (
        named
        and counted
        and words.count_rules[int(counted.meaning)].kind == "capacity"
        and named.meaning == "sites"
    ):
        named = None  # "Camp capacity: 10,000" counts those it holds
    inside = _one_site(label, words) and (quantity.value or quantity.low or 0) > 1
    if inside and not _followed_by_foreign_unit(tokens, quantity.hedge_end, words):
        at = quantity.hedge_end
        return Counted(Unit.PEOPLE, at, at, "unit left out: label")  # "Transit centre: 6,900 inside"
    if (counted is None and named is None) or _followed_by_foreign_unit(tokens, quantity.hedge_end, words):
        return None
    unit = Unit(named.meaning) if named else Unit.PEOPLE
    if named is None and told is not None and _fit(counted, told.unit, words):
        unit = told.unit  # "Houses destroyed: 4,120; damaged: 6,030"
    return Counted(unit, quantity.hedge_end, quantity.hedge_end, "unit left out: label")


def unit_of_note(tokens: Sequence[Token], quantity: Quantity, words: Words) -> Counted | None:
    """“Total registered so far 12,482 (F 6,711)” in notes that leave out colons and verbs."""
    start = max(
        (k + 1 for k in range(quantity.hedge_start) if tokens[k].low in {";", ",", "|", "."}), default=0
    )
    label = tokens[start : quantity.hedge_start]
    text = tokens[quantity.start].text
    year = len(text) == 4 and text.isdecimal() and 1900 <= int(text) <= 2100
    plain = bool(label) and all(t.kind == "word" for t in label) and len(label) <= _NOTE_TOKENS
    verb = any(
        t.low in words.sets["grammar.finite"] | words.sets["grammar.are"] | words.sets["grammar.clausal"]
        for t in label
    )
    closed = _low(tokens, quantity.hedge_end) in {"", ".", ",", ";", "(", "|"}
    last = _low(tokens, quantity.hedge_start - 1)
    leads = (
        last in words.sets["grammar.prepositions"] | words.sets["numbers.of"] | words.sets["grammar.joins"]
    )
    if not (plain and closed) or verb or leads or year or (quantity.value or quantity.low or 0) < 10:
        return None
    named = _noun_run(tokens, start, quantity.hedge_start, words)
    done = words.look("counts").first(label)
    short = len(tokens) <= _NOTE_TOKENS + 8 and (start == 0 or tokens[start - 1].low != ",")
    if not short or (named is None and done is None) or words.look("speech").first(label) is not None:
        return None
    unit = Unit(named.meaning) if named else Unit.PEOPLE
    return Counted(unit, quantity.hedge_end, quantity.hedge_end, "unit left out: label")


def _one_site(label: Sequence[Token], words: Words) -> bool:
    """“Hamdayet transit centre”: a label that names one place, so that the number behind it is of people."""
    if not 0 < len(label) <= 6 or not label[0].text[0].isupper():
        return False
    last = next((t for t in reversed(label) if t.kind == "word"), label[-1])
    return words.has("grammar.one_site", last.low) or (
        words.has("grammar.one_site", label[0].low) and len(label) > 1
    )


# ---------------------------------------------------------------------------------------------------- clauses


def clause_around(
    tokens: Sequence[Token],
    quantity: Quantity,
    counted: Counted,
    others: Sequence[Quantity],
    floor: int,
    words: Words,
) -> Clause:
    """The words about one figure: not those of its neighbours, nor the reasons and afterthoughts behind it."""
    left = _left_end(tokens, quantity, others, floor, words)
    right = _right_end(tokens, max(quantity.hedge_end, counted.end), others, left, words)
    return Clause(left, right)


def _left_end(
    tokens: Sequence[Token], quantity: Quantity, others: Sequence[Quantity], floor: int, words: Words
) -> int:
    start = floor
    for k in range(floor, quantity.hedge_start):
        word = tokens[k].low
        if word in {";", "—", "…"} or (word in {"–", "-", ":"} and tokens[k - 1].end < tokens[k].start):
            start = k + 1
        elif words.has("clauses.relative", word) and k > start and _low(tokens, k - 1) == ",":
            start = _back_to_name(tokens, k - 1, start, words)
        elif (word in words.sets["grammar.contrast"] and k > floor) or (
            k > floor and words.look("clauses.reason").at(tokens, k)
        ):
            start = k + 1
    before = [q for q in others if start <= q.start < quantity.start]
    if before:
        start = max(start, _after_neighbour(tokens, before[-1].hedge_end, quantity.hedge_start, words))
    elif start == floor:
        start = _past_adverbial(tokens, start, quantity.hedge_start, words)
    return min(start, quantity.hedge_start)


def _back_to_name(tokens: Sequence[Token], comma: int, floor: int, words: Words) -> int:
    at = comma
    while (
        at > floor
        and tokens[at - 1].kind == "word"
        and (
            tokens[at - 1].text[0].isupper()
            or (at < comma and tokens[at - 1].low in words.sets["grammar.of_the"])
        )
    ):
        at -= 1
    while at < comma and tokens[at].low in words.sets["numbers.of"]:
        at += 1
    return at if at < comma else comma + 2


def _after_neighbour(tokens: Sequence[Token], end: int, start: int, words: Words) -> int:
    for k in range(start - 1, end - 1, -1):
        if tokens[k].low in words.sets["grammar.neighbours"]:
            return k + 1
    return end


def _past_adverbial(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    """Past "In the First Karabakh War between 1988 and 1994," but not past "If all 120,000"."""
    opening = _low(tokens, start)
    if not (opening in words.sets["grammar.adverbial"] or words.has("speech.openers", opening)):
        return start
    for k in range(start, end):
        if tokens[k].low == "," and not (tokens[k - 1].kind == tokens[min(k + 1, end)].kind == "number"):
            return k + 1
    return start + 1 if words.has("speech.openers", opening) else start


def _right_end(
    tokens: Sequence[Token], start: int, others: Sequence[Quantity], left: int, words: Words
) -> int:
    neighbours = [q.hedge_start for q in others if q.start >= start]
    limit = neighbours[0] if neighbours else len(tokens)
    theirs = words.look("counts").ending(tokens, limit) if neighbours else None
    if (
        theirs
        and theirs.start > start
        and "," in {_low(tokens, theirs.start), _low(tokens, theirs.start - 1)}
    ):
        limit = theirs.start  # "6,900 inside, planned for 2,000"
    elif theirs and (comma := _before_the_apposed(tokens, start, theirs.start, words)):
        limit = comma
    condition = words.has("clauses.condition", _low(tokens, left))
    for k in range(start, limit):
        word, after = tokens[k].low, _low(tokens, k + 1)
        if word in {";", "…", "—"} or (word in {".", "!"} and k >= limit - 2):
            return k
        if word == "," and (
            condition
            or after.endswith(words.participle)
            or (after in {'"', "“", "«"} and words.has("clauses.join", _low(tokens, k + 2)))
            or words.has("clauses.relative", after)
            or words.has("clauses.join", after)
            or (words.has("grammar.articles", after) and words.look("elided.heads").at(tokens, k + 2))
        ):
            return k
        if word in words.sets["numbers.and"] and words.has("grammar.also_did", after):
            return _without_comma(tokens, k, start)  # "... by September and has asked for land"
        if word in words.sets["grammar.contrast"] or words.look("clauses.reason").at(tokens, k):
            return _without_comma(tokens, k, start)
    end = limit
    while end > start and (
        words.has("clauses.join", _low(tokens, end - 1))
        or _low(tokens, end - 1) in words.sets["grammar.trailing"]
    ):
        end -= 1
    return end


def _before_the_apposed(tokens: Sequence[Token], start: int, end: int, words: Words) -> int:
    """The comma of “... to Musenyi, a site designed for 10,000”: what the place was made for is told of the place."""
    comma = next((k for k in range(end - 1, start, -1) if tokens[k].low == ","), 0)
    noun = tokens[comma + 1 : end]
    plain = 1 < len(noun) <= _FARTHEST_UNIT_TOKENS and not any(
        words.has("grammar.finite", t.low) or t.kind != "word" for t in noun
    )
    return comma if comma and plain and words.has("grammar.articles", noun[0].low) else 0


def _without_comma(tokens: Sequence[Token], k: int, start: int) -> int:
    return k - 1 if k - 1 > start and _low(tokens, k - 1) == "," else k


# ----------------------------------------------------------------------------------------------------- counts


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, how it is told, by which rule, and how sure."""

    counts: Counts
    modality: Modality
    reason: str
    sure: str


def measure(
    tokens: Sequence[Token],
    quantity: Quantity,
    counted: Counted,
    clause: Clause,
    carried: Counts | None,
    words: Words,
    *,
    foreseen: bool = False,
    floor: int = 0,
) -> Measure:
    """Decide what the number counts, from the governing verb outwards, and in which mood.

    ``foreseen``: the verb of speech itself looks ahead ("the plan foresees 40,000 arrivals"). What is said begins at
    ``floor``: what stands before it is told of the speaker.
    """
    found, where = _governing(tokens, quantity, counted, clause, words, floor)
    reach = max(clause.end, found.end if found else clause.end)
    since = min(clause.start, found.start) if found and where != "verb of the part" else clause.start
    since = found.start if found and where == "verb of the part" else since
    modality = _modality(tokens, since, reach, words)
    if _is_shared_out(tokens, quantity, counted, words) and where != "beside":
        found, carried = None, Counts.POPULATION
    headed = counted.rule.endswith("figure of") and (found is None or where in {"sentence", "clause"})
    heading = _after_the_head(tokens, quantity, words) if headed else None
    if heading is not None:
        found, carried = None, Counts(heading.meaning)
    if foreseen and modality == Modality.REALIS:
        modality = Modality.FUTURE
    bracketed = carried is not None and _low(tokens, quantity.hedge_start - 1) == "("
    weak = (
        carried is not None
        and counted.elided
        and where in {"sentence", "clause"}
        and "label" not in counted.rule
    )
    placed = found is None and counted.unit == Unit.PLACES and not bracketed
    if carried is not None and found is None and carried not in _OPEN_TO.get(counted.unit, (carried,)):
        carried = None  # people who arrived slept in 3,000 tents: the tents did not arrive
    if placed or where == "own noun":
        carried = None
    if foreseen and where == "sentence" and carried is None:
        found = None
    if found is None or bracketed or weak:
        if found is None and carried is None and foreseen and counted.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS}:
            return Measure(Counts.EXPECTED_TO_ARRIVE, modality, "counts: foreseen", LIKELY)
        kind = (
            _looking_ahead(carried, modality, words)
            if carried
            else _by_unit(counted.unit, counted, tokens, clause, words, quantity.hedge_start)
        )
        guests = words.look("unit_counts").first(tokens, counted.start, counted.end) is not None
        if kind == Counts.PRESENT and guests and modality == Modality.FUTURE:
            kind = Counts.EXPECTED_TO_ARRIVE  # "must reckon with 30,000 further refugees"
        return Measure(
            kind,
            modality,
            "counts: carried over" if carried else "counts: by its unit",
            LIKELY if carried else ASK,
        )
    rule = words.count_rules[int(found.meaning)]
    rule = _served(tokens, rule, found, counted, words)
    rule = _in_a_camp(tokens, rule, found, counted, words)
    rule = _particular(tokens, rule, found, max(quantity.hedge_end, counted.end), clause, words)
    awaited = words.count_rules[int(found.meaning)].kind == "expected_to_arrive"
    if awaited and modality == Modality.REALIS:
        modality = Modality.FUTURE
    possible = modality == Modality.POSSIBLE and _low(tokens, found.start - 1) in words.sets["grammar.may"]
    ahead = awaited or possible or modality in {Modality.FUTURE, Modality.CONDITIONAL}
    kind = Counts(rule.ahead if ahead else rule.kind)
    sure = SURE if where in {"beside", "object", "verb", "verb of the part"} else LIKELY
    return Measure(
        kind, modality, f"counts: {' '.join(t.low for t in tokens[found.start : found.end])} ({where})", sure
    )


def _after_the_head(tokens: Sequence[Token], quantity: Quantity, words: Words) -> Hit | None:
    """“the number of refugees in Europe at 5.96 million”: refugees, whatever was counted before."""
    heads = list(
        words.look("elided.heads").all(tokens, max(0, quantity.hedge_start - 16), quantity.hedge_start)
    )
    return words.look("unit_counts").first(tokens, heads[-1].end, quantity.hedge_start) if heads else None


def _is_shared_out(tokens: Sequence[Token], quantity: Quantity, counted: Counted, words: Words) -> bool:
    """“a third of Ukraine's 41 million people have been forced out”: the verb is about the third, not the whole."""
    start = max(0, quantity.hedge_start - 4)
    share = words.look("percent.share_of").first(tokens, start, quantity.hedge_start)
    own = words.look("unit_counts").first(tokens, counted.start, counted.end)
    if words.has("grammar.relative", _low(tokens, counted.end)):
        return False  # "half of the 165,000 who have gone back"
    return share is not None and (own is None or own.meaning == "present")


def _looking_ahead(kind: Counts, modality: Modality, words: Words) -> Counts:
    """What a carried count becomes in a sentence about what is to come."""
    if modality not in {Modality.FUTURE, Modality.CONDITIONAL}:
        return kind
    return next((Counts(rule.ahead) for rule in words.count_rules if rule.kind == kind), kind)


def _governing(
    tokens: Sequence[Token], quantity: Quantity, counted: Counted, clause: Clause, words: Words, floor: int
) -> tuple[Hit | None, str]:
    after = max(quantity.hedge_end, counted.end)
    own = _last_fitting(tokens, counted.start, counted.end, counted.unit, words)
    kind = words.count_rules[int(own.meaning)].kind if own else ""
    written = _low(tokens, quantity.hedge_start - 1) in words.sets["elided.counting"]
    if own and (kind == "killed" or (written and kind in {"arrived", "fled"})):
        return own, "noun"  # deaths that are "recorded" are deaths, and crossings are crossings
    announced = counted.rule.endswith("figure of") or _is_announced(tokens, quantity, words)
    if announced and (head := _of_the_head(tokens, quantity, counted.unit, words, floor)):
        return head, "object"
    beside = _fit(words.look("counts").at(tokens, after), counted.unit, words)
    for done, where in (
        (_made_to(tokens, quantity, after, counted.unit, words), "verb"),
        (_of_the_part(tokens, quantity, beside, counted.unit, words), "verb of the part"),
    ):
        if done is not None:
            return done, where
    left = _object_of(tokens, quantity.hedge_start, clause.start, counted.unit, words)
    if left and any(t.low in words.sets["grammar.leaves_behind"] for t in tokens[left.start : left.end]):
        left = None  # "left another 220 missing": nobody left
    if beside and not (left and _outweighs(tokens, left, beside, words)):
        return beside, "beside"
    titled = _first_fitting(tokens, 0, _label_end(tokens, quantity), counted.unit, words)
    if titled is not None and counted.unit in {Unit.DWELLINGS, Unit.PLACES}:
        return titled, "clause"  # "Needs: 3,000 kits, 1,900 tents"
    right = _outside_a_relative(tokens, after, clause.end, counted.unit, words)
    if right is None:
        right = _past_the_part(tokens, after, counted.unit, words) or _past_the_sites(
            tokens, after, counted.unit, words
        )
    if right is not None:
        right = _past_the_participle(tokens, right, clause.end, counted.unit, words)
    if right is not None and _low(tokens, after) in words.sets["grammar.relative"]:
        right = _past_the_relative(tokens, right, clause.end, counted.unit, words)
    return _object_or_verb(tokens, quantity, counted, left, right, words) or _farther(
        tokens, quantity, counted, clause, words, floor
    )


def _of_the_part(
    tokens: Sequence[Token], quantity: Quantity, beside: Hit | None, unit: Unit, words: Words
) -> Hit | None:
    """“700 of the 2,000 families expected actually arrived”: the participle tells of the 2,000, the verb of the 700."""
    partitive = words.look("not_units.partitive").at(tokens, quantity.hedge_end)
    whole = partitive is not None and partitive.end < len(tokens) and tokens[partitive.end].kind == "number"
    if not whole or beside is None or words.count_rules[int(beside.meaning)].kind != "expected_to_arrive":
        return None
    at = beside.end
    while at < len(tokens) and (
        tokens[at].low.endswith(words.adverb) or _low(tokens, at) in words.sets["grammar.auxiliaries"]
    ):
        at += 1
    return _fit(words.look("counts").at(tokens, at), unit, words)


def _object_or_verb(
    tokens: Sequence[Token],
    quantity: Quantity,
    counted: Counted,
    left: Hit | None,
    right: Hit | None,
    words: Words,
) -> tuple[Hit, str] | None:
    """The verb whose object the number is, or the one it is the subject of."""
    after = max(quantity.hedge_end, counted.end)
    subject = right is not None and _is_subject(tokens, after, words)
    if left and (not subject or words.count_rules[int(left.meaning)].kind in {"capacity", "population"}):
        return left, "object"
    if right:
        return right, "verb"
    taken = _taken(tokens, quantity, after, counted.unit, words)
    if taken is not None:
        return taken, "object"
    return None


def _label_end(tokens: Sequence[Token], quantity: Quantity) -> int:
    return next((k for k in range(min(4, quantity.hedge_start)) if tokens[k].low == ":"), 0)


def _made_to(tokens: Sequence[Token], quantity: Quantity, after: int, unit: Unit, words: Words) -> Hit | None:
    """“forced 144,000 people to flee” counts those who fled; “ordered 25,000 to leave” those who are to leave."""
    if not words.has("grammar.to", _low(tokens, after)) or unit not in {Unit.PEOPLE, Unit.HOUSEHOLDS}:
        return None
    done = _fit(words.look("counts").at(tokens, after + 1), unit, words)
    before = [t.low for t in tokens[max(0, quantity.hedge_start - 3) : quantity.hedge_start]]
    if done is None:
        return None
    if words.sets["grammar.orders"] & set(before):
        kind = words.count_rules[int(done.meaning)].kind
        return (
            _rule_hit(done, "leaving", words)
            if kind in {"fled", "relocated", "leaving", "displaced"}
            else None
        )
    return done if words.sets["grammar.causes"] & set(before) else None


def _rule_hit(hit: Hit, kind: str, words: Words) -> Hit | None:
    """The same words under the general rule of another kind."""
    return next(
        (Hit(hit.start, hit.end, str(n)) for n, rule in enumerate(words.count_rules) if rule.kind == kind),
        None,
    )


def _outweighs(tokens: Sequence[Token], left: Hit, beside: Hit, words: Words) -> bool:
    """“rescued 71 people trapped in cars”: the verb before says what is counted, the participle behind only who."""
    kinds = [words.count_rules[int(hit.meaning)].kind for hit in (left, beside)]
    word = tokens[beside.start].low
    loose = (
        word.endswith((words.past, words.participle))
        or word in words.sets["grammar.prepositions"]
        or word in words.sets["grammar.light"]
    )
    strong = kinds[0] in {
        "killed",
        "relocated",
        "displaced",
        "capacity",
        "affected",
        "need_housing",
        "homeless",
    }
    hosting = kinds[0] == "present" and word.endswith(words.past) and tokens[left.start].kind == "word"
    hosting = hosting and left.end - left.start == 1
    return loose and (strong or hosting) and kinds[1] != "killed" and not words.has("grammar.are", word)


def _outside_a_relative(
    tokens: Sequence[Token], start: int, end: int, unit: Unit, words: Words
) -> Hit | None:
    """The first verb that is not inside a clause about something else: "flats for families who lost everything"."""
    hits = list(_fitting(tokens, start, end, unit, words))
    opener = next(
        (
            k
            for k in range(start + 1, end)
            if words.has("clauses.relative", tokens[k].low) and _low(tokens, k - 1) != ","
        ),
        None,
    )
    if opener is None:
        return hits[0] if hits else None
    return next((h for h in hits if h.start < opener), None)


def _taken(tokens: Sequence[Token], quantity: Quantity, after: int, unit: Unit, words: Words) -> Hit | None:
    """“Hotels have taken 8,000 people”, but not "taken 300 people hostage" nor "taken 300 people to hospital"."""
    at = quantity.hedge_start - 1
    ends = (
        after >= len(tokens)
        or tokens[after].kind == "mark"
        or words.has("not_units.stop", _low(tokens, after))
    )
    away = words.has("grammar.to", _low(tokens, after))
    moved = away and words.has("grammar.moves", _low(tokens, at))  # "have moved 2,180 to Musenyi"
    if (
        not (moved or words.has("grammar.takes", _low(tokens, at)))
        or not ends
        or unit not in {Unit.PEOPLE, Unit.HOUSEHOLDS}
    ):
        return None
    return _rule_hit(Hit(at, at + 1, ""), "relocated" if away else "arrived", words)


def _past_the_relative(tokens: Sequence[Token], right: Hit, end: int, unit: Unit, words: Words) -> Hit:
    """“101,300 persons who fled the war are at present on our territory”: they are present, having fled."""
    later = [
        h
        for h in _fitting(tokens, right.end, end, unit, words)
        if {_low(tokens, h.start - 1), tokens[h.start].low} & words.sets["grammar.are"]
    ]
    return later[0] if later else right


def _is_announced(tokens: Sequence[Token], quantity: Quantity, words: Words) -> bool:
    """“The death toll from the earthquake climbed to more than 150 people”: the noun before tells, not the rest."""
    link = words.look("elided.links").ending(tokens, quantity.hedge_start)
    if link is None or link.end - link.start < 2:
        return False
    start = max(0, link.start - 16)
    head = words.look("elided.heads").first(tokens, start, link.start)
    return head is not None and all(t.kind in {"word", "ordinal"} for t in tokens[head.end : link.start])


def _past_the_participle(tokens: Sequence[Token], right: Hit, end: int, unit: Unit, words: Words) -> Hit:
    """“200,000 refugees hosted by Sudan might return”: the participle says who, the verb behind it what they do."""
    before = {t.low for t in tokens[max(0, right.start - 2) : right.start]}
    apart = (
        _low(tokens, right.start - 1) in words.sets["grammar.prepositions"]
    )  # "under temporary protection"
    participle = tokens[right.start].low.endswith((words.past, words.participle))
    if not (participle or apart) or before & (words.sets["grammar.auxiliaries"] | words.sets["grammar.are"]):
        return right
    for k in range(right.end, min(end, right.end + 12)):
        if (
            tokens[k].kind != "word"
            or words.has("clauses.relative", tokens[k].low)
            or words.has("clauses.join", tokens[k].low)
        ):
            return right
        if words.has("grammar.auxiliaries", tokens[k].low) or words.has("grammar.are", tokens[k].low):
            return _first_fitting(tokens, k, min(k + 5, end), unit, words) or right
    return right


def _past_the_sites(tokens: Sequence[Token], after: int, unit: Unit, words: Words) -> Hit | None:
    """“22,000 residents across 14 settlements were at risk”: the verb behind the places is theirs."""
    if _low(tokens, after) not in words.sets["grammar.across"] or after + 1 >= len(tokens):
        return None
    if tokens[after + 1].kind != "number":
        return None
    for k in range(after + 2, min(after + 6, len(tokens))):
        if tokens[k].kind != "word":
            return None
        if tokens[k].low in words.sets["grammar.subject_verbs"]:
            return _first_fitting(tokens, k, min(k + 6, len(tokens)), unit, words)
    return None


def _past_the_part(tokens: Sequence[Token], after: int, unit: Unit, words: Words) -> Hit | None:
    """“4,500 residents, including 1,100 children, have been taken to safety”: the verb behind the part is the whole's."""
    if _low(tokens, after) not in {",", "(", "–", "—"}:
        return None
    opens = words.look("elided.including").at(tokens, after + 1)
    bracket = _low(tokens, after) == "("
    apart = _low(tokens, after) in {"–", "—"} or _low(tokens, after + 1) in words.sets["grammar.articles"]
    if opens is None and not bracket and not apart:
        return None
    closes = {")"} if bracket else {",", "–", "—"}
    end = next((k for k in range(after + 1, min(after + 14, len(tokens))) if tokens[k].low in closes), None)
    verb = words.look("counts").at(tokens, end + 1) if end is not None else None
    if end is None or (verb is None and _low(tokens, end + 1) not in words.sets["grammar.subject_verbs"]):
        return None
    return _first_fitting(tokens, end + 1, min(end + 8, len(tokens)), unit, words)


def _farther(
    tokens: Sequence[Token], quantity: Quantity, counted: Counted, clause: Clause, words: Words, floor: int
) -> tuple[Hit | None, str]:
    """No verb governs the number: its clause, its own noun, then the rest of the sentence may tell."""
    after = max(quantity.hedge_end, counted.end)
    noun = words.look("unit_counts").first(tokens, counted.start, counted.end)
    if noun is not None and noun.meaning != "present":
        return None, "own noun"
    wide = _last_fitting(tokens, clause.start, quantity.hedge_start, counted.unit, words)
    if wide and any(t.low in words.sets["grammar.leaves_behind"] for t in tokens[wide.start : wide.end]):
        wide = None
    if wide:
        return wide, "clause"
    inside = _first_fitting(tokens, quantity.hedge_end, after, counted.unit, words)
    if inside and counted.unit == Unit.PEOPLE:
        return inside, "noun"
    if counted.unit in {Unit.PLACES, Unit.VEHICLES} or "label" in counted.rule or "table" in counted.rule:
        return None, "unit"  # places are capacity whatever else the sentence tells
    if counted.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS} and words.has(
        "grammar.given_to", _low(tokens, quantity.hedge_start - 1)
    ):
        return _in_stock(tokens, quantity, clause, words), "unit"  # "30,000 dirhams to 50,000 households"
    return _nearest(tokens, quantity, counted, words, floor), "sentence"


def _in_stock(tokens: Sequence[Token], quantity: Quantity, clause: Clause, words: Words) -> Hit | None:
    """“Our warehouse has mats for 5,000 households”: that many can be served; else they are only given to."""
    kept = any(words.has("grammar.stock", t.low) for t in tokens[clause.start : quantity.hedge_start])
    at = quantity.hedge_start - 1
    stocked = kept and words.has("grammar.stock_for", _low(tokens, at))
    return _rule_hit(Hit(at, at + 1, ""), "capacity", words) if stocked else None


def _of_the_head(
    tokens: Sequence[Token], quantity: Quantity, unit: Unit, words: Words, floor: int
) -> Hit | None:
    """“the number of people who fled to South Sudan has exceeded 130,000” counts those who fled."""
    heads = list(
        words.look("elided.heads").all(tokens, max(0, quantity.hedge_start - 16), quantity.hedge_start)
    )
    if not heads:
        return None
    link = words.look("elided.links").ending(tokens, quantity.hedge_start)
    stop = link.start if link else quantity.hedge_start
    within = list(_fitting(tokens, heads[-1].end, stop, unit, words))
    # "claimed the number was 52,000": what stands before the words that are said kills nobody
    opens = floor if floor <= heads[-1].start else 0
    around = list(_fitting(tokens, max(opens, heads[-1].start - 3), stop, unit, words))
    found = within or around
    return found[-1] if found else None


def _fit(hit: Hit | None, unit: Unit, words: Words) -> Hit | None:
    """The hit, under the first of its rules that counts this unit: "set up" camps stand, "set up" tents are room."""
    if hit is None:
        return None
    for meaning in (hit.meaning, *hit.also.split("+")) if hit.also else (hit.meaning,):
        rule = words.count_rules[int(meaning)]
        if unit in rule.units or (not rule.units and rule.kind in _OPEN_TO.get(unit, (rule.kind,))):
            return Hit(hit.start, hit.end, meaning)
    return None


def _fitting(tokens: Sequence[Token], start: int, end: int, unit: Unit, words: Words) -> Iterator[Hit]:
    """Every phrase that counts this unit, under the rule that does."""
    for hit in words.look("counts").all(tokens, start, end):
        fit = _fit(hit, unit, words)
        if fit is not None:
            yield fit


def _first_fitting(tokens: Sequence[Token], start: int, end: int, unit: Unit, words: Words) -> Hit | None:
    return next(_fitting(tokens, start, end, unit, words), None)


def _last_fitting(tokens: Sequence[Token], start: int, end: int, unit: Unit, words: Words) -> Hit | None:
    hits = [h for h in _fitting(tokens, start, end, unit, words) if not _part_of_a_name(tokens, h)]
    return hits[-1] if hits else None


def _is_subject(tokens: Sequence[Token], after: int, words: Words) -> bool:
    """Whether a finite verb follows within a few words: then the number is what acts or suffers."""
    for token in tokens[after : after + 5]:
        if (
            token.kind == "mark"
            or token.low in words.sets["grammar.not_subject"] | words.sets["grammar.joins"]
        ):
            return False
        if token.low in words.sets["grammar.subject_verbs"]:
            return True
    return False


def _object_of(tokens: Sequence[Token], start: int, floor: int, unit: Unit, words: Words) -> Hit | None:
    """The phrase to the left whose object the number is: only light words stand between."""
    hit = _fit(words.look("counts").ending(tokens, start), unit, words)
    hit = hit or _last_fitting(tokens, floor, start, unit, words)
    if hit is None or start - hit.end > 6:
        return None
    light = all(
        t.low in words.sets["grammar.light"] or t.low.endswith(words.adverb) for t in tokens[hit.end : start]
    )
    return hit if light else None


def _nearest(
    tokens: Sequence[Token], quantity: Quantity, counted: Counted, words: Words, floor: int
) -> Hit | None:
    start = max((k + 1 for k in range(quantity.start) if tokens[k].low == ";"), default=0)
    start = max(start, min(floor, quantity.hedge_start))
    end = min((k for k in range(quantity.end, len(tokens)) if tokens[k].low == ";"), default=len(tokens))
    hits = [
        h
        for h in _fitting(tokens, start, end, counted.unit, words)
        if not _part_of_a_name(tokens, h)
        and not _of_another_number(tokens, h, quantity, words)
        and (
            counted.unit == Unit.PEOPLE or not counted.start <= h.start < counted.end
        )  # "houses" house nobody here
    ]
    return min(
        hits, key=lambda h: min(abs(h.start - quantity.start), abs(h.end - quantity.end)), default=None
    )


def _of_another_number(tokens: Sequence[Token], hit: Hit, quantity: Quantity, words: Words) -> bool:
    """The "newcomers" of "30,000 newcomers" tell nothing of the next number."""
    if words.look("units").at(tokens, hit.start) is None or quantity.start <= hit.start < quantity.end + 4:
        return False
    return any(
        t.kind == "number" and not quantity.start <= k < quantity.end
        for k, t in enumerate(tokens[max(0, hit.start - 3) : hit.start], max(0, hit.start - 3))
    )


def _part_of_a_name(tokens: Sequence[Token], hit: Hit) -> bool:
    """The "Cross" of the Red Cross crosses nothing."""
    words = tokens[max(0, hit.start - 1) : hit.end]
    return len(words) > hit.end - hit.start and all(t.kind == "word" and t.text[0].isupper() for t in words)


def _particular(
    tokens: Sequence[Token], rule: CountRule, found: Hit, after: int, clause: Clause, words: Words
) -> CountRule:
    """“are expected to leave” is about leaving: the verb behind “expected” says more than “expected”."""
    if rule.kind != "expected_to_arrive":
        return rule
    start = found.end if found.start >= after else after
    to = found.start >= after and _low(tokens, found.end) in words.sets["grammar.to"]
    if to and found.end + 1 < clause.end and words.look("counts").at(tokens, found.end + 1) is None:
        other = tokens[found.end + 1].low not in words.sets["grammar.auxiliaries"]
        if other:  # "are expected to face complications" do not come
            return next((r for r in words.count_rules if r.kind == "affected" and not r.units), rule)
    later = words.look("counts").first(tokens, start, min(clause.end, start + 6))
    if later is None or _low(tokens, later.start - 1) not in words.sets["grammar.before_infinitive"]:
        return rule
    particular = words.count_rules[int(later.meaning)]
    return (
        particular
        if particular.ahead
        in {"expected_to_leave", "displaced", "need_housing", "homeless", "affected", "killed"}
        else rule
    )


def _served(
    tokens: Sequence[Token], rule: CountRule, found: Hit, counted: Counted, words: Words
) -> CountRule:
    """“reached 34,500 people with safe water”, “36,989 persons have received a payment”: helped, not arrived."""
    helped = next((r for r in words.count_rules if r.kind == "affected" and not r.units), rule)
    given = rule.kind == "arrived" and any(
        t.low in words.sets["grammar.receives"] for t in tokens[found.start : found.end]
    )
    behind = found.start >= counted.end and _low(tokens, found.start - 1) not in words.sets["grammar.passive"]
    if given and behind and counted.unit in {Unit.PEOPLE, Unit.HOUSEHOLDS}:
        return helped
    wanted = {t.low for t in tokens[max(0, found.start - 3) : found.start]} & words.sets["grammar.wants"]
    if wanted and rule.kind in {"present", "capacity"} and found.start >= counted.end:
        return next((r for r in words.count_rules if r.kind == "need_housing" and not r.units), rule)
    verb = any(t.low in words.sets["grammar.served_verbs"] for t in tokens[found.start : found.end])
    aimed = _low(tokens, found.start - 1) in words.sets["grammar.to"] and not counted.elided
    able = words.has("grammar.cannot", _low(tokens, found.start - 1)) or words.has(
        "grammar.cannot_alone", _low(tokens, found.start - 1)
    )
    if verb and (aimed or (able and not counted.rule.endswith("figure of"))) and found.start < counted.start:
        return helped  # "aimed to reach 150,000 households"
    if (
        not verb
        or found.start >= counted.end
        or _low(tokens, counted.end) not in words.sets["grammar.served_by"]
    ):
        return rule
    return helped


def _in_a_camp(
    tokens: Sequence[Token], rule: CountRule, found: Hit, counted: Counted, words: Words
) -> CountRule:
    """“14,000 refugees live in five camps”: they are there; only who lives at home is a population."""
    camp = any(words.has("grammar.camp", t.low) for t in tokens[found.end : found.end + 5])
    inside = _low(tokens, found.end) in words.sets["grammar.here"]
    stay = next((r for r in words.count_rules if r.kind == "present" and not r.units), rule)
    if rule.kind == "remaining" and camp and inside:
        return stay  # "still remain in emergency shelters"
    if rule.kind != "population":
        return rule
    if found.start < counted.end:
        # "Nyarugusu camp, already home to 57,000 Congolese"
        named = [t.low for t in tokens[max(0, found.start - 4) : found.end]]
        return stay if any(words.has("grammar.camp", word) for word in named) else rule
    noun = words.look("unit_counts").first(tokens, counted.start, counted.end)
    guests = noun is not None and not words.has("grammar.at_home", tokens[noun.end - 1].low)
    return stay if guests or camp else rule


def _labelled_by_a_place(tokens: Sequence[Token], counted: Counted, words: Words) -> bool:
    """“Village 8: 12,300 persons” and “Goris - 2,300 people” are there."""
    colon = next((k for k in range(min(7, counted.start)) if tokens[k].low in {":", "–", "-", "|"}), 0)
    label = [t for t in tokens[:colon] if t.low not in {"*", "(", ")"}]
    if not label or not label[0].text[0].isupper():
        return False
    return _one_site(label, words) or all(
        (t.kind in {"word", "number"} and t.text[0].isupper()) or words.has("places.kind_words", t.low)
        for t in label
    )


def _by_unit(
    unit: Unit, counted: Counted, tokens: Sequence[Token], clause: Clause, words: Words, number: int
) -> Counts:
    if unit == Unit.PLACES:
        return Counts.CAPACITY
    noun = words.look("unit_counts").first(tokens, counted.start, counted.end)
    if noun is None and counted.rule.endswith("figure of"):
        noun = words.look("unit_counts").first(tokens, clause.start, counted.start)
    if noun is None and "label" in counted.rule:
        noun = next(reversed(list(words.look("unit_counts").all(tokens, clause.start, counted.start))), None)
    if noun is not None:
        return Counts(noun.meaning)
    if unit == Unit.SITES or (unit == Unit.DWELLINGS and "label" not in counted.rule):
        inside = _low(tokens, number - 1) in words.sets["grammar.here"]
        return Counts.PRESENT if inside or "label" in counted.rule else Counts.AFFECTED
    if unit == Unit.VEHICLES and "label" in counted.rule:
        placed = any(t.low in words.sets["grammar.here"] for t in tokens[clause.start : number])
        return Counts.PRESENT if placed else Counts.AFFECTED  # "Lorries in the queue: 780"
    around = (*tokens[clause.start : clause.start + 1], *tokens[max(number - 1, counted.end) : clause.end])
    here = (
        any(t.low in words.sets["grammar.here"] for t in around)
        or _low(tokens, number - 1) in words.sets["grammar.here"]
    )
    here = here or _labelled_by_a_place(tokens, counted, words)
    return Counts.PRESENT if here and unit in {Unit.PEOPLE, Unit.HOUSEHOLDS} else Counts.AFFECTED


def _modality(tokens: Sequence[Token], start: int, end: int, words: Words) -> Modality:
    if _low(tokens, len(tokens) - 1) == "?" or (
        tokens[-1].low in {'"', "”"} and _low(tokens, len(tokens) - 2) == "?"
    ):
        return Modality.PRESUPPOSED
    for name in ("conditional", "future", "possible"):
        hits = words.look(f"modality.{name}").all(tokens, start, end)
        if any(not _is_a_month(tokens, hit, words) for hit in hits):
            return Modality(name)
        endings = {"conditional": "modality.if_endings", "possible": "modality.may_endings"}.get(name)
        if endings and ends_with(tokens[start:end], endings, words):
            return Modality(name)
    return Modality.REALIS


def ends_with(tokens: Sequence[Token], name: str, words: Words) -> bool:
    """Turkish "kapanırsa" and "kalabilir" carry their "if" and "may" as an ending; "Bursa" is a town."""
    endings = tuple(words.sets[name])
    return bool(endings) and any(
        t.kind == "word" and t.text[0].islower() and t.low.endswith(endings) and t.low not in endings
        for t in tokens
    )


def _is_a_month(tokens: Sequence[Token], hit: Hit, words: Words) -> bool:
    """“since May” is no “may”."""
    return (
        hit.start > 0
        and tokens[hit.start].text[0].isupper()
        and words.look("months").at(tokens, hit.start) is not None
    )
