"""Whole tables from flat files as people have them: CSV (also packed, in a zip, or a folder of them) or Parquet.

For what one person asks of a file of their own; `open.py` reads what sources deliver, row by row and without loss.
"""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from ninefold.engine.formats.archives import LIMITS, checked_zip
from ninefold.engine.formats.encodings import MARKS
from ninefold.engine.formats.files import refused

NULLS = ("", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "NaN", "nan", "None")
_DELIMITERS = ",;\t|"
_LOOKED_AT = 64 << 10
_STEP = 4 << 20
_TYPED_BLOCK = 64 << 20  # so that a column's type is told from more than its first rows
_DECIMAL_COMMA = re.compile(r"(^|;)\s*-?\d+,\d+\s*(;|$)", re.MULTILINE)
_IN_FOLDERS = (".csv", ".parquet", ".gz")


@dataclass(frozen=True)
class FlatRows:
    """The rows of some files, and how many were left out as having more or fewer fields than the header."""

    table: pa.Table
    torn: int = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of how the rows were read."""
        if not self.torn:
            return ()
        return (f"{self.torn:,} rows have more or fewer fields than the header, and were left out.",)


@dataclass(frozen=True)
class _Form:
    """How a text file is written."""

    encoding: str
    names: tuple[str, ...]
    delimiter: str
    decimal: str


def read_flat_files(paths: Sequence[Path], *, as_text: bool) -> FlatRows:
    """The rows of several files one after another, a column that some lack empty there; FileRefused says what to do.

    Text is kept as text, or given the type that a whole column of it can be read as.
    """
    return _together([_read(path, as_text) for path in paths], paths[0])


def read_columns(path: Path, *names: str) -> list[dict[str, Any]]:
    """Rows of the columns named, text kept as text; KeyError where one lacks, FileRefused where a row is torn."""
    found = read_flat_files([path], as_text=True)
    if found.torn:
        raise refused(
            path, "rows have more or fewer fields than the header", "Mend them: none may be lost here."
        )
    rows: list[dict[str, Any]] = found.table.select(list(names)).to_pylist()
    return rows


def _read(path: Path, as_text: bool) -> FlatRows:
    if not path.exists():
        raise refused(path, "there is no such file", "Give the path of a CSV or Parquet file.")
    if path.is_dir():
        inside = [each for each in sorted(path.rglob("*")) if each.suffix in _IN_FOLDERS]
        return _together([_read(each, as_text) for each in inside], path)
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PAR1" or path.suffix.lower() in (".parquet", ".pq"):
        return _parquet(path)
    return _zip(path, as_text) if start[:2] == b"PK" else _csv(path.read_bytes(), path, as_text)


def _parquet(path: Path) -> FlatRows:
    try:
        return FlatRows(pq.read_table(path))
    except (pa.ArrowException, OSError):
        raise refused(path, "this Parquet file cannot be read", "Ask for it again.") from None


def _zip(path: Path, as_text: bool) -> FlatRows:
    """The CSV files in a zip; of a police.uk archive those of street crime."""
    with path.open("rb") as stream, checked_zip(path, stream, LIMITS) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".csv.gz"))]
        street = [name for name in names if name.lower().endswith("-street.csv")]
        parts = [_csv(archive.read(name), Path(name), as_text) for name in sorted(street or names)]
    return _together(parts, path)


def _together(parts: Sequence[FlatRows], path: Path) -> FlatRows:
    if not parts:
        raise refused(path, "it holds no CSV or Parquet file", "Give a file, or a folder or zip of them.")
    if len(parts) == 1:
        return parts[0]
    try:
        table = pa.concat_tables([part.table for part in parts], promote_options="permissive")
    except pa.ArrowException:
        raise refused(
            path, "its files do not go together", "Columns of one name must hold one kind of value."
        ) from None
    return FlatRows(table, sum(part.torn for part in parts))


def _csv(packed: bytes, path: Path, as_text: bool) -> FlatRows:
    """A CSV with any of the usual delimiters; rows with a wrong number of fields are left out and counted."""
    torn = 0

    def leave_out(row: pacsv.InvalidRow) -> str:
        nonlocal torn
        torn += 1
        return "skip"

    try:
        content = _unpacked(packed)
        form = _form(content)
        table = pacsv.read_csv(
            pa.BufferReader(content),
            read_options=pacsv.ReadOptions(
                encoding=form.encoding, block_size=None if as_text else _TYPED_BLOCK
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=form.delimiter, newlines_in_values=True, invalid_row_handler=leave_out
            ),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.string() for name in form.names} if as_text else None,
                strings_can_be_null=True,
                null_values=NULLS,
                decimal_point=form.decimal,
            ),
        )
    except (pa.ArrowException, OSError, EOFError, UnicodeError, csv.Error):
        raise refused(
            path, "it cannot be read as CSV", "Save it as CSV with one header line, or as Parquet."
        ) from None
    return FlatRows(table, torn)


def _unpacked(content: bytes) -> bytes:
    packing = _packing(content)
    if packing is None:
        return content
    with pa.input_stream(pa.py_buffer(content), compression=packing) as stream:
        unpacked: bytes = stream.read()
    return unpacked


def _packing(content: bytes) -> str | None:
    if content.startswith(b"\x1f\x8b"):
        return "gzip"
    if content.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return "bz2" if content.startswith(b"BZh") and content[4:10] == b"1AY&SY" else None


def _form(content: bytes) -> _Form:
    """Told from the beginning: the delimiter is the one that the header line holds most of outside quotes."""
    encoding = _encoding(content)
    text = content[:_LOOKED_AT].decode(encoding, errors="replace").lstrip("\ufeff\r\n")
    header = re.sub(r'"[^"]*"', "", text).splitlines()[:1]
    # the first of equals, so a comma where there is none
    delimiter = max(_DELIMITERS, key="".join(header).count)
    names = next(csv.reader(io.StringIO(text), delimiter=delimiter), [])
    decimal = "," if delimiter == ";" and _DECIMAL_COMMA.search(text) else "."
    return _Form(encoding, tuple(names), delimiter, decimal)


def _encoding(content: bytes) -> str:
    """As its mark says; else UTF-8 if all of it is, and otherwise what Windows writes."""
    marked = next((name for mark, name in MARKS if content.startswith(mark)), None)
    if marked is not None:
        return marked.removesuffix("-le").removesuffix("-be")  # these take the mark away
    return next((name for name in ("utf-8", "cp1252") if _is_in(content, name)), "latin-1")


def _is_in(content: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(content)
    try:
        for start in range(0, len(view), _STEP):
            decoder.decode(view[start : start + _STEP])
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
