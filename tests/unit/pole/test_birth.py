"""Dates of birth and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.birth import age_on, parse_birth, whole_years
from ninefold.pole.refusal import Refusal
from ninefold.pole.when import at_day, parse_when

TODAY = date(2024, 6, 15)


def rule_of(text, **known):
    with pytest.raises(Refusal) as told:
        parse_birth(text, today=TODAY, **known)
    return told.value.rule


def test_a_birth_yesterday_holds_and_today_and_tomorrow_do_not():
    assert str(parse_birth("14/06/2024", today=TODAY)) == "2024-06-14"
    assert rule_of("2024-06-15") == "DS_034.today"
    assert rule_of("2024-06-16") == "DS_034.future"
    assert rule_of("2025") == "DS_034.future"


def test_someone_is_120_for_a_year_and_never_121():
    """Born 16 June 1903, the person turns 121 tomorrow; born 15 June 1903, today."""
    assert str(parse_birth("1903-06-16", today=TODAY)) == "1903-06-16"
    assert rule_of("1903-06-15") == "DS_034.age"


def test_a_partial_birth_is_refused_only_when_every_day_of_it_is_wrong():
    assert str(parse_birth("2024", today=TODAY)) == "2024"
    assert str(parse_birth("1903", today=TODAY)) == "1903"
    assert rule_of("1902") == "DS_034.age"
    assert str(parse_birth("2020", today=TODAY, died=date(2020, 3, 1))) == "2020"
    assert rule_of("2021", died=date(2020, 3, 1)) == "DS_034.death"


def test_birth_and_death_may_be_one_day_and_not_in_the_wrong_order():
    assert parse_birth("2020-03-01", today=TODAY, died=date(2020, 3, 1))
    assert rule_of("2020-03-02", died=date(2020, 3, 1)) == "DS_034.death"


def test_an_age_is_a_range_when_only_the_year_or_month_is_known():
    assert age_on(parse_when("2006-06-15"), TODAY) == (18, 18)
    assert age_on(parse_when("2006-06-16"), TODAY) == (17, 17)
    assert age_on(parse_when("2006-06"), TODAY) == (17, 18)
    assert age_on(parse_when("2006"), TODAY) == (17, 18)
    assert age_on(parse_when("2024"), TODAY) == (0, 0)


def test_someone_born_on_29_february_is_a_year_older_on_1_march():
    assert whole_years(date(2004, 2, 29), date(2022, 2, 28)) == 17
    assert whole_years(date(2004, 2, 29), date(2022, 3, 1)) == 18


@given(st.dates(date(1905, 1, 1), date(2024, 6, 14)))
def test_the_age_on_a_partial_birth_takes_in_the_age_on_the_true_one(born):
    true, _ = age_on(at_day(born), TODAY)
    for length in (4, 7):
        low, high = age_on(parse_when(born.isoformat()[:length]), TODAY)
        assert low <= true <= high


@given(st.text())
def test_any_text_is_a_birth_or_is_refused(text):
    try:
        born = parse_birth(text, today=TODAY)
    except Refusal:
        return
    assert born.first_day < TODAY + timedelta(days=1)
