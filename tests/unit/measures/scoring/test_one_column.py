"""What a single column tells, whatever kind it is."""

import numpy as np
import pyarrow as pa
import pytest

from ninefold.measures.scoring.one_column import column_auc, extreme_values, missing_in

OUTCOME = np.array([0, 0, 1, 1] * 50, dtype=np.int8)


def _column(values: list[object]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values * 50)])


def test_a_number_that_falls_with_the_outcome_tells_as_much_as_one_that_rises() -> None:
    assert column_auc(_column([4, 3, 2, 1]), OUTCOME) == 1.0


def test_words_are_ranked_by_rates_learnt_on_other_rows() -> None:
    assert column_auc(_column(["x", "x", "y", "y"]), OUTCOME) > 0.99


def test_names_that_occur_once_tell_nothing_of_themselves() -> None:
    """Ranked by their own outcome, names would foretell perfectly."""
    names = pa.chunked_array([pa.array([f"name {number}" for number in range(200)])])

    assert column_auc(names, OUTCOME) < 0.6


def test_the_purest_values_are_found_with_their_size() -> None:
    high, low = extreme_values(_column(["x", "x", "y", "x"]), OUTCOME)

    assert (high.n, high.rate) == (50, 1.0)
    assert (low.n, low.rate) == (150, pytest.approx(1 / 3))


def test_a_blank_a_null_and_a_nan_are_missing() -> None:
    assert missing_in(_column(["a", " ", None, "b"])).tolist()[:4] == [False, True, True, False]
    assert missing_in(_column([1.0, float("nan"), None, 2.0])).tolist()[:4] == [False, True, True, False]


def test_a_column_of_nothing_tells_nothing() -> None:
    assert column_auc(pa.chunked_array([pa.array([None] * 200, pa.float64())]), OUTCOME) == 0.5
