"""Sentences are built column by column and come out row by row."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures import wording


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=20), st.integers(0, 3))
def test_numbers_read_as_the_rounded_number(values: list[float], places: int) -> None:
    words = wording.numbers(np.array(values), places).to_pylist()
    for word, value in zip(words, values, strict=True):
        assert abs(float(word) - value) <= 0.5 * 10**-places + 1e-6
        assert len(word.partition(".")[2]) == places


def test_a_very_small_rate_is_said_to_be_below_the_smallest_shown() -> None:
    assert wording.rates(np.array([0.0123, 1e-9])).to_pylist() == ["q = 0.012", "q below 0.001"]


def test_lists_leave_out_what_is_empty_and_keep_the_order() -> None:
    first, second = pa.array(["a", None, "c"]), pa.array(["x", "y", None])
    assert wording.lists([first, second]).to_pylist() == [["a", "x"], ["y"], ["c"]]


def test_the_first_case_that_holds_gives_the_words() -> None:
    both, second = np.array([True, False, False]), np.array([True, True, False])
    assert wording.chosen([(both, "one"), (second, "two")], "none").to_pylist() == ["one", "two", "none"]
