"""Parquet files, every column cast to text.

Text columns are read as dictionaries, because a file of a few kilobytes can repeat one long value a million
times; what they would come to is worked out before they are written out in full.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.engine.formats.files import check_columns, open_plain, refused
from ninefold.engine.formats.rows import FIELD_LIMIT, Chunk, Options, RefusedRow, batch
from ninefold.engine.formats.values import as_raw, fault

STEP = 20_000
BYTE_LIMIT = 100_000_000  # of text in one step; what would be more is taken in smaller ones
GROUP_LIMIT = 4_000_000_000  # bytes of one row group, unpacked, as declared
ROW_LIMIT = 2_000_000_000
_KEPT = 1_000  # bytes of a value over FIELD_LIMIT
_ASK = "Ask the sender for the file again."


class ParquetRows:
    """An open Parquet file; see `rows.RowReader`."""

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        open_plain(path).close()
        try:
            schema = pq.read_schema(path)
            texts = [field.name for field in schema if _is_text(field.type)]
            self._file = pq.ParquetFile(path, read_dictionary=texts)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise refused(path, "it is not a sound Parquet file, or is cut short", _ASK) from error
        self.columns = tuple(schema.names)
        check_columns(path, self.columns)
        self._check(schema)

    def _check(self, schema: pa.Schema) -> None:
        for position, column in enumerate(schema, 1):
            if pa.types.is_nested(column.type):
                raise refused(self._path, f"column {position} is nested", "Flatten it, or send JSON lines.")
        groups = self._file.metadata
        sizes = [groups.row_group(i).total_byte_size for i in range(groups.num_row_groups)]
        if groups.num_rows > ROW_LIMIT or max(sizes, default=0) > GROUP_LIMIT:
            raise refused(self._path, "it unpacks to more than is allowed", "Send it in several files.")

    def __iter__(self) -> Iterator[Chunk]:
        number = 1
        try:
            for step in self._file.iter_batches(batch_size=STEP):
                for piece in _pieces(step):
                    yield _chunk(self.columns, piece, number)
                    number += piece.num_rows
        except (pa.ArrowException, OSError) as error:
            raise refused(self._path, "it cannot be read to its end", _ASK) from error
        finally:
            self._file.close()
        if number == 1:
            yield Chunk(batch(self.columns, [], [[] for _ in self.columns]), ())


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(test(kind) for test in tests)


def _pieces(step: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The step itself, or halves of it until none comes to more than BYTE_LIMIT as text."""
    if step.num_rows > 1 and sum(map(_size, step.columns)) > BYTE_LIMIT:
        half = step.num_rows // 2
        yield from _pieces(step.slice(0, half))
        yield from _pieces(step.slice(half))
    else:
        yield step


def _size(column: pa.Array) -> int:
    if not pa.types.is_dictionary(column.type):
        return 30 * len(column)
    lengths = pc.binary_length(column.dictionary)
    return int(pc.sum(pc.take(lengths, column.indices)).as_py() or 0)


def _chunk(columns: tuple[str, ...], piece: pa.RecordBatch, first: int) -> Chunk:
    texts = [_as_text(column) for column in piece.columns]
    rows = list(zip(*texts, strict=True))
    good, refusals = [], []
    for number, row in enumerate(rows, first):
        rule = _rule(row)
        if rule:
            refusals.append(RefusedRow(number, None, rule, as_raw(row)))
        else:
            good.append((number, row))
    values = list(zip(*(row for _, row in good), strict=True)) or [()] * len(columns)
    return Chunk(batch(columns, [number for number, _ in good], values), tuple(refusals))


class _TooLarge(str):
    """The beginning of a value over FIELD_LIMIT, which is never written out for each row that has it."""


def _rule(row: tuple[str | bytes | None, ...]) -> str | None:
    if any(isinstance(value, bytes) for value in row):
        return "encoding.undecodable"
    if any(isinstance(value, _TooLarge) for value in row):
        return "parquet.field_too_large"
    return fault("parquet", (value for value in row if isinstance(value, str)))


def _as_text(column: pa.Array) -> list[str | bytes | None]:
    """Each value's text; bytes where a value is not UTF-8."""
    if pa.types.is_dictionary(column.type):
        texts = [*_plain_text(_shortened(column.dictionary)), None]
        too_large = pc.fill_null(pc.greater(pc.binary_length(column.dictionary), FIELD_LIMIT), False)
        for position in pc.indices_nonzero(too_large).to_pylist():
            texts[position] = _TooLarge(texts[position])
        return [texts[index] for index in pc.fill_null(column.indices, len(texts) - 1).to_pylist()]
    return _plain_text(column)


def _shortened(values: pa.Array) -> pa.Array:
    """The values, those over FIELD_LIMIT cut to their beginning."""
    if not len(values) or (pc.max(pc.binary_length(values)).as_py() or 0) <= FIELD_LIMIT:
        return values
    is_large = pc.greater(pc.binary_length(values), FIELD_LIMIT)
    return pc.if_else(
        is_large, pc.binary_slice(values.cast(pa.large_binary()), 0, _KEPT), values.cast(pa.large_binary())
    )


def _plain_text(column: pa.Array) -> list[str | bytes | None]:
    try:
        return column.cast(pa.string()).to_pylist()  # type: ignore[no-any-return]
    except (pa.ArrowException, UnicodeDecodeError):
        # A column may call itself text and hold bytes that are none.
        values = column.cast(pa.large_binary()) if _is_text(column.type) else column
        return [_decoded(value) for value in values.to_pylist()]


def _decoded(value: object) -> str | bytes | None:
    if not isinstance(value, bytes):
        return None if value is None else str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value
