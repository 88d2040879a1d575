"""What a scoring product may look at: the records of one pinned snapshot, as known at a moment."""

from dataclasses import dataclass, field
from datetime import datetime

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace
from ninefold.engine.as_at import records, schema_of
from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.pole.tables import TABLES


@dataclass(frozen=True)
class PinnedInputs:
    """The inputs of one run of one product; nothing known after `known_by` is in them."""

    workspace: Workspace = field(repr=False)
    state: State = field(repr=False)
    known_by: datetime
    as_of: tuple[datetime, ...]
    run: str
    subjects: tuple[str, ...] = ()

    @property
    def engine(self) -> Engine:
        """The engine that the tables belong to."""
        return self.workspace.engine

    def records(self, table: str) -> ir.Table:
        """The records of a POLE table as known at `known_by`: one row for each."""
        return records(self.engine, self.workspace.root, self.state, table, self.known_by)

    def versions(self, table: str) -> ir.Table:
        """Every version of the records of a POLE table that was known by `known_by`."""
        files = self.state.of("pole", table)
        if not files:
            return self.engine.hold(schema_of(table).empty_table())
        rows = self.engine.read([self.workspace.root / f.path for f in files]).select(*TABLES[table].columns)
        return rows.filter(rows["known_at"] <= ibis.literal(self.known_by, "timestamp"))

    def linked(self, table: str, kind: str = "person") -> ir.Table | None:
        """A table of the linked zone as it holds now, or None where nothing has been linked."""
        zone = LinkedZone(self.workspace.root, self.state, kind)
        return self.engine.hold(zone.rows(table)) if self.state.of("linked", table) else None

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as an Ibis table beside the others."""
        return self.engine.hold(rows)
