"""The line of one person, asked in the order of the paper form, at the desk, on the telephone and for a group."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from kinward.casework.register_household import PersonForm
from kinward.model.written_name import NameKind
from kinward.web.casework_pages.asked import Asked, Field

SEXES = (("", _("not said")), ("f", _("female")), ("m", _("male")), ("x", _("other")))
# What somebody is to the first of the household.
TO_THE_FIRST = (
    ("", _("not said")), ("spouse", _("spouse")), ("child", _("child")), ("mother", _("mother")),
    ("father", _("father")), ("sibling", _("brother or sister")), ("grandchild", _("grandchild")),
    ("grandparent", _("grandparent")), ("other", _("somebody else")),
)  # fmt: skip

NAMES = (
    Field("given", _("Given name"), "name"),
    Field("family", _("Family name"), "name"),
    Field("father", _("Father's name"), "name"),
    Field("home", _("Called at home"), "name"),
)
AGE_AND_PLACE = (
    Field("sex", _("Sex"), "choose", choices=SEXES, size="small"),
    Field("age", _("Age or born"), "text", hint=_("8, ~8, 6-10, or 2015-03-09"), size="small"),
    Field("place", _("Town or village"), "name"),
)
PHONE = Field("phone", _("Telephone"), "tel")
RELATION = Field("relation", _("To the first"), "choose", choices=TO_THE_FIRST, size="small")
ALONE = Field("alone", _("A child who seems to be alone"), "tick")
TELL_NOBODY = Field("tell_nobody", _("Tell nobody"), "tick")

# On lines that stand under each other what an age may look like is said once, above them.
_AGE_UNHINTED = replace(AGE_AND_PLACE[1], hint="")
AT_THE_DESK = (*NAMES, AGE_AND_PLACE[0], _AGE_UNHINTED, AGE_AND_PLACE[2], RELATION, PHONE, ALONE, TELL_NOBODY)
OF_A_GROUP = (*NAMES[:3], AGE_AND_PLACE[0], _AGE_UNHINTED, AGE_AND_PLACE[2], TELL_NOBODY)

_KINDS = {
    "name": NameKind.WHOLE,
    "given": NameKind.GIVEN,
    "family": NameKind.FAMILY,
    "father": NameKind.FATHER,
    "home": NameKind.HOME,
}


def is_empty(asked: Asked, number: int) -> bool:
    """Whether nothing at all is written in a line."""
    return not any(
        value for name in asked.post if name.startswith(f"p{number}-") for value in asked.texts(name)
    )


def person_of(asked: Asked, number: int) -> PersonForm:
    """The person of a line as typed. An age that looks like a date of birth is one."""

    def text(name: str) -> str:
        return asked.text(f"p{number}-{name}")

    age, born = text("age"), ""
    if age[:4].isdecimal() and len(age) >= 4:
        age, born = "", age
    relative = text("relative_name")
    return PersonForm(
        names=tuple((text(name), kind) for name, kind in _KINDS.items() if text(name)),
        sex=text("sex"),
        age=age,
        born=born,
        place=text("place"),
        address_before=text("address_before"),
        phones=(text("phone"),) if text("phone") else (),
        documents=(text("document"),) if text("document") else (),
        relatives=((text("relative_relation") or "other", relative),) if relative else (),
        companions=(text("companion"),) if text("companion") else (),
        relation_to_first=text("relation"),
        seems_alone=asked.ticked(f"p{number}-alone"),
        tell_nobody=asked.ticked(f"p{number}-tell_nobody"),
    )
