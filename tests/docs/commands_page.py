"""Writes docs/commands.md from the commands themselves, so that no command or option can be missing from it.

Run ``make docs`` after a change of a command. The words stand where the command is written and nowhere else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from kinward.cli.app import app

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"

OPENING = (
    "Written by `make docs` from the commands themselves; `kinward COMMAND --help` says the same. Commands that\n"
    "read a file say all of its problems at once and end with exit code 2, and write nothing then."
)

# Click, which typer may bring along under its own name, is not imported: its commands are recognised by what they have.
Command = Any


def commands() -> Iterator[tuple[str, Command]]:
    """Every command with its whole name, groups before what they hold."""
    yield from _below("kinward", typer.main.get_command(app))


def _below(name: str, command: Command) -> Iterator[tuple[str, Command]]:
    yield name, command
    for word, inner in sorted(getattr(command, "commands", {}).items()):
        yield from _below(f"{name} {word}", inner)


def page() -> str:
    """The whole page."""
    parts = ["# The commands", OPENING]
    parts += [part for name, command in commands() for part in _section(name, command)]
    return "\n\n".join(parts) + "\n"


def _section(name: str, command: Command) -> Iterator[str]:
    if name != "kinward":
        yield f"## `{name}`"
    if text := _plain(command.help):
        yield text
    if rows := [_option(parameter) for parameter in command.params if not _is_help(parameter)]:
        yield "\n".join(["| given as | what it is |", "|---|---|", *rows])


def _option(parameter: Any) -> str:  # a parameter of click, whichever click it is
    if parameter.param_type_name == "argument":
        given = (parameter.metavar or parameter.name).upper()
    else:
        given = ", ".join([*parameter.opts, *parameter.secondary_opts])
    said = _plain(getattr(parameter, "help", "") or "").replace("\n", " ").replace("|", "\\|")
    needed = " (must be given)" if parameter.required else ""
    return f"| `{given}` | {said}{needed} |"


def _is_help(parameter: Any) -> bool:  # as above
    return bool(parameter.name == "help")


def _plain(text: str | None) -> str:
    paragraphs = (text or "").replace("\f", "\n\n").strip().split("\n\n")
    return "\n\n".join(" ".join(line.strip() for line in part.splitlines()) for part in paragraphs)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
