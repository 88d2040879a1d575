"""Hits, ties and scores, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures.places.scores import best_hits, hits, log_score

ONE = np.ones(4)


def test_hits_are_the_events_in_the_cells_that_rank_highest() -> None:
    found = hits(np.array([4.0, 3, 2, 1]), ONE, np.array([5.0, 0, 2, 1]), np.array([0.25, 0.5, 0.75, 1.0]))

    assert found.tolist() == [5, 5, 7, 8]


def test_cells_of_equal_rank_are_hit_in_expectation() -> None:
    """One of three equal cells is taken; together they hold six events: two are expected."""
    found = hits(np.array([9.0, 1, 1, 1]), ONE, np.array([1.0, 6, 0, 0]), np.array([0.5]))

    assert found[0] == pytest.approx(1 + 2)


def test_a_forecast_that_says_nothing_hits_its_share_of_the_area() -> None:
    found = hits(np.zeros(4), ONE, np.array([8.0, 0, 0, 0]), np.array([0.25]))

    assert found[0] == pytest.approx(2)


def test_small_dense_areas_come_first() -> None:
    """Two expected on a tenth of the ground is denser than three on nine tenths."""
    found = hits(np.array([2.0, 3.0]), np.array([1.0, 9.0]), np.array([4.0, 5.0]), np.array([0.1]))

    assert found[0] == pytest.approx(4)


def test_the_log_score_of_a_forecast_that_foresaw_nothing_is_finite() -> None:
    score = log_score(np.array([0.0, 1.0]), np.ones(2), np.array([1.0, 0.0]))

    assert np.isfinite(score)
    assert score < log_score(np.array([1.0, 0.0]), np.ones(2), np.array([1.0, 0.0]))


@given(st.lists(st.tuples(st.floats(0, 9), st.integers(0, 5)), min_size=2, max_size=30), st.floats(0.01, 1))
def test_nothing_beats_the_best_and_more_area_never_hits_less(
    cells: list[tuple[float, int]], share: float
) -> None:
    rates, observed = (np.array(each, dtype=float) for each in zip(*cells, strict=True))
    area = np.ones(len(rates))

    some, more = hits(rates, area, observed, np.array([share / 2, share]))

    assert some <= more + 1e-9
    assert more <= best_hits(area, observed, np.array([share]))[0] + 1e-9
