"""When something was said or happened, as far as the report tells; the year is asked for, never supplied."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kinward.cite.tokens import Token
from kinward.cite.words import Words
from kinward.model.problem import Message
from kinward.model.report import Period, Question, Span

# The years offered when weekdays narrow an unknown year down: reports about living crises, with room ahead.
# Fixed rather than "until today", so that the same report always asks the same question.
YEARS_OFFERED = range(2000, 2041)
# What is told as happened lies behind; a month so near ahead may be a plan told in the present.
_NEAR_AHEAD_DAYS = 60
_YEAR_FIRST, _YEAR_LAST = 1900, 2100


@dataclass(frozen=True, slots=True)
class Day:
    """What was written of a day: any part may be missing. ``offset_days`` counts from publication (yesterday)."""

    weekday: int | None = None
    month: int | None = None
    day: int | None = None
    year: int | None = None
    offset_days: int | None = None
    turn: int = 0  # -1 "last Friday", +1 "next Friday"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a sentence: tokens ``start`` to ``end``, its letters, and one day or a first and a last."""

    start: int
    end: int
    span: Span
    text: str
    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Calendar:
    """What the report's own pairs and its publication day tell about its dates.

    ``anchor`` is the day of publication when it is known with its year; ``anchor_day`` month and day without one.
    """

    anchor: date | None
    anchor_day: tuple[int, int] | None
    by_weekday: tuple[tuple[int, int, int], ...] = ()  # weekday, month, day, as the report pairs them
    years: tuple[int, ...] = ()

    def iso(self, day: Day, *, ahead: bool = False) -> str | None:
        """``2023-09-22``, ``--09-22`` without a year, ``2023-09`` or ``2023`` as far as it was said; else None."""
        if day.offset_days is not None:
            return self._relative(day.offset_days)
        if day.month is None and day.year is not None:
            return f"{day.year:04d}"
        if day.month is not None and day.day is None:
            return f"{day.year:04d}-{day.month:02d}" if day.year else self._month(day.month, ahead=ahead)
        if day.month is not None and day.day is not None:
            return self._month_day(day.month, day.day, day.year, ahead=ahead)
        return self._weekday(day, ahead=ahead)

    def _month(self, month: int, *, ahead: bool) -> str:
        if self.anchor is None:
            return f"--{month:02d}"
        anchor = self.anchor
        if ahead:
            return f"{anchor.year + (month < anchor.month):04d}-{month:02d}"
        years = (anchor.year - 1, anchor.year, anchor.year + 1)
        year = min(years, key=lambda y: abs((date(y, month, 15) - anchor).days))
        if (date(year, month, 1) - anchor).days > _NEAR_AHEAD_DAYS:
            year -= 1  # "between January and July" of an August report have been
        return f"{year:04d}-{month:02d}"

    def _month_day(self, month: int, day: int, year: int | None, *, ahead: bool) -> str | None:
        if year is not None:
            return _iso_or_none(year, month, day)
        if self.anchor is None:
            return f"--{month:02d}-{day:02d}" if _valid(2000, month, day) else None
        anchor = self.anchor
        fitting = [
            date(y, month, day)
            for y in (anchor.year - 1, anchor.year, anchor.year + 1)
            if _valid(y, month, day)
        ]
        if ahead:
            fitting = [d for d in fitting if d >= anchor] or fitting
        return min(fitting, key=lambda d: abs((d - anchor).days)).isoformat() if fitting else None

    def _relative(self, offset_days: int) -> str | None:
        if self.anchor is not None:
            return (self.anchor + timedelta(days=offset_days)).isoformat()
        return _shifted(self.anchor_day, offset_days) if self.anchor_day else None

    def _weekday(self, day: Day, *, ahead: bool) -> str | None:
        if day.weekday is None:
            return None
        if self.anchor is None:
            return self._weekday_without_year(day)
        back = (self.anchor.weekday() - day.weekday) % 7
        if day.turn > 0 or (ahead and back):
            return (self.anchor + timedelta(days=(day.weekday - self.anchor.weekday()) % 7 or 7)).isoformat()
        if day.turn < 0 and back == 0:
            back = 7
        return (self.anchor - timedelta(days=back)).isoformat()

    def _weekday_without_year(self, day: Day) -> str | None:
        for weekday, month, number in self.by_weekday:
            if weekday == day.weekday:
                return f"--{month:02d}-{number:02d}"
        if self.anchor_day and self.by_weekday and day.weekday is not None:
            known, month, number = self.by_weekday[-1]
            year = next(
                (
                    y
                    for y in YEARS_OFFERED
                    if _valid(y, month, number) and date(y, month, number).weekday() == known
                ),
                2001,
            )
            anchor = date(year, *self.anchor_day)
            return _yearless(anchor - timedelta(days=(anchor.weekday() - day.weekday) % 7))
        return None


