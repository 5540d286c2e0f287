"""``kinward migrate``: bring the tables up to date and put the journal's guards back."""

from kinward import wiring
from kinward.cli.outward import complaining, said
from kinward.model.problem import Message


@complaining
def migrate() -> None:
    """Make or update the tables of the database, and put back the triggers that guard the journal."""
    wiring.start_django()
    wiring.migrate()
    wiring.open_database()
    print(said(Message("the tables are up to date and the journal is guarded")))
