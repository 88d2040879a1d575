"""Link records into persons: from the POLE tables to the linked zone, in one commit.

The first run links everything. A later run looks only at records that are new or corrected and at the
components they meet, and amounts to the same as linking everything; with nothing new it does nothing.
A run that was stopped carries on from what it had worked out.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.linking import link_scope
from ninefold.actions.linking.judgement_store import judgements_of
from ninefold.actions.linking.link_events import Circumstances, event_rows
from ninefold.actions.linking.link_scope import Before, Scope
from ninefold.actions.linking.linked_zone import WHOLE, LinkedWriter, LinkedZone
from ninefold.actions.linking.met_before import index_of
from ninefold.actions.workspace import Workspace, Writing
from ninefold.engine.snapshots import State, StoredFile
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.link.identity import CarriedOver, carry_over
from ninefold.link.judgements import Forced, forced, in_force
from ninefold.link.linkable import Linkable
from ninefold.link.numbers import as_ids, as_numbers

STEPS = 5


@dataclass(frozen=True)
class LinkOutcome:
    """What one run came to; `nothing_new` says that it had nothing to do and wrote nothing."""

    kind: str
    run: str
    mode: str
    records: int
    read_records: int
    touched_records: int
    pairs: int
    persons: int
    events: dict[str, int]
    contradictions: int
    snapshot: str
    nothing_new: bool = False


def link_people(
    workspace: Workspace, *, by: str, thing: Linkable, whole: bool = False, recount: bool = True
) -> LinkOutcome:
    """Link one kind of thing; `whole` links all of it anew, without `recount` by the frequencies of before."""
    permissions.check_is_named(by)
    with workspace.writing() as writing:
        before = _before(workspace, writing.state, thing.kind)
        changed = link_scope.touched(thing, before)
        if not whole and _has_nothing_to_do(before, thing, changed):
            return _nothing_new(before, thing)
        _tell(workspace, thing, 0)
        everything = whole or link_scope.is_whole(thing, before, changed)
        scope = (
            _whole(workspace, thing, before, recount)
            if everything
            else link_scope.increment(thing, before, changed)
        )
        _tell(workspace, thing, 3)
        outcome = _settle(workspace, writing, thing, before, scope, by)
        link_scope.forget(_passing(workspace, thing.kind))
        _tell(workspace, thing, STEPS)
        workspace.engine.release()
        return outcome


def _tell(workspace: Workspace, thing: Linkable, done: int) -> None:
    workspace.report(f"linking: {thing.kind}", done, STEPS)


def _before(workspace: Workspace, state: State, kind: str) -> Before:
    zone = LinkedZone(workspace.root, state, kind)
    last = zone.last_run
    now = judgements_of(workspace.root, state, kind)
    then = judgements_of(workspace.root, state, kind, upto=int(last["inputs"][0]) if last else 0)
    return Before(workspace.engine, zone, workspace.now(), forced(in_force(now)), forced(in_force(then)))


def _has_nothing_to_do(before: Before, thing: Linkable, changed: pa.Table) -> bool:
    last = before.zone.last_run
    if last is None:
        return len(changed) == 0
    return bool(last["model"] == thing.version) and len(changed) == 0 and len(before.changed_links) == 0


def _nothing_new(before: Before, thing: Linkable) -> LinkOutcome:
    last = before.zone.last_run or {}
    told = {name: int(last.get(name, 0)) for name in ("records", "persons", "contradictions")}
    return LinkOutcome(
        thing.kind, last.get("run", ""), "nothing", told["records"], 0, 0, 0, told["persons"], {},
        told["contradictions"], f"{before.zone.state.number:08d}", nothing_new=True,
    )  # fmt: skip


def _whole(workspace: Workspace, thing: Linkable, before: Before, recount: bool) -> Scope:
    zone = before.zone
    used = zone.base("frequencies") if not recount else ()
    key = hashlib.sha256(f"{zone.state.number}{thing.kind}{thing.version}{used}".encode()).hexdigest()[:16]
    keep = link_scope.passing(_passing(workspace, thing.kind), key)
    counted = pq.read_table(zone.paths(used)[0]) if used else None
    return link_scope.whole(thing, before, keep, frequencies=counted)


def _passing(workspace: Workspace, kind: str) -> Path:
    return workspace.scratch("linking") / kind


def _settle(
    workspace: Workspace, writing: Writing, thing: Linkable, before: Before, scope: Scope, by: str
) -> LinkOutcome:
    """Cluster what is in scope, carry the ids over, and commit all of it."""
    load = writing.next_load()
    run = f"link-{thing.kind}-{load}"
    within = [_within(links, scope.records) for links in (before.forced.must_link, before.forced.cannot_link)]
    clusters = thing.cluster(scope.pairs, scope.records, *within)
    ids = scope.before["record_id"].combine_chunks()
    was = as_numbers(scope.before["person_id"])
    carried = carry_over(was, _labels(ids, clusters), next_number=_next_number(before))
    members = _members(thing.kind, ids, carried, clusters)
    events = event_rows(
        thing.kind, ids, was, carried, _circumstances(workspace, thing, before, scope, ids, was, run)
    )
    writer = LinkedWriter(workspace.root, thing.kind, load, scope.mode)
    people = _people(thing.kind, members, scope.records, carried)
    files = _write(writer, scope, members, people, events)
    if scope.frequencies is not None:
        files += writer.write("index", index_of(thing, scope.records, members, scope.frequencies))
    told = _told(thing, before, scope, carried, events, people, run)
    told |= {"engine": workspace.engine.name}
    snapshot = writing.commit(
        run=told,
        files=files,
        ledger=[],
        event=event(
            "combination", f"linked records: {thing.kind}", by=by, at=workspace.now(), subject=thing.kind,
            records=scope.read, persons=int(told["persons"]),
        ),
    )  # fmt: skip
    return LinkOutcome(
        thing.kind, run, scope.mode, told["records"], scope.read, scope.records.num_rows,
        scope.pairs.num_rows, told["persons"], told["events"], told["contradictions"], snapshot.name,
    )  # fmt: skip


def _within(links: pa.Table, records: pa.Table) -> pa.Table:
    here = records["record_id"].combine_chunks()
    return links.filter(pc.and_(pc.is_in(links["left_id"], here), pc.is_in(links["right_id"], here)))


def _next_number(before: Before) -> int:
    last = before.zone.last_run
    return int(last["next_number"]) if last else 1


def _labels(ids: pa.Array, clusters: pa.Table) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The number of each record's cluster; -1 where the record is here no more."""
    place = pc.index_in(ids, clusters["record_id"].combine_chunks())
    coded = clusters["cluster"].combine_chunks().dictionary_encode().indices
    return np.asarray(coded.take(place).fill_null(-1).cast(pa.int64()).to_numpy(zero_copy_only=False))


