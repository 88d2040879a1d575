"""Points from files of other shapes: what columns are called, how times and places are written, what is left out."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ninefold.actions.places.card import PlaceCard
from ninefold.actions.places.points import PointFile, read_points
from ninefold.errors import CardInvalid, FileRefused
from ninefold.measures.places.windows import day_number

START = datetime(2024, 3, 1, 21, 30, tzinfo=UTC)
DAYS = [START + timedelta(days=number) for number in range(200)]


def read(
    folder: Path, head: list[str], rows: list[list[Any]], *, between: str = ",", **said: Any
) -> PointFile:
    path = folder / "points.csv"
    with path.open("w", newline="") as file:
        sheet = csv.writer(file, delimiter=between)
        sheet.writerow(head)
        sheet.writerows(rows)
    return read_points([path], PlaceCard(**said))


@pytest.mark.parametrize(
    "written",
    [
        lambda moment: int(moment.timestamp()),
        lambda moment: int(moment.timestamp() * 1000),
        lambda moment: moment.timestamp() / 86_400 + 25_569,
        lambda moment: moment.isoformat(),
        lambda moment: moment.strftime("%m/%d/%Y %I:%M:%S %p"),
    ],
    ids=["seconds", "milliseconds", "a spreadsheet's days", "ISO 8601", "twelve hours"],
)
def test_a_moment_is_read_however_it_is_counted(tmp_path: Path, written: Any) -> None:
    found = read(
        tmp_path, ["when", "lon", "lat"], [[written(day), 1.0 + n / 1e4, 51.0] for n, day in enumerate(DAYS)]
    )

    assert found.events.day[0] == day_number(date(2024, 3, 1))
    assert found.events.hour is not None
    assert found.events.hour[0] == pytest.approx(21.5, abs=0.01)


@pytest.mark.parametrize("clock", ["21:30", "9:30 PM", "2130", "21:30:00"])
def test_a_clock_beside_a_date_gives_the_hour(tmp_path: Path, clock: str) -> None:
    found = read(tmp_path, ["date", "time", "lon", "lat"], [[day.date(), clock, 1.0, 51.0] for day in DAYS])

    assert (found.columns["time"], found.columns["hour"]) == ("date", "time")
    assert found.events.hour is not None
    assert set(found.events.hour) == {21.5}


def test_columns_are_found_by_letters_whatever_stands_between_them(tmp_path: Path) -> None:
    rows = [
        [day.strftime("%d/%m/%Y %H:%M"), "", 430_000 + n, 433_000, "Robbery"] for n, day in enumerate(DAYS)
    ]
    found = read(tmp_path, ["Date From", "Date To", "East-ing", "North_ing", "HO Class"], rows)

    assert found.columns == {"time": "Date From", "x": "East-ing", "y": "North_ing", "type": "HO Class"}
    assert any("metres" in note for note in found.notes)


def test_x_and_y_that_can_only_be_degrees_are_taken_for_degrees(tmp_path: Path) -> None:
    found = read(
        tmp_path, ["X", "Y", "date"], [[-87.6 + n / 1e4, 41.8, day.date()] for n, day in enumerate(DAYS)]
    )

    assert found.columns["longitude"] == "X"
    assert np.ptp(found.events.x) == pytest.approx(199e-4 * 83_000, rel=0.01)


def test_a_decimal_comma_is_read_where_no_number_has_a_point(tmp_path: Path) -> None:
    rows = [[day.date(), f"1,{n:04d}", "51,5"] for n, day in enumerate(DAYS)]

    assert read(tmp_path, ["date", "lon", "lat"], rows, between=";").without_place == 0


def test_a_few_dates_in_another_century_are_set_aside_and_counted(tmp_path: Path) -> None:
    """A slipped year would move every window of a backtest to where nothing is."""
    rows: list[list[Any]] = [[day.date(), 1.0, 51.0] for _ in range(3) for day in DAYS]
    rows[5][0], rows[300][0] = date(1900, 1, 1), date(2099, 3, 4)
    found = read(tmp_path, ["date", "lon", "lat"], rows)

    assert found.far_off == 2
    assert found.events.day.max() == day_number(DAYS[-1].date())
    assert len(found.kept) == len(found.events) == 598


def test_a_thin_first_year_is_no_slip(tmp_path: Path) -> None:
    """One in five before the others is how records begin, not a mistake in a few."""
    early = [[date(2021, 1, 1) + timedelta(days=number), 1.0, 51.0] for number in range(60)]
    found = read(tmp_path, ["date", "lon", "lat"], [*early, *([day.date(), 1.0, 51.0] for day in DAYS)])

    assert found.far_off == 0


def test_records_that_look_delivered_twice_are_told(tmp_path: Path) -> None:
    rows = [[day.date(), 1.0 + n / 1e4, 51.0] for n, day in enumerate(DAYS)]

    assert read(tmp_path, ["date", "lon", "lat"], rows).notes == ()
    assert "delivered twice" in read(tmp_path, ["date", "lon", "lat"], rows * 2).notes[0]


def test_where_no_row_has_a_place_the_columns_taken_are_named(tmp_path: Path) -> None:
    rows = [[day.date(), "Leeds", "51.0"] for day in DAYS]
    with pytest.raises(FileRefused, match="'lon' and 'lat', taken for longitude and latitude"):
        read(tmp_path, ["date", "lon", "lat"], rows)


def test_a_row_torn_in_two_is_left_out_and_told(tmp_path: Path) -> None:
    whole = [[day.date(), 1.0, 51.0 + n / 1e4] for n, day in enumerate(DAYS)]
    found = read(tmp_path, ["date", "lon", "lat"], [*whole, ["2024-03-05", 1.0]])

    assert len(found.events.day) == len(DAYS)
    assert found.notes == ("1 rows have more or fewer fields than the header, and were left out.",)


def test_a_plane_that_can_only_be_feet_is_taken_for_feet_and_said(tmp_path: Path) -> None:
    """A mile of New York's state plane, 5,280 feet, is 1,609 metres."""
    rows = [[day.date(), 985_000 + 5_280 * n / 199, 200_000] for n, day in enumerate(DAYS)]
    found = read(tmp_path, ["date", "x", "y"], rows)

    assert np.ptp(found.events.x) == pytest.approx(1_609.3, rel=0.01)
    assert any("taken for feet" in note for note in found.notes)


def test_numbers_that_could_be_metres_or_feet_are_refused_with_what_to_write(tmp_path: Path) -> None:
    rows = [[day.date(), 2_683_000 + n, 1_248_000] for n, day in enumerate(DAYS)]

    with pytest.raises(CardInvalid, match='units = "feet"'):
        read(tmp_path, ["date", "x", "y"], rows)
