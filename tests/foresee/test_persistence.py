"""Persistence is plain enough to check by hand."""

from datetime import UTC, datetime, timedelta

from kinward.foresee.persistence import persistence

START = datetime(2031, 3, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def test_the_rate_is_taken_over_at_least_six_hours() -> None:
    line = persistence([(at(0), 0), (at(6), 600), (at(10), 1000), (at(12), 3000)])
    assert line is not None
    assert line.per_hour == 400
    assert line.total_at(at(14)) == 3800
    assert line.passes(3400) == at(13)


def test_a_shorter_history_is_used_as_it_is() -> None:
    line = persistence([(at(0), 100), (at(2), 300)])
    assert line is not None
    assert line.per_hour == 100


def test_of_equal_moments_the_first_counts() -> None:
    line = persistence([(at(0), 0), (at(8), 800), (at(8), 1600)])
    assert line is not None
    assert line.total == 800


def test_one_moment_has_no_rate() -> None:
    assert persistence([(at(0), 5), (at(0), 6)]) is None


def test_a_rate_is_never_below_zero_and_then_nothing_is_passed() -> None:
    line = persistence([(at(0), 900), (at(8), 800)])
    assert line is not None
    assert line.per_hour == 0
    assert line.passes(900) is None
