"""The one view of the world as at a moment: current versions of what was known then, nothing later."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State, StoredFile
from ninefold.pole.tables import TABLES

ARROW_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int64": pa.int64(),
    "double": pa.float64(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
    "map": pa.map_(pa.string(), pa.string()),
}


def records(
    engine: Engine, root: Path, state: State, table: str, as_at: datetime, *, source: str | None = None
) -> ir.Table:
    """The records of a POLE table as they were known at `as_at` (UTC): one row for each record.

    Files whose records come one to a row are read as they are, less what a later row superseded;
    others (a nominal named in many rows) give their latest version known by then. `source` narrows
    the view to one source.
    """
    files = state.of("pole", table, source)
    single = [f for f in files if f.one_each]
    many = [f for f in files if not f.one_each]
    parts = []
    if single:
        parts.append(_not_superseded(engine, root, state, _read(engine, root, single), table, as_at))
    if many:
        parts.append(_latest(_known(_read(engine, root, many), as_at)))
    if not parts:
        return engine.hold(schema_of(table).empty_table())
    whole = parts[0] if len(parts) == 1 else ibis.union(parts[0], parts[1])
    return whole


def _read(engine: Engine, root: Path, files: Sequence[StoredFile]) -> ir.Table:
    rows = engine.read([root / f.path for f in files])
    return rows.select(*TABLES[files[0].table].columns)


def _known(rows: ir.Table, as_at: datetime) -> ir.Table:
    return rows.filter(rows["known_at"] <= ibis.literal(as_at, "timestamp"))


def _latest(rows: ir.Table) -> ir.Table:
    newest_first = ibis.window(group_by="record_id", order_by=ibis.desc("version"))
    ranked = rows.mutate(_rank=ibis.row_number().over(newest_first))
    return ranked.filter(ranked["_rank"] == 0).drop("_rank")


def _not_superseded(
    engine: Engine, root: Path, state: State, rows: ir.Table, table: str, as_at: datetime
) -> ir.Table:
    current = _known(rows, as_at)
    replaced = [root / f.path for f in state.of("pole", "superseded")]
    if not replaced:
        return current
    newer = engine.read(replaced)
    newer = newer.filter(
        (newer["pole_table"] == table) & (newer["known_at"] <= ibis.literal(as_at, "timestamp"))
    )
    newest = newer.group_by("record_id").aggregate(newest=newer["version"].max())
    return current.anti_join(
        newest,
        [current["record_id"] == newest["record_id"], current["version"] < newest["newest"]],
    )


def schema_of(table: str) -> pa.Schema:
    """The Arrow schema of a POLE table."""
    return pa.schema([(name, ARROW_TYPES[kind]) for name, kind in TABLES[table].columns.items()])
