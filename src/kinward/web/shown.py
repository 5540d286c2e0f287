"""Numbers, moments, words and messages as the reader's language writes them."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_lazy, pgettext

from kinward.casework.see_forecast import RoofsFull
from kinward.model.problem import Message, filled

# The language a reader's browser should use to show and speak a name in this script, when nobody said the language.
_SCRIPT_LANGUAGES = {
    "Armn": "hy",
    "Cyrl": "und-Cyrl",
    "Geor": "ka",
    "Arab": "und-Arab",
    "Latn": "und-Latn",
}


def language_of_script(script: str) -> str:
    """The ``lang`` of a name: its script for certain, its language only where the script has one."""
    return _SCRIPT_LANGUAGES.get(script, "und")


def direction_of_script(script: str) -> str:
    """``rtl`` or ``ltr``: the parts of a name stand in the order of its own script, whatever the page's."""
    return "rtl" if script in {"Arab", "Hebr"} else "ltr"


def said(message: Message | str) -> str:
    """A message of the core in the reader's language."""
    if isinstance(message, str):
        return gettext(message) if message else ""
    values = {key: _value_said(key, value) for key, value in message.values.items()}
    return filled(gettext(message.text), values) if message.text else ""


def _value_said(key: str, value: Any) -> Any:  # noqa: ANN401  # what a message may carry
    """Numbers as the language writes them; a band's rule and a rule's name have words of their own."""
    if isinstance(value, int | float):
        return number(value)
    if key == "band" and value:
        return gettext(value)
    return word(f"rule_{value}") if key == "rule" and f"rule_{value}" in WORDS else value


def number(value: float | None) -> str:
    """``28,120``; a dash when nobody knows."""
    if value is None:
        return "–"
    whole = round(value)
    return formats.number_format(
        whole if abs(value - whole) < 1e-9 else value, use_l10n=True, force_grouping=True
    )


def read_moment(value: datetime | str | None) -> datetime | None:
    """A moment from the journal's text; None for nothing."""
    if not value:
        return None
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def moment(value: datetime | str | None) -> str:
    """``26 Sept, 20:00`` in the time zone of this site."""
    read = read_moment(value)
    if read is None:
        return "–"
    local = timezone.localtime(read)
    # Translators: a day of a month, then an hour, for example "26 Sept, 20:00".
    return pgettext("day and hour", "{day}, {hour}").format(day=day_of(local.date()), hour=f"{local:%H:%M}")


def day(value: date | str | None) -> str:
    """``22 Sept 2023``; ``22 Sept, year not said`` for a day without its year; words that are no day as they stand."""
    if not value:
        return "–"
    if isinstance(value, date):
        return f"{day_of(value)} {value.year}"
    try:
        if value.startswith("--"):
            return gettext("{day}, year not said").format(day=day_of(date.fromisoformat(f"2000{value[1:]}")))
        return day(date.fromisoformat(value[:10]))
    except ValueError:
        return value


def day_of(value: date) -> str:
    """``26 Sept``."""
    # Translators: a day of a month, for example "26 Sept".
    return pgettext("day", "{day} {month}").format(day=value.day, month=str(_MONTHS[value.month - 1]))


_MONTHS = (
    gettext_lazy("Jan"), gettext_lazy("Feb"), gettext_lazy("Mar"), gettext_lazy("Apr"), gettext_lazy("May"),
    gettext_lazy("June"), gettext_lazy("July"), gettext_lazy("Aug"), gettext_lazy("Sept"), gettext_lazy("Oct"),
    gettext_lazy("Nov"), gettext_lazy("Dec"),
)  # fmt: skip


def word(value: str) -> str:
    """A word of the model as people say it: ``at_least`` is "at least"."""
    return str(WORDS.get(value, value.replace("_", " ")))


