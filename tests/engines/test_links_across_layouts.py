"""A link to a record of another layout is the same on DuckDB and on Spark."""

from pathlib import Path

import pytest
from tests.support.linked_force import SOURCE, crimes_file, linked_workspace, parties_file
from tests.support.small_force import committed

from ninefold.actions.ingesting.ingest import ingest

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ninefold[spark]'")
pytestmark = [pytest.mark.spark, pytest.mark.slow]


def test_people_are_linked_to_the_same_crimes_on_both(tmp_path: Path) -> None:
    people = parties_file(tmp_path, "C1,V,N1,Madeup", " C2 ,S,N2,Invented", ",V,N3,Nobody", "C9,V,N4,Absent")
    crimes = crimes_file(tmp_path, "C1", "C2")
    found = {}
    for engine in ("duckdb", "spark"):
        space = linked_workspace(tmp_path / engine, engine)
        for path in (people, crimes):
            ingest(space, source=SOURCE, paths=[path], by="tester")
        rows = committed(space.root, "link", "record_id", "from_id", "to_id", "reason").to_pylist()
        found[engine] = sorted(rows, key=lambda row: str(row["record_id"]))
        held = set(committed(space.root, "event", "record_id")["record_id"].to_pylist())
        space.close()
    assert found["duckdb"] == found["spark"]
    assert len(found["duckdb"]) == 3
    assert {row["to_id"] for row in found["duckdb"]} & held == held
