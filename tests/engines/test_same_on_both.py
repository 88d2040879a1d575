"""The same commands on DuckDB and on Spark give the same records, refusals, ledger and findings."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.support.small_force import (
    SOURCE,
    THEN,
    Row,
    as_known,
    crime,
    crimes_file,
    people_file,
    person,
    small_workspace,
    zone_rows,
)

from ninefold.actions.figures.analyse import analyse
from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.workspace import Workspace

pytest.importorskip("pyspark", reason="Spark is not installed: pip install 'ninefold[spark]'")
pytestmark = [pytest.mark.spark, pytest.mark.slow]

SEED = 1729
BORN = ("1970", "1970-06", "12/03/1981", "1981-03-12", "31/02/1990", "1899-01-01", "soon", "", " 1960-01-01 ")
MONTHS = ("2024-01", "2024-02", "2024-13", "", "Jan 2024")
NUMBERS = (
    "-1.5",
    "",
    "999",
    "NaN",
    "1e2",
    "-0.0",
    "+1.25",
    "Infinity",
    "1,5",
    " -1.575 ",
    "1d",
    "2F",
    "0x1p3",
    "1_5",
)
PHONES = ("", "07700 900123", "+44 7700 900123", "0131 496 0123", "12", "seven")
TEXTS = ("", " ", "Zoë\u00a0Müller", "a  b", "O'Neill", "x" * 40, "№ 5", "two\ttabs", "İstanbul", "plain")


def odd_crime(random: Random) -> Row:
    """A crime with something odd in most of its columns."""
    return crime(
        random.randint(0, 60),
        random.choice(MONTHS[:2] * 4 + MONTHS),
        Type=random.choice(("Burglary", "Robbery", " Drugs ", "burglary", "Sorcery", "")),
        Area=random.choice(("E01020001", "E0102", "", "95AA01S1")),
        Longitude=random.choice(NUMBERS),
        Latitude=random.choice(("54.7", "91", "")),
        Note=random.choice(TEXTS),
    ) | ({"Ref": ""} if random.random() < 0.1 else {})


def odd_person(random: Random) -> Row:
    """A person with something odd in most columns."""
    return person(
        random.randint(0, 40),
        random.choice(("2024-01-10 08:00:00", "2024-03-31T01:30:00Z", "10/01/2024 08:00", "", "late")),
        Surname=random.choice((*TEXTS, "Arkwright")),
        Born=random.choice(BORN),
        Gender=random.choice(("Male", "F", "female", "Unknown", "Green", "")),
        Phone=random.choice(PHONES),
    )


def deliveries(folder: Path) -> list[Path]:
    """About 300 rows in four files: repeats within a file, rows sent again, rows mended."""
    random = Random(SEED)
    crimes = [odd_crime(random) for _ in range(90)]
    people = [odd_person(random) for _ in range(80)]
    mended = [person(n, "2024-02-01 00:00:00", Phone="0131 496 0999") for n in range(10)]
    return [
        crimes_file(folder, "2024-01", [*map(crime, range(20)), *crimes]),
        crimes_file(folder, "2024-02", [*crimes[:30], *[crime(n, Note="mended") for n in range(6)]]),
        people_file(folder, "2024-01", people),
        people_file(folder, "2024-02", [*people[:15], *mended]),
    ]


@pytest.fixture(scope="module")
def spaces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Workspace]]:
    """One workspace for each engine that took the same files in the same two steps."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("engines")
    # compiling each small query costs more here than running it as it is written
    builder = SparkSession.builder.master("local[2]").config("spark.sql.codegen.wholeStage", "false")
    builder.config("spark.sql.codegen.factoryMode", "NO_CODEGEN").config("spark.ui.enabled", "false").config(
        "spark.driver.bindAddress", "127.0.0.1"
    ).config("spark.driver.host", "127.0.0.1").getOrCreate()
    sent = deliveries(folder / "sent")
    made = {}
    for engine in ("duckdb", "spark"):
        space = small_workspace(folder / engine, engine=engine)
        ingest(space, source=SOURCE, paths=sent[::2], by="tester")
        ingest(space, source=SOURCE, paths=sent[1::2], by="tester")
        for product in ("volume", "harm"):
            analyse(space, product=product, by="tester")
        made[engine] = space
    yield made
    for space in made.values():
        space.close()


def plain(table: pa.Table) -> list[str]:
    """The rows of a table as texts, in an order that does not depend on the engine; NaN equals itself."""
    names = sorted(table.schema.names)
    rows = table.select(names).to_pylist()
    return sorted(json.dumps({n: _plain(row[n]) for n in names}, default=str) for row in rows)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, list) and value and isinstance(value[0], tuple) else value


def same(spaces: dict[str, Workspace], zone: str, table: str) -> int:
    """Check that a table is the same on both engines, kinds of columns and all; gives its rows."""
    ours, theirs = (zone_rows(spaces[name].root, zone, table) for name in ("duckdb", "spark"))
    assert plain(theirs) == plain(ours)
    assert kinds(theirs) == kinds(ours)
    return ours.num_rows


def kinds(table: pa.Table) -> dict[str, str]:
    """The kind of every column; how a map calls its parts does not matter."""
    return {
        f.name: "map" if pa.types.is_map(f.type) else str(f.type).replace("large_", "") for f in table.schema
    }


@pytest.mark.parametrize("table", ["event", "person", "superseded"])
def test_the_records_are_the_same(spaces: dict[str, Workspace], table: str) -> None:
    assert same(spaces, "pole", table) > 5


def test_the_same_rows_are_refused_for_the_same_reasons(spaces: dict[str, Workspace]) -> None:
    assert same(spaces, "quarantine", "rows") > 20


def test_the_same_quality_is_measured(spaces: dict[str, Workspace]) -> None:
    assert same(spaces, "quality", "deliveries") > 20


def test_the_ledgers_are_the_same(spaces: dict[str, Workspace]) -> None:
    ours, theirs = (spaces[name].store.state().ledger for name in ("duckdb", "spark"))
    assert theirs == ours
    assert sum(e.duplicates for e in ours) > 0
    assert all(e.rows_in == e.loaded + e.quarantined + e.duplicates for e in ours)


@pytest.mark.parametrize("product", ["volume", "harm"])
def test_the_findings_are_the_same(spaces: dict[str, Workspace], product: str) -> None:
    assert same(spaces, "findings", product) > 5


@pytest.mark.parametrize("table", ["event", "person", "link"])
def test_the_view_as_at_a_moment_is_the_same(spaces: dict[str, Workspace], table: str) -> None:
    ours, theirs = (as_known(spaces[n], table, THEN + timedelta(days=1)) for n in ("duckdb", "spark"))
    assert plain(theirs) == plain(ours)


def test_each_engine_reads_what_the_other_wrote(spaces: dict[str, Workspace]) -> None:
    for reader, writer in (("duckdb", "spark"), ("spark", "duckdb")):
        stored = spaces[writer].store.state().of("pole", "event")
        paths = [spaces[writer].root / f.path for f in stored]
        outside = spaces[reader].root / "tmp" / "from-the-other"
        outside.mkdir(parents=True, exist_ok=True)
        copies = [outside / f"{n}.parquet" for n, _ in enumerate(paths)]
        for path, copy in zip(paths, copies, strict=True):
            copy.write_bytes(path.read_bytes())
        read = spaces[reader].engine.collect(spaces[reader].engine.read(copies))
        assert plain(read) == plain(_whole(paths))


def _whole(paths: list[Path]) -> pa.Table:
    return pa.concat_tables([pq.ParquetFile(path).read() for path in paths], promote_options="default")
