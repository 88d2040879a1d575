"""DuckDB and Spark find the same people with the same saved model."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.link.cluster import cluster
from ninefold.link.match import match
from ninefold.link.model import load_model
from ninefold.link.prepare import nominals_from_columns

pytestmark = [pytest.mark.spark, pytest.mark.slow]


def people() -> pa.Table:
    """Eighty made-up people, each written down twice, the second time with something amiss."""
    given = ["adele", "boris", "celia", "darius", "edwina", "fabian", "gloria", "hector", "iris", "jasper"]
    families = [
        "abbotsford",
        "birchall",
        "colemere",
        "drewton",
        "earlham",
        "frostby",
        "galeford",
        "hobbswell",
    ]
    rows = []
    for number in range(80):
        first, family = given[number % 10], families[number // 10]
        born = f"{1940 + number * 3 % 60}-{1 + number % 12:02}-{1 + number * 5 % 28:02}"
        rows.append((f"a{number:03}", first, family, born, f"QX{number % 9} {number % 7}AB"))
        rows.append((f"b{number:03}", first[:-1] if number % 3 else family, family if number % 3 else first, born,
                     None if number % 4 else f"QX{number % 9} {number % 7}AB"))  # fmt: skip
    names = ("record_id", "given", "surname", "born", "postcode")
    return nominals_from_columns(
        dict(zip(names, (pa.array(c) for c in zip(*rows, strict=True)), strict=True))
    )


def test_both_engines_find_the_same_people(tmp_path: Path) -> None:
    spark = pytest.importorskip("ninefold.engine.spark_engine")
    nominals, model = people(), load_model()
    found = []
    for engine in (DuckDBEngine([tmp_path]), spark.SparkEngine(scratch=tmp_path / "spark")):
        pairs = match(engine, nominals, model)
        found.append((pairs, cluster(pairs, nominals, model)))
        engine.close()
    (duck_pairs, duck), (spark_pairs, sparked) = found
    assert duck.drop(["weakest"]).equals(sparked.drop(["weakest"]))
    weakest = [table["weakest"].fill_null(2.0).to_numpy() for table in (duck, sparked)]
    assert np.allclose(*weakest)
    assert duck_pairs.select(["left_id", "right_id"]).equals(spark_pairs.select(["left_id", "right_id"]))
    assert np.allclose(duck_pairs["weight"].to_numpy(), spark_pairs["weight"].to_numpy())
    assert len(set(duck["cluster"].to_pylist())) < len(duck)
