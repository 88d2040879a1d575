"""The world as it was known at a moment, and nothing later."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ninefold.engine.as_at import records, schema_of
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.snapshots import Commit, SnapshotStore, StoredFile

DAY = datetime(2025, 3, 1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine([tmp_path])
    yield engine
    engine.close()


def add(root: Path, table: str, rows: list[dict[str, Any]], *, one_each: bool, source: str = "north") -> None:
    """Commit rows of a table; superseded ones have columns of their own."""
    store = SnapshotStore(root)
    path = root / "zones" / f"{table}-{store.head()}.parquet"
    path.parent.mkdir(exist_ok=True)
    held = (
        pa.Table.from_pylist(rows)
        if table == "superseded"
        else pa.Table.from_pylist(rows, schema=schema_of(table))
    )
    pq.write_table(held, path)
    file = StoredFile(
        "pole", table, source, "1", str(path.relative_to(root)), len(rows), 1, "", one_each=one_each
    )
    store.append(Commit({}, (file,)), created="now")


def row(name: str, version: int, days: int, kind: str = "crime") -> dict[str, Any]:
    """One version of a record, known so many days after the first."""
    return {"record_id": name, "version": version, "known_at": DAY + timedelta(days=days), "kind": kind}


def superseded(name: str, version: int, days: int, table: str = "event") -> dict[str, Any]:
    """The note that a record has a newer version."""
    return {
        "record_id": name,
        "version": version,
        "known_at": DAY + timedelta(days=days),
        "pole_table": table,
    }


def known(engine: DuckDBEngine, root: Path, days: float, **narrow: str) -> list[tuple[str, int]]:
    """Records and versions known so many days after the first."""
    state = SnapshotStore(root).state()
    at = DAY + timedelta(days=days)
    found = engine.collect(records(engine, root, state, "event", at, **narrow))
    return sorted(zip(found["record_id"].to_pylist(), found["version"].to_pylist(), strict=True))


def test_nothing_known_later_is_seen(engine: DuckDBEngine, tmp_path: Path) -> None:
    add(tmp_path, "event", [row("a", 1, 0), row("b", 2, 5)], one_each=True)
    assert known(engine, tmp_path, 4.9) == [("a", 1)]
    assert known(engine, tmp_path, 5) == [("a", 1), ("b", 2)]


def test_a_superseded_record_gives_way_on_the_day_it_was_and_not_before(
    engine: DuckDBEngine, tmp_path: Path
) -> None:
    add(tmp_path, "event", [row("a", 1, 0), row("b", 2, 0)], one_each=True)
    add(tmp_path, "event", [row("a", 11, 7)], one_each=True)
    add(tmp_path, "superseded", [superseded("a", 11, 7)], one_each=False)
    assert known(engine, tmp_path, 6) == [("a", 1), ("b", 2)]
    assert known(engine, tmp_path, 7) == [("a", 11), ("b", 2)]


def test_of_many_versions_the_newest_known_one_counts(engine: DuckDBEngine, tmp_path: Path) -> None:
    add(tmp_path, "event", [row("a", n, n) for n in (1, 2, 3)], one_each=False)
    assert [known(engine, tmp_path, n) for n in (0, 1, 2.5, 9)] == [
        [],
        [("a", 1)],
        [("a", 2)],
        [("a", 3)],
    ]


def test_a_note_about_another_table_supersedes_nothing_here(engine: DuckDBEngine, tmp_path: Path) -> None:
    add(tmp_path, "event", [row("a", 1, 0)], one_each=True)
    add(tmp_path, "superseded", [superseded("a", 11, 0, table="person")], one_each=False)
    assert known(engine, tmp_path, 1) == [("a", 1)]


def test_one_source_is_seen_alone_when_asked(engine: DuckDBEngine, tmp_path: Path) -> None:
    add(tmp_path, "event", [row("a", 1, 0)], one_each=True)
    add(tmp_path, "event", [row("b", 1, 0)], one_each=True, source="south")
    assert known(engine, tmp_path, 1, source="south") == [("b", 1)]


def test_an_empty_workspace_knows_nothing_in_all_its_columns(engine: DuckDBEngine, tmp_path: Path) -> None:
    state = SnapshotStore(tmp_path).state()
    found = engine.collect(records(engine, tmp_path, state, "event", DAY))
    assert found.num_rows == 0
    assert found.schema.names == schema_of("event").names


def test_an_older_snapshot_shows_what_the_workspace_held_then(engine: DuckDBEngine, tmp_path: Path) -> None:
    add(tmp_path, "event", [row("a", 1, 0)], one_each=True)
    add(tmp_path, "event", [row("b", 2, 0)], one_each=True)
    before = SnapshotStore(tmp_path).state(1)
    found = engine.collect(records(engine, tmp_path, before, "event", DAY + timedelta(days=1)))
    assert found["record_id"].to_pylist() == ["a"]
