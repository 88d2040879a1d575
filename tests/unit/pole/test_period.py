"""Periods, and the two times of a record."""

from datetime import UTC, datetime

import pytest

from ninefold.pole.period import Period, Times
from ninefold.pole.refusal import Refusal
from ninefold.pole.when import parse_when


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(Refusal, match=r"period\.order"):
        Period(parse_when("2024-05-03"), parse_when("2024-05-02"))
    assert Period(parse_when("2024-05-03"), parse_when("2024-05")).may_contain(parse_when("2024-05-20"))


def test_an_open_period_goes_on():
    lodging = Period(parse_when("2020-01"))
    assert lodging.may_contain(parse_when("2090"))
    assert not lodging.may_contain(parse_when("2019"))


def test_periods_that_only_touch_do_not_overlap():
    march, april = (Period(parse_when(month), parse_when(month)) for month in ("2024-03", "2024-04"))
    spring = Period(parse_when("2024-03"), parse_when("2024-05"))
    assert not march.may_overlap(april)
    assert not april.may_overlap(march)
    assert spring.may_overlap(april)
    assert april.may_overlap(spring)


def test_a_late_record_is_not_seen_as_at_an_earlier_date():
    """The crime was in May, and the force knew in July: June's picture must not have it."""
    times = Times(parse_when("2024-05"), datetime(2024, 7, 1, 9, tzinfo=UTC))
    assert not times.is_known_as_at(datetime(2024, 6, 30, tzinfo=UTC))
    assert times.is_known_as_at(datetime(2024, 7, 1, 9, tzinfo=UTC))


def test_nothing_is_known_before_it_occurs():
    with pytest.raises(Refusal, match=r"times\.order"):
        Times(parse_when("2024-05-02"), datetime(2024, 5, 1, tzinfo=UTC))
    assert Times(parse_when("2024"), datetime(2024, 5, 1, tzinfo=UTC)).occurred is not None
    assert Times(None, datetime(2024, 5, 1, tzinfo=UTC)).occurred is None


def test_a_known_time_without_a_zone_is_refused():
    with pytest.raises(Refusal, match=r"times\.zone"):
        Times(None, datetime(2024, 5, 1))
