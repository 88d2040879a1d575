"""From received rows to POLE records: map, refuse, drop duplicates, write, and account for every row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.ingesting.group import Group
from ninefold.actions.ingesting.known_rows import VERSION_BITS
from ninefold.actions.ingesting.measure import measured_quality
from ninefold.actions.workspace import Workspace, stored
from ninefold.contracts.layouts import Layout
from ninefold.contracts.source import MapContext, Mapped
from ninefold.engine.identity import DUPLICATE, NEWER, KeyIndex, Keys, Sorted, sort_out
from ninefold.engine.reception import ROWS_PER_FILE_BITS, Reception
from ninefold.engine.rows_identity import collect_keys, with_identity, without_duplicates
from ninefold.engine.snapshots import LedgerEntry, StoredFile
from ninefold.engine.zones import table_folder

Keep = Callable[[ir.Table], ir.Table]


@dataclass(frozen=True)
class Prepared:
    """A layout's expressions over the rows of one group: as received, as mapped, and what was kept on the way."""

    batch: ir.Table
    mapped: Mapped
    kept: tuple[tuple[ir.Table, ir.Table], ...]  # what each was worked out from, and the table it is held in


# By layout and the columns received: building and translating them again for every group takes a second.
Preparations = dict[tuple[object, ...], Prepared]


@dataclass(frozen=True)
class Standardised:
    """What a group became: the files written and what happened to each delivery's rows."""

    files: list[StoredFile]
    ledger: list[LedgerEntry]
    keys: Keys | None


def content_columns(layout: Layout) -> list[str]:
    """The columns whose change makes a row a newer version: all but those ignored, in a fixed order."""
    return sorted(set(layout.mapped_columns))


def standardise(
    workspace: Workspace,
    group: Group,
    index: KeyIndex,
    *,
    after: Mapping[int, int] = MappingProxyType({}),
    before: Preparations | None = None,
) -> Standardised:
    """Write the records, quarantine and quality of a group; nothing counts until it is committed.

    `after` says, by place in the load, how many equal rows of its file a released row comes after.
    `before` remembers what was prepared for earlier groups received at the same moment.
    """
    received = [_stored_reception(workspace, group, r) for r in group.receptions if r.path]
    if not group.paths:
        return Standardised(
            [*received, *_write_quarantine(workspace, group, [])], _ledger(group, [], np.zeros(0, int)), None
        )
    engine = workspace.engine
    prepared = _prepared(workspace, group, {} if before is None else before)
    batch, mapped = prepared.batch, prepared.mapped
    refused = _refused_rows(engine.collect(mapped.refused), group)
    keys = collect_keys(engine, _with_keys(mapped.cleaned, batch))
    good = keys.take(~np.isin(keys.order, [row["order"] for row in refused]))
    earlier = np.array([after.get(order, 0) for order in good.order.tolist()], np.int64) if after else None
    found = sort_out(good, index, keep_repeats=group.layout.repeats == "keep", earlier=earlier)
    versions = _versions(workspace, group, batch, found)
    mapped = _settled(workspace, group, batch, mapped, found, versions)
    files = _write_records(workspace, group, mapped, versions[found.status == NEWER].tolist())
    files += _write_quarantine(workspace, group, refused)
    files += measured_quality(workspace, group, batch, refused, found)
    ledger = _ledger(group, refused, found.keys.file[found.status == DUPLICATE])
    engine.release()
    return Standardised([*received, *files], ledger, found.keys)


def _versions(workspace: Workspace, group: Group, batch: ir.Table, found: Sorted) -> "np.ndarray[Any, Any]":
    """The version of each row: from its place in this load, or the one it brings out of quarantine."""
    if not group.again:
        return found.keys.order + (int(group.load) << VERSION_BITS)
    rows = workspace.engine.collect(batch.select("_order", "_version")).to_pylist()
    brought = {row["_order"]: row["_version"] for row in rows}
    return np.array([brought[order] for order in found.keys.order.tolist()], np.int64)


