"""What a layout already holds: its index of identities, brought up to date from the received zone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.ingesting.group import Group
from ninefold.actions.workspace import Workspace
from ninefold.engine.identity import KeyIndex, Keys, sort_out
from ninefold.engine.rows_identity import collect_keys, with_identity
from ninefold.engine.snapshots import State, StoredFile

RELEASED = "released"
VERSION_BITS = 44  # room below a load's number for 4,096 deliveries of 2^32 rows
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
            after = twins_before(workspace, state, group, good, load)
            index.add(load, _keys(workspace, group, received, only=good, after=after))
    return index


def rows_received(
    workspace: Workspace, files: Iterable[StoredFile], wanted: set[Place]
) -> list[tuple[str, pa.Table]]:
    """The received rows at some places, by delivery, each delivery placed anew within its load.

    `_version` is the one a row would have had, had it not been set aside.
    """
    by_file: dict[str, list[int]] = {}
    for file, row in wanted:
        by_file.setdefault(file, []).append(row)
    found: list[tuple[str, pa.Table]] = []
    for stored in files:
        file = Path(stored.path).stem.split("-", 1)[1]
        if file in by_file:
            table = pq.read_table(workspace.root / stored.path, filters=[("_row", "in", by_file[file])])
            base = pa.scalar(int(stored.load) << VERSION_BITS, pa.int64())
            table = table.append_column("_version", pc.add(table["_order"], base))
            order = pc.add(table["_row"], pa.scalar(len(found) << 32, pa.int64()))
            found.append((file, table.set_column(table.schema.get_field_index("_order"), "_order", order)))
    return found


def twins_before(
    workspace: Workspace, state: State, group: Group, places: set[Place], load: str
) -> dict[Place, int]:
    """For rows released in a load: how many rows of the same file and identity had been loaded before it."""
    if group.layout.repeats != "keep" or not places:
        return {}
    names = {file for file, _ in places}
    received = state.of("received", group.layout.name, group.source.name)
    paths = [workspace.root / f.path for f in received if Path(f.path).stem.split("-", 1)[1] in names]
    content = sorted(set(group.layout.mapped_columns))
    rows = with_identity(workspace.engine.read(paths), group.namespace, group.layout.keys, content).select(
        "_file", "_row", "_identity"
    )
    identity = {
        (row["_file"], row["_row"]): row["_identity"] for row in workspace.engine.collect(rows).to_pylist()
    }
    aside = _aside_before(workspace, state, group, load)
    loaded = Counter((file, known) for (file, row), known in identity.items() if (file, row) not in aside)
    return {place: loaded[place[0], identity[place]] for place in places}


def _aside_before(workspace: Workspace, state: State, group: Group, load: str) -> set[Place]:
    """The places that stood in quarantine before a load."""
    aside: set[Place] = set()
    for table, change in (("rows", aside.update), (RELEASED, aside.difference_update)):
        files = _mine(state.of("quarantine", table, group.source.name), group)
        for earlier in sorted({f.load for f in files if f.load < load}):
            change(_places(workspace, state, group, table, earlier))
    return aside


def _keys(
    workspace: Workspace,
    group: Group,
    files: Iterable[StoredFile],
    *,
    without: set[Place] = frozenset(),  # type: ignore[assignment]
    only: set[Place] | None = None,
    after: Mapping[Place, int] = MappingProxyType({}),
) -> Keys:
    engine = workspace.engine
    if only is None:
        rows = engine.read([workspace.root / f.path for f in files])
    else:
        tables = [table for _, table in rows_received(workspace, files, only)]
        rows = engine.hold(pa.concat_tables(tables, promote_options="default"))
    content = sorted(set(group.layout.mapped_columns))
    keys = collect_keys(engine, with_identity(rows, group.namespace, group.layout.keys, content))
    earlier = None
    if without or after:
        places = engine.collect(rows.select("_file", "_row", "_order")).to_pylist()
        place_at = {p["_order"]: (p["_file"], p["_row"]) for p in places}
        keys = keys.take(np.array([place_at[order] not in without for order in keys.order.tolist()], bool))
        earlier = np.array([after.get(place_at[order], 0) for order in keys.order.tolist()], np.int64)
    engine.release()
    keep = group.layout.repeats == "keep"
    nothing = KeyIndex(Path("/nonexistent"))
    return sort_out(keys, nothing, keep_repeats=keep, earlier=earlier).keys


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
