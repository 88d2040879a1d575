"""Months after the last one delivered are told as missing once they should be there."""

from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest

from ninefold.measures.about_data import data_findings
from ninefold.measures.coverage import newest_expected
from ninefold.measures.force_shapes import Amounts, learn
from ninefold.measures.months import text
from ninefold.measures.stamps import Stamp


@pytest.mark.parametrize(
    ("refresh", "day", "month"),
    [
        ("monthly", date(2024, 6, 2), "2024-03"),  # 31 March and 63 days
        ("monthly", date(2024, 6, 1), "2024-02"),
        ("daily", date(2024, 6, 3), "2024-05"),
        ("quarterly", date(2024, 6, 3), "2023-11"),
        ("yearly", date(2024, 6, 3), "2022-05"),
    ],
)
def test_a_month_is_expected_when_its_last_records_had_their_time(
    refresh: str, day: date, month: str
) -> None:
    expected = newest_expected(refresh, day)
    assert expected is not None
    assert text(expected) == month


@pytest.mark.parametrize("refresh", ["once", "irregular"])
def test_a_source_without_a_rhythm_is_never_late(refresh: str) -> None:
    assert newest_expected(refresh, date(2099, 1, 1)) is None


def told(as_of: datetime, refresh: str | None = "monthly") -> list[dict[str, object]]:
    """What is said of the data of two forces: Ald until March 2024, Bry until January."""
    sent = [("ald", month) for month in ("2024-01", "2024-02", "2024-03")] + [("bry", "2024-01")]
    forces, periods = zip(*sent, strict=True)
    same = {
        "area_kind": "force",
        "category": "burglary",
        "stream": "crime",
    }
    features = pa.table(
        {
            "force": forces,
            "area": forces,
            "period": periods,
            "n": [20] * len(sent),
            **{name: [value] * len(sent) for name, value in same.items()},
        }
    )
    coverage = pa.table({"force": forces, "period": periods, "kind": ["crime"] * len(sent)})
    if refresh:
        coverage = coverage.append_column("refresh", pa.array([refresh] * len(sent)))
    amounts = Amounts(np.full(len(sent), 20.0), np.ones(len(sent), dtype=bool))
    shapes = learn(features, coverage, {}, amounts)
    stamp = Stamp("volume", "1", as_of, "P0D", "run", as_of.date())
    return [row for row in data_findings(stamp, shapes).to_pylist() if row["band"] == "missing"]


def test_each_force_is_late_by_the_months_it_did_not_send() -> None:
    rows = told(datetime(2024, 6, 2))
    assert [(row["area"], row["period"]) for row in rows] == [("bry", "2024-02/2024-03")]
    [reason] = rows[0]["reasons"]
    for words in ("after 2024-01", "sent monthly", "2024-03 should be there", "missing, not zero"):
        assert words in reason


def test_nothing_is_late_before_its_time() -> None:
    assert told(datetime(2024, 4, 1)) == []


@pytest.mark.parametrize("refresh", [None, "irregular"])
def test_nothing_is_late_where_no_rhythm_is_known(refresh: str | None) -> None:
    assert told(datetime(2030, 1, 1), refresh) == []
