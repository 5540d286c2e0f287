"""Numbers as people write them, with their hedges: a bound stays a bound, and a vague quantity gets no value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kinward.cite.tokens import Token
from kinward.cite.words import Words
from kinward.model.report import Qualifier


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number at tokens ``start`` to ``end``; with its hedge from ``hedge_start`` to ``hedge_end``."""

    start: int
    end: int
    hedge_start: int
    hedge_end: int
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    estimated: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: float | None
    low: float | None
    high: float | None
    scaled: bool = False


def quantities_in(tokens: Sequence[Token], taken: frozenset[int], words: Words) -> tuple[Quantity, ...]:
    """All hedged numbers, ranges and vague quantities; tokens in ``taken`` (dates) are passed over."""
    found: list[Quantity] = []
    i = 0
    while i < len(tokens):
        number = None if i in taken else _number_at(tokens, i, words, taken)
        if number is None or _names_something(tokens, number, words):
            i = number.end if number else i + 1
            continue
        quantity = _hedged(tokens, _ranged(tokens, number, words, taken), words)
        found.append(quantity)
        i = max(quantity.end, i + 1)
    return tuple(found)


# ------------------------------------------------------------------------------------------------- one number


def _number_at(tokens: Sequence[Token], i: int, words: Words, taken: frozenset[int]) -> _Number | None:
    vague = words.look("vague").at(tokens, i)
    if vague:
        return _Number(i, vague.end, None, float(vague.meaning), None)
    number = _digits_at(tokens, i, words) or _spelled_at(tokens, i, words)
    if number is None or any(k in taken for k in range(number.start, number.end)):
        return None
    return number


def _scale_at(tokens: Sequence[Token], i: int, words: Words) -> tuple[int, int]:
    """The scale words from token ``i`` on: (factor, end)."""
    scales = words.table["numbers"]["scales"]
    factor, at = 1, i
    if (
        at < len(tokens)
        and tokens[at].low in {"-", "–"}
        and at + 1 < len(tokens)
        and tokens[at + 1].low in scales
    ):
        at += 1
    while at < len(tokens) and tokens[at].low in scales and not _is_metre(tokens, at):
        factor *= scales[tokens[at].low]
        at += 1
    if factor > 1 and _shortened(tokens, at, words):
        at += 1  # the full stop of "40 тыс. семей" belongs to the word
    return (factor, at) if factor > 1 else (1, i)


def _shortened(tokens: Sequence[Token], i: int, words: Words) -> bool:
    if i + 1 >= len(tokens) or tokens[i].low != ".":
        return False
    return words.has("abbreviations.words", tokens[i - 1].low + ".") and tokens[i + 1].text[0].islower()


def _is_metre(tokens: Sequence[Token], i: int) -> bool:
    """“5 m” with a space is a length; “5m” is five million."""
    return tokens[i].low in {"m", "k"} and (i == 0 or tokens[i - 1].end != tokens[i].start)


def _digits_at(tokens: Sequence[Token], i: int, words: Words) -> _Number | None:
    if tokens[i].kind != "number":
        return None
    value, decimals = read_digits(tokens[i].text, words)
    if value is None:
        return None
    factor, end = _scale_at(tokens, i + 1, words)
    if factor == 1:
        if decimals == 3 and value != int(value):
            value = float(round(value * 1000))  # nobody counts thousandths of people: the mark groups
        return _Number(i, i + 1, value, value, value)
    rest = _rest_of_thousands(tokens, end, factor, words) if decimals == 0 else None
    if rest is not None:
        value = value * factor + rest
        return _Number(i, end + 1, value, value, value)
    # Half of the last digit said: "2.8 million" is 2.75 to 2.85 million.
    step = factor / 10**decimals / 2
    value = round(value * factor, 3)
    return _Number(i, end, value, value - step, value + step, scaled=True)


