"""The table of lags is the same on Spark as on DuckDB."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.port import Engine
from ninefold.engine.spark_engine import SparkEngine
from ninefold.measures.places.lags import lag_table

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ninefold[spark]'")
pytestmark = [pytest.mark.spark, pytest.mark.slow]


def made_up() -> pa.Table:
    """Forty cells over 36 months, sparse."""
    chance = np.random.default_rng(7)
    cell, period = np.divmod(chance.choice(40 * 36, 300, replace=False), 36)
    return pa.table({"cell": cell, "period": period, "n": chance.integers(1, 9, 300)})


def answered(engine: Engine) -> pa.Table:
    table = engine.collect(lag_table(engine.hold(made_up()), first=0, periods=36))
    return table.sort_by([("cell", "ascending"), ("period", "ascending")])


def test_the_lag_table_of_a_sample_is_equal_on_both_engines(tmp_path: Path) -> None:
    duckdb, spark = DuckDBEngine([tmp_path]), SparkEngine(scratch=tmp_path / "spark")
    one, other = answered(duckdb), answered(spark)
    duckdb.close()
    spark.close()

    assert one.schema.names == other.schema.names
    assert len(one) == 40 * 36
    for name in one.schema.names:
        assert np.allclose(one[name].to_numpy(), other[name].to_numpy(), rtol=1e-12, atol=1e-12), name
