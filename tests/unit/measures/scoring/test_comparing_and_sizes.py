"""Paired differences, capacity, sample size, drift and lists, against values worked out by hand or published."""

import numpy as np
import pytest

from ninefold.measures.scoring import comparing, sample_size, stability
from ninefold.measures.scoring.by_group import group_errors, rate_ratio
from ninefold.measures.scoring.conformal import mondrian_coverage, neighbours
from ninefold.measures.shares import wilson


def test_holm_of_three_values_is_that_of_the_textbook() -> None:
    assert comparing.holm(np.array([0.01, 0.04, 0.03])) == pytest.approx([0.03, 0.06, 0.06])


def test_precision_at_capacity_counts_ties_at_the_edge_in_part() -> None:
    """One in two is taken: the 0.9, and by lot one of the three with 0.5, of whom one has the outcome."""
    scores, outcome = np.array([0.9, 0.5, 0.5, 0.5]), np.array([1, 1, 0, 0], dtype=np.int8)

    assert comparing.found_at_capacity(scores, outcome, 0.5) == pytest.approx((1 + 1 / 3) / 2)


def test_a_paired_bootstrap_of_two_equal_scores_shows_no_difference() -> None:
    values = np.random.default_rng(1).normal(size=200)
    found = comparing.paired_bootstrap(
        lambda rows: float(np.mean(values[rows] - values[rows])), 200, draws=50
    )

    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_rileys_criteria_give_the_size_worked_out_for_georgia() -> None:
    """R² .149 with 46 parameters and shrinkage .9 needs about 2,540 people."""
    found = sample_size.riley(r_squared=0.149, parameters=46, base_rate=0.59, n=15_429)

    assert found.for_shrinkage == pytest.approx(2_540, rel=0.02)
    assert found.for_the_base_rate == 372
    assert found.shrinkage > 0.95


def test_a_model_that_explains_nothing_can_never_have_enough_data() -> None:
    found = sample_size.riley(r_squared=0.0, parameters=10, base_rate=0.3, n=10**6)

    assert found.needed > 10**9
    assert found.shrinkage == 0


def test_drift_of_two_samples_of_one_thing_lies_within_its_null() -> None:
    generator = np.random.default_rng(2)
    before, after = generator.normal(size=1_500), generator.normal(size=200)
    null = stability.stability_null(before, after, draws=100)

    assert stability.population_stability(before, after) < np.quantile(null, 0.99)
    assert np.quantile(null, 0.95) > 0.07  # the usual limit of 0.1 is no limit at two hundred people


def test_a_moved_score_is_far_outside_the_null() -> None:
    generator = np.random.default_rng(3)
    before, after = generator.normal(size=1_000), generator.normal(0.8, size=1_000)

    assert stability.population_stability(before, after) > 0.3


def test_a_list_holds_exactly_its_capacity_whatever_the_ties() -> None:
    chosen = stability.top(np.array([0.5, 0.5, 0.5, 0.9]), 0.5)

    assert chosen.tolist() == [True, False, False, True]


def test_two_lists_of_two_that_share_one_overlap_by_a_third() -> None:
    one, other = np.array([True, True, False]), np.array([False, True, True])

    assert stability.jaccard(one, other) == pytest.approx(1 / 3)
    assert stability.unanimous(np.column_stack([one, other])) == pytest.approx(1 / 3)


def test_errors_of_two_groups_are_counted() -> None:
    selected = np.array([True, True, False, False, True])
    outcome = np.array([1, 0, 1, 0, 0], dtype=np.int8)
    group = np.array(["a", "a", "a", "a", "b"])
    first, second = group_errors(selected, outcome, group)

    assert (first.name, first.false_positive_rate, first.false_negatives) == ("a", 0.5, 1)
    assert (second.name, second.selected, second.positives) == ("b", 1, 0)


def test_a_ratio_of_rates_has_the_limits_of_katz() -> None:
    assert rate_ratio(20, 100, 10, 100) == pytest.approx((2.0, 0.987, 4.052), abs=0.01)
    assert np.isnan(rate_ratio(0, 100, 10, 100)[0])


def test_wilsons_limits_of_five_in_ten() -> None:
    low, high = wilson(np.array([5.0]), np.array([10]))

    assert (low[0], high[0]) == pytest.approx((0.2366, 0.7634), abs=1e-3)


def test_limits_of_people_scored_alike_hold_the_score_itself() -> None:
    generator = np.random.default_rng(5)
    scores = generator.random(2_000)
    found = neighbours(scores, (generator.random(2_000) < scores).astype(np.int8))
    low, high = found.around(np.array([0.0, 0.31, 0.999]))

    assert np.all(low <= [0.0, 0.31, 0.999])
    assert np.all(high >= [0.0, 0.31, 0.999])
    assert high[1] - low[1] < 0.25


def test_label_sets_keep_their_promise_in_each_group() -> None:
    generator = np.random.default_rng(6)
    scores = generator.random(8_000)
    group = np.where(generator.random(8_000) < 0.2, "few", "many")
    came = (generator.random(8_000) < np.where(group == "few", 1 - scores, scores)).astype(np.int8)

    found = mondrian_coverage(scores, came, group)

    assert set(found) == {"few", "many"}
    assert min(value for value, _ in found.values()) > 0.87  # though the score means the opposite for the few
