"""Opens the operational database: SQLite beside the zones by default, PostgreSQL by one setting.

A transaction that writes takes the database's one writer's place at its beginning, so what it checks is still true
when it commits: two people cannot both be the second approver, and nothing is suspended between check and score.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from ninefold.errors import EngineError, SettingMissing

NEWEST = "0001"
_MIGRATIONS = Path(__file__).parent / "migrations"
# One number for all who write to one PostgreSQL database.
_WRITERS_PLACE = 912_046_118
_READING = "ninefold_reading"


class OperationalDatabase:
    """One operational database, brought to the newest form when it is first used."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._ready = False

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: alone until it ends, all of it kept or none."""
        self._make_ready()
        with _plain_errors(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS_PLACE})"))
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, beside any writer."""
        self._make_ready()
        quiet = self._engine.execution_options(**{_READING: True})
        with _plain_errors(), quiet.begin() as connection:
            yield connection

    def exists(self) -> bool:
        """Whether there is a database yet: asking a SQLite file that is not there would make it."""
        address = self._engine.url
        if address.get_backend_name() != "sqlite":
            return True
        return not address.database or Path(address.database).exists()

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _make_ready(self) -> None:
        if self._ready:
            return
        address = self._engine.url
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        with _plain_errors(), self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITERS_PLACE})"))
            if _version(connection) != NEWEST:
                _upgrade(connection)
        self._ready = True


def beside(root: Path) -> str:
    """The address of the default database of a workspace."""
    return f"sqlite:///{root / 'operations.sqlite'}"


def _engine(url: str) -> Engine:
    try:
        address = make_url(url)
        engine = create_engine(address)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise SettingMissing(
            "NINEFOLD_DATABASE is not the address of a SQLite or PostgreSQL database that can be used here. "
            'Write one such as postgresql+psycopg://host/name, with "ninefold[postgres]" installed, or leave it empty.'
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:
    # The driver's own transactions begin too late for us; `_begin` says when.
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(connection: Connection) -> None:
    # Slow to import, and needed once in the life of a database.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Errors of the database without the values it was given."""
    try:
        yield
    except SQLAlchemyError as error:
        raise EngineError(f"The operational database could not do a step: {type(error).__name__}.") from error
