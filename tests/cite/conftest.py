"""The language packs, compiled once for all tests of reading."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kinward import wiring
from kinward.model.report import Reading, Report

REPORTS = Path(__file__).parent / "reports"
Read = Callable[..., Reading]


@pytest.fixture(scope="session")
def read() -> Read:
    """Read a text as a report."""

    def reading(text: str, published: str | None = None, file: str = "report.txt") -> Reading:
        return wiring.reading_of(Report(file, text, published))

    return reading


def typed_reports(name: str) -> list[dict[str, Any]]:
    """Reports with the figures typed by hand."""
    return list(tomllib.loads((REPORTS / name).read_text(encoding="utf-8"))["reports"])
