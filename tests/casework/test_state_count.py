"""A count that is probably a slip is asked about, and one that was wrong is replaced by who said it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.small_crossing import actor

from kinward import wiring
from kinward.casework.make_forecast import counts_by_moment
from kinward.casework.ports import Outside
from kinward.casework.state_count import CountForm, counts_that_stand, state_counts
from kinward.model.problem import BadInputError

AT = datetime(2023, 9, 25, 8, tzinfo=UTC)


def stated(outside: Outside, value: int, hours: int, *, speaker: str = "desk", checked: bool = False) -> int:
    form = CountForm(wiring.new_id(), "arrived", AT + timedelta(hours=hours), value, speaker, checked=checked)
    return state_counts(outside, actor("analyst"), [form])


def standing(outside: Outside) -> list[int]:
    return [line.value for line in counts_that_stand(outside.views.counts())]


def test_a_total_that_falls_or_leaps_is_written_down_only_when_it_was_checked(outside: Outside) -> None:
    assert stated(outside, 30, 0) == 1
    assert stated(outside, 6_000, 4) == 1
    assert stated(outside, 20_000, 12) == 1
    for value, hours in ((1_000_000_000, 14), (19_999, 14), (21_000, 8), (5_999, 8)):
        with pytest.raises(BadInputError) as refusal:
            stated(outside, value, hours)
        assert [problem.column for problem in refusal.value.problems] == ["checked"]
    assert standing(outside) == [30, 6_000, 20_000]
    assert stated(outside, 19_999, 14, checked=True) == 1


def test_the_same_speaker_replaces_a_count_and_another_stands_beside_it(outside: Outside) -> None:
    stated(outside, 6_000, 0)
    stated(outside, 1_000_000_000, 4, checked=True)
    stated(outside, 9_000, 4)
    stated(outside, 9_100, 4, speaker="the road")
    assert sorted(standing(outside)) == [6_000, 9_000, 9_100]
    counts = counts_by_moment(counts_that_stand(outside.views.counts()))
    assert max(one.arrivals or 0 for one in counts) == 9_100
