"""Write down a count as somebody stated it: how many had come, were registered or slept in state rooms by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.model.event import Actor, Draft, derived_id, moment_text
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import said, wrong_with_line

MEASURES = ("arrived", "registered", "in_state_rooms", "vehicles")
MOST = 2_000_000_000  # what every database holds as a whole number, and half as many again as any country has people


@dataclass(frozen=True, slots=True)
class CountForm:
    """One number with its speaker. ``form_id`` is made by the client."""

    form_id: UUID
    measure: str
    at: datetime
    value: int
    speaker: str
    source: str = ""


def state_counts(outside: Outside, actor: Actor, forms: Iterable[CountForm]) -> int:
    """Write counts down; returns how many were new. Raises BadInputError, NothingHereError."""
    now = outside.now()
    opened(outside, actor, Action.STATE_COUNT, new_record("count", actor, now), Purpose.FORESEE)
    chosen = list(forms)
    problems = [
        Problem(what, do, row=number, column=column)
        for number, form in enumerate(chosen, start=1)
        for column, what, do in _wrong(form, now)
    ]
    if problems:
        raise BadInputError(problems)
    drafts = [
        Draft(
            derived_id(form.form_id, 1),
            "count_stated",
            derived_id(form.form_id, 0),
            {
                "said": [
                    said(
                        "count",
                        {
                            "measure": form.measure,
                            "at": moment_text(form.at),
                            "value": form.value,
                            "speaker": form.speaker,
                            "source": form.source,
                        },
                    )
                ]
            },
            Purpose.FORESEE.value,
            form.at,
        )
        for form in chosen
    ]
    return len(outside.journal.append(drafts, actor).events)


def _wrong(form: CountForm, now: datetime) -> Iterable[tuple[str, Message, Message]]:
    check = Message("check it")
    if form.measure not in MEASURES:
        yield "measure", Message("there is no such measure"), check
    if form.value < 0:
        yield "value", Message("a count cannot be below 0"), check
    if form.value > MOST:
        yield "value", Message("no such number of people is counted"), check
    if form.at > now:
        yield "at", Message("this moment is still to come"), check
    if not form.speaker.strip():
        yield "speaker", Message("nobody is named who said it"), check
    for field, text in (("speaker", form.speaker), ("source", form.source)):
        if wrong := wrong_with_line(field, text):
            yield field, wrong.what, wrong.do
