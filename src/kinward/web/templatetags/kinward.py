"""How names, numbers, moments and messages are shown: both scripts always, every number with its speaker."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib import resources

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy

from kinward.casework.ports import ClaimLine, NameLine
from kinward.casework.see_forecast import RoofsFull
from kinward.model.problem import Message
from kinward.web import shown

register = template.Library()


# What comes after the names somebody is written by, and what stands before it.
_AFTER = {"former": 1, "father": 2, "home": 3}
_SAID_BEFORE = {
    "father": pgettext_lazy("before a father's name", "father"),
    "home": pgettext_lazy("before a name at home", "called"),
    "former": pgettext_lazy("before a former name", "before"),
}


def _label(part: NameLine) -> SafeString:
    if part.kind not in _SAID_BEFORE:
        return SafeString()
    return format_html('<bdi class="name__label">{}</bdi> ', _SAID_BEFORE[part.kind])


@register.simple_tag
def name(lines: NameLine | Iterable[NameLine] | None, level: str = "") -> SafeString:
    """The name as given, larger; the romanised form under it, quieter. ``level="title"`` for a page's heading.

    Several lines are the parts or spellings of one person's name, in the order given; the father's name and the name at
    home come after them and say what they are. Nobody has to have a name.
    """
    parts = (lines,) if isinstance(lines, NameLine) else tuple(lines or ())
    if not parts:
        return format_html('<span class="name name--none">{}</span>', gettext("no name known"))
    parts = tuple(sorted(parts, key=lambda part: _AFTER.get(part.kind, 0)))
    given = format_html_join(
        " ",
        '{}<bdi class="name__given name__given--{}" dir="auto" lang="{}">{}</bdi>',
        ((_label(part), part.kind, shown.language_of_script(part.script), part.text) for part in parts),
    )
    romanised = " ".join(
        f"{_SAID_BEFORE[part.kind]} {part.romanised}" if part.kind in _SAID_BEFORE else part.romanised
        for part in parts
        if part.script != "Latn" and part.romanised
    )
    under = format_html('<span class="name__romanised" lang="und-Latn" dir="ltr">{}</span>', romanised)
    return format_html(
        '<span class="name{}"><span dir="{}">{}</span>{}</span>',
        " name--title" if level == "title" else "",
        shown.direction_of_script(parts[0].script),
        given,
        under if romanised else "",
    )


@register.simple_tag
def asset(path: str) -> str:
    """The address of a shipped file with a piece of its hash, so that a browser may keep it."""
    return f"{static('kinward/' + path)}?v={_hash_of(path)}"


@cache
def _hash_of(path: str) -> str:
    content = resources.files("kinward.web").joinpath(f"static/kinward/{path}").read_bytes()
    return hashlib.sha256(content).hexdigest()[:8]


@register.filter
def said(message: Message | str) -> str:
    """A message of the core in the reader's language."""
    return shown.said(message)


@register.filter
def number(value: float | None) -> str:
    """A number with its thousands set apart as the language does; a dash for unknown."""
    return shown.number(value)


@register.filter
def moment(value: datetime | str | None) -> str:
    """Day and hour in the time zone of this site."""
    return shown.moment(value)


@register.filter
def day(value: date | str | None) -> str:
    """A day, or what is known of it; ``--09-22`` is a day whose year nobody said."""
    return shown.day(value)


@register.filter
def people(count: int) -> str:
    """``1 person``, ``28,120 people``."""
    return ngettext("{count} person", "{count} people", count).format(count=shown.number(count))


@register.filter
def households(count: int) -> str:
    """``1 household``, ``312 households``."""
    return ngettext("{count} household", "{count} households", count).format(count=shown.number(count))


@register.filter
def word(value: str) -> str:
    """A word of the model (``at_least``, ``capacity``, ``housing_officer``) as people say it."""
    return shown.word(value)


@register.filter
def percent(value: float) -> str:
    """A probability as a whole number of hundredths, never 0 % or 100 %: nothing here is that sure."""
    return shown.percent(value)


@register.filter
def rounded(value: float) -> str:
    """A foreseen number of people as a person would say it: two digits that mean something."""
    return shown.rounded(value)


@register.simple_tag
def figure_words(value: float | None, qualifier: str, unit: str) -> str:
    """``at least 40,000 people``: the hedge stands before the number, because it is part of it."""
    return shown.figure_words(value, qualifier, unit)


@register.simple_tag
def roofs_sentence(full: RoofsFull) -> str:
    """When the places run out, as one sentence with its range."""
    return shown.roofs_sentence(full)


@register.simple_tag
def claim_words(claim: ClaimLine) -> str:
    """A figure with its hedge, or the topic of a claim without a number."""
    if claim.kind != "figure":
        return shown.word(claim.topic)
    return shown.claim_figure(claim.content)


@register.filter
def moment_or_later(value: datetime | None) -> str:
    """A moment of a forecast; None is "not within the fourteen days looked at"."""
    return shown.moment(value) if value else gettext("not within 14 days")


@register.filter
def probability_words(value: float) -> str:
    """``very likely, 96 %``."""
    return shown.probability_words(value)


@register.filter
def question(counts: str) -> str:
    """The question that a count answers."""
    return shown.question(counts)


@register.filter
def topic_question(topic: str) -> str:
    """The question that statements without a number answer."""
    return shown.topic_question(topic)


@register.filter
def less_one(count: int) -> int:
    """One fewer."""
    return count - 1


@register.simple_tag
def plain_number(value: float | None) -> str:
    """A number as a form field holds it: digits and nothing else."""
    return "" if value is None else f"{value:.15g}"
