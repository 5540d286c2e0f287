"""What a form asks and what somebody typed into it: nothing typed is lost when something is wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from kinward.casework.ports import SentBeforeError
from kinward.model.problem import BadInputError, Message, Problem
from kinward.web.shown import said
from kinward.web.visit import Visit

Words = str | Promise
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. ``kind`` is how it is asked: text, name, tel, count, day, moment, tick, ticks, choose, pick."""

    name: str
    label: Words
    kind: str = "text"
    hint: Words = ""
    choices: tuple[tuple[str, Words], ...] = ()
    size: str = ""
    first: bool = False


def unfocused(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The same questions where the page opens at what was found, and not at its first question."""
    return tuple(replace(one, first=False) for one in fields)


@dataclass(frozen=True, slots=True)
class Filled:
    """A question with what was typed and what is wrong with it. ``id`` is where the error summary leads."""

    asks: Field
    id: str
    value: str
    values: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def choices(self) -> tuple[tuple[str, Words, bool], ...]:
        """Value, words, and whether it is chosen."""
        return tuple((value, words, value in self.values) for value, words in self.asks.choices)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line of a form, as the paper has it."""

    number: int
    fields: Mapping[str, Filled]
    wrong: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence of the error summary and the question it leads to."""

    target: str
    words: str


@dataclass(slots=True)
class Asked:
    """What came with a request, read question by question; what cannot be read is noted with its place."""

    post: QueryDict
    problems: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A line as typed, without spaces around it."""
        return str(self.post.get(name, "")).strip()

    def texts(self, name: str) -> tuple[str, ...]:
        """Everything ticked under a name."""
        return tuple(str(one) for one in self.post.getlist(name))

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.post.get(name))

    def form_id(self) -> UUID:
        """The identity the page was shown with. Raises BadInputError when the form is not one of ours."""
        try:
            found = UUID(self.text("form"))
        except ValueError:
            raise _not_ours() from None
        if found.version != 7:
            raise _not_ours()
        return found

    def count(self, name: str, row: int | None = None) -> int | None:
        """A whole number; None for nothing."""
        text = self.text(name)
        if not text:
            return None
        if text.isdecimal() and len(text) <= 5:
            return int(text)
        self._note(Message("this is not a whole number"), Message("write it in digits, like 5"), name, row)
        return None

    def number(self, name: str) -> float | None:
        """A number of nothing or more, with a point or a comma; None for nothing."""
        text = self.text(name).replace(",", ".")
        if not text:
            return None
        try:
            found = float(text)
        except ValueError:
            found = -1.0
        if 0 <= found < 100_000:
            return found
        self._note(Message("this is not a number"), Message("write it in digits, like 3.5"), name, None)
        return None

    def day(self, name: str, row: int | None = None, column: str = "") -> date | None:
        """A day; None for nothing."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._note(Message("this is not a day"), Message("write YYYY-MM-DD"), column or name, row)
            return None

    def moment(self, name: str) -> datetime | None:
        """A day and an hour in the time zone of this site; None for nothing."""
        text = self.text(name)
        try:
            read = datetime.fromisoformat(text) if text else None
        except ValueError:
            self._note(
                Message("this is not a day and an hour"), Message("write YYYY-MM-DDTHH:MM"), name, None
            )
            return None
        if read is None or read.tzinfo is not None:
            return read
        return timezone.make_aware(read)

    def _note(self, what: Message, do: Message, column: str, row: int | None) -> None:
        self.problems.append(Problem(what, do, row=row, column=column))


def _not_ours() -> BadInputError:
    return BadInputError([Problem(Message("this form was not made here"), Message("load the page again"))])


def tried(asked: Asked, write: Callable[[], T], check: Callable[[], object] = lambda: None) -> T | None:
    """Write unless something is wrong; every problem, of reading and of meaning, is then in ``asked.problems``.

    ``check`` says what ``write`` would refuse and writes nothing: it is asked when reading already found problems.
    """
    try:
        if not asked.problems:
            return write()
        check()
    except SentBeforeError:
        raise  # a page of its own: there is nothing to mend on the form
    except BadInputError as refusal:
        known = {(problem.row, problem.column) for problem in asked.problems}
        asked.problems += [
            problem for problem in refusal.problems if (problem.row, problem.column) not in known
        ]
    return None


def written(asked: Asked, write: Callable[[Asked], None]) -> bool:
    """Whether nothing was wrong and ``write`` wrote it; every problem is then in ``asked.problems``."""

    def whole() -> bool:
        write(asked)
        return True

    return bool(tried(asked, whole)) and not asked.problems


@dataclass(frozen=True, slots=True)
class Shown:
    """A form ready to be shown: its questions by name, the lines of its people, and everything wrong with it."""

    form_id: str
    fields: Mapping[str, Filled]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]

    def part(self, *names: str) -> tuple[Filled, ...]:
        """Some questions in this order."""
        return tuple(self.fields[name] for name in names)


# Where a problem of the core stands on the page, when the question has another name there.
_QUESTION_OF = {
    "given_name": "given", "family_name": "family", "father_name": "father", "home_name": "home", "whole_name": "name",
    "former_name": "former", "phone": "phone", "relation": "relation", "relative": "relative_name",
    "companion": "companion", "born": "age",
}  # fmt: skip


def shown_form(
    visit: Visit,
    fields: Sequence[Field],
    line: Sequence[Field] = (),
    lines: int = 0,
    *,
    asked: Asked | None = None,
    known: Mapping[str, str | Sequence[str]] | None = None,
) -> Shown:
    """The form: empty with what is ``known`` already, or as it was sent with what is wrong beside each question."""
    post = asked.post if asked else None
    problems = asked.problems if asked else []
    names = {one.name for one in fields}
    wrong: dict[str, list[str]] = defaultdict(list)
    faults = []
    for problem in problems:
        target = _target(problem, names, {one.name for one in line})
        words = f"{_capital(said(problem.what))}: {said(problem.do)}."
        wrong[target].append(words)
        place = (
            said(Message("Line {number}", {"number": problem.row})) + ". "
            if problem.row and lines > 1
            else ""
        )
        faults.append(Fault(target, place + words))
    form_id = str(post["form"]) if post and "form" in post else str(visit.outside.new_id())

    def filled(ask: Field, name: str) -> Filled:
        before = (known or {}).get(name, "")
        given = post.getlist(name) if post is not None else [before] if isinstance(before, str) else before
        return Filled(
            ask, name, str(given[0]) if given else "", tuple(map(str, given)), tuple(wrong.get(name, ()))
        )

    return Shown(
        form_id,
        {ask.name: filled(ask, ask.name) for ask in fields},
        tuple(_line(number, line, filled) for number in range(lines)),
        tuple(faults),
    )


def _line(number: int, asks: Iterable[Field], filled: Callable[[Field, str], Filled]) -> Line:
    found = {ask.name: filled(ask, f"p{number}-{ask.name}") for ask in asks}
    return Line(number + 1, found, any(one.wrong for one in found.values()))


def _target(problem: Problem, names: set[str], line_names: set[str]) -> str:
    own = problem.column if problem.column in names | line_names else _QUESTION_OF.get(problem.column, "")
    if problem.row is not None and own in line_names:
        return f"p{problem.row - 1}-{own}"
    if problem.row is not None and line_names:
        return f"p{problem.row - 1}-{'given' if 'given' in line_names else 'name'}"
    return own if own in names else "form-fields"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def moved_on(visit: Visit, page: str, **ids: object) -> HttpResponse:
    """To the next page. The script that sent a form learns the address without loading the page twice."""
    address = reverse(page, kwargs=ids)
    if not visit.request.headers.get("Kinward-Form"):
        return HttpResponseRedirect(address)
    answer = HttpResponse(status=204)
    answer.headers["Kinward-Next"] = address
    return answer
