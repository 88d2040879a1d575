"""Figures as files: CSV, JSON and Parquet, written batch by batch so that millions of rows fit.

Text that a spreadsheet would run as a formula gets an apostrophe before it in CSV; numbers are numbers and
stay as they are. JSON and Parquet carry the text itself.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

BATCH_ROWS = 65_536

# What a spreadsheet may take for a formula, also behind spaces that it would skip; U+FF1D and on are the wide
# forms of the same signs.
FORMULA = "^\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]"

Figures = Any  # a pyarrow Table or RecordBatchReader; pyarrow ships no types
Write = Callable[[Figures, Path, Mapping[str, Any]], int]


def write_csv(figures: Figures, path: Path, about: Mapping[str, Any]) -> int:
    """Write UTF-8 CSV with one header line; what it is about goes beside it. Gives the rows written."""
    rows = 0
    schema = _plain_schema(figures.schema)
    with whole_or_nothing(path) as out, pa.csv.CSVWriter(out, schema) as writer:
        for batch in batches(figures):
            writer.write_batch(_for_spreadsheets(batch, schema))
            rows += batch.num_rows
    return rows


def write_json(figures: Figures, path: Path, about: Mapping[str, Any]) -> int:
    """Write one JSON object: `release`, what it is about, and `figures`, a list. Gives the rows written."""
    rows = 0
    with whole_or_nothing(path) as out:
        out.write(b'{"release":' + json.dumps(about, ensure_ascii=False).encode() + b',\n"figures":[')
        for batch in batches(figures):
            out.write(b"\n" if not rows else b",\n")
            out.write(",\n".join(json_records(batch).to_pylist()).encode())
            rows += batch.num_rows
        out.write(b"\n]}\n")
    return rows


def write_parquet(figures: Figures, path: Path, about: Mapping[str, Any]) -> int:
    """Write Parquet with what it is about in the schema's metadata. Gives the rows written."""
    rows = 0
    schema = _plain_schema(figures.schema).with_metadata({"release": json.dumps(about, ensure_ascii=False)})
    with whole_or_nothing(path) as out, pq.ParquetWriter(out, schema, compression="zstd") as writer:
        for batch in batches(figures):
            writer.write_batch(_plain(batch, schema))
            rows += batch.num_rows
    return rows


FORMATS: Mapping[str, Write] = {"csv": write_csv, "json": write_json, "parquet": write_parquet}


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
