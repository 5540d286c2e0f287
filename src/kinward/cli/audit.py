"""``kinward audit``: a head to keep elsewhere, and whether the journal is still the one it was taken from."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.exchange.tables import write_whole
from kinward.model.problem import BadInputError, Message, Problem
from kinward.protect.chains import HeadNotOursError

EXIT_FAULTS = 1

app = typer.Typer(
    name="audit",
    help="Keep the head of journal and read log elsewhere, and find out whether anything was changed since.",
    no_args_is_help=True,
)


@app.command("head")
@complaining
def head(
    out: Annotated[
        Path | None, typer.Option(help="Write it to a file; best on another machine, or printed.")
    ] = None,
) -> None:
    """Print where journal and read log stand, as one sealed line to keep where the database is not."""
    wiring.open_database()
    line = wiring.audit_head()
    if out is None:
        print(line)
    else:
        write_whole(out, line + "\n")


@app.command("verify")
@complaining
def verify(
    head: Annotated[
        Path | None, typer.Option(help="A head that kinward audit head wrote, kept elsewhere.")
    ] = None,
) -> None:
    """Find any edit, deletion, reordering or truncation; exit code 1 when there is one. Without a head, ends are not safe."""
    wiring.open_database()
    try:
        faults = wiring.audit_faults(_line(head) if head else None)
    except HeadNotOursError:
        what = Message("this head was not made with our key, or somebody changed it")
        do = Message("look for the right one; KINWARD_HEAD_KEY names another key")
        raise BadInputError([Problem(what, do, head.name if head else "")]) from None
    for fault in faults:
        print(said(fault), file=sys.stderr)
    if faults:
        raise typer.Exit(EXIT_FAULTS)
    if head:
        print(said(Message("journal, quarantine and read log are whole, and go on from the head")))
    else:
        print(
            said(Message("the chains are whole; without --head nobody knows whether their end was cut off"))
        )


def _line(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        what = Message("the file cannot be read ({reason})", {"reason": error.strerror or "unknown reason"})
        raise BadInputError(
            [Problem(what, Message("check the path and that you may read it"), file.name)]
        ) from None
