"""AUC and losses agree with values worked out by hand, and with their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures.scoring import losses, ranks

SCORES = st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(0, 1)), min_size=2, max_size=40)


def _arrays(held: list[tuple[float, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([s for s, _ in held]), np.array([o for _, o in held], dtype=np.int8)


def test_auc_of_four_people_is_that_counted_by_hand() -> None:
    """Of the four pairs of one with and one without, three are the right way round."""
    assert ranks.auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1], dtype=np.int8)) == 0.75


@given(SCORES)
def test_auc_is_the_share_of_pairs_in_order_with_ties_half(held: list[tuple[float, int]]) -> None:
    scores, outcome = _arrays(held)
    with_, without = scores[outcome == 1], scores[outcome == 0]
    if not len(with_) or not len(without):
        assert np.isnan(ranks.auc(scores, outcome))
        return
    pairs = (with_[:, None] > without) + 0.5 * (with_[:, None] == without)
    assert ranks.auc(scores, outcome) == pytest.approx(pairs.mean())


@given(SCORES)
def test_log_odds_and_probability_undo_each_other(held: list[tuple[float, int]]) -> None:
    scores, _ = _arrays(held)
    assert losses.probability(losses.log_odds(scores)) == pytest.approx(scores)


def test_brier_and_log_loss_of_two_people() -> None:
    scores, outcome = np.array([0.8, 0.4]), np.array([1, 0], dtype=np.int8)

    assert losses.brier(scores, outcome) == pytest.approx((0.04 + 0.16) / 2)
    assert losses.log_loss(scores, outcome) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 2)


def test_certainty_that_was_wrong_is_costly_and_finite() -> None:
    found = losses.log_loss(np.array([1.0, 0.0]), np.array([0, 1], dtype=np.int8))

    assert 20 < found < 100


def test_a_score_that_says_nothing_has_no_rank_correlation() -> None:
    assert np.isnan(ranks.spearman(np.ones(5), np.arange(5.0)))
    assert ranks.spearman(np.arange(5.0), np.exp(np.arange(5.0))) == pytest.approx(1)


def test_the_auc_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    generator, truth, held = np.random.default_rng(4), 0.76024993890652, 0  # Phi(1/sqrt 2)
    for _ in range(300):
        outcome = (np.arange(300) < 120).astype(np.int8)
        _, low, high = ranks.auc_interval(generator.normal(outcome.astype(float)), outcome)
        held += low <= truth <= high
    assert 0.91 <= held / 300 <= 0.99
