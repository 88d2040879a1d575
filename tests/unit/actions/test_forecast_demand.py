"""What is coming, whom it takes, and the years ahead, from one file and one card."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ninefold.actions.demand.card import DemandCard, parse_demand_card
from ninefold.actions.demand.forecast import forecast_demand, scenarios_of_demand, staff_demand

FIRST = date(2021, 1, 4)


def _file(folder: Path, count: int = 800) -> Path:
    path = folder / "counts.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["day", "area", "calls"])
        for number in range(count):
            for area, usual in (("North", 96), ("South", 144)):
                rows.writerow([FIRST + timedelta(days=number), area, usual + (number * 7) % 11 - 5])
    return path


def _card(**said: Any) -> DemandCard:
    return parse_demand_card({"series": "area", **said}, where="card")


def test_every_series_is_forecast_and_they_add_up(tmp_path: Path) -> None:
    rows = forecast_demand([_file(tmp_path)], card=_card(), ahead=7).rows

    first = {row.series: row for row in rows if row.period == rows[0].period}
    assert first["all"].expected == pytest.approx(first["North"].expected + first["South"].expected, abs=0.01)
    assert all(row.low <= row.expected <= row.high for row in rows)


def test_staffing_tells_what_the_shifts_give_and_what_a_missing_crew_costs(tmp_path: Path) -> None:
    staffing = {"minutes": 30, "each": 2, "day_shape": [1] * 24, "patience_minutes": 20, "within": 0.8}

    found = staff_demand([_file(tmp_path)], card=_card(staffing=staffing))

    whole, one, two = found.expected_week
    assert [each.crews_fewer for each in found.expected_week] == [0, 1, 2]
    assert whole.within >= 0.8
    assert whole.within >= one.within >= two.within
    assert whole.gives_up is not None
    assert two.gives_up is not None
    assert whole.gives_up < two.gives_up
    assert found.busy_week.within < whole.within


def test_the_years_ahead_are_told_for_the_whole_and_for_each_series(tmp_path: Path) -> None:
    found = scenarios_of_demand([_file(tmp_path)], card=_card(), years=2)

    whole = found.scenarios["stays as it is"][0]
    parts = [found.series[name]["stays as it is"][0]["expected"] for name in ("North", "South")]
    assert whole["expected"] == pytest.approx(sum(parts))
    assert whole["low"] < whole["expected"] < whole["high"]
    assert found.scenarios["stays as it is"][1]["high"] > whole["high"]
