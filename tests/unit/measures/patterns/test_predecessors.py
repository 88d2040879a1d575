"""An offence follows another when one near by came in the days before; one of its own day never counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.measures.patterns.predecessors import preceded


def test_only_earlier_days_near_by_count() -> None:
    x, y = np.array([0.0, 100.0, 0.0, 5000.0, 0.0]), np.zeros(5)

    told = preceded(x, y, np.array([10, 15, 15, 15, 40]), metres=200, days=14)

    assert told.before.tolist() == [False, True, True, False, False]
    assert told.same_day.tolist() == [False, True, True, False, False]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 40), st.integers(0, 9999))
def test_it_equals_looking_at_every_pair(events: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    x, y, day = random.random(events) * 800, random.random(events) * 800, random.integers(0, 60, events)

    told = preceded(x, y, day, metres=200, days=14)

    near = np.hypot(x[:, None] - x, y[:, None] - y) <= 200
    gap = day[:, None] - day
    assert told.before.tolist() == (near & (gap >= 1) & (gap <= 14)).any(axis=1).tolist()


def test_the_chance_is_the_mean_over_shuffles() -> None:
    random = np.random.default_rng(1)
    x, y, day = random.random(300) * 2000, random.random(300) * 2000, random.integers(0, 200, 300)
    expected = preceded(x, y, day, metres=200, days=14).chance.sum()

    shuffled = [preceded(x, y, random.permutation(day), metres=200, days=14).before.sum() for _ in range(60)]

    assert np.mean(shuffled) == pytest.approx(expected, rel=0.06)
