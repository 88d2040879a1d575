"""Volume on real monthly counts by small area: what is known to be in them is found."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from ninefold.contracts.product_registry import load_product

DATA = Path(__file__).parents[4] / "shared" / "data" / "police-uk"
THREE_FORCES = DATA / "panel_lsoa_month_3-forces.parquet"
OTHER_FORCES = DATA / "panel_lsoa_month_other-forces_2018-10_2019-02_less_2018-11.parquet"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the published counts are not on this machine")


def _features(panel: pa.Table) -> pa.Table:
    names = {"month": "period", "crime_type": "category"}
    panel = panel.rename_columns([names.get(name, name) for name in panel.column_names])
    keys = ["force", "period", "category"]
    whole = panel.group_by(keys).aggregate([("n", "sum")]).rename_columns([*keys, "n"])
    by_force = whole.append_column("area", whole["force"])
    by_lsoa = panel.filter(pc.is_valid(panel["lsoa_code"])).rename_columns(
        ["area" if name == "lsoa_code" else name for name in panel.column_names]
    )
    columns = [*keys, "area", "n"]
    parts = [_labelled(by_force.select(columns), "force"), _labelled(by_lsoa.select(columns), "lsoa")]
    return pa.concat_tables([part.cast(parts[0].schema) for part in parts])


def _labelled(table: pa.Table, kind: str) -> pa.Table:
    rows = table.num_rows
    table = table.append_column("area_kind", pa.array([kind] * rows, pa.string()))
    return table.append_column("stream", pa.array(["crime"] * rows, pa.string()))


def _findings(path: Path, force: str | None = None) -> pa.Table:
    panel = pq.read_table(path, columns=["month", "force", "lsoa_code", "crime_type", "n"])
    if force is not None:
        panel = panel.filter(pc.equal(panel["force"], force))
    features = _features(panel)
    months = panel.group_by(["force", "month"]).aggregate([]).rename_columns(["force", "period"])
    coverage = months.append_column("layout", pa.array(["street"] * months.num_rows))
    inputs = SimpleNamespace(as_of=datetime(2021, 1, 31), run="test", coverage=coverage)
    product = load_product("volume")
    return product.analyse(product.train(inputs, features), features)


def _rows(found: pa.Table, **wanted: str) -> list[dict]:
    for name, value in wanted.items():
        found = found.filter(pc.equal(found[name], value))
    return found.to_pylist()


@pytest.fixture(scope="module")
def three_forces() -> pa.Table:
    return _findings(THREE_FORCES)


def test_every_record_is_in_the_force_totals(three_forces: pa.Table) -> None:
    """The README of the counts gives 876,431 records with an area of three forces."""
    totals = _rows(three_forces, area_kind="force", subject_kind="area", category="all")
    assert sum(row["value"] for row in totals) == pytest.approx(876_431, abs=0)


def test_july_2019_is_missing_in_the_two_forces_that_did_not_publish_it(three_forces: pa.Table) -> None:
    missing = [(row["period"], row["area"]) for row in _rows(three_forces, band="missing")]
    assert [period for period, _ in missing] == ["2019-07", "2019-07"]
    assert not any("london" in area.lower() for _, area in missing)


def test_the_first_lockdown_is_called_a_fall(three_forces: pa.Table) -> None:
    april = _rows(three_forces, area_kind="force", subject_kind="area", period="2020-04", category="all")
    assert {row["band"] for row in april} == {"falling"}


def test_kents_half_month_is_suspected_and_no_other_month_of_kent() -> None:
    found = _findings(OTHER_FORCES, "Kent Police")
    (part,) = _rows(found, subject_kind="data", area_kind="force", band="unknown")
    assert part["period"] == "2018-12"
    assert part["low"] < 0.5 < part["high"]
