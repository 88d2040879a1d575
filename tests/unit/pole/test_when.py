"""Times known to some precision."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.pole.refusal import Refusal
from ninefold.pole.when import (
    Precision,
    at_day,
    parse_date,
    parse_month,
    parse_partial_date,
    parse_timestamp,
    parse_when,
)

DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
NEARLY = st.text("0123456789-/.:TZ+ ", max_size=30)


def rule_of(parse, text):
    with pytest.raises(Refusal) as told:
        parse(text)
    return told.value.rule


@given(DAYS, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d"]))
def test_a_day_written_in_any_accepted_form_is_stored_as_iso(day, form):
    assert parse_date(day.strftime(form)) == day.isoformat()


@given(DAYS)
def test_a_midnight_behind_a_date_is_dropped(day):
    assert parse_date(f"{day.isoformat()} 00:00:00") == day.isoformat()
    assert parse_date(f"{day.isoformat()}T00:00:00.000Z") == day.isoformat()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2023-02-29", "DS_001.calendar"),
        ("31/04/2020", "DS_001.calendar"),
        ("04/31/2020", "DS_001.calendar"),
        ("9999-12-31", "DS_001.range"),
        ("0001-01-01", "DS_001.range"),
        ("01/02/20", "DS_001.format"),
        ("20200131", "DS_001.format"),
        ("2020-01-31 14:00", "DS_001.format"),
        ("43861", "DS_001.format"),
        ("31 January 2020", "DS_001.format"),
        ("", "DS_001.empty"),
    ],
)
def test_what_is_no_certain_date_is_refused_by_its_rule(text, rule):
    assert rule_of(parse_date, text) == rule


def test_the_day_comes_before_the_month():
    assert parse_date("03/04/2020") == "2020-04-03"


def test_a_month_is_read_in_both_orders():
    assert parse_month("2024-05") == parse_month("05/2024") == parse_month("5/2024") == "2024-05"
    assert rule_of(parse_month, "2024") == "DS_001.format"
    assert rule_of(parse_month, "2024-13") == "DS_001.calendar"


@pytest.mark.parametrize(
    ("text", "precision", "until"),
    [
        ("2024", Precision.YEAR, datetime(2025, 1, 1, tzinfo=UTC)),
        ("2024-12", Precision.MONTH, datetime(2025, 1, 1, tzinfo=UTC)),
        ("2024-02", Precision.MONTH, datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-02-29", Precision.DAY, datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-02-29T23:59Z", Precision.MINUTE, datetime(2024, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_time_lasts_as_long_as_it_is_vague(text, precision, until):
    when = parse_when(text)
    assert when.precision is precision
    assert when.until == until


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_partial_date_goes_to_text_and_back(day, length):
    text = day.isoformat()[:length]
    when = parse_partial_date(text)
    assert str(when) == text
    assert when.first_day <= day <= when.last_day
    assert when.is_partial is (length < 10)


@given(st.datetimes(datetime(1800, 1, 2), datetime(2199, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_a_timestamp_with_an_offset_is_stored_in_utc(naive, minutes):
    sign = "-" if minutes < 0 else "+"
    offset = f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    text = naive.replace(microsecond=0).isoformat() + offset
    when = parse_timestamp(text)
    assert when.start == datetime.fromisoformat(text)
    assert parse_timestamp(str(when)) == when


def test_a_clock_without_an_offset_is_of_the_zone_asked_for():
    london = ZoneInfo("Europe/London")
    assert str(parse_timestamp("01/07/2020 00:30", zone=london)) == "2020-06-30T23:30:00Z"
    assert str(parse_timestamp("01/01/2020 00:30", zone=london)) == "2020-01-01T00:30:00Z"
    assert str(parse_timestamp("2020-07-01T00:30:00+00:00", zone=london)) == "2020-07-01T00:30:00Z"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2020-01-01 24:00", "DS_003.range"),
        ("2020-01-01 12:60", "DS_003.range"),
        ("2020-01-01T12:00+25:00", "DS_003.range"),
        ("2020-01-01", "DS_003.format"),
        ("1800-01-01T00:00+01:00", "DS_001.range"),
    ],
)
def test_a_clock_that_does_not_exist_is_refused(text, rule):
    assert rule_of(parse_timestamp, text) == rule


@given(st.one_of(st.text(), NEARLY))
def test_any_text_is_a_time_or_is_refused(text):
    """No other error than a refusal, and the text form of a time is that time."""
    for parse in (parse_date, parse_month, parse_partial_date, parse_timestamp, parse_when):
        try:
            parsed = parse(text)
        except Refusal:
            continue
        again = parse(str(parsed))
        assert again == parsed


@given(st.lists(DAYS, min_size=2, max_size=2), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_two_times_overlap_unless_one_is_surely_first(days, one_length, other_length):
    one = parse_partial_date(days[0].isoformat()[:one_length])
    other = parse_partial_date(days[1].isoformat()[:other_length])
    answers = [one.is_surely_before(other), other.is_surely_before(one), one.may_overlap(other)]
    assert sum(answers) == 1


def test_a_month_is_not_surely_before_a_day_in_it():
    may, day = parse_when("2024-05"), at_day(date(2024, 5, 31))
    assert not may.is_surely_before(day)
    assert may.may_overlap(day)
    assert may.is_surely_before(at_day(date(2024, 6, 1)))
