"""Read a report: its text is kept as it is, its figures and claims become proposals that a person accepts or rejects."""

import hashlib
from uuid import UUID

from kinward.casework.opening import opened
from kinward.casework.ports import Outside
from kinward.cite.listing import listing
from kinward.model.event import Actor, Draft, derived_id
from kinward.model.protection import Action, Purpose
from kinward.model.report import Reading
from kinward.protect.authorise import new_record
from kinward.register.as_said import said

ALGORITHM = "cite grammar 3"
# About one line of a heading on a page.
_TITLE_MOST = 80


def read_report(outside: Outside, actor: Actor, form_id: UUID, reading: Reading) -> UUID:
    """Write the report and everything proposed from it; returns the report's identity.

    Raises NothingHereError without leave. The same form sent twice makes one report, and so does the same text given
    again: then the identity is that of the report it was, and nothing is written (``was_read_already``).
    """
    now = outside.now()
    opened(outside, actor, Action.READ_REPORT, new_record("report", actor, now), Purpose.CITE)
    report = derived_id(form_id, 0)
    text = reading.report.text
    if there := next(
        (line for line in outside.views.reports() if _letters(line.text) == _letters(text)), None
    ):
        return UUID(there.id)
    value = {
        "title": title_of(text) or reading.report.file,
        "outlet": reading.outlet,
        "published": reading.report.published or reading.published_inferred,
        "language": reading.language,
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "questions": [question.text for question in reading.questions],
    }
    purpose = Purpose.CITE.value
    drafts = [
        Draft(derived_id(form_id, 1), "report_read", report, {"said": [said("report", value)]}, purpose, now)
    ]
    listed = listing(reading)
    for number, (kind, content) in enumerate(
        [("figure", figure) for figure in listed["figures"]]
        + [("claim", claim) for claim in (*listed["claims"], *listed["relations"])]
    ):
        proposal = {"report": str(report), "algorithm": ALGORITHM, "content": content}
        drafts.append(
            Draft(
                derived_id(form_id, 100 + 2 * number), f"{kind}_proposed", derived_id(form_id, 101 + 2 * number),
                {"said": [said(kind, proposal)]}, purpose, now,
            )
        )  # fmt: skip
    outside.journal.append(drafts, actor)
    return report


def was_read_already(form_id: UUID, report: UUID) -> bool:
    """Whether what this form gave was in the ledger before it was sent."""
    return report != derived_id(form_id, 0)


def title_of(text: str) -> str:
    """The first line of a report, shortened at a word when it is a whole paragraph."""
    line = " ".join(text.strip().split("\n", 1)[0].split())
    if len(line) <= _TITLE_MOST:
        return line
    cut = line[:_TITLE_MOST]
    return (cut.rsplit(" ", 1)[0].rstrip(" ,;:.–-") if " " in cut else cut) + "…"


def _letters(text: str) -> tuple[str, ...]:
    """A text as it is compared: pasted again, its lines may break elsewhere."""
    return tuple(text.split())
