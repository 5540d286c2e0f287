"""How the casework pages show a person in one line, a reason as a bar, and how sure a proposal is."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from kinward.casework.ports import PersonLine
from kinward.web.shown import probability_words

register = template.Library()

_DOCUMENTS = {
    "passport": gettext_lazy("passport"), "birth-certificate": gettext_lazy("birth certificate"),
    "id-card": gettext_lazy("identity card"),
}  # fmt: skip
_SEXES = {"f": gettext_lazy("female"), "m": gettext_lazy("male"), "x": gettext_lazy("other sex")}


@register.filter
def words(text: str) -> list[str]:
    """The names of questions, for a loop in a template."""
    return text.split()


@register.filter
def at(mapping: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  # whatever stands there
    """What stands under a name."""
    return mapping[name]


@register.filter
def at_or_itself(mapping: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  # whatever stands there
    """What stands under a name, or the name."""
    return mapping.get(name, name)


@register.simple_tag
def person_facts(person: PersonLine | None) -> SafeString:
    """Sex, age and place in one quiet line; values that disagree stand side by side."""
    if person is None:
        return SafeString()
    texts = [text for what in ("sex", "age", "place") if (text := person_facts_of(person, what))]
    return format_html(
        '<span class="person-facts">{}</span>',
        format_html_join(" · ", '<bdi dir="auto">{}</bdi>', ((text,) for text in texts)),
    )


@register.simple_tag
def person_facts_of(person: PersonLine, what: str) -> str:
    """One of sex, age and place; ``8 / 9`` when two people said different things."""
    parts: Iterable[str] = person.places
    if what == "sex":
        parts = [str(_SEXES.get(value, value)) for value in person.sexes]
    elif what == "age":
        parts = [age_words(age) for age in person.ages]
    return " / ".join(parts)


def age_words(age: str) -> str:
    """An age or a day of birth as it was said; a baby's is no number of years."""
    if _is_date(age):
        return gettext("born {day}").format(day=age)
    if age.lstrip("~≈ ") == "0":
        return gettext("a baby")
    return age


def document_words(document: str) -> str:
    """``passport AR4036720 (ARM)`` for what is kept as ``passport:arm:AR4036720``; anything else as it was written."""
    kind, *issuer, number = document.split(":") if document.count(":") in {1, 2} else ("", document)
    if not kind or not number:
        return document
    words = f"{_DOCUMENTS.get(kind, kind.replace('-', ' '))} {number}"
    return f"{words} ({issuer[0].upper()})" if issuer and issuer[0] else words


def _is_date(age: str) -> bool:
    return len(age) >= 4 and age[:4].isdecimal()


@register.filter
def how_sure(probability: float) -> str:
    """``very likely, 96 %``: words and the number, never one without the other and never certain."""
    return probability_words(probability)


@register.filter
def hundredths(share: float) -> str:
    """A share that was counted, 0 % and 100 % among them."""
    return gettext("{number} %").format(number=round(100 * share))
