"""What needs the records beside each other to be told: integrity, accuracy, timeliness and the 4+1 rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.figures.inputs import stored_areas
from ninefold.actions.ingesting.measure import QUALITY
from ninefold.actions.workspace import Workspace, stored
from ninefold.contracts.source import Source
from ninefold.engine.as_at import records
from ninefold.engine.snapshots import State
from ninefold.engine.zones import table_folder
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.measures.areas import NEAREST_DEGREES, of_kind, place_points
from ninefold.measures.coverage import ALLOWED_DAYS

MOST_POINTS = 50_000


@dataclass(frozen=True)
class Found:
    """One figure: how many of how many keep the rule, in which column."""

    dimension: str
    column: str
    good: int
    total: int


@dataclass(frozen=True)
class _Records:
    """The current records of one source."""

    event: ir.Table
    person: ir.Table
    link: ir.Table
    location: ir.Table
    object: ir.Table

    @property
    def ids(self) -> ir.Table:
        """Every record held that a link may lead to."""
        tables = (self.event, self.person, self.location, self.object)
        return ibis.union(*(table.select(held="record_id") for table in tables), distinct=True)


def assess(workspace: Workspace, *, by: str) -> int:
    """Measure every loaded source anew and commit the figures; gives how many sources were measured."""
    permissions.check_is_named(by)
    with workspace.writing() as writing:
        state = writing.state
        names = sorted({e.source for e in state.ledger if e.status == "loaded"})
        load = writing.next_load()
        files = []
        for number, name in enumerate(names):
            workspace.report("assessing quality", number, len(names))
            found = list(_assessed(workspace, state, workspace.source(name)))
            folder = workspace.root / table_folder("quality", "assessments", name, load)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "assessment.parquet"
            pq.write_table(_table(workspace, name, load, found), path)
            files.append(
                stored(
                    workspace.root,
                    path,
                    len(found),
                    zone="quality",
                    table="assessments",
                    source=name,
                    load=load,
                )
            )
            workspace.engine.release()
        workspace.report("assessing quality", len(names), len(names))
        writing.commit(
            run={"run": f"assess-{load}", "action": "assess", "inputs": [f"{state.number:08d}"]},
            files=files,
            ledger=[],
            event=event(
                "consultation",
                "assessed data quality",
                by=by,
                at=workspace.now(),
                subject="all sources",
                sources=len(names),
            ),
        )
        return len(names)


def _assessed(workspace: Workspace, state: State, source: Source) -> Iterator[Found]:
    current = _current(workspace, state, source.name)
    yield from _timeliness(workspace, current.event, source)
    yield from _accuracy(workspace, state, current.event)
    yield from _integrity(workspace, current, source)
    yield from _four_plus_one(workspace, current.person)


def _current(workspace: Workspace, state: State, source: str) -> _Records:
    now = workspace.now()
    tables = ("event", "person", "link", "location", "object")
    return _Records(
        *[records(workspace.engine, workspace.root, state, t, now, source=source) for t in tables]
    )


def _timeliness(workspace: Workspace, events: ir.Table, source: Source) -> Iterator[Found]:
    """Records known within the allowed time of what they record; undated ones are left out."""
    days = ALLOWED_DAYS.get(source.card.refresh)
    if days is None:
        return
    dated = events.filter(events["occurred"].notnull())
    in_time = dated["known_at"] <= dated["occurred"] + ibis.interval(days=days)
    yield _counted(workspace, dated, in_time, "timeliness", "")


def _accuracy(workspace: Workspace, state: State, events: ir.Table) -> Iterator[Found]:
    """Points that lie in the area the record names, by the boundaries the workspace holds."""
    areas = of_kind(stored_areas(workspace, state), "lsoa")
    if areas.num_rows == 0:
        return
    placed = events.filter(events["longitude"].notnull() & events["area"].isin(areas["code"].to_pylist()))
    points = workspace.engine.collect(
        placed.group_by(["longitude", "latitude", "area"]).aggregate(n=placed.count())
    )
    points = points.sort_by([("n", "descending"), ("area", "ascending")]).slice(0, MOST_POINTS)
    if points.num_rows == 0:
        return
    found = place_points(
        points["longitude"].to_numpy(), points["latitude"].to_numpy(), areas, "lsoa", nearest=NEAREST_DEGREES
    )
    same = pc.fill_null(pc.equal(found, points["area"].combine_chunks()), False).to_numpy(
        zero_copy_only=False
    )
    counts = points["n"].to_numpy()
    yield Found("accuracy", "", int(counts[np.asarray(same)].sum()), int(counts.sum()))


def _integrity(workspace: Workspace, current: _Records, source: Source) -> Iterator[Found]:
    """People who are linked to anything; outcomes whose crime is held; links whose records are both held."""
    links = current.link
    # Two records of one row are held or quarantined together: only a link across layouts can lead nowhere.
    if any(link.elsewhere for layout in source.card.layouts for link in layout.links):
        links = _sound(current)
        total = workspace.engine.count(current.link)
        if total:
            yield Found("integrity", "link between records held", workspace.engine.count(links), total)
    linked = links.select(person="from_id").union(links.select(person="to_id")).distinct()
    people = current.person.select("record_id").distinct()
    total = workspace.engine.count(people)
    if total:
        held = people.semi_join(linked, people["record_id"] == linked["person"])
        yield Found("integrity", "person linked to an event", workspace.engine.count(held), total)
    outcomes = current.event.filter(current.event["kind"] == "outcome")
    total = workspace.engine.count(outcomes)
    if total:
        crimes = current.event.filter(current.event["kind"] == "crime").select(crime="reference").distinct()
        known = outcomes.semi_join(crimes, outcomes["reference"] == crimes["crime"])
        yield Found("integrity", "outcome of a crime held", workspace.engine.count(known), total)


def _sound(current: _Records) -> ir.Table:
    """The links of which both records are held."""
    links = current.link.select("from_id", "to_id")
    for end in ("from_id", "to_id"):
        held = current.ids.select(**{f"held_{end}": "held"}).view()
        links = links.semi_join(held, links[end] == held[f"held_{end}"]).view()
    return links


def _four_plus_one(workspace: Workspace, people: ir.Table) -> Iterator[Found]:
    """Given name, surname, date of birth, gender, and one way to reach the person."""
    named = people.filter(people["given_name"].notnull() | people["surname"].notnull())
    contact = (
        named["address"].notnull()
        | named["postcode"].notnull()
        | named["phone"].notnull()
        | named["email"].notnull()
    )
    parts = {
        "given name": named["given_name"].notnull(),
        "surname": named["surname"].notnull(),
        "date of birth": named["born"].notnull(),
        "gender": named["gender"].notnull(),
        "contact": contact,
    }
    whole = ibis.and_(*parts.values())
    asked = named.aggregate(
        total=named.count(),
        whole=whole.ifelse(1, 0).sum(),
        **{f"part_{i}": part.ifelse(1, 0).sum() for i, part in enumerate(parts.values())},
    )
    row = workspace.engine.collect(asked).to_pylist()[0]
    if not row["total"]:
        return
    yield Found("four_plus_one", "", int(row["whole"]), row["total"])
    for number, name in enumerate(parts):
        yield Found("four_plus_one", name, int(row[f"part_{number}"]), row["total"])


def _counted(
    workspace: Workspace, rows: ir.Table, rule: ir.BooleanValue, dimension: str, column: str
) -> Found:
    asked = rows.aggregate(total=rows.count(), good=rule.ifelse(1, 0).sum())
    row = workspace.engine.collect(asked).to_pylist()[0]
    return Found(dimension, column, int(row["good"] or 0), row["total"])


def _table(workspace: Workspace, source: str, load: str, found: list[Found]) -> pa.Table:
    rows: list[dict[str, Any]] = [
        {
            "source": source,
            "layout": "",
            "file": "",
            "load": load,
            "column": f.column,
            "dimension": f.dimension,
            "good": f.good,
            "total": f.total,
            "measured_at": workspace.now(),
        }
        for f in found
    ]
    return pa.Table.from_pylist(rows, schema=QUALITY)
