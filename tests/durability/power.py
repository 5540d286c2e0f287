"""A disk that loses power: what SQLite wrote and had not yet flushed survives in part, out of order and torn.

Real saves are recorded (every pragma and statement as Django sends it) and played again on a file system in memory.
At the cut each 512-byte piece of every write since the last flush survives with a chance of 0, .3, .7 or 1; flushed
bytes always do. What this cannot show is a drive that says "flushed" and lies.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw
import numpy as np
from django.db import connection
from tests.storage.databases import everything_in
from tests.storage.writing import DESK, OTHER_DESK, household_form, person_form, requested

from kinward import wiring
from kinward.casework.register_household import register_household

_SECTOR = 512
_SURVIVAL = (0.0, 0.3, 0.7, 1.0)
_DATABASE = "kinward.sqlite3"
# Pages after which the log is moved into the file: 0 leaves SQLite its 1,000; 40 makes many cuts fall into moving.
_CHECKPOINTS = (0, 40)


@dataclass(frozen=True, slots=True)
class Recording:
    """The database before, what was sent to it, and how its chains stood after each commit."""

    before: bytes
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Losses:
    """What some power cuts did: acknowledged saves, how many of them were lost, in how many cuts, and files ruined."""

    cuts: int
    acknowledged: int
    lost: int
    cuts_with_loss: int
    half_applied: int
    corrupt: int


# ------------------------------------------------------------------------------------------------------- recording


class RecordedConnection(sqlite3.Connection):
    """Notes every statement it is given, from the first pragma on."""

    heard: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        RecordedConnection.heard = []
        self.set_trace_callback(RecordedConnection.heard.append)


def record(settings: Mapping[str, Any], saves: int) -> Recording:
    """Register families and take calls, each an answer to somebody, in the test's own database."""
    connection.close()
    before = Path(str(settings["NAME"])).read_bytes()
    with everything_in({**settings, "OPTIONS": {**settings["OPTIONS"], "factory": RecordedConnection}}):
        for number in range(saves):
            actor = (DESK, OTHER_DESK)[number % 2]
            if number % 5 == 4:
                requested(person_form(f"Narek {number}"), actor=DESK)
            else:
                people = [
                    person_form(f"Anna {number}-{n}", phones=("+374 77 1",)) for n in range(1 + number % 4)
                ]
                register_household(wiring.outside(), actor, household_form(*people))
    return Recording(before, tuple(s for s in RecordedConnection.heard if _changes_something(s)))


def _changes_something(statement: str) -> bool:
    return not re.match(r"\s*(--|SELECT)", statement)


def weakened(recording: Recording, synchronous: str) -> Recording:
    """The same with another flushing; only to show that the harness sees what it is made to see."""
    statements = tuple(
        re.sub(r"(?i)synchronous\s*=\s*FULL", f"synchronous={synchronous}", s) for s in recording.statements
    )
    assert statements != recording.statements or synchronous == "FULL"
    return Recording(recording.before, statements)


# -------------------------------------------------------------------------------------------------- the lossy disk


@dataclass(slots=True)
class File:
    """What is surely on the disk, what the program sees, and what was written since the last flush."""

    durable: bytearray
    seen: bytearray
    unflushed: list[tuple[int, bytes | None]] = field(default_factory=list)  # None: cut off at this length
    in_folder: bool = True


class Disk:
    """A folder in memory that can lose its power at the n-th thing done to it."""

    def __init__(self, files: Mapping[str, bytes], chance: np.random.Generator, cut_at: int = 0) -> None:
        self.files = {name: File(bytearray(content), bytearray(content)) for name, content in files.items()}
        self.chance = chance
        self.cut_at = cut_at
        self.done = 0
        self.acknowledged = 0
        self.survived: dict[str, bytes] | None = None
        self.acknowledged_at_cut = 0

    def tick(self) -> None:
        self.done += 1
        if self.done == self.cut_at:
            self.survived = self._after_the_cut()
            self.acknowledged_at_cut = self.acknowledged

    def write(self, file: File, offset: int, content: bytes) -> None:
        _put(file.seen, offset, content)
        end = offset + len(content)
        for start in range(offset - offset % _SECTOR, end, _SECTOR):
            low, high = max(start, offset), min(start + _SECTOR, end)
            file.unflushed.append((low, content[low - offset : high - offset]))
        self.tick()

    def truncate(self, file: File, size: int) -> None:
        del file.seen[size:]
        file.unflushed.append((size, None))
        self.tick()

    def flush(self, file: File) -> None:
        self.tick()
        file.durable, file.unflushed, file.in_folder = bytearray(file.seen), [], True

    def _after_the_cut(self) -> dict[str, bytes]:
        survived: dict[str, bytes] = {}
        for name, file in self.files.items():
            p = float(self.chance.choice(_SURVIVAL))
            if not file.in_folder and self.chance.random() >= p:
                continue
            content = bytearray(file.durable)
            order = self.chance.permutation(len(file.unflushed))
            for number in order if p < 1 else range(len(file.unflushed)):
                offset, piece = file.unflushed[int(number)]
                if self.chance.random() >= p:
                    continue
                if piece is None:
                    del content[offset:]
                else:
                    _put(content, offset, piece)
            survived[name] = bytes(content)
        return survived


def _put(content: bytearray, offset: int, piece: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(piece)] = piece


