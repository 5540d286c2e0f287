"""Writes down what every role may do with records in every state, so that a change of the table is seen.

Run ``python tests/protect/matrix.py`` to write tests/protect/matrix.txt again, and read the difference.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kinward.model.event import Actor
from kinward.model.protection import (
    Action,
    Allowed,
    Answer,
    Purpose,
    RecordFacts,
    RefusalCode,
    Role,
    Sensitivity,
)
from kinward.protect.authorise import authorise
from kinward.protect.roles import ABOUT_PEOPLE, KINDS_OF, PURPOSES

SNAPSHOT = Path(__file__).with_name("matrix.txt")
NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)
# One field of each class, so that a cell can say which classes are shown.
FIELDS = {sensitivity.value: sensitivity for sensitivity in Sensitivity}

HEADER = """What each role may do, by the state of the record. Written by tests/protect/matrix.py; never edited by hand.

today     this desk wrote it an hour ago           child   of somebody under 18 (household: without an adult)
old       this desk wrote it 25 hours ago          grave   a death or detention is reported
desk      another desk wrote it an hour ago        case    somebody else's case or site
held      "tell nobody" stands                     mine    my case or my site
restr     a restricted record                      second  I have already had my say about it
other     another organisation controls it         agreed  the person found said yes to contact
mine+held my case or my site, and "tell nobody" stands
kind "page": a list or a form; each row of a list is asked for by itself.

shown classes: t technical, p public, o operational, n personal, s sensitive, x sealed; (masked ones in brackets).
.  refused    +  allowed, no field to show
"""

LETTERS = dict(zip(Sensitivity, "tponsx", strict=True))
STATES = (
    "today", "old", "desk", "held", "restr", "other", "child", "grave", "case", "mine", "second", "agreed", "mine+held",
)  # fmt: skip


def actor_in(role: Role) -> Actor:
    """Somebody with this one role."""
    return Actor(account="me", device="desk 1", organisation="receiving side", roles=frozenset({role.value}))


def record_in(state: str, kind: str) -> RecordFacts:
    """A record of this kind in one state, ordinary in every other way."""
    facts: dict[str, dict[str, object]] = {
        "today": {"desk": "desk 1"},
        "old": {"desk": "desk 1", "written_at": NOW - timedelta(hours=25)},
        "desk": {},
        "held": {"held": True, "desk": "desk 1"},
        "restr": {"restricted": True, "desk": "desk 1"},
        "other": {"controller": "tracing service", "desk": "desk 1"},
        "child": {"child": True},
        "grave": {"death_or_detention": True, "sought_person_agreed": True},
        "case": {"in_charge": frozenset({"somebody"})},
        "mine": {"in_charge": frozenset({"me"})},
        "second": {"decided_by": frozenset({"me"}), "in_charge": frozenset({"me"}), "desk": "desk 1"},
        "agreed": {"sought_person_agreed": True},
        "mine+held": {"in_charge": frozenset({"me"}), "held": True},
    }
    usual: dict[str, object] = {
        "kind": kind, "id": "018a", "controller": "receiving side", "desk": "desk 2",
        "written_at": NOW - timedelta(hours=1), "fields": FIELDS,
    }  # fmt: skip
    return RecordFacts(**{**usual, **facts[state]})  # type: ignore[arg-type]


def answers_of(role: Role, action: Action, kind: str, state: str) -> tuple[Answer, ...]:
    """What the role is answered, for every purpose there is."""
    return tuple(
        authorise(actor_in(role), action, record_in(state, kind), purpose, NOW) for purpose in Purpose
    )


def cell(role: Role, action: Action, kind: str, state: str) -> str:
    """One cell: the classes shown, or a dot."""
    for answer in answers_of(role, action, kind, state):
        if isinstance(answer, Allowed):
            shown = "".join(letter for s, letter in LETTERS.items() if s.value in answer.shown)
            masked = "".join(letter for s, letter in LETTERS.items() if s.value in answer.masked)
            return (shown + (f"({masked})" if masked else "")) or "+"
        assert answer.code is not RefusalCode.NOT_FOUND
    return "."


def matrix() -> str:
    """The whole table as text: a block for each role, a line for each action and kind it may do something with."""
    blocks = [HEADER]
    for role in Role:
        purposes = ", ".join(sorted(PURPOSES[role])) or "none: this role opens no record about people"
        lines = [f"== {role.value}    purposes about people: {purposes}"]
        lines += [
            line
            for action in Action
            for kind in sorted(KINDS_OF[action])
            if (line := _line(role, action, kind))
        ]
        blocks.append("\n".join([lines[0], _row("", "", STATES), *lines[1:]]) + "\n")
    return "\n".join(blocks)


def _line(role: Role, action: Action, kind: str) -> str:
    cells = tuple(cell(role, action, kind, state) for state in STATES)
    if set(cells) == {"."}:
        return ""
    if kind not in ABOUT_PEOPLE and len(set(cells)) == 1:
        cells = (cells[0] + "  in every state",)
    return _row(action.value, kind, cells)


def _row(action: str, kind: str, cells: tuple[str, ...]) -> str:
    return f"{action:<26}{kind:<11}{''.join(f'{c:<10}' for c in cells)}".rstrip()


if __name__ == "__main__":
    SNAPSHOT.write_text(matrix(), encoding="utf-8")
