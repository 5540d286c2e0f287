"""Look for somebody among the people registered: the best of everyone, and of those only whom this worker may see."""

from dataclasses import dataclass

from kinward.casework.facts import facts_of_person, those_to_show
from kinward.casework.meet import Meeting, rank_now, rank_now_among
from kinward.casework.opening import opened
from kinward.casework.ports import Outside, PersonLine
from kinward.model.code import code_as_typed
from kinward.model.description import Description
from kinward.model.event import Actor, moment_text
from kinward.model.protection import Action, Purpose, Role
from kinward.protect.authorise import PAGE
from kinward.protect.roles import DESK_MEMORY
from kinward.reunite.index import Ranking

# Twice what is shown is looked at, so that people this worker may not see do not shorten the list much.
SHOWN_MOST = 20
# More than the quickest desk of the crossing wrote in a day.
_OWN_DAY_MOST = 5_000
# Under this a likeness is chance: better to say that nobody fits than to fill the page.
_BITS_LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Found:
    """One person found, with the weight of what fits in bits."""

    person: PersonLine
    weight_bits: float


def search_people(
    outside: Outside, meeting: Meeting, actor: Actor, wanted: Description, purpose: Purpose, code: str = ""
) -> tuple[Found, ...]:
    """The people who fit best and whom this worker may see; the search and the disclosure of each are recorded.

    ``code`` is what stands on a slip; it finds one person, or a household's people. Nothing tells whether others fit who may not be shown:
    a registrar searches what this desk wrote in the last 24 hours and nothing else.
    """
    opened(outside, actor, Action.SEARCH_PEOPLE, PAGE, purpose)
    # That somebody looked is written down also when nobody was found: trying names until one is here is seen.
    outside.read_log.disclose(
        actor, Action.SEARCH_PEOPLE, purpose, "page", "", _asked_for(wanted, code), "shown"
    )
    if code:
        ranked = _by_code(outside, code)
    else:
        ranking = _ranking(outside, meeting, actor, wanted)
        ranked = [(one.person, one.weight_bits) for one in ranking.ranked if one.weight_bits >= _BITS_LEAST]
    lines = outside.views.people([person for person, _bits in ranked])
    now = outside.now()
    things = [
        (Found(lines[person], bits), facts_of_person(lines[person], now))
        for person, bits in ranked
        if person in lines
    ]
    shown = those_to_show(outside, actor, Action.SEE_PERSON, things, purpose)
    return tuple(found for found, _allowed in shown[:SHOWN_MOST])


# The fields of a description that a search may fill, as the read log calls them.
_FIELDS_ASKED = {
    "name": ("whole_names", "given_names", "family_names", "father_names", "home_names", "former_names"),
    "sex": ("sexes",), "born": ("born",), "place": ("places",), "phone": ("phones",), "document": ("documents",),
    "identifier": ("identifiers",), "relative": ("relatives",), "address_before": ("addresses_before",),
}  # fmt: skip


def _asked_for(wanted: Description, code: str) -> list[str]:
    """What was searched by: names of fields, never what stood in them."""
    if code:
        return ["code"]
    return [
        field
        for field, attributes in _FIELDS_ASKED.items()
        if any(getattr(wanted, one) for one in attributes)
    ]


def _by_code(outside: Outside, code: str) -> list[tuple[str, float]]:
    """The person of that code, or everybody of the household of that code."""
    typed = code_as_typed(code)
    if not typed:
        return []
    person = outside.views.person_by_code(typed)
    household = None if person else outside.views.household_by_code(typed)
    people = [person] if person else outside.views.household_members(household) if household else []
    return [(one, 0.0) for one in people]


def _ranking(outside: Outside, meeting: Meeting, actor: Actor, wanted: Description) -> Ranking:
    """A desk sees only its own day, so only those are weighed for it; for others everyone."""
    if actor.roles <= {Role.REGISTRAR}:
        since = moment_text(outside.now() - DESK_MEMORY)
        own = [person.id for person in outside.views.people_of_desk(actor.device, since, _OWN_DAY_MOST)]
        return rank_now_among(outside, meeting, wanted, own, 2 * SHOWN_MOST)
    return rank_now(outside, meeting, wanted, 2 * SHOWN_MOST)
