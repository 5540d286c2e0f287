"""``kinward backup`` and ``kinward restore``: a sealed copy that was opened once to prove it, and the way back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.model.problem import BadInputError, Message, Problem

_EXIT_FAULTS = 1


@complaining
def backup(
    to: Annotated[
        Path | None, typer.Option(help="Where to write the backup; a file that is not there yet.")
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Write kinward-TIME.age here instead, and remove those older than 35 days."),
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option(help="An age key (age1...) that can open it; give at least two.")
    ] = None,
    keygen: Annotated[
        Path | None, typer.Option(help="Make a custodian's key instead: write it here, print its recipient.")
    ] = None,
) -> None:
    """Copy everything that cannot be made again, seal it to two keys or more, and open it once to be sure."""
    if keygen is not None:
        _make_key(keygen)
        return
    if (to is None) == (folder is None):
        what = Message("where to is not clear")
        raise BadInputError([Problem(what, Message("give either --to FILE or --folder DIR"))])
    wiring.open_database()
    file = to or _in_folder(folder or Path())
    _require_new(file)
    copy = wiring.backed_up(recipient or [])
    _written(copy.content, file)
    size: dict[str, str | int | float] = {"file": str(file), "bytes": len(copy.content)}
    print(said(Message("{file}: {bytes} bytes, sealed and opened once to be sure", size)))
    if folder is not None:
        for name in wiring.remove_aged_backups(folder):
            print(said(Message("{file} was older than 35 days and is removed", {"file": name})))
    for fault in copy.faults:
        print(said(fault), file=sys.stderr)
    if copy.faults:
        raise typer.Exit(_EXIT_FAULTS)


@complaining
def restore(
    file: Annotated[Path, typer.Argument(help="A backup that kinward backup made.")],
    identity: Annotated[Path, typer.Option(help="The key file of one of its recipients.")],
    tombstones: Annotated[
        Path | None, typer.Option(help="tombstones.jsonl of the installation that was lost, if there is one.")
    ] = None,
    accept_faults: Annotated[
        bool, typer.Option("--accept-faults", help="Restore also what the audit finds fault with.")
    ] = False,
) -> None:
    """Put a backup in the place of the database. Whoever was erased stays erased; the old database is kept aside."""
    faults, aside = wiring.restore(
        _read(file), _read(identity).decode("utf-8", "replace"), tombstones, accept_faults=accept_faults
    )
    for fault in faults:
        print(said(fault), file=sys.stderr)
    print(said(Message("restored; every device goes on in a new stream")))
    if aside is not None:
        print(
            said(
                Message(
                    "the database it replaces is now {file}: delete it when all is well", {"file": str(aside)}
                )
            )
        )
    print(said(Message("accounts are those of the backup: look at kinward account list")))


def _make_key(file: Path) -> None:
    _require_new(file)
    text, recipient = wiring.new_identity()
    _written(text.encode(), file)
    print(
        said(
            Message("{file}: keep it offline, with somebody you trust; the recipient is", {"file": str(file)})
        )
    )
    print(recipient)


def _in_folder(folder: Path) -> Path:
    if not folder.is_dir():
        what = Message("there is no such folder")
        raise BadInputError([Problem(what, Message("make it first"), folder.name)])
    return folder / wiring.backup_name()


def _require_new(file: Path) -> None:
    if file.exists():
        what, do = (
            Message("the file is there already"),
            Message("name one that is not; a backup replaces nothing"),
        )
        raise BadInputError([Problem(what, do, file.name)])


def _written(content: bytes, file: Path) -> None:
    try:
        wiring.write_new(content, file)
    except OSError as error:
        what = Message(
            "the file cannot be written ({reason})", {"reason": error.strerror or "unknown reason"}
        )
        do = Message("choose a folder that exists and that you may write to")
        raise BadInputError([Problem(what, do, file.name)]) from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        raise BadInputError(
            [Problem(what, Message("check the path and that you may read it"), file.name)]
        ) from None
