"""A table of any database SQLAlchemy reaches, streamed from the server."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine, MetaData, Table, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from ninefold.engine.formats.files import check_columns
from ninefold.engine.formats.rows import Chunk, Growing, Options, RefusedRow
from ninefold.engine.formats.values import as_raw, as_text, fault
from ninefold.errors import FileRefused, SettingMissing

_STEP = 5_000


class DatabaseTable:
    """One table of a database; see `rows.RowReader`.

    It is named by `table` and, where needed, `schema`. The database's address is `url`, or stands in the
    environment variable that `url_environment` names. No file is read, so the path only serves in messages.
    """

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, options: Options) -> None:
        self._name = str(options.get("table") or "")
        if not self._name:
            raise FileRefused("A database source names no table. Set `table` in the source's card.")
        self._engine = _engine(options)
        try:
            schema = options.get("schema")
            self._table = Table(self._name, MetaData(), schema=schema, autoload_with=self._engine)
        except SQLAlchemyError as error:
            raise self._unreadable() from error
        self.columns = tuple(str(column.name) for column in self._table.columns)
        check_columns(path, self.columns)

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        try:
            with self._engine.connect().execution_options(stream_results=True, yield_per=_STEP) as connection:
                for number, row in enumerate(connection.execute(select(self._table)), 1):
                    _take(growing, number, tuple(row))
                    if growing.is_full:
                        yield growing.take()
        except SQLAlchemyError as error:
            raise self._unreadable() from error
        finally:
            self._engine.dispose()
        yield growing.take()

    def _unreadable(self) -> FileRefused:
        # The error's own words may hold the address and its password, or a value.
        what = "cannot be read: the database is not reached, or has no such table, or refuses it"
        return FileRefused(f"Table {self._name} {what}. Check the address, the user's rights and the card.")


def _engine(options: Options) -> Engine:
    variable = options.get("url_environment")
    url = options.get("url") or (os.environ.get(str(variable)) if variable else None)
    if not url:
        raise SettingMissing(
            "A database source has no address. Set `url_environment` in its card, and the variable."
        )
    try:
        return create_engine(str(url))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise SettingMissing(
            "A database's address makes no sense, or its driver is not installed."
        ) from error


def _take(growing: Growing, number: int, row: tuple[object, ...]) -> None:
    if any(isinstance(value, bytes | memoryview) for value in row):
        growing.refuse(RefusedRow(number, None, "sqlalchemy.binary_value", as_raw(row)))
        return
    values = [as_text(value) for value in row]
    if rule := fault("sqlalchemy", values):
        growing.refuse(RefusedRow(number, None, rule, as_raw(values)))
    else:
        growing.add(number, values, sum(len(value or "") for value in values))
