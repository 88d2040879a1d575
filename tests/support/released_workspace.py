"""A small workspace with releases in it, written as the gate writes them, for tests of what reads them."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from ninefold.actions.ingesting.measure import QUALITY
from ninefold.actions.ingesting.standardise import QUARANTINE
from ninefold.actions.workspace import Workspace, stored
from ninefold.contracts.registry import Sources
from ninefold.contracts.release import Audience, Release
from ninefold.engine.duckdb_engine import DuckDBEngine
from ninefold.engine.snapshots import Commit, LedgerEntry, StoredFile
from ninefold.engine.zones import table_folder
from ninefold.measures.areas import area_table
from ninefold.publish.figures import FIGURE_SCHEMA
from ninefold.publish.sidecar import about, file_entry, write_sidecar

MADE = datetime(2026, 7, 3, 14, 20)


def empty_workspace(root: Path) -> Workspace:
    """A workspace with nothing in it, no sources and no products."""
    return Workspace(
        root=root,
        find_sources=Sources,
        find_products=dict,
        make_engine=lambda folder: DuckDBEngine([folder]),
        read_boundaries=lambda path, kind, attribution: pa.table({}),
    )


def figure(area: str, period: str, value: float | None, **changes: Any) -> dict[str, Any]:
    """One figure's row: volume of all types in an LSOA, unless something else is said."""
    usual = {
        "product": "volume",
        "area_kind": "lsoa",
        "area": area,
        "area_name": f"{area} name",
        "period": period,
        "category": "all",
        "value": value,
        "band": "steady",
        "reasons": "Because.",
        "suppressed": False,
    }
    return usual | changes


def add_release(
    workspace: Workspace,
    name: str,
    audience: Audience,
    rows: Sequence[dict[str, Any]],
    *,
    created: datetime = MADE,
) -> None:
    """Write a release of these figures and commit it."""
    folder = workspace.root / table_folder("releases", audience, name, "00000001")
    folder.mkdir(parents=True)
    table = pa.Table.from_pylist(
        [{field.name: row.get(field.name) for field in FIGURE_SCHEMA} for row in rows]
    )
    pq.write_table(table.cast(FIGURE_SCHEMA), folder / "figures.parquet")
    products = tuple(sorted({row["product"] for row in rows}))
    release = Release(
        name,
        products,
        "run-1",
        "00000001",
        {"volume": "ab" * 32},
        "exact",
        "open",
        audience,
        "tester",
        created,
    )
    said = about(
        release, policy_in_words="As they are.", counted={}, counts={}, left_out=(), attributions=["Made up."]
    )
    entry = file_entry(folder / "figures.parquet", rows=len(rows))
    files = [entry, write_sidecar(folder, said, [entry])]
    commit(
        workspace,
        [
            stored(
                workspace.root,
                folder / f.name,
                f.rows,
                zone="releases",
                table=audience,
                source=name,
                load="1",
            )
            for f in files
        ],
    )


def add_areas(workspace: Workspace, codes: Sequence[str], force: str) -> None:
    """Commit small square areas of one force."""
    square = {"type": "Polygon", "coordinates": [[[0, 51], [0.1, 51], [0.1, 51.1], [0, 51.1], [0, 51]]]}
    outline = pa.array([_wkb(json.dumps(square))] * len(codes), pa.binary())
    table = area_table(
        {
            "area_kind": ["lsoa"] * len(codes),
            "code": list(codes),
            "name": list(codes),
            "force": [force] * len(codes),
            "geometry": outline,
            "attribution": ["Made-up outlines."] * len(codes),
        }
    )
    _add(workspace, table, "geography", "area", "geography")


def add_quality(workspace: Workspace, source: str, rows: Sequence[dict[str, Any]]) -> None:
    """Commit measured quality of a source."""
    usual = {"source": source, "layout": "", "file": "", "load": "00000001", "measured_at": MADE}
    _add(
        workspace,
        pa.Table.from_pylist([usual | row for row in rows], schema=QUALITY),
        "quality",
        "deliveries",
        source,
    )


def add_quarantine(workspace: Workspace, source: str, reasons: Sequence[str]) -> None:
    """Commit one quarantined row for each text of reasons."""
    rows = [
        {"layout": "a", "file": "f", "row": n, "kind": "value", "reasons": r} for n, r in enumerate(reasons)
    ]
    _add(workspace, pa.Table.from_pylist(rows, schema=QUARANTINE), "quarantine", "rows", source)


def add_ledger(workspace: Workspace, *entries: LedgerEntry) -> None:
    """Commit ledger entries alone."""
    commit(workspace, [], entries)


def commit(workspace: Workspace, files: Sequence[StoredFile], ledger: Sequence[LedgerEntry] = ()) -> None:
    """Append one snapshot."""
    workspace.store.append(Commit({"run": "test"}, tuple(files), tuple(ledger)), created=MADE.isoformat())


def _add(workspace: Workspace, table: pa.Table, zone: str, name: str, source: str) -> None:
    folder = workspace.root / table_folder(zone, name, source, f"{workspace.store.head() + 1:08d}")
    folder.mkdir(parents=True)
    pq.write_table(table, folder / "part.parquet")
    file = stored(
        workspace.root, folder / "part.parquet", len(table), zone=zone, table=name, source=source, load="1"
    )
    commit(workspace, [file])


def _wkb(geojson: str) -> bytes:
    return bytes(shapely.to_wkb(shapely.from_geojson(geojson)))
