"""Intervals agree with published tables and cover as often as they say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures import intervals


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904)]
)
def test_limits_are_those_of_the_published_table(count: int, low: float, high: float) -> None:
    found = intervals.poisson(np.array([float(count)]))
    assert found[0][0] == pytest.approx(low, abs=1e-4)
    assert found[1][0] == pytest.approx(high, abs=1e-4)


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 40.0])
def test_the_interval_covers_at_least_as_often_as_it_says(mean: float) -> None:
    counts = np.random.default_rng(1).poisson(mean, 20_000).astype(float)
    low, high = intervals.poisson(counts)
    assert np.mean((low <= mean) & (mean <= high)) >= 0.945


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=30))
def test_every_count_lies_within_its_own_interval(counts: list[int]) -> None:
    values = np.array(counts, dtype=float)
    low, high = intervals.poisson(values)
    assert np.all((low <= values) & (values <= high))


def test_a_sum_of_equal_weights_has_the_interval_of_its_count_in_that_unit() -> None:
    low, high = intervals.compound_poisson(np.array([3650.0]), np.array([10 * 365.0**2]))
    assert low[0] == pytest.approx(365 * 4.7954, rel=1e-4)
    assert high[0] == pytest.approx(365 * 18.3904, rel=1e-4)


def test_rare_grave_offences_widen_the_interval_of_a_sum() -> None:
    even = intervals.compound_poisson(np.array([1000.0]), np.array([10 * 100.0**2]))
    uneven = intervals.compound_poisson(np.array([1000.0]), np.array([900.0**2 + 100.0]))
    assert uneven[0][0] < even[0][0] < even[1][0] < uneven[1][0]


def test_the_interval_of_a_weighted_sum_covers_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(2)
    weights, rates = np.array([2.0, 10.0, 365.0]), np.array([30.0, 20.0, 6.0])
    counts = rng.poisson(rates, (5_000, 3))
    low, high = intervals.compound_poisson(counts @ weights, counts @ weights**2)
    truth = rates @ weights
    assert np.mean((low <= truth) & (truth <= high)) >= 0.93


def test_a_sum_of_nothing_has_no_interval_but_nought() -> None:
    low, high = intervals.compound_poisson(np.zeros(1), np.zeros(1))
    assert (low[0], high[0]) == (0.0, 0.0)
