"""Rows become series: totals, home forces, months."""

import numpy as np
import pyarrow as pa
import pytest

from ninefold.measures.panel import Axis, Panel, axis_of, panel

COVERAGE = pa.table({"force": ["north"], "layout": ["street"], "period": ["2024-04"], "rows": [1]})


def _features(rows: list[tuple[str, str, str, str, int]]) -> pa.Table:
    area, force, period, category, n = zip(*rows, strict=True)
    names = {"area": area, "force": force, "period": period, "category": category}
    return pa.table({"area_kind": ["lsoa"] * len(rows), **names, "n": n})


def _panel(rows: list[tuple[str, str, str, str, int]]) -> tuple[Axis, Panel]:
    features = _features(rows)
    axis = axis_of(features, COVERAGE)
    n = np.array(features["n"].to_pylist(), dtype=float)
    return axis, panel(
        features, {"amount": n}, np.array(features["category"].to_pylist()) != "stop_search", axis
    )


def _cells(
    rows: list[tuple[str, str, str, str, int]], value: str = "amount"
) -> dict[tuple[str, str, int], float]:
    axis, found = _panel(rows)
    return {
        (found.areas[block.area[s]], axis.categories[block.category[s]], int(m)): float(
            block.values[value][i]
        )
        for block in found.blocks
        for i, (s, m) in enumerate(zip(block.series, block.month, strict=True))
    }


def test_the_axis_runs_over_features_and_coverage_without_holes() -> None:
    axis, _ = _panel([("a", "north", "2024-01", "theft", 1)])
    assert axis.months == 4
    assert axis.categories == ("all", "theft")


def test_totals_add_what_counts_in_them_and_no_more() -> None:
    cells = _cells(
        [("a", "north", "2024-01", "theft", 2), ("a", "north", "2024-01", "arson", 3),
         ("a", "north", "2024-01", "stop_search", 9)]
    )  # fmt: skip
    assert cells[("a", "all", 0)] == 5
    assert cells[("a", "stop_search", 0)] == 9


def test_records_of_several_forces_in_one_area_are_added_and_the_home_force_told_apart() -> None:
    rows = [("a", "north", "2024-01", "theft", 5), ("a", "rail", "2024-01", "theft", 2)]
    assert _cells(rows)[("a", "theft", 0)] == 7
    assert _cells(rows, "home")[("a", "theft", 0)] == 5


def test_a_row_without_a_month_is_in_no_cell() -> None:
    assert _cells([("a", "north", "", "theft", 5)]) == {}


def test_dense_arrays_hold_the_same_sums() -> None:
    axis, found = _panel([("a", "north", "2024-02", "theft", 5), ("b", "north", "2024-04", "theft", 1)])
    (block,) = found.blocks
    assert block.dense("amount", axis).sum() == pytest.approx(12)  # 6, and 6 again in the totals
    assert block.dense("amount", axis).shape == (3, 4)
