"""``kinward erase``: forget somebody, and keep the decision to."""

import sys
from typing import Annotated

import typer

from kinward import wiring
from kinward.casework.erase_person import Erased
from kinward.casework.opening import NothingHereError
from kinward.cli.outward import EXIT_BAD_INPUT, complaining, said
from kinward.model.problem import Message


@complaining
def erase(
    person: Annotated[str, typer.Argument(help="The person's id, or the code on the slip.")],
    reason: Annotated[str, typer.Option(help="Why, in one line; it is kept for ever and must not say who.")],
    actor: Annotated[
        str,
        typer.Option(
            help="The account that decides: a data-protection officer's; its password is asked for."
        ),
    ],
    with_linked: Annotated[
        bool,
        typer.Option(
            "--with-linked", help="Erase other records too that a confirmed proposal joins to this."
        ),
    ] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, for scripts.")
    ] = False,
) -> None:
    """Blank everything said of a person, close their open requests and leave a tombstone that outlives restores."""
    wiring.open_database()
    wiring.require_password(actor, _password(actor, from_stdin=password_stdin))
    try:
        erased, gone = wiring.erase(actor, person, reason, with_linked=with_linked)
    except NothingHereError:
        print(said(Message("there is nothing here that this account can erase")), file=sys.stderr)
        raise typer.Exit(EXIT_BAD_INPUT) from None
    for line in _told(erased, gone=gone):
        print(said(line))
    for file in wiring.replaced_databases():
        print(
            said(
                Message(
                    "{file} is the database before a restore and still holds this person: delete it",
                    {"file": str(file)},
                )
            )
        )


def _password(account: str, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = typer.prompt(
        said(Message("Password of {account}", {"account": account})), hide_input=True, err=True
    )
    return asked


def _told(erased: Erased, *, gone: bool) -> list[Message]:
    lines = []
    if erased.already:
        lines.append(Message("this person was erased before; the tombstone stands"))
    if not erased.already or erased.linked:
        counts = {"bodies": erased.bodies, "requests": len(erased.requests_closed)}
        lines.append(Message("{bodies} bodies blanked, {requests} open requests closed", counts))
    if erased.linked:
        lines.append(Message("{linked} linked records erased too", {"linked": len(erased.linked)}))
    if erased.linked_left:
        left = {"left": len(erased.linked_left)}
        what = "{left} linked records of the same person still stand: --with-linked erases those of this organisation"
        lines.append(Message(what, left))
    if not gone:
        lines.append(
            Message("somebody is reading: run this again in a while, so that the write-ahead log is cut too")
        )
    lines.append(
        Message("what relatives said of this person stands in their own records: names, and who is whose")
    )
    lines.append(Message("backups made before now hold this person for up to 35 days more; let them age out"))
    return lines
