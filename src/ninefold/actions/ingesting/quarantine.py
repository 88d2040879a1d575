"""Rows set aside: how many under which rule, and letting them flow forward once a card is mended."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.ingesting.group import Group
from ninefold.actions.ingesting.known_rows import RELEASED, key_index, rows_received, twins_before
from ninefold.actions.ingesting.standardise import standardise
from ninefold.actions.workspace import Workspace, Writing, stored
from ninefold.contracts.layouts import Layout
from ninefold.contracts.source import Source
from ninefold.engine.reception import ROWS_PER_FILE_BITS, Incoming, Reception
from ninefold.engine.snapshots import LedgerEntry, State, StoredFile
from ninefold.engine.zones import table_folder
from ninefold.govern import permissions
from ninefold.govern.audit import event


@dataclass(frozen=True)
class SetAside:
    """How many rows of one layout stand in quarantine under one reason; never what they hold."""

    source: str
    layout: str
    kind: str
    reason: str
    rows: int


@dataclass(frozen=True)
class ReleaseFromQuarantine:
    """What became of rows tried again: loaded, found to be here already, or still refused."""

    source: str
    tried: int
    loaded: int
    duplicates: int
    still_quarantined: int


def set_aside(workspace: Workspace, *, source: str | None = None) -> list[SetAside]:
    """What stands in quarantine now, by source, layout and reason."""
    state = workspace.store.state()
    names = [source.replace("-", "_")] if source else sorted({e.source for e in state.ledger})
    found: list[SetAside] = []
    for name in names:
        counted: Counter[tuple[str, str, str]] = Counter()
        for row in waiting_rows(workspace, state, name).select(["layout", "kind", "reasons"]).to_pylist():
            for reason in row["reasons"].split(";"):
                counted[row["layout"], row["kind"], reason] += 1
        found += [SetAside(name, *key, rows) for key, rows in counted.most_common()]
    return found


def waiting_rows(workspace: Workspace, state: State, source: str) -> pa.Table:
    """The quarantined rows of a source that were not released since, each with its newest reasons."""
    files = state.of("quarantine", "rows", source)
    if not files:
        return pa.table({name: [] for name in ("layout", "file", "row", "kind", "reasons")})
    rows = pa.concat_tables(
        [
            pq.read_table(workspace.root / f.path, columns=["layout", "file", "row", "kind", "reasons"])
            for f in files
        ]
    )
    gone = {
        (row["file"], row["row"])
        for f in state.of("quarantine", RELEASED, source)
        for row in pq.read_table(workspace.root / f.path, columns=["file", "row"]).to_pylist()
    }
    places = list(zip(rows["file"].to_pylist(), rows["row"].to_pylist(), strict=True))
    # a row tried again and refused again stands here twice; the later one has the reasons that hold now
    last = {place: at for at, place in enumerate(places)}
    kinds = rows["kind"].to_pylist()
    standing = [
        place not in gone and (kind != "value" or last[place] == at)
        for at, (place, kind) in enumerate(zip(places, kinds, strict=True))
    ]
    return rows.filter(pa.array(standing, pa.bool_()))


def release_quarantine(workspace: Workspace, *, source: str, by: str) -> list[ReleaseFromQuarantine]:
    """Map the quarantined rows of a source again under its card as it is now; one commit for each layout."""
    member = workspace.source(source)
    permissions.check_can_ingest(by, member.name)
    done = []
    with workspace.writing() as writing:
        for layout in member.card.layouts:
            rows = waiting_rows(workspace, writing.state, member.name)
            mine = rows.filter(
                pc.and_(pc.equal(rows["layout"], layout.name), pc.equal(rows["kind"], "value"))
            )
            if mine.num_rows:
                done.append(_release_layout(workspace, writing, member, layout, mine, by))
    return done


def _release_layout(
    workspace: Workspace, writing: Writing, source: Source, layout: Layout, rows: pa.Table, by: str
) -> ReleaseFromQuarantine:
    load = writing.next_load()
    receptions = _rows_again(workspace, writing.state, source, layout, rows)
    run = f"{source.name}-{load}"
    group = Group(source, layout, load, run, workspace.now(), tuple(receptions), again=True)
    index = key_index(workspace, writing.state, group)
    done = standardise(workspace, group, index, after=_after(workspace, writing.state, group, rows))
    released = _write_released(workspace, group, rows, done.files)
    ledger = [_settled(entry) for entry in done.ledger]
    writing.commit(
        run={"run": group.run, "action": "release quarantine", "source": source.name, "layout": layout.name},
        files=[*[f for f in done.files if f.zone != "received"], released],
        ledger=ledger,
        event=event(
            "alteration",
            "released rows from quarantine",
            by=by,
            at=workspace.now(),
            subject=source.name,
            loaded=sum(e.loaded for e in ledger),
        ),
    )
    if done.keys is not None:
        index.add(load, done.keys)
    return ReleaseFromQuarantine(
        source.name,
        rows.num_rows,
        sum(e.loaded for e in ledger),
        sum(e.duplicates for e in ledger),
        sum(e.quarantined for e in done.ledger),
    )


def _after(workspace: Workspace, state: State, group: Group, rows: pa.Table) -> dict[int, int]:
    """By place in this load: how many equal rows of its file each released row comes after."""
    places = set(zip(rows["file"].to_pylist(), rows["row"].to_pylist(), strict=True))
    before = twins_before(workspace, state, group, places, group.load)
    position = {r.incoming.file: r.incoming.position for r in group.receptions}
    return {(position[file] << ROWS_PER_FILE_BITS) + row: count for (file, row), count in before.items()}


def _rows_again(
    workspace: Workspace, state: State, source: Source, layout: Layout, rows: pa.Table
) -> list[Reception]:
    """The quarantined rows as received, one file for each delivery, in a passing folder."""
    folder = workspace.scratch("again")
    entries = {e.file: e for e in state.ledger if e.source == source.name and e.status == "loaded"}
    places = set(zip(rows["file"].to_pylist(), rows["row"].to_pylist(), strict=True))
    received = state.of("received", layout.name, source.name)
    receptions = []
    for position, (file, table) in enumerate(rows_received(workspace, received, places)):
        path = folder / f"{position:04d}-{file}.parquet"
        pq.write_table(table, path)
        receptions.append(Reception(_incoming(entries[file], path, position), path, table.num_rows))
    return receptions


def _incoming(entry: LedgerEntry, path: Path, position: int) -> Incoming:
    return Incoming(
        path=path,
        name=entry.name,
        file=entry.file,
        sha256="",
        bytes=0,
        layout=entry.layout,
        format="parquet",
        force=entry.force or None,
        position=position,
        delimiter=None,
    )


def _write_released(
    workspace: Workspace, group: Group, rows: pa.Table, written: list[StoredFile]
) -> StoredFile:
    """Note which rows left quarantine: all that were tried; those refused again are quarantined anew."""
    folder = workspace.root / table_folder("quarantine", RELEASED, group.source.name, group.load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{group.layout.name}.parquet"
    again = _refused_again(workspace, written)
    places = zip(rows["file"].to_pylist(), rows["row"].to_pylist(), strict=True)
    left = rows.filter(pa.array([place not in again for place in places], pa.bool_()))
    pq.write_table(left.select(["file", "row"]), path)
    return stored(
        workspace.root,
        path,
        left.num_rows,
        zone="quarantine",
        table=RELEASED,
        source=group.source.name,
        load=group.load,
        layout=group.layout.name,
    )


def _refused_again(workspace: Workspace, written: list[StoredFile]) -> set[tuple[str, int]]:
    return {
        (row["file"], row["row"])
        for f in written
        if f.zone == "quarantine"
        for row in pq.read_table(workspace.root / f.path, columns=["file", "row"]).to_pylist()
    }


def _settled(entry: LedgerEntry) -> LedgerEntry:
    """A ledger entry that moves rows out of quarantine: no row comes in, so what is loaded leaves it."""
    moved: dict[str, Any] = {
        "status": "released",
        "rows_in": 0,
        "quarantined": -(entry.loaded + entry.duplicates),
    }
    return LedgerEntry(**{**entry.__dict__, **moved})
