"""Calibration measures: right for scores made right, wrong in the direction made wrong."""

import numpy as np
import pytest

from ninefold.measures.scoring import calibration as c
from ninefold.measures.scoring.losses import log_odds, probability


@pytest.fixture(scope="module")
def people() -> tuple[np.ndarray, np.ndarray]:
    """20,000 made-up people whose outcomes were drawn from their scores."""
    generator = np.random.default_rng(7)
    scores = probability(generator.normal(-0.5, 1.0, 20_000))
    return scores, (generator.random(20_000) < scores).astype(np.int8)


def test_observed_over_expected_of_three_people() -> None:
    found = c.observed_expected(np.array([0.5, 0.5, 1.0]), np.array([1, 0, 1], dtype=np.int8))

    assert found.value == 1.0
    assert found.low < 1 < found.high


def test_true_probabilities_have_slope_one_and_ratio_one(people: tuple[np.ndarray, np.ndarray]) -> None:
    line, ratio = c.calibration_line(*people), c.observed_expected(*people)

    assert line.slope == pytest.approx(1, abs=3 * line.slope_error)
    assert ratio.low < 1 < ratio.high
    assert c.spiegelhalter(*people) > 0.01


def test_scores_made_too_extreme_have_the_slope_that_undoes_it(people: tuple[np.ndarray, np.ndarray]) -> None:
    scores, outcome = people

    assert c.calibration_line(probability(2 * log_odds(scores)), outcome).slope == pytest.approx(
        0.5, abs=0.02
    )


def test_the_calibration_error_of_true_probabilities_lies_within_its_null(
    people: tuple[np.ndarray, np.ndarray],
) -> None:
    scores, outcome = people
    null = c.calibration_null(scores[:1_500], draws=200)

    assert c.expected_calibration_error(scores[:1_500], outcome[:1_500]) < np.quantile(null, 0.99)
    assert 0.02 < null.mean() < 0.04  # what perfection looks like at this size


def test_scores_a_tenth_too_high_are_off_by_a_tenth(people: tuple[np.ndarray, np.ndarray]) -> None:
    scores, outcome = people

    assert c.expected_calibration_error(scores + 0.1, outcome) == pytest.approx(0.1, abs=0.012)


def test_two_bins_of_two_are_worked_out_by_hand() -> None:
    scores, outcome = np.array([0.1, 0.3, 0.6, 0.8]), np.array([0, 0, 1, 0], dtype=np.int8)

    assert c.expected_calibration_error(scores, outcome, bins=2) == pytest.approx((0.4 + 0.4) / 4)
