"""Reports in the manner of agencies, wires and ministries reach the bars that were set before they were written."""

from collections import Counter

import pytest
from tests.cite.conftest import Read, typed_reports

from kinward.cite.listing import listing

# Issue 5: what must be right of the figures that are found, and the harmonic mean of found and not invented.
_BARS = {
    "found": 0.95,
    "value": 0.98,
    "unit": 0.98,
    "qualifier": 0.95,
    "counts": 0.85,
    "source": 0.88,
    "five": 0.70,
}
_FIVE = ("value", "unit", "qualifier", "counts", "source")


@pytest.mark.parametrize(
    "name",
    [
        "crises.toml",
        "crises_held_out.toml",
        "crises_last.toml",
        "strangers_a.toml",
        "strangers_b.toml",
        "strangers_d.toml",
        "strangers_languages.toml",
    ],
)
def test_a_set_of_crises_reaches_every_bar(name: str, read: Read) -> None:
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for report in typed_reports(name):
        left = list(listing(read(report["text"], report["published"]))["figures"])
        asked["proposed"] += len(left)
        for gold in report["figures"]:
            asked["typed"] += 1
            found = next((f for f in left if f["number_text"] == gold["number"]), None)
            if found is None:
                continue
            left.remove(found)
            wants = {"value": None, "source": None, **gold}
            fields = [field for field in _FIVE if field in wants]
            for field in fields:
                asked[field] += 1
                right[field] += found[field] == wants[field]
            asked["five"] += 1
            right["five"] += all(found[field] == wants[field] for field in fields)
    shares = {field: right[field] / asked[field] for field in (*_FIVE, "five")}
    shares["found"] = 2 * asked["five"] / (asked["typed"] + asked["proposed"])
    assert {field: share for field, share in shares.items() if share < _BARS[field]} == {}
