"""Figures as files: CSV, JSON and Parquet, written batch by batch so that millions of rows fit.

Many figures have the same reasons, so CSV and JSON give each figure the number of its reasons, and each
distinct text once: in a file beside the CSV, at the end of the JSON. Parquet does so by itself.

Text that a spreadsheet would run as a formula gets an apostrophe before it in CSV; numbers are numbers and
stay as they are. JSON and Parquet carry the text itself.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

BATCH_ROWS = 65_536

# What a spreadsheet may take for a formula, also behind spaces that it would skip; U+FF1D and on are the wide
# forms of the same signs.
FORMULA = "^\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]"

REASONS = "reasons"
REASONS_FILE = "reasons.csv"

Figures = Any  # a pyarrow Table or RecordBatchReader; pyarrow ships no types
Written = dict[Path, int]  # each file written, with its rows
Write = Callable[[Figures, Path, Mapping[str, Any]], Written]


class Numbered:
    """Distinct texts, each with its number in the order in which they were first met, from 0."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The texts; the place of each is its number."""
        return list(self._number)

    def in_place(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch with numbers in place of its reasons, if it has any."""
        if REASONS not in batch.schema.names:
            return batch
        texts = batch.column(REASONS).cast(pa.string()).dictionary_encode()
        numbers = [self._number.setdefault(text, len(self._number)) for text in texts.dictionary.to_pylist()]
        place = batch.schema.get_field_index(REASONS)
        return batch.set_column(place, REASONS, pa.array(numbers, pa.int32()).take(texts.indices))


def write_csv(figures: Figures, path: Path, about: Mapping[str, Any]) -> Written:
    """Write UTF-8 CSV with one header line, and reasons.csv beside it; what it is about goes elsewhere."""
    rows, reasons = 0, Numbered()
    with whole_or_nothing(path) as out:
        out.write(",".join(figures.schema.names).encode() + b"\n")
        for batch in batches(figures):
            _append_csv(out, reasons.in_place(batch))
            rows += batch.num_rows
        if REASONS not in figures.schema.names:
            return {path: rows}
        beside = path.with_name(REASONS_FILE)
        with whole_or_nothing(beside) as listed:
            listed.write(b"number,reasons\n")
            texts = reasons.texts
            numbers = pa.array(range(len(texts)), pa.int32())
            _append_csv(listed, pa.record_batch({"number": numbers, REASONS: pa.array(texts, pa.string())}))
    return {path: rows, beside: len(texts)}


def write_json(figures: Figures, path: Path, about: Mapping[str, Any]) -> Written:
    """Write one JSON object: `release`, what it is about; `figures`, a list; `reasons`, a list of texts.

    A figure's `reasons` is the place in that list, from 0. A path ending in .gz is compressed.
    """
    rows, reasons = 0, Numbered()
    with whole_or_nothing(path) as whole, _compressed(whole, path) as out:
        out.write(b'{"release":' + json.dumps(about, ensure_ascii=False).encode() + b',\n"figures":[')
        for batch in batches(figures):
            out.write(b"\n" if not rows else b",\n")
            out.write(",\n".join(json_records(reasons.in_place(batch)).to_pylist()).encode())
            rows += batch.num_rows
        texts = ",\n".join(json.dumps(text, ensure_ascii=False) for text in reasons.texts)
        out.write(b'\n],\n"reasons":[\n' + texts.encode() + b"\n]}\n")
    return {path: rows}


def write_parquet(figures: Figures, path: Path, about: Mapping[str, Any]) -> Written:
    """Write Parquet with what it is about in the schema's metadata; the reasons are texts."""
    rows = 0
    schema = _plain_schema(figures.schema).with_metadata({"release": json.dumps(about, ensure_ascii=False)})
    # A trend is another number in nearly every row: a list of its distinct values only takes room.
    listed = [name for name in schema.names if name != "trend"]
    with (
        whole_or_nothing(path) as out,
        pq.ParquetWriter(out, schema, compression="zstd", use_dictionary=listed) as writer,
    ):
        for batch in batches(figures):
            writer.write_batch(_plain(batch, schema))
            rows += batch.num_rows
    return {path: rows}


FORMATS: Mapping[str, Write] = {"csv": write_csv, "json": write_json, "parquet": write_parquet}
# JSON names every column in every row, so a release carries it compressed.
ENDINGS: Mapping[str, str] = {"csv": "csv", "json": "json.gz", "parquet": "parquet"}


def batches(figures: Figures) -> Iterator[pa.RecordBatch]:
    """The figures in batches of moderate size, empty ones left out."""
    found: Iterable[pa.RecordBatch] = (
        figures.to_batches(max_chunksize=BATCH_ROWS) if isinstance(figures, pa.Table) else figures
    )
    for batch in found:
        for start in range(0, batch.num_rows, BATCH_ROWS):
            yield batch.slice(start, BATCH_ROWS)


def without_formulas(texts: pa.Array) -> pa.Array:
    """The texts, with an apostrophe before any that a spreadsheet might run."""
    risky = pc.match_substring_regex(texts, FORMULA)
    if not pc.any(risky).as_py():
        return texts
    return pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts)


def json_records(batch: pa.RecordBatch) -> pa.Array:
    """Each row as the text of a JSON object, made column by column."""
    parts: list[Any] = []
    for at, (name, column) in enumerate(zip(batch.schema.names, batch.columns, strict=True)):
        parts += [("{" if at == 0 else ",") + json.dumps(name) + ":", _json_texts(column)]
    return pc.binary_join_element_wise(*parts, "}", "")


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when all of it has been written."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _compressed(out: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if path.suffix != ".gz":
        yield out
        return
    # Neither the hour nor a name goes in: the same figures give the same bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=5, fileobj=out, mtime=0) as packed:
        yield cast("IO[bytes]", packed)


def _append_csv(out: IO[bytes], batch: pa.RecordBatch) -> None:
    """Add rows to a CSV, quoted only where a text holds what has a meaning in CSV."""
    schema = _plain_schema(batch.schema)
    quoting = "none" if all(map(_needs_no_quotes, batch.columns)) else "needed"
    options = pa.csv.WriteOptions(include_header=False, quoting_style=quoting)
    rows = pa.Table.from_batches([_for_spreadsheets(batch, schema)])
    buffer = pa.BufferOutputStream()
    pa.csv.write_csv(rows, buffer, options)
    out.write(memoryview(buffer.getvalue()))


def _needs_no_quotes(column: pa.Array) -> bool:
    texts = column.dictionary if pa.types.is_dictionary(column.type) else column
    if not pa.types.is_string(texts.type):
        return True
    return not pc.any(pc.match_substring_regex(texts, '[",\r\n]|^$')).as_py()


def _plain_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([(field.name, _plain_type(field.type)) for field in schema])


def _plain_type(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _plain(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [column.cast(field.type) for column, field in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _for_spreadsheets(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    plain = _plain(batch, schema)
    columns = [without_formulas(c) if pa.types.is_string(c.type) else c for c in plain.columns]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _json_texts(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type):
        texts = _quoted(column)
    elif pa.types.is_floating(column.type):
        # JSON has no word for infinity or for what is not a number.
        texts = pc.if_else(pc.is_finite(column), column, None).cast(pa.string())
    else:
        texts = column.cast(pa.string())
    return pc.fill_null(texts, "null")


def _quoted(column: pa.Array) -> pa.Array:
    encoded = column.dictionary_encode()
    words = [json.dumps(word, ensure_ascii=False) for word in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)
