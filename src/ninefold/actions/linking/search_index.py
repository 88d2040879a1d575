"""The search index of what is linked now: made from the linked zone, kept in the cache, made anew after a run."""

import hashlib
from collections.abc import Sequence
from functools import reduce
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from ninefold.actions.linking.linkables import linkable
from ninefold.actions.linking.linked_zone import LinkedZone
from ninefold.actions.workspace import Workspace
from ninefold.engine.snapshots import State
from ninefold.link.search.index import SUBJECTS, VALUES, Index, open_index, write_index

# What of each kind of thing is searched: its columns in the linked zone, and the field each counts as.
SEARCHED = {
    "person": {
        name: name
        for name in (
            *("given", "middle", "surname", "born", "postcode", "address"),
            *("pnc", "cro", "nino", "licence", "phone", "email", "other_id"),
        )
    },
    "address": {"shown": "address"},
    "telephone": {"shown": "phone"},
    "vehicle": {"shown": "vehicle"},
    "organisation": {"shown": "organisation"},
}
_LABELLED = {"person": ("name", "born")}  # what a label is made of; `shown` for all other kinds
STEPS = 2 * len(SEARCHED) + 1


def current_index(workspace: Workspace) -> Index | None:
    """The index of what is linked now, made first if it is not there; None when nothing was linked yet."""
    state = workspace.store.state()
    zones = [
        zone for kind in SEARCHED if (zone := LinkedZone(workspace.root, state, kind)).last_run is not None
    ]
    if not zones:
        return None
    folder = workspace.root / "cache" / "search" / _name(zones)
    found = open_index(folder)
    if found is None:
        _make(workspace, state, zones, folder)
        found = open_index(folder)
    return found


def _name(zones: Sequence[LinkedZone]) -> str:
    """A name that changes whenever anything is linked anew."""
    runs = "\n".join(str((zone.last_run or {}).get("run")) for zone in zones)
    return hashlib.sha256(runs.encode()).hexdigest()[:16]


def _make(workspace: Workspace, state: State, zones: Sequence[LinkedZone], folder: Path) -> None:
    values, subjects, first = [], [], 0
    for number, zone in enumerate(zones):
        workspace.report("making the search index", 2 * number, STEPS)
        records = _records(workspace, state, zone)
        found, table = _subjects(zone.kind, records, first)
        subjects.append(table)
        workspace.report("making the search index", 2 * number + 1, STEPS)
        values += _values(zone.kind, records, found)
        first += table.num_rows
    workspace.report("making the search index", STEPS - 1, STEPS)
    for older in folder.parent.glob("*"):
        _forget(older)
    write_index(pa.concat_tables(values), pa.concat_tables(subjects), folder)
    workspace.report("making the search index", STEPS, STEPS)


def _forget(folder: Path) -> None:
    """Remove an index of an earlier run; one that somebody has open stays readable to them."""
    for path in folder.iterdir():
        path.unlink(missing_ok=True)
    folder.rmdir()


def _records(workspace: Workspace, state: State, zone: LinkedZone) -> pa.Table:
    """Every linked record with its columns, its person (or other thing), and the day it was first known."""
    records = zone.rows("nominal")
    members = zone.rows("membership").select(["record_id", "person_id"])
    known = _first_known(workspace, state, zone.kind)
    records = _with(records, members, "person_id")
    records = _with(records, known, "known")
    return records.filter(pc.is_valid(records["person_id"]))


def _with(records: pa.Table, others: pa.Table, column: str) -> pa.Table:
    """The records with a column looked up by `record_id`."""
    place = pc.index_in(records["record_id"].combine_chunks(), others["record_id"].combine_chunks())
    return records.append_column(column, others[column].combine_chunks().take(place))


def _first_known(workspace: Workspace, state: State, kind: str) -> pa.Table:
    """The day on which each record, or what makes it, was first known: record_id, known (date)."""
    engine = workspace.engine
    parts = []
    for table, column in linkable(kind).watched.items():
        files = state.of("pole", table)
        if files and column == "record_id":
            rows = engine.read([workspace.root / f.path for f in files])
            parts.append(rows.select("record_id", "known_at"))
    both = reduce(lambda a, b: ibis.union(a, b), parts)
    first = both.group_by("record_id").aggregate(known=both["known_at"].min().cast("date"))
    found = engine.collect(first)
    engine.release()
    return found


def _subjects(kind: str, records: pa.Table, first: int) -> tuple[pa.Array, pa.Table]:
    """The number of each record's subject, and the table of subjects in the order of their numbers."""
    coded = records["person_id"].combine_chunks().dictionary_encode()
    numbers = pc.add(coded.indices.cast(pa.int32()), pa.scalar(first, pa.int32()))
    rows = pa.table({"at": coded.indices, "force": records["force"], "label": _labels(kind, records)})
    told = rows.group_by("at", use_threads=False).aggregate(
        [("force", "count"), ("force", "distinct"), ("label", "first")]
    )
    told = told.sort_by("at")
    return numbers, pa.table(
        {
            "kind": pa.repeat(pa.scalar(kind), len(coded.dictionary)),
            "id": coded.dictionary,
            "records": told["force_count"].cast(pa.int32()),
            "forces": told["force_distinct"],
            "label": told["label_first"],
        },
        schema=SUBJECTS,
    )


def _labels(kind: str, records: pa.Table) -> pa.ChunkedArray:
    if kind not in _LABELLED:
        return records["shown"]
    name, born = (records[column].fill_null("") for column in _LABELLED[kind])
    named = pc.utf8_title(name)
    dated = pc.binary_join_element_wise(named, born, ", born ")
    return pc.if_else(pc.equal(born, ""), named, dated)


def _values(kind: str, records: pa.Table, subjects: pa.Array) -> list[pa.Table]:
    found = []
    for column, field in SEARCHED[kind].items():
        if column not in records.column_names:
            continue
        filled = pc.is_valid(records[column]).combine_chunks()
        found.append(
            pa.table(
                {
                    "subject": subjects.filter(filled),
                    "field": pa.repeat(pa.scalar(field), pc.sum(filled).as_py() or 0),
                    "value": records[column].filter(filled),
                    "known": records["known"].filter(filled),
                },
                schema=VALUES,
            )
        )
    return found
