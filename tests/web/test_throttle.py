"""However many names somebody tries, no more are remembered than were meant to be."""

from datetime import UTC, datetime, timedelta

import pytest

from kinward.web import throttle
from kinward.web.throttle import TRIES, Throttle

NOW = datetime(2023, 9, 26, 20, 0, tzinfo=UTC)


def test_the_oldest_failures_are_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "_REMEMBERED_AT_MOST", 10)
    tried = Throttle()
    for second in range(TRIES):
        tried.failed("arev", NOW + timedelta(seconds=second))
    for number in range(9):
        tried.failed(f"somebody {number}", NOW)
    assert tried.waits_until("arev", TRIES, NOW) is not None
    tried.failed("one more", NOW)
    assert len(tried.failures) == 10
    assert tried.waits_until("arev", TRIES, NOW) is None
