"""Months are numbers and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.measures import months


@given(st.integers(1900 * 12, 2100 * 12))
def test_a_month_survives_the_way_there_and_back(month: int) -> None:
    assert months.number(months.text(month)) == month


@pytest.mark.parametrize("text", ["", "2019-13", "2019-00", "2019-7", "2019-07-01", "July 2019"])
def test_what_is_not_a_month_has_no_number(text: str) -> None:
    assert months.number(text) is None


def test_february_is_shorter_than_march() -> None:
    january, february, march = months.lengths(2019 * 12, 3)
    assert february / march == pytest.approx(28 / 31)
    assert january == march
