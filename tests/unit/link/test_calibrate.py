"""Thresholds with their interval, and probabilities that hold."""

import numpy as np
import pytest

from ninefold.link.calibrate import calibration_error, threshold_for
from ninefold.link.model import untrained
from ninefold.measures.shares import wilson


def test_wilsons_interval_is_as_in_the_textbook() -> None:
    low, high = wilson(np.array([9.0]), np.array([10]))
    assert (float(low[0]), float(high[0])) == (
        pytest.approx(0.596, abs=0.001),
        pytest.approx(0.982, abs=0.001),
    )


def test_the_threshold_is_sure_of_the_precision_that_is_wished() -> None:
    weight = np.r_[np.linspace(10, 5, 500), np.linspace(4.9, 0, 100)]
    same = np.r_[np.ones(500), np.zeros(100)]
    found = threshold_for(0.98, weight, same, untrained())
    assert found is not None
    assert found.low >= 0.98
    assert found.weight <= 5.0
    assert found.recall == 1.0


def test_too_few_labels_give_no_threshold() -> None:
    assert threshold_for(0.99, np.array([3.0, 2.0]), np.ones(2), untrained()) is None


def test_probabilities_that_hold_have_no_error() -> None:
    probability = np.repeat([0.25, 0.75], 400)
    same = np.r_[np.tile([1, 0, 0, 0], 100), np.tile([1, 1, 1, 0], 100)].astype(np.float64)
    assert calibration_error(probability, same) == pytest.approx(0.0)
    assert calibration_error(1 - probability, same) == pytest.approx(0.5)
