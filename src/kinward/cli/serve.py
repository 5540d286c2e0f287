"""``kinward serve``: the pages, on a database that keeps its promises or not at all."""

import signal
from types import FrameType
from typing import Annotated

import typer
import waitress.server

from kinward import wiring
from kinward.cli.outward import complaining, progress, said
from kinward.model.problem import BadInputError, Message, Problem


@complaining
def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen at; 127.0.0.1 is this machine only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 takes a free one.", min=0, max=65535)] = 8000,
    migrate: Annotated[bool, typer.Option("--migrate", help="Bring the tables up to date first.")] = False,
) -> None:
    """Serve the pages. Refuses a database that could lose what it says it has kept, or a journal without guards."""
    wiring.start_django()
    if migrate:
        wiring.migrate()
    wiring.open_database()
    with progress(said(Message("views made again"))) as reached:
        if wiring.rebuild_if_older(reached):
            print(said(Message("the views were made by another version and were made again")))
    run(bound(host, port), host)


def run(server: "waitress.server.TcpWSGIServer", host: str) -> None:
    """Say where the pages are and answer until somebody stops it."""
    signal.signal(signal.SIGTERM, _stop)
    wiring.warm_up_soon()
    at = {"address": f"http://{host}:{server.effective_port}/"}
    print(said(Message("Kinward serves at {address} - stop it with Ctrl+C", at)), flush=True)
    server.run()


def bound(host: str, port: int) -> "waitress.server.TcpWSGIServer":
    """A server that has its port, or BadInputError: known before any long work begins."""
    try:
        return waitress.server.create_server(
            wiring.web_application(), host=host, port=port, threads=8, ident=None
        )
    except OSError as error:
        what = Message(
            "this address cannot be used ({reason})", {"reason": error.strerror or "unknown reason"}
        )
        raise BadInputError([Problem(what, Message("choose another --port or --host"))]) from None


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Let waitress finish the answers it is at: it stops on SystemExit."""
    raise SystemExit(0)