def _settled(
    workspace: Workspace,
    group: Group,
    batch: ir.Table,
    mapped: Mapped,
    found: Sorted,
    versions: "np.ndarray[Any, Any]",
) -> Mapped:
    """The records without duplicates and with repeated rows told apart, from the rows cleaned already."""
    dropped = versions[found.status == DUPLICATE].tolist()
    again = found.occurrence > 1
    repeats = dict(zip(versions[again].tolist(), found.occurrence[again].tolist(), strict=True))
    if not dropped and not repeats:
        return mapped

    def settle(rows: ir.Table) -> ir.Table:
        return without_duplicates(workspace.engine, rows, dropped, repeats)

    if mapped.cleaned is None or mapped.remake is None:
        # a map of a force's own that keeps nothing starts again from fewer rows
        return _mapped(group, settle(batch), workspace.engine.keep)
    return replace(mapped, records=mapped.remake(settle(mapped.cleaned)))


def _prepared(workspace: Workspace, group: Group, before: Preparations) -> Prepared:
    """The group's rows as received and as mapped; what an earlier group was mapped by is used again."""
    engine = workspace.engine
    rows = engine.read(group.paths, {"_base": int(group.load) << VERSION_BITS, "_run": group.run})
    wanted = (group.layout.name, group.again, tuple(rows.schema().items()))
    known = before.get(wanted)
    if known is not None and all(engine.keep(made).equals(held) for made, held in known.kept):
        return known
    kept: list[tuple[ir.Table, ir.Table]] = []

    def keep(made: ir.Table) -> ir.Table:
        held = engine.keep(made)
        kept.append((made, held))
        return held

    batch = _batch(rows, group)
    prepared = Prepared(batch, _mapped(group, batch, keep), tuple(kept))
    if prepared.mapped.holds_for_next:
        before[wanted] = prepared
    return prepared


def _batch(rows: ir.Table, group: Group) -> ir.Table:
    batch = with_identity(rows, group.namespace, group.layout.keys, content_columns(group.layout))
    return batch if group.again else batch.mutate(_version=batch["_order"] + batch["_base"])


def _with_keys(cleaned: ir.Table | None, batch: ir.Table) -> ir.Table:
    """The rows whose identities are worked out already where the map kept them, else those received."""
    has_them = cleaned is not None and {"_identity", "_content", "_order"} <= set(cleaned.columns)
    return cleaned if has_them and cleaned is not None else batch


def _mapped(group: Group, batch: ir.Table, keep: Keep) -> Mapped:
    context = MapContext(group.run, int(group.load) << VERSION_BITS, group.received_at, keep)
    return group.source.map(batch, group.layout, group.source.card, context)


def _refused_rows(refused: pa.Table, group: Group) -> list[dict[str, Any]]:
    """Rows whose values were refused, each with its place in the load."""
    position = {r.incoming.file: r.incoming.position for r in group.receptions}
    rows: list[dict[str, Any]] = refused.to_pylist()
    for row in rows:
        row["order"] = (position[row["_file"]] << ROWS_PER_FILE_BITS) + row["_row"]
    return rows


def _write_records(workspace: Workspace, group: Group, mapped: Mapped, newer: list[int]) -> list[StoredFile]:
    unique = {r.label for r in group.layout.records if not r.key and not r.distinct}
    files: list[StoredFile] = []
    for record in mapped.records:
        one_each = record.label in unique
        folder = table_folder("pole", record.table, group.source.name, group.load)
        stem = f"{group.layout.name}-{record.label}".replace("->", "-to-")
        paths = workspace.engine.write(record.rows, workspace.root / folder, stem)
        files += [_stored(workspace, group, path, "pole", record.table, one_each) for path in paths]
    if newer:
        files += _write_superseded(workspace, group, [f for f in files if f.one_each], newer)
    return files


def _write_superseded(
    workspace: Workspace, group: Group, written: list[StoredFile], versions: list[int]
) -> list[StoredFile]:
    """Which records have a newer version now, so that the older ones are passed over, not deleted."""
    parts = []
    for file in written:
        table = pq.read_table(
            workspace.root / file.path,
            columns=["record_id", "version", "known_at"],
            filters=[("version", "in", versions)],
        )
        if group.again:
            table = _as_of_newest(workspace, group, file.table, table)
        parts.append(table.append_column("pole_table", pa.array([file.table] * len(table), pa.string())))
    if not parts or not sum(map(len, parts)):
        return []
    # Spark keeps a schema of its own in a file's metadata and would believe it of this table too
    table = pa.concat_tables(parts, promote_options="default").replace_schema_metadata(None)
    return [_write_arrow(workspace, group, table, "pole", "superseded")]


