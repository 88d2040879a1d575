"""Taking one delivery in: from a file outside to a `received` Parquet file, exactly as it came.

A clean UTF-8 CSV goes through DuckDB; anything else, and any CSV on which DuckDB stumbles, is read
with care row by row, so that one bad row costs one row and is kept with its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.duckdb_engine import DuckDBEngine, quoted
from ninefold.engine.formats.rows import Chunk, RefusedRow, RowReader

# A load holds fewer deliveries than this, and a delivery fewer rows, so that the two make one number.
ROWS_PER_FILE_BITS = 32


@dataclass(frozen=True)
class Incoming:
    """One delivery about to be taken: where its bytes lie now, and what is known of it."""

    path: Path
    name: str
    file: str  # first 32 hex digits of its SHA-256
    sha256: str
    bytes: int
    layout: str
    format: str
    force: str | None
    position: int  # its place in the load
    delimiter: str | None  # of a CSV so regular that DuckDB may read it; None where care is needed


@dataclass(frozen=True)
class Reception:
    """A delivery as taken: its rows on disk, and the rows that could not be read."""

    incoming: Incoming
    path: Path | None
    rows: int
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows_in(self) -> int:
        """Every data record of the file."""
        return self.rows + len(self.refused)


def receive(incoming: Incoming, reader: RowReader, folder: Path, engine: DuckDBEngine) -> Reception:
    """Write a delivery's rows under `folder`; the slow careful way only where it is needed."""
    folder.mkdir(parents=True, exist_ok=True)
    to = folder / f"{incoming.position:04d}-{incoming.file}.parquet"
    if incoming.delimiter is not None:
        fast = _receive_fast(incoming, reader.columns, to, engine, incoming.delimiter)
        if fast is not None:
            return fast
    return _receive_with_care(incoming, reader, to)


def _receive_fast(
    incoming: Incoming, columns: Sequence[str], to: Path, engine: DuckDBEngine, delimiter: str
) -> Reception | None:
    start = incoming.position << ROWS_PER_FILE_BITS
    force = "NULL::VARCHAR" if incoming.force is None else quoted(incoming.force)
    extra = (
        f"{quoted(incoming.file)} AS _file, row_number() OVER () AS _row, "
        f"row_number() OVER () + {start} AS _order, {force} AS _force"
    )
    try:
        rows = engine.copy_csv(incoming.path, columns, extra, to, delimiter=delimiter)
    except duckdb.Error:
        to.unlink(missing_ok=True)
        return None
    if rows == 0:
        to.unlink()
    return Reception(incoming, to if rows else None, rows)


def _receive_with_care(incoming: Incoming, reader: RowReader, to: Path) -> Reception:
    refused: list[RefusedRow] = []
    rows = 0
    writer: pq.ParquetWriter | None = None
    try:
        for chunk in reader:
            refused.extend(chunk.refused)
            if chunk.rows.num_rows == 0:
                continue
            batch = _placed(chunk, incoming)
            writer = writer or pq.ParquetWriter(to, batch.schema)
            writer.write_batch(batch)
            rows += batch.num_rows
    finally:
        if writer is not None:
            writer.close()
    return Reception(incoming, to if rows else None, rows, tuple(refused), tuple(reader.notes))


def _placed(chunk: Chunk, incoming: Incoming) -> pa.RecordBatch:
    """The chunk with the columns that say where each row stood."""
    rows = chunk.rows
    size = rows.num_rows
    number = rows.column("_row").cast(pa.int64())
    start = pa.scalar(incoming.position << ROWS_PER_FILE_BITS, pa.int64())
    names = [name for name in rows.schema.names if name != "_row"]
    columns = [rows.column(name) for name in names]
    places = {
        "_file": pa.array([incoming.file] * size, pa.string()),
        "_row": number,
        "_order": pc.add(number, start),
        "_force": pa.array([incoming.force] * size, pa.string()),
    }
    return pa.RecordBatch.from_arrays([*columns, *places.values()], names=[*names, *places])
