"""What an engine must be able to do. DuckDB does it embedded; Spark does it at scale.

Everything above this room is an Ibis expression over tables an engine handed out, so it runs on
either. An engine reads and writes Parquet files by path and knows nothing of zones or snapshots.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Engine(Protocol):
    """Reads Parquet as Ibis tables, runs expressions, writes Parquet."""

    name: str

    def read(self, paths: Sequence[Path], constants: Mapping[str, int | str] = ...) -> ir.Table:
        """The rows of some Parquet files, as one table; columns are matched by name.

        `constants` become columns, so that what differs from one group of files to the next stands in
        the rows and not in the expressions over them.
        """

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as an Ibis table of this engine."""

    def keep(self, expression: ir.Table) -> ir.Table:
        """Work an expression out once and hold its rows, in memory or on the engine's own disk."""

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression, in memory."""

    def count(self, expression: ir.Table) -> int:
        """How many rows an expression has."""

    def write(self, expression: ir.Table, folder: Path, stem: str) -> list[Path]:
        """Write an expression's rows as Parquet files `folder/stem*.parquet`; none when it has no rows."""

    def release(self) -> None:
        """Forget tables handed out so far, and give their names out again in the same order.

        So an expression over the first table handed out then holds for the first one handed out next,
        and is not translated again.
        """

    def interrupt(self) -> None:
        """Stop the statement that runs now, from another thread."""

    def close(self) -> None:
        """Let go of everything the engine holds."""