def _valid(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _iso_or_none(year: int, month: int, day: int) -> str | None:
    return date(year, month, day).isoformat() if _valid(year, month, day) else None


def _yearless(day: date) -> str:
    return f"--{day.month:02d}-{day.day:02d}"


def _shifted(month_day: tuple[int, int], days: int) -> str | None:
    month, day = month_day
    if not _valid(2001, month, day):  # 29 February: the year would have to be known
        return None
    return _yearless(date(2001, month, day) + timedelta(days=days))


def period_of(mention: DateMention, calendar: Calendar, *, ahead: bool = False) -> Period | None:
    """The mention as a period, or None when it cannot be placed at all."""
    start = calendar.iso(mention.first, ahead=ahead)
    end = calendar.iso(mention.last, ahead=ahead)
    if start is None or end is None:
        return None
    accuracy = "year" if len(start) == 4 else "month" if len(start.lstrip("-")) in {2, 7} else "day"
    return Period(start, end, accuracy, mention.text)


# ------------------------------------------------------------------------------------------------ finding them


def dates_in(tokens: Sequence[Token], text: str, words: Words) -> tuple[DateMention, ...]:
    """All dates of a sentence, from the left; none inside another."""
    found: list[DateMention] = []
    i = 0
    while i < len(tokens):
        mention = _mention_at(tokens, i, text, words)
        if mention is None:
            i += 1
        else:
            found.append(mention)
            i = mention.end
    return tuple(found)


def _mention_at(tokens: Sequence[Token], i: int, text: str, words: Words) -> DateMention | None:
    for read in (_year_span, _written, _past_day, _as_of_hour, _relative_day, _weekday_alone, _year_alone):
        found = read(tokens, i, words)
        if found is not None:
            end, first, last = found
            start = _with_preposition(tokens, i, words)
            span = Span(tokens[start].start, tokens[end - 1].end)
            return DateMention(start, end, span, span.of(text), first, last)
    return None


_Found = tuple[int, Day, Day]


def _with_preposition(tokens: Sequence[Token], i: int, words: Words) -> int:
    hit = words.look("dates.before").ending(tokens, i)
    return hit.start if hit else i


def _plain_number(tokens: Sequence[Token], i: int) -> int | None:
    if not 0 <= i < len(tokens) or tokens[i].kind not in {"number", "ordinal"}:
        return None
    digits = tokens[i].low.rstrip("stndrh")
    return int(digits) if digits.isdecimal() else None


def _day_number(tokens: Sequence[Token], i: int) -> int | None:
    number = _plain_number(tokens, i)
    return (
        number
        if number is not None and 1 <= number <= 31 and len(tokens[i].text.rstrip("stndrh")) <= 2
        else None
    )


def _year_number(tokens: Sequence[Token], i: int) -> int | None:
    number = _plain_number(tokens, i)
    return (
        number
        if number is not None and _YEAR_FIRST <= number <= _YEAR_LAST and len(tokens[i].text) == 4
        else None
    )


def _low(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].low if 0 <= i < len(tokens) else ""


def _year_span(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    at = (
        i + 1
        if words.has("dates.between", _low(tokens, i)) or words.has("dates.starts", _low(tokens, i))
        else i
    )
    first = _year_number(tokens, at)
    if first is None or not words.has("dates.and", _low(tokens, at + 1)):
        return None
    last = _year_number(tokens, at + 2)
    if last is None or last < first:
        return None
    return at + 3, Day(year=first), Day(year=last)


def _written(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    weekday, at = None, i
    named = words.look("weekdays").at(tokens, i)
    if named:
        weekday, at = int(named.meaning), named.end
        while _low(tokens, at) in {",", "("} or words.has("dates.of", _low(tokens, at)):
            at += 1
    core = _core(tokens, at, words)
    if core is None:
        return None
    end, first, last = core
    if weekday is None and _low(tokens, end) in {",", "("}:
        after = words.look("weekdays").at(tokens, end + 1)
        if after and _low(tokens, end) == "(" and _low(tokens, after.end) == ")":
            weekday, end = int(after.meaning), after.end
    elif _low(tokens, end) == ")" and named and any(_low(tokens, k) == "(" for k in range(named.end, at)):
        end += 1
    if weekday is not None:
        first = Day(weekday, first.month, first.day, first.year)
        last = first if last.day == first.day else last
    return end, first, last


def _core(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    if i < len(tokens) and tokens[i].kind == "date":
        day = _numeric_date(tokens[i].low)
        return (i + 1, day, day) if day else None
    for read in (_day_month, _month_day, _year_first):
        if found := read(tokens, i, words):
            return found
    return None


def _numeric_date(text: str) -> Day | None:
    parts = [int(p) for p in text.replace("/", "-").replace(".", "-").split("-")]
    if parts[0] > 31:
        year, month, day = parts
    else:
        # Day first: everywhere but in the United States, where a day above 12 gives itself away.
        day, month, year = parts
        if month > 12:
            day, month = month, day
        year += 2000 if year < 100 else 0
    return Day(month=month, day=day, year=year) if _valid(year, month, day) else None


def _day_month(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    first = _day_number(tokens, i)
    if first is None:
        return None
    at, last = i + 1, first
    if _low(tokens, at) in {"-", "–"} or words.has("dates.and", _low(tokens, at)):
        second = _day_number(tokens, at + 1)
        if second is not None and words.look("months").at(tokens, at + 2):
            last, at = second, at + 2
    if words.has("dates.of", _low(tokens, at)):
        at += 1
    month = words.look("months").at(tokens, at)
    if month is None:
        return None
    year, end = _year_after(tokens, month.end)
    return end, Day(None, int(month.meaning), first, year), Day(None, int(month.meaning), last, year)


def _month_day(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    month = words.look("months").at(tokens, i)
    if month is None:
        return None
    number = int(month.meaning)
    day = _day_number(tokens, month.end)
    if day is not None and not _counts_something(tokens, month.end + 1, words):
        end, last = month.end + 1, day
        if _low(tokens, end) in {"-", "–"} and (second := _day_number(tokens, end + 1)):
            end, last = end + 2, second
        year, end = _year_after(tokens, end)
        return end, Day(None, number, day, year), Day(None, number, last, year)
    year, end = _year_after(tokens, month.end)
    sure = tokens[i].text[0].isupper() and not words.has("dates.month_needs", tokens[i].low)
    after_preposition = words.has("dates.before", _low(tokens, i - 1)) and tokens[i].text[0].isupper()
    if (
        year is not None
        or sure
        or after_preposition
        or (words.language != "en" and words.has("dates.before", _low(tokens, i - 1)))
    ):
        whole = Day(None, number, None, year)
        return end, whole, whole
    return None


def _year_first(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    """“2023 թ. սեպտեմբերի 27”: the year with its word, then month and day."""
    year = _year_number(tokens, i)
    if year is None or not words.has("dates.year_words", _low(tokens, i + 1)):
        return None
    at = i + 2 + (_low(tokens, i + 2) in {".", "․"})
    month = words.look("months").at(tokens, at)
    day = _day_number(tokens, month.end) if month else None
    if month is None or day is None:
        return None
    whole = Day(None, int(month.meaning), day, year)
    return month.end + 1, whole, whole


def _past_day(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    """“За сутки”, “in the past 24 hours”: from the day before to the day itself."""
    hit = words.look("dates.past_day").at(tokens, i)
    return (hit.end, Day(offset_days=-1), Day(offset_days=0)) if hit else None


_HOUR_TOKENS = 7


def _as_of_hour(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    """“Ժամը 18:00-ի դրությամբ”: an hour of the report's own day."""
    if not words.has("dates.hour", _low(tokens, i)):
        return None
    for k in range(i + 2, min(i + _HOUR_TOKENS, len(tokens))):
        if words.has("dates.as_of_behind", tokens[k].low):
            return k + 1, Day(offset_days=0), Day(offset_days=0)
    return None


def _counts_something(tokens: Sequence[Token], i: int, words: Words) -> bool:
    return (
        words.look("units").at(tokens, i) is not None or _low(tokens, i) in words.table["numbers"]["scales"]
    )


def _year_after(tokens: Sequence[Token], i: int) -> tuple[int | None, int]:
    at = i + 1 if _low(tokens, i) == "," else i
    year = _year_number(tokens, at)
    return (year, at + 1) if year is not None else (None, i)


def _relative_day(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    hit = words.look("relative").at(tokens, i)
    if hit is None:
        return None
    day = Day(offset_days=int(hit.meaning))
    return hit.end, day, day


def _weekday_alone(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    turn, at = 0, i
    if words.has("dates.last", _low(tokens, i)):
        turn, at = -1, i + 1
    elif words.has("dates.next", _low(tokens, i)):
        turn, at = 1, i + 1
    hit = words.look("weekdays").at(tokens, at)
    if hit is None or (words.has("dates.month_needs", tokens[at].low) and hit.end - at == 1):
        return None
    day = Day(weekday=int(hit.meaning), turn=turn)
    return hit.end, day, day


def _year_alone(tokens: Sequence[Token], i: int, words: Words) -> _Found | None:
    year = _year_number(tokens, i)
    if year is None or _counts_something(tokens, i + 1, words):
        return None
    if words.look("dates.before").ending(tokens, i) is None and _low(tokens, i - 1) not in {"(", ","}:
        return None
    return i + 1, Day(year=year), Day(year=year)


# ------------------------------------------------------------------------------------------- the report's own day


def calendar_of(published: str | None, own_day: Day | None, mentions: Iterable[DateMention]) -> Calendar:
    """Put together what is known of the report's dates. ``own_day`` is a dateline inside the report."""
    days = [m.first for m in mentions]
    written = [(d.weekday, d.month, d.day) for d in days]
    pairs = [(w, m, d) for w, m, d in written if w is not None and m is not None and d is not None]
    paired = list(dict.fromkeys(pairs))
    anchor = date.fromisoformat(published) if published else None
    anchor_day: tuple[int, int] | None = None
    if anchor is None and own_day and own_day.month and own_day.day:
        if own_day.year:
            iso = _iso_or_none(own_day.year, own_day.month, own_day.day)
            anchor = date.fromisoformat(iso) if iso else None
        anchor_day = (own_day.month, own_day.day)
    if anchor is None and anchor_day is None and paired:
        anchor_day = max((m, d) for _, m, d in paired)
    return Calendar(anchor, anchor_day, tuple(paired), years_that_fit(paired))


def years_that_fit(pairs: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    """The years in which every pair of weekday and date is right."""
    if not pairs:
        return ()
    return tuple(
        year
        for year in YEARS_OFFERED
        if all(
            _valid(year, month, day) and date(year, month, day).weekday() == weekday
            for weekday, month, day in pairs
        )
    )


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def questions_about(calendar: Calendar, mentions: Sequence[DateMention], file: str) -> Iterator[Question]:
    """What a person must say before the dates can be used."""
    dated = [m for m in mentions if not m.first.year]
    if calendar.anchor is None and dated:
        yield _which_year(calendar, file)
    if calendar.anchor is not None:
        for weekday, month, day in calendar.by_weekday:
            iso = calendar.iso(Day(month=month, day=day))
            if iso and date.fromisoformat(iso).weekday() != weekday:
                yield Question(
                    "date",
                    Message(
                        "The report says {said} for {day}, but that day was a {was}. Which is right, and is the year right?",
                        {
                            "said": _WEEKDAYS[weekday],
                            "day": iso,
                            "was": _WEEKDAYS[date.fromisoformat(iso).weekday()],
                        },
                    ),
                )


def _which_year(calendar: Calendar, file: str) -> Question:
    """One sentence for each case, because a translator needs whole sentences."""
    stamp = _stamp(file) or ""
    pairs = ", ".join(f"{_WEEKDAYS[w]} {m:02d}-{d:02d}" for w, m, d in calendar.by_weekday)
    years = tuple(str(year) for year in calendar.years)
    values = {"pairs": pairs, "years": ", ".join(years), "stamp": stamp}
    if not pairs and stamp:
        ask = Message(
            "Which day was the report published? It gives no year, so dates stand without one. Its file name says {stamp}, which nobody has confirmed.",
            values,
        )
    elif not pairs:
        ask = Message(
            "Which day was the report published? It gives no year, so dates stand without one.", values
        )
    elif not years:
        ask = Message(
            "Which day was the report published? It gives no year, and no year fits all its pairs of weekday and date ({pairs}).",
            values,
        )
    elif stamp:
        ask = Message(
            "Which day was the report published? It gives no year, so dates stand without one. {pairs} fit {years}. Its file name says {stamp}, which nobody has confirmed.",
            values,
        )
    else:
        ask = Message(
            "Which day was the report published? It gives no year, so dates stand without one. {pairs} fit {years}.",
            values,
        )
    return Question("published", ask, years)


def _stamp(file: str) -> str | None:
    for k in range(len(file) - 9):
        piece = file[k : k + 10]
        if piece[4] == piece[7] == "-" and piece.replace("-", "").isdecimal():
            year, month, day = (int(p) for p in piece.split("-"))
            return _iso_or_none(year, month, day)
    return None
