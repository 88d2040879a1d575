"""Every event counts once, spread over the hours in which it may have happened."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ninefold.errors import CountOutOfRange
from ninefold.measures.patterns.aoristic import hot_times, hour_weights

MONDAY = 4 * 24.0  # 1970-01-05 was a Monday


def test_a_known_time_counts_in_its_own_hour_and_day() -> None:
    found = hot_times(np.array([MONDAY + 22.5]), np.array([MONDAY + 22.5]))

    assert found.weight[0, 22] == 1
    assert found.weight.sum() == 1


def test_a_window_is_shared_by_the_time_it_lies_in_each_hour() -> None:
    # Sunday 23:30 to Monday 01:00: a third, two thirds.
    weights = hour_weights(np.array([MONDAY - 0.5]), np.array([1.5]))[0]

    assert weights[6 * 24 + 23] == pytest.approx(1 / 3)
    assert weights[0] == pytest.approx(2 / 3)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e5, 1e5), st.floats(0, 160))
@example(952.0, 1e-8)
def test_every_event_counts_once_whatever_its_window(start: float, length: float) -> None:
    weights = hour_weights(np.array([start]), np.array([length]))

    assert weights.sum() == pytest.approx(1.0, abs=1e-6)
    assert weights.min() >= -1e-9


def test_windows_of_a_week_and_backward_ones_are_left_out_and_told() -> None:
    start = np.array([0.0, 0.0, 10.0])

    found = hot_times(start, np.array([500.0, 2.0, 5.0]))

    assert (found.audit.too_long, found.audit.backwards) == (1, 1)
    assert found.weight.sum() == pytest.approx(1.0)


def test_only_weekend_nights_are_called_hot_when_only_they_are() -> None:
    random = np.random.default_rng(1)
    even = random.random(1500) * 168 * 50
    nights = MONDAY + 5 * 24 + 23 + random.integers(0, 50, 150) * 168.0 + random.random(150)
    moments = np.concatenate([even, nights])

    found = hot_times(moments, moments)

    assert found.hottest(1)[0][:2] == ("Saturday", 23)
    assert found.q[5, 23] < 0.001
    assert (found.q < 0.05).sum() <= 3
    assert (found.low <= found.weight).all()


def test_times_heaped_at_midnight_are_told() -> None:
    found = hot_times(np.array([0.0, 24.0, 48.0, 13.25]), np.array([0.0, 24.0, 48.0, 13.25]))

    assert found.audit.at_midnight == 0.75


def test_no_usable_time_is_refused_with_what_to_do() -> None:
    with pytest.raises(CountOutOfRange, match="card"):
        hot_times(np.array([0.0]), np.array([9999.0]))
