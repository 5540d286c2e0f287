"""The ledger of claims, and a report with what was read from it, for a person to accept, change or reject."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kinward import wiring
from kinward.casework.decide_claim import MARKS, OUTCOMES, decide_claims, mark_claim
from kinward.casework.ports import ClaimLine
from kinward.casework.read_report import read_report, was_read_already
from kinward.casework.see_ledger import ReportPage, for_planning, see_actors, see_ledger, see_report
from kinward.model.event import derived_id
from kinward.model.problem import BadInputError, Message, Problem
from kinward.model.report import Counts, Qualifier, Reading, Report, ReviewState, Stance, Unit
from kinward.register.as_said import wrong_with_line
from kinward.web.casework_pages.asked import Asked, Field, shown_form, tried
from kinward.web.forms_sent import number_of_form
from kinward.web.numbers_typed import whole_number
from kinward.web.templatetags.kinward import plain_number
from kinward.web.visit import Visit

# What may be corrected beside the words themselves, with the choices there are.
_CHOICES = {
    "qualifier": [one.value for one in Qualifier],
    "unit": [one.value for one in Unit],
    "counts": [one.value for one in Counts],
    "stance": [one.value for one in Stance],
}
REPORT = (
    Field("text", gettext_lazy("The report's text")),
    Field("file", gettext_lazy("Or its file"), hint=gettext_lazy("Text, a web page, a letter, a feed or a PDF, one megabyte at most.")),
    Field("outlet", gettext_lazy("Who published it"), hint=gettext_lazy("May stay empty when the text says it.")),
    Field(
        "published", gettext_lazy("When it was published"), "day",
        hint=gettext_lazy("Without it no year is guessed."), size="small",
    ),
)  # fmt: skip
# Set once a day of the heading was put to a person: emptied, it is not asked about again.
_DAY_ASKED = "day_asked"
_BYTES_MOST = 1_000_000
_ENDINGS = (".txt", ".html", ".htm", ".eml", ".xml", ".rss", ".atom", ".pdf")
_NUMBERS = ("value", "low", "high")
_WORDS = ("source", "said_on")


def ledger(visit: Visit) -> HttpResponse:
    """Question by question, the speakers side by side."""
    return visit.show("ledger.html", page=see_ledger(visit.outside, visit.actor, visit.purpose))


def actors(visit: Visit) -> HttpResponse:
    """Who guarantees, who accuses, who supports whom."""
    return visit.show("actors.html", actors=see_actors(visit.outside, visit.actor, visit.purpose))


def read(visit: Visit) -> HttpResponse:
    """Give a report to read: its text or its file."""
    asked = None
    if visit.request.method == "POST":
        asked = Asked(visit.request.POST)
        given = tried(asked, lambda: (asked.form_id(), _readings_given(asked, visit)))
        if given is not None:
            form_id, readings = given
            found = [
                read_report(visit.outside, visit.actor, derived_id(form_id, n), reading)
                for n, reading in enumerate(readings)
            ]
            if len(found) > 1:
                return HttpResponseRedirect(reverse("ledger"))
            again = "?again=1" if was_read_already(derived_id(form_id, 0), found[0]) else ""
            return HttpResponseRedirect(reverse("report", args=found) + again)
    form = shown_form(visit, REPORT, asked=asked)
    day_asked = asked.text(_DAY_ASKED) if asked else ""
    return visit.show(
        "read_report.html", form=form, asks=form.fields, day_asked=day_asked, status=422 if asked else 200
    )


def _readings_given(asked: Asked, visit: Visit) -> tuple[Reading, ...]:
    """What was read in what was given. Raises BadInputError, once also when its heading says a day that nobody typed."""
    readings = tuple(wiring.reading_of(document) for document in _report_given(asked, visit))
    day = wiring.day_to_confirm(readings[0]) if readings and asked.text("text") else None
    if day and day <= _today(visit) and not asked.text(_DAY_ASKED):
        asked.post = asked.post.copy()
        asked.post["published"], asked.post[_DAY_ASKED] = day.isoformat(), "yes"
        what = Message("its heading says {day}", {"day": day.isoformat()})
        do = Message("send it again if that is the day it was published; change or empty it otherwise")
        raise BadInputError([Problem(what, do, column="published")])
    return readings


def _today(visit: Visit) -> date:
    return timezone.localtime(visit.outside.now()).date()


def _report_given(asked: Asked, visit: Visit) -> tuple[Report, ...]:
    """What was pasted, or the file; a feed gives several. Every problem at once. Raises BadInputError."""
    pasted, file = asked.post.get("text", ""), visit.request.FILES.get("file")
    published, outlet = asked.text("published") or None, asked.text("outlet") or None
    problems = list(_wrong_with_file(visit, file))
    if wrong := wrong_with_line("outlet", outlet or "", most=200):
        problems.append(Problem(wrong.what, wrong.do, column="outlet"))
    if file and pasted.strip():
        problems.append(
            Problem(Message("there is a text and a file"), Message("give one of the two"), column="text")
        )
    if not file and not pasted.strip() and not problems:
        what, do = Message("there is no text and no file"), Message("give one of the two")
        problems.append(Problem(what, do, column="text"))
    if problems:
        raise BadInputError(problems)
    name, content = (str(file.name), file.read()) if file else ("pasted.txt", _lines(pasted).encode())
    try:
        return wiring.reports_of_bytes(name, content, published, outlet, _today(visit))
    except BadInputError as refusal:
        place = "file" if file else "text"
        raise BadInputError(
            [Problem(one.what, one.do, column=one.column or place) for one in refusal.problems]
        ) from None


def _wrong_with_file(visit: Visit, file: "UploadedFile[Any] | None") -> Iterator[Problem]:
    # A file beyond what may be sent at all is not read from the line; its length was still said.
    sent = int(visit.request.headers.get("Content-Length") or 0)
    size = (file.size or 0) if file else max(0, sent - settings.FILE_UPLOAD_MAX_MEMORY_SIZE) and sent
    if size > _BYTES_MOST:
        what = Message("the file has {bytes} bytes, more than {most}", {"bytes": size, "most": _BYTES_MOST})
        yield Problem(what, Message("give one report at a time"), column="file")
    if file and not str(file.name).lower().endswith(_ENDINGS):
        what = Message("the file is neither text, web page, letter, feed nor PDF")
        yield Problem(what, Message("save it as .txt or .html, or paste its text"), column="file")


def _lines(pasted: str) -> str:
    """A form sends its lines with two signs at the end of each; a text has one."""
    return pasted.replace("\r\n", "\n")


def report(visit: Visit, report_id: UUID) -> HttpResponse:
    """A report beside its figures and claims; one decision at a time, by whoever is signed in."""
    page = see_report(visit.outside, visit.actor, visit.purpose, str(report_id))
    problems: tuple[Problem, ...] = ()
    in_place = visit.request.headers.get("HX-Request") == "true"
    if visit.request.method == "POST":
        try:
            answer = _decided(visit, page.claims, report_id)
            if not in_place:
                return answer
            page = see_report(visit.outside, visit.actor, visit.purpose, str(report_id))
        except BadInputError as refusal:
            problems = refusal.problems
    status = 422 if problems else 200
    if in_place and (claim := _claim_sent(visit, page.claims)):
        return visit.show(
            "parts/claim_decided.html", page=page, claim=claim, form_id=visit.outside.new_id(),
            card_problems=problems, choices=_CHOICES, marks=MARKS, status=status,
        )  # fmt: skip
    cards = [(claim, visit.outside.new_id()) for claim in page.claims]
    return visit.show(
        "report.html",
        page=page,
        problems=problems,
        choices=_CHOICES,
        marks=MARKS,
        cards=[card for card in cards if for_planning(card[0])],
        background=[card for card in cards if not for_planning(card[0])],
        questions=_open_questions(page),
        read_already="again" in visit.request.GET,
        status=status,
    )


def _open_questions(page: ReportPage) -> list[tuple[Message, str]]:
    """What the report leaves open, in the reader's language, each with the claim it is about when it is about one.

    What to check of a figure was kept with the proposal and goes once the figure is decided; the day of publication
    is asked for while it is not known in full.
    """
    asked = [
        (message, claim.id)
        for claim in page.claims
        if claim.state == ReviewState.PROPOSED and claim.kind == "figure" and for_planning(claim)
        and (message := wiring.question_about(claim.content.get("number_text", ""), claim.content.get("confidence", {})))
    ]  # fmt: skip
    return [*_asked_of_days(page), *asked] if page.waiting else []


def _asked_of_days(page: ReportPage) -> list[tuple[Message, str]]:
    published = page.report.published
    full = published if len(published) == len("2023-09-22") and not published.startswith("-") else None
    reading = wiring.reading_of(Report("", page.report.text, full, page.report.outlet or None))
    figures = {figure.id for figure in reading.figures}
    return [(question.message, "") for question in reading.questions if question.about not in figures]


def _claim_sent(visit: Visit, claims: tuple[ClaimLine, ...]) -> ClaimLine | None:
    return next((one for one in claims if one.id == visit.request.POST.get("claim")), None)


def _decided(visit: Visit, claims: tuple[ClaimLine, ...], report_id: UUID) -> HttpResponse:
    sent = visit.request.POST
    claim = _claim_sent(visit, claims)
    outcome = sent.get("outcome", "")
    if outcome == "marked":
        marks = {field: sent.get(field, "") for field in MARKS}
        mark_claim(visit.outside, visit.actor, number_of_form(visit), sent.get("claim", ""), marks)
        return HttpResponseRedirect(reverse("report", args=[report_id]) + f"#c-{sent.get('claim', '')}")
    edits = _edits(sent.dict(), claim) if claim and outcome == ReviewState.EDITED else None
    if outcome == ReviewState.EDITED and not edits:
        if claim and claim.state in {ReviewState.ACCEPTED, ReviewState.EDITED}:
            return HttpResponseRedirect(reverse("report", args=[report_id]) + f"#c-{claim.id}")
        outcome = ReviewState.ACCEPTED  # opened the form, changed nothing, said yes
    decide_claims(
        visit.outside, visit.actor, number_of_form(visit), [sent.get("claim", "")], outcome,
        edits or None, sent.get("reason", "").strip(), shown_as=sent.get("shown_as", ReviewState.PROPOSED),
    )  # fmt: skip
    assert outcome in OUTCOMES
    taken_back = outcome == ReviewState.PROPOSED
    following = sent.get("claim", "") if taken_back else _next_waiting(claims, sent.get("claim", ""))
    return HttpResponseRedirect(
        reverse("report", args=[report_id]) + (f"#c-{following}" if following else "")
    )


def _next_waiting(claims: tuple[ClaimLine, ...], decided: str) -> str:
    """The next card without a decision after this one, in the order of the text, then from the beginning."""
    ids = [claim.id for claim in claims]
    after = ids.index(decided) + 1 if decided in ids else 0
    waiting = [*claims[after:], *claims[:after]]
    return next((c.id for c in waiting if c.state == ReviewState.PROPOSED and c.id != decided), "")


def _edits(sent: dict[str, str], claim: ClaimLine) -> dict[str, Any]:
    """What was changed, and only that. Raises BadInputError with every field that cannot be read."""
    edits: dict[str, Any] = {}
    problems = []
    for field in _NUMBERS:
        if sent.get(field, "").strip() == plain_number(claim.content.get(field)):
            continue  # as it was shown, also where the report had a fraction
        try:
            number = whole_number(sent.get(field, ""))
        except ValueError:
            problems.append(
                Problem(
                    Message("this is not a number"),
                    Message("write digits, or leave it empty"),
                    column=_label(field),
                )
            )
            continue
        if field in sent and number != claim.content.get(field):
            edits[field] = number
    for field, known in _CHOICES.items():
        if sent.get(field, "") in known and sent[field] != claim.content.get(field):
            edits[field] = sent[field]
    for field in _WORDS:
        if field in sent and sent[field].strip() != (claim.content.get(field) or ""):
            edits[field] = sent[field].strip()[:300] or None
    if "source" in edits:
        edits["resolved_source"] = edits["identity"] = edits["source"]
    if problems:
        raise BadInputError(problems)
    return edits


def _label(field: str) -> str:
    return {"value": _("Number"), "low": _("At least"), "high": _("At most")}[field]
