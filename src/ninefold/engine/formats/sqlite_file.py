"""A table of an SQLite database file, opened so that nothing in it can run or be changed."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from ninefold.engine.formats.files import check_columns, open_plain, refused
from ninefold.engine.formats.rows import Chunk, Growing, Options, RefusedRow
from ninefold.engine.formats.values import as_raw, as_text, fault

VALUE_LIMIT = 100_000_000  # bytes; a larger value refuses the file, any over FIELD_LIMIT its row
_ASK = "Ask the sender for the database again."


class SqliteTable:
    """One table in the order of its rows; see `rows.RowReader`."""

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, options: Options) -> None:
        self._path = path
        _check_file(path)
        self._connection = _connected(path)
        try:
            _check_sound(path, self._connection)
            self._table = _table(path, self._connection, options.get("table"))
            asked = f"SELECT * FROM {_quoted(self._table)} LIMIT 0"
            self.columns = tuple(column[0] for column in self._connection.execute(asked).description)
        except sqlite3.Error as error:
            raise refused(path, "it is not a sound SQLite database", _ASK) from error
        check_columns(path, self.columns)

    def __iter__(self) -> Iterator[Chunk]:
        growing = Growing(self.columns)
        try:
            for number, row in enumerate(
                self._connection.execute(f"SELECT * FROM {_quoted(self._table)}"), 1
            ):
                _take(growing, number, row)
                if growing.is_full:
                    yield growing.take()
        except sqlite3.Error as error:
            raise refused(self._path, "its table cannot be read to the end", _ASK) from error
        finally:
            self._connection.close()
        yield growing.take()


def _take(growing: Growing, number: int, row: tuple[object, ...]) -> None:
    if any(isinstance(value, bytes) and not isinstance(value, _Text) for value in row):
        growing.refuse(RefusedRow(number, None, "sqlite.binary_value", as_raw(row)))
        return
    try:
        values = [value.decode() if isinstance(value, _Text) else as_text(value) for value in row]
    except UnicodeDecodeError:
        growing.refuse(RefusedRow(number, None, "encoding.undecodable", as_raw(row)))
        return
    if rule := fault("sqlite", values):
        growing.refuse(RefusedRow(number, None, rule, as_raw(values)))
    else:
        growing.add(number, values, sum(len(value or "") for value in values))


class _Text(bytes):
    """A text value as its bytes, so that one that is not UTF-8 spoils its row and not the reading."""


def _check_file(path: Path) -> None:
    with open_plain(path) as stream:
        if stream.read(16) != b"SQLite format 3\0":
            raise refused(path, "it is not an SQLite database", _ASK)
    for suffix in ("-wal", "-journal"):
        beside = path.with_name(path.name + suffix)
        if beside.is_file() and beside.stat().st_size:
            what = "it was copied while in use: changes not yet written into it lie beside it"
            raise refused(path, what, "Close the program that uses it and copy it again.")


def _connected(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)
    connection.text_factory = _Text
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_LIMIT)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    return connection


def _check_sound(path: Path, connection: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != b"ok":
        raise refused(path, "it is a damaged SQLite database", _ASK)


def _table(path: Path, connection: sqlite3.Connection, asked: str | None) -> str:
    """The table asked for, or the only one there is. Views and virtual tables are not read: they run what
    they say.
    """
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' "
        "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    )
    tables = [row[0].decode("utf-8", "replace") for row in found]
    if asked is None and len(tables) == 1:
        return str(tables[0])
    if asked in tables:
        return str(asked)
    what = f"it has {len(tables)} tables" if asked is None else "it has no table of the name in the card"
    raise refused(path, what, "Name one as `table` in the source's card.")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
