"""The door to every format: a path and a format's name in, a reader of rows out."""

from collections.abc import Callable
from pathlib import Path

from ninefold.engine.formats.careful_csv import CarefulCsv
from ninefold.engine.formats.database_table import DatabaseTable
from ninefold.engine.formats.fixed_width import FixedWidth
from ninefold.engine.formats.json_rows import JsonArray, JsonLines
from ninefold.engine.formats.parquet_file import ParquetRows
from ninefold.engine.formats.rows import Options, RowReader
from ninefold.engine.formats.sqlite_file import SqliteTable
from ninefold.engine.formats.xlsx import Xlsx
from ninefold.engine.formats.xml_rows import XmlRows
from ninefold.errors import CardInvalid

READERS: dict[str, Callable[[Path, Options], RowReader]] = {
    "csv": CarefulCsv,
    "fixed_width": FixedWidth,
    "json": JsonArray,
    "jsonl": JsonLines,
    "parquet": ParquetRows,
    "sqlalchemy": DatabaseTable,
    "sqlite": SqliteTable,
    "xlsx": Xlsx,
    "xml": XmlRows,
}


def open_rows(path: Path, format: str, options: Options) -> RowReader:
    """A reader of the file's rows as text; raises FileRefused when the whole file cannot be taken."""
    reader = READERS.get(format)
    if reader is None:
        names = ", ".join(sorted(READERS))
        raise CardInvalid(f"A layout names a format that Ninefold does not read. Use one of {names}.")
    return reader(path, options)
