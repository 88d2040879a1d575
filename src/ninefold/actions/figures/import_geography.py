"""Bring boundaries in, so that figures can be counted by area, named and drawn."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.figures.inputs import stored_areas
from ninefold.actions.workspace import Workspace, stored
from ninefold.engine.zones import table_folder
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.measures.areas import nest


@dataclass(frozen=True)
class GeographyOutcome:
    """How many areas of each kind the workspace holds now."""

    areas: dict[str, int]
    snapshot: str


def import_geography(
    workspace: Workspace, *, paths: Sequence[Path], by: str, kind: str | None = None, attribution: str = ""
) -> GeographyOutcome:
    """Read boundary files, nest small areas in larger ones, and commit; a newer file wins for a code."""
    permissions.check_can_ingest(by, "geography")
    brought = [workspace.read_boundaries(p, kind or _kind_in_name(p), attribution) for p in paths]
    with workspace.writing() as writing:
        held = stored_areas(workspace, writing.state)
        codes = {(row["area_kind"], row["code"]) for t in brought for row in _keys(t)}
        kept = held.filter(
            pa.array([(r["area_kind"], r["code"]) not in codes for r in _keys(held)], pa.bool_())
        )
        # all of it is nested anew: a small area may have come before the larger one it lies in
        areas = nest(pa.concat_tables([kept, *brought]))
        load = writing.next_load()
        folder = workspace.root / table_folder("geography", "area", "geography", load)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "area.parquet"
        pq.write_table(areas, path)
        file = stored(
            workspace.root,
            path,
            areas.num_rows,
            zone="geography",
            table="area",
            source="geography",
            load=load,
        )
        snapshot = writing.commit(
            run={
                "run": f"geography-{load}",
                "action": "import geography",
                "inputs": [p.name for p in paths],
            },
            files=[file],
            ledger=[],
            event=event(
                "collection",
                "imported boundaries",
                by=by,
                at=workspace.now(),
                subject="geography",
                areas=areas.num_rows,
            ),
        )
        return GeographyOutcome(dict(Counter(areas["area_kind"].to_pylist())), snapshot.name)


def _kind_in_name(path: Path) -> str | None:
    """The kind a file's name begins with, as in lsoa2011_durham.geojson; the file itself tells otherwise."""
    return next((kind for kind in ("lsoa", "msoa", "force", "district") if path.name.startswith(kind)), None)


def _keys(areas: pa.Table) -> list[dict[str, str]]:
    keys: list[dict[str, str]] = areas.select(["area_kind", "code"]).to_pylist()
    return keys
