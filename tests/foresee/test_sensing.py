"""A count is as exact as it was written."""

import numpy as np
import pytest

from kinward.foresee.road import BLOCKS, Row
from kinward.foresee.sensing import rounded_to, take_in


@pytest.mark.parametrize(
    ("written", "place"),
    [(66_500, 100), (19_000, 1000), (13_350, 10), (28_121, 1), (40_000, 1000), (0, 1), (7, 1)],
)
def test_the_last_written_place_is_what_it_is_rounded_to(written: int, place: int) -> None:
    assert rounded_to(written) == place


def test_a_count_of_rooms_leaves_the_road_alone() -> None:
    rng = np.random.default_rng(0)  # noqa: TID251  # a test makes its own chance
    state = rng.random((len(Row), 500)) + 1.0
    state[Row.LOG_POOL] = 20.0
    state[Row.ARRIVED] = 1000.0
    before = state.copy()
    take_in(state, BLOCKS[Row.IN_STATE_ROOMS], lambda now: -((now[Row.IN_STATE_ROOMS] - 1.5) ** 2) * 50, rng)
    for row in BLOCKS[Row.ARRIVED]:
        assert np.array_equal(state[row], before[row])
    assert state[Row.IN_STATE_ROOMS].std() < before[Row.IN_STATE_ROOMS].std()
