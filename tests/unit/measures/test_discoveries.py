"""False discoveries are held by family."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures.discoveries import q_values


def test_q_values_are_those_worked_out_by_hand() -> None:
    """Four tests: 4 x 0.01 / 1 = 0.04; 4 x 0.02 / 2 = 0.04; 4 x 0.03 / 3 = 0.04; 0.5."""
    found = q_values(np.array([0.5, 0.01, 0.03, 0.02]), np.zeros(4, dtype=np.int64))
    assert found == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_families_do_not_pay_for_one_another() -> None:
    p = np.array([0.01, 0.9, 0.01])
    assert q_values(p, np.array([0, 0, 1])) == pytest.approx([0.02, 0.9, 0.01])


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3)), max_size=40))
def test_q_is_never_below_p_and_never_above_one(tests: list[tuple[float, int]]) -> None:
    p = np.array([p for p, _ in tests], dtype=float)
    q = q_values(p, np.array([f for _, f in tests], dtype=np.int64))
    assert np.all(q >= p - 1e-12)
    assert np.all(q <= 1)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=40))
def test_a_smaller_p_never_has_a_larger_q(tests: list[float]) -> None:
    p = np.sort(np.array(tests))
    assert np.all(np.diff(q_values(p, np.zeros(p.size, dtype=np.int64))) >= -1e-12)