def _as_of_newest(workspace: Workspace, group: Group, name: str, released: pa.Table) -> pa.Table:
    """The records released, each with the newest version held: a correction that came meanwhile still stands."""
    newest = dict(zip(released["record_id"].to_pylist(), released["version"].to_pylist(), strict=True))
    for file in workspace.store.state().of("pole", name, group.source.name):
        held = pq.read_table(
            workspace.root / file.path,
            columns=["record_id", "version"],
            filters=[("record_id", "in", list(newest))],
        )
        for row in held.to_pylist():
            newest[row["record_id"]] = max(newest[row["record_id"]], row["version"])
    place = released.column_names.index("version")
    versions = pa.array([newest[record] for record in released["record_id"].to_pylist()], pa.int64())
    return released.set_column(place, "version", versions)


def _write_quarantine(workspace: Workspace, group: Group, refused: list[dict[str, Any]]) -> list[StoredFile]:
    """Every refused row with its reasons; unreadable ones with their bytes, as nothing else holds them."""
    rows = [
        {
            "file": r["_file"],
            "row": r["_row"],
            "line": None,
            "kind": "value",
            "reasons": r["reasons"],
            "raw": None,
        }
        for r in refused
    ]
    for reception in group.receptions:
        rows += [
            {
                "file": reception.incoming.file,
                "row": row.row,
                "line": row.line,
                "kind": "structure",
                "reasons": row.rule,
                "raw": row.raw,
            }
            for row in reception.refused
        ]
    if not rows:
        return []
    for row in rows:
        row["layout"] = group.layout.name
    table = pa.Table.from_pylist(rows, schema=QUARANTINE)
    return [_write_arrow(workspace, group, table, "quarantine", "rows")]


QUARANTINE = pa.schema(
    [
        ("layout", pa.string()),
        ("file", pa.string()),
        ("row", pa.int64()),
        ("line", pa.int64()),
        ("kind", pa.string()),
        ("reasons", pa.string()),
        ("raw", pa.binary()),
    ]
)


def _ledger(
    group: Group, refused: list[dict[str, Any]], duplicates: "np.ndarray[Any, Any]"
) -> list[LedgerEntry]:
    by_file: dict[str, int] = {}
    for row in refused:
        by_file[row["_file"]] = by_file.get(row["_file"], 0) + 1
    skipped = dict(zip(*np.unique(duplicates, return_counts=True), strict=True))
    return [
        _entry(
            group,
            reception,
            by_file.get(reception.incoming.file, 0) + len(reception.refused),
            int(skipped.get(reception.incoming.position, 0)),
        )
        for reception in group.receptions
    ]


def _entry(group: Group, reception: Reception, quarantined: int, duplicates: int) -> LedgerEntry:
    incoming = reception.incoming
    return LedgerEntry(
        file=incoming.file,
        name=incoming.name,
        source=group.source.name,
        layout=group.layout.name,
        status="loaded",
        rows_in=reception.rows_in,
        loaded=reception.rows_in - quarantined - duplicates,
        quarantined=quarantined,
        duplicates=duplicates,
        load=group.load,
        received_at=group.received_at.isoformat(),
        bytes=incoming.bytes,
        notes=reception.notes,
        force=incoming.force or "",
    )


def _stored_reception(workspace: Workspace, group: Group, reception: Reception) -> StoredFile:
    assert reception.path is not None
    return stored(
        workspace.root,
        reception.path,
        reception.rows,
        zone="received",
        table=group.layout.name,
        source=group.source.name,
        load=group.load,
        layout=group.layout.name,
    )


def _stored(
    workspace: Workspace, group: Group, path: Path, zone: str, table: str, one_each: bool = False
) -> StoredFile:
    return stored(
        workspace.root,
        path,
        pq.ParquetFile(path).metadata.num_rows,
        zone=zone,
        table=table,
        source=group.source.name,
        load=group.load,
        one_each=one_each,
        layout=group.layout.name,
    )


def _write_arrow(workspace: Workspace, group: Group, table: pa.Table, zone: str, name: str) -> StoredFile:
    folder = workspace.root / table_folder(zone, name, group.source.name, group.load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{group.layout.name}.parquet"
    pq.write_table(table, path)
    return _stored(workspace, group, path, zone, name)
