"""SQLite databases: one table for each kind of record, all columns text."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ninefold.region.layouts import FileLayout
from ninefold.region.writers.text import Tables


def write_database(path: Path, layout: FileLayout, tables: Tables) -> None:
    """Add a table to the database at `path`, which is made when it is not there."""
    names = ", ".join(f'"{column.name}" TEXT' for column in layout.columns)
    marks = ", ".join("?" for _ in layout.columns)
    table_name = layout.options["table"]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f'CREATE TABLE "{table_name}" ({names})')
        for table, _ in tables:
            rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
            database.executemany(f'INSERT INTO "{table_name}" VALUES ({marks})', rows)
