"""A whole date in the heading of a report: perhaps the day it was published, which a person confirms."""

from datetime import date

from kinward.cite.dates import dates_in
from kinward.cite.tokens import sentences_of
from kinward.cite.words import Words

# A heading is a short line of the first few and no sentence; "Situation report 4, Cox's Bazar, 12 September 2017".
_LINES = 4
_HEADING_MOST = 140


def day_in_heading(text: str, words: Words) -> date | None:
    """The one day with its year that stands in the heading lines; None when there is none, or more than one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:_LINES]
    found = {day for line in lines if _is_heading(line) for day in _days_of(line, words)}
    return found.pop() if len(found) == 1 else None


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_MOST and line[-1] not in ".!?։:"


def _days_of(line: str, words: Words) -> set[date]:
    days = set()
    for sentence in sentences_of(line, words.sets["abbreviations.words"]):
        for mention in dates_in(sentence.tokens, line, words):
            said = mention.first
            if said.year and said.month and said.day and mention.first == mention.last:
                try:
                    days.add(date(said.year, said.month, said.day))
                except ValueError:
                    continue  # the 31st of September
    return days
