"""Every command and every option is documented, in words of their own."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def writer() -> ModuleType:
    """The module that writes the page."""
    spec = importlib.util.spec_from_file_location(
        "commands_page", Path(__file__).with_name("commands_page.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_commands_is_what_the_commands_say(writer: ModuleType) -> None:
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "a command has changed: run `make docs`"


def test_every_command_and_every_option_says_what_it_does(writer: ModuleType) -> None:
    silent = [
        name
        for name, command in writer.commands()
        if name != "kinward" and len((command.help or "").split()) < 3
    ]
    silent += [
        f"{name} {parameter.name}"
        for name, command in writer.commands()
        for parameter in command.params
        if parameter.name != "help" and not getattr(parameter, "help", None)
    ]
    assert not silent, "say in the code what these do: " + ", ".join(silent)


def test_every_command_that_a_document_names_exists(writer: ModuleType) -> None:
    known = {word for name, _command in writer.commands() for word in name.split()[1:2]}
    named = {
        (word, document.name)
        for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for word in re.findall(
            r"(?:`|^ *(?:\$ )?)kinward ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert not {(word, document) for word, document in named if word not in known}