WORDS = {
    # purposes, bases and givers of a permission
    "register": gettext_lazy("registering"),
    "trace": gettext_lazy("tracing"),
    "protect": gettext_lazy("protection"),
    "house": gettext_lazy("housing"),
    "data_rights": gettext_lazy("rights over data"),
    "audit": gettext_lazy("audit"),
    "consent": gettext_lazy("consent"),
    "vital_interest": gettext_lazy("vital interest"),
    "public_interest": gettext_lazy("public interest"),
    "legal_obligation": gettext_lazy("legal obligation"),
    "self": gettext_lazy("the person"),
    "guardian": gettext_lazy("a guardian"),
    "best_interest_panel": gettext_lazy("the best-interest panel"),
    # roles
    "registrar": gettext_lazy("registrar"),
    "data_steward": gettext_lazy("data steward"),
    "site_manager": gettext_lazy("site manager"),
    "tracing_caseworker": gettext_lazy("tracing caseworker"),
    "child_protection_officer": gettext_lazy("child-protection officer"),
    "housing_officer": gettext_lazy("housing officer"),
    "analyst": gettext_lazy("analyst"),
    "auditor": gettext_lazy("auditor"),
    "data_protection_officer": gettext_lazy("data-protection officer"),
    "administrator": gettext_lazy("administrator"),
    # how a number was hedged
    "as_stated": gettext_lazy("as stated"),
    "exact": gettext_lazy("exactly"),
    "about": gettext_lazy("about"),
    "at_least": gettext_lazy("at least"),
    "more_than": gettext_lazy("more than"),
    "almost": gettext_lazy("almost"),
    "at_most": gettext_lazy("at most"),
    "less_than": gettext_lazy("less than"),
    "range": gettext_lazy("between"),
    "vague": gettext_lazy("in words only"),
    # units
    "people": gettext_lazy("people"),
    "households": gettext_lazy("households"),
    "families": gettext_lazy("families"),
    "places": gettext_lazy("places"),
    "dwellings": gettext_lazy("dwellings"),
    "sites": gettext_lazy("sites"),
    "vehicles": gettext_lazy("vehicles"),
    # what is counted
    "leaving": gettext_lazy("leaving"),
    "fled": gettext_lazy("fled"),
    "displaced": gettext_lazy("displaced"),
    "expected_to_leave": gettext_lazy("expected to leave"),
    "expected_to_arrive": gettext_lazy("expected to arrive"),
    "arrived": gettext_lazy("arrived"),
    "registered": gettext_lazy("registered"),
    "not_registered": gettext_lazy("not registered"),
    "relocated": gettext_lazy("relocated"),
    "present": gettext_lazy("present"),
    "remaining": gettext_lazy("remaining"),
    "homeless": gettext_lazy("homeless"),
    "affected": gettext_lazy("affected"),
    "need_housing": gettext_lazy("in need of housing"),
    "killed": gettext_lazy("killed"),
    "capacity": gettext_lazy("places announced"),
    "population": gettext_lazy("population"),
    "in_state_rooms": gettext_lazy("in state rooms"),
    # how a speaker stands to what is said
    "asserts": gettext_lazy("says"),
    "estimates": gettext_lazy("estimates"),
    "predicts": gettext_lazy("predicts"),
    "denies": gettext_lazy("denies"),
    "rejects": gettext_lazy("rejects"),
    "fears": gettext_lazy("fears"),
    "guarantees": gettext_lazy("guarantees"),
    "claims": gettext_lazy("claims"),
    "accuses": gettext_lazy("accuses"),
    "criticises": gettext_lazy("criticises"),
    "supports": gettext_lazy("supports"),
    "hypothetical": gettext_lazy("supposes"),
    "uncertain": gettext_lazy("is not sure"),
    "unknown": gettext_lazy("says nobody knows"),
    # in which mood a figure is told, and what a person lets it stand for
    "future": gettext_lazy("still to come"),
    "conditional": gettext_lazy("only if something else happens"),
    "possible": gettext_lazy("possible"),
    "presupposed": gettext_lazy("taken for granted in a question"),
    "low": gettext_lazy("low"),
    "recommended": gettext_lazy("recommended"),
    "high": gettext_lazy("high"),
    # who speaks
    "outlet": gettext_lazy("the report itself"),
    "party_to_conflict": gettext_lazy("a party to the conflict"),
    "government_of_receiving_state": gettext_lazy("government of the receiving state"),
    "government_of_origin_state": gettext_lazy("government of the state of origin"),
    "third_state": gettext_lazy("another state"),
    "government": gettext_lazy("a government"),
    "affected_population": gettext_lazy("the people affected"),
    "humanitarian_org": gettext_lazy("a humanitarian organisation"),
    "other": gettext_lazy("somebody else"),
    # the hard rules of a housing policy
    "rule_accessible": gettext_lazy("step-free rooms for who cannot climb stairs"),
    "rule_winterised": gettext_lazy("heated rooms for who needs them"),
    "rule_winter": gettext_lazy("no cold room in winter"),
    "rule_hospital": gettext_lazy("a hospital near for who needs one"),
    "rule_electricity": gettext_lazy("power of its own for who needs it"),
    # what is asked on the housing pages
    "open_rooms": gettext_lazy("rooms to open"),
    "open_beds": gettext_lazy("beds in each"),
    "more_percent": gettext_lazy("more arrivals, in per cent"),
    "move": gettext_lazy("why they are moved"),
    "reason": gettext_lazy("reason"),
    "room": gettext_lazy("room"),
    "desk": gettext_lazy("desk"),
    # states of claims and placements
    "proposed": gettext_lazy("proposed"),
    "accepted": gettext_lazy("accepted"),
    "edited": gettext_lazy("accepted with changes"),
    "rejected": gettext_lazy("rejected"),
    "confirmed": gettext_lazy("confirmed"),
    "refused": gettext_lazy("refused"),
    "unsure": gettext_lazy("unsure"),
    "placed": gettext_lazy("placed"),
    "occupied": gettext_lazy("occupied"),
    "free": gettext_lazy("free"),
    "blocked": gettext_lazy("blocked"),
    "waiting": gettext_lazy("waiting"),
    "held": gettext_lazy("held"),
    # by what a report on fairness groups households
    "sex_of_head": gettext_lazy("by the sex of the head of the household"),
    "size": gettext_lazy("by the size of the household"),
    "disability": gettext_lazy("by whether somebody cannot climb stairs"),
    "community": gettext_lazy("by community"),
    "arrival_day": gettext_lazy("by the day of arrival"),
    "few": gettext_lazy("small groups together"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "closing": gettext_lazy("closing"),
    "moved_in": gettext_lazy("moved in"),
    "no_show": gettext_lazy("did not come"),
    "moved_on": gettext_lazy("moved on"),
    "override_asked": gettext_lazy("waits for a second signature"),
    "child_protection": gettext_lazy("with child protection"),
    # why somebody who has rooms is moved
    "site_closing": gettext_lazy("the site closes"),
    "safety": gettext_lazy("it is not safe there"),
    "reunification": gettext_lazy("relatives are brought together"),
    "closed": gettext_lazy("not open"),
    # needs and rooms
    "mobility": gettext_lazy("step-free rooms"),
    "winter": gettext_lazy("a heated room"),
    "hospital": gettext_lazy("a hospital near"),
    "electricity": gettext_lazy("electricity for a device"),
    "warm": gettext_lazy("warm"),
}


def rounded(value: float, range_width: float = math.inf) -> str:
    """``72,000``: a foreseen number with two digits that mean something, never more exact than it is.

    A narrow range knows more: its ends are told apart, in steps of at most a fifth of ``range_width``.
    """
    if value < 100:
        return number(round(value))
    two_digits = math.floor(math.log10(value)) - 1
    tells_apart = math.floor(math.log10(max(range_width / 5, 1))) if range_width < math.inf else two_digits
    step = 10 ** min(two_digits, tells_apart)
    return number(round(value / step) * step)


def figure_words(value: float | None, qualifier: str, unit: str) -> str:
    """``at least 40,000 people``; without a number the words alone."""
    if value is None:
        # Translators: for example "in words only: people".
        return pgettext("figure without a number", "{qualifier}: {unit}").format(
            qualifier=word(qualifier), unit=word(unit)
        )
    plain = pgettext("figure", "{number} {unit}").format(number=number(value), unit=word(unit))
    if qualifier == "as_stated":
        return str(plain)
    # Translators: for example "at least 40,000 people".
    return str(
        pgettext("hedged figure", "{qualifier} {figure}").format(qualifier=word(qualifier), figure=plain)
    )


def roofs_sentence(full: RoofsFull) -> str:
    """When the places that somebody announced run out, with the range and what the plain rate says."""
    places, passes = number(full.capacity.value), full.passes
    if passes.already:
        return gettext("The {places} places were full at {moment}.").format(
            places=places, moment=moment(passes.p50)
        )
    if passes.p05 is None:
        return gettext(
            "The {places} places very likely (95 %) last for the whole fourteen days foreseen."
        ).format(places=places)
    if passes.p95 is None:
        return gettext(
            "The {places} places may be full from {first} on; that they last longer than fourteen days is possible too."
        ).format(places=places, first=moment(passes.p05))
    return gettext("The {places} places very likely (90 %) run out between {first} and {last}.").format(
        places=places, first=moment(passes.p05), last=moment(passes.p95)
    )


def claim_figure(content: Mapping[str, Any]) -> str:
    """The number of a figure as it was said: a point, a bound, a range, or words only."""
    value, low, high = content.get("value"), content.get("low"), content.get("high")
    unit, qualifier = content.get("unit") or "", content.get("qualifier") or "as_stated"
    if qualifier == "range" and low is not None and high is not None:
        # Translators: for example "70,000 to 90,000 people".
        return str(pgettext("range", "{low} to {high} {unit}")).format(
            low=number(low), high=number(high), unit=word(unit)
        )
    if value is None and qualifier == "vague":
        return gettext("“{words}”, no number said").format(words=content.get("number_text") or "")
    return figure_words(next((n for n in (value, low, high) if n is not None), None), qualifier, unit)


# Words for probabilities: the scale of the Intergovernmental Panel on Climate Change (guidance note, 2010), shortened.
_LIKELY = (
    (0.99, gettext_lazy("almost certain")),
    (0.90, gettext_lazy("very likely")),
    (0.66, gettext_lazy("likely")),
    (0.33, gettext_lazy("about as likely as not")),
    (0.10, gettext_lazy("unlikely")),
    (0.0, gettext_lazy("very unlikely")),
)


def probability_words(value: float) -> str:
    """``very likely, 96 %``: words with the number, never a number alone."""
    words = next(words for least, words in _LIKELY if value >= least)
    # Translators: a probability in words, then as a number.
    return pgettext("probability", "{words}, {percent}").format(words=words, percent=percent(value))


def percent(value: float) -> str:
    """A whole number of hundredths, never 0 % or 100 %: nothing here is that sure."""
    return gettext("{number} %").format(number=min(99, max(1, round(value * 100))))


_QUESTIONS = {
    "leaving": gettext_lazy("How many are leaving?"),
    "expected_to_leave": gettext_lazy("How many will leave?"),
    "expected_to_arrive": gettext_lazy("How many will arrive?"),
    "capacity": gettext_lazy("How many places are there?"),
    "need_housing": gettext_lazy("How many need a roof?"),
    "arrived": gettext_lazy("How many have arrived?"),
    "registered": gettext_lazy("How many are registered?"),
    "population": gettext_lazy("How many people live there?"),
    "killed": gettext_lazy("How many were killed?"),
    "displaced": gettext_lazy("How many were displaced?"),
    "fled": gettext_lazy("How many have fled?"),
}
# The questions that statements without a number answer, by their topic.
_TOPIC_QUESTIONS = {
    "reason_for_leaving": gettext_lazy("Why are they leaving?"),
    "rights_of_population": gettext_lazy("Are their rights guaranteed?"),
    "repression; ethnic cleansing": gettext_lazy("What do they fear?"),
    "family_tracing_service": gettext_lazy("Who helps those who lost each other?"),
    "housing_gap": gettext_lazy("Where is room missing?"),
    "return": gettext_lazy("Can they go back?"),
    "access": gettext_lazy("Is the road open?"),
    "humanitarian_situation": gettext_lazy("What do they need?"),
    "movement": gettext_lazy("Who is on the move?"),
    "security_situation": gettext_lazy("Is it safe there?"),
    "season_constraint": gettext_lazy("How long until the cold or the rains?"),
    "open_question": gettext_lazy("What does nobody know?"),
    "political": gettext_lazy("What do the powers say of each other?"),
    "political_stability": gettext_lazy("Do the governments stand firm?"),
}


def topic_question(topic: str) -> str:
    """The question that statements on a topic answer; the topic itself when it has none."""
    return str(_TOPIC_QUESTIONS[topic]) if topic in _TOPIC_QUESTIONS else word(topic)


def question(counts: str) -> str:
    """The question that a count answers, as a planner asks it."""
    if counts in _QUESTIONS:
        return str(_QUESTIONS[counts])
    return gettext("How many: {what}?").format(what=word(counts))
