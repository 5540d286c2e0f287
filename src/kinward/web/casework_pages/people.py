"""Looking somebody up, a person's page with every value and its speaker, and what can be said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kinward import wiring
from kinward.casework.correct_value import CORRECTED, correct_value
from kinward.casework.hold import place_hold
from kinward.casework.register_household import PersonForm
from kinward.casework.search_people import search_people
from kinward.casework.see_person import PersonPage, ValueSeen, see_person
from kinward.casework.see_requests import request_of_code
from kinward.casework.whereabouts import WhereaboutsForm, record_whereabouts, state_fate
from kinward.model.code import code_as_typed
from kinward.model.description import Description
from kinward.model.partial import PartialDate
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action
from kinward.model.written_name import NameKind, written_name
from kinward.register.as_said import Wrong, age_said, born_said
from kinward.web.casework_pages.asked import Asked, Field, moved_on, shown_form, tried, unfocused
from kinward.web.casework_pages.person_line import SEXES
from kinward.web.guard import may_try
from kinward.web.shown import moment, word
from kinward.web.templatetags.casework import age_words, document_words
from kinward.web.visit import Visit

SEARCH = (
    Field("name", _("Name, in any script"), "name", first=True),
    Field("age", _("Age or born"), "text", hint=_("8, ~8, 6-10, or 2015-03-09"), size="small"),
    Field("place", _("Town or village"), "name"),
    Field("phone", _("Telephone"), "tel"),
    Field("code", _("Or the code of a slip"), "code", size="small"),
)


def search(visit: Visit) -> HttpResponse:
    """Who is it? By POST, so that no name stands in an address."""
    if visit.request.method != "POST":
        return visit.show("casework/search.html", form=shown_form(visit, SEARCH), found=None)
    asked = Asked(visit.request.POST)
    wanted = tried(asked, lambda: _wanted(asked, visit))
    found, request = None, None
    if wanted is not None:
        # A code typed into the box of the name is taken as one; if nobody has it, it was a name after all.
        for code in (asked.text("code") or _as_code(asked.text("name")), ""):
            found = search_people(visit.outside, wiring.meeting(), visit.actor, wanted, visit.purpose, code)
            if code and not found and may_try(visit.actor, Action.SEE_TRACING_REQUEST):
                request = request_of_code(visit.outside, visit.actor, visit.purpose, code)
            if found or request or asked.text("code") or not code:
                break
    shown = shown_form(visit, unfocused(SEARCH), asked=asked)
    return visit.show(
        "casework/search.html",
        form=shown,
        found=found,
        request_found=request,
        status=422 if shown.faults else 200,
    )


def _as_code(name: str) -> str:
    return name if code_as_typed(name) else ""


def _wanted(asked: Asked, visit: Visit) -> Description:
    """What is looked for. Raises BadInputError when there is nothing to look for, or it cannot be read."""
    name, age, today = asked.text("name"), asked.text("age"), visit.outside.now().date()
    problems = []
    if not any(asked.text(one.name) for one in SEARCH):
        do = Message("write a name, a place, a telephone number or a code")
        problems.append(Problem(Message("there is nothing to look for"), do, column="name"))
    if name and isinstance(why := written_name(name, NameKind.WHOLE), Message):
        problems.append(Problem(why, Message("type it again without that character"), column="name"))
    born: tuple[PartialDate, ...] = ()
    if age:
        is_date = age[:4].isdecimal() and len(age) >= 4
        found = born_said(age, today) if is_date else age_said(age, today)
        if isinstance(found, Wrong):
            problems.append(Problem(found.what, found.do, column="age"))
        else:
            days = found["value"]
            earliest, latest = (date.fromisoformat(days[end]) for end in ("earliest", "latest"))
            born = (PartialDate(earliest, latest),)
    if problems:
        raise BadInputError(problems)
    return Description(
        id="wanted",
        whole_names=(name,) if name else (),
        born=born,
        places=(asked.text("place"),) if asked.text("place") else (),
        phones=(asked.text("phone"),) if asked.text("phone") else (),
    )


# ------------------------------------------------------------------------------------------------ a person's page

FIELD_WORDS = {
    "name": _("Names"), "sex": _("Sex"), "age": _("Age"), "born": _("Born"), "place": _("From"),
    "address_before": _("Address before"), "phone": _("Telephone"), "document": _("Documents"),
    "identifier": _("Other numbers"), "relative": _("Relatives named"), "companion": _("Came with"),
    "kinship": _("Kin here"), "household": _("Household"), "group": _("Group"), "arrival": _("Arrived"),
    "whereabouts": _("Where they are"), "detention": _("Detention"), "fate": _("Fate"), "alone": _("Seems alone"),
    "protection_status": _("Child protection"), "hold": _("Tell nobody"), "permission": _("May be told"),
    "note": _("Note"), "last_contact": _("Last contact"), "recorded_as": _("Recorded as"),
    "form_number": _("Paper form"), "call_back": _("Call back"), "must_not_learn": _("Must not learn"),
    "message": _("Message"), "language": _("Language"), "hold_lifting": _("Hold lifted"),
    "permission_withdrawal": _("Permission withdrawn"),
}  # fmt: skip
NAME_KINDS = {
    "whole": _("whole name"), "given": _("given name"), "family": _("family name"), "father": _("father's name"),
    "home": _("called at home"), "former": _("former name"),
}  # fmt: skip
WHERE = (
    ("site", _("in a site")), ("host_address", _("with somebody, at an address")), ("hospital", _("in a hospital")),
    ("stayed_behind", _("stayed behind")), ("left_country", _("left for another country")),
    ("unknown", _("nobody knows")),
)  # fmt: skip
FATES = (
    ("alive", _("alive")), ("reported_dead", _("reported dead")),
    ("confirmed_dead", _("dead, confirmed by an authority")), ("unknown", _("nobody knows")),
)  # fmt: skip
_WORDS: Mapping[str, object] = {
    **dict(WHERE), **dict(FATES), **{value: words for value, words in SEXES if value}, "reported_detained": _("reported detained"),
    "unaccompanied": _("unaccompanied"), "separated": _("separated"), "with_caregiver": _("with a caregiver"),
    "trace": _("for tracing"), "parent": _("parent"), "child": _("child"), "spouse": _("spouse"),
    "sibling": _("brother or sister"), "mother": _("mother"), "father": _("father"), "grandparent": _("grandparent"),
    "grandchild": _("grandchild"), "registered": _("registered"), "sought": _("sought"), "enquirer": _("enquirer"),
}  # fmt: skip
# Said inside the machine or shown elsewhere on the page.
_NOT_LISTED = frozenset({"recorded_as", "household", "group", "hold_lifting", "permission_withdrawal"})


@dataclass(frozen=True, slots=True)
class ValueWords:
    """A value as words, with who said it; ``key`` names it in a correction."""

    key: str
    words: str
    name: bool
    by: str
    desk: str
    at: str
    replaced: bool
    heading: object = ""


@dataclass(frozen=True, slots=True)
class FieldWords:
    """A field's heading and its values; several that disagree stand side by side."""

    field: str
    heading: object
    values: tuple[ValueWords, ...]
    disagree: bool