class _OpenFile:
    """One file as SQLite's virtual file system asks for it."""

    def __init__(self, disk: Disk, file: File) -> None:
        self._disk, self._file = disk, file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802  # SQLite's names, here and below
        return bytes(self._file.seen[offset : offset + amount])

    def xWrite(self, content: bytes, offset: int) -> None:  # noqa: N802
        self._disk.write(self._file, offset, bytes(content))

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._disk.truncate(self._file, size)

    def xSync(self, _flags: int) -> None:  # noqa: N802
        self._disk.flush(self._file)

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._file.seen)

    def xLock(self, _level: int) -> None:  # noqa: N802
        """Nobody else is here."""

    def xUnlock(self, _level: int) -> None:  # noqa: N802
        """Nobody else is here."""

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xFileControl(self, _op: int, _pointer: int) -> bool:  # noqa: N802
        return False

    def xSectorSize(self) -> int:  # noqa: N802
        return _SECTOR

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return int(
            apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE
        )  # as on any disk under SQLite's own unix file system

    def xClose(self) -> None:  # noqa: N802
        """Nothing to let go of."""


class _Folder(apsw.VFS):  # type: ignore[misc,unused-ignore]  # apsw has no annotations of its own for this
    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self._disk = disk

    def xOpen(self, name: Any, _flags: list[int]) -> Any:  # noqa: N802
        text = Path(name.filename() if hasattr(name, "filename") else str(name)).name
        if text not in self._disk.files:
            self._disk.files[text] = File(bytearray(), bytearray(), in_folder=False)
        return _OpenFile(self._disk, self._disk.files[text])

    def xDelete(self, name: str, _sync: bool) -> None:  # noqa: N802
        self._disk.files.pop(Path(name).name, None)

    def xAccess(self, name: str, _flags: int) -> bool:  # noqa: N802
        return Path(name).name in self._disk.files

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name


@contextmanager
def opened(disk: Disk) -> Iterator[apsw.Connection]:
    """SQLite on this disk. The write-ahead log's index stays in memory: one process, exclusive, as a desk is."""
    folder = _Folder(f"lossy-{id(disk)}", disk)
    database = apsw.Connection(_DATABASE, vfs=f"lossy-{id(disk)}")
    try:
        database.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        yield database
    finally:
        database.close()
        folder.unregister()


# ------------------------------------------------------------------------------------------------------ the cutting


def cut_power(recording: Recording, cuts: int, seed: int) -> Losses:
    """Play the recording ``cuts`` times, lose power somewhere in it, and look at what is left."""
    chance = wiring.chance(seed)
    whole = {n: _played(recording, Disk(_start(recording), chance), n) for n in _CHECKPOINTS}
    states = _states_after_commits(recording)
    losses = [_one_cut(recording, whole, states, chance) for _ in range(cuts)]
    return Losses(
        cuts,
        sum(acknowledged for acknowledged, _lost, _half, _corrupt in losses),
        sum(lost for _acknowledged, lost, _half, _corrupt in losses),
        sum(lost > 0 for _acknowledged, lost, _half, _corrupt in losses),
        sum(half for _acknowledged, _lost, half, _corrupt in losses),
        sum(corrupt for _acknowledged, _lost, _half, corrupt in losses),
    )


def _start(recording: Recording) -> dict[str, bytes]:
    return {_DATABASE: recording.before}


def _one_cut(
    recording: Recording, whole: Mapping[int, Disk], states: Sequence[str], chance: np.random.Generator
) -> tuple[int, int, bool, bool]:
    """(acknowledged, lost, half applied, corrupt) of one cut."""
    checkpoint = int(chance.choice(_CHECKPOINTS))
    disk = Disk(_start(recording), chance, cut_at=int(chance.integers(1, whole[checkpoint].done + 1)))
    _played(recording, disk, checkpoint)
    assert disk.survived is not None
    acknowledged = disk.acknowledged_at_cut
    try:
        state = _state_in(disk.survived, chance)
    except apsw.Error:
        return acknowledged, acknowledged, False, True
    if state is None:
        return acknowledged, acknowledged, False, True
    if state not in states:
        return acknowledged, 0, True, False
    return acknowledged, max(0, acknowledged - states.index(state)), False, False


def _played(recording: Recording, disk: Disk, checkpoint: int) -> Disk:
    with opened(disk) as database:
        for statement in recording.statements:
            database.execute(statement).fetchall()
            if statement.startswith("PRAGMA") and checkpoint:
                database.execute(f"PRAGMA wal_autocheckpoint={checkpoint}").fetchall()
            if statement.upper().startswith("COMMIT"):
                disk.acknowledged += 1
            if disk.survived is not None:
                break
    return disk


def _states_after_commits(recording: Recording) -> list[str]:
    """What the database says of itself before anything and after each commit, on a disk that loses nothing."""
    with opened(Disk(_start(recording), wiring.chance(0))) as database:
        states = [_state(database)]
        for statement in recording.statements:
            database.execute(statement).fetchall()
            if statement.upper().startswith("COMMIT"):
                states.append(_state(database))
    assert len(set(states)) == len(states), "a save that changes nothing could be lost unseen"
    return states


_LOOK = (
    "SELECT (SELECT COUNT(*) FROM journal_event), (SELECT COUNT(*) FROM journal_body), (SELECT COUNT(*) FROM read_log), "
    "(SELECT COUNT(*) FROM person), (SELECT COUNT(*) FROM written_name), (SELECT COUNT(*) FROM incarnation), "
    "(SELECT position_hash FROM journal_event ORDER BY position DESC LIMIT 1), "
    "(SELECT hash FROM read_log ORDER BY position DESC LIMIT 1)"
)


def _state(database: apsw.Connection) -> str:
    return str(database.execute(_LOOK).fetchall())


def _state_in(survived: Mapping[str, bytes], chance: np.random.Generator) -> str | None:
    """What is left says of itself, after SQLite has recovered; None when the file is damaged."""
    if _DATABASE not in survived:
        return None
    with opened(Disk(survived, chance)) as database:
        if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return None
        return _state(database)