def _members(kind: str, ids: pa.Array, carried: CarriedOver, clusters: pa.Table) -> pa.Table:
    place = pc.index_in(ids, clusters["record_id"].combine_chunks())
    taken = {name: clusters[name].combine_chunks().take(place) for name in ("component", "unsure", "weakest")}
    return pa.table({"record_id": ids, "person_id": as_ids(carried.person, kind), **taken})


def _people(kind: str, members: pa.Table, records: pa.Table, carried: CarriedOver) -> pa.Table:
    """Each person in short; those nobody is any more have no records."""
    place = pc.index_in(members["record_id"], records["record_id"].combine_chunks())
    rows = members.append_column("force", records["force"].combine_chunks().take(place.combine_chunks()))
    rows = rows.filter(pc.is_valid(rows["person_id"]))
    found = rows.group_by("person_id").aggregate(
        [
            ("record_id", "count"),
            ("force", "distinct"),
            ("weakest", "min"),
            ("unsure", "count"),
            ("component", "min"),
        ]
    )
    people = pa.table(
        {
            "person_id": found["person_id"],
            "records": found["record_id_count"],
            "forces": found["force_distinct"],
            "weakest": found["weakest_min"],
            "unsure": found["unsure_count"],
            "component": found["component_min"],
        }
    )
    gone = as_ids(carried.retired, kind)
    nobody = pa.table({"person_id": gone, "records": pa.array(np.zeros(len(gone), np.int64))})
    return pa.concat_tables([people, nobody], promote_options="default")


