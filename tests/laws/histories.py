"""Long random histories of several desks: every kind of event, corrections, holds lifted, people erased, forms repeated."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from kinward.model.event import Actor, Draft, derived_id
from kinward.model.kinds import KINDS
from kinward.storage.database import another_database, sqlite_at, working_in

# A history takes a tenth of a second; more of them on a night without haste.
EXAMPLES = int(os.environ.get("KINWARD_LAW_EXAMPLES", "12"))
DEVICES = ("goris-1", "vayk-1", "office")
CANARY = "Kanarienvogel"
_START = datetime(2023, 9, 25, tzinfo=UTC)
_ROOT = UUID("018b0000-0000-7000-8000-000000000000")

# What a field may say, in the shape that casework writes it. ``n`` is drawn; a second subject of a kind is n + 1.
_SHAPES: dict[str, Any] = {
    "name": lambda n: {"text": f"{CANARY} {n}" if n % 2 else f"Նարեկ {n}", "kind": ("given", "family", "home")[n % 3]},
    "kinship": lambda n: {"other": str(subject("person", n + 1)), "relation": "sibling"},
    "whereabouts": lambda n: {"kind": "site", "place": f"{CANARY} {n}", "source": "host", "since": ""},
    "detention": lambda n: {"kind": "reported_detained", "place": f"{n}"},
    "fate": lambda n: {"fate": ("alive", "reported_dead")[n % 2], "source": "a neighbour"},
    "permission": lambda n: {"purpose": "trace", "recipient": f"org {n % 2}", "basis": "consent", "giver": "self"},
    "hold": lambda n: {"reason": f"asked {n}"},
    "hold_lifting": lambda n: {"reason": f"asked {n}"},
    "arrival": lambda n: {"at": f"2023-09-2{n % 5 + 4}T10:00:00.000000+00:00", "people": n % 7 + 1, "crossing": "road"},
    "recorded_as": lambda n: ("registered", "enquirer", "sought")[n % 3],
    "household": lambda n: str(subject("household", n)),
    "group": lambda n: str(subject("group", n)),
    "alone": lambda n: bool(n % 2),
    "protection_status": lambda n: ("separated", "unaccompanied")[n % 2],
    "size": lambda n: n % 9 + 1,
    "headcount": lambda n: {"adults": n % 3, "children": n % 5},
    "lodging": lambda n: {"wants_roof": bool(n % 2), "from": "", "until": f"2023-10-0{n % 9 + 1}"},
    "needs": lambda n: ["mobility", "winter"][: n % 3],
    "placement": lambda n: {"state": "placed", "site": f"s{n}", "rooms": [f"r{n}"], "from": "2023-09-28"},
    "placement_proposal": lambda n: {"state": ("proposed", "waiting")[n % 2], "reason": f"because {n}"},
    "never_with_ending": lambda n: {"reason": f"asked {n}"},
    "never_with": lambda n: {"other": str(subject("household", n + 1)), "reason": f"{CANARY} {n}"},
    "quota": lambda n: ("", "goris-1", "vayk-1")[n % 3], "permission_until": lambda n: f"2023-10-{n % 28 + 1:02d}",
    "winter_inspected_on": lambda n: f"2023-10-{n % 28 + 1:02d}", "hospital_km": lambda n: n / 2,
    "school_km": float, "backup_power": lambda n: bool(n % 2),
    "roll": lambda n: n, "carers": lambda n: n,
    "request_status": lambda n: {"status": ("closed", "open")[n % 2]},
    "enquirer": lambda n: str(subject("person", n)), "sought": lambda n: str(subject("person", n + 1)),
    "proposal": lambda n: {
        "about": "request", "request": str(subject("request", n)), "person": str(subject("person", n)),
        "probability": n / 64, "weight_bits": float(n), "reasons": [{"comparison": "name", "bits": n}],
        "algorithm": "a1", "restricted": bool(n % 2),
    },
    "decision": lambda n: {"outcome": ("confirmed", "refused", "unsure")[n % 3], "reason": f"{n}"},
    "contact_step": lambda n: {"step": ("asked", "agreed")[n % 2]},
    "room": lambda n: {"site": str(subject("site", n)), "number": f"{n}", "tier": "b", "beds": n, "m2": n * 1.5},
    "plan": lambda n: {"algorithm": "p1", "policy": "winter", "summary": {"placed": n}},
    "report": lambda n: {"title": f"report {n}", "text": f"text {n}", "language": "en"},
    "figure": lambda n: {"report": str(subject("report", n)), "content": {"span": [n, n + 4], "value": float(n)}},
    "claim": lambda n: {"report": str(subject("report", n)), "content": {"span": [n, n + 4], "stance": "asserts"}},
    "count": lambda n: {"measure": "arrived", "at": f"2023-09-2{n % 5 + 4}", "value": n},
    "forecast": lambda n: {"as_of": "2023-09-26", "algorithm": "f1", "content": {"n": n}},
}  # fmt: skip


def _words(number: int) -> str:
    return f"words {number}"


def subject(kind: str, number: int) -> UUID:
    """One of few, so that histories meet: four people, two of everything else."""
    few = 4 if kind == "person" else 2
    return derived_id(_ROOT, sorted(k.subject_kind for k in KINDS.values()).index(kind) * 10 + number % few)


def said(kind: str, field: str, number: int) -> dict[str, Any]:
    shape = _SHAPES.get(field, _words) if (kind, field) != ("site_opened", "name") else _words
    return {"field": field, "value": shape(number)}


@st.composite
def steps(draw: Any, most: int = 40) -> list[tuple[str, Draft]]:
    """What each desk writes, in the order in which it happened somewhere: (device, draft)."""
    history: list[tuple[str, Draft]] = []
    # Erasing is rare in life and ends a record, so in most histories somebody is left to look at.
    others = [kind for kind in KINDS if kind != "person_erased"]
    # A few kinds in one history, so that events meet: two corrections of one value, two plans under one number.
    few = draw(st.lists(st.sampled_from(others), min_size=1, max_size=6, unique=True))
    kinds = st.sampled_from(few * 6 + ["person_erased"])
    for number in range(draw(st.integers(5, most))):
        if history and draw(st.integers(0, 14)) == 0:
            history.append(draw(st.sampled_from(history)))  # a form sent twice, perhaps at another desk
            continue
        device = draw(st.sampled_from(DEVICES))
        history.append((device, _draft(draw, draw(kinds), number, history)))
    return history


def _draft(draw: Any, kind: str, number: int, history: list[tuple[str, Draft]]) -> Draft:
    n = draw(st.integers(0, 63))
    about = subject(KINDS[kind].subject_kind, draw(st.integers(0, 3)))
    own = [draft for _device, draft in history if draft.subject == about]
    body: dict[str, Any] = {"said": [said(kind, name, n) for name in _fields(draw, kind)]}
    if kind == "permission_withdrawn":
        given = [f"{d.id}:0" for d in own if d.kind == "permission_given"] or ["none:0"]
        body = {
            "said": [
                {"field": "permission_withdrawal", "value": {"permission": draw(st.sampled_from(given))}}
            ]
        }
    if kind == "hold_lifted":
        body["replaces"] = [f"{d.id}:0" for d in own if d.kind == "hold_placed"][:1]
    elif own and draw(st.booleans()):
        corrected = draw(st.sampled_from(own))
        # Nobody corrects a hold away: lifting one is an event of its own.
        body["replaces"] = (
            [] if corrected.kind == "hold_placed" else [f"{corrected.id}:{draw(st.integers(0, 2))}"]
        )
    if kind == "person_erased":
        body = {
            "said": [{"field": "erased", "value": {"events": [str(d.id) for d in own], "reason": "asked"}}]
        }
    # Ids are made on devices whose clocks differ, so their order is not the order of events.
    identity = derived_id(UUID(int=_ROOT.int + (draw(st.integers(0, 1000)) << 80)), 100 + number)
    at = _START + timedelta(minutes=draw(st.integers(0, 5000)))
    return Draft(identity, kind, about, body, "register", at)


def _fields(draw: Any, kind: str) -> list[str]:
    fields = sorted(KINDS[kind].fields)
    if len(fields) == 1:
        return fields
    chosen: list[str] = draw(st.lists(st.sampled_from(fields), min_size=1, max_size=4))
    return chosen


def actor_at(device: str) -> Actor:
    return Actor(f"worker at {device}", device, "org")


def elsewhere(draft: Draft, text: str) -> Draft:
    """The same id with another body."""
    return replace(draft, body={"said": [], "note": text})


class Migrated:
    """An empty database with all tables and guards, copied in memory: fast, and gone afterwards."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @classmethod
    def of(cls, file: Path) -> "Migrated":
        """From a checkpointed SQLite file, its log mode taken out, which memory does not have."""
        content = bytearray(file.read_bytes())
        content[18:20] = b"\x01\x01"
        return cls(bytes(content))

    @contextmanager
    def copied(self) -> Iterator[None]:
        with another_database(sqlite_at(":memory:")) as fresh:
            fresh.ensure_connection()
            fresh.connection.deserialize(self._content)
            with working_in(fresh):
                yield