def person(visit: Visit, person: UUID) -> HttpResponse:
    """Everything this worker may see of a person."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)
    fields = [
        FieldWords(
            seen.field,
            FIELD_WORDS.get(seen.field, word(seen.field)),
            tuple(_value(value, page) for value in seen.standing),
            seen.disagree,
        )
        for seen in page.fields
        if seen.field not in _NOT_LISTED
    ]
    actions = {
        "say": Action.CORRECT_VALUE, "hold": Action.PLACE_HOLD, "whereabouts": Action.RECORD_WHEREABOUTS,
        "death": Action.RECORD_DEATH_OR_DETENTION, "permissions": Action.SEE_PERMISSIONS,
    }  # fmt: skip
    return visit.show(
        "casework/person.html",
        page=page,
        fields=fields,
        history=[_value(value, page) for value in reversed(page.history)],
        masked=[FIELD_WORDS.get(field, word(field)) for field in page.masked],
        may={name: may_try(visit.actor, action) for name, action in actions.items()},
    )


def _value(value: ValueSeen, page: PersonPage) -> ValueWords:
    return ValueWords(
        value.key, _words(value, page), value.field == "name", value.by, value.desk, value.written_at, value.replaced,
        FIELD_WORDS.get(value.field, word(value.field)),
    )  # fmt: skip


def _words(value: ValueSeen, page: PersonPage) -> str:
    said: Any = value.value
    if isinstance(said, bool):
        return gettext("yes") if said else gettext("no")
    if not isinstance(said, Mapping):
        return document_words(said) if value.field == "document" else str(_WORDS.get(str(said), said))
    if value.field == "kinship":
        other = next((one for one in page.members if one.id == said["other"]), None)
        name = " ".join(line.text for line in other.names) if other else gettext("somebody of the household")
        return f"{_word(said['relation'])}: {name}"
    if value.field == "name":
        return f"{said['text']} ({NAME_KINDS.get(said['kind'], said['kind'])})"
    return ", ".join(_parts(value.field, said))


def _parts(field: str, said: Mapping[str, Any]) -> list[str]:
    shown = {
        "relative": ("relation", "name"), "arrival": ("crossing", "at"), "permission": ("recipient", "purpose"),
        "whereabouts": ("kind", "place", "since", "source"), "detention": ("kind", "place", "since", "source"),
        "fate": ("fate", "source"), "hold": ("reason",), "last_contact": ("on", "place", "with"),
    }.get(field, ("said", "text"))  # fmt: skip
    return [
        moment(said[part])
        if part in {"at", "since"}
        else (age_words if field == "age" else _word)(str(said[part]))
        for part in shown
        if said.get(part)
    ]


def _word(text: str) -> str:
    return str(_WORDS.get(text, text))


# ------------------------------------------------------------------------------------------- saying something of them

SAY = (
    Field(
        "what", _("What do you know?"), "choose", first=True, size="small",
        choices=(
            ("given", _("given name")), ("family", _("family name")), ("father", _("father's name")),
            ("home", _("called at home")), ("former", _("former name")), ("sex", _("sex (f, m or x)")),
            ("age", _("age")), ("born", _("born")), ("place", _("town or village")),
            ("address_before", _("address before")), ("phone", _("telephone")), ("companion", _("came with")),
            ("document", _("document")),
        ),
    ),
    Field("value", _("As they say it"), "name"),
    Field("replaces", _("Which value is wrong?"), "ticks", hint=_("Tick none, and both stand side by side.")),
)  # fmt: skip
HOLD = (
    Field("reason", _("Why?"), "text", hint=_("In a few words. Only child protection reads it."), first=True),
)
WHEREABOUTS = (
    Field("kind", _("Where are they?"), "pick", choices=WHERE),
    Field("place", _("Which place?"), "name", hint=_("Name of the site, hospital, village or country.")),
    Field("since", _("Since when?"), "moment", size="small"),
    Field("source", _("Who says so?"), "name"),
)
DEATH = (
    Field(
        "fate",
        _("What is reported?"),
        "pick",
        choices=(*FATES[1:3], ("reported_detained", _("reported detained"))),
    ),
    Field("place", _("Where, if it was said?"), "name"),
    Field("source", _("Who says so?"), "name"),
)


def say(visit: Visit, person: UUID) -> HttpResponse:
    """A second value beside the first, or a correction that names what it replaces."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)
    values = [
        (value.key, f"{FIELD_WORDS.get(seen.field, seen.field)}: {_words(value, page)}")
        for seen in page.fields
        if seen.field in CORRECTED
        for value in seen.standing
    ]
    fields = (*SAY[:2], Field(SAY[2].name, SAY[2].label, SAY[2].kind, SAY[2].hint, tuple(values)))

    def write(asked: Asked) -> None:
        correct_value(
            visit.outside, visit.actor, asked.form_id(), str(person), _one_value(asked), visit.purpose,
            asked.texts("replaces"),
        )  # fmt: skip

    return _saying(visit, person, page, fields, write, gettext("What is right?"))


