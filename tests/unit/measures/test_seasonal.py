"""The shape of the year is found, gaps are left alone, and the future stays unseen."""

import numpy as np
import pytest

from ninefold.measures import months, seasonal

FIRST = 2018 * 12


def _yearly(total: int, level: float = 1000.0, swing: float = 0.3) -> np.ndarray:
    angle = 2 * np.pi * (np.arange(total) % 12) / 12
    return level * np.exp(swing * np.sin(angle))[:, None] * months.lengths(FIRST, total)[:, None]


def _covered(total: int) -> np.ndarray:
    return np.ones((total, 1), dtype=bool)


def test_the_shape_of_a_plain_year_is_recovered() -> None:
    shape = seasonal.year_shape(_yearly(48), _covered(48), months.lengths(FIRST, 48))
    wanted = _yearly(48, level=1.0)[:, 0]
    assert shape.adjusted[0]
    assert shape.factors[:, 0] / shape.factors.mean() == pytest.approx(wanted / wanted.mean(), rel=0.02)


def test_under_two_years_nothing_is_adjusted_but_the_length_of_months() -> None:
    shape = seasonal.year_shape(_yearly(23), _covered(23), months.lengths(FIRST, 23))
    assert not shape.adjusted[0]
    assert shape.factors[:, 0] == pytest.approx(months.lengths(FIRST, 23))


def test_a_missing_month_is_bridged_for_the_fit_and_empty_in_the_trend() -> None:
    counts, covered = _yearly(48), _covered(48)
    counts[18], covered[18] = 0.0, False
    shape = seasonal.year_shape(counts, covered, months.lengths(FIRST, 48))
    trend = seasonal.smoothed(counts, covered[:, 0], shape.factors)
    assert np.isnan(trend[18, 0])
    assert trend[[17, 19], 0] == pytest.approx(trend[30, 0], rel=0.03)


def test_the_trend_of_a_steady_level_is_that_level_in_every_month() -> None:
    counts, lengths = _yearly(48), months.lengths(FIRST, 48)
    shape = seasonal.year_shape(counts, _covered(48), lengths)
    trend = seasonal.smoothed(counts, np.ones(48, dtype=bool), shape.factors)
    assert trend[:, 0] == pytest.approx(np.full(48, trend.mean()), rel=0.02)


def test_factors_for_signals_come_from_earlier_months_alone() -> None:
    counts, lengths = _yearly(48), months.lengths(FIRST, 48)
    changed = counts.copy()
    changed[30:] *= 5
    before = seasonal.factors_from_past(counts, _covered(48), FIRST, lengths)
    after = seasonal.factors_from_past(changed, _covered(48), FIRST, lengths)
    assert np.array_equal(before[:31], after[:31])
    assert not np.array_equal(before[31:], after[31:])


def test_factors_from_the_past_follow_the_year_once_it_is_known() -> None:
    found = seasonal.factors_from_past(_yearly(48), _covered(48), FIRST, months.lengths(FIRST, 48))
    assert found[36:, 0] == pytest.approx(_yearly(48, level=1.0)[36:, 0], rel=0.06)
