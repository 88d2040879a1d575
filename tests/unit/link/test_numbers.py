"""Ids can be read over the telephone, and a mistyped one opens nobody."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.errors import NotFound
from ninefold.link.numbers import KINDS, as_ids, as_numbers, checked


@given(st.integers(0, 10**9 - 1), st.sampled_from(sorted(KINDS)))
def test_an_id_gives_back_its_number_and_kind(number: int, kind: str) -> None:
    ids = as_ids(np.array([number]), kind)
    assert as_numbers(ids).tolist() == [number]
    assert checked(ids[0].as_py().lower()) == (ids[0].as_py(), kind)


@given(st.integers(0, 10**9 - 1), st.integers(1, 9), st.integers(0, 9))
def test_one_mistyped_digit_is_noticed(number: int, place: int, digit: int) -> None:
    right = as_ids(np.array([number]), "person")[0].as_py()
    wrong = right[:place] + str(digit) + right[place + 1 :]
    if wrong != right:
        with pytest.raises(NotFound):
            checked(wrong)


def test_nobody_has_no_id() -> None:
    assert as_ids(np.array([-1]), "person").to_pylist() == [None]
