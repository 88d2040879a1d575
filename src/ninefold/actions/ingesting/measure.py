"""What each delivery measures up to, by column and dimension, as it is loaded.

Completeness, conformity and duplication can be told from a delivery alone and are measured here;
integrity, accuracy and timeliness need the records beside it and are measured by `assess`.
"""

from collections import Counter
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.ingesting.group import Group
from ninefold.actions.workspace import Workspace, stored
from ninefold.engine.identity import DUPLICATE, Sorted
from ninefold.engine.snapshots import StoredFile
from ninefold.engine.zones import table_folder

# good of total rows keep the rule; both are counts, so that any grouping can be summed again
QUALITY = pa.schema(
    [
        ("source", pa.string()),
        ("layout", pa.string()),
        ("file", pa.string()),
        ("load", pa.string()),
        ("column", pa.string()),
        ("dimension", pa.string()),
        ("good", pa.int64()),
        ("total", pa.int64()),
        ("measured_at", pa.timestamp("us")),
    ]
)


def measured_quality(
    workspace: Workspace, group: Group, batch: ir.Table, refused: list[dict[str, Any]], found: Sorted
) -> list[StoredFile]:
    """Write the quality of a group's deliveries."""
    columns = [c for c in group.layout.known_columns if c in set(batch.columns)]
    counts = batch.group_by("_file").aggregate(
        total=batch.count(), **{f"filled_{i}": batch[name].count() for i, name in enumerate(columns)}
    )
    by_file = {row["_file"]: row for row in workspace.engine.collect(counts).to_pylist()}
    rows: list[dict[str, Any]] = []
    failures = _failures(refused)
    repeats = _repeats(found)
    for reception in group.receptions:
        file = reception.incoming.file
        row = by_file.get(file, {"total": 0})
        for number, name in enumerate(columns):
            filled = row.get(f"filled_{number}", 0)
            rows.append(_row(file, name, "completeness", filled, row["total"]))
            rows.append(_row(file, name, "conformity", filled - failures[file, name], filled))
        readable = reception.rows_in - len(reception.refused)
        rows.append(_row(file, "", "conformity", readable, reception.rows_in))
        alone = row["total"] - repeats[reception.incoming.position]
        rows.append(_row(file, "", "duplication", alone, row["total"]))
    return [_write(workspace, group, rows)]


def _row(file: str, column: str, dimension: str, good: int, total: int) -> dict[str, Any]:
    return {"file": file, "column": column, "dimension": dimension, "good": max(good, 0), "total": total}


def _failures(refused: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for row in refused:
        for reason in row["reasons"].split(";"):
            for column in reason.rsplit(":", 1)[0].split("+"):
                counted[row["_file"], column] += 1
    return counted


def _repeats(found: Sorted) -> Counter[int]:
    """Rows of each delivery that were seen before, or that repeat the key of another row in the file."""
    again = (found.status == DUPLICATE) | (found.occurrence > 1)
    files, counts = np.unique(found.keys.file[again], return_counts=True)
    return Counter(dict(zip(files.tolist(), counts.tolist(), strict=True)))


def _write(workspace: Workspace, group: Group, rows: list[dict[str, Any]]) -> StoredFile:
    for row in rows:
        row |= {
            "source": group.source.name,
            "layout": group.layout.name,
            "load": group.load,
            "measured_at": group.received_at,
        }
    folder = workspace.root / table_folder("quality", "deliveries", group.source.name, group.load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{group.layout.name}.parquet"
    table = pa.Table.from_pylist(rows, schema=QUALITY)
    pq.write_table(table, path)
    return stored(
        workspace.root,
        path,
        len(rows),
        zone="quality",
        table="deliveries",
        source=group.source.name,
        load=group.load,
        layout=group.layout.name,
    )
