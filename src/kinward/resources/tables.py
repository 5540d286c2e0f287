"""Opens one of the commented tables that ship with Kinward."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def text(path: str) -> str:
    """The text of a shipped resource, for example ``text("policies/lachin-2023.toml")``."""
    return resources.files(__package__).joinpath(path).read_text(encoding="utf-8")


@cache
def table(path: str) -> dict[str, Any]:
    """A shipped TOML table, read once. Callers do not change it."""
    return tomllib.loads(text(path))
