"""Write down a count as somebody stated it: how many had come, were registered or slept in state rooms by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import CountLine, Outside
from kinward.model.event import Actor, Draft, derived_id, moment_text
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.protection import Action, Purpose
from kinward.protect.authorise import new_record
from kinward.register.as_said import said, wrong_with_line

MEASURES = ("arrived", "registered", "in_state_rooms", "vehicles")
MOST = 2_000_000_000  # what every database holds as a whole number, and half as many again as any country has people
# A total that grew to more than this many times the one before it is asked about, as soon as so many people make a difference.
_TIMES_ASKED, _PEOPLE_AT_LEAST = 10, 1000
# Ten million fled from East Bengal in 1971 (UNHCR, The State of the World's Refugees 2000, chapter 3); no crossing was larger.
_PEOPLE_AT_FIRST = 10_000_000


@dataclass(frozen=True, slots=True)
class CountForm:
    """One number with its speaker. ``form_id`` is made by the client; ``checked``: a person looked at it twice."""

    form_id: UUID
    measure: str
    at: datetime
    value: int
    speaker: str
    source: str = ""
    checked: bool = False


def counts_that_stand(lines: Iterable[CountLine]) -> list[CountLine]:
    """Every count but those that their speaker replaced: the one stated last for a moment stands, whatever was said before."""
    newest: dict[tuple[str, str, str], str] = {}
    known = list(lines)
    for line in known:
        said_by = line.measure, line.at, line.speaker
        newest[said_by] = max(line.id, newest.get(said_by, ""))
    return [line for line in known if newest[line.measure, line.at, line.speaker] == line.id]


def state_counts(outside: Outside, actor: Actor, forms: Iterable[CountForm]) -> int:
    """Write counts down; returns how many were new. Raises BadInputError, NothingHereError.

    One that cannot go together with the others is asked about and written down when it was checked. The same speaker's
    count for the same moment replaces the one before (``counts_that_stand``); both stay in the journal.
    """
    now = outside.now()
    opened(outside, actor, Action.STATE_COUNT, new_record("count", actor, now), Purpose.FORESEE)
    chosen = list(forms)
    problems = [
        Problem(what, do, row=number, column=column)
        for number, form in enumerate(chosen, start=1)
        for column, what, do in _wrong(form, now)
    ]
    if not problems:
        stated = counts_that_stand(outside.views.counts())
        problems = [
            Problem(what, _LOOK_AGAIN, row=number, column="checked")
            for number, form in enumerate(chosen, start=1)
            if not form.checked and (what := _unlikely(form, stated)) is not None
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


_LOOK_AGAIN = Message("look at it again; if it is right, say that you have checked it")


def _unlikely(form: CountForm, stated: Iterable[CountLine]) -> Message | None:
    """Why a total is probably a slip: below one before it, above one after it, or far beyond everything before."""
    at = moment_text(form.at)
    others = [
        line for line in stated
        if line.measure == form.measure and (line.at, line.speaker) != (at, form.speaker)
    ]  # fmt: skip
    before = max(
        (line for line in others if line.at <= at), key=lambda line: (line.at, line.value), default=None
    )
    after = min(
        (line for line in others if line.at > at), key=lambda line: (line.at, line.value), default=None
    )
    if before is None and form.value > _PEOPLE_AT_FIRST:
        return Message("more than ever crossed a border")
    if before is not None and form.value < before.value:
        return Message(
            "{counted} had been counted before: a total does not go down", {"counted": before.value}
        )
    if before is not None and form.value > _TIMES_ASKED * max(before.value, _PEOPLE_AT_LEAST):
        return Message(
            "more than {times} times the {counted} counted before",
            {"times": _TIMES_ASKED, "counted": before.value},
        )
    if after is not None and form.value > after.value:
        return Message("fewer were counted later: {counted}", {"counted": after.value})
    return None


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
