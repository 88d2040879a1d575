"""DuckDB, embedded: the default engine, locked down to the folders it is given."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.engine.durable import disk_full_is_plain
from ninefold.errors import EngineError

MOST_REMEMBERED = 100  # translated expressions


@dataclass(frozen=True)
class DuckDBLimits:
    """How much of the machine one engine may use."""

    memory_mb: int = 600
    threads: int = 2
    temp_mb: int = 50_000


class DuckDBEngine:
    """One in-memory DuckDB connection that can reach only the folders named."""

    name = "duckdb"

    def __init__(
        self, folders: Sequence[Path], *, limits: DuckDBLimits | None = None, in_order: bool = True
    ) -> None:
        """Open it; without `in_order` rows come out as they get done, which both threads do sooner."""
        limits = limits or DuckDBLimits()
        scratch = folders[0] / "tmp" / "duckdb"
        scratch.mkdir(parents=True, exist_ok=True)
        self._connection = duckdb.connect(
            config={
                "threads": limits.threads,
                "memory_limit": f"{limits.memory_mb}MB",
                "temp_directory": str(scratch),
                "max_temp_directory_size": f"{limits.temp_mb}MB",
                "preserve_insertion_order": in_order,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            }
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._ibis = ibis.duckdb.from_connection(self._connection)
        self._lock_down(folders)
        self._in_order = in_order
        self._tables = 0
        self._translated: dict[Any, str] = {}

    def _lock_down(self, folders: Sequence[Path]) -> None:
        """Nothing outside these folders can be read or written, and no later statement can undo it."""
        allowed = ", ".join(quoted(str(folder.resolve()) + "/") for folder in folders)
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def read(
        self, paths: Sequence[Path], constants: Mapping[str, int | str] = MappingProxyType({})
    ) -> ir.Table:
        """The rows of some Parquet files, as one table with `constants` as columns too."""
        added = "".join(f", {_literal(value)} AS {name}" for name, value in constants.items())
        files = ", ".join(quoted(str(path.resolve())) for path in paths)
        name = self._new_name()
        self._run(
            f"CREATE TEMP VIEW {name} AS SELECT *{added} FROM read_parquet([{files}], union_by_name = true, "
            "hive_partitioning = false)"
        )
        return self._ibis.table(name)

    def hold(self, rows: pa.Table) -> ir.Table:
        """A small Arrow table as an Ibis table of this engine."""
        name = self._new_name()
        self._connection.register("incoming", rows)
        self._run(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
        self._connection.unregister("incoming")
        return self._ibis.table(name)

    def keep(self, expression: ir.Table) -> ir.Table:
        """Work an expression out once and hold its rows, in memory or on the engine's own disk."""
        name = self._new_name()
        self._run(f"CREATE TEMP TABLE {name} AS {self._sql(expression)}")
        return self._ibis.table(name)

    def collect(self, expression: ir.Table) -> pa.Table:
        """The rows of an expression, in memory."""
        try:
            with disk_full_is_plain():
                rows = self._connection.execute(self._sql(expression)).to_arrow_table()
                return rows.cast(expression.schema().to_pyarrow())
        except duckdb.Error as error:
            raise EngineError(f"DuckDB could not answer: {type(error).__name__}.") from error

    def worked_out(self, rows: pa.Table, sql: str) -> pa.Array:
        """What an SQL expression comes to for each row of an Arrow table, in its order; the rows are not copied."""
        self._connection.register(
            "incoming", rows.append_column("row_number", pa.array(np.arange(len(rows))))
        )
        in_order = "" if self._in_order else "ORDER BY row_number"
        try:
            told = self._connection.execute(
                f"SELECT ({sql}) AS told FROM incoming {in_order}"
            ).to_arrow_table()
        except duckdb.Error as error:
            raise EngineError(f"DuckDB could not work out an expression: {type(error).__name__}.") from error
        finally:
            self._connection.unregister("incoming")
        return told["told"].combine_chunks()

    def count(self, expression: ir.Table) -> int:
        """How many rows an expression has."""
        return int(self._run(f"SELECT count(*) FROM ({self._sql(expression)})")[0][0])

    def write(self, expression: ir.Table, folder: Path, stem: str) -> list[Path]:
        """Write an expression's rows as one Parquet file; none when it has no rows."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{stem}.parquet"
        written = self._run(
            f"COPY ({self._sql(expression)}) TO {quoted(str(path.resolve()))} (FORMAT parquet)"
        )[0][0]
        if not written:
            path.unlink(missing_ok=True)
            return []
        return [path]

    def copy_csv(self, path: Path, columns: Sequence[str], extra: str, to: Path, *, delimiter: str) -> int:
        """Copy a clean UTF-8 CSV to Parquet, all text, with `extra` SQL columns; gives the number of rows.

        Raises duckdb.Error on the first row that is not as it should be: the caller then reads the
        file with care instead.
        """
        types = ", ".join(f"{quoted(c)}: 'VARCHAR'" for c in columns)
        self._connection.execute(
            f"COPY (SELECT *, {extra} FROM read_csv({quoted(str(path.resolve()))}, header = true, "
            f"auto_detect = false, delim = {quoted(delimiter)}, quote = '\"', escape = '\"', nullstr = '', "
            f"allow_quoted_nulls = true, strict_mode = true, null_padding = false, max_line_size = 2000000, "
            f"columns = {{{types}}})) TO {quoted(str(to.resolve()))} (FORMAT parquet)"
        )
        return int(pq.ParquetFile(to).metadata.num_rows)

    def release(self) -> None:
        """Forget tables handed out so far; expressions on them no longer run."""
        held = self._run("SELECT table_name, table_type FROM information_schema.tables")
        for name, kind in held:
            self._run(f'DROP {"VIEW" if kind == "VIEW" else "TABLE"} IF EXISTS "{name}"')
        self._tables = 0

    def interrupt(self) -> None:
        """Stop the statement that runs now, from another thread."""
        self._connection.interrupt()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _sql(self, expression: ir.Table) -> str:
        """An expression in DuckDB's words; translating a long one takes half a second, so it is remembered."""
        asked = expression.op()
        if asked not in self._translated:
            if len(self._translated) >= MOST_REMEMBERED:
                self._translated.clear()
            self._translated[asked] = str(ibis.to_sql(expression, dialect="duckdb"))
        return self._translated[asked]

    def _new_name(self) -> str:
        self._tables += 1
        return f"held_{self._tables}"

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            with disk_full_is_plain():
                rows: list[tuple[Any, ...]] = self._connection.execute(sql).fetchall()
                return rows
        except duckdb.Error as error:
            raise EngineError(f"DuckDB could not run a step: {type(error).__name__}.") from error


def _literal(value: int | str) -> str:
    return f"{value}::BIGINT" if isinstance(value, int) else quoted(value)


def quoted(text: str) -> str:
    """A SQL text literal."""
    return "'" + text.replace("'", "''") + "'"
