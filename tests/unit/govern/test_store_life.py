"""The operational database keeps what was written, all of it or none, and shows what was done to it since."""

import os
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from ninefold.contracts.product_life import LifeEvent
from ninefold.errors import EngineError, NotPermitted, SettingMissing
from ninefold.govern import audit_log, checkpoints
from ninefold.govern.store import register
from ninefold.govern.store.database import OperationalDatabase, beside
from ninefold.govern.store.tables import ONLY_GROW, metadata

AT = datetime(2026, 1, 1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OperationalDatabase]:
    """A database of its own on SQLite, and on PostgreSQL where NINEFOLD_TEST_POSTGRES names an empty one."""
    url = beside(tmp_path) if request.param == "sqlite" else os.environ.get("NINEFOLD_TEST_POSTGRES", "")
    if not url:
        pytest.skip("set NINEFOLD_TEST_POSTGRES to the address of an empty PostgreSQL database")
    found = OperationalDatabase(url)
    yield found
    if request.param == "postgresql":
        with found.writing() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    found.close()


def _write(database: OperationalDatabase, *whats: str) -> None:
    for what in whats:
        with database.writing() as connection:
            audit_log.write(connection, "alteration", what, by="Ada", at=AT, subject="a product", n=1)


def _unguarded(database: OperationalDatabase, *statements: str) -> None:
    """Change rows as somebody could who may alter the database itself."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER audit_no_update"))
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        for statement in statements:
            connection.execute(text(statement))


def test_the_migrations_make_the_tables_as_they_are_declared(database: OperationalDatabase) -> None:
    with database.writing() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)

    assert differences == []


@pytest.mark.parametrize("table", [each.name for each in ONLY_GROW])
def test_what_only_grows_can_be_neither_changed_nor_deleted(
    database: OperationalDatabase, table: str
) -> None:
    _write(database, "one")
    with database.writing() as connection:
        register.record(connection, "p", "1", LifeEvent("defined", "Ada", AT, "a" * 64))
        columns = {"approval": "'x','p','1','x','approve','Bo','x',NULL,'x'",
                   "decision": "'x',NULL,'p','1','r','s','x','o','b',NULL,'x',NULL,'{}','x'"}  # fmt: skip
        if table in columns:
            connection.execute(text(f"INSERT INTO {table} VALUES ({columns[table]})"))

    for change in (f"UPDATE {table} SET product = 'q'" if table != "audit" else "UPDATE audit SET what = 'q'",
                   f"DELETE FROM {table}"):  # fmt: skip
        with pytest.raises(EngineError), database.writing() as connection:
            connection.execute(text(change))


def test_an_act_that_fails_leaves_neither_itself_nor_its_audit(database: OperationalDatabase) -> None:
    def act() -> None:
        with database.writing() as connection:
            audit_log.write(connection, "alteration", "defined", by="Ada", at=AT, subject="p")
            register.record(connection, "p", "1", LifeEvent("defined", " ", AT, "a" * 64))

    with pytest.raises(NotPermitted):
        act()

    with database.reading() as connection:
        assert audit_log.size(connection) == 0
        assert register.entries(connection) == []


def test_a_life_is_read_back_as_it_was_told(database: OperationalDatabase) -> None:
    with database.writing() as connection:
        told = register.record(
            connection, "p", "1", LifeEvent("defined", "Ada", AT, "a" * 64, approvers_needed=1)
        )
    with database.reading() as connection:
        assert register.lives(connection) == {("p", "1"): told}
        assert told.approvers_needed == 1


@pytest.mark.parametrize(
    ("attack", "found"),
    [
        ("UPDATE audit SET by = 'Bo' WHERE seq = 2", "entry 2 has been changed"),
        ("DELETE FROM audit WHERE seq = 2", "entry 2 is missing"),
        ("UPDATE audit SET seq = 9 WHERE seq = 2", "is missing"),
    ],
)
def test_a_changed_or_missing_entry_is_found(database: OperationalDatabase, attack: str, found: str) -> None:
    _write(database, "one", "two", "three")
    _unguarded(database, attack.replace(" by =", ' "by" ='))

    with database.reading() as connection:
        assert any(found in fault for fault in audit_log.faults(connection))


def test_a_cut_off_end_is_found_by_the_checkpoint_alone(
    database: OperationalDatabase, tmp_path: Path
) -> None:
    file = tmp_path / "elsewhere" / "heads.jsonl"
    _write(database, "one", "two", "three")
    with database.reading() as connection:
        checkpoints.take(connection, file, at=AT)
    _unguarded(database, "DELETE FROM audit WHERE seq = 3")

    with database.reading() as connection:
        assert audit_log.faults(connection) == []
        assert checkpoints.faults(connection, checkpoints.read(file)) == [
            "the log has lost entries: it had 3, and has 2"
        ]


def test_a_log_written_anew_is_found_by_the_checkpoint(database: OperationalDatabase, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    _write(database, "one", "two")
    with database.reading() as connection:
        checkpoints.take(connection, file, at=AT)
    _unguarded(database, "DELETE FROM audit")
    _write(database, "one", "another", "three")

    with database.reading() as connection:
        assert audit_log.faults(connection) == []
        (fault,) = checkpoints.faults(connection, checkpoints.read(file))
    assert "first 2 entries" in fault


def test_a_log_that_only_grew_agrees_with_every_checkpoint(
    database: OperationalDatabase, tmp_path: Path
) -> None:
    file = tmp_path / "heads.jsonl"
    for what in ("one", "two", "three"):
        _write(database, what)
        with database.reading() as connection:
            checkpoints.take(connection, file, at=AT)
            checkpoints.take(connection, file, at=AT)

    with database.reading() as connection:
        assert [each.size for each in checkpoints.read(file)] == [1, 2, 3]
        assert checkpoints.faults(connection, checkpoints.read(file)) == []


def test_many_writers_at_once_make_one_unbroken_chain(database: OperationalDatabase) -> None:
    people = [threading.Thread(target=_write, args=(database, *"abcde")) for _ in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()

    with database.reading() as connection:
        assert audit_log.size(connection) == 20
        assert audit_log.faults(connection) == []


def test_an_address_that_is_none_is_refused_with_what_to_write() -> None:
    for wrong in ("not an address", "mongodb://host/name"):
        with pytest.raises(SettingMissing, match="NINEFOLD_DATABASE"):
            OperationalDatabase(wrong)


def test_reading_what_was_never_written_makes_no_file(tmp_path: Path) -> None:
    assert not OperationalDatabase(beside(tmp_path)).exists()
    assert list(tmp_path.iterdir()) == []
