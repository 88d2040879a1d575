"""A made-up force with one small card, and files of its crimes and people, for tests that ingest."""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.engine.as_at import records
from ninefold.settings import Settings

SOURCE = "northmoor"
THEN = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)

CARD = """
[source]
name = "northmoor"
title = "Northmoor Police (made up)"
owner = "Records Manager, Northmoor Police"
lawful_basis = "Made-up data."
licence = "none"
purpose = "Tests."
force = "northmoor"
refresh = "monthly"
sensitivity = "open"
marking = "OFFICIAL"
retention_group = "4"
expected_rows = {min = 0, max = 100000}

[[layout]]
name = "crimes"
format = "csv"
files = ["*-crimes.csv"]
keys = ["Ref", "Month"]
repeats = "keep"
[[layout.record]]
table = "event"
label = "crime"
entity = "E_001"
kind = "crime"
[layout.record.fields]
reference = {column = "Ref", as = "text"}
occurred = {column = "Month", as = "month", required = true}
category = {column = "Type", as = "code", codes = "types", required = true}
area = {column = "Area", as = "area_code"}
longitude = {column = "Longitude", as = "longitude"}
latitude = {column = "Latitude", as = "latitude"}
"details.note" = {column = "Note", as = "text"}

[[layout]]
name = "people"
format = "csv"
files = ["*-people.csv"]
keys = ["Nominal"]
known_at = {column = "Updated", as = "timestamp"}
[[layout.record]]
table = "person"
label = "person"
entity = "P_007"
[layout.record.fields]
reference = {column = "Nominal", as = "text", required = true}
surname = {column = "Surname", as = "name"}
born = {column = "Born", as = "partial_date"}
gender = {column = "Gender", as = "gender"}
phone = {column = "Phone", as = "phone"}

[codes.types]
"Burglary" = "burglary"
"Robbery" = "robbery"
"Drugs" = "drugs"
"""
CRIMES = ("Ref", "Month", "Type", "Area", "Longitude", "Latitude", "Note")
PEOPLE = ("Nominal", "Surname", "Born", "Gender", "Phone", "Updated")
_TYPES = ("Burglary", "Robbery", "Drugs")

Row = Mapping[str, str]


def crime(number: int, month: str = "2024-01", **changes: str) -> Row:
    """A made-up crime; its number alone decides what it says."""
    usual = {
        "Ref": f"NM/{number:06d}",
        "Month": month,
        "Type": _TYPES[number % 3],
        "Area": f"E0102{number % 4:04d}",
        "Longitude": f"{-1.5 - number % 40 / 1000:.6f}",
        "Latitude": f"{54.7 + number % 30 / 1000:.6f}",
        "Note": f"Made-up note {number % 7}",
    }
    return usual | changes


def person(number: int, updated: str = "2024-01-10 08:00:00", **changes: str) -> Row:
    """A made-up person as one record of the force's system says."""
    usual = {
        "Nominal": f"N{number:06d}",
        "Surname": ("Arkwright", "Bellweather", "Cobblestone")[number % 3],
        "Born": f"19{60 + number % 40}-0{1 + number % 9}-15",
        "Gender": "Female" if number % 2 else "Male",
        "Phone": "",
        "Updated": updated,
    }
    return usual | changes


def crimes_file(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    """Write crimes to `NAME-crimes.csv`."""
    return _write(folder / f"{name}-crimes.csv", CRIMES, rows)


def people_file(folder: Path, name: str, rows: Iterable[Row]) -> Path:
    """Write people to `NAME-people.csv`."""
    return _write(folder / f"{name}-people.csv", PEOPLE, rows)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def small_workspace(
    root: Path, *, clock: Callable[[], datetime] = lambda: THEN, card: str = CARD, engine: str = "duckdb"
) -> Workspace:
    """A workspace that knows the made-up force, at a moment that stands still unless told otherwise."""
    write_card(root, card)
    workspace = open_workspace(Settings(workspace=root, engine=engine, threads=1, memory_mb=300))
    return replace(workspace, clock=clock)


def write_card(root: Path, card: str) -> None:
    """Put a card, or a mended one, into the workspace."""
    folder = root / "sources" / SOURCE
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.toml").write_text(card, encoding="utf-8")


def committed(root: Path, table: str, *columns: str) -> pa.Table:
    """All rows of a POLE table that the snapshots vouch for, in a fixed order, read without any engine."""
    return zone_rows(root, "pole", table, *columns)


def zone_rows(root: Path, zone: str, table: str, *columns: str) -> pa.Table:
    """All rows of a zone's table that the snapshots vouch for."""
    files = open_workspace(Settings(workspace=root)).store.state().of(zone, table)
    parts = [pq.ParquetFile(root / f.path).read(columns=list(columns) or None) for f in files]
    return pa.concat_tables(parts, promote_options="default") if parts else pa.table({})


def as_known(workspace: Workspace, table: str, as_at: datetime) -> pa.Table:
    """The records of a POLE table as they were known at a moment."""
    at = as_at.replace(tzinfo=None)
    found = workspace.engine.collect(
        records(workspace.engine, workspace.root, workspace.store.state(), table, at)
    )
    return found.sort_by("record_id")