def _rest_of_thousands(tokens: Sequence[Token], i: int, factor: int, words: Words) -> float | None:
    """“158 bin 165”: what follows the thousands belongs to the same number."""
    compound = words.table["numbers"].get("compound", False) and factor == 1000
    if not compound or i >= len(tokens) or tokens[i].kind != "number":
        return None
    if i + 1 < len(tokens) and _is_month(tokens[i + 1].low, words):
        return None  # “28 bin 26 Eylül'de”: the day of a month is no rest
    rest, decimals = read_digits(tokens[i].text, words)
    return rest if rest is not None and not decimals and 0 < rest < 1000 else None


def _is_month(word: str, words: Words) -> bool:
    """A month, with what an apostrophe adds to it or without."""
    bare = word.replace("’", "'").split("'")[0]
    return any(bare in names for names in words.table["dates"]["months"])


def read_digits(text: str, words: Words) -> tuple[float | None, int]:
    """The value of a number in digits and how many decimals it has, by the language's own separators."""
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in text).replace("٬", ",").replace("٫", ".")
    for space in "\u00a0\u202f\u2009’'":
        plain = plain.replace(space, " ")
    marks = [c for c in plain if not c.isdecimal()]
    if not marks:
        return float(plain), 0
    last = marks[-1]
    tail = plain.rsplit(last, 1)[1]
    if last != " " and _is_decimal(marks, last, tail, words):
        head = "".join(c for c in plain.rsplit(last, 1)[0] if c.isdecimal())
        return float(f"{head}.{tail}"), len(tail)
    return (float("".join(c for c in plain if c.isdecimal())), 0) if len(tail) == 3 else (None, 0)


def _is_decimal(marks: Sequence[str], last: str, tail: str, words: Words) -> bool:
    if len(marks) > 1:
        return len(set(marks)) > 1 and (len(tail) != 3 or last in words.decimal)
    return last in words.decimal or len(tail) != 3


def _spelled_at(tokens: Sequence[Token], i: int, words: Words) -> _Number | None:
    for read in (_half, _small_and_scale):
        found = read(tokens, i, words)
        if found:
            return found
    return None


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def _half(tokens: Sequence[Token], i: int, words: Words) -> _Number | None:
    """“half a million”, “a quarter of a million”, “half a dozen”."""
    at = i + 1 if words.has("numbers.articles", _low(tokens, i)) else i
    share = (
        0.5
        if words.has("numbers.half", _low(tokens, at))
        else 0.25
        if words.has("numbers.quarter", _low(tokens, at))
        else 0
    )
    if not share:
        return None
    at += 1
    while words.has("numbers.articles", _low(tokens, at)) or words.has("numbers.of", _low(tokens, at)):
        at += 1
    factor, end = _scale_at(tokens, at, words)
    value = share * factor
    return _Number(i, end, value, value, value) if factor > 1 else None


def _small_and_scale(tokens: Sequence[Token], i: int, words: Words) -> _Number | None:
    """“twenty-five thousand”, “two hundred and fifty”, “a million”, “one and a half million”."""
    article = (
        words.has("numbers.articles", _low(tokens, i))
        and _low(tokens, i) not in words.table["numbers"]["words"]
    )
    if article:
        factor, end = _scale_at(tokens, i + 1, words)
        if factor == 1:
            return None
        value, end = _with_rest(tokens, end, factor, words)
        return _Number(i, end, value, value, value)
    total, group, at = 0.0, 0.0, i
    seen = words.has("numbers.alone", _low(tokens, i))
    group = 1.0 if seen else 0.0
    while at < len(tokens):
        small = _small(tokens, at, words)
        factor, end = _scale_at(tokens, at, words)
        if small is not None:
            group, at, seen = group + small, at + 1, True
        elif factor > 1 and seen:
            group, total = (group * factor, total) if factor < 1000 else (0.0, total + group * factor)
            at = end
        elif seen and words.has("numbers.and", _low(tokens, at)):
            extra = _and_a_half(tokens, at, words)
            if extra:
                group, at = group + 0.5, extra
            elif _small(tokens, at + 1, words) is not None and group >= 100:
                at += 1
            else:
                break
        else:
            break
    value = total + group
    return _Number(i, at, value, value, value) if seen else None


