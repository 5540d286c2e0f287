"""``kinward register``: a spreadsheet of people into the journal, and everyone new meets everyone sought."""

import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kinward import wiring
from kinward.casework.register_people import ImportForm, register_people
from kinward.cli.outward import complaining, progress, said
from kinward.exchange.people import read_people
from kinward.model.problem import BadInputError, Message, Problem


@complaining
def register(
    people: Annotated[
        Path, typer.Argument(help="CSV of people, with the columns of kinward find and household.")
    ],
    desk: Annotated[
        str, typer.Option(help="The desk that wrote the file; with the row's id it makes the person.")
    ],
    organisation: Annotated[
        str,
        typer.Option(
            help="The organisation whose records these are; without it, the only one that has accounts."
        ),
    ] = "",
    actor: Annotated[str, typer.Option(help="Who gives the file; the journal keeps the name.")] = "",
    crossing: Annotated[str, typer.Option(help="Where they crossed, if it was one place.")] = "",
    arrived_at: Annotated[
        str, typer.Option(help="When they arrived, like 2023-09-26T20:00+04:00; otherwise now.")
    ] = "",
) -> None:
    """Register everyone in a file. Giving the same file again registers nobody twice; every fault is told at once."""
    at = _moment(arrived_at)
    with progress(said(Message("rows read"))) as reached:
        described = read_people(people, at.date(), progress=reached)
    wiring.start_django()
    wiring.open_database()
    organisation = _organisation(organisation)
    who = wiring.importer(actor or getpass.getuser(), desk, organisation)
    form = ImportForm(described, at, crossing, (wiring.tracing_service(organisation),))
    with progress(said(Message("people written"))) as reached:
        done = register_people(wiring.outside(), who, form, lambda rows: reached(rows, len(described)))
    counts = {"rows": done.rows, "new": done.new, "more": done.said_more, "known": done.known}
    print(
        said(
            Message(
                "{rows} rows = {new} new people + {more} known who say more + {known} known just so", counts
            )
        )
    )
    print(said(Message("{households} households", {"households": done.households})))
    met = wiring.meet_now(organisation)
    proposals = {
        "open": met.proposals - met.restricted,
        "restricted": met.restricted,
        "twice": met.duplicates,
    }
    print(
        said(
            Message(
                "{open} proposals for caseworkers, {restricted} for child protection, {twice} pairs that may be one person",
                proposals,
            )
        )
    )


def _organisation(given: str) -> str:
    """Whose records these become: nobody else's accounts can open them. Raises BadInputError when it cannot be told."""
    known = sorted({account.organisation for account in wiring.accounts() if account.open})
    if not given and len(known) == 1:
        return known[0]
    if not given:
        what = Message("it is not said whose records these are")
        do = Message("name --organisation as the accounts do: {known}", {"known": ", ".join(known) or "-"})
        raise BadInputError([Problem(what, do)])
    if given not in known:
        what = Message(
            "no open account belongs to this organisation: nobody can open these people until one does"
        )
        print(said(what), file=sys.stderr)
    return given


def _moment(text: str) -> datetime:
    """The moment as given. Raises BadInputError for one that is not, has no zone or is still to come."""
    if not text:
        return wiring.now()
    do = Message("write it like 2023-09-26T20:00+04:00")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadInputError([Problem(Message("--arrived-at is not a day and an hour"), do)]) from None
    if at.tzinfo is None:
        raise BadInputError([Problem(Message("--arrived-at has no time zone"), do)])
    if at > wiring.now():
        raise BadInputError([Problem(Message("--arrived-at is still to come"), do)])
    return at
