"""The linked zone: tables that only grow, and what they amount to now.

Every run writes either all of a table ('whole') or only what it touched ('change'). What holds now is the
newest whole, less the rows that later changes replaced, plus those changes. Nothing is rewritten, so what
held after any earlier run can be read again.

nominal         the records as they were compared                            one row a record
pair            every pair kept, with its weight and why                     one row a pair
membership      which person each record is, and its component               one row a record
person          each person in short: records, forces, weakest join          one row a person
identity_event  made, merged, split, moved, ended; with the reason           one row an event
rescored        records whose pairs were worked out again in a change        one row a record
frequencies     how common values were at the last whole run
index           numbers to find whom new records may meet                    one row a row of the whole's `nominal`
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from ninefold.actions.workspace import stored
from ninefold.engine.snapshots import State, StoredFile
from ninefold.engine.zones import table_folder

ZONE = "linked"
WHOLE, CHANGE = "whole", "change"
# The columns by which a later change replaces earlier rows, and the table whose changes name them.
REPLACED_BY = {
    "nominal": (("record_id",), "rescored"),
    "pair": (("left_id", "right_id"), "rescored"),
    "membership": (("record_id",), "membership"),
    "person": (("person_id",), "person"),
}
ROW_GROUP = 50_000
# Read at every later run, whole columns for a few rows of each: quick to unpack counts.
PACKED = {"nominal": "snappy", "index": "none"}


@dataclass(frozen=True)
class LinkedZone:
    """The linked tables of one kind of thing, as they were at one snapshot."""

    root: Path
    state: State
    kind: str

    @cached_property
    def last_run(self) -> dict[str, Any] | None:
        """The record of the newest run, or None before the first."""
        runs = [r for r in self.state.runs if r.get("action") == "link" and r.get("kind") == self.kind]
        return runs[-1] if runs else None

    def files(self, table: str) -> tuple[StoredFile, ...]:
        """Every file of a table, oldest first."""
        return self.state.of(ZONE, table, self.kind)

    def base(self, table: str) -> tuple[StoredFile, ...]:
        """The files of the newest whole."""
        whole = [f for f in self.files(table) if f.layout == WHOLE]
        return tuple(f for f in whole if f.load == whole[-1].load)

    def changes(self, table: str) -> tuple[StoredFile, ...]:
        """The files of changes since the newest whole."""
        newest = max((int(f.load) for f in self.files("membership") if f.layout == WHOLE), default=0)
        return tuple(f for f in self.files(table) if f.layout == CHANGE and int(f.load) > newest)

    def paths(self, files: Sequence[StoredFile]) -> list[Path]:
        """Where files lie."""
        return [self.root / f.path for f in files]

    def replaced(self, table: str) -> pa.Array:
        """The keys of rows of the newest whole that no longer hold."""
        columns, named_in = REPLACED_BY[table]
        key = columns[0] if named_in == table else "record_id"
        found = [pq.read_table(path, columns=[key])[key] for path in self.paths(self.changes(named_in))]
        return pc.unique(pa.chunked_array([c for each in found for c in each.chunks], pa.string()))

    def changed_rows(self, table: str) -> pa.Table | None:
        """The rows of changes that hold now; None when there are no changes."""
        files = self.changes(table)
        if not files:
            return None
        columns, named_in = REPLACED_BY[table]
        key = columns[0] if named_in == table else "record_id"
        kept, later = [], pa.array([], pa.string())
        for file in reversed(files):
            rows = pq.read_table(self.root / file.path)
            kept.append(rows.filter(pc.invert(_any_in(rows, columns, later))))
            for named in self.changes(named_in):
                if named.load == file.load:
                    ids = pq.read_table(self.root / named.path, columns=[key])[key].combine_chunks()
                    later = pa.concat_arrays([later, ids])
        return pa.concat_tables(reversed(kept), promote_options="default")

    def rows(
        self, table: str, column: str | None = None, wanted: pa.Array | None = None, *, both: bool = False
    ) -> pa.Table:
        """The rows that hold now; with `column`, only those where it holds one of the values wanted.

        With `both`, a pair counts when either of its ends is wanted.
        """
        columns = REPLACED_BY[table][0]
        gone = self.replaced(table)
        filters = _wanted([*columns] if both else [column], wanted) if column else None
        parts = []
        base = self.paths(self.base(table))
        if base:
            found = ds.dataset([str(path) for path in base], format="parquet").to_table(filter=filters)
            parts.append(found.filter(pc.invert(_any_in(found, columns, gone))) if len(gone) else found)
        changed = self.changed_rows(table)
        if changed is not None:
            parts.append(changed.filter(filters) if filters is not None else changed)
        if not parts:
            return pa.table({name: pa.array([], pa.string()) for name in columns})
        return pa.concat_tables(parts, promote_options="default")


def _wanted(columns: Sequence[str | None], wanted: pa.Array | None) -> "ds.Expression":
    found = ds.field(columns[0]).isin(wanted)
    for column in columns[1:]:
        found = found | ds.field(column).isin(wanted)
    return found


def _any_in(rows: pa.Table, columns: Sequence[str], values: pa.Array) -> pa.ChunkedArray:
    found = pc.is_in(rows[columns[0]], values)
    for column in columns[1:]:
        found = pc.or_(found, pc.is_in(rows[column], values))
    return found


@dataclass(frozen=True)
class LinkedWriter:
    """Writes the linked tables of one run; nothing counts until it is committed."""

    root: Path
    kind: str
    load: str
    mode: str

    def write(self, table: str, rows: pa.Table, *, sorted_by: str | None = None) -> list[StoredFile]:
        """One file of a table; none when a change has no rows."""
        if not rows.num_rows and self.mode == CHANGE:
            return []
        folder = self.root / table_folder(ZONE, table, self.kind, self.load)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.mode}.parquet"
        ordered = rows.sort_by(sorted_by) if sorted_by else rows
        packed = PACKED.get(table, "zstd")
        pq.write_table(
            ordered, path, compression=packed, use_dictionary=packed != "none", row_group_size=ROW_GROUP
        )
        return [
            stored(
                self.root, path, rows.num_rows, zone=ZONE, table=table, source=self.kind, load=self.load,
                layout=self.mode,
            )
        ]  # fmt: skip