def _one_value(asked: Asked) -> PersonForm:
    what, value = asked.text("what"), asked.text("value")
    if what in {"given", "family", "father", "home", "former"}:
        return PersonForm(names=((value, NameKind(what)),) if value else ())
    many = {"phone": "phones", "document": "documents", "companion": "companions"}
    if what in many:
        return PersonForm(**{many[what]: (value,)})  # type: ignore[arg-type]  # three fields of one type
    if what in {"sex", "age", "born", "place", "address_before"}:
        return PersonForm(**{what: value})  # type: ignore[arg-type]  # five fields of one type
    do = Message("choose one of the list")
    raise BadInputError([Problem(Message("this cannot be said here"), do, column="what")])


def hold(visit: Visit, person: UUID) -> HttpResponse:
    """Tell nobody."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)

    def write(asked: Asked) -> None:
        place_hold(
            visit.outside, visit.actor, asked.form_id(), str(person), asked.text("reason"), visit.purpose
        )

    title = gettext("Shall nobody be told about this person?")
    warning = gettext(
        "From now on this person is shown to child protection only, also not to you. To lift it takes somebody else."
    )
    return _saying(visit, person, page, HOLD, write, title, warning=warning, to="today")


def whereabouts(visit: Visit, person: UUID) -> HttpResponse:
    """One more entry of the history of where somebody is."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)

    def write(asked: Asked) -> None:
        form = WhereaboutsForm(
            asked.form_id(), str(person), asked.text("kind"), asked.text("place"), asked.text("source"),
            asked.moment("since"),
        )  # fmt: skip
        if asked.problems:
            raise BadInputError(asked.problems)
        record_whereabouts(visit.outside, visit.actor, form, visit.purpose)

    return _saying(visit, person, page, WHEREABOUTS, write, gettext("Where is this person now?"))


