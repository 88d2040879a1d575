"""Times are read as files write them, and what cannot be told is asked."""

from datetime import date, datetime

import pyarrow as pa
import pytest

from ninefold.actions.places.times import UNKNOWN, days_and_hours
from ninefold.errors import FileRefused

NEW_YEAR = (date(2019, 1, 31) - date(1970, 1, 1)).days


def read(*texts: str | None, form: str | None = None) -> tuple[list[int], list[float] | None, bool]:
    day, hour, only_months = days_and_hours(pa.chunked_array([pa.array(texts)]), form, "when")
    return day.tolist(), None if hour is None else hour.tolist(), only_months


@pytest.mark.parametrize(
    "text",
    [
        "2019-01-31", "2019/01/31", "31/01/2019", "01/31/2019", "20190131", "31.01.2019", "31-Jan-2019",
        "2019-01-31T00:00:00Z", "2019/01/31 05:00:00+00", "2019-01-31 10:20:30.123", "01/31/2019 01:44:00 PM",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read(text)[0] == [NEW_YEAR]


def test_the_hour_is_the_one_written() -> None:
    assert read("01/31/2019 01:30:00 PM")[1] == [13.5]


def test_months_are_known_to_be_months() -> None:
    day, hour, only_months = read("2019-01", "2019-02")

    assert only_months
    assert hour is None
    assert day[0] == NEW_YEAR - 30


def test_an_empty_time_is_unknown_and_not_the_year_1970() -> None:
    assert read("2019-01-31", None, "")[0] == [NEW_YEAR, UNKNOWN, UNKNOWN]


def test_day_and_month_that_cannot_be_told_apart_are_asked_for() -> None:
    with pytest.raises(FileRefused, match="cannot be told apart"):
        read("01/02/2019", "03/04/2019")


def test_a_format_in_the_card_settles_it() -> None:
    assert read("01/02/2019", form="%d/%m/%Y")[0] == [NEW_YEAR + 1]


def test_times_of_no_known_form_are_refused_without_being_shown() -> None:
    with pytest.raises(FileRefused, match="time_format") as refused:
        read("a while ago", "recently")

    assert "recently" not in str(refused.value)


def test_typed_columns_need_no_guessing() -> None:
    stamps = pa.chunked_array([pa.array([datetime(2019, 1, 31, 6, 30), None])])
    dates = pa.chunked_array([pa.array([date(2019, 1, 31)])])

    day, hour, _ = days_and_hours(stamps, None, "when")

    assert (day.tolist(), hour is not None and hour[0]) == ([NEW_YEAR, UNKNOWN], 6.5)
    assert days_and_hours(dates, None, "when")[0].tolist() == [NEW_YEAR]
