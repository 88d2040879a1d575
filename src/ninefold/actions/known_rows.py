"""What a layout already holds: its index of identities, brought up to date from the received zone."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.group import Group
from ninefold.actions.workspace import Workspace
from ninefold.engine.identity import KeyIndex, Keys, sort_out
from ninefold.engine.rows_identity import collect_keys, with_identity
from ninefold.engine.snapshots import State, StoredFile

RELEASED = "released"
Place = tuple[str, int]  # a delivery and a row in it


def key_index(workspace: Workspace, state: State, group: Group) -> KeyIndex:
    """The index of a layout; loads it lacks, after a crash or a lost cache, are worked out again."""
    index = KeyIndex(workspace.root / "cache" / "keys" / group.source.name / group.layout.name)
    received = state.of("received", group.layout.name, group.source.name)
    released = _mine(state.of("quarantine", RELEASED, group.source.name), group)
    loads = dict.fromkeys(sorted({f.load for f in (*received, *released)}))
    if set(index.loads) - set(loads):  # it remembers what was never committed here, as after a restore
        index.forget()
    for load in index.missing(list(loads)):
        files = [f for f in received if f.load == load]
        if files:
            bad = _places(workspace, state, group, "rows", load)
            index.add(load, _keys(workspace, group, files, without=bad))
        else:
            good = _places(workspace, state, group, RELEASED, load)
            index.add(load, _keys(workspace, group, received, only=good))
    return index


def rows_received(
    workspace: Workspace, files: Iterable[StoredFile], wanted: set[Place]
) -> list[tuple[str, pa.Table]]:
    """The received rows at some places, by delivery, each delivery placed anew within its load."""
    by_file: dict[str, list[int]] = {}
    for file, row in wanted:
        by_file.setdefault(file, []).append(row)
    found: list[tuple[str, pa.Table]] = []
    for stored in files:
        file = Path(stored.path).stem.split("-", 1)[1]
        if file in by_file:
            table = pq.read_table(workspace.root / stored.path, filters=[("_row", "in", by_file[file])])
            order = pc.add(table["_row"], pa.scalar(len(found) << 32, pa.int64()))
            found.append((file, table.set_column(table.schema.get_field_index("_order"), "_order", order)))
    return found


def _keys(
    workspace: Workspace,
    group: Group,
    files: Iterable[StoredFile],
    *,
    without: set[Place] = frozenset(),  # type: ignore[assignment]
    only: set[Place] | None = None,
) -> Keys:
    engine = workspace.engine
    if only is None:
        rows = engine.read([workspace.root / f.path for f in files])
    else:
        tables = [table for _, table in rows_received(workspace, files, only)]
        rows = engine.hold(pa.concat_tables(tables, promote_options="default"))
    content = sorted(set(group.layout.mapped_columns))
    keys = collect_keys(engine, with_identity(rows, group.namespace, group.layout.keys, content), content)
    if without:
        places = engine.collect(rows.select("_file", "_row", "_order")).to_pylist()
        bad = [p["_order"] for p in places if (p["_file"], p["_row"]) in without]
        keys = keys.take(~np.isin(keys.order, bad))
    engine.release()
    keep = group.layout.repeats == "keep"
    return sort_out(keys, KeyIndex(Path("/nonexistent")), keep_repeats=keep).keys


def _places(workspace: Workspace, state: State, group: Group, table: str, load: str) -> set[Place]:
    """The places a quarantine table of one load names; rows that could not be read stand nowhere."""
    files = [f for f in _mine(state.of("quarantine", table, group.source.name), group) if f.load == load]
    return {
        (row["file"], row["row"])
        for f in files
        for row in pq.read_table(workspace.root / f.path, columns=["file", "row"]).to_pylist()
    }


def _mine(files: Iterable[StoredFile], group: Group) -> list[StoredFile]:
    return [f for f in files if f.layout == group.layout.name]
