"""One word for one thing: what a class is called stands in the glossary."""

import re
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps

import kinward.model

ROOT = Path(__file__).parents[2]

# Not words of the trade: what Kinward's own machinery is called, with the reason why nobody has to learn it.
MACHINERY = {
    "Account manager": "Django's name for how an account is found",
    "Band": "a stretch of capacity in a policy table; the policy's comments explain it",
    "Band outcome": "how far a plan kept to a band",
    "Explanation": "why one household sleeps where it does, as a page shows it",
    "Expected households": "arrivals not yet here, as the prices of rooms count them",
    "Fairness row": "one line of the fairness page",
    "Housing question": "everything a plan is asked, in one value",
    "Draft": "an event before the journal gave it its place",
    "Event kind": "the list of events, kinward.model.kinds",
    "Incarnation": "a device's journal stream since its last restore",
    "Journal body": "an event's body, kept apart so that it can be erased",
    "Journal erasure": "which bodies an erased decision names",
    "Journal event": "an event's header",
    "Journal quarantine": "events kept apart for a person to look at",
    "Message": "a sentence with gaps, to be translated",
    "Problem": "something wrong in what we were given",
    "Record facts": "what authorise must know of a record",
    "Occupancy on day": "one day of a site on the occupancy curve",
    "Price table": "what each room is worth in points, by band: the desk decides from it",
    "Region price": "one line of the table of what is missing where",
    "Rule removed": "a hard rule and how many sites it takes from a household's choice",
    "Term": "one line of the points of a place",
    "What if outcome": "the plan with a change beside the plan without it",
    "Views version": "which projections made the views",
}


def glossary() -> str:
    return (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def defined_words() -> set[str]:
    """The words in bold, in small letters: each is explained where it is bold."""
    return {word.lower() for word in re.findall(r"\*\*([^*]+)\*\*", glossary())}


def words_of(class_name: str) -> str:
    """``TracingRequest`` is "Tracing request"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", class_name).capitalize()


def model_classes() -> set[str]:
    """What a caseworker could meet: the values of kinward.model and the tables of storage; no errors, no closed lists."""
    found = {model.__name__ for model in apps.get_models() if model.__module__.startswith("kinward.")}
    for module in iter_modules(kinward.model.__path__, "kinward.model."):
        for name, value in vars(import_module(module.name)).items():
            own = isinstance(value, type) and value.__module__ == module.name and not name.startswith("_")
            if own and not issubclass(value, Enum | Exception) and not getattr(value, "_is_protocol", False):
                found.add(name)
    return found


def test_every_class_is_called_as_in_the_glossary() -> None:
    words = sorted({words_of(name) for name in model_classes()})
    unexplained = [word for word in words if word not in MACHINERY and word.lower() not in defined_words()]
    assert not unexplained, (
        "explain each as **word** in docs/glossary.md, or say in MACHINERY why nobody has to learn it"
    )


def test_no_excuse_stands_for_a_class_that_is_gone() -> None:
    gone = set(MACHINERY) - {words_of(name) for name in model_classes()} - {"Account manager"}
    assert not gone


def test_no_word_is_both_explained_and_to_be_avoided() -> None:
    rows = [row.split("|") for row in glossary().splitlines() if row.startswith("| **")]
    avoided = {
        word.strip() for row in rows if len(row) > 4 for word in re.split(r"[;,]", row[3]) if word.strip()
    }
    assert avoided
    assert not avoided & defined_words()


def test_every_word_is_explained_once() -> None:
    words = [word.lower() for row in glossary().splitlines() for word in re.findall(r"\*\*([^*]+)\*\*", row)]
    assert sorted(words) == sorted(set(words))
