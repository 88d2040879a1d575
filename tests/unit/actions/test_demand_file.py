"""A file of counts is read in whatever shape it comes, or refused in words that say what to change."""

import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ninefold.actions.demand.backtest import backtest_demand
from ninefold.actions.demand.card import DemandCard, parse_demand_card
from ninefold.actions.demand.file import CountsFile, read_counts
from ninefold.errors import CardInvalid, FileRefused, UserError

FIRST = date(2021, 1, 4)  # a Monday


def _written(
    folder: Path, heading: Sequence[str], rows: Sequence[Sequence[object]], separator: str = ","
) -> Path:
    path = folder / "counts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, delimiter=separator)
        lines.writerow(heading)
        lines.writerows(rows)
    return path


def _card(**said: Any) -> DemandCard:
    return parse_demand_card(said, where="card")


def _read(folder: Path, heading: Sequence[str], rows: Sequence[Sequence[object]], **said: Any) -> CountsFile:
    return read_counts([_written(folder, heading, rows)], _card(**said))


def _days(count: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(count)]


def test_months_written_by_their_first_day_are_months_and_none_is_lost(tmp_path: Path) -> None:
    rows = [(date(2018 + n // 12, n % 12 + 1, 1), 30 + n) for n in range(36)]

    found = _read(tmp_path, ["period", "n"], rows).history

    assert found.periods.step == "month"
    assert found.counts[:, 0].tolist() == [30.0 + n for n in range(36)]


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("%d-%b-%y", "day"), ("%d/%b/%Y", "day"), ("%B %d, %Y", "day"), ("%Y%m%d", "day"), ("%d.%m.%Y", "day"),
        ("%Y%m", "month"), ("%b-%Y", "month"), ("%b %Y", "month"), ("%Y-%m", "month"), ("%G-W%V", "week"),
    ],
)  # fmt: skip
def test_dates_are_read_however_they_are_written(tmp_path: Path, written: str, step: str) -> None:
    rows = [(day.strftime(written), 1) for day in _days(100)]

    found = _read(tmp_path, ["when", "n"], rows).history

    assert found.periods.step == step
    assert np.nansum(found.counts) >= 70  # a month or week only partly there is dropped


def test_a_column_of_dates_is_known_by_its_values_where_its_name_says_nothing(tmp_path: Path) -> None:
    found = _read(tmp_path, ["Datum", "Zahl"], [(day.strftime("%d.%m.%Y"), 7) for day in _days(60)])

    assert dict(found.columns) == {"date": "Datum", "count": "Zahl"}


def test_year_and_month_in_two_columns_make_a_date(tmp_path: Path) -> None:
    rows = [(2019 + n // 12, n % 12 + 1, 5 + n) for n in range(30)]

    found = _read(tmp_path, ["year", "month", "n"], rows).history

    assert found.periods.step == "month"
    assert found.counts[:, 0].tolist() == [5.0 + n for n in range(30)]


def test_names_of_columns_may_be_parted_by_anything(tmp_path: Path) -> None:
    found = _read(tmp_path, ["Week Commencing", "Total calls"], [(day, 9) for day in _days(210)[::7]])

    assert found.history.periods.step == "week"
    assert found.history.counts[:, 0].tolist() == [9.0] * 30


def test_one_row_a_day_with_several_numbers_is_not_taken_for_one_event_a_day(tmp_path: Path) -> None:
    rows = [(day, 3, 4) for day in _days(60)]

    with pytest.raises(CardInvalid, match="North, South"):
        _read(tmp_path, ["date", "North", "South"], rows)
    found = _read(tmp_path, ["date", "North", "South"], rows, count=["North", "South"]).history

    assert found.counts[0].tolist() == [7.0, 3.0, 4.0]


def test_a_table_with_a_column_for_each_month_is_made_long(tmp_path: Path) -> None:
    months = [f"{2019 + n // 12}-{n % 12 + 1:02d}" for n in range(30)]
    rows = [["North", *range(30)], ["South", *range(100, 130)]]

    read = _read(tmp_path, ["Area", *months], rows, series="Area")
    found = read.history

    assert found.periods.step == "month"
    assert found.tree.paths == ((), ("North",), ("South",))
    assert found.counts[3].tolist() == [106.0, 3.0, 103.0]
    assert (read.rows, dict(read.left_out)) == (60, {})


def test_rows_of_events_are_counted(tmp_path: Path) -> None:
    rows = [(f"{day.strftime('%d/%m/%Y')} 14:30", "N") for day in _days(40) for _ in range(3)]

    found = _read(tmp_path, ["call_time", "sector"], rows).history

    assert found.counts[:, 0].tolist() == [3.0] * 40


@pytest.mark.parametrize(
    "written", ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.123Z", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p"]
)
def test_calls_are_put_in_their_hours(tmp_path: Path, written: str) -> None:
    calls = [datetime(2021, 1, 4 + day, hour, 17, 23) for day in range(28) for hour in (0, 9, 9, 23)]

    found = _read(tmp_path, ["received"], [(call.strftime(written),) for call in calls], step="hour").history

    assert found.counts[:24, 0].tolist() == [1.0, *[0.0] * 8, 2.0, *[0.0] * 13, 1.0]


@pytest.mark.parametrize("written", ["9", "09:30", "9:05:59"])
def test_a_column_of_hours_may_hold_times(tmp_path: Path, written: str) -> None:
    found = _read(tmp_path, ["date", "at", "n"], [(day, written, 4) for day in _days(28)], hour="at").history

    assert np.flatnonzero(found.counts[:24, 0]).tolist() == [9]


def test_a_mistyped_year_does_not_make_decades_of_nothing(tmp_path: Path) -> None:
    rows = [*[(day, 5) for day in _days(200)], ("2099-01-01", 5)]

    found = _read(tmp_path, ["date", "n"], rows)

    assert len(found.history.periods) == 200
    assert found.left_out == {"a date years away from all others": 1}


def test_quarters_are_refused_rather_than_taken_for_days(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="quarters"):
        _read(tmp_path, ["date", "n"], [(date(2010 + n // 4, 3 * (n % 4) + 1, 1), 50) for n in range(40)])


def test_days_without_a_row_are_doubted_where_nought_is_not_likely(tmp_path: Path) -> None:
    busy = [(day, 90) for n, day in enumerate(_days(200)) if n != 100]
    quiet = [(day, 1) for n, day in enumerate(_days(200)) if n % 3]
    weekdays = [(day, 90) for day in _days(200) if day.weekday() < 5]

    assert "1 days have no row" in _read(tmp_path, ["date", "n"], busy).doubts[0]
    assert _read(tmp_path, ["date", "n"], quiet).doubts == ()
    assert _read(tmp_path, ["date", "n"], weekdays).doubts == ()
    assert _read(tmp_path, ["date", "n"], busy, absent="missing").doubts == ()


def test_a_series_that_is_the_sum_of_the_others_is_doubted(tmp_path: Path) -> None:
    rows = [(day, area, n) for day in _days(50) for area, n in (("North", 3), ("South", 4), ("Force", 7))]

    doubts = _read(tmp_path, ["date", "area", "n"], rows, series="area").doubts

    assert any("sum of all others" in doubt for doubt in doubts)


def test_rows_that_repeat_and_counts_that_are_no_number_are_told(tmp_path: Path) -> None:
    rows = [
        *[(day, 3 + n) for n, day in enumerate(_days(50))],
        (FIRST, 3),
        (FIRST + timedelta(days=50), "NA"),
    ]

    doubts = " ".join(_read(tmp_path, ["date", "n"], rows).doubts)

    assert "1 rows repeat" in doubts
    assert "1 rows have no number" in doubts


def test_rows_whose_area_is_blank_have_an_area_of_their_own(tmp_path: Path) -> None:
    rows = [(day, area, 2) for day in _days(40) for area in ("North", "")]

    found = _read(tmp_path, ["date", "area", "n"], rows, series="area").history

    assert found.tree.paths == ((), ("North",), ("unknown",))


def test_three_months_of_days_are_backtested_a_shorter_way_ahead(tmp_path: Path) -> None:
    path = _written(tmp_path, ["date", "n"], [(day, 20 + n % 7) for n, day in enumerate(_days(92))])

    outcome = backtest_demand([path], card=_card())

    assert outcome.ahead == 14
    assert len(outcome.origins) == 2


def test_a_month_of_days_cannot_be_backtested(tmp_path: Path) -> None:
    path = _written(tmp_path, ["date", "n"], [(day, 20) for day in _days(31)])

    with pytest.raises(UserError, match="Bring a longer file"):
        backtest_demand([path], card=_card())


def test_weekends_that_are_missing_leave_no_whole_week_to_watch(tmp_path: Path) -> None:
    rows = [(day, 40) for day in _days(900) if day.weekday() < 5]
    path = _written(tmp_path, ["date", "n"], rows)

    assert backtest_demand([path], card=_card(absent="missing", origins=2)).watch is None
