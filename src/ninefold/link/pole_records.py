"""The records of a POLE table as known at a moment, all of them or only some, one row for each."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from ninefold.engine.as_at import schema_of
from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State, StoredFile
from ninefold.pole.tables import TABLES


def latest(
    engine: Engine,
    root: Path,
    state: State,
    table: str,
    as_at: datetime,
    *,
    only: pa.Table | None = None,
    by: str = "record_id",
) -> ir.Table:
    """The newest version known of each record; with `only`, of records whose column `by` is in its `record_id`.

    The same as `as_at.records`, but it looks for the few wanted before it looks for the newest.
    """
    rows = known_rows(engine, root, state, table, as_at, only=only, by=by)
    # two records of one row can be one thing, such as a telephone both parties gave
    newest_first = ibis.window(group_by="record_id", order_by=[ibis.desc("version"), "entity"])
    ranked = rows.mutate(_rank=ibis.row_number().over(newest_first))
    return ranked.filter(ranked["_rank"] == 0).drop("_rank")


def known_rows(
    engine: Engine,
    root: Path,
    state: State,
    table: str,
    as_at: datetime,
    *,
    only: pa.Table | None = None,
    by: str = "record_id",
) -> ir.Table:
    """Every version known of every record, or of those whose column `by` is in `only`."""
    paths = [root / f.path for f in state.of("pole", table)]
    if only is not None:
        paths = _that_hold(paths, by, only["record_id"])
    if not paths:
        return engine.hold(schema_of(table).empty_table())
    rows = engine.read(paths).select(*TABLES[table].columns)
    rows = rows.filter(rows["known_at"] <= ibis.literal(as_at, "timestamp"))
    if only is None:
        return rows
    wanted = engine.hold(only.select(["record_id"]).rename_columns(["wanted"]))
    return rows.semi_join(wanted, rows[by] == wanted["wanted"])


def _that_hold(paths: Sequence[Path], column: str, wanted: pa.ChunkedArray) -> list[Path]:
    """The files in which a column holds any of some values: what was learnt lately stands in few of many."""
    found = []
    for path in paths:
        held = pq.ParquetFile(path).read([column])[column]
        if pc.any(pc.is_in(held, value_set=wanted)).as_py():
            found.append(path)
    return found


def touched_since(
    root: Path, state: State, watched: dict[str, str], *, after: int, known_after: datetime, as_at: datetime
) -> pa.Table:
    """The ids (`record_id`) of records that anything was learnt of since an earlier run.

    `watched` names POLE tables and the column that names the record. A row counts when it was loaded in
    a later snapshot than `after`, or when it was loaded before but was not yet known at `known_after`.
    """
    found = []
    for table, column in watched.items():
        files = state.of("pole", table)
        newer = [f for f in files if int(f.load) > after]
        found += _ids(root, newer, column, None)
        late = (ds.field("known_at") > known_after) & (ds.field("known_at") <= as_at)
        found += _ids(root, [f for f in files if int(f.load) <= after], column, late)
    ids = pa.chunked_array(found, pa.string()) if found else pa.chunked_array([[]], pa.string())
    return pa.table({"record_id": pc.unique(ids.drop_null())})


def _ids(
    root: Path, files: Sequence[StoredFile], column: str, only: "ds.Expression | None"
) -> list[pa.Array]:
    if not files:
        return []
    rows = ds.dataset([str(root / f.path) for f in files], format="parquet").to_table(
        columns=[column], filter=only
    )
    return list(rows[column].cast(pa.string()).chunks)
