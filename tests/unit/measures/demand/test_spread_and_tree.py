"""Limits of counts, and sums that hold."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats

from ninefold.measures.demand.spread import limits, matched_spread, points, whole
from ninefold.measures.demand.tree import reconciled, tree_of

MEANS = st.floats(0.0, 1e5)


@settings(max_examples=60, deadline=None)
@given(st.lists(MEANS, min_size=1, max_size=8), st.floats(0.0, 3.0))
def test_limits_and_quantiles_are_whole_ordered_and_never_negative(means: list[float], spread: float) -> None:
    mean = np.array(means)
    low, high = limits(mean, np.full(len(mean), spread))
    found = whole(points(mean, np.full(len(mean), spread)))

    assert (low >= 0).all()
    assert (low <= high).all()
    assert np.array_equal(found, np.round(found))
    assert (np.diff(found, axis=-1) >= 0).all()


@pytest.mark.parametrize(("mean", "spread"), [(4.0, 0.1), (30.0, 0.02), (400.0, 0.01)])
def test_quantiles_are_those_of_the_negative_binomial(mean: float, spread: float) -> None:
    shares = np.array([0.05, 0.5, 0.95])
    size = 1 / spread

    found = whole(points(np.array([mean]), np.array([spread]), shares))[0]

    assert found.tolist() == stats.nbinom.ppf(shares, size, size / (size + mean)).tolist()


def test_over_many_means_the_limits_hold_nine_in_ten() -> None:
    mean = np.linspace(2, 60, 400)
    spread = np.full(400, 0.05)
    low, high = limits(mean, spread)
    size, chance = 20.0, 20.0 / (20.0 + mean)

    inside = stats.nbinom.cdf(high, size, chance) - stats.nbinom.cdf(low - 1, size, chance)

    assert inside.mean() == pytest.approx(0.9, abs=0.012)


def test_the_spread_of_known_counts_is_found_again() -> None:
    chance = np.random.default_rng(0)
    mean = np.full((4000, 1), 50.0)
    counts = chance.poisson(chance.gamma(20, 50 / 20, (4000, 1))).astype(float)  # spread 1/20

    assert matched_spread(counts, mean)[0] == pytest.approx(0.05, rel=0.15)


def test_counts_add_up_from_beat_to_force() -> None:
    tree = tree_of([("North", "N1"), ("North", "N2"), ("South", "S1")])

    totals = tree.totals(np.array([[1.0, 2.0, 4.0]]))

    assert dict(zip(tree.paths, totals[0].tolist(), strict=True)) == {
        (): 7.0, ("North",): 3.0, ("South",): 4.0, ("North", "N1"): 1.0, ("North", "N2"): 2.0, ("South", "S1"): 4.0,
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@example([0.0, 1.0, 0.0, 0.0, 0.0, 0.0])  # an area is expected to have some, and none of its parts
@given(st.lists(st.floats(0.0, 1e6), min_size=6, max_size=6))
def test_reconciled_forecasts_add_up_at_every_level_and_stay_at_or_above_nought(own: list[float]) -> None:
    tree = tree_of([("North", "N1"), ("North", "N2"), ("South", "S1")])

    found = reconciled(tree, np.array([own]))[0]

    at = {path: found[number] for number, path in enumerate(tree.paths)}
    assert (found >= 0).all()
    assert at[()] == pytest.approx(at[("North",)] + at[("South",)], rel=1e-9, abs=1e-9)
    assert at[("North",)] == pytest.approx(at[("North", "N1")] + at[("North", "N2")], rel=1e-9, abs=1e-9)


def test_limits_from_few_misses_are_those_of_the_worst_of_them() -> None:
    """One more draw from eight lies beneath the largest of them eight times in nine, so nothing less will do."""
    mean = np.full((8, 1), 100.0)
    counts = mean + np.array([[1.0], [2], [3], [4], [5], [6], [7], [60]])

    few = matched_spread(counts, mean)
    many = matched_spread(np.repeat(counts, 100, axis=0)[:-50], np.full((750, 1), 100.0))

    assert few[0] > 3 * many[0]
