"""Tables of rows from files as people have them: CSV (also .gz, in a zip, or a folder of them) or Parquet."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ninefold.engine.formats.archives import LIMITS, checked_zip
from ninefold.errors import FileRefused

_NULLS = ["", "NA", "NaN", "nan", "NULL", "null", "None", "N/A", "#N/A"]


@dataclass(frozen=True)
class Received:
    """The rows of some files, and how many were left out as having more or fewer fields than the header."""

    table: pa.Table
    torn: int = 0


def read_tables(paths: Sequence[Path]) -> Received:
    """The rows of several files one after another; a column that some lack is empty there."""
    return _together([_read(path) for path in paths], "permissive")


def _read(path: Path) -> Received:
    """The rows of a file or folder as received, text kept as text; FileRefused says what to do where it cannot be."""
    if not path.exists():
        raise FileRefused(f"{path}: there is no such file.")
    if path.is_dir():
        inside = [each for each in sorted(path.rglob("*")) if each.suffix in (".csv", ".parquet", ".gz")]
        return _joined([_read(each) for each in inside], path)
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PAR1":
        return _parquet(path)
    return _zip(path) if start[:2] == b"PK" else _csv(path, path.name)


def _parquet(path: Path) -> Received:
    try:
        return Received(pq.read_table(path))
    except (pa.ArrowException, OSError) as error:
        raise FileRefused(f"{path.name}: this Parquet file cannot be read. Ask for it again.") from error


def _zip(path: Path) -> Received:
    """The CSV files in a zip; of a police.uk archive those of street crime."""
    with path.open("rb") as stream, checked_zip(path, stream, LIMITS) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".csv.gz"))]
        street = [name for name in names if name.lower().endswith("-street.csv")]
        return _joined([_csv(io.BytesIO(archive.read(name)), name) for name in sorted(street or names)], path)


def _joined(parts: Sequence[Received], path: Path) -> Received:
    if not parts:
        raise FileRefused(f"{path.name}: holds no CSV or Parquet file.")
    return _together(parts, "default")


def _together(parts: Sequence[Received], promote: str) -> Received:
    table = pa.concat_tables([part.table for part in parts], promote_options=promote)
    return Received(table, sum(part.torn for part in parts))


def _csv(source: Path | io.BytesIO, name: str) -> Received:
    """A CSV as text, comma, semicolon or tab; rows with a wrong number of fields are left out and counted."""
    torn = 0

    def leave_out(row: pacsv.InvalidRow) -> str:
        nonlocal torn
        torn += 1
        return "skip"

    try:
        content = pa.input_stream(source, compression="gzip" if _is_gzip(source) else None).read()
        encoding = _encoding(content)
        head = content[: content.find(b"\n") if b"\n" in content else None].decode(encoding, "replace")
        delimiter = max(",;\t|", key=head.count)
        names = next(csv.reader([head.strip("\r\n\ufeff")], delimiter=delimiter))
        table = pacsv.read_csv(
            pa.py_buffer(content),
            read_options=pacsv.ReadOptions(encoding=encoding),
            parse_options=pacsv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, invalid_row_handler=leave_out
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={each: pa.string() for each in names},
                strings_can_be_null=True,
                null_values=_NULLS,
            ),
        )
    except (pa.ArrowException, OSError, EOFError, zipfile.BadZipFile) as error:
        raise FileRefused(
            f"{name}: cannot be read as CSV. Save it as CSV with one header line, or Parquet."
        ) from error
    return Received(table, torn)


def _is_gzip(source: Path | io.BytesIO) -> bool:
    if isinstance(source, io.BytesIO):
        return source.getvalue()[:2] == b"\x1f\x8b"
    with source.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _encoding(content: bytes) -> str:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