def death(visit: Visit, person: UUID) -> HttpResponse:
    """A report of death or detention: sealed, closes nothing, is never shown to an enquirer."""
    page = see_person(visit.outside, visit.actor, str(person), visit.purpose)

    def write(asked: Asked) -> None:
        form_id, what, source = asked.form_id(), asked.text("fate"), asked.text("source")
        if what == "reported_detained":
            form = WhereaboutsForm(form_id, str(person), what, asked.text("place"), source)
            record_whereabouts(visit.outside, visit.actor, form, visit.purpose)
        else:
            state_fate(visit.outside, visit.actor, form_id, str(person), what, source, visit.purpose)

    warning = gettext(
        "A report closes no search and is told to no family by this program. Child protection and the data-protection officer see it."
    )
    return _saying(visit, person, page, DEATH, write, gettext("What is reported?"), warning=warning)


def _saying(
    visit: Visit,
    person: UUID,
    page: PersonPage,
    fields: tuple[Field, ...],
    write: Any,  # noqa: ANN401  # a function of Asked
    title: str,
    *,
    warning: str = "",
    to: str = "person",
) -> HttpResponse:
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        sent = asked

        def written() -> bool:
            write(sent)
            return True

        if tried(asked, written):
            return moved_on(visit, to, **({"person": person} if to == "person" else {}))
    known = {"since": f"{timezone.localtime(visit.outside.now()):%Y-%m-%dT%H:%M}"}
    form = shown_form(visit, fields, asked=asked, known=known)
    return visit.show(
        "casework/saying.html",
        page=page,
        form=form,
        asks=list(form.fields.values()),
        title=title,
        warning=warning,
        status=422 if asked else 200,
    )
