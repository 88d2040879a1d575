"""Measures of a linkage, against numbers worked out by hand."""

import pyarrow as pa
import pytest

from ninefold.link.measure import best_pair_score, by_group, measured

TRUTH = pa.table({"record_id": list("abcde"), "person": ["p", "p", "p", "q", "q"]})
FOUND = pa.table({"record_id": list("abcde"), "cluster": ["1", "1", "2", "2", "2"]})


def test_pairs_records_and_clusters_are_counted_as_by_hand() -> None:
    told = measured(FOUND, TRUTH)
    # clusters {a b} {c d e}: of 4 pairs given 2 are right (ab, de), of 4 true ones 2 are found
    assert (told.pairwise.precision, told.pairwise.recall) == (0.5, 0.5)
    # B-cubed precision: a 1, b 1, c 1/3, d 2/3, e 2/3; recall: a 2/3, b 2/3, c 1/3, d 1, e 1
    assert told.b_cubed.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert told.b_cubed.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert told.clusters.precision == 0.0
    assert (told.largest, told.largest_true) == (3, 3)


def test_a_perfect_answer_scores_one_everywhere() -> None:
    told = measured(TRUTH.rename_columns(["record_id", "cluster"]), TRUTH)
    assert told.pairwise.f1 == told.b_cubed.f1 == told.clusters.f1 == 1.0


def test_a_record_without_a_truth_is_not_scored() -> None:
    truth = pa.table({"record_id": list("abc"), "person": ["p", "p", None]})
    assert measured(FOUND, truth).records == 2


def test_errors_are_told_by_group() -> None:
    groups = pa.table({"record_id": list("abcde"), "group": ["x", "x", "y", "y", "y"]})
    first, second = by_group(FOUND, TRUTH, groups)
    assert (first.group, first.pairwise.precision) == ("x", 1.0)
    assert second.pairwise.precision == pytest.approx(2 / 6)


def test_the_best_weight_counts_true_pairs_that_were_never_compared() -> None:
    pairs = pa.table({"left_id": ["a", "d", "a"], "right_id": ["b", "e", "d"], "weight": [3.0, 2.0, 1.0]})
    weight, score = best_pair_score(pairs, TRUTH)
    assert (weight, score.precision, score.recall) == (2.0, 1.0, 0.5)
