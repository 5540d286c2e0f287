"""All commands in one list, in the order of a day."""

import typer

from kinward.cli import account, audit, foresee, model
from kinward.cli.backup import backup, restore
from kinward.cli.cite import cite
from kinward.cli.demo import demo
from kinward.cli.erase import erase
from kinward.cli.find import find
from kinward.cli.house import house
from kinward.cli.migrate import migrate
from kinward.cli.paper import paper
from kinward.cli.rebuild import rebuild
from kinward.cli.register import register
from kinward.cli.serve import serve

app = typer.Typer(
    name="kinward",
    help="Registers, reunites, houses, foresees, cites: for the days when a whole population crosses a border.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local variables would print names
)

app.add_typer(foresee.app, name="foresee")
app.command("house")(house)
app.command("paper")(paper)
app.command("find")(find)
app.add_typer(model.app, name="model")
app.command("cite")(cite)
app.command("serve")(serve)
app.command("migrate")(migrate)
app.add_typer(account.app, name="account")
app.command("backup")(backup)
app.command("restore")(restore)
app.command("erase")(erase)
app.add_typer(audit.app, name="audit")
app.command("rebuild")(rebuild)
app.command("register")(register)
app.command("demo")(demo)
