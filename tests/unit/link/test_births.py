"""Dates of birth as records hold them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.link.births import read_birth


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1980-02-01", "1980-02-01"),
        ("01/02/1980", "1980-02-01"),
        ("19800201", "1980-02-01"),
        ("01021980", "1980-02-01"),
        ("1 Feb 1980", "1980-02-01"),
        ("02/1980", "1980-02"),
        ("1980", "1980"),
    ],
)
def test_a_birth_is_read_however_it_is_written(text: str, read: str) -> None:
    assert read_birth(text).text == read


def test_an_impossible_month_still_tells_the_year_and_the_day() -> None:
    birth = read_birth("1856-86-18")
    assert (birth.text, birth.year, birth.month, birth.day) == ("1856-86-18", 1856, None, 18)


def test_a_month_that_comes_first_is_read_so_when_the_card_says_so() -> None:
    assert read_birth("02/01/1980", day_first=False).text == "1980-02-01"


@given(st.text(max_size=20))
def test_no_text_is_too_odd_to_read(text: str) -> None:
    birth = read_birth(text)
    assert birth.month is None or 1 <= birth.month <= 12