def _write(
    writer: LinkedWriter, scope: Scope, members: pa.Table, people: pa.Table, events: pa.Table
) -> list[StoredFile]:
    files = writer.write("nominal", scope.records)
    files += writer.write("pair", scope.pairs, sorted_by="left_id")
    files += writer.write("membership", members, sorted_by="component")
    files += writer.write("person", people, sorted_by="person_id")
    files += writer.write("identity_event", events)
    if scope.mode == WHOLE and scope.frequencies is not None:
        return files + writer.write("frequencies", scope.frequencies)
    return files + writer.write("rescored", scope.rescored)


def _circumstances(
    workspace: Workspace,
    thing: Linkable,
    before: Before,
    scope: Scope,
    ids: pa.Array,
    was: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    run: str,
) -> Circumstances:
    last = before.zone.last_run
    is_new = was < 0
    changed = np.asarray(pc.is_in(ids, scope.changed["record_id"].combine_chunks())) & ~is_new
    anew = scope.mode == WHOLE
    return Circumstances(
        is_new,
        changed & (not anew),
        _judged(workspace, before, thing.kind),
        last is not None and last["model"] != thing.version,
        anew,
        run,
        workspace.now(),
    )


def _judged(workspace: Workspace, before: Before, kind: str) -> dict[str, list[str]]:
    """By record: the decisions about pairs on which judgements now ask something else."""
    changed = before.changed_links
    if not changed.num_rows:
        return {}
    pairs = {(row["left_id"], row["right_id"]) for row in changed.to_pylist()}
    found: dict[str, list[str]] = {}
    for row in judgements_of(workspace.root, before.zone.state, kind).to_pylist():
        if (row["left_id"], row["right_id"]) in pairs:
            for record in (row["left_id"], row["right_id"]):
                found.setdefault(record, []).append(row["decision"])
    return found


def _told(
    thing: Linkable,
    before: Before,
    scope: Scope,
    carried: CarriedOver,
    events: pa.Table,
    people: pa.Table,
    run: str,
) -> dict[str, Any]:
    """The record of the run, which later runs start from."""
    counted = {each["values"]: each["counts"] for each in events["event"].value_counts().to_pylist()}
    last = before.zone.last_run or {"persons": 0, "records": 0}
    retired = len(carried.retired)
    new = int(pc.sum(pc.is_null(scope.before["person_id"])).as_py() or 0)
    gone = scope.before.num_rows - scope.records.num_rows
    return {
        "run": run,
        "action": "link",
        "kind": thing.kind,
        "model": thing.version,
        "rules": thing.rules_name,
        "mode": scope.mode,
        "as_of": before.as_at.isoformat(),
        "inputs": [f"{before.zone.state.number:08d}"],
        "records": int(last["records"]) + new - gone,
        "persons": int(last["persons"]) + len(carried.made) - retired,
        "pairs": scope.pairs.num_rows,
        "events": counted,
        "contradictions": len(before.forced.contradictions),
        "next_number": carried.next_number,
    }


def contradictions(workspace: Workspace, kind: str = "person") -> Forced:
    """What judgements in force ask for now, and those that cannot all be true."""
    state = workspace.store.state()
    return forced(in_force(judgements_of(workspace.root, state, kind)))