def _with_rest(tokens: Sequence[Token], i: int, factor: int, words: Words) -> tuple[float, int]:
    """“a hundred and ten”, “a hundred and ten thousand”; after "a dozen and" begins another number."""
    joined = factor == 100 and words.has("numbers.and", _low(tokens, i))
    rest = _small(tokens, i + 1, words) if joined else None
    if rest is None:
        return float(factor), i
    more, end = _scale_at(tokens, i + 2, words)
    return (factor + rest) * more, end


def _and_a_half(tokens: Sequence[Token], i: int, words: Words) -> int:
    if words.has("numbers.articles", _low(tokens, i + 1)) and words.has("numbers.half", _low(tokens, i + 2)):
        return i + 3
    return 0


def _small(tokens: Sequence[Token], i: int, words: Words) -> float | None:
    small = words.table["numbers"]["words"]
    word = _low(tokens, i)
    if word in small:
        return float(small[word])
    tens, _, ones = word.partition("-")
    if ones in small and tens in small and small[tens] >= 20 and small[ones] < 10:
        return float(small[tens] + small[ones])
    return None


# ---------------------------------------------------------------------------------- what is no count at all


def _names_something(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """Money, shares, ages, labels and parts of names are numbers that count nobody."""
    before, after = _low(tokens, number.start - 1), _low(tokens, number.end)
    touching = number.start > 0 and tokens[number.start - 1].end == tokens[number.start].start
    none = is_said_to_be_none(tokens, number.start, words)
    written = _is_written_large(tokens[number.start].text) and (
        none or not words.has("percent.always_labels", before)
    )
    counting = before in words.sets["grammar.numbering"] and words.look("units").at(tokens, number.start - 2)
    label = (words.has("percent.labels_before", before) and not written and not counting and not none) or (
        before == "."
        and words.has("percent.labels_before", _low(tokens, number.start - 2))
        and tokens[number.start].kind == "number"
        and _low(tokens, number.start - 2) == "no"
    )
    money = any(words.has("currency.marks", w) or words.has("currency.codes", w) for w in (before, after))
    share = words.look("percent.words").at(tokens, number.end) is not None
    glued = (
        touching
        and before in {"-", "/", "#", "№", "_"}
        and number.start > 1
        and tokens[number.start - 2].end == tokens[number.start - 1].start
        and tokens[number.start - 2].kind == "word"
    )
    return (
        label
        or money
        or share
        or glued
        or words.look("percent.samples").ending(tokens, number.start) is not None
        or (not number.scaled and number.value is not None and number.value != int(number.value))
        or _is_a_code(tokens, number, words)
        or _is_an_age(tokens, number)
        or _is_a_year(tokens, number, words)
        or _is_a_line(tokens, number, words)
        or _is_fraction(tokens, number, words)
        or _is_joined(tokens, number.end, words)
        or _is_owed(tokens, number, words)
    )


def is_said_to_be_none(tokens: Sequence[Token], start: int, words: Words) -> bool:
    """“There are no 20,000 displaced persons”: denied, and not the label of “no 20,000”."""
    return words.has("grammar.no_such", _low(tokens, start - 1)) and words.has(
        "grammar.are", _low(tokens, start - 2)
    )


def _is_owed(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """“a fine of up to 25 base units”: money, whatever it is called; but "the wages of 300 teachers"."""
    if words.look("units").at(tokens, number.end) is not None:
        return False
    at = number.start
    while hedge := words.look("hedges.before").ending(tokens, at):
        at = hedge.start
    return words.has("numbers.of", _low(tokens, at - 1)) and words.has("currency.owed", _low(tokens, at - 2))


def _is_written_large(text: str) -> bool:
    """“over the past day 10,420 persons”: nothing is labelled with a number in groups of three."""
    return any(not c.isalnum() for c in text)


def _is_a_code(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """“flight QR 286 landed”: a short word in capitals and an ungrouped number are a name together."""
    if number.start == 0 or number.end != number.start + 1 or not tokens[number.start].text.isdecimal():
        return False
    code = tokens[number.start - 1]
    capitals = code.kind == "word" and code.text.isupper() and 2 <= len(code.text) <= 3
    if capitals and _is_shouted(tokens, number.start - 2):
        return False  # “DEATH TOLL RISES TO 850”: a headline in capitals
    return capitals and words.look("units").at(tokens, number.end) is None and code.low not in words.actors


def _is_shouted(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word in capitals stands here."""
    return (
        0 <= i < len(tokens)
        and tokens[i].kind == "word"
        and len(tokens[i].text) > 1
        and tokens[i].text.isupper()
    )


def _is_a_line(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """“call 0800 520 520”, “text AID to 70 123”: no count begins with a nought."""
    text = tokens[number.start].text
    nought = len(text) > 1 and text[0] == "0" and text.isdecimal()
    start = max(0, number.start - 6)
    return nought or words.look("percent.contact").first(tokens, start, number.start) is not None


def _is_a_year(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """“the 1951 Convention” counts nothing; "1,951 Armenians" does, by its comma."""
    text, after = tokens[number.start].text, number.end
    written = len(text) == 4 and text.isdecimal() and 1900 <= int(text) <= 2100
    if not written or after != number.start + 1 or after >= len(tokens) or tokens[after].kind != "word":
        return False
    named = tokens[after].text[0].isupper() and words.look("units").at(tokens, after) is None
    return named and words.has("grammar.articles", _low(tokens, number.start - 1))


def _is_an_age(tokens: Sequence[Token], number: _Number) -> bool:
    """“said Gul Agha, 40, who left Peshawar”."""
    return (
        number.end - number.start == 1
        and (number.value or 0) < 120
        and number.start > 1
        and tokens[number.start - 1].low == ","
        and _low(tokens, number.end) in {",", "."}
        and tokens[number.start - 2].kind == "word"
        and tokens[number.start - 2].text[0].isupper()
    )


def _is_fraction(tokens: Sequence[Token], number: _Number, words: Words) -> bool:
    """“two out of five households”, “one in three”."""
    after = words.look("percent.fraction").at(tokens, number.end)
    if after and _small_or_digits(tokens, after.end, words) is not None and (number.value or 0) < 100:
        other = _small_or_digits(tokens, after.end, words) or 0
        return other <= 100 and other > (number.value or 0)
    before = words.look("percent.fraction").ending(tokens, number.start)
    if before and before.start > 0 and (number.value or 1e9) <= 100:
        part = _small_or_digits(tokens, before.start - 1, words)
        return part is not None and part < (number.value or 0)
    return False


def _small_or_digits(tokens: Sequence[Token], i: int, words: Words) -> float | None:
    if 0 <= i < len(tokens) and tokens[i].kind == "number":
        return read_digits(tokens[i].text, words)[0]
    return _small(tokens, i, words)


def _is_joined(tokens: Sequence[Token], end: int, words: Words) -> bool:
    """“12-year”, “six-month”, “40,000-strong”: a measure, unless what follows is a unit of ours (“500-bed”)."""
    if _low(tokens, end) not in {"-", "–"} or end + 1 >= len(tokens) or end == 0:
        return False
    glued = tokens[end - 1].end == tokens[end].start and tokens[end].end == tokens[end + 1].start
    return (
        glued
        and tokens[end + 1].kind == "word"
        and words.look("units").at(tokens, end + 1) is None
        and tokens[end + 1].low != "strong"
        and not words.has("numbers.endings", tokens[end + 1].low)
    )


# ------------------------------------------------------------------------------------------- ranges and hedges


def _ranged(tokens: Sequence[Token], first: _Number, words: Words, taken: frozenset[int]) -> _Number:
    """“between 70,000 and 90,000”, “70,000-90,000”, “70 to 90 thousand”."""
    before, link = _low(tokens, first.start - 1), _low(tokens, first.end)
    hedge = words.look("hedges.before").ending(tokens, first.start)
    if hedge:
        before = _low(tokens, hedge.start - 1)
    between = words.has("range.between", before) and words.has("range.and", link)
    glued = (
        link in {"-", "–", "—"}
        and first.end + 1 < len(tokens)
        and tokens[first.end].start == tokens[first.end - 1].end
        and tokens[first.end].end == tokens[first.end + 1].start
    )
    to = words.has("range.to", link) and (glued or not _changes(tokens, first.start, before, words))
    if not (between or to):
        return first
    second = _number_at(tokens, first.end + 1, words, taken) if first.end + 1 < len(tokens) else None
    if second is None or (second.value is None) != (first.value is None):
        return first
    low, high = (
        _low_end(first, second, tokens, words),
        second.value if second.value is not None else second.low,
    )
    if low is None or high is None or low >= high or _names_something(tokens, second, words):
        return first
    return _Number(first.start, second.end, None, low, high if first.value is not None else None, scaled=True)


def _low_end(first: _Number, second: _Number, tokens: Sequence[Token], words: Words) -> float | None:
    """“70 to 90 thousand”: the scale belongs to both."""
    if first.value is None or second.value is None or first.scaled:
        return first.value if first.value is not None else first.low
    scale, _ = _scale_at(tokens, second.start + 1, words)
    small = first.value * scale <= second.value and first.value < 1000
    return first.value * scale if scale > 1 and small else first.value


def _changes(tokens: Sequence[Token], start: int, before: str, words: Words) -> bool:
    """“rose from 313,000 to 370,000” is a change in time and no range."""
    if not words.has("range.from", before):
        return False
    return any(words.has("range.change", t.low) for t in tokens[max(0, start - 5) : start])


def _hedged(tokens: Sequence[Token], number: _Number, words: Words) -> Quantity:
    plain = Quantity(
        number.start,
        number.end,
        number.start,
        number.end,
        number.value,
        number.low,
        number.high,
        Qualifier.AS_STATED,
    )
    if number.value is None:
        if number.high is not None:
            start = (
                number.start - 1
                if words.has("range.between", _low(tokens, number.start - 1))
                else number.start
            )
            return replace(plain, hedge_start=start, qualifier=Qualifier.RANGE, reasons=("number: a range",))
        low_only = replace(plain, high=None, qualifier=Qualifier.VAGUE, reasons=("number: vague, no value",))
        return replace(low_only, hedge_start=_hedge_before(tokens, number.start, words)[0])
    start, qualifier, estimated = _hedge_before(tokens, number.start, words)
    if qualifier == Qualifier.MORE_THAN and (
        _is_denied_more(tokens, start, words) or _is_not_exceeded(tokens, start, number.start, words)
    ):
        qualifier = Qualifier.AT_MOST
    if qualifier == Qualifier.AS_STATED and words.has("numbers.approximate", _low(tokens, number.end - 1)):
        qualifier = Qualifier.ABOUT  # "une cinquantaine"
    end = _past_ending(tokens, number.end, words)
    after = words.look("hedges.after").at(tokens, number.end) or words.look("hedges.after").at(tokens, end)
    if after and qualifier == Qualifier.AS_STATED and not _joined_plus(tokens, after.start, words):
        qualifier, end = Qualifier(after.meaning), after.end
    return replace(_bounded(plain, qualifier), hedge_start=start, hedge_end=end, estimated=estimated)


def _past_ending(tokens: Sequence[Token], i: int, words: Words) -> int:
    """Past the ending that a language joins to a number: "29.605'e", "45 516-ին", and "binden", cut before."""
    mark = _low(tokens, i) in {"'", "’", "-"} and tokens[i].start == tokens[i - 1].end
    at = i + 1 if mark else i
    glued = at < len(tokens) and at > 0 and tokens[at].start == tokens[at - 1].end
    return at + 1 if glued and words.has("numbers.endings", _low(tokens, at)) else i


def _is_denied_more(tokens: Sequence[Token], start: int, words: Words) -> bool:
    """“could not feed more than 30,000”: that many at most."""
    return any(
        words.has("grammar.cannot", t.low) and words.has("grammar.denies_number", tokens[k + 1].low)
        for k, t in enumerate(tokens[max(0, start - 4) : max(0, start - 2)], max(0, start - 4))
    ) or any(words.has("grammar.cannot_alone", t.low) for t in tokens[max(0, start - 3) : start])


def _is_not_exceeded(tokens: Sequence[Token], start: int, number: int, words: Words) -> bool:
    """“are not expected to exceed 90,000”, “will never exceed 90,000”: that many at most."""
    exceeds = any(t.low in words.sets["grammar.exceeds"] for t in tokens[start:number])
    near = max(0, start - 4)
    negation = words.look("modality.negated").first(tokens, near, start) if exceeds else None
    if exceeds and any(words.has("grammar.unlikely", t.low) for t in tokens[near:start]):
        return True
    return negation is not None and not any(t.kind == "mark" for t in tokens[negation.end : start])


def _joined_plus(tokens: Sequence[Token], i: int, words: Words) -> bool:
    return (
        tokens[i].low == "plus" and _number_at(tokens, i + 1, words, frozenset()) is not None
        if i + 1 < len(tokens)
        else False
    )


def _hedge_before(tokens: Sequence[Token], start: int, words: Words) -> tuple[int, Qualifier, bool]:
    """Walk left over hedges and words of focus; the first real hedge met decides."""
    at, qualifier, estimated = start, Qualifier.AS_STATED, False
    while hit := words.look("hedges.before").ending(tokens, at):
        if _ends_a_tag(tokens, hit.start):
            break
        if (
            hit.meaning != "as_stated"
            and tokens[at - 1].low != tokens[start - 1].low
            and _low(tokens, at) in words.sets["grammar.articles"]
        ):
            break  # "far above the 2,500 a day" compares with a number and does not bound it
        if hit.meaning == "as_stated" and qualifier != Qualifier.AS_STATED:
            break
        found = Qualifier(hit.meaning)
        estimated = estimated or any(t.low == "estimated" for t in tokens[hit.start : hit.end])
        if qualifier in {Qualifier.AS_STATED, Qualifier.ABOUT} and found != Qualifier.AS_STATED:
            qualifier = found
        at = hit.start
    return at, qualifier, estimated


def _ends_a_tag(tokens: Sequence[Token], sign: int) -> bool:
    """The ``>`` of ``<b>40,000``, of ``->`` or ``=>`` says nothing of the number; with a space or "(" before it, it does."""
    if tokens[sign].low != ">" or sign == 0:
        return False
    before = tokens[sign - 1]
    return before.end == tokens[sign].start and before.low not in {"(", "["}


def _bounded(quantity: Quantity, qualifier: Qualifier) -> Quantity:
    value = quantity.value
    if qualifier == Qualifier.ABOUT:
        return replace(quantity, qualifier=qualifier, low=None, high=None)
    if qualifier in {Qualifier.AT_LEAST, Qualifier.MORE_THAN}:
        return replace(quantity, qualifier=qualifier, low=value, high=None)
    if qualifier in {Qualifier.ALMOST, Qualifier.AT_MOST, Qualifier.LESS_THAN}:
        return replace(quantity, qualifier=qualifier, low=None, high=value)
    return replace(quantity, qualifier=qualifier)


def tokens_taken(spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The indices of all tokens in some spans."""
    for start, end in spans:
        yield from range(start, end)
