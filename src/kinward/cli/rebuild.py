"""``kinward rebuild``: make every view again from the journal."""

from kinward import wiring
from kinward.cli.outward import complaining, progress, said
from kinward.model.problem import Message


@complaining
def rebuild() -> None:
    """Make all views again from the journal; nothing is lost by it and the result is the same."""
    wiring.open_database()
    with progress(said(Message("events read"))) as reached:
        events = wiring.journal().rebuild(reached)
    print(said(Message("all views made again from {events} events", {"events": events})))
