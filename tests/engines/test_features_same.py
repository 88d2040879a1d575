"""Features and labels are the same on DuckDB and on Spark, for small made-up worlds."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from tests.support.custody import made_up_facts, made_up_history

from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.port import Engine
from ninefold.measures.features import build, outcomes
from ninefold.measures.features.history import SUBJECTS, World, co_offenders
from ninefold.products.hart.predictors import PROPOSED, published
from ninefold.products.serious_violence.predictors import PROPOSED as OTHERS

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ninefold[spark]'")
pytestmark = [pytest.mark.spark, pytest.mark.slow]

SERIOUS = outcomes.Outcome("serious", "a serious offence", OTHERS[2].which, 24)


def everything(engine: Engine, subjects: pa.Table) -> list[pa.Table]:
    """Every feature of both products, and a label, as an engine gives them."""
    base = World.held(engine, made_up_history(120), made_up_facts(120))
    world = World(base.history, base.facts, co_offenders(base.history))
    follow = outcomes.FollowUp(datetime(2024, 6, 1), datetime(2024, 6, 1))
    return [
        build.build(engine, subjects, world, list({f.name: f for f in (*PROPOSED, *published())}.values())),
        build.build(engine, subjects, world, OTHERS),
        outcomes.labels(engine, subjects, world, (SERIOUS,), follow),
    ]


def test_features_and_labels_are_the_same_on_both_engines(tmp_path: Path) -> None:
    from ninefold.engine.spark_engine import SparkEngine

    draw = Random(4)
    rows = [
        {"subject_row": n, "person_id": f"P{draw.randrange(125):06d}", "unit_event": None if n % 3 else "E0000003",
         "as_of": datetime(2019, 1, 31) + timedelta(days=draw.randrange(1800), seconds=draw.randrange(86_400))}
        for n in range(150)
    ]  # fmt: skip
    subjects = pa.Table.from_pylist(rows, SUBJECTS)
    embedded, spark = DuckDBEngine([tmp_path]), SparkEngine(scratch=tmp_path / "spark")
    try:
        one, other = everything(embedded, subjects), everything(spark, subjects)
    finally:
        embedded.close()
        spark.close()
    for ours, theirs in zip(one, other, strict=True):
        assert ours.to_pylist() == theirs.to_pylist()
