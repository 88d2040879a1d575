"""Exponential smoothing, the baseline in every table, does what its textbook says."""

import numpy as np
import pytest

from ninefold.measures.demand.smoothing import smoothed


def test_a_series_that_never_moves_goes_on() -> None:
    told = smoothed(np.full((400, 2), 12.0), "day", 10)

    assert told.middle == pytest.approx(np.full((10, 2), 12.0))
    assert told.high - told.low == pytest.approx(np.zeros((10, 2)), abs=1e-3)


def test_a_week_is_repeated_and_noise_is_not_followed() -> None:
    chance = np.random.default_rng(1)
    week = np.array([80.0, 90, 100, 100, 110, 140, 120])
    counts = chance.poisson(np.tile(week, 100)).astype(float)[:, None]

    told = smoothed(counts, "day", 14)

    assert told.middle[:, 0] == pytest.approx(np.tile(week, 2), rel=0.06)


def test_a_level_that_wanders_is_followed_and_limits_widen_with_distance() -> None:
    chance = np.random.default_rng(2)
    counts = 500 + np.cumsum(chance.normal(0, 8, 700))[:, None]

    told = smoothed(counts, "day", 28)

    assert told.middle[0, 0] == pytest.approx(counts[-1, 0], abs=25)
    width = told.high[:, 0] - told.low[:, 0]
    assert width[-1] > 2 * width[0]


def test_each_series_is_smoothed_as_if_alone() -> None:
    counts = np.random.default_rng(3).poisson([5.0, 60.0], (300, 2)).astype(float)

    together = smoothed(counts, "day", 7)

    assert together.middle[:, 1] == pytest.approx(smoothed(counts[:, 1:], "day", 7).middle[:, 0])


def test_limits_are_never_below_nought() -> None:
    told = smoothed(np.random.default_rng(4).poisson(0.3, (200, 1)).astype(float), "day", 30)

    assert told.low.min() >= 0
    assert told.quantiles.min() >= 0


def test_a_few_periods_have_no_season_to_find() -> None:
    assert smoothed(np.array([[3.0], [5.0], [4.0]]), "month", 2).middle.shape == (2, 1)
