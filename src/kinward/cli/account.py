"""``kinward account``: who may sign in here."""

from typing import Annotated

import typer

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.model.problem import Message

app = typer.Typer(name="account", help="Who may sign in here, in which roles.", no_args_is_help=True)


@app.command("add")
@complaining
def add(
    name: Annotated[
        str, typer.Argument(help="The name to sign in with; it stands beside everything they write.")
    ],
    role: Annotated[list[str], typer.Option(help="A role; give several for several.")],
    desk: Annotated[
        str, typer.Option(help="The desk or office: the device whose journal stream they write.")
    ],
    organisation: Annotated[str, typer.Option(help="The organisation that answers for what they write.")],
) -> None:
    """Let somebody sign in; the password is random and printed this once."""
    wiring.open_database()
    password = wiring.add_account(name, role, desk, organisation)
    print(
        said(
            Message("password of {name}, printed this once: {password}", {"name": name, "password": password})
        )
    )


@app.command("list")
@complaining
def list_accounts() -> None:
    """List all accounts with their roles, desk and organisation."""
    wiring.open_database()
    for line in wiring.accounts():
        state = said(Message("open")) if line.open else said(Message("closed"))
        print(
            "\t".join(
                (line.name, state, " ".join(line.roles), line.desk, line.organisation, line.last_sign_in)
            )
        )


@app.command("close")
@complaining
def close(name: Annotated[str, typer.Argument(help="Whose account ends.")]) -> None:
    """End an account and its sign-ins at once; what it wrote keeps its name."""
    wiring.open_database()
    ended = wiring.close_account(name)
    print(said(Message("closed; {ended} sign-ins ended", {"ended": ended})))
