"""Reports typed by hand first: every figure found, none invented, each field as a person read it."""

from typing import Any

import pytest
from tests.cite.conftest import Read, typed_reports

from kinward.cite.listing import listing

_FIELDS = ("qualifier", "unit", "counts", "stance", "low", "high")


def _cases() -> list[Any]:
    names = ("cases.toml", "held_out.toml", "third.toml")
    return [pytest.param(r, id=r["name"]) for name in names for r in typed_reports(name)]


@pytest.mark.parametrize("report", _cases())
def test_every_figure_is_found_and_none_is_invented(report: dict[str, Any], read: Read) -> None:
    found = listing(read(report["text"], report["published"]))["figures"]
    assert [f["number_text"] for f in found] == [g["number"] for g in report["figures"]]


@pytest.mark.parametrize("report", _cases())
def test_every_figure_keeps_its_hedge_unit_count_and_speaker(report: dict[str, Any], read: Read) -> None:
    found = listing(read(report["text"], report["published"]))["figures"]
    for figure, gold in zip(found, report["figures"], strict=True):
        assert figure["value"] == gold.get("value"), gold
        assert figure["source"] == gold.get("source"), gold
        assert figure["said_on"] == gold.get("said_on"), gold
        assert {k: figure[k] for k in _FIELDS if k in gold} == {k: gold[k] for k in _FIELDS if k in gold}
