"""What a product may look at: events as known at a moment, each with the areas it lies in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.workspace import Workspace
from ninefold.engine.as_at import records
from ninefold.engine.port import Engine
from ninefold.engine.snapshots import State
from ninefold.measures.areas import AREA_SCHEMA, h3_cells, kinds, of_kind, place_points

AREA_KINDS = ("lsoa", "msoa", "force", "h3")
H3_RESOLUTION = 8


@dataclass(frozen=True)
class CountingInputs:
    """The inputs of one run of one product, as at `as_of`."""

    engine: Engine
    as_of: datetime
    run: str
    placed: ir.Table
    areas: pa.Table
    refreshes: Mapping[str, str] = field(default_factory=dict)  # how often each source is sent

    @property
    def events(self) -> ir.Table:
        """Current events with `month` and one column for each kind of area."""
        return self.placed

    @property
    def area_kinds(self) -> tuple[str, ...]:
        """The kinds of area that events can be counted by here."""
        have_msoa = "msoa" in kinds(self.areas)
        return tuple(kind for kind in AREA_KINDS if kind != "msoa" or have_msoa)

    @cached_property
    def coverage(self) -> pa.Table:
        """The months in which each force sent each kind of event, with how many, and how often it is sent."""
        held = self.placed.filter(self.placed["month"].notnull())
        counted = held.group_by(["force", "kind", "month", "source"]).aggregate(rows=held.count())
        table = self.engine.collect(counted).rename_columns(["force", "kind", "period", "source", "rows"])
        sent = [self.refreshes.get(source, "irregular") for source in table["source"].to_pylist()]
        told = table.append_column("layout", table["kind"]).append_column(
            "refresh", pa.array(sent, pa.string())
        )
        return told.sort_by([(name, "ascending") for name in ("force", "kind", "period", "source")])


def counting_inputs(workspace: Workspace, state: State, *, as_of: datetime, run: str) -> CountingInputs:
    """Events as known at `as_of`, placed in the areas the workspace holds."""
    engine = workspace.engine
    areas = stored_areas(workspace, state)
    events = records(engine, workspace.root, state, "event", as_of)
    refreshes = {name: source.card.refresh for name, source in workspace.sources.items()}
    return CountingInputs(engine, as_of, run, _placed(engine, events, areas), areas, refreshes)


def stored_areas(workspace: Workspace, state: State) -> pa.Table:
    """The areas the workspace holds: each import writes all of them anew, so the newest file is the table."""
    files = state.of("geography", "area")
    if not files:
        return AREA_SCHEMA.empty_table()
    return pq.read_table(workspace.root / files[-1].path).select(AREA_SCHEMA.names)


def _placed(engine: Engine, events: ir.Table, areas: pa.Table) -> ir.Table:
    """Events with `month`, `lsoa`, `msoa` and `h3`: the source's own area code first, else by the point."""
    month = ibis.ifelse(
        events["occurred_precision"] == "year",
        ibis.null("string"),
        events["occurred"].cast("date").cast("string").left(7),
    )
    dated = events.mutate(month=month)
    points = _point_areas(engine, dated, areas)
    if points is not None:
        joined = dated.left_join(
            points,
            [dated["longitude"] == points["at_longitude"], dated["latitude"] == points["at_latitude"]],
        )
        dated = joined.mutate(
            lsoa=ibis.coalesce(joined["area"], joined["point_lsoa"]),
            h3=ibis.ifelse(joined["area"].isnull() & joined["point_lsoa"].isnull(), joined["point_h3"], None),
        ).drop("at_longitude", "at_latitude", "point_lsoa", "point_h3")
    else:
        dated = dated.mutate(lsoa=dated["area"], h3=ibis.null("string"))
    return _with_msoa(engine, dated, areas)


def _with_msoa(engine: Engine, events: ir.Table, areas: pa.Table) -> ir.Table:
    small = of_kind(areas, "lsoa").select(["code", "msoa"]) if areas.num_rows else None
    if small is None or small.num_rows == 0 or small["msoa"].null_count == small.num_rows:
        return events.mutate(msoa=ibis.null("string"))
    held = engine.hold(small.rename_columns(["small_code", "msoa"]))
    return events.left_join(held, events["lsoa"] == held["small_code"]).drop("small_code")


def _point_areas(engine: Engine, events: ir.Table, areas: pa.Table) -> ir.Table | None:
    """For every distinct point without an area code: the small area that holds it, and its H3 cell."""
    unplaced = events.filter(events["area"].isnull() & events["longitude"].notnull())
    points = engine.collect(unplaced.select("longitude", "latitude").distinct())
    if points.num_rows == 0:
        return None
    longitude, latitude = points["longitude"].to_numpy(), points["latitude"].to_numpy()
    small = place_points(longitude, latitude, areas, "lsoa")
    cells = h3_cells(longitude, latitude, H3_RESOLUTION)
    return engine.hold(
        pa.table(
            {
                "at_longitude": points["longitude"],
                "at_latitude": points["latitude"],
                "point_lsoa": small,
                "point_h3": cells,
            }
        )
    )
