"""Periods: which lie in which."""

from datetime import date

import pytest

from ninefold.errors import NotInThisState
from ninefold.publish.periods import all_around, smallest_around, span


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        ("2019", date(2019, 1, 1), date(2020, 1, 1)),
        ("2019-Q4", date(2019, 10, 1), date(2020, 1, 1)),
        ("2019-02", date(2019, 2, 1), date(2019, 3, 1)),
        ("2019-12-31", date(2019, 12, 31), date(2020, 1, 1)),
        ("2018-12/2019-02", date(2018, 12, 1), date(2019, 3, 1)),
    ],
)
def test_a_period_runs_from_its_first_day_to_the_day_after_its_last(period, first, after):
    assert span(period) == (first, after)


def test_each_period_lies_in_the_smallest_that_holds_it():
    around = smallest_around(["2019", "2019-Q1", "2019-01", "2019-05", "2020-01"])
    assert around == {"2019-Q1": "2019", "2019-01": "2019-Q1", "2019-05": "2019"}


@pytest.mark.parametrize(
    "periods",
    [["2019-01/2019-03", "2019-02/2019-04"], ["2019-Q1", "2019-01/2019-03"], ["2019-13"], ["soon"]],
)
def test_periods_that_overlap_or_are_none_are_refused(periods):
    with pytest.raises(NotInThisState):
        smallest_around(periods)


def test_earlier_periods_around_a_new_one_are_found_and_crossing_ones_refused():
    assert all_around(["2019-01"], ["2019", "2019-Q1", "2019-02"]) == {"2019-01": ["2019", "2019-Q1"]}
    with pytest.raises(NotInThisState):
        all_around(["2019-01/2019-06"], ["2019-03/2019-09"])
