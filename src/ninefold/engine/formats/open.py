"""The door to every format: a path and a format's name in, a reader of rows out."""

from importlib import import_module
from pathlib import Path
from typing import cast

from ninefold.engine.formats.rows import Options, RowReader
from ninefold.errors import CardInvalid

# By the format's name: the reader's module and class, imported when such a file comes, as some take long to import.
READERS = {
    "csv": ("careful_csv", "CarefulCsv"),
    "fixed_width": ("fixed_width", "FixedWidth"),
    "json": ("json_rows", "JsonArray"),
    "jsonl": ("json_rows", "JsonLines"),
    "parquet": ("parquet_file", "ParquetRows"),
    "sqlalchemy": ("database_table", "DatabaseTable"),
    "sqlite": ("sqlite_file", "SqliteTable"),
    "xlsx": ("xlsx", "Xlsx"),
    "xml": ("xml_rows", "XmlRows"),
}


def open_rows(path: Path, format: str, options: Options) -> RowReader:
    """A reader of the file's rows as text; raises FileRefused when the whole file cannot be taken."""
    if format not in READERS:
        names = ", ".join(sorted(READERS))
        raise CardInvalid(f"A layout names a format that Ninefold does not read. Use one of {names}.")
    module, name = READERS[format]
    reader = getattr(import_module(f"ninefold.engine.formats.{module}"), name)
    return cast(RowReader, reader(path, options))
