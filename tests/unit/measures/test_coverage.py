"""What is missing from the data is told apart from what happened."""

import numpy as np
import pytest

from ninefold.measures.coverage import gaps, part_months

USUAL = np.tile(np.array([400.0, 120.0, 80.0, 60.0, 30.0, 5.0]), (8, 1))
ALL_COVERED = np.ones(8, dtype=bool)


def test_gaps_are_the_uncovered_months_between_covered_ones() -> None:
    covered = np.array([False, True, False, True, True, False])
    assert gaps(covered) == [2]
    assert gaps(np.zeros(4, dtype=bool)) == []


def test_half_a_month_in_every_category_is_suspected() -> None:
    counts = USUAL.copy()
    counts[4] = np.round(counts[4] * 0.5)
    (part,) = part_months(counts, ALL_COVERED)
    assert part.month == 4
    assert part.share == pytest.approx(0.5, abs=0.01)
    assert part.low < part.share < part.high
    assert part.has_later_months


def test_a_fall_in_some_categories_is_crime_not_a_lost_file() -> None:
    """A lockdown: most theft goes, violence and disorder stay."""
    counts = USUAL.copy()
    counts[4] = counts[4] * [0.3, 0.4, 1.0, 1.3, 0.9, 1.0]
    assert part_months(counts, ALL_COVERED) == []


def test_a_fall_that_lasts_is_not_a_lost_file() -> None:
    counts = USUAL.copy()
    counts[4:] = np.round(counts[4:] * 0.4)
    assert part_months(counts, ALL_COVERED) == []


def test_a_low_last_month_is_suspected_and_said_to_have_nothing_after_it() -> None:
    counts = USUAL.copy()
    counts[7] = np.round(counts[7] * 0.4)
    (part,) = part_months(counts, ALL_COVERED)
    assert part.month == 7
    assert not part.has_later_months


def test_neighbours_are_the_nearest_covered_months() -> None:
    counts, covered = USUAL.copy(), ALL_COVERED.copy()
    counts[3], covered[3] = 0, False
    assert part_months(counts, covered) == []


def test_a_force_with_few_records_is_not_judged() -> None:
    counts = USUAL / 50
    counts[4] = 0
    assert part_months(counts, ALL_COVERED) == []


def test_steady_months_with_chance_alone_are_not_suspected() -> None:
    counts = np.random.default_rng(3).poisson(np.tile(USUAL, (30, 1))).astype(float)
    assert part_months(counts, np.ones(len(counts), dtype=bool)) == []
